// Payouts as the database guards them: raw connections, no console in between. Numbers are the invariants of the workspace.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decimals } from '../../shared/money.ts'
import { act, actAs, addMethod, addPayee, askPayout, codeOf, insertPayout, type Payee, stepUp } from '../support/payouts.ts'
import { addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let elena: TestStaff
let ruth: TestStaff
let marek: TestStaff
let admin: TestStaff
let asElena: pg.Pool
let asRuth: pg.Pool
let asMarek: pg.Pool
let fresh: Map<pg.Pool, { token: string; client: string }>

beforeAll(async () => {
  database = await freshDatabase()
  elena = await addStaff(database.url, 'Elena', ['finance'])
  ruth = await addStaff(database.url, 'Ruth', ['finance'])
  marek = await addStaff(database.url, 'Marek', ['finance'])
  admin = await addStaff(database.url, 'Daniel', ['admin'])
  asElena = new pg.Pool({ connectionString: elena.url, max: 4 })
  asRuth = new pg.Pool({ connectionString: ruth.url, max: 4 })
  asMarek = new pg.Pool({ connectionString: marek.url, max: 4 })
  fresh = new Map([
    [asElena, await stepUp(elena)],
    [asRuth, await stepUp(ruth)],
    [asMarek, await stepUp(marek)],
  ])
})
afterAll(async () => {
  await Promise.all([asElena, asRuth, asMarek].map((pool) => pool.end()))
  await database.drop()
})

const owner = <T>(sql: string, ...values: unknown[]) => asOwner(database.url, async (db) => (await db.query(sql, values)).rows as T[])
/** The payout as its screen shows it, with what its row has beside the rest. */
const item = async (payout: string, pool = asRuth) => {
  const { item: row, ...rest } = (await pool.query('select console.payout_item($1) as item', [payout])).rows[0].item
  return { ...row, ...rest }
}
const version = async (payout: string) => (await item(payout)).version as number
const hashOf = async (payout: string) => {
  const { versions } = await item(payout)
  return { version: versions[0].version as number, hash: versions[0].hash as string }
}
const detail = (error: unknown) => JSON.parse((error as pg.DatabaseError).detail ?? '{}')

async function sign(pool: pg.Pool, payout: string, shown?: { version: number; hash: string }) {
  const { version: v, hash } = shown ?? (await hashOf(payout))
  const { token, client } = fresh.get(pool) as { token: string; client: string }
  return act(pool, 'payout_sign', payout, v, hash, token, client, null)
}
const prepare = async (payout: string, pool = asElena) => act(pool, 'payout_prepare', payout, await version(payout))
async function prepared(amount = '100.00', payee?: Payee) {
  const payout = await askPayout(database.url, payee ?? (await addPayee(database.url)), amount)
  await prepare(payout)
  return payout
}
async function approved(amount = '100.00', payee?: Payee) {
  const payout = await prepared(amount, payee)
  await sign(asRuth, payout)
  return payout
}
async function sent(amount = '100.00', payee?: Payee) {
  const payout = await approved(amount, payee)
  await act(asElena, 'payout_send', payout, await version(payout), 'REF')
  return payout
}
/** Says that the money came back, with a fresh sign-in. */
async function giveBack(pool: pg.Pool, fn: 'payout_failed' | 'payout_returned', payout: string, at?: number) {
  const { token, client } = fresh.get(pool) as { token: string; client: string }
  const reference = fn === 'payout_failed' ? [null] : []
  return act(pool, fn, payout, at ?? (await version(payout)), 'AC04 account closed', ...reference, token, client)
}
/** Until nothing is left to look at: what somebody still had locked is looked at once more. */
async function lookAgain() {
  for (let left = 1; left > 0; ) {
    await asMarek.query('select console.payouts_check()')
    left = (await owner('select from console.payout_recheck')).length
  }
}
const proof = async () => (await asRuth.query('select what, has, should from console.wallets_prove()')).rows
const wallet = async (payee: Payee) =>
  (await owner<{ balance: string }>('select balance_available as balance from finance.wallets where id = $1', payee.wallet))[0]?.balance

describe('a payout from request to bank', () => {
  test('holds, is prepared, signed, sent, paid and settled; the wallet equals its entries', async () => {
    const payee = await addPayee(database.url, { earned: '500.00' })
    const payout = await askPayout(database.url, payee, '120.00')
    expect(await item(payout)).toMatchObject({
      status: 'pending',
      needed: 1,
      hold: { state: 'active', amount: '120.0000' },
      wallet: { balance: '500.0000', held: '120.0000', free: '380.0000' },
    })
    expect(await prepare(payout)).toMatchObject({ status: 'prepared', signed: 0, needed: 1 })
    expect(await sign(asRuth, payout)).toMatchObject({ status: 'approved', signed: 1 })
    expect(await act(asElena, 'payout_send', payout, await version(payout), 'BANK-1')).toMatchObject({ status: 'processing' })
    expect(await wallet(payee)).toBe('500.0000')
    expect(await act(asElena, 'payout_paid', payout, await version(payout), 'LINE-1')).toMatchObject({ status: 'completed' })
    expect(await wallet(payee)).toBe('380.0000')
    expect(await item(payout)).toMatchObject({
      status: 'completed',
      hold: { state: 'settled' },
      send: { outcome: 'paid', outcomeReference: 'LINE-1' },
      wallet: { balance: '380.0000', held: '0', free: '380.0000' },
    })
    const platform = await owner<{ status: string; approved_by: string }>(
      'select status, approved_by from finance.payouts where id = $1',
      payout,
    )
    expect(platform[0]).toEqual({ status: 'completed', approved_by: ruth.id })
    expect(await proof()).toEqual([])
  })

  test('a rejected, cancelled or failed one gives the money back at once', async () => {
    const payee = await addPayee(database.url, { earned: '300.00' })
    const rejected = await prepared('100.00', payee)
    await act(asRuth, 'payout_reject', rejected, await version(rejected), 'Not the payee')
    const cancelled = await askPayout(database.url, payee, '100.00')
    await act(asElena, 'payout_cancel', cancelled, await version(cancelled), 'The payee asked')
    const failed = await sent('100.00', payee)
    await giveBack(asRuth, 'payout_failed', failed)
    expect((await item(failed)).wallet).toMatchObject({ balance: '300.0000', held: '0', free: '300.0000' })
    for (const payout of [rejected, cancelled, failed]) expect((await item(payout)).hold.state).toBe('released')
    expect(await codeOf(act(asElena, 'payout_send', rejected, await version(rejected), null))).toBe('BL003')
    expect(await proof()).toEqual([])
  })

  test('held and released, it needs its signatures anew', async () => {
    const payout = await approved()
    await act(asElena, 'payout_hold', payout, await version(payout), 'A call from the bank')
    expect(await item(payout)).toMatchObject({ status: 'on_hold', reason: 'A call from the bank' })
    expect(await act(asMarek, 'payout_release', payout, await version(payout), 'Cleared')).toMatchObject({ status: 'prepared', signed: 0 })
    expect(await sign(asRuth, payout)).toMatchObject({ status: 'approved' })
  })

  test('decimals are those of shared/money.ts', async () => {
    const currencies = ['EUR', 'USD', 'JPY', 'KWD', 'ISK', 'CLF', 'TND', 'VND', 'UYW', 'XOF']
    for (const currency of currencies) {
      const [row] = await owner<{ n: number }>('select console.currency_decimals($1) as n', currency)
      expect([currency, row?.n]).toEqual([currency, decimals(currency)])
    }
  })
})

describe('signing', () => {
  test('payouts-1: of many approvals at once one succeeds, with one signature; of many sendings one', async () => {
    const payout = await prepared()
    const shown = await hashOf(payout)
    const tries = await Promise.allSettled([asRuth, asMarek].flatMap((pool) => Array.from({ length: 6 }, () => sign(pool, payout, shown))))
    expect(tries.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await owner('select from console.payout_signature where payout = $1', payout)).toHaveLength(1)
    const at = await version(payout)
    const sends = await Promise.allSettled(
      [asRuth, asMarek, asElena].flatMap((pool) => Array.from({ length: 4 }, () => act(pool, 'payout_send', payout, at, null))),
    )
    expect(sends.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await owner('select from console.payout_send where payout = $1', payout)).toHaveLength(1)
  })

  test('payouts-2: of approval, rejection and cancellation one wins, and a rejected payout is never sent', async () => {
    for (let round = 0; round < 12; round++) {
      const payout = await prepared()
      const [shown, at] = [await hashOf(payout), await version(payout)]
      const done = await Promise.allSettled([
        sign(asRuth, payout, shown).then(async () => act(asRuth, 'payout_send', payout, at + 1, null)),
        act(asMarek, 'payout_reject', payout, at, 'No'),
        act(asElena, 'payout_cancel', payout, at, 'No'),
      ])
      const { state } = await item(payout)
      const sends = await owner('select from console.payout_send where payout = $1', payout)
      expect(['processing', 'rejected', 'cancelled', 'approved']).toContain(state)
      expect(sends).toHaveLength(state === 'processing' ? 1 : 0)
      // An approval that was rejected afterwards in time is a rejection too; never both outcomes.
      expect(done.slice(1).filter((one) => one.status === 'fulfilled').length).toBe(['rejected', 'cancelled'].includes(state) ? 1 : 0)
    }
  })

  test('payouts-3: preparer, last editor and payee cannot sign, nor admin, nor a superuser in psql', async () => {
    const payout = await prepared()
    const own = await sign(asElena, payout).catch((error) => error)
    expect(own.code).toBe('BL002')
    expect(own.message).toMatch(/^You prepared P-\d+, so you cannot sign it\. Marek or Ruth can\.$/)

    const method = (await item(payout)).destination.id
    await act(asMarek, 'payout_edit', payout, await version(payout), '90.00', method, 'Fee agreed')
    expect(await codeOf(sign(asMarek, payout))).toBe('BL002')

    const daniel = new pg.Client({ connectionString: admin.url })
    await daniel.connect()
    const { version: v, hash } = await hashOf(payout)
    expect(await codeOf(daniel.query(`select console.step_up('payouts', $1)`, [randomUUID()]))).toBe('BL002')
    expect(await codeOf(act(daniel, 'payout_sign', payout, v, hash, 'x', randomUUID(), null))).toBe('BL002')
    await daniel.end()

    // More roles are no way round: who prepares as finance does not sign as an administrator too.
    const both = await addStaff(database.url, 'Olga', ['finance', 'admin'])
    const asOlga = new pg.Pool({ connectionString: both.url, max: 1 })
    fresh.set(asOlga, await stepUp(both))
    const hers = await askPayout(database.url, await addPayee(database.url), '100.00')
    await prepare(hers, asOlga)
    expect(await codeOf(sign(asOlga, hers))).toBe('BL002')
    await asOlga.end()

    const forged = `insert into console.payout_signature (payout, version, hash, signer, lapses_at, evidence)
      values ($1, $2, decode($3, 'hex'), $4, now() + interval '48 hours', '{}')`
    for (const signer of [elena.id, ruth.id]) expect(await codeOf(owner(forged, payout, v, hash, signer))).toBe('BL002')
    expect(await codeOf(owner(`update finance.payouts set status = 'approved' where id = $1`, payout))).toBe('BL003')
    expect(await codeOf(owner(`update console.payout set state = 'approved' where id = $1`, payout))).toBe('BL003')
    expect(await codeOf(owner(`update finance.payouts set status = 'processing' where id = $1`, payout))).toBe('BL003')
    expect(await codeOf(owner(`update finance.payouts set status = 'completed' where id = $1`, payout))).toBe('BL003')
    expect(
      await codeOf(
        owner(
          `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method, status)
           select user_id, wallet_id, payment_method_id, 60, payout_method, 'approved' from finance.payouts where id = $1`,
          payout,
        ),
      ),
    ).toBe('BL003')
    await sign(asRuth, payout)
    expect(await codeOf(owner('delete from console.payout_signature where payout = $1', payout))).toBe('BL002')
  })

  test('payouts-3: staff who are paid themselves keep their hands off', async () => {
    const payee = await addPayee(database.url)
    await owner(`update finance.wallets set payouts_enabled = true where user_id = $1`, elena.id)
    const [row] = await owner<{ id: string }>(`select id from finance.wallets where user_id = $1`, elena.id)
    const method = await asOwner(database.url, (db) => addMethod(db, elena.id))
    const payout = await askPayout(database.url, { ...payee, id: elena.id, wallet: row?.id ?? '', method }, '60.00')
    expect(await codeOf(act(asElena, 'payout_cancel', payout, await version(payout), 'Mine'))).toBe('BL002')
  })

  test('payouts-3: nobody takes over the preparation of what is signed, so its preparer never becomes a signer', async () => {
    const payout = await approved()
    const at = await version(payout)
    expect(await codeOf(act(asMarek, 'payout_prepare', payout, at))).toBe('BL003')
    expect(await codeOf(act(asMarek, 'payout_release', payout, at, 'Tried'))).toBe('BL003')
    expect(await codeOf(owner('update console.payout set prepared_by = $2 where id = $1', payout, marek.id))).toBe('BL003')
    expect(await item(payout)).toMatchObject({ state: 'approved', preparedBy: { id: elena.id } })
  })

  test('payouts-4: two signatures are two people', async () => {
    const payee = await addPayee(database.url, { earned: '30000.00' })
    const payout = await prepared('12000.00', payee)
    expect((await item(payout)).needed).toBe(2)
    expect(await sign(asRuth, payout)).toMatchObject({ status: 'prepared', signed: 1 })
    const again = await Promise.all(Array.from({ length: 4 }, () => codeOf(sign(asRuth, payout))))
    expect(again).toEqual(['BL003', 'BL003', 'BL003', 'BL003'])
    expect(await sign(asMarek, payout)).toMatchObject({ status: 'approved', signed: 2 })
  })

  test('payouts-5: another amount, destination or account voids signatures; an old hash is refused with the difference', async () => {
    const payee = await addPayee(database.url)
    const payout = await approved('100.00', payee)
    const shown = await hashOf(payout)
    await act(asElena, 'payout_edit', payout, await version(payout), '80.00', payee.method, 'Less')
    expect(await item(payout)).toMatchObject({
      status: 'prepared',
      signed: 0,
      amount: '80.0000',
      hold: { amount: '80.0000', state: 'active' },
    })
    const stale = await sign(asRuth, payout, shown).catch((error) => error)
    expect(stale.code).toBe('BL001')
    expect(detail(stale).shown).toContain('amount: 100.00 USD')
    expect(detail(stale).now).toContain('amount: 80.00 USD')
    await sign(asRuth, payout)
    // The payee changes the account behind the method.
    await owner(
      `update finance.payment_methods set account_identifier = 'LV00OTHER0000000000001', last_four_digits = '0001' where id = $1`,
      payee.method,
    )
    const after = await item(payout)
    expect(after).toMatchObject({ state: 'prepared', signed: 0, needed: 2 })
    expect(after.checks[0]).toMatchObject({ key: 'destination', state: 'raise' })
    await owner(`update finance.payment_methods set details = '{"iban": "other"}' where id = $1`, payee.method)
    expect((await item(payout)).versions.length).toBe(after.versions.length + 1)
    expect(await codeOf(act(asElena, 'payout_send', payout, await version(payout), null))).toBe('BL003')
  })

  test('payouts-5: an edit by the platform itself voids signatures too', async () => {
    const payout = await approved()
    await owner('update finance.payouts set amount = 70 where id = $1', payout)
    expect(await item(payout)).toMatchObject({ status: 'prepared', signed: 0, amount: '70.0000', hold: { amount: '70.0000' } })
    const done = await sent()
    expect(await codeOf(owner('update finance.payouts set amount = 70 where id = $1', done))).toBe('BL003')
  })

  test('a signature lapses, visibly', async () => {
    const payout = await approved()
    await owner('alter table console.payout_signature disable trigger kept')
    await owner(`update console.payout_signature set lapses_at = now() - interval '1 second' where payout = $1`, payout)
    await owner('alter table console.payout_signature enable trigger kept')
    expect(await codeOf(act(asElena, 'payout_send', payout, await version(payout), null))).toBe('BL003')
    await owner('update console.payout set check_at = now() where id = $1', payout)
    await lookAgain()
    const after = await item(payout)
    expect(after).toMatchObject({ status: 'prepared', signed: 0 })
    expect(after.history[0]).toMatchObject({ action: 'payout_lapse', actor: null })
  })
})

describe('step-up', () => {
  test('only within seconds of a sign-in, for that person and that console, for five minutes', async () => {
    const payout = await prepared()
    const { version: v, hash } = await hashOf(payout)
    const token = await stepUp(ruth)
    const other = await stepUp(marek)
    const with_ = (pool: pg.Pool, t: string | null, client: string) => codeOf(act(pool, 'payout_sign', payout, v, hash, t, client, null))
    expect(await with_(asRuth, null, token.client)).toBe('BL005')
    expect(await with_(asRuth, 'guess', token.client)).toBe('BL005')
    expect(await with_(asRuth, token.token, randomUUID())).toBe('BL005')
    expect(await with_(asRuth, other.token, other.client)).toBe('BL005')
    const [row] = await owner<{ n: number }>(
      `select count(*)::int as n from console.audit where kind = 'staff' and item_id = $1 and action = 'step_up'`,
      ruth.id,
    )
    expect(row?.n).toBeGreaterThan(0)
    await owner(`update console.step_up_token set until = now() where staff = $1 and client = $2`, ruth.id, token.client)
    expect(await with_(asRuth, token.token, token.client)).toBe('BL005')
    expect(await with_(asRuth, (fresh.get(asRuth) as { token: string }).token, (fresh.get(asRuth) as { client: string }).client)).toBe(
      'done',
    )
  })

  test('a connection that stands for a while gets no token', async () => {
    const db = new pg.Client({ connectionString: ruth.url })
    await db.connect()
    await db.query('select pg_sleep(10.2)')
    expect(await codeOf(db.query(`select console.step_up('payouts', $1)`, [randomUUID()]))).toBe('BL005')
    await db.end()
  })
})

describe('money', () => {
  test('payouts-6: what is approved is held and is sent, to the smallest unit; a hold ends once', async () => {
    const payee = await addPayee(database.url, { earned: '1000.00' })
    const payout = await sent('123.45', payee)
    const [row] = await owner<{ same: boolean }>(
      `select s.amount = h.amount and h.amount = p.amount and p.amount = 123.45 and h.state = 'active' as same
       from console.payout_send s join console.wallet_hold h on h.no = s.hold join finance.payouts p on p.id = s.payout where s.payout = $1`,
      payout,
    )
    expect(row?.same).toBe(true)
    const at = await version(payout)
    const ends = await Promise.allSettled([
      ...Array.from({ length: 4 }, () => act(asElena, 'payout_paid', payout, at, 'A')),
      ...Array.from({ length: 4 }, () => giveBack(asRuth, 'payout_failed', payout, at)),
    ])
    expect(ends.some((one) => one.status === 'fulfilled')).toBe(true)
    const after = await item(payout)
    expect(await wallet(payee)).toBe(after.state === 'completed' ? '876.5500' : '1000.0000')
    expect(await codeOf(owner(`update console.wallet_hold set state = 'released' where payout = $1`, payout))).toBe('BL002')
    expect(await proof()).toEqual([])
  })

  test('payouts-7: parallel requests never hold more than the wallet has', async () => {
    const payee = await addPayee(database.url, { earned: '100.00' })
    const clients = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const c = new pg.Client({ connectionString: database.url })
        await c.connect()
        return c
      }),
    )
    await Promise.all(clients.map((db) => insertPayout(db, payee, '60.00')))
    await Promise.all(clients.map((db) => db.end()))
    const holds = await owner<{ state: string }>('select state from console.wallet_hold where wallet = $1 order by no', payee.wallet)
    expect(holds.filter((hold) => hold.state === 'active')).toHaveLength(1)
    expect(holds).toHaveLength(8)
    expect(await proof()).toEqual([])
  })

  test('payouts-7: a wallet that falls takes the coverage back, new earnings bring it again', async () => {
    const payee = await addPayee(database.url, { earned: '100.00' })
    const payout = await approved('80.00', payee)
    await owner(`insert into finance.transactions (user_id, type, status, amount_total) values ($1, 'penalty', 'completed', 30)`, payee.id)
    expect((await item(payout)).hold.state).toBe('short')
    expect(await codeOf(act(asElena, 'payout_send', payout, await version(payout), null))).toBe('BL003')
    await lookAgain()
    expect(await item(payout)).toMatchObject({ status: 'blocked', state: 'approved' })
    await owner(`insert into finance.transactions (user_id, type, status, amount_total) values ($1, 'royalty', 'completed', 10)`, payee.id)
    await lookAgain()
    expect(await item(payout)).toMatchObject({ status: 'approved', hold: { state: 'active' } })
    expect(await act(asElena, 'payout_send', payout, await version(payout), null)).toMatchObject({ status: 'processing' })
  })

  test('payouts-8: small ones of a day weigh like one large one, whenever they are signed', async () => {
    const payee = await addPayee(database.url, { earned: '50000.00' })
    const first = await prepared('6000.00', payee)
    expect((await item(first)).needed).toBe(1)
    const second = await prepared('6000.00', payee)
    expect((await item(second)).needed).toBe(2)
    // The first was prepared before the second was asked for; its one signature is no longer enough.
    expect(await sign(asRuth, first)).toMatchObject({ status: 'prepared', signed: 1, needed: 2 })
    const third = await approved('4000.00', await addPayee(database.url, { earned: '50000.00' }))
    expect((await item(third)).status).toBe('approved')
    const { customer: person } = await item(third)
    await owner(
      `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method)
       select user_id, wallet_id, payment_method_id, 9000, payout_method from finance.payouts where id = $1`,
      third,
    )
    expect(person.id).toBeTruthy()
    expect(await codeOf(act(asElena, 'payout_send', third, await version(third), null))).toBe('BL003')
    await lookAgain()
    expect(await item(third)).toMatchObject({ status: 'prepared', signed: 1, needed: 2 })
    expect(await sign(asMarek, third)).toMatchObject({ status: 'approved' })
  })

  test('payouts-8: a batch weighs as a whole, and policies compare in one currency', async () => {
    const batch = (
      await owner<{ id: string }>(`insert into finance.payout_batches (total_amount, total_payments) values (12000, 2) returning id`)
    )[0]?.id
    const payee = await addPayee(database.url, { earned: '20000.00', currency: 'EUR' })
    await owner(`update system.settings set value = value || '{"EUR": "50.00"}' where key = 'finance.min_withdrawal'`)
    const payout = await askPayout(database.url, payee, '9000.00', 'EUR')
    expect((await item(payout)).needed).toBe(1)
    const other = await askPayout(database.url, await addPayee(database.url), '6000.00')
    await owner('update finance.payouts set batch_id = $2 where id in ($1, $3)', payout, batch, other)
    await lookAgain()
    expect((await item(other)).needed).toBe(2)
    // 9,300 EUR alone are over 10,000 USD.
    const over = await askPayout(database.url, await addPayee(database.url, { earned: '20000.00', currency: 'EUR' }), '9300.00', 'EUR')
    expect((await item(over)).needed).toBe(2)
  })

  test('payouts-15: a repeated callback changes nothing; paid money comes back only by a linked return, once', async () => {
    const payee = await addPayee(database.url, { earned: '500.00' })
    const payout = await sent('200.00', payee)
    await act(asElena, 'payout_paid', payout, await version(payout), 'LINE-9')
    const before = await item(payout)
    for (let n = 0; n < 3; n++)
      expect(await act(asElena, 'payout_paid', payout, 1, 'LINE-9')).toMatchObject({ version: before.version, status: 'completed' })
    expect((await item(payout)).history).toEqual(before.history)
    expect(await codeOf(giveBack(asRuth, 'payout_failed', payout, before.version))).toBe('BL003')
    const backs = await Promise.allSettled(Array.from({ length: 5 }, () => giveBack(asRuth, 'payout_returned', payout, before.version)))
    expect(backs.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await wallet(payee)).toBe('500.0000')
    expect(await item(payout)).toMatchObject({ status: 'returned', return: { reason: 'AC04 account closed' } })
    expect(await proof()).toEqual([])
  })

  test('payouts-11: an unknown outcome stays visible and cannot be sent anew; the key stays', async () => {
    const payout = await sent()
    const { key } = (await item(payout)).send
    await act(asElena, 'payout_unknown', payout, await version(payout), 'No answer from the bank')
    expect(await item(payout)).toMatchObject({ status: 'unknown', priority: 'critical', send: { key } })
    expect(await codeOf(act(asElena, 'payout_send', payout, await version(payout), null))).toBe('BL003')
    expect(await act(asElena, 'payout_paid', payout, await version(payout), 'LINE')).toMatchObject({ status: 'completed' })
  })

  test('the platform may report what became of a sent payout, and its payee may cancel one that waits', async () => {
    const payee = await addPayee(database.url, { earned: '500.00' })
    const payout = await sent('200.00', payee)
    await owner(`update finance.payouts set status = 'completed', provider_transaction_id = 'TX' where id = $1`, payout)
    expect(await item(payout)).toMatchObject({ status: 'completed', hold: { state: 'settled' } })
    expect(await wallet(payee)).toBe('300.0000')
    const waiting = await prepared('100.00', payee)
    await owner(`update finance.payouts set status = 'cancelled' where id = $1`, waiting)
    expect(await item(waiting)).toMatchObject({ status: 'cancelled', hold: { state: 'released' } })
    expect(await proof()).toEqual([])
  })
})

describe('eligibility', () => {
  const keysOf = async (payout: string) =>
    (await item(payout)).checks.filter((c: { state: string }) => c.state === 'block').map((c: { key: string }) => c.key)
  const asked = async (amount: string, options = {}, change?: (payee: Payee) => Promise<unknown>) => {
    const payee = await addPayee(database.url, options)
    await change?.(payee)
    return askPayout(database.url, payee, amount)
  }

  test.each<[string, string, object, ((payee: Payee) => Promise<unknown>) | undefined]>([
    ['kyc', '100.00', { kyc: null }, undefined],
    ['kyc', '1000.01', { kyc: 'basic' }, undefined],
    ['kyc', '10000.01', { kyc: 'enhanced', earned: '20000.00' }, undefined],
    ['kyc', '100.00', {}, (p) => owner(`update kyc.verifications set expires_at = now() - interval '1 hour' where user_id = $1`, p.id)],
    ['account', '100.00', {}, (p) => owner(`insert into moderation.sanctions (user_id, type, reason) values ($1, 'ban', 'Fraud')`, p.id)],
    ['account', '100.00', {}, (p) => owner(`update finance.wallets set payouts_enabled = false where id = $1`, p.wallet)],
    ['minimum', '49.99', {}, undefined],
    ['minimum', '100.005', {}, undefined],
    ['wallet', '100.00', { earned: '99.99' }, undefined],
    [
      'wallet',
      '100.00',
      {},
      (p) =>
        owner(`insert into finance.transactions (user_id, type, status, amount_total) values ($1, 'penalty', 'completed', 10001)`, p.id),
    ],
    ['destination', '100.00', {}, (p) => owner(`update finance.payment_methods set status = 'disabled' where id = $1`, p.method)],
  ])('%s stands against %s', async (key, amount, options, change) => {
    const payout = await asked(amount, options, change)
    expect(await keysOf(payout)).toContain(key)
    const refused = await prepare(payout).catch((error) => error)
    expect(refused.code).toBe('BL003')
    expect(detail(refused).checks[0]).toMatchObject({ state: 'block' })
    expect(detail(refused).checks[0].help).toBeTruthy()
  })

  test.each([
    ['1000.00', 'basic'],
    ['10000.00', 'enhanced'],
    ['50.00', 'basic'],
  ])('nothing stands against %s with %s', async (amount, kyc) => {
    expect(await keysOf(await asked(amount, { kyc, earned: '20000.00' }))).toEqual([])
  })

  test('several small sums of thirty days ask for the higher check', async () => {
    const payee = await addPayee(database.url, { kyc: 'basic' })
    expect(await keysOf(await askPayout(database.url, payee, '600.00'))).toEqual([])
    expect(await keysOf(await askPayout(database.url, payee, '600.00'))).toEqual(['kyc'])
  })

  test('a destination younger than 72 hours takes two signatures, until it is older', async () => {
    const payee = await addPayee(database.url, { destinationDays: 0 })
    const payout = await prepared('100.00', payee)
    expect((await item(payout)).needed).toBe(2)
    await sign(asRuth, payout)
    await owner(`update finance.payment_methods set created_at = now() - interval '73 hours' where id = $1`, payee.method)
    await owner(`update console.payout set check_at = now() where id = $1`, payout)
    await lookAgain()
    expect(await item(payout)).toMatchObject({ status: 'approved', needed: 1 })
    expect((await owner<{ by: string }>('select approved_by as by from finance.payouts where id = $1', payout))[0]?.by).toBe(ruth.id)
  })

  test('payouts-14: identity check and sanctions are looked at again at approval and at release', async () => {
    const payee = await addPayee(database.url)
    const payout = await prepared('100.00', payee)
    await owner(`update kyc.verifications set status = 'expired' where user_id = $1`, payee.id)
    expect(await codeOf(sign(asRuth, payout))).toBe('BL003')
    await owner(`update kyc.verifications set status = 'approved' where user_id = $1`, payee.id)
    await sign(asRuth, payout)
    await owner(`insert into moderation.sanctions (user_id, type, reason) values ($1, 'suspension', 'Asked')`, payee.id)
    expect(await codeOf(act(asElena, 'payout_send', payout, await version(payout), null))).toBe('BL003')
    await lookAgain()
    expect(await item(payout)).toMatchObject({ status: 'blocked' })
  })
})

describe('audit', () => {
  test('payouts-12: the audit row commits with the change or not at all; no act without an actor', async () => {
    const payout = await askPayout(database.url, await addPayee(database.url), '100.00')
    const at = await version(payout)
    const db = await asElena.connect()
    await db.query('begin')
    await db.query('select console.payout_prepare($1, $2, $3)', [randomUUID(), payout, at])
    await db.query('rollback')
    db.release()
    expect(await item(payout)).toMatchObject({ status: 'pending', history: [] })
    expect(await codeOf(owner('select console.payout_prepare($1, $2, $3)', randomUUID(), payout, at))).toBe('BL002')
    await prepare(payout)
    expect((await item(payout)).history[0]).toMatchObject({ action: 'payout_prepare', actor: { id: elena.id } })
  })

  test('payouts-13: nobody who acts changes the audit, and a changed row shows', async () => {
    const payout = await sent()
    for (const sql of [
      `update console.audit set reason = 'x'`,
      'delete from console.audit',
      'delete from console.payout_signature',
      `update console.payout set state = 'completed'`,
    ])
      expect(await codeOf(asRuth.query(sql))).toBe('42501')
    const auditor = await addStaff(database.url, 'Tomasz', ['auditor'])
    const broken = (id: string) =>
      asOwner(auditor.url, async (db) => (await db.query(`select problem from console.audit_verify('payout', $1)`, [id])).rows)
    expect(await broken(payout)).toEqual([])
    await owner('alter table console.audit disable trigger append_only')
    await owner(`update console.audit set after = '{}' where item_id = $1 and seq = 1`, payout)
    await owner('alter table console.audit enable trigger append_only')
    expect((await broken(payout)).length).toBeGreaterThan(0)
  })

  test('evidence tells actor, role, session, version and hash, amount, destination, policy, checks and hold', async () => {
    const payout = await approved()
    const [signature] = (await item(payout)).signatures
    expect(signature).toMatchObject({
      signer: { id: ruth.id },
      counts: true,
      evidence: {
        actor: { id: ruth.id },
        roles: ['finance'],
        amount: '100.00 USD',
        policy: 1,
        needed: 1,
        preparedBy: { id: elena.id },
      },
    })
    expect(signature.evidence.session.signedInAt).toBeTruthy()
    expect(signature.evidence.hold).toBeGreaterThan(50000)
    expect(signature.evidence.checks.length).toBeGreaterThan(6)
    expect(signature.evidence.destination).toMatch(/^LV•• •••• \d{4}$/)
  })

  test('the same command takes effect once', async () => {
    const payout = await askPayout(database.url, await addPayee(database.url), '100.00')
    const id = randomUUID()
    const at = await version(payout)
    const done = await Promise.all(Array.from({ length: 6 }, () => actAs(id, asElena, 'payout_prepare', payout, at)))
    expect(new Set(done.map((one) => one.version)).size).toBe(1)
  })
})
