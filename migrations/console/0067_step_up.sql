-- Step-up: what moves money asks for a sign-in that is seconds old. The proof is the age of the server process behind the connection: it
-- began with a login of this very person that the server itself checked, so neither an open session nor a stolen console can make one up,
-- nor a superuser who takes on somebody else's name.

-- Only members of this role see when the process of another login began.
grant pg_read_all_stats to console_owner;

set local role console_owner;

create table console.step_up_token (
  hash bytea primary key,
  staff uuid not null references console.staff on delete cascade,
  purpose text not null check (purpose in ('payouts')),
  /* The console that asked for it; a token of another console is worth nothing. */
  client uuid not null,
  began_at timestamptz not null,
  until timestamptz not null
);
comment on table console.step_up_token is 'Fresh sign-ins by the SHA-256 of their tokens; the tokens themselves are stored nowhere';
create index step_up_token_until on console.step_up_token (until);

create table console.pooler (
  address inet primary key,
  note text not null
);
comment on table console.pooler is 'Addresses or networks of connection poolers; a pooler signs in with passwords that it keeps, so a connection from there proves no fresh sign-in';

/* A token for five minutes, {token, until}; only within ten seconds of the connection's start. The audit of the person keeps it. */
create function console.step_up(purpose text, client uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := console.require(purpose || '.sign');
  secret text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  t console.step_up_token;
begin
  if client is null then perform console.refuse('BL006', 'The console that asks does not name itself.', '{"field": "client"}'); end if;
  select a.backend_start into t.began_at from pg_catalog.pg_stat_activity a where a.pid = pg_backend_pid() and a.usename = session_user;
  if t.began_at is null or clock_timestamp() > t.began_at + interval '10 seconds' then
    perform console.refuse('BL005', 'This connection is not fresh. Enter your password again; nothing was signed.', jsonb_build_object('purpose', purpose));
  end if;
  if exists (select from console.pooler p where inet_client_addr() <<= p.address) then
    perform console.refuse('BL005', 'This connection came through a pooler, which keeps passwords, so it proves no fresh sign-in. Connect to the server directly; nothing was signed.',
      jsonb_build_object('purpose', purpose));
  end if;
  delete from console.step_up_token x where x.until < now();
  insert into console.step_up_token (hash, staff, purpose, client, began_at, until)
  values (sha256(convert_to(secret, 'UTF8')), person, purpose, client, t.began_at, clock_timestamp() + interval '5 minutes') returning * into t;
  -- The chain of a person is appended to under their row.
  perform from console.staff s where s.user_id = person for no key update;
  perform console.audit_append('staff', person, 'step_up', null,
    jsonb_build_object('purpose', purpose, 'client', client, 'address', host(inet_client_addr()), 'beganAt', t.began_at, 'until', t.until), null, null);
  return jsonb_build_object('token', secret, 'until', t.until);
end $$;

/* Refuses unless the token is this person's, of this console, for this purpose, and its five minutes run. Returns the sign-in it stands for. */
create function console.require_step_up(purpose text, token text, client uuid) returns console.step_up_token
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  t console.step_up_token;
begin
  select * into t from console.step_up_token x
    where x.hash = sha256(convert_to(token, 'UTF8')) and x.staff = console.me() and x.purpose = require_step_up.purpose and x.client = require_step_up.client
      and x.until > clock_timestamp();
  if t.hash is null then
    perform console.refuse('BL005', 'A fresh sign-in is needed for this. Enter your password; what you chose is kept.', jsonb_build_object('purpose', purpose));
  end if;
  return t;
end $$;

grant execute on function console.step_up(text, uuid) to console_staff;

reset role;
