-- Money of conflicts: the disputed part of an income is held, and given out once when the claims agree. A calculation's net_amount is
-- what the platform pays of it.

set local role console_owner;

/* The period of a calculation, half-open; empty where the platform does not say it. */
create view console.royalty_now as
  select c.id, c.entity_type, c.entity_id, c.royalty_type, c.territory_code, c.status, c.currency, c.user_id, coalesce(c.net_amount, c.amount) as pays,
    coalesce(c.period_start, p.start_date) as from_date, coalesce(c.period_end, p.end_date) + 1 as until_date
  from finance.royalty_calculations c left join finance.royalty_periods p on p.id = c.period_id;

/* The claim that a part of a claim was cut from, or the claim itself. */
create function console.claim_root(c rights.claims) returns uuid
language sql immutable set search_path = pg_catalog, pg_temp as $$ select coalesce((c.metadata ->> 'part_of')::uuid, c.id) $$;

/*
 Holds the disputed part of what is not paid yet, of these conflicts or of all: only the disputed share, only in its countries, and
 of a period that is disputed for some of its days only that many days. What is held already stays as it is.
*/
create function console.conflict_hold_money(wanted uuid[] default null) returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  held uuid[];
begin
  perform set_config('console.money', 'on', true);
  with part as (
    select c.id as calculation_id, s.conflict_id, c.territory_code, c.currency, c.pays, c.until_date - c.from_date as days,
      min(greatest((s.part).from_date, c.from_date)) as from_date, max(least((s.part).until_date, c.until_date)) as until_date,
      sum((s.part).disputed::bigint * (least((s.part).until_date, c.until_date) - greatest((s.part).from_date, c.from_date))) as weight,
      (select array_agg(distinct console.claim_root(x)) from console.conflict_segment y, rights.claims x
       where y.conflict_id = s.conflict_id and y.state = 'open' and c.territory_code = any ((y.part).countries) and x.id = any ((y.part).disputed_claims)) as claims
    from console.conflict_segment s
    join rights.conflicts k on k.id = s.conflict_id and k.status <> 'resolved'
    join console.royalty_now c on c.entity_type = k.entity_type and c.entity_id = k.entity_id and c.royalty_type = k.right_type
      and c.territory_code = any ((s.part).countries) and c.from_date < (s.part).until_date and c.until_date > (s.part).from_date
    where s.state = 'open' and (wanted is null or s.conflict_id = any (wanted)) and c.status <> 'paid' and c.pays > 0
      and not exists (select from console.conflict_hold h where h.calculation_id = c.id and h.state = 'held')
    group by c.id, s.conflict_id, c.territory_code, c.currency, c.pays, c.from_date, c.until_date),
  added as (
    insert into console.conflict_hold (conflict_id, calculation_id, country, from_date, until_date, weight, days, claims, base, amount, currency)
    select p.conflict_id, p.calculation_id, p.territory_code, p.from_date, p.until_date, p.weight, p.days, p.claims, p.pays,
      greatest(least(round(p.pays * p.weight / (10000 * p.days::bigint), console.currency_decimals(p.currency)), p.pays - console.allocations_paid(p.calculation_id)), 0), p.currency
    from part p
    on conflict do nothing
    returning *),
  lower as (
    update finance.royalty_calculations c
      set net_amount = a.base - a.amount,
          adjustments = case jsonb_typeof(c.adjustments) when 'array' then c.adjustments else '[]' end
            || jsonb_build_object('type', 'rights_hold', 'hold', a.id, 'conflict', a.conflict_id, 'amount', a.amount::text)
      from added a where c.id = a.calculation_id returning c.id)
  select array_agg(l.id) into held from lower l;
  perform console.allocations_hold(x.id) from (select distinct a.calculation_id as id from finance.royalty_allocations a where a.calculation_id = any (held)) x;
  perform set_config('console.money', '', true);
  return coalesce(cardinality(held), 0);
end $$;

/*
 Gives out what a conflict holds and nothing disputes any more, as the claims stand now, to the minor unit: each party its share, into
 its wallet where it has an account; what nobody claims goes on with the calculation and its recipients. Reports that are not confirmed
 wait until they are, and a resolution that can still be undone waits for its end, unless `is_final`.
*/
create function console.conflict_release_money(of_conflict uuid, is_final boolean default false) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  h console.conflict_hold;
  k rights.conflicts;
  c console.royalty_now;
  party record;
  recipient record;
  rest numeric;
  payment uuid;
begin
  select * into k from rights.conflicts x where x.id = of_conflict for no key update;
  if not is_final and exists (select from console.effect e where e.kind = 'conflict' and e.item_id = of_conflict and e.state = 'waiting') then return; end if;
  perform set_config('console.money', 'on', true);
  for h in
    select x.* from console.conflict_hold x join finance.royalty_calculations y on y.id = x.calculation_id and y.status <> 'pending'
    where x.conflict_id = of_conflict and x.state = 'held'
      and not exists (select from console.conflict_segment s where s.conflict_id = of_conflict and s.state = 'open' and x.country = any ((s.part).countries)
        and (s.part).from_date < x.until_date and (s.part).until_date > x.from_date)
    order by x.id for update of x
  loop
    select * into c from console.royalty_now x where x.id = h.calculation_id;
    rest := h.amount;
    for party in
      with share as (
        select x.id, x.user_id, sum((q.part).share::bigint * (least((q.part).until_date, h.until_date) - greatest((q.part).from_date, h.from_date))) as weight
        from console.claim_now y
        join rights.claims x on x.id = (y.share).claim_id,
          console.territory_spans(y.territories) s,
          lateral (select console.claim_span(y.share, s.from_date, s.until_date, s.mask) as part) q
        where y.entity_type = k.entity_type and y.entity_id = k.entity_id and y.right_type = k.right_type and console.claim_root(x) = any (h.claims)
          and get_bit(s.mask, (select n.no from console.country n where n.code = h.country)) = 1
          and (q.part).from_date < h.until_date and (q.part).until_date > h.from_date
        group by x.id, x.user_id),
      listed as (select array_agg(s.id order by s.id) as ids, array_agg(s.user_id order by s.id) as users, array_agg(s.weight order by s.id) as weights from share s)
      select l.ids[i] as claim_id, l.users[i] as user_id, d.parts[i] as amount
      from listed l,
        lateral (select console.divide_money(h.amount, console.currency_decimals(h.currency),
          l.weights || greatest(h.weight - (select sum(w) from unnest(l.weights) w), 0)) as parts) d,
        generate_subscripts(l.ids, 1) i
      where d.parts[i] > 0
    loop
      payment := case when party.user_id is not null then
        console.royalty_pay(party.user_id, h.currency, party.amount, k.entity_type, k.entity_id, h.id) end;
      insert into console.conflict_release (hold_id, claim_id, user_id, amount, currency, transaction_id)
      values (h.id, party.claim_id, party.user_id, party.amount, h.currency, payment);
      rest := rest - party.amount;
    end loop;
    -- What was paid meanwhile cannot be paid more; then its recipients are paid by themselves.
    for recipient in select * from console.allocation_ends(h, c.pays + rest, rest) e where e.more > 0 loop
      if c.status <> 'paid' and not recipient.is_paid then
        update finance.royalty_allocations a set amount = a.amount + recipient.more where a.id = recipient.id;
      elsif rest > 0 then
        recipient.more := least(recipient.more, rest);
        rest := rest - recipient.more;
        payment := case when recipient.user_id is not null then
          console.royalty_pay(recipient.user_id, h.currency, recipient.more, k.entity_type, k.entity_id, h.id) end;
        insert into console.conflict_release (hold_id, allocation_id, user_id, amount, currency, transaction_id)
        values (h.id, recipient.id, recipient.user_id, recipient.more, h.currency, payment);
      end if;
    end loop;
    delete from console.conflict_allocation b using finance.royalty_allocations a where a.id = b.allocation_id and a.calculation_id = h.calculation_id;
    if rest > 0 then
      payment := case when c.status = 'paid' then console.royalty_pay(c.user_id, h.currency, rest, k.entity_type, k.entity_id, h.id) end;
      insert into console.conflict_release (hold_id, user_id, amount, currency, transaction_id, is_back) values (h.id, c.user_id, rest, h.currency, payment, payment is null);
    end if;
    update finance.royalty_calculations x
      set net_amount = coalesce(x.net_amount, x.amount) + case when c.status = 'paid' then 0 else rest end,
          adjustments = x.adjustments || jsonb_build_object('type', 'rights_release', 'hold', h.id, 'conflict', h.conflict_id, 'amount', h.amount::text)
      where x.id = h.calculation_id;
    update console.conflict_hold x set state = 'released', released_at = clock_timestamp() where x.id = h.id;
  end loop;
  perform set_config('console.money', '', true);
end $$;

/* One completed royalty; the platform's own trigger moves the wallet. */
create function console.royalty_pay(payee uuid, in_currency text, amount numeric, of_type system.entity_type, of_entity uuid, hold uuid) returns uuid
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  payment uuid := system.uuid_v7();
begin
  insert into finance.transactions (id, user_id, type, status, currency, amount_total, entity_type, entity_id, description, metadata)
  values (payment, payee, 'royalty', 'completed', in_currency, amount, of_type, of_entity, 'Released after a conflict of rights', jsonb_build_object('rights_hold', hold));
  return payment;
end $$;

/* New income of a disputed part is held as it arrives; income that is restated keeps its held part in proportion. */
create function console.royalty_kept() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  h console.conflict_hold;
  pays numeric;
begin
  if current_setting('console.money', true) = 'on' then return new; end if;
  select * into h from console.conflict_hold x where x.calculation_id = new.id and x.state = 'held' for update;
  if h.id is null then return new; end if;
  pays := case when new.net_amount is distinct from old.net_amount then coalesce(new.net_amount, new.amount) else new.amount end;
  h.amount := least(round(pays * h.weight / (10000 * h.days::bigint), console.currency_decimals(h.currency)), pays - console.allocations_paid(new.id));
  update console.conflict_hold x set base = pays, amount = greatest(h.amount, 0) where x.id = h.id;
  new.net_amount := pays - greatest(h.amount, 0);
  return new;
end $$;

create function console.royalty_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  conflict uuid;
begin
  if current_setting('console.money', true) = 'on' then return null; end if;
  if tg_op = 'INSERT' then
    for conflict in
      select k.id from rights.conflicts k where k.entity_type = new.entity_type and k.entity_id = new.entity_id and k.right_type = new.royalty_type
        and k.status <> 'resolved' order by k.id for no key update
    loop
      if console.conflict_hold_money(array[conflict]) > 0 then perform console.conflict_refresh(conflict, true); end if;
    end loop;
    return null;
  end if;
  select h.conflict_id into conflict from console.conflict_hold h where h.calculation_id = new.id and h.state = 'held';
  if conflict is null then return null; end if;
  perform console.allocations_hold(new.id);
  perform console.conflict_release_money(conflict);
  perform console.conflict_refresh(conflict, true);
  return null;
end $$;

/*
 Calculations whose money does not add up: what they pay, what is held and what was released must be what they paid before the first
 hold, each release must come to its hold, and recipients are never given more than it pays. Empty = every unit is accounted for.
*/
create function console.conflict_money_prove() returns table (calculation_id uuid, earned numeric, pays numeric, held numeric, released numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with hold as (
    select h.*, (select coalesce(sum(r.amount), 0) from console.conflict_release r where r.hold_id = h.id) as given,
      (select coalesce(sum(r.amount), 0) from console.conflict_release r where r.hold_id = h.id and not r.is_back) as gone
    from console.conflict_hold h),
  sums as (
    select h.calculation_id, (array_agg(h.base order by h.id))[1] as earned, coalesce(sum(h.amount) filter (where h.state = 'held'), 0) as held,
      coalesce(sum(h.gone) filter (where h.state = 'released'), 0) as released, bool_or(h.state = 'released' and h.given <> h.amount or h.state = 'held' and h.given <> 0) as is_wrong,
      bool_or(h.state = 'held') as is_held
    from hold h group by 1)
  select s.calculation_id, s.earned, coalesce(c.net_amount, c.amount), s.held, s.released
  from sums s join finance.royalty_calculations c on c.id = s.calculation_id
  where (select console.can('rights.read')) and (s.is_wrong or s.earned <> coalesce(c.net_amount, c.amount) + s.held + s.released
    or s.is_held and (select sum(a.amount) from finance.royalty_allocations a where a.calculation_id = s.calculation_id) > coalesce(c.net_amount, c.amount))
$$;

grant execute on function console.conflict_money_prove() to console_staff;

reset role;
