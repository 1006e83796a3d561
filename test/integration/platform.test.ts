import { readFileSync } from 'node:fs'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let db: pg.Client

beforeAll(async () => {
  database = await freshDatabase(undefined, ['platform'])
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
})

afterAll(async () => {
  await db.end()
  await database.drop()
})

// Every test runs in a transaction of its own that is rolled back.
beforeEach(() => db.query('begin'))
afterEach(() => db.query('rollback'))

type Row = Record<string, unknown>

async function rows(sql: string, ...values: unknown[]): Promise<Row[]> {
  return (await db.query(sql, values)).rows
}

async function one(sql: string, ...values: unknown[]): Promise<Row> {
  const [row] = await rows(sql, ...values)
  if (!row) throw new Error(`No row: ${sql}`)
  return row
}

/** Expects an error and leaves the transaction usable. */
async function refused(sql: string, ...values: unknown[]): Promise<string> {
  await db.query('savepoint attempt')
  const message = await db.query(sql, values).then(
    () => 'nothing was refused',
    (error: Error) => error.message,
  )
  await db.query('rollback to savepoint attempt')
  return message
}

async function insert(table: string, row: Row): Promise<string> {
  const names = Object.keys(row)
  const sql = `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')}) returning id`
  return (await one(sql, ...Object.values(row))).id as string
}

let people = 0
const person = (row: Row = {}) => insert('identity.users', { email: `person${++people}@example.org`, ...row })
const track = (user: string, row: Row = {}) => insert('catalog.tracks', { user_id: user, title: 'Song', ...row })

/** The platform's end user `user` from here to the end of the transaction. */
async function actAs(user: string) {
  await db.query('set local role platform_user')
  await db.query("select set_config('platform.user_id', $1, true)", [user])
}
const actAsOwner = () => db.query("reset role; select set_config('platform.user_id', '', true)")

describe('the schema', () => {
  const SCHEMAS =
    'identity catalog distribution rights finance kyc support moderation promotion community marketplace studio analytics system'
  const TABLES = `
    select c.oid, n.nspname || '.' || c.relname as name, c.relrowsecurity as secured, c.relispartition as is_partition
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = any (string_to_array('${SCHEMAS}', ' ')) and c.relkind in ('r', 'p')`

  test('has its 166 tables, each described', async () => {
    const tables = await rows(`select name, obj_description(oid) as description from (${TABLES}) t where not is_partition`)
    expect(tables).toHaveLength(166)
    expect(tables.filter(({ description }) => !description)).toEqual([])
  })

  test('guards every table and partition by row level security', async () => {
    expect(await rows(`select name from (${TABLES}) t where not secured`)).toEqual([])
  })

  test('keeps updated_at wherever there is one', async () => {
    const forgotten = await rows(`
      select name from (${TABLES}) t join pg_attribute a on a.attrelid = t.oid and a.attname = 'updated_at'
      where not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgname = 'set_updated_at')`)
    expect(forgotten).toEqual([])

    const user = await person()
    await db.query("update identity.users set created_at = '2020-01-01', updated_at = '2020-01-01' where id = $1", [user])
    expect(await one("select updated_at > now() - interval '1 hour' as fresh from identity.users where id = $1", user)).toEqual({
      fresh: true,
    })
  })

  test('has an index for every foreign key', async () => {
    const bare = await rows(`
      select conrelid::regclass || ' ' || conname as key from pg_constraint k
      where contype = 'f' and connamespace::regnamespace::text = any (string_to_array('${SCHEMAS}', ' '))
        and not exists (
          select from pg_index i where i.indrelid = k.conrelid and i.indpred is null and (i.indkey::int2[])[0] = k.conkey[1]
        )`)
    expect(bare).toEqual([])
  })

  test('says what deleting does for every foreign key: nothing is left to the default', async () => {
    expect(await one("select count(*) filter (where confdeltype = 'a')::int as unsaid from pg_constraint where contype = 'f'")).toEqual({
      unsaid: 0,
    })
  })

  test('has whatever the map says became of the seeds', async () => {
    const map = readFileSync('migrations/platform/map.tsv', 'utf8').trim().split('\n').slice(1)
    const objects = [...new Set(map.map((line) => line.split('\t')[3]))]
    expect(map.length).toBeGreaterThan(600)
    const missing = await rows(
      `select object from unnest($1::text[]) object
       where to_regclass(object) is null and to_regtype(object) is null and not exists (
         select from pg_proc p where p.pronamespace::regnamespace || '.' || p.proname = object
       )`,
      objects,
    )
    expect(missing).toEqual([])
  })

  test.each([
    ['identity.users', 'email', 'citext', true],
    ['catalog.tracks', 'isrc', 'character varying(12)', false],
    ['distribution.platforms', 'supported_formats', 'catalog.audio_format[]', false],
    ['rights.claims', 'percentage', 'numeric(7,4)', true],
    ['finance.payouts', 'amount', 'numeric(18,4)', true],
    ['finance.royalty_calculations', 'rate_per_stream', 'numeric(18,10)', false],
    ['kyc.verifications', 'level', 'kyc.verification_level', true],
    ['support.tickets', 'ticket_number', 'bigint', true],
    ['moderation.cases', 'signals', 'jsonb', false],
    ['promotion.campaigns', 'currency', 'character(3)', true],
    ['community.conversations', 'last_message_preview', 'character varying(100)', false],
    ['marketplace.services', 'packages', 'jsonb', true],
    ['studio.track_generations', 'provider', 'studio.ai_provider', true],
    ['analytics.platform_analytics', 'revenue', 'numeric(18,4)', true],
    ['system.api_keys', 'ip_restrictions', 'inet[]', false],
  ])('%s.%s is %s', async (table, column, type, required) => {
    const found = await one(
      'select format_type(atttypid, atttypmod) as type, attnotnull as required from pg_attribute where attrelid = $1::regclass and attname = $2',
      table,
      column,
    )
    expect(found).toEqual({ type, required })
  })

  test('knows the values that the decisions added', async () => {
    const values = async (type: string) => (await one(`select enum_range(null::${type})::text[] as values`)).values
    expect(await values('support.ticket_category')).toEqual(
      expect.arrayContaining(['technical', 'billing', 'payout', 'kyc', 'rights', 'account', 'other']),
    )
    expect(await values('rights.resolution_type')).toEqual(
      expect.arrayContaining([
        'disputed',
        'withdrawn',
        'period_corrected',
        'territory_corrected',
        'metadata_corrected',
        'duplicate_merged',
      ]),
    )
    expect(await values('support.ticket_priority')).toEqual(['low', 'medium', 'high', 'urgent', 'critical'])
  })

  test('is searched without reading whole tables', async () => {
    // On empty tables any plan is cheap: only the ones by trigrams are left.
    await db.query('set local enable_seqscan = off; alter table identity.users drop constraint users_email_key')
    const plan = async (sql: string) => JSON.stringify(await rows(`explain ${sql}`))
    expect(await plan("select from catalog.tracks where title ilike '%night%'")).toContain('tracks_title_display_artist_idx')
    expect(await plan("select from identity.users where email::text ilike '%night%'")).toContain('users_email_username_idx')
    expect(await plan("select from support.tickets where subject ilike '%refund%'")).toContain('tickets_subject_idx')
  })
})

describe('rules of the tables', () => {
  test('a username is 3 to 50 letters, digits, _ and -', async () => {
    expect(await refused("insert into identity.users (email, username) values ('a@b.c', 'no')")).toContain('users_username_check')
    expect(await refused("insert into identity.users (email, username) values ('a@b.c', 'so bad')")).toContain('users_username_check')
    await person({ username: 'Good_1-2' })
    expect(await refused("insert into identity.users (email, username) values ('a@b.c', 'GOOD_1-2')")).toContain('users_username_key')
  })

  test('nobody approves an own payout or an own verification', async () => {
    const user = await person()
    expect(await refused('insert into kyc.verifications (user_id, reviewed_by) values ($1, $1)', user)).toContain('check')
    const { id: wallet } = await one('select id from finance.wallets where user_id = $1', user)
    const method = await insert('finance.payment_methods', { user_id: user, type: 'paypal', name: 'PayPal' })
    const sql = `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method, approved_by) values ($1, $2, $3, 60, 'paypal', $1)`
    expect(await refused(sql, user, wallet, method)).toContain('check')
  })

  test('a method belongs to a person or to an organization', async () => {
    expect(await refused("insert into finance.payment_methods (type, name) values ('card', 'Nobody')")).toContain('check')
  })

  test('the price of a sale is what seller, platform and processor get', async () => {
    const user = await person()
    const sql = `insert into finance.transactions (user_id, type, amount_total, amount_seller) values ($1, 'product_purchase', 10, 9)`
    expect(await refused(sql, user)).toContain('check')
  })

  test('an account has one approval, a release as many as it needs', async () => {
    const user = await person()
    const sql = "insert into moderation.approvals (kind, entity_type, entity_id) values ('account', 'user', $1)"
    await db.query(sql, [user])
    expect(await refused(sql, user)).toContain('approvals_account_idx')
  })

  test('a track is retried three times and liked once', async () => {
    const user = await person()
    const song = await track(user)
    expect(await refused('insert into studio.generation_attempts (track_id, attempt_number) values ($1, 4)', song)).toContain('check')
    const like = "insert into community.likes (user_id, entity_type, entity_id) values ($1, 'track', $2)"
    await db.query(like, [user, song])
    expect(await refused(like, user, song)).toContain('unique')
  })

  test('a smart link is on rolink.me', async () => {
    const user = await person()
    expect(await refused("update identity.profiles set smart_link = 'https://evil.example' where user_id = $1", user)).toContain(
      'smart_link',
    )
    await db.query("update identity.profiles set smart_link = 'https://rolink.me/me' where user_id = $1", [user])
  })
})

describe('ids', () => {
  test('are UUIDs of version 7 in the order of time', async () => {
    const before = Date.now()
    const { id } = await one('select system.uuid_v7() as id')
    const after = Date.now()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const time = Number.parseInt((id as string).replaceAll('-', '').slice(0, 12), 16)
    expect(time).toBeGreaterThanOrEqual(before - 1)
    expect(time).toBeLessThanOrEqual(after + 1)
  })

  test('do not repeat', async () => {
    expect(await one('select count(distinct system.uuid_v7())::int as ids from generate_series(1, 5000)')).toEqual({ ids: 5000 })
  })
})

describe('partitions', () => {
  const partitionOf = (at: string) => `
    with made as (
      insert into system.activity_events (action, occurred_at) values ('test', ${at}) returning tableoid
    ) select tableoid::regclass::text as partition from made`

  test('take the rows of their month, and the default takes the rest', async () => {
    const { name } = await one("select 'system.activity_events_' || to_char(now() at time zone 'utc', 'YYYY_MM') as name")
    expect(await one(partitionOf('now()'))).toEqual({ partition: name })
    expect(await one(partitionOf("'1999-12-31'"))).toEqual({ partition: 'system.activity_events_default' })
  })

  test('are made once, and take over what waited in the default', async () => {
    expect(await one(partitionOf("now() + interval '5 months'"))).toEqual({ partition: 'system.activity_events_default' })
    const { made } = await one('select system.ensure_partitions(3, 5) as made')
    expect(made).toBe(2 * 13)
    expect(await one('select system.ensure_partitions(3, 5) as made')).toEqual({ made: 0 })
    expect(await one('select count(*)::int as left from system.activity_events_default')).toEqual({ left: 0 })
    expect(await one('select count(*)::int as kept from system.activity_events')).toEqual({ kept: 1 })
  })

  test('begin and end with the month of UTC, whatever the time zone', async () => {
    await db.query("set local time zone 'Pacific/Auckland'")
    await db.query('select system.ensure_partitions(3, 4)')
    const { bound } = await one(`
      select pg_get_expr(relpartbound, oid) as bound from pg_class
      where relname = 'activity_events_' || to_char((now() at time zone 'utc') + interval '4 months', 'YYYY_MM')`)
    await db.query("set local time zone 'UTC'")
    const { month } = await one(
      "select to_char(date_trunc('month', (now() at time zone 'utc') + interval '4 months'), 'YYYY-MM-DD HH24') as month",
    )
    expect(new Date(/'([^']+)'/.exec(bound as string)?.[1] ?? '').toISOString()).toContain((month as string).slice(0, 7))
  })

  test('keep foreign keys and notices of people', async () => {
    const user = await person()
    const notice = "insert into system.notifications (user_id, type, title) values ($1, 'system', 'Hello')"
    await db.query(notice, [user])
    expect(await refused(notice, '00000000-0000-7000-8000-000000000000')).toContain('foreign key')
  })

  test('go when nothing in them is kept any longer', async () => {
    await db.query('select system.ensure_partitions(6, 0)')
    await db.query(
      "insert into system.api_requests (method, endpoint, status_code, occurred_at) values ('GET', '/', 200, now() - interval '5 months')",
    )
    await db.query(`insert into system.audit_logs (action, category, created_at) values
      ('signed in', 'access', now() - interval '91 days'), ('approved', 'financial', now() - interval '91 days'), ('signed in', 'access', now())`)
    const result = await rows('select * from system.apply_retention()')
    // Two whole months are past 90 days, and often a third.
    const requests = result.find(({ table_name }) => table_name === 'system.api_requests')
    expect(requests?.partitions_removed).toBeGreaterThanOrEqual(2)
    expect(result).toContainEqual({ table_name: 'system.audit_logs', partitions_removed: 0, rows_removed: '1' })
    expect(result.map(({ table_name }) => table_name)).not.toContain('analytics.platform_analytics')
    expect(await rows('select action from system.audit_logs order by created_at')).toEqual([
      { action: 'approved' },
      { action: 'signed in' },
    ])
    expect(await one('select count(*)::int as left from system.api_requests')).toEqual({ left: 0 })
  })

  test('stay for the archive where the policy says so', async () => {
    await db.query('select system.ensure_partitions(6, 0)')
    await db.query("update system.retention_policies set archive_before_drop = true where table_name = 'system.api_requests'")
    await db.query('select system.apply_retention()')
    const { old } = await one(
      `select to_regclass('system.api_requests_' || to_char((now() at time zone 'utc') - interval '6 months', 'YYYY_MM')) as old`,
    )
    expect(old).not.toBeNull()
    expect(await one('select relispartition as attached from pg_class where oid = $1::regclass', old)).toEqual({ attached: false })
  })
})

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

describe('tickets', () => {
  const HOUR = 3_600_000
  const at = (hours: number) => new Date(Date.now() + hours * HOUR)
  const breach = async (id: string) => (await one('select sla_breached_at from support.tickets where id = $1', id)).sla_breached_at

  test('become late with time, and are marked once', async () => {
    const user = await person()
    const due = at(-1)
    const late = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b' })
    await db.query('alter table support.tickets disable trigger check_ticket_sla')
    await db.query('update support.tickets set first_response_due_at = $2, resolution_due_at = $3 where id = $1', [late, due, at(5)])
    await db.query('alter table support.tickets enable trigger check_ticket_sla')
    const fine = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b', first_response_due_at: at(1) })

    expect(await one('select support.check_ticket_sla() as marked')).toEqual({ marked: '1' })
    expect(await one('select support.check_ticket_sla() as marked')).toEqual({ marked: '0' })
    expect(await breach(late)).toEqual(due)
    expect(await breach(fine)).toBeNull()
  })

  test('are late when the answer comes after its time, and no longer when the time is moved', async () => {
    const id = await insert('support.tickets', { user_id: await person(), subject: 'a', description: 'b', first_response_due_at: at(-2) })
    expect(await breach(id)).not.toBeNull()
    await db.query('update support.tickets set first_response_at = $2 where id = $1', [id, at(-1)])
    expect(await breach(id)).not.toBeNull()
    await db.query('update support.tickets set first_response_due_at = $2 where id = $1', [id, at(0)])
    expect(await breach(id)).toBeNull()
  })

  test('have numbers that people can say', async () => {
    const user = await person()
    for (let i = 0; i < 2; i++) await insert('support.tickets', { user_id: user, subject: 'a', description: 'b' })
    const { apart } = await one('select (max(ticket_number) - min(ticket_number))::int as apart from support.tickets')
    expect(apart).toBe(1)
  })
})

describe('moderation', () => {
  async function ask(kind: string, value: string, category: string | null = null, user?: string) {
    await db.query("select set_config('platform.user_id', $1, true)", [user ?? (await person())])
    return (await one('select moderation.request_field($1, $2, $3) as id', kind, value, category)).id as string
  }

  test('approves a skill at three people and tells them', async () => {
    const { id: category } = await one("select id from community.categories where slug = 'musician'")
    const asker = await person()
    const first = await ask('skill', 'Theremin', category as string, asker)
    expect(await ask('skill', 'THEREMIN', category as string, asker)).toBe(first)
    expect(await ask('skill', 'theremin', category as string)).toBe(first)
    expect(await one('select status, request_count from moderation.field_requests where id = $1', first)).toEqual({
      status: 'pending',
      request_count: 2,
    })
    await ask('skill', 'theremin', category as string)
    const request = await one('select status, is_auto_approved, created_entity_id from moderation.field_requests where id = $1', first)
    expect(request).toMatchObject({ status: 'approved', is_auto_approved: true })
    expect(await one('select name, slug, is_admin_approved from community.skills where id = $1', request.created_entity_id)).toEqual({
      name: 'Theremin',
      slug: 'theremin',
      is_admin_approved: true,
    })
    expect(await rows("select title from system.notifications where entity_id = $1 and level = 'success'", first)).toHaveLength(3)
  })

  test('approves a genre at five people and never a category', async () => {
    let genre = ''
    let category = ''
    for (let i = 0; i < 5; i++) {
      genre = await ask('genre', 'Dungeon Synth')
      category = await ask('category', 'Luthier')
    }
    expect(await one('select status from moderation.field_requests where id = $1', genre)).toEqual({ status: 'approved' })
    expect(await one("select name from catalog.genres where slug = 'dungeon-synth'")).toEqual({ name: 'Dungeon Synth' })
    expect(await one('select status, request_count from moderation.field_requests where id = $1', category)).toEqual({
      status: 'pending',
      request_count: 5,
    })
  })

  test('makes the row when staff approve, and tells of a rejection', async () => {
    const wanted = await ask('category', 'Luthier')
    await db.query("update moderation.field_requests set status = 'approved' where id = $1", [wanted])
    expect(await rows("select from community.categories where slug = 'luthier'")).toHaveLength(1)
    const unwanted = await ask('category', 'Spammer')
    await db.query("update moderation.field_requests set status = 'rejected' where id = $1", [unwanted])
    expect(await one('select title from system.notifications where entity_id = $1', unwanted)).toEqual({
      title: 'Your request for the category Spammer was rejected',
    })
  })

  test('bans reporters of false reports at three for 30 days and at five for good, with a mail each time', async () => {
    const reporter = await person()
    const standing = () =>
      one(
        'select false_report_count as count, is_report_banned as banned, is_permanent_ban as permanent, report_ban_until from moderation.reporter_standings where user_id = $1',
        reporter,
      )
    for (let count = 1; count <= 5; count++) {
      const report = await insert('moderation.reports', {
        reporter_id: reporter,
        entity_type: 'track',
        entity_id: await track(await person()),
        reason: 'spam',
      })
      await db.query("update moderation.reports set status = 'false_report' where id = $1", [report])
      expect(await standing()).toMatchObject({ count, banned: count >= 3, permanent: count >= 5 })
      if (count === 3) expect((await standing()).report_ban_until).toEqual((await one("select now() + interval '30 days' as until")).until)
    }
    expect(await rows("select from system.email_queue where user_id = $1 and template_key = 'false_report'", reporter)).toHaveLength(5)

    await actAs(reporter)
    const report = "insert into moderation.reports (reporter_id, entity_type, entity_id, reason) values ($1, 'user', $1, 'spam')"
    expect(await refused(report, reporter)).toContain('row-level security')
  })

  test('of an account shows on the account', async () => {
    const user = await person()
    const approval = await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: user })
    await db.query("update moderation.approvals set status = 'approved' where id = $1", [approval])
    expect(await one('select approval_status from identity.users where id = $1', user)).toEqual({ approval_status: 'approved' })
  })

  test("of a sub-label's release happens where the label asks for it", async () => {
    const owner = await person()
    const label = await insert('identity.organizations', {
      name: 'L',
      slug: 'l',
      type: 'label',
      owner_id: owner,
      settings: { distribution: { releaseApprovalRequired: true } },
    })
    const subLabel = await insert('identity.organizations', { name: 'S', slug: 's', type: 'sub_label', owner_id: owner, parent_id: label })
    const release = await insert('catalog.releases', {
      user_id: owner,
      organization_id: subLabel,
      title: 'R',
      display_artist: 'A',
      catalogue_id: 'C1',
      release_date: '2030-01-01',
    })
    await db.query("update catalog.releases set status = 'submitted' where id = $1", [release])
    expect(await one('select kind, status, organization_id from moderation.approvals where entity_id = $1', release)).toEqual({
      kind: 'release',
      status: 'pending',
      organization_id: subLabel,
    })
    expect(await refused("update catalog.releases set status = 'approved' where id = $1", release)).toContain('approval its label asks for')
    await db.query("update moderation.approvals set status = 'approved' where entity_id = $1", [release])
    await db.query("update catalog.releases set status = 'approved' where id = $1", [release])
  })

  test('has one list of what waits', async () => {
    const user = await person()
    await insert('moderation.cases', { content_type: 'track', entity_type: 'track', entity_id: await track(user), source: 'report' })
    await insert('moderation.reports', { reporter_id: user, entity_type: 'track', entity_id: user, reason: 'spam' })
    await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: user })
    await ask('genre', 'Vaporwave', null, user)
    expect((await rows('select kind from moderation.pending_moderation order by kind')).map(({ kind }) => kind)).toEqual([
      'approval',
      'case',
      'field_request',
      'report',
    ])
  })
})

describe('rights', () => {
  const split = async (percentages: number[], status = 'active') => {
    const user = await person()
    const id = await insert('rights.royalty_splits', { entity_type: 'track', entity_id: await track(user), created_by: user, status })
    for (const percentage of percentages) {
      await insert('rights.royalty_split_recipients', {
        split_id: id,
        recipient_type: 'external',
        recipient_name: 'X',
        recipient_email: 'x@y.z',
        percentage,
      })
    }
    return id
  }

  test('a split is active only at exactly 100 percent', async () => {
    await split([60, 40])
    await split([60, 30], 'pending')
    await db.query('set constraints all immediate; set constraints all deferred')
    const short = await split([60, 39.9999])
    expect(await refused('set constraints all immediate')).toContain('100')
    await db.query("update rights.royalty_splits set status = 'pending' where id = $1", [short])
    await db.query('set constraints all immediate')
    expect(await refused("update rights.royalty_splits set status = 'active' where id = $1", short)).toContain('99.9999')
  })

  test('a recipient needs an account or an address', async () => {
    const id = await split([], 'pending')
    const sql =
      "insert into rights.royalty_split_recipients (split_id, recipient_type, recipient_name, percentage) values ($1, 'external', 'X', 5)"
    expect(await refused(sql, id)).toContain('check')
    expect(await refused(sql.replace('5)', '0)'), id)).toContain('check')
  })

  test('a claim shows that it is disputed as long as it is', async () => {
    const user = await person()
    const claim = await insert('rights.claims', {
      entity_type: 'track',
      entity_id: await track(user),
      right_type: 'digital',
      holder_name: 'H',
      holder_type: 'user',
      percentage: 60,
      start_date: '2020-01-01',
      created_by: user,
    })
    const conflict = await insert('rights.conflicts', { work_id: 'W1' })
    const disputed = async () => (await one('select has_conflict from rights.claims where id = $1', claim)).has_conflict
    await db.query('insert into rights.conflict_claims values ($1, $2)', [conflict, claim])
    expect(await disputed()).toBe(true)
    expect(await refused("update rights.conflicts set status = 'resolved' where id = $1", conflict)).toContain('check')
    await db.query("update rights.conflicts set status = 'resolved', resolved_at = now() where id = $1", [conflict])
    expect(await disputed()).toBe(false)
    await db.query("update rights.conflicts set status = 'open' where id = $1", [conflict])
    await db.query('delete from rights.conflict_claims where conflict_id = $1', [conflict])
    expect(await disputed()).toBe(false)
  })
})

describe('the catalog', () => {
  test('takes nothing without title, artist and date', async () => {
    const user = await person()
    const song = await track(user, { title: ' ' })
    expect(await refused("update catalog.tracks set status = 'submitted' where id = $1", song)).toBe(
      'a track needs title, display artist, release date',
    )
    await db.query(
      "update catalog.tracks set title = 'T', display_artist = 'A', release_date = '2030-01-01', status = 'submitted' where id = $1",
      [song],
    )
  })

  test('makes and checks UPCs and client ids', async () => {
    expect(
      await one(
        "select catalog.is_valid_upc('4006381333931') as yes, catalog.is_valid_upc('4006381333932') as no, catalog.is_valid_upc('abc') as text, catalog.is_valid_upc(null) as nothing",
      ),
    ).toEqual({ yes: true, no: false, text: false, nothing: false })
    expect(
      await one(
        "select bool_and(catalog.is_valid_upc(upc) and upc like '0%') as fine from (select catalog.generate_upc() as upc from generate_series(1, 100)) made",
      ),
    ).toEqual({ fine: true })
    expect(
      await one(
        "select identity.is_valid_client_id(identity.generate_client_id()) as yes, identity.is_valid_client_id('tm_client_1') as no",
      ),
    ).toEqual({ yes: true, no: false })
  })

  test('copies the primary version to the track', async () => {
    const song = await track(await person(), { cover_url: 'old' })
    const versions = []
    for (const index of [0, 1])
      versions.push(
        await insert('catalog.track_versions', {
          track_id: song,
          variant_index: index,
          audio_url: `a${index}`,
          duration_seconds: 100 + index,
          is_primary_variant: index === 0,
        }),
      )
    await db.query('select catalog.set_master_version($1, $2)', [song, versions[1]])
    expect(await one('select audio_url, cover_url, duration_seconds from catalog.tracks where id = $1', song)).toEqual({
      audio_url: 'a1',
      cover_url: 'old',
      duration_seconds: 101,
    })
    expect(await rows('select variant_index from catalog.track_versions where track_id = $1 and is_primary_variant', song)).toEqual([
      { variant_index: 1 },
    ])
    expect(await refused('select catalog.set_master_version($1, $2)', await track(await person()), versions[0])).toContain(
      'does not belong',
    )
  })

  test('archives after 90 days, with 7 days of notice, what is private or was never played', async () => {
    const user = await person()
    const old = { created_at: new Date(Date.now() - 91 * 86_400_000) }
    const due = [await track(user, old), await track(user, { ...old, is_public: true })]
    await track(user)
    await track(user, { ...old, is_public: true, play_count: 1 })
    const unfinished = await track(user, old)
    await insert('studio.track_generations', { track_id: unfinished, user_id: user, provider: 'suno' })

    expect(await one('select catalog.schedule_track_archiving() as noticed')).toEqual({ noticed: '2' })
    expect(await one('select catalog.schedule_track_archiving() as noticed')).toEqual({ noticed: '0' })
    expect(await rows("select id from catalog.tracks where archive_scheduled_at = now() + interval '7 days' order by id")).toEqual(
      due.sort().map((id) => ({ id })),
    )
    await db.query('select catalog.mark_track_archived($1)', [due[0]])
    expect(await one('select archived_to_storage from catalog.tracks where id = $1', due[0])).toEqual({ archived_to_storage: true })
    expect((await one('select analytics.get_archive_statistics() as s')).s).toEqual({ tracks: 5, archived: 1, scheduled: 1, due: 1 })
  })

  test('shows where the deliveries of a release stand', async () => {
    const release = await insert('catalog.releases', { user_id: await person(), title: 'R', display_artist: 'A', catalogue_id: 'C1' })
    const platforms = await rows('select id from distribution.platforms order by code limit 2')
    const records = []
    for (const { id } of platforms)
      records.push(await insert('distribution.records', { release_id: release, platform_id: id, status: 'processing' }))
    const status = async () => (await one('select distribution_status from catalog.releases where id = $1', release)).distribution_status
    expect(await status()).toBe('processing')
    await db.query("update distribution.records set status = 'distributed' where id = $1", [records[0]])
    expect(await status()).toBe('processing')
    await db.query("update distribution.records set status = 'failed' where id = $1", [records[1]])
    expect(await status()).toBe('failed')
    await db.query("update distribution.records set status = 'distributed' where id = $1", [records[1]])
    expect(await status()).toBe('distributed')
  })

  test('reads timestamped lyrics', async () => {
    const line = { start: 0, end: 1, text: 'la' }
    const song = await track(await person(), { metadata: { timestamped_lyrics: [line] } })
    expect(
      await one('select has_timestamped_lyrics, timestamped_lyrics from catalog.tracks_with_timestamped_lyrics where id = $1', song),
    ).toEqual({ has_timestamped_lyrics: true, timestamped_lyrics: [line] })
  })
})

describe('deleting something that others point to by type and id', () => {
  test('takes what belongs to it and lets go of what speaks of it', async () => {
    const user = await person()
    const song = await track(user)
    await insert('community.likes', { user_id: user, entity_type: 'track', entity_id: song })
    await insert('catalog.credits', { entity_type: 'track', entity_id: song, role: 'composer', name: 'C' })
    const ticket = await insert('support.tickets', { user_id: user, subject: 'a', description: 'b', entity_type: 'track', entity_id: song })
    await db.query('delete from catalog.tracks where id = $1', [song])
    expect(await rows('select from community.likes union all select from catalog.credits')).toHaveLength(0)
    expect(await one('select entity_type, entity_id from support.tickets where id = $1', ticket)).toEqual({
      entity_type: null,
      entity_id: null,
    })
  })

  test('is refused where rights or money are attached', async () => {
    const user = await person()
    const song = await track(user)
    await insert('finance.royalty_calculations', { user_id: user, entity_type: 'track', entity_id: song, amount: 1 })
    expect(await refused('delete from catalog.tracks where id = $1', song)).toContain('rights or money')
  })
})

describe('promotion', () => {
  const pitch = async (artist: string, curator: string, row: Row = {}) => {
    const { id: platform } = await one("select id from distribution.platforms where code = 'spotify'")
    const playlist = await insert('promotion.playlists', { curator_id: curator, platform_id: platform, name: 'P' })
    return insert('promotion.pitches', {
      user_id: artist,
      track_id: await track(artist),
      playlist_id: playlist,
      curator_id: curator,
      ...row,
    })
  }

  test('counts pitches, dates decisions and tells the artist', async () => {
    const [artist, curator] = [await person(), await person()]
    const id = await pitch(artist, curator, { status: 'in_review' })
    await pitch(artist, curator, { status: 'rejected' })
    await db.query("update promotion.pitches set status = 'accepted' where id = $1", [id])
    expect(await one('select decided_at = now() as dated from promotion.pitches where id = $1', id)).toEqual({ dated: true })
    expect(await one('select pitches_created, pitches_accepted from analytics.daily_analytics')).toEqual({
      pitches_created: 2,
      pitches_accepted: 1,
    })
    expect(await one('select type, level, title from system.notifications where user_id = $1', artist)).toEqual({
      type: 'pitch_status',
      level: 'success',
      title: 'Your pitch is accepted',
    })
    expect(await one('select promotion.calculate_pitch_success_rate($1) as rate', artist)).toEqual({ rate: '50.00' })
  })

  test('keeps to the pitches of the plan', async () => {
    await insert('finance.subscription_plans', { code: 'free', display_name: 'Free', tier: 'free', pitches_monthly_limit: 1 })
    const [artist, curator] = [await person(), await person()]
    expect(await one('select promotion.check_pitch_limit($1) as more', artist)).toEqual({ more: true })
    await pitch(artist, curator)
    expect(await one('select promotion.check_pitch_limit($1) as more', artist)).toEqual({ more: false })
  })

  test.each([
    ['bronze', '3.00'],
    ['silver', '5.00'],
    ['gold', '7.00'],
    ['platinum', '10.00'],
    ['diamond', '15.00'],
  ])('pays a %s partner %s percent', async (tier, rate) => {
    const partner = await insert('promotion.partners', { user_id: await person(), tier, referral_code: 'R1' })
    expect(await one('select commission_rate from promotion.partners where id = $1', partner)).toEqual({ commission_rate: rate })
    expect((await one('select promotion.calculate_partner_commission($1, 200)::float as amount', partner)).amount).toBe(Number(rate) * 2)
    await insert('promotion.partner_commissions', { partner_id: partner, base_amount: 200, commission_rate: rate, amount: 6 })
    expect(await one('select total_commission, conversions_count from promotion.partners where id = $1', partner)).toEqual({
      total_commission: '6.0000',
      conversions_count: 1,
    })
  })

  test('gives codes that are free', async () => {
    expect((await one('select promotion.generate_referral_code() as code')).code).toMatch(/^[0-9A-F]{8}$/)
  })
})

describe('counts', () => {
  test('of likes go up and down for everything that can be liked', async () => {
    const user = await person()
    const song = await track(user)
    const post = await insert('community.posts', { user_id: user, content: 'hi' })
    for (const [type, id] of [
      ['track', song],
      ['post', post],
    ])
      await insert('community.likes', { user_id: user, entity_type: type, entity_id: id })
    expect(await one('select like_count from catalog.tracks where id = $1', song)).toEqual({ like_count: '1' })
    expect(await one('select likes_count from community.posts where id = $1', post)).toEqual({ likes_count: 1 })
    expect(await one("select community.is_liked('post', $1, $2) as liked", post, user)).toEqual({ liked: true })
    await db.query('delete from community.likes')
    expect(await one('select like_count from catalog.tracks where id = $1', song)).toEqual({ like_count: '0' })
  })

  test('of followers and comments', async () => {
    const [fan, star] = [await person(), await person()]
    await db.query('insert into community.followers (follower_id, following_id) values ($1, $2)', [fan, star])
    expect(await one('select followers_count, following_count from identity.profiles where user_id = $1', star)).toEqual({
      followers_count: 1,
      following_count: 0,
    })
    const post = await insert('community.posts', { user_id: star, content: 'hi' })
    const comment = await insert('community.comments', { user_id: fan, post_id: post, content: 'wow' })
    await insert('community.comments', { user_id: fan, post_id: post, content: 'yes', parent_comment_id: comment })
    await db.query('delete from community.comments where id = $1', [comment])
    expect(await one('select comments_count from community.posts where id = $1', post)).toEqual({ comments_count: 0 })
  })

  test('of groups: active members and approved posts', async () => {
    const [owner, member] = [await person(), await person()]
    const group = await insert('community.groups', { owner_id: owner, name: 'G', slug: 'g', post_approval_required: true })
    const membership = await insert('community.group_members', { group_id: group, user_id: member, status: 'pending' })
    const counts = () => one('select members_count, posts_count from community.groups where id = $1', group)
    expect(await counts()).toEqual({ members_count: 0, posts_count: 0 })
    await db.query("update community.group_members set status = 'active' where id = $1", [membership])
    const post = await insert('community.posts', { user_id: member, group_id: group, content: 'hi' })
    expect(await counts()).toEqual({ members_count: 1, posts_count: 0 })
    await db.query('update community.posts set is_approved = true where id = $1', [post])
    await insert('community.posts', { user_id: owner, group_id: group, content: 'rules' })
    expect(await counts()).toEqual({ members_count: 1, posts_count: 2 })
    await db.query("update community.group_members set status = 'banned' where id = $1", [membership])
    await db.query('delete from community.posts where id = $1', [post])
    expect(await counts()).toEqual({ members_count: 0, posts_count: 1 })
  })

  test('of sales, registrations and ratings', async () => {
    const [seller, buyer] = [await person(), await person()]
    const product = await insert('marketplace.products', { seller_id: seller, title: 'P', slug: 'p' })
    await insert('finance.transactions', {
      user_id: buyer,
      counterparty_id: seller,
      type: 'product_purchase',
      status: 'completed',
      entity_type: 'product',
      entity_id: product,
      amount_total: 1,
      amount_seller: 1,
    })
    for (const [reviewer, rating] of [
      [buyer, 5],
      [await person(), 2],
    ])
      await insert('marketplace.reviews', { reviewer_id: reviewer, seller_id: seller, entity_type: 'product', entity_id: product, rating })
    expect(await one('select purchases_count, rating_average, reviews_count from marketplace.products where id = $1', product)).toEqual({
      purchases_count: 1,
      rating_average: '3.50',
      reviews_count: 2,
    })
    const webinar = await insert('marketplace.webinars', { host_id: seller, title: 'W', slug: 'w', scheduled_at: new Date() })
    const seat = await insert('marketplace.webinar_registrations', { webinar_id: webinar, user_id: buyer })
    await db.query('update marketplace.webinar_registrations set attended = true where id = $1', [seat])
    expect(await one('select registrations_count, attendees_count from marketplace.webinars where id = $1', webinar)).toEqual({
      registrations_count: 1,
      attendees_count: 1,
    })
  })

  test('are batched by name, and only known ones', async () => {
    const user = await person()
    const songs = [await track(user), await track(user)]
    await db.query("select system.batch_increment_counter('catalog.tracks.play_count', 5, $1)", [songs])
    await db.query('select catalog.increment_download_count($1)', [songs[0]])
    expect((await one('select analytics.get_user_stats($1) as stats', user)).stats).toMatchObject({ tracks: 2, plays: 10, downloads: 1 })
    expect(await refused("select system.batch_increment_counter('finance.wallets.balance_available', 5, $1)", songs)).toContain(
      'there is no counter',
    )
  })
})

describe('plans', () => {
  const plan = (tier: string, row: Row = {}) => insert('finance.subscription_plans', { code: tier, display_name: tier, tier, ...row })
  const subscribe = (user: string, id: string) =>
    db.query("insert into finance.subscriptions (user_id, plan_id, status) values ($1, $2, 'active')", [user, id])
  const product = (seller: string, slug: string) => insert('marketplace.products', { seller_id: seller, title: 'P', slug })

  test('allow so many featured products; a downgrade takes none away', async () => {
    const seller = await person()
    await subscribe(seller, await plan('starter', { featured_products_limit: 1 }))
    const [first, second] = [await product(seller, 'p1'), await product(seller, 'p2')]
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
    await subscribe(host, await plan('professional'))
    await db.query(invite, [webinar, guest])
  })
})

describe('the studio', () => {
  test('counts generations of a day up to the limit', async () => {
    const user = await person()
    await insert('studio.generation_limits', {
      user_id: user,
      generations_limit_daily: 2,
      generations_used_today: 2,
      last_reset_at: new Date(Date.now() - 2 * 86_400_000),
    })
    const tries = []
    for (let i = 0; i < 3; i++) tries.push((await one('select studio.increment_generation_usage($1) as allowed', user)).allowed)
    expect(tries).toEqual([true, true, false])
    expect(await one('select studio.increment_generation_usage($1) as allowed', await person())).toEqual({ allowed: false })
  })

  test('sums up projects, providers and days', async () => {
    const user = await person()
    const project = await insert('studio.projects', { user_id: user, name: 'P' })
    const song = await track(user, { duration_seconds: 60, like_count: 2 })
    await db.query('insert into studio.project_tracks (project_id, track_id, position) values ($1, $2, 1)', [project, song])
    await insert('studio.track_generations', { track_id: song, user_id: user, provider: 'mureka', status: 'completed' })
    expect((await one('select studio.get_project_details($1) as p', project)).p).toMatchObject({
      name: 'P',
      tracks: [{ id: song, position: 1 }],
    })
    expect((await one('select studio.get_project_stats($1) as s', project)).s).toEqual({
      tracks: 1,
      completed_tracks: 1,
      duration_seconds: 60,
      likes: 2,
      plays: 0,
    })
    expect((await one("select studio.get_user_provider_stats($1, 'mureka') as s", user)).s).toMatchObject({ generations: 1, completed: 1 })
    expect(await one('select generations, completed from analytics.get_generations_daily()')).toEqual({ generations: '1', completed: '1' })
  })
})

describe('the system', () => {
  test('lets a bucket of tokens through a minute', async () => {
    const user = await person()
    let allowed = 0
    for (let i = 0; i < 12; i++) if ((await one("select system.take_token($1, 'generate-music') as ok", user)).ok) allowed++
    expect(allowed).toBe(10)
    await db.query("update system.rate_limit_buckets set last_refill_at = last_refill_at - interval '12 seconds'")
    expect(await one("select system.take_token($1, 'generate-music') as ok", user)).toEqual({ ok: true })
    expect(await one('select tokens from system.rate_limit_buckets')).toEqual({ tokens: 1 })
  })

  test('shows a key once and keeps its hash', async () => {
    const { key } = await one("select system.generate_api_key($1, null, 'Mine', '{read}') as key", await person())
    const stored = await one(
      "select key_prefix, key_hash = encode(sha256(convert_to($1, 'utf8')), 'hex') as matches, scopes from system.api_keys",
      key,
    )
    expect(stored).toEqual({ key_prefix: (key as string).slice(0, 11), matches: true, scopes: ['read'] })
  })

  test('forgets expired sessions', async () => {
    const user = await person()
    await insert('identity.user_sessions', { user_id: user, token_hash: 'a', expires_at: new Date(0) })
    await insert('identity.user_sessions', { user_id: user, token_hash: 'b', expires_at: new Date(Date.now() + 60_000) })
    expect(await one('select identity.cleanup_expired_sessions() as gone')).toEqual({ gone: '1' })
  })

  test('refreshes its totals', async () => {
    const user = await person()
    await track(user, { play_count: 3 })
    expect(await one('select system.refresh_all_materialized_views() as refreshed')).toEqual({ refreshed: 3 })
    expect(await one('select tracks, plays from analytics.user_statistics where user_id = $1', user)).toEqual({ tracks: '1', plays: '3' })
  })

  test('says how it is', async () => {
    const checks = await rows('select check_name, is_healthy, detail from system.database_health_check()')
    expect(checks).toContainEqual({ check_name: 'partitions of the next two months', is_healthy: true, detail: 'all there' })
    expect(checks).toContainEqual({ check_name: 'invalid indexes', is_healthy: true, detail: 'none' })
    expect(checks).toHaveLength(6)
  })

  test.each([
    'finance.active_subscriptions',
    'finance.revenue_breakdown',
    'studio.prompt_statistics',
    'promotion.popular_playlists',
    'promotion.partner_performance',
    'system.table_sizes',
    'system.unused_indexes',
    'system.cache_hit_ratio',
  ])('has the view %s', async (view) => {
    await expect(rows(`select * from ${view}`)).resolves.toBeInstanceOf(Array)
  })
})

describe('an end user', () => {
  let me: string
  let other: string
  beforeEach(async () => {
    me = await person({ tax_id: 'secret' })
    other = await person()
  })

  test('is nobody without being named', async () => {
    await track(me)
    await db.query('set local role platform_user')
    expect(
      await rows('select from catalog.tracks union all select from identity.users union all select from finance.wallets'),
    ).toHaveLength(0)
  })

  test('sees the own account and edits it, but not its standing', async () => {
    await actAs(me)
    expect(await rows('select id from identity.users')).toEqual([{ id: me }])
    await db.query("update identity.users set first_name = 'Me'")
    for (const change of ["role = 'admin'", "status = 'active'", "approval_status = 'approved'", 'is_verified = true']) {
      expect(await refused(`update identity.users set ${change}`)).toContain('permission denied')
    }
    expect(await refused('delete from identity.users')).toContain('permission denied')
    expect(await refused('select from identity.user_credentials')).toContain('permission denied')
  })

  test('sees of others what their profile shows', async () => {
    await db.query(
      "update identity.profiles set location_city = 'Oslo', location_country = 'NO', location_visibility = 'country' where user_id = $1",
      [other],
    )
    await actAs(me)
    expect(await rows('select from identity.profiles')).toHaveLength(1)
    const seen = () => rows('select location_city, location_country from identity.public_profiles where user_id = $1', other)
    expect(await seen()).toEqual([{ location_city: null, location_country: 'NO' }])
    await actAsOwner()
    await db.query("update identity.profiles set visibility = 'private' where user_id = $1", [other])
    await actAs(me)
    expect(await seen()).toEqual([])
  })

  test('has own tracks, public ones to read, and submits but does not publish', async () => {
    await track(other)
    const shared = await track(other, { is_public: true })
    await actAs(me)
    const { id: mine } = await one(
      "insert into catalog.tracks (user_id, title, display_artist, release_date) values ($1, 'M', 'A', '2030-01-01') returning id",
      me,
    )
    expect((await rows('select id from catalog.tracks')).map(({ id }) => id).sort()).toEqual([shared, mine].sort())
    expect((await db.query("update catalog.tracks set title = 'x' where id = $1", [shared])).rowCount).toBe(0)
    await db.query("update catalog.tracks set status = 'submitted' where id = $1", [mine])
    expect(await refused("update catalog.tracks set status = 'published' where id = $1", mine)).toContain('only a review')
    expect(await refused("update catalog.tracks set moderation_status = 'approved' where id = $1", mine)).toContain('permission denied')
    expect(await refused("insert into catalog.tracks (user_id, title) values ($1, 'forged')", other)).toContain('row-level security')
  })

  test('works with the organization as long as the membership is active', async () => {
    const label = await insert('identity.organizations', { name: 'L', slug: 'l', type: 'label', owner_id: other })
    await insert('identity.organization_members', { organization_id: label, user_id: me, status: 'active' })
    await track(other, { organization_id: label })
    const count = async () => (await rows('select from catalog.tracks')).length
    await actAs(me)
    expect(await count()).toBe(1)
    expect((await db.query("update identity.organizations set name = 'Mine'")).rowCount).toBe(0)
    await actAsOwner()
    await db.query("update identity.organization_members set status = 'removed'")
    await actAs(me)
    expect(await count()).toBe(0)
  })

  test('sees own money and moves none', async () => {
    await insert('finance.transactions', {
      user_id: other,
      counterparty_id: me,
      type: 'product_purchase',
      amount_total: 1,
      amount_seller: 1,
    })
    await insert('finance.transactions', { user_id: other, type: 'royalty', amount_total: 1 })
    await actAs(me)
    expect(await rows('select from finance.transactions')).toHaveLength(1)
    expect(await rows('select from finance.wallets')).toHaveLength(1)
    expect(await refused('update finance.wallets set balance_available = 1000')).toContain('permission denied')
    expect(await refused("insert into finance.transactions (user_id, type, amount_total) values ($1, 'deposit', 1)", me)).toContain(
      'permission denied',
    )
    expect(await refused("select finance.add_credits($1, 'pitch', 10, 'me')", me)).toContain('permission denied')
  })

  test('sees the state of the own verification and adds documents while they are wanted', async () => {
    const verification = await insert('kyc.verifications', { user_id: me, status: 'needs_info', risk_score: 80 })
    await insert('kyc.verifications', { user_id: other })
    await actAs(me)
    expect(await rows('select status from kyc.verifications')).toEqual([{ status: 'needs_info' }])
    expect(await refused('select risk_score from kyc.verifications')).toContain('permission denied')
    const upload = "insert into kyc.documents (verification_id, document_type, file_path) values ($1, 'passport', 'key')"
    await db.query(upload, [verification])
    expect(await refused('select file_path from kyc.documents')).toContain('permission denied')
    await actAsOwner()
    await db.query("update kyc.verifications set status = 'approved'")
    await actAs(me)
    expect(await refused(upload, verification)).toContain('row-level security')
  })

  test('writes tickets and reads what is not internal', async () => {
    await actAs(me)
    const { id } = await one("insert into support.tickets (user_id, subject, description) values ($1, 'Help', 'Please') returning id", me)
    await db.query("insert into support.ticket_messages (ticket_id, sender_type, sender_id, body) values ($1, 'user', $2, 'More')", [
      id,
      me,
    ])
    expect(
      await refused(
        "insert into support.ticket_messages (ticket_id, sender_type, sender_id, body) values ($1, 'staff', $2, 'I am staff')",
        id,
        me,
      ),
    ).toContain('row-level security')
    expect(await refused("update support.tickets set status = 'closed'")).toContain('permission denied')
    await actAsOwner()
    await insert('support.ticket_messages', { ticket_id: id, sender_type: 'staff', body: 'careful', is_internal: true })
    await actAs(me)
    expect(await rows('select body from support.ticket_messages')).toEqual([{ body: 'More' }])
    await actAs(other)
    expect(await rows('select from support.tickets')).toHaveLength(0)
    expect(await refused('select from support.templates')).toContain('permission denied')
  })

  test('reads the outcome of a case and appeals against the own ones', async () => {
    const mine = await insert('moderation.cases', {
      content_type: 'track',
      entity_type: 'track',
      entity_id: await track(me),
      owner_id: me,
      source: 'report',
      decision_notes: 'internal',
    })
    const theirs = await insert('moderation.cases', {
      content_type: 'track',
      entity_type: 'track',
      entity_id: await track(other),
      owner_id: other,
      source: 'report',
    })
    await actAs(me)
    expect(await rows('select status from moderation.cases')).toEqual([{ status: 'pending' }])
    expect(await refused('select decision_notes from moderation.cases')).toContain('permission denied')
    const appeal = "insert into moderation.appeals (user_id, case_id, statement) values ($1, $2, 'No')"
    await db.query(appeal, [me, mine])
    expect(await refused(appeal, me, theirs)).toContain('row-level security')
  })

  test('edits a claim until it is verified', async () => {
    const song = await track(me)
    await actAs(me)
    const { id } = await one(
      "insert into rights.claims (entity_type, entity_id, right_type, holder_name, holder_type, percentage, start_date, created_by) values ('track', $1, 'digital', 'Me', 'user', 50, '2020-01-01', $2) returning id",
      song,
      me,
    )
    expect((await db.query('update rights.claims set percentage = 60')).rowCount).toBe(1)
    expect(await refused("update rights.claims set verification_status = 'approved'")).toContain('permission denied')
    await actAsOwner()
    await db.query("update rights.claims set verification_status = 'approved' where id = $1", [id])
    await actAs(me)
    expect((await db.query('update rights.claims set percentage = 70')).rowCount).toBe(0)
    expect(await rows('select percentage from rights.claims')).toEqual([{ percentage: '60.0000' }])
  })

  test('sees a split as its recipient', async () => {
    const split = await insert('rights.royalty_splits', { entity_type: 'track', entity_id: await track(other), created_by: other })
    await insert('rights.royalty_split_recipients', {
      split_id: split,
      recipient_type: 'user',
      recipient_id: me,
      recipient_name: 'Me',
      percentage: 100,
    })
    await actAs(me)
    expect(await rows('select id from rights.royalty_splits')).toEqual([{ id: split }])
    expect((await db.query("update rights.royalty_splits set name = 'mine'")).rowCount).toBe(0)
  })

  test('pitches, and the curator decides', async () => {
    const { id: platform } = await one('select id from distribution.platforms limit 1')
    const playlist = await insert('promotion.playlists', { curator_id: other, platform_id: platform, name: 'P' })
    const song = await track(me)
    await actAs(me)
    const { id } = await one(
      "insert into promotion.pitches (user_id, track_id, playlist_id, curator_id, status) values ($1, $2, $3, $4, 'pending') returning id",
      me,
      song,
      playlist,
      other,
    )
    expect(await refused("update promotion.pitches set status = 'accepted'")).toContain('row-level security')
    await actAsOwner()
    await db.query("update promotion.pitches set status = 'submitted' where id = $1", [id])
    await actAs(other)
    expect((await db.query("update promotion.pitches set status = 'accepted'")).rowCount).toBe(1)
  })

  test('keeps secret groups and other people’s talk to their members', async () => {
    const group = await insert('community.groups', { owner_id: other, name: 'S', slug: 's', visibility: 'secret' })
    await insert('community.groups', { owner_id: other, name: 'P', slug: 'p', visibility: 'private', join_approval_required: true })
    await insert('community.posts', { user_id: other, group_id: group, content: 'psst' })
    await insert('community.posts', { user_id: other, content: 'hello' })
    const chat = await insert('community.conversations', { is_group: false })
    await db.query('insert into community.conversation_participants values ($1, $2)', [chat, other])
    await insert('community.messages', { conversation_id: chat, sender_id: other, content: 'private' })
    await actAs(me)
    expect(await rows('select name from community.groups')).toEqual([{ name: 'P' }])
    expect(await rows('select content from community.posts')).toEqual([{ content: 'hello' }])
    expect(await rows('select from community.messages')).toHaveLength(0)
    const join = "insert into community.group_members (group_id, user_id, status) select id, $1, $2 from community.groups where slug = 'p'"
    expect(await refused(join, me, 'active')).toContain('row-level security')
    await db.query(join, [me, 'pending'])
  })

  test('sells, and only the reviewer writes the review', async () => {
    await insert('marketplace.products', { seller_id: other, title: 'draft', slug: 'd' })
    const product = await insert('marketplace.products', { seller_id: other, title: 'active', slug: 'a', status: 'active' })
    await actAs(me)
    expect(await rows('select title from marketplace.products')).toEqual([{ title: 'active' }])
    await db.query(
      "insert into marketplace.reviews (reviewer_id, seller_id, entity_type, entity_id, rating) values ($1, $2, 'product', $3, 1)",
      [me, other, product],
    )
    expect(await refused("update marketplace.reviews set seller_response = 'I am great'")).toContain('the seller the response')
    await actAs(other)
    expect(await refused('update marketplace.reviews set rating = 5')).toContain('the reviewer writes')
    expect((await db.query("update marketplace.reviews set seller_response = 'Sorry'")).rowCount).toBe(1)
    expect(await refused('update marketplace.products set is_approved = true')).toContain('permission denied')
  })

  test('reads own notices and marks them', async () => {
    for (const user of [me, other]) await insert('system.notifications', { user_id: user, type: 'system', title: 'Hi' })
    await actAs(me)
    expect((await db.query('update system.notifications set is_read = true, read_at = now()')).rowCount).toBe(1)
    expect(await refused("update system.notifications set title = 'x'")).toContain('permission denied')
    for (const table of [
      'system.audit_logs',
      'system.settings',
      'system.email_queue',
      'system.notifications_default',
      'studio.callback_logs',
    ]) {
      expect(await refused(`select from ${table}`)).toContain('permission denied')
    }
  })
})
