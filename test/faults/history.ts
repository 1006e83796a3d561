// A run of commands under faults, and what its history must hold: every confirmed command took effect once, none twice.

import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { uuidv7 } from '../../shared/ids.ts'
import { openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asLogin, asOwner, type TestTicket } from '../support/people.ts'
import { freshDatabase } from '../support/postgres.ts'
import { removeFolder, temporaryFolder } from '../support/services.ts'

export interface Figures {
  seed: number
  commands: number
  confirmed: number
  /** Submitted when the console died: they may or may not have taken effect, but not twice. */
  unknown: number
  lost: number
  doubled: number
  faults: Record<string, number>
  draftsLost: number
  auditBroken: number
  auditMissing: number
  /** Free items that two people claimed at once, in the middle of the faults and after them, and those of them that went to both or to whoever was not told so. */
  races: number
  leasesShared: number
  seconds: number
}

/** The same seed makes the same choices; what the machine does between them is its own. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** A console in its own process, started again where it was killed. */
class Machine {
  readonly dataDir = temporaryFolder()
  readonly url: string
  owner = ''
  /** The last draft that was answered as saved. */
  draft = 0
  #child: ChildProcess | null = null
  #waiting = new Map<number, (value: unknown) => void>()
  #asked = 0

  constructor(url: string) {
    this.url = url
  }

  async start(): Promise<void> {
    const child = fork(join(import.meta.dirname, 'console.ts'), [this.dataDir, this.url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    this.#child = child
    await new Promise<void>((resolve, reject) => {
      child.on('message', (message: { ready?: boolean; owner?: string; id?: number; value?: unknown }) => {
        if (message.ready) {
          this.owner = message.owner ?? ''
          resolve()
        } else this.#waiting.get(message.id ?? 0)?.(message.value)
      })
      child.once('exit', () => {
        for (const answer of this.#waiting.values()) answer(null)
        this.#waiting.clear()
        reject(new Error('The console ended before it was ready'))
      })
    })
  }

  /** null when the console died before it answered. */
  ask<T>(method: string, input: unknown): Promise<T | null> {
    const id = ++this.#asked
    return new Promise((resolve) => {
      this.#waiting.set(id, (value) => {
        this.#waiting.delete(id)
        resolve(value as T | null)
      })
      this.#child?.send({ id, method, input }, (error) => error && this.#waiting.get(id)?.(null))
    })
  }

  async kill(): Promise<void> {
    const child = this.#child
    if (!child) return
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
  }
}

interface Options {
  commands: number
  seed: number
  /** One fault in so many commands. */
  faultEvery: number
}

export async function runHistory({ commands, seed, faultEvery }: Options): Promise<Figures> {
  const began = performance.now()
  const random = randomOf(seed)
  const database = await freshDatabase()
  const network = await openNetwork(database.url)
  const owned = (sql: string, ...values: unknown[]) => asOwner(database.url, async (db) => (await db.query(sql, values)).rows)
  // What a server confirmed has to survive its own crash here, unlike in the other tests.
  await owned(`alter database ${new URL(database.url).pathname.slice(1)} set synchronous_commit = on`)
  const nadia = await addStaff(database.url, 'Nadia', ['support'])
  const sofia = await addStaff(database.url, 'Sofia', ['support'])
  const auditor = await addStaff(database.url, 'Audit', ['auditor'])
  const customer = await addCustomer(database.url, 'Darya')
  const tickets: TestTicket[] = []
  for (let n = 0; n < 12; n++) tickets.push(await addTicket(database.url, customer))

  const through = (login: string, password: string) => network.url(asLogin(database.url, login, password))
  // Two machines of one person, and a colleague.
  const machines = [nadia, nadia, sofia].map(({ login, password }) => new Machine(through(login, password)))
  await Promise.all(machines.map((machine) => machine.start()))

  const races: Race[] = []
  const bodies = new Map<string, 'confirmed' | 'unknown'>()
  const faults: Record<string, number> = {}
  const pending = new Set<Promise<void>>()

  async function submit(machine: Machine, body: string, ticket: TestTicket, copies: number): Promise<void> {
    const input = { commandId: uuidv7(), id: ticket.id, expectedVersion: 1, body }
    const submission = {
      owner: machine.owner,
      method: 'tickets.note',
      input,
      label: `T-${ticket.number}`,
      base: {},
      effect: {},
      draft: null,
    }
    const answers = await Promise.all(Array.from({ length: copies }, () => machine.ask<{ state?: string }>('outbox.submit', submission)))
    const isConfirmed = answers.some((answer) => answer?.state === 'done' || answer?.state === 'waiting')
    bodies.set(body, isConfirmed ? 'confirmed' : 'unknown')
  }

  async function saveDraft(machine: Machine, n: number): Promise<void> {
    const key = { kind: 'ticket', itemId: tickets[0]?.id, slot: 'reply' }
    const content = { body: `draft ${n}`, caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    const saved = await machine.ask<{ savedAt?: string }>('drafts.save', { owner: machine.owner, key, label: 'T', content })
    if (saved?.savedAt) machine.draft = Math.max(machine.draft, n)
  }

  /** Both people reach for one free ticket. */
  async function race(): Promise<void> {
    const ticket = await addTicket(database.url, customer).catch(() => null)
    if (!ticket) return
    const { id } = ticket
    const told = [machines[0] as Machine, machines[2] as Machine].map((machine) =>
      machine
        .ask<{ lease?: unknown }>('work.claim', { commandId: uuidv7(), id, kind: 'ticket' })
        .then((answer) => (answer?.lease ? machine.owner : null)),
    )
    races.push({ id, told: await Promise.all(told) })
  }

  async function fault(): Promise<void> {
    const machine = machines[random(machines.length)] as Machine
    const kinds: [string, () => Promise<unknown>][] = [
      ['kill', () => machine.kill().then(() => machine.start())],
      [
        'cut',
        () =>
          network
            .cut()
            .then(() => sleep(random(200)))
            .then(() => network.restore()),
      ],
      ['drop answers', () => network.dropAnswers(20 + random(80))],
      ['half-close', async () => network.halfClose()],
      [
        'delay',
        async () => {
          network.delay(random(30))
          setTimeout(() => network.delay(0), 400)
        },
      ],
      ['clock', () => machine.ask('clock', (random(2) ? 1 : -1) * random(86_400_000))],
      [
        'full disk',
        async () => {
          await machine.ask('disk', true)
          setTimeout(() => void machine.ask('disk', false), 300)
        },
      ],
    ]
    const [name, happen] =
      random(12) === 0 ? ['kill PostgreSQL' as const, () => killPostgres(database.url)] : (kinds[random(kinds.length)] as (typeof kinds)[0])
    faults[name] = (faults[name] ?? 0) + 1
    await happen()
  }

  function tracked(work: Promise<void>): Promise<void> {
    void work.finally(() => pending.delete(work))
    return work
  }

  for (let n = 0; n < commands; n++) {
    const machine = machines[random(machines.length)] as Machine
    const ticket = tickets[random(tickets.length)] as TestTicket
    const one = submit(machine, `note ${n}`, ticket, random(20) === 0 ? 2 : 1)
    pending.add(tracked(one))
    if (n % 5 === 0) await saveDraft(machine, n)
    if (n % 50 === 25) pending.add(tracked(race()))
    if (n % faultEvery === faultEvery - 1) await fault()
    if (pending.size >= 8) await Promise.race(pending)
  }
  await network.restore()
  network.delay(0)
  await Promise.all(pending)
  await Promise.all(machines.map((machine) => machine.ask('disk', false)))
  await Promise.all(machines.map(emptied))
  for (let n = 0; n < 10; n++) await race()

  const said = await owned('select body, count(*)::int as n from support.ticket_messages where is_internal group by body')
  const times = new Map(said.map(({ body, n }) => [body as string, n as number]))
  const confirmed = [...bodies].filter(([, end]) => end === 'confirmed').map(([body]) => body)
  const figures: Figures = {
    seed,
    commands,
    confirmed: confirmed.length,
    unknown: bodies.size - confirmed.length,
    lost: confirmed.filter((body) => !times.has(body)).length,
    doubled: [...times.values()].filter((n) => n > 1).length,
    faults,
    draftsLost: (await Promise.all(machines.map((machine) => isDraftLost(machine, tickets[0] as TestTicket)))).filter(Boolean).length,
    auditBroken: await brokenAudit(asLogin(database.url, auditor.login, auditor.password)),
    auditMissing: Number(
      (
        await owned(`select (select count(*) from support.ticket_messages where is_internal)
        - (select count(*) from console.audit where action = 'ticket_note') as n`)
      )[0]?.n,
    ),
    races: races.length,
    leasesShared: await sharedLeases(owned, races),
    seconds: Math.round((performance.now() - began) / 1000),
  }
  for (const machine of machines) {
    await machine.kill()
    removeFolder(machine.dataDir)
  }
  await network.close()
  await database.drop()
  return figures
}

async function emptied(machine: Machine): Promise<void> {
  const end = Date.now() + 120_000
  for (;;) {
    const totals = await machine.ask<{ waiting: number; held: number }>('waiting', null)
    if (totals && totals.waiting === 0) return
    if (Date.now() > end) throw new Error(`The outbox was not emptied: ${JSON.stringify(totals)}`)
    await machine.ask('session.retry', {})
    await sleep(100)
  }
}

/** kill -9 of the process that serves one of the consoles; PostgreSQL then ends all others and recovers. */
async function killPostgres(url: string): Promise<void> {
  const pid = await asOwner(url, async (db) => {
    const { rows } = await db.query(
      `select pid from pg_stat_activity where datname = current_database() and application_name like 'Backline%' order by random() limit 1`,
    )
    return rows[0]?.pid as number | undefined
  }).catch(() => undefined)
  if (pid) process.kill(pid, 'SIGKILL')
  for (let tries = 0; tries < 400; tries++) {
    await sleep(50)
    if (
      await asOwner(url, (db) => db.query('select 1')).then(
        () => true,
        () => false,
      )
    )
      return
  }
  throw new Error('PostgreSQL did not recover')
}

async function isDraftLost(machine: Machine, ticket: TestTicket): Promise<boolean> {
  const draft = await machine.ask<{ body: string }>('drafts.get', { key: { kind: 'ticket', itemId: ticket.id, slot: 'reply' } })
  return machine.draft > 0 && Number(draft?.body.split(' ')[1] ?? -1) < machine.draft
}

async function brokenAudit(url: string): Promise<number> {
  return asOwner(url, async (db) => (await db.query('select from console.audit_verify()')).rowCount ?? -1)
}

interface Race {
  id: string
  /** Who was told that they have it. */
  told: (string | null)[]
}

/** Tickets that two people claimed at once and that both have, or one who was told so has not. */
async function sharedLeases(
  owned: (sql: string, ...values: unknown[]) => Promise<Record<string, unknown>[]>,
  races: Race[],
): Promise<number> {
  const claims = await owned(
    `select item_id, array_agg(distinct actor::text) as actors from console.audit where action = 'claim' and item_id = any($1) group by item_id`,
    races.map(({ id }) => id),
  )
  const holders = new Map(claims.map(({ item_id, actors }) => [item_id as string, actors as string[]]))
  return races.filter(({ id, told }) => {
    const actors = holders.get(id) ?? []
    return actors.length > 1 || told.some((who) => who !== null && !actors.includes(who))
  }).length
}
