// The audit as auditors read it: every act is found by who, what, which and when, and a changed row is named.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AuditRow } from '../../shared/audit.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let nadia: TestStaff
let desk: TestConsole
let audit: TestConsole
let tickets: TestTicket[]

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  const sofia = await addStaff(database.url, 'Sofia', ['support'])
  const customer = await addCustomer(database.url, 'Darya')
  tickets = []
  for (let n = 0; n < 5; n++) tickets.push(await addTicket(database.url, customer, { subject: `Ticket ${n}` }))
  desk = openConsole(database.url)
  for (const person of [nadia, sofia]) {
    await desk.signIn(person)
    for (const { id } of tickets) {
      const command = { commandId: randomUUID(), id, expectedVersion: 1 }
      if (person === nadia) await desk.call('tickets.setPriority', { ...command, priority: 'urgent' })
      else await desk.call('tickets.escalate', { ...command, to: null, reason: 'Überweisung hängt' })
    }
  }
  audit = openConsole(database.url)
  await audit.signIn(await addStaff(database.url, 'Audra', ['auditor']))
})
afterAll(async () => {
  await desk.close()
  await audit.close()
  await database.drop()
})

const rows = (filter: object, limit = 100) => audit.call('audit.rows', { filter, cursor: null, limit })
const of = (found: AuditRow[]) => found.map(({ action, label }) => `${action} ${label}`)

test('finds by actor, item, action, time and words, with the values before and after', async () => {
  const [first] = tickets as [TestTicket]
  expect(await rows({ actor: nadia.id })).toHaveLength(5)
  const item = await rows({ item: `t-${first.number}` })
  expect(of(item)).toEqual([`ticket_escalate T-${first.number} Ticket 0`, `ticket_set_priority T-${first.number} Ticket 0`])
  expect(item[1]).toMatchObject({
    actor: { name: 'Nadia' },
    before: { priority: 'medium' },
    after: { priority: 'urgent' },
    roles: ['support'],
  })
  expect(await rows({ item: first.id })).toEqual(item)
  expect(await rows({ action: 'ticket_escalate' })).toHaveLength(5)
  expect(await rows({ words: 'überweisung' })).toHaveLength(5)
  expect(await rows({ words: `'; drop table` })).toEqual([])
  const middle = (item[0] as AuditRow).at
  expect(await rows({ from: middle })).toHaveLength(5)
  expect(await rows({ to: middle })).toHaveLength(5)
  expect(await audit.refusal('audit.rows', { filter: { item: 'seven' }, cursor: null, limit: 10 })).toMatchObject({ code: 'invalid' })
})

test('pages without a gap or a repetition', async () => {
  const all = await rows({})
  const paged: AuditRow[] = []
  for (;;) {
    const last = paged.at(-1)
    const cursor = last ? { at: last.at, kind: last.kind, item: last.itemId, seq: last.seq } : null
    const page = await audit.call('audit.rows', { filter: {}, cursor, limit: 3 })
    if (page.length === 0) break
    paged.push(...page)
  }
  expect(paged).toEqual(all)
  expect(all).toHaveLength(10)
})

test('offers what there is to choose from', async () => {
  const facets = await audit.call('audit.facets', {})
  expect(facets.actions).toEqual(['ticket_escalate', 'ticket_set_priority'])
  expect(facets.kinds).toEqual(['ticket'])
  expect(facets.actors.map(({ name }) => name)).toEqual(['Audra', 'Nadia', 'Sofia'])
})

test('is closed to whoever lacks the right', async () => {
  expect(await desk.refusal('audit.rows', { filter: {}, cursor: null, limit: 10 })).toMatchObject({ code: 'not_allowed' })
  expect(await desk.refusal('audit.facets', {})).toMatchObject({ code: 'not_allowed' })
  expect(await desk.refusal('audit.verify', { after: null })).toMatchObject({ code: 'not_allowed' })
  expect(await desk.refusal('audit.export', { filter: {}, format: 'csv' })).toMatchObject({ code: 'not_allowed' })
})

test('exports what matches, and the export is in the audit', async () => {
  for (const format of ['csv', 'json'] as const) {
    const { id } = await audit.call('audit.export', { filter: { action: 'ticket_escalate' }, format })
    const job = async () => (await audit.call('exports.list', {})).find((each) => each.id === id)
    await until(async () => (await job())?.state !== 'running')
    const done = await job()
    expect(done).toMatchObject({ state: 'done', rows: 5 })
    const text = readFileSync(done?.path ?? '', 'utf8')
    expect(text).toContain('Überweisung hängt')
    if (format === 'json') expect(JSON.parse(text)).toHaveLength(5)
  }
  expect(await rows({ action: 'export' })).toHaveLength(2)
})

test('verifies part by part, and names a row that was changed behind its back', async () => {
  const part = async (after: [string, string] | null, items: number) =>
    asOwner(database.url, async (db) => {
      await db.query('begin')
      const { rows } = await db.query(`select login from console.staff where name = 'Audra'`)
      await db.query(`set session authorization ${rows[0].login}`)
      const { rows: found } = await db.query('select console.audit_verify_part($1, $2, $3) as part', [...(after ?? [null, null]), items])
      await db.query('reset session authorization; rollback')
      return found[0].part as { items: number; rows: number; next: { kind: string; item: string } | null; problems: { problem: string }[] }
    })
  const first = await part(null, 4)
  expect(first).toMatchObject({ items: 4, problems: [] })
  const rest = await part([first.next?.kind ?? '', first.next?.item ?? ''], 100)
  expect(rest.next).toBeNull()
  expect(first.items + rest.items).toBe(7)
  await asOwner(database.url, async (db) => {
    await db.query('alter table console.audit disable trigger append_only')
    await db.query(`update console.audit set reason = 'Nothing happened' where action = 'ticket_escalate' and item_id = $1`, [
      tickets[2]?.id,
    ])
    await db.query('alter table console.audit enable trigger append_only')
  })
  const whole = await audit.call('audit.verify', { after: null })
  expect(whole.problems).toEqual([{ kind: 'ticket', item_id: tickets[2]?.id, seq: 2, problem: 'the row was changed' }])
})
