// The queue of moderation at 200,000 cases, 10,000 of them open, with 250,000 reports.
//   node test/perf/cases.ts

import { caseQueue } from '../../electron/features/case-queue.ts'
import { asOwner } from '../support/people.ts'
import { measure, timed } from './bench.ts'
import { benchQueue } from './queue-bench.ts'

const verdict = { action: 'remove' as const, policy: 'C2', severity: 'high' as const, facts: 'The same vocal.', spans: [] }

await benchQueue({
  method: 'moderation.queue',
  role: 'moderator',
  volume: '200,000 cases',
  queue: caseQueue,
  tables: ['work_case', 'cases', 'reports', 'users', 'tracks'],
  pages: [
    ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
    ['unassigned, gravest first', { view: 'unassigned', filter: {}, sort: 'priority' }],
    ['open, widest reach first', { view: 'open', filter: {}, sort: 'reach' }],
    ['all, widest reach first', { view: 'all', filter: {}, sort: 'reach' }],
    ['audio, due first', { view: 'audio', filter: {}, sort: 'due' }],
    ['images, due first', { view: 'images', filter: {}, sort: 'due' }],
    ['appeals, due first', { view: 'appealed', filter: {}, sort: 'due' }],
    ['open, reported for spam', { view: 'open', filter: { tag: ['spam'] }, sort: 'due' }],
    ['decided, last changed first', { view: 'done', filter: {}, sort: 'updated' }],
  ],
  fill,
  async beside(ask) {
    const { rows } = await ask('moderation.queue', { view: 'open', filter: {}, sort: 'due' })
    await measure('counts of the open view', () => ask('moderation.counts', { view: 'open', filter: {} }))
    await measure('one case', (round) => ask('moderation.get', { id: rows[round % rows.length]?.id ?? '' }))
    await measure('what a decision would do', (round) => ask('moderation.preview', { id: rows[round % rows.length]?.id ?? '', ...verdict }))
    await measure(
      'search by words of the subject',
      (round) => ask('moderation.queue', { view: 'all', filter: { text: `song ${100 + round}7` }, sort: 'due' }),
      60,
    )
  },
})

/** A twentieth is open. */
async function fill(url: string) {
  await asOwner(url, async (db) => {
    await db.query('set session_replication_role = replica')
    await db.query(`insert into identity.users (email, username, full_name, status, created_at)
      select 'p' || n || '@perf.test', 'perf_' || n, 'Person ' || n, 'active', now() - make_interval(days => n % 900) from generate_series(1, 20000) n`)
    await db.query(
      `create temporary table person as select id, (row_number() over (order by id))::int as n from identity.users where username like 'perf%'`,
    )
    await db.query(`insert into catalog.tracks (user_id, title, status, play_count, created_at)
      select p.id, 'Song ' || k, 'published', (k::bigint * 7919) % 90000, now() - make_interval(mins => k)
      from generate_series(1, 160000) k join person p on p.n = 1 + (k - 1) % 20000`)
    await db.query(`insert into catalog.releases (user_id, title, display_artist, catalogue_id, created_at)
      select p.id, 'Release ' || p.n, 'Artist', 'PERF-' || k, now() - make_interval(mins => k)
      from generate_series(1, 40000) k join person p on p.n = 1 + (k - 1) % 20000`)
    const cases = `insert into moderation.cases (content_type, entity_type, entity_id, owner_id, source, status, severity, signals, decided_at, created_at)
      select $1::text::moderation.content_type, $2::text::system.entity_type, x.id, x.user_id, (array['report', 'report', 'automated', 'submission']::moderation.case_source[])[1 + n % 4],
        (case when n % 20 = 0 then (array['pending', 'pending', 'flagged', 'appealed'])[1 + n / 20 % 4] else (array['approved', 'rejected'])[1 + n % 2] end)::moderation.moderation_status,
        (array['low', 'medium', 'medium', 'high', 'critical']::system.severity[])[1 + n % 5], case when n % 4 = 2 then '{"rule": "audio_match"}'::jsonb end,
        case when n % 20 <> 0 then now() - make_interval(mins => n) end, now() - make_interval(mins => n)
      from (select id, user_id, (row_number() over (order by id))::int as n from `
    await db.query(`${cases} catalog.tracks) x`, ['track', 'track'])
    await db.query(`${cases} catalog.releases) x`, ['cover', 'release'])
    await db.query(`insert into moderation.reports (reporter_id, entity_type, entity_id, case_id, reason, description, status)
      select p.id, c.entity_type, c.entity_id, c.id, (array['copyright', 'spam', 'other', 'explicit_content']::moderation.report_reason[])[1 + c.n % 4], 'The Night Mix with new drums.',
        (case when c.status in ('approved', 'rejected') then 'upheld' else 'open' end)::moderation.report_status
      from (select x.*, (row_number() over (order by x.id))::int as n from moderation.cases x) c cross join generate_series(0, 1) k
      join person p on p.n = 1 + (c.n * 3 + k) % 20000 where k = 0 or c.n % 4 = 0`)
    await db.query('set session_replication_role = default')
    await db.query('analyze')
    console.log(`projected in ${Math.round((await timed(() => db.query('select console.rebuild_cases()'))) / 1000)} s`)
    for (const table of ['console.work_case', 'moderation.cases', 'moderation.reports']) await db.query(`vacuum analyze ${table}`)
  })
}
