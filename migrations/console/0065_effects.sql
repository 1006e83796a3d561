-- Effects that wait: what a decision does outside the console is stored as scheduled and cannot happen before its time, even if every
-- console is gone. Until then the decision can be undone, and its effects with it.

set local role console_owner;

create table console.effect (
  id uuid primary key default system.uuid_v7(),
  kind text not null,
  item_id uuid not null,
  command_id uuid not null,
  actor uuid not null references console.staff,
  /* console.effect_<action>(effect) carries it out. */
  action text not null,
  facts jsonb not null default '{}',
  due_at timestamptz not null,
  state text not null default 'waiting' check (state in ('waiting', 'done', 'undone')),
  ended_at timestamptz,
  problem text,
  foreign key (kind, item_id) references console.work_item on delete cascade
);
comment on table console.effect is 'Effects of decisions on the platform and on people; each happens once, after its time, or is undone before';
create index effect_due on console.effect (due_at, id) where state = 'waiting';
create index effect_command on console.effect (command_id);
create index effect_item on console.effect (kind, item_id);

create function console.undo_window() returns interval
language sql immutable set search_path = pg_catalog, pg_temp as $$ select interval '30 seconds' $$;

/* Called by the function that decides, in its transaction. The action must exist, or nothing is decided. */
create function console.effect_schedule(of_command uuid, item console.work_item, action text, facts jsonb default '{}', after interval default console.undo_window())
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform format('console.effect_%s(console.effect)', action)::regprocedure;
  insert into console.effect (kind, item_id, command_id, actor, action, facts, due_at)
  values (item.kind, item.id, of_command, console.me(), action, facts, clock_timestamp() + after);
end $$;

/* Carries out what is due, the oldest first; any console may call it, a second caller at the same time does nothing. Returns how many. */
create function console.effects_run() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  e console.effect;
  n integer := 0;
begin
  if not console.job_begin('effects_run') then return 0; end if;
  for e in select * from console.effect x where x.state = 'waiting' and x.due_at <= clock_timestamp() order by x.due_at, x.id limit 200 for update skip locked loop
    begin
      execute format('select console.%I($1)', 'effect_' || e.action) using e;
      update console.effect x set state = 'done', ended_at = clock_timestamp() where x.id = e.id;
      n := n + 1;
    exception when others then
      -- The others go on; this one is tried again, and what kept it back stays readable.
      update console.effect x set due_at = clock_timestamp() + interval '1 minute', problem = sqlerrm where x.id = e.id;
    end;
  end loop;
  return n;
end $$;

create function console.refuse_late_undo() returns void
language sql set search_path = pg_catalog, pg_temp as $$
  select console.refuse('BL003', 'The time to undo this has passed, so it took effect. It can be corrected by a new decision.',
    '{"from": "done", "to": "undone", "allowed": []}')
$$;

/*
 Takes back the waiting effects of one's own command; refuses when there is none any more. The function that undoes a decision calls
 it with the item locked, then puts the item back.
*/
create function console.effects_undo(of_command uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  waiting integer;
begin
  perform from console.effect x where x.command_id = of_command for update;
  if exists (select from console.effect x where x.command_id = of_command and (x.state <> 'waiting' or x.due_at <= clock_timestamp() or x.problem is not null)) then
    perform console.refuse_late_undo();
  end if;
  update console.effect x set state = 'undone', ended_at = clock_timestamp() where x.command_id = of_command and x.actor = console.me();
  get diagnostics waiting = row_count;
  if waiting = 0 then perform console.refuse('BL007', 'There is nothing of yours to undo here.'); end if;
end $$;

/* Takes mails out of the platform's queue; refuses when it took one already, a moment before the console's own effects were due. */
create function console.mails_undo(mails uuid[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from system.email_queue q where q.id = any (mails) and q.status = 'queued';
  if exists (select from system.email_queue q where q.id = any (mails)) then perform console.refuse_late_undo(); end if;
end $$;

grant execute on function console.effects_run() to console_staff;

reset role;
