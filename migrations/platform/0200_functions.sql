-- What the platform's services and its jobs call: system, identity, catalog. Money and the rest are in the next two files; what happens by
-- itself is in 0205 and after.

create function system.setting(name text) returns jsonb language sql stable as $$
  select value from system.settings where key = name
$$;

---------------------------------------------------------------------------------------------------------------- system

create function system.generate_api_key(account uuid, organization uuid, label text, granted_scopes text[] default '{}') returns text
language plpgsql as $$
declare
  secret text := 'pk_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
begin
  insert into system.api_keys (user_id, organization_id, name, key_hash, key_prefix, scopes)
  values (account, organization, label, encode(sha256(convert_to(secret, 'utf8')), 'hex'), left(secret, 11), granted_scopes);
  return secret;
end $$;
comment on function system.generate_api_key is 'returns the key, this once; stored are its first letters and its SHA-256';

create function system.batch_increment_counter(counter_name text, amount bigint, entities uuid[]) returns void language plpgsql as $$
declare
  part text[] := string_to_array(counter_name, '.');
begin
  if counter_name <> all (array[
    'catalog.tracks.play_count', 'catalog.tracks.view_count', 'catalog.tracks.download_count', 'marketplace.products.views_count',
    'marketplace.services.views_count', 'community.articles.views_count', 'support.knowledge_base_articles.views_count',
    'support.knowledge_base_articles.helpful_count', 'promotion.partners.clicks_count'
  ]) then
    raise exception 'there is no counter %', counter_name using errcode = 'invalid_parameter_value';
  end if;
  execute format('update %I.%I set %3$I = %3$I + $1 where id = any ($2)', part[1], part[2], part[3]) using amount, entities;
end $$;
comment on function system.batch_increment_counter is 'adds to one counter of many rows at once; only the listed counters';

create function system.take_token(account uuid, endpoint text) returns boolean language plpgsql as $$
declare
  capacity int := coalesce(system.setting('system.rate_limits') ->> endpoint, system.setting('system.rate_limits') ->> 'api-general');
  refilled int;
  bucket system.rate_limit_buckets;
begin
  insert into system.rate_limit_buckets (key, tokens, window_start, last_refill_at)
  values (account || ':' || endpoint, capacity, now(), now())
  on conflict (key) do update set last_request_at = now()
  returning * into bucket;

  -- A minute fills the bucket; time that does not yet make a token is kept.
  refilled := floor(extract(epoch from now() - bucket.last_refill_at) * capacity / 60);
  if refilled > 0 then
    bucket.tokens := least(capacity, bucket.tokens + refilled);
    bucket.last_refill_at := bucket.last_refill_at + make_interval(secs => refilled * 60.0 / capacity);
  end if;
  update system.rate_limit_buckets
  set tokens = bucket.tokens - (bucket.tokens > 0)::int, last_refill_at = bucket.last_refill_at, last_request_at = now()
  where id = bucket.id;
  return bucket.tokens > 0;
end $$;
comment on function system.take_token is 'token bucket of a user and an endpoint: false means over the limit of a minute';

create function system.apply_retention() returns table (table_name text, partitions_removed int, rows_removed bigint)
language plpgsql as $$
declare
  policy system.retention_policies;
  target regclass;
  partition regclass;
  filter text;
  affected bigint;
begin
  for policy in select * from system.retention_policies p where p.keep_for is not null order by p.table_name loop
    target := policy.table_name::regclass;
    partitions_removed := 0;
    rows_removed := 0;
    filter := format('%I < now() - %L::interval', policy.time_column, policy.keep_for);
    -- Of the audit only the records of access have an end.
    if target = 'system.audit_logs'::regclass then
      filter := filter || $f$ and category = 'access'$f$;
    end if;

    case policy.mode
      when 'drop_partition' then
        for partition in
          select c.oid from pg_inherits i join pg_class c on c.oid = i.inhrelid
          where i.inhparent = target and c.relname ~ '_\d{4}_\d\d$'
            and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= now() at time zone 'utc' - policy.keep_for
        loop
          execute format('alter table %s detach partition %s', target, partition);
          -- A detached table is the archive job's to copy and to drop.
          if not policy.archive_before_drop then
            execute format('drop table %s', partition);
          end if;
          partitions_removed := partitions_removed + 1;
        end loop;
        -- What was written for a month that had no partition.
        select partdefid::regclass into partition from pg_partitioned_table where partrelid = target;
        execute format('delete from %s where %s', partition, filter);
        get diagnostics affected = row_count;
        rows_removed := affected;
      when 'delete_rows' then
        execute format('delete from %s where %s', target, filter);
        get diagnostics affected = row_count;
        rows_removed := affected;
      when 'anonymize' then
        execute (
          select format('update %s set %s where %s and (%s)', target, string_agg(format('%I = null', attname), ', '), filter,
            string_agg(format('%I is not null', attname), ' or '))
          from pg_attribute
          where attrelid = target and attname in ('user_id', 'actor_id', 'ip_address', 'user_agent') and not attnotnull and not attisdropped
        );
        get diagnostics affected = row_count;
        rows_removed := affected;
    end case;

    update system.retention_policies p set last_run_at = now() where p.id = policy.id;
    table_name := policy.table_name;
    return next;
  end loop;
end $$;
comment on function system.apply_retention() is 'daily 03:00: removes what system.retention_policies no longer keeps';

create function system.refresh_all_materialized_views() returns int language plpgsql as $$
declare
  name regclass;
  refreshed int := 0;
begin
  for name in
    select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'm' and n.nspname in ('analytics', 'promotion')
  loop
    execute format('refresh materialized view concurrently %s', name);
    refreshed := refreshed + 1;
  end loop;
  return refreshed;
end $$;
comment on function system.refresh_all_materialized_views() is 'every 15 minutes; readers are not blocked';

create function system.database_health_check() returns table (check_name text, is_healthy boolean, detail text) language sql stable as $$
  select 'connections', used < 0.8 * max, format('%s of %s', used, max)
  from (select count(*) as used, current_setting('max_connections')::int as max from pg_stat_activity) connections
  union all
  select 'cache hit ratio', coalesce(ratio, 100) >= 90, coalesce(round(ratio, 1) || ' %', 'nothing read yet')
  from (
    select 100.0 * blks_hit / nullif(blks_hit + blks_read, 0) as ratio from pg_stat_database where datname = current_database()
  ) cache
  union all
  select 'transactions that failed', coalesce(ratio, 0) <= 5, coalesce(round(ratio, 1) || ' %', 'none yet')
  from (
    select 100.0 * xact_rollback / nullif(xact_commit + xact_rollback, 0) as ratio from pg_stat_database where datname = current_database()
  ) transactions
  union all
  select 'queries that run for more than a second', count(*) = 0, count(*)::text
  from pg_stat_activity
  where state = 'active' and query_start < now() - interval '1 second' and backend_type = 'client backend' and pid <> pg_backend_pid()
  union all
  select 'open tickets', count(*) <= 100, case when count(*) > 100 then 'more than 100' else count(*)::text end
  from (select from support.tickets where status not in ('resolved', 'closed') limit 101) open
  union all
  select 'transactions open for more than an hour', count(*) = 0, count(*)::text
  from pg_stat_activity where xact_start < now() - interval '1 hour' and backend_type = 'client backend'
  union all
  select 'invalid indexes', count(*) = 0, coalesce(string_agg(indexrelid::regclass::text, ', '), 'none') from pg_index where not indisvalid
  union all
  select 'tables that vacuum has not kept up with', count(*) = 0, coalesce(string_agg(relid::regclass::text, ', '), 'none')
  from pg_stat_user_tables where n_dead_tup > 10000 and n_dead_tup > n_live_tup * 0.2
  union all
  select 'partitions of the next two months', count(*) = 0,
    coalesce('missing: ' || string_agg(format('%s_%s', parent, month), ', '), 'all there')
  from (
    select p.partrelid::regclass as parent, to_char((now() at time zone 'utc') + make_interval(months => ahead), 'YYYY_MM') as month
    from pg_partitioned_table p join pg_class c on c.oid = p.partrelid, generate_series(0, 2) ahead
    where c.relnamespace in ('system'::regnamespace, 'analytics'::regnamespace)
  ) wanted
  where to_regclass(format('%s_%s', parent, month)) is null
$$;
comment on function system.database_health_check() is
  'after installation and monthly; a line a check. How full the disk is, the server cannot say';

-------------------------------------------------------------------------------------------------------------- identity

create function identity.current_user_id() returns uuid language sql stable parallel safe as $$
  select nullif(current_setting('platform.user_id', true), '')::uuid
$$;
comment on function identity.current_user_id() is
  'the person on whose behalf the platform''s backend works: it sets platform.user_id for each transaction after checking the sign-in';

create function identity.cleanup_expired_sessions() returns bigint language sql as $$
  with gone as (delete from identity.user_sessions where expires_at < now() returning 1) select count(*) from gone
$$;
comment on function identity.cleanup_expired_sessions() is 'daily 03:30';

create function identity.generate_client_id() returns text language sql volatile as $$
  select 'tm_client_' || replace(gen_random_uuid()::text, '-', '')
$$;

create function identity.is_valid_client_id(client_id text) returns boolean language sql immutable parallel safe as $$
  select coalesce(client_id ~ '^tm_client_[a-f0-9]{32}$', false)
$$;

--------------------------------------------------------------------------------------------------------------- catalog

create function catalog.is_valid_upc(upc text) returns boolean language sql immutable parallel safe as $$
  select coalesce(upc ~ '^[0-9]{13}$', false) and (
    select sum(substr(upc, n, 1)::int * case n % 2 when 1 then 1 else 3 end) % 10 = 0
    from generate_series(1, 13) n where upc ~ '^[0-9]{13}$'
  )
$$;
comment on function catalog.is_valid_upc is '13 digits of which the last is the check digit of EAN-13';

create function catalog.generate_upc() returns text language plpgsql volatile as $$
declare
  digits text;
begin
  loop
    digits := '0' || lpad(floor(random() * 1e11)::text, 11, '0');
    -- The one check digit that makes it valid.
    select digits || n into digits from generate_series(0, 9) n where catalog.is_valid_upc(digits || n);
    exit when not exists (select from catalog.releases where upc = digits);
  end loop;
  return digits;
end $$;
comment on function catalog.generate_upc() is 'for demo data; codes that are delivered are assigned';

create function catalog.set_master_version(track uuid, version uuid) returns void language plpgsql as $$
declare
  master catalog.track_versions;
begin
  -- One at a time: of two at once each would leave the other's version primary.
  perform from catalog.tracks where id = track for no key update;
  select * into master from catalog.track_versions where id = version and track_id = track;
  if not found then
    raise exception 'version % does not belong to track %', version, track using errcode = 'invalid_parameter_value';
  end if;
  update catalog.track_versions set is_primary_variant = id = version where track_id = track and is_primary_variant <> (id = version);
  update catalog.tracks
  set audio_url = master.audio_url, cover_url = coalesce(master.cover_url, cover_url), lyrics = coalesce(master.lyrics, lyrics),
    duration_seconds = coalesce(master.duration_seconds, duration_seconds)
  where id = track;
end $$;
comment on function catalog.set_master_version is 'makes one version the primary one and copies it to the track';

create function catalog.increment_download_count(track uuid) returns void language sql as $$
  update catalog.tracks set download_count = download_count + 1 where id = track
$$;

create function catalog.update_track_video_metadata(track uuid, new_video_url text, video jsonb) returns void language sql as $$
  update catalog.tracks set video_url = new_video_url, metadata = metadata || jsonb_build_object('video', video) where id = track
$$;

create function catalog.get_tracks_needing_archiving() returns setof catalog.tracks language sql stable as $$
  select t.* from catalog.tracks t
  where t.created_at < now() - make_interval(days => (system.setting('catalog.archive') ->> 'after_days')::int)
    and t.archived_at is null and t.deleted_at is null and (not t.is_public or t.play_count = 0)
    and not exists (select from studio.track_generations g where g.track_id = t.id and g.status <> 'completed')
$$;

create function catalog.schedule_track_archiving() returns bigint language sql as $$
  with noticed as (
    update catalog.tracks t
    set archive_scheduled_at = now() + make_interval(days => (system.setting('catalog.archive') ->> 'notice_days')::int)
    from catalog.get_tracks_needing_archiving() due
    where t.id = due.id and t.archive_scheduled_at is null
    returning 1
  )
  select count(*) from noticed
$$;
comment on function catalog.schedule_track_archiving() is 'daily: gives notice to the tracks that will be archived';

create function catalog.mark_track_archived(track uuid) returns void language sql as $$
  update catalog.tracks set archived_at = now(), archived_to_storage = true where id = track
$$;
