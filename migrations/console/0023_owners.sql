-- Whose an item is, and whose it may not be: recusals, skipping, assigning, handing over.

set local role console_owner;

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

grant execute on function console.skip(uuid, text, uuid), console.assign(uuid, text, uuid, integer, uuid, text), console.hand_over(uuid, text, uuid, uuid, text)
  to console_staff;

reset role;
