-- Who works on an item now: leases, which end by themselves; claiming, renewing, giving back, the next one.

set local role console_owner;

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

create function console.claim_owns(kind text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select k.claim_owns from console.work_kind k where k.kind = claim_owns.kind $$;

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

grant execute on function console.claim(uuid, text, uuid), console.renew(text, uuid), console.release(uuid, text, uuid), console.next_item(uuid, text),
  console.held(text), console.held_by_all(text) to console_staff;

reset role;
