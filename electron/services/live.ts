/**
 * What others do, as it happens. One direct connection listens; each payload only names an item and is passed on at once, and what was
 * really committed is read from the change rows every few seconds, so that a lost notification costs seconds and never a change. Where
 * nothing can listen, the change rows are read every two seconds instead.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'
import type { SignedIn } from '../../shared/session.ts'
import { type Change, isWorkKind, type WorkKind, workspaceNames } from '../../shared/work.ts'
import type { Connection } from './connection.ts'
import { toProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import type { Postgres, Query } from './postgres.ts'
import { createPresenceList, type PresenceRow } from './presence.ts'

export interface Live {
  start(postgres: Postgres, person: SignedIn): void
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
const reconcileAfterMany = 250
/**
 * Presence that was told is read after this much, by chance, so that hundreds of consoles do not ask in one moment; and where people come
 * and go all the time, again after so much, by chance too: what asked at once would ask at once for ever.
 */
const presencePause = [200, 900] as const
const presenceAgain = [800, 1700] as const
const pollEvery = 2000
const listenAgain = 30_000
const listenAgainSoon = 500
const presenceEvery = 10_000
/** How late a job may be, and so an effect after its undo window. */
const jobsEvery = 10_000
const patience = 10_000
const farewell = 500
/** Who was away longer than for so many reads its lists anew. */
const mostChanges = 10_000

export function createLive({ connection, events, log }: { connection: Connection; events: Events; log: Log }): Live {
  /** Names this console to the others, as long as one person works here; a second console of theirs has its own. */
  let client = randomUUID()
  const presence = createPresenceList(events)
  let run: Run | null = null
  /** The snapshot of the last reading of the change rows. */
  let snapshot: string | null = null
  let place: Place | null = null
  let telling = Promise.resolve()

  function start(postgres: Postgres, person: SignedIn): void {
    run = {
      postgres,
      person,
      listener: null,
      timers: new Map(),
      seen: new Map(),
      hinted: new Map(),
      looked: new Set(),
      lookedAt: Number.NEGATIVE_INFINITY,
      asking: Promise.resolve(),
      reading: null,
      isStale: false,
    }
    presence.start(person.staff.id)
    const mine = run
    every(mine, 'presence', presenceEvery, () => announce(mine))
    announce(mine)
    every(mine, 'jobs', jobsEvery * (0.75 + Math.random() / 2), () => void quietly('jobs_due', doJobs(mine)))
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
      snapshot = null
      // Colleagues see it end by itself when there is no time to say so.
      if (place) await Promise.race([clearPresence(leaving), sleep(farewell)])
      place = null
      client = randomUUID()
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

  /** Where to read from, asked before anything is listened to. */
  async function prepare(mine: Run): Promise<void> {
    if (!snapshot) await readChanges(mine)
  }

  /** Anybody who can connect may notify, so what is heard only names what to read; change rows say how far the screen has come. */
  function hear(mine: Run, { channel, payload = '' }: pg.Notification): void {
    if (mine !== run) return
    if (payload === 'many') once(mine, 'many', reconcileAfterMany, () => void reconcile(mine))
    const [kind, itemId = '', version] = payload.split(' ')
    if (!isWorkKind(kind) || !mayRead(mine, kind) || !isId(itemId)) return
    if (channel === 'console_change') {
      hint(mine, { kind, itemId, version: Number(version) })
    } else {
      mine.looked.add(itemId)
      const pause = Math.max(between(presencePause), mine.lookedAt + between(presenceAgain) - performance.now())
      once(mine, 'looked', pause, () => void readLooked(mine))
    }
  }

  function hint(mine: Run, change: Change): void {
    if (!(change.version > (mine.seen.get(change.itemId) ?? 0))) return
    mine.hinted.set(change.itemId, change.version)
    forgetOldest(mine.hinted)
    events.emit('changes', [change])
  }

  /** Does `work` after `ms`; what is asked for meanwhile is part of it. */
  function once(mine: Run, name: string, ms: number, work: () => void): void {
    if (mine.timers.has(name)) return
    const timer = setTimeout(() => {
      mine.timers.delete(name)
      work()
    }, ms)
    mine.timers.set(name, timer)
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
    const text = 'select console.changes_since($1, $2) as news'
    const [row] = await ask<{ news: { seen: string; changes: Change[] } }>(mine, 'changes_since', text, [snapshot, mostChanges])
    if (!row || mine !== run) return
    snapshot = row.news.seen
    if (row.news.changes.length < mostChanges) pass(mine, row.news.changes)
    // Too far behind to read it all: the screen reads its lists anew, and only what comes next matters.
    else events.emit('gap', null)
  }

  async function readPresence(mine: Run): Promise<void> {
    presence.replace(await askPresence(mine, null))
  }

  /** Who is at the items that were named. The listening connection answers in order, so a later reading is never older. */
  async function readLooked(mine: Run): Promise<void> {
    const items = mine.looked
    mine.looked = new Set()
    mine.lookedAt = performance.now()
    if (mine !== run || !mine.listener) return
    await quietly(
      'presence_list',
      askPresence(mine, [...items]).then((rows) => presence.replace(rows, items)),
    )
  }

  function askPresence(mine: Run, items: string[] | null): Promise<PresenceRow[]> {
    return ask<PresenceRow>(mine, 'presence_list', `select ${presenceColumns} from console.presence_list($1) p`, [items])
  }

  /** Through the listening connection where there is one, which proves that it still answers. */
  async function ask<Row extends object>(mine: Run, name: string, text: string, values: unknown[]): Promise<Row[]> {
    const { listener } = mine
    if (!listener) return mine.postgres.read<Row>({ name, text, values }, { patience })
    const query = { name, text, values, query_timeout: patience } as pg.QueryConfig
    const answer = mine.asking.then(() => listener.query<Row>(query))
    mine.asking = answer.catch(() => null)
    return (await answer).rows
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

  /** Work that one console does for all: whichever asks first when it is due. */
  async function doJobs(mine: Run): Promise<void> {
    for (const { job } of await mine.postgres.read<{ job: string }>({ name: 'jobs_due', text: 'select console.jobs_due() as job' })) {
      if (mine !== run || !/^[a-z_]+$/.test(job)) return
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
  person: SignedIn
  listener: pg.Client | null
  timers: Map<string, NodeJS.Timeout>
  /** The newest version that the screen was told, by item. */
  seen: Map<string, number>
  /** The last version of an item that a notification named. */
  hinted: Map<string, number>
  /** Items where somebody came or went, until that is read. */
  looked: Set<string>
  /** When it was read last, as performance.now() says. */
  lookedAt: number
  /** The last question to the listening connection, which answers one after the other. */
  asking: Promise<unknown>
  reading: Promise<void> | null
  isStale: boolean
}

/** Ends as left over, because the clock of this computer need not agree with the server's. */
const presenceColumns = 'p.*, (extract(epoch from p.until - clock_timestamp()) * 1000)::int as left_ms'

function mayRead({ person }: Run, kind: WorkKind): boolean {
  return person.capabilities.includes(`${workspaceNames[kind]}.read`)
}

const between = ([least, most]: readonly [number, number]): number => least + Math.random() * (most - least)
const isId = (text: string): boolean => /^[0-9a-f-]{36}$/.test(text)

function forgetOldest(seen: Map<string, number>): void {
  for (const item of seen.keys()) {
    if (seen.size <= 5000) return
    seen.delete(item)
  }
}
