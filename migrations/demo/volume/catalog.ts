/** Artists, tracks, releases with their deliveries, claims and conflicts, and what is reported of them. */
import { songs } from '../corpus/tracks.ts'
import { covers, sounds } from '../media.ts'
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

const quoted = (texts: string[]): string => `array[${texts.map((text) => `'${text.replaceAll("'", "''")}'`).join(', ')}]`

export function catalogLoads(v: Volume): Load[] {
  const priya = staffByLogin('priya').id
  const song = (seed: number) => `(${quoted(songs)})[1 + demo_volume.h(i, ${seed}, ${songs.length})]`
  const artistOf = `1 + (i - 1) % ${v.artists || 1}`
  return [
    {
      table: 'catalog.artists',
      rows: v.artists,
      needs: ['people by number'],
      sql: `insert into catalog.artists (id, user_id, name, sort_name, country, genres, is_verified, created_at, updated_at)
        select demo_volume.id(ms, p.n, 30), p.id, x.latin_first || ' & ' || x.latin_family || ' ' || p.n, x.latin_family, x.country, array['folk'], p.n % 3 = 0,
          demo_volume.at(ms), demo_volume.at(ms)
        from demo_volume.person p cross join lateral (select demo_volume.ms(p.n, ${v.artists}, 360) as ms) m
        join demo_volume.name x on x.n = demo_volume.h(p.n, 31, (select count(*)::int from demo_volume.name))
        where p.n <= ${v.artists}`,
    },
    {
      table: 'catalog.tracks',
      rows: v.tracks,
      needs: ['catalog.artists'],
      sql: [
        `insert into catalog.tracks (id, user_id, title, primary_artist_id, display_artist, isrc, status, moderation_status, duration_seconds, release_date, language,
           genre_id, tags, audio_url, is_public, play_count, created_at, updated_at)
         select demo_volume.id(ms, i, 32), a.user_id, ${song(33)} || ' and ' || ${song(34)}, a.id, a.name, 'QZVOL' || lpad(i::text, 7, '0'),
           case when i % 20 = 0 then 'draft' else 'published' end::catalog.content_status, case when i % 20 > 0 then 'approved'::moderation.moderation_status end,
           (array[${sounds.map(({ seconds }) => seconds).join(', ')}])[k], demo_volume.at(ms)::date, 'english', g.ids[1 + demo_volume.h(i, 36, cardinality(g.ids))], array['volume'],
           (${quoted(sounds.map(({ url }) => url))})[k], i % 20 > 0, demo_volume.h(i, 37, 90000), demo_volume.at(ms), demo_volume.at(ms)
         from generate_series(1, ${v.tracks}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.tracks}, 360) as ms, 1 + demo_volume.h(i, 35, ${sounds.length}) as k) m
         join demo_volume.person p on p.n = ${artistOf} join catalog.artists a on a.user_id = p.id
         cross join (select array_agg(id order by slug) as ids from catalog.genres) g`,
        `create table demo_volume.track as select substr(isrc, 6)::int as n, id, user_id, created_at as made_at from catalog.tracks where isrc like 'QZVOL%' order by 1`,
        'alter table demo_volume.track add primary key (n)',
        'analyze demo_volume.track',
      ],
    },
    {
      table: 'catalog.releases',
      rows: v.releases,
      needs: ['catalog.artists'],
      sql: `insert into catalog.releases (id, user_id, title, type, primary_artist_id, display_artist, status, moderation_status, distribution_status, distributed_at, catalogue_id,
          upc, release_date, genre_id, tags, cover_url, record_label, created_at, updated_at)
        select demo_volume.id(ms, i, 38), a.user_id, ${song(39)} || ', ' || ${song(40)}, (array['single', 'ep', 'album']::catalog.release_type[])[1 + demo_volume.h(i, 41, 3)],
          a.id, a.name, 'published', 'approved', 'pending', at, 'VOL-' || lpad(i::text, 8, '0'), code || demo_volume.check_digit(code), at::date,
          g.ids[1 + demo_volume.h(i, 42, cardinality(g.ids))], array['volume'], (${quoted(covers)})[1 + demo_volume.h(i, 43, ${covers.length})], a.name, at, at
        from generate_series(1, ${v.releases}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.releases}, 360) as ms) m
        cross join lateral (select demo_volume.at(ms) as at, '0998' || lpad(i::text, 8, '0') as code) c
        join demo_volume.person p on p.n = ${artistOf} join catalog.artists a on a.user_id = p.id
        cross join (select array_agg(id order by slug) as ids from catalog.genres) g`,
    },
    {
      table: 'catalog.release_tracks',
      rows: v.releases && v.tracks,
      needs: ['catalog.releases', 'catalog.tracks'],
      sql: `insert into catalog.release_tracks (id, release_id, track_id, track_number, created_at, updated_at)
        select demo_volume.of(t.made_at, t.n, 210), demo_volume.id(demo_volume.ms(r, ${v.releases}, 360), r, 38), t.id, 1 + (t.n - 1) / ${v.releases || 1}, t.made_at, t.made_at
        from demo_volume.track t cross join lateral (select (1 + (t.n - 1) % ${v.releases || 1})::bigint as r) x`,
    },
    {
      table: 'distribution.records',
      rows: v.deliveries,
      needs: ['catalog.releases'],
      sql: `insert into distribution.records (id, release_id, platform_id, user_id, status, submitted_at, distributed_at, last_status_update_at, reference_id, attempt_count, created_at, updated_at)
        select demo_volume.id(ms, i, 43), r.id, s.ids[1 + (i - 1) / ${v.releases || 1}], r.user_id,
          case when i % 97 = 0 then 'failed' when i % 89 = 0 then 'processing' else 'distributed' end::distribution.distribution_status,
          at, case when i % 97 > 0 and i % 89 > 0 then at end, at, 'DV-' || i, 1, at, at
        from generate_series(1, ${v.deliveries}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.deliveries}, 300) as ms) m
        cross join lateral (select demo_volume.at(ms) as at, (1 + (i - 1) % ${v.releases || 1})::bigint as r) c
        join catalog.releases r on r.id = demo_volume.id(demo_volume.ms(c.r, ${v.releases}, 360), c.r, 38)
        cross join (select array_agg(id order by code) as ids from distribution.platforms) s`,
    },
    {
      table: 'rights.claims',
      rows: v.claims && v.claims + v.conflicts,
      needs: ['catalog.tracks'],
      sql: [
        claims(v, 44, v.claims, 100, 'worldwide', `'approved'`, priya, 't.n'),
        claims(
          v,
          45,
          v.conflicts,
          100,
          'DE,AT,CH',
          `case when i % 10 = 0 then 'under_review' else 'rejected' end`,
          priya,
          `1 + (t.n + 6) % ${v.artists || 1}`,
        ),
      ],
    },
    {
      table: 'rights.conflicts',
      rows: v.conflicts,
      needs: ['rights.claims'],
      sql: [
        `insert into rights.conflicts (id, entity_type, entity_id, conflict_type, right_type, status, severity, impacted_revenue, currency, assigned_to, escalation_level, escalated_at,
           detected_at, resolved_at, resolved_by, resolution_type, resolution_notes, created_at, updated_at)
         select demo_volume.id(ms, i, 46), 'track', t.id, (array['ownership', 'ownership', 'split_percentage', 'metadata', 'duplicate_registration']::rights.conflict_type[])[1 + demo_volume.h(i, 47, 5)],
           'digital', case when i % 10 > 0 then 'resolved' when i % 100 = 0 then 'escalated' when i % 30 = 0 then 'in_progress' else 'open' end::rights.conflict_status,
           (array['low', 'medium', 'medium', 'high', 'critical']::system.severity[])[1 + demo_volume.h(i, 48, 5)], demo_volume.h(i, 49, 90000) / 100.0, 'EUR',
           case when i % 10 > 0 or i % 30 = 0 then '${priya}'::uuid end, (i % 100 = 0)::int, case when i % 100 = 0 then at end, at,
           case when i % 10 > 0 then at + interval '9 days' end, case when i % 10 > 0 then '${priya}'::uuid end,
           case when i % 10 > 0 then 'accepted_claim'::rights.resolution_type end, case when i % 10 > 0 then 'Only one of the agreements was signed by all.' end, at, at
         from generate_series(1, ${v.conflicts}::bigint) i
         cross join lateral (select demo_volume.ms(i, ${v.conflicts}, 340) - 864000000 as ms) m cross join lateral (select demo_volume.at(ms) as at) a
         join demo_volume.track t on t.n = i`,
        `insert into rights.conflict_claims (conflict_id, claim_id, created_at)
         select demo_volume.id(ms, i, 46), demo_volume.id(c.ms_claim, i, c.seed), demo_volume.at(ms)
         from generate_series(1, ${v.conflicts}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.conflicts}, 340) - 864000000 as ms) m
         cross join lateral (values (demo_volume.ms(i, ${v.claims || 1}, 360), 44), (demo_volume.ms(i, ${v.conflicts}, 360), 45)) c(ms_claim, seed)`,
      ],
    },
    {
      table: 'analytics.platform_analytics',
      rows: v.storeFigures,
      needs: ['catalog.tracks'],
      sql: `insert into analytics.platform_analytics (id, user_id, entity_type, entity_id, platform_id, stat_date, territory_code, source, streams, revenue, currency, created_at)
        select demo_volume.id(ms, i, 50), t.user_id, 'track', t.id, s.ids[1 + demo_volume.h(i, 51, 6)], demo_volume.at(ms)::date, 'DE', 'store report', demo_volume.h(i, 52, 5000),
          demo_volume.h(i, 52, 5000) * 0.0038, 'EUR', demo_volume.at(ms)
        from generate_series(1, ${v.storeFigures}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.storeFigures}, 180) as ms) m
        join demo_volume.track t on t.n = 1 + demo_volume.h(i, 53, ${v.tracks})
        cross join (select array_agg(id order by code) as ids from distribution.platforms) s`,
    },
  ]
}

/** Claim i is on track i, in the name of an artist. */
function claims(
  v: Volume,
  seed: number,
  count: number,
  share: number,
  territories: string,
  status: string,
  decider: string,
  artist: string,
): string {
  return `insert into rights.claims (id, entity_type, entity_id, user_id, right_type, holder_name, holder_type, holder_id, percentage, territories, start_date, is_exclusive,
      verification_status, verified_by, verified_at, created_by, created_at, updated_at)
    select demo_volume.id(ms, i, ${seed}), 'track', t.id, p.id, 'digital', a.name, 'artist', a.id, ${share}, '{${territories}}', at::date, true,
      status::system.approval_status, case when status in ('approved', 'rejected') then '${decider}'::uuid end, case when status in ('approved', 'rejected') then at end, p.id, at, at
    from generate_series(1, ${count}::bigint) i cross join lateral (select demo_volume.ms(i, ${count}, 360) as ms) m
    cross join lateral (select demo_volume.at(ms) as at, ${status} as status) s
    join demo_volume.track t on t.n = i
    join demo_volume.person p on p.n = 1 + (${artist} - 1) % ${v.artists || 1} join catalog.artists a on a.user_id = p.id`
}
