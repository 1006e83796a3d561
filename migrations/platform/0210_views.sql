-- Lists and totals. Materialized ones are refreshed by system.refresh_all_materialized_views().

create materialized view analytics.user_statistics as
select
  u.id as user_id,
  coalesce(t.tracks, 0) as tracks, coalesce(t.plays, 0) as plays, coalesce(t.likes, 0) as likes,
  coalesce(p.pitches, 0) as pitches, coalesce(p.accepted, 0) as pitches_accepted,
  coalesce(f.followers_count, 0) as followers, coalesce(s.sales, 0) as sales
from identity.users u
left join (
  select user_id, count(*) as tracks, sum(play_count) as plays, sum(like_count) as likes
  from catalog.tracks where deleted_at is null group by user_id
) t on t.user_id = u.id
left join (
  select user_id, count(*) as pitches, count(*) filter (where status = 'accepted') as accepted from promotion.pitches group by user_id
) p on p.user_id = u.id
left join identity.profiles f on f.user_id = u.id
left join (
  select counterparty_id, count(*) as sales from finance.transactions
  where status = 'completed' and type in ('product_purchase', 'service_purchase', 'webinar_registration') group by counterparty_id
) s on s.counterparty_id = u.id;
comment on materialized view analytics.user_statistics is 'totals per user';
create unique index on analytics.user_statistics (user_id);

create materialized view promotion.popular_playlists as
select
  l.id as playlist_id, l.name, l.platform_id, l.curator_id, l.followers_count,
  count(p.id) as pitches, count(p.id) filter (where p.status = 'accepted') as accepted,
  round(
    100.0 * count(p.id) filter (where p.status = 'accepted') / nullif(count(p.id) filter (where p.status in ('accepted', 'rejected')), 0), 2
  ) as acceptance_percent,
  coalesce(sum(a.streams), 0) as streams
from promotion.playlists l
left join promotion.pitches p on p.playlist_id = l.id
left join (select pitch_id, sum(streams) as streams from promotion.pitch_analytics group by pitch_id) a on a.pitch_id = p.id
where l.is_active
group by l.id;
comment on materialized view promotion.popular_playlists is 'playlists with acceptance and audience numbers';
create unique index on promotion.popular_playlists (playlist_id);
create index on promotion.popular_playlists (followers_count desc);

create materialized view promotion.partner_performance as
select
  p.id as partner_id, p.user_id, p.tier, p.clicks_count as clicks, p.conversions_count as conversions,
  round(100.0 * p.conversions_count / nullif(p.clicks_count, 0), 2) as conversion_percent, p.currency,
  coalesce(sum(c.amount), 0) as commission, coalesce(sum(c.amount) filter (where c.status = 'paid'), 0) as commission_paid
from promotion.partners p left join promotion.partner_commissions c on c.partner_id = p.id and c.status <> 'cancelled'
group by p.id;
comment on materialized view promotion.partner_performance is 'clicks, conversions and commission per partner';
create unique index on promotion.partner_performance (partner_id);

create view finance.active_subscriptions as
select s.*, p.code as plan_code, p.display_name as plan_name, p.tier, p.price_monthly, p.price_yearly, p.currency
from finance.subscriptions s join finance.subscription_plans p on p.id = s.plan_id
where s.status in ('trialing', 'active', 'past_due');
comment on view finance.active_subscriptions is 'subscriptions in trialing, active or past_due with their plan';

create view finance.revenue_breakdown as
select
  (completed_at at time zone 'utc')::date as day, type, currency, count(*) as transactions, sum(amount_total) as amount_total,
  sum(amount_fees) as amount_fees, sum(amount_commission) as amount_commission, sum(amount_seller) as amount_seller
from finance.transactions
where status = 'completed'
group by 1, 2, 3;
comment on view finance.revenue_breakdown is 'completed transactions per day (UTC), type and currency';

create view moderation.pending_moderation as
select 'case' as kind, id, status::text, severity::text, entity_type, entity_id, assigned_to, created_at
from moderation.cases where status in ('pending', 'in_progress', 'flagged', 'appealed')
union all
select 'approval', id, status::text, null, entity_type, entity_id, reviewer_id, created_at
from moderation.approvals where status in ('pending', 'under_review', 'needs_info', 'changes_requested')
union all
select 'report', id, status::text, null, entity_type, entity_id, reviewed_by, created_at
from moderation.reports where status in ('open', 'in_review')
union all
select 'field_request', id, status::text, null, 'field_request', id, reviewed_by, created_at
from moderation.field_requests where status in ('pending', 'under_review', 'needs_info', 'changes_requested');
comment on view moderation.pending_moderation is 'open cases, approvals, reports and field requests in one list';

create view studio.prompt_statistics as
select
  prompt, genre, tags, sum(usage_count) as usage_count, count(*) filter (where generation_status = 'completed') as success_count,
  round(avg(generation_time_ms)) as avg_generation_time_ms, max(last_used_at) as last_used_at
from studio.prompt_history
group by prompt, genre, tags;
comment on view studio.prompt_statistics is 'use and success of prompts';

create view catalog.tracks_with_timestamped_lyrics as
select
  id, title, audio_url, lyrics, coalesce(jsonb_array_length(lines) > 0, false) as has_timestamped_lyrics,
  coalesce(lines, '[]') as timestamped_lyrics
from catalog.tracks,
  lateral (
    select case jsonb_typeof(metadata -> 'timestamped_lyrics') when 'array' then metadata -> 'timestamped_lyrics' end as lines
  ) found;
comment on view catalog.tracks_with_timestamped_lyrics is 'timestamped_lyrics is a list of {start, end, text}';

create view identity.public_profiles with (security_barrier) as
select
  p.user_id, u.username, p.display_name, p.bio, p.avatar_url, p.banner_url, p.smart_link, p.social_links, p.website_url,
  case when p.location_visibility in ('exact', 'city') then p.location_city end as location_city,
  case when p.location_visibility <> 'hidden' then p.location_country end as location_country,
  case when p.location_visibility = 'exact' then p.location_coords end as location_coords,
  p.experience_level, p.years_active, p.influences, p.is_verified_artist, p.featured_work, p.followers_count, p.following_count,
  p.products_count
from identity.profiles p join identity.users u on u.id = p.user_id
where u.deleted_at is null and u.status not in ('banned', 'suspended') and (
  p.visibility = 'public'
  or p.visibility = 'members_only' and (select identity.current_user_id()) is not null
  or p.user_id = (select identity.current_user_id())
);
comment on view identity.public_profiles is 'profiles cut down by visibility and location_visibility';

-- Operations.

-- The extension may be missing, or be there while the server has not loaded its library.
create function system.slow_statements() returns table (queryid bigint, query text, calls bigint, mean_ms numeric, total_ms numeric, rows bigint)
language plpgsql stable as $$
begin
  return query
    select s.queryid, s.query, s.calls, round(s.mean_exec_time::numeric, 1), round(s.total_exec_time::numeric, 1), s.rows
    from public.pg_stat_statements s
    where s.dbid = (select oid from pg_database where datname = current_database()) and s.mean_exec_time > 1000;
exception when undefined_table or object_not_in_prerequisite_state then
  return;
end $$;
comment on function system.slow_statements() is 'statements that take over a second on average; none where the server does not count them';
revoke execute on function system.slow_statements() from public;

create view system.slow_queries as select * from system.slow_statements();
comment on view system.slow_queries is 'statements that take over a second on average; empty where the server has no pg_stat_statements';

create view system.table_sizes as
select
  schemaname as schema_name, relname as table_name, n_live_tup as rows_estimated,
  pg_table_size(relid) as table_bytes, pg_indexes_size(relid) as index_bytes, pg_total_relation_size(relid) as total_bytes
from pg_stat_user_tables;
comment on view system.table_sizes is 'sizes in bytes';

create view system.unused_indexes as
select
  s.schemaname as schema_name, s.relname as table_name, s.indexrelname as index_name, pg_relation_size(s.indexrelid) as bytes,
  s.idx_scan as scans
from pg_stat_user_indexes s join pg_index i on i.indexrelid = s.indexrelid
where s.idx_scan = 0 and not i.indisunique;
comment on view system.unused_indexes is 'indexes that no query has used since the statistics began and that guard no rule';

create view system.cache_hit_ratio as
select
  sum(heap_blks_hit) as hits, sum(heap_blks_read) as reads,
  round(100.0 * sum(heap_blks_hit) / nullif(sum(heap_blks_hit) + sum(heap_blks_read), 0), 2) as hit_percent
from pg_statio_user_tables;
comment on view system.cache_hit_ratio is 'under 90 % deserves a look';
