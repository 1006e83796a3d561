// The documented volumes at a thousandth: the same statements as at full scale, on the small demo.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { settle } from '../../migrations/demo/settle.ts'
import { documentedVolume, scaled } from '../../migrations/demo/volume/counts.ts'
import { fillVolume } from '../../migrations/demo/volume.ts'
import { broken } from '../support/foreign-keys.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

const now = new Date('2026-03-11T10:30:00Z')
const volume = scaled(documentedVolume, 0.001)
let database: TestDatabase
let db: pg.Client
let before: Map<string, number>
const lines: string[] = []

beforeAll(async () => {
  database = await freshDatabase()
  await fillDemo(database.url, { now })
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  before = await counts()
  await fillVolume(database.url, volume, (line) => lines.push(line), now)
}, 600_000)

afterAll(async () => {
  await db?.end()
  await database?.drop()
})

const counted = {
  'identity.users': volume.users,
  'catalog.tracks': volume.tracks,
  'finance.transactions': volume.transactions,
  'finance.payouts': volume.payouts,
  'kyc.verifications': volume.verifications,
  'rights.conflicts': volume.conflicts,
  'promotion.pitches': volume.pitches,
  'promotion.pitch_analytics': volume.pitchDays,
  'support.tickets': volume.tickets,
  'support.ticket_messages': volume.messages,
  'system.audit_logs': volume.auditEntries,
  'system.api_requests': volume.requests,
  'analytics.realtime_metrics': volume.metrics,
}

async function counts(): Promise<Map<string, number>> {
  const each = Object.keys(counted).map((table) => `select '${table}' as name, count(*)::int as n from ${table}`)
  const { rows } = await db.query<{ name: string; n: number }>(each.join(' union all '))
  return new Map(rows.map(({ name, n }) => [name, n]))
}

const offenders = async (sql: string) => (await db.query(`${sql} limit 5`)).rows

describe('the volumes', () => {
  test('are as many as they say', async () => {
    const after = await counts()
    const added = Object.fromEntries([...after].map(([name, n]) => [name, n - (before.get(name) ?? 0)]))
    expect(added).toEqual(counted)
  })

  test('point to what is there', async () => {
    expect(await broken(db)).toEqual([])
  })

  test('have the counters that triggers would keep', async () => {
    const changed: string[] = []
    await settle(db, (line) => changed.push(line))
    expect(changed.filter((line) => !line.startsWith('0 '))).toEqual([])
  })

  test('leave wallets with what came in and went out', async () => {
    const wrong = `select w.id from finance.wallets w join identity.users u on u.id = w.user_id
      left join lateral (select
          sum(case when type in ('royalty', 'deposit', 'partner_commission') then amount_seller
            when type = 'payout' and status in ('pending', 'processing', 'completed') then -amount_total else 0 end) as available
        from finance.transactions t where t.user_id = u.id) m on true
      where u.email like '%@volume.example' and (w.balance_available <> coalesce(m.available, 0) or w.balance_available < 0)`
    expect(await offenders(wrong)).toEqual([])
    expect(await offenders(`select id from finance.payouts where reference like 'V-%' and amount < 50`)).toEqual([])
  })

  test('are in every queue, with the triggers on again and all indexes back', async () => {
    const { rows: kinds } = await db.query<{ kind: string; source: string }>('select kind, source::text from console.work_kind')
    for (const { kind, source } of kinds)
      expect(
        await offenders(
          `select id from ${source} s where not exists (select from console.work_item w where w.kind = '${kind}' and w.id = s.id)`,
        ),
        kind,
      ).toEqual([])
    // The counters of the queues are kept by triggers on the projection, which were on again by then.
    expect(
      await offenders(`select kind, n, counted, arrived from (select kind, count(*) as n from console.work_item group by 1) i
        join (select kind, sum(n) as counted from console.work_count_now group by 1) c using (kind)
        join (select kind, sum(arrived) as arrived from console.work_hour_now group by 1) h using (kind) where n <> counted or n <> arrived`),
    ).toEqual([])
    expect(await offenders(`select tgname from pg_trigger where tgenabled <> 'O'`)).toEqual([])
    expect(await offenders(`select indexrelid::regclass from pg_index where not indisvalid`)).toEqual([])
    expect(await offenders(`select nspname from pg_namespace where nspname = 'demo_volume'`)).toEqual([])
  })

  test('are told of by the time of each domain, and are not made twice', async () => {
    expect(lines.join('\n')).toMatch(/Each domain in one of 2 sessions: .*finance \d+ s/)
    const again: string[] = []
    await fillVolume(database.url, volume, (line) => again.push(line), now)
    expect(again).toEqual(['The volume is there already.'])
  })
})
