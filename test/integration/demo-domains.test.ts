import { existsSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { settle } from '../../migrations/demo/settle.ts'
import { broken } from '../support/foreign-keys.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

const now = new Date('2026-03-11T10:30:00Z')
const domains = [
  'identity',
  'catalog',
  'distribution',
  'rights',
  'finance',
  'kyc',
  'support',
  'moderation',
  'promotion',
  'community',
  'marketplace',
  'studio',
  'analytics',
  'system',
]
let database: TestDatabase
let db: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  await fillDemo(database.url, { now })
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
}, 300_000)

afterAll(async () => {
  await db?.end()
  await database?.drop()
})

async function rows<T extends pg.QueryResultRow>(sql: string, ...values: unknown[]): Promise<T[]> {
  return (await db.query<T>(sql, values)).rows
}

/** Rows that break a rule; the message shows the first few. */
const offenders = (sql: string, ...values: unknown[]) => rows(`${sql} limit 5`, ...values)

async function tables(column?: string): Promise<string[]> {
  const found = await rows<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any ($1)
       and ($2::text is null or exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = $2)) order by 1`,
    domains,
    column ?? null,
  )
  return found.map(({ name }) => name)
}

describe('every table', () => {
  test('has rows', async () => {
    const all = await tables()
    const counts = await rows<{ name: string; has_rows: boolean }>(
      all.map((name) => `select '${name}' as name, exists (select from ${name}) as has_rows`).join(' union all '),
    )
    expect(all).toHaveLength(166)
    expect(counts.filter(({ has_rows }) => !has_rows)).toEqual([])
  })

  test('tells of nothing that has not happened yet', async () => {
    const ahead = /expires|_until$|_ends_at$|^ends_at|scheduled|period_end|due_at/
    const columns = await rows<{ name: string; column: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name, a.attname as column from pg_attribute a join pg_class c on c.oid = a.attrelid
       join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p') and not c.relispartition and n.nspname = any ($1) and a.atttypid = 'timestamptz'::regtype`,
      domains,
    )
    // What the migrations have put there is as old as the database.
    const own = '(select min(created_at) from system.retention_policies)'
    const checks = columns
      .filter(({ column }) => !ahead.test(column))
      .map(
        ({ name, column }) =>
          `select '${name}.${column}' as name where exists (select from ${name} where ${column} > $1 and ${column} < ${own})`,
      )
    expect(await rows(checks.join(' union all '), now)).toEqual([])
  })

  test('points to what is there, also by type and id', async () => {
    const entities = new Map(
      (await rows<{ entity_type: string; table_name: string }>('select * from console.record_entity')).map((row) => [
        row.entity_type,
        row.table_name,
      ]),
    )
    for (const table of await tables('entity_id')) {
      for (const { type } of await rows<{ type: string }>(
        `select distinct entity_type::text as type from ${table} where entity_id is not null`,
      )) {
        const target = entities.get(type)
        expect(target, `${table}: ${type}`).toBeDefined()
        const missing = `select '${table}' as name, entity_type, entity_id from ${table} x
          where entity_type::text = $1 and not exists (select from ${target} t where t.id = x.entity_id)`
        expect(await offenders(missing, type)).toEqual([])
      }
    }
  })

  test('keeps every foreign key, though the checks were off', async () => {
    expect(await broken(db)).toEqual([])
  })

  test('has the counters that its triggers would keep', async () => {
    const lines: string[] = []
    await settle(db, (line) => lines.push(line))
    expect(lines.filter((line) => !line.startsWith('0 '))).toEqual([])
  })
})

describe('every state is there', () => {
  test.each([
    'catalog.content_status catalog.releases status',
    'catalog.release_type catalog.releases type',
    'catalog.credit_role catalog.credits role',
    'distribution.distribution_status distribution.records status',
    'rights.split_status rights.royalty_splits status',
    'rights.agreement_status rights.agreements status',
    'rights.agreement_type rights.agreements type',
    'rights.conflict_status rights.conflicts status',
    'rights.conflict_type rights.conflicts conflict_type',
    'rights.resolution_type rights.conflicts resolution_type',
    'rights.registration_status rights.work_registrations status',
    'finance.transaction_type finance.transactions type',
    'finance.transaction_status finance.transactions status',
    'finance.payout_status finance.payouts status',
    'finance.invoice_status finance.invoices status',
    'finance.statement_status finance.statements status',
    'finance.royalty_calculation_status finance.royalty_calculations status',
    'finance.advance_status finance.advances status',
    'kyc.verification_status kyc.verifications status',
    'kyc.verification_status kyc.documents status',
    'kyc.verification_level kyc.verifications level',
    'kyc.document_type kyc.documents document_type',
    'moderation.moderation_status moderation.cases status',
    'moderation.content_type moderation.cases content_type',
    'moderation.case_source moderation.cases source',
    'moderation.report_status moderation.reports status',
    'moderation.report_reason moderation.reports reason',
    'moderation.sanction_type moderation.sanctions type',
    'system.approval_status moderation.approvals status',
    'promotion.pitch_status promotion.pitches status',
    'promotion.partner_status promotion.partners status',
    'promotion.partner_tier promotion.partners tier',
    'promotion.commission_status promotion.partner_commissions status',
    'promotion.campaign_status promotion.campaigns status',
    'promotion.goal_type promotion.campaign_goals type',
    'promotion.email_campaign_status promotion.email_campaigns status',
    'promotion.recipient_status promotion.email_campaign_recipients status',
    'promotion.integration_status promotion.integrations status',
    'community.post_type community.posts post_type',
    'community.group_visibility community.groups visibility',
    'identity.membership_status community.group_members status',
    'identity.membership_status identity.organization_members status',
    'identity.organization_type identity.organizations type',
    'marketplace.order_status marketplace.orders status',
    'marketplace.listing_status marketplace.products status',
    'marketplace.webinar_status marketplace.webinars status',
    'system.job_status studio.track_generations status',
    'system.notification_type system.notifications type',
    'system.email_status system.email_queue status',
    'system.webhook_delivery_status system.webhook_deliveries status',
    'system.audit_category system.audit_logs category',
    'analytics.event_type analytics.events event_type',
  ])('%s', async (line) => {
    const [type, table, column] = line.split(' ')
    const missing = `select v from unnest(enum_range(null::${type})) v where not exists (select from ${table} where ${column} = v)`
    expect(await offenders(missing)).toEqual([])
  })
})

describe('money', () => {
  test('wallets are what their movements make of them', async () => {
    // As finance.apply_transaction_to_wallet() reckons; open payouts have left what is available, as in the console.
    const effects = `
      select user_id, currency, case type
          when 'royalty' then amount_seller when 'advance' then amount_total when 'partner_commission' then amount_seller
          when 'bonus' then amount_seller when 'deposit' then amount_seller when 'penalty' then -amount_total else 0 end as available,
        case when type = 'deposit' then -amount_seller else 0 end as pending,
        case when type in ('royalty', 'partner_commission', 'bonus') then amount_seller when type = 'advance' then amount_total else 0 end as earned,
        case when type = 'payout' then amount_total else 0 end as withdrawn,
        case when type in ('product_purchase', 'service_purchase', 'webinar_registration', 'pitch_payment', 'subscription_payment') then amount_total
          when type = 'refund' then -amount_total else 0 end as spent
      from finance.transactions where status in ('completed', 'refunded', 'disputed')
      union all
      select counterparty_id, currency, 0, amount_seller, amount_seller, 0, 0 from finance.transactions
      where type in ('product_purchase', 'service_purchase', 'webinar_registration') and status in ('completed', 'refunded', 'disputed')
      union all
      select s.counterparty_id, s.currency, case when d.id is null then 0 else -r.amount_seller end, case when d.id is null then -r.amount_seller else 0 end,
        -r.amount_seller, 0, 0
      from finance.transactions r join finance.transactions s on s.id = r.parent_transaction_id
      left join finance.transactions d on d.parent_transaction_id = s.id and d.type = 'deposit'
      where r.type = 'refund'
      union all
      select user_id, currency, -amount, 0, 0, 0, 0 from finance.payouts where status = 'completed'`
    const wrong = `select w.id from finance.wallets w
      left join (select user_id, currency, sum(available) as available, sum(pending) as pending, sum(earned) as earned, sum(withdrawn) as withdrawn,
        sum(spent) as spent from (${effects}) e group by 1, 2) m using (user_id, currency)
      where (w.balance_available, w.balance_pending, w.total_earned, w.total_withdrawn, w.total_spent_on_platform)
        <> (coalesce(m.available, 0), coalesce(m.pending, 0), coalesce(m.earned, 0), coalesce(m.withdrawn, 0), coalesce(m.spent, 0))`
    expect(await offenders(wrong)).toEqual([])
    expect(await rows('select from finance.wallets where balance_available < 0')).not.toEqual([])
  })

  test.each([
    [
      'statements are the sum of what was paid',
      `select s.id from finance.statements s join finance.royalty_calculations c on c.statement_id = s.id group by s.id having sum(c.amount) <> s.total_amount`,
    ],
    [
      'calculations are shared out to the cent',
      `select c.id from finance.royalty_calculations c join finance.royalty_allocations a on a.calculation_id = c.id group by c.id having sum(a.amount) <> c.amount`,
    ],
    [
      'batches are the sum of their payouts',
      `select b.id from finance.payout_batches b join finance.payouts p on p.batch_id = b.id group by b.id
       having sum(p.amount) <> b.total_amount or count(*) <> b.total_payments or bool_or(p.currency <> b.currency or p.payout_method <> b.payment_method)`,
    ],
    [
      'credits are what the ledger leaves',
      `select b.id from finance.credit_balances b where credits_remaining <> (select sum(delta) from finance.credit_ledger l where l.user_id = b.user_id and l.kind = b.kind)`,
    ],
    ['advances add up', `select id from finance.advances where status <> 'cancelled' and amount <> recouped_amount + remaining_amount`],
    [
      'orders agree with their payment',
      `select o.id from marketplace.orders o join finance.transactions t on t.id = o.transaction_id where (t.user_id, t.counterparty_id, t.entity_id) <> (o.buyer_id, o.seller_id, o.id)`,
    ],
  ])('%s', async (_, sql) => {
    expect(await offenders(sql)).toEqual([])
  })

  test('the platform’s own jobs find nothing to mend', async () => {
    await db.query('begin')
    // All holds that have ended are released, as of the demo's midnight; the real clock is elsewhere.
    const [due] = await rows<{ n: string }>(
      `select count(*) as n from finance.transactions s where s.hold_until <= $1 and s.status = 'completed' and amount_seller > 0
       and not exists (select from finance.transactions d where d.parent_transaction_id = s.id and d.type = 'deposit')`,
      new Date('2026-03-11T00:00:00Z'),
    )
    expect(due?.n).toBe('0')
    await db.query(
      'select finance.release_holds(), identity.cleanup_expired_sessions(), catalog.schedule_track_archiving(), studio.reset_daily_limits()',
    )
    expect(await rows('select from finance.wallets where balance_pending <> 0')).toEqual(
      await rows(`select from finance.wallets where balance_pending <> 0`),
    )
    await db.query('rollback')
  })
})

describe('catalogue and rights', () => {
  test.each([
    ['codes are valid', `select id from catalog.releases where upc is not null and not catalog.is_valid_upc(upc)`],
    [
      'a release has tracks of its artist',
      `select r.id from catalog.releases r where not exists (select from catalog.release_tracks t where t.release_id = r.id)`,
    ],
    [
      'active splits come to the whole',
      `select s.id from rights.royalty_splits s join rights.royalty_split_recipients r on r.split_id = s.id where s.status = 'active' group by s.id having sum(percentage) <> 100`,
    ],
    [
      'claims on the same right come to more than the whole only in a conflict',
      `select entity_id, right_type from rights.claims where verification_status <> 'rejected' and not has_conflict and territories = '{worldwide}'
       group by 1, 2 having sum(percentage) > 100.06`,
    ],
    [
      'two who exclude each other are in conflict',
      `select a.id from rights.claims a join rights.claims b on b.id <> a.id and (a.entity_id, a.right_type) = (b.entity_id, b.right_type)
       where a.is_exclusive and a.verification_status <> 'rejected' and b.verification_status <> 'rejected' and not a.has_conflict`,
    ],
    [
      'a conflict has its claims',
      `select id from rights.conflicts k where not exists (select from rights.conflict_claims c where c.conflict_id = k.id)`,
    ],
    [
      'a sub-label’s release has the approval that its label asks for',
      `select r.id from catalog.releases r join identity.organizations o on o.id = r.organization_id and o.type = 'sub_label' join identity.organizations l on l.id = o.parent_id
       where l.settings -> 'distribution' ->> 'releaseApprovalRequired' = 'true' and r.status in ('submitted', 'approved', 'published')
         and not exists (select from moderation.approvals a where a.entity_id = r.id and (r.status = 'submitted' or a.status = 'approved'))`,
    ],
  ])('%s', async (_, sql) => {
    expect(await offenders(sql)).toEqual([])
  })

  test('the desk of rights has its 38 conflicts, one of them the example everybody knows', async () => {
    const open = await rows<{ type: string; n: number }>(
      `select conflict_type as type, count(*)::int as n from rights.conflicts where status <> 'resolved' group by 1 order by 1`,
    )
    expect(open).toEqual([
      { type: 'ownership', n: 17 },
      { type: 'split_percentage', n: 11 },
      { type: 'metadata', n: 4 },
      { type: 'duplicate_registration', n: 6 },
    ])
    const claims = await rows(
      `select c.holder_name as party, c.percentage::float as share, c.territories, c.start_date::text as start, c.end_date::text as end
       from rights.claims c join catalog.tracks t on t.id = c.entity_id and t.title = 'Glass Harbour' where c.has_conflict order by c.percentage desc limit 2`,
    )
    expect(claims).toEqual([
      { party: 'Nordlys Musikk AS', share: 60, territories: ['worldwide'], start: '2024-01-01', end: '2027-01-01' },
      { party: 'スタジオ星', share: 50, territories: ['DE', 'AT', 'CH'], start: '2025-07-01', end: '2030-01-01' },
    ])
    const [darya] = await rows(
      `select c.percentage::float as share from rights.claims c join catalog.artists a on a.id = c.holder_id join identity.users u on u.id = a.user_id
       where u.email = 'd.remizova@klinta.example' and c.has_conflict order by 1 limit 1`,
    )
    expect(darya).toEqual({ share: 35 })
  })

  test('labels have sub-labels, two deep', async () => {
    const [deep] = await rows(
      `select c.name from identity.organizations a join identity.organizations b on b.parent_id = a.id join identity.organizations c on c.parent_id = b.id limit 1`,
    )
    expect(deep).toEqual({ name: 'Klang Nacht Tapes' })
  })
})

describe('desks with work', () => {
  test('each is in the console’s projection, whole', async () => {
    const kinds = await rows<{ kind: string; source: string }>('select kind, source::text from console.work_kind')
    for (const { kind, source } of kinds)
      expect(
        await offenders(
          `select id from ${source} s where not exists (select from console.work_item w where w.kind = $1 and w.id = s.id)`,
          kind,
        ),
        kind,
      ).toEqual([])
  })

  test('what can be listened to and looked at is in the store, as long as it says', async () => {
    const media = await rows<{ key: string }>(
      `select distinct regexp_replace(url, '^[a-z]+://[^/]+/', '') as key
       from (select audio_url as url from catalog.tracks union select cover_url from catalog.tracks union select cover_url from catalog.releases
         union select avatar_url from identity.profiles union select avatar_url from community.groups union select preview_audio_url from marketplace.products
         union select thumbnail_url from marketplace.products union select unnest(media_urls) from community.posts where post_type = 'image') u where url is not null`,
    )
    expect(media.filter(({ key }) => !existsSync(join(import.meta.dirname, '../../resources', key)))).toEqual([])
    const beyond = `select c.id from moderation.cases c join catalog.tracks t on t.id = c.entity_id
      cross join jsonb_array_elements(c.signals -> 'spans') s where (s ->> 'to')::int > t.duration_seconds`
    expect(await offenders(beyond)).toEqual([])
  })

  test('moderation has 390 cases to look at, one for each approval and wish among them, and each in the queue', async () => {
    const [sums] = await rows(
      `select (select count(*)::int from moderation.cases where status in ('pending', 'in_progress', 'flagged', 'appealed')) as cases,
        (select count(*)::int from console.work_item where kind = 'case' and is_open) as queue,
        (select count(*)::int from moderation.approvals where status not in ('approved', 'rejected')) as approvals,
        (select count(*)::int from moderation.appeals where status not in ('approved', 'rejected')) as appeals,
        (select count(*)::int from moderation.field_requests where status not in ('approved', 'rejected')) as wishes`,
    )
    expect(sums).toEqual({ cases: 390, queue: 390, approvals: 31, appeals: 9, wishes: 14 })
  })

  test('identity checks wait, and their papers can be opened', async () => {
    const [sums] = await rows(
      `select count(*) filter (where status in ('pending', 'in_review'))::int as waiting, count(*) filter (where status = 'needs_info')::int as asked,
        count(*) filter (where status in ('pending', 'in_review') and verification_data ? 'screening')::int as listed
       from kyc.verifications`,
    )
    expect(sums).toEqual({ waiting: 61, asked: 29, listed: 8 })
    const files = await rows<{ file_path: string }>('select distinct file_path from kyc.documents')
    expect(files.filter(({ file_path }) => !existsSync(join('resources', file_path)))).toEqual([])
  })

  test.each([
    [
      'standings count the false reports',
      `select s.id from moderation.reporter_standings s where false_report_count <> (select count(*) from moderation.reports r where r.reporter_id = s.user_id and r.status = 'false_report')`,
    ],
    [
      'who is suspended has a sanction',
      `select u.id from identity.users u where u.status in ('suspended', 'banned') and not exists (select from moderation.sanctions s where s.user_id = u.id and s.lifted_at is null)`,
    ],
    [
      'nobody answers an appeal against himself',
      `select a.id from moderation.appeals a join moderation.cases c on c.id = a.case_id where a.decided_by = c.decided_by`,
    ],
    [
      'wishes are near their thresholds',
      `select 1 where not exists (select from moderation.field_requests where status = 'pending' and field_type = 'skill' and request_count = 2)
      or not exists (select from moderation.field_requests where status = 'pending' and field_type = 'genre' and request_count = 4)`,
    ],
    [
      'reports come from others',
      `select r.id from moderation.reports r join moderation.cases c on c.id = r.case_id where r.reporter_id = c.owner_id`,
    ],
  ])('%s', async (_, sql) => {
    expect(await offenders(sql)).toEqual([])
  })
})
