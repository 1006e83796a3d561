-- Allocations under a hold. What a calculation pays is divided among its recipients, so while a part of it is held they are given less,
-- whenever the platform divides it; what a recipient was paid already stays paid.

grant references, select (id, calculation_id, recipient_type, recipient_id, percentage, amount, currency, status), update (amount) on finance.royalty_allocations to console_owner;
create policy console_rights on finance.royalty_allocations to console_owner using (true) with check (true);

set local role console_owner;

/* An amount of whole minor units in parts by weight: rounded down, what is left over one unit each to the largest remainders. */
create function console.divide_money(amount numeric, decimals integer, weights numeric[]) returns numeric[]
language sql immutable set search_path = pg_catalog, pg_temp as $$
  with part as (
    select w.place, div(amount * 10::numeric ^ decimals * w.weight, t.total) as units, mod(amount * 10::numeric ^ decimals * w.weight, t.total) as rest
    from unnest(weights) with ordinality w(weight, place), (select sum(x) as total from unnest(weights) x) t),
  ranked as (select p.*, row_number() over (order by p.rest desc, p.place) as rank, sum(p.units) over () as given from part p)
  select array_agg(round((r.units + (r.rank <= amount * 10::numeric ^ decimals - r.given)::integer) / 10::numeric ^ decimals, 4) order by r.place) from ranked r
$$;

create table console.conflict_allocation (
  allocation_id uuid primary key references finance.royalty_allocations on delete cascade,
  /* What it came to before the hold, or as the platform wrote it since. */
  base numeric(18, 4) not null
);
comment on table console.conflict_allocation is 'Shares of recipients in calculations of which something is held';

/* What of a calculation its recipients were paid already; nobody can hold that any more. */
create function console.allocations_paid(of_calculation uuid) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select coalesce(sum(a.amount), 0) from finance.royalty_allocations a where a.calculation_id = of_calculation and a.status = 'paid' $$;

/* A total divided as the recipients stood before the hold, to the smallest unit that is used; by percentage where they stood at nothing. */
create function console.allocation_parts(of_calculation uuid, total numeric, with_paid boolean) returns table (id uuid, part numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with listed as (
    select array_agg(a.id order by a.id) as ids, array_agg(greatest(b.base, 0) order by a.id) as bases, array_agg(a.percentage order by a.id) as shares,
      greatest(console.currency_decimals(max(a.currency)), max(scale(trim_scale(b.base))), scale(trim_scale(total))) as decimals
    from finance.royalty_allocations a join console.conflict_allocation b on b.allocation_id = a.id
    where a.calculation_id = of_calculation and (with_paid or a.status <> 'paid')),
  weighed as (select l.*, case when (select sum(x) from unnest(l.bases) x) > 0 then l.bases else l.shares end as weights from listed l)
  select w.ids[i], d.parts[i] from weighed w, lateral (select console.divide_money(total, w.decimals, w.weights) as parts) d, generate_subscripts(w.ids, 1) i
  where (select sum(x) from unnest(w.weights) x) > 0
$$;

/* Gives the recipients of a calculation less while a part of it is held: together never more than it pays. */
create function console.allocations_hold(of_calculation uuid) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  before text := current_setting('console.money', true);
  free numeric;
begin
  insert into console.conflict_allocation select a.id, a.amount from finance.royalty_allocations a where a.calculation_id = of_calculation on conflict do nothing;
  select least(coalesce(c.net_amount, c.amount), (select sum(b.base) from finance.royalty_allocations a join console.conflict_allocation b on b.allocation_id = a.id where a.calculation_id = c.id))
      - console.allocations_paid(c.id) into free
    from finance.royalty_calculations c where c.id = of_calculation;
  perform set_config('console.money', 'on', true);
  update finance.royalty_allocations a set amount = p.part from console.allocation_parts(of_calculation, greatest(free, 0), false) p where a.id = p.id and a.amount <> p.part;
  perform set_config('console.money', coalesce(before, ''), true);
end $$;

/*
 How much more each recipient is given when of a hold `back` returns to the calculation, which then `pays` so much: up to what they had
 before, less their part of what went to the parties. Where the platform divided only what was left, they share what comes back.
*/
create function console.allocation_ends(h console.conflict_hold, pays numeric, back numeric) returns table (id uuid, user_id uuid, is_paid boolean, more numeric)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with sums as (
    select greatest(sum(b.base) - h.amount + back, case when sum(a.percentage) >= 99.99 then pays end, 0) as total, back + greatest(sum(b.base) - h.base, 0) as most
    from finance.royalty_allocations a join console.conflict_allocation b on b.allocation_id = a.id where a.calculation_id = h.calculation_id),
  ends as (
    select a.id, a.recipient_type, a.recipient_id, a.status, greatest(p.part - a.amount, 0) as more, sum(greatest(p.part - a.amount, 0)) over (order by a.id rows between unbounded preceding and 1 preceding) as before, s.most
    from sums s, console.allocation_parts(h.calculation_id, s.total, true) p join finance.royalty_allocations a on a.id = p.id)
  -- Who was paid more than that keeps it, so the last may find less.
  select e.id, case when e.recipient_type = 'user' then e.recipient_id end, e.status = 'paid', least(e.more, e.most - coalesce(e.before, 0)) from ends e order by e.id
$$;

/*
 Whatever the platform writes to recipients while a part is held, is held in the same measure; what it says is paid must be free. After
 the hold they are given no more than the parties left of it: the platform may divide the whole, which it still knows.
*/
create function console.allocations_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  calculation uuid;
  changed uuid[];
begin
  if current_setting('console.money', true) = 'on' then return null; end if;
  if tg_op = 'INSERT' then
    select array_agg(n.id) into changed from added n;
  else
    select array_agg(n.id) into changed from added n join removed o on o.id = n.id where n.amount <> o.amount;
    update console.conflict_allocation b set base = n.amount from added n where b.allocation_id = n.id and n.id = any (changed);
  end if;
  for calculation in
    select distinct n.calculation_id from added n join console.conflict_hold h on h.calculation_id = n.calculation_id order by 1
  loop
    if exists (select from added n where n.calculation_id = calculation and n.id = any (changed) and n.status = 'paid')
      and console.allocations_paid(calculation) > (select coalesce(c.net_amount, c.amount) from finance.royalty_calculations c where c.id = calculation) then
      raise check_violation using message = 'A part of this calculation waits for a conflict of rights or went to its parties, so this cannot be paid to its recipients.';
    end if;
    perform console.allocations_hold(calculation);
    -- What went to the parties does not come back, so what a later hold finds is what counts before it.
    if not exists (select from console.conflict_hold h where h.calculation_id = calculation and h.state = 'held') then
      delete from console.conflict_allocation b using finance.royalty_allocations a where a.id = b.allocation_id and a.calculation_id = calculation;
    end if;
  end loop;
  return null;
end $$;

reset role;

create trigger console_allocations_added after insert on finance.royalty_allocations
  referencing new table as added for each statement execute function console.allocations_synced();
create trigger console_allocations_changed after update on finance.royalty_allocations
  referencing old table as removed new table as added for each statement execute function console.allocations_synced();
