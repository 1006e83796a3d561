// Two who claim the same ticket in the same moment, a thousand times, over raw connections.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, asOwner } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let customer: string
const pools: pg.Pool[] = []

beforeAll(async () => {
  database = await freshDatabase()
  customer = await addCustomer(database.url, 'Дарья Ремизова')
  for (const name of ['Nadia', 'Sofia']) {
    pools.push(new pg.Pool({ connectionString: (await addStaff(database.url, name, ['support'])).url, max: 1 }))
  }
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await database.drop()
})

test('tickets-12: of two who claim at once, 1,000 times, one wins each time and the other is told who', async () => {
  const tickets = await asOwner(database.url, async (db) => {
    const { rows } = await db.query(
      `insert into support.tickets (user_id, subject, description) select $1, 'Race ' || n, 'x' from generate_series(1, 1000) n returning id`,
      [customer],
    )
    return rows as { id: string }[]
  })
  let both = 0
  let none = 0
  for (const { id } of tickets) {
    const claims = pools.map((pool) => pool.query(`select console.claim($1, 'ticket', $2)`, [randomUUID(), id]))
    const [nadias, sofias] = await Promise.allSettled(claims)
    if (nadias?.status === 'fulfilled' && sofias?.status === 'fulfilled') both++
    if (nadias?.status === 'rejected' && sofias?.status === 'rejected') none++
    const lost = nadias?.status === 'rejected' ? nadias : sofias
    if (lost?.status !== 'rejected') continue
    expect(lost.reason.code).toBe('BL004')
    expect(JSON.parse(lost.reason.detail).holder.name).toBe(nadias?.status === 'fulfilled' ? 'Nadia' : 'Sofia')
  }
  expect({ both, none }).toEqual({ both: 0, none: 0 })
}, 120_000)
