-- What leaves with a reply to a ticket, and taking it back before.

grant delete on support.ticket_messages to console_owner;
grant select (id, status), delete on system.email_queue to console_owner;

-- A reply shows in the customer's own apps when it can no longer be taken back; the interval is console.undo_window().
create policy after_undo_window on support.ticket_messages as restrictive for select to platform_user
  using (sender_type <> 'staff' or created_at <= now() - interval '30 seconds');

set local role console_owner;

/* The number of an item's newest clock event. */
create function console.sla_last(of_kind text, of_item uuid) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(max(x.seq), 0) from console.sla_event x where x.kind = of_kind and x.item_id = of_item $$;

/* What a reply changes beside the thread, as it stood before. */
create function console.ticket_before(item console.work_item) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('status', t.status, 'resolvedAt', t.resolved_at, 'closedAt', t.closed_at, 'escalatedAt', t.escalated_at,
    'firstResponseAt', t.first_response_at, 'lastResponseAt', t.last_response_at, 'unread', item.unread, 'snoozedUntil', item.snoozed_until,
    'clocks', console.sla_last('ticket', item.id))
  from support.tickets t where t.id = item.id
$$;

/* The mail waits in the platform's own queue, so that it leaves in time even if every console is gone. */
create function console.ticket_reply_leaves(of_command uuid, item console.work_item, message_id uuid, body text, before jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  mail uuid := system.uuid_v7();
begin
  insert into system.email_queue (id, user_id, to_email, template_key, subject, body_text, payload, scheduled_at)
    select mail, u.id, u.email, 'ticket_reply', 'Re: ' || item.title || ' [T-' || item.number || ']', body,
      jsonb_build_object('ticket_id', item.id, 'message_id', message_id,
        'attachments', (select m.attachments from support.ticket_messages m where m.id = message_id)), clock_timestamp() + console.undo_window()
    from identity.users u where u.id = item.customer;
  perform console.effect_schedule(of_command, item, 'ticket_reply_notice', jsonb_build_object('message', message_id, 'mail', mail,
    'title', item.title, 'customer', item.customer, 'at', now(), 'before', before, 'clocks', console.sla_last('ticket', item.id)));
end $$;

create function console.effect_ticket_reply_notice(e console.effect) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into system.notifications (user_id, type, level, title, message, actor_id, entity_type, entity_id)
  select (e.facts ->> 'customer')::uuid, 'support', 'info', 'Answer to ' || (e.facts ->> 'title'), left(m.body, 300), e.actor, 'ticket', e.item_id
  from support.ticket_messages m where m.id = (e.facts ->> 'message')::uuid
$$;

/* Puts status, times and clocks back as they were before a reply. A status that somebody set since stays, and so do its times. */
create function console.ticket_put_back(item console.work_item, facts jsonb) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before jsonb := facts -> 'before';
  newest integer := console.sla_last('ticket', item.id);
  replied_at timestamptz := facts ->> 'at';
begin
  update support.tickets t
    set first_response_at = case when t.first_response_at = replied_at then (before ->> 'firstResponseAt')::timestamptz else t.first_response_at end,
        last_response_at = (before ->> 'lastResponseAt')::timestamptz
    where t.id = item.id and t.last_response_at = replied_at;
  if item.status = before ->> 'to' and item.status <> before ->> 'status' then
    update support.tickets t
      set status = (before ->> 'status')::support.ticket_status, resolved_at = (before ->> 'resolvedAt')::timestamptz,
          closed_at = (before ->> 'closedAt')::timestamptz, escalated_at = (before ->> 'escalatedAt')::timestamptz
      where t.id = item.id;
  end if;
  -- What never happened took no time: the events of the reply go, and those of putting the status back.
  delete from console.sla_event x where x.kind = 'ticket' and x.item_id = item.id
    and (x.seq > newest or x.seq > (before ->> 'clocks')::integer and x.seq <= (facts ->> 'clocks')::integer);
  update console.work_item w
    set unread = w.unread or (before ->> 'unread')::boolean,
        snoozed_until = coalesce(w.snoozed_until, case when (before ->> 'snoozedUntil')::timestamptz > now() then (before ->> 'snoozedUntil')::timestamptz end)
    where w.kind = 'ticket' and w.id = item.id;
  perform console.sla_store('ticket', item.id);
end $$;

/* Takes back one's own reply while its undo window is open: message, mail, notification, and what it did to status and clocks. */
create function console.ticket_undo_reply(command_id uuid, ticket_id uuid, expected_version integer, of_command uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'of', of_command);
  done jsonb := console.command_begin(command_id, 'ticket_undo_reply', 'tickets.act', request);
  item console.work_item;
  e console.effect;
begin
  if done is not null then return done; end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{}');
  select * into e from console.effect x where x.command_id = of_command and x.kind = 'ticket' and x.item_id = ticket_id and x.action = 'ticket_reply_notice';
  if e.id is null then perform console.refuse('BL007', 'There is nothing of yours to undo here.'); end if;
  perform console.effects_undo(of_command);
  perform console.mails_undo(array[(e.facts ->> 'mail')::uuid]);
  delete from support.ticket_messages m where m.id = (e.facts ->> 'message')::uuid;
  update console.work_item w
    set has_attachment = exists (select from support.ticket_messages m where m.ticket_id = w.id and m.attachments not in ('[]', '{}'))
    where w.kind = 'ticket' and w.id = ticket_undo_reply.ticket_id;
  perform console.ticket_put_back(item, e.facts);
  return console.item_done(command_id, 'ticket_undo_reply', request, item, '{messages,status}', jsonb_build_object('status', item.status),
    jsonb_build_object('status', (select w.status from console.work_item w where w.kind = 'ticket' and w.id = ticket_id), 'message', e.facts ->> 'message'));
end $$;

grant execute on function console.ticket_undo_reply(uuid, uuid, integer, uuid) to console_staff;

reset role;
