/**
 * What others do, as it happens. One direct connection listens; each payload is passed on at once, and what was really
 * committed is read after it from the change rows, so that a lost notification costs seconds and never a change. Where
 * nothing can listen, the change rows are read every two seconds instead.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import { type Change, isWorkKind, type StaffRef, type WorkKind, workKinds } from '../../shared/work.ts'
import type { Connection } from './connection.ts'
import { toProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import type { Postgres, Query } from './postgres.ts'
import { createPresenceList, type PresenceRow } from './presence.ts'

export interface Live {
  start(postgres: Postgres, staffId: string): void
  /** When leaving, the place in the change rows is forgotten and colleagues no longer see this console. */
  stop(how: { isLeaving: boolean }): Promise<void>
  /** Says what the person looks at or types in; null: nothing. */
  show(place: Place | null): void
}

export interface Place {
  kind: WorkKind
  itemId: string
  mode: 'viewing' | 'typing'
}

/** In ms. */
const reconcileEvery = 15_000
const reconcileAfterBurst = 250
const pollEvery = 2000
const listenAgain = 30_000
const listenAgainSoon = 500
const presenceEvery = 10_000
/** How late an effect may be after its undo window. */
const effectsEvery = 10_000
const effectsRun = { name: 'effects_run', text: 'select console.effects_run()' }
const housekeeping = 60_000
const patience = 10_000
const farewell = 500
/** Rows a page and pages a time; who was away longer reads its lists anew anyway. */
const pageRows = 500
const mostPages = 20

export function createLive({ connection, events, log }: { connection: Connection; events: Events; log: Log }): Live {
  /** Names this console to the others; a second one of the same person has its own. */
  const client = randomUUID()
  const presence = createPresenceList(events)
  let run: Run | null = null
  let cursor: { xid: string; seq: number } | null = null
  let place: Place | null = null
  let telling = Promise.resolve()

  function start(postgres: Postgres, staffId: string): void {
    run = {
      postgres,
      staffId,
      listener: null,
      timers: new Map(),
      seen: new Map(),
      hinted: new Map(),
      colleagues: new Map(),
      reading: null,
      isStale: false,
    }
    presence.start(staffId)
    const mine = run
    every(mine, 'presence', presenceEvery, () => announce(mine))
    announce(mine)
    every(mine, 'effects', effectsEvery, () => void quietly('effects_run', mine.postgres.read(effectsRun)))
    every(mine, 'housekeeping', housekeeping * (0.75 + Math.random() / 2), () => keepHouse(mine))
    void listen(mine)
  }

  async function stop({ isLeaving }: { isLeaving: boolean }): Promise<void> {
    const leaving = run
    run = null
    presence.stop()
    connection.set({ live: 'stopped' })
    if (!leaving) return
    for (const timer of leaving.timers.values()) clearTimeout(timer)
    const listener = leaving.listener
    leaving.listener = null
    if (isLeaving) {
      cursor = null
      // Colleagues see it end by itself when there is no time to say so.
      if (place) await Promise.race([clearPresence(leaving), sleep(farewell)])
      place = null
    }
    listener?.connection.stream.destroy()
  }

  /** Repeats `work` until the run ends; a second call under the same name replaces the first. */
  function every(mine: Run, name: string, ms: number, work: () => void): void {
    clearTimeout(mine.timers.get(name))
    mine.timers.set(name, setInterval(work, ms))
  }

  async function listen(mine: Run): Promise<void> {
    let listener: pg.Client | null = null
    try {
      await prepare(mine)
      listener = await mine.postgres.listener()
      const heard = listener
      if (mine !== run) return void heard.connection.stream.destroy()
      heard.on('notification', (message) => hear(mine, message))
      heard.on('end', () => deaf(mine, heard))
      await heard.query({ text: 'listen console_change; listen console_presence', query_timeout: patience } as pg.QueryConfig)
      mine.listener = heard
      connection.set({ live: 'listening' })
      every(mine, 'reconcile', reconcileEvery, () => void reconcile(mine))
      clearTimeout(mine.timers.get('listen'))
    } catch (thrown) {
      listener?.connection.stream.destroy()
      if (mine !== run) return
      log.warn('cannot listen', { source: toProblem(thrown).source })
      poll(mine, listenAgain)
    }
    await reconcile(mine)
  }

  /** From now on the change rows are read often, until listening works again. */
  function poll(mine: Run, retryAfter: number): void {
    connection.set({ live: 'polling' })
    every(mine, 'reconcile', pollEvery, () => void reconcile(mine))
    clearTimeout(mine.timers.get('listen'))
    mine.timers.set(
      'listen',
      setTimeout(() => void listen(mine), retryAfter),
    )
  }

  function deaf(mine: Run, listener: pg.Client): void {
    if (mine !== run || mine.listener !== listener) return
    mine.listener = null
    log.warn('listening ended')
    poll(mine, listenAgainSoon)
  }

  /** Where to read from, and who the colleagues are; both are asked once a sign-in. */
  async function prepare(mine: Run): Promise<void> {
    const [heads, people] = await Promise.all([
      cursor
        ? []
        : mine.postgres.read<{ xid: string; seq: number }>({ name: 'change_head', text: 'select xid, seq from console.change_head()' }),
      mine.postgres.read<StaffRef>({ name: 'live_colleagues', text: 'select id, name, initials from console.colleague' }),
    ])
    cursor ??= heads[0] ?? null
    for (const person of people) mine.colleagues.set(person.id, person)
  }

  function hear(mine: Run, message: pg.Notification): void {
    if (mine !== run) return
    const payload = parse(message.payload)
    if (message.channel === 'console_presence') presence.hear(payload)
    if (message.channel !== 'console_change') return
    const change = toChange(payload, mine.colleagues)
    // Anybody who can connect may notify, so this is a hint, told at once; only change rows say how far the screen has come.
    if (change && change.version > (mine.seen.get(change.itemId) ?? 0)) {
      mine.hinted.set(change.itemId, change.version)
      forgetOldest(mine.hinted)
      events.emit('changes', [change])
    }
    clearTimeout(mine.timers.get('burst'))
    mine.timers.set(
      'burst',
      setTimeout(() => void reconcile(mine), reconcileAfterBurst),
    )
  }

  /** Tells the screen what it was not told yet. */
  function pass(mine: Run, changes: Change[]): void {
    const later = changes.filter((change) => change.version > (mine.seen.get(change.itemId) ?? 0))
    const news = later.filter((change) => change.version !== mine.hinted.get(change.itemId))
    for (const change of later) mine.seen.set(change.itemId, change.version)
    forgetOldest(mine.seen)
    if (news.length > 0) events.emit('changes', news)
  }

  /** One reading at a time; a call during one has it read once more. */
  function reconcile(mine: Run): Promise<void> {
    mine.isStale = true
    mine.reading ??= readOn(mine).finally(() => {
      mine.reading = null
    })
    return mine.reading
  }

  async function readOn(mine: Run): Promise<void> {
    try {
      while (mine === run && mine.isStale) {
        mine.isStale = false
        if (!cursor) await prepare(mine)
        await readChanges(mine)
        await readPresence(mine)
        connection.set({ liveAt: new Date().toISOString() })
      }
    } catch (thrown) {
      if (mine !== run) return
      log.warn('changes not read', { source: toProblem(thrown).source })
      // A listener that does not answer hears nothing either; its end starts the polling.
      mine.listener?.connection.stream.destroy()
    }
  }

  async function readChanges(mine: Run): Promise<void> {
    for (let page = 0; page < mostPages && cursor && mine === run; page++) {
      const rows = await ask<ChangeRow>(mine, 'changes_since', 'select * from console.changes_since($1, $2, $3)', [
        cursor.xid,
        cursor.seq,
        pageRows,
      ])
      pass(mine, rows.map(fromRow))
      // What a transaction that is still open may yet come before is told, and read again the next time.
      const last = rows.findLast(({ settled }) => settled)
      if (last) cursor = { xid: last.xid, seq: last.seq }
      if (rows.length < pageRows || !last) return
    }
    // Too far behind to read it all: the screen reads its lists anew, and only what comes next matters.
    cursor = null
    await prepare(mine)
    events.emit('gap', null)
  }

  async function readPresence(mine: Run): Promise<void> {
    const text = `select p.*, (extract(epoch from p.until - now()) * 1000)::int as left_ms
      from unnest($1::text[]) k(kind), lateral console.presence_list(k.kind) p`
    const heard = presence.heard()
    presence.replace(await ask<PresenceRow>(mine, 'presence_list', text, [workKinds]), heard)
  }

  /** Through the listening connection where there is one, which proves that it still answers. */
  async function ask<Row extends object>(mine: Run, name: string, text: string, values: unknown[]): Promise<Row[]> {
    if (!mine.listener) return mine.postgres.read<Row>({ name, text, values }, { patience })
    const query = { name, text, values, query_timeout: patience }
    return (await mine.listener.query<Row>(query as pg.QueryConfig)).rows
  }

  function announce(mine: Run): void {
    if (mine !== run || !place) return
    const values = [client, place.kind, place.itemId, place.mode]
    void tellPresence(mine, { name: 'presence_set', text: 'select console.presence_set($1, $2, $3, $4)', values })
  }

  function clearPresence(mine: Run): Promise<void> {
    return tellPresence(mine, { name: 'presence_clear', text: 'select console.presence_clear($1)', values: [client] })
  }

  /** One after the other, because the pool keeps no order and the last word counts. */
  function tellPresence(mine: Run, query: Query): Promise<void> {
    telling = telling.then(() => quietly('presence', mine.postgres.read(query, { patience })))
    return telling
  }

  /** Work that any console may do and that skips when another one is at it. */
  async function keepHouse(mine: Run): Promise<void> {
    for (const job of ['fold_counts', 'fold_flow', 'audit_seal', 'wake', 'payouts_check', 'kyc_expire', 'overview_refresh', 'prune']) {
      if (mine !== run) return
      await quietly(job, mine.postgres.read({ name: job, text: `select console.${job}()` }))
    }
  }

  async function quietly(what: string, work: Promise<unknown>): Promise<void> {
    try {
      await work
    } catch (thrown) {
      const problem = toProblem(thrown)
      log.warn('background work failed', { what, code: problem.code, source: problem.source })
    }
  }

  return {
    start,
    stop,
    show(next) {
      const before = place
      place = next
      if (!run) return
      if (next) announce(run)
      else if (before) void clearPresence(run)
    },
  }
}

/** What lasts from one start to the next stop. */
interface Run {
  postgres: Postgres
  staffId: string
  listener: pg.Client | null
  timers: Map<string, NodeJS.Timeout>
  /** The newest version that the screen was told, by item. */
  seen: Map<string, number>
  /** The last version of an item that a notification named. */
  hinted: Map<string, number>
  colleagues: Map<string, StaffRef>
  reading: Promise<void> | null
  isStale: boolean
}

interface ChangeRow {
  xid: string
  seq: number
  kind: WorkKind
  item_id: string
  version: number
  fields: string[]
  actor_id: string | null
  actor_name: string
  actor_initials: string
  at: string
  settled: boolean
}

function fromRow(row: ChangeRow): Change {
  const actor = row.actor_id === null ? null : { id: row.actor_id, name: row.actor_name, initials: row.actor_initials }
  return { kind: row.kind, itemId: row.item_id, version: row.version, fields: row.fields, actor, at: row.at }
}

type Payload = Record<string, unknown>

function parse(text: string | undefined): Payload {
  try {
    const payload: unknown = JSON.parse(text ?? '')
    return typeof payload === 'object' && payload !== null ? (payload as Payload) : {}
  } catch {
    return {}
  }
}

/** null for the word that there are many, and for what nobody here understands; the change rows tell both. */
function toChange({ k, i, v, f, a, at }: Payload, colleagues: Map<string, StaffRef>): Change | null {
  if (!isWorkKind(k) || typeof i !== 'string' || typeof v !== 'number' || !Array.isArray(f) || typeof at !== 'string') return null
  const actor = typeof a === 'string' ? (colleagues.get(a) ?? null) : null
  return { kind: k, itemId: i, version: v, fields: f.map(String), actor, at }
}

function forgetOldest(seen: Map<string, number>): void {
  for (const item of seen.keys()) {
    if (seen.size <= 5000) return
    seen.delete(item)
  }
}
