// Payouts as the database guards them, from request to bank: raw connections, no console in between. Numbers are the invariants of the
// workspace; those of money, eligibility and audit are in payouts-money.test.ts.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { decimals } from '../../shared/money.ts'
import { openPayoutDesk } from '../support/payout-desk.ts'
import { act, addMethod, addPayee, askPayout, codeOf, detail, stepUp } from '../support/payouts.ts'
import { addStaff, asOwner } from '../support/people.ts'

const {
  database,
  fresh,
  elena,
  ruth,
  marek,
  asElena,
  asRuth,
  asMarek,
  prepare,
  prepared,
  approved,
  sent,
  sign,
  giveBack,
  lookAgain,
  owner,
  item,
  version,
  shownOf,
  unproven,
  wallet,
  close,
} = await openPayoutDesk()
afterAll(close)

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
    expect(await unproven()).toEqual([])
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
    for (const payout of [rejected, cancelled, failed]) expect((await item(payout)).hold?.state).toBe('released')
    expect(await codeOf(act(asElena, 'payout_send', rejected, await version(rejected), null))).toBe('BL003')
    expect(await unproven()).toEqual([])
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
    const shown = await shownOf(payout)
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
      const [shown, at] = [await shownOf(payout), await version(payout)]
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

    const admin = await addStaff(database.url, 'Daniel', ['admin'])
    const daniel = new pg.Client({ connectionString: admin.url })
    await daniel.connect()
    const { version: v, hash } = await shownOf(payout)
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
    const shown = await shownOf(payout)
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
    const { version: v, hash } = await shownOf(payout)
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
