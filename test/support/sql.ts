// Short words for statements on a platform, for tests that write them by the hundred.

import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { freshDatabase, type TestDatabase } from './postgres.ts'
import type { Row } from './rows.ts'

let people = 0

/** `db` is asked at each statement, because tests connect later than they are defined. */
export function sqlOf(db: () => pg.Client) {
  async function rows(sql: string, ...values: unknown[]): Promise<Row[]> {
    return (await db().query(sql, values)).rows
  }

  async function one(sql: string, ...values: unknown[]): Promise<Row> {
    const [row] = await rows(sql, ...values)
    if (!row) throw new Error(`No row: ${sql}`)
    return row
  }

  /** Expects an error and leaves the transaction usable. */
  async function refused(sql: string, ...values: unknown[]): Promise<string> {
    await db().query('savepoint attempt')
    const message = await db()
      .query(sql, values)
      .then(
        () => 'nothing was refused',
        (error: Error) => error.message,
      )
    await db().query('rollback to savepoint attempt')
    return message
  }

  async function insert(table: string, row: Row): Promise<string> {
    const names = Object.keys(row)
    const sql = `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning id`
    return (await one(sql, ...Object.values(row))).id as string
  }

  const person = (row: Row = {}) => insert('identity.users', { email: `person${++people}@example.org`, ...row })
  const track = (user: string, row: Row = {}) => insert('catalog.tracks', { user_id: user, title: 'Song', ...row })
  /** A sale of 100.00 for which the seller gets 76.80. */
  const sale = (buyer: string, seller: string, row: Row = {}) =>
    insert('finance.transactions', {
      user_id: buyer,
      counterparty_id: seller,
      type: 'product_purchase',
      status: 'completed',
      amount_total: 100,
      amount_fees: 3.2,
      amount_commission: 20,
      amount_seller: 76.8,
      payment_processor: 'stripe',
      ...row,
    })
  const subscribe = async (user: string, plan: Row) => {
    const id = await insert('finance.subscription_plans', { code: `plan${++people}`, display_name: 'Plan', tier: 'free', ...plan })
    const sql =
      "insert into finance.subscriptions (user_id, plan_id, status) values ($1, $2, 'active') on conflict (user_id) do update set plan_id = $2"
    await db().query(sql, [user, id])
    return id
  }

  return { rows, one, refused, insert, person, track, sale, subscribe }
}

/** A migrated platform for the tests of a file, each in a transaction of its own that is rolled back. */
export function onPlatform() {
  let database: TestDatabase
  let client: pg.Client

  beforeAll(async () => {
    database = await freshDatabase(undefined, ['platform'])
    client = new pg.Client({ connectionString: database.url })
    await client.connect()
  })
  afterAll(async () => {
    await client.end()
    await database.drop()
  })
  beforeEach(() => client.query('begin'))
  afterEach(() => client.query('rollback'))

  return {
    ...sqlOf(() => client),
    db: { query: (sql: string, values?: unknown[]) => client.query(sql, values) },
    url: () => database.url,
    /** Is the platform's end user `user` from here to the end of the transaction. */
    async actAs(user: string) {
      await client.query('set local role platform_user')
      await client.query("select set_config('platform.user_id', $1, true)", [user])
    },
    actAsOwner: () => client.query("reset role; select set_config('platform.user_id', '', true)"),
  }
}
