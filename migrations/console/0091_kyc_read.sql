-- Identity checks as they are read: the queue, one case with everything its screen shows, linked accounts.

set local role console_owner;

create view console.kyc_queue as select r.* from console.work_row r where r.kind = 'kyc' and (select console.can('kyc.read'));

create function console.kyc_document_number(words text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$ select upper(regexp_replace(words, '[^A-Za-z0-9]', '', 'g')) $$;

/* The hash of the document number that a check declares, as its index has it. */
create view console.kyc_declared as
  select v.id, v.user_id, encode(sha256(upper(regexp_replace(v.verification_data #>> '{declared,number}', '[^A-Za-z0-9]', '', 'g'))::bytea), 'hex') as hash
  from kyc.verifications v where v.verification_data #>> '{declared,number}' is not null;

/* The hash of a document number as people write it; null where it has no letter or digit. */
create function console.kyc_number_hash(words text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select encode(sha256(nullif(console.kyc_document_number(words), '')::bytea), 'hex') $$;

/* Ids of checks whose number (K-1001), document number, person's name, or e-mail or user name as a whole matches; of a common name only part. */
create function console.kyc_search(query text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  pattern text := console.like_pattern(words);
begin
  if not console.can('kyc.read') then return; end if;
  if words ~* '^(k-?)?[0-9]{1,15}$' then
    return query select w.id from console.work_kyc w where w.kind = 'kyc' and w.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint;
  end if;
  if char_length(words) < 3 then return; end if;
  return query
    select n.id from console.kyc_declared n where n.hash = console.kyc_number_hash(words)
    union
    (select w.id from console.work_kyc w where w.customer in (
       (select u.id from identity.users u
        where (coalesce(u.full_name, '') || ' ' || coalesce(u.first_name, '') || ' ' || coalesce(u.last_name, '') || ' ' || coalesce(u.entity_name, '')) ilike pattern limit 1000)
       union (select p.user_id from identity.profiles p where p.display_name ilike pattern limit 1000)
       union select u.id from identity.users u where u.email operator(public.=) words::public.citext or u.username operator(public.=) words::public.citext)
     limit 5000);
end $$;

/* Which key a document has, for who may look at it; null when the check has no such document. */
create function console.kyc_document(item_id uuid, document_id uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('kyc.documents');
  return (select d.file_path from kyc.documents d where d.id = document_id and d.verification_id = item_id);
end $$;

/*
 Other accounts with the same document number, the same bank account or the same device, each with why, at most 20. What more than 50
 accounts share is no device of one person but the address of a network, and says nothing.
*/
create function console.kyc_linked(of_user uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with mine as (
    select 'document' as by, console.kyc_document_number(v.verification_data #>> '{declared,number}') as value, null::text as more
      from kyc.verifications v where v.user_id = of_user and v.verification_data #>> '{declared,number}' is not null
    union select 'bank', m.account_identifier, m.bank_name from finance.payment_methods m where m.user_id = of_user and m.account_identifier is not null
    union select 'device', s.ip_address::text, s.user_agent from identity.user_sessions s where s.user_id = of_user and s.ip_address is not null and s.user_agent is not null),
  found as (
    select n.user_id, 'document' as by, mine.value as detail from mine join console.kyc_declared n on n.hash = console.kyc_number_hash(mine.value)
      where mine.by = 'document'
    union select m.user_id, 'bank', mine.value from mine join finance.payment_methods m on m.account_identifier = mine.value and m.bank_name is not distinct from mine.more
      where mine.by = 'bank'
    union select s.user_id, 'device', host(mine.value::inet) from mine cross join lateral (
        select array_agg(distinct x.user_id) as users from (
          select t.user_id from identity.user_sessions t where t.ip_address = mine.value::inet and t.user_agent = mine.more limit 1000) x) near
      cross join unnest(near.users) s (user_id)
      where mine.by = 'device' and cardinality(near.users) <= 50)
  select coalesce(jsonb_agg(l.account order by l.weight desc, l.id), '[]') from (
    select u.id, count(*) as weight, jsonb_build_object('id', u.id, 'name', (select p.name from console.person p where p.id = u.id), 'status', u.status, 'since', u.created_at,
      'plan', console.plan_of(u.id), 'why', jsonb_agg(jsonb_build_object('by', f.by, 'detail', f.detail) order by f.by),
      'kyc', (select jsonb_build_object('level', k.level, 'status', k.status, 'at', coalesce(k.verified_at, k.created_at))
              from kyc.verifications k where k.user_id = u.id order by k.created_at desc limit 1)) as account
    from found f join identity.users u on u.id = f.user_id
    where f.user_id is distinct from of_user
    group by u.id order by count(*) desc, u.id limit 20) l
$$;

/*
 What keeps a check from being approved whatever the reviewer thinks of its documents: a required document that is missing or past
 its end, a hit that is open or unclear, a true match on a sanctions list. An empty list lets it pass.
*/
create function console.kyc_blocks(verification uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(b.block order by b.place, b.id), '[]') from (
    select 1 as place, q.slot as id, jsonb_build_object('code', case when p.id is null then 'missing' else 'document_expired' end, 'slot', q.slot, 'at', p.expiry_date) as block
      from kyc.verifications v
      join console.kyc_requirement q on q.level = v.level
      left join console.kyc_paper p on p.verification_id = v.id and p.slot = q.slot and p.is_current
      where v.id = verification and (p.id is null or p.expiry_date < current_date)
    union all
    select 2, h.id::text, jsonb_build_object('code', case when h.disposition is null then 'hit_open' when h.disposition = 'unclear' then 'hit_unclear' else 'hit_true' end,
        'hit', h.id, 'name', h.name, 'list', h.list)
      from console.kyc_hit h
      where h.verification_id = verification and (h.disposition is null or h.disposition = 'unclear' or (h.disposition = 'true_match' and h.list = 'sanctions'))) b
$$;

/* Whether two different reviewers have to agree, and why; null where one is enough. */
create function console.kyc_second(v kyc.verifications) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case
    when v.risk_score >= p.second_score then jsonb_build_object('why', 'score', 'score', v.risk_score::text, 'threshold', p.second_score::text)
    when v.level = any (p.second_levels) then jsonb_build_object('why', 'level', 'level', v.level)
    when exists (select from console.kyc_hit h where h.verification_id = v.id and h.disposition = 'true_match') then '{"why": "match"}' end
  from console.kyc_policy_now() p
$$;

create function console.kyc_reviews(verification uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'round', r.round, 'staff', console.staff_ref(r.staff), 'decision', r.decision, 'reasonCode', r.reason_code,
    'publicText', r.public_text, 'privateNote', r.private_note, 'riskScore', r.risk_score::text, 'isFinal', r.is_final, 'at', r.at, 'undoneAt', r.undone_at,
    'documents', (select coalesce(jsonb_agg(jsonb_build_object('id', d.document_id, 'verdict', d.verdict, 'reasonCode', d.reason_code)), '[]')
                  from console.kyc_document_review d where d.review_id = r.id)) order by r.at), '[]')
  from console.kyc_review r where r.verification_id = verification
$$;

create function console.kyc_documents(verification uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'type', d.document_type, 'slot', d.slot, 'status', d.status, 'expiryDate', d.expiry_date,
    'rejectionReason', d.rejection_reason, 'verifiedAt', d.verified_at, 'verifiedBy', console.staff_ref(d.verified_by), 'createdAt', d.created_at,
    'mediaType', d.metadata ->> 'mediaType', 'mrz', case when jsonb_typeof(d.metadata -> 'mrz') = 'array' then d.metadata -> 'mrz' end,
    'fields', case when jsonb_typeof(d.metadata -> 'fields') = 'object' then d.metadata -> 'fields' end,
    'round', 1 + (select count(*) from console.kyc_request r where r.verification_id = verification and r.asked_at <= d.created_at),
    'isCurrent', d.is_current, 'earlierId', d.earlier_id, 'seen', (
      select jsonb_build_object('at', a.at, 'staff', console.staff_ref(a.actor)) from console.audit a
      where a.kind = 'kyc' and a.item_id = verification and a.action = 'document_view' and a.after ->> 'document' = d.id::text order by a.seq desc limit 1))
    order by array_position('{identity,selfie,address,video}'::text[], d.slot), d.is_current desc, d.created_at desc, d.id desc), '[]')
  from console.kyc_paper d where d.verification_id = verification
$$;

/* WorkRow of shared/work.ts, for the one item that a screen shows. */
create function console.work_row_json(r console.work_row) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', r.id, 'number', r.number, 'status', r.status, 'priority', r.priority, 'category', r.category, 'plan', r.plan,
    'assignee', console.staff_ref(r.assignee_id), 'customer', jsonb_build_object('id', r.customer_id, 'name', r.customer_name), 'dueAt', nullif(r.due_at, 'infinity'),
    'dueClock', r.due_clock, 'pausedSince', r.paused_since, 'snoozedUntil', r.snoozed_until, 'unread', r.unread, 'hasAttachment', r.has_attachment,
    'tags', to_jsonb(r.tags), 'version', r.version, 'createdAt', r.created_at, 'updatedAt', r.updated_at, 'leaseHolder', console.staff_ref(r.lease_holder_id))
$$;

/* One check with everything its screen shows (KycDetail of shared/kyc.ts), all of one moment; null when there is none. */
create function console.kyc_item(verification uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v kyc.verifications;
  shown console.work_row;
  p console.kyc_policy := console.kyc_policy_now();
  this_round integer := console.kyc_round(verification);
begin
  perform console.require('kyc.read');
  select * into v from kyc.verifications x where x.id = verification;
  select * into shown from console.work_row x where x.kind = 'kyc' and x.id = verification;
  if shown.id is null then return null; end if;
  return jsonb_build_object(
    'item', console.work_row_json(shown) || jsonb_build_object('score', shown.score::text), 'level', v.level, 'riskScore', v.risk_score::text, 'submittedAt', coalesce(v.submitted_at, v.created_at), 'verifiedAt', v.verified_at, 'expiresAt', v.expires_at,
    'reviewedBy', console.staff_ref(v.reviewed_by), 'rejectionReason', v.rejection_reason, 'notes', v.verification_notes, 'round', this_round,
    'declared', case when jsonb_typeof(v.verification_data -> 'declared') = 'object' then v.verification_data -> 'declared' end,
    'person', (select jsonb_build_object('id', u.id, 'name', n.name, 'since', u.created_at, 'status', u.status, 'country', u.country,
        'languages', coalesce(g.account_settings -> 'languages', '[]'))
      from identity.users u join console.person n on n.id = u.id left join identity.user_settings g on g.user_id = u.id where u.id = v.user_id),
    'required', (select jsonb_agg(q.slot order by array_position('{identity,selfie,address,video}'::text[], q.slot)) from console.kyc_requirement q where q.level = v.level),
    'documents', console.kyc_documents(verification),
    'hits', (select coalesce(jsonb_agg(jsonb_build_object('id', h.id, 'list', h.list, 'listVersion', h.list_version, 'name', h.name, 'score', h.score::text, 'born', h.born,
        'disposition', h.disposition, 'reason', h.reason, 'decidedBy', console.staff_ref(h.decided_by), 'decidedAt', h.decided_at) order by h.list desc, h.score desc, h.id), '[]')
      from console.kyc_hit h where h.verification_id = verification),
    'blocks', console.kyc_blocks(verification), 'second', console.kyc_second(v),
    'recused', (select c.reason from console.recusal c where c.kind = 'kyc' and c.item_id = verification and c.staff = console.me() and c.reason <> 'skipped'),
    'policy', jsonb_build_object('version', p.version, 'validDays', p.valid_days),
    'reviews', console.kyc_reviews(verification),
    'requests', (select coalesce(jsonb_agg(jsonb_build_object('round', r.round, 'documents', to_jsonb(r.documents), 'askedBy', console.staff_ref(r.asked_by), 'askedAt', r.asked_at,
        'answeredAt', r.answered_at) order by r.round), '[]') from console.kyc_request r where r.verification_id = verification),
    'reasons', (select jsonb_agg(jsonb_build_object('code', r.code, 'label', r.label, 'publicText', r.public_text, 'appliesTo', to_jsonb(r.applies_to)) order by r.place) from console.kyc_reason r),
    'linked', console.kyc_linked(v.user_id),
    'history', (select coalesce(jsonb_agg(e.event order by e.seq), '[]') from (
        select a.seq, jsonb_build_object('type', 'event', 'id', 'a' || a.seq, 'at', a.at, 'actor', console.staff_ref(a.actor), 'action', a.action, 'before', a.before,
          'after', a.after, 'reason', a.reason) as event
        from console.audit a where a.kind = 'kyc' and a.item_id = verification order by a.seq desc limit 100) e),
    'lease', (select console.lease_json(l) from console.lease l where l.kind = 'kyc' and l.item_id = verification and l.until > now()),
    'presence', coalesce((select jsonb_agg(jsonb_build_object('staff', jsonb_build_object('id', s.staff_id, 'name', s.staff_name, 'initials', s.staff_initials),
        'kind', s.kind, 'itemId', s.item_id, 'mode', s.mode, 'until', s.until)) from console.presence_list(array[verification]) s), '[]'),
    'canOpenDocuments', console.can('kyc.documents'), 'canAct', console.can('kyc.act'), 'readAt', now());
end $$;

grant select on console.kyc_queue to console_staff;
grant execute on function console.kyc_search(text), console.kyc_item(uuid) to console_staff;

reset role;
