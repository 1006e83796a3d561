// Accounts and their money: sales, holds, refunds, commission, codes, credits and payouts.

import { beforeEach, describe, expect, test } from 'vitest'
import type { Row } from '../support/rows.ts'
import { onPlatform } from '../support/sql.ts'

const { db, rows, one, refused, insert, person, sale: sell, actAs } = onPlatform()

describe('a new account', () => {
  test('gets a profile, settings, a wallet and the free plan', async () => {
    const plan = await insert('finance.subscription_plans', { code: 'free', display_name: 'Free', tier: 'free' })
    const user = await person({ first_name: 'Nina', last_name: 'Simone' })
    expect(await one('select display_name from identity.profiles where user_id = $1', user)).toEqual({ display_name: 'Nina Simone' })
    expect(await one('select currency, balance_available from finance.wallets where user_id = $1', user)).toEqual({
      currency: 'USD',
      balance_available: '0.0000',
    })
    expect(await one('select plan_id, status from finance.subscriptions where user_id = $1', user)).toEqual({
      plan_id: plan,
      status: 'active',
    })
    expect(await rows('select from identity.user_settings where user_id = $1', user)).toHaveLength(1)
  })
})

describe('money', () => {
  let seller: string
  let buyer: string
  beforeEach(async () => {
    seller = await person()
    buyer = await person()
  })

  const wallet = (user: string) =>
    one(
      'select balance_available as available, balance_pending as pending, total_earned as earned, total_spent_on_platform as spent from finance.wallets where user_id = $1',
      user,
    )
  const sale = (row: Row = {}) =>
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

  test('of a sale is held for seven days and then released, once', async () => {
    const id = await sale()
    expect(await wallet(seller)).toMatchObject({ available: '0.0000', pending: '76.8000', earned: '76.8000' })
    expect(await wallet(buyer)).toMatchObject({ available: '0.0000', spent: '100.0000' })
    expect(await one("select hold_until - completed_at = interval '7 days' as held from finance.transactions where id = $1", id)).toEqual({
      held: true,
    })

    expect(await one('select finance.release_holds() as released')).toEqual({ released: '0' })
    await db.query("update finance.transactions set hold_until = now() - interval '1 minute' where id = $1", [id])
    expect(await one('select finance.release_holds() as released')).toEqual({ released: '1' })
    expect(await one('select finance.release_holds() as released')).toEqual({ released: '0' })
    expect(await wallet(seller)).toMatchObject({ available: '76.8000', pending: '0.0000', earned: '76.8000' })
  })

  test('moves when a pending transaction completes, and only then', async () => {
    const id = await sale({ status: 'pending' })
    expect(await wallet(seller)).toMatchObject({ pending: '0.0000' })
    await db.query("update finance.transactions set status = 'completed' where id = $1", [id])
    await db.query("update finance.transactions set description = 'again' where id = $1", [id])
    expect(await wallet(seller)).toMatchObject({ pending: '76.8000' })
  })

  test('of a service is held from the approval of the buyer on', async () => {
    const payment = await sale({ type: 'service_purchase' })
    expect(await one('select hold_until from finance.transactions where id = $1', payment)).toEqual({ hold_until: null })
    const service = await insert('marketplace.services', { seller_id: seller, title: 'Mix', slug: 'mix', service_type: 'mixing' })
    const order = await insert('marketplace.orders', {
      service_id: service,
      buyer_id: buyer,
      seller_id: seller,
      transaction_id: payment,
      package_name: 'Basic',
      package_price: 100,
    })
    await db.query('update marketplace.orders set buyer_approved = true where id = $1', [order])
    expect(await one("select hold_until = now() + interval '7 days' as held from finance.transactions where id = $1", payment)).toEqual({
      held: true,
    })
    expect(await one('select orders_count from marketplace.services where id = $1', service)).toEqual({ orders_count: 1 })
  })

  test('goes back from what is on hold', async () => {
    const id = await sale()
    await insert('finance.transactions', {
      user_id: buyer,
      type: 'refund',
      status: 'completed',
      amount_total: 100,
      parent_transaction_id: id,
    })
    expect(await wallet(seller)).toMatchObject({ available: '0.0000', pending: '0.0000', earned: '0.0000' })
    expect(await one('select status, refunded_at is not null as dated from finance.transactions where id = $1', id)).toEqual({
      status: 'refunded',
      dated: true,
    })
  })

  test('goes back in part, and the rest is released', async () => {
    const id = await sale()
    await insert('finance.transactions', {
      user_id: buyer,
      type: 'refund',
      status: 'completed',
      amount_total: 25,
      parent_transaction_id: id,
    })
    expect(await wallet(seller)).toMatchObject({ pending: '57.6000' })
    await db.query("update finance.transactions set hold_until = now() - interval '1 minute' where id = $1", [id])
    await db.query('select finance.release_holds()')
    expect(await wallet(seller)).toMatchObject({ available: '57.6000', pending: '0.0000' })
  })

  test('can be below zero after a late refund', async () => {
    const id = await sale()
    await db.query("update finance.transactions set hold_until = now() - interval '1 minute' where id = $1", [id])
    await db.query('select finance.release_holds()')
    await insert('finance.transactions', { user_id: seller, type: 'payout', status: 'completed', amount_total: 76.8 })
    await insert('finance.transactions', {
      user_id: buyer,
      type: 'refund',
      status: 'completed',
      amount_total: 100,
      parent_transaction_id: id,
    })
    expect(await wallet(seller)).toMatchObject({ available: '-76.8000', pending: '0.0000' })
  })

  test('earned is available at once', async () => {
    await insert('finance.transactions', { user_id: seller, type: 'royalty', status: 'completed', amount_total: 12.5, currency: 'EUR' })
    expect(
      await one("select balance_available, total_earned from finance.wallets where user_id = $1 and currency = 'EUR'", seller),
    ).toEqual({
      balance_available: '12.5000',
      total_earned: '12.5000',
    })
  })

  test('of a completed transaction is not rewritten', async () => {
    const id = await sale({ commission_rate: 20, seller_tier: 'professional' })
    expect(await refused("update finance.transactions set seller_tier = 'business', commission_rate = 10 where id = $1", id)).toContain(
      'do not change',
    )
    await db.query("update finance.transactions set status = 'disputed', disputed_at = now() where id = $1", [id])
  })

  test.each([
    ['free', 40],
    ['starter', 30],
    ['professional', 20],
    ['business', 10],
    ['custom', 10],
  ])('of a seller on plan %s pays %s percent commission, and the fee', async (tier, percent) => {
    const plan = await insert('finance.subscription_plans', { code: tier, display_name: tier, tier })
    await db.query(
      "insert into finance.subscriptions (user_id, plan_id, status) values ($1, $2, 'active') on conflict (user_id) do update set plan_id = $2",
      [seller, plan],
    )
    expect(await one("select * from finance.sale_amounts($1, 100, 'stripe')", seller)).toEqual({
      amount_fees: '3.2000',
      amount_commission: `${percent}.0000`,
      amount_seller: `${96.8 - percent}000`.slice(0, 7),
      commission_rate: String(percent),
      seller_tier: tier,
    })
  })

  test('is never matched with a plan that somebody no longer has', async () => {
    const plan = await insert('finance.subscription_plans', { code: 'pro', display_name: 'Pro', tier: 'professional' })
    await db.query("insert into finance.subscriptions (user_id, plan_id, status) values ($1, $2, 'cancelled')", [seller, plan])
    expect(await one('select seller_tier from finance.sale_amounts($1, 100, null)', seller)).toEqual({ seller_tier: 'free' })
  })

  test('repeats monthly', async () => {
    const yearly = await insert('finance.subscription_plans', {
      code: 'y',
      display_name: 'Y',
      tier: 'starter',
      price_yearly: 120,
      price_monthly: 12,
    })
    await db.query(
      "insert into finance.subscriptions (user_id, plan_id, status, billing_period) values ($1, $3, 'active', 'yearly'), ($2, $3, 'active', 'monthly')",
      [seller, buyer, yearly],
    )
    expect(await rows('select currency, mrr::float from finance.calculate_mrr()')).toEqual([{ currency: 'USD', mrr: 22 }])
  })

  test('is taken off by a code within its limits', async () => {
    await insert('finance.discount_codes', {
      code: 'SPRING',
      type: 'percentage',
      value: 10,
      max_uses: 2,
      max_uses_per_user: 1,
      min_amount: 20,
    })
    const use = "select finance.apply_discount_code('spring', $1, $2) as off"
    expect(await one(use, 50, buyer)).toEqual({ off: '5.0000' })
    expect(await refused(use, 50, buyer)).toContain('already used')
    expect(await refused(use, 10, seller)).toContain('at least 20')
    await db.query(use, [50, seller])
    expect(await refused(use, 50, await person())).toContain('used up')
    expect(await refused("select finance.apply_discount_code('NONE', 1, $1)", buyer)).toContain('not valid')
  })

  test('has its counterpart in credits: a ledger moves the balance', async () => {
    expect(await one("select finance.add_credits($1, 'generation', 10, 'gift') as left", buyer)).toEqual({ left: 10 })
    expect(await one("select finance.decrement_credits($1, 'generation', 4) as left", buyer)).toEqual({ left: 6 })
    expect(await refused("select finance.decrement_credits($1, 'generation', 7)", buyer)).toContain('not enough')
    expect(
      await one(
        "select credits_remaining, credits_used_today from finance.credit_balances where user_id = $1 and kind = 'generation'",
        buyer,
      ),
    ).toEqual({
      credits_remaining: 6,
      credits_used_today: 4,
    })
    await db.query('select studio.reset_daily_limits()')
    expect(await one('select credits_used_today from finance.credit_balances where user_id = $1', buyer)).toEqual({ credits_used_today: 0 })
  })

  test('leaves by a payout only under its conditions', async () => {
    const method = await insert('finance.payment_methods', { user_id: seller, type: 'paypal', name: 'PayPal' })
    const { id } = await one('select id from finance.wallets where user_id = $1', seller)
    const why = async (amount: number, currency = 'USD') =>
      (await one('select finance.payout_refusal($1, $2, $3, $4, $5) as why', seller, id, method, amount, currency)).why

    expect(await why(60)).toBe('payouts are not enabled')
    await db.query('update finance.wallets set payouts_enabled = true where id = $1', [id])
    expect(await why(49.99)).toBe('the amount is below the minimum of 50.00')
    expect(await why(60)).toBe('the amount is more than what is available')
    expect(await why(60, 'EUR')).toBe('this is not a wallet of yours in that currency')
    await insert('finance.transactions', { user_id: seller, type: 'royalty', status: 'completed', amount_total: 100 })
    expect(await why(60)).toBeNull()

    const request = 'insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method) values ($1, $2, $3, $4, $5)'
    await actAs(seller)
    expect(await refused(request, seller, id, method, 101, 'paypal')).toContain('row-level security')
    await db.query(request, [seller, id, method, 60, 'paypal'])
    // The first request has claimed its part.
    expect(await refused(request, seller, id, method, 50, 'paypal')).toContain('row-level security')
    expect(
      await refused(
        "insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method, status) values ($1, $2, $3, 50, 'paypal', 'approved')",
        seller,
        id,
        method,
      ),
    ).toContain('permission denied')
  })
})

describe('lists of money', () => {
  test('have subscriptions that are in force with their plan', async () => {
    const plan = await insert('finance.subscription_plans', { code: 'pro', display_name: 'Professional', tier: 'professional' })
    for (const status of ['trialing', 'active', 'past_due', 'cancelled', 'expired']) {
      await insert('finance.subscriptions', {
        organization_id: await insert('identity.organizations', { name: status, slug: status, type: 'label', owner_id: await person() }),
        plan_id: plan,
        status,
      })
    }
    expect(await rows('select status, plan_code, tier from finance.active_subscriptions order by status')).toEqual(
      ['trialing', 'active', 'past_due'].map((status) => ({ status, plan_code: 'pro', tier: 'professional' })),
    )
  })

  test('have the completed transactions of each day of UTC by type and currency', async () => {
    const [buyer, seller] = [await person(), await person()]
    const at = (completed_at: string, more: Row = {}) => sell(buyer, seller, { completed_at, ...more })
    await at('2026-03-10T23:59:59Z')
    await at('2026-03-11T00:00:00Z')
    await at('2026-03-11T22:00:00Z')
    await at('2026-03-11T22:00:00Z', { status: 'pending' })
    await insert('finance.transactions', {
      user_id: seller,
      type: 'royalty',
      status: 'completed',
      amount_total: 5,
      currency: 'EUR',
      completed_at: '2026-03-11T01:00:00Z',
    })
    await db.query("set local timezone = 'Asia/Tokyo'")
    expect(
      await rows(
        'select day::text, type, currency, transactions, amount_total::float as total, amount_seller::float as seller from finance.revenue_breakdown order by day, type',
      ),
    ).toEqual([
      { day: '2026-03-10', type: 'product_purchase', currency: 'USD', transactions: '1', total: 100, seller: 76.8 },
      { day: '2026-03-11', type: 'product_purchase', currency: 'USD', transactions: '2', total: 200, seller: 153.6 },
      { day: '2026-03-11', type: 'royalty', currency: 'EUR', transactions: '1', total: 5, seller: expect.any(Number) },
    ])
  })
})

describe('recurring revenue', () => {
  test('counts active subscriptions by what they pay in a month, each currency apart', async () => {
    const plan = (code: string, currency: string) =>
      insert('finance.subscription_plans', { code, display_name: code, tier: 'starter', price_monthly: 12, price_yearly: 120, currency })
    const [dollars, euros] = [await plan('d', 'USD'), await plan('e', 'EUR')]
    for (const [id, status, period] of [
      [dollars, 'active', 'monthly'],
      [dollars, 'active', 'quarterly'],
      [dollars, 'active', 'lifetime'],
      [dollars, 'trialing', 'monthly'],
      [dollars, 'cancelled', 'monthly'],
      [dollars, 'active', null],
      [euros, 'active', 'yearly'],
    ])
      await insert('finance.subscriptions', { user_id: await person(), plan_id: id, status, billing_period: period })
    expect(await rows('select currency, mrr::float from finance.calculate_mrr() order by 1')).toEqual([
      { currency: 'EUR', mrr: 10 },
      { currency: 'USD', mrr: 24 },
    ])
  })
})
