-- What happens by itself. A trigger that writes to other tables runs as the owner of the schema (security definer), so that whoever may
-- make the change need not be allowed to make its consequences by hand.

-------------------------------------------------------------------------------------------------------------- identity

create function identity.handle_new_user() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  insert into identity.profiles (user_id, display_name)
  values (new.id, coalesce(new.entity_name, new.full_name, nullif(concat_ws(' ', new.first_name, new.last_name), ''), new.username::text))
  on conflict (user_id) do nothing;
  insert into identity.user_settings (user_id) values (new.id) on conflict (user_id) do nothing;
  insert into finance.wallets (user_id) values (new.id) on conflict (user_id, currency) do nothing;
  insert into finance.subscriptions (user_id, plan_id, status)
  select new.id, p.id, 'active' from finance.subscription_plans p where p.tier = 'free' and p.is_active order by p.created_at limit 1
  on conflict (user_id) do nothing;
  return null;
end $$;
comment on function identity.handle_new_user() is 'a new account gets its profile, settings, USD wallet and free subscription';
create trigger handle_new_user after insert on identity.users for each row execute function identity.handle_new_user();

-------------------------------------------------------------------------------------------------- polymorphic references

create function system.cascade_entity_delete() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  type_of_old system.entity_type := tg_argv[0];
begin
  -- Money and rights are evidence: they keep the entity, as a foreign key would.
  if exists (select from rights.claims where entity_type = type_of_old and entity_id = old.id)
    or exists (select from rights.royalty_splits where entity_type = type_of_old and entity_id = old.id)
    or exists (select from rights.conflicts where entity_type = type_of_old and entity_id = old.id)
    or exists (select from finance.royalty_calculations where entity_type = type_of_old and entity_id = old.id)
    or exists (select from finance.transactions where entity_type = type_of_old and entity_id = old.id)
  then
    raise exception '% % has rights or money attached and cannot be deleted', type_of_old, old.id using errcode = 'foreign_key_violation';
  end if;

  -- What belongs to it goes with it.
  delete from catalog.credits where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.content_tags where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.assets where entity_type = type_of_old and entity_id = old.id;
  delete from catalog.version_history where entity_type = type_of_old and entity_id = old.id;
  delete from community.likes where entity_type = type_of_old and entity_id = old.id;
  delete from marketplace.reviews where entity_type = type_of_old and entity_id = old.id;
  delete from analytics.daily_stats where entity_type = type_of_old and entity_id = old.id;
  delete from analytics.audience_demographics where entity_type = type_of_old and entity_id = old.id;

  -- What only speaks of it stays. Cases, reports, approvals and logs keep the id as the record of what was decided.
  update support.tickets set entity_type = null, entity_id = null where entity_type = type_of_old and entity_id = old.id;
  update system.notifications set entity_type = null, entity_id = null where entity_type = type_of_old and entity_id = old.id;
  return null;
end $$;
comment on function system.cascade_entity_delete() is
  'does for (entity_type, entity_id) what foreign keys do: refuses, deletes or detaches';

do $$
declare
  entity record;
begin
  for entity in
    select * from (values
      ('organization', 'identity.organizations'), ('artist', 'catalog.artists'), ('track', 'catalog.tracks'),
      ('track_version', 'catalog.track_versions'), ('release', 'catalog.releases'), ('asset', 'catalog.assets'),
      ('asset_bundle', 'catalog.asset_bundles'), ('playlist', 'promotion.playlists'), ('pitch', 'promotion.pitches'),
      ('product', 'marketplace.products'), ('service', 'marketplace.services'), ('order', 'marketplace.orders'),
      ('webinar', 'marketplace.webinars'), ('post', 'community.posts'), ('comment', 'community.comments'),
      ('group', 'community.groups'), ('article', 'community.articles'), ('project', 'studio.projects'), ('persona', 'studio.personas')
    ) entities (kind, table_name)
  loop
    execute format(
      'create trigger cascade_entity_delete after delete on %s for each row execute function system.cascade_entity_delete(%L)',
      entity.table_name, entity.kind
    );
  end loop;
end $$;

---------------------------------------------------------------------------------------------------------------- audit

create function system.keep_audit() returns trigger language plpgsql as $$
begin
  raise exception 'records of the audit do not change' using errcode = 'insufficient_privilege';
end $$;
comment on function system.keep_audit() is 'written once; only apply_retention() removes, and only records of access';
create trigger keep_audit before update on system.audit_logs for each row execute function system.keep_audit();

--------------------------------------------------------------------------------------------------------------- catalog

create function catalog.check_submission() returns trigger language plpgsql as $$
declare
  missing text := concat_ws(', ',
    case when coalesce(trim(new.title), '') = '' then 'title' end,
    case when coalesce(trim(new.display_artist), '') = '' then 'display artist' end,
    case when new.release_date is null then 'release date' end
  );
begin
  if missing <> '' then
    raise exception 'a % needs %', tg_argv[0], missing using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function catalog.check_submission() is 'nothing is submitted without title, artist and date';
create trigger check_submission before insert or update of status on catalog.tracks
  for each row when (new.status = 'submitted') execute function catalog.check_submission('track');
create trigger check_submission before insert or update of status on catalog.releases
  for each row when (new.status = 'submitted') execute function catalog.check_submission('release');

---------------------------------------------------------------------------------------------------------- distribution

create function distribution.sync_release_status() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  release uuid := (coalesce(new, old)).release_id;
  rollup distribution.distribution_status;
begin
  -- One at a time: of two deliveries that change at once neither would see the other.
  perform from catalog.releases where id = release for no key update;
  -- The least advanced delivery speaks for the release; cancelled ones only if there are no others.
  select r.status into rollup from distribution.records r where r.release_id = release
  order by array_position(array['failed', 'rejected', 'takedown_pending', 'retrying', 'processing', 'pending', 'scheduled', 'distributed',
    'takedown_complete', 'cancelled'], r.status::text)
  limit 1;
  update catalog.releases
  set distribution_status = coalesce(rollup, 'pending'),
    distributed_at = case when rollup = 'distributed' then coalesce(distributed_at, now()) else distributed_at end
  where id = release and distribution_status <> coalesce(rollup, 'pending');
  return null;
end $$;
comment on function distribution.sync_release_status() is 'keeps releases.distribution_status, the rollup of the records';
create trigger sync_release_status after insert or delete or update of status on distribution.records
  for each row execute function distribution.sync_release_status();

---------------------------------------------------------------------------------------------------------------- rights

create function rights.check_active_split() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  split uuid;
  total numeric;
begin
  split := case tg_table_name when 'royalty_splits' then (to_jsonb(new) ->> 'id')::uuid
    else (to_jsonb(coalesce(new, old)) ->> 'split_id')::uuid end;
  -- One at a time: two changes that are each right may be wrong together.
  perform from rights.royalty_splits where id = split for no key update;
  select coalesce(sum(r.percentage), 0) into total
  from rights.royalty_splits s left join rights.royalty_split_recipients r on r.split_id = s.id and r.status <> 'rejected'
  where s.id = split and s.status = 'active'
  group by s.id;
  if total <> 100 then
    raise exception 'an active split has to sum up to 100, this one has %', total using errcode = 'check_violation';
  end if;
  return null;
end $$;
comment on function rights.check_active_split() is 'a split is active only at exactly 100 %';
-- Deferred: a split and its recipients are written one after the other.
create constraint trigger check_active_split after insert or update on rights.royalty_splits
  deferrable initially deferred for each row execute function rights.check_active_split();
create constraint trigger check_active_split after insert or update or delete on rights.royalty_split_recipients
  deferrable initially deferred for each row execute function rights.check_active_split();

create function rights.sync_claim_conflicts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update rights.claims c
  set has_conflict = not c.has_conflict
  where c.id in (
      select claim_id from rights.conflict_claims
      where conflict_id = (to_jsonb(coalesce(new, old)) ->> case tg_table_name when 'conflicts' then 'id' else 'conflict_id' end)::uuid
      union all
      select (to_jsonb(old) ->> 'claim_id')::uuid where tg_table_name = 'conflict_claims' and tg_op = 'DELETE'
    )
    and c.has_conflict <> exists (
      select from rights.conflict_claims cc join rights.conflicts k on k.id = cc.conflict_id
      where cc.claim_id = c.id and k.status <> 'resolved'
    );
  return null;
end $$;
comment on function rights.sync_claim_conflicts() is 'keeps claims.has_conflict: whether a conflict over the claim is open';
create trigger sync_claim_conflicts after update of status on rights.conflicts
  for each row execute function rights.sync_claim_conflicts();
create trigger sync_claim_conflicts after insert or delete on rights.conflict_claims
  for each row execute function rights.sync_claim_conflicts();

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

--------------------------------------------------------------------------------------------------------------- support

create function support.set_sla_breach() returns trigger language plpgsql as $$
begin
  new.sla_breached_at := support.sla_breach(new);
  return new;
end $$;
comment on function support.set_sla_breach() is 'what an answer, a resolution or a new due time says about the targets';
create trigger check_ticket_sla
  before insert or update of first_response_at, first_response_due_at, resolved_at, closed_at, resolution_due_at on support.tickets
  for each row execute function support.set_sla_breach();

------------------------------------------------------------------------------------------------------------- community

create function community.sync_like_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  liked community.likes := coalesce(new, old);
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  case liked.entity_type
    when 'post' then update community.posts set likes_count = likes_count + step where id = liked.entity_id;
    when 'comment' then update community.comments set likes_count = likes_count + step where id = liked.entity_id;
    when 'article' then update community.articles set likes_count = likes_count + step where id = liked.entity_id;
    when 'track' then update catalog.tracks set like_count = like_count + step where id = liked.entity_id;
    when 'track_version' then update catalog.track_versions set like_count = like_count + step where id = liked.entity_id;
    when 'product' then update marketplace.products set likes_count = likes_count + step where id = liked.entity_id;
  end case;
  return null;
end $$;
create trigger sync_like_counts after insert or delete on community.likes
  for each row execute function community.sync_like_counts();

create function community.sync_follow_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  link community.followers := coalesce(new, old);
  step int := case tg_op when 'INSERT' then 1 else -1 end;
begin
  -- In the order of the ids: two people who follow each other at once must not wait for each other.
  perform from identity.profiles where user_id in (link.follower_id, link.following_id) order by user_id for update;
  update identity.profiles set following_count = following_count + step where user_id = link.follower_id;
  update identity.profiles set followers_count = followers_count + step where user_id = link.following_id;
  return null;
end $$;
create trigger sync_follow_counts after insert or delete on community.followers
  for each row execute function community.sync_follow_counts();

create function community.hold_group_post() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  new.is_approved := not exists (
    select from community.groups g where g.id = new.group_id and g.post_approval_required and g.owner_id <> new.user_id
      and not exists (
        select from community.group_members m
        where m.group_id = g.id and m.user_id = new.user_id and m.status = 'active' and m.role in ('owner', 'admin', 'moderator')
      )
  );
  return new;
end $$;
comment on function community.hold_group_post() is 'a post waits where its group approves posts';
create trigger hold_group_post before insert on community.posts
  for each row when (new.group_id is not null and new.is_approved) execute function community.hold_group_post();

create function community.sync_comment_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update community.posts
  set comments_count = comments_count + case tg_op when 'INSERT' then 1 else -1 end
  where id = (coalesce(new, old)).post_id;
  return null;
end $$;
create trigger sync_comment_counts after insert or delete on community.comments
  for each row execute function community.sync_comment_counts();

create function community.sync_group_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  was jsonb := to_jsonb(old);
  now_is jsonb := to_jsonb(new);
  step int;
begin
  if tg_table_name = 'group_members' then
    step := (now_is ->> 'status' = 'active' is true)::int - (was ->> 'status' = 'active' is true)::int;
    update community.groups set members_count = members_count + step
    where step <> 0 and id = (coalesce(now_is, was) ->> 'group_id')::uuid;
  else
    step := ((now_is ->> 'is_approved')::boolean is true)::int - ((was ->> 'is_approved')::boolean is true)::int;
    update community.groups set posts_count = posts_count + step
    where step <> 0 and id = (coalesce(now_is, was) ->> 'group_id')::uuid;
  end if;
  return null;
end $$;
comment on function community.sync_group_counts() is 'members_count counts active members, posts_count approved posts';
create trigger sync_group_counts after insert or delete or update of status on community.group_members
  for each row execute function community.sync_group_counts();
create trigger sync_group_counts after insert or delete or update of is_approved on community.posts
  for each row execute function community.sync_group_counts();

----------------------------------------------------------------------------------------------------------- marketplace

create function marketplace.sync_sale_counts() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  changed jsonb := to_jsonb(coalesce(new, old));
  step int := case tg_op when 'DELETE' then -1 else 1 end;
  rated record;
begin
  case tg_table_name
    when 'transactions' then
      update marketplace.products set purchases_count = purchases_count + 1 where id = (changed ->> 'entity_id')::uuid;
    when 'orders' then
      update marketplace.services set orders_count = orders_count + step where id = (changed ->> 'service_id')::uuid;
    when 'webinar_registrations' then
      update marketplace.webinars
      set registrations_count = registrations_count + case tg_op when 'UPDATE' then 0 else step end,
        attendees_count = attendees_count + coalesce((to_jsonb(new) ->> 'attended')::boolean, false)::int
          - coalesce((to_jsonb(old) ->> 'attended')::boolean, false)::int
      where id = (changed ->> 'webinar_id')::uuid;
    when 'reviews' then
      -- One at a time: of two reviews that come at once neither would count the other.
      perform from marketplace.products where id = (changed ->> 'entity_id')::uuid for no key update;
      perform from marketplace.services where id = (changed ->> 'entity_id')::uuid for no key update;
      select count(*) as reviews, coalesce(round(avg(rating), 2), 0) as average into rated from marketplace.reviews
      where entity_type = (changed ->> 'entity_type')::system.entity_type and entity_id = (changed ->> 'entity_id')::uuid;
      if changed ->> 'entity_type' = 'product' then
        update marketplace.products set rating_average = rated.average, reviews_count = rated.reviews
        where id = (changed ->> 'entity_id')::uuid;
      elsif changed ->> 'entity_type' = 'service' then
        update marketplace.services set rating_average = rated.average, reviews_count = rated.reviews
        where id = (changed ->> 'entity_id')::uuid;
      end if;
  end case;
  return null;
end $$;
create trigger sync_sale_counts after insert on finance.transactions
  for each row when (new.status = 'completed' and new.type = 'product_purchase' and new.entity_type = 'product')
  execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts_later after update of status on finance.transactions
  for each row when (new.status = 'completed' and old.status in ('pending', 'processing') and new.type = 'product_purchase'
    and new.entity_type = 'product')
  execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete on marketplace.orders
  for each row execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete or update of attended on marketplace.webinar_registrations
  for each row execute function marketplace.sync_sale_counts();
create trigger sync_sale_counts after insert or delete or update of rating on marketplace.reviews
  for each row execute function marketplace.sync_sale_counts();

create function marketplace.start_service_hold() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update finance.transactions
  set hold_until = now() + make_interval(days => system.setting('finance.hold_days')::int)
  where id = new.transaction_id and hold_until is null;
  return null;
end $$;
comment on function marketplace.start_service_hold() is 'the income of a service is held from the buyer''s approval on';
create trigger start_service_hold after update of buyer_approved on marketplace.orders
  for each row when (new.buyer_approved and not old.buyer_approved) execute function marketplace.start_service_hold();

create function marketplace.check_featured() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  allowed int := coalesce((finance.plan_of(new.seller_id)).featured_products_limit, 0);
begin
  -- One at a time: two that are each the last allowed one are one too many.
  perform from identity.users where id = new.seller_id for no key update;
  if (select count(*) from marketplace.products where seller_id = new.seller_id and is_featured and id <> new.id) >= allowed then
    raise exception 'the plan of the seller allows % featured products', allowed using errcode = 'check_violation';
  end if;
  new.featured_at := coalesce(new.featured_at, now());
  return new;
end $$;
comment on function marketplace.check_featured() is
  'more products than the plan allows are not featured; what a downgrade leaves over stays';
create trigger check_featured before insert on marketplace.products
  for each row when (new.is_featured) execute function marketplace.check_featured();
create trigger check_featured_later before update of is_featured on marketplace.products
  for each row when (new.is_featured and not old.is_featured) execute function marketplace.check_featured();

create function marketplace.check_co_host() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  tier finance.plan_tier := (finance.plan_of((select host_id from marketplace.webinars where id = new.webinar_id))).tier;
begin
  -- No plan at all is the free one.
  if coalesce(tier, 'free') < 'professional' then
    raise exception 'co-hosts need the plan professional or above' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_co_host before insert on marketplace.webinar_hosts
  for each row execute function marketplace.check_co_host();

create function community.check_verified_group() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce((finance.plan_of(new.owner_id)).tier, 'free') < 'professional' then
    raise exception 'verified groups need the plan professional or above' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_verified_group before insert on community.groups
  for each row when (new.is_verified) execute function community.check_verified_group();
create trigger check_verified_group_later before update of is_verified on community.groups
  for each row when (new.is_verified and not old.is_verified) execute function community.check_verified_group();

create function identity.check_location_source() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  if coalesce((finance.plan_of(new.user_id)).tier, 'free') = 'free' then
    raise exception 'a place by GPS needs a paid plan' using errcode = 'check_violation';
  end if;
  return new;
end $$;
create trigger check_location_source before insert on identity.profiles
  for each row when (new.location_source = 'gps') execute function identity.check_location_source();
create trigger check_location_source_later before update of location_source on identity.profiles
  for each row when (new.location_source = 'gps' and old.location_source is distinct from 'gps')
  execute function identity.check_location_source();

------------------------------------------------------------------------------------------------------------ moderation

create function moderation.mirror_account_approval() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  update identity.users set approval_status = new.status where id = new.entity_id and approval_status <> new.status;
  return null;
end $$;
comment on function moderation.mirror_account_approval() is 'keeps users.approval_status';
create trigger mirror_account_approval after insert or update of status on moderation.approvals
  for each row when (new.kind = 'account') execute function moderation.mirror_account_approval();

create function moderation.require_release_approval() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  approval system.approval_status;
begin
  if not exists (
    select from identity.organizations o join identity.organizations label on label.id = o.parent_id
    where o.id = new.organization_id and o.type = 'sub_label' and label.settings -> 'distribution' ->> 'releaseApprovalRequired' = 'true'
  ) then
    return new;
  end if;

  select a.status into approval from moderation.approvals a
  where a.kind = 'release' and a.entity_id = new.id order by a.created_at desc, a.id desc limit 1;
  if new.status = 'submitted' then
    if approval is null or approval = 'rejected' then
      insert into moderation.approvals (kind, entity_type, entity_id, organization_id, requested_by)
      values ('release', 'release', new.id, new.organization_id, new.user_id);
    end if;
  elsif approval is distinct from 'approved' then
    raise exception 'the release of a sub-label needs the approval its label asks for' using errcode = 'check_violation';
  end if;
  return new;
end $$;
comment on function moderation.require_release_approval() is 'a sub-label''s release needs an approval where its label''s settings say so';
create trigger require_release_approval after insert or update of status on catalog.releases
  for each row when (new.status in ('submitted', 'approved', 'published')) execute function moderation.require_release_approval();

create function moderation.count_requesters() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  -- Counted under the lock, so that two who ask at once are two.
  perform from moderation.field_requests where id = new.request_id for no key update;
  update moderation.field_requests
  set request_count = (select count(*) from moderation.field_request_requesters where request_id = new.request_id)
  where id = new.request_id;
  return null;
end $$;
create trigger count_requesters after insert on moderation.field_request_requesters
  for each row execute function moderation.count_requesters();

create function moderation.auto_approve_field_request() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  -- Categories have no threshold: staff decide.
  threshold int := system.setting('moderation.field_requests') ->> new.field_type::text;
  new_slug text := trim('-' from regexp_replace(lower(new.field_value::text), '[^[:alnum:]]+', '-', 'g'));
  created uuid;
begin
  if new.status = 'pending' then
    if new.request_count >= threshold then
      update moderation.field_requests set status = 'approved', is_auto_approved = true, reviewed_at = now() where id = new.id;
    end if;
    return null;
  end if;
  if old.status = new.status or new.status not in ('approved', 'rejected') then
    return null;
  end if;

  if new.status = 'approved' and new.created_entity_id is null then
    case new.field_type
      when 'genre' then
        insert into catalog.genres as g (name, slug) values (new.field_value, new_slug)
        on conflict (slug) do update set is_active = true returning g.id into created;
      when 'skill' then
        insert into community.skills as s (category_id, name, slug) values (new.category_id, new.field_value, new_slug)
        on conflict (slug) do update set is_admin_approved = true returning s.id into created;
      when 'category' then
        insert into community.categories as c (name, slug) values (new.field_value, new_slug)
        on conflict (slug) do update set is_active = true returning c.id into created;
    end case;
    update moderation.field_requests set created_entity_id = created where id = new.id;
  end if;

  insert into system.notifications (user_id, type, level, title, entity_type, entity_id)
  select r.user_id, 'moderation', case new.status when 'approved' then 'success' else 'info' end::system.notification_level,
    format('Your request for the %s %s was %s', new.field_type, new.field_value, new.status), 'field_request', new.id
  from moderation.field_request_requesters r where r.request_id = new.id;
  return null;
end $$;
comment on function moderation.auto_approve_field_request() is
  'approves at the threshold; an approved request, by whomever, makes its row, and every requester hears of the decision';
create trigger auto_approve_field_request after update of request_count, status on moderation.field_requests
  for each row execute function moderation.auto_approve_field_request();

create function moderation.apply_false_report() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  rule jsonb := system.setting('moderation.false_reports');
  standing moderation.reporter_standings;
begin
  insert into moderation.reporter_standings as s (user_id, false_report_count) values (new.reporter_id, 1)
  on conflict (user_id) do update set false_report_count = s.false_report_count + 1
  returning * into standing;

  if standing.false_report_count >= (rule ->> 'permanent_at')::int then
    update moderation.reporter_standings set is_report_banned = true, is_permanent_ban = true, report_ban_until = null
    where id = standing.id;
  elsif standing.false_report_count >= (rule ->> 'temporary_at')::int then
    update moderation.reporter_standings
    set is_report_banned = true, report_ban_until = now() + make_interval(days => (rule ->> 'temporary_days')::int)
    where id = standing.id;
  end if;

  insert into system.email_queue (user_id, to_email, template_key, subject, payload)
  select u.id, u.email, 'false_report', 'A report of yours was found to be false',
    jsonb_build_object('report_id', new.id, 'false_reports', standing.false_report_count)
  from identity.users u where u.id = new.reporter_id;
  return null;
end $$;
comment on function moderation.apply_false_report() is 'counts the false report, bans at the limits and tells the reporter by mail';
create trigger apply_false_report after update of status on moderation.reports
  for each row when (new.status = 'false_report' and old.status <> 'false_report') execute function moderation.apply_false_report();

-- Of the functions only what a row default or a plain trigger calls is everybody's; the rest is for services and for those a policy names.
do $$
declare
  name text;
begin
  foreach name in array array['identity', 'catalog', 'finance', 'support', 'moderation', 'promotion', 'community', 'marketplace', 'studio',
    'analytics', 'rights', 'distribution', 'system']
  loop
    execute format('revoke execute on all functions in schema %I from public', name);
  end loop;
end $$;
grant execute on function system.uuid_v7(), identity.current_user_id(), identity.is_valid_client_id(text), catalog.is_valid_upc(text),
  promotion.tier_rate, support.sla_breach to public;
