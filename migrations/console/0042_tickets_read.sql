-- How tickets are read: the queue, search, the item with its thread and files, templates and articles.

-- Search. Bodies are indexed up to 50,000 characters: a tsvector holds at most 1 MB.
create index console_message_words on support.ticket_messages using gin (to_tsvector('simple', left(body, 50000)));
create index console_message_order on support.ticket_messages (ticket_id, created_at, id);
create index console_user_name on identity.users using gin (full_name public.gin_trgm_ops);
create index console_profile_name on identity.profiles using gin (display_name public.gin_trgm_ops);

set local role console_owner;

create index work_ticket_title on console.work_ticket using gin (title public.gin_trgm_ops);

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

grant select on console.ticket_queue, console.template, console.article to console_staff;
grant execute on function console.ticket_search(text), console.ticket_find(text), console.ticket_thread(uuid, timestamptz), console.ticket_item(uuid), console.ticket_fill_template(uuid, uuid)
  to console_staff;

reset role;
