-- What the overview shows: how much of each kind waits, comes and goes, how much money that is, and how the platform does. All of it
-- comes from counters that every write adds to, from the platform's own rollups, or from figures that a job takes once a minute.

grant usage on schema analytics to console_owner;
grant select on analytics.daily_analytics to console_owner;
create policy console_owner on analytics.daily_analytics to console_owner using (true);
grant execute on function finance.calculate_mrr(), system.database_health_check() to console_owner;

set local role console_owner;

insert into console.capability (role, capability) values
  ('console_finance', 'overview.money'), ('console_admin', 'overview.money'), ('console_auditor', 'overview.money'),
  ('console_admin', 'overview.health'), ('console_auditor', 'overview.health');

create table console.work_hour (
  kind text not null,
  hour timestamptz not null,
  arrived bigint not null,
  done bigint not null,
  /* From arriving to being done, of the items done in this hour, together. */
  done_seconds numeric not null,
  primary key (kind, hour)
);
create table console.work_hour_delta (like console.work_hour);
create view console.work_hour_now as select * from console.work_hour union all select * from console.work_hour_delta;
comment on table console.work_hour is 'Items that arrived and were done, hour by hour; appended to work_hour_delta by every write and folded in the background';

create table console.work_sum (
  kind text not null,
  status text not null,
  category text not null,
  currency char(3) not null,
  is_open boolean not null,
  n bigint not null,
  amount numeric not null,
  primary key (kind, status, category, currency, is_open)
);
create table console.work_sum_delta (like console.work_sum);
create view console.work_sum_now as select * from console.work_sum union all select * from console.work_sum_delta;
comment on table console.work_sum is 'Money of the items that have an amount; kept as work_hour is';

create function console.work_flow_added() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_hour_delta
    select kind, date_trunc('hour', created_at), count(*), 0, 0 from added group by 1, 2
    union all
    select kind, date_trunc('hour', closed_at), 0, count(*), sum(extract(epoch from closed_at - created_at)) from added where closed_at is not null group by 1, 2;
  insert into console.work_sum_delta
    select kind, status, category, currency, is_open, count(*), sum(amount) from added where amount is not null and currency is not null group by 1, 2, 3, 4, 5;
  return null;
end $$;
create function console.work_flow_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_hour_delta
    select kind, date_trunc('hour', closed_at), 0, sum(n), sum(n * extract(epoch from closed_at - created_at))
    from (select kind, created_at, closed_at, 1 as n from added union all select kind, created_at, closed_at, -1 from removed) d
    where closed_at is not null group by 1, 2 having sum(n) <> 0 or sum(n * extract(epoch from closed_at - created_at)) <> 0;
  insert into console.work_sum_delta
    select kind, status, category, currency, is_open, sum(n), sum(n * amount)
    from (select kind, status, category, currency, is_open, amount, 1 as n from added
          union all select kind, status, category, currency, is_open, amount, -1 from removed) d
    where amount is not null and currency is not null group by 1, 2, 3, 4, 5 having sum(n) <> 0 or sum(n * amount) <> 0;
  return null;
end $$;
create function console.work_flow_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_hour_delta
    select kind, date_trunc('hour', created_at), -count(*), 0, 0 from removed group by 1, 2
    union all
    select kind, date_trunc('hour', closed_at), 0, -count(*), -sum(extract(epoch from closed_at - created_at)) from removed where closed_at is not null group by 1, 2;
  insert into console.work_sum_delta
    select kind, status, category, currency, is_open, -count(*), -sum(amount) from removed where amount is not null and currency is not null group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger flow_insert after insert on console.work_item referencing new table as added
  for each statement execute function console.work_flow_added();
create trigger flow_update after update on console.work_item referencing old table as removed new table as added
  for each statement execute function console.work_flow_changed();
create trigger flow_delete after delete on console.work_item referencing old table as removed
  for each statement execute function console.work_flow_removed();

-- What was there before these counters.
insert into console.work_hour
  select kind, hour, sum(arrived), sum(done), sum(seconds) from (
    select kind, date_trunc('hour', created_at) as hour, 1 as arrived, 0 as done, 0 as seconds from console.work_item
    union all
    select kind, date_trunc('hour', closed_at), 0, 1, extract(epoch from closed_at - created_at) from console.work_item where closed_at is not null) x
  group by 1, 2;
insert into console.work_sum
  select kind, status, category, currency, is_open, count(*), sum(amount) from console.work_item
  where amount is not null and currency is not null group by 1, 2, 3, 4, 5;

insert into console.job (name) values ('fold_flow'), ('overview_refresh');

/* Folds both deltas; a second caller at the same time does nothing. Returns the rows folded. */
create function console.fold_flow() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  hours bigint;
  sums bigint;
begin
  if not console.job_begin('fold_flow') then return 0; end if;
  with gone as (delete from console.work_hour_delta returning *),
       s as (select kind, hour, sum(arrived) as arrived, sum(done) as done, sum(done_seconds) as done_seconds from gone group by 1, 2),
       kept as (insert into console.work_hour as h select * from s on conflict (kind, hour) do update
                set arrived = h.arrived + excluded.arrived, done = h.done + excluded.done, done_seconds = h.done_seconds + excluded.done_seconds)
  select count(*) into hours from gone;
  with gone as (delete from console.work_sum_delta returning *),
       s as (select kind, status, category, currency, is_open, sum(n) as n, sum(amount) as amount from gone group by 1, 2, 3, 4, 5),
       kept as (insert into console.work_sum as w select * from s on conflict (kind, status, category, currency, is_open) do update
                set n = w.n + excluded.n, amount = w.amount + excluded.amount)
  select count(*) into sums from gone;
  return hours + sums;
end $$;

-- The oldest open item of a kind whose closed ones are many times as many.
create index work_item_open_created on console.work_item (created_at, id) where is_open;

create table console.overview_figure (
  name text primary key,
  value jsonb not null,
  at timestamptz not null default clock_timestamp()
);
comment on table console.overview_figure is 'Figures too dear to be taken for every reader: taken once a minute by whichever console is first';

/* Takes the figures anew when they are older than a minute. Returns whether it did. */
create function console.overview_refresh() returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from console.overview_figure f where f.at > clock_timestamp() - interval '1 minute') then return false; end if;
  if not console.job_begin('overview_refresh') then return false; end if;
  insert into console.overview_figure (name, value)
  values
    ('mrr', (select coalesce(jsonb_agg(jsonb_build_object('currency', m.currency, 'amount', round(m.mrr, console.currency_decimals(m.currency))::text) order by m.mrr desc), '[]') from finance.calculate_mrr() m)),
    ('health', (select jsonb_agg(jsonb_build_object('name', h.check_name, 'ok', h.is_healthy, 'detail', h.detail)) from system.database_health_check() h))
  on conflict (name) do update set value = excluded.value, at = excluded.at;
  return true;
end $$;

/* One line of work: how much waits, how old it is, what came and went, and who is at it. */
create function console.overview_work(of_kind text, zone text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  counts jsonb := console.kind_counts(of_kind);
begin
  return counts || jsonb_build_object(
    'oldestAt', (select w.created_at from console.work_item w where w.kind = of_kind and w.is_open order by w.created_at, w.id limit 1),
    'hours', (select coalesce(jsonb_agg(jsonb_build_object('at', h.hour, 'arrived', h.arrived, 'done', h.done) order by h.hour), '[]')
              from (select x.hour, sum(x.arrived) as arrived, sum(x.done) as done from console.work_hour_now x
                    where x.kind = of_kind and x.hour > now() - interval '25 hours' group by 1) h),
    'days', (select coalesce(jsonb_agg(jsonb_build_object('day', d.day, 'arrived', d.arrived, 'done', d.done,
                      'meanSeconds', case when d.done > 0 then round(d.seconds / d.done) end) order by d.day), '[]')
             from (select (x.hour at time zone zone)::date as day, sum(x.arrived) as arrived, sum(x.done) as done, sum(x.done_seconds) as seconds
                   from console.work_hour_now x where x.kind = of_kind and x.hour > now() - interval '14 days' group by 1) d),
    'onShift', (select coalesce(jsonb_agg(console.staff_ref(s.staff)), '[]')
                from (select p.staff from console.presence p where p.kind = of_kind and p.until > now()
                      union select l.holder from console.lease l where l.kind = of_kind and l.until > now() limit 50) s));
end $$;

/* Everything the reader's roles let them see of it; money and health are null where they do not. */
create function console.overview() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := console.me();
  zone text := coalesce((select s.timezone from console.staff s where s.user_id = person), 'UTC');
begin
  if person is null then perform console.require('overview'); end if;
  return jsonb_build_object(
    'work', (select coalesce(jsonb_agg(console.overview_work(k.kind, zone)), '[]') from console.work_kind k where console.can(k.read_capability)),
    'sums', (select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'category', s.category, 'currency', s.currency, 'n', s.n, 'amount', s.amount::text)), '[]')
             from (select x.kind, x.category, x.currency, sum(x.n) as n, sum(x.amount) as amount from console.work_sum_now x
                   join console.work_kind k on k.kind = x.kind and console.can(k.read_capability)
                   where x.is_open group by 1, 2, 3 having sum(x.n) > 0) s),
    'money', case when console.can('overview.money') then jsonb_build_object(
      'days', (select coalesce(jsonb_agg(jsonb_build_object('day', d.stat_date, 'revenue', d.revenue::text, 'mrr', d.mrr::text, 'currency', d.currency) order by d.stat_date), '[]')
               from (select * from analytics.daily_analytics a where a.stat_date < (now() at time zone 'UTC')::date order by a.stat_date desc limit 30) d),
      'mrr', (select jsonb_build_object('at', f.at, 'byCurrency', f.value) from console.overview_figure f where f.name = 'mrr')) end,
    'health', case when console.can('overview.health') then
      (select jsonb_build_object('at', f.at, 'checks', f.value) from console.overview_figure f where f.name = 'health') end);
end $$;

grant execute on function console.overview(), console.overview_refresh(), console.fold_flow() to console_staff;

reset role;
