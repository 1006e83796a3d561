-- Everything an agent may do to a ticket. Each function is one command: rights, version, transition, effect, audit, change row.

set local role console_owner;

/* A text that may be stored: not blank, at most 100,000 characters. */
create function console.check_text(body text, field text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(trim(body, E' \t\r\n'), '') = '' then
    perform console.refuse('BL006', 'There is no text yet.', jsonb_build_object('field', field));
  end if;
  if char_length(body) > 100000 then
    perform console.refuse('BL006', format('The text has %s characters; 100,000 fit. It is kept as a draft.', to_char(char_length(body), 'FM999,999,999')),
      jsonb_build_object('field', field, 'most', 100000));
  end if;
end $$;

/* Moves a ticket to another status, with its times; the triggers write clocks and projection. */
create function console.ticket_move(ticket_id uuid, from_status text, to_status text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.check_transition('ticket', from_status, to_status);
  update support.tickets t
    set status = to_status::support.ticket_status,
        resolved_at = case when to_status = 'resolved' then now() when to_status = 'closed' then t.resolved_at end,
        closed_at = case when to_status = 'closed' then now() end,
        escalated_at = case when to_status = 'escalated' then now() else t.escalated_at end
    where t.id = ticket_id;
end $$;

create function console.check_value(value text, allowed text[], field text) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if value = any (allowed) then return; end if;
  perform console.refuse('BL006', 'This value is not one of those possible.', jsonb_build_object('field', field, 'allowed', to_jsonb(allowed)));
end $$;

/*
 Files that go with a message: at most 10 of 25 MB each, [{key, name, bytes, mediaType}], in the platform's store under the ticket's own
 prefix. Names lead nowhere and hold nothing invisible that turns them round.
*/
create function console.check_attachments(ticket_id uuid, attachments jsonb) returns void
language plpgsql immutable set search_path = pg_catalog, pg_temp as $$
begin
  if jsonb_typeof(attachments) = 'array' and jsonb_array_length(attachments) <= 10 and not exists (
    select from jsonb_array_elements(attachments) a
    where jsonb_typeof(a) <> 'object' or a - '{key,name,bytes,mediaType}'::text[] <> '{}'
      or coalesce(a ->> 'key', '') !~ ('^support/' || ticket_id || '/[0-9a-f]{64}$')
      or coalesce(octet_length(a ->> 'name'), 0) not between 1 and 255
      or a ->> 'name' ~ '[\u0001-\u001f\u007f-\u009f/\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]'
      or coalesce(jsonb_typeof(a -> 'bytes'), '') <> 'number' or a ->> 'bytes' !~ '^[0-9]+$'
      or not (a -> 'bytes' between '1'::jsonb and '26214400'::jsonb)
      or coalesce(a ->> 'mediaType', '') !~ '^[a-z]+/[a-z0-9.+-]{1,80}$') then return;
  end if;
  perform console.refuse('BL006', 'At most 10 files of 25 MB each go with a message, as they lie in the store under this ticket. Nothing was sent.',
    '{"field": "attachments"}');
end $$;

/* What the audit tells of them: {"attachments": [names]}, nothing where there are none. */
create function console.attachment_names(attachments jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when attachments = '[]' then '{}' else jsonb_build_object('attachments', jsonb_path_query_array(attachments, '$[*].name')) end
$$;

/*
 Answers the customer: the message, the clocks and the move of status in one transaction. The e-mail and the notification leave when the
 undo window has ended (0066). Stale when a message arrived or the status moved since `expected_version`.
*/
create function console.ticket_reply(command_id uuid, ticket_id uuid, expected_version integer, body text, then_status text, template_id uuid, attachments jsonb default '[]') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'body', body, 'then', then_status, 'template', template_id, 'attachments', attachments);
  done jsonb := console.command_begin(command_id, 'ticket_reply', 'tickets.act', request);
  item console.work_item;
  message_id uuid := system.uuid_v7();
  left_open jsonb := console.open_placeholders(body);
  before jsonb;
  moves boolean;
begin
  if done is not null then return done; end if;
  perform console.check_text(body, 'body');
  if left_open <> '[]' then
    perform console.refuse('BL006', 'A placeholder is not filled yet, so nothing was sent.', jsonb_build_object('field', 'body', 'placeholders', left_open));
  end if;
  perform console.check_attachments(ticket_id, attachments);
  item := console.item_lock('ticket', ticket_id, expected_version, '{messages,status}');
  perform console.check_lease('ticket', ticket_id);
  if item.status = 'closed' then
    perform console.refuse('BL003', 'This ticket is closed. Reopen it to answer.', jsonb_build_object('from', 'closed', 'to', then_status, 'allowed', '["open"]'::jsonb));
  end if;
  moves := then_status is not null and then_status <> item.status;
  before := console.ticket_before(item);

  -- Its undo window counts from here, however long a lock was waited for.
  insert into support.ticket_messages (id, ticket_id, sender_type, sender_id, body, template_id, attachments, created_at)
    values (message_id, ticket_id, 'staff', console.me(), body, template_id, attachments, clock_timestamp());
  perform console.sla_note('ticket', ticket_id, 'agent_reply', clock_timestamp());
  update support.tickets t set last_response_at = now(), first_response_at = coalesce(t.first_response_at, now()) where t.id = ticket_id;
  if moves then perform console.ticket_move(ticket_id, item.status, then_status); end if;
  perform console.sla_store('ticket', ticket_id);
  update console.work_item w set unread = false, has_attachment = w.has_attachment or attachments <> '[]' where w.kind = 'ticket' and w.id = ticket_id;
  update support.templates x set usage_count = x.usage_count + 1 where x.id = template_id;

  perform console.ticket_reply_leaves(command_id, item, message_id, body, before || jsonb_build_object('to', coalesce(then_status, item.status)));

  return console.item_done(command_id, 'ticket_reply', request, item, case when moves then '{messages,status}'::text[] else '{messages}' end,
    jsonb_build_object('status', item.status),
    jsonb_build_object('status', coalesce(then_status, item.status), 'message', message_id, 'characters', char_length(body)) || console.attachment_names(attachments), null,
    jsonb_build_object('messageId', message_id, 'leavesAt', clock_timestamp() + console.undo_window()));
end $$;

/* A note for colleagues; it touches no clock and is never stale. */
create function console.ticket_note(command_id uuid, ticket_id uuid, expected_version integer, body text, attachments jsonb default '[]') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'body', body, 'attachments', attachments);
  done jsonb := console.command_begin(command_id, 'ticket_note', 'tickets.act', request);
  item console.work_item;
  message_id uuid := system.uuid_v7();
begin
  if done is not null then return done; end if;
  perform console.check_text(body, 'body');
  perform console.check_attachments(ticket_id, attachments);
  item := console.item_lock('ticket', ticket_id, expected_version, '{}');
  insert into support.ticket_messages (id, ticket_id, sender_type, sender_id, body, is_internal, attachments)
    values (message_id, ticket_id, 'staff', console.me(), body, true, attachments);
  update console.work_item w set has_attachment = true where w.kind = 'ticket' and w.id = ticket_id and attachments <> '[]';
  return console.item_done(command_id, 'ticket_note', request, item, '{notes}', null,
    jsonb_build_object('message', message_id, 'characters', char_length(body)) || console.attachment_names(attachments), null,
    jsonb_build_object('messageId', message_id));
end $$;

create function console.ticket_set_status(command_id uuid, ticket_id uuid, expected_version integer, status text, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'status', status, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'ticket_set_status', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{status}');
  perform console.check_lease('ticket', ticket_id);
  perform console.ticket_move(ticket_id, item.status, status);
  return console.item_done(command_id, 'ticket_set_status', request, item, '{status}',
    jsonb_build_object('status', item.status), jsonb_build_object('status', status), reason);
end $$;

create function console.ticket_set_priority(command_id uuid, ticket_id uuid, expected_version integer, priority text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'priority', priority);
  done jsonb := console.command_begin(command_id, 'ticket_set_priority', 'tickets.act', request);
  item console.work_item;
  old support.ticket_priority;
begin
  if done is not null then return done; end if;
  perform console.check_value(priority, enum_range(null::support.ticket_priority)::text[], 'priority');
  item := console.item_lock('ticket', ticket_id, expected_version, '{priority}');
  select t.priority into old from support.tickets t where t.id = ticket_id;
  update support.tickets t set priority = ticket_set_priority.priority::support.ticket_priority where t.id = ticket_id;
  return console.item_done(command_id, 'ticket_set_priority', request, item, '{priority}',
    jsonb_build_object('priority', old), jsonb_build_object('priority', priority));
end $$;

create function console.ticket_set_category(command_id uuid, ticket_id uuid, expected_version integer, category text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'category', category);
  done jsonb := console.command_begin(command_id, 'ticket_set_category', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  perform console.check_value(category, enum_range(null::support.ticket_category)::text[], 'category');
  item := console.item_lock('ticket', ticket_id, expected_version, '{category}');
  update support.tickets t set category = ticket_set_category.category::support.ticket_category where t.id = ticket_id;
  return console.item_done(command_id, 'ticket_set_category', request, item, '{category}',
    jsonb_build_object('category', item.category), jsonb_build_object('category', category));
end $$;

/* Escalation says why; it may name the colleague who takes it on. */
create function console.ticket_escalate(command_id uuid, ticket_id uuid, expected_version integer, to_staff uuid, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'to', to_staff, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'ticket_escalate', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  if to_staff is not null then perform console.check_colleague(to_staff, 'ticket'); end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{status}');
  perform console.check_lease('ticket', ticket_id);
  perform console.ticket_move(ticket_id, item.status, 'escalated');
  update support.tickets t set escalated_to = to_staff where t.id = ticket_id;
  return console.item_done(command_id, 'ticket_escalate', request, item, '{status}',
    jsonb_build_object('status', item.status), jsonb_build_object('status', 'escalated', 'to', console.staff_ref(to_staff)), reason);
end $$;

create function console.ticket_resolve(command_id uuid, ticket_id uuid, expected_version integer, resolution text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'resolution', resolution);
  done jsonb := console.command_begin(command_id, 'ticket_resolve', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{status,messages}');
  perform console.check_lease('ticket', ticket_id);
  perform console.ticket_move(ticket_id, item.status, 'resolved');
  update support.tickets t set resolution = ticket_resolve.resolution where t.id = ticket_id and ticket_resolve.resolution is not null;
  delete from console.lease l where l.kind = 'ticket' and l.item_id = ticket_id;
  return console.item_done(command_id, 'ticket_resolve', request, item, '{status,lease}',
    jsonb_build_object('status', item.status), jsonb_build_object('status', 'resolved'), resolution);
end $$;

create function console.ticket_reopen(command_id uuid, ticket_id uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'ticket_reopen', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{status}');
  if item.is_open then
    perform console.refuse('BL003', 'This ticket is open already.', jsonb_build_object('from', item.status, 'to', 'open', 'allowed', '[]'::jsonb));
  end if;
  perform console.ticket_move(ticket_id, item.status, 'open');
  return console.item_done(command_id, 'ticket_reopen', request, item, '{status}',
    jsonb_build_object('status', item.status), jsonb_build_object('status', 'open'), reason);
end $$;

/* Out of sight until a time or until the customer writes; null wakes it now. The resolution clock pauses. */
create function console.ticket_snooze(command_id uuid, ticket_id uuid, expected_version integer, until timestamptz) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'until', until);
  done jsonb := console.command_begin(command_id, 'ticket_snooze', 'tickets.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  if until <= now() or until > now() + interval '1 year' then
    perform console.refuse('BL006', 'Snooze until a time within the next year.', '{"field": "until"}');
  end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{snooze,status}');
  if not item.is_open then
    perform console.refuse('BL003', 'Only an open ticket can be snoozed.', jsonb_build_object('from', item.status, 'to', 'snoozed', 'allowed', '[]'::jsonb));
  end if;
  if (until is null) <> (item.snoozed_until is null) then
    perform console.sla_note('ticket', ticket_id, case when until is null then 'unsnoozed' else 'snoozed' end, clock_timestamp());
  end if;
  update console.work_item w set snoozed_until = ticket_snooze.until where w.kind = 'ticket' and w.id = ticket_id;
  perform console.sla_store('ticket', ticket_id);
  return console.item_done(command_id, 'ticket_snooze', request, item, '{snooze}',
    jsonb_build_object('until', item.snoozed_until), jsonb_build_object('until', until));
end $$;

/* Adds and removes tags; two people who change different tags keep both changes. */
create function console.ticket_tag(command_id uuid, ticket_id uuid, expected_version integer, add text[], remove text[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('ticket', ticket_id, 'add', to_jsonb(add), 'remove', to_jsonb(remove));
  done jsonb := console.command_begin(command_id, 'ticket_tag', 'tickets.act', request);
  item console.work_item;
  next_tags text[];
begin
  if done is not null then return done; end if;
  if exists (select from unnest(add) a where a !~ '^[[:alnum:]][[:alnum:]_-]{0,39}$') then
    perform console.refuse('BL006', 'A tag has 1 to 40 letters, digits, hyphens or underscores.', '{"field": "add"}');
  end if;
  item := console.item_lock('ticket', ticket_id, expected_version, '{}');
  select coalesce(array_agg(distinct lower(x) order by lower(x)), '{}') into next_tags from unnest(item.tags || coalesce(add, '{}')) x where x <> all (coalesce(remove, '{}'));
  if cardinality(next_tags) > 20 then
    perform console.refuse('BL006', 'A ticket has at most 20 tags. Remove one first.', '{"field": "add"}');
  end if;
  update console.work_item w set tags = next_tags where w.kind = 'ticket' and w.id = ticket_id;
  return console.item_done(command_id, 'ticket_tag', request, item, '{tags}', jsonb_build_object('tags', to_jsonb(item.tags)), jsonb_build_object('tags', to_jsonb(next_tags)));
end $$;

grant execute on function
  console.ticket_reply(uuid, uuid, integer, text, text, uuid, jsonb), console.ticket_note(uuid, uuid, integer, text, jsonb),
  console.ticket_set_status(uuid, uuid, integer, text, text),
  console.ticket_set_priority(uuid, uuid, integer, text), console.ticket_set_category(uuid, uuid, integer, text),
  console.ticket_escalate(uuid, uuid, integer, uuid, text), console.ticket_resolve(uuid, uuid, integer, text),
  console.ticket_reopen(uuid, uuid, integer, text), console.ticket_snooze(uuid, uuid, integer, timestamptz),
  console.ticket_tag(uuid, uuid, integer, text[], text[])
  to console_staff;

reset role;
