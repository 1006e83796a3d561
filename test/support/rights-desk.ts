// A desk of rights on a database of its own, for tests that need no console in between: two analysts, the owner of a recording, two
// parties with an account, and what is done to conflicts over raw connections.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect } from 'vitest'
import { addCustomer, addStaff } from './people.ts'
import { freshDatabase } from './postgres.ts'
import { addAgreement, addClaims, addIncome, addTrack, type TestClaim } from './rights.ts'

/** Refusal code of an attempt, 'done' when there was none. */
export const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error) => (error as pg.DatabaseError).code ?? String(error),
  )

/** Calls a command with an id of its own. */
export async function act(pool: pg.Pool, fn: string, ...args: unknown[]) {
  const values = [randomUUID(), ...args].map((value) =>
    value && typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value,
  )
  return (await pool.query(`select console.${fn}(${values.map((_, i) => `$${i + 1}`).join(', ')}) as done`, values)).rows[0].done
}

/** 60 everywhere and 50 in three countries: what the rule is explained by. */
export const example: TestClaim[] = [
  { holder: 'Nordlys Musikk AS', share: 60, from: '2024-01-01', until: '2027-01-01' },
  { holder: 'スタジオ星', share: 50, territories: ['DE', 'AT', 'CH'], from: '2025-07-01', until: '2030-01-01' },
]

export async function openRightsDesk() {
  const database = await freshDatabase()
  const db = new pg.Client({ connectionString: database.url })
  await db.connect()
  const priya = await addStaff(database.url, 'Priya', ['rights'])
  const omar = await addStaff(database.url, 'Omar', ['rights'])
  const asPriya = new pg.Pool({ connectionString: priya.url, max: 2 })
  const asOmar = new pg.Pool({ connectionString: omar.url, max: 2 })
  const owner = await addCustomer(database.url, 'Owner')
  const nordlys = await addCustomer(database.url, 'Nordlys Musikk AS')
  const hoshi = await addCustomer(database.url, 'スタジオ星')

  const item = async (id: string, pool = asPriya) => (await pool.query('select console.conflict_item($1) as item', [id])).rows[0].item
  const preview = async (id: string, resolution: string, parts: number[] | null, choice: object) =>
    (await asPriya.query('select console.conflict_preview($1, $2, $3, $4) as p', [id, resolution, parts, JSON.stringify(choice)])).rows[0].p
  const conflictOf = async (track: string) =>
    (await db.query('select id from rights.conflicts where entity_id = $1 order by detected_at', [track])).rows.map(
      ({ id }) => id as string,
    )
  const pays = async (calculation: string) =>
    (await db.query('select net_amount from finance.royalty_calculations where id = $1', [calculation])).rows[0].net_amount as string
  const wallet = async (user: string) =>
    (
      await db.query(`select coalesce(sum(balance_available), 0)::text as b from finance.wallets where user_id = $1 and currency = 'EUR'`, [
        user,
      ])
    ).rows[0].b as string
  const unproved = async () => (await asPriya.query('select * from console.conflict_money_prove()')).rows

  /** Ends the time in which resolutions can be undone: what they freed is given out. */
  async function giveOut() {
    await db.query(`update console.effect set due_at = now() where kind = 'conflict' and state = 'waiting'`)
    await asPriya.query('select console.effects_run()')
    expect((await db.query(`select problem from console.effect where problem is not null`)).rows).toEqual([])
  }

  /** The example with 100.00 EUR in Germany and France in August 2025, and 10.00 in Germany in June. */
  async function exampleWithMoney(isUndisputed = true) {
    const track = await addTrack(db, owner)
    const august = await addIncome(db, track, owner, { country: 'DE', month: '2025-08', amount: '100.0000' })
    const france = await addIncome(db, track, owner, { country: 'FR', month: '2025-08', amount: '100.0000' })
    const june = await addIncome(db, track, owner, { country: 'DE', month: '2025-06', amount: '10.0000' })
    const paid = await addIncome(db, track, owner, { country: 'DE', month: '2025-09', amount: '7.0000', status: 'paid' })
    const agreement = await addAgreement(db, owner)
    const undated = await addAgreement(db, owner, !isUndisputed)
    const claims = await addClaims(db, track, owner, [
      { ...(example[0] as TestClaim), account: nordlys, agreement },
      { ...(example[1] as TestClaim), account: hoshi, agreement: undated },
    ])
    const [conflict = ''] = await conflictOf(track)
    return { track, conflict, claims, august, france, june, paid }
  }

  const claimIt = (pool: pg.Pool, conflict: string) => act(pool, 'claim', 'conflict', conflict)

  async function close() {
    await asPriya.end()
    await asOmar.end()
    await db.end()
    await database.drop()
  }
  const people = { priya, omar, asPriya, asOmar, owner, nordlys, hoshi }
  return { database, db, ...people, item, preview, conflictOf, pays, wallet, unproved, giveOut, exampleWithMoney, claimIt, close }
}
