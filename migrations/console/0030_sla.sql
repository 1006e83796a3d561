-- Clocks. They come from an append-only list of events, a policy and a calendar; shared/sla.ts is the same rule for the screen.

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

/* A local wall-clock minute of a day as an instant; 1440 is the next midnight. */
create function console.wall(day date, minute integer, timezone text) returns timestamptz
language sql immutable set search_path = '' as
$$ select (day + (minute / 1440) + make_time((minute % 1440) / 60, minute % 60, 0)) at time zone timezone $$;

/* Business seconds between two instants. */
create function console.business_seconds(from_at timestamptz, to_at timestamptz, calendar console.sla_calendar) returns double precision
language sql stable set search_path = '' as $$
  select coalesce(sum(extract(epoch from least(s.ends, to_at) - greatest(s.starts, from_at))), 0)
  from generate_series((from_at at time zone calendar.timezone)::date - 1, (to_at at time zone calendar.timezone)::date + 1, interval '1 day') d(day)
  cross join lateral jsonb_array_elements(calendar.spans -> extract(isodow from d.day)::int::text) span
  cross join lateral (select console.wall(d.day::date, (span ->> 0)::int, calendar.timezone) as starts,
                             console.wall(d.day::date, (span ->> 1)::int, calendar.timezone) as ends) s
  where to_at > from_at and d.day::date <> all (calendar.holidays) and s.starts < to_at and s.ends > from_at and s.ends > s.starts
$$;

/* The instant at which `seconds` of business time have passed since `from_at`; infinity when the calendar never opens. */
create function console.business_add(from_at timestamptz, seconds double precision, calendar console.sla_calendar) returns timestamptz
language plpgsql stable set search_path = '' as $$
declare
  day date := (from_at at time zone calendar.timezone)::date - 1;
  rest double precision := seconds;
  span jsonb;
  starts timestamptz;
  ends timestamptz;
  part double precision;
begin
  if rest <= 0 then return from_at; end if;
  for i in 0 .. 1500 loop
    if day <> all (calendar.holidays) then
      for span in select e from jsonb_array_elements(calendar.spans -> extract(isodow from day)::int::text) e order by (e ->> 0)::int loop
        starts := greatest(console.wall(day, (span ->> 0)::int, calendar.timezone), from_at);
        ends := console.wall(day, (span ->> 1)::int, calendar.timezone);
        part := extract(epoch from ends - starts);
        continue when part <= 0;
        if rest <= part then return starts + make_interval(secs => rest); end if;
        rest := rest - part;
      end loop;
    end if;
    day := day + 1;
  end loop;
  return 'infinity';
end $$;

/*
 The three clocks of an item. First response: from opening to the first public reply. Next response: from the oldest
 unanswered customer message after that, off while the agent spoke last. Resolution: from opening, paused while waiting on
 the customer or snoozed, stopped by resolving or closing, continued by reopening; another policy changes targets only.
*/
create function console.sla_clocks(of_kind text, of_item uuid, now_at timestamptz) returns jsonb
language plpgsql stable security definer set search_path = '' as $$
declare
  e record;
  p console.sla_policy;
  c console.sla_calendar;
  opened timestamptz;
  first_met timestamptz;
  asked timestamptz;
  running timestamptz;
  paused timestamptz;
  used double precision := 0;
  pause_used double precision := 0;
  waiting boolean := false;
  snoozed boolean := false;
  done_at timestamptz;
  first_due timestamptz;
  resolution_due timestamptz;
  clocks jsonb := '[]';
begin
  select x.policy into e from console.sla_event x where x.kind = of_kind and x.item_id = of_item and x.policy is not null order by x.seq desc limit 1;
  select * into p from console.sla_policy x where x.id = e.policy;
  if p.id is null then return '[]'; end if;
  select * into c from console.sla_calendar x where x.id = p.calendar;

  for e in select x.type, x.at from console.sla_event x where x.kind = of_kind and x.item_id = of_item order by x.seq loop
    case e.type
      when 'opened' then opened := e.at;
      when 'customer_message' then
        if first_met is not null and asked is null then asked := e.at; end if;
      when 'agent_reply' then
        first_met := coalesce(first_met, e.at);
        asked := null;
      when 'waiting' then waiting := true;
      when 'resumed' then waiting := false;
      when 'snoozed' then snoozed := true;
      when 'unsnoozed' then snoozed := false;
      when 'resolved' then done_at := e.at;
      when 'closed' then done_at := coalesce(done_at, e.at);
      when 'reopened' then done_at := null;
      else null;
    end case;
    -- Whatever ran until now is added up; then the state after this event decides what runs from here.
    if running is not null then used := used + console.business_seconds(running, e.at, c); end if;
    if paused is not null then pause_used := pause_used + console.business_seconds(paused, e.at, c); end if;
    running := case when done_at is null and not waiting and not snoozed then e.at end;
    paused := case when done_at is null and (waiting or snoozed) then e.at end;
  end loop;

  first_due := console.business_add(opened, p.first_response_seconds, c);
  clocks := clocks || jsonb_build_object('name', 'first_response',
    'state', case when first_met is not null then case when first_met <= first_due then 'met' else 'missed' end when done_at is not null then 'off' else 'running' end,
    'usedSeconds', round(console.business_seconds(opened, coalesce(first_met, done_at, now_at), c)), 'targetSeconds', p.first_response_seconds,
    'pausedSeconds', 0, 'startedAt', opened, 'dueAt', first_due, 'metAt', first_met,
    'why', case when first_met is null and done_at is not null then 'closed' end);
  clocks := clocks || jsonb_build_object('name', 'next_response',
    'state', case when asked is not null and done_at is null then 'running' else 'off' end,
    'usedSeconds', case when asked is not null and done_at is null then round(console.business_seconds(asked, now_at, c)) else 0 end,
    'targetSeconds', p.next_response_seconds, 'pausedSeconds', 0, 'startedAt', asked,
    'dueAt', case when asked is not null and done_at is null then console.business_add(asked, p.next_response_seconds, c) end, 'metAt', null,
    'why', case when done_at is not null then 'closed' when asked is null and first_met is not null then 'agent_spoke_last' end);
  if running is not null then
    resolution_due := case when used >= p.resolution_seconds then running else console.business_add(running, p.resolution_seconds - used, c) end;
    used := used + console.business_seconds(running, now_at, c);
  end if;
  if paused is not null then pause_used := pause_used + console.business_seconds(paused, now_at, c); end if;
  clocks := clocks || jsonb_build_object('name', 'resolution',
    'state', case when done_at is not null then case when used <= p.resolution_seconds then 'met' else 'missed' end when running is null then 'paused' else 'running' end,
    'usedSeconds', round(used), 'targetSeconds', p.resolution_seconds, 'pausedSeconds', round(pause_used), 'startedAt', opened,
    'dueAt', resolution_due,
    'metAt', done_at,
    'why', case when done_at is not null then 'closed' when snoozed and not waiting then 'snoozed' when waiting then 'waiting_on_customer' end);
  return clocks;
end $$;

/* The policy of an item: the row of its plan if there is one, else the one for every plan. */
create function console.sla_policy_for(of_priority text, of_plan text) returns uuid
language sql stable security definer set search_path = '' as $$
  select p.id from console.sla_policy p
  where p.priority = of_priority::support.ticket_priority and p.is_active and (p.plan is null or p.plan = of_plan::finance.plan_tier)
  order by p.plan nulls last, p.version desc limit 1
$$;

create function console.sla_note(of_kind text, of_item uuid, event text, event_at timestamptz, of_policy uuid default null) returns void
language sql security definer set search_path = '' as $$
  insert into console.sla_event (kind, item_id, seq, type, at, policy)
  values (of_kind, of_item, coalesce((select max(x.seq) from console.sla_event x where x.kind = of_kind and x.item_id = of_item), 0) + 1, event, event_at, of_policy)
$$;

/* Stores the nearest running clock where the queue sorts by it. */
create function console.sla_store(of_kind text, of_item uuid) returns void
language plpgsql security definer set search_path = '' as $$
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
