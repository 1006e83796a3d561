// A run of commands under faults: two machines of one person, and a colleague. What came of it is judged by check.ts.

import { setTimeout as sleep } from 'node:timers/promises'
import { migrate } from '../../electron/services/migrate.ts'
import { uuidv7 } from '../../shared/ids.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asLogin, asOwner } from '../support/people.ts'
import { type OwnServer, startServer } from '../support/postgres.ts'
import { type Findings, judge } from './check.ts'
import { createFaults, randomOf } from './faults.ts'
import { Machine } from './machine.ts'

/** A note that was submitted. */
export interface Note {
  commandId: string
  body: string
  machine: number
  ticket: string
  /** How many windows of the console sent it at once. */
  windows: number
  /** kept: carried out, or the console has it and said so. unknown: the console died before it answered. Else the code of the refusal. */
  answer: 'kept' | 'unknown' | string
}

/** A free item that two people reached for at once. */
export interface Race {
  id: string
  /** Who was told that they have it. */
  told: string[]
}

export interface History {
  notes: Note[]
  races: Race[]
  /** When each command went over the line, by its id, in ms of the clock. */
  sent: Map<string, number[]>
  /** How often a draft was looked for after its console was killed, and how often it was older than what was answered as saved. */
  drafts: { looked: number; lost: number }
}

export interface Figures extends Findings {
  seed: number
  commands: number
  faults: Record<string, number>
  network: ReturnType<Network['done']>
  seconds: number
}

export interface Options {
  commands: number
  seed: number
  /** One fault in so many commands. */
  faultEvery: number
  /** A kind of fault that is left out. */
  without?: string
}

export async function runHistory(options: Options): Promise<Figures> {
  const server = await startServer({ isDurable: true })
  try {
    return await runOn(server, options)
  } finally {
    await server.stop()
  }
}

async function runOn(server: OwnServer, { commands, seed, faultEvery, without }: Options): Promise<Figures> {
  const began = performance.now()
  const random = randomOf(seed)
  const url = server.url('backline')
  await asOwner(server.url(), (db) => db.query('create database backline'))
  await migrate({ connectionString: url })
  const history: History = { notes: [], races: [], sent: new Map(), drafts: { looked: 0, lost: 0 } }
  const network = await openNetwork(url, (chunk) => remember(history.sent, chunk))
  const nadia = await addStaff(url, 'Nadia', ['support', 'moderator'])
  const sofia = await addStaff(url, 'Sofia', ['support', 'moderator'])
  const auditor = await addStaff(url, 'Audit', ['auditor'])
  const customer = await addCustomer(url, 'Darya')
  const tickets: string[] = []
  for (let n = 0; n < 12; n++) tickets.push((await addTicket(url, customer)).id)
  const draftOf = tickets[0] as string
  const machines = [nadia, nadia, sofia].map(({ login, password }) => new Machine(network.url(asLogin(url, login, password))))
  await Promise.all(machines.map((machine) => machine.start()))

  const anyOf = <T>(all: T[]): T => all[random(all.length)] as T
  const faults: Record<string, number> = {}
  const goWrong = createFaults({ server, url, tickets, network, random, restarted }, faults, without)
  const pending = new Set<Promise<void>>()
  const begin = (work: Promise<void>) => {
    pending.add(work)
    void work.finally(() => pending.delete(work))
  }

  /** `windows` of one console may send the same. */
  async function submit(n: number, windows: number): Promise<void> {
    const machine = anyOf(machines)
    const note: Note = {
      commandId: uuidv7(),
      body: `note ${n}`,
      machine: machines.indexOf(machine),
      ticket: anyOf(tickets),
      windows,
      answer: 'unknown',
    }
    history.notes.push(note)
    const input = { commandId: note.commandId, id: note.ticket, expectedVersion: 1, body: note.body }
    const submission = { owner: machine.owner, method: 'tickets.note', input, label: 'T', base: {}, effect: {}, draft: null }
    const answers = await Promise.all(
      Array.from({ length: windows }, () => machine.ask<{ state?: string; refused?: string }>('outbox.submit', submission)),
    )
    const answer = answers.find((each) => each?.state) ?? answers.find((each) => each !== null)
    if (answer) note.answer = answer.refused ?? 'kept'
  }

  async function saveDraft(machine: Machine): Promise<void> {
    const n = machine.draft + 1
    const key = { kind: 'ticket', itemId: draftOf, slot: 'reply' }
    const content = { body: `draft ${n}`, caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    const saved = await machine.ask<{ savedAt?: string }>('drafts.save', { owner: machine.owner, key, label: 'T', content })
    if (saved?.savedAt) machine.draft = n
  }

  async function restarted(machine: Machine): Promise<void> {
    const draft = await machine.ask<{ body: string }>('drafts.get', { key: { kind: 'ticket', itemId: draftOf, slot: 'reply' } })
    history.drafts.looked++
    if (machine.draft > Number(draft?.body.split(' ')[1] ?? 0)) history.drafts.lost++
  }

  async function race(kind: 'ticket' | 'case'): Promise<void> {
    const id = await (kind === 'ticket' ? addTicket(url, customer).then((ticket) => ticket.id) : addCase(url, customer)).catch(() => null)
    if (!id) return
    const claim = async (machine: Machine) =>
      (await machine.ask<{ lease?: unknown }>('work.claim', { commandId: uuidv7(), id, kind }))?.lease ? [machine.owner] : []
    history.races.push({ id, told: (await Promise.all([machines[0] as Machine, machines[2] as Machine].map(claim))).flat() })
  }

  for (let n = 0; n < commands; n++) {
    begin(submit(n, random(20) === 0 ? 2 : 1))
    if (n % 25 === 12) begin(race(n % 50 === 12 ? 'ticket' : 'case'))
    if (n % 5 === 0) await saveDraft(anyOf(machines))
    if (n % faultEvery === faultEvery - 1) {
      const machine = anyOf(machines)
      await saveDraft(machine)
      await goWrong(machine)
    }
    if (pending.size >= 8) await Promise.race(pending)
  }
  network.delay(0)
  await Promise.all(pending)
  await Promise.all(machines.map((machine) => machine.ask('disk', false)))
  await Promise.all(machines.map(emptied))
  for (let n = 0; n < 10; n++) await race(n % 2 ? 'ticket' : 'case')
  await Promise.all(
    machines.map((machine) =>
      machine
        .kill()
        .then(() => machine.start())
        .then(() => restarted(machine)),
    ),
  )

  const held = await Promise.all(machines.map((machine) => machine.ask<{ id: string }[]>('outbox.list', {})))
  const findings = await judge(
    url,
    asLogin(url, auditor.login, auditor.password),
    history,
    new Set(held.flatMap((rows) => rows ?? []).map(({ id }) => id)),
  )
  const figures = { seed, commands, faults, network: network.done(), ...findings, seconds: Math.round((performance.now() - began) / 1000) }
  for (const machine of machines) await machine.end()
  await network.close()
  return figures
}

/** Notes which commands a console sends. */
function remember(sent: History['sent'], chunk: Buffer): void {
  for (const [id] of chunk.toString('latin1').matchAll(/[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}/g))
    sent.set(id, [...(sent.get(id) ?? []), Date.now()])
}

/** Waits until nothing waits any more, or for two minutes; the consoles come back by themselves. */
async function emptied(machine: Machine): Promise<void> {
  const end = Date.now() + 120_000
  while ((await machine.ask<{ waiting: number }>('waiting', null))?.waiting !== 0 && Date.now() < end) await sleep(100)
}

async function addCase(url: string, author: string): Promise<string> {
  return asOwner(url, async (db) => {
    const track = `insert into catalog.tracks (user_id, title, is_public, status) values ($1, 'Midnight Cargo', true, 'published') returning id`
    const entity = (await db.query(track, [author])).rows[0].id
    const report = `insert into moderation.reports (reporter_id, entity_type, entity_id, reason, description) values ($1, 'track', $2, 'copyright', 'Ours.')`
    await db.query(report, [author, entity])
    return (await db.query('select id from moderation.cases where entity_id = $1', [entity])).rows[0].id
  })
}
