// A login that stops working while commands wait and a draft is being typed: the console asks again, and nothing is lost.

import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuidv7 } from '../../shared/ids.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let network: Network
let customer: string

beforeAll(async () => {
  database = await freshDatabase()
  network = await openNetwork(database.url)
  customer = await addCustomer(database.url, 'Darya')
})
afterAll(async () => {
  await network.close()
  await database.drop()
})

const owned = (sql: string) => asOwner(database.url, (db) => db.query(sql))
const connection = (backline: TestConsole) => backline.services.state().connection
const isEmpty = (backline: TestConsole) => async () => (await backline.call('outbox.list', {})).length === 0

function note(backline: TestConsole, staff: TestStaff, ticket: TestTicket, body: string) {
  const input = { commandId: uuidv7(), id: ticket.id, expectedVersion: 1, body }
  return backline.call('outbox.submit', { owner: staff.id, method: 'tickets.note', input, label: 'T-1', base: {}, effect: {}, draft: null })
}

function type(backline: TestConsole, staff: TestStaff, ticket: TestTicket, body: string) {
  const content = { body, caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
  return backline.call('drafts.save', { owner: staff.id, key: keyOf(ticket), label: 'T-1', content })
}
const keyOf = ({ id }: TestTicket) => ({ kind: 'ticket' as const, itemId: id, slot: 'reply' as const })

async function notesOf({ id }: TestTicket): Promise<string[]> {
  const sql = `select body from support.ticket_messages where ticket_id = '${id}' order by created_at, id`
  return (await owned(sql)).rows.map(({ body }) => body)
}

/** A console with two notes that wait for the connection and a reply that is being typed. */
async function offline(staff: TestStaff): Promise<{ backline: TestConsole; ticket: TestTicket }> {
  const ticket = await addTicket(database.url, customer)
  const backline = openConsole(network.url(database.url))
  await backline.signIn(staff)
  await network.cut()
  await until(() => connection(backline).state === 'offline', 15_000)
  for (const body of ['First', 'Second']) expect(await note(backline, staff, ticket, body)).toMatchObject({ state: 'waiting' })
  await type(backline, staff, ticket, 'Being typ')
  return { backline, ticket }
}

test.each([
  ['its password was changed', "alter role $ password 'another'", "alter role $ password 'staff'", 'no longer accepts this password'],
  [
    'its password has expired',
    "alter role $ valid until '2020-01-01'",
    "alter role $ valid until 'infinity'",
    'no longer accepts this password',
  ],
  ['it may not sign in any more', 'alter role $ nologin', 'alter role $ login', 'no longer lets this login in'],
  ['it was dropped', 'drop role $', "create role $ login password 'staff' in role console_support", 'no longer accepts this password'],
  ['it lost its last role', 'revoke console_support from $', 'grant console_support to $', 'may no longer use the console'],
  ['it lost one of its roles', 'revoke console_moderator from $', 'grant console_moderator to $', 'changed your rights'],
])('a login is asked for again when %s, and what waits and what is typed is kept', async (why, end, mend, said) => {
  const asha = await addStaff(database.url, 'Asha', why === 'it lost one of its roles' ? ['support', 'moderator'] : ['support'])
  const { backline, ticket } = await offline(asha)
  await owned(end.replace('$', asha.login))
  const told = backline.next('signedOut', () => true, 10_000)
  await network.restore()
  await backline.call('session.retry', {})
  expect((await told).message).toContain(said)
  expect((await told).message).toContain('Your drafts are kept')
  // The key that was pressed in that very moment is not lost either.
  await type(backline, asha, ticket, 'Being typed')
  expect(connection(backline).state).toBe('signed_out')
  expect(await notesOf(ticket)).toEqual([])
  await owned(mend.replace('$', asha.login))
  await backline.signIn(asha)
  await until(isEmpty(backline), 10_000)
  expect(await notesOf(ticket)).toEqual(['First', 'Second'])
  expect((await backline.call('drafts.get', { key: keyOf(ticket) }))?.body).toBe('Being typed')
  await backline.close()
})

test('a login without a connection left waits, says so, and goes on by itself when there is one', async () => {
  const asha = await addStaff(database.url, 'Asha', ['support'])
  const { backline, ticket } = await offline(asha)
  await owned(`alter role ${asha.login} connection limit 0`)
  await network.restore()
  await backline.call('session.retry', {})
  expect(connection(backline)).toMatchObject({ state: 'offline', reason: { code: 'busy', source: '53300' } })
  expect(connection(backline).nextTryAt).not.toBeNull()
  expect(await note(backline, asha, ticket, 'Third')).toMatchObject({ state: 'waiting' })
  await owned(`alter role ${asha.login} connection limit 1`)
  // One is enough to work with; what others do is then asked for instead of heard.
  await until(isEmpty(backline), 20_000)
  expect(connection(backline)).toMatchObject({ state: 'online', reason: null })
  expect(await notesOf(ticket)).toEqual(['First', 'Second', 'Third'])
  expect(await note(backline, asha, ticket, 'Fourth')).toMatchObject({ state: 'done' })
  expect(connection(backline).live).not.toBe('listening')
  expect((await backline.call('drafts.get', { key: keyOf(ticket) }))?.body).toBe('Being typ')
  await backline.close()
})
