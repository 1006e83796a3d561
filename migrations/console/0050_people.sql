-- People: who may read what of a person, finding one by anything that names them, and what administration may do to an account.

grant usage on schema catalog, distribution, rights, moderation, promotion, community, marketplace, studio to console_owner;
grant update (status, role) on identity.users to console_owner;
grant select (id, user_id, is_admin, ip_address, user_agent, expires_at, last_active_at, created_at), delete on identity.user_sessions to console_owner;
grant select, insert, delete on identity.user_roles to console_owner;
grant select, insert, update on moderation.sanctions to console_owner;
do $$
declare
  t regclass;
begin
  foreach t in array array['identity.user_sessions', 'identity.user_roles', 'moderation.sanctions']::regclass[] loop
    execute format('create policy console_owner on %s to console_owner using (true) with check (true)', t);
  end loop;
end $$;

-- What people are looked for by, beside the keys of the platform.
create index console_user_names on identity.users
  using gin ((coalesce(full_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(entity_name, '')) public.gin_trgm_ops);
create index console_organization_name on identity.organizations using gin (name public.gin_trgm_ops);
create index console_payout_reference on finance.payouts (upper(reference));
create index console_payout_provider on finance.payouts (provider_transaction_id) where provider_transaction_id is not null;
create index console_subscription_customer on finance.subscriptions (stripe_customer_id) where stripe_customer_id is not null;
create index console_method_account on finance.payment_methods (provider_account_id) where provider_account_id is not null;

set local role console_owner;

insert into console.capability (role, capability)
select 'console_' || role, capability
from (values
  ('support', '{person.read,person.conduct,person.content,person.rights,person.promotion,person.market,person.studio,person.sessions}'::text[]),
  ('moderator', '{person.read,person.conduct,person.content,person.promotion,person.market,person.studio}'),
  ('compliance', '{person.read,person.conduct,person.sessions,person.audit,customer.money,customer.kyc}'),
  ('finance', '{person.read,person.rights,person.market,customer.money,customer.kyc}'),
  ('rights', '{person.read,person.content,person.rights}'),
  ('admin', '{person.read,person.manage,person.conduct,person.content,person.rights,person.promotion,person.market,person.studio,person.sessions,person.audit}'),
  ('auditor', '{person.read,person.conduct,person.content,person.rights,person.promotion,person.market,person.studio,person.sessions,person.audit}'))
  m(role, capabilities), unnest(capabilities) capability;

create table console.person_part (
  section text primary key,
  capability text not null,
  place integer not null
);
comment on table console.person_part is 'The sections of a person''s page in their order, each with the capability that opens it';
insert into console.person_part (section, capability, place)
select section, capability, place
from unnest(
  '{identity,organizations,plan,kyc,wallet,destinations,payouts,tickets,cases,strikes,releases,tracks,claims,conflicts,pitches,campaigns,marketplace,studio,sessions,audit}'::text[],
  '{person.read,person.read,person.read,customer.kyc,customer.money,customer.money,customer.money,tickets.read,person.conduct,person.conduct,person.content,person.content,person.rights,person.rights,person.promotion,person.promotion,person.market,person.studio,person.sessions,person.audit}'::text[])
  with ordinality p(section, capability, place);

----------------------------------------------------------------------------------------------------------------- search

/*
 Everything that one exact text names, each with the person it belongs to: [person, what matched, the thing itself]. What belongs to an
 organization leads to its owner.
*/
create function console.person_exact(words text)
returns table (person uuid, matched text, via_kind text, via_id uuid, via_label text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  plain text := upper(regexp_replace(words, '[\s-]', '', 'g'));
begin
  if words ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    return query select u.id, 'id', null::text, null::uuid, null::text from identity.users u where u.id = words::uuid;
    return query select o.owner_id, 'organization', 'organization', o.id, o.name from identity.organizations o where o.id = words::uuid;
    return query select t.user_id, 'track', 'track', t.id, t.title from catalog.tracks t where t.id = words::uuid;
    return query select r.user_id, 'release', 'release', r.id, r.title from catalog.releases r where r.id = words::uuid;
    return query select w.customer, 'ticket', 'ticket', w.id, 'T-' || w.number from console.work_ticket w where w.id = words::uuid;
    return query select p.user_id, 'payout', 'payout', p.id, p.reference from finance.payouts p where p.id = words::uuid;
    return;
  end if;
  if words ~ '@' then
    return query select u.id, 'e-mail', null::text, null::uuid, null::text from identity.users u where u.email operator(public.=) words::public.citext;
  end if;
  return query select u.id, 'username', null::text, null::uuid, null::text from identity.users u where u.username operator(public.=) words::public.citext;
  if words ~ '^tm_client_' then
    return query select u.id, 'client id', null::text, null::uuid, null::text from identity.users u where u.client_id = words;
  end if;
  if plain ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$' then
    return query select t.user_id, 'ISRC ' || t.isrc, 'track', t.id, t.title from catalog.tracks t where t.isrc = plain;
  end if;
  if plain ~ '^[0-9]{12,13}$' then
    return query select r.user_id, 'UPC ' || r.upc, 'release', r.id, r.title from catalog.releases r where r.upc = lpad(plain, 13, '0');
  end if;
  -- Digits alone are a ticket's; payouts of the platform may have references that are no numbers of ours.
  if words ~* '^([tmkr]-?)?[0-9]{1,15}$' then
    return query
      select w.customer, l.letter || '-' || w.number, w.kind, w.id, w.title
      from (values ('T', 'ticket'), ('M', 'case'), ('K', 'kyc'), ('R', 'conflict')) l(letter, kind)
      join console.work_kind k on k.kind = l.kind
      join console.work_item w on w.kind = l.kind and w.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint
      where l.letter = coalesce(upper(substring(words from '^[A-Za-z]')), 'T') and console.can(k.read_capability);
  end if;
  if console.can('customer.money') then
    return query
      select p.user_id, 'payout ' || upper(words), 'payout', p.id, p.reference from finance.payouts p
      where upper(p.reference) = upper(words) or p.id = (
        select x.id from console.payout x where words ~* '^p-?[0-9]{1,15}$' and x.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint);
  end if;
  if console.can('kyc.read') and words ~ '[0-9]' then
    return query
      select n.user_id, 'document number', 'kyc', n.id, null::text from console.kyc_declared n
      where n.hash = case when words ~ '^[0-9a-fA-F]{64}$' then lower(words) else console.kyc_number_hash(words) end;
  end if;
  if console.can('customer.money') and words ~ '^[a-z]{2,8}_[A-Za-z0-9_]{4,}$' then
    return query
      select coalesce(f.user_id, o.owner_id), f.matched, case when o.id is not null then 'organization' end, o.id, o.name
      from (
        select p.user_id, null::uuid as organization_id, 'Stripe payout' as matched from finance.payouts p where p.stripe_payout_id = words
        union all select p.user_id, null, 'payout at the provider' from finance.payouts p where p.provider_transaction_id = words
        union all select s.user_id, s.organization_id, 'Stripe customer' from finance.subscriptions s where s.stripe_customer_id = words
        union all select s.user_id, s.organization_id, 'Stripe subscription' from finance.subscriptions s where s.stripe_subscription_id = words
        union all select t.user_id, null, 'Stripe payment' from finance.transactions t where t.stripe_payment_intent_id = words
        union all select t.user_id, null, 'Stripe charge' from finance.transactions t where t.stripe_charge_id = words
        union all select i.user_id, i.organization_id, 'Stripe invoice' from finance.invoices i where i.stripe_invoice_id = words
        union all select m.user_id, m.organization_id, 'Stripe account' from finance.payment_methods m where m.provider_account_id = words) f
      left join identity.organizations o on o.id = f.organization_id and f.user_id is null;
  end if;
end $$;

/*
 People whose name, e-mail, username or organization holds all the words, at most 50 of each source. One or two letters have no trigram of
 their own, so they have to begin a word. The statements carry their patterns as literals, so that the planner sees which trigrams they have;
 it takes beginnings for far more common than they are, and would read the table. Addresses and user names are one word.
*/
create function console.person_alike(words text)
returns table (person uuid, matched text, via_kind text, via_id uuid, via_label text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  parts text[] := array(select w from regexp_split_to_table(words, '\s+') with ordinality s(w, n) where w <> '' order by n limit 5);
  source record;
begin
  -- Tabs alone are no words.
  if parts = '{}' then return; end if;
  for source in
    select * from (values
      ('identity.users', 'id', 'name', $e$(coalesce(full_name, '') || ' ' || coalesce(first_name, '') || ' ' || coalesce(last_name, '') || ' ' || coalesce(entity_name, ''))$e$, 'null, null::uuid, null'),
      ('identity.profiles', 'user_id', 'name', 'display_name', 'null, null::uuid, null'),
      ('identity.users', 'id', 'e-mail', 'email::text', 'null, null::uuid, null'),
      ('identity.users', 'id', 'username', 'username::text', 'null, null::uuid, null'),
      ('identity.organizations', 'owner_id', 'organization', 'name', '''organization'', id, name')) v(of_table, id, matched, expression, via)
    where cardinality(parts) = 1 or v.matched not in ('e-mail', 'username')
  loop
    return query execute format('select %s, %L::text, %s from %s where %s limit 50', source.id, source.matched, source.via, source.of_table,
      (select string_agg(case when char_length(w) > 2 then format('%s ilike %L', source.expression, console.like_pattern(w))
         else format('(%1$s ilike %2$L or %1$s ilike %3$L)', source.expression, substr(console.like_pattern(w), 2), '% ' || substr(console.like_pattern(w), 2)) end, ' and ')
       from unnest(parts) w));
  end loop;
end $$;

create function console.person_similar(words text) returns table (person uuid)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  return query execute format('select id from identity.users where full_name operator(public.%%) %L
    order by full_name operator(public.<->) %L limit 10', words, words);
end $$;

/*
 People by anything that names them: name, e-mail, username, id, ISRC, UPC, numbers of tickets and other items, payout reference, document
 number or its hash, Stripe ids; at most 20, exact ones first. `matched` says by what; `via` is the thing that led there.
*/
create function console.person_search(query text) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  found jsonb;
begin
  perform console.require('person.read');
  if words = '' then return '[]'; end if;
  with hits as (
    select e.person, e.matched, e.via_kind, e.via_id, e.via_label, 0 as rank from console.person_exact(words) e
    union all
    select a.person, a.matched, a.via_kind, a.via_id, a.via_label, case when a.via_kind is not null then 3 when a.matched = 'name' then 1 else 2 end from console.person_alike(words) a
    where octet_length(words) >= 2),
  best as (
    select distinct on (h.person, h.via_id) h.* from hits h where h.person is not null order by h.person, h.via_id, h.rank),
  -- One look-up a row: the planner knows nothing of how few they are.
  named as (
    select b.*, (select p.name from console.person p where p.id = b.person) as name from best b),
  chosen as (
    select n.*, row_number() over (order by n.rank, position(lower(words) in lower(n.name)) <> 1, n.name, n.person) as place from named n
    order by place limit 20)
  select jsonb_agg(console.person_hit(c.person, c.matched, c.via_kind, c.via_id, c.via_label) order by c.place) into found from chosen c;
  -- What is no name is not nearly one either.
  if found is not null or char_length(words) < 4 or words ~ '[0-9@]' then return coalesce(found, '[]'); end if;
  select jsonb_agg(console.person_hit(s.person, 'a name like it', null, null, null)) into found from console.person_similar(words) s;
  return coalesce(found, '[]');
end $$;

create function console.person_hit(person uuid, matched text, via_kind text, via_id uuid, via_label text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', u.id, 'name', p.name, 'latinName', nullif(u.full_name, p.name), 'username', u.username, 'email', u.email,
    'status', u.status, 'role', u.role, 'country', u.country, 'matched', matched,
    'via', case when via_kind is not null then jsonb_build_object('kind', via_kind, 'id', via_id, 'label', via_label) end)
  from identity.users u join console.person p on p.id = u.id where u.id = person
$$;

------------------------------------------------------------------------------------------------------------------- page

/* The version of a person is the length of what staff did to the account. */
create function console.person_version(person uuid) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(max(a.seq), 0) from console.audit a where a.kind = 'person' and a.item_id = person $$;

/* Who somebody is, for the head of the page, with the sections that the reader may open; null when there is nobody. */
create function console.person_item(person uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('person.read');
  return (
    select jsonb_build_object('id', u.id, 'name', n.name, 'latinName', nullif(u.full_name, n.name), 'username', u.username, 'email', u.email,
      'status', u.status, 'role', u.role, 'isStaff', exists (select from console.staff s where s.user_id = u.id and s.is_active),
      'version', console.person_version(u.id), 'since', u.created_at,
      'falseReports', case when console.can('person.manage') then coalesce((select s.false_report_count from moderation.reporter_standings s where s.user_id = u.id), 0) else 0 end,
      'sections', (select jsonb_agg(p.section order by p.place) from console.person_part p where console.can(p.capability)))
    from identity.users u join console.person n on n.id = u.id where u.id = person);
end $$;

------------------------------------------------------------------------------------------------------------------- acts

/* Locks the account and checks that staff did nothing to it since `expected_version`. */
create function console.person_lock(person uuid, expected_version integer) returns identity.users
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  account identity.users;
  version integer;
begin
  select u.id, u.email, u.status, u.role into account.id, account.email, account.status, account.role from identity.users u where u.id = person for no key update;
  if account.id is null then perform console.refuse('BL007', 'This account does not exist any more. Nothing was changed.'); end if;
  version := console.person_version(person);
  if expected_version is null or expected_version > version then
    perform console.refuse('BL006', 'The version that this was based on is not known here. Read the person again.', '{"field": "expectedVersion"}');
  end if;
  if expected_version < version then
    perform console.refuse('BL001', 'Somebody changed this account since you read it. Nothing was changed; look at what happened, then decide again.',
      jsonb_build_object('version', version, 'changes', (
        select jsonb_agg(jsonb_build_object('fields', jsonb_build_array(a.action), 'actor', console.staff_ref(a.actor), 'at', a.at) order by a.seq)
        from console.audit a where a.kind = 'person' and a.item_id = person and a.seq > expected_version)));
  end if;
  if exists (select from console.staff s where s.user_id = person and s.is_active) then
    perform console.refuse('BL002', 'This account belongs to staff. Whoever runs the platform changes accounts of staff.');
  end if;
  return account;
end $$;

/* Last step of an act on an account: audit, change row and stored result. */
create function console.person_done(command_id uuid, name text, request jsonb, person uuid, fields text[], before jsonb, after jsonb, reason text,
  extra jsonb default '{}') returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  version integer := console.person_version(person) + 1;
begin
  insert into console.change (kind, item_id, version, fields, actor) values ('person', person, version, fields, console.me());
  perform console.audit_append('person', person, name, before, after, reason, command_id);
  return console.command_end(command_id, name, request, jsonb_build_object('version', version) || extra);
end $$;

create function console.sessions_end(person uuid) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ended bigint;
begin
  delete from identity.user_sessions s where s.user_id = person;
  get diagnostics ended = row_count;
  return ended;
end $$;

/* Keeps somebody out until reinstated: status, sanction, all sessions; the person is told that, and not the reason given here. */
create function console.person_suspend(command_id uuid, person uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('person', person, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'person_suspend', 'person.manage', request);
  account identity.users;
  ended bigint;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  account := console.person_lock(person, expected_version);
  if account.status in ('suspended', 'banned') then
    perform console.refuse('BL003', format('This account is %s already.', account.status),
      jsonb_build_object('from', account.status, 'to', 'suspended', 'allowed', '["active"]'::jsonb));
  end if;
  update identity.users u set status = 'suspended' where u.id = person;
  insert into moderation.sanctions (user_id, type, reason, issued_by) values (person, 'suspension', person_suspend.reason, console.me());
  ended := console.sessions_end(person);
  insert into system.email_queue (user_id, to_email, template_key, subject, body_text)
    values (person, account.email, 'account_suspended', 'Your account is suspended', 'Your account is suspended. Answer this message if you think that this is a mistake.');
  return console.person_done(command_id, 'person_suspend', request, person, '{status,sessions}', jsonb_build_object('status', account.status),
    jsonb_build_object('status', 'suspended', 'sessions_ended', ended), reason);
end $$;

/* Lets somebody in again and lifts what kept them out. */
create function console.person_reinstate(command_id uuid, person uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('person', person, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'person_reinstate', 'person.manage', request);
  account identity.users;
  lifted bigint;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  account := console.person_lock(person, expected_version);
  if account.status not in ('suspended', 'banned', 'locked', 'inactive') then
    perform console.refuse('BL003', format('This account is %s; nothing keeps the person out.', replace(account.status::text, '_', ' ')),
      jsonb_build_object('from', account.status, 'to', 'active', 'allowed', '["suspended"]'::jsonb));
  end if;
  update identity.users u set status = 'active' where u.id = person;
  update moderation.sanctions s set lifted_at = now(), lifted_by = console.me(), lift_reason = person_reinstate.reason
    where s.user_id = person and s.lifted_at is null and (s.ends_at is null or s.ends_at > now());
  get diagnostics lifted = row_count;
  insert into system.email_queue (user_id, to_email, template_key, subject, body_text)
    values (person, account.email, 'account_reinstated', 'Your account is open again', 'Your account is open again. You can sign in as before.');
  return console.person_done(command_id, 'person_reinstate', request, person, '{status}', jsonb_build_object('status', account.status),
    jsonb_build_object('status', 'active', 'sanctions_lifted', lifted), reason);
end $$;

/* Gives an account another kind; those with powers over others are given by whoever runs the platform. */
create function console.person_set_role(command_id uuid, person uuid, expected_version integer, role text, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('person', person, 'role', role, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'person_set_role', 'person.manage', request);
  powerful constant text[] := '{support,moderator,admin,super_admin}';
  account identity.users;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  perform console.check_value(role, array(select r from unnest(enum_range(null::identity.user_role)::text[]) r where r <> all (powerful)), 'role');
  account := console.person_lock(person, expected_version);
  if account.role::text = any (powerful) then
    perform console.refuse('BL002', format('This account has the role %s, which whoever runs the platform gives and takes.', account.role));
  end if;
  if account.role::text = role then
    perform console.refuse('BL006', 'The account has this role already.', '{"field": "role"}');
  end if;
  update identity.users u set role = person_set_role.role::identity.user_role where u.id = person;
  delete from identity.user_roles r where r.user_id = person and r.role = account.role;
  insert into identity.user_roles (user_id, role, granted_by) values (person, person_set_role.role::identity.user_role, console.me())
    on conflict on constraint user_roles_user_id_role_key do nothing;
  return console.person_done(command_id, 'person_set_role', request, person, '{role}', jsonb_build_object('role', account.role),
    jsonb_build_object('role', role), reason);
end $$;

/* Signs somebody out everywhere; they sign in again with what they know. */
create function console.person_reset_sessions(command_id uuid, person uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('person', person, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'person_reset_sessions', 'person.manage', request);
  ended bigint;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  perform console.person_lock(person, expected_version);
  ended := console.sessions_end(person);
  return console.person_done(command_id, 'person_reset_sessions', request, person, '{sessions}', null,
    jsonb_build_object('sessions_ended', ended), reason, jsonb_build_object('ended', ended));
end $$;

grant execute on function console.person_search(text), console.person_item(uuid),
  console.person_suspend(uuid, uuid, integer, text), console.person_reinstate(uuid, uuid, integer, text),
  console.person_set_role(uuid, uuid, integer, text, text), console.person_reset_sessions(uuid, uuid, integer, text)
  to console_staff;

reset role;
