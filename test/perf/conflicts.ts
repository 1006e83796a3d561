// The queue of rights at 100,000 conflicts, 5,000 of them open, and the search over all claims.
//   node test/perf/conflicts.ts

import { conflictQueue } from '../../electron/features/conflict-queue.ts'
import { asOwner } from '../support/people.ts'
import { measure, timed } from './bench.ts'
import { benchQueue } from './queue-bench.ts'

await benchQueue({
  method: 'rights.queue',
  role: 'rights',
  volume: '100,000 conflicts',
  queue: conflictQueue,
  tables: ['work_conflict', 'conflicts', 'conflict_state', 'users', 'tracks'],
  pages: [
    ['open, most held first', { view: 'open', filter: {}, sort: 'held' }],
    ['open, deadline first', { view: 'open', filter: {}, sort: 'due' }],
    ['open, most severe first', { view: 'open', filter: {}, sort: 'priority' }],
    ['splits, most held first', { view: 'split_percentage', filter: {}, sort: 'held' }],
    ['all, most held first', { view: 'all', filter: {}, sort: 'held' }],
    ['done, last changed first', { view: 'done', filter: {}, sort: 'updated' }],
  ],
  fill,
  async beside(ask) {
    const { rows } = await ask('rights.queue', { view: 'open', filter: {}, sort: 'held' })
    await measure('counts of the open view', () => ask('rights.counts', { view: 'open', filter: {} }))
    await measure('one conflict', (round) => ask('rights.get', { id: rows[round % rows.length]?.id ?? '' }))
    await measure(
      'search by title',
      (round) => ask('rights.queue', { view: 'all', filter: { text: `Song ${100 + round}7` }, sort: 'due' }),
      60,
    )
    let check = await ask('rights.search', { id: null })
    while (!check.isDone) check = await ask('rights.search', { id: check.id })
    const { claims, conflicts, milliseconds } = check
    console.log(`\n${claims} claims searched in ${milliseconds} ms, ${conflicts} conflicts`)
  },
})

/** A twentieth is open, each over two claims that come to 110. */
async function fill(url: string) {
  await asOwner(url, async (db) => {
    await db.query('set session_replication_role = replica')
    await db.query(`insert into identity.users (email, username, full_name, status, created_at)
      select 'p' || n || '@perf.test', 'perf_' || n, 'Person ' || n, 'active', now() from generate_series(1, 2000) n`)
    await db.query(
      `create temporary table person as select id, (row_number() over (order by id))::int as n from identity.users where username like 'perf%'`,
    )
    await db.query(`insert into catalog.tracks (user_id, title, status, created_at)
      select p.id, 'Song ' || k, 'published', now() from generate_series(1, 100000) k join person p on p.n = 1 + (k - 1) % 2000`)
    await db.query(`create temporary table song as select id, user_id, (row_number() over (order by id))::int as n from catalog.tracks`)
    await db.query(`insert into rights.claims (entity_type, entity_id, right_type, holder_name, holder_type, percentage, territories, start_date, is_exclusive, created_by)
      select 'track', s.id, 'digital', 'Holder ' || (s.n + k) % 5000, 'external', case when s.n % 20 = 0 then 55 else 50 end,
        (array['{worldwide}', '{DE,AT,CH}', '{2120}']::text[])[1 + s.n % 3]::text[], date '2024-01-01' + s.n % 300, false, s.user_id
      from song s, generate_series(1, 2) k where k = 1 or s.n % 2 = 0`)
    await db.query(`insert into rights.conflicts (entity_type, entity_id, conflict_type, right_type, status, severity, impacted_revenue, currency, detected_at, resolved_at, resolution_type)
      select 'track', s.id, (array['ownership', 'split_percentage', 'metadata', 'duplicate_registration']::rights.conflict_type[])[1 + s.n / 20 % 4], 'digital',
        (case when s.n % 20 <> 0 then 'resolved' else (array['open', 'in_progress', 'open', 'escalated'])[1 + s.n / 20 % 4] end)::rights.conflict_status,
        (array['low', 'medium', 'high', 'critical']::system.severity[])[1 + s.n / 20 % 4], (s.n * 7919) % 500000 / 100.0, 'EUR', now() - make_interval(mins => s.n),
        case when s.n % 20 <> 0 then now() - make_interval(mins => s.n / 2) end, case when s.n % 20 <> 0 then 'split_adjusted'::rights.resolution_type end
      from song s`)
    await db.query(
      `insert into rights.conflict_claims (conflict_id, claim_id) select k.id, c.id from rights.conflicts k join rights.claims c on c.entity_id = k.entity_id`,
    )
    await db.query('set session_replication_role = default')
    await db.query('analyze')
    console.log(`projected in ${Math.round((await timed(() => db.query('select console.rebuild_conflicts()'))) / 1000)} s`)
    for (const table of ['console.work_conflict', 'console.conflict_state', 'rights.conflicts', 'rights.claims'])
      await db.query(`vacuum analyze ${table}`)
  })
}
