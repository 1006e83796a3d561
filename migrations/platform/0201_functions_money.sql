-- What services and jobs call for finance and promotion.

--------------------------------------------------------------------------------------------------------------- finance

create function finance.plan_of(account uuid) returns finance.subscription_plans language sql stable as $$
  select p.* from finance.subscription_plans p
  left join finance.subscriptions s on s.plan_id = p.id and s.user_id = account and s.status in ('trialing', 'active', 'past_due')
  where s.id is not null or p.tier = 'free' and p.is_active
  order by s.id is null, p.created_at
  limit 1
$$;
comment on function finance.plan_of is 'the plan a user is on; without a subscription the free one';

create function finance.sale_amounts(seller uuid, amount numeric, processor finance.payment_processor)
returns table (
  amount_fees numeric, amount_commission numeric, amount_seller numeric, commission_rate numeric, seller_tier finance.plan_tier
)
language sql stable as $$
  with sale as (
    select tier, rate, round(amount * coalesce((fee ->> 'percent')::numeric, 0) / 100 + coalesce((fee ->> 'fixed')::numeric, 0), 4) as fees
    from (select coalesce((finance.plan_of(seller)).tier, 'free') as tier) seller_plan,
      lateral (select (system.setting('finance.commission_rates') ->> tier::text)::numeric as rate) commission,
      lateral (select system.setting('finance.processor_fees') -> processor::text as fee) processor_fee
  )
  select fees, round(amount * rate / 100, 4), amount - fees - round(amount * rate / 100, 4), rate, tier from sale
$$;
comment on function finance.sale_amounts is
  'how a sale of now divides: the buyer pays the listed price, fee and commission are the seller''s';

create function finance.apply_discount_code(promo_code citext, amount numeric, account uuid, amount_currency char(3) default 'USD')
returns numeric language plpgsql as $$
declare
  discount finance.discount_codes;
  reduction numeric := 0;
begin
  -- Held until commit, so that the last use is not given twice.
  select * into discount from finance.discount_codes where code = promo_code for update;
  if not found or not discount.is_active or now() < discount.valid_from or now() > discount.valid_until then
    raise exception 'the code % is not valid', promo_code using errcode = 'invalid_parameter_value';
  elsif discount.used_count >= discount.max_uses then
    raise exception 'the code % is used up', promo_code using errcode = 'invalid_parameter_value';
  elsif discount.currency <> amount_currency then
    raise exception 'the code % is for %', promo_code, discount.currency using errcode = 'invalid_parameter_value';
  elsif amount < discount.min_amount then
    raise exception 'the code % needs at least %', promo_code, discount.min_amount using errcode = 'invalid_parameter_value';
  elsif (select count(*) from finance.discount_usages u where u.discount_code_id = discount.id and u.user_id = account)
    >= discount.max_uses_per_user then
    raise exception 'the code % was already used', promo_code using errcode = 'invalid_parameter_value';
  end if;

  case discount.type
    when 'percentage' then reduction := round(amount * discount.value / 100, 4);
    when 'fixed' then reduction := least(discount.value, amount);
    when 'credits', 'free_pitches' then perform finance.add_credits(account, 'pitch', discount.value::int, 'code ' || promo_code);
  end case;
  update finance.discount_codes set used_count = used_count + 1 where id = discount.id;
  insert into finance.discount_usages (discount_code_id, user_id, amount_discounted, currency)
  values (discount.id, account, reduction, amount_currency);
  return reduction;
end $$;
comment on function finance.apply_discount_code is 'checks a code, writes its use and returns what it takes off the amount';

create function finance.calculate_mrr() returns table (currency char(3), mrr numeric) language sql stable as $$
  select p.currency, sum(case s.billing_period when 'yearly' then p.price_yearly / 12 when 'lifetime' then 0 else p.price_monthly end)
  from finance.subscriptions s join finance.subscription_plans p on p.id = s.plan_id
  where s.status = 'active' and s.billing_period is not null
  group by p.currency
$$;
comment on function finance.calculate_mrr() is 'monthly recurring revenue of active subscriptions';

create function finance.add_credits(account uuid, credit finance.credit_kind, amount int, why text) returns int language plpgsql as $$
declare
  remaining int;
begin
  insert into finance.credit_balances (user_id, kind, last_reset_at) values (account, credit, now()) on conflict (user_id, kind) do nothing;
  select credits_remaining into remaining from finance.credit_balances where user_id = account and kind = credit for update;
  -- The ledger moves the balance.
  insert into finance.credit_ledger (user_id, kind, delta, balance_after, reason) values (account, credit, amount, remaining + amount, why);
  return remaining + amount;
end $$;

create function finance.decrement_credits(account uuid, credit finance.credit_kind, amount int) returns int language plpgsql as $$
declare
  balance finance.credit_balances;
begin
  select * into balance from finance.credit_balances where user_id = account and kind = credit for update;
  if not found or balance.credits_remaining < amount then
    raise exception 'not enough credits' using errcode = 'check_violation';
  end if;
  if balance.credits_used_today + amount > (finance.plan_of(account)).credits_daily_limit then
    raise exception 'the daily limit of credits is reached' using errcode = 'check_violation';
  end if;
  return finance.add_credits(account, credit, -amount, 'use');
end $$;
comment on function finance.decrement_credits is 'uses credits within balance and daily limit and returns what remains';

create function finance.release_holds() returns bigint language plpgsql as $$
declare
  due uuid;
  released bigint := 0;
begin
  for due in
    select s.id from finance.transactions s
    where s.type in ('product_purchase', 'service_purchase', 'webinar_registration') and s.counterparty_id is not null
      and s.status = 'completed' and s.hold_until <= now()
      and not exists (select from finance.transactions r where r.parent_transaction_id = s.id and r.type = 'deposit')
    order by s.id
  loop
    -- A refund of the sale that is being written ends first; then what remains is known.
    perform from finance.transactions where id = due for no key update;
    insert into finance.transactions
      (user_id, type, status, entity_type, entity_id, currency, amount_total, amount_seller, parent_transaction_id, description)
    select s.counterparty_id, 'deposit', 'completed', 'transaction', s.id, s.currency, remaining, remaining, s.id, 'release of hold'
    from finance.transactions s,
      lateral (
        select s.amount_seller - coalesce(sum(r.amount_seller), 0) as remaining from finance.transactions r
        where r.parent_transaction_id = s.id and r.type = 'refund' and r.status = 'completed'
      ) after_refunds
    where s.id = due and s.status = 'completed' and remaining > 0
    on conflict (parent_transaction_id) where type = 'deposit' do nothing;
    if found then
      released := released + 1;
    end if;
  end loop;
  return released;
end $$;
comment on function finance.release_holds() is 'hourly: sale income whose hold has ended becomes available, as a transaction of its own';
-- A hold is released once, and the job finds the sales that are due without reading all of them.
create unique index transactions_release_idx on finance.transactions (parent_transaction_id) where type = 'deposit';
create index transactions_hold_idx on finance.transactions (hold_until) where status = 'completed' and hold_until is not null;

create function finance.payout_refusal(account uuid, wallet uuid, method uuid, payout_amount numeric, payout_currency char(3)) returns text
language sql stable as $$
  select case
    when w.id is null then 'this is not a wallet of yours in that currency'
    when not w.payouts_enabled then 'payouts are not enabled'
    when m.id is null then 'this is not a payout method of yours'
    when minimum is null then 'there are no payouts in this currency'
    when payout_amount < minimum then 'the amount is below the minimum of ' || minimum
    when payout_amount > w.balance_available - coalesce(open_amount, 0) then 'the amount is more than what is available'
  end
  from (select (system.setting('finance.min_withdrawal') ->> payout_currency)::numeric as minimum) setting
  left join finance.wallets w on w.id = wallet and w.user_id = account and w.currency = payout_currency
  left join finance.payment_methods m on m.id = method and m.user_id = account and m.status = 'active' and m.usage in ('payout', 'both')
  left join lateral (
    select sum(p.amount) as open_amount from finance.payouts p
    where p.wallet_id = wallet and p.status in ('pending', 'on_hold', 'approved', 'processing')
  ) requested on true
$$;
comment on function finance.payout_refusal is 'why a user may not request this payout; null when nothing is against it';

------------------------------------------------------------------------------------------------------------- promotion

create function promotion.generate_referral_code() returns text language plpgsql volatile as $$
declare
  code text;
begin
  loop
    code := upper(left(replace(gen_random_uuid()::text, '-', ''), 8));
    exit when not exists (select from identity.users where referral_code = code)
      and not exists (select from promotion.partners where referral_code = code);
  end loop;
  return code;
end $$;

create function promotion.tier_rate(tier promotion.partner_tier) returns numeric language sql immutable parallel safe as $$
  select case tier when 'bronze' then 3 when 'silver' then 5 when 'gold' then 7 when 'platinum' then 10 when 'diamond' then 15 end
$$;
comment on function promotion.tier_rate is 'percent of a partner tier';

create function promotion.calculate_partner_commission(partner uuid, amount numeric) returns numeric language sql stable as $$
  select round(amount * promotion.tier_rate(tier) / 100, 4) from promotion.partners where id = partner
$$;

create function promotion.calculate_pitch_success_rate(account uuid) returns numeric language sql stable as $$
  select round(100.0 * count(*) filter (where status = 'accepted') / nullif(count(*), 0), 2)
  from promotion.pitches where user_id = account and status in ('accepted', 'rejected')
$$;
comment on function promotion.calculate_pitch_success_rate is
  'percent of the decided pitches that were accepted; null before the first decision';

create function promotion.check_pitch_limit(account uuid) returns boolean language sql stable as $$
  select coalesce(
    (select count(*) from promotion.pitches where user_id = account and created_at >= date_trunc('month', now()))
      < (finance.plan_of(account)).pitches_monthly_limit,
    true
  )
$$;
comment on function promotion.check_pitch_limit is 'whether the plan allows another pitch this month';
