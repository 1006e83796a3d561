-- What the five workspaces share: their kinds, the projection that queues are read from, its counters, the legal moves.

set local role console_owner;

create table console.work_kind (
  kind text primary key,
  read_capability text not null,
  act_capability text not null,
  lease_minutes integer not null default 15,
  source regclass not null,
  owner_column name,
  claim_owns boolean not null default false
);
comment on table console.work_kind is 'The workspaces. source is the platform''s table of their items, by id; owner_column what it calls the owner, null where only the projection knows one; claim_owns tells whether who claims owns, or only holds until the lease ends';
insert into console.work_kind (kind, read_capability, act_capability, source, owner_column, claim_owns)
values ('ticket', 'tickets.read', 'tickets.act', 'support.tickets', 'assigned_to', true);

/* The kinds of items whose capability to read the reader has; null for a stranger. */
create function console.readable_kinds() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array_agg(distinct k.kind)
  from console.work_kind k
  join console.capability c on c.capability = k.read_capability
  where console.me() is not null and pg_catalog.pg_has_role(session_user, c.role, 'member')
$$;

create table console.work_item (
  kind text not null references console.work_kind,
  id uuid not null,
  number bigint not null,
  title text not null,
  status text not null,
  priority_rank smallint not null,
  category text not null,
  plan text not null default 'free',
  /* What a queue of money or risk sorts by; empty where the kind has none. */
  amount numeric(18, 4),
  currency char(3),
  score numeric(14, 2),
  assignee uuid references console.staff,
  customer uuid,
  due_at timestamptz not null default 'infinity',
  due_clock text,
  paused_since timestamptz,
  snoozed_until timestamptz,
  is_open boolean not null,
  unread boolean not null default false,
  has_attachment boolean not null default false,
  tags text[] not null default '{}',
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  primary key (kind, id)
) partition by list (kind);
comment on table console.work_item is 'One row an item of any workspace with everything its queue sorts and filters by; written only in the transaction that changes the item';

create table console.work_ticket partition of console.work_item for values in ('ticket');

-- One index a sort; the partial ones serve the views people sit in.
create index work_item_due on console.work_item (due_at, id);
create index work_item_open_due on console.work_item (due_at, id) where is_open;
create index work_item_mine on console.work_item (assignee, due_at, id) where is_open;
create index work_item_status on console.work_item (status, due_at, id);
-- Rare plans and categories: few rows are found and sorted; common ones are met soon along the index of the sort.
create index work_item_plan on console.work_item (plan, due_at, id);
create index work_item_category on console.work_item (category, due_at, id);
create index work_item_created on console.work_item (created_at, id);
create index work_item_updated on console.work_item (updated_at, id);
create index work_item_priority on console.work_item (priority_rank desc, due_at, id);
create index work_item_open_priority on console.work_item (priority_rank desc, due_at, id) where is_open;
create index work_item_closed on console.work_item (closed_at, id) where closed_at is not null;
create index work_item_snoozed on console.work_item (snoozed_until) where snoozed_until is not null;
create index work_item_customer on console.work_item (customer, created_at);
create index work_item_number on console.work_item (kind, number);
create index work_item_tags on console.work_item using gin (tags) where tags <> '{}';

------------------------------------------------------------------------------------------------------------- counters

create table console.work_count (
  kind text not null,
  status text not null,
  assignee uuid,
  snoozed boolean not null,
  is_open boolean not null,
  n bigint not null,
  unique nulls not distinct (kind, status, assignee, snoozed, is_open)
);
create table console.work_count_delta (
  kind text not null,
  status text not null,
  assignee uuid,
  snoozed boolean not null,
  is_open boolean not null,
  n bigint not null
);
comment on table console.work_count_delta is 'Appended on every write, folded into work_count in the background: no hot row on the write path. A count is the sum of both';

create view console.work_count_now as select * from console.work_count union all select * from console.work_count_delta;

create function console.work_count_added() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_count_delta
    select kind, status, assignee, snoozed_until is not null, is_open, count(*) from added group by 1, 2, 3, 4, 5;
  return null;
end $$;
create function console.work_count_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_count_delta
    select kind, status, assignee, snoozed, is_open, sum(n) from (
      select kind, status, assignee, snoozed_until is not null as snoozed, is_open, 1 as n from added
      union all
      select kind, status, assignee, snoozed_until is not null, is_open, -1 from removed) d
    group by 1, 2, 3, 4, 5 having sum(n) <> 0;
  return null;
end $$;
create function console.work_count_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.work_count_delta
    select kind, status, assignee, snoozed_until is not null, is_open, -count(*) from removed group by 1, 2, 3, 4, 5;
  return null;
end $$;
create trigger counted_insert after insert on console.work_item referencing new table as added
  for each statement execute function console.work_count_added();
create trigger counted_update after update on console.work_item referencing old table as removed new table as added
  for each statement execute function console.work_count_changed();
create trigger counted_delete after delete on console.work_item referencing old table as removed
  for each statement execute function console.work_count_removed();

/* Whoever has a removed item on the screen hears of it as of any other change. */
create function console.work_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.change (kind, item_id, version, fields) select kind, id, version + 1, '{removed}' from removed;
  return null;
end $$;
create trigger told_delete after delete on console.work_item referencing old table as removed
  for each statement execute function console.work_removed();

/* Folds the deltas; a second caller at the same time does nothing. Returns the rows folded. */
create function console.fold_counts() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  folded bigint;
begin
  if not console.job_begin('fold_counts') then return 0; end if;
  with gone as (delete from console.work_count_delta returning *),
       sums as (select kind, status, assignee, snoozed, is_open, sum(n) as n, count(*) as deltas from gone group by 1, 2, 3, 4, 5),
       kept as (insert into console.work_count as c select kind, status, assignee, snoozed, is_open, n from sums
                on conflict (kind, status, assignee, snoozed, is_open) do update set n = c.n + excluded.n)
  select coalesce(sum(deltas), 0) into folded from sums;
  return folded;
end $$;

---------------------------------------------------------------------------------------------------------- transitions

create table console.transition (
  kind text not null references console.work_kind,
  from_status text not null,
  to_status text not null,
  primary key (kind, from_status, to_status)
);
comment on table console.transition is 'Every legal move; what is not here is refused';

create function console.check_transition(kind text, from_status text, to_status text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  legal text[];
begin
  select array_agg(t.to_status order by t.to_status) into legal from console.transition t where t.kind = check_transition.kind and t.from_status = check_transition.from_status;
  if to_status = any (legal) then return; end if;
  perform console.refuse('BL003', format('From %s it cannot go to %s.', replace(from_status, '_', ' '), replace(to_status, '_', ' ')),
    jsonb_build_object('from', from_status, 'to', to_status, 'allowed', to_jsonb(coalesce(legal, '{}'))));
end $$;

grant execute on function console.fold_counts() to console_staff;

reset role;
