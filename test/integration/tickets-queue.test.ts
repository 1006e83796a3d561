// The ticket queue through the router: pages both ways, views, filters, sorts, on a real database.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TicketQueueInput, TicketRow, TicketSort } from '../../shared/tickets.ts'
import { ticketSorts, ticketViews } from '../../shared/tickets.ts'
import { addCustomer, addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

const count = 300
let database: TestDatabase
let nadia: TestStaff
let sofia: TestStaff
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  sofia = await addStaff(database.url, 'Sofia', ['support'])
  const customers = [await addCustomer(database.url, 'Lina Okonkwo'), await addCustomer(database.url, 'José Álvarez')]
  await asOwner(database.url, async (db) => {
    // Equal times on purpose: only the id tells such rows apart.
    await db.query(
      `insert into support.tickets (user_id, subject, description, priority, category, status, assigned_to, created_at, closed_at)
       select ($2::uuid[])[1 + n % 2], 'Ticket ' || n || case when n % 7 = 0 then ' payout held' else '' end, 'Hello',
         (enum_range(null::support.ticket_priority))[1 + n % 5], (enum_range(null::support.ticket_category))[1 + n % 9],
         (enum_range(null::support.ticket_status))[1 + n % 6], (array[$3, $4, null]::uuid[])[1 + n % 3],
         date_trunc('hour', now()) - (n / 4) * interval '1 hour', case when n % 6 = 5 then now() end
       from generate_series(1, $1) n`,
      [count, customers, nadia.id, sofia.id],
    )
  })
  backline = openConsole(database.url)
  await backline.signIn(nadia)
})

afterAll(async () => {
  await backline?.close()
  await database?.drop()
})

function page(input: Partial<TicketQueueInput> = {}) {
  return backline.call('tickets.queue', { view: 'all', filter: {}, sort: 'newest', ...input })
}

/** Every row of a list, read page by page to its end. */
async function readAll(input: Partial<TicketQueueInput>): Promise<TicketRow[]> {
  const rows: TicketRow[] = []
  let cursor: string | null = null
  do {
    const read: Awaited<ReturnType<typeof page>> = await page({ ...input, ...(cursor === null ? {} : { cursor }) })
    rows.push(...read.rows)
    cursor = read.next
  } while (cursor !== null)
  return rows
}

function keyOf(row: TicketRow, sort: TicketSort): string[] {
  const due = row.dueAt ?? '9999'
  const rank = String(9 - ['low', 'medium', 'high', 'urgent', 'critical'].indexOf(row.priority))
  const keys: Record<TicketSort, string[]> = {
    due: [due, row.id],
    newest: [row.createdAt, row.id],
    oldest: [row.createdAt, row.id],
    updated: [row.updatedAt, row.id],
    priority: [rank, due, row.id],
  }
  return keys[sort]
}

describe('pages', () => {
  it.each(ticketSorts)('of the order %s hold every ticket once, in order, forwards and backwards', async (sort) => {
    const rows = await readAll({ sort, limit: 37 })
    expect(rows).toHaveLength(count)
    expect(new Set(rows.map((row) => row.id)).size).toBe(count)
    const keys = rows.map((row) => keyOf(row, sort).join(' '))
    const ordered = [...keys].sort()
    expect(keys).toEqual(sort === 'newest' || sort === 'updated' ? ordered.reverse() : ordered)

    let read = await page({ sort, limit: 37 })
    while (read.next) read = await page({ sort, limit: 37, cursor: read.next })
    const back = [...read.rows]
    while (read.previous) {
      read = await page({ sort, limit: 37, cursor: read.previous, direction: 'before' })
      back.unshift(...read.rows)
    }
    expect(back.map((row) => row.id)).toEqual(rows.map((row) => row.id))
  })

  it('go on where they were when a newer row came in front', async () => {
    const first = await page({ sort: 'newest', limit: 10 })
    await asOwner(database.url, (db) =>
      db.query(`insert into support.tickets (user_id, subject, description) select user_id, 'Fresh', 'Hello' from support.tickets limit 1`),
    )
    const second = await page({ sort: 'newest', limit: 10, cursor: first.next as string })
    const expected = (await readAll({ sort: 'newest' })).slice(11, 21)
    expect(second.rows.map((row) => row.id)).toEqual(expected.map((row) => row.id))
    await asOwner(database.url, (db) => db.query(`update support.tickets set status = 'closed' where subject = 'Fresh'`))
  })

  it('have no cursor where the list ends', async () => {
    const whole = await page({ filter: { text: 'payout held' }, limit: 200 })
    expect([whole.next, whole.previous]).toEqual([null, null])
    expect(whole.rows.length).toBe(Math.floor(count / 7))
  })

  it.each([
    'x',
    'bm90IGpzb24',
    Buffer.from('["due","infinity","not a uuid"]').toString('base64url'),
    Buffer.from('["newest","2026-01-01"]').toString('base64url'),
    Buffer.from(`["newest","2026-01-01' or true --","${randomUUID()}"]`).toString('base64url'),
  ])('refuse the cursor %s', async (cursor) => {
    const error = await backline.refusal('tickets.queue', { view: 'all', filter: {}, sort: 'newest', cursor })
    expect(error).toMatchObject({ code: 'invalid', detail: { field: 'cursor' } })
  })

  it('refuse the cursor of another order', async () => {
    const { next } = await page({ sort: 'due', limit: 5 })
    const error = await backline.refusal('tickets.queue', { view: 'all', filter: {}, sort: 'newest', cursor: next })
    expect(error.detail).toEqual({ field: 'cursor' })
  })
})

describe('views and filters', () => {
  it.each(ticketViews)('%s has as many rows as it counts', async (view) => {
    const rows = await readAll({ view, sort: 'due' })
    const counts = await backline.call('tickets.counts', { view, filter: {} })
    expect(counts.total).toEqual({ n: rows.length, capped: false })
    expect(counts.groups.reduce((sum, group) => sum + group.count.n, 0)).toBe(rows.length)
  })

  it('mine and unassigned are about the person signed in', async () => {
    const mine = await readAll({ view: 'mine' })
    expect(mine.length).toBeGreaterThan(0)
    expect(mine.every((row) => row.assignee?.id === nadia.id && row.status !== 'closed' && row.status !== 'resolved')).toBe(true)
    const unassigned = await readAll({ view: 'unassigned' })
    expect(unassigned.every((row) => row.assignee === null)).toBe(true)
  })

  it('together narrow the list, and count the same', async () => {
    const filter: TicketQueueInput['filter'] = {
      status: ['open', 'escalated'],
      priority: ['high', 'critical'],
      assignee: ['me', 'none'],
      plan: ['free'],
    }
    const rows = await readAll({ view: 'open', filter, sort: 'priority' })
    expect(rows.length).toBeGreaterThan(0)
    for (const row of rows) {
      expect(['open', 'escalated']).toContain(row.status)
      expect(['high', 'critical']).toContain(row.priority)
      expect([nadia.id, undefined]).toContain(row.assignee?.id)
    }
    expect((await backline.call('tickets.counts', { view: 'open', filter })).total.n).toBe(rows.length)
  })

  it.each([
    { category: ['payout' as const] },
    { assignee: ['none'] },
    { assignee: ['me'] },
    { tag: ['vip'] },
    { text: 'payout held' },
    { text: 'Álvarez' },
    { text: 'T-17' },
    { status: [], text: '' },
  ])('%j lists what it counts', async (filter) => {
    const rows = await readAll({ filter })
    expect((await backline.call('tickets.counts', { view: 'all', filter })).total.n).toBe(rows.length)
  })

  it('answers only those of the asked ids that still fit', async () => {
    const mine = await readAll({ view: 'mine' })
    const others = (await readAll({ view: 'unassigned' })).slice(0, 3)
    const ids = [...mine.slice(0, 4), ...others].map((row) => row.id)
    const read = await page({ view: 'mine', ids })
    expect(read.rows.map((row) => row.id).sort()).toEqual(
      mine
        .slice(0, 4)
        .map((row) => row.id)
        .sort(),
    )
    expect([read.next, read.previous]).toEqual([null, null])
  })

  it('shows nothing to a person without the right', async () => {
    const elena = await addStaff(database.url, 'Elena', ['finance'])
    const other = openConsole(database.url)
    await other.signIn(elena)
    expect((await other.call('tickets.queue', { view: 'all', filter: {}, sort: 'due' })).rows).toEqual([])
    expect((await other.refusal('tickets.counts', { view: 'all', filter: {} })).code).toBe('not_allowed')
    await other.close()
  })
})

describe('rows', () => {
  it('carry times as ISO 8601 UTC with microseconds, and null for no clock', async () => {
    const rows = await readAll({ sort: 'due' })
    for (const row of rows) expect(row.createdAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/)
    const without = rows.filter((row) => row.dueClock === null)
    expect(without.length).toBeGreaterThan(0)
    expect(without.every((row) => row.dueAt === null)).toBe(true)
  })
})
