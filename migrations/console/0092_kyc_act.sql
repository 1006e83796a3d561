-- What a reviewer may do to an identity check. Each function is one command: rights, lease, version, transition, effect, audit, change.

set local role console_owner;

/*
 Locks a check for an act. Whoever comes after somebody else's decision is told who decided what and when, by name, and nothing
 of theirs is taken.
*/
create function console.kyc_lock(verification uuid, expected_version integer) returns console.work_item
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  item console.work_item;
  won console.kyc_review;
begin
  perform console.source_lock('kyc', verification);
  select * into won from console.kyc_review r
    where r.verification_id = verification and r.item_version > expected_version and r.staff <> console.me() and r.undone_at is null order by r.at desc limit 1;
  if won.id is not null then
    perform console.refuse('BL001', format('%s decided this at %s UTC: %s. Nothing of yours was sent; it is kept as a draft.',
        (select s.name from console.staff s where s.user_id = won.staff), to_char(won.at at time zone 'UTC', 'HH24:MI:SS'),
        case won.decision when 'approve' then 'approved' when 'reject' then 'rejected' else 'asked for more' end),
      jsonb_build_object('winner', console.staff_ref(won.staff), 'decision', won.decision, 'version', won.item_version,
        'changes', jsonb_build_array(jsonb_build_object('fields', '["decision"]'::jsonb, 'actor', console.staff_ref(won.staff), 'at', won.at, 'version', won.item_version))));
  end if;
  item := console.item_lock('kyc', verification, expected_version, '{status,level,risk,declared,screening,documents,decision}');
  perform console.require_lease('kyc', verification);
  perform console.check_recusal_of('kyc', verification, console.me());
  if item.customer = console.me() then
    perform console.refuse('BL002', 'This is your own identity check, so somebody else has to judge it.', '{"reason": "own"}');
  end if;
  return item;
end $$;

/* What a reviewer makes of one hit of the screening; it may be changed until the check is decided, and the audit keeps both. An open or unclear one can be judged later too. */
create function console.kyc_dispose(command_id uuid, verification uuid, expected_version integer, hit uuid, disposition text, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('verification', verification, 'hit', hit, 'disposition', disposition, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'kyc_dispose', 'kyc.act', request);
  item console.work_item;
  old console.kyc_hit;
begin
  if done is not null then return done; end if;
  perform console.check_value(disposition, '{true_match,false_positive,unclear}', 'disposition');
  perform console.check_text(reason, 'reason');
  item := console.kyc_lock(verification, expected_version);
  select * into old from console.kyc_hit h where h.id = hit and h.verification_id = verification;
  if old.id is null then perform console.refuse('BL007', 'This hit is not of this check.'); end if;
  -- One that the screening found after the decision, or that was left open, keeps money back until somebody judges it.
  if item.status not in ('pending', 'in_review') and old.disposition in ('true_match', 'false_positive') then
    perform console.refuse('BL003', 'A hit that was judged is judged anew only while the check waits for its decision.',
      jsonb_build_object('from', item.status, 'to', disposition, 'allowed', '[]'::jsonb));
  end if;
  update console.kyc_hit h set disposition = kyc_dispose.disposition, reason = kyc_dispose.reason, decided_by = console.me(), decided_at = clock_timestamp() where h.id = hit;
  perform console.kyc_anew(verification);
  perform console.kyc_refresh(verification);
  return console.item_done(command_id, 'kyc_dispose', request, item, '{screening}', jsonb_build_object('hit', old.name, 'disposition', old.disposition, 'reason', old.reason),
    jsonb_build_object('hit', old.name, 'list', old.list, 'listVersion', old.list_version, 'score', old.score, 'disposition', disposition), reason);
end $$;

/* Checks the verdicts on documents: of this check, the newest of their slot, with a reason where one is refused. */
create function console.kyc_check_verdicts(verification uuid, verdicts jsonb) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if jsonb_typeof(verdicts) <> 'array' or jsonb_array_length(verdicts) > 50 then
    perform console.refuse('BL006', 'The verdicts on the documents were not understood.', '{"field": "documents"}');
  end if;
  if exists (select from jsonb_array_elements(verdicts) x where not exists (
      select from console.kyc_paper p where p.verification_id = verification and p.is_current and p.id::text = x ->> 'id')) then
    perform console.refuse('BL006', 'A document was replaced by a newer one, or is not of this check. Read the case again.', '{"field": "documents"}');
  end if;
  if exists (select from jsonb_array_elements(verdicts) x where coalesce(x ->> 'verdict', '') not in ('approved', 'rejected', 'needs_info')) then
    perform console.refuse('BL006', 'A document is approved, rejected or asked for again.', '{"field": "documents"}');
  end if;
  if exists (select from jsonb_array_elements(verdicts) x where x ->> 'verdict' <> 'approved'
      and not exists (select from console.kyc_reason r where r.code = x ->> 'reason' and 'document' = any (r.applies_to))) then
    perform console.refuse('BL006', 'A document that is not approved needs a reason.', '{"field": "documents"}');
  end if;
end $$;

/* Refuses an approval that the rules do not allow, with everything that stands in its way. */
create function console.kyc_check_approval(verification uuid, verdicts jsonb) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  blocks jsonb := console.kyc_blocks(verification);
  unseen text;
begin
  if blocks <> '[]' then
    perform console.refuse('BL006', case blocks -> 0 ->> 'code'
        when 'missing' then 'A required document is missing, so this cannot be approved.'
        when 'document_expired' then 'A required document has expired, so this cannot be approved.'
        when 'hit_open' then 'A screening hit is open, so this cannot be approved. Say what it is first.'
        when 'hit_unclear' then 'A screening hit is unclear, so this cannot be approved.'
        else 'A hit on a sanctions list is a true match, so this cannot be approved.' end,
      jsonb_build_object('field', 'decision', 'blocks', blocks));
  end if;
  select string_agg(replace(p.document_type::text, '_', ' '), ', ') into unseen
    from kyc.verifications v
    join console.kyc_requirement q on q.level = v.level
    join console.kyc_paper p on p.verification_id = v.id and p.slot = q.slot and p.is_current
    left join jsonb_array_elements(verdicts) x on x ->> 'id' = p.id::text
    where v.id = verification and coalesce(x ->> 'verdict', p.status::text) <> 'approved';
  if unseen is not null then
    perform console.refuse('BL006', format('Every required document has to be approved first: %s.', unseen), '{"field": "documents"}');
  end if;
end $$;

/* Whether something to judge came or changed since a version: an approval of before did not see it. */
create function console.kyc_news(verification uuid, since_version integer) returns boolean
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from console.change c where c.kind = 'kyc' and c.item_id = verification and c.version > since_version
    and c.fields && '{level,risk,customer,declared,screening,documents}' and not c.fields && '{decision}')
$$;

/*
 Decides a check: approve, needs_info (ask for the documents in `ask_for` again) or reject, which also revokes one that is approved.
 `verdicts` is [{"id", "verdict": approved | rejected | needs_info, "reason": code or null}]. Where two have to agree, the first decision
 waits for the second, by somebody else; if they differ, a third decides. The person hears of it when the undo window ends.
*/
create function console.kyc_decide(command_id uuid, verification uuid, expected_version integer, decision text, reason_code text, public_text text, private_note text,
  verdicts jsonb, ask_for text[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('verification', verification, 'decision', decision, 'reason', reason_code, 'public', public_text, 'private', private_note,
    'verdicts', verdicts, 'ask', to_jsonb(ask_for));
  done jsonb := console.command_begin(command_id, 'kyc_' || decision, 'kyc.act', request);
  item console.work_item;
  v kyc.verifications;
  review console.kyc_review;
begin
  if done is not null then return done; end if;
  perform console.check_value(decision, '{approve,needs_info,reject}', 'decision');
  if char_length(private_note) > 10000 then
    perform console.refuse('BL006', 'The private note is longer than 10,000 characters.', '{"field": "privateNote"}');
  end if;
  if decision <> 'approve' then
    perform console.check_text(public_text, 'publicText');
    if not exists (select from console.kyc_reason r where r.code = reason_code and decision = any (r.applies_to)) then
      perform console.refuse('BL006', 'Choose a reason first.', '{"field": "reasonCode"}');
    end if;
  end if;
  item := console.kyc_lock(verification, expected_version);
  perform console.check_transition('kyc', item.status, case decision when 'approve' then 'approved' when 'reject' then 'rejected' else 'needs_info' end);
  perform console.kyc_check_verdicts(verification, verdicts);
  if decision = 'approve' then perform console.kyc_check_approval(verification, verdicts); end if;
  if decision = 'needs_info' and (coalesce(cardinality(ask_for), 0) = 0 or not ask_for <@ enum_range(null::kyc.document_type)::text[]) then
    perform console.refuse('BL006', 'Say which documents to send again.', '{"field": "askFor"}');
  end if;
  select * into v from kyc.verifications x where x.id = verification;

  review.round := console.kyc_round(verification);
  review.is_final := decision = 'needs_info' or item.status in ('approved', 'needs_info') or console.kyc_second(v) is null or exists (
    select from console.kyc_review r where r.verification_id = verification and r.round = review.round and r.undone_at is null and r.decision = kyc_decide.decision
      and r.staff <> console.me() and (r.decision <> 'approve' or not console.kyc_news(verification, r.item_version)));
  insert into console.kyc_review (verification_id, round, staff, decision, reason_code, public_text, private_note, risk_score, policy_version, is_final, item_version, command_id)
    values (verification, review.round, console.me(), decision, reason_code, nullif(trim(public_text), ''), nullif(trim(private_note), ''), v.risk_score,
      (console.kyc_policy_now()).version, review.is_final, item.version + 1, command_id) returning * into review;
  insert into console.kyc_document_review (review_id, document_id, verdict, reason_code)
    select review.id, (x ->> 'id')::uuid, x ->> 'verdict', x ->> 'reason' from jsonb_array_elements(verdicts) x;

  if review.is_final then perform console.kyc_apply(item, v, review, verdicts, ask_for::kyc.document_type[]);
  else
    update kyc.verifications x set status = 'in_review', assigned_to = null where x.id = verification;
    perform console.recuse('kyc', verification, console.me(), 'decided');
  end if;
  delete from console.lease l where l.kind = 'kyc' and l.item_id = verification;
  update console.work_item w set unread = false where w.kind = 'kyc' and w.id = verification;
  perform console.kyc_refresh(verification);
  return console.item_done(command_id, 'kyc_' || decision, request, item, '{decision,status,documents,assignee,lease}', jsonb_build_object('status', item.status),
    jsonb_build_object('status', (select x.status from kyc.verifications x where x.id = verification), 'reasonCode', reason_code, 'isFinal', review.is_final,
      'documents', verdicts, 'askFor', to_jsonb(ask_for)), null, jsonb_build_object('isFinal', review.is_final));
end $$;

/* Carries out a decision that holds. What was before is kept with its effect, so that it can be undone as long as nobody was told. */
create function console.kyc_apply(item console.work_item, v kyc.verifications, review console.kyc_review, verdicts jsonb, ask_for kyc.document_type[]) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before jsonb := jsonb_build_object('unread', item.unread, 'check', to_jsonb(v) - 'verification_data', 'documents',
    (select coalesce(jsonb_agg(to_jsonb(d) - 'metadata' - 'file_path'), '[]') from kyc.documents d where d.verification_id = v.id));
  valid_until timestamptz;
begin
  update kyc.documents d
    set status = (x ->> 'verdict')::kyc.verification_status, verified_at = clock_timestamp(), verified_by = review.staff,
        rejection_reason = (select r.label from console.kyc_reason r where r.code = x ->> 'reason')
    from jsonb_array_elements(verdicts) x where d.id = (x ->> 'id')::uuid;
  if review.decision = 'approve' then
    select least(now() + make_interval(days => (console.kyc_policy_now()).valid_days), min(p.expiry_date)::timestamptz) into valid_until
      from console.kyc_paper p where p.verification_id = v.id and p.is_current and p.slot = 'identity';
    update kyc.verifications x set status = 'approved', verified_at = now(), expires_at = valid_until, reviewed_by = review.staff, assigned_to = review.staff, rejection_reason = null
      where x.id = v.id;
  elsif review.decision = 'reject' then
    update kyc.verifications x set status = 'rejected', verified_at = now(), expires_at = null, reviewed_by = review.staff, assigned_to = review.staff, rejection_reason = review.public_text
      where x.id = v.id;
  else
    update kyc.verifications x set status = 'needs_info', reviewed_by = null, assigned_to = null, rejection_reason = review.public_text where x.id = v.id;
    insert into console.kyc_request (verification_id, round, documents, asked_by, asked_at) values (v.id, review.round, ask_for, review.staff, clock_timestamp())
      on conflict (verification_id, round) do update set documents = excluded.documents, asked_by = excluded.asked_by, asked_at = excluded.asked_at;
  end if;
  delete from console.recusal c where c.kind = 'kyc' and c.item_id = v.id and c.reason = 'decided';
  perform console.effect_schedule(review.command_id, item, 'kyc_notice', jsonb_build_object('review', review.id, 'before', before));
end $$;

/* Tells the person, after the undo window. */
create function console.effect_kyc_notice(e console.effect) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  r console.kyc_review;
  v kyc.verifications;
  subject text;
  body text;
begin
  select * into r from console.kyc_review x where x.id = (e.facts ->> 'review')::uuid;
  select * into v from kyc.verifications x where x.id = r.verification_id;
  subject := case r.decision when 'approve' then 'Your identity is verified' when 'reject' then 'Your identity check was refused' else 'We need something more from you' end;
  body := coalesce(r.public_text, format('Your %s identity check is approved. It is valid until %s.', v.level, to_char(v.expires_at, 'YYYY-MM-DD')));
  insert into system.notifications (user_id, type, level, title, message, actor_id, entity_type, entity_id)
    values (v.user_id, 'kyc', case r.decision when 'approve' then 'success' else 'warning' end::system.notification_level, subject, left(body, 300), r.staff, 'kyc_verification', v.id);
  insert into system.email_queue (user_id, to_email, template_key, subject, body_text, payload)
    select u.id, u.email, 'kyc_decision', subject, body, jsonb_build_object('verification_id', v.id, 'decision', r.decision) from identity.users u where u.id = v.user_id;
end $$;

/* Takes back one's own decision before the person was told: check, documents, round and lease are as they were; the review stays, marked. */
create function console.kyc_undo(command_id uuid, verification uuid, expected_version integer, of_command uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('verification', verification, 'of', of_command);
  done jsonb := console.command_begin(command_id, 'kyc_undo', 'kyc.act', request);
  item console.work_item;
  r console.kyc_review;
  was record;
begin
  if done is not null then return done; end if;
  item := console.item_lock('kyc', verification, expected_version, '{status,decision,documents}');
  select * into r from console.kyc_review x where x.command_id = of_command and x.verification_id = verification and x.undone_at is null;
  if r.id is null then perform console.refuse('BL007', 'There is nothing of yours to undo here.'); end if;
  perform console.effects_undo(of_command);
  select (e.facts -> 'before' ->> 'unread')::boolean as unread, e.facts -> 'before' -> 'check' as check_row, e.facts -> 'before' -> 'documents' as documents into was from console.effect e where e.command_id = of_command;
  update kyc.verifications v
    set status = o.status, verified_at = o.verified_at, expires_at = o.expires_at, assigned_to = o.assigned_to, reviewed_by = o.reviewed_by, rejection_reason = o.rejection_reason
    from jsonb_populate_record(null::kyc.verifications, was.check_row) o where v.id = verification;
  update kyc.documents d set status = o.status, verified_at = o.verified_at, verified_by = o.verified_by, rejection_reason = o.rejection_reason
    from jsonb_populate_recordset(null::kyc.documents, was.documents) o where d.id = o.id;
  if r.decision = 'needs_info' then delete from console.kyc_request q where q.verification_id = verification and q.round = r.round and q.answered_at is null; end if;
  update console.kyc_review x set undone_at = clock_timestamp() where x.id = r.id;
  perform console.recuse('kyc', verification, o.staff, 'decided') from console.kyc_review o
    where o.verification_id = verification and o.round = r.round and not o.is_final and o.undone_at is null and o.staff <> r.staff;
  update console.work_item w set unread = was.unread where w.kind = 'kyc' and w.id = verification;
  perform console.lease_again('kyc', verification);
  perform console.kyc_refresh(verification);
  return console.item_done(command_id, 'kyc_undo', request, item, '{decision,status,documents,assignee,lease}',
    jsonb_build_object('status', item.status), jsonb_build_object('status', was.check_row ->> 'status'));
end $$;

/* Ends approvals whose time is over; any console may call it, a second caller at the same time does nothing. Returns how many. */
create function console.kyc_expire() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  n integer;
begin
  if not console.job_begin('kyc_expire') then return 0; end if;
  update kyc.verifications v set status = 'expired' where v.id in (
    select x.id from kyc.verifications x where x.status = 'approved' and x.expires_at <= now() order by x.expires_at limit 500 for no key update skip locked);
  get diagnostics n = row_count;
  return n;
end $$;
insert into console.job (name) values ('kyc_expire');

grant execute on function console.kyc_dispose(uuid, uuid, integer, uuid, text, text),
  console.kyc_decide(uuid, uuid, integer, text, text, text, text, jsonb, text[]), console.kyc_undo(uuid, uuid, integer, uuid), console.kyc_expire()
  to console_staff;

select console.kyc_project();

reset role;
