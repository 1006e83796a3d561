// The overview: its figures are those of the lists they open, whoever reads.

import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WorkLine } from '../../shared/overview.ts'
import { commonViews } from '../../shared/work.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

const arrived = 90
let database: TestDatabase
let nadia: TestStaff
let customer: string
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  customer = await addCustomer(database.url, 'Lina Okonkwo')
  await asOwner(database.url, (db) =>
    db.query(
      `insert into support.tickets (user_id, subject, description, priority, category, status, assigned_to, created_at, closed_at)
       select $2, 'Ticket ' || n, 'Hello', 'high', 'payout', case when n % 3 = 0 then 'closed' else 'open' end::support.ticket_status,
         case when n % 2 = 0 then $3::uuid end, now() - n * interval '3 hours', case when n % 3 = 0 then now() - interval '10 minutes' end
       from generate_series(1, $1) n`,
      [arrived, customer, nadia.id],
    ),
  )
  backline = openConsole(database.url)
  await backline.signIn(nadia)
})

afterAll(async () => {
  await backline?.close()
  await database?.drop()
})

async function tickets(): Promise<WorkLine> {
  const { work } = await backline.call('overview.get', {})
  return work.find(({ kind }) => kind === 'ticket') as WorkLine
}

it.each(commonViews)('the figure of %s is the number of rows of its list', async (view) => {
  const { views } = await tickets()
  const { rows } = await backline.call('tickets.queue', { view, filter: {}, sort: 'due', limit: 200 })
  expect([view, views[view]]).toEqual([view, { n: rows.length, capped: false }])
})

it('what arrived and what was done is counted by hour, and stays the same when the counters are folded', async () => {
  const flow = async () => {
    const { days, hours } = await tickets()
    return { days, hours }
  }
  // One more at each try, or there would be nothing left to fold.
  await addTicket(database.url, customer)
  const before = await flow()
  const [{ done, all }] = await asOwner(
    database.url,
    async (db) => (await db.query(`select count(*)::int as all, count(closed_at)::int as done from support.tickets`)).rows,
  )
  expect(before.days.reduce((sum, day) => sum + day.done, 0)).toBe(done)
  expect(before.days.reduce((sum, day) => sum + day.arrived, 0)).toBe(all)
  await asOwner(database.url, async (db) => {
    await db.query(`set session authorization ${nadia.login}`)
    expect((await db.query('select console.fold_flow()::integer as n')).rows[0].n).toBeGreaterThan(0)
  })
  expect(await flow()).toEqual(before)
})

it('a reopened ticket is no longer done, and its time leaves the mean', async () => {
  const before = (await tickets()).days.reduce((sum, day) => sum + day.done, 0)
  await asOwner(database.url, (db) =>
    db.query(
      `update support.tickets set status = 'open', closed_at = null where id = (select id from support.tickets where status = 'closed' limit 1)`,
    ),
  )
  expect((await tickets()).days.reduce((sum, day) => sum + day.done, 0)).toBe(before - 1)
})

it('the oldest open ticket is the first of the list by age', async () => {
  const { rows } = await backline.call('tickets.queue', { view: 'open', filter: {}, sort: 'oldest', limit: 1 })
  expect(Date.parse((await tickets()).oldestAt ?? '')).toBe(Date.parse(rows[0]?.createdAt ?? ''))
})

it('money and health are for those whose roles include them', async () => {
  const { money, health } = await backline.call('overview.get', {})
  expect([money, health]).toEqual([null, null])
  const daniel = await addStaff(database.url, 'Daniel', ['admin'])
  const admins = openConsole(database.url)
  await admins.signIn(daniel)
  await asOwner(database.url, async (db) => {
    await db.query(`set session authorization ${daniel.login}`)
    await db.query('select console.overview_refresh()')
  })
  const seen = await admins.call('overview.get', {})
  await admins.close()
  expect(seen.money?.mrr?.byCurrency).toEqual([])
  expect(seen.health?.checks.map(({ name }) => name)).toContain('cache hit ratio')
})
