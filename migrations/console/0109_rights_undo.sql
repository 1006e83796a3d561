-- A resolution waits with its money until it cannot be undone any more. Undone, the claims and the parts are as they were, row for row.

grant delete on rights.claims, rights.conflict_claims to console_owner;

set local role console_owner;

/* What a resolution changes: the conflict, its parts, and the claims of its key. */
create function console.conflict_image(k rights.conflicts) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('conflict', to_jsonb(k),
    'parts', (select jsonb_agg(to_jsonb(s) order by s.no) from console.conflict_segment s where s.conflict_id = k.id),
    'claims', (select jsonb_agg(to_jsonb(c) order by c.id) from rights.claims c where c.entity_type = k.entity_type and c.entity_id = k.entity_id and c.right_type = k.right_type))
$$;

/* Gives out what a resolution freed; of several that wait for one conflict the last does it for all. */
create function console.effect_conflict_release(e console.effect) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  k rights.conflicts;
  other uuid;
begin
  if exists (select from console.effect x where x.kind = e.kind and x.item_id = e.item_id and x.state = 'waiting' and x.id <> e.id) then return; end if;
  perform set_config('console.searching', 'on', true);
  perform console.conflict_release_money(e.item_id, is_final => true);
  perform console.conflict_refresh(e.item_id, is_told => true);
  -- A conflict that was opened meanwhile holds what goes on with the calculations.
  select * into k from rights.conflicts x where x.id = e.item_id;
  for other in
    select x.id from rights.conflicts x where x.entity_type = k.entity_type and x.entity_id = k.entity_id and x.right_type = k.right_type and x.status <> 'resolved' and x.id <> k.id
  loop
    if console.conflict_hold_money(array[other]) > 0 then perform console.conflict_refresh(other, is_told => true); end if;
  end loop;
  perform set_config('console.searching', '', true);
end $$;

/* Takes one's own resolution back while its money waits, unless the claims or the parts were changed since. */
create function console.conflict_undo(command_id uuid, conflict_id uuid, expected_version integer, of_command uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('conflict', conflict_id, 'of', of_command);
  done jsonb := console.command_begin(command_id, 'conflict_undo', 'rights.act', request);
  item console.work_item;
  k rights.conflicts;
  was rights.conflicts;
  facts jsonb;
begin
  if done is not null then return done; end if;
  item := console.item_lock('conflict', conflict_id, expected_version, '{parts,status,money,answers}');
  select e.facts into facts from console.effect e
    where e.command_id = of_command and e.kind = 'conflict' and e.item_id = conflict_id and e.action = 'conflict_release' and e.actor = console.me() and e.state <> 'undone';
  if facts is null then perform console.refuse('BL007', 'There is nothing of yours to undo here.'); end if;
  select * into k from rights.conflicts x where x.id = conflict_id;
  if (console.conflict_image(k) - 'conflict') is distinct from (facts -> 'after') - 'conflict' then
    perform console.refuse('BL001', 'The claims were changed since, so this cannot be taken back. It can be corrected by a new decision.',
      jsonb_build_object('version', item.version, 'changes', '[]'::jsonb));
  end if;
  perform console.effects_undo(of_command);
  was := jsonb_populate_record(null::rights.conflicts, facts -> 'before' -> 'conflict');
  perform set_config('console.detection', 'off', true);
  delete from rights.conflict_claims x where x.conflict_id = k.id
    and not exists (select from jsonb_array_elements(facts -> 'before' -> 'claims') o where o ->> 'id' = x.claim_id::text);
  delete from rights.claims c where c.entity_type = k.entity_type and c.entity_id = k.entity_id and c.right_type = k.right_type
    and not exists (select from jsonb_array_elements(facts -> 'before' -> 'claims') o where o ->> 'id' = c.id::text);
  update rights.claims c
    set percentage = o.percentage, territories = o.territories, start_date = o.start_date, end_date = o.end_date, is_exclusive = o.is_exclusive,
        verification_status = o.verification_status, verified_by = o.verified_by, verified_at = o.verified_at
    from jsonb_populate_recordset(null::rights.claims, facts -> 'before' -> 'claims') o where c.id = o.id;
  perform set_config('console.detection', '', true);
  delete from console.conflict_segment s where s.conflict_id = k.id;
  insert into console.conflict_segment select * from jsonb_populate_recordset(null::console.conflict_segment, facts -> 'before' -> 'parts');
  update rights.conflicts x
    set status = was.status, resolved_at = was.resolved_at, resolved_by = was.resolved_by, resolution_type = was.resolution_type, resolution_notes = was.resolution_notes
    where x.id = k.id;
  update console.work_item w set due_at = o.due_at, snoozed_until = o.snoozed_until
    from jsonb_populate_record(null::console.work_item, facts -> 'before' -> 'item') o where w.kind = 'conflict' and w.id = k.id;
  perform console.conflict_hold_money(array[k.id]);
  -- An earlier part whose money waited for this one.
  perform console.conflict_release_money(k.id);
  perform console.conflict_refresh(k.id, false);
  perform console.lease_again('conflict', k.id);
  return console.item_done(command_id, 'conflict_undo', request, item, '{parts,status,money,answers,lease}', jsonb_build_object('status', item.status), jsonb_build_object('status', was.status));
end $$;

grant execute on function console.conflict_undo(uuid, uuid, integer, uuid) to console_staff;

reset role;
