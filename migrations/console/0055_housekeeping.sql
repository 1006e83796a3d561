-- Work that any console does beside its own: what was snoozed wakes; what grows and is not evidence goes after its time: change rows when every console has long read them, results of commands when
-- nobody retries them any more. Audit, seals and clock events stay.

set local role console_owner;

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

/* Deletes at most 5,000 rows of each; any console may call it, a second caller at the same time does nothing. Returns the rows deleted. */
create function console.prune() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changes bigint;
  commands bigint;
  absent bigint;
begin
  if not console.job_begin('prune') then return 0; end if;
  -- A version check across pruned changes answers "stale", so nothing is overwritten by a draft of last month.
  delete from console.change c where c.seq in (select x.seq from console.change x where x.at < now() - interval '30 days' order by x.seq limit 5000);
  get diagnostics changes = row_count;
  delete from console.command c where c.id in (select x.id from console.command x where x.at < now() - interval '90 days' order by x.at limit 5000);
  get diagnostics commands = row_count;
  delete from console.presence p where p.until < now() - interval '5 minutes';
  get diagnostics absent = row_count;
  return changes + commands + absent;
end $$;

/* Wakes what was snoozed until now, of every kind; any console may call it, a second caller at the same time does nothing. */
create function console.wake() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item console.work_item;
  woken integer := 0;
begin
  if not console.job_begin('wake') then return 0; end if;
  for item in select * from console.work_item w where w.snoozed_until <= now() order by w.snoozed_until limit 200 for update skip locked loop
    update console.work_item w set snoozed_until = null, version = w.version + 1 where w.kind = item.kind and w.id = item.id;
    if item.kind = 'ticket' then
      perform console.sla_note('ticket', item.id, 'unsnoozed', item.snoozed_until);
      perform console.sla_store('ticket', item.id);
    end if;
    insert into console.change (kind, item_id, version, fields) values (item.kind, item.id, item.version + 1, '{snooze}');
    perform console.audit_append(item.kind, item.id, 'wake', jsonb_build_object('until', item.snoozed_until), '{"until": null}', null, null, is_platform => true);
    woken := woken + 1;
  end loop;
  return woken;
end $$;

grant execute on function console.jobs_due(), console.prune(), console.wake() to console_staff;

reset role;
