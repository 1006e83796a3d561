-- Support tickets: their projection and clocks. What an agent may do is in 0041, how they are read in 0042.

set local role console_owner;

insert into console.transition (kind, from_status, to_status)
select 'ticket', f, t from (values
  ('open', '{in_progress,waiting_response,escalated,resolved,closed}'::text[]),
  ('in_progress', '{open,waiting_response,escalated,resolved,closed}'),
  ('waiting_response', '{open,in_progress,escalated,resolved,closed}'),
  ('escalated', '{in_progress,waiting_response,resolved,closed}'),
  ('resolved', '{open,in_progress,closed}'),
  ('closed', '{open}')) m(f, ts), unnest(ts) t;

create function console.plan_of(of_user uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce((select p.tier::text from finance.subscriptions s join finance.subscription_plans p on p.id = s.plan_id
                   where s.user_id = of_user and s.status in ('trialing', 'active', 'past_due')), 'free')
$$;

------------------------------------------------------------------------------------------- the platform's own writes

/* Keeps the projection in step with support.tickets, whoever writes there: the apps of the platform or a console function. */
create function console.ticket_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  in_command boolean := coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null;
  changed text[] := '{}';
  item console.work_item;
begin
  if tg_op = 'INSERT' then
    insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, assignee, customer, is_open, unread, created_at, updated_at, closed_at)
    values ('ticket', new.id, new.ticket_number, new.subject, new.status::text, console.priority_rank(new.priority::text), new.category::text,
      console.plan_of(new.user_id), (select s.user_id from console.staff s where s.user_id = new.assigned_to), new.user_id,
      new.status not in ('resolved', 'closed'), true, new.created_at, new.created_at, coalesce(new.closed_at, new.resolved_at));
    perform console.sla_note('ticket', new.id, 'opened', new.created_at, console.sla_policy_for(new.priority::text, console.plan_of(new.user_id)));
    perform console.sla_store('ticket', new.id);
    insert into console.change (kind, item_id, version, fields) values ('ticket', new.id, 1, '{created}');
    return null;
  end if;

  changed := array_remove(array[
    case when new.status <> old.status then 'status' end, case when new.priority <> old.priority then 'priority' end,
    case when new.category <> old.category then 'category' end, case when new.subject <> old.subject then 'subject' end,
    case when new.assigned_to is distinct from old.assigned_to then 'assignee' end,
    case when new.user_id <> old.user_id then 'customer' end], null);
  if changed = '{}' then return null; end if;

  -- Ending a snoozed ticket wakes its clocks first, so that a reopened one runs.
  if new.status in ('resolved', 'closed') and old.status not in ('resolved', 'closed')
    and (select w.snoozed_until is not null from console.work_item w where w.kind = 'ticket' and w.id = new.id) then
    perform console.sla_note('ticket', new.id, 'unsnoozed', clock_timestamp());
  end if;
  update console.work_item w
    set title = new.subject, status = new.status::text, customer = new.user_id, priority_rank = console.priority_rank(new.priority::text), category = new.category::text,
        assignee = (select s.user_id from console.staff s where s.user_id = new.assigned_to),
        is_open = new.status not in ('resolved', 'closed'),
        closed_at = case when new.status in ('resolved', 'closed') then coalesce(new.closed_at, new.resolved_at, now()) end,
        snoozed_until = case when new.status in ('resolved', 'closed') then null else w.snoozed_until end,
        version = case when in_command then w.version else w.version + 1 end,
        updated_at = clock_timestamp()
    where w.kind = 'ticket' and w.id = new.id returning * into item;

  if 'priority' = any (changed) then
    perform console.sla_note('ticket', new.id, 'policy', clock_timestamp(), console.sla_policy_for(new.priority::text, item.plan));
  end if;
  if 'status' = any (changed) then
    perform console.ticket_clock_move(new.id, old.status::text, new.status::text);
  end if;
  if 'priority' = any (changed) or 'status' = any (changed) then
    perform console.sla_store('ticket', new.id);
  end if;
  if not in_command then
    insert into console.change (kind, item_id, version, fields) values ('ticket', new.id, item.version, changed);
    perform console.audit_append('ticket', new.id, 'platform_update',
      jsonb_build_object('status', old.status, 'priority', old.priority, 'category', old.category, 'subject', old.subject, 'assignee', console.staff_ref(old.assigned_to)),
      jsonb_build_object('status', new.status, 'priority', new.priority, 'category', new.category, 'subject', new.subject, 'assignee', console.staff_ref(new.assigned_to)),
      null, null, is_platform => true);
  end if;
  return null;
end $$;

/* The clock events that a move of status means. */
create function console.ticket_clock_move(ticket_id uuid, from_status text, to_status text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  at timestamptz := clock_timestamp();
begin
  if from_status = 'waiting_response' then perform console.sla_note('ticket', ticket_id, 'resumed', at); end if;
  if from_status in ('resolved', 'closed') and to_status not in ('resolved', 'closed') then perform console.sla_note('ticket', ticket_id, 'reopened', at); end if;
  if to_status = 'waiting_response' then perform console.sla_note('ticket', ticket_id, 'waiting', at); end if;
  if to_status in ('resolved', 'closed') then perform console.sla_note('ticket', ticket_id, to_status, at); end if;
end $$;

/*
 A message of the customer ends waiting and snoozing. It reopens a ticket resolved less than 14 days ago; later it goes on in a
 linked one, which is opened when there is none (decision 12).
*/
create function console.ticket_message_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  t support.tickets;
  w console.work_item;
begin
  if new.sender_type <> 'user' then return null; end if;
  select * into t from support.tickets x where x.id = new.ticket_id for no key update;
  if t.status in ('resolved', 'closed') and coalesce(t.closed_at, t.resolved_at, t.updated_at) < now() - interval '14 days' then
    insert into support.ticket_messages (ticket_id, sender_type, sender_id, body, attachments)
    values (console.ticket_follow_up(t), new.sender_type, new.sender_id, new.body, new.attachments);
    return null;
  end if;
  -- Locked before its events are numbered: every writer of clock events holds this row.
  select * into w from console.work_item x where x.kind = 'ticket' and x.id = t.id for update;
  if t.status in ('resolved', 'closed') then
    update support.tickets set status = 'open', resolved_at = null, closed_at = null where id = t.id;
  elsif t.status = 'waiting_response' then
    update support.tickets set status = (case when t.assigned_to is null then 'open' else 'in_progress' end)::support.ticket_status where id = t.id;
  end if;
  perform console.sla_note('ticket', t.id, 'customer_message', least(new.created_at, clock_timestamp()));
  if w.snoozed_until is not null then perform console.sla_note('ticket', t.id, 'unsnoozed', clock_timestamp()); end if;
  update console.work_item x
    set unread = true, snoozed_until = null, has_attachment = x.has_attachment or new.attachments not in ('[]', '{}'),
        version = x.version + 1, updated_at = clock_timestamp()
    where x.kind = 'ticket' and x.id = t.id returning * into w;
  perform console.sla_store('ticket', t.id);
  insert into console.change (kind, item_id, version, fields) values ('ticket', t.id, w.version, '{messages}');
  return null;
end $$;

/* The open ticket in which an old one goes on. */
create function console.ticket_follow_up(old support.tickets) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  follow_up uuid;
begin
  select x.id into follow_up from support.tickets x
    where x.user_id = old.user_id and x.entity_type = 'ticket' and x.entity_id = old.id and x.status not in ('resolved', 'closed')
    order by x.created_at desc limit 1;
  if follow_up is not null then return follow_up; end if;
  insert into support.tickets (user_id, organization_id, subject, description, category, priority, entity_type, entity_id)
  values (old.user_id, old.organization_id, old.subject, 'Goes on from T-' || old.ticket_number, old.category, old.priority, 'ticket', old.id)
  returning id into follow_up;
  return follow_up;
end $$;

create function console.ticket_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.work_item w where w.kind = 'ticket' and w.id = old.id;
  return null;
end $$;

/* A new plan of a customer shows on the open tickets and may bring other targets. */
create function console.ticket_plan_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  plan_now text := console.plan_of(new.user_id);
  w console.work_item;
begin
  for w in
    update console.work_item x set plan = plan_now, version = x.version + 1, updated_at = clock_timestamp()
    where x.kind = 'ticket' and x.customer = new.user_id and x.is_open and x.plan <> plan_now returning *
  loop
    perform console.sla_note('ticket', w.id, 'policy', clock_timestamp(),
      console.sla_policy_for((array['low', 'medium', 'high', 'urgent', 'critical'])[w.priority_rank], plan_now));
    perform console.sla_store('ticket', w.id);
    insert into console.change (kind, item_id, version, fields) values ('ticket', w.id, w.version, '{plan}');
  end loop;
  return null;
end $$;

reset role;

create trigger console_ticket_synced after insert or update on support.tickets
  for each row execute function console.ticket_synced();
create trigger console_ticket_removed after delete on support.tickets
  for each row execute function console.ticket_removed();
create trigger console_ticket_message_synced after insert on support.ticket_messages
  for each row execute function console.ticket_message_synced();
create trigger console_ticket_plan_synced after insert or update on finance.subscriptions
  for each row when (new.user_id is not null) execute function console.ticket_plan_synced();

set local role console_owner;

--------------------------------------------------------------------------------------------------- tickets that exist

/*
 Builds the projection and the clocks of tickets that were there before the console, from their messages and times.
 Tickets that are known already are left alone. Returns how many were added.
*/
create function console.rebuild_tickets() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint;
begin
  create temporary table fresh on commit drop as
    select t.id from support.tickets t where not exists (select from console.work_item w where w.kind = 'ticket' and w.id = t.id);
  insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, assignee, customer, is_open, unread, has_attachment, created_at, updated_at, closed_at)
  select 'ticket', t.id, t.ticket_number, t.subject, t.status::text, console.priority_rank(t.priority::text), t.category::text, coalesce(p.tier::text, 'free'),
    s.user_id, t.user_id, t.status not in ('resolved', 'closed'), coalesce(m.last_from = 'user', true) and t.status not in ('resolved', 'closed'),
    coalesce(m.attached, false), t.created_at, coalesce(m.last_at, t.created_at), case when t.status in ('resolved', 'closed') then coalesce(t.closed_at, t.resolved_at, m.last_at, t.created_at) end
  from support.tickets t
  join fresh f on f.id = t.id
  left join console.staff s on s.user_id = t.assigned_to
  left join finance.subscriptions u on u.user_id = t.user_id and u.status in ('trialing', 'active', 'past_due')
  left join finance.subscription_plans p on p.id = u.plan_id
  left join (select x.ticket_id, max(x.created_at) as last_at, bool_or(x.attachments <> '[]') as attached,
               (array_agg(x.sender_type::text order by x.created_at desc, x.id desc) filter (where not x.is_internal))[1] as last_from
             from support.ticket_messages x group by 1) m on m.ticket_id = t.id;
  get diagnostics added = row_count;

  insert into console.sla_event (kind, item_id, seq, type, at, policy)
  select 'ticket', e.id, row_number() over (partition by e.id order by e.at, e.rank), e.type, e.at, e.policy
  from (
    select w.id, 'opened' as type, w.created_at as at, 0 as rank, coalesce(pl.id, ev.id) as policy
      from console.work_item w join fresh f on f.id = w.id
      left join console.sla_policy pl on pl.priority::text = (array['low', 'medium', 'high', 'urgent', 'critical'])[w.priority_rank] and pl.plan::text = w.plan and pl.is_active
      left join console.sla_policy ev on ev.priority::text = (array['low', 'medium', 'high', 'urgent', 'critical'])[w.priority_rank] and ev.plan is null and ev.is_active
      where w.kind = 'ticket'
    union all
    select x.ticket_id, case x.sender_type when 'user' then 'customer_message' else 'agent_reply' end, x.created_at, 1, null
      from support.ticket_messages x join fresh f on f.id = x.ticket_id where not x.is_internal and x.sender_type <> 'system'
    union all
    select w.id, 'waiting', w.updated_at, 2, null from console.work_item w join fresh f on f.id = w.id where w.kind = 'ticket' and w.status = 'waiting_response'
    union all
    select w.id, w.status, w.closed_at, 3, null from console.work_item w join fresh f on f.id = w.id where w.kind = 'ticket' and not w.is_open) e;

  perform console.sla_store('ticket', w.id) from console.work_item w join fresh f on f.id = w.id where w.kind = 'ticket' and w.is_open;
  drop table fresh;
  return added;
end $$;

select console.rebuild_tickets();

reset role;
