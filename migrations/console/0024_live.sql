-- What a console follows: what others changed, and where they are.

set local role console_owner;

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

create unlogged table console.presence (
  client uuid primary key,
  staff uuid not null references console.staff on delete cascade,
  kind text not null,
  item_id uuid not null,
  mode text not null check (mode in ('viewing', 'typing')),
  until timestamptz not null
) with (fillfactor = 50);
comment on table console.presence is 'One row a console, so few that they are read whole; without an index of what changes, a renewal leaves nothing behind';

/* Tells that somebody came to an item, began or ceased to type there, or left; who and what is read from presence_list, which asks for rights. */
create function console.presence_tell(kind text, item_id uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select pg_notify('console_presence', kind || ' ' || item_id) $$;

/* Says for 28 seconds that this console looks at an item or types in it. What only goes on is not told again. */
create function console.presence_set(client uuid, kind text, item_id uuid, mode text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := console.require((select coalesce(min(k.read_capability), 'presence') from console.work_kind k where k.kind = presence_set.kind));
  old console.presence;
begin
  select * into old from console.presence p where p.client = presence_set.client;
  if old.staff <> person then
    perform console.refuse('BL002', 'This presence belongs to somebody else.');
  end if;
  insert into console.presence as p (client, staff, kind, item_id, mode, until)
  values (client, person, kind, item_id, mode, clock_timestamp() + interval '28 seconds')
  on conflict on constraint presence_pkey do update set kind = excluded.kind, item_id = excluded.item_id, mode = excluded.mode, until = excluded.until;
  if (old.kind, old.item_id) is distinct from (presence_set.kind, presence_set.item_id) then
    perform console.presence_tell(old.kind, old.item_id) where old.client is not null;
  elsif old.mode = presence_set.mode and old.until > clock_timestamp() then
    return;
  end if;
  perform console.presence_tell(kind, item_id);
end $$;

create function console.presence_clear(client uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old console.presence;
begin
  delete from console.presence p where p.client = presence_clear.client and p.staff = console.me() returning * into old;
  if old.client is not null then perform console.presence_tell(old.kind, old.item_id); end if;
end $$;

/* Who is present at these items, or anywhere, as far as the reader may read it. */
create function console.presence_list(items uuid[] default null)
returns table (staff_id uuid, staff_name text, staff_initials text, kind text, item_id uuid, mode text, until timestamptz)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct on (s.user_id, p.kind, p.item_id) s.user_id, s.name, s.initials, p.kind, p.item_id, p.mode, p.until
  from console.presence p join console.staff s on s.user_id = p.staff
  where (items is null or p.item_id = any (items)) and p.until > clock_timestamp() and p.kind = any ((select console.readable_kinds())::text[])
  order by s.user_id, p.kind, p.item_id, p.mode, p.until desc
$$;

grant execute on function console.changes_since(text, integer), console.presence_set(uuid, text, uuid, text), console.presence_clear(uuid),
  console.presence_list(uuid[]) to console_staff;

reset role;
