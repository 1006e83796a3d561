-- Clocks. They come from an append-only list of events, a policy and a calendar; tests tell the same rule once more and hold the two against each other.

set local role console_owner;

create table console.sla_calendar (
  id text primary key,
  timezone text not null,
  /* ISO weekday -> [[start minute, end minute], ...] of local wall time; 1440 is midnight of the next day. */
  spans jsonb not null,
  holidays date[] not null default '{}',
  version integer not null default 1
);
insert into console.sla_calendar (id, timezone, spans) values
  ('always', 'UTC', '{"1":[[0,1440]],"2":[[0,1440]],"3":[[0,1440]],"4":[[0,1440]],"5":[[0,1440]],"6":[[0,1440]],"7":[[0,1440]]}'),
  ('business', 'UTC', '{"1":[[540,1080]],"2":[[540,1080]],"3":[[540,1080]],"4":[[540,1080]],"5":[[540,1080]]}');

create table console.sla_policy (
  id uuid primary key default system.uuid_v7(),
  priority support.ticket_priority not null,
  plan finance.plan_tier,
  first_response_seconds integer not null check (first_response_seconds > 0),
  next_response_seconds integer not null check (next_response_seconds > 0),
  resolution_seconds integer not null check (resolution_seconds > 0),
  calendar text not null references console.sla_calendar,
  version integer not null default 1,
  is_active boolean not null default true,
  unique nulls not distinct (priority, plan, version)
);
comment on table console.sla_policy is 'Response targets in business seconds per priority and, where a row names one, plan';
insert into console.sla_policy (priority, first_response_seconds, next_response_seconds, resolution_seconds, calendar) values
  ('critical', 15 * 60, 30 * 60, 4 * 3600, 'always'),
  ('urgent', 3600, 2 * 3600, 8 * 3600, 'always'),
  ('high', 4 * 3600, 4 * 3600, 24 * 3600, 'business'),
  ('medium', 8 * 3600, 8 * 3600, 72 * 3600, 'business'),
  ('low', 24 * 3600, 24 * 3600, 120 * 3600, 'business');

create table console.sla_event (
  kind text not null,
  item_id uuid not null,
  seq integer not null,
  type text not null check (type in ('opened', 'customer_message', 'agent_reply', 'waiting', 'resumed', 'snoozed', 'unsnoozed', 'resolved', 'reopened', 'closed', 'policy')),
  at timestamptz not null,
  policy uuid references console.sla_policy,
  primary key (kind, item_id, seq)
);
comment on table console.sla_event is 'Append-only; the only input of the clocks beside policy and calendar';

/*
 The open stretches of one local day, in order. On a day on which the clocks change, wall time is followed minute by minute: a
 skipped minute does not exist, a repeated one counts twice.
*/
create function console.open_spans(day date, calendar console.sla_calendar) returns table (starts timestamptz, ends timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  midnight timestamptz := day::timestamp at time zone calendar.timezone;
  next_midnight timestamptz := (day + 1)::timestamp at time zone calendar.timezone;
  spans jsonb := calendar.spans -> extract(isodow from day)::int::text;
begin
  if spans is null or day = any (calendar.holidays) then return; end if;
  if next_midnight - midnight = interval '24 hours' then
    return query select midnight + make_interval(mins => (e ->> 0)::int), midnight + make_interval(mins => (e ->> 1)::int)
      from jsonb_array_elements(spans) e order by (e ->> 0)::int;
    return;
  end if;
  return query
    with minutes as (
      select m, m - make_interval(mins => (row_number() over (order by m))::int) as island
      from generate_series(midnight, next_midnight - interval '1 minute', interval '1 minute') m
      where exists (select from jsonb_array_elements(spans) e
                    where extract(epoch from (m at time zone calendar.timezone)::time) / 60 >= (e ->> 0)::int
                      and extract(epoch from (m at time zone calendar.timezone)::time) / 60 < (e ->> 1)::int))
    select min(m), max(m) + interval '1 minute' from minutes group by island order by 1;
end $$;

/* Business seconds between two instants. */
create function console.business_seconds(from_at timestamptz, to_at timestamptz, calendar console.sla_calendar) returns double precision
language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(extract(epoch from least(s.ends, to_at) - greatest(s.starts, from_at))), 0)
  from generate_series((from_at at time zone calendar.timezone)::date, (to_at at time zone calendar.timezone)::date, interval '1 day') d(day)
  cross join lateral console.open_spans(d.day::date, calendar) s
  where to_at > from_at and s.starts < to_at and s.ends > from_at
$$;

/* The instant at which `seconds` of business time have passed since `from_at`; infinity when ten years do not hold them. */
create function console.business_add(from_at timestamptz, seconds double precision, calendar console.sla_calendar) returns timestamptz
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  first_day date := (from_at at time zone calendar.timezone)::date;
  rest double precision := seconds;
  span record;
  part double precision;
begin
  if rest <= 0 then return from_at; end if;
  for day in 0 .. 3660 loop
    for span in select greatest(s.starts, from_at) as starts, s.ends from console.open_spans(first_day + day, calendar) s where s.ends > from_at loop
      part := extract(epoch from span.ends - span.starts);
      if rest <= part then return span.starts + make_interval(secs => rest); end if;
      rest := rest - part;
    end loop;
  end loop;
  return 'infinity';
end $$;

create type console.sla_stretch as (starts timestamptz, ends timestamptz, phase text, calendar text);

/*
 Business seconds of stretches of an item's life, and the instant at which they reach the target if the last one goes on;
 null when the calendar does not open often enough. Time counts by the calendar of its stretch.
*/
create function console.sla_measure(stretches console.sla_stretch[], target double precision, out used double precision, out due timestamptz)
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  rest double precision := target;
  part double precision;
  open_hours console.sla_calendar;
begin
  for i in 1 .. coalesce(array_length(stretches, 1), 0) loop
    select * into open_hours from console.sla_calendar c where c.id = stretches[i].calendar;
    part := console.business_seconds(stretches[i].starts, stretches[i].ends, open_hours);
    if due is null and (part >= rest or i = array_length(stretches, 1)) then
      due := nullif(console.business_add(stretches[i].starts, rest, open_hours), 'infinity');
    end if;
    rest := rest - part;
  end loop;
  used := target - rest;
end $$;

/* The stretches clipped to [from_at, to_at). */
create function console.sla_between(stretches console.sla_stretch[], from_at timestamptz, to_at timestamptz) returns console.sla_stretch[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(row(greatest(s.starts, from_at), least(s.ends, to_at), s.phase, s.calendar)::console.sla_stretch order by o), '{}')
  from unnest(stretches) with ordinality s(starts, ends, phase, calendar, o)
  where greatest(s.starts, from_at) <= least(s.ends, to_at)
$$;

/*
 The three clocks of an item. First response: from opening to the first public reply. Next response: from the oldest
 unanswered customer message after that, off while the agent spoke last. Resolution: from opening, paused while waiting on
 the customer or snoozed, stopped by resolving or closing, continued by reopening. Another policy changes targets and
 calendar from then on; what was counted stays, and a finished clock keeps the target that it finished under.
*/
create function console.sla_clocks(of_kind text, of_item uuid, now_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  e record;
  p console.sla_policy;
  first_policy console.sla_policy;
  end_policy console.sla_policy;
  opened timestamptz;
  since timestamptz;
  first_met timestamptz;
  asked timestamptz;
  waiting boolean := false;
  snoozed boolean := false;
  ended timestamptz;
  all_of console.sla_stretch[] := '{}';
  m record;
begin
  for e in
    select x.type, x.at, x.policy, x.seq from console.sla_event x where x.kind = of_kind and x.item_id = of_item and x.at <= now_at
    union all select 'now', now_at, null, 2147483647
    order by at, seq
  loop
    if e.type = 'opened' then
      opened := e.at; since := e.at;
    elsif opened is null then
      continue;
    else
      all_of := all_of || row(since, e.at, case when ended is not null then 'ended' when waiting or snoozed then 'paused' else 'working' end, p.calendar)::console.sla_stretch;
      since := e.at;
    end if;
    if e.policy is not null then select * into p from console.sla_policy x where x.id = e.policy; end if;
    case e.type
      when 'customer_message' then
        if first_met is not null then asked := coalesce(asked, e.at); end if;
      when 'agent_reply' then
        if first_met is null then first_policy := p; end if;
        first_met := coalesce(first_met, e.at);
        asked := null;
      when 'waiting' then waiting := true;
      when 'resumed' then waiting := false;
      when 'snoozed' then snoozed := true;
      when 'unsnoozed' then snoozed := false;
      when 'resolved', 'closed' then
        if ended is null then end_policy := p; end if;
        ended := coalesce(ended, e.at);
      when 'reopened' then ended := null;
      else null;
    end case;
  end loop;
  if opened is null or p.id is null then return '[]'; end if;
  if ended is null then end_policy := p; end if;
  if first_met is null then first_policy := end_policy; end if;

  select * into m from console.sla_measure(console.sla_between(all_of, opened, coalesce(first_met, ended, 'infinity')), first_policy.first_response_seconds);
  return jsonb_build_array(
    jsonb_build_object('name', 'first_response',
      'state', case when first_met > m.due then 'missed' when first_met is not null then 'met' when ended is not null then 'off' else 'running' end,
      'usedSeconds', round(m.used), 'targetSeconds', first_policy.first_response_seconds, 'pausedSeconds', 0, 'startedAt', opened,
      'dueAt', m.due, 'metAt', first_met, 'why', case when first_met is null and ended is not null then 'closed' end))
  || console.sla_next_response(console.sla_between(all_of, asked, 'infinity'), p, asked, ended, first_met)
  || console.sla_resolution(all_of, end_policy, opened, ended, waiting, snoozed);
end $$;

create function console.sla_next_response(since_asked console.sla_stretch[], p console.sla_policy, asked timestamptz, ended timestamptz, first_met timestamptz)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  runs boolean := asked is not null and ended is null;
  m record;
begin
  select * into m from console.sla_measure(case when runs then since_asked end, p.next_response_seconds);
  return jsonb_build_object('name', 'next_response', 'state', case when runs then 'running' else 'off' end, 'usedSeconds', round(m.used),
    'targetSeconds', p.next_response_seconds, 'pausedSeconds', 0, 'startedAt', asked, 'dueAt', m.due, 'metAt', null,
    'why', case when ended is not null then 'closed' when first_met is not null and asked is null then 'agent_spoke_last' end);
end $$;

create function console.sla_resolution(all_of console.sla_stretch[], p console.sla_policy, opened timestamptz, ended timestamptz, waiting boolean, snoozed boolean)
returns jsonb language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  m record;
  paused record;
begin
  select * into m from console.sla_measure(array(select s from unnest(all_of) s where s.phase = 'working'), p.resolution_seconds);
  select * into paused from console.sla_measure(array(select s from unnest(all_of) s where s.phase = 'paused'), 0);
  return jsonb_build_object('name', 'resolution',
    'state', case when ended is not null then case when m.used > p.resolution_seconds then 'missed' else 'met' end when waiting or snoozed then 'paused' else 'running' end,
    'usedSeconds', round(m.used), 'targetSeconds', p.resolution_seconds, 'pausedSeconds', round(paused.used), 'startedAt', opened,
    'dueAt', case when ended is null and not waiting and not snoozed then m.due end, 'metAt', ended,
    'why', case when ended is not null then 'closed' when waiting then 'waiting_on_customer' when snoozed then 'snoozed' end);
end $$;

/* The policy of an item: the row of its plan if there is one, else the one for every plan. */
create function console.sla_policy_for(of_priority text, of_plan text) returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.id from console.sla_policy p
  where p.priority = of_priority::support.ticket_priority and p.is_active and (p.plan is null or p.plan = of_plan::finance.plan_tier)
  order by p.plan nulls last, p.version desc limit 1
$$;

create function console.sla_note(of_kind text, of_item uuid, event text, event_at timestamptz, of_policy uuid default null) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.sla_event (kind, item_id, seq, type, at, policy)
  values (of_kind, of_item, coalesce((select max(x.seq) from console.sla_event x where x.kind = of_kind and x.item_id = of_item), 0) + 1, event, event_at, of_policy)
$$;

/* Stores the nearest running clock where the queue sorts by it. */
create function console.sla_store(of_kind text, of_item uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  clocks jsonb := console.sla_clocks(of_kind, of_item, clock_timestamp());
  nearest record;
begin
  select (k ->> 'dueAt')::timestamptz as due, k ->> 'name' as name into nearest
  from jsonb_array_elements(clocks) k where k ->> 'state' = 'running' order by 1, 2 limit 1;
  update console.work_item w
    set due_at = coalesce(nearest.due, 'infinity'), due_clock = nearest.name,
        paused_since = (select max(x.at) from console.sla_event x where x.kind = of_kind and x.item_id = of_item and x.type in ('waiting', 'snoozed')
                        and exists (select from jsonb_array_elements(clocks) k where k ->> 'state' = 'paused'))
    where w.kind = of_kind and w.id = of_item;
end $$;

reset role;
