// Holds, wallets, tiers, eligibility and audit of payouts as the database guards them: raw connections. Numbers are the invariants of the
// workspace.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { openPayoutDesk } from '../support/payout-desk.ts'
import { act, actAs, addPayee, askPayout, codeOf, detail, insertPayout, type Payee } from '../support/payouts.ts'
import { addStaff, asOwner } from '../support/people.ts'

const {
  database,
  elena,
  ruth,
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
  blocks,
  unproven,
  wallet,
  close,
} = await openPayoutDesk()
afterAll(close)

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
    expect(await unproven()).toEqual([])
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
    expect(await unproven()).toEqual([])
  })

  test('payouts-7: a wallet that falls takes the coverage back, new earnings bring it again', async () => {
    const payee = await addPayee(database.url, { earned: '100.00' })
    const payout = await approved('80.00', payee)
    await owner(`insert into finance.transactions (user_id, type, status, amount_total) values ($1, 'penalty', 'completed', 30)`, payee.id)
    expect((await item(payout)).hold?.state).toBe('short')
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
    expect(await unproven()).toEqual([])
  })

  test('payouts-11: an unknown outcome stays visible and cannot be sent anew; the key stays', async () => {
    const payout = await sent()
    const key = (await item(payout)).send?.key
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
    expect(await unproven()).toEqual([])
  })
})

describe('eligibility', () => {
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
    expect(await blocks(payout)).toContain(key)
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
    expect(await blocks(await asked(amount, { kyc, earned: '20000.00' }))).toEqual([])
  })

  test('several small sums of thirty days ask for the higher check', async () => {
    const payee = await addPayee(database.url, { kyc: 'basic' })
    expect(await blocks(await askPayout(database.url, payee, '600.00'))).toEqual([])
    expect(await blocks(await askPayout(database.url, payee, '600.00'))).toEqual(['kyc'])
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
    expect(signature?.evidence.session.signedInAt).toBeTruthy()
    expect(signature?.evidence.hold).toBeGreaterThan(50000)
    expect(signature?.evidence.checks.length).toBeGreaterThan(6)
    expect(signature?.evidence.destination).toMatch(/^LV•• •••• \d{4}$/)
  })

  test('the same command takes effect once', async () => {
    const payout = await askPayout(database.url, await addPayee(database.url), '100.00')
    const id = randomUUID()
    const at = await version(payout)
    const done = await Promise.all(Array.from({ length: 6 }, () => actAs(id, asElena, 'payout_prepare', payout, at)))
    expect(new Set(done.map((one) => one.version)).size).toBe(1)
  })
})
