-- Support tickets: their projection and clocks, the queue and the item as they are read. What an agent may do is in 0041.

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

-- Search. Bodies are indexed up to 50,000 characters: a tsvector holds at most 1 MB.
create index console_message_words on support.ticket_messages using gin (to_tsvector('simple', left(body, 50000)));
create index console_message_order on support.ticket_messages (ticket_id, created_at, id);
create index console_user_name on identity.users using gin (full_name public.gin_trgm_ops);
create index console_profile_name on identity.profiles using gin (display_name public.gin_trgm_ops);

set local role console_owner;

create index work_ticket_title on console.work_ticket using gin (title public.gin_trgm_ops);

--------------------------------------------------------------------------------------------------------------- reading

create view console.ticket_queue as select r.*, r.title as subject from console.work_row r where r.kind = 'ticket' and (select console.can('tickets.read'));

create function console.ticket_number(words text) returns bigint
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select case when words ~* '^\s*(t-?)?[0-9]{1,15}\s*$' then regexp_replace(words, '[^0-9]', '', 'g')::bigint end $$;

/*
 Ids of tickets whose number, subject, message or customer matches: of each source the open ones first, then the newest, at most
 5,000. Words shorter than three letters are looked for nowhere but in numbers. A word that stands in tens of thousands of
 messages finds only part of them; 5,000 ids tell that a search was cut.
*/
create function console.ticket_search(query text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  pattern text := console.like_pattern(words);
begin
  if not console.can('tickets.read') then return; end if;
  return query select w.id from console.work_ticket w where w.kind = 'ticket' and w.number = console.ticket_number(words);
  if char_length(words) < 3 then return; end if;
  return query
    select w.id from console.work_ticket w
    where w.id in (
      (select x.id from console.work_ticket x where x.title ilike pattern limit 20000)
      union (select m.ticket_id from support.ticket_messages m
             where to_tsvector('simple', left(m.body, 50000)) @@ websearch_to_tsquery('simple', words) limit 20000)
      union (select x.id from console.work_ticket x where x.customer in (
               select u.id from identity.users u where u.full_name ilike pattern or u.email::text ilike pattern or u.username::text ilike pattern
               union select p.user_id from identity.profiles p where p.display_name ilike pattern
               limit 500) limit 5000))
    order by w.is_open desc, w.updated_at desc limit 5000;
end $$;

create function console.ticket_find(query text)
returns table (id uuid, number bigint, subject text, status text, customer text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select w.id, w.number, w.title, w.status, p.name
  from (
    (select x.*, 0 as rank from console.work_ticket x where x.kind = 'ticket' and x.number = console.ticket_number(query))
    union all
    (select x.*, 1 from console.work_ticket x
     where length(trim(query)) >= 3 and x.title ilike console.like_pattern(trim(left(query, 100))) order by x.is_open desc, x.updated_at desc limit 8)
    union all
    (select x.*, 2 from console.work_ticket x where length(trim(query)) >= 3 and x.customer in (
       select u.id from identity.users u where u.full_name ilike console.like_pattern(trim(left(query, 100)))
       union select f.user_id from identity.profiles f where f.display_name ilike console.like_pattern(trim(left(query, 100))) limit 50)
     order by x.is_open desc, x.updated_at desc limit 8)) w
  join console.person p on p.id = w.customer
  where (select console.can('tickets.read'))
  group by w.id, w.number, w.title, w.status, p.name, w.is_open, w.updated_at
  order by min(w.rank), w.is_open desc, w.updated_at desc
  limit 8
$$;

/* The id by which an attachment of a message is opened. */
create function console.attachment_id(message_id uuid, n bigint) returns uuid
language sql immutable set search_path = pg_catalog, pg_temp as $$ select md5(message_id || ' ' || n)::uuid $$;

/*
 The attachments of a message as colleagues see them: without the place of the file, with an id where it can be opened. That is a file
 with a key which is neither infected nor still being checked.
*/
create function console.ticket_attachments(m support.ticket_messages) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(a.file - 'key' || jsonb_build_object('id',
      case when a.file ? 'key' and coalesce(a.file ->> 'scan', 'clean') = 'clean' then console.attachment_id(m.id, a.n) end) order by a.n), '[]')
  from jsonb_array_elements(case jsonb_typeof(m.attachments) when 'array' then m.attachments else '[]' end) with ordinality a(file, n)
  where jsonb_typeof(a.file) = 'object'
$$;

/*
 Where an attachment lies, for console.document_open. The platform's apps store what customers name, so only keys under a ticket of the same
 customer count, or among what the platform gives to everybody.
*/
create function console.ticket_document(ticket_id uuid, document uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('tickets.read');
  return (
    select a.file ->> 'key'
    from support.ticket_messages m
    join support.tickets t on t.id = m.ticket_id
    cross join jsonb_array_elements(case jsonb_typeof(m.attachments) when 'array' then m.attachments else '[]' end) with ordinality a(file, n)
    where m.ticket_id = ticket_document.ticket_id and jsonb_typeof(a.file) = 'object' and console.attachment_id(m.id, a.n) = document
      and coalesce(a.file ->> 'scan', 'clean') = 'clean' and a.file ->> 'key' !~ '(^|/)\.\.?(/|$)'
      and (starts_with(a.file ->> 'key', 'support/shared/')
        or exists (select from support.tickets o where o.user_id = t.user_id and starts_with(a.file ->> 'key', 'support/' || o.id || '/'))));
end $$;

/*
 Messages and events of a ticket before an instant, oldest first, 100 and all of the same instant as the oldest of them, so that the
 instant says where the rest begins; the customer's first words open the thread.
*/
create function console.ticket_thread(ticket_id uuid, before timestamptz default 'infinity') returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  most constant integer := 100;
  entries jsonb;
  n bigint;
begin
  perform console.require('tickets.read');
  select jsonb_agg(x.entry order by x.at, x.id), count(*) into entries, n from (
    select * from (
      (select m.created_at as at, m.id::text as id, jsonb_build_object('type', 'message', 'id', m.id, 'at', m.created_at, 'from', m.sender_type,
          'staff', console.staff_ref(s.user_id), 'name', coalesce(s.name, p.name, 'Backline'), 'channel', null, 'internal', m.is_internal,
          'body', m.body, 'attachments', case when m.attachments = '[]' then m.attachments else console.ticket_attachments(m) end) as entry
        from support.ticket_messages m
        left join console.staff s on s.user_id = m.sender_id and m.sender_type = 'staff'
        left join console.person p on p.id = m.sender_id
        where m.ticket_id = ticket_thread.ticket_id and m.created_at < ticket_thread.before
        order by m.created_at desc fetch first (most) rows with ties)
      union all
      (select t.created_at, t.id::text, jsonb_build_object('type', 'message', 'id', t.id, 'at', t.created_at, 'from', 'user', 'staff', null,
          'name', p.name, 'channel', null, 'internal', false, 'body', t.description, 'attachments', '[]'::jsonb)
        from support.tickets t join console.person p on p.id = t.user_id
        where t.id = ticket_thread.ticket_id and t.created_at < ticket_thread.before)
      union all
      (select a.at, 'a' || a.seq, jsonb_build_object('type', 'event', 'id', 'a' || a.seq, 'at', a.at, 'actor', console.staff_ref(a.actor),
          'action', a.action, 'before', a.before, 'after', a.after, 'reason', a.reason)
        from console.audit a
        where a.kind = 'ticket' and a.item_id = ticket_thread.ticket_id and a.at < ticket_thread.before and a.action not in ('ticket_reply', 'ticket_note', 'document_view')
        order by a.at desc fetch first (most) rows with ties)) every
    order by at desc fetch first (most) rows with ties) x;
  return jsonb_build_object('thread', coalesce(entries, '[]'),
    'threadBefore', case when n >= most then entries -> 0 ->> 'at' end);
end $$;

/* The customer as a support agent may see them: money and KYC only with their capabilities, tax and birth data never. */
create function console.ticket_customer(of_user uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'id', u.id, 'name', n.name, 'latinName', nullif(u.full_name, n.name), 'username', u.username, 'email', u.email, 'status', u.status,
    'since', u.created_at, 'timezone', u.timezone, 'city', coalesce(p.location_city, u.city), 'country', coalesce(p.location_country, u.country),
    'languages', coalesce(g.account_settings -> 'languages', '[]'),
    'plan', (select jsonb_build_object('tier', pl.tier, 'renewsAt', su.current_period_end, 'status', su.status)
             from finance.subscriptions su join finance.subscription_plans pl on pl.id = su.plan_id where su.user_id = u.id),
    'organization', (select o.name from identity.organizations o where o.id = u.organization_id),
    'kyc', case when console.can('customer.kyc') then
      (select jsonb_build_object('level', k.level, 'status', k.status, 'expiresAt', k.expires_at, 'riskScore', k.risk_score)
       from kyc.verifications k where k.user_id = u.id order by k.created_at desc limit 1) end,
    'wallets', case when console.can('customer.money') then
      (select coalesce(jsonb_agg(jsonb_build_object('currency', w.currency, 'available', (w.balance_available - h.held)::text, 'pending', w.balance_pending::text,
          'onHold', h.held::text, 'balance', (w.balance_available + w.balance_pending)::text) order by w.currency), '[]')
       from finance.wallets w
       cross join lateral (select coalesce(sum(y.amount), 0)::numeric(18, 4) as held from finance.payouts y
                           where y.wallet_id = w.id and y.status in ('pending', 'on_hold', 'approved', 'processing')) h
       where w.user_id = u.id) end,
    'payouts', case when console.can('customer.money') then jsonb_build_object(
      'total', console.capped_json((select count(*) from (select from finance.payouts y where y.user_id = u.id limit 1001) c)),
      'recent', (select coalesce(jsonb_agg(r.payout order by r.requested_at desc), '[]') from (
         select y.requested_at, jsonb_build_object('id', y.id, 'reference', coalesce(y.reference, left(y.id::text, 8)), 'status', y.status,
           'amount', y.amount::text, 'currency', y.currency, 'at', coalesce(y.completed_at, y.requested_at)) as payout
         from finance.payouts y where y.user_id = u.id order by y.requested_at desc limit 3) r)) end,
    'tickets', jsonb_build_object(
      'total', console.capped_json((select count(*) from (select from console.work_ticket x where x.customer = u.id limit 1001) c)),
      'recent', (select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'number', r.number, 'subject', r.title, 'status', r.status, 'at', r.created_at) order by r.created_at desc), '[]')
         from (select * from console.work_ticket x where x.customer = u.id order by x.created_at desc limit 6) r)))
  from identity.users u
  join console.person n on n.id = u.id
  left join identity.profiles p on p.user_id = u.id
  left join identity.user_settings g on g.user_id = u.id
  where u.id = of_user
$$;

/* One ticket with everything its screen shows (TicketDetail of shared/tickets.ts); null when there is none. */
create function console.ticket_item(ticket_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  q console.ticket_queue;
  t support.tickets;
begin
  perform console.require('tickets.read');
  select * into q from console.ticket_queue x where x.id = ticket_id;
  if q.id is null then return null; end if;
  select * into t from support.tickets x where x.id = ticket_id;
  return jsonb_build_object(
    'item', jsonb_build_object('id', q.id, 'number', q.number, 'subject', q.subject, 'status', q.status, 'priority', q.priority, 'category', q.category,
        'plan', q.plan, 'assignee', console.staff_ref(q.assignee_id), 'customer', jsonb_build_object('id', q.customer_id, 'name', q.customer_name),
        'dueAt', nullif(q.due_at, 'infinity'), 'dueClock', q.due_clock, 'pausedSince', q.paused_since, 'snoozedUntil', q.snoozed_until,
        'unread', q.unread, 'hasAttachment', q.has_attachment, 'tags', to_jsonb(q.tags), 'version', q.version, 'createdAt', q.created_at,
        'updatedAt', q.updated_at, 'leaseHolder', console.staff_ref(q.lease_holder_id))
      || jsonb_build_object('description', t.description, 'resolution', t.resolution, 'escalatedTo', console.staff_ref(t.escalated_to),
        'reopenCount', (select count(*) from console.sla_event e where e.kind = 'ticket' and e.item_id = ticket_id and e.type = 'reopened')),
    'customer', console.ticket_customer(q.customer_id),
    'clocks', console.sla_clocks('ticket', ticket_id, now()),
    'lease', (select console.lease_json(l) from console.lease l where l.kind = 'ticket' and l.item_id = ticket_id and l.until > now()),
    'presence', coalesce((select jsonb_agg(jsonb_build_object('staff', jsonb_build_object('id', p.staff_id, 'name', p.staff_name, 'initials', p.staff_initials),
        'kind', p.kind, 'itemId', p.item_id, 'mode', p.mode, 'until', p.until)) from console.presence_list(array[ticket_id]) p), '[]'),
    'moves', coalesce((select jsonb_agg(m.to_status) from console.transition m where m.kind = 'ticket' and m.from_status = q.status), '[]'),
    'readAt', now()) || console.ticket_thread(ticket_id);
end $$;

create view console.template as
  select id, name, category::text as category, subject, body, usage_count from support.templates where is_active and (select console.can('tickets.read'));
create view console.article as
  select id, title, slug, category::text as category, status::text as status from support.knowledge_base_articles where status = 'published' and (select console.can('tickets.read'));

/* A template with what the database knows filled in; what it does not know stays as {{name}} and is listed. */
create function console.ticket_fill_template(ticket_id uuid, template_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  t support.templates;
  known jsonb;
  text_body text;
  entry record;
begin
  perform console.require('tickets.read');
  select * into t from support.templates x where x.id = template_id and x.is_active;
  if t.id is null then perform console.refuse('BL007', 'This template does not exist any more.'); end if;
  select jsonb_build_object(
      'customer.name', p.name, 'customer.first_name', coalesce(u.first_name, split_part(p.name, ' ', 1)), 'customer.email', u.email, 'customer.username', u.username,
      'ticket.number', 'T-' || x.number, 'ticket.subject', x.title, 'agent.name', me.name, 'agent.first_name', split_part(me.name, ' ', 1),
      'plan.name', initcap(x.plan), 'organization.name', (select o.name from identity.organizations o where o.id = u.organization_id),
      'payout.amount', y.amount, 'payout.currency', y.currency, 'payout.reference', y.reference)
    into known
    from console.work_ticket x
    join console.person p on p.id = x.customer
    join identity.users u on u.id = x.customer
    join console.staff me on me.user_id = console.me()
    left join lateral (select trim_scale(z.amount)::text as amount, z.currency, z.reference from finance.payouts z
                       where z.user_id = x.customer order by z.requested_at desc limit 1) y on console.can('customer.money')
    where x.id = ticket_id;
  if known is null then perform console.refuse('BL007', 'This ticket does not exist or was removed.'); end if;
  text_body := regexp_replace(t.body, '\{\{\s*([^{}]{1,80}?)\s*\}\}', '{{\1}}', 'g');
  for entry in select key, value from jsonb_each_text(known) where value is not null loop
    text_body := replace(text_body, '{{' || entry.key || '}}', entry.value);
  end loop;
  return jsonb_build_object('templateId', t.id, 'body', text_body, 'unresolved', console.open_placeholders(text_body));
end $$;

create function console.open_placeholders(body text) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(distinct m[1]), '[]') from regexp_matches(body, '\{\{\s*([^{}]{1,80}?)\s*\}\}', 'g') m
$$;

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

grant select on console.ticket_queue, console.template, console.article to console_staff;
grant execute on function console.ticket_search(text), console.ticket_find(text), console.ticket_thread(uuid, timestamptz), console.ticket_item(uuid), console.ticket_fill_template(uuid, uuid)
  to console_staff;

select console.rebuild_tickets();

reset role;
