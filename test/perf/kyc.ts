// The queue of identity checks at 100,000 checks.
//   node test/perf/kyc.ts

import { kycQueue } from '../../electron/features/kyc-queue.ts'
import { asOwner } from '../support/people.ts'
import { measure, timed } from './bench.ts'
import { benchQueue } from './queue-bench.ts'

await benchQueue({
  method: 'kyc.queue',
  role: 'compliance',
  volume: '100,000 checks',
  queue: kycQueue,
  tables: ['work_kyc', 'verifications', 'users'],
  pages: [
    ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
    ['unassigned, due first', { view: 'unassigned', filter: {}, sort: 'due' }],
    ['open, highest risk first', { view: 'open', filter: {}, sort: 'risk' }],
    ['all, highest risk first', { view: 'all', filter: {}, sort: 'risk' }],
    ['open, advanced for two reviewers', { view: 'open', filter: { category: ['advanced'], tag: ['two_reviewers'] }, sort: 'due' }],
    ['waiting on the person', { view: 'needs_info', filter: {}, sort: 'due' }],
    ['decided, last changed first', { view: 'done', filter: {}, sort: 'updated' }],
  ],
  fill,
  async beside(ask) {
    const { rows } = await ask('kyc.queue', { view: 'open', filter: {}, sort: 'due' })
    await measure('counts of the open view', () => ask('kyc.counts', { view: 'open', filter: {} }))
    await measure('one check', (round) => ask('kyc.get', { id: rows[round % rows.length]?.id ?? '' }))
    await measure('search by document number', (round) =>
      ask('kyc.queue', { view: 'all', filter: { text: `L${1_000_000 + round}` }, sort: 'due' }),
    )
    await measure('search by name', (round) => ask('kyc.queue', { view: 'all', filter: { text: `person ${round}7` }, sort: 'due' }), 60)
  },
})

/** A tenth waits, as after a busy month; two documents each. */
async function fill(url: string) {
  await asOwner(url, async (db) => {
    await db.query('set session_replication_role = replica')
    await db.query(`insert into identity.users (email, username, full_name, status, created_at)
      select 'p' || n || '@perf.test', 'perf_' || n, 'Person ' || n, 'active', now() - make_interval(days => n % 900) from generate_series(1, 100000) n`)
    await db.query(`insert into kyc.verifications (user_id, level, status, risk_score, submitted_at, verified_at, expires_at, created_at, verification_data)
      select u.id, (array['basic', 'basic', 'enhanced', 'advanced']::kyc.verification_level[])[1 + n % 4],
        case when n % 10 = 0 then (array['pending', 'pending', 'pending', 'in_review', 'needs_info']::kyc.verification_status[])[1 + (n / 10) % 5] else 'approved' end,
        (n * 37) % 101, now() - make_interval(mins => n), case when n % 10 <> 0 then now() - make_interval(mins => n) end, now() + interval '1 year',
        now() - make_interval(mins => n), jsonb_build_object('declared', jsonb_build_object('name', u.full_name, 'number', 'L' || (1000000 + n)))
      from (select id, full_name, (row_number() over (order by id))::int as n from identity.users where username like 'perf%') u`)
    await db.query(`insert into kyc.documents (verification_id, document_type, file_path, status, created_at)
      select v.id, t::kyc.document_type, 'specimens/archived-passport.png', v.status, v.created_at from kyc.verifications v, unnest(array['passport', 'selfie']) t`)
    await db.query('set session_replication_role = default')
    await db.query('analyze')
    console.log(`projected in ${Math.round((await timed(() => db.query('select console.kyc_project()'))) / 1000)} s`)
    await db.query('vacuum analyze console.work_kyc')
    await db.query('vacuum analyze kyc.verifications, identity.users, identity.profiles')
  })
}
