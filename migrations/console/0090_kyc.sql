-- Identity checks: their policy, screening hits, reviews and rounds, the projection, the queue and the case as they are read.
-- What a reviewer may do is in 0091.

grant select, references on kyc.verifications, kyc.documents to console_owner;
grant update (status, verified_at, expires_at, assigned_to, reviewed_by, rejection_reason) on kyc.verifications to console_owner;
grant update (status, verified_at, verified_by, rejection_reason) on kyc.documents to console_owner;
grant select on finance.payment_methods to console_owner;
do $$
declare
  t regclass;
begin
  foreach t in array array['kyc.verifications', 'kyc.documents', 'finance.payment_methods']::regclass[] loop
    if not exists (select from pg_policy p where p.polrelid = t and p.polname = 'console_owner') then
      execute format('create policy console_owner on %s to console_owner using (true) with check (true)', t);
    end if;
  end loop;
end $$;

set local role console_owner;

insert into console.capability (role, capability) values
  ('console_compliance', 'kyc.read'), ('console_compliance', 'kyc.act'), ('console_compliance', 'kyc.documents'), ('console_auditor', 'kyc.read');
insert into console.work_kind (kind, read_capability, act_capability, source, owner_column)
values ('kyc', 'kyc.read', 'kyc.act', 'kyc.verifications', 'assigned_to');
create table console.work_kyc partition of console.work_item for values in ('kyc');
create index on console.work_kyc (score desc, id desc);
create index on console.work_kyc (score desc, id desc) where is_open;
create index on console.work_kyc (due_at, id) where not is_open and tags @> '{hit_open}';
insert into console.work_view (kind, view, condition) values ('kyc', 'hits', 'not is_open and tags @> ''{hit_open}''');
create sequence console.kyc_number start 1001;

insert into console.transition (kind, from_status, to_status) values
  ('kyc', 'pending', 'in_review'), ('kyc', 'pending', 'needs_info'), ('kyc', 'pending', 'approved'), ('kyc', 'pending', 'rejected'),
  ('kyc', 'in_review', 'in_review'), ('kyc', 'in_review', 'needs_info'), ('kyc', 'in_review', 'approved'), ('kyc', 'in_review', 'rejected'),
  ('kyc', 'needs_info', 'pending'), ('kyc', 'needs_info', 'rejected'),
  ('kyc', 'approved', 'expired'), ('kyc', 'approved', 'rejected');

--------------------------------------------------------------------------------------------------------------- policy

create table console.kyc_policy (
  version integer generated always as identity primary key,
  /* At or above this score, or at one of these levels, two different reviewers have to agree. */
  second_score numeric(5, 2) not null,
  second_levels kyc.verification_level[] not null,
  /* An approval holds this long, but no longer than the identity document. */
  valid_days integer not null check (valid_days > 0),
  due_hours integer not null check (due_hours > 0),
  made_at timestamptz not null default now()
);
comment on table console.kyc_policy is 'Defaults that can be changed: the newest version applies, every review names the one it was made under';
insert into console.kyc_policy (second_score, second_levels, valid_days, due_hours) values (70, '{advanced}', 365, 48);

create function console.kyc_policy_now() returns console.kyc_policy
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select * from console.kyc_policy order by version desc limit 1 $$;

create table console.kyc_requirement (
  level kyc.verification_level not null,
  slot text not null,
  primary key (level, slot)
);
comment on table console.kyc_requirement is 'What a level asks for; console.kyc_slot says which documents fill a slot';
insert into console.kyc_requirement (level, slot) values
  ('basic', 'identity'), ('basic', 'selfie'),
  ('enhanced', 'identity'), ('enhanced', 'selfie'), ('enhanced', 'address'),
  ('advanced', 'identity'), ('advanced', 'selfie'), ('advanced', 'address'), ('advanced', 'video');

create function console.kyc_slot(type kyc.document_type) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when type in ('passport', 'drivers_license', 'national_id') then 'identity' when type in ('utility_bill', 'bank_statement') then 'address'
    when type = 'selfie' then 'selfie' else 'video' end
$$;

create table console.kyc_reason (
  code text primary key,
  label text not null,
  /* What the person is told unless the reviewer writes something else. */
  public_text text not null,
  applies_to text[] not null check (applies_to <@ '{document,needs_info,reject}'),
  place integer not null
);
insert into console.kyc_reason (code, label, public_text, applies_to, place) values
  ('unreadable', 'Not readable', 'The picture is not readable. Please send it again, sharp and without reflections.', '{document,needs_info}', 1),
  ('cut_off', 'Cut off', 'A part of the document is cut off. Please send a picture that shows all four corners.', '{document,needs_info}', 2),
  ('zone_unreadable', 'Unreadable zone', 'The lines at the bottom of the document are not readable. Please send the page again with both lines whole.', '{document,needs_info}', 3),
  ('expired_document', 'Document expired', 'The document has expired. Please send one that is valid.', '{document,needs_info,reject}', 4),
  ('name_differs', 'Name differs', 'The name on the document differs from the name you gave. Please send a document with your present name, or correct the name.', '{document,needs_info,reject}', 5),
  ('birth_differs', 'Birth date differs', 'The date of birth on the document differs from the one you gave.', '{document,needs_info,reject}', 6),
  ('address_differs', 'Address differs', 'The address on the document differs from the one you gave. Please send a bill or statement of the last three months.', '{document,needs_info,reject}', 7),
  ('missing_side', 'Side missing', 'A side of the document is missing. Please send both sides.', '{document,needs_info}', 8),
  ('other_person', 'Another person', 'The selfie and the document do not show the same person.', '{document,needs_info,reject}', 9),
  ('wrong_document', 'Wrong kind of document', 'This kind of document cannot be used here. Please send one of those that are listed.', '{document,needs_info}', 10),
  ('altered', 'Altered document', 'The document could not be verified.', '{document,reject}', 11),
  ('screening', 'Screening', 'We cannot offer you this level of verification.', '{reject}', 12),
  ('linked_account', 'Linked account refused', 'We cannot offer you this level of verification.', '{reject}', 13),
  ('no_answer', 'No answer', 'We did not receive what we asked for. You can apply again at any time.', '{reject}', 14),
  ('other', 'Other', 'We need something else from you.', '{document,needs_info,reject}', 15);

------------------------------------------------------------------------------------------ what the console adds to a check

create table console.kyc_hit (
  id uuid primary key default system.uuid_v7(),
  verification_id uuid not null references kyc.verifications on delete cascade,
  /* sanctions, pep or another list of the screening. */
  list text not null,
  list_version text not null,
  name text not null,
  score numeric(5, 4),
  born text,
  disposition text check (disposition in ('true_match', 'false_positive', 'unclear')),
  reason text,
  decided_by uuid references console.staff,
  decided_at timestamptz,
  unique nulls not distinct (verification_id, list, list_version, name),
  check ((disposition is null) = (reason is null))
);
comment on table console.kyc_hit is 'What the platform''s screening found, and what a reviewer made of each';

create table console.kyc_request (
  verification_id uuid not null references kyc.verifications on delete cascade,
  round integer not null,
  documents kyc.document_type[] not null,
  asked_by uuid references console.staff,
  asked_at timestamptz not null,
  answered_at timestamptz,
  primary key (verification_id, round)
);
comment on table console.kyc_request is 'Each time the person was asked for more; the answer opens the next round';

create table console.kyc_review (
  id uuid primary key default system.uuid_v7(),
  verification_id uuid not null references kyc.verifications on delete cascade,
  round integer not null,
  staff uuid not null references console.staff,
  decision text not null check (decision in ('approve', 'needs_info', 'reject')),
  reason_code text references console.kyc_reason,
  public_text text,
  private_note text,
  risk_score numeric(5, 2),
  policy_version integer not null references console.kyc_policy,
  /* false for the first of two. */
  is_final boolean not null,
  item_version integer not null,
  command_id uuid not null unique,
  at timestamptz not null default clock_timestamp(),
  undone_at timestamptz
);
create index on console.kyc_review (verification_id, at);
create index on console.kyc_review (staff, at);
comment on table console.kyc_review is 'Every decision on a check, kept for good: public text and private note apart; an undone one says so';

create table console.kyc_document_review (
  review_id uuid not null references console.kyc_review on delete cascade,
  document_id uuid not null references kyc.documents on delete cascade,
  verdict text not null check (verdict in ('approved', 'rejected', 'needs_info')),
  reason_code text references console.kyc_reason,
  primary key (review_id, document_id)
);
create index on console.kyc_document_review (document_id);

create function console.kyc_round(verification uuid) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select 1 + count(r.answered_at)::integer from console.kyc_request r where r.verification_id = verification $$;

/* The documents of checks: the newest of a slot is the one that counts, the one it replaced comes before it. */
create view console.kyc_paper as
  select d.*, console.kyc_slot(d.document_type) as slot,
    row_number() over newest = 1 as is_current, lead(d.id) over newest as earlier_id
  from kyc.documents d
  window newest as (partition by d.verification_id, console.kyc_slot(d.document_type) order by d.created_at desc, d.id desc);

----------------------------------------------------------------------------------------------------------- projection

/* A check as console.work_item shows it. */
create view console.kyc_projected as
  select v.id, initcap(v.level::text) || ' identity check' as title, v.status::text as status,
    (case when h.sanctions then 5 when h.listed then 4 when f.two then 3 when v.risk_score >= 40 then 2 else 1 end)::smallint as priority_rank,
    v.level::text as category, coalesce(pl.tier::text, 'free') as plan, coalesce(v.risk_score, 0) as score,
    (select s.user_id from console.staff s where s.user_id = v.assigned_to) as assignee, v.user_id as customer,
    case when v.status in ('pending', 'in_review') then coalesce(q.answered_at, v.submitted_at, v.created_at) + make_interval(hours => p.due_hours)
      else 'infinity' end as due_at,
    case when v.status in ('pending', 'in_review') then 'review' end as due_clock,
    case when v.status = 'needs_info' then coalesce(q.asked_at, v.updated_at) end as paused_since,
    v.status in ('pending', 'in_review', 'needs_info') as is_open,
    array_remove(array[
      case when f.two then 'two_reviewers' end, case when first.staff is not null and v.status = 'in_review' then 'second_review' end,
      case when h.sanctions then 'sanctions' end, case when h.pep then 'pep' end, case when h.other then 'listed' end,
      case when h.waiting then 'hit_open' end, case when q.answered_at is not null then 'resubmitted' end], null) as tags,
    v.created_at, coalesce(v.verified_at, v.updated_at) as decided_at
  from kyc.verifications v
  cross join console.kyc_policy_now() p
  left join lateral (
    select bool_or(not x.cleared and x.list = 'sanctions') as sanctions, bool_or(not x.cleared and x.list = 'pep') as pep,
      bool_or(not x.cleared and x.list not in ('sanctions', 'pep')) as other, bool_or(not x.cleared) as listed, bool_or(x.disposition = 'true_match') as matched,
      bool_or(x.disposition is null or x.disposition = 'unclear') as waiting
    from (select k.list, k.disposition, coalesce(k.disposition = 'false_positive', false) as cleared
          from console.kyc_hit k where k.verification_id = v.id) x) h on true
  left join lateral (select coalesce(v.risk_score >= p.second_score or v.level = any (p.second_levels) or h.matched, false) as two) f on true
  left join lateral (select r.asked_at, r.answered_at from console.kyc_request r where r.verification_id = v.id order by r.round desc limit 1) q on true
  left join lateral (select r.staff from console.kyc_review r where r.verification_id = v.id and r.undone_at is null and not r.is_final
                       and (q.answered_at is null or r.at > q.answered_at) limit 1) first on true
  left join lateral (select sp.tier from finance.subscriptions s join finance.subscription_plans sp on sp.id = s.plan_id
                     where s.user_id = v.user_id and s.status in ('trialing', 'active', 'past_due') limit 1) pl on true;

/* Brings the projection of a check up to date; the version is the caller's. */
create function console.kyc_refresh(verification uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update console.work_item w
    set title = p.title, status = p.status, priority_rank = p.priority_rank, category = p.category, plan = p.plan, score = p.score, assignee = p.assignee,
        customer = p.customer, due_at = p.due_at, due_clock = p.due_clock, paused_since = p.paused_since, is_open = p.is_open, tags = p.tags,
        closed_at = case when p.is_open then null else coalesce(w.closed_at, clock_timestamp()) end,
        snoozed_until = case when p.is_open then w.snoozed_until end
    from console.kyc_projected p
    where w.kind = 'kyc' and w.id = verification and p.id = verification;
end $$;

/* Takes what the platform's screening found into console.kyc_hit; a hit that is known keeps its disposition. */
create function console.kyc_take_hits(verification uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into console.kyc_hit (verification_id, list, list_version, name, score, born, disposition, reason)
  select v.id, h ->> 'list', coalesce(h ->> 'version', ''), h ->> 'name',
    case when jsonb_typeof(h -> 'score') = 'number' then least(abs((h ->> 'score')::numeric), 9.9999) end, h ->> 'born',
    case when h ->> 'disposition' in ('true_match', 'false_positive', 'unclear') then h ->> 'disposition' end,
    case when h ->> 'disposition' in ('true_match', 'false_positive', 'unclear') then coalesce(h ->> 'reason', 'Recorded by the platform.') end
  from kyc.verifications v
  cross join jsonb_array_elements(case when jsonb_typeof(v.verification_data -> 'screening') = 'array' then v.verification_data -> 'screening' else '[]' end) h
  where v.id = verification and h ->> 'list' is not null and h ->> 'name' is not null
  on conflict do nothing
$$;

/* What came or changed is judged anew: whoever decided before did not see it, and may decide again. */
create function console.kyc_anew(verification uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as
$$ delete from console.recusal c where c.kind = 'kyc' and c.item_id = verification and c.reason = 'decided' and c.staff is distinct from console.me() $$;

/* Keeps the projection in step with kyc.verifications, whoever writes there. */
create function console.kyc_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  in_command boolean := coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null;
  changed text[];
  next_version integer;
begin
  if tg_op = 'INSERT' then
    perform console.kyc_take_hits(new.id);
    insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, score, assignee, customer, due_at, due_clock, paused_since, is_open, tags,
        created_at, updated_at, closed_at)
      select 'kyc', p.id, nextval('console.kyc_number'), p.title, p.status, p.priority_rank, p.category, p.plan, p.score, p.assignee, p.customer, p.due_at, p.due_clock,
        p.paused_since, p.is_open, p.tags, p.created_at, p.created_at, case when not p.is_open then p.decided_at end
      from console.kyc_projected p where p.id = new.id;
    insert into console.change (kind, item_id, version, fields) values ('kyc', new.id, 1, '{created}');
    return null;
  end if;

  changed := array_remove(array[
    case when new.status <> old.status then 'status' end, case when new.level <> old.level then 'level' end,
    case when new.risk_score is distinct from old.risk_score then 'risk' end, case when new.user_id <> old.user_id then 'customer' end,
    case when new.assigned_to is distinct from old.assigned_to then 'assignee' end,
    case when new.expires_at is distinct from old.expires_at then 'expiry' end,
    case when new.verification_data -> 'declared' is distinct from old.verification_data -> 'declared' then 'declared' end,
    case when new.verification_data -> 'screening' is distinct from old.verification_data -> 'screening' then 'screening' end], null);
  if changed = '{}' then return null; end if;
  if 'screening' = any (changed) then perform console.kyc_take_hits(new.id); end if;
  if changed && '{level,risk,customer,declared,screening}' then perform console.kyc_anew(new.id); end if;
  perform console.kyc_refresh(new.id);
  if in_command then return null; end if;
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp() where w.kind = 'kyc' and w.id = new.id returning w.version into next_version;
  insert into console.change (kind, item_id, version, fields) values ('kyc', new.id, next_version, changed);
  perform console.audit_append('kyc', new.id, 'platform_update',
    jsonb_build_object('status', old.status, 'level', old.level, 'riskScore', old.risk_score, 'expiresAt', old.expires_at),
    jsonb_build_object('status', new.status, 'level', new.level, 'riskScore', new.risk_score, 'expiresAt', new.expires_at, 'changed', to_jsonb(changed)),
    null, null, is_platform => true);
  return null;
end $$;

create function console.kyc_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.work_item w where w.kind = 'kyc' and w.id = old.id;
  return null;
end $$;

/*
 A document that the person sends. When it is the last of those asked for, the next round begins: the case waits for review again,
 for anybody, with a new time.
*/
create function console.kyc_document_sent() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  in_command boolean := coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null;
  r console.kyc_request;
  next_version integer;
begin
  if in_command then return null; end if;
  perform console.source_lock('kyc', new.verification_id);
  select * into r from console.kyc_request x where x.verification_id = new.verification_id and x.answered_at is null order by x.round desc limit 1;
  if tg_op = 'INSERT' and r.round is not null and not exists (
      select from unnest(r.documents) asked where not exists (
        select from kyc.documents d where d.verification_id = new.verification_id and console.kyc_slot(d.document_type) = console.kyc_slot(asked) and d.created_at >= r.asked_at)) then
    update console.kyc_request x set answered_at = clock_timestamp() where x.verification_id = r.verification_id and x.round = r.round;
    update kyc.verifications v set status = 'pending', assigned_to = null where v.id = new.verification_id and v.status = 'needs_info';
  end if;
  perform console.kyc_anew(new.verification_id);
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp(), unread = w.unread or tg_op = 'INSERT'
    where w.kind = 'kyc' and w.id = new.verification_id returning w.version into next_version;
  -- A document of a check that the console does not know yet comes with it.
  if next_version is not null then
    insert into console.change (kind, item_id, version, fields) values ('kyc', new.verification_id, next_version, '{documents}');
  end if;
  return null;
end $$;

/*
 Builds the projection of checks that were there before the console, set by set; those that are known are left alone. Returns how many
 were added.
*/
create function console.kyc_project() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint;
begin
  -- Set apart first: what is being inserted would else be looked through again for each check.
  create temporary table fresh on commit drop as
    select v.id from kyc.verifications v where not exists (select from console.work_item w where w.kind = 'kyc' and w.id = v.id);
  alter table fresh add primary key (id);
  analyze fresh;
  insert into console.kyc_request (verification_id, round, documents, asked_at)
  select v.id, 1, coalesce(d.types, '{}'), v.updated_at
  from fresh join kyc.verifications v using (id)
  left join lateral (select array_agg(distinct x.document_type) as types from kyc.documents x where x.verification_id = v.id and x.status = 'needs_info') d on true
  where v.status = 'needs_info'
  on conflict do nothing;
  perform console.kyc_take_hits(v.id) from fresh join kyc.verifications v using (id) where v.verification_data ? 'screening';
  insert into console.work_item (kind, id, number, title, status, priority_rank, category, plan, score, assignee, customer, due_at, due_clock, paused_since, is_open, tags,
      created_at, updated_at, closed_at)
  select 'kyc', p.id, nextval('console.kyc_number'), p.title, p.status, p.priority_rank, p.category, p.plan, p.score, p.assignee, p.customer, p.due_at, p.due_clock,
    p.paused_since, p.is_open, p.tags, p.created_at, p.decided_at, case when not p.is_open then p.decided_at end
  from (select q.* from fresh join console.kyc_projected q using (id) order by q.created_at, q.id) p;
  get diagnostics added = row_count;
  drop table fresh;
  return added;
end $$;

reset role;

create trigger console_kyc_synced after insert or update on kyc.verifications for each row execute function console.kyc_synced();
create trigger console_kyc_removed after delete on kyc.verifications for each row execute function console.kyc_removed();
create trigger console_kyc_document_sent after insert or update of file_path, document_type, expiry_date, metadata on kyc.documents
  for each row execute function console.kyc_document_sent();

-- What linked accounts and the searches look for; numbers are compared by the hash of their letters and digits, so that no index holds one.
create index console_kyc_number on kyc.verifications (encode(sha256(upper(regexp_replace(verification_data #>> '{declared,number}', '[^A-Za-z0-9]', '', 'g'))::bytea), 'hex'))
  where verification_data #>> '{declared,number}' is not null;
create index console_kyc_expiry on kyc.verifications (expires_at) where status = 'approved';
create index console_method_identifier on finance.payment_methods (account_identifier) where account_identifier is not null;
create index console_session_address on identity.user_sessions (ip_address);
