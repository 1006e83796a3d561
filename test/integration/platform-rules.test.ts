// The documented rules of the platform at their limits: what is just allowed, what is just refused, and what undoes it.

import { describe, expect, test } from 'vitest'
import { migrate } from '../../electron/services/migrate.ts'
import { onPlatform } from '../support/sql.ts'

const { db, url, rows, one, refused, insert, person, track, sale, subscribe } = onPlatform()

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY)

test('migrating a platform with rows again changes nothing', async () => {
  await db.query('commit')
  const user = await person()
  expect(await migrate({ connectionString: url(), sets: ['platform'] })).toEqual({ applied: [] })
  expect(await rows('delete from finance.wallets where user_id = $1 returning currency', user)).toEqual([{ currency: 'USD' }])
  await db.query('delete from identity.users where id = $1', [user])
  await db.query('begin')
})

describe('a payout', () => {
  test('of exactly the minimum is possible, a cent less or a pending balance is not', async () => {
    const [seller, buyer] = [await person(), await person()]
    const method = await insert('finance.payment_methods', { user_id: seller, type: 'paypal', name: 'PayPal' })
    const { id } = await one('update finance.wallets set payouts_enabled = true where user_id = $1 returning id', seller)
    const why = async (amount: number) =>
      (await one("select finance.payout_refusal($1, $2, $3, $4, 'USD') as why", seller, id, method, amount)).why

    await sale(buyer, seller)
    expect(await why(50)).toBe('the amount is more than what is available')
    await insert('finance.transactions', { user_id: seller, type: 'royalty', status: 'completed', amount_total: 50 })
    expect(await why(50)).toBeNull()
    expect(await why(49.99)).toBe('the amount is below the minimum of 50.00')
    await db.query("update finance.payment_methods set usage = 'charge' where id = $1", [method])
    expect(await why(50)).toBe('this is not a payout method of yours')
  })
})

describe('a sale', () => {
  test('keeps commission and tier of its moment, whatever the seller’s plan or the rates become', async () => {
    const [seller, buyer] = [await person(), await person()]
    await subscribe(seller, { tier: 'starter' })
    const amounts = await one("select * from finance.sale_amounts($1, 100, 'paypal')", seller)
    expect(amounts).toEqual({
      amount_fees: '3.9800',
      amount_commission: '30.0000',
      amount_seller: '66.0200',
      commission_rate: '30',
      seller_tier: 'starter',
    })
    const id = await sale(buyer, seller, amounts)
    await subscribe(seller, { tier: 'business' })
    await db.query(`update system.settings set value = '{"starter": 50, "business": 5}' where key = 'finance.commission_rates'`)
    expect(
      await one('select amount_commission, commission_rate, seller_tier, amount_total from finance.transactions where id = $1', id),
    ).toEqual({ amount_commission: '30.0000', commission_rate: '30.00', seller_tier: 'starter', amount_total: '100.0000' })
    expect((await one('select commission_rate from finance.sale_amounts($1, 100, null)', seller)).commission_rate).toBe('5')
  })

  test('of a seat in a webinar is held for seven days too, and not released while it is disputed', async () => {
    const [seller, buyer] = [await person(), await person()]
    const id = await sale(buyer, seller, { type: 'webinar_registration' })
    expect(await one("select hold_until = completed_at + interval '7 days' as held from finance.transactions where id = $1", id)).toEqual({
      held: true,
    })
    await db.query("update finance.transactions set hold_until = now() - interval '1 day', status = 'disputed' where id = $1", [id])
    expect(await one('select finance.release_holds() as released')).toEqual({ released: '0' })
  })

  test('is not refunded beyond its price', async () => {
    const [seller, buyer] = [await person(), await person()]
    const id = await sale(buyer, seller)
    const refund = (amount: number) => ({
      user_id: buyer,
      type: 'refund',
      status: 'completed',
      amount_total: amount,
      parent_transaction_id: id,
    })
    await insert('finance.transactions', refund(60))
    const sql =
      "insert into finance.transactions (user_id, type, status, amount_total, parent_transaction_id) values ($1, 'refund', 'completed', 41, $2)"
    expect(await refused(sql, buyer, id)).toContain('not more than its price')
    await insert('finance.transactions', refund(40))
    expect(await one('select status from finance.transactions where id = $1', id)).toEqual({ status: 'refunded' })
    expect(await one('select balance_pending, total_earned from finance.wallets where user_id = $1', seller)).toEqual({
      balance_pending: '0.0000',
      total_earned: '0.0000',
    })
  })
})

describe('a discount code', () => {
  const code = (row: Record<string, unknown>) => insert('finance.discount_codes', { code: 'CODE', ...row })
  const use = "select finance.apply_discount_code('code', $1, $2) as off"

  test('of a fixed value takes off no more than the price, and only in its currency', async () => {
    const user = await person()
    await code({ type: 'fixed', value: 15, currency: 'USD' })
    expect(await one(use, 100, user)).toEqual({ off: '15.0000' })
    expect(await one(use, 9, user)).toEqual({ off: '9' })
    expect(await refused("select finance.apply_discount_code('code', 100, $1, 'EUR')", user)).toContain('is for USD')
    expect(await one('select used_count from finance.discount_codes')).toEqual({ used_count: 2 })
  })

  test('of pitches gives them as credits', async () => {
    const user = await person()
    await code({ type: 'free_pitches', value: 3 })
    expect(await one(use, 100, user)).toEqual({ off: '0' })
    expect(await one('select kind, credits_remaining from finance.credit_balances where user_id = $1', user)).toEqual({
      kind: 'pitch',
      credits_remaining: 3,
    })
  })

  test.each([
    ['has not begun', { valid_from: ago(-1) }],
    ['is over', { valid_until: ago(1) }],
    ['is switched off', { is_active: false }],
  ])('that %s is not valid', async (_, row) => {
    await code({ type: 'percentage', value: 10, ...row })
    expect(await refused(use, 100, await person())).toContain('is not valid')
  })
})

describe('credits', () => {
  test('are used up to the daily limit of the plan, and again the next day', async () => {
    const user = await person()
    await subscribe(user, { credits_daily_limit: 5 })
    await db.query("select finance.add_credits($1, 'generation', 100, 'gift')", [user])
    const use = "select finance.decrement_credits($1, 'generation', $2) as left"
    expect(await one(use, user, 5)).toEqual({ left: 95 })
    expect(await refused(use, user, 1)).toContain('daily limit')
    await db.query('select studio.reset_daily_limits()')
    expect(await one(use, user, 1)).toEqual({ left: 94 })
    expect(
      await rows('select delta, balance_after, reason from finance.credit_ledger order by created_at, delta desc, balance_after desc'),
    ).toEqual([
      { delta: 100, balance_after: 100, reason: 'gift' },
      { delta: -1, balance_after: 94, reason: 'use' },
      { delta: -5, balance_after: 95, reason: 'use' },
    ])
  })

  test('never fall below zero, not even by the ledger', async () => {
    const user = await person()
    const sql = "insert into finance.credit_ledger (user_id, kind, delta, balance_after, reason) values ($1, 'pitch', -1, -1, 'bad')"
    expect(await refused(sql, user)).toContain('credits_remaining')
  })
})

describe('generations', () => {
  test('start again each day, also when the job does not run', async () => {
    const user = await person()
    await insert('studio.generation_limits', { user_id: user, generations_limit_daily: 1 })
    const start = async () => (await one('select studio.increment_generation_usage($1) as ok', user)).ok
    expect([await start(), await start()]).toEqual([true, false])
    await db.query('select studio.reset_daily_limits()')
    expect(await one('select generations_used_today from studio.generation_limits')).toEqual({ generations_used_today: 0 })
    expect([await start(), await start()]).toEqual([true, false])
    await db.query("update studio.generation_limits set last_reset_at = now() - interval '1 day'")
    expect([await start(), await start()]).toEqual([true, false])
  })

  test('end at the tracks of the plan in a month', async () => {
    const user = await person()
    await insert('studio.generation_limits', { user_id: user, generations_limit_daily: 100 })
    await subscribe(user, { tracks_monthly_limit: 2 })
    const generated = async (row = {}) =>
      insert('studio.track_generations', { track_id: await track(user), user_id: user, provider: 'suno', ...row })
    const start = async () => (await one('select studio.increment_generation_usage($1) as ok', user)).ok
    await generated({ created_at: ago(32) })
    await generated()
    expect(await start()).toBe(true)
    await generated()
    expect(await start()).toBe(false)
    await subscribe(user, { tier: 'business', tracks_monthly_limit: null })
    expect(await start()).toBe(true)
  })
})

describe('reporters', () => {
  const reporting = async (user: string) => {
    await db.query("select set_config('platform.user_id', $1, true)", [user])
    return (await one('select moderation.may_report() as ok')).ok
  }
  const bannedAt = async (count: number) => {
    const user = await person()
    for (let i = 0; i < count; i++) {
      const report = { reporter_id: user, entity_type: 'track', entity_id: await track(user), reason: 'spam' }
      await db.query("update moderation.reports set status = 'false_report' where id = $1", [await insert('moderation.reports', report)])
    }
    return user
  }

  test('report again when the 30 days are over, after five never', async () => {
    const [third, fifth] = [await bannedAt(3), await bannedAt(5)]
    expect([await reporting(third), await reporting(fifth)]).toEqual([false, false])
    await db.query("update moderation.reporter_standings set report_ban_until = now() - interval '1 second'")
    expect([await reporting(third), await reporting(fifth)]).toEqual([true, false])
  })

  test('report again when an administrator overrides the ban', async () => {
    const user = await bannedAt(5)
    await db.query(
      'update moderation.reporter_standings set is_report_banned = false, is_permanent_ban = false, false_report_count = 0, overridden_by = $2, overridden_at = now() where user_id = $1',
      [user, await person()],
    )
    expect(await reporting(user)).toBe(true)
  })

  test('are not punished twice for one report, nor for a dismissed one', async () => {
    const user = await bannedAt(1)
    await db.query("update moderation.reports set status = 'dismissed' where reporter_id = $1", [user])
    await db.query("update moderation.reports set description = 'edited' where reporter_id = $1", [user])
    expect(await one('select false_report_count from moderation.reporter_standings where user_id = $1', user)).toEqual({
      false_report_count: 1,
    })
  })
})

describe('likes', () => {
  test('are counted for everything that can be liked, and uncounted when they are deleted', async () => {
    const [fan, star] = [await person(), await person()]
    const song = await track(star)
    const post = await insert('community.posts', { user_id: star, content: 'hi' })
    const liked: [type: string, id: string, column: string][] = [
      ['catalog.tracks', song, 'like_count'],
      ['catalog.track_versions', await insert('catalog.track_versions', { track_id: song, variant_index: 0 }), 'like_count'],
      ['community.posts', post, 'likes_count'],
      ['community.comments', await insert('community.comments', { user_id: star, post_id: post, content: 'yes' }), 'likes_count'],
      ['community.articles', await insert('community.articles', { author_id: star, title: 'A', slug: 'a' }), 'likes_count'],
      ['marketplace.products', await insert('marketplace.products', { seller_id: star, title: 'P', slug: 'p' }), 'likes_count'],
    ]
    const types = ['track', 'track_version', 'post', 'comment', 'article', 'product']
    const counts = () =>
      Promise.all(liked.map(async ([table, id, column]) => Number((await one(`select ${column} as n from ${table} where id = $1`, id)).n)))
    for (const [index, [, id]] of liked.entries()) {
      for (const user of [fan, star]) await insert('community.likes', { user_id: user, entity_type: types[index], entity_id: id })
    }
    expect(await counts()).toEqual([2, 2, 2, 2, 2, 2])
    await db.query('delete from community.likes where user_id = $1', [fan])
    expect(await counts()).toEqual([1, 1, 1, 1, 1, 1])
  })
})

describe('archiving', () => {
  test('begins at 90 days and not before', async () => {
    const user = await person()
    const due = await track(user, { created_at: ago(90.01) })
    await track(user, { created_at: ago(89.99) })
    await track(user, { created_at: ago(200), deleted_at: new Date() })
    expect(await rows('select id from catalog.get_tracks_needing_archiving()')).toEqual([{ id: due }])
  })
})

describe('buckets of tokens', () => {
  test.each([
    ['generate-music', 10],
    ['generate-lyrics', 20],
    ['api-general', 100],
    ['something else', 100],
  ])('of %s hold %i', async (endpoint, capacity) => {
    const user = await person()
    const { taken } = await one(
      'select count(*) filter (where system.take_token($1, $2))::int as taken from generate_series(1, 110)',
      user,
      endpoint,
    )
    expect(taken).toBe(capacity)
    await db.query("update system.rate_limit_buckets set last_refill_at = last_refill_at - interval '1 hour'")
    await db.query('select system.take_token($1, $2)', [user, endpoint])
    expect(await one('select tokens from system.rate_limit_buckets')).toEqual({ tokens: capacity - 1 })
  })
})

describe('plans', () => {
  test('allow verified groups from professional on', async () => {
    const owner = await person()
    const group = await insert('community.groups', { owner_id: owner, name: 'G', slug: 'g' })
    const verify = 'update community.groups set is_verified = true where id = $1'
    expect(await refused(verify, group)).toContain('verified groups need')
    await subscribe(owner, { tier: 'professional' })
    await db.query(verify, [group])
  })

  test('allow a place by GPS when they are paid, and one by IP always', async () => {
    const user = await person()
    const locate = 'update identity.profiles set location_source = $2 where user_id = $1'
    await db.query(locate, [user, 'ip'])
    expect(await refused(locate, user, 'gps')).toContain('paid plan')
    await subscribe(user, { tier: 'starter' })
    await db.query(locate, [user, 'gps'])
  })

  test('allow so many featured products; a downgrade takes none away', async () => {
    const seller = await person()
    const product = (slug: string) => insert('marketplace.products', { seller_id: seller, title: 'P', slug })
    await subscribe(seller, { tier: 'starter', featured_products_limit: 1 })
    const [first, second] = [await product('p1'), await product('p2')]
    const feature = 'update marketplace.products set is_featured = true where id = $1'
    await db.query(feature, [first])
    expect(await refused(feature, second)).toContain('allows 1 featured')
    await db.query('update finance.subscription_plans set featured_products_limit = 0')
    await db.query("update marketplace.products set title = 'still featured' where id = $1", [first])
    expect(await one('select is_featured from marketplace.products where id = $1', first)).toEqual({ is_featured: true })
  })

  test('allow co-hosts from professional on', async () => {
    const [host, guest] = [await person(), await person()]
    const webinar = await insert('marketplace.webinars', { host_id: host, title: 'W', slug: 'w', scheduled_at: new Date() })
    const invite = 'insert into marketplace.webinar_hosts (webinar_id, user_id) values ($1, $2)'
    expect(await refused(invite, webinar, guest)).toContain('co-hosts need')
    await subscribe(host, { tier: 'professional' })
    await db.query(invite, [webinar, guest])
  })
})

describe('the check of health', () => {
  const check = (name: string) => one('select is_healthy, detail from system.database_health_check() where check_name = $1', name)

  test('finds a partition that is missing', async () => {
    const { name } = await one(
      `select 'system.audit_logs_' || to_char((now() at time zone 'utc') + interval '2 months', 'YYYY_MM') as name`,
    )
    await db.query(`drop table ${name}`)
    expect(await check('partitions of the next two months')).toEqual({ is_healthy: false, detail: `missing: ${name}` })
  })

  test('finds more than 100 open tickets', async () => {
    const add = "insert into support.tickets (user_id, subject, description) select $1, 's', 'd' from generate_series(1, $2::int)"
    const user = await person()
    await db.query(add, [user, 100])
    expect(await check('open tickets')).toEqual({ is_healthy: true, detail: '100' })
    await db.query(add, [user, 1])
    expect(await check('open tickets')).toEqual({ is_healthy: false, detail: 'more than 100' })
  })
})
