/** Logs, notices, keys, figures: long and narrow. */
import { staff, staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

/** Rows of the last `days`, in their order: i, its moment in milliseconds (ms) and as a time (at). */
const timed = (rows: number, days: number) =>
  `from generate_series(1, ${rows}::bigint) i cross join lateral (select demo_volume.ms(i, ${rows || 1}, ${days}) as ms) m cross join lateral (select demo_volume.at(ms) as at) a`

export function recordLoads(v: Volume): Load[] {
  const person = (seed: number) => `join demo_volume.person p on p.n = 1 + demo_volume.h(i, ${seed}, ${v.users})`
  const actors = `array['${staff.map(({ id }) => id).join("', '")}']::uuid[]`
  return [
    {
      table: 'system.notifications',
      rows: v.notifications,
      needs: ['people by number'],
      // Whoever has not read a notice within ten days will not.
      sql: `insert into system.notifications (id, user_id, type, level, title, is_read, read_at, created_at)
        select demo_volume.id(ms, i, 130), p.id, (array['pitch_status', 'payment', 'like', 'comment', 'follow', 'message', 'system', 'payout']::system.notification_type[])[1 + i % 8], 'info',
          (array['Your pitch was decided', 'Your payment arrived', 'Somebody likes your track', 'A new comment', 'A new follower', 'A new message', 'Maintenance on Sunday', 'Your payout is on its way'])[1 + i % 8],
          i % 5 > 0, case when i % 5 > 0 then at end, at
        ${timed(v.notifications, 365)} ${person(131)}`,
    },
    {
      table: 'system.audit_logs',
      rows: v.auditEntries,
      needs: ['people by number'],
      sql: `insert into system.audit_logs (id, actor_id, category, action, entity_type, entity_id, severity, outcome, ip_address, created_at)
        select demo_volume.id(ms, i, 132), (${actors})[1 + demo_volume.h(i, 133, ${staff.length})], (array['content', 'financial', 'security', 'compliance', 'admin', 'content']::system.audit_category[])[1 + i % 6],
          (array['case.approved', 'payout.approved', 'sign_in', 'kyc.approved', 'user.edited', 'case.rejected'])[1 + i % 6], 'user', p.id, 'audit', 'success', '203.0.113.1', at
        ${timed(v.auditEntries, 365)} ${person(134)}`,
    },
    {
      table: 'analytics.realtime_metrics',
      rows: v.metrics,
      sql: `insert into analytics.realtime_metrics (id, metric, value, recorded_at, created_at)
        select demo_volume.id(ms, i, 135), (array['requests_per_second', 'error_rate_percent', 'cache_hit_percent', 'upload_queue', 'disk_used_percent'])[1 + i % 5], demo_volume.h(i, 136, 1000) / 10.0::float8, at, at
        ${timed(v.metrics, 365)}`,
    },
    {
      table: 'system.api_requests',
      rows: v.requests,
      needs: ['system.api_keys'],
      sql: `insert into system.api_requests (id, api_key_id, user_id, method, endpoint, status_code, duration_ms, response_bytes, ip_address, occurred_at, created_at)
        select demo_volume.id(ms, i, 137), k.id, k.user_id, (array['GET', 'GET', 'GET', 'POST'])[1 + i % 4], (array['/v1/releases', '/v1/tracks', '/v1/statements'])[1 + i % 3],
          case when i % 50 = 0 then 429 when i % 97 = 0 then 500 else 200 end, demo_volume.h(i, 138, 900), demo_volume.h(i, 139, 90000), '203.0.113.2', at, at
        ${timed(v.requests, 88)} join demo_volume.key k on k.n = 1 + demo_volume.h(i, 140, ${v.keys || 1})`,
    },
    {
      table: 'system.activity_events',
      rows: v.activities,
      needs: ['people by number'],
      sql: `insert into system.activity_events (id, user_id, action, occurred_at, created_at)
        select demo_volume.id(ms, i, 141), p.id, (array['signed_in', 'track.uploaded', 'release.edited', 'statement.viewed', 'pitch.sent'])[1 + i % 5], at, at
        ${timed(v.activities, 360)} ${person(142)}`,
    },
    {
      table: 'system.system_logs',
      rows: v.logLines,
      sql: `insert into system.system_logs (id, log_type, source, message, duration_ms, occurred_at, created_at)
        select demo_volume.id(ms, i, 143), case when i % 40 = 0 then 'warning' when i % 97 = 0 then 'error' else 'info' end::system.log_type, (array['distribution', 'royalties', 'studio', 'mail'])[1 + i % 4],
          (array['Delivery batch sent', 'Statement written', 'Provider answered', 'Mail handed over'])[1 + i % 4], demo_volume.h(i, 144, 4000), at, at
        ${timed(v.logLines, 29)}`,
    },
    {
      table: 'analytics.daily_stats',
      rows: v.dailyStats,
      needs: ['catalog.tracks', 'people by number'],
      // Three of five are of people, two of tracks; nobody has a day twice.
      sql: [
        dailyStats('user', Math.round(v.dailyStats * 0.6), v.users, 'demo_volume.person', 145),
        dailyStats('track', v.dailyStats - Math.round(v.dailyStats * 0.6), v.tracks, 'demo_volume.track', 146),
      ],
    },
    {
      table: 'system.webhooks',
      rows: v.webhooks,
      needs: ['people by number'],
      sql: `insert into system.webhooks (id, user_id, url, secret, events, last_triggered_at, created_at, updated_at)
        select demo_volume.id(demo_volume.ms(p.n, ${v.webhooks}, 300), p.n, 147), p.id, 'https://hooks.example/' || p.n, 'sealed:demo', '{release.published}', demo_volume.now(),
          demo_volume.at(demo_volume.ms(p.n, ${v.webhooks}, 300)), demo_volume.at(demo_volume.ms(p.n, ${v.webhooks}, 300))
        from demo_volume.person p where p.n <= ${v.webhooks}`,
    },
    {
      table: 'system.webhook_deliveries',
      rows: v.webhookDeliveries,
      needs: ['system.webhooks'],
      sql: `insert into system.webhook_deliveries (id, webhook_id, event, payload, status, attempt, response_code, duration_ms, delivered_at, created_at)
        select demo_volume.id(ms, i, 148), demo_volume.id(demo_volume.ms(w, ${v.webhooks || 1}, 300), w, 147), 'release.published', '{"demo": true}',
          case when i % 70 = 0 then 'failed' else 'delivered' end::system.webhook_delivery_status, 1, case when i % 70 = 0 then 500 else 200 end, demo_volume.h(i, 149, 3000), at, at
        from generate_series(1, ${v.webhookDeliveries}::bigint) i
        cross join lateral (select demo_volume.ms(i, ${v.webhookDeliveries || 1}, 180) as ms, (1 + demo_volume.h(i, 150, ${v.webhooks || 1}))::bigint as w) m
        cross join lateral (select demo_volume.at(ms) as at) a`,
    },
    {
      table: 'system.api_keys',
      rows: v.keys,
      needs: ['people by number'],
      sql: [
        `insert into system.api_keys (id, user_id, name, key_hash, key_prefix, scopes, last_used_at, created_at, updated_at)
         select demo_volume.id(demo_volume.ms(p.n, ${v.keys}, 300), p.n, 151), p.id, 'Reports', md5('key' || p.n) || md5(p.n::text), 'pk_' || lpad(p.n::text, 8, '0'), '{statements:read}', demo_volume.now(),
           demo_volume.at(demo_volume.ms(p.n, ${v.keys}, 300)), demo_volume.at(demo_volume.ms(p.n, ${v.keys}, 300))
         from demo_volume.person p where p.n <= ${v.keys}`,
        `create table demo_volume.key as select substr(k.key_prefix, 4)::int as n, k.id, k.user_id from system.api_keys k join demo_volume.person p on p.id = k.user_id`,
        'alter table demo_volume.key add primary key (n)',
        'analyze demo_volume.key',
      ],
    },
    {
      table: 'analytics.events',
      rows: v.events,
      needs: ['catalog.tracks', 'people by number'],
      sql: `insert into analytics.events (id, user_id, track_id, event_type, occurred_at, created_at)
        select demo_volume.id(ms, i, 152), p.id, case when i % 2 = 0 then t.id end, (case when i % 2 = 0 then 'track_play' else 'page_view' end)::analytics.event_type, at, at
        ${timed(v.events, 300)} ${person(153)} join demo_volume.track t on t.n = 1 + demo_volume.h(i, 154, ${v.tracks})`,
    },
    ...smallLoads(v),
  ]
}

/** Row i is of entity (i - 1) % count on the day that is (i - 1) / count back. */
const dailyStats = (type: string, rows: number, count: number, table: string, seed: number) =>
  `insert into analytics.daily_stats (id, entity_type, entity_id, stat_date, total_streams, total_revenue, currency, created_at, updated_at)
   select demo_volume.id(ms, i, ${seed}), '${type}', e.id, demo_volume.now()::date - (1 + (i - 1) / ${count || 1})::int, demo_volume.h(i, ${seed + 20}, 4000), demo_volume.h(i, ${seed + 20}, 4000) * 0.0038, 'USD', at, at
   ${timed(rows, 60)} join ${table} e on e.n = 1 + (i - 1) % ${count || 1}`

/** Tables of few rows are filled up to their number. */
function smallLoads(v: Volume): Load[] {
  const daniel = staffByLogin('daniel').id
  const missing = (table: string, count: number) => `generate_series((select count(*) + 1 from ${table}), ${count}) i`
  return [
    {
      table: 'system.feature_flags',
      rows: v.flags,
      sql: `insert into system.feature_flags (id, key, description, is_enabled, rollout_percentage, updated_by, created_at, updated_at)
        select demo_volume.of(demo_volume.now(), i, 214), 'volume.flag_' || i, 'Switch ' || i, i % 2 = 0, (i * 7) % 101, '${daniel}', demo_volume.now(), demo_volume.now() from ${missing('system.feature_flags', v.flags)}`,
    },
    {
      table: 'support.knowledge_base_articles',
      rows: v.articles,
      sql: `insert into support.knowledge_base_articles (id, title, slug, body, category, tags, status, author_id, views_count, published_at, created_at, updated_at)
        select demo_volume.of(demo_volume.now(), i, 215), 'Question ' || i, 'question-' || i, 'An answer to question ' || i || ', in three steps.', 'technical', '{volume}', 'published', '${daniel}', i, demo_volume.now() - make_interval(days => i::int), demo_volume.now(), demo_volume.now()
        from ${missing('support.knowledge_base_articles', v.articles)}`,
    },
    {
      table: 'analytics.daily_analytics',
      rows: v.platformDays,
      sql: `insert into analytics.daily_analytics (id, stat_date, new_users, active_users, revenue, mrr, open_tickets, created_at, updated_at)
        select demo_volume.of(demo_volume.now(), i, 216), demo_volume.now()::date - i, demo_volume.h(i, 156, 90), demo_volume.h(i, 157, 40000), demo_volume.h(i, 158, 90000), 200000 + demo_volume.h(i, 159, 9000), demo_volume.h(i, 160, 200), demo_volume.now(), demo_volume.now()
        from generate_series(1, ${v.platformDays}) i on conflict (stat_date) do nothing`,
    },
  ]
}
