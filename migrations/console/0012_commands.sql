-- Commands, which take effect once, and the rows that tell what they changed. Who reads those is in 0024.

set local role console_owner;

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

reset role;
