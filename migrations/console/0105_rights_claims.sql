-- What an analyst does to claims. Whatever is tried first runs the same code and is taken back.

set local role console_owner;

-------------------------------------------------------------------------------------------------------------- claims

/* A text of a claim as a date; refuses what is none. */
create function console.claim_date(value text, field text) returns date
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if value is null then return null; end if;
  if value !~ '^\d{4}-\d{2}-\d{2}$' then raise invalid_datetime_format; end if;
  return value::date;
exception when invalid_datetime_format or datetime_field_overflow then
  perform console.refuse('BL006', 'This is no date. Write it as 2026-03-31.', jsonb_build_object('field', field));
end $$;

/* Eleven digits, the last two of which check the others: weights 10 to 2, modulo 101. As in shared/codes.ts. */
create function console.is_ipi(value text) returns boolean
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select coalesce(value ~ '^[0-9]{11}$', false) and (
    select right(value, 2)::integer = (101 - sum(substr(value, n, 1)::integer * (11 - n)) % 101) % 101 % 100
    from generate_series(1, 9) n where value ~ '^[0-9]{11}$')
$$;

create function console.share_of(value text, field text) returns numeric
language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
  if coalesce(value, '') !~ '^\d{1,3}(\.\d{1,2})?$' or value::numeric <= 0 or value::numeric > 100 then
    perform console.refuse('BL006', 'A share is more than 0 and at most 100, with two decimals.', jsonb_build_object('field', field));
  end if;
  return value::numeric;
end $$;

/* Refuses whoever owns a recording or release, claims a part of it or is paid of it: somebody else has to decide about it. */
create function console.check_interest(of_type system.entity_type, of_entity uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from catalog.tracks t where of_type = 'track' and t.id = of_entity and t.user_id = console.me()
             union all select from catalog.releases r where of_type = 'release' and r.id = of_entity and r.user_id = console.me()
             union all select from rights.claims c where c.entity_type = of_type and c.entity_id = of_entity and console.me() in (c.user_id, c.holder_id)
             union all select from rights.royalty_splits s join rights.royalty_split_recipients r on r.split_id = s.id
               where s.entity_type = of_type and s.entity_id = of_entity and s.status in ('active', 'pending') and r.recipient_id = console.me()) then
    perform console.refuse('BL002', 'You own this, claim a part of it or are paid of it, so somebody else has to decide about it.', '{"reason": "own"}');
  end if;
end $$;

/*
 Writes a claim from what was typed: a new one, or the fields that are given of the one with `id`. Fields: entityType, entityId,
 rightType, holderName, holderType, ipi, share, territories, from, until, isExclusive, agreementReference, notes. Refuses by field.
*/
create function console.claim_write(typed jsonb) returns rights.claims
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c rights.claims;
  wanted uuid := (typed ->> 'id')::uuid;
begin
  if wanted is not null then
    select * into c from rights.claims x where x.id = wanted for update;
    if c.id is null then perform console.refuse('BL007', 'This claim does not exist any more.'); end if;
  else
    c.id := system.uuid_v7(); c.created_by := console.me(); c.verification_status := 'under_review'; c.ownership_type := 'original';
    c.is_exclusive := false; c.has_conflict := false; c.created_at := now(); c.updated_at := now();
    c.entity_type := (typed ->> 'entityType')::system.entity_type; c.entity_id := (typed ->> 'entityId')::uuid;
    c.right_type := (typed ->> 'rightType')::rights.royalty_type; c.holder_type := coalesce(typed ->> 'holderType', 'external')::rights.party_type;
    if not exists (select from catalog.tracks t where c.entity_type = 'track' and t.id = c.entity_id
                   union all select from catalog.releases r where c.entity_type = 'release' and r.id = c.entity_id) then
      perform console.refuse('BL007', 'The recording or release of this claim does not exist.');
    end if;
  end if;
  if typed ? 'holderName' or wanted is null then
    c.holder_name := trim(typed ->> 'holderName');
    if coalesce(c.holder_name, '') = '' then perform console.refuse('BL006', 'A claim names its holder.', '{"field": "holderName"}'); end if;
  end if;
  if typed ? 'share' or wanted is null then c.percentage := console.share_of(typed ->> 'share', 'share'); end if;
  if typed ? 'territories' or wanted is null then
    c.territories := array(select jsonb_array_elements_text(coalesce(typed -> 'territories', '[]')));
    if cardinality(c.territories) = 0 then perform console.refuse('BL006', 'A claim without a territory claims nothing. Name at least one.', '{"field": "territories"}'); end if;
    if console.territory_unknown(c.territories) <> '{}' then
      perform console.refuse('BL006', format('No country or group is called %s.', array_to_string(console.territory_unknown(c.territories), ', ')),
        jsonb_build_object('field', 'territories', 'unknown', to_jsonb(console.territory_unknown(c.territories))));
    end if;
  end if;
  if typed ? 'from' or wanted is null then c.start_date := console.claim_date(coalesce(typed ->> 'from', ''), 'from'); end if;
  if typed ? 'until' then c.end_date := console.claim_date(nullif(typed ->> 'until', ''), 'until'); end if;
  if c.end_date <= c.start_date then perform console.refuse('BL006', 'A claim ends after it starts.', '{"field": "until"}'); end if;
  if typed ? 'isExclusive' then c.is_exclusive := (typed ->> 'isExclusive')::boolean; end if;
  if typed ? 'ipi' then
    if typed ->> 'ipi' <> '' and not console.is_ipi(typed ->> 'ipi') then
      perform console.refuse('BL006', 'An IPI name number has 11 digits, and its last two are check digits that fit.', '{"field": "ipi"}');
    end if;
    c.metadata := (coalesce(c.metadata, '{}') - 'ipi') || case when typed ->> 'ipi' <> '' then jsonb_build_object('ipi', typed ->> 'ipi') else '{}' end;
  end if;
  if typed ? 'agreementReference' then c.agreement_reference := nullif(trim(typed ->> 'agreementReference'), ''); end if;
  if typed ? 'notes' then c.notes := nullif(trim(typed ->> 'notes'), ''); end if;
  if wanted is null then
    insert into rights.claims select c.*;
  else
    update rights.claims x set holder_name = c.holder_name, percentage = c.percentage, territories = c.territories, start_date = c.start_date, end_date = c.end_date,
      is_exclusive = c.is_exclusive, agreement_reference = c.agreement_reference, notes = c.notes, metadata = c.metadata where x.id = c.id;
  end if;
  return c;
end $$;

create function console.overlap_json(o console.overlap) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('countries', to_jsonb((o).countries), 'from', (o).from_date, 'until', (o).until_date, 'claims', to_jsonb((o).claims),
    'shares', to_jsonb((o).shares), 'total', (o).total, 'reason', (o).reason, 'disputedClaims', to_jsonb((o).disputed_claims), 'disputed', (o).disputed)
$$;

/* What a key looks like now, for a preview: its overlaps and the conflict that says so. */
create function console.key_json(of_type system.entity_type, of_entity uuid, of_right rights.royalty_type) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'overlaps', coalesce((select jsonb_agg(console.overlap_json(o) order by o.from_date, o.countries) from console.overlaps_of(of_type, of_entity, of_right) o), '[]'),
    'conflict', (select jsonb_build_object('id', w.id, 'number', w.number) from rights.conflicts k join console.work_conflict w on w.id = k.id
                 where k.entity_type = of_type and k.entity_id = of_entity and k.right_type = of_right and k.status <> 'resolved' order by k.detected_at, k.id limit 1))
$$;

/* The conflicts that a claim would cause, as it would be saved; nothing is written. */
create function console.claim_preview(typed jsonb) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c rights.claims;
  before jsonb;
  result jsonb;
begin
  perform console.require('rights.act');
  begin
    if typed ->> 'id' is not null then
      select console.key_json(x.entity_type, x.entity_id, x.right_type) into before from rights.claims x where x.id = (typed ->> 'id')::uuid;
    else
      before := console.key_json((typed ->> 'entityType')::system.entity_type, (typed ->> 'entityId')::uuid, (typed ->> 'rightType')::rights.royalty_type);
    end if;
    c := console.claim_write(typed);
    result := jsonb_build_object('before', before -> 'overlaps', 'after', console.key_json(c.entity_type, c.entity_id, c.right_type) -> 'overlaps', 'claim', c.id);
    raise sqlstate 'BLTRY';
  exception when sqlstate 'BLTRY' then
    return result;
  end;
end $$;

/* Saves a claim; its conflicts are found in the same transaction. `seen` is its version as it was read, 0 for a new one. */
create function console.claim_save(command_id uuid, typed jsonb, seen bigint) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  done jsonb := console.command_begin(command_id, 'claim_save', 'rights.act', typed);
  old rights.claims;
  c rights.claims;
begin
  if done is not null then return done; end if;
  -- Leaving conflicts to a later search is for loads, not for people.
  perform set_config('console.detection', '', true);
  select * into old from rights.claims x where x.id = (typed ->> 'id')::uuid for update;
  perform console.check_interest(coalesce(old.entity_type, (typed ->> 'entityType')::system.entity_type), coalesce(old.entity_id, (typed ->> 'entityId')::uuid));
  if coalesce(console.claim_version(old), 0) is distinct from seen then
    perform console.refuse('BL001', 'This claim was changed since you read it. Yours is kept; look at what changed, then save again.',
      jsonb_build_object('version', 0, 'changes', '[]'::jsonb));
  end if;
  c := console.claim_write(typed);
  perform console.audit_append('claim', c.id, 'claim_save', console.claim_facts(old), console.claim_facts(c), c.notes, command_id);
  return console.command_end(command_id, 'claim_save', typed, jsonb_build_object('id', c.id) || console.key_json(c.entity_type, c.entity_id, c.right_type));
end $$;

/* The platform counts no versions of claims; when one was changed last tells them apart. */
create function console.claim_version(c rights.claims) returns bigint
language sql stable set search_path = pg_catalog, pg_temp as $$ select (extract(epoch from c.updated_at) * 1000000)::bigint $$;

create function console.claim_facts(c rights.claims) returns jsonb
language sql stable set search_path = pg_catalog, pg_temp as $$
  select case when c.id is not null then jsonb_build_object('holder', c.holder_name, 'share', c.percentage, 'territories', to_jsonb(c.territories),
    'from', c.start_date, 'until', c.end_date, 'exclusive', c.is_exclusive, 'status', c.verification_status) end
$$;

/*
 Gives a claim another share in some countries for some time, 0 for none: cut into what stays as it is before, after and elsewhere, and
 the part that changes, which is exclusive no more. The parts know the claim that they come from.
*/
create function console.claim_carve(of_claim uuid, countries text[], from_date date, until_date date, new_share integer) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c rights.claims;
  piece rights.claims;
  first_day date;
  last_day date;
  inside text[];
  is_everywhere boolean;
  is_reused boolean := false;
begin
  select * into c from rights.claims x where x.id = of_claim for update;
  first_day := greatest(from_date, c.start_date);
  last_day := least(until_date, coalesce(c.end_date, 'infinity'));
  if first_day >= last_day then return; end if;
  select bool_and(console.countries_of(s.mask) <@ countries) into is_everywhere from console.territory_spans(c.territories) s;
  -- Where a group changes its members, the list is narrowed; else the countries are named.
  inside := case when is_everywhere then c.territories
    when (select count(*) from console.territory_spans(c.territories)) = 1 then countries
    else c.territories || array(select '-' || n.code from console.country n where n.code <> all (countries) order by n.code) end;
  if not is_everywhere then
    update rights.claims x set territories = x.territories || array(select '-' || n from unnest(countries) n) where x.id = c.id;
    is_reused := true;
  end if;
  for piece in
    select p.* from (values (c.start_date, first_day, null::integer), (first_day, last_day, new_share), (last_day, coalesce(c.end_date, 'infinity'), null)) v(starts, ends, share),
      lateral (select (jsonb_populate_record(c, jsonb_build_object('start_date', v.starts, 'end_date', nullif(v.ends, 'infinity'), 'territories', to_jsonb(inside),
        'percentage', coalesce(v.share / 100.0, c.percentage), 'is_exclusive', c.is_exclusive and v.share is null,
        'metadata', coalesce(c.metadata, '{}') || jsonb_build_object('part_of', console.claim_root(c))))).*) p
    where v.starts < v.ends and v.share is distinct from 0
  loop
    if is_reused then
      piece.id := system.uuid_v7(); piece.created_at := now(); piece.has_conflict := false;
      insert into rights.claims select piece.*;
    else
      update rights.claims x set start_date = piece.start_date, end_date = piece.end_date, percentage = piece.percentage, is_exclusive = piece.is_exclusive where x.id = c.id;
      is_reused := true;
    end if;
  end loop;
  if not is_reused then update rights.claims x set verification_status = 'rejected', verified_by = console.me(), verified_at = now() where x.id = c.id; end if;
end $$;

grant execute on function console.claim_preview(jsonb), console.claim_save(uuid, jsonb, bigint) to console_staff;

reset role;
