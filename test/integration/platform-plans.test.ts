// Row level security at volume: whoever reads the own rows is served by an index, and is asked who he is once and not once a row.

import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

const USERS = 10_000
let database: TestDatabase
let db: pg.Client

beforeAll(async () => {
  database = await freshDatabase(undefined, ['platform'])
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  await db.query(`
    set session_replication_role = replica;
    insert into identity.users (email) select 'u' || i || '@volume.test' from generate_series(1, ${USERS}) i;
    create temp table person as select row_number() over () as n, id from identity.users;
    insert into identity.organizations (name, slug, type, owner_id) select 'L' || n, 'l' || n, 'label', id from person where n <= 100;
    insert into identity.organization_members (organization_id, user_id, status)
    select o.id, p.id, 'active' from person p join identity.organizations o on o.slug = 'l' || p.n / 100 where p.n < 2000;
    insert into catalog.tracks (user_id, organization_id, title, status, is_public)
    select p.id, o.id, 'Song', case when i = 1 then 'published' else 'draft' end::catalog.content_status, i = 2
    from person p cross join generate_series(1, 5) i left join identity.organizations o on i = 3 and o.slug = 'l' || p.n % 1000;
    insert into catalog.track_versions (track_id, variant_index) select id, 0 from catalog.tracks;
    insert into finance.wallets (user_id) select id from person;
    insert into finance.payment_methods (user_id, type, name) select id, 'paypal', 'PayPal' from person;
    insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method)
    select p.id, w.id, m.id, 60, 'paypal' from person p join finance.wallets w on w.user_id = p.id join finance.payment_methods m on m.user_id = p.id;
    insert into finance.transactions (user_id, counterparty_id, type, amount_total)
    select a.id, b.id, 'deposit', 1 from person a join person b on b.n = ${USERS} - a.n + 1, generate_series(1, 2);
    insert into support.tickets (user_id, subject, description) select id, 'Help', 'Please' from person;
    insert into system.notifications (user_id, type, title, created_at)
    select id, 'system', 'Hi', now() - make_interval(days => i * 20) from person, generate_series(0, 3) i;
    insert into analytics.daily_stats (entity_type, entity_id, stat_date) select 'track', id, '2026-01-01' from catalog.tracks;
    insert into rights.claims (entity_type, entity_id, user_id, created_by, right_type, holder_name, holder_type, percentage, start_date)
    select 'track', id, user_id, user_id, 'digital', 'H', 'user', 100, '2020-01-01' from catalog.tracks;
    set session_replication_role = origin;
    analyze;`)
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

interface Plan {
  'Node Type': string
  'Relation Name'?: string
  'Actual Rows'?: number
  'Rows Removed by Filter'?: number
  Plans?: Plan[]
}

/** The scans of tables in the plan of a statement that somebody with few rows runs. */
async function scans(sql: string): Promise<Plan[]> {
  await db.query('begin')
  const me = (await db.query("select id from identity.users where email = 'u777@volume.test'")).rows[0].id
  await db.query(`set local role platform_user; set local platform.user_id = '${me}'`)
  const { rows } = await db.query(`explain (analyze, format json) ${sql.replace(':me', `'${me}'`)}`)
  await db.query('rollback')
  const all = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(all)]
  return all(rows[0]['QUERY PLAN'][0].Plan).filter((plan) => plan['Node Type'].endsWith('Scan'))
}

test.each([
  ['tracks', 'select id from catalog.tracks where user_id = :me order by created_at desc limit 50'],
  [
    'tracks of the organization',
    'select id from catalog.tracks where organization_id = any (array(select identity.current_organizations()))',
  ],
  [
    'versions of a track',
    'select id from catalog.track_versions where track_id = (select id from catalog.tracks where user_id = :me limit 1)',
  ],
  ['payouts', 'select id from finance.payouts'],
  ['transactions on either side', 'select id from finance.transactions'],
  ['tickets', 'select id from support.tickets'],
  ['notifications', 'select id from system.notifications order by created_at desc limit 20'],
  ['numbers of the day', 'select id from analytics.daily_stats'],
  ['claims', 'select id from rights.claims'],
])('own %s are found by an index, and next to nothing else is read', async (_, sql) => {
  const found = await scans(sql)
  expect(found.length).toBeGreaterThan(0)
  // An empty partition is read whole.
  const whole = found.filter((scan) => scan['Node Type'] === 'Seq Scan' && (scan['Actual Rows'] || scan['Rows Removed by Filter']))
  expect(whole).toEqual([])
  const wasted = found.reduce((sum, scan) => sum + (scan['Rows Removed by Filter'] ?? 0), 0)
  expect(wasted).toBeLessThan(50)
})

test('no policy calls a function once a row', async () => {
  const { rows } = await db.query(
    "select tablename || ' ' || policyname as name, cmd, coalesce(qual, '') || ' ' || coalesce(with_check, '') as condition from pg_policies where 'platform_user' = any (roles)",
  )
  expect(rows.length).toBeGreaterThan(150)
  const perRow = rows.filter(({ cmd, condition }) => {
    // Whoever inserts, inserts few: there a function may be asked about the row.
    const rest = condition.replace(/\( ?SELECT \w+\.\w+\(\)( AS \w+)?\)/g, '')
    return cmd !== 'INSERT' && /\w+\.\w+\(/.test(rest)
  })
  expect(perRow).toEqual([])
})

test('whatever a policy compares with the person or with a set of his is found by an index', async () => {
  const { rows } = await db.query(`
    with compared as (
      select format('%I.%I', schemaname, tablename)::regclass as of_table,
        (regexp_matches(qual, '(?:^|[( ])(\\w+) = (?:\\( ?SELECT identity.current_user_id|ANY \\(ARRAY)', 'g'))[1] as name
      from pg_policies where 'platform_user' = any (roles)
    )
    select distinct of_table::text, name from compared join pg_attribute a on a.attrelid = of_table and a.attname = name
    where not exists (
      select from pg_index i
      left join pg_attribute first on first.attrelid = i.indrelid and first.attnum = i.indkey[0]
      where i.indrelid = of_table and i.indpred is null
        -- A pair of type and id is compared as a pair.
        and (i.indkey[0] = a.attnum or i.indkey[1] = a.attnum and first.attname in ('entity_type', 'holder_type'))
    )`)
  expect(rows).toEqual([])
})
