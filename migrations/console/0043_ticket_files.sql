/*
 Files that consoles put into the platform's store for their messages, and their removal when no message came of them: it was refused, given
 up or taken back. A console says here that it will name a file before it looks whether the store has it, so whatever is removed after the
 next day is nobody's who is just about to send it. Files that a console did not put there are never removed.
*/

set local role console_owner;

create table console.sent_file (
  key text primary key check (key ~ '^support/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/[0-9a-f]{64}$'),
  announced_at timestamptz not null default clock_timestamp(),
  /* Since when a console is at removing it; nobody can announce it meanwhile. */
  leaving_at timestamptz
);
comment on table console.sent_file is 'Files in the platform''s store that consoles put there within the last day, and those that no message names';
create index sent_file_announced on console.sent_file (announced_at);

/* An hour after it was told to remove a file, a console is taken to be gone. */
create function console.is_leaving(f console.sent_file) returns boolean
language sql stable set search_path = pg_catalog, pg_temp as $$ select coalesce(f.leaving_at > clock_timestamp() - interval '1 hour', false) $$;

create function console.file_announce(file text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('tickets.act');
  insert into console.sent_file as f (key) values (file)
  on conflict (key) do update set announced_at = clock_timestamp(), leaving_at = null where not console.is_leaving(f);
  if not found then raise exception 'The file % is being removed', file using errcode = '55P03'; end if;
end $$;

/* At most 200 files that no message names, for the caller to remove at once, and to say so with console.files_removed. */
create function console.files_unneeded() returns setof text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  old text[];
  named text[];
begin
  perform console.require('tickets.act');
  old := array(select f.key from console.sent_file f where f.announced_at < clock_timestamp() - interval '1 day' and not console.is_leaving(f)
    order by f.announced_at limit 200 for update skip locked);
  if old = '{}' then return; end if;
  -- Of any ticket: what a customer writes to a closed one goes on in another.
  named := array(select distinct a.file ->> 'key' from support.ticket_messages m
    cross join jsonb_array_elements(case jsonb_typeof(m.attachments) when 'array' then m.attachments else '[]' end) a(file)
    where m.attachments not in ('[]', '{}') and a.file ->> 'key' = any (old));
  delete from console.sent_file f where f.key = any (named);
  return query update console.sent_file f set leaving_at = clock_timestamp() where f.key = any (old) and f.key <> all (named) returning f.key;
end $$;

/* `kept`: what could not be removed now. */
create function console.files_removed(removed text[], kept text[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('tickets.act');
  delete from console.sent_file f where f.key = any (removed) and f.leaving_at is not null;
  update console.sent_file f set leaving_at = null where f.key = any (kept);
end $$;

grant execute on function console.file_announce(text), console.files_unneeded(), console.files_removed(text[], text[]) to console_staff;

reset role;
