// What two people decide about money that may have left and about the limits themselves: raw connections, a superuser included.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import type { PayoutPolicy } from '../../shared/payouts.ts'
import { openPayoutDesk } from '../support/payout-desk.ts'
import { act, addPayee, askPayout, codeOf, type Payee, stepUp } from '../support/payouts.ts'
import { addStaff } from '../support/people.ts'

const { database, ruth, asElena, asRuth, asMarek, prepared, sent, sign, giveBack, lookAgain, owner, item, version, proof, blocks, close } =
  await openPayoutDesk()
const asDaniel = new pg.Pool({ connectionString: (await addStaff(database.url, 'Daniel', ['admin'])).url, max: 1 })
afterAll(async () => {
  await asDaniel.end()
  await close()
})

/** Signed and sent by Ruth. */
const sentByRuth = (payee?: Payee) => sent('100.00', payee, asRuth)

describe('money that may have left', () => {
  test('payouts-15: who sent it says neither that it failed nor that it came back; somebody else does, after a fresh sign-in', async () => {
    const payee = await addPayee(database.url, { earned: '500.00' })
    const first = await sentByRuth(payee)
    const refused = await giveBack(asRuth, 'payout_failed', first).catch((error) => error)
    expect([refused.code, refused.message]).toEqual([
      'BL002',
      expect.stringMatching(/^You marked P-\d+ as sent, so somebody else gives its money back\. Elena or Marek can\.$/),
    ])
    expect((await item(first)).secondRefusal).toBe(refused.message)
    expect((await item(first, asMarek)).secondRefusal).toBeNull()
    expect(await codeOf(giveBack(asMarek, 'payout_failed', first, undefined, ['guess', randomUUID()]))).toBe('BL005')
    expect(await giveBack(asMarek, 'payout_failed', first)).toMatchObject({ status: 'failed' })
    const second = await sentByRuth(payee)
    await act(asRuth, 'payout_paid', second, await version(second), 'LINE')
    expect(await codeOf(giveBack(asRuth, 'payout_returned', second))).toBe('BL002')
    expect(await codeOf(giveBack(asElena, 'payout_returned', second, undefined, proof(asMarek)))).toBe('BL005')
    expect(await giveBack(asElena, 'payout_returned', second)).toMatchObject({ status: 'returned' })
    expect((await asRuth.query('select * from console.wallets_prove($1)', [payee.wallet])).rows).toEqual([])
  })

  test('payouts-15: of the sender and a colleague at once only the colleague gives the money back, and once', async () => {
    const payout = await sentByRuth()
    const tries = await Promise.all(
      [asRuth, asRuth, asElena, asMarek, asElena, asMarek].map((pool) => codeOf(giveBack(pool, 'payout_failed', payout))),
    )
    expect(tries).toContain('done')
    // Told again it answers the same; it was booked once, and not by who sent it.
    const [row] = await owner<{ is_other: boolean; booked: number }>(
      `select s.outcome_by <> s.sent_by as is_other, (select count(*)::int from console.audit a where a.item_id = s.payout and a.action = 'payout_failed') as booked
       from console.payout_send s where s.payout = $1`,
      payout,
    )
    expect(row).toEqual({ is_other: true, booked: 1 })
  })

  test('payouts-15: a superuser books neither in the name of somebody else', async () => {
    const payout = await sentByRuth()
    const marek = (await asMarek.query('select console.me() as id')).rows[0].id
    expect(await codeOf(owner(`update console.payout_send set outcome = 'failed', outcome_by = $2 where payout = $1`, payout, marek))).toBe(
      'BL002',
    )
    await act(asRuth, 'payout_paid', payout, await version(payout), null)
    const back = `insert into console.payout_return (payout, transaction_id, reason, returned_by)
      select $1, t.id, 'forged', $2 from finance.transactions t where t.entity_id = $1 limit 1`
    expect(await codeOf(owner(back, payout, marek))).toBe('BL002')
    expect(await codeOf(owner(`update console.payout set state = 'returned' where id = $1`, payout))).toBe('BL003')
  })

  test('a fresh sign-in that comes through a pooler is none', async () => {
    await owner(`insert into console.pooler (address, note) values ('127.0.0.0/8', 'PgBouncer')`)
    expect(await codeOf(stepUp(ruth))).toBe('BL005')
    await owner('delete from console.pooler')
    expect(await codeOf(stepUp(ruth))).toBe('done')
  })
})

describe('the policy', () => {
  const policies = async () => (await asRuth.query('select console.payout_policies() as all')).rows[0].all as PayoutPolicy[]
  /** What is in force, with a change. */
  async function terms(change: Partial<PayoutPolicy> = {}) {
    const now = (await policies()).find(({ state }) => state === 'in_force') as PayoutPolicy
    const { enhancedAbove, advancedAbove, destinationHours, signatureHours, dueHours, unusualFactor, tiers, rates } = now
    return { enhancedAbove, advancedAbove, destinationHours, signatureHours, dueHours, unusualFactor, tiers, rates, ...change }
  }
  const propose = async (pool: pg.Pool, change: Partial<PayoutPolicy> = {}) =>
    (await act(pool, 'payout_policy_propose', JSON.stringify(await terms(change)), 'Tried')).version
  const adopt = (pool: pg.Pool, v: number, [token, client] = proof(pool)) => act(pool, 'payout_policy_adopt', v, token, client)
  const lower = {
    tiers: [
      { above: '0', signatures: 1 },
      { above: '90', signatures: 2 },
    ],
  }

  test('payouts-8: takes two people and a fresh sign-in; what was signed keeps its version, what was not follows the new one', async () => {
    const [unsigned, signed, asked] = [
      await prepared(),
      await prepared(),
      await askPayout(database.url, await addPayee(database.url), '95.00'),
    ]
    await sign(asRuth, signed)
    const v = await propose(asElena, lower)
    expect((await policies())[0]).toMatchObject({ version: v, state: 'proposed', proposedBy: { name: 'Elena' } })
    expect(await codeOf(adopt(asElena, v))).toBe('BL002')
    expect(await codeOf(adopt(asDaniel, v, proof(asRuth)))).toBe('BL002')
    expect(await codeOf(adopt(asRuth, v, ['guess', randomUUID()]))).toBe('BL005')
    const codes = await Promise.all([asRuth, asMarek, asRuth, asMarek].map((pool) => codeOf(adopt(pool, v))))
    expect(codes.toSorted()).toEqual(['BL003', 'BL003', 'BL003', 'done'])
    // Before the job has looked at it, nobody signs it under the old one.
    const late = await sign(asRuth, unsigned).catch((error) => error)
    expect([late.code, late.message]).toEqual(['BL003', expect.stringContaining(`Policy ${v} came into force`)])
    await lookAgain()
    expect(await item(unsigned)).toMatchObject({
      policy: v,
      needed: 2,
      history: [{ action: 'payout_policy' }, { action: 'payout_prepare' }],
    })
    expect((await item(unsigned)).versions[0]).toMatchObject({ why: 'policy', data: expect.stringContaining(`policy: ${v}`) })
    expect(await item(asked)).toMatchObject({ policy: v, needed: 2 })
    expect(await item(signed)).toMatchObject({ state: 'approved', policy: 1, needed: 1, signed: 1 })
    expect(await act(asElena, 'payout_send', signed, await version(signed), null)).toMatchObject({ status: 'processing' })
    const [audit] = await owner<{ n: number }>(`select count(*)::int as n from console.audit where kind = 'payout_policy'`)
    expect(audit?.n).toBe(2)
  })

  test('payouts-8: of two proposals the later one adopted leaves the earlier behind; a withdrawn one is never adopted', async () => {
    const [first, second] = [await propose(asDaniel), await propose(asRuth)]
    const third = await propose(asRuth)
    await act(asElena, 'payout_policy_withdraw', third, 'Not now')
    expect(await codeOf(adopt(asMarek, third))).toBe('BL003')
    await adopt(asMarek, second)
    expect(await codeOf(adopt(asMarek, first))).toBe('BL003')
    expect((await policies()).map(({ state }) => state).slice(0, 3)).toEqual(['withdrawn', 'in_force', 'superseded'])
  })

  test('payouts-8: nobody changes a policy in place or forges one, a superuser in psql neither', async () => {
    const v = await propose(asElena, lower)
    const [person] = await owner<{ id: string }>(`select proposed_by as id from console.payout_policy where version = $1`, v)
    for (const sql of [
      'update console.payout_tier set signatures = 1',
      'delete from console.payout_tier where policy = 1',
      'truncate console.payout_rate',
      `insert into console.payout_tier values (${v}, 5, 1)`,
      `insert into console.payout_rate (policy, currency, rate) values (1, 'AUD', 1)`,
      `update console.payout_rate set rate = 0.0001 where policy = 1`,
      `update console.payout_policy set signature_life = '1 year'`,
      `update console.payout_policy set adopted_by = '${ruth.id}', adopted_at = now() where version = ${v}`,
      `delete from console.payout_policy where version = ${v}`,
      `insert into console.payout_policy (version, enhanced_above, advanced_above, destination_age, signature_life, due_within, unusual_factor, reason, proposed_by)
       values (99, 1, 1, '1 h', '1 h', '1 h', 1, 'forged', '${person?.id}')`,
    ])
      expect([sql, await codeOf(owner(sql))]).toEqual([sql, 'BL002'])
    await act(asElena, 'payout_policy_withdraw', v, 'Tried')
  })

  test.each<[string, Partial<PayoutPolicy>]>([
    ['tiers', { tiers: [{ above: '10', signatures: 1 }] }],
    [
      'tiers',
      {
        tiers: [
          { above: '0', signatures: 2 },
          { above: '10', signatures: 2 },
        ],
      },
    ],
    ['rates', { rates: [{ currency: 'USD', rate: '2', minimum: '0' }] }],
    ['advancedAbove', { advancedAbove: '1' }],
    ['signatureHours', { signatureHours: 0 }],
    ['policy', { enhancedAbove: 'much' }],
    ['policy', { dueHours: null as unknown as number }],
  ])('a proposal with wrong %s is refused with its field', async (field, change) => {
    const before = (await policies()).length
    const error = await propose(asElena, change).catch((thrown) => thrown)
    expect([error.code, JSON.parse(error.detail)]).toEqual(['BL006', { field }])
    expect(await policies()).toHaveLength(before)
  })

  test('what a policy sets as the least is not paid below, whatever an administrator makes of the platform’s own', async () => {
    const rates = (await terms()).rates.map((rate) => (rate.currency === 'USD' ? { ...rate, minimum: '75' } : rate))
    await adopt(asRuth, await propose(asElena, { rates }))
    await owner(`update system.settings set value = value || '{"USD": "0.01"}' where key = 'finance.min_withdrawal'`)
    const payout = await askPayout(database.url, await addPayee(database.url), '74.99')
    expect((await item(payout)).reasons).toEqual(['minimum'])
  })
})

describe('who is paid', () => {
  test('only an active account is payable', async () => {
    const payee = await addPayee(database.url)
    const payout = await askPayout(database.url, payee, '100.00')
    for (const status of [
      'pending',
      'pending_approval',
      'verification_required',
      'inactive',
      'locked',
      'suspended',
      'banned',
      'rejected',
    ]) {
      await owner('update identity.users set status = $2 where id = $1', payee.id, status)
      const codes = await blocks(payout)
      expect([status, codes]).toEqual([status, ['account']])
    }
  })

  test('payouts-5: a renamed PayPal method without an identifier is another destination', async () => {
    const payee = await addPayee(database.url)
    await owner(
      `update finance.payment_methods set type = 'paypal', name = 'ana@pay.test', account_identifier = null where id = $1`,
      payee.method,
    )
    const payout = await askPayout(database.url, payee, '100.00')
    const before = await item(payout)
    await owner(`update finance.payment_methods set name = 'eve@pay.test' where id = $1`, payee.method)
    const after = await item(payout)
    expect([before.destination.masked, after.destination.masked]).toEqual(['a•••@pay.test', 'e•••@pay.test'])
    expect(after.versions[0]).toMatchObject({ version: (before.versions[0]?.version ?? 0) + 1, why: 'destination' })
    expect(after.needed).toBe(2)
  })
})
