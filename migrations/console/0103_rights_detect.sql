-- Finding conflicts: in the transaction that changes a claim, and over all claims.

set local role console_owner;

/* Which kind a set of overlaps is: titles that exclude each other or come from different agreements, else shares that are too many. */
create function console.overlap_kind(parts console.overlap[]) returns rights.conflict_type
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select (case when exists (select from unnest(parts) o where o.reason = 'exclusive')
    or exists (select from unnest(parts) o, rights.claims c where c.id = any (o.disputed_claims) group by o.countries, o.from_date
               having bool_or(c.is_exclusive) or count(distinct coalesce(c.agreement_id::text, c.agreement_reference)) > 1)
    then 'ownership' else 'split_percentage' end)::rights.conflict_type
$$;

create function console.party_json(of_claim uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select jsonb_build_object('name', c.holder_name, 'share', c.percentage, 'account', c.user_id) from rights.claims c where c.id = of_claim $$;

/*
 Makes the conflict of a key say what overlaps now: opens one, changes its open parts, or leaves it without any, to be closed by a
 person. Settled parts stay. Returns the conflict; null where there is none.
*/
create function console.conflict_apply(of_type system.entity_type, of_entity uuid, of_right rights.royalty_type, parts console.overlap[]) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  conflict uuid;
  is_new boolean := false;
  changed integer;
  added integer;
  held numeric;
begin
  select k.id into conflict from rights.conflicts k
    where k.entity_type = of_type and k.entity_id = of_entity and k.right_type = of_right and k.status <> 'resolved'
    order by k.detected_at, k.id limit 1 for no key update;
  if conflict is null then
    if coalesce(cardinality(parts), 0) = 0 then return null; end if;
    is_new := true;
    insert into rights.conflicts (entity_type, entity_id, conflict_type, right_type, claimant_info, counterparty_info, impacted_revenue, currency)
    values (of_type, of_entity, console.overlap_kind(parts), of_right, console.party_json(parts[1].claims[1]), console.party_json(parts[1].claims[2]), 0,
      coalesce((select c.currency from finance.royalty_calculations c where c.entity_type = of_type and c.entity_id = of_entity and c.royalty_type = of_right
                group by 1 order by sum(c.amount) desc limit 1), 'USD'))
    returning id into conflict;
  end if;
  delete from console.conflict_segment s where s.conflict_id = conflict and s.state = 'open' and s.part <> all (coalesce(parts, '{}'));
  get diagnostics changed = row_count;
  insert into console.conflict_segment (conflict_id, no, part)
  select conflict, coalesce((select max(s.no) from console.conflict_segment s where s.conflict_id = conflict), 0) + row_number() over (order by o.place), o.part
  from (select row(x.countries, x.from_date, x.until_date, x.claims, x.shares, x.total, x.reason, x.disputed_claims, x.disputed)::console.overlap as part, x.place
        from unnest(parts) with ordinality x(countries, from_date, until_date, claims, shares, total, reason, disputed_claims, disputed, place)) o
  where not exists (select from console.conflict_segment s where s.conflict_id = conflict and s.state = 'open' and s.part = o.part);
  get diagnostics added = row_count;
  if added + changed = 0 then return conflict; end if;
  insert into rights.conflict_claims (conflict_id, claim_id) select distinct conflict, c from unnest(parts) o, unnest(o.claims) c on conflict do nothing;
  perform set_config('console.searching', 'on', true);
  perform console.conflict_hold_money(array[conflict]);
  perform console.conflict_refresh(conflict, is_told => not is_new);
  if is_new then
    select k.impacted_revenue into held from rights.conflicts k where k.id = conflict;
    update rights.conflicts k
      set severity = coalesce((select y.severity from console.conflict_severity y where y.at_least <= held order by y.at_least desc limit 1), 'medium')
      where k.id = conflict;
  end if;
  perform set_config('console.searching', '', true);
  return conflict;
end $$;

/* All overlaps there are, by key. Keys whose claims cannot come to more than the whole are not looked at closer. */
create function console.overlaps_everywhere() returns table (entity_type system.entity_type, entity_id uuid, right_type rights.royalty_type, parts console.overlap[])
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with meaning as materialized (
    select t.territories, s.from_date, s.until_date, s.mask from (select distinct c.territories from console.claim_now c) t, console.territory_spans(t.territories) s),
  keyed as (
    select c.entity_type, c.entity_id, c.right_type from console.claim_now c group by 1, 2, 3
    having count(*) > 1 and (sum((c.share).share) > console.share_tolerance() or bool_or((c.share).is_exclusive))),
  claims as (
    select c.entity_type, c.entity_id, c.right_type, array_agg(console.claim_span(c.share, m.from_date, m.until_date, m.mask)) as shares
    from keyed k join console.claim_now c using (entity_type, entity_id, right_type) join meaning m using (territories) group by 1, 2, 3)
  select c.entity_type, c.entity_id, c.right_type, x.parts
  from claims c, lateral (select array_agg(o) as parts from console.overlaps(c.shares) o) x
  where x.parts is not null
$$;

/* Searches all claims; changes only the conflicts that say something else now. Returns claims, conflicts, changed and milliseconds. */
create function console.rights_detect() returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  started timestamptz := clock_timestamp();
  searched timestamptz;
  conflicts bigint;
  changed bigint := 0;
  k record;
  r console.rights_check;
begin
  perform console.require('rights.act');
  create temporary table everywhere on commit drop as select * from console.overlaps_everywhere();
  searched := clock_timestamp();
  select count(*) into conflicts from everywhere;
  for k in
    with said as (
      select x.entity_type, x.entity_id, x.right_type, array_agg(s.part order by s.part) as parts
      from console.conflict_segment s join rights.conflicts x on x.id = s.conflict_id where s.state = 'open' group by 1, 2, 3),
    now as (select e.entity_type, e.entity_id, e.right_type, (select array_agg(p order by p) from unnest(e.parts) p) as parts from everywhere e)
    select coalesce(n.entity_type, s.entity_type) as of_type, coalesce(n.entity_id, s.entity_id) as of_entity, coalesce(n.right_type, s.right_type) as of_right, n.parts
    from now n full join said s on s.entity_type = n.entity_type and s.entity_id = n.entity_id and s.right_type = n.right_type
    where n.parts is distinct from s.parts order by 1, 2, 3
  loop
    perform console.conflict_apply(k.of_type, k.of_entity, k.of_right, k.parts);
    changed := changed + 1;
  end loop;
  drop table everywhere;
  insert into console.rights_check (claims, conflicts, changed, milliseconds)
  values ((select count(*) from rights.claims), conflicts, changed, extract(epoch from searched - started) * 1000) returning * into r;
  return jsonb_build_object('at', r.at, 'claims', r.claims, 'conflicts', r.conflicts, 'changed', r.changed, 'milliseconds', r.milliseconds);
end $$;

/*
 A changed claim is searched in its own transaction, whoever changes it. `console.detection` = off leaves it to the next search over
 everything: for loads of millions of rows.
*/
create function console.claims_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  what constant text := 'id, entity_type, entity_id, right_type, percentage, territories, start_date, end_date, is_exclusive, verification_status, holder_name, chain_of_title';
  keys text := case tg_op when 'INSERT' then 'select * from added' when 'DELETE' then 'select * from removed'
    else format('(select %1$s from added except select %1$s from removed) union all (select %1$s from removed except select %1$s from added)', what) end;
  k record;
begin
  if current_setting('console.detection', true) = 'off' then return null; end if;
  for k in execute format('select distinct x.entity_type, x.entity_id, x.right_type from (%s) x order by 1, 2, 3', keys) loop
    perform console.conflict_apply(k.entity_type, k.entity_id, k.right_type,
      (select array_agg(o) from console.overlaps_of(k.entity_type, k.entity_id, k.right_type) o));
  end loop;
  return null;
end $$;

/* Builds what the console keeps of the conflicts that were there before it: projection, parts, holds. Returns how many were added. */
create function console.rebuild_conflicts() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint := console.conflict_project();
begin
  insert into console.conflict_segment (conflict_id, no, part)
  select k.id, row_number() over (partition by k.id order by x.place), row(x.countries, x.from_date, x.until_date, x.claims, x.shares, x.total, x.reason, x.disputed_claims, x.disputed)::console.overlap
  from console.overlaps_everywhere() e
  join lateral (select y.id from rights.conflicts y where y.entity_type = e.entity_type and y.entity_id = e.entity_id and y.right_type = e.right_type
                and y.status <> 'resolved' order by y.detected_at, y.id limit 1) k on true,
  unnest(e.parts) with ordinality x(countries, from_date, until_date, claims, shares, total, reason, disputed_claims, disputed, place)
  where not exists (select from console.conflict_segment s where s.conflict_id = k.id);
  perform console.conflict_hold_money();
  perform console.conflict_refresh(h.conflict_id, false) from (select distinct x.conflict_id from console.conflict_hold x where x.state = 'held') h;
  return added;
end $$;

grant execute on function console.rights_detect() to console_staff;

reset role;

create trigger console_conflict_synced after insert or update on rights.conflicts for each row execute function console.conflict_synced();
create trigger console_conflict_removed after delete on rights.conflicts for each row execute function console.conflict_removed();
create trigger console_claims_added after insert on rights.claims
  referencing new table as added for each statement execute function console.claims_changed();
create trigger console_claims_changed after update on rights.claims
  referencing old table as removed new table as added for each statement execute function console.claims_changed();
create trigger console_claims_removed after delete on rights.claims
  referencing old table as removed for each statement execute function console.claims_changed();
create trigger console_royalty_kept before update of amount, net_amount on finance.royalty_calculations
  for each row when (new.amount <> old.amount or new.net_amount is distinct from old.net_amount) execute function console.royalty_kept();
create trigger console_royalty_added after insert on finance.royalty_calculations for each row execute function console.royalty_synced();
create trigger console_royalty_synced after update of status, amount, net_amount on finance.royalty_calculations
  for each row when (new.status <> old.status or new.amount <> old.amount or new.net_amount is distinct from old.net_amount) execute function console.royalty_synced();

select console.rebuild_conflicts();
