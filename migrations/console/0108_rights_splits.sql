-- Splits of royalties: a change is a new version, active at exactly 100 and pending below it (decision 15).

grant select, insert, update on rights.royalty_splits to console_owner;
grant insert (id, split_id, recipient_type, recipient_id, recipient_name, recipient_email, recipient_role, percentage, status) on rights.royalty_split_recipients to console_owner;
create policy console_rights on rights.royalty_splits to console_owner using (true) with check (true);
create policy console_rights on rights.royalty_split_recipients for insert to console_owner with check (true);
grant select (id, split_id, recipient_type, recipient_id, recipient_name, recipient_email, recipient_role, percentage, status) on rights.royalty_split_recipients to console_owner;

set local role console_owner;

/* The split that holds now, with its recipients; the newest pending one where none is active; null where there is neither. */
create function console.split_now(of_type text, of_entity uuid, of_right text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', s.id, 'version', s.version, 'status', s.status, 'name', s.name,
    'recipients', (select coalesce(jsonb_agg(jsonb_build_object('type', r.recipient_type, 'id', r.recipient_id, 'name', r.recipient_name, 'email', r.recipient_email,
        'role', r.recipient_role, 'share', trim_scale(r.percentage)::text) order by r.percentage desc, r.id), '[]')
      from rights.royalty_split_recipients r where r.split_id = s.id and r.status <> 'rejected'))
  from rights.royalty_splits s
  where (select console.can('rights.read')) and s.entity_type = of_type::system.entity_type and s.entity_id = of_entity and s.right_type = of_right::rights.royalty_type and s.kind = 'royalty'
    and s.status in ('active', 'pending')
  order by s.status = 'active' desc, s.version desc limit 1
$$;

/*
 Writes the next version from what was typed: {entityType, entityId, rightType, recipients: [{type, id, name, email, role, share}], notes}.
 At exactly 100 it takes effect and the one before is superseded; below it waits; above it is refused.
*/
create function console.split_write(typed jsonb) returns rights.royalty_splits
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s rights.royalty_splits;
  r record;
  total numeric := 0;
begin
  s.entity_type := (typed ->> 'entityType')::system.entity_type; s.entity_id := (typed ->> 'entityId')::uuid; s.right_type := (typed ->> 'rightType')::rights.royalty_type;
  if jsonb_array_length(coalesce(typed -> 'recipients', '[]')) not between 1 and 50 then
    perform console.refuse('BL006', 'A split has 1 to 50 recipients.', '{"field": "recipients"}');
  end if;
  for r in select e.value as recipient, e.ordinality - 1 as place from jsonb_array_elements(typed -> 'recipients') with ordinality e loop
    if coalesce(r.recipient ->> 'share', '') !~ '^\d{1,3}(\.\d{1,4})?$' or (r.recipient ->> 'share')::numeric not between 0.0001 and 100 then
      perform console.refuse('BL006', 'A share is more than 0 and at most 100, with four decimals.', jsonb_build_object('field', format('recipients.%s.share', r.place)));
    end if;
    if coalesce(trim(r.recipient ->> 'name'), '') = '' or (r.recipient ->> 'id' is null and coalesce(r.recipient ->> 'email', '') !~ '^[^@\s]+@[^@\s]+$') then
      perform console.refuse('BL006', 'A recipient has a name, and an account or an e-mail address.', jsonb_build_object('field', format('recipients.%s.name', r.place)));
    end if;
    total := total + (r.recipient ->> 'share')::numeric;
  end loop;
  if total > 100 then
    perform console.refuse('BL006', format('The shares come to %s. A split has at most 100.', trim_scale(total)), '{"field": "recipients"}');
  end if;
  perform from rights.royalty_splits x where x.entity_type = s.entity_type and x.entity_id = s.entity_id and x.kind = 'royalty' and x.right_type = s.right_type order by x.id for update;
  if total = 100 then
    update rights.royalty_splits x set status = 'superseded', effective_to = current_date
      where x.entity_type = s.entity_type and x.entity_id = s.entity_id and x.kind = 'royalty' and x.right_type = s.right_type and x.status = 'active';
  end if;
  insert into rights.royalty_splits (entity_type, entity_id, right_type, version, status, is_approved, approved_by, approved_at, territories, effective_from, notes, created_by)
  values (s.entity_type, s.entity_id, s.right_type,
    coalesce((select max(x.version) from rights.royalty_splits x where x.entity_type = s.entity_type and x.entity_id = s.entity_id and x.kind = 'royalty' and x.right_type = s.right_type), 0) + 1,
    (case when total = 100 then 'active' else 'pending' end)::rights.split_status, total = 100, case when total = 100 then console.me() end, case when total = 100 then now() end,
    '{worldwide}', current_date, nullif(trim(typed ->> 'notes'), ''), console.me())
  returning * into s;
  insert into rights.royalty_split_recipients (split_id, recipient_type, recipient_id, recipient_name, recipient_email, recipient_role, percentage, status)
  select s.id, coalesce(e ->> 'type', 'external')::rights.party_type, (e ->> 'id')::uuid, trim(e ->> 'name'), nullif(e ->> 'email', ''), nullif(e ->> 'role', ''), (e ->> 'share')::numeric, s.status
  from jsonb_array_elements(typed -> 'recipients') e;
  return s;
end $$;

/* What saving a split would do, done and taken back. */
create function console.split_preview(typed jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  s rights.royalty_splits;
  before jsonb;
  result jsonb;
begin
  perform console.require('rights.act');
  begin
    before := console.split_now(typed ->> 'entityType', (typed ->> 'entityId')::uuid, typed ->> 'rightType');
    s := console.split_write(typed);
    result := jsonb_build_object('before', before, 'after', console.split_now(s.entity_type::text, s.entity_id, s.right_type::text), 'status', s.status, 'version', s.version);
    raise sqlstate 'BLTRY';
  exception when sqlstate 'BLTRY' then
    return result;
  end;
end $$;

/* Saves a split as its next version. `seen` is the version that it was made from, 0 for the first. */
create function console.split_save(command_id uuid, typed jsonb, seen integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  done jsonb := console.command_begin(command_id, 'split_save', 'rights.act', typed);
  before jsonb;
  s rights.royalty_splits;
begin
  if done is not null then return done; end if;
  perform console.check_interest((typed ->> 'entityType')::system.entity_type, (typed ->> 'entityId')::uuid);
  -- Of two who save at once the second sees what the first saved; before the first version there is no row to lock.
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(' ', typed ->> 'entityType', (typed ->> 'entityId')::uuid, typed ->> 'rightType'), 8172));
  before := console.split_now(typed ->> 'entityType', (typed ->> 'entityId')::uuid, typed ->> 'rightType');
  if coalesce((before ->> 'version')::integer, 0) <> seen then
    perform console.refuse('BL001', 'This split was changed since you read it. Yours is kept; look at what changed, then save again.',
      jsonb_build_object('version', 0, 'changes', '[]'::jsonb));
  end if;
  s := console.split_write(typed);
  perform console.audit_append('split', s.id, 'split_save', before, console.split_now(s.entity_type::text, s.entity_id, s.right_type::text), s.notes, command_id);
  return console.command_end(command_id, 'split_save', typed, jsonb_build_object('id', s.id, 'version', s.version, 'status', s.status));
end $$;

grant execute on function console.split_now(text, uuid, text), console.split_preview(jsonb), console.split_save(uuid, jsonb, integer) to console_staff;

reset role;
