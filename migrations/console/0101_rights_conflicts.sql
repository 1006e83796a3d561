-- Conflicts between claims: deadlines, what the console keeps of them, and their projection.

grant references, select, insert, update on rights.conflicts to console_owner;
grant references, select, insert, update on rights.claims to console_owner;
grant select, insert on rights.conflict_claims to console_owner;
grant references, update (net_amount, adjustments) on finance.royalty_calculations to console_owner;
grant select (id, transaction_id, user_id, period_id, period_start, period_end, entity_type, entity_id, royalty_type, territory_code, amount, net_amount, currency, status, adjustments)
  on finance.royalty_calculations to console_owner;
grant insert (id, user_id, type, status, currency, amount_total, entity_type, entity_id, description, metadata) on finance.transactions to console_owner;
do $$
declare
  t regclass;
begin
  foreach t in array array['rights.conflicts', 'rights.claims', 'rights.conflict_claims', 'finance.royalty_calculations']::regclass[] loop
    execute format('create policy console_rights on %s to console_owner using (true) with check (true)', t);
  end loop;
end $$;
create policy console_rights on finance.transactions for insert to console_owner with check (true);

set local role console_owner;

insert into console.work_kind (kind, read_capability, act_capability, lease_minutes, source, owner_column)
values ('conflict', 'rights.read', 'rights.act', 30, 'rights.conflicts', 'assigned_to');
create table console.work_conflict partition of console.work_item for values in ('conflict');
create index work_conflict_held on console.work_conflict (amount desc, id desc);
create index work_conflict_open_held on console.work_conflict (amount desc, id desc) where is_open;
create index work_conflict_open_category on console.work_conflict (category, amount desc, id desc) where is_open;
create index work_conflict_title on console.work_conflict using gin (title public.gin_trgm_ops);

insert into console.work_view (kind, view, condition)
select 'conflict', k, format('is_open and category = %L', k) from unnest(array['ownership', 'split_percentage', 'duplicate_registration', 'metadata']) k;

insert into console.transition (kind, from_status, to_status)
select 'conflict', f, t from (values
  ('open', '{in_progress,escalated,resolved}'::text[]), ('in_progress', '{open,escalated,resolved}'), ('escalated', '{in_progress,resolved}'),
  ('resolved', '{}')) m(f, ts), unnest(ts) t;

------------------------------------------------------------------------------------------------------------- policies

create table console.conflict_policy (
  id uuid primary key default system.uuid_v7(),
  society text not null,
  version integer not null default 1,
  days integer not null check (days > 0),
  /* A second period after the first, where the society grants one. */
  second_days integer,
  appeal_days integer,
  /* What silence means when the time is over. */
  on_silence text not null default 'proposal' check (on_silence in ('proposal', 'loss')),
  is_active boolean not null default true,
  unique (society, version)
);
comment on table console.conflict_policy is 'Deadlines by society; a conflict keeps the version it began under, so a change never moves a running clock';
insert into console.conflict_policy (society, days, second_days, appeal_days) values
  ('SoundExchange', 90, null, null), ('PRS', 60, null, null), ('CISAC catalogue', 21, 21, null), ('CISAC interested party', 60, 60, null), ('YouTube', 30, null, 7);

create table console.conflict_severity (
  severity system.severity primary key,
  at_least numeric(18, 4) not null
);
comment on table console.conflict_severity is 'From how much held money a conflict that is found is how severe';
insert into console.conflict_severity values ('low', 0), ('medium', 100), ('high', 1000), ('critical', 5000);

/* The policy of a society, else of the kind and right: what is registered twice, recordings, works. */
create function console.conflict_policy_for(society text, kind rights.conflict_type, of_right rights.royalty_type) returns console.conflict_policy
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p from console.conflict_policy p
  where p.is_active and p.society in (conflict_policy_for.society,
    case when kind = 'duplicate_registration' then 'CISAC catalogue' when of_right = 'digital' then 'SoundExchange' else 'CISAC interested party' end)
  order by p.society = conflict_policy_for.society desc nulls last, p.version desc limit 1
$$;

------------------------------------------------------------------------------------------------- what the console keeps

create sequence console.conflict_number;

create table console.conflict_state (
  conflict_id uuid primary key references rights.conflicts on delete cascade,
  society text,
  policy_id uuid references console.conflict_policy,
  started_at timestamptz not null,
  is_extended boolean not null default false,
  /* ISRC or UPC of the entity, else the code of the work. */
  code text,
  parties text[] not null default '{}',
  /* Held on reports that are not confirmed yet. */
  estimated numeric(18, 4) not null default 0
);
create index conflict_state_code on console.conflict_state (code);
create index conflict_state_society on console.conflict_state using gin (society public.gin_trgm_ops);

create table console.conflict_segment (
  conflict_id uuid not null references rights.conflicts on delete cascade,
  no integer not null,
  part console.overlap not null,
  state text not null default 'open' check (state in ('open', 'settled')),
  resolution rights.resolution_type,
  settled_at timestamptz,
  settled_by uuid references console.staff,
  primary key (conflict_id, no)
);
comment on table console.conflict_segment is 'The disputed parts: one per claim set and slice of time. Each is settled by itself';

create table console.conflict_hold (
  id uuid primary key default system.uuid_v7(),
  /* Not removed with its conflict: money that is held keeps the row of whoever decides about it. */
  conflict_id uuid not null references rights.conflicts,
  calculation_id uuid not null references finance.royalty_calculations,
  country text not null,
  from_date date not null,
  until_date date not null,
  /* The disputed part of the income: hundredths of a per cent times days, of the days of its period. */
  weight bigint not null,
  days integer not null,
  /* Whose title is in dispute; what they are given comes out of this. */
  claims uuid[] not null,
  /* What the calculation paid before. */
  base numeric(18, 4) not null,
  amount numeric(18, 4) not null check (amount >= 0),
  currency char(3) not null,
  state text not null default 'held' check (state in ('held', 'released')),
  held_at timestamptz not null default now(),
  released_at timestamptz
);
comment on table console.conflict_hold is 'Money that waits for a conflict. The calculation''s net_amount, which the platform pays, is lower by it for as long';
create unique index conflict_hold_once on console.conflict_hold (calculation_id) where state = 'held';
create index conflict_hold_calculation on console.conflict_hold (calculation_id);
create index conflict_hold_conflict on console.conflict_hold (conflict_id);

create table console.conflict_release (
  id uuid primary key default system.uuid_v7(),
  hold_id uuid not null references console.conflict_hold on delete cascade,
  /* null: what nobody claims any more goes on as it would have without the conflict. */
  claim_id uuid references rights.claims,
  /* Of a recipient who was paid the rest of the calculation before. */
  allocation_id uuid,
  user_id uuid,
  amount numeric(18, 4) not null check (amount > 0),
  currency char(3) not null,
  /* null for a party without an account here, and for what went back into the calculation. */
  transaction_id uuid,
  is_back boolean not null default false,
  at timestamptz not null default clock_timestamp()
);
create index conflict_release_hold on console.conflict_release (hold_id);

------------------------------------------------------------------------------------------------------------ projection

/* Adds the projection of conflicts that have none: of these, or of all. Returns how many. */
create function console.conflict_project(wanted uuid[] default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint;
begin
  insert into console.conflict_state (conflict_id, society, policy_id, started_at, code, parties)
  select k.id, coalesce(r.pro_name, p.society), p.id, k.detected_at, coalesce(t.isrc, e.upc, k.work_id), coalesce(y.parties, '{}')
  from rights.conflicts k
  left join catalog.tracks t on k.entity_type = 'track' and t.id = k.entity_id
  left join catalog.releases e on k.entity_type = 'release' and e.id = k.entity_id
  left join lateral (select a.pro_name from rights.work_registrations w join rights.pro_associations a on a.id = w.pro_association_id
                     where w.id = k.work_registration_id) r on true
  left join lateral console.conflict_policy_for(r.pro_name, k.conflict_type, k.right_type) p on true
  left join lateral (select array_agg(distinct c.holder_name order by c.holder_name) as parties
                     from rights.conflict_claims x join rights.claims c on c.id = x.claim_id where x.conflict_id = k.id) y on true
  where (wanted is null or k.id = any (wanted)) and not exists (select from console.conflict_state s where s.conflict_id = k.id);

  insert into console.work_item (kind, id, number, title, status, priority_rank, category, amount, currency, assignee, customer, is_open, due_at, due_clock,
    tags, created_at, updated_at, closed_at)
  select 'conflict', k.id, nextval('console.conflict_number'), coalesce(t.title, e.title, k.work_id), k.status::text, console.priority_rank(k.severity::text),
    k.conflict_type::text, coalesce(k.impacted_revenue, 0), k.currency, a.user_id, coalesce(t.user_id, e.user_id), k.status <> 'resolved',
    case when k.status = 'resolved' then 'infinity' else coalesce(s.started_at + make_interval(days => p.days), 'infinity') end, 'answer',
    array_remove(array[k.right_type::text, k.entity_type::text, case when k.work_registration_id is not null then 'society' end], null),
    k.detected_at, greatest(k.updated_at, k.detected_at), case when k.status = 'resolved' then coalesce(k.resolved_at, k.updated_at) end
  from rights.conflicts k
  join console.conflict_state s on s.conflict_id = k.id
  left join console.conflict_policy p on p.id = s.policy_id
  left join catalog.tracks t on k.entity_type = 'track' and t.id = k.entity_id
  left join catalog.releases e on k.entity_type = 'release' and e.id = k.entity_id
  left join console.staff a on a.user_id = k.assigned_to
  where (wanted is null or k.id = any (wanted)) and not exists (select from console.work_item w where w.kind = 'conflict' and w.id = k.id)
  order by k.detected_at, k.id;
  get diagnostics added = row_count;
  return added;
end $$;

/* Keeps the projection in step with rights.conflicts, whoever writes there. */
create function console.conflict_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- A command and a search tell by themselves what they changed.
  in_command boolean := coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null
    or current_setting('console.searching', true) = 'on';
  changed text[];
  next_version integer;
begin
  if tg_op = 'INSERT' then
    perform console.conflict_project(array[new.id]);
    insert into console.change (kind, item_id, version, fields) values ('conflict', new.id, 1, '{created}');
    return null;
  end if;
  changed := array_remove(array[
    case when new.status <> old.status then 'status' end, case when new.severity <> old.severity then 'priority' end,
    case when new.conflict_type <> old.conflict_type then 'category' end,
    case when new.impacted_revenue is distinct from old.impacted_revenue or new.currency <> old.currency then 'money' end,
    case when new.assigned_to is distinct from old.assigned_to then 'assignee' end], null);
  if changed = '{}' then return null; end if;
  update console.work_item w
    set status = new.status::text, priority_rank = console.priority_rank(new.severity::text), category = new.conflict_type::text,
        amount = coalesce(new.impacted_revenue, 0), currency = new.currency, is_open = new.status <> 'resolved',
        assignee = (select s.user_id from console.staff s where s.user_id = new.assigned_to),
        due_at = case when new.status = 'resolved' then 'infinity' else w.due_at end,
        closed_at = case when new.status = 'resolved' then coalesce(new.resolved_at, now()) end,
        snoozed_until = case when new.status = 'resolved' then null else w.snoozed_until end,
        version = case when in_command then w.version else w.version + 1 end, updated_at = clock_timestamp()
    where w.kind = 'conflict' and w.id = new.id returning w.version into next_version;
  if next_version is null or in_command then return null; end if;
  insert into console.change (kind, item_id, version, fields) values ('conflict', new.id, next_version, changed);
  perform console.audit_append('conflict', new.id, 'platform_update',
    jsonb_build_object('status', old.status, 'severity', old.severity, 'held', old.impacted_revenue),
    jsonb_build_object('status', new.status, 'severity', new.severity, 'held', new.impacted_revenue), null, null, is_platform => true);
  return null;
end $$;

create function console.conflict_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.work_item w where w.kind = 'conflict' and w.id = old.id;
  return null;
end $$;

/* Says again who is in a conflict and how much it holds. `is_told` raises the version: for changes that no command on the item makes. */
create function console.conflict_refresh(of_conflict uuid, is_told boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  sums record;
  next_version integer;
begin
  select coalesce(sum(h.amount) filter (where c.status <> 'pending'), 0) as confirmed, coalesce(sum(h.amount) filter (where c.status = 'pending'), 0) as estimated
    into sums
    from rights.conflicts k
    join console.conflict_hold h on h.conflict_id = k.id and h.currency = k.currency and h.state = 'held'
    join finance.royalty_calculations c on c.id = h.calculation_id
    where k.id = of_conflict;
  update console.conflict_state s
    set estimated = sums.estimated,
        parties = coalesce((select array_agg(distinct c.holder_name order by c.holder_name)
                            from rights.conflict_claims x join rights.claims c on c.id = x.claim_id where x.conflict_id = of_conflict), '{}')
    where s.conflict_id = of_conflict;
  update rights.conflicts k set impacted_revenue = sums.confirmed where k.id = of_conflict and k.impacted_revenue is distinct from sums.confirmed;
  if not is_told then return; end if;
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp()
    where w.kind = 'conflict' and w.id = of_conflict returning w.version into next_version;
  insert into console.change (kind, item_id, version, fields, actor) values ('conflict', of_conflict, next_version, '{parts,money}', console.me());
end $$;

reset role;
