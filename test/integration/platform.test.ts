// The platform as it is migrated: its tables and what they refuse, its ids, partitions, retention and upkeep.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { onPlatform } from '../support/sql.ts'

const { db, rows, one, refused, insert, person, track } = onPlatform()

const DAY = 86_400_000
const ago = (days: number) => new Date(Date.now() - days * DAY)

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

describe('retention', () => {
  test('drops a month only when its newest row is past the limit', async () => {
    await db.query('select system.ensure_partitions(6, 0)')
    const partitions = async () =>
      (await rows("select inhrelid::regclass::text as name from pg_inherits where inhparent = 'system.system_logs'::regclass")).map(
        ({ name }) => name,
      )
    const month = async (age: string) =>
      (await one(`select 'system.system_logs_' || to_char(now() at time zone 'utc' - interval '${age}', 'YYYY_MM') as name`)).name
    await db.query("insert into system.system_logs (source, message, occurred_at) values ('t', 'young', now() - interval '29 days')")
    await db.query("insert into system.system_logs (source, message, occurred_at) values ('t', 'old', now() - interval '100 days')")
    const [young, old] = [await month('29 days'), await month('100 days')]
    await db.query('select system.apply_retention()')
    expect(await partitions()).toContain(young)
    expect(await partitions()).not.toContain(old)
    expect(await rows('select message from system.system_logs')).toEqual([{ message: 'young' }])
  })

  test('takes the names out of rows where it says so', async () => {
    const user = await person()
    await db.query(
      "insert into system.email_queue (user_id, to_email, subject, created_at) values ($1, 'a@b.c', 's', $2), ($1, 'a@b.c', 's', now())",
      [user, ago(10)],
    )
    await db.query("update system.retention_policies set keep_for = '7 days', mode = 'anonymize' where table_name = 'system.email_queue'")
    await db.query('select system.apply_retention()')
    expect(await rows('select user_id is null as anonymous from system.email_queue order by created_at')).toEqual([
      { anonymous: true },
      { anonymous: false },
    ])
  })
})

describe('the defaults', () => {
  test('are those that are documented', async () => {
    const settings = Object.fromEntries((await rows('select key, value from system.settings')).map(({ key, value }) => [key, value]))
    expect(settings).toMatchObject({
      'finance.min_withdrawal': { USD: '50.00' },
      'finance.hold_days': 7,
      'finance.commission_rates': { free: 40, starter: 30, professional: 20, business: 10, enterprise: 10, custom: 10 },
      'finance.processor_fees': { stripe: { percent: '2.9', fixed: '0.30' }, paypal: { percent: '3.49', fixed: '0.49' } },
      'moderation.field_requests': { skill: 3, genre: 5 },
      'moderation.false_reports': { temporary_at: 3, temporary_days: 30, permanent_at: 5 },
      'catalog.archive': { after_days: 90, notice_days: 7 },
      'system.rate_limits': { 'generate-music': 10, 'generate-lyrics': 20, 'api-general': 100 },
    })
  })

  test('keep logs as long as documented', async () => {
    const kept = await rows('select table_name, keep_for::text, mode from system.retention_policies where keep_for is not null order by 1')
    expect(kept.map(({ table_name, keep_for, mode }) => `${table_name} ${keep_for} ${mode}`)).toEqual([
      'analytics.campaign_metrics 2 years drop_partition',
      'analytics.campaign_reports 2 years drop_partition',
      'analytics.meta_ad_metrics 2 years drop_partition',
      'analytics.spotify_metrics 2 years drop_partition',
      'analytics.streaming_events 90 days drop_partition',
      'system.activity_events 1 year drop_partition',
      'system.api_requests 90 days drop_partition',
      'system.audit_logs 90 days delete_rows',
      'system.system_logs 30 days drop_partition',
    ])
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
    expect(checks).toHaveLength(9)
  })

  test('runs the jobs that README names', async () => {
    const readme = readFileSync(join(import.meta.dirname, '..', '..', 'README.md'), 'utf8')
    const jobs =
      readme
        .split('```')
        .find((block) => block.includes('apply_retention()'))
        ?.match(/^select [^;]+/gm) ?? []
    expect(jobs).toHaveLength(9)
    for (const job of jobs) await rows(job)
  })

  test('tells operations of sizes, indexes, the cache and slow statements', async () => {
    expect(await rows(`select schema_name, total_bytes > 0 as has_size from system.table_sizes where table_name = 'users'`)).toEqual([
      { schema_name: 'identity', has_size: true },
    ])
    expect((await rows('select * from system.unused_indexes where scans > 0')).length).toBe(0)
    expect(
      await one('select hits >= 0 as hit, coalesce(hit_percent, 100) between 0 and 100 as percent from system.cache_hit_ratio'),
    ).toEqual({
      hit: true,
      percent: true,
    })
    // The servers of the tests do not count statements.
    expect(await rows('select * from system.slow_queries')).toEqual([])
  })
})
