-- What happens by itself to money: finance and promotion.

--------------------------------------------------------------------------------------------------------------- finance

create function finance.prepare_transaction() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  sale finance.transactions;
begin
  if tg_op = 'UPDATE' and old.status in ('completed', 'refunded', 'disputed') and
    (new.user_id, new.counterparty_id, new.type, new.currency, new.amount_total, new.amount_fees, new.amount_commission, new.amount_seller,
      new.commission_rate, new.seller_tier) is distinct from
    (old.user_id, old.counterparty_id, old.type, old.currency, old.amount_total, old.amount_fees, old.amount_commission, old.amount_seller,
      old.commission_rate, old.seller_tier)
  then
    raise exception 'the amounts of a completed transaction do not change; write another transaction' using errcode = 'check_violation';
  end if;

  if new.status = 'completed' and (tg_op = 'INSERT' or old.status <> 'completed') then
    new.completed_at := coalesce(new.completed_at, now());
    -- The hold of a service starts when the buyer approves it.
    if new.type in ('product_purchase', 'webinar_registration') then
      new.hold_until := coalesce(new.hold_until, new.completed_at + make_interval(days => system.setting('finance.hold_days')::int));
    elsif new.type = 'refund' and new.amount_seller = 0 then
      -- The seller gives back what he had of the returned part; fees stay with the processor.
      select * into sale from finance.transactions where id = new.parent_transaction_id;
      new.amount_seller := coalesce(round(sale.amount_seller * new.amount_total / nullif(sale.amount_total, 0), 4), 0);
    end if;
  end if;
  return new;
end $$;
create trigger prepare_transaction before insert or update on finance.transactions
  for each row execute function finance.prepare_transaction();

create function finance.move_balance(
  account uuid, in_currency char(3), available numeric, pending numeric default 0, earned numeric default 0, withdrawn numeric default 0,
  spent numeric default 0, processor finance.payment_processor default null
) returns void language sql as $$
  insert into finance.wallets (user_id, currency) values (account, in_currency) on conflict (user_id, currency) do nothing;
  update finance.wallets set
    balance_available = balance_available + available,
    balance_pending = balance_pending + pending,
    total_earned = total_earned + earned,
    total_earned_stripe = total_earned_stripe + case processor when 'stripe' then earned else 0 end,
    total_earned_paypal = total_earned_paypal + case processor when 'paypal' then earned else 0 end,
    total_withdrawn = total_withdrawn + withdrawn,
    total_withdrawn_stripe = total_withdrawn_stripe + case processor when 'stripe' then withdrawn else 0 end,
    total_withdrawn_paypal = total_withdrawn_paypal + case processor when 'paypal' then withdrawn else 0 end,
    total_spent_on_platform = total_spent_on_platform + spent
  where user_id = account and currency = in_currency;
$$;
comment on function finance.move_balance is 'adds to the wallet of a user in a currency and makes it if need be';

create function finance.apply_transaction_to_wallet() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  by_wallet int := (new.payment_processor = 'wallet' is true)::int;
  earned numeric := coalesce(nullif(new.amount_seller, 0), new.amount_total - new.amount_fees - new.amount_commission);
  sale finance.transactions;
  refunded numeric;
  held numeric;
begin
  -- The sale, then the wallets in the order of their ids: two who change the same ones must not wait for each other.
  select * into sale from finance.transactions where id = new.parent_transaction_id for no key update;
  perform from finance.wallets
  where user_id in (new.user_id, new.counterparty_id, sale.counterparty_id) and currency = new.currency
  order by id for no key update;

  case
    when new.type in ('product_purchase', 'service_purchase', 'webinar_registration') then
      perform finance.move_balance(new.user_id, new.currency, -new.amount_total * by_wallet, spent => new.amount_total);
      if new.counterparty_id is not null then
        perform finance.move_balance(new.counterparty_id, new.currency, 0, pending => new.amount_seller, earned => new.amount_seller,
          processor => new.payment_processor);
      end if;

    when new.type in ('pitch_payment', 'subscription_payment') then
      perform finance.move_balance(new.user_id, new.currency, -new.amount_total * by_wallet, spent => new.amount_total);

    when new.type = 'deposit' and new.parent_transaction_id is not null then
      perform finance.move_balance(new.user_id, new.currency, new.amount_seller, pending => -new.amount_seller);

    when new.type = 'deposit' then
      perform finance.move_balance(new.user_id, new.currency, new.amount_total);

    when new.type in ('royalty', 'advance', 'partner_commission', 'bonus') then
      perform finance.move_balance(new.user_id, new.currency, earned, earned => earned, processor => new.payment_processor);

    when new.type = 'payout' then
      perform finance.move_balance(new.user_id, new.currency, -new.amount_total, withdrawn => new.amount_total,
        processor => new.payment_processor);

    when new.type = 'penalty' then
      perform finance.move_balance(new.user_id, new.currency, -new.amount_total);

    when new.type = 'refund' then
      select sum(amount_total) into refunded from finance.transactions
      where parent_transaction_id = sale.id and type = 'refund' and status = 'completed';
      if refunded > sale.amount_total then
        raise exception 'the refunds of a sale are not more than its price' using errcode = 'check_violation';
      end if;
      perform finance.move_balance(new.user_id, new.currency, new.amount_total * by_wallet, spent => -new.amount_total);
      if sale.counterparty_id is not null then
        -- From what is still on hold; after its release from what is available, below zero if need be.
        held := case when exists (select from finance.transactions r where r.parent_transaction_id = sale.id and r.type = 'deposit') then 0
          else new.amount_seller end;
        perform finance.move_balance(sale.counterparty_id, new.currency, held - new.amount_seller, pending => -held,
          earned => -new.amount_seller, processor => sale.payment_processor);
      end if;
      update finance.transactions s
      set refunded_at = coalesce(refunded_at, now()), status = case when refunded = amount_total then 'refunded' else status end
      where s.id = sale.id;
  end case;
  return null;
end $$;
comment on function finance.apply_transaction_to_wallet() is 'a completed transaction moves the wallets it concerns; nothing else does';
create trigger apply_transaction_to_wallet after insert on finance.transactions
  for each row when (new.status = 'completed') execute function finance.apply_transaction_to_wallet();
create trigger apply_transaction_to_wallet_later after update of status on finance.transactions
  for each row when (new.status = 'completed' and old.status in ('pending', 'processing'))
  execute function finance.apply_transaction_to_wallet();

create function finance.apply_credit_change() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into finance.credit_balances (user_id, kind, last_reset_at) values (new.user_id, new.kind, now())
  on conflict (user_id, kind) do nothing;
  update finance.credit_balances set
    credits_remaining = credits_remaining + new.delta,
    credits_used_today = credits_used_today + greatest(-new.delta, 0)
  where user_id = new.user_id and kind = new.kind;
  return null;
end $$;
comment on function finance.apply_credit_change() is 'the ledger moves the balance';
create trigger apply_credit_change after insert on finance.credit_ledger for each row execute function finance.apply_credit_change();

------------------------------------------------------------------------------------------------------------- promotion

create function promotion.on_pitch_created() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into analytics.daily_analytics as d (stat_date, pitches_created)
  select (created_at at time zone 'utc')::date, count(*) from created group by 1
  on conflict (stat_date) do update set pitches_created = coalesce(d.pitches_created, 0) + excluded.pitches_created;
  return null;
end $$;
comment on function promotion.on_pitch_created() is 'counts new pitches, once a statement';
create trigger on_pitch_created after insert on promotion.pitches referencing new table as created
  for each statement execute function promotion.on_pitch_created();

create function promotion.on_pitch_accepted() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  new.decided_at := coalesce(new.decided_at, now());
  if new.status = 'accepted' then
    insert into analytics.daily_analytics as d (stat_date, pitches_accepted) values ((now() at time zone 'utc')::date, 1)
    on conflict (stat_date) do update set pitches_accepted = coalesce(d.pitches_accepted, 0) + 1;
  end if;
  return new;
end $$;
create trigger on_pitch_accepted before update of status on promotion.pitches
  for each row when (new.status in ('accepted', 'rejected') and old.status is distinct from new.status)
  execute function promotion.on_pitch_accepted();

create function promotion.notify_pitch_status() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into system.notifications (user_id, type, level, title, entity_type, entity_id, data)
  values (
    new.user_id, 'pitch_status',
    case new.status when 'accepted' then 'success' when 'rejected' then 'warning' else 'info' end::system.notification_level,
    'Your pitch is ' || replace(new.status::text, '_', ' '), 'pitch', new.id, jsonb_build_object('from', old.status, 'to', new.status)
  );
  return null;
end $$;
create trigger notify_pitch_status after update of status on promotion.pitches
  for each row when (old.status is distinct from new.status) execute function promotion.notify_pitch_status();

create function promotion.on_partner_commission() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update promotion.partners
  set total_commission = total_commission + new.amount, conversions_count = conversions_count + 1
  where id = new.partner_id;
  return null;
end $$;
create trigger on_partner_commission after insert on promotion.partner_commissions
  for each row execute function promotion.on_partner_commission();

/* Commission of a partner and reward of a referral are not both earned by the same account with the same person; they wait for each other. */
create function promotion.refuse_second_reward() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  is_second boolean;
begin
  if tg_table_name = 'referrals' then
    perform from promotion.partners p where p.user_id = new.referrer_id for no key update;
    is_second := exists (
      select from promotion.partner_commissions c join promotion.partners p on p.id = c.partner_id
      where p.user_id = new.referrer_id and c.referred_user_id = new.referred_user_id and c.status <> 'cancelled');
  else
    perform from promotion.partners p where p.id = new.partner_id for no key update;
    is_second := exists (
      select from promotion.referrals r join promotion.partners p on p.user_id = r.referrer_id
      where p.id = new.partner_id and r.referred_user_id = new.referred_user_id and r.status in ('approved', 'paid'));
  end if;
  if is_second then
    raise exception 'rewards for the same person do not stack: there is a % already', case tg_table_name when 'referrals' then 'commission' else 'referral' end
      using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function promotion.refuse_second_reward() is 'partner and referral rewards do not stack';
create trigger refuse_second_reward before insert or update of status on promotion.referrals
  for each row when (new.status in ('approved', 'paid')) execute function promotion.refuse_second_reward();
create trigger refuse_second_reward before insert on promotion.partner_commissions
  for each row when (new.referred_user_id is not null and new.status <> 'cancelled') execute function promotion.refuse_second_reward();

create function promotion.set_partner_rate() returns trigger language plpgsql as $$
begin
  new.commission_rate := promotion.tier_rate(new.tier);
  return new;
end $$;
comment on function promotion.set_partner_rate() is 'the rate follows the tier';
create trigger set_partner_rate before insert or update of tier on promotion.partners
  for each row execute function promotion.set_partner_rate();
