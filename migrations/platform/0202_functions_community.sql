-- What services and jobs call for community, support, moderation, studio and analytics.

------------------------------------------------------------------------------------------------------------- community

create function community.is_liked(liked_type system.entity_type, liked uuid, account uuid) returns boolean language sql stable as $$
  select exists (select from community.likes where user_id = account and entity_type = liked_type and entity_id = liked)
$$;

--------------------------------------------------------------------------------------------------------------- support

create function support.sla_breach(ticket support.tickets) returns timestamptz language sql stable as $$
  select least(
    case when coalesce(ticket.first_response_at, now()) > ticket.first_response_due_at then ticket.first_response_due_at end,
    case when coalesce(ticket.resolved_at, ticket.closed_at, now()) > ticket.resolution_due_at then ticket.resolution_due_at end
  )
$$;
comment on function support.sla_breach is 'the earliest target that was missed, null if none was';

create function support.check_ticket_sla() returns bigint language sql as $$
  with breached as (
    update support.tickets t set sla_breached_at = support.sla_breach(t)
    where t.sla_breached_at is null and (
      t.first_response_at is null and t.first_response_due_at < now()
      or t.resolved_at is null and t.closed_at is null and t.resolution_due_at < now()
    )
    returning 1
  )
  select count(*) from breached
$$;
comment on function support.check_ticket_sla() is 'every minute: marks the tickets that time alone has made late';
create index tickets_response_due_idx on support.tickets (first_response_due_at)
  where sla_breached_at is null and first_response_at is null;
create index tickets_resolution_due_idx on support.tickets (resolution_due_at)
  where sla_breached_at is null and resolved_at is null and closed_at is null;

------------------------------------------------------------------------------------------------------------ moderation

create function moderation.request_field(kind moderation.field_type, wanted citext, category uuid default null) returns uuid
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  request uuid;
begin
  insert into moderation.field_requests (field_type, field_value, category_id) values (kind, wanted, category)
  on conflict (field_type, field_value, category_id) do update set field_value = moderation.field_requests.field_value
  returning id into request;
  insert into moderation.field_request_requesters (request_id, user_id) values (request, identity.current_user_id())
  on conflict do nothing;
  return request;
end $$;
comment on function moderation.request_field is 'the current user joins the request for the same value or makes one; each counts once';

---------------------------------------------------------------------------------------------------------------- studio

create function studio.reset_daily_limits() returns void language sql as $$
  update finance.credit_balances set credits_used_today = 0, last_reset_at = now() where credits_used_today > 0;
  update studio.generation_limits set generations_used_today = 0, last_reset_at = now() where generations_used_today > 0;
$$;
comment on function studio.reset_daily_limits() is 'daily 00:00 UTC';

create function studio.increment_generation_usage(account uuid) returns boolean language plpgsql as $$
declare
  usage studio.generation_limits;
  today timestamptz := date_trunc('day', now() at time zone 'utc') at time zone 'utc';
  month timestamptz := date_trunc('month', now() at time zone 'utc') at time zone 'utc';
begin
  select * into usage from studio.generation_limits where user_id = account for update;
  -- The daily job may be late.
  if usage.last_reset_at is null or usage.last_reset_at < today then
    usage.generations_used_today := 0;
    usage.last_reset_at := now();
  end if;
  if usage.id is null or usage.generations_used_today >= usage.generations_limit_daily
    or (select count(*) from studio.track_generations where user_id = account and created_at >= month)
      >= (finance.plan_of(account)).tracks_monthly_limit
  then
    return false;
  end if;
  update studio.generation_limits
  set generations_used_today = usage.generations_used_today + 1, last_reset_at = usage.last_reset_at
  where id = usage.id;
  return true;
end $$;
comment on function studio.increment_generation_usage is 'counts a generation; false when today''s or the plan''s of the month are used up';

create function studio.get_project_details(project uuid) returns jsonb language sql stable as $$
  select to_jsonb(p) || jsonb_build_object('tracks', coalesce(
    (
      select jsonb_agg(to_jsonb(t) || jsonb_build_object('position', pt.position) order by pt.position)
      from studio.project_tracks pt join catalog.tracks t on t.id = pt.track_id
      where pt.project_id = p.id
    ), '[]'))
  from studio.projects p where p.id = project
$$;

create function studio.get_project_stats(project uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'tracks', count(*), 'completed_tracks', count(*) filter (where g.status is null or g.status = 'completed'),
    'duration_seconds', coalesce(sum(t.duration_seconds), 0),
    'likes', coalesce(sum(t.like_count), 0), 'plays', coalesce(sum(t.play_count), 0)
  )
  from studio.project_tracks pt
  join catalog.tracks t on t.id = pt.track_id
  left join studio.track_generations g on g.track_id = t.id
  where pt.project_id = project
$$;

create function studio.get_user_provider_stats(account uuid, of_provider studio.ai_provider) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'generations', count(*), 'completed', count(*) filter (where status = 'completed'),
    'failed', count(*) filter (where status = 'failed'), 'last_at', max(created_at)
  )
  from studio.track_generations where user_id = account and provider = of_provider
$$;

------------------------------------------------------------------------------------------------------------- analytics

create function analytics.get_archive_statistics() returns jsonb language sql stable as $$
  select jsonb_build_object(
    'tracks', count(*), 'archived', count(*) filter (where archived_at is not null),
    'scheduled', count(*) filter (where archived_at is null and archive_scheduled_at is not null),
    'due', (select count(*) from catalog.get_tracks_needing_archiving())
  )
  from catalog.tracks where deleted_at is null
$$;

create function analytics.get_generations_daily(days int default 30)
returns table (day date, generations bigint, completed bigint, failed bigint) language sql stable as $$
  select (created_at at time zone 'utc')::date, count(*), count(*) filter (where status = 'completed'),
    count(*) filter (where status = 'failed')
  from studio.track_generations where created_at >= now() - make_interval(days => days)
  group by 1 order by 1
$$;

create function analytics.get_top_genres(top int default 10) returns table (genre_id uuid, name text, tracks bigint, plays bigint)
language sql stable as $$
  select g.id, g.name, count(*), sum(t.play_count)::bigint
  from catalog.tracks t join catalog.genres g on g.id = t.genre_id
  where t.deleted_at is null
  group by g.id order by count(*) desc, g.name limit top
$$;

create function analytics.get_user_stats(account uuid) returns jsonb language sql stable as $$
  select jsonb_build_object(
    'tracks', count(*), 'public_tracks', count(*) filter (where is_public), 'plays', coalesce(sum(play_count), 0),
    'likes', coalesce(sum(like_count), 0), 'downloads', coalesce(sum(download_count), 0),
    'generations', (select count(*) from studio.track_generations where user_id = account)
  )
  from catalog.tracks where user_id = account and deleted_at is null
$$;
