-- Reading the audit: who did what to which item when, with the values before and after, and whether the chains hold.

set local role console_owner;

create index audit_time on console.audit (at, kind, item_id, seq);
create index audit_action on console.audit (action, at);

/*
 Rows that match, the newest first. `filter` may hold actor, kind, item, number (with kind), action, from, to, words, and `before`
 {at, kind, item, seq}: the last row of the page before.
*/
create function console.audit_rows(filter jsonb, max_rows integer)
returns table (kind text, item_id uuid, seq integer, at timestamptz, number bigint, title text, actor_id uuid, actor_name text, actor_initials text,
  login text, roles text[], action text, before jsonb, after jsonb, reason text, command_id uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  conditions text := 'true';
begin
  perform console.require('audit.read');
  if filter ? 'actor' then conditions := conditions || $c$ and a.actor = ($1 ->> 'actor')::uuid$c$; end if;
  if filter ? 'kind' then conditions := conditions || $c$ and a.kind = $1 ->> 'kind'$c$; end if;
  if filter ? 'item' then conditions := conditions || $c$ and a.item_id = ($1 ->> 'item')::uuid$c$; end if;
  if filter ? 'number' then
    conditions := conditions || $c$ and a.item_id = (select x.id from console.work_item x where x.kind = $1 ->> 'kind' and x.number = ($1 ->> 'number')::bigint)$c$;
  end if;
  if filter ? 'action' then conditions := conditions || $c$ and a.action = $1 ->> 'action'$c$; end if;
  if filter ? 'from' then conditions := conditions || $c$ and a.at >= ($1 ->> 'from')::timestamptz$c$; end if;
  if filter ? 'to' then conditions := conditions || $c$ and a.at < ($1 ->> 'to')::timestamptz$c$; end if;
  if filter ? 'words' then
    conditions := conditions || $c$ and position(lower($1 ->> 'words') in lower(concat_ws(' ', a.action, a.login, a.reason, a.before, a.after))) > 0$c$;
  end if;
  if filter ? 'before' then
    conditions := conditions || $c$ and (a.at, a.kind, a.item_id, a.seq) < (($1 #>> '{before,at}')::timestamptz, $1 #>> '{before,kind}',
      ($1 #>> '{before,item}')::uuid, ($1 #>> '{before,seq}')::integer)$c$;
  end if;
  return query execute format($q$
    select a.kind, a.item_id, a.seq, a.at, w.number, w.title, s.user_id, s.name, s.initials, a.login, a.roles, a.action, a.before, a.after, a.reason, a.command_id
    from (select * from console.audit a where %s order by a.at desc, a.kind desc, a.item_id desc, a.seq desc limit %s) a
    left join console.work_item w on w.kind = a.kind and w.id = a.item_id
    left join console.staff s on s.user_id = a.actor
    order by a.at desc, a.kind desc, a.item_id desc, a.seq desc$q$, conditions, coalesce(max_rows::text, 'all')) using filter;
end $$;

/* What the audit knows to choose from, each found by one step along its index, and about how many rows there are. */
create function console.audit_facets() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('audit.read');
  return jsonb_build_object(
    'rows', (select greatest(c.reltuples, 0)::bigint from pg_class c where c.oid = 'console.audit'::regclass),
    'kinds', (with recursive step(kind) as (
                select (select min(a.kind) from console.audit a)
                union all select (select min(a.kind) from console.audit a where a.kind > step.kind) from step where step.kind is not null)
              select coalesce(jsonb_agg(kind order by kind) filter (where kind is not null), '[]') from step),
    'actions', (with recursive step(action) as (
                select (select min(a.action) from console.audit a)
                union all select (select min(a.action) from console.audit a where a.action > step.action) from step where step.action is not null)
              select coalesce(jsonb_agg(action order by action) filter (where action is not null), '[]') from step),
    'actors', (select coalesce(jsonb_agg(console.staff_ref(s.user_id) order by s.name, s.user_id), '[]') from console.staff s));
end $$;

/*
 Verifies the chains of the next items after one, at most so many: {"items", "rows", "next": {"kind", "item"}, "problems"}. next is null
 when the last chain was reached; the seals over all of them are looked at then.
*/
create function console.audit_verify_part(after_kind text, after_item uuid, items integer) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  chains integer;
  first_kind text;
  first_item uuid;
  last_kind text;
  last_item uuid;
  checked bigint;
  problems jsonb;
begin
  perform console.require('audit.read');
  with recursive step as (
    (select a.kind, a.item_id, 1 as n from console.audit a
     where after_kind is null or (a.kind, a.item_id) > (after_kind, after_item) order by a.kind, a.item_id, a.seq limit 1)
    union all
    select f.kind, f.item_id, step.n + 1 from step cross join lateral
      (select a.kind, a.item_id from console.audit a where (a.kind, a.item_id) > (step.kind, step.item_id) order by a.kind, a.item_id, a.seq limit 1) f
    where step.n < least(items, 1000))
  select count(*), (array_agg(step.kind order by step.n))[1], (array_agg(step.item_id order by step.n))[1],
    (array_agg(step.kind order by step.n desc))[1], (array_agg(step.item_id order by step.n desc))[1]
  into chains, first_kind, first_item, last_kind, last_item from step;
  select count(*) into checked from console.audit a
    where (a.kind, a.item_id) >= (first_kind, first_item) and (a.kind, a.item_id) <= (last_kind, last_item);
  select coalesce(jsonb_agg(to_jsonb(v)), '[]') into problems
    from console.audit_broken(first_kind, first_item, last_kind, last_item) v;
  if chains < least(items, 1000) then
    problems := problems || coalesce((select jsonb_agg(to_jsonb(v)) from console.audit_verify_seals() v), '[]');
    return jsonb_build_object('items', chains, 'rows', checked, 'problems', problems, 'next', null);
  end if;
  return jsonb_build_object('items', chains, 'rows', checked, 'problems', problems,
    'next', jsonb_build_object('kind', last_kind, 'item', last_item));
end $$;

/* What is taken out of the audit is itself audited. */
create function console.audit_export_begin(export_id uuid, request jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('audit.read');
  perform console.audit_append('export', export_id, 'export', null, jsonb_build_object('table', 'console.audit') || coalesce(request, '{}'), null, export_id);
  return '{"version": 1}';
end $$;

grant execute on function console.audit_verify_seals(), console.audit_rows(jsonb, integer), console.audit_facets(),
  console.audit_verify_part(text, uuid, integer), console.audit_export_begin(uuid, jsonb) to console_staff;

reset role;
