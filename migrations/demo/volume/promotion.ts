/**
 * Playlists, five million pitches with what came of them, and mailings. `offset 0` keeps a number that is used often from being reckoned
 * each time anew.
 */
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import { paymentOfPitch, trackOfPitch } from './finance.ts'
import type { Load } from './load.ts'

export function promotionLoads(v: Volume): Load[] {
  return [...pitchLoads(v), ...mailLoads(v)]
}

/** What became of pitch i: most are decided, the newest hundredth is under way. */
const statusOfPitch = (v: Volume, i: string) =>
  `case when ${i} <= ${Math.round(v.pitches * 0.99)} then (array['accepted', 'accepted', 'accepted', 'rejected', 'rejected', 'rejected', 'rejected', 'rejected', 'expired', 'cancelled']::promotion.pitch_status[])[1 + ${i} % 10]
    else (array['submitted', 'in_review', 'pending', 'draft']::promotion.pitch_status[])[1 + ${i} % 4] end`

function pitchLoads(v: Volume): Load[] {
  const pitch = (i: string) => `demo_volume.id(demo_volume.ms(${i}, ${v.pitches || 1}, 360), ${i}, 101)`
  const decided = Math.round(v.pitches * 0.99)
  // Three of ten pitches are accepted: those whose number ends with 0, 1 or 2.
  const accepted = Math.max(1, Math.floor(decided / 10) * 3)
  const perPitch = Math.max(1, Math.ceil(v.pitchDays / accepted))
  return [
    {
      table: 'promotion.playlists',
      rows: v.playlists,
      needs: ['people by number'],
      sql: [
        `insert into promotion.playlists (id, curator_id, platform_id, external_id, name, url, genre_id, followers_count, tracks_count, pitch_price, currency, created_at, updated_at)
         select demo_volume.id(ms, i, 102), p.id, s.ids[1 + demo_volume.h(i, 103, 6)], 'volume:' || i, 'Songs for the road ' || i, 'https://playlists.example/' || i, g.ids[1 + demo_volume.h(i, 104, cardinality(g.ids))],
           demo_volume.h(i, 105, 40000), 20 + demo_volume.h(i, 106, 150), 5.00, 'USD', demo_volume.at(ms), demo_volume.at(ms)
         from generate_series(1, ${v.playlists}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.playlists}, 360) as ms) m
         join demo_volume.person p on p.n = 1 + demo_volume.h(i, 107, ${v.users})
         cross join (select array_agg(id order by code) as ids from distribution.platforms) s cross join (select array_agg(id order by slug) as ids from catalog.genres) g`,
        `create table demo_volume.playlist as select substr(external_id, 8)::int as n, id, curator_id from promotion.playlists where external_id like 'volume:%' order by 1`,
        'alter table demo_volume.playlist add primary key (n)',
        'analyze demo_volume.playlist',
      ],
    },
    {
      table: 'promotion.playlist_statistics',
      rows: v.playlistDays,
      needs: ['promotion.playlists'],
      sql: `insert into promotion.playlist_statistics (id, playlist_id, stat_date, followers_count, saves, streams, created_at)
        select demo_volume.id(ms, i, 108), l.id, demo_volume.now()::date - (1 + (i - 1) / ${v.playlists || 1})::int, demo_volume.h(i, 109, 40000), demo_volume.h(i, 110, 90), demo_volume.h(i, 111, 9000), demo_volume.at(ms)
        from generate_series(1, ${v.playlistDays}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.playlistDays}, 40) as ms) m
        join demo_volume.playlist l on l.n = 1 + (i - 1) % ${v.playlists || 1}`,
    },
    {
      table: 'promotion.pitches',
      rows: v.pitches,
      needs: ['promotion.playlists', 'catalog.tracks'],
      sql: `insert into promotion.pitches (id, user_id, track_id, playlist_id, curator_id, status, moderation_status, price, currency, transaction_id, submitted_at, decided_at, created_at, updated_at)
        select demo_volume.id(ms, i, 101), t.user_id, t.id, l.id, l.curator_id, ${statusOfPitch(v, 'i')}, 'approved', case when i % 2 = 0 then 5.00 end, 'USD',
          case when i % 2 = 0 then ${paymentOfPitch(v, 'i')} end, at, case when i <= ${decided} and i % 10 < 8 then at end, at, at
        from generate_series(1, ${v.pitches}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.pitches}, 360) as ms) m cross join lateral (select demo_volume.at(ms) as at) a
        join demo_volume.track t on t.n = ${trackOfPitch(v, 'i')} join demo_volume.playlist l on l.n = 1 + demo_volume.h(i, 112, ${v.playlists})`,
    },
    {
      table: 'promotion.pitch_analytics',
      rows: v.pitchDays,
      needs: ['promotion.playlists'],
      sql: `insert into promotion.pitch_analytics (id, pitch_id, stat_date, views, streams, saves, created_at, updated_at)
        select demo_volume.id(ms, i, 113), ${pitch('p')}, (at + make_interval(days => (1 + (i - 1) % ${perPitch})::int))::date, demo_volume.h(i, 114, 900), demo_volume.h(i, 115, 700), demo_volume.h(i, 116, 40), at, at
        from generate_series(1, ${v.pitchDays}::bigint) i
        cross join lateral (select (i - 1) / ${perPitch} as k) x cross join lateral (select 10 * (k / 3) + k % 3 + case when k % 3 = 0 then 10 else 0 end as p offset 0) y
        cross join lateral (select demo_volume.ms(p, ${v.pitches || 1}, 360) as ms offset 0) m cross join lateral (select demo_volume.at(ms) as at) a`,
    },
    {
      table: 'promotion.pitch_messages',
      rows: v.pitchMessages,
      needs: ['catalog.tracks', 'promotion.playlists'],
      sql: `insert into promotion.pitch_messages (id, pitch_id, sender_id, body, created_at)
        select demo_volume.id(ms, i, 117), ${pitch('p')}, case when i % 2 = 0 then t.user_id else l.curator_id end, 'Thank you, I listen tonight. (' || i || ')', demo_volume.at(ms)
        from generate_series(1, ${v.pitchMessages}::bigint) i cross join lateral (select 1 + (i - 1) * ${v.pitches} / ${v.pitchMessages || 1} as p offset 0) y
        cross join lateral (select demo_volume.ms(p, ${v.pitches || 1}, 360) + 60000 as ms) m
        join demo_volume.track t on t.n = ${trackOfPitch(v, 'p')} join demo_volume.playlist l on l.n = 1 + demo_volume.h(p, 112, ${v.playlists || 1})`,
    },
    {
      table: 'promotion.pitch_reviews',
      rows: v.pitchReviews,
      needs: ['promotion.playlists'],
      sql: `insert into promotion.pitch_reviews (id, pitch_id, reviewer_id, rating, feedback, created_at, updated_at)
        select demo_volume.id(ms, i, 118), ${pitch('p')}, l.curator_id, 1 + demo_volume.h(i, 119, 5), 'Strong song, other list.', demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.pitchReviews}::bigint) i cross join lateral (select 1 + (i - 1) * ${v.pitches} / ${v.pitchReviews || 1} as p offset 0) y
        cross join lateral (select demo_volume.ms(p, ${v.pitches || 1}, 360) as ms) m join demo_volume.playlist l on l.n = 1 + demo_volume.h(p, 112, ${v.playlists || 1})`,
    },
  ]
}

function mailLoads(v: Volume): Load[] {
  const daniel = staffByLogin('daniel').id
  const mailing = (i: string) => `demo_volume.id(demo_volume.ms(${i}, ${v.mailings || 1}, 700), ${i}, 120)`
  const each = Math.max(1, Math.ceil(v.recipients / (v.mailings || 1)))
  return [
    {
      table: 'promotion.email_campaigns',
      rows: v.mailings,
      sql: `insert into promotion.email_campaigns (id, name, subject, status, sent_at, created_by, created_at, updated_at)
        select demo_volume.id(ms, i, 120), 'Letter ' || i, 'What is new, part ' || i, 'sent', demo_volume.at(ms), '${daniel}', demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.mailings}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.mailings}, 700) as ms) m`,
    },
    {
      table: 'promotion.email_campaign_recipients',
      rows: v.recipients,
      needs: ['promotion.email_campaigns', 'people by number'],
      sql: `insert into promotion.email_campaign_recipients (id, email_campaign_id, user_id, email, status, sent_at, opened_at, created_at, updated_at)
        select demo_volume.id(ms, i, 121), ${mailing('c')}, p.id, 'u' || p.n || '@volume.example', status, at, case when status in ('opened', 'clicked') then at + interval '3 hours' end, at, at
        from generate_series(1, ${v.recipients}::bigint) i cross join lateral (select 1 + (i - 1) / ${each} as c) x
        cross join lateral (select demo_volume.ms(c, ${v.mailings || 1}, 700) as ms,
          (array['sent', 'sent', 'sent', 'opened', 'opened', 'clicked', 'bounced']::promotion.recipient_status[])[1 + demo_volume.h(i, 122, 7)] as status) m
        cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.person p on p.n = 1 + (i - 1) % ${v.users}`,
    },
    {
      table: 'system.email_queue',
      rows: v.mails,
      needs: ['people by number'],
      sql: `insert into system.email_queue (id, user_id, to_email, template_key, subject, status, scheduled_at, attempts, sent_at, created_at, updated_at)
        select demo_volume.id(ms, i, 123), p.id, 'u' || p.n || '@volume.example', 'notice', (array['Your statement is ready', 'A new sign-in', 'Your payout is on its way'])[1 + i % 3],
          status, at, 1, case status when 'sent' then at end, at, at
        from generate_series(1, ${v.mails}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.mails}, 360) as ms,
          case when i > ${v.mails} - 2000 then 'queued' when i % 60 = 0 then 'failed' when i % 61 = 0 then 'bounced' else 'sent' end::system.email_status as status) m
        cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.person p on p.n = 1 + demo_volume.h(i, 124, ${v.users})`,
    },
    {
      table: 'promotion.marketing_automations',
      rows: v.automations,
      sql: `insert into promotion.marketing_automations (id, name, trigger_event, steps, is_active, created_by, created_at, updated_at)
        select demo_volume.of(demo_volume.now(), i, 213), 'Sequence ' || i, 'user.inactive_' || i || 'd', '[{"subject": "We kept your drafts", "after_days": 0}]', i % 3 > 0, '${daniel}', demo_volume.now(), demo_volume.now()
        from generate_series((select count(*) + 1 from promotion.marketing_automations), ${v.automations}) i`,
    },
  ]
}
