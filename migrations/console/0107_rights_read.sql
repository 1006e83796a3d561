-- Conflicts as they are read: the queue, search, and one conflict with its claims, parts, parties, money and past.

create index console_claim_holder on rights.claims using gin (holder_name public.gin_trgm_ops);

set local role console_owner;

create view console.conflict_queue as
  select r.*, s.code, s.parties, s.society, s.estimated, k.entity_type::text as entity_type, k.entity_id, k.right_type::text as right_type, k.escalation_level
  from console.work_row r
  join console.conflict_state s on s.conflict_id = r.id
  join rights.conflicts k on k.id = r.id
  where r.kind = 'conflict' and (select console.can('rights.read'));

/* Ids of conflicts whose number, title, code, party or society matches, at most 5,000. */
create function console.conflict_search(query text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  bare text := upper(regexp_replace(words, '[\s.-]', '', 'g'));
  pattern text := console.like_pattern(words);
begin
  if not console.can('rights.read') then return; end if;
  return query select w.id from console.work_conflict w
    where words ~* '^(r-?)?[0-9]{1,15}$' and w.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint;
  if char_length(words) < 3 then return; end if;
  return query
    select s.conflict_id from console.conflict_state s where s.code in (words, bare)
    union (select w.id from console.work_conflict w where w.title ilike pattern order by w.is_open desc, w.due_at limit 5000)
    union (select x.conflict_id from rights.claims c join rights.conflict_claims x on x.claim_id = c.id where c.holder_name ilike pattern limit 5000)
    union (select s.conflict_id from console.conflict_state s where s.society ilike pattern limit 5000)
    limit 5000;
end $$;

/* Claims of a key, also refused ones that the conflict names, with their meaning country by country and their evidence. */
create function console.conflict_claims_json(k rights.conflicts) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', c.id, 'root', console.claim_root(c), 'party', c.holder_name, 'partyType', c.holder_type, 'account', c.user_id, 'ipi', c.metadata ->> 'ipi',
    'share', round(c.percentage * 100)::integer, 'isExclusive', c.is_exclusive, 'territories', to_jsonb(c.territories),
    'unknown', to_jsonb(console.territory_unknown(c.territories)), 'from', c.start_date, 'until', c.end_date, 'status', c.verification_status,
    'counts', c.verification_status <> 'rejected', 'grantors', to_jsonb(console.grantors(c.chain_of_title)),
    'agreement', case when c.agreement_id is not null or c.agreement_reference is not null then jsonb_build_object('id', c.agreement_id,
      'reference', coalesce(c.agreement_reference, a.metadata ->> 'reference', left(c.agreement_id::text, 8)), 'documentUrl', coalesce(a.document_url, c.document_url),
      'title', a.title) end,
    'evidence', console.evidence(c), 'notes', c.notes, 'version', console.claim_version(c),
    'spans', (select coalesce(jsonb_agg(jsonb_build_object('from', greatest(s.from_date, c.start_date), 'until', least(s.until_date, coalesce(c.end_date, 'infinity')),
        'countries', to_jsonb(console.countries_of(s.mask))) order by s.from_date), '[]')
      from console.territory_spans(c.territories) s where greatest(s.from_date, c.start_date) < least(s.until_date, coalesce(c.end_date, 'infinity'))))
    order by c.created_at, c.id), '[]')
  from rights.claims c left join rights.agreements a on a.id = c.agreement_id
  where c.entity_type = k.entity_type and c.entity_id = k.entity_id and c.right_type = k.right_type
    and (c.verification_status <> 'rejected' or exists (select from rights.conflict_claims x where x.conflict_id = k.id and x.claim_id = c.id))
$$;

/* Parts with their money: held, and what a month of them brings on average of the last three that are reported. */
create function console.conflict_parts_json(k rights.conflicts) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(console.overlap_json(s.part) || jsonb_build_object('no', s.no, 'state', s.state, 'resolution', s.resolution, 'settledAt', s.settled_at,
      'settledBy', console.staff_ref(s.settled_by),
      'held', coalesce(h.held, 0)::numeric(18, 4)::text, 'estimated', coalesce(h.estimated, 0)::numeric(18, 4)::text,
      'monthly', coalesce(m.monthly, 0)::numeric(18, 4)::text) order by s.no), '[]')
  from console.conflict_segment s
  left join lateral (
    select sum(h.amount) filter (where c.status <> 'pending') as held, sum(h.amount) filter (where c.status = 'pending') as estimated
    from console.conflict_hold h join finance.royalty_calculations c on c.id = h.calculation_id
    where h.conflict_id = k.id and h.state = 'held' and h.currency = k.currency and h.country = any ((s.part).countries)
      and h.from_date < (s.part).until_date and h.until_date > (s.part).from_date) h on s.state = 'open'
  left join lateral (
    select round(sum(x.amount) / 3, console.currency_decimals(k.currency)) as monthly
    from (select r.pays + coalesce((select sum(o.amount) from console.conflict_hold o where o.calculation_id = r.id and o.state = 'held'), 0) as amount,
            dense_rank() over (order by r.from_date desc) as month
          from console.royalty_now r
          where r.entity_type = k.entity_type and r.entity_id = k.entity_id and r.royalty_type = k.right_type and r.currency = k.currency
            and r.territory_code = any ((s.part).countries)) x
    where x.month <= 3) m on s.state = 'open'
  where s.conflict_id = k.id
$$;

/* One conflict with everything its screen shows (ConflictDetail of shared/conflicts.ts); null when there is none. */
create function console.conflict_item(conflict_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  q console.conflict_queue;
  k rights.conflicts;
  s console.conflict_state;
  p console.conflict_policy;
begin
  perform console.require('rights.read');
  select * into q from console.conflict_queue x where x.id = conflict_id;
  if q.id is null then return null; end if;
  select * into k from rights.conflicts x where x.id = conflict_id;
  select * into s from console.conflict_state x where x.conflict_id = conflict_item.conflict_id;
  select * into p from console.conflict_policy x where x.id = s.policy_id;
  return jsonb_build_object(
    'item', jsonb_build_object('id', q.id, 'number', q.number, 'title', q.title, 'status', q.status, 'priority', q.priority, 'category', q.category, 'plan', q.plan,
      'assignee', console.staff_ref(q.assignee_id), 'customer', case when q.customer_id is not null then jsonb_build_object('id', q.customer_id, 'name', q.customer_name) end,
      'dueAt', nullif(q.due_at, 'infinity'), 'dueClock', q.due_clock, 'pausedSince', q.paused_since, 'snoozedUntil', q.snoozed_until, 'unread', q.unread,
      'hasAttachment', q.has_attachment, 'tags', to_jsonb(q.tags), 'version', q.version, 'createdAt', q.created_at, 'updatedAt', q.updated_at,
      'leaseHolder', console.staff_ref(q.lease_holder_id), 'entityType', q.entity_type, 'entityId', q.entity_id, 'rightType', q.right_type, 'code', q.code,
      'parties', to_jsonb(q.parties), 'society', q.society, 'held', q.amount::text, 'estimated', q.estimated::text, 'currency', q.currency),
    'resolution', case when k.resolution_type is not null then jsonb_build_object('type', k.resolution_type, 'notes', k.resolution_notes, 'at', k.resolved_at,
      'by', console.staff_ref(k.resolved_by)) end,
    'escalation', case when k.escalated_at is not null then jsonb_build_object('level', k.escalation_level, 'at', k.escalated_at) end,
    'note', (select e ->> 'text' from jsonb_array_elements(case jsonb_typeof(k.system_actions) when 'array' then k.system_actions else '[]' end) e where e ->> 'action' = 'note' limit 1),
    'workCode', k.work_id,
    'claims', console.conflict_claims_json(k),
    'parts', console.conflict_parts_json(k),
    'answers', (select coalesce(jsonb_agg(jsonb_build_object('claim', a.claim_id, 'answer', a.answer, 'at', a.answered_at, 'note', a.note,
        'by', console.staff_ref(a.recorded_by)) order by a.recorded_at), '[]') from console.conflict_answer a where a.conflict_id = k.id),
    'notified', (select min(e ->> 'at') from jsonb_array_elements(case jsonb_typeof(k.notified_parties) when 'array' then k.notified_parties else '[]' end) e),
    'money', jsonb_build_object(
      'held', (select coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'confirmed', x.confirmed::numeric(18, 4)::text, 'estimated', x.estimated::numeric(18, 4)::text) order by x.currency), '[]')
        from (select h.currency, coalesce(sum(h.amount) filter (where c.status <> 'pending'), 0) as confirmed, coalesce(sum(h.amount) filter (where c.status = 'pending'), 0) as estimated
              from console.conflict_hold h join finance.royalty_calculations c on c.id = h.calculation_id where h.conflict_id = k.id and h.state = 'held' group by 1) x),
      'released', (select coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'amount', x.amount::text) order by x.currency), '[]')
        from (select h.currency, sum(h.amount) as amount from console.conflict_hold h where h.conflict_id = k.id and h.state = 'released' group by 1) x),
      'undisturbed', (select coalesce(jsonb_agg(jsonb_build_object('currency', x.currency, 'amount', x.amount::text, 'month', x.month) order by x.currency), '[]')
        from (select distinct on (r.currency) r.currency, sum(r.pays) as amount, to_char(r.from_date, 'YYYY-MM') as month from console.royalty_now r
              where r.entity_type = k.entity_type and r.entity_id = k.entity_id and r.royalty_type = k.right_type and r.from_date is not null and r.pays > 0
              group by r.currency, r.from_date order by r.currency, r.from_date desc) x)),
    'deadline', case when p.id is not null then jsonb_build_object('society', p.society, 'version', p.version, 'days', p.days, 'secondDays', p.second_days, 'isExtended', s.is_extended,
      'startedAt', s.started_at, 'onSilence', p.on_silence) end,
    'earlier', (select coalesce(jsonb_agg(jsonb_build_object('id', w.id, 'number', w.number, 'endedAt', w.closed_at, 'type', x.resolution_type, 'notes', x.resolution_notes,
        'shares', (select jsonb_agg(jsonb_build_object('party', c.holder_name, 'share', round(c.percentage * 100)::integer) order by c.created_at, c.id)
                   from rights.conflict_claims y join rights.claims c on c.id = y.claim_id where y.conflict_id = x.id)) order by w.closed_at desc), '[]')
      from rights.conflicts x join console.work_conflict w on w.id = x.id join console.conflict_state o on o.conflict_id = x.id
      where x.entity_type = k.entity_type and x.entity_id = k.entity_id and x.id <> k.id and x.status = 'resolved' and cardinality(array(select unnest(o.parties) intersect select unnest(s.parties))) > 1),
    'history', (select coalesce(jsonb_agg(jsonb_build_object('id', 'a' || a.seq, 'at', a.at, 'actor', console.staff_ref(a.actor), 'action', a.action, 'before', a.before,
        'after', a.after, 'reason', a.reason) order by a.seq desc), '[]')
      from (select * from console.audit y where y.kind = 'conflict' and y.item_id = k.id order by y.seq desc limit 100) a),
    'lease', (select console.lease_json(l) from console.lease l where l.kind = 'conflict' and l.item_id = k.id and l.until > now()),
    'presence', coalesce((select jsonb_agg(jsonb_build_object('staff', jsonb_build_object('id', y.staff_id, 'name', y.staff_name, 'initials', y.staff_initials),
        'kind', y.kind, 'itemId', y.item_id, 'mode', y.mode, 'until', y.until)) from console.presence_list(array[k.id]) y), '[]'),
    'moves', coalesce((select jsonb_agg(m.to_status) from console.transition m where m.kind = 'conflict' and m.from_status = q.status), '[]'),
    'readAt', now());
end $$;

/* What territories may be called: [name, countries] as they mean today, groups first; for fields in which they are typed. */
create function console.territory_names() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name,
    'countries', (select to_jsonb(console.countries_of(m.mask)) from console.territory_mask m where m.name = g.id and m.from_date <= current_date and m.until_date > current_date))
    order by g.name), '[]')
  from console.territory_group g where (select console.can('rights.read'))
$$;

/* Numbers and held money of the open conflicts by kind and currency, from counters. */
create function console.conflict_sums() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('rights.read');
  return (select coalesce(jsonb_agg(jsonb_build_object('category', x.category, 'currency', x.currency, 'n', x.n, 'amount', x.amount::numeric(24, 4)::text)
      order by x.category, x.currency), '[]')
    from (select s.category, s.currency, sum(s.n) as n, sum(s.amount) as amount from console.work_sum_now s
          where s.kind = 'conflict' and s.is_open group by 1, 2 having sum(s.n) > 0) x);
end $$;

grant select on console.conflict_queue to console_staff;
grant execute on function console.conflict_search(text), console.conflict_item(uuid), console.territory_names(), console.conflict_sums() to console_staff;

reset role;
