-- What the five workspaces share: the projection that queues are read from, leases, counters, saved views.

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

--------------------------------------------------------------------------------------------------------------- leases

create table console.lease (
  kind text not null,
  item_id uuid not null,
  holder uuid not null references console.staff,
  since timestamptz not null default now(),
  until timestamptz not null,
  handed_by uuid references console.staff,
  note text,
  primary key (kind, item_id),
  foreign key (kind, item_id) references console.work_item on delete cascade
);
create index lease_holder on console.lease (holder, until);

create function console.lease_json(l console.lease) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('holder', console.staff_ref(l.holder), 'since', l.since, 'until', l.until,
    'handedBy', console.staff_ref(l.handed_by), 'note', l.note)
$$;

/*
 Locks the item, the platform's row first (the platform's own writers lock in that order too), and checks that nothing in
 `fields` changed since `expected_version`. A change of other fields by a colleague is no conflict.
*/
create function console.item_lock(kind text, item_id uuid, expected_version integer, fields text[]) returns console.work_item
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item console.work_item;
  seen integer;
  clashes jsonb;
begin
  perform console.source_lock(kind, item_id);
  select * into item from console.work_item w where w.kind = item_lock.kind and w.id = item_id for update;
  if item.id is null then
    perform console.refuse('BL007', 'This item does not exist or was removed. Nothing was changed.');
  end if;
  if expected_version is null or expected_version > item.version then
    perform console.refuse('BL006', 'The version that this was based on is not known here. Read the item again.', '{"field": "expectedVersion"}');
  end if;
  if expected_version = item.version then return item; end if;
  select count(distinct c.version), jsonb_agg(jsonb_build_object('fields', c.fields, 'actor', console.staff_ref(c.actor), 'at', c.at, 'version', c.version) order by c.seq)
      filter (where c.fields && item_lock.fields)
    into seen, clashes
    from console.change c where c.kind = item_lock.kind and c.item_id = item_lock.item_id and c.version > expected_version and c.version <= item.version;
  if clashes is not null or seen < item.version - expected_version then
    perform console.refuse('BL001', 'It was changed since you read it. Yours is kept; look at what changed, then send again.',
      -- Where some are no longer kept, who made the others says nothing.
      jsonb_build_object('version', item.version, 'changes', case when seen < item.version - expected_version then '[]' else clashes end));
  end if;
  return item;
end $$;

/* Locks the platform's own row of an item. Without `wait` it answers false when somebody else has it. */
create function console.source_lock(kind text, item_id uuid, wait boolean default true) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_rows integer;
begin
  execute format('select from %s where id = $1 for no key update%s', (select k.source from console.work_kind k where k.kind = source_lock.kind),
    case when wait then '' else ' skip locked' end) using item_id;
  get diagnostics found_rows = row_count;
  return found_rows > 0;
end $$;

/* Last step of an act on an item: version, audit, change row and stored result, in the same transaction as the effect. */
create function console.item_done(command_id uuid, name text, request jsonb, item console.work_item, fields text[],
  before jsonb default null, after jsonb default null, reason text default null, extra jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  next_version integer;
begin
  if char_length(reason) > 10000 then
    perform console.refuse('BL006', 'The reason is longer than 10,000 characters.', '{"field": "reason"}');
  end if;
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp()
    where w.kind = item.kind and w.id = item.id returning w.version into next_version;
  insert into console.change (kind, item_id, version, fields, actor) values (item.kind, item.id, next_version, fields, console.me());
  perform console.audit_append(item.kind, item.id, name, before, after, reason, command_id);
  return console.command_end(command_id, name, request, jsonb_build_object('version', next_version) || extra);
end $$;

create function console.act_capability(kind text) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  found_capability text;
begin
  select k.act_capability into found_capability from console.work_kind k where k.kind = act_capability.kind;
  if found_capability is null then
    perform console.refuse('BL006', 'This kind of item is not known.', '{"field": "kind"}');
  end if;
  return found_capability;
end $$;

/* Refuses when somebody else holds a live lease. */
create function console.check_lease(kind text, item_id uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  l console.lease;
begin
  select * into l from console.lease x where x.kind = check_lease.kind and x.item_id = check_lease.item_id and x.until > now() and x.holder <> console.me();
  if l.holder is null then return; end if;
  perform console.refuse('BL004', format('%s holds this. What you wrote is kept.', (select s.name from console.staff s where s.user_id = l.holder)),
    console.lease_json(l));
end $$;

create function console.lease_take(kind text, item_id uuid, holder uuid, handed_by uuid default null, note text default null) returns console.lease
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.lease as l (kind, item_id, holder, until, handed_by, note)
  values (kind, item_id, holder, now() + (select make_interval(mins => k.lease_minutes) from console.work_kind k where k.kind = lease_take.kind), handed_by, note)
  on conflict on constraint lease_pkey do update
    set holder = excluded.holder, until = excluded.until, handed_by = excluded.handed_by, note = excluded.note,
        since = case when l.holder = excluded.holder and l.until > now() then l.since else now() end
  returning l.*
$$;

/* Takes an item again for whoever undoes what they did with it, unless a colleague has it by now. */
create function console.lease_again(kind text, item_id uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from console.lease l where l.kind = lease_again.kind and l.item_id = lease_again.item_id and l.holder <> console.me() and l.until > clock_timestamp()) then return; end if;
  perform console.lease_take(kind, item_id, console.me());
end $$;

/* Of two who claim at once one wins; the other is told who. An owner who is somebody else counts as a claim. */
create function console.claim(command_id uuid, kind text, item_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind, 'id', item_id);
  done jsonb := console.command_begin(command_id, 'claim', console.act_capability(kind), request);
  item console.work_item;
  taken console.lease;
begin
  if done is not null then return done; end if;
  perform console.source_lock(kind, item_id);
  select * into item from console.work_item w where w.kind = claim.kind and w.id = item_id for update;
  if item.id is null then perform console.refuse('BL007', 'This item does not exist or was removed. Nothing was changed.'); end if;
  perform console.check_lease(kind, item_id);
  perform console.check_recusal_of(kind, item_id, console.me());
  if item.assignee <> console.me() then
    perform console.refuse('BL004', format('%s already owns this.', (select s.name from console.staff s where s.user_id = item.assignee)),
      jsonb_build_object('holder', console.staff_ref(item.assignee), 'since', null, 'until', null));
  end if;
  taken := console.lease_take(kind, item_id, console.me());
  if console.claim_owns(kind) then perform console.owner_set(item, console.me()); end if;
  return console.item_done(command_id, 'claim', request, item, '{assignee,lease}',
    jsonb_build_object('assignee', console.staff_ref(item.assignee)), jsonb_build_object('assignee', console.staff_ref(console.me())),
    null, jsonb_build_object('lease', console.lease_json(taken)));
end $$;

/* Makes somebody the owner, or nobody: in the platform's row, from which the projection follows, or in the projection alone. */
create function console.owner_set(item console.work_item, owner uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  k console.work_kind;
begin
  select * into k from console.work_kind x where x.kind = item.kind;
  if k.owner_column is null then
    update console.work_item w set assignee = owner where w.kind = item.kind and w.id = item.id and w.assignee is distinct from owner;
  else
    execute format('update %s t set %I = $2 where t.id = $1 and t.%2$I is distinct from $2', k.source, k.owner_column) using item.id, owner;
  end if;
end $$;

create function console.claim_owns(kind text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select k.claim_owns from console.work_kind k where k.kind = claim_owns.kind $$;

/* Items that this person holds by a running lease. */
create function console.held(of_kind text) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(array_agg(l.item_id), '{}') from console.lease l where l.kind = of_kind and l.holder = (select console.me()) and l.until > clock_timestamp() $$;

/* Items of a kind that anybody holds by a running lease; these are as many as there are people at work. */
create function console.held_by_all(of_kind text) returns uuid[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(l.item_id), '{}') from console.lease l
  where l.kind = of_kind and l.until > now() and (select console.can(k.read_capability) from console.work_kind k where k.kind = of_kind)
$$;

/*
 Refuses unless the person holds the item by a running lease. A decision that comes after the lease ended is late: somebody else may
 have it by now.
*/
create function console.require_lease(kind text, item_id uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.check_lease(kind, item_id);
  if item_id = any (console.held(kind)) then return; end if;
  perform console.refuse('BL004', 'You do not hold this any more, so nothing was decided. What you wrote is kept; claim it again, then go on.',
    '{"holder": null, "since": null, "until": null}');
end $$;

------------------------------------------------------------------------------------------------------------ recusals

create table console.recusal (
  kind text not null,
  item_id uuid not null,
  staff uuid not null references console.staff,
  /* skipped: it is only not offered again; anything else says what the person did with it before, and keeps them from claiming it. */
  reason text not null check (reason in ('skipped', 'decided', 'prepared')),
  at timestamptz not null default clock_timestamp(),
  primary key (kind, item_id, staff),
  foreign key (kind, item_id) references console.work_item on delete cascade
);
comment on table console.recusal is 'Who is not offered an item by next: who skipped it, and who may not judge it because it was theirs before';

/* Keeps somebody from being offered an item; what keeps them from claiming it is stronger than a skip. */
create function console.recuse(kind text, item_id uuid, staff uuid, reason text) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.recusal as r (kind, item_id, staff, reason) values (kind, item_id, staff, reason)
  on conflict on constraint recusal_pkey do update set reason = excluded.reason, at = excluded.at where r.reason = 'skipped'
$$;

/* Refuses what somebody decided or prepared before. */
create function console.check_recusal_of(of_kind text, of_item uuid, person uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  r console.recusal;
  who text := (select s.name from console.staff s where s.user_id = person);
begin
  select * into r from console.recusal x where x.kind = of_kind and x.item_id = of_item and x.staff = person and x.reason <> 'skipped';
  if r.reason is null then return; end if;
  perform console.refuse('BL002', format('%s %s this before, so somebody else has to judge it now.', case when person = console.me() then 'You' else who end, r.reason),
    jsonb_build_object('reason', r.reason, 'person', console.staff_ref(person)));
end $$;

/* Gives an item back for good: it is not offered to this person again, others still get it. */
create function console.skip(command_id uuid, kind text, item_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind, 'id', item_id);
  done jsonb := console.command_begin(command_id, 'skip', console.act_capability(kind), request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  item := console.item_give_back(kind, item_id);
  perform console.recuse(kind, item_id, console.me(), 'skipped');
  return console.item_done(command_id, 'skip', request, item, '{assignee,lease}');
end $$;

/* Prolongs one's own lease; a lease that ended meanwhile and went to nobody is taken again. */
create function console.renew(kind text, item_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  l console.lease;
begin
  perform console.require(console.act_capability(kind));
  perform from console.work_item w where w.kind = renew.kind and w.id = item_id for update;
  perform console.check_lease(kind, item_id);
  select * into l from console.lease x where x.kind = renew.kind and x.item_id = renew.item_id;
  if l.holder is distinct from console.me() then
    perform console.refuse('BL007', 'You do not hold this. Claim it first.');
  end if;
  return jsonb_build_object('lease', console.lease_json(console.lease_take(kind, item_id, console.me(), l.handed_by, l.note)));
end $$;

/* Ends one's lease and ownership of an item; refuses when somebody else has either. */
create function console.item_give_back(of_kind text, of_item uuid) returns console.work_item
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item console.work_item;
begin
  perform console.source_lock(of_kind, of_item);
  select * into item from console.work_item w where w.kind = of_kind and w.id = of_item for update;
  if item.id is null then perform console.refuse('BL007', 'This item does not exist or was removed. Nothing was changed.'); end if;
  perform console.check_lease(of_kind, of_item);
  if item.assignee <> console.me() then
    perform console.refuse('BL002', format('%s owns this, so you cannot give it back.', (select s.name from console.staff s where s.user_id = item.assignee)),
      jsonb_build_object('holder', console.staff_ref(item.assignee)));
  end if;
  delete from console.lease l where l.kind = of_kind and l.item_id = of_item;
  perform console.owner_set(item, null);
  return item;
end $$;

/* Gives an item back: the lease ends and nobody owns it. */
create function console.release(command_id uuid, kind text, item_id uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind, 'id', item_id);
  done jsonb := console.command_begin(command_id, 'release', console.act_capability(kind), request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  item := console.item_give_back(kind, item_id);
  return console.item_done(command_id, 'release', request, item, '{assignee,lease}',
    jsonb_build_object('assignee', console.staff_ref(item.assignee)), jsonb_build_object('assignee', null));
end $$;

/*
 Makes a colleague the owner, or nobody; a lease of the old owner ends with it. Taking it from a colleague who holds it by a running lease
 asks for a reason, which the audit keeps and they are told.
*/
create function console.assign(command_id uuid, kind text, item_id uuid, expected_version integer, assignee uuid, reason text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind, 'id', item_id, 'assignee', assignee, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'assign', console.act_capability(kind), request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  if assignee is not null then perform console.check_colleague(assignee, kind); end if;
  item := console.item_lock(kind, item_id, expected_version, '{assignee}');
  if assignee is not null then perform console.check_recusal_of(kind, item_id, assignee); end if;
  if coalesce(btrim(reason), '') = '' and not exists (select from console.lease l where l.kind = assign.kind and l.item_id = assign.item_id and l.holder = assignee) then
    perform console.check_lease(kind, item_id);
  end if;
  perform console.owner_set(item, assignee);
  delete from console.lease l where l.kind = assign.kind and l.item_id = assign.item_id and l.holder is distinct from assignee;
  return console.item_done(command_id, 'assign', request, item, '{assignee,lease}',
    jsonb_build_object('assignee', console.staff_ref(item.assignee)), jsonb_build_object('assignee', console.staff_ref(assignee)), nullif(btrim(reason), ''));
end $$;

/* Hands an item to a named colleague, who alone receives it. */
create function console.hand_over(command_id uuid, kind text, item_id uuid, to_staff uuid, note text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind, 'id', item_id, 'to', to_staff, 'note', note);
  done jsonb := console.command_begin(command_id, 'hand_over', console.act_capability(kind), request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  perform console.source_lock(kind, item_id);
  select * into item from console.work_item w where w.kind = hand_over.kind and w.id = item_id for update;
  if item.id is null then perform console.refuse('BL007', 'This item does not exist or was removed. Nothing was changed.'); end if;
  perform console.check_lease(kind, item_id);
  perform console.check_colleague(to_staff, kind);
  perform console.check_recusal_of(kind, item_id, to_staff);
  perform console.lease_take(kind, item_id, to_staff, console.me(), note);
  perform console.owner_set(item, to_staff);
  return console.item_done(command_id, 'hand_over', request, item, '{assignee,lease}',
    jsonb_build_object('assignee', console.staff_ref(item.assignee)), jsonb_build_object('assignee', console.staff_ref(to_staff)), note);
end $$;

/* Refuses a colleague who is gone or whose roles cannot act on this kind. */
create function console.check_colleague(staff_id uuid, kind text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (
    select from console.staff s
    join console.capability c on c.capability = console.act_capability(kind)
    join pg_catalog.pg_roles l on l.rolname = s.login
    where s.user_id = staff_id and s.is_active and pg_has_role(l.oid, c.role, 'member')) then
    perform console.refuse('BL006', 'This person cannot work on such items. Choose another colleague.', '{"field": "to"}');
  end if;
end $$;

/* Claims the most urgent item that nobody owns or holds and that waits for staff, not for somebody else; skips what others are taking this moment. */
create function console.next_item(command_id uuid, kind text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('kind', kind);
  done jsonb := console.command_begin(command_id, 'next_item', console.act_capability(kind), request);
  person uuid := console.me();
  free refcursor;
  item console.work_item;
begin
  if done is not null then return nullif(done, 'null'); end if;
  -- Nothing here waits for a lock, so nothing here can deadlock with a claim of the same item. A cursor, because a loop over the
  -- query would lock ten rows at a time and leave colleagues without.
  open free for
    select w.* from console.work_item w
    where w.kind = next_item.kind and w.is_open and w.snoozed_until is null and w.paused_since is null and w.assignee is null
      and not exists (select from console.lease l where l.kind = w.kind and l.item_id = w.id and l.until > now())
      and not exists (select from console.recusal r where r.kind = w.kind and r.item_id = w.id and r.staff = person)
    order by w.due_at, w.id
    for update of w skip locked;
  loop
    fetch free into item;
    -- The lease is looked at again: one that was taken since the query began is not in its snapshot.
    exit when item.id is null or (console.source_lock(kind, item.id, wait => false)
      and not exists (select from console.lease l where l.kind = next_item.kind and l.item_id = item.id and l.until > now()));
  end loop;
  close free;
  if item.id is null then return nullif(console.command_end(command_id, 'next_item', request, 'null'), 'null'); end if;
  perform console.lease_take(kind, item.id, person);
  if console.claim_owns(kind) then perform console.owner_set(item, person); end if;
  return console.item_done(command_id, 'next_item', request, item, '{assignee,lease}',
    jsonb_build_object('assignee', null), jsonb_build_object('assignee', console.staff_ref(person)), null, jsonb_build_object('id', item.id));
end $$;

/* Somebody who is enrolled owns what the platform had given them before. */
create function console.staff_enrolled() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  k console.work_kind;
begin
  for k in select * from console.work_kind x where x.owner_column is not null loop
    execute format('update console.work_item w set assignee = $1 from %s t where w.kind = $2 and w.id = t.id and t.%I = $1 and w.assignee is null',
      k.source, k.owner_column) using new.user_id, k.kind;
  end loop;
  return null;
end $$;
create trigger enrolled after insert on console.staff for each row execute function console.staff_enrolled();

------------------------------------------------------------------------------------------------- changes and presence

/* The kinds of items whose capability to read the reader has; null for a stranger. */
create function console.readable_kinds() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array_agg(distinct k.kind)
  from console.work_kind k
  join console.capability c on c.capability = k.read_capability
  where console.me() is not null and pg_catalog.pg_has_role(session_user, c.role, 'member')
$$;

/*
 What became visible since the snapshot `seen`, of the kinds that the reader may read: {"seen": snapshot of this reading, "changes"}. Whoever
 goes on from there is told every change once, in whatever order and however late its transaction ends; none without `seen`.
*/
create function console.changes_since(seen text, max_rows integer) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('seen', pg_current_snapshot()::text, 'changes', coalesce((
    select jsonb_agg(jsonb_build_object('kind', c.kind, 'itemId', c.item_id, 'version', c.version) order by c.xid, c.seq)
    from (select * from console.change c
          where c.xid >= pg_snapshot_xmin(seen::pg_snapshot) and not pg_visible_in_snapshot(c.xid, seen::pg_snapshot)
            and c.kind = any ((select console.readable_kinds())::text[])
          order by c.xid, c.seq limit least(max_rows, 10000)) c), '[]'))
$$;

/* Who is present at these items, or anywhere, as far as the reader may read it. */
create function console.presence_list(items uuid[] default null)
returns table (staff_id uuid, staff_name text, staff_initials text, kind text, item_id uuid, mode text, until timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (s.user_id, p.kind, p.item_id) s.user_id, s.name, s.initials, p.kind, p.item_id, p.mode, p.until
  from console.presence p join console.staff s on s.user_id = p.staff
  where (items is null or p.item_id = any (items)) and p.until > clock_timestamp() and p.kind = any ((select console.readable_kinds())::text[])
  order by s.user_id, p.kind, p.item_id, p.mode, p.until desc
$$;

---------------------------------------------------------------------------------------------------------- saved views

create table console.saved_views (
  id uuid primary key default system.uuid_v7(),
  staff uuid not null references console.staff on delete cascade,
  kind text not null references console.work_kind,
  name text not null check (char_length(name) between 1 and 60),
  definition jsonb not null check (pg_column_size(definition) < 20000),
  unique (staff, kind, name)
);
create view console.saved_view as
  select id, kind, name, definition from console.saved_views where staff = (select console.me());

create function console.saved_view_save(view_id uuid, kind text, name text, definition jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  saved console.saved_views;
begin
  perform console.require((select k.read_capability from console.work_kind k where k.kind = saved_view_save.kind));
  if (select count(*) from console.saved_views v where v.staff = console.me() and v.kind = saved_view_save.kind and v.id is distinct from view_id) >= 50 then
    perform console.refuse('BL006', 'You have 50 saved views here. Remove one first.', '{"field": "name"}');
  end if;
  insert into console.saved_views as v (id, staff, kind, name, definition)
  values (coalesce(view_id, system.uuid_v7()), console.me(), kind, name, definition)
  on conflict (id) do update set name = excluded.name, definition = excluded.definition where v.staff = console.me()
  returning * into saved;
  if saved.id is null then perform console.refuse('BL007', 'This view does not exist any more.'); end if;
  return jsonb_build_object('id', saved.id, 'kind', saved.kind, 'name', saved.name, 'definition', saved.definition);
exception
  when unique_violation then
    perform console.refuse('BL006', 'You have a view of this name already.', '{"field": "name"}');
    return null;
  when check_violation then
    perform console.refuse('BL006', 'A view has a name of 1 to 60 characters.', '{"field": "name"}');
    return null;
end $$;

create function console.saved_view_remove(view_id uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as
$$ delete from console.saved_views v where v.id = view_id and v.staff = console.me() $$;

grant select on console.saved_view to console_staff;
grant execute on function console.claim(uuid, text, uuid), console.renew(text, uuid), console.release(uuid, text, uuid),
  console.hand_over(uuid, text, uuid, uuid, text), console.next_item(uuid, text), console.skip(uuid, text, uuid),
  console.assign(uuid, text, uuid, integer, uuid, text), console.held(text), console.held_by_all(text), console.fold_counts(),
  console.changes_since(text, integer), console.presence_list(uuid[]),
  console.saved_view_save(uuid, text, text, jsonb), console.saved_view_remove(uuid)
  to console_staff;

reset role;
