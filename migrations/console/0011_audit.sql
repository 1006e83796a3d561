-- The audit: append-only, a hash chain an item, and a seal over all of them. How it is read is in 0120.

set local role console_owner;

create table console.audit (
  kind text not null,
  item_id uuid not null,
  seq integer not null,
  at timestamptz not null default clock_timestamp(),
  xid xid8 not null default pg_current_xact_id(),
  actor uuid references console.staff,
  login text not null default session_user,
  roles text[] not null default console.roles(),
  action text not null,
  before jsonb,
  after jsonb,
  reason text,
  command_id uuid,
  prev_hash bytea,
  hash bytea not null,
  primary key (kind, item_id, seq)
);
comment on table console.audit is 'Append-only; one hash chain per item, so that commands on different items never wait for one another. audit_seal orders all chains';
create index audit_xid on console.audit (xid);
create index audit_actor on console.audit (actor, at);

create table console.audit_seal (
  no bigint generated always as identity primary key,
  from_xid xid8 not null,
  to_xid xid8 not null,
  row_count bigint not null,
  root bytea not null,
  prev_hash bytea,
  hash bytea not null,
  at timestamptz not null default clock_timestamp()
);
comment on table console.audit_seal is 'Ordered seal over the rows of all chains whose transactions ended: a chain cut off at its end shows here';

create function console.audit_is_append_only() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'BL002', message = 'The audit is append-only.';
end $$;
create trigger append_only before update or delete or truncate on console.audit
  for each statement execute function console.audit_is_append_only();
create trigger append_only before update or delete or truncate on console.audit_seal
  for each statement execute function console.audit_is_append_only();

create function console.audit_hash(r console.audit) returns bytea
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select sha256(convert_to(jsonb_build_array(
    encode(r.prev_hash, 'hex'), r.kind, r.item_id, r.seq, (extract(epoch from r.at) * 1000000)::bigint, r.actor, r.login, to_jsonb(r.roles),
    r.action, r.before, r.after, r.reason, r.command_id)::text, 'UTF8'))
$$;

/* Appends to the item's chain. The caller holds the item's row, so chains never fork. An act without an actor is refused; only the platform's own writes have none. */
create function console.audit_append(kind text, item_id uuid, action text, before jsonb, after jsonb, reason text, command_id uuid, is_platform boolean default false)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r console.audit;
  last record;
begin
  if not is_platform and console.me() is null then
    perform console.refuse('BL002', 'Nothing is written without a known actor.');
  end if;
  select a.seq, a.hash into last from console.audit a where a.kind = audit_append.kind and a.item_id = audit_append.item_id order by a.seq desc limit 1;
  r.kind := kind; r.item_id := item_id; r.seq := coalesce(last.seq, 0) + 1; r.at := clock_timestamp(); r.xid := pg_current_xact_id();
  r.actor := case when is_platform then null else console.me() end;
  r.login := session_user; r.roles := case when is_platform then '{}' else console.roles() end;
  r.action := action; r.before := before; r.after := after; r.reason := reason; r.command_id := command_id;
  r.prev_hash := last.hash;
  r.hash := console.audit_hash(r);
  insert into console.audit select r.*;
end $$;

/* Rows whose chain does not hold, of the items from one to another: seq gaps, wrong links, wrong hashes. One pass along the primary key. */
create function console.audit_broken(first_kind text, first_item uuid, last_kind text, last_item uuid)
returns table (kind text, item_id uuid, seq integer, problem text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with chain as (
    select a as r, lag(a.hash) over w as before_hash, row_number() over w as place
    from console.audit a
    where (a.kind, a.item_id) >= (first_kind, first_item) and (a.kind, a.item_id) <= (last_kind, last_item)
    window w as (partition by a.kind, a.item_id order by a.seq))
  select (c.r).kind, (c.r).item_id, (c.r).seq,
    case when (c.r).seq <> c.place then 'a row is missing before this one'
         when (c.r).prev_hash is distinct from c.before_hash then 'the link to the row before is broken'
         else 'the row was changed' end
  from chain c
  where (c.r).seq <> c.place or (c.r).prev_hash is distinct from c.before_hash or (c.r).hash <> console.audit_hash(c.r)
$$;

/* What does not hold, of one item or of all with the seals. Empty = whole. */
create function console.audit_verify(only_kind text default null, only_item uuid default null)
returns table (kind text, item_id uuid, seq integer, problem text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  first console.audit;
  last console.audit;
begin
  perform console.require('audit.read');
  if only_kind is not null then
    return query select * from console.audit_broken(only_kind, only_item, only_kind, only_item);
    return;
  end if;
  select * into first from console.audit a order by a.kind, a.item_id, a.seq limit 1;
  select * into last from console.audit a order by a.kind desc, a.item_id desc, a.seq desc limit 1;
  return query select * from console.audit_broken(first.kind, first.item_id, last.kind, last.item_id);
  return query select * from console.audit_verify_seals();
end $$;

/* Seals that no longer match the rows they sealed. Empty = whole. */
create function console.audit_verify_seals() returns table (kind text, item_id uuid, seq integer, problem text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('audit.read');
  return query
    with seals as (
      select s.*, lag(s.hash) over w as before_hash, lag(s.to_xid) over w as before_xid, row_number() over w as place,
        (select count(*) from console.audit a where a.xid >= s.from_xid and a.xid < s.to_xid) as found_rows,
        (select sha256(string_agg(a.hash, ''::bytea order by a.xid, a.kind, a.item_id, a.seq))
         from console.audit a where a.xid >= s.from_xid and a.xid < s.to_xid) as found_root
      from console.audit_seal s window w as (order by s.no))
    select 'seal'::text, null::uuid, s.no::integer,
      case when s.root is distinct from s.found_root or s.row_count <> s.found_rows then 'the sealed rows are not the ones that were sealed'
           when s.to_xid > pg_snapshot_xmax(pg_current_snapshot()) then 'the seal lies ahead of this server, which was restored from a copy'
           else 'the chain of seals is broken' end
    from seals s
    where s.root is distinct from s.found_root or s.row_count <> s.found_rows or s.prev_hash is distinct from s.before_hash
      or s.from_xid <> coalesce(s.before_xid, '0') or s.hash <> sha256(coalesce(s.prev_hash, ''::bytea) || s.root)
      or s.to_xid > pg_snapshot_xmax(pg_current_snapshot());
end $$;

/* Seals every row whose transaction ended; a second caller at the same time does nothing. Returns the rows sealed. */
create function console.audit_seal() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  last console.audit_seal;
  upto xid8 := pg_snapshot_xmin(pg_current_snapshot());
  n bigint;
  tree bytea;
begin
  if not console.job_begin('audit_seal') then return 0; end if;
  select * into last from console.audit_seal order by no desc limit 1;
  select count(*), sha256(string_agg(a.hash, ''::bytea order by a.xid, a.kind, a.item_id, a.seq)) into n, tree
  from console.audit a where a.xid >= coalesce(last.to_xid, '0') and a.xid < upto;
  if n = 0 then return 0; end if;
  insert into console.audit_seal (from_xid, to_xid, row_count, root, prev_hash, hash)
  values (coalesce(last.to_xid, '0'), upto, n, tree, last.hash, sha256(coalesce(last.hash, ''::bytea) || tree));
  return n;
end $$;

grant execute on function console.audit_verify(text, uuid), console.audit_seal() to console_staff;

reset role;
