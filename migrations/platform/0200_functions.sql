-- What the platform's services and its jobs call. What happens by itself is in the next file.

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

--------------------------------------------------------------------------------------------------------------- finance

create function finance.plan_of(account uuid) returns finance.subscription_plans language sql stable as $$
  select p.* from finance.subscription_plans p
  left join finance.subscriptions s on s.plan_id = p.id and s.user_id = account and s.status in ('trialing', 'active', 'past_due')
  where s.id is not null or p.tier = 'free' and p.is_active
  order by s.id is null, p.created_at
  limit 1
$$;
comment on function finance.plan_of is 'the plan a user is on; without a subscription the free one';

create function finance.sale_amounts(seller uuid, amount numeric, processor finance.payment_processor)
returns table (
  amount_fees numeric, amount_commission numeric, amount_seller numeric, commission_rate numeric, seller_tier finance.plan_tier
)
language sql stable as $$
  with sale as (
    select tier, rate, round(amount * coalesce((fee ->> 'percent')::numeric, 0) / 100 + coalesce((fee ->> 'fixed')::numeric, 0), 4) as fees
    from (select coalesce((finance.plan_of(seller)).tier, 'free') as tier) seller_plan,
      lateral (select (system.setting('finance.commission_rates') ->> tier::text)::numeric as rate) commission,
      lateral (select system.setting('finance.processor_fees') -> processor::text as fee) processor_fee
  )
  select fees, round(amount * rate / 100, 4), amount - fees - round(amount * rate / 100, 4), rate, tier from sale
$$;
comment on function finance.sale_amounts is
  'how a sale of now divides: the buyer pays the listed price, fee and commission are the seller''s';

create function finance.apply_discount_code(promo_code citext, amount numeric, account uuid, amount_currency char(3) default 'USD')
returns numeric language plpgsql as $$
declare
  discount finance.discount_codes;
  reduction numeric := 0;
begin
  -- Held until commit, so that the last use is not given twice.
  select * into discount from finance.discount_codes where code = promo_code for update;
  if not found or not discount.is_active or now() < discount.valid_from or now() > discount.valid_until then
    raise exception 'the code % is not valid', promo_code using errcode = 'invalid_parameter_value';
  elsif discount.used_count >= discount.max_uses then
    raise exception 'the code % is used up', promo_code using errcode = 'invalid_parameter_value';
  elsif discount.currency <> amount_currency then
    raise exception 'the code % is for %', promo_code, discount.currency using errcode = 'invalid_parameter_value';
  elsif amount < discount.min_amount then
    raise exception 'the code % needs at least %', promo_code, discount.min_amount using errcode = 'invalid_parameter_value';
  elsif (select count(*) from finance.discount_usages u where u.discount_code_id = discount.id and u.user_id = account)
    >= discount.max_uses_per_user then
    raise exception 'the code % was already used', promo_code using errcode = 'invalid_parameter_value';
  end if;

  case discount.type
    when 'percentage' then reduction := round(amount * discount.value / 100, 4);
    when 'fixed' then reduction := least(discount.value, amount);
    when 'credits', 'free_pitches' then perform finance.add_credits(account, 'pitch', discount.value::int, 'code ' || promo_code);
  end case;
  update finance.discount_codes set used_count = used_count + 1 where id = discount.id;
  insert into finance.discount_usages (discount_code_id, user_id, amount_discounted, currency)
  values (discount.id, account, reduction, amount_currency);
  return reduction;
end $$;
comment on function finance.apply_discount_code is 'checks a code, writes its use and returns what it takes off the amount';

create function finance.calculate_mrr() returns table (currency char(3), mrr numeric) language sql stable as $$
  select p.currency, sum(case s.billing_period when 'yearly' then p.price_yearly / 12 when 'lifetime' then 0 else p.price_monthly end)
  from finance.subscriptions s join finance.subscription_plans p on p.id = s.plan_id
  where s.status = 'active' and s.billing_period is not null
  group by p.currency
$$;
comment on function finance.calculate_mrr() is 'monthly recurring revenue of active subscriptions';

create function finance.add_credits(account uuid, credit finance.credit_kind, amount int, why text) returns int language plpgsql as $$
declare
  remaining int;
begin
  insert into finance.credit_balances (user_id, kind, last_reset_at) values (account, credit, now()) on conflict (user_id, kind) do nothing;
  select credits_remaining into remaining from finance.credit_balances where user_id = account and kind = credit for update;
  -- The ledger moves the balance.
  insert into finance.credit_ledger (user_id, kind, delta, balance_after, reason) values (account, credit, amount, remaining + amount, why);
  return remaining + amount;
end $$;

create function finance.decrement_credits(account uuid, credit finance.credit_kind, amount int) returns int language plpgsql as $$
declare
  balance finance.credit_balances;
begin
  select * into balance from finance.credit_balances where user_id = account and kind = credit for update;
  if not found or balance.credits_remaining < amount then
    raise exception 'not enough credits' using errcode = 'check_violation';
  end if;
  if balance.credits_used_today + amount > (finance.plan_of(account)).credits_daily_limit then
    raise exception 'the daily limit of credits is reached' using errcode = 'check_violation';
  end if;
  return finance.add_credits(account, credit, -amount, 'use');
end $$;
comment on function finance.decrement_credits is 'uses credits within balance and daily limit and returns what remains';

create function finance.release_holds() returns bigint language plpgsql as $$
declare
  due uuid;
  released bigint := 0;
begin
  for due in
    select s.id from finance.transactions s
    where s.type in ('product_purchase', 'service_purchase', 'webinar_registration') and s.counterparty_id is not null
      and s.status = 'completed' and s.hold_until <= now()
      and not exists (select from finance.transactions r where r.parent_transaction_id = s.id and r.type = 'deposit')
    order by s.id
  loop
    -- A refund of the sale that is being written ends first; then what remains is known.
    perform from finance.transactions where id = due for no key update;
    insert into finance.transactions
      (user_id, type, status, entity_type, entity_id, currency, amount_total, amount_seller, parent_transaction_id, description)
    select s.counterparty_id, 'deposit', 'completed', 'transaction', s.id, s.currency, remaining, remaining, s.id, 'release of hold'
    from finance.transactions s,
      lateral (
        select s.amount_seller - coalesce(sum(r.amount_seller), 0) as remaining from finance.transactions r
        where r.parent_transaction_id = s.id and r.type = 'refund' and r.status = 'completed'
      ) after_refunds
    where s.id = due and s.status = 'completed' and remaining > 0
    on conflict (parent_transaction_id) where type = 'deposit' do nothing;
    if found then
      released := released + 1;
    end if;
  end loop;
  return released;
end $$;
comment on function finance.release_holds() is 'hourly: sale income whose hold has ended becomes available, as a transaction of its own';
-- A hold is released once, and the job finds the sales that are due without reading all of them.
create unique index transactions_release_idx on finance.transactions (parent_transaction_id) where type = 'deposit';
create index transactions_hold_idx on finance.transactions (hold_until) where status = 'completed' and hold_until is not null;

create function finance.payout_refusal(account uuid, wallet uuid, method uuid, payout_amount numeric, payout_currency char(3)) returns text
language sql stable as $$
  select case
    when w.id is null then 'this is not a wallet of yours in that currency'
    when not w.payouts_enabled then 'payouts are not enabled'
    when m.id is null then 'this is not a payout method of yours'
    when minimum is null then 'there are no payouts in this currency'
    when payout_amount < minimum then 'the amount is below the minimum of ' || minimum
    when payout_amount > w.balance_available - coalesce(open_amount, 0) then 'the amount is more than what is available'
  end
  from (select (system.setting('finance.min_withdrawal') ->> payout_currency)::numeric as minimum) setting
  left join finance.wallets w on w.id = wallet and w.user_id = account and w.currency = payout_currency
  left join finance.payment_methods m on m.id = method and m.user_id = account and m.status = 'active' and m.usage in ('payout', 'both')
  left join lateral (
    select sum(p.amount) as open_amount from finance.payouts p
    where p.wallet_id = wallet and p.status in ('pending', 'on_hold', 'approved', 'processing')
  ) requested on true
$$;
comment on function finance.payout_refusal is 'why a user may not request this payout; null when nothing is against it';

------------------------------------------------------------------------------------------------------------- promotion

create function promotion.generate_referral_code() returns text language plpgsql volatile as $$
declare
  code text;
begin
  loop
    code := upper(left(replace(gen_random_uuid()::text, '-', ''), 8));
    exit when not exists (select from identity.users where referral_code = code)
      and not exists (select from promotion.partners where referral_code = code);
  end loop;
  return code;
end $$;

create function promotion.tier_rate(tier promotion.partner_tier) returns numeric language sql immutable parallel safe as $$
  select case tier when 'bronze' then 3 when 'silver' then 5 when 'gold' then 7 when 'platinum' then 10 when 'diamond' then 15 end
$$;
comment on function promotion.tier_rate is 'percent of a partner tier';

create function promotion.calculate_partner_commission(partner uuid, amount numeric) returns numeric language sql stable as $$
  select round(amount * promotion.tier_rate(tier) / 100, 4) from promotion.partners where id = partner
$$;

create function promotion.calculate_pitch_success_rate(account uuid) returns numeric language sql stable as $$
  select round(100.0 * count(*) filter (where status = 'accepted') / nullif(count(*), 0), 2)
  from promotion.pitches where user_id = account and status in ('accepted', 'rejected')
$$;
comment on function promotion.calculate_pitch_success_rate is
  'percent of the decided pitches that were accepted; null before the first decision';

create function promotion.check_pitch_limit(account uuid) returns boolean language sql stable as $$
  select coalesce(
    (select count(*) from promotion.pitches where user_id = account and created_at >= date_trunc('month', now()))
      < (finance.plan_of(account)).pitches_monthly_limit,
    true
  )
$$;
comment on function promotion.check_pitch_limit is 'whether the plan allows another pitch this month';

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
