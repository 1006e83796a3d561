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

/*
 All overlaps of the entities after one and up to another, by key; of all by default. Keys whose claims cannot come to more than the
 whole are not looked at closer.
*/
create function console.overlaps_between(
  after_type system.entity_type default 'track', after_id uuid default '00000000-0000-0000-0000-000000000000',
  until_type system.entity_type default 'release', until_id uuid default 'ffffffff-ffff-ffff-ffff-ffffffffffff')
returns table (entity_type system.entity_type, entity_id uuid, right_type rights.royalty_type, parts console.overlap[])
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with suspect as materialized (
    select c.entity_type, c.entity_id, c.right_type from rights.claims c
    where c.verification_status <> 'rejected' and coalesce(c.end_date, 'infinity') > c.start_date
      and (c.entity_type, c.entity_id) > (after_type, after_id) and (c.entity_type, c.entity_id) <= (until_type, until_id)
    group by 1, 2, 3 having count(*) > 1 and (sum(round(c.percentage * 100)) > console.share_tolerance() or bool_or(c.is_exclusive))),
  claim as materialized (select n.* from suspect s join console.claim_now n using (entity_type, entity_id, right_type)),
  meaning as materialized (
    select t.territories, s.from_date, s.until_date, s.mask from (select distinct c.territories from claim c) t, console.territory_spans(t.territories) s),
  spans as (
    select c.entity_type, c.entity_id, c.right_type, array_agg(console.claim_span(c.share, m.from_date, m.until_date, m.mask)) as shares
    from claim c join meaning m using (territories) group by 1, 2, 3)
  select c.entity_type, c.entity_id, c.right_type, x.parts
  from spans c, lateral (select array_agg(o) as parts from console.overlaps(c.shares) o) x
  where x.parts is not null;
end $$;

/*
 The search over all claims. It goes over the claims step by step, so that it can be watched and stopped, and writes down which
 conflicts it would open, change or leave without any overlap; nothing else is written until that is applied, step by step as well.
*/
create table console.rights_check (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  by_staff uuid not null references console.staff,
  claims bigint not null,
  /* How many of them are searched, and the last entity. */
  seen bigint not null default 0,
  last_type system.entity_type not null default 'track',
  last_id uuid not null default '00000000-0000-0000-0000-000000000000',
  conflicts bigint not null default 0,
  milliseconds numeric(12, 1) not null default 0,
  is_done boolean not null default false
);
comment on table console.rights_check is 'Each search over all claims';

create table console.rights_finding (
  check_id bigint not null references console.rights_check on delete cascade,
  no integer not null,
  entity_type system.entity_type not null,
  entity_id uuid not null,
  right_type rights.royalty_type not null,
  what text not null check (what in ('opens', 'changes', 'clears')),
  /* Of the part that comes to most, in hundredths of a per cent; null where nothing overlaps. */
  total integer,
  parts integer not null,
  is_applied boolean not null default false,
  primary key (check_id, no)
);
comment on table console.rights_finding is 'What a search found to be other than the conflicts say';
create index rights_finding_left on console.rights_finding (check_id, no) where not is_applied;

/* How far a search is and what it found: RightsCheck of shared/conflicts.ts, with the first 50 findings, those that come to most first. */
create function console.rights_check_json(c console.rights_check) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', c.id, 'at', c.at, 'by', console.staff_ref(c.by_staff), 'claims', c.claims, 'seen', c.seen, 'conflicts', c.conflicts, 'milliseconds', c.milliseconds,
    'isDone', c.is_done, 'opens', n.opens, 'changes', n.changes, 'clears', n.clears, 'left', n.left_over,
    'findings', (select coalesce(jsonb_agg(jsonb_build_object('no', f.no, 'what', f.what, 'title', coalesce(t.title, r.title), 'entityType', f.entity_type, 'rightType', f.right_type,
        'total', f.total, 'parts', f.parts, 'conflict', (select jsonb_build_object('id', w.id, 'number', w.number) from rights.conflicts k join console.work_conflict w on w.id = k.id
          where k.entity_type = f.entity_type and k.entity_id = f.entity_id and k.right_type = f.right_type and k.status <> 'resolved' order by k.detected_at, k.id limit 1))
        order by f.total desc nulls last, f.no), '[]')
      from (select * from console.rights_finding x where x.check_id = c.id order by x.total desc nulls last, x.no limit 50) f
      left join catalog.tracks t on f.entity_type = 'track' and t.id = f.entity_id
      left join catalog.releases r on f.entity_type = 'release' and r.id = f.entity_id))
  from (select count(*) filter (where f.what = 'opens') as opens, count(*) filter (where f.what = 'changes') as changes, count(*) filter (where f.what = 'clears') as clears,
          count(*) filter (where not f.is_applied) as left_over
        from console.rights_finding f where f.check_id = c.id) n
$$;

/* Begins a search, or goes on with one's own by the next `step` claims. Returns how far it is and what it found until then. */
create function console.rights_search(of_check bigint default null, step integer default 25000) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  started timestamptz := clock_timestamp();
  c console.rights_check;
  next_type system.entity_type;
  next_id uuid;
begin
  perform console.require('rights.act');
  if step not between 1 and 1000000 then perform console.refuse('BL006', 'A step is 1 to 1,000,000 claims.', '{"field": "step"}'); end if;
  if of_check is null then
    delete from console.rights_finding f using console.rights_check o where o.id = f.check_id and o.at < now() - interval '1 day';
    insert into console.rights_check (by_staff, claims) values (console.me(), (select count(*) from rights.claims)) returning * into c;
  else
    select * into c from console.rights_check x where x.id = of_check and x.by_staff = console.me() and not x.is_done for update;
    if c.id is null then perform console.refuse('BL007', 'This search is over or somebody else''s. Begin another one.'); end if;
  end if;
  select x.entity_type, x.entity_id into next_type, next_id from rights.claims x
    where (x.entity_type, x.entity_id) > (c.last_type, c.last_id) order by x.entity_type, x.entity_id offset step - 1 limit 1;
  c.is_done := next_id is null;
  if c.is_done then next_type := 'release'; next_id := 'ffffffff-ffff-ffff-ffff-ffffffffffff'; end if;
  with now as materialized (
    select e.entity_type, e.entity_id, e.right_type, (select array_agg(p order by p) from unnest(e.parts) p) as parts
    from console.overlaps_between(c.last_type, c.last_id, next_type, next_id) e),
  said as (
    select x.entity_type, x.entity_id, x.right_type, array_agg(s.part order by s.part) as parts
    from rights.conflicts x join console.conflict_segment s on s.conflict_id = x.id and s.state = 'open'
    where x.status <> 'resolved' and (x.entity_type, x.entity_id) > (c.last_type, c.last_id) and (x.entity_type, x.entity_id) <= (next_type, next_id)
    group by 1, 2, 3),
  found as (
    insert into console.rights_finding (check_id, no, entity_type, entity_id, right_type, what, total, parts)
    select c.id, row_number() over () + coalesce((select max(f.no) from console.rights_finding f where f.check_id = c.id), 0),
      coalesce(n.entity_type, s.entity_type), coalesce(n.entity_id, s.entity_id), coalesce(n.right_type, s.right_type),
      case when s.parts is null then 'opens' when n.parts is null then 'clears' else 'changes' end,
      (select max(p.total) from unnest(n.parts) p), coalesce(cardinality(n.parts), 0)
    from now n full join said s on s.entity_type = n.entity_type and s.entity_id = n.entity_id and s.right_type = n.right_type
    where n.parts is distinct from s.parts)
  select c.conflicts + count(*) into c.conflicts from now;
  update console.rights_check x
    set seen = case when c.is_done then greatest(x.claims, x.seen) else x.seen + step end, last_type = next_type, last_id = next_id, conflicts = c.conflicts, is_done = c.is_done,
        milliseconds = x.milliseconds + extract(epoch from clock_timestamp() - started) * 1000
    where x.id = c.id returning * into c;
  return console.rights_check_json(c);
end $$;

/* Makes the next `step` conflicts say what overlaps now, whatever was changed since the search. Returns as rights_search; 0 left is the end. */
create function console.rights_apply(of_check bigint, step integer default 20) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  c console.rights_check;
  f console.rights_finding;
begin
  perform console.require('rights.act');
  select * into c from console.rights_check x where x.id = of_check and x.by_staff = console.me() and x.is_done for update;
  if c.id is null then perform console.refuse('BL007', 'This search is not finished or somebody else''s. Begin another one.'); end if;
  for f in select * from console.rights_finding x where x.check_id = c.id and not x.is_applied order by x.no limit least(step, 1000) loop
    perform console.conflict_apply(f.entity_type, f.entity_id, f.right_type, (select array_agg(o) from console.overlaps_of(f.entity_type, f.entity_id, f.right_type) o));
    update console.rights_finding x set is_applied = true where x.check_id = f.check_id and x.no = f.no;
  end loop;
  return console.rights_check_json(c);
end $$;

create function console.rights_last_check() returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select console.rights_check_json(r) from console.rights_check r where (select console.can('rights.read')) and r.is_done order by r.id desc limit 1
$$;

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
  from console.overlaps_between() e
  join lateral (select y.id from rights.conflicts y where y.entity_type = e.entity_type and y.entity_id = e.entity_id and y.right_type = e.right_type
                and y.status <> 'resolved' order by y.detected_at, y.id limit 1) k on true,
  unnest(e.parts) with ordinality x(countries, from_date, until_date, claims, shares, total, reason, disputed_claims, disputed, place)
  where not exists (select from console.conflict_segment s where s.conflict_id = k.id);
  perform console.conflict_hold_money();
  perform console.conflict_refresh(h.conflict_id, false) from (select distinct x.conflict_id from console.conflict_hold x where x.state = 'held') h;
  return added;
end $$;

grant execute on function console.rights_search(bigint, integer), console.rights_apply(bigint, integer), console.rights_last_check() to console_staff;

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
