-- Appeals: never offered to whoever decided, answered in writing by somebody else; overturning puts everything back at once. Reporters: an
-- administrator may forgive.

grant update (false_report_count, is_report_banned, report_ban_until, is_permanent_ban, overridden_by, overridden_at, override_note, updated_at)
  on moderation.reporter_standings to console_owner;

set local role console_owner;

/* Keeps everybody who decided a case, or issued a sanction from it, from judging it again. */
create function console.case_recuse_deciders(of_case uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select console.recuse('case', of_case, s.user_id, 'decided') from console.staff s
  where s.user_id in (
    select d.decided_by from console.case_decision d where d.case_id = of_case and d.state <> 'undone'
    union select c.decided_by from moderation.cases c where c.id = of_case
    union select x.issued_by from moderation.sanctions x where x.case_id = of_case)
$$;

/* An appeal opens its case for somebody else. One against a sanction without a case gets the case of the account. */
create function console.appeal_made() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  about uuid := new.case_id;
begin
  if new.status not in ('pending', 'under_review') then return null; end if;
  if about is null then
    select s.case_id into about from moderation.sanctions s where s.id = new.sanction_id;
    about := coalesce(about, console.case_open('account', 'user', new.user_id, 'staff'));
    update moderation.sanctions s set case_id = about where s.id = new.sanction_id and s.case_id is null;
  end if;
  perform console.case_recuse_deciders(about);
  update moderation.cases c set status = 'appealed',
      assigned_to = case when exists (select from console.recusal r where r.kind = 'case' and r.item_id = c.id and r.staff = c.assigned_to) then null else c.assigned_to end
    where c.id = about;
  delete from console.lease l using console.recusal r
    where l.kind = 'case' and l.item_id = about and r.kind = 'case' and r.item_id = about and r.staff = l.holder and r.reason = 'decided';
  return null;
end $$;

reset role;
create trigger console_appeal_made after insert on moderation.appeals for each row execute function console.appeal_made();
set local role console_owner;

/* Lifts a sanction, and lets the person in again when nothing else keeps them out. */
create function console.case_lift(of_command uuid, sanction uuid, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  person uuid := (select s.user_id from moderation.sanctions s where s.id = sanction and s.lifted_at is null);
begin
  if person is null then return; end if;
  perform console.case_set(of_command, 'moderation.sanctions', sanction, jsonb_build_object('lifted_at', now(), 'lifted_by', console.me(), 'lift_reason', why));
  if exists (select from moderation.sanctions s where s.user_id = person and s.lifted_at is null and (s.ends_at is null or s.ends_at > now())) then return; end if;
  if (select u.status in ('suspended', 'banned') from identity.users u where u.id = person) then
    perform console.case_set(of_command, 'identity.users', person, '{"status": "active"}');
  end if;
end $$;

/*
 Answers the open appeals of a case in writing. `outcome` is uphold or overturn; overturning restores the content, removes the strike and
 lifts the sanction in this transaction. Whoever decided before is refused, whatever they hold.
*/
create function console.case_answer_appeal(command_id uuid, case_id uuid, expected_version integer, outcome text, answer text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('case', case_id, 'outcome', outcome, 'answer', answer);
  done jsonb := console.command_begin(command_id, 'case_answer_appeal', 'moderation.act', request);
  item console.work_item;
  c moderation.cases;
  d console.case_decision;
  a moderation.appeals;
  s moderation.sanctions;
  sentence text;
  language text;
  known jsonb;
begin
  if done is not null then return done; end if;
  perform console.check_value(outcome, '{uphold,overturn}', 'outcome');
  perform console.check_text(answer, 'answer');
  if console.open_placeholders(answer) <> '[]' then
    perform console.refuse('BL006', 'A placeholder of the answer is not filled yet, so nothing was sent.', jsonb_build_object('field', 'answer', 'placeholders', console.open_placeholders(answer)));
  end if;
  item := console.item_lock('case', case_id, expected_version, '{status}');
  if item.status <> 'appealed' then
    perform console.refuse('BL003', 'There is no open appeal here.', jsonb_build_object('from', item.status, 'to', outcome, 'allowed', '[]'::jsonb));
  end if;
  perform console.require_lease('case', case_id);
  perform console.case_recuse_deciders(case_id);
  perform console.check_recusal_of('case', case_id, console.me());
  perform console.case_check_own(item);
  select * into c from moderation.cases x where x.id = case_id;
  d := console.case_standing(case_id);

  if outcome = 'overturn' then
    if d.id is not null then
      perform console.case_take_back(d, command_id, false);
      perform console.case_set(command_id, 'console.case_decision', d.id, '{"state": "overturned"}');
    else
      perform console.case_apply(command_id, c, 'approve', answer);
    end if;
    for s in select x.* from moderation.sanctions x where x.case_id = case_answer_appeal.case_id and x.lifted_at is null loop
      perform console.case_lift(command_id, s.id, 'Overturned on appeal');
    end loop;
  end if;
  for a in select x.* from console.case_appeals_of(case_id) x where x.status in ('pending', 'under_review') loop
    perform console.case_set(command_id, 'moderation.appeals', a.id, jsonb_build_object('status', case outcome when 'overturn' then 'approved' else 'rejected' end,
      'decided_by', console.me(), 'decided_at', now(), 'decision_notes', answer));
  end loop;
  perform console.case_set(command_id, 'moderation.cases', case_id, jsonb_build_object('status', case outcome when 'overturn' then 'approved' else 'rejected' end)
    || case outcome when 'overturn' then jsonb_build_object('decided_by', console.me(), 'decided_at', now(), 'decision_notes', answer, 'rejection_reason', null) else '{}' end);

  language := console.case_language(item.customer);
  known := jsonb_build_object('title', item.title, 'name', (select n.name from console.person n where n.id = item.customer));
  sentence := console.case_words(array['hello', 'appeal.' || outcome], language, known) || E'\n\n' || answer;
  insert into console.case_decision (case_id, command_id, decided_by, action, appeal_id, facts, due_before, language, subject, notice, mails)
    values (case_id, command_id, console.me(), outcome, a.id, answer, item.due_at, language, console.case_words('{appeal}', language, known), sentence,
      array_remove(array[console.case_mail(item.customer, 'appeal_answer', console.case_words('{appeal}', language, known), sentence, case_id)], null))
    returning * into d;
  perform console.effect_schedule(command_id, item, 'case_decided', jsonb_build_object('decision', d.id));
  delete from console.lease l where l.kind = 'case' and l.item_id = case_id;
  -- What comes up about it later is another matter, and anybody's.
  delete from console.recusal r where r.kind = 'case' and r.item_id = case_id and r.reason = 'decided';
  return console.item_done(command_id, 'case_answer_appeal', request, item, '{status,lease,decision}', jsonb_build_object('status', item.status),
    jsonb_build_object('status', case outcome when 'overturn' then 'approved' else 'rejected' end, 'outcome', outcome), answer,
    jsonb_build_object('decision', d.id, 'undoUntil', clock_timestamp() + console.undo_window()));
end $$;

/* Forgives a reporter's false reports, which ends what bars them; with a reason. */
create function console.reporter_forgive(command_id uuid, person uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('person', person, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'reporter_forgive', 'person.manage', request);
  had integer;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  perform console.person_lock(person, expected_version);
  select s.false_report_count into had from moderation.reporter_standings s where s.user_id = person for update;
  if coalesce(had, 0) = 0 then perform console.refuse('BL007', 'There are no false reports of this person to forgive.'); end if;
  update moderation.reporter_standings s set false_report_count = 0, is_report_banned = false, report_ban_until = null, is_permanent_ban = false,
    overridden_by = console.me(), overridden_at = now(), override_note = reason where s.user_id = person;
  return console.person_done(command_id, 'reporter_forgive', request, person, '{standing}', jsonb_build_object('false_reports', had), '{"false_reports": 0}', reason);
end $$;

grant execute on function console.case_answer_appeal(uuid, uuid, integer, text, text), console.reporter_forgive(uuid, uuid, integer, text) to console_staff;

select console.rebuild_cases();

reset role;
