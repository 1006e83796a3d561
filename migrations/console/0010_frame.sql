-- The frame every workspace stands on: staff and capabilities, refusals, commands, audit, changes, presence.
-- All of it belongs to console_owner. A console login may use schema `console` and nothing else.

do $$
declare
  role text;
begin
  if not exists (select from pg_roles where rolname = 'console_owner') then
    create role console_owner nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'console_staff') then
    create role console_staff nologin;
  end if;
  foreach role in array array['support', 'moderator', 'compliance', 'finance', 'rights', 'admin', 'auditor'] loop
    if not exists (select from pg_roles where rolname = 'console_' || role) then
      execute format('create role %I nologin in role console_staff', 'console_' || role);
    end if;
  end loop;
  -- A migrating role that is no superuser has to be a member to create things in the owner's name.
  if not (select rolsuper from pg_roles where rolname = current_user) then
    execute format('grant console_owner to %I', current_user);
  end if;
end $$;

create schema console authorization console_owner;
revoke all on schema console from public;
grant usage on schema console to console_staff;

-- Nobody makes temporary objects but the console's owner: a temporary type or operator could otherwise stand in for one that the
-- functions below name, or look at the samples that the planner keeps of rows a view hides. Grants of a database are not copied
-- with it, so a copy has to be given this again.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant temporary on database %I to console_owner', current_database());
end $$;

-- What the console may touch of the platform, table by table. Credentials, sessions and keys are never among it.
grant usage on schema identity, system, support, finance, kyc to console_owner;
grant references, select on identity.users, identity.profiles, identity.organizations, identity.user_settings to console_owner;
grant select on finance.subscriptions, finance.subscription_plans, finance.wallets to console_owner;
grant select (id, user_id, wallet_id, amount, currency, status, reference, requested_at, completed_at) on finance.payouts to console_owner;
grant select (id, user_id, level, status, risk_score, expires_at, created_at) on kyc.verifications to console_owner;
grant select, update on support.tickets, support.templates to console_owner;
grant insert on support.tickets to console_owner;
grant references on support.tickets to console_owner;
grant select, insert on support.ticket_messages to console_owner;
grant select on support.knowledge_base_articles, support.sla_policies to console_owner;
grant insert on system.notifications, system.email_queue to console_owner;

-- Row level security denies by default; the owner of the console's views passes, the views themselves decide per person.
do $$
declare
  t regclass;
begin
  foreach t in array array['identity.users', 'identity.profiles', 'identity.organizations', 'identity.user_settings',
    'finance.subscriptions', 'finance.subscription_plans', 'finance.wallets', 'finance.payouts', 'kyc.verifications',
    'support.tickets', 'support.templates', 'support.ticket_messages', 'support.knowledge_base_articles', 'support.sla_policies',
    'system.notifications', 'system.email_queue']::regclass[] loop
    execute format('create policy console_owner on %s to console_owner using (true) with check (true)', t);
  end loop;
end $$;

set local role console_owner;

-- Nothing is callable or readable unless granted at the end of a file.
alter default privileges for role console_owner in schema console revoke execute on functions from public;
alter default privileges for role console_owner revoke execute on functions from public;

----------------------------------------------------------------------------------------------------------------- staff

create table console.staff (
  user_id uuid primary key references identity.users,
  login text not null unique,
  name text not null,
  initials text not null check (char_length(initials) between 1 and 3),
  timezone text not null default 'UTC',
  is_active boolean not null default true,
  created_at timestamptz not null default now()
);
comment on table console.staff is 'Maps a PostgreSQL login (session_user) to a person; user_id is the platform account that replies and decisions carry';

create table console.capability (
  role text not null,
  capability text not null,
  primary key (role, capability)
);
comment on table console.capability is 'What a console role may do; code asks for capabilities, never for roles';

insert into console.capability (role, capability) values
  ('console_support', 'tickets.read'), ('console_support', 'tickets.act'),
  ('console_support', 'customer.money'), ('console_support', 'customer.kyc'),
  ('console_admin', 'tickets.read'), ('console_admin', 'tickets.act'), ('console_admin', 'customer.money'),
  ('console_admin', 'customer.kyc'), ('console_admin', 'audit.read'),
  ('console_auditor', 'tickets.read'), ('console_auditor', 'customer.money'), ('console_auditor', 'customer.kyc'),
  ('console_auditor', 'audit.read');

/* The person behind this connection; null for a login that is no active staff. session_user survives SECURITY DEFINER and pooling per login. */
create function console.me() returns uuid
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select user_id from console.staff where login = session_user and is_active $$;

create function console.roles() returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(substr(rolname, 9) order by rolname), '{}')
  from pg_catalog.pg_roles
  where rolname in ('console_support', 'console_moderator', 'console_compliance', 'console_finance', 'console_rights', 'console_admin', 'console_auditor')
    and pg_catalog.pg_has_role(session_user, oid, 'member')
$$;

create function console.can(wanted text) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (
    select from console.staff s
    join console.capability c on c.capability = wanted
    where s.login = session_user and s.is_active and pg_catalog.pg_has_role(session_user, c.role, 'member'))
$$;

create function console.staff_ref(staff_id uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select jsonb_build_object('id', user_id, 'name', name, 'initials', initials) from console.staff where user_id = staff_id $$;

-------------------------------------------------------------------------------------------------------------- refusals

/*
 A refusal has a code of its own, a sentence for the person, and facts as JSON in DETAIL.
 BL001 stale, BL002 not allowed, BL003 illegal transition, BL004 already claimed, BL005 needs step-up,
 BL006 invalid, BL007 not found, BL008 command id reused.
*/
create function console.refuse(code text, message text, facts jsonb default '{}') returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = code, message = message, detail = facts::text;
end $$;

create function console.require(wanted text) returns uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := console.me();
begin
  if person is null then
    perform console.refuse('BL002', format('The login %s is not enrolled as active staff. An administrator can enrol it.', session_user));
  end if;
  if not console.can(wanted) then
    perform console.refuse('BL002', format('Your roles do not include %s. An administrator can grant a role that does.', wanted),
      jsonb_build_object('capability', wanted, 'roles', console.roles()));
  end if;
  return person;
end $$;

----------------------------------------------------------------------------------------------------------------- audit

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

create table console.job (
  /* Of the function that does it. */
  name text primary key,
  every interval not null default '50 seconds',
  begun_at timestamptz not null default '-infinity'
);
comment on table console.job is 'Housekeeping that any console does: hundreds of them do each job as often as one would';
insert into console.job (name, every) values ('audit_seal', '50 seconds'), ('fold_counts', '20 seconds'), ('wake', '50 seconds'),
  ('effects_run', '5 seconds'), ('prune', '50 seconds');

/* The jobs whose time has come; they are this console's to do, nobody else is told of them until they are due again. */
create function console.jobs_due() returns setof text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if console.me() is null then return; end if;
  return query
    update console.job j set begun_at = clock_timestamp()
    where j.name in (select x.name from console.job x where x.begun_at < clock_timestamp() - x.every for update skip locked)
    returning j.name;
end $$;

/* Whether this transaction may do a job of housekeeping: false for a stranger, and while another console is at it. */
create function console.job_begin(job text) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if console.me() is null then return false; end if;
  -- A job is no command, whatever the session says.
  perform set_config('console.command', '', true);
  perform from console.job j where j.name = job for update skip locked;
  return found;
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

--------------------------------------------------------------------------------------------------------------- changes

create table console.change (
  seq bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  kind text not null,
  item_id uuid not null,
  version integer not null,
  fields text[] not null,
  actor uuid,
  at timestamptz not null default clock_timestamp()
);
comment on table console.change is 'What changed on which item at which version; xid tells which snapshots see it';
create index change_order on console.change (xid, seq);
create index change_item on console.change (kind, item_id, version);

/*
 One small notification a statement: kind, item and version of the row when it is one, else the word that there are many. Anybody who can
 connect hears it, so it says nothing more; who did what is read from the change rows, which ask for rights.
*/
create function console.change_notify() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n bigint;
  payload text;
begin
  select count(*), min(concat_ws(' ', kind, item_id, version)) into n, payload from added;
  if n = 0 then return null; end if;
  perform pg_notify('console_change', case when n = 1 then payload else 'many' end);
  return null;
end $$;
create trigger change_notify after insert on console.change
  referencing new table as added for each statement execute function console.change_notify();

-------------------------------------------------------------------------------------------------------------- commands

create table console.command (
  id uuid primary key,
  actor uuid not null references console.staff,
  name text not null,
  request_hash bytea not null,
  result jsonb not null,
  at timestamptz not null default clock_timestamp()
);
comment on table console.command is 'Every applied command with its result: the same id takes effect once, whoever retries it and however often';
create index command_at on console.command (at);

/*
 First step of every act. Returns the stored result when this command was applied already, else null.
 The version is no part of the request: a retry that read a newer version is still the same intent.
*/
create function console.command_begin(command_id uuid, name text, capability text, request jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := console.require(capability);
  prior console.command;
begin
  if command_id is null then
    perform console.refuse('BL006', 'The command carries no id.', '{"field": "commandId"}');
  end if;
  -- A snapshot from before would hide what the checks of a command look for.
  if current_setting('transaction_isolation') <> 'read committed' then
    perform console.refuse('BL006', 'Commands run at read committed only. Nothing was changed.', '{"field": "isolation"}');
  end if;
  perform pg_advisory_xact_lock(hashtextextended(command_id::text, 8171));
  select * into prior from console.command c where c.id = command_id;
  if prior.id is null then
    perform set_config('console.command', command_id::text, true);
    return null;
  end if;
  if prior.actor <> person or prior.name <> command_begin.name or prior.request_hash <> sha256(convert_to(request::text, 'UTF8')) then
    perform console.refuse('BL008', 'This command was carried out already with other content. What was stored first stays; yours is kept as a draft.',
      jsonb_build_object('at', prior.at, 'command', prior.name));
  end if;
  return prior.result;
end $$;

create function console.command_end(command_id uuid, name text, request jsonb, result jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.command (id, actor, name, request_hash, result)
  values (command_id, console.me(), name, sha256(convert_to(request::text, 'UTF8')), result);
  perform set_config('console.command', '', true);
  return result;
end $$;

-------------------------------------------------------------------------------------------------------------- presence

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

--------------------------------------------------------------------------------------------------------------- session

create function console.session() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  s console.staff;
begin
  select * into s from console.staff where login = session_user and is_active;
  if s.user_id is null then
    perform console.refuse('BL002', format('The login %s is not enrolled as active staff. An administrator can enrol it.', session_user));
  end if;
  return jsonb_build_object(
    'staff', console.staff_ref(s.user_id), 'login', s.login, 'roles', to_jsonb(console.roles()), 'timezone', s.timezone,
    'capabilities', coalesce((select jsonb_agg(distinct c.capability order by c.capability) from console.capability c
                              where pg_has_role(session_user, c.role, 'member')), '[]'),
    'server_version_num', current_setting('server_version_num')::int,
    'console_version', 1);
end $$;

create function console.heartbeat() returns timestamptz
language sql stable set search_path = pg_catalog, pg_temp as $$ select clock_timestamp() $$;

create view console.colleague as
  select s.user_id as id, s.name, s.initials, s.is_active,
    coalesce((select array_agg(substr(r.rolname, 9) order by r.rolname) from pg_catalog.pg_roles r
              where r.rolname like 'console\_%' and r.rolname not in ('console_owner', 'console_staff')
                and r.rolcanlogin is false
                and exists (select from pg_catalog.pg_roles l where l.rolname = s.login and pg_has_role(l.oid, r.oid, 'member'))), '{}') as roles
  from console.staff s
  where (select console.me()) is not null;

grant select on console.colleague to console_staff;
grant execute on function console.me(), console.roles(), console.can(text), console.session(), console.heartbeat(), console.jobs_due(),
  console.presence_set(uuid, text, uuid, text), console.presence_clear(uuid), console.audit_verify(text, uuid), console.audit_seal()
  to console_staff;

reset role;
