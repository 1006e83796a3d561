-- What an analyst does to conflicts: answers of the parties, escalation, and the resolutions, whole or in part.

set local role console_owner;

create table console.conflict_answer (
  id uuid primary key default system.uuid_v7(),
  conflict_id uuid not null references rights.conflicts on delete cascade,
  claim_id uuid not null references rights.claims,
  answer text not null check (answer in ('maintain', 'update', 'revoke', 'pending')),
  answered_at timestamptz not null,
  note text,
  recorded_by uuid not null references console.staff,
  recorded_at timestamptz not null default clock_timestamp()
);
comment on table console.conflict_answer is 'What each party says to a conflict and when; the last one counts, the others stay';
create index conflict_answer_conflict on console.conflict_answer (conflict_id, claim_id, recorded_at);

-------------------------------------------------------------------------------------------------------------- evidence

/* What an agreement shows: presence, never merit. is_complete when nothing is missing. */
create function console.evidence(of_claim rights.claims) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.pack || jsonb_build_object('isComplete', not exists (select from jsonb_each(p.pack) e where e.value <> 'true'))
  from (select jsonb_build_object(
      'term', a.start_date is not null,
      'territory', coalesce(cardinality(a.territory_scope), 0) > 0,
      'works', coalesce(a.rights_granted, '{}') not in ('{}', '[]', 'null'),
      'signed', a.signed_at is not null and not exists (select from jsonb_array_elements(a.parties) y where y ->> 'signed' is distinct from 'true'),
      'dated', a.signed_at is not null and not exists (select from jsonb_array_elements(a.parties) y where y ->> 'dated' is distinct from 'true')) as pack
    from (select 1) one left join rights.agreements a on a.id = of_claim.agreement_id) p
$$;

------------------------------------------------------------------------------------------------------------ conflicts

/* Work on a conflict that nobody had begun moves it to in progress. */
create function console.conflict_begin(item console.work_item) returns text
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if item.status = 'resolved' then
    perform console.refuse('BL003', 'This conflict has ended. If it is not over, the next search opens a new one.', '{"from": "resolved", "to": "in_progress", "allowed": []}');
  end if;
  if item.status <> 'open' then return item.status; end if;
  update rights.conflicts k set status = 'in_progress' where k.id = item.id;
  return 'in_progress';
end $$;

/* Records what a party said, and when it said so. */
create function console.conflict_answer(command_id uuid, conflict_id uuid, expected_version integer, claim_id uuid, answer text, answered_at timestamptz, note text)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'claim', claim_id, 'answer', answer, 'at', answered_at, 'note', note);
  done jsonb := console.command_begin(command_id, 'conflict_answer', 'rights.act', request);
  item console.work_item;
  status_now text;
  party text;
begin
  if done is not null then return done; end if;
  perform console.check_value(answer, array['maintain', 'update', 'revoke', 'pending'], 'answer');
  if answered_at is null or answered_at > now() + interval '1 minute' then
    perform console.refuse('BL006', 'An answer has a time that has passed.', '{"field": "answeredAt"}');
  end if;
  item := console.item_lock('conflict', conflict_id, expected_version, '{answers,status}');
  perform console.check_lease('conflict', conflict_id);
  select c.holder_name into party from rights.conflict_claims x join rights.claims c on c.id = x.claim_id
    where x.conflict_id = conflict_answer.conflict_id and x.claim_id = conflict_answer.claim_id;
  if party is null then perform console.refuse('BL006', 'This claim is not part of the conflict.', '{"field": "claimId"}'); end if;
  status_now := console.conflict_begin(item);
  insert into console.conflict_answer (conflict_id, claim_id, answer, answered_at, note, recorded_by)
  values (conflict_id, claim_id, answer, answered_at, nullif(trim(note), ''), console.me());
  return console.item_done(command_id, 'conflict_answer', request, item, '{answers,status}', null,
    jsonb_build_object('party', party, 'answer', answer, 'at', answered_at, 'status', status_now), note);
end $$;

/*
 Escalates, with the reason; it may name the colleague who takes it on. `is_disputed`: both sides present complete evidence, so the
 conflict stays open with its money until they agree or somebody else decides (decision 14).
*/
create function console.conflict_escalate(command_id uuid, conflict_id uuid, expected_version integer, to_staff uuid, is_disputed boolean, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'to', to_staff, 'disputed', is_disputed, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'conflict_escalate', 'rights.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  if to_staff is not null then perform console.check_colleague(to_staff, 'conflict'); end if;
  item := console.item_lock('conflict', conflict_id, expected_version, '{status}');
  perform console.check_lease('conflict', conflict_id);
  perform console.check_transition('conflict', item.status, 'escalated');
  update rights.conflicts k
    set status = 'escalated', escalated_at = now(), escalation_level = k.escalation_level + 1, assigned_to = coalesce(to_staff, k.assigned_to),
        resolution_type = case when is_disputed then 'disputed' else k.resolution_type end
    where k.id = conflict_id;
  return console.item_done(command_id, 'conflict_escalate', request, item, '{status,assignee}', jsonb_build_object('status', item.status),
    jsonb_build_object('status', 'escalated', 'to', console.staff_ref(to_staff), 'disputed', is_disputed), reason);
end $$;

/* Puts a conflict aside until a time, or wakes it: it waits at a society, or for a letter. */
create function console.conflict_hold(command_id uuid, conflict_id uuid, expected_version integer, until timestamptz, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'until', until, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'conflict_hold', 'rights.act', request);
  item console.work_item;
begin
  if done is not null then return done; end if;
  if until <= now() or until > now() + interval '1 year' then perform console.refuse('BL006', 'Put it aside until a time within the next year.', '{"field": "until"}'); end if;
  item := console.item_lock('conflict', conflict_id, expected_version, '{snooze,status}');
  perform console.check_lease('conflict', conflict_id);
  perform console.conflict_begin(item);
  update console.work_item w set snoozed_until = until where w.kind = 'conflict' and w.id = conflict_id;
  return console.item_done(command_id, 'conflict_hold', request, item, '{snooze,status}', jsonb_build_object('until', item.snoozed_until), jsonb_build_object('until', until), reason);
end $$;

/* The second period that some societies grant, once. */
create function console.conflict_extend(command_id uuid, conflict_id uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'conflict_extend', 'rights.act', request);
  item console.work_item;
  more integer;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  item := console.item_lock('conflict', conflict_id, expected_version, '{due,status}');
  perform console.check_lease('conflict', conflict_id);
  perform console.conflict_begin(item);
  update console.conflict_state s set is_extended = true from console.conflict_policy p
    where s.conflict_id = conflict_extend.conflict_id and p.id = s.policy_id and not s.is_extended and p.second_days is not null returning p.second_days into more;
  if more is null then perform console.refuse('BL006', 'The policy of this conflict grants no second period, or it was used already.', '{"field": "reason"}'); end if;
  update console.work_item w set due_at = w.due_at + make_interval(days => more) where w.kind = 'conflict' and w.id = conflict_id and w.due_at < 'infinity';
  return console.item_done(command_id, 'conflict_extend', request, item, '{due}', jsonb_build_object('dueAt', item.due_at),
    jsonb_build_object('dueAt', item.due_at + make_interval(days => more)), reason);
end $$;

------------------------------------------------------------------------------------------------------------ resolutions

/* The share that a choice leaves to each claim of a part, in hundredths of a per cent; refuses a choice that does not fit the resolution. */
create function console.chosen_shares(resolution text, choice jsonb, part console.overlap) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  shares jsonb := (select jsonb_object_agg(c.claim, c.share) from unnest((part).claims, (part).shares) c(claim, share));
  others jsonb;
begin
  if resolution in ('accepted_claim', 'metadata_corrected', 'duplicate_merged') then
    if not shares ? coalesce(choice ->> 'keep', '') then
      perform console.refuse('BL006', 'Choose whose claim stands in each part.', '{"field": "keep"}');
    end if;
    select jsonb_object_agg(k, 0) into others from jsonb_object_keys(shares) k where k <> choice ->> 'keep' and k::uuid = any ((part).disputed_claims);
    return shares || coalesce(others, '{}');
  elsif resolution = 'withdrawn' then
    select jsonb_object_agg(k, 0) into others from jsonb_object_keys(shares) k where choice -> 'withdraw' ? k;
    if others is null then perform console.refuse('BL006', 'Choose whose claim is withdrawn in each part.', '{"field": "withdraw"}'); end if;
    return shares || others;
  end if;
  select jsonb_object_agg(k, (choice -> 'shares' ->> k)::integer) into others from jsonb_object_keys(shares) k where choice -> 'shares' ? k;
  if others is null or exists (select from jsonb_each_text(others) e where e.value::integer not between 0 and 10000) then
    perform console.refuse('BL006', 'Give each party its share, from 0 to 100.', '{"field": "shares"}');
  end if;
  shares := shares || others;
  if (select sum(e.value::integer) from jsonb_each_text(shares) e) > 10000 then
    perform console.refuse('BL006', 'The shares come to more than 100.', '{"field": "shares"}');
  end if;
  return shares;
end $$;

/* Refuses to accept a claim without complete evidence, and any claim while two sides have it, unless it was escalated. */
create function console.check_acceptance(k rights.conflicts, part console.overlap, keep uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  complete text[];
  kept rights.claims;
begin
  select * into kept from rights.claims c where c.id = keep and c.id = any ((part).claims);
  if kept.id is null then perform console.refuse('BL006', 'Choose whose claim stands in each part.', '{"field": "keep"}'); end if;
  if console.evidence(kept) ->> 'isComplete' <> 'true' then
    perform console.refuse('BL003', format('The evidence of %s is not complete, so the claim cannot be accepted yet. A withdrawal or a signed split can be recorded.', kept.holder_name),
      jsonb_build_object('from', k.status, 'to', 'resolved', 'allowed', '["escalated"]'::jsonb));
  end if;
  select array_agg(distinct c.holder_name) into complete from rights.claims c where c.id = any ((part).disputed_claims) and console.evidence(c) ->> 'isComplete' = 'true';
  if cardinality(complete) > 1 and k.status <> 'escalated' then
    perform console.refuse('BL003', format('%s each present complete evidence, so no claim can be accepted here. Escalate it first.', array_to_string(complete, ' and ')),
      jsonb_build_object('from', k.status, 'to', 'resolved', 'allowed', '["escalated"]'::jsonb));
  end if;
end $$;

/*
 Settles parts of a conflict: changes the claims, marks the parts, searches the key again, and ends the conflict when nothing is left.
 The money that nothing disputes any more is given out afterwards. Refuses when the claims still clash in a part that was to be settled.
*/
create function console.conflict_settle(k rights.conflicts, resolution text, numbers integer[], choice jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s console.conflict_segment;
  share record;
  still text;
  is_over boolean;
begin
  -- One search at the end, not one after each claim.
  perform set_config('console.detection', 'off', true);
  if resolution in ('period_corrected', 'territory_corrected') then
    if not exists (select from rights.conflict_claims x where x.conflict_id = k.id and x.claim_id::text = choice #>> '{claim,id}') then
      perform console.refuse('BL006', 'This claim is not part of the conflict.', '{"field": "claim"}');
    end if;
    -- Under this name only the period or the territory changes, whatever else was passed.
    perform console.claim_write((select jsonb_object_agg(e.key, e.value) from jsonb_each(choice -> 'claim') e
      where e.key = 'id' or e.key = any (case resolution when 'period_corrected' then array['from', 'until'] else array['territories'] end)));
  else
    for s in select * from console.conflict_segment x where x.conflict_id = k.id and x.state = 'open' and x.no = any (numbers) order by x.no loop
      if resolution = 'accepted_claim' then perform console.check_acceptance(k, s.part, (choice ->> 'keep')::uuid); end if;
      for share in
        select e.key::uuid as claim, e.value::integer as after
        from jsonb_each_text(console.chosen_shares(resolution, choice, s.part)) e
        where e.value::integer <> ((s.part).shares)[array_position((s.part).claims, e.key::uuid)] or (resolution = 'split_adjusted' and (s.part).reason = 'exclusive')
        order by 1
      loop
        perform console.claim_carve(x.id, (s.part).countries, (s.part).from_date, (s.part).until_date, share.after)
        from rights.claims x
        where x.entity_type = k.entity_type and x.entity_id = k.entity_id and x.right_type = k.right_type
          and x.verification_status <> 'rejected'
          -- A part before may have cut the claim; its pieces know it.
          and (x.id = share.claim or (x.metadata ->> 'part_of')::uuid = (select console.claim_root(y) from rights.claims y where y.id = share.claim))
          and exists (select from console.territory_spans(x.territories) t where console.countries_of(t.mask) && (s.part).countries
            and greatest(t.from_date, x.start_date) < (s.part).until_date and least(t.until_date, coalesce(x.end_date, 'infinity')) > (s.part).from_date);
      end loop;
    end loop;
  end if;
  perform set_config('console.detection', '', true);
  update console.conflict_segment x set state = 'settled', resolution = conflict_settle.resolution::rights.resolution_type, settled_at = clock_timestamp(), settled_by = console.me()
    where x.conflict_id = k.id and x.state = 'open' and x.no = any (numbers);
  perform console.conflict_apply(k.entity_type, k.entity_id, k.right_type,
    (select array_agg(o) from console.overlaps_of(k.entity_type, k.entity_id, k.right_type) o));
  select format('%s from %s: %s', array_to_string((o.part).countries[1:5], ', '), (o.part).from_date, to_char((o.part).total / 100.0, 'FM990.00')) into still
    from console.conflict_segment x join console.conflict_segment o on o.conflict_id = x.conflict_id and o.state = 'open'
      and (o.part).countries && (x.part).countries and (o.part).from_date < (x.part).until_date and (o.part).until_date > (x.part).from_date
    where x.conflict_id = k.id and x.state = 'settled' and x.no = any (numbers) limit 1;
  if still is not null then
    perform console.refuse('BL006', format('This leaves a conflict in %s. Nothing was changed.', still), '{"field": "shares"}');
  end if;
  is_over := not exists (select from console.conflict_segment x where x.conflict_id = k.id and x.state = 'open');
  if is_over then
    update rights.conflicts x set status = 'resolved', resolved_at = now(), resolved_by = console.me(), resolution_type = resolution::rights.resolution_type where x.id = k.id;
  end if;
  perform console.conflict_refresh(k.id, false);
  return is_over;
end $$;

/* The parts that are meant: those given, or all that are open. Refuses parts that are not open, and none where there are some. */
create function console.open_parts(conflict_id uuid, numbers integer[]) returns integer[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  open_numbers integer[] := array(select s.no from console.conflict_segment s where s.conflict_id = open_parts.conflict_id and s.state = 'open' order by s.no);
begin
  if numbers is null then return open_numbers; end if;
  if not numbers <@ open_numbers or (numbers = '{}' and open_numbers <> '{}') then
    perform console.refuse('BL001', 'The parts of this conflict are other ones now. Look at them, then decide.', jsonb_build_object('version', 0, 'changes', '[]'::jsonb));
  end if;
  return numbers;
end $$;

/* Of the parts only what lies in `scope` {countries, from, until}: each becomes a part of its own, the rest stays with the old one. */
create function console.conflict_narrow(of_conflict uuid, numbers integer[], scope jsonb) returns integer[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s console.conflict_segment;
  inner_part console.overlap;
  narrowed integer[] := '{}';
begin
  if scope is null then return numbers; end if;
  for s in select * from console.conflict_segment x where x.conflict_id = of_conflict and x.no = any (numbers) order by x.no loop
    inner_part := s.part;
    if scope ? 'countries' then
      inner_part.countries := array(select c from unnest((s.part).countries) c where scope -> 'countries' ? c order by c);
    end if;
    inner_part.from_date := greatest((s.part).from_date, console.claim_date(scope ->> 'from', 'from'));
    inner_part.until_date := least((s.part).until_date, console.claim_date(scope ->> 'until', 'until'));
    continue when inner_part.countries = '{}' or inner_part.from_date >= inner_part.until_date;
    if inner_part is distinct from s.part then
      select max(x.no) + 1 into s.no from console.conflict_segment x where x.conflict_id = of_conflict;
      insert into console.conflict_segment (conflict_id, no, part) values (of_conflict, s.no, inner_part);
    end if;
    narrowed := narrowed || s.no;
  end loop;
  if narrowed = '{}' then perform console.refuse('BL006', 'Nothing of these countries and this period is in dispute.', '{"field": "scope"}'); end if;
  return narrowed;
end $$;

/*
 What is given out once parts are settled: per party, and what goes on with the calculations (claim null). Given out and taken back:
 the money waits until the resolution cannot be undone any more.
*/
create function console.conflict_release_plan(of_conflict uuid, numbers integer[]) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  since timestamptz := clock_timestamp();
  result jsonb;
begin
  perform console.conflict_release_money(of_conflict, is_final => true);
  select coalesce(jsonb_agg(jsonb_build_object('claim', x.claim_id, 'party', x.party, 'hasAccount', x.has_account, 'amount', x.amount::text, 'currency', x.currency)
      order by x.claim_id is null, x.party, x.currency), '[]') into result
  from (select case when r.claim_id is not null then console.claim_root(c) end as claim_id, c.holder_name as party, bool_or(r.user_id is not null) as has_account, sum(r.amount) as amount, r.currency
        from console.conflict_release r join console.conflict_hold h on h.id = r.hold_id left join rights.claims c on c.id = r.claim_id
        where h.conflict_id = of_conflict and r.at >= since
          and exists (select from console.conflict_segment s where s.conflict_id = of_conflict and s.no = any (numbers) and h.country = any ((s.part).countries)
            and (s.part).from_date < h.until_date and (s.part).until_date > h.from_date)
        group by 1, 2, r.currency) x;
  raise sqlstate 'BLTRY';
exception when sqlstate 'BLTRY' then
  return result;
end $$;

/*
 Resolves parts of a conflict, all open ones when `parts` is null: resolutions of decision 14 but disputed. `choice` by resolution:
 accepted_claim, metadata_corrected, duplicate_merged {keep: claim}; withdrawn {withdraw: [claims]}; split_adjusted {shares: {claim: 0 to
 10000}}; period_corrected, territory_corrected {claim: as claim_write}. Any of them with {scope: {countries, from, until}} reaches only so
 far. The parts that are left stay open, with their money. What is settled can be undone until its money is given out.
*/
create function console.conflict_resolve(command_id uuid, conflict_id uuid, expected_version integer, resolution text, parts integer[], choice jsonb, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'resolution', resolution, 'parts', to_jsonb(parts), 'choice', choice, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'conflict_resolve', 'rights.act', request);
  item console.work_item;
  k rights.conflicts;
  before jsonb;
  numbers integer[];
  is_over boolean;
  money jsonb;
begin
  if done is not null then return done; end if;
  perform console.check_value(resolution, array['accepted_claim', 'split_adjusted', 'withdrawn', 'period_corrected', 'territory_corrected', 'metadata_corrected', 'duplicate_merged'], 'resolution');
  perform console.check_text(reason, 'reason');
  item := console.item_lock('conflict', conflict_id, expected_version, '{parts,status,answers}');
  perform console.require_lease('conflict', conflict_id);
  select * into k from rights.conflicts x where x.id = conflict_id;
  perform console.check_interest(k.entity_type, k.entity_id);
  before := console.conflict_image(k) || jsonb_build_object('item', to_jsonb(item));
  perform console.conflict_begin(item);
  numbers := console.conflict_narrow(conflict_id, console.open_parts(conflict_id, parts), choice -> 'scope');
  is_over := console.conflict_settle(k, resolution, numbers, choice);
  update rights.conflicts x set resolution_notes = reason where x.id = conflict_id;
  money := console.conflict_release_plan(conflict_id, numbers);
  select * into k from rights.conflicts x where x.id = conflict_id;
  perform console.effect_schedule(command_id, item, 'conflict_release', jsonb_build_object('before', before, 'after', console.conflict_image(k)));
  if is_over then delete from console.lease l where l.kind = 'conflict' and l.item_id = conflict_id; end if;
  return console.item_done(command_id, 'conflict_resolve', request, item, '{parts,status,money,lease}', jsonb_build_object('status', item.status, 'held', item.amount::text),
    jsonb_build_object('resolution', resolution, 'parts', to_jsonb(numbers), 'choice', choice, 'released', money, 'over', is_over), reason,
    jsonb_build_object('isOver', is_over, 'released', money, 'undoUntil', now() + console.undo_window()));
end $$;

/* What a resolution would do, done and taken back: claims before and after, money, what would stay open. Nothing is written. */
create function console.conflict_preview(conflict_id uuid, resolution text, parts integer[], choice jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  k rights.conflicts;
  numbers integer[];
  result jsonb;
  is_over boolean;
begin
  perform console.require('rights.act');
  perform console.check_value(resolution, array['accepted_claim', 'split_adjusted', 'withdrawn', 'period_corrected', 'territory_corrected', 'metadata_corrected', 'duplicate_merged'], 'resolution');
  begin
    select * into k from rights.conflicts x where x.id = conflict_id for no key update;
    if k.id is null then perform console.refuse('BL007', 'This conflict does not exist or was removed.'); end if;
    numbers := console.conflict_narrow(conflict_id, console.open_parts(conflict_id, parts), choice -> 'scope');
    is_over := console.conflict_settle(k, resolution, numbers, choice);
    result := jsonb_build_object('isOver', is_over, 'parts', to_jsonb(numbers), 'released', console.conflict_release_plan(conflict_id, numbers),
      'open', coalesce((select jsonb_agg(console.overlap_json(s.part) || jsonb_build_object('no', s.no) order by s.no)
                        from console.conflict_segment s where s.conflict_id = conflict_preview.conflict_id and s.state = 'open'), '[]'));
    raise sqlstate 'BLTRY';
  exception when sqlstate 'BLTRY' then
    return result;
  end;
end $$;

grant execute on function console.conflict_answer(uuid, uuid, integer, uuid, text, timestamptz, text), console.conflict_escalate(uuid, uuid, integer, uuid, boolean, text),
  console.conflict_hold(uuid, uuid, integer, timestamptz, text), console.conflict_extend(uuid, uuid, integer, text),
  console.conflict_resolve(uuid, uuid, integer, text, integer[], jsonb, text), console.conflict_preview(uuid, text, integer[], jsonb)
  to console_staff;

reset role;
