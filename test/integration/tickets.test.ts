// Tickets as the database guards them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, addTicket, asOwner, customerWrites, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/services.ts'

let database: TestDatabase
let nadia: TestStaff
let sofia: TestStaff
let customer: string
let asNadia: pg.Pool
let asSofia: pg.Pool

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  sofia = await addStaff(database.url, 'Sofia', ['support'])
  customer = await addCustomer(database.url, 'Дарья Ремизова')
  asNadia = new pg.Pool({ connectionString: nadia.url, max: 4 })
  asSofia = new pg.Pool({ connectionString: sofia.url, max: 4 })
})
afterAll(async () => {
  await asNadia.end()
  await asSofia.end()
  await database.drop()
})

type Act = (pool: pg.Pool, fn: string, ...args: unknown[]) => Promise<{ version: number } & Record<string, unknown>>

/** Calls console.fn(command id, ...args) with a new command id. */
const act: Act = (pool, fn, ...args) => actAs(randomUUID(), pool, fn, ...args)

async function actAs(commandId: string, pool: pg.Pool, fn: string, ...args: unknown[]) {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await pool.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}

const detailOf = (error: unknown) => JSON.parse((error as pg.DatabaseError).detail ?? '{}')
const codeOf = async (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error) => (error as pg.DatabaseError).code,
  )
const item = async (pool: pg.Pool, ticket: TestTicket) =>
  (await pool.query('select console.ticket_item($1) as item', [ticket.id])).rows[0].item
const versionOf = async (pool: pg.Pool, ticket: TestTicket) =>
  (await pool.query('select version from console.ticket_queue where id = $1', [ticket.id])).rows[0].version as number
const newTicket = (options = {}) => addTicket(database.url, customer, options)

test('a new ticket stands in the queue with its clock, whoever wrote it', async () => {
  const ticket = await newTicket({ subject: 'Payout held', priority: 'urgent' })
  const { rows } = await asNadia.query('select * from console.ticket_queue where id = $1', [ticket.id])
  expect(rows[0]).toMatchObject({ subject: 'Payout held', status: 'open', priority: 'urgent', customer_name: 'Дарья Ремизова', version: 1 })
  expect(rows[0].due_clock).toBe('first_response')
  expect(rows[0].due_at - rows[0].created_at).toBe(3_600_000)
})

test('a reply writes message, e-mail, clocks, audit and change in one transaction', async () => {
  const ticket = await newTicket()
  const done = await act(asNadia, 'ticket_reply', ticket.id, 1, 'Hello Darya', 'waiting_response', null)
  expect(done.version).toBe(2)
  await asOwner(database.url, async (db) => {
    const one = async (sql: string) => (await db.query(sql, [ticket.id])).rows[0]
    expect(await one('select body, sender_type, is_internal from support.ticket_messages where ticket_id = $1')).toEqual({
      body: 'Hello Darya',
      sender_type: 'staff',
      is_internal: false,
    })
    expect(await one(`select count(*)::int as n from system.email_queue where payload ->> 'ticket_id' = $1`)).toEqual({ n: 1 })
    expect(await one('select status, first_response_at is not null as answered from support.tickets where id = $1')).toEqual({
      status: 'waiting_response',
      answered: true,
    })
    expect(await one('select action, actor from console.audit where item_id = $1')).toEqual({ action: 'ticket_reply', actor: nadia.id })
    expect((await one('select fields from console.change where item_id = $1 and version = 2')).fields).toEqual(['messages', 'status'])
  })
  const after = await item(asNadia, ticket)
  expect(after.item.dueAt).toBeNull()
  expect(after.item.pausedSince).not.toBeNull()
  expect(after.clocks.map((clock: { name: string; state: string }) => [clock.name, clock.state])).toEqual([
    ['first_response', 'met'],
    ['next_response', 'off'],
    ['resolution', 'paused'],
  ])
})

test('a reply that fails half-way leaves nothing behind', async () => {
  const ticket = await newTicket()
  const bad = act(asNadia, 'ticket_reply', ticket.id, 1, 'Hello', 'nowhere', null)
  expect(await codeOf(bad)).toBe('BL003')
  await asOwner(database.url, async (db) => {
    for (const table of [
      'support.ticket_messages where ticket_id',
      'system.notifications where entity_id',
      'console.audit where item_id',
    ]) {
      expect((await db.query(`select from ${table} = $1`, [ticket.id])).rowCount).toBe(0)
    }
  })
})

test('tickets-6: the same reply from two connections at once is stored once; with another body it is refused', async () => {
  const ticket = await newTicket()
  const commandId = randomUUID()
  const results = await Promise.all(
    Array.from({ length: 8 }, () => actAs(commandId, asNadia, 'ticket_reply', ticket.id, 1, 'Once', null, null)),
  )
  expect(new Set(results.map((result) => result.messageId)).size).toBe(1)
  await asOwner(database.url, async (db) => {
    expect((await db.query('select from support.ticket_messages where ticket_id = $1', [ticket.id])).rowCount).toBe(1)
    expect((await db.query(`select from system.email_queue where payload ->> 'ticket_id' = $1`, [ticket.id])).rowCount).toBe(1)
  })
  expect(await codeOf(actAs(commandId, asNadia, 'ticket_reply', ticket.id, 2, 'Twice', null, null))).toBe('BL008')
  expect(await codeOf(actAs(commandId, asSofia, 'ticket_reply', ticket.id, 2, 'Once', null, null))).toBe('BL008')
})

test('tickets-10: a reply is stale when the customer wrote meanwhile, and says what changed', async () => {
  const ticket = await newTicket()
  await customerWrites(database.url, ticket.id, 'One more thing')
  const error = await act(asNadia, 'ticket_reply', ticket.id, 1, 'Hello', null, null).catch((e) => e)
  expect(error.code).toBe('BL001')
  expect(detailOf(error)).toMatchObject({ version: 2, changes: [{ fields: ['messages'] }] })
  await act(asNadia, 'ticket_reply', ticket.id, 2, 'Hello', null, null)
})

test('tickets-8: different fields at the same time are both kept; the same field is refused with who and when', async () => {
  const ticket = await newTicket()
  await act(asSofia, 'ticket_set_priority', ticket.id, 1, 'critical')
  await act(asNadia, 'ticket_set_category', ticket.id, 1, 'payout')
  await act(asNadia, 'ticket_tag', ticket.id, 1, ['sepa'], [])
  await act(asSofia, 'ticket_tag', ticket.id, 1, ['bank-change'], [])
  expect((await item(asNadia, ticket)).item).toMatchObject({ priority: 'critical', category: 'payout', tags: ['bank-change', 'sepa'] })
  const error = await act(asNadia, 'ticket_set_priority', ticket.id, 1, 'low').catch((e) => e)
  expect(error.code).toBe('BL001')
  expect(detailOf(error).changes[0]).toMatchObject({ fields: ['priority'], actor: { name: 'Sofia' } })
})

test('next gives distinct tickets to people who press it together', async () => {
  const taken = await Promise.all(Array.from({ length: 60 }, (_, i) => act(i % 2 ? asNadia : asSofia, 'next_item', 'ticket')))
  const ids = (taken as ({ id?: unknown } | null)[]).flatMap((result) => (result ? [result.id] : []))
  expect(ids.length).toBeGreaterThan(0)
  expect(new Set(ids).size).toBe(ids.length)
})

test('claim and next of the same tickets never deadlock', async () => {
  await asOwner(database.url, (db) =>
    db.query(`insert into support.tickets (user_id, subject, description) select $1, 'Both ' || n, 'x' from generate_series(1, 60) n`, [
      customer,
    ]),
  )
  const { rows } = await asNadia.query(
    'select id from console.ticket_queue where is_open and assignee_id is null order by due_at, id limit 60',
  )
  const codes = await Promise.all(
    rows.flatMap(({ id }) => [codeOf(act(asNadia, 'claim', 'ticket', id)), codeOf(act(asSofia, 'next_item', 'ticket'))]),
  )
  expect(codes.filter((code) => code !== 'done' && code !== 'BL004')).toEqual([])
})

test('a lease is renewed by its holder only, handed over to one colleague, and given back', async () => {
  const ticket = await newTicket()
  const { lease } = (await act(asNadia, 'claim', 'ticket', ticket.id)) as unknown as { lease: { until: string } }
  const renewed = (await asNadia.query(`select console.renew('ticket', $1) as r`, [ticket.id])).rows[0].r
  expect(Date.parse(renewed.lease.until)).toBeGreaterThanOrEqual(Date.parse(lease.until))
  expect(await codeOf(asSofia.query(`select console.renew('ticket', $1)`, [ticket.id]))).toBe('BL004')
  await act(asNadia, 'hand_over', 'ticket', ticket.id, sofia.id, 'Swedish lyrics')
  expect((await item(asNadia, ticket)).lease).toMatchObject({
    holder: { name: 'Sofia' },
    handedBy: { name: 'Nadia' },
    note: 'Swedish lyrics',
  })
  expect(await codeOf(act(asNadia, 'ticket_reply', ticket.id, await versionOf(asNadia, ticket), 'Mine', null, null))).toBe('BL004')
  expect(await codeOf(act(asNadia, 'release', 'ticket', ticket.id))).toBe('BL004')
  await act(asSofia, 'release', 'ticket', ticket.id)
  expect((await item(asNadia, ticket)).item.assignee).toBeNull()
})

test('a lease that ran out is free again', async () => {
  const ticket = await newTicket()
  await act(asNadia, 'claim', 'ticket', ticket.id)
  await asOwner(database.url, (db) =>
    db.query(`update console.lease set until = now() - interval '1 second' where item_id = $1`, [ticket.id]),
  )
  await act(asSofia, 'ticket_reply', ticket.id, await versionOf(asSofia, ticket), 'Hello from Sofia', null, null)
})

test('only legal moves of status; the refusal lists them', async () => {
  const ticket = await newTicket()
  await act(asNadia, 'ticket_set_status', ticket.id, 1, 'closed', null)
  const error = await act(asNadia, 'ticket_set_status', ticket.id, 2, 'waiting_response', null).catch((e) => e)
  expect(error.code).toBe('BL003')
  expect(detailOf(error)).toEqual({ from: 'closed', to: 'waiting_response', allowed: ['open'] })
  expect(await codeOf(act(asNadia, 'ticket_reply', ticket.id, 2, 'Late', null, null))).toBe('BL003')
  await act(asNadia, 'ticket_reopen', ticket.id, 2, 'Customer called')
  expect((await item(asNadia, ticket)).item).toMatchObject({ status: 'open', reopenCount: 1 })
})

test('escalating asks for a reason, resolving stops the clocks', async () => {
  const ticket = await newTicket()
  expect(await codeOf(act(asNadia, 'ticket_escalate', ticket.id, 1, null, '  '))).toBe('BL006')
  await act(asNadia, 'ticket_escalate', ticket.id, 1, sofia.id, 'Needs finance')
  await act(asNadia, 'ticket_resolve', ticket.id, 2, 'Paid by hand')
  const after = await item(asNadia, ticket)
  expect(after.item).toMatchObject({ status: 'resolved', resolution: 'Paid by hand', dueAt: null, escalatedTo: { name: 'Sofia' } })
  expect(after.clocks.find((clock: { name: string }) => clock.name === 'resolution').state).toBe('met')
})

test('a customer message reopens within 14 days; later it opens a linked ticket', async () => {
  const recent = await newTicket()
  await act(asNadia, 'ticket_resolve', recent.id, 1, null)
  await customerWrites(database.url, recent.id, 'It came back')
  expect((await item(asNadia, recent)).item).toMatchObject({ status: 'open', unread: true })

  const old = await newTicket({ subject: 'Old one' })
  await act(asNadia, 'ticket_resolve', old.id, 1, null)
  await asOwner(database.url, (db) =>
    db.query(`update support.tickets set resolved_at = now() - interval '15 days' where id = $1`, [old.id]),
  )
  await customerWrites(database.url, old.id, 'Again after weeks')
  expect((await item(asNadia, old)).item.status).toBe('resolved')
  await asOwner(database.url, async (db) => {
    const { rows } = await db.query(
      `select subject, description, status from support.tickets where entity_type = 'ticket' and entity_id = $1`,
      [old.id],
    )
    expect(rows).toEqual([{ subject: 'Old one', description: `Goes on from T-${old.number}`, status: 'open' }])
  })
})

test('tickets-20: a snoozed ticket leaves the queue and returns with the customer or the time', async () => {
  const ticket = await newTicket()
  await act(asNadia, 'ticket_snooze', ticket.id, 1, new Date(Date.now() + 3_600_000))
  expect((await item(asNadia, ticket)).clocks[2]).toMatchObject({ state: 'paused', why: 'snoozed' })
  await customerWrites(database.url, ticket.id, 'Hello?')
  expect((await item(asNadia, ticket)).item.snoozedUntil).toBeNull()

  await act(asNadia, 'ticket_snooze', ticket.id, 3, new Date(Date.now() + 3_600_000))
  await asOwner(database.url, (db) =>
    db.query(`update console.work_item set snoozed_until = now() - interval '1 second' where id = $1`, [ticket.id]),
  )
  await asNadia.query('select console.wake()')
  const after = await item(asNadia, ticket)
  expect(after.item.snoozedUntil).toBeNull()
  expect(after.thread.at(-1)).toMatchObject({ type: 'event', action: 'wake' })
  expect(await codeOf(act(asNadia, 'ticket_snooze', ticket.id, 5, new Date(Date.now() - 1000)))).toBe('BL006')
})

test('texts: blank, too long and open placeholders are refused with the field; a null byte never arrives', async () => {
  const ticket = await newTicket()
  const reply = (body: string) => act(asNadia, 'ticket_reply', ticket.id, 1, body, null, null)
  expect(await codeOf(reply(' \n\t '))).toBe('BL006')
  expect(await codeOf(reply('x'.repeat(100_001)))).toBe('BL006')
  expect(detailOf(await reply('Hello {{customer.name}} and {{x}}').catch((e) => e)).placeholders.sort()).toEqual(['customer.name', 'x'])
  expect(await codeOf(reply('a\u0000b'))).toBe('22021')
  await reply(`${'ж'.repeat(99_990)} 👩‍👩‍👧`)
})

test('a 1 MB message of a customer is stored, shown and does not break search', async () => {
  const ticket = await newTicket()
  const words = Array.from({ length: 120_000 }, (_, i) => `w${i.toString(36)}`).join(' ')
  await customerWrites(database.url, ticket.id, words.padEnd(1_048_576, ' x'))
  expect((await item(asNadia, ticket)).thread.at(-1).body).toHaveLength(1_048_576)
})

test('a template is filled with what is known and lists what is not', async () => {
  const ticket = await newTicket()
  const { rows } = await asOwner(database.url, (db) =>
    db.query(
      `insert into support.templates (name, body) values ('T1', 'Hello {{customer.name}}, {{ticket.number}}: {{refund.date}} {{agent.first_name}}') returning id`,
    ),
  )
  const filled = (await asNadia.query('select console.ticket_fill_template($1, $2) as f', [ticket.id, rows[0].id])).rows[0].f
  expect(filled).toEqual({
    templateId: rows[0].id,
    body: `Hello Дарья Ремизова, T-${ticket.number}: {{refund.date}} Nadia`,
    unresolved: ['refund.date'],
  })
})

test('the rail counts from the counters and agrees with the tickets, before and after folding', async () => {
  const figures = async () => {
    const [counts] = (await asNadia.query('select console.work_counts() as c')).rows[0].c
    const { rows } = await asNadia.query(
      `select count(*) filter (where is_open)::int as open, count(*) filter (where is_open and snoozed_until is null and assignee_id = $1)::int as mine,
              count(*) filter (where is_open and snoozed_until is null and assignee_id is null)::int as unassigned, count(*)::int as every from console.ticket_queue`,
      [nadia.id],
    )
    expect({ open: counts.open.n, mine: counts.views.mine.n, unassigned: counts.views.unassigned.n, every: counts.views.all.n }).toEqual(
      rows[0],
    )
  }
  await figures()
  expect((await asNadia.query('select console.fold_counts()::int as n')).rows[0].n).toBeGreaterThan(0)
  await figures()
})

test('changes are told while other transactions run, and theirs afterwards, each once', async () => {
  let seen: string | null = null
  const read = async (): Promise<string[]> => {
    const { news } = (await asNadia.query('select console.changes_since($1, 500) as news', [seen])).rows[0]
    seen = news.seen
    return news.changes.map(({ itemId, version }: { itemId: string; version: number }) => `${itemId} ${version}`)
  }
  const [held, later] = [await newTicket(), await newTicket()]
  expect(await read()).toEqual([])
  const slow = new pg.Client({ connectionString: database.url })
  await slow.connect()
  await slow.query('begin')
  await slow.query(`update support.tickets set priority = 'high' where id = $1`, [held.id])
  await act(asSofia, 'ticket_set_priority', later.id, 1, 'low')
  expect(await read()).toEqual([`${later.id} 2`])
  await slow.query('commit')
  await slow.end()
  expect(await read()).toEqual([`${held.id} 2`])
  expect(await read()).toEqual([])
})

test('payouts-13 (for every kind): the audit cannot be changed by those who act, and its chain shows who tried', async () => {
  const auditor = await addStaff(database.url, 'Auditor', ['auditor'])
  const pool = new pg.Pool({ connectionString: auditor.url })
  const broken = async () => (await pool.query('select * from console.audit_verify()')).rows
  const ticket = await newTicket()
  await act(asNadia, 'ticket_set_priority', ticket.id, 1, 'high')
  await act(asNadia, 'ticket_set_priority', ticket.id, 2, 'low')
  await asNadia.query('select console.audit_seal()')
  expect(await broken()).toEqual([])
  expect(await codeOf(asNadia.query(`update console.audit set action = 'x'`))).toBe('42501')
  expect(await codeOf(asNadia.query('delete from console.audit'))).toBe('42501')
  await asOwner(database.url, async (db) => {
    expect(await codeOf(db.query('delete from console.audit'))).toBe('BL002')
    // Somebody with the superuser's power goes round the trigger; the chain still shows it.
    await db.query('begin')
    await db.query('set local session_replication_role = replica')
    await db.query(`update console.audit set after = '{"priority": "critical"}' where item_id = $1 and seq = 1`, [ticket.id])
    await db.query('commit')
  })
  expect(await broken()).toMatchObject([{ item_id: ticket.id, seq: 1, problem: 'the row was changed' }])
  await asOwner(database.url, async (db) => {
    await db.query('begin')
    await db.query('set local session_replication_role = replica')
    await db.query('delete from console.audit where item_id = $1', [ticket.id])
    await db.query('commit')
  })
  expect((await broken()).map((row) => row.kind)).toContain('seal')
  await pool.end()
})

test('presence is told, moves, belongs to its console and ends by itself', async () => {
  const [mine, ticket, other] = [randomUUID(), await newTicket(), await newTicket()]
  await asNadia.query(`select console.presence_set($1, 'ticket', $2, 'typing')`, [mine, ticket.id])
  const list = async (id: string) => (await asSofia.query(`select staff_name, mode from console.presence_list(array[$1::uuid])`, [id])).rows
  expect(await list(ticket.id)).toEqual([{ staff_name: 'Nadia', mode: 'typing' }])
  expect(await codeOf(asSofia.query(`select console.presence_set($1, 'ticket', $2, 'viewing')`, [mine, ticket.id]))).toBe('BL002')
  await asNadia.query(`select console.presence_set($1, 'ticket', $2, 'viewing')`, [mine, other.id])
  expect(await list(ticket.id)).toEqual([])
  await asOwner(database.url, (db) => db.query(`update console.presence set until = now() where client = $1`, [mine]))
  expect(await list(other.id)).toEqual([])
})

test('a notification tells only which item, and only who may read a kind says that they are there', async () => {
  const [finance, ticket, client] = [await addStaff(database.url, 'Ruth', ['finance']), await newTicket(), randomUUID()]
  const heard: string[] = []
  const asFinance = new pg.Client({ connectionString: finance.url })
  await asFinance.connect()
  asFinance.on('notification', ({ channel, payload }) => heard.push(`${channel}: ${payload}`))
  await asFinance.query('listen console_change; listen console_presence')
  await asNadia.query(`select console.presence_set($1, 'ticket', $2, 'viewing')`, [client, ticket.id])
  await asNadia.query(`select console.presence_set($1, 'ticket', $2, 'viewing')`, [client, ticket.id])
  await act(asNadia, 'ticket_set_category', ticket.id, 1, 'payout')
  await until(() => heard.some((word) => word.startsWith('console_change')))
  expect(heard.filter((word) => word.includes(ticket.id))).toEqual([
    `console_presence: ticket ${ticket.id}`,
    `console_change: ticket ${ticket.id} 2`,
  ])
  expect((await asFinance.query('select * from console.presence_list()')).rows.filter((row) => row.item_id === ticket.id)).toEqual([])
  expect(await codeOf(asFinance.query(`select console.presence_set($1, 'ticket', $2, 'typing')`, [randomUUID(), ticket.id]))).toBe('BL002')
  expect(await codeOf(asNadia.query(`select console.presence_set($1, 'nothing', $2, 'typing')`, [randomUUID(), ticket.id]))).toBe('BL002')
  await asFinance.end()
})

test('what a colleague holds is taken over with a reason, which the history keeps', async () => {
  const ticket = await newTicket()
  await act(asSofia, 'claim', 'ticket', ticket.id)
  expect(await codeOf(act(asNadia, 'assign', 'ticket', ticket.id, 2, nadia.id))).toBe('BL004')
  expect(await codeOf(act(asNadia, 'assign', 'ticket', ticket.id, 2, nadia.id, '  '))).toBe('BL004')
  await act(asNadia, 'assign', 'ticket', ticket.id, 2, nadia.id, 'Sofia is off sick')
  const [entry] = await asOwner(database.url, async (db) => {
    const text = `select actor, reason, before -> 'assignee' ->> 'name' as before from console.audit where item_id = $1 and action = 'assign'`
    return (await db.query(text, [ticket.id])).rows
  })
  expect(entry).toEqual({ actor: nadia.id, reason: 'Sofia is off sick', before: 'Sofia' })
  // Whoever holds it gives it away without one.
  await act(asNadia, 'claim', 'ticket', ticket.id)
  await act(asNadia, 'assign', 'ticket', ticket.id, 4, null)
})

test('housekeeping is given to whoever asks first, each job once until it is due again', async () => {
  const due = async (pool: pg.Pool) => (await pool.query('select console.jobs_due() as job')).rows.map(({ job }) => job)
  await asOwner(database.url, (db) => db.query(`update console.job set begun_at = '-infinity'`))
  const [mine, hers] = await Promise.all([due(asNadia), due(asSofia)])
  const { rows } = await asOwner(database.url, (db) => db.query('select name from console.job order by name'))
  expect([...mine, ...hers].sort()).toEqual(rows.map(({ name }) => name))
  expect(await due(asNadia)).toEqual([])
})

test('old changes and results go, and a draft older than they are is stale rather than blind', async () => {
  const ticket = await newTicket()
  await act(asNadia, 'ticket_set_category', ticket.id, 1, 'payout')
  await asOwner(database.url, (db) => db.query(`update console.change set at = now() - interval '31 days' where item_id = $1`, [ticket.id]))
  expect((await asNadia.query('select console.prune()::int as n')).rows[0].n).toBe(2)
  expect(await codeOf(act(asNadia, 'ticket_set_priority', ticket.id, 1, 'low'))).toBe('BL001')
  await act(asNadia, 'ticket_set_priority', ticket.id, 2, 'low')
  // What is left of the changes is Nadia's own, which must not pass for all of them.
  const refusal = await act(asNadia, 'ticket_set_priority', ticket.id, 1, 'high').catch((error) => JSON.parse(error.detail))
  expect(refusal).toEqual({ version: 3, changes: [] })
})

test('tickets that were there before the console are taken over with their history', async () => {
  const ticket = await newTicket()
  await act(asNadia, 'ticket_reply', ticket.id, 1, 'Answered', 'waiting_response', null)
  await asOwner(database.url, async (db) => {
    await db.query('delete from console.work_item where id = $1', [ticket.id])
    await db.query('delete from console.sla_event where item_id = $1', [ticket.id])
    expect((await db.query('select console.rebuild_tickets()::int as n')).rows[0].n).toBe(1)
    expect((await db.query('select console.rebuild_tickets()::int as n')).rows[0].n).toBe(0)
  })
  const after = await item(asNadia, ticket)
  expect(after.item).toMatchObject({ status: 'waiting_response', dueAt: null })
  expect(after.clocks[0].state).toBe('met')
})

test('entries of one instant are never split between two readings of a conversation', async () => {
  const ticket = await newTicket()
  await asOwner(database.url, (db) =>
    db.query(
      `insert into support.ticket_messages (ticket_id, sender_type, sender_id, body, created_at)
       select id, 'user', user_id, 'line ' || n, now() + (n / 40) * interval '1 second' from support.tickets, generate_series(0, 239) n where id = $1`,
      [ticket.id],
    ),
  )
  const read: string[] = []
  for (let before: string | null = 'infinity'; before !== null; ) {
    const { rows } = await asNadia.query('select console.ticket_thread($1, $2) as read', [ticket.id, before])
    const { thread, threadBefore } = rows[0].read as { thread: { body?: string }[]; threadBefore: string | null }
    read.unshift(...thread.flatMap(({ body }) => (body?.startsWith('line ') ? [body] : [])))
    before = threadBefore
  }
  expect(read.toSorted()).toEqual(Array.from({ length: 240 }, (_, n) => `line ${n}`).toSorted())
})
