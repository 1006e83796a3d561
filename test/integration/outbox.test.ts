// The outbox against a real server behind a network that fails: in order, once, and nothing typed is lost.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { uuidv7 } from '../../shared/ids.ts'
import type { OutboxItem, Submission } from '../../shared/outbox.ts'
import { fillDisk } from '../support/full-disk.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asOwner, customerWrites, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import type { Row } from '../support/rows.ts'
import { openConsole, ownerOf, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let network: Network
let nadia: TestStaff
let sofia: TestStaff
let customer: string
let ticket: TestTicket
let backline: TestConsole
let colleague: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  network = await openNetwork(database.url)
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  sofia = await addStaff(database.url, 'Sofia', ['support'])
  customer = await addCustomer(database.url, 'Darya')
  colleague = openConsole(database.url)
  await colleague.signIn(sofia)
})
afterAll(async () => {
  await colleague.close()
  await network.close()
  await database.drop()
})
beforeEach(async () => {
  ticket = await addTicket(database.url, customer)
  backline = openConsole(network.url(database.url))
  await backline.signIn(nadia)
})
afterEach(async () => {
  await network.restore()
  await backline.close()
})

const owned = (sql: string, ...values: unknown[]): Promise<Row[]> => asOwner(database.url, async (db) => (await db.query(sql, values)).rows)
const bodies = async (of = ticket) =>
  (await owned('select body from support.ticket_messages where ticket_id = $1 order by created_at, id', of.id)).map((row) => row.body)
const priorityOf = async (of = ticket) => (await owned('select priority from support.tickets where id = $1', of.id))[0]?.priority

type Wish = Partial<Submission> & { input?: Record<string, unknown>; on?: TestTicket; by?: TestConsole }

function submit(method: Submission['method'], { input = {}, on = ticket, by = backline, ...more }: Wish = {}) {
  const slot = method === 'tickets.reply' ? 'reply' : method === 'tickets.note' ? 'note' : null
  const draft = slot && { kind: 'ticket' as const, itemId: on.id, slot: slot as 'reply' | 'note' }
  const command = { commandId: uuidv7(), id: on.id, expectedVersion: 1 }
  return by.call('outbox.submit', {
    owner: ownerOf(by),
    method,
    label: 'T-1',
    base: {},
    effect: {},
    draft,
    ...more,
    input: { ...command, ...input },
  })
}
const note = (body: string, wish: Wish = {}) => submit('tickets.note', { ...wish, input: { ...wish.input, body } })
const reply = (body: string, wish: Wish = {}) =>
  submit('tickets.reply', { ...wish, input: { thenStatus: null, templateId: null, ...wish.input, body } })
const list = () => backline.call('outbox.list', {})
const only = async (): Promise<OutboxItem> => (await list())[0] as OutboxItem
const isOnline = () => backline.services.state().connection.state === 'online'
/** Sets the clock of this computer by so many ms; it goes on from there. */
function turnClock(ms: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + ms, shouldAdvanceTime: true })
}
const isWaiting = async () => (await only())?.problem !== undefined && (await only()).problem !== null
const isEmpty = async () => (await list()).length === 0

async function goOffline(): Promise<void> {
  await network.cut()
  await until(() => backline.services.state().connection.state === 'offline', 10_000)
}
async function goOnline(): Promise<void> {
  await network.restore()
  await backline.call('session.retry', {})
  await until(isOnline, 20_000)
}
const draftOf = (slot: 'reply' | 'note') => backline.call('drafts.get', { key: { kind: 'ticket', itemId: ticket.id, slot } })

describe('online', () => {
  it('answers with the result, and the draft is gone with the row', async () => {
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'note' as const }
    const content = { body: 'Hello', caret: 5, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await backline.call('drafts.save', { owner: nadia.id, key, label: 'T-1', content })
    const news = backline.next('outbox', ({ sent }) => sent !== null)
    expect(await note('Hello')).toMatchObject({ state: 'done', result: { version: 2 } })
    expect(await draftOf('note')).toBeNull()
    expect((await news).sent).toMatchObject({ item: { method: 'tickets.note', itemId: ticket.id }, result: { version: 2 } })
    expect(await list()).toEqual([])
    expect(await bodies()).toEqual(['Hello'])
  })

  it('gives a refused text back as the draft, with the reason', async () => {
    await customerWrites(database.url, ticket.id, 'One more thing')
    await expect(reply('Hello')).rejects.toMatchObject({ code: 'stale' })
    expect(await draftOf('reply')).toMatchObject({ body: 'Hello', baseVersion: 1, commandId: null })
    expect(await list()).toEqual([])
  })

  it('keeps a change that collided for comparing; what one chooses goes out as a new command', async () => {
    await submit('tickets.setPriority', { by: colleague, input: { priority: 'critical' } })
    const wish = { base: { priority: 'medium' }, input: { priority: 'urgent' } }
    const answer = await submit('tickets.setPriority', wish)
    expect(answer).toMatchObject({ state: 'conflict', item: { state: 'conflict', base: { priority: 'medium' } } })
    const held = await only()
    expect(held.problem).toMatchObject({
      code: 'stale',
      detail: { version: 2, changes: [{ fields: ['priority'], actor: { name: 'Sofia' } }] },
    })
    expect(backline.services.state().outbox).toEqual({ waiting: 0, held: 1 })
    await backline.call('outbox.retry', { id: held.id, expectedVersion: 2 })
    await until(isEmpty)
    expect(await priorityOf()).toBe('urgent')
    expect(
      await owned('select count(*)::int as n from console.command where actor = $1 and name = $2', nadia.id, 'ticket_set_priority'),
    ).toEqual([{ n: 1 }])
  })

  it('merges changes of different fields without asking', async () => {
    await submit('tickets.setPriority', { by: colleague, input: { priority: 'critical' } })
    expect(await submit('tickets.setCategory', { input: { category: 'billing' } })).toMatchObject({ state: 'done' })
    expect(await submit('tickets.tag', { input: { add: ['sepa'], remove: [] } })).toMatchObject({ state: 'done' })
  })

  it('goes on after what was done here, and asks about what the same person chose at another computer', async () => {
    const elsewhere = openConsole(database.url)
    await elsewhere.signIn(nadia)
    await submit('tickets.setPriority', { input: { priority: 'urgent' } })
    expect(await submit('tickets.setPriority', { input: { priority: 'critical' } })).toMatchObject({ state: 'done' })
    await submit('tickets.setPriority', { by: elsewhere, input: { priority: 'low', expectedVersion: 3 } })
    expect(await submit('tickets.setPriority', { input: { priority: 'high', expectedVersion: 3 } })).toMatchObject({ state: 'conflict' })
    expect((await only()).problem?.detail.changes).toMatchObject([{ actor: { id: nadia.id }, isHere: false }])
    expect(await priorityOf()).toBe('low')
    await backline.call('outbox.discard', { id: (await only()).id })

    await reply('From the other computer', { by: elsewhere, input: { expectedVersion: 4 } })
    await expect(reply('The same once more', { input: { expectedVersion: 4 } })).rejects.toMatchObject({ code: 'stale' })
    expect(await draftOf('reply')).toMatchObject({ body: 'The same once more' })
    expect(await bodies()).toEqual(['From the other computer'])
    await elsewhere.close()
  })

  it('refuses what cannot wait, and what its method would not take, before anything is stored', async () => {
    const command = { commandId: randomUUID(), id: ticket.id, expectedVersion: 1 }
    const rest = { owner: nadia.id, label: '', base: {}, effect: {}, draft: null }
    const claim = { commandId: command.commandId, id: ticket.id, kind: 'ticket' }
    expect(await backline.refusal('outbox.submit', { ...rest, method: 'work.claim', input: claim })).toMatchObject({ code: 'invalid' })
    const wrong = { ...rest, method: 'tickets.note', input: { ...command, body: 'half \ud800' } }
    expect(await backline.refusal('outbox.submit', wrong)).toMatchObject({ code: 'invalid' })
    expect(await list()).toEqual([])
  })

  it('carries the same command out once, however often it is submitted', async () => {
    const input = { commandId: uuidv7() }
    const answers = await Promise.all([note('Once', { input }), note('Once', { input })])
    expect(answers.some(({ state }) => state === 'done')).toBe(true)
    await note('Once', { input })
    expect(await bodies()).toEqual(['Once'])
  })
})

describe('offline', () => {
  it('takes commands at once and delivers them in order, once, when the connection is back', async () => {
    const other = await addTicket(database.url, customer)
    await goOffline()
    const began = performance.now()
    for (const n of [1, 2, 3]) {
      expect(await note(`First ${n}`)).toMatchObject({ state: 'waiting' })
      await note(`Other ${n}`, { on: other })
    }
    await submit('tickets.setPriority', { input: { priority: 'urgent' } })
    await reply('To the customer', { input: { thenStatus: 'waiting_response' } })
    expect(performance.now() - began).toBeLessThan(2000)
    const waiting = await list()
    expect(waiting.map(({ behind }) => behind === null)).toEqual([true, true, false, false, false, false, false, false])
    expect(backline.services.state().outbox).toEqual({ waiting: 8, held: 0 })
    await goOnline()
    await until(isEmpty, 20_000)
    expect(await bodies()).toEqual(['First 1', 'First 2', 'First 3', 'To the customer'])
    expect(await bodies(other)).toEqual(['Other 1', 'Other 2', 'Other 3'])
    expect(await priorityOf()).toBe('urgent')
  })

  it('delivers 500 queued commands of a day without connection in order, once, within a minute', { timeout: 120_000 }, async () => {
    await goOffline()
    const wanted = Array.from({ length: 500 }, (_, n) => `Queued ${String(n).padStart(3, '0')}`)
    for (const body of wanted) await note(body)
    const began = performance.now()
    await goOnline()
    await until(() => backline.services.state().outbox.waiting === 0, 60_000)
    expect(performance.now() - began).toBeLessThan(60_000)
    expect(await bodies()).toEqual(wanted)
  })

  it('survives a restart of the console', async () => {
    await goOffline()
    const input = { commandId: uuidv7() }
    await note('Before the restart', { input })
    await backline.close(true)
    await network.restore()
    backline = openConsole(network.url(database.url), { dataDir: backline.dataDir })
    await backline.signIn(nadia)
    await until(isEmpty, 10_000)
    expect(await bodies()).toEqual(['Before the restart'])
  })

  it('leaves the work of one person alone while another is signed in', async () => {
    await goOffline()
    await note('Of Nadia')
    await backline.call('session.signOut', {})
    await network.restore()
    await backline.signIn(sofia)
    expect(await list()).toEqual([])
    await note('Of Sofia')
    await backline.call('session.signOut', {})
    await backline.signIn(nadia)
    await until(isEmpty, 10_000)
    const said = await owned('select body, sender_id from support.ticket_messages where ticket_id = $1 order by created_at', ticket.id)
    expect(said).toEqual([
      { body: 'Of Sofia', sender_id: sofia.id },
      { body: 'Of Nadia', sender_id: nadia.id },
    ])
  })

  it('takes nothing in the name of somebody who is not the one signed in', async () => {
    await backline.call('session.signOut', {})
    await backline.signIn(sofia)
    const input = { commandId: uuidv7(), id: ticket.id, expectedVersion: 1, body: 'I promise a refund', thenStatus: null, templateId: null }
    const forged = { owner: nadia.id, method: 'tickets.reply' as const, label: 'T-1', base: {}, effect: {}, draft: null, input }
    await expect(backline.call('outbox.submit', forged)).rejects.toMatchObject({ code: 'signed_out' })
    await backline.call('session.signOut', {})
    await expect(backline.call('outbox.submit', forged)).rejects.toMatchObject({ code: 'signed_out' })
    await backline.signIn(nadia)
    expect(await list()).toEqual([])
    expect(await bodies()).toEqual([])
  })

  it('edits and cancels what waits; the text stays the draft or a version of it', async () => {
    await goOffline()
    await reply('To be edited')
    expect(await backline.call('outbox.edit', { id: (await only()).id })).toEqual({
      draft: { kind: 'ticket', itemId: ticket.id, slot: 'reply' },
    })
    expect(await draftOf('reply')).toMatchObject({ body: 'To be edited' })
    await note('To be cancelled')
    await backline.call('outbox.cancel', { id: (await only()).id })
    expect(await isEmpty()).toBe(true)
    const versions = await backline.call('drafts.versions', { key: { kind: 'ticket', itemId: ticket.id, slot: 'note' } })
    expect(versions.map(({ body, discarded }) => [body, discarded])).toContainEqual(['To be cancelled', true])
  })

  it('does not put a text over another draft', async () => {
    await goOffline()
    await reply('On its way')
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'reply' as const }
    const content = { body: 'Another', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await backline.call('drafts.save', { owner: nadia.id, key, label: 'T-1', content })
    const refusal = await backline.refusal('outbox.edit', { id: (await only()).id })
    expect(refusal.message).toMatch(/Another draft of yours/)
    expect(await draftOf('reply')).toMatchObject({ body: 'Another' })
    expect((await only()).input.body).toBe('On its way')
  })

  it('holds back what others overtook, and what comes after it; a deleted ticket discards no text', async () => {
    const gone = await addTicket(database.url, customer)
    await goOffline()
    await reply('Overtaken')
    await note('After it')
    await note('To nobody', { on: gone })
    await customerWrites(database.url, ticket.id, 'Meanwhile')
    await owned('delete from support.tickets where id = $1', gone.id)
    await owned(`delete from console.work_item where kind = 'ticket' and id = $1`, gone.id)
    await goOnline()
    await until(async () => backline.services.state().outbox.held === 2, 20_000)
    const [first, second, third] = (await list()) as [OutboxItem, OutboxItem, OutboxItem]
    expect([first.state, first.problem?.code, second.state, second.behind]).toEqual(['conflict', 'stale', 'waiting', first.id])
    expect([third.state, third.problem?.code, third.input.body]).toEqual(['rejected', 'not_found', 'To nobody'])
    await backline.call('outbox.retry', { id: first.id, expectedVersion: 2 })
    await until(async () => (await list()).length === 1)
    expect(await bodies()).toEqual(['Meanwhile', 'Overtaken', 'After it'])
    await backline.call('outbox.discard', { id: third.id })
    expect(backline.services.state().outbox).toEqual({ waiting: 0, held: 0 })
  })
})

describe('with a full disk', () => {
  afterEach(() => fillDisk(false))

  it('a command goes straight out, but never before one that waits for the same item', async () => {
    const other = await addTicket(database.url, customer)
    await goOffline()
    await reply('Overtaken')
    await customerWrites(database.url, ticket.id, 'Meanwhile')
    await goOnline()
    await until(async () => backline.services.state().outbox.held === 1, 20_000)
    fillDisk(true)
    const long = 'x'.repeat(100_000)
    expect(await note(long, { on: other })).toMatchObject({ state: 'done' })
    await expect(note(long)).rejects.toMatchObject({ code: 'storage' })
    expect(await bodies()).toEqual(['Meanwhile'])
  })
})

describe('when the database is too busy', () => {
  it('a command rests ever longer, whatever else is told meanwhile, and a clock that is set back does not hold it', async () => {
    await owned(`create sequence tries; create table busy as select true as is_so`)
    await owned(`create function busy() returns trigger language plpgsql as $$ begin
      if (select is_so from public.busy) then perform nextval('public.tries'); raise exception using errcode = '40001'; end if; return new; end $$`)
    await owned('grant select on busy to public; grant usage on sequence tries to public')
    await owned('create trigger busy before insert on support.ticket_messages for each row execute function busy()')
    try {
      const sent = note('Later')
      await until(isWaiting)
      const { services } = backline
      for (let n = 0; n < 40; n++) {
        services.events.emit('connection', services.state().connection)
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      const tries = Number((await owned('select last_value from tries'))[0]?.last_value)
      expect(tries).toBeLessThanOrEqual(4)
      turnClock(-3_600_000)
      await owned('update busy set is_so = false')
      await until(async () => (await bodies()).includes('Later'), 5000)
      await sent
    } finally {
      vi.useRealTimers()
      await owned('drop trigger busy on support.ticket_messages; drop function busy(); drop table busy; drop sequence tries')
    }
  })
})

describe('when the answer is lost after the command was sent', () => {
  /** The server works and commits, its answer never comes. */
  async function lose(body: string): Promise<OutboxItem> {
    const blocker = new pg.Client({ connectionString: database.url })
    await blocker.connect()
    await blocker.query('begin')
    await blocker.query('select from support.tickets where id = $1 for update', [ticket.id])
    try {
      const sent = note(body)
      await until(async () => {
        const waiting = await owned(`select 1 from pg_stat_activity where wait_event_type = 'Lock' and query like '%ticket_note%'`)
        return waiting.length > 0
      })
      await network.cut()
      expect(await sent).toMatchObject({ state: 'waiting', item: { inDoubt: true } })
    } finally {
      await blocker.query('commit')
      await blocker.end()
    }
    return only()
  }

  it('for so long that the database forgot the command, it asks a person, and their word sends it', async () => {
    const { id } = await lose('Long ago')
    turnClock(81 * 86_400_000)
    try {
      await goOnline()
      await until(async () => (await only()).state === 'rejected')
      expect((await only()).problem?.message).toContain('sent long ago')
      await backline.call('outbox.retry', { id, expectedVersion: null })
      await until(isEmpty, 5000)
      expect(await bodies()).toEqual(['Long ago'])
    } finally {
      vi.useRealTimers()
    }
  })

  it('does not say whether it arrived, neither edits nor cancels it, and sends the same again', async () => {
    const { id } = await lose('Once')
    for (const method of ['outbox.cancel', 'outbox.edit'] as const) expect((await backline.refusal(method, { id })).code).toBe('busy')
    await goOnline()
    await until(isEmpty, 20_000)
    expect(await bodies()).toEqual(['Once'])
  })
})

describe('what is on the disk', () => {
  it('tells nothing of what waits', async () => {
    const { readFileSync, readdirSync } = await import('node:fs')
    const { join } = await import('node:path')
    await goOffline()
    await note('Geheimnis', { label: 'T-1 Vertraulich' })
    const bytes = readdirSync(backline.dataDir)
      .filter((name) => name.startsWith('backline.db'))
      .map((name) => readFileSync(join(backline.dataDir, name)).toString('latin1'))
      .join()
    expect(bytes).not.toMatch(/Geheimnis|Vertraulich/)
  })
})
