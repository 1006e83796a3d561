-- Moderation cases as they are read: the queue, one case with its evidence, and cases that were there before the console.

set local role console_owner;

create table console.case_decision (
  id uuid primary key default system.uuid_v7(),
  case_id uuid not null references moderation.cases on delete cascade,
  command_id uuid not null unique,
  decided_by uuid not null references console.staff,
  decided_at timestamptz not null default clock_timestamp(),
  /* What was decided; of an appeal uphold or overturn. */
  action text not null,
  appeal_id uuid,
  /* undone within the window; corrected by a later one; overturned on appeal. */
  state text not null default 'standing' check (state in ('standing', 'undone', 'corrected', 'overturned')),
  corrects uuid references console.case_decision,
  -- The statement of reasons: ground, clause, facts, how it was found, territory, duration, redress.
  policy text references console.case_policy,
  severity text references console.case_severity,
  ground text,
  clause text,
  facts text,
  /* [{from, to}] in seconds. */
  spans jsonb not null default '[]',
  found_by text not null default 'staff',
  is_automated boolean not null default false,
  territory text not null default 'everywhere',
  until timestamptz,
  redress_until timestamptz,
  points integer not null default 0,
  penalty text,
  /* The notice as it went out. */
  language text,
  subject text,
  notice text,
  /* When the case was due before; undoing puts it back. */
  due_before timestamptz,
  /* Reports that it answered, those of them that were false, and the mails that wait for the undo window. */
  reports uuid[] not null default '{}',
  false_reports uuid[] not null default '{}',
  mails uuid[] not null default '{}'
);
comment on table console.case_decision is 'Every decision about a case with its statement of reasons; a corrected one stays beside the one that corrects it';
create index case_decision_case on console.case_decision (case_id, decided_at);
create index case_decision_person on console.case_decision (decided_by, decided_at);

create table console.case_strike (
  id uuid primary key default system.uuid_v7(),
  user_id uuid not null references identity.users on delete cascade,
  decision_id uuid not null references console.case_decision on delete cascade,
  title text not null,
  severity text not null,
  points integer not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  removed_at timestamptz
);
comment on table console.case_strike is 'Points of decisions against a person; they count until they expire or are removed';
create index case_strike_person on console.case_strike (user_id, expires_at);

/* Points that count now; of a decision that is being corrected they do not. */
create function console.strike_points(person uuid, without uuid default null) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(sum(s.points), 0)::integer from console.case_strike s
  where s.user_id = person and s.removed_at is null and s.expires_at > now() and s.decision_id is distinct from without
$$;

/* As a reporter and as an author: false reports and what they bar, points that count and when the next of them end. */
create or replace function console.person_standing(of_person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('falseReports', coalesce(s.false_report_count, 0),
    'isReportBanned', coalesce(s.is_report_banned and (s.is_permanent_ban or s.report_ban_until > now()), false),
    'reportBanUntil', s.report_ban_until, 'isPermanent', coalesce(s.is_permanent_ban, false), 'points', console.strike_points(of_person),
    'pointsEndAt', (select min(x.expires_at) from console.case_strike x where x.user_id = of_person and x.removed_at is null and x.expires_at > now()))
  from (select of_person as id) p left join moderation.reporter_standings s on s.user_id = p.id
$$;

create view console.case_queue as
  select r.*, c.source::text as source, c.reports_count
  from console.work_row r join moderation.cases c on c.id = r.id
  where r.kind = 'case' and (select console.can('moderation.read'));

/* Ids of cases whose number, subject or author matches, at most 5,000; the open ones first. */
create function console.case_search(query text) returns setof uuid
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  pattern text := console.like_pattern(words);
begin
  if not console.can('moderation.read') then return; end if;
  if words ~* '^(m-?)?[0-9]{1,15}$' then
    return query select w.id from console.work_case w where w.kind = 'case' and w.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint;
  end if;
  if char_length(words) < 3 then return; end if;
  return query
    select w.id from console.work_case w
    where w.id in (
      (select x.id from console.work_case x where x.title ilike pattern limit 20000)
      union (select x.id from console.work_case x where x.customer in (
               select u.id from identity.users u where u.full_name ilike pattern or u.email::text ilike pattern or u.username::text ilike pattern
               union select p.user_id from identity.profiles p where p.display_name ilike pattern
               limit 500) limit 5000))
    order by w.is_open desc, w.updated_at desc limit 5000;
end $$;

create function console.case_subject_of(c moderation.cases) returns console.case_subject
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s from console.case_subject s where s.content_type = c.content_type::text and s.entity_type = c.entity_type and s.id = c.entity_id limit 1
$$;

/* Sound and pictures of a subject: an id each, which documents are asked for by, and the key in the object store (the address without its host). */
create function console.case_files(s console.case_subject) returns table (id uuid, name text, kind text, key text)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select md5(s.id || s.files[i][1])::uuid, s.files[i][1], case s.files[i][1] when 'sound' then 'audio' else 'image' end,
    regexp_replace(s.files[i][2], '^[a-z]+://[^/]+/', '')
  from generate_subscripts(s.files, 1) i where s.files[i][2] is not null
$$;

/* The key of a file of a case, for console.document_open. */
create function console.case_document(case_id uuid, document uuid) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('moderation.read');
  return (select f.key from moderation.cases c cross join console.case_files(console.case_subject_of(c)) f where c.id = case_id and f.id = document);
end $$;

create function console.case_reports(of_case uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'at', r.created_at, 'reason', r.reason, 'text', r.description, 'status', r.status,
    'reporter', jsonb_build_object('id', r.reporter_id, 'name', (select p.name from console.person p where p.id = r.reporter_id)),
    'upheld', a.upheld, 'decided', a.decided, 'falseReports', coalesce(s.false_report_count, 0),
    'barredUntil', case when s.is_permanent_ban then 'infinity' when s.report_ban_until > now() then s.report_ban_until::text end) order by r.created_at), '[]')
  from (select * from moderation.reports x where x.case_id = of_case order by x.created_at desc limit 100) r
  cross join lateral console.reporter_accuracy(r.reporter_id) a
  left join moderation.reporter_standings s on s.user_id = r.reporter_id
$$;

create function console.case_decisions(of_case uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'commandId', d.command_id, 'by', console.staff_ref(d.decided_by), 'at', d.decided_at, 'action', d.action, 'state', d.state,
    'policy', d.policy, 'policyTitle', p.title, 'severity', d.severity, 'ground', d.ground, 'clause', d.clause, 'facts', d.facts, 'spans', d.spans, 'foundBy', d.found_by,
    'points', d.points, 'penalty', d.penalty, 'until', d.until, 'redressUntil', d.redress_until, 'language', d.language, 'subject', d.subject, 'notice', d.notice,
    'undoUntil', (select e.due_at from console.effect e where e.command_id = d.command_id and e.action = 'case_decided' and e.state = 'waiting' and e.due_at > clock_timestamp()))
    order by d.decided_at desc), '[]')
  from console.case_decision d left join console.case_policy p on p.code = d.policy where d.case_id = of_case
$$;

/* The author: standing, points that count and since when; what else was decided about them is one click away in People. */
create function console.case_owner(person uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', u.id, 'name', n.name, 'latinName', nullif(u.full_name, n.name), 'status', u.status, 'since', u.created_at, 'plan', console.plan_of(u.id),
    'isStaff', exists (select from console.staff s where s.user_id = u.id and s.is_active),
    'points', console.strike_points(u.id),
    'strikes', coalesce((select jsonb_agg(jsonb_build_object('id', s.id, 'caseId', d.case_id, 'title', s.title, 'severity', s.severity, 'points', s.points, 'at', s.created_at,
        'expiresAt', s.expires_at) order by s.created_at desc)
      from console.case_strike s join console.case_decision d on d.id = s.decision_id where s.user_id = u.id and s.removed_at is null and s.expires_at > now()), '[]'),
    'removals', (select count(*) from (select from moderation.cases x where x.owner_id = u.id and x.status = 'rejected' limit 100) y),
    'appeals', (select count(*) from (select from moderation.appeals x where x.user_id = u.id limit 100) y),
    'sanctions', coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'type', x.type, 'until', x.ends_at, 'reason', x.reason) order by x.starts_at desc)
      from moderation.sanctions x where x.user_id = u.id and x.lifted_at is null and (x.ends_at is null or x.ends_at > now())), '[]'))
  from identity.users u join console.person n on n.id = u.id where u.id = person
$$;

/* Appeals against decisions of a case, or against sanctions that followed from it. */
create function console.case_appeals_of(of_case uuid) returns setof moderation.appeals
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select a.* from moderation.appeals a where a.case_id = of_case
  union all
  select a.* from moderation.sanctions s join moderation.appeals a on a.sanction_id = s.id where s.case_id = of_case
$$;

/* One case with everything its screen shows (CaseDetail of shared/moderation.ts); null when there is none. */
create function console.case_item(case_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  q console.case_queue;
  c moderation.cases;
  s console.case_subject;
begin
  perform console.require('moderation.read');
  select * into q from console.case_queue x where x.id = case_id;
  if q.id is null then return null; end if;
  select * into c from moderation.cases x where x.id = case_id;
  s := console.case_subject_of(c);
  return jsonb_build_object(
    'item', jsonb_build_object('id', q.id, 'number', q.number, 'title', q.title, 'status', q.status, 'priority', q.priority, 'category', q.category, 'plan', q.plan,
      'assignee', console.staff_ref(q.assignee_id), 'customer', case when q.customer_id is not null then jsonb_build_object('id', q.customer_id, 'name', q.customer_name) end,
      'dueAt', nullif(q.due_at, 'infinity'), 'dueClock', q.due_clock, 'pausedSince', q.paused_since, 'snoozedUntil', q.snoozed_until, 'unread', q.unread,
      'hasAttachment', q.has_attachment, 'tags', to_jsonb(q.tags), 'version', q.version, 'createdAt', q.created_at, 'updatedAt', q.updated_at,
      'leaseHolder', console.staff_ref(q.lease_holder_id), 'source', q.source, 'reports', q.reports_count, 'reach', q.score::bigint),
    'subject', case when s.id is not null then jsonb_build_object('type', s.entity_type, 'id', s.id, 'body', nullif(s.body, ''), 'reach', s.reach, 'createdAt', s.created_at,
      'files', coalesce((select jsonb_agg(jsonb_build_object('id', f.id, 'name', f.name, 'kind', f.kind)) from console.case_files(s) f), '[]')) end,
    'signals', c.signals,
    'spans', case when jsonb_typeof(c.signals -> 'spans') = 'array' then c.signals -> 'spans' else '[]' end,
    'owner', console.case_owner(q.customer_id),
    'reports', console.case_reports(case_id),
    'decisions', console.case_decisions(case_id),
    'earlier', case when c.decided_at is not null and not exists (select from console.case_decision d where d.case_id = c.id) then
      jsonb_build_object('by', console.staff_ref(c.decided_by), 'at', c.decided_at, 'notes', c.decision_notes, 'reason', c.rejection_reason) end,
    'appeals', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'at', a.created_at, 'statement', a.statement, 'status', a.status, 'answer', a.decision_notes,
      'answeredAt', a.decided_at, 'by', console.staff_ref(a.decided_by), 'about', case when a.sanction_id is null then 'decision' else 'sanction' end) order by a.created_at desc)
      from console.case_appeals_of(case_id) a), '[]'),
    'approvals', coalesce((select jsonb_agg(jsonb_build_object('id', a.id, 'status', a.status, 'notes', a.notes, 'at', a.created_at,
      'organization', (select o.name from identity.organizations o where o.id = a.organization_id)) order by a.created_at desc)
      from moderation.approvals a where a.entity_type = c.entity_type and a.entity_id = c.entity_id), '[]'),
    'mayNot', (select r.reason from console.recusal r where r.kind = 'case' and r.item_id = c.id and r.staff = console.me() and r.reason <> 'skipped'),
    'actions', (select to_jsonb(k.actions) from console.case_content k where k.content_type = c.content_type::text),
    'lease', (select console.lease_json(l) from console.lease l where l.kind = 'case' and l.item_id = c.id and l.until > now()),
    'presence', coalesce((select jsonb_agg(jsonb_build_object('staff', jsonb_build_object('id', p.staff_id, 'name', p.staff_name, 'initials', p.staff_initials),
        'kind', p.kind, 'itemId', p.item_id, 'mode', p.mode, 'until', p.until)) from console.presence_list(array[c.id]) p), '[]'),
    'history', coalesce((select jsonb_agg(x.entry order by x.at desc) from (
        select a.at, jsonb_build_object('id', 'a' || a.seq, 'at', a.at, 'actor', console.staff_ref(a.actor), 'action', a.action, 'before', a.before, 'after', a.after, 'reason', a.reason) as entry
        from console.audit a where a.kind = 'case' and a.item_id = c.id order by a.seq desc limit 100) x), '[]'),
    'readAt', now());
end $$;

/* What the decision form offers: policies, severities with their points, the ladder of penalties. */
create function console.case_rules() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('moderation.read');
  return jsonb_build_object(
    'policies', (select jsonb_agg(jsonb_build_object('code', p.code, 'title', p.title, 'ground', p.ground, 'clause', p.clause, 'severity', p.severity,
      'givesPoints', p.gives_points, 'reasons', to_jsonb(p.reasons)) order by p.code) from console.case_policy p where p.is_active),
    'severities', (select jsonb_agg(jsonb_build_object('severity', s.severity, 'points', s.points, 'days', extract(day from s.counts_for)::int) order by s.rank) from console.case_severity s),
    'ladder', (select jsonb_agg(jsonb_build_object('points', l.points, 'penalty', l.penalty, 'days', extract(day from l.lasts)::int) order by l.points) from console.case_penalty l));
end $$;

----------------------------------------------------------------------------------------------------- cases that exist

/*
 Opens the cases of what waits on the platform without one (approvals, products, posts, field requests, reports), then builds the
 projection of every case that has none yet. Nobody knows since when a product, a post or a wish waits, so their time begins now. Returns
 how many were projected.
*/
create function console.rebuild_cases() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint;
begin
  perform console.case_open(w.content, w.entity, w.id, w.source::moderation.case_source, at => min(w.at))
  from (
    select case a.kind when 'account' then 'account' else 'release' end as content, a.entity_type as entity, a.entity_id as id, 'submission' as source, a.created_at as at
      from moderation.approvals a where a.status in ('pending', 'under_review')
    union all select 'custom_field', 'field_request', f.id, 'submission', now() from moderation.field_requests f where f.status in ('pending', 'under_review')
    union all select 'product', 'product', p.id, 'submission', now() from marketplace.products p where not p.is_approved and p.status <> 'deleted'
    union all select 'post', 'post', p.id, 'submission', now() from community.posts p where not p.is_approved and not p.is_hidden
    union all select console.report_content(r.entity_type), r.entity_type, r.entity_id, 'report', r.created_at from moderation.reports r
      where r.case_id is null and r.status in ('open', 'in_review') and console.report_content(r.entity_type) is not null) w
  where not exists (select from moderation.cases c where c.content_type::text = w.content and c.entity_type = w.entity and c.entity_id = w.id)
  group by w.content, w.entity, w.id, w.source;
  update moderation.reports r set case_id = c.id from moderation.cases c
    where r.case_id is null and c.content_type::text = console.report_content(r.entity_type) and c.entity_type = r.entity_type and c.entity_id = r.entity_id;

  update moderation.cases c set assigned_to = null where c.status = 'appealed' and c.assigned_to = c.decided_by;

  insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, score, assignee, customer, due_at, due_clock, is_open, tags, created_at, updated_at, closed_at)
  select 'case', c.id, nextval('console.case_number'), coalesce(s.title, 'Removed'), c.status::text, v.rank, c.content_type::text, coalesce(p.tier::text, 'free'),
    coalesce(s.reach, 0), a.user_id, coalesce(c.owner_id, s.owner), case when o.is_open then o.up_at + v.target else 'infinity' end,
    case when o.is_open then 'decision' end, o.is_open, console.case_tags(c, r.reasons), c.created_at, coalesce(c.decided_at, c.created_at),
    case when not o.is_open then coalesce(c.decided_at, c.created_at) end
  from moderation.cases c
  cross join lateral (select c.status not in ('approved', 'rejected') as is_open,
    case when c.status <> 'appealed' then c.created_at
      else coalesce((select max(p.created_at) from console.case_appeals_of(c.id) p), c.created_at) end as up_at) o
  join console.case_severity v on v.severity = c.severity::text
  left join console.case_subject s on s.content_type = c.content_type::text and s.entity_type = c.entity_type and s.id = c.entity_id
  left join (select x.case_id, array_agg(distinct x.reason::text) as reasons from moderation.reports x group by 1) r on r.case_id = c.id
  left join console.staff a on a.user_id = c.assigned_to
  left join finance.subscriptions u on u.user_id = coalesce(c.owner_id, s.owner) and u.status in ('trialing', 'active', 'past_due')
  left join finance.subscription_plans p on p.id = u.plan_id
  where not exists (select from console.work_item w where w.kind = 'case' and w.id = c.id)
  order by c.created_at, c.id;
  get diagnostics added = row_count;
  perform console.case_recuse_deciders(c.id) from moderation.cases c where c.status = 'appealed';
  return added;
end $$;

grant select on console.case_queue to console_staff;
grant execute on function console.case_search(text), console.case_item(uuid), console.case_rules() to console_staff;

reset role;
