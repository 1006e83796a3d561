-- The frame every workspace stands on: roles, staff and capabilities, refusals, the session. All of it belongs to console_owner. A console
-- login may use schema `console` and nothing else.

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
grant execute on function console.me(), console.roles(), console.can(text), console.session(), console.heartbeat() to console_staff;

reset role;
