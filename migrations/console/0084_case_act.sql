-- What a moderator may do to a case. A decision is one transaction: the content in its own table, the person, the strike, the reports, the
-- statement of reasons. What leaves the house (notices, answers, takedowns) waits until it can no longer be undone.

set local role console_owner;

-------------------------------------------------------------------------------------------- what a decision does at once

/* The content in its own table. Suspending and banning hide it as well; a warning and a limit leave it. */
create function console.case_apply(of_command uuid, c moderation.cases, action text, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  content text := c.content_type;
  does text := case when action in ('suspend', 'ban') then 'hide' else action end;
  is_adverse boolean := does in ('hide', 'remove', 'changes');
  state text;
  approval uuid;
begin
  if does in ('warn', 'limit') or content = 'custom_field' then return; end if;
  if content in ('account', 'release') then
    for approval in select a.id from moderation.approvals a
      where a.entity_type = c.entity_type and a.entity_id = c.entity_id and a.status not in ('approved', 'rejected') and (content = 'release' or action in ('approve', 'remove', 'changes'))
    loop
      perform console.case_set(of_command, 'moderation.approvals', approval, jsonb_build_object('status',
        case does when 'approve' then 'approved' when 'changes' then 'changes_requested' else 'rejected' end, 'reviewer_id', console.me(), 'notes', why, 'decided_at', now()));
    end loop;
  end if;
  case content
    when 'track', 'release' then
      execute format('select status::text from %s where id = $1', 'catalog.' || content || 's') into state using c.entity_id;
      perform console.case_set(of_command, ('catalog.' || content || 's')::regclass, c.entity_id,
        jsonb_build_object('moderation_status', case when is_adverse then case does when 'hide' then 'flagged' else 'rejected' end else 'approved' end)
        || case when state in ('submitted', 'in_review') then jsonb_build_object('status', case when is_adverse then 'rejected' else 'approved' end)
             when does = 'remove' then '{"status": "taken_down"}' when does = 'changes' then '{"status": "rejected"}' else '{}' end
        || case when not is_adverse then '{}' when content = 'track' then '{"is_public": false}'
             else '{"visibility_settings": {"searchable": false, "featured": false, "playlistEligible": false, "storeVisibility": false}}'::jsonb end);
    when 'cover' then
      if is_adverse then perform console.case_set(of_command, ('catalog.' || c.entity_type || 's')::regclass, c.entity_id, '{"cover_url": null}'); end if;
    when 'avatar' then
      if is_adverse then perform console.case_set(of_command, 'identity.profiles', c.entity_id, '{"avatar_url": null}'); end if;
    when 'profile' then
      if is_adverse then
        perform console.case_set(of_command, 'identity.profiles', c.entity_id,
          '{"visibility": "private"}' || case does when 'remove' then '{"bio": null, "website_url": null, "social_links": null}' else '{}' end::jsonb);
      end if;
    when 'account' then
      select u.status::text into state from identity.users u where u.id = c.entity_id;
      if state = 'pending_approval' and does in ('approve', 'remove') then
        perform console.case_set(of_command, 'identity.users', c.entity_id, jsonb_build_object('status', case does when 'approve' then 'active' else 'rejected' end));
      end if;
    when 'message' then perform console.case_set(of_command, 'community.messages', c.entity_id, jsonb_build_object('is_deleted', is_adverse));
    when 'comment', 'post' then
      perform console.case_set(of_command, ('community.' || content || 's')::regclass, c.entity_id,
        jsonb_build_object('is_hidden', is_adverse, 'hidden_reason', case when is_adverse then why end)
        || case when content = 'post' and not is_adverse then '{"is_approved": true}' else '{}' end::jsonb);
    when 'review' then
      if does = 'remove' then perform console.case_drop(of_command, 'marketplace.reviews', c.entity_id);
      elsif is_adverse then perform console.case_set(of_command, 'marketplace.reviews', c.entity_id, '{"review_text": null}'); end if;
    when 'product' then
      perform console.case_set(of_command, 'marketplace.products', c.entity_id, case does
        when 'approve' then '{"is_approved": true}' when 'hide' then '{"status": "paused"}' when 'remove' then '{"status": "deleted"}'
        else jsonb_build_object('is_approved', false, 'status', 'draft', 'approval_notes', why) end);
    when 'service' then
      if is_adverse then
        perform console.case_set(of_command, 'marketplace.services', c.entity_id,
          jsonb_build_object('status', case does when 'hide' then 'paused' when 'remove' then 'deleted' else 'draft' end));
      end if;
    when 'webinar' then
      if does in ('hide', 'remove') then perform console.case_set(of_command, 'marketplace.webinars', c.entity_id, '{"status": "cancelled"}'); end if;
    when 'group' then
      if is_adverse then
        perform console.case_set(of_command, 'community.groups', c.entity_id,
          '{"visibility": "secret"}' || case does when 'remove' then '{"post_approval_required": true}' else '{}' end::jsonb);
      end if;
    when 'article' then
      if is_adverse then perform console.case_set(of_command, 'community.articles', c.entity_id, '{"is_published": false}'); end if;
  end case;
end $$;

/* The person: no uploads, suspended or banned, with the sanction that says why. */
create function console.case_punish(of_command uuid, c moderation.cases, person uuid, penalty text, until timestamptz, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  held uuid;
begin
  if penalty is null or penalty = 'warn' then return; end if;
  perform from identity.users u where u.id = person for no key update;
  if exists (select from console.staff s where s.user_id = person and s.is_active) then
    perform console.refuse('BL002', 'This account belongs to staff. Whoever runs the platform changes accounts of staff.');
  end if;
  if penalty = 'limit' then
    select p.id into held from identity.user_permissions p where p.user_id = person and p.permission = 'content.upload';
    if held is null then
      perform console.case_add(of_command, 'identity.user_permissions', jsonb_build_object('user_id', person, 'permission', 'content.upload', 'is_allowed', false,
        'granted_by', console.me(), 'expires_at', until));
    else
      perform console.case_set(of_command, 'identity.user_permissions', held, jsonb_build_object('is_allowed', false, 'granted_by', console.me(), 'expires_at', until));
    end if;
  else
    perform console.case_add(of_command, 'moderation.sanctions', jsonb_build_object('user_id', person, 'type', case penalty when 'ban' then 'ban' else 'suspension' end,
      'reason', why, 'case_id', c.id, 'starts_at', now(), 'ends_at', case when penalty = 'suspend' then until end, 'issued_by', console.me()));
    perform console.case_set(of_command, 'identity.users', person, jsonb_build_object('status', case penalty when 'ban' then 'banned' else 'suspended' end));
  end if;
  perform console.audit_append('person', person, 'case_' || penalty, null, jsonb_build_object('case', c.id, 'until', until), why, of_command);
end $$;

/* A mail that waits until the decision cannot be undone any more; its id. */
create function console.case_mail(person uuid, template text, subject text, body text, of_case uuid) returns uuid
language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into system.email_queue (user_id, to_email, template_key, subject, body_text, payload, scheduled_at)
  select u.id, u.email, template, subject, body, jsonb_build_object('case_id', of_case), clock_timestamp() + console.undo_window() from identity.users u where u.id = person
  returning id
$$;

/* Answers every open report: upheld where something was done, else dismissed. The false ones are told by the platform itself. */
create function console.case_answer_reports(c moderation.cases, title text, is_upheld boolean, false_reports uuid[], out answered uuid[], out mails uuid[])
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  with closed as (
    update moderation.reports r set status = (case when is_upheld then 'upheld' else 'dismissed' end)::moderation.report_status, reviewed_by = console.me(), reviewed_at = now()
    where r.case_id = c.id and r.status in ('open', 'in_review') returning r.id, r.reporter_id),
  told as (
    select console.case_mail(x.reporter_id, 'report_answer', console.case_words('{answer}', x.language, x.known),
        console.case_words(array['hello', 'answer.' || case when is_upheld then 'upheld' else 'dismissed' end], x.language, x.known), c.id) as mail
    from (select k.reporter_id, console.case_language(k.reporter_id) as language,
            jsonb_build_object('title', title, 'name', (select n.name from console.person n where n.id = k.reporter_id)) as known
          from closed k where k.id <> all (coalesce(false_reports, '{}'))) x)
  select coalesce((select array_agg(k.id) from closed k), '{}'), coalesce((select array_agg(t.mail) from told t where t.mail is not null), '{}') into answered, mails;
end $$;

/* Carries a decision out: the one core of deciding and correcting. Returns what the result tells beside the version. */
create function console.case_settle(of_command uuid, item console.work_item, action text, policy text, severity text, facts text, spans jsonb, notice text,
  false_reports uuid[], corrects uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c moderation.cases;
  d console.case_decision;
  plan jsonb;
begin
  select * into c from moderation.cases x where x.id = item.id;
  perform console.check_value(action, (select k.actions from console.case_content k where k.content_type = c.content_type::text), 'action');
  perform console.check_spans(spans);
  if char_length(facts) > 5000 then perform console.refuse('BL006', 'The facts have more than 5,000 characters. They are kept as a draft.', '{"field": "facts"}'); end if;
  plan := console.case_plan(c, action, policy, severity, facts, spans);
  if plan -> 'missing' <> '[]' then
    perform console.refuse('BL006', format('An adverse decision needs policy, severity and facts; missing here: %s. Nothing was decided.',
      (select string_agg(m, ', ') from jsonb_array_elements_text(plan -> 'missing') m)), jsonb_build_object('field', plan -> 'missing' ->> 0, 'missing', plan -> 'missing'));
  end if;
  notice := coalesce(notice, plan -> 'notice' ->> 'body');
  if console.open_placeholders(notice) <> '[]' then
    perform console.refuse('BL006', 'A placeholder of the notice is not filled yet, so nothing was decided.', jsonb_build_object('field', 'notice', 'placeholders', console.open_placeholders(notice)));
  end if;
  if action = 'approve' and exists (select from unnest(false_reports) f where not exists (select from moderation.reports r where r.id = f and r.case_id = c.id))
    or action <> 'approve' and cardinality(false_reports) > 0 then
    perform console.refuse('BL006', 'Only reports of this case can be called false, and only where nothing was done.', '{"field": "falseReports"}');
  end if;
  if action <> 'approve' then d.policy := policy; d.severity := severity; d.ground := plan ->> 'ground'; d.clause := plan ->> 'clause'; end if;

  d.id := system.uuid_v7();
  perform console.case_apply(of_command, c, action, coalesce((select p.title from console.case_policy p where p.code = d.policy), facts));
  perform console.case_punish(of_command, c, item.customer, plan ->> 'penalty', (plan ->> 'until')::timestamptz, facts);
  select a.answered, a.mails into d.reports, d.mails from console.case_answer_reports(c, item.title, action <> 'approve', false_reports) a;
  if notice is not null and plan -> 'notice' <> 'null' then
    d.language := plan -> 'notice' ->> 'language'; d.subject := plan -> 'notice' ->> 'subject'; d.notice := notice;
    d.mails := d.mails || console.case_mail(item.customer, 'moderation_decision', d.subject, notice, c.id);
  end if;
  insert into console.case_decision (id, case_id, command_id, decided_by, action, corrects, policy, severity, ground, clause, facts, spans, found_by, due_before, until, redress_until,
    points, penalty, language, subject, notice, reports, false_reports, mails)
  values (d.id, c.id, of_command, console.me(), action, corrects, d.policy, d.severity, d.ground, d.clause, nullif(trim(facts), ''), spans, plan ->> 'foundBy', item.due_at,
    (plan ->> 'until')::timestamptz, (plan ->> 'redressUntil')::timestamptz, (plan -> 'strikes' ->> 'adds')::integer, plan ->> 'penalty', d.language, d.subject, d.notice,
    d.reports, coalesce(false_reports, '{}'), d.mails);
  if (plan -> 'strikes' ->> 'adds')::integer > 0 then
    perform console.case_add(of_command, 'console.case_strike', jsonb_build_object('id', system.uuid_v7(), 'user_id', item.customer, 'decision_id', d.id, 'title', item.title,
      'severity', severity, 'points', plan -> 'strikes' -> 'adds', 'created_at', now(), 'expires_at', plan -> 'strikes' -> 'expiresAt'));
  end if;
  perform console.case_set(of_command, 'moderation.cases', c.id, jsonb_build_object('status', case when action = 'approve' then 'approved' else 'rejected' end, 'decided_by', console.me(), 'decided_at', now(),
    'decision_notes', nullif(trim(facts), ''), 'rejection_reason', (select p.title from console.case_policy p where p.code = d.policy)));
  perform console.effect_schedule(of_command, item, 'case_decided', jsonb_build_object('decision', d.id));
  if plan ->> 'penalty' = 'suspend' then
    perform console.effect_schedule(of_command, item, 'case_sanction_over', '{}', (plan ->> 'until')::timestamptz - now());
  end if;
  delete from console.lease l where l.kind = 'case' and l.item_id = c.id;
  return jsonb_build_object('decision', d.id, 'undoUntil', clock_timestamp() + console.undo_window(), 'penalty', plan -> 'penalty');
end $$;

create function console.case_after(action text, policy text, severity text, spans jsonb) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('status', case when action = 'approve' then 'approved' else 'rejected' end, 'action', action, 'policy', policy, 'severity', severity, 'spans', spans)
$$;

/* Refuses whom a case is about, and who reported it. */
create function console.case_check_own(item console.work_item) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  why text := case when item.customer = console.me() then 'about you'
    when exists (select from moderation.reports r where r.case_id = item.id and r.reporter_id = console.me()) then 'one that you reported' end;
begin
  if why is null then return; end if;
  perform console.refuse('BL002', format('This case is %s, so somebody else has to judge it.', why), '{"reason": "own"}');
end $$;

/*
 Decides an open case that the person holds. `notice` is the text as edited, null sends it as the preview showed it. `false_reports` are
 declared false with the approval. A late decision, after the lease ended, is refused.
*/
create function console.case_decide(command_id uuid, case_id uuid, expected_version integer, action text, policy text, severity text, facts text, spans jsonb, notice text,
  false_reports uuid[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('case', case_id, 'action', action, 'policy', policy, 'severity', severity, 'facts', facts, 'spans', spans, 'notice', notice, 'false', to_jsonb(false_reports));
  done jsonb := console.command_begin(command_id, 'case_decide', 'moderation.act', request);
  item console.work_item;
  told jsonb;
begin
  if done is not null then return done; end if;
  item := console.item_lock('case', case_id, expected_version, '{status}');
  if item.status = 'appealed' then
    perform console.refuse('BL003', 'This case is appealed. Answer the appeal.', '{"from": "appealed", "to": "rejected", "allowed": ["answer"]}');
  end if;
  if not item.is_open then
    perform console.refuse('BL003', 'This case is decided already. Correct the decision instead.', jsonb_build_object('from', item.status, 'to', action, 'allowed', '["correct"]'::jsonb));
  end if;
  perform console.require_lease('case', case_id);
  perform console.check_recusal_of('case', case_id, console.me());
  perform console.case_check_own(item);
  told := console.case_settle(command_id, item, action, policy, severity, facts, spans, notice, false_reports, null);
  return console.item_done(command_id, 'case_decide', request, item, '{status,lease,decision}', jsonb_build_object('status', item.status),
    console.case_after(action, policy, severity, spans), facts, told);
end $$;

/* Takes the standing decision back and decides anew, in one transaction; both stay in the history. One of the last 200 of whoever made it. */
create function console.case_correct(command_id uuid, case_id uuid, expected_version integer, action text, policy text, severity text, facts text, spans jsonb, notice text)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('case', case_id, 'action', action, 'policy', policy, 'severity', severity, 'facts', facts, 'spans', spans, 'notice', notice);
  done jsonb := console.command_begin(command_id, 'case_correct', 'moderation.act', request);
  item console.work_item;
  d console.case_decision;
  told jsonb;
begin
  if done is not null then return done; end if;
  item := console.item_lock('case', case_id, expected_version, '{status}');
  perform console.check_lease('case', case_id);
  perform console.case_check_own(item);
  d := console.case_standing(case_id);
  if item.is_open or d.id is null then
    perform console.refuse('BL003', 'There is no decision here that could be corrected.', jsonb_build_object('from', item.status, 'to', 'corrected', 'allowed', '["decide"]'::jsonb));
  end if;
  if exists (select from console.effect e where e.command_id = d.command_id and e.action = 'case_decided' and e.state = 'waiting') then
    perform console.refuse('BL003', 'This decision has not gone out yet. Undo it instead.', '{"from": "waiting", "to": "corrected", "allowed": ["undo"]}');
  end if;
  if (select count(*) from (select from console.case_decision x where x.decided_by = d.decided_by and x.decided_at > d.decided_at and x.state <> 'undone' limit 200) y) >= 200 then
    perform console.refuse('BL003', 'Only the last 200 decisions of a person can be corrected. The author can still appeal.', '{"from": "old", "to": "corrected", "allowed": []}');
  end if;
  perform console.case_take_back(d, command_id, false);
  perform console.case_set(command_id, 'console.case_decision', d.id, '{"state": "corrected"}');
  told := console.case_settle(command_id, item, action, policy, severity, facts, spans, notice, null, d.id);
  return console.item_done(command_id, 'case_correct', request, item, '{status,decision}', console.case_after(d.action, d.policy, d.severity, d.spans),
    console.case_after(action, policy, severity, spans), facts, told);
end $$;

/* Puts back what a decision did; its reports are open again, except those that counted as false. */
create function console.case_take_back(d console.case_decision, by_command uuid, is_undo boolean) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.case_revert(d.command_id, by_command, is_undo);
  update moderation.reports r set status = 'open', reviewed_by = null, reviewed_at = null where r.id = any (d.reports) and r.status in ('upheld', 'dismissed');
end $$;

/* Takes one's latest decision about a case back within the undo window: everything is as before, and the case is held again. */
create function console.case_undo(command_id uuid, case_id uuid, expected_version integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('case', case_id);
  done jsonb := console.command_begin(command_id, 'case_undo', 'moderation.act', request);
  item console.work_item;
  d console.case_decision;
begin
  if done is not null then return done; end if;
  item := console.item_lock('case', case_id, expected_version, '{status}');
  select * into d from console.case_decision x where x.case_id = case_undo.case_id and x.state = 'standing' order by x.decided_at desc limit 1;
  if d.id is null or d.decided_by <> console.me() then perform console.refuse('BL007', 'There is nothing of yours to undo here.'); end if;
  perform console.effects_undo(d.command_id);
  perform console.case_take_back(d, command_id, true);
  perform console.mails_undo(d.mails);
  update console.case_decision x set state = 'undone' where x.id = d.id;
  if d.appeal_id is not null then perform console.case_recuse_deciders(case_id); end if;
  update console.work_item w set due_at = d.due_before where w.kind = 'case' and w.id = case_id;
  if (select w.is_open from console.work_item w where w.kind = 'case' and w.id = case_id) then perform console.lease_again('case', case_id); end if;
  return console.item_done(command_id, 'case_undo', request, item, '{status,lease,decision}', jsonb_build_object('status', item.status, 'action', d.action),
    jsonb_build_object('status', (select c.status from moderation.cases c where c.id = case_id)));
end $$;

/* Sets a case aside until a time, with a reason; null takes it up again. The time for deciding stands still meanwhile. */
create function console.case_hold(command_id uuid, case_id uuid, expected_version integer, until timestamptz, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('case', case_id, 'until', until, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'case_hold', 'moderation.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  if until <= now() or until > now() + interval '1 year' then
    perform console.refuse('BL006', 'Hold until a time within the next year.', '{"field": "until"}');
  end if;
  if until is not null then perform console.check_text(reason, 'reason'); end if;
  item := console.item_lock('case', case_id, expected_version, '{snooze,status}');
  perform console.check_lease('case', case_id);
  if not item.is_open then
    perform console.refuse('BL003', 'Only an open case can be held.', jsonb_build_object('from', item.status, 'to', 'held', 'allowed', '[]'::jsonb));
  end if;
  update console.work_item w
    set snoozed_until = until, due_at = coalesce(until, now()) + greatest(w.due_at - coalesce(w.snoozed_until, now()), interval '0')
    where w.kind = 'case' and w.id = case_id;
  if until is not null then delete from console.lease l where l.kind = 'case' and l.item_id = case_id; end if;
  return console.item_done(command_id, 'case_hold', request, item, '{snooze,lease}', jsonb_build_object('until', item.snoozed_until), jsonb_build_object('until', until), reason);
end $$;

------------------------------------------------------------------------------------------------- what leaves the house

/* After the undo window: false reports count, stores take it down, wishes are granted, people are told in the app. */
create function console.effect_case_decided(e console.effect) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  d console.case_decision;
  c moderation.cases;
  title text := (select w.title from console.work_item w where w.kind = e.kind and w.id = e.item_id);
  delivery record;
begin
  select * into d from console.case_decision x where x.id = (e.facts ->> 'decision')::uuid;
  -- Taken back before it went out: nothing of it happens.
  if d.state <> 'standing' then return; end if;
  select * into c from moderation.cases x where x.id = d.case_id;
  update moderation.reports r set status = 'false_report' where r.id = any (d.false_reports) and r.status = 'dismissed';
  insert into system.notifications (user_id, type, title, message, actor_id, entity_type, entity_id)
    select r.reporter_id, 'moderation', console.case_words('{answer}', l.language, k.known),
      console.case_words(array['answer.' || case d.action when 'approve' then 'dismissed' else 'upheld' end], l.language, k.known), null, r.entity_type, r.entity_id
    from moderation.reports r cross join lateral (select console.case_language(r.reporter_id) as language) l cross join lateral (select jsonb_build_object('title', title) as known) k
    where r.id = any (d.reports) and r.status <> 'false_report';
  if d.notice is not null then
    insert into system.notifications (user_id, type, level, title, message, entity_type, entity_id)
      select w.customer, 'moderation', (case when d.action in ('approve', 'overturn') then 'success' else 'warning' end)::system.notification_level, d.subject, d.notice, c.entity_type, c.entity_id
      from console.work_item w where w.kind = e.kind and w.id = e.item_id and w.customer is not null;
  end if;
  if d.action = 'remove' then
    for delivery in select r.id, r.status from distribution.records r
      where r.release_id in (select console.case_releases(c)) and r.status in ('pending', 'scheduled', 'processing', 'retrying', 'distributed') loop
      perform console.case_set(d.command_id, 'distribution.records', delivery.id, jsonb_build_object('takedown_requested', true, 'takedown_requested_at', now(),
        'takedown_reason', (select p.title from console.case_policy p where p.code = d.policy),
        'status', case when delivery.status in ('pending', 'scheduled', 'retrying') then 'cancelled' else 'takedown_pending' end));
    end loop;
  end if;
  if c.content_type::text = 'custom_field' then perform console.case_grant(d, c); end if;
  if d.penalty in ('suspend', 'ban') then perform console.sessions_end((select w.customer from console.work_item w where w.kind = e.kind and w.id = e.item_id)); end if;
end $$;

/* A wish for a new skill, genre or category. The platform makes the row and tells who asked; what it made before comes and goes with the decision. */
create function console.case_grant(d console.case_decision, c moderation.cases) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  f moderation.field_requests;
begin
  update moderation.field_requests r set status = (case d.action when 'approve' then 'approved' else 'rejected' end)::system.approval_status, reviewed_by = d.decided_by,
      reviewed_at = now(), rejection_reason = case when d.action <> 'approve' then d.facts end
    where r.id = c.entity_id returning * into f;
  if f.created_entity_id is null then return; end if;
  perform console.case_set(d.command_id, (case f.field_type when 'genre' then 'catalog.genres' when 'skill' then 'community.skills' else 'community.categories' end)::regclass,
    f.created_entity_id, jsonb_build_object('is_active', d.action = 'approve'));
end $$;

/* A suspension that ran out lets the person in again, unless something else keeps them out. */
create function console.effect_case_sanction_over(e console.effect) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update identity.users u set status = 'active'
  where u.id = (select w.customer from console.work_item w where w.kind = e.kind and w.id = e.item_id) and u.status = 'suspended'
    and not exists (select from moderation.sanctions s where s.user_id = u.id and s.lifted_at is null and (s.ends_at is null or s.ends_at > now()));
end $$;

grant execute on function console.case_decide(uuid, uuid, integer, text, text, text, text, jsonb, text, uuid[]),
  console.case_correct(uuid, uuid, integer, text, text, text, text, jsonb, text),
  console.case_undo(uuid, uuid, integer), console.case_hold(uuid, uuid, integer, timestamptz, text)
  to console_staff;

reset role;
