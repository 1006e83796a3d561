// Judging in one's own matter, taking what a colleague holds, and settings of a session that would keep the database from looking.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCheck, allGood } from '../support/kyc.ts'
import { act, addPayee, askPayout, codeOf } from '../support/payouts.ts'
import { addCustomer, addStaff, asOwner } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { addClaims, addTrack } from '../support/rights.ts'

let database: TestDatabase
let customer: string
const pools: pg.Pool[] = []

async function hire(name: string, role: 'moderator' | 'compliance' | 'rights' | 'finance') {
  const staff = await addStaff(database.url, name, [role])
  const pool = new pg.Pool({ connectionString: staff.url, max: 2 })
  // Dropping the database may overtake a connection that is ending.
  pool.on('error', () => undefined)
  pools.push(pool)
  return { ...staff, pool }
}
beforeAll(async () => {
  database = await freshDatabase()
  customer = await addCustomer(database.url, 'Anna Eriksson')
})
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()))
  await database.drop()
})

const owner = <T>(sql: string, ...values: unknown[]) => asOwner(database.url, async (db) => (await db.query(sql, values)).rows as T[])
const version = async (kind: string, id: string) =>
  (await owner<{ version: number }>('select version from console.work_item where kind = $1 and id = $2', kind, id))[0]?.version as number
const holder = async (id: string) => (await owner<{ holder: string }>('select holder from console.lease where item_id = $1', id))[0]?.holder

async function reportedTrack(author: string, reporter: string) {
  const track = await asOwner(database.url, (db) => addTrack(db, author, 'Cargo'))
  const [row] = await owner<{ id: string }>(
    `insert into moderation.reports (reporter_id, entity_type, entity_id, reason) values ($1, 'track', $2, 'copyright') returning case_id as id`,
    reporter,
    track,
  )
  return row?.id as string
}
async function approveCase(pool: pg.Pool, id: string, command = randomUUID()) {
  await act(pool, 'claim', 'case', id)
  const values = [command, id, await version('case', id), '[]']
  return pool.query(`select console.case_decide($1, $2, $3, 'approve', null, null, null, $4, null, null)`, values)
}

describe('own matters', () => {
  test('nobody decides a case about themselves, or one that they reported', async () => {
    const [amara, tomasz] = [await hire('Amara', 'moderator'), await hire('Tomasz', 'moderator')]
    const own = await reportedTrack(amara.id, customer)
    expect(await codeOf(approveCase(amara.pool, own))).toBe('BL002')
    const reported = await reportedTrack(customer, amara.id)
    expect(await codeOf(approveCase(amara.pool, reported))).toBe('BL002')
    await amara.pool.query('select console.release(gen_random_uuid(), $1, $2)', ['case', reported])
    expect(await codeOf(approveCase(tomasz.pool, reported))).toBe('done')
  })

  test('a party settles no conflict of its own and changes none of its claims', async () => {
    const [priya, omar] = [await hire('Priya', 'rights'), await hire('Omar', 'rights')]
    const { conflict, claims } = await asOwner(database.url, async (db) => {
      const track = await addTrack(db, customer)
      const claims = await addClaims(db, track, customer, [
        { holder: 'Priya', share: 60, from: '2024-01-01', account: priya.id },
        { holder: 'Other', share: 60, from: '2024-01-01' },
      ])
      return { conflict: (await db.query('select id from rights.conflicts where entity_id = $1', [track])).rows[0].id as string, claims }
    })
    const settle = async (pool: pg.Pool, choice: object, resolution = 'withdrawn') => {
      await act(pool, 'claim', 'conflict', conflict)
      const at = await version('conflict', conflict)
      return act(pool, 'conflict_resolve', conflict, at, resolution, null, JSON.stringify(choice), 'Agreed').finally(() =>
        act(pool, 'release', 'conflict', conflict).catch(() => null),
      )
    }
    expect(await codeOf(settle(priya.pool, { withdraw: [claims[1]] }))).toBe('BL002')
    const [claim] = await owner<{ seen: string }>('select console.claim_version(c) as seen from rights.claims c where id = $1', claims[0])
    expect(await codeOf(act(priya.pool, 'claim_save', JSON.stringify({ id: claims[0], share: '90' }), claim?.seen))).toBe('BL002')
    // Nor does a conflict serve to change a claim of another recording.
    const [elsewhere] = await asOwner(database.url, async (db) =>
      addClaims(db, await addTrack(db, customer), customer, [{ holder: 'Third', share: 10, from: '2024-01-01' }]),
    )
    expect(await codeOf(settle(omar.pool, { claim: { id: elsewhere, until: '2024-02-01' } }, 'period_corrected'))).toBe('BL006')
    expect(await codeOf(settle(omar.pool, { withdraw: [claims[1]] }))).toBe('done')
  })
})

describe('what a session says of itself', () => {
  test('no setting keeps a changed claim from being searched', async () => {
    const dora = await hire('Dora', 'rights')
    const { track, claims } = await asOwner(database.url, async (db) => {
      const track = await addTrack(db, customer)
      const claims = await addClaims(db, track, customer, [
        { holder: 'One', share: 50, from: '2024-01-01' },
        { holder: 'Two', share: 50, from: '2024-01-01' },
      ])
      return { track, claims }
    })
    const [claim] = await owner<{ seen: string }>('select console.claim_version(c) as seen from rights.claims c where id = $1', claims[0])
    const db = await dora.pool.connect()
    await db.query(`set console.detection = 'off'`)
    await act(db as unknown as pg.Client, 'claim_save', JSON.stringify({ id: claims[0], share: '90' }), claim?.seen)
    db.release(true)
    expect(await owner('select from rights.conflicts where entity_id = $1', track)).toHaveLength(1)
  })

  test('no setting keeps what a job changes out of the audit', async () => {
    const ida = await hire('Ida', 'compliance')
    const check = await addCheck(database.url, customer)
    await owner(`update kyc.verifications set status = 'approved', expires_at = now() - interval '1 minute' where id = $1`, check.id)
    const db = await ida.pool.connect()
    await db.query(`set console.command = 'mine'`)
    expect((await db.query('select console.kyc_expire() as n')).rows[0].n).toBe(1)
    db.release(true)
    const [last] = await owner<{ after: { status: string } }>(
      `select after from console.audit where kind = 'kyc' and item_id = $1 order by seq desc limit 1`,
      check.id,
    )
    expect(last?.after.status).toBe('expired')
  })
})

describe('undoing', () => {
  test('takes nothing from a colleague who has the item by now', async () => {
    const [ingrid, jonas] = [await hire('Ingrid', 'compliance'), await hire('Jonas', 'compliance')]
    const check = await addCheck(database.url, customer)
    await act(ingrid.pool, 'claim', 'kyc', check.id)
    const command = randomUUID()
    await ingrid.pool.query(
      `select console.kyc_decide($1, $2, $3, 'needs_info', 'unreadable', 'Again, please', null, '[]', '{passport}')`,
      [command, check.id, await version('kyc', check.id)],
    )
    await act(jonas.pool, 'claim', 'kyc', check.id)
    await act(ingrid.pool, 'kyc_undo', check.id, await version('kyc', check.id), command)
    expect(await holder(check.id)).toBe(jonas.id)

    const [mia, leo] = [await hire('Mia', 'moderator'), await hire('Leo', 'moderator')]
    const id = await reportedTrack(customer, await addCustomer(database.url, 'Reporter'))
    await approveCase(mia.pool, id)
    await owner(`update moderation.cases set status = 'pending' where id = $1`, id)
    await act(leo.pool, 'claim', 'case', id)
    await act(mia.pool, 'case_undo', id, await version('case', id))
    expect(await holder(id)).toBe(leo.id)
  })
})

test('a hit that the screening finds after the approval can be judged, so that it does not keep money back for ever', async () => {
  const [eva, elena] = [await hire('Eva', 'compliance'), await hire('Elena', 'finance')]
  const payee = await addPayee(database.url, { kyc: null })
  const check = await addCheck(database.url, payee.id)
  await act(eva.pool, 'claim', 'kyc', check.id)
  await eva.pool.query(`select console.kyc_decide(gen_random_uuid(), $1, $2, 'approve', null, null, null, $3, null)`, [
    check.id,
    await version('kyc', check.id),
    allGood(check),
  ])
  await owner(
    `update kyc.verifications set verification_data = verification_data || '{"screening": [{"list": "sanctions", "name": "A. E.", "score": 0.9}]}' where id = $1`,
    check.id,
  )
  const payout = await askPayout(database.url, payee, '100.00')
  const prepare = async () => act(elena.pool, 'payout_prepare', payout, await version('payout', payout))
  expect(await codeOf(prepare())).toBe('BL003')
  const [hit] = await owner<{ id: string }>('select id from console.kyc_hit where verification_id = $1', check.id)
  const judge = async (as: string) =>
    act(eva.pool, 'kyc_dispose', check.id, await version('kyc', check.id), hit?.id, as, 'Another date of birth')
  await act(eva.pool, 'claim', 'kyc', check.id)
  await judge('false_positive')
  expect(await codeOf(judge('true_match'))).toBe('BL003')
  expect(await codeOf(prepare())).toBe('done')
})
