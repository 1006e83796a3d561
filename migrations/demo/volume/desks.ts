/** What moderators look at. */
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

export function deskLoads(v: Volume): Load[] {
  const amara = staffByLogin('amara').id
  return [
    {
      table: 'moderation.cases',
      rows: v.cases,
      needs: ['catalog.tracks'],
      // The newest twentieth is open.
      sql: `insert into moderation.cases (id, content_type, entity_type, entity_id, owner_id, source, status, severity, signals, assigned_to, decided_by, decided_at, decision_notes,
          rejection_reason, created_at, updated_at)
        select demo_volume.id(ms, i, 60), 'track', 'track', t.id, t.user_id, (array['report', 'report', 'automated', 'submission']::moderation.case_source[])[1 + demo_volume.h(i, 61, 4)],
          status, (array['low', 'medium', 'medium', 'high', 'critical']::system.severity[])[1 + demo_volume.h(i, 62, 5)], '{"rule": "audio_match"}',
          case when is_decided then '${amara}'::uuid end, case when is_decided then '${amara}'::uuid end, case when is_decided then at + interval '3 hours' end,
          case when is_decided then 'Looked at twice.' end, case when status = 'rejected' then 'Carries a recording of somebody else without a licence.' end, at, at
        from generate_series(1, ${v.cases}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.cases}, 360) as ms) m
        cross join lateral (select demo_volume.at(ms) as at, i <= ${v.cases} * 0.95 as is_decided) a
        cross join lateral (select (case when is_decided then (array['approved', 'rejected'])[1 + i % 2] else (array['pending', 'pending', 'pending', 'flagged'])[1 + i % 4] end)::moderation.moderation_status as status) s
        join demo_volume.track t on t.n = 1 + (i - 1) % ${v.tracks}`,
    },
    {
      table: 'moderation.reports',
      rows: v.reports,
      needs: ['moderation.cases'],
      sql: `insert into moderation.reports (id, reporter_id, entity_type, entity_id, case_id, reason, description, status, reviewed_by, reviewed_at, created_at, updated_at)
        select demo_volume.id(ms, i, 63), p.id, 'track', t.id, demo_volume.id(ms_case, c, 60), (array['copyright', 'spam', 'other']::moderation.report_reason[])[1 + i % 3],
          'This is the Night Mix with new drums.', (case when c > ${v.cases} * 0.95 then 'open' when c % 2 = 0 then 'dismissed' else 'upheld' end)::moderation.report_status,
          case when c <= ${v.cases} * 0.95 then '${amara}'::uuid end, case when c <= ${v.cases} * 0.95 then demo_volume.at(ms_case + 10800000) end, demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.reports}::bigint) i
        cross join lateral (select 1 + (i - 1) % ${v.cases || 1} as c) x
        cross join lateral (select demo_volume.ms(c, ${v.cases}, 360) as ms_case, demo_volume.ms(c, ${v.cases}, 360) + 1000 * ((i - 1) / ${v.cases || 1}) as ms) m
        join demo_volume.track t on t.n = 1 + (c - 1) % ${v.tracks}
        -- Two reports of one case are by two people.
        join demo_volume.person p on p.n = 1 + (demo_volume.h(c, 64, ${v.users}) + (i - 1) / ${v.cases || 1}) % ${v.users}`,
    },
  ]
}
