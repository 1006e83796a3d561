// What leaves with a reply leaves after the undo window, and not at all when the reply is taken back before.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { addCustomer, addStaff, addTicket, asOwner, customerWrites, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import type { Row } from '../support/rows.ts'

let database: TestDatabase
let customer: string
let nadia: TestStaff
let asNadia: pg.Pool
let asSofia: pg.Pool
let ticket: TestTicket

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  asNadia = new pg.Pool({ connectionString: nadia.url, max: 2 })
  asSofia = new pg.Pool({ connectionString: (await addStaff(database.url, 'Sofia', ['support'])).url, max: 2 })
  customer = await addCustomer(database.url, 'Darya')
})
afterAll(async () => {
  await asNadia.end()
  await asSofia.end()
  await database.drop()
})
beforeEach(async () => {
  ticket = await addTicket(database.url, customer)
})

const owned = (sql: string, ...values: unknown[]): Promise<Row[]> => asOwner(database.url, async (db) => (await db.query(sql, values)).rows)
const notices = () => owned('select message from system.notifications where entity_id = $1', ticket.id)
const mails = () => owned(`select scheduled_at > now() as waits from system.email_queue where payload ->> 'ticket_id' = $1`, ticket.id)
/** The undo window of everything waiting ends now. */
const endWindow = () => owned(`update console.effect set due_at = clock_timestamp() - interval '1 second' where state = 'waiting'`)
const state = async () =>
  (await asNadia.query('select console.ticket_item($1) as item', [ticket.id])).rows[0].item as {
    item: Row
    clocks: Row[]
    thread: Row[]
  }

/** The ticket's own text comes first. */
const said = ({ thread }: { thread: Row[] }) => thread.filter((entry) => entry.type === 'message').map((entry) => entry.body)

async function reply(thenStatus: string | null): Promise<{ id: string; version: number }> {
  const id = randomUUID()
  const text = 'select console.ticket_reply($1, $2, $3, $4, $5, null) as done'
  const { version } = (await state()).item as { version: number }
  const { rows } = await asNadia.query(text, [id, ticket.id, version, 'Hello Darya', thenStatus])
  return { id, version: rows[0].done.version }
}

const undo = async (of: { id: string; version: number }, pool = asNadia, command = randomUUID()) =>
  pool.query('select console.ticket_undo_reply($1, $2, $3, $4) as done', [command, ticket.id, of.version, of.id]).then(
    ({ rows }) => rows[0].done,
    (error) => error.code,
  )

test('the mail is scheduled and the notification is not there before the window ends; both leave once after it', async () => {
  await reply('waiting_response')
  expect(await mails()).toEqual([{ waits: true }])
  await asNadia.query('select console.effects_run()')
  expect(await notices()).toEqual([])
  await endWindow()
  await asSofia.query('select console.effects_run()')
  await asNadia.query('select console.effects_run()')
  expect(await notices()).toEqual([{ message: 'Hello Darya' }])
})

test('undone in time nothing of it is left but the audit: thread, mail, notification, status, times and clocks', async () => {
  const before = await state()
  const sent = await reply('waiting_response')
  expect((await state()).item.status).toBe('waiting_response')
  expect(await undo(sent)).toEqual({ version: 3 })
  const after = await state()
  const told = ({ item: t }: { item: Row }) => [t.status, t.dueAt, t.dueClock, t.pausedSince, t.unread]
  expect(told(after)).toEqual(told(before))
  expect(after.clocks.map((clock) => [clock.name, clock.state, clock.dueAt])).toEqual(
    before.clocks.map((clock) => [clock.name, clock.state, clock.dueAt]),
  )
  expect(said(after)).toEqual(['Hello'])
  expect(await mails()).toEqual([])
  await endWindow()
  await asNadia.query('select console.effects_run()')
  expect(await notices()).toEqual([])
  expect(await owned('select first_response_at, last_response_at from support.tickets where id = $1', ticket.id)).toEqual([
    { first_response_at: null, last_response_at: null },
  ])
  const audit = await owned('select action from console.audit where item_id = $1 order by seq', ticket.id)
  expect(audit).toEqual([{ action: 'ticket_reply' }, { action: 'ticket_undo_reply' }])
})

test('taking back twice, too late, or what a colleague sent is refused', async () => {
  const sent = await reply(null)
  expect(await undo(sent, asSofia)).toBe('BL007')
  const command = randomUUID()
  const done = await undo(sent, asNadia, command)
  expect(await undo(sent, asNadia, command)).toEqual(done)
  expect(await undo({ ...sent, version: done.version })).toBe('BL003')
  const late = await reply(null)
  await endWindow()
  expect(await undo(late)).toBe('BL003')
})

test('once the platform took its mail, a reply cannot be taken back any more, and all of it stays', async () => {
  const sent = await reply('waiting_response')
  await owned(`update system.email_queue set status = 'sending' where payload ->> 'ticket_id' = $1`, ticket.id)
  expect(await undo(sent)).toBe('BL003')
  expect(said(await state())).toEqual(['Hello', 'Hello Darya'])
  await endWindow()
  await asNadia.query('select console.effects_run()')
  expect(await notices()).toEqual([{ message: 'Hello Darya' }])
})

test('what could not leave in its time is tried again, and cannot be taken back any more', async () => {
  const sent = await reply(null)
  await endWindow()
  await owned('revoke insert on system.notifications from console_owner')
  await asNadia.query('select console.effects_run()')
  await owned('grant insert on system.notifications to console_owner')
  expect(await notices()).toEqual([])
  expect(await undo(sent)).toBe('BL003')
  await endWindow()
  await asNadia.query('select console.effects_run()')
  expect(await notices()).toEqual([{ message: 'Hello Darya' }])
})

test('a reply that resolved is taken back, what the customer wrote meanwhile stays', async () => {
  const sent = await reply('resolved')
  await customerWrites(database.url, ticket.id, 'One more thing')
  expect(await undo(sent)).toHaveProperty('version')
  const { item: now, thread, clocks } = await state()
  expect([now.status, now.unread]).toEqual(['open', true])
  expect(said({ thread })).toEqual(['Hello', 'One more thing'])
  expect(clocks.find((clock) => clock.name === 'resolution')).toMatchObject({ state: 'running' })
})

test('the customer sees a reply when it can no longer be taken back', async () => {
  await reply(null)
  const seen = () =>
    asOwner(database.url, async (db) => {
      await db.query('begin')
      await db.query('set local role platform_user')
      await db.query("select set_config('platform.user_id', $1, true)", [customer])
      const { rows } = await db.query('select body from support.ticket_messages where ticket_id = $1', [ticket.id])
      await db.query('rollback')
      return rows
    })
  expect(await seen()).toEqual([])
  await owned(`update support.ticket_messages set created_at = created_at - interval '30 seconds' where ticket_id = $1`, ticket.id)
  expect(await seen()).toEqual([{ body: 'Hello Darya' }])
})
