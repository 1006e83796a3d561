-- How a payout moves: its hold, its versions, what each state means for the platform's rows, and its row in the queue. One path, whoever
-- writes: a command of the desk or the platform itself.

set local role console_owner;

/*
 Says which live holds of a wallet its balance covers: money on its way first, then the oldest. The caller has locked the wallet. The
 active ones together are never more than the balance, but for what has left already.
*/
create function console.holds_cover(of_wallet uuid) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update console.wallet_hold h set state = c.state
  from (
    select x.no, case when p.state in ('processing', 'unknown') or w.balance_available >= sum(x.amount) over (order by p.state in ('processing', 'unknown') desc, x.no)
      then 'active' else 'short' end as state
    from console.wallet_hold x join console.payout p on p.id = x.payout join finance.wallets w on w.id = x.wallet
    where x.wallet = of_wallet and x.state in ('active', 'short')) c
  where h.no = c.no and h.state <> c.state
$$;

create function console.hold_take(p console.payout) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from finance.wallets w where w.id = p.wallet_id for no key update;
  insert into console.wallet_hold (payout, wallet, amount, currency, state) values (p.id, p.wallet_id, p.amount, p.currency, 'short');
  perform console.holds_cover(p.wallet_id);
end $$;

/* Ends the live hold of a payout as released or settled. */
create function console.hold_end(p console.payout, how text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from finance.wallets w where w.id = p.wallet_id for no key update;
  update console.wallet_hold h set state = how where h.payout = p.id and h.state in ('active', 'short');
  perform console.holds_cover(p.wallet_id);
end $$;

create table console.payout_recheck (
  payee uuid not null,
  at timestamptz not null default clock_timestamp()
);
comment on table console.payout_recheck is 'Payees about whom something changed that their payouts depend on; appended to by the platform''s own writes, so that those never wait for the desk';

create function console.payout_data_kept(p console.payout, why text) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  data text := console.payout_data(p);
begin
  insert into console.payout_version (payout, version, data, hash, made_by, why)
  values (p.id, p.version, data, sha256(convert_to(data, 'UTF8')), case when current_setting('console.command', true) <> '' then console.me() end, why);
end $$;

/* A new version of what is signed; the signatures of the old one count for nothing. */
create function console.payout_revise(payout_id uuid, why text) returns console.payout
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
begin
  update console.payout x set version = x.version + 1, policy = console.payout_policy_now(), signed = 0,
      state = case x.state when 'approved' then 'prepared' else x.state end
    where x.id = payout_id returning * into p;
  perform console.payout_data_kept(p, why);
  perform console.payout_platform(p);
  return p;
end $$;

/* What the platform calls a state. */
create function console.payout_status(state text) returns finance.payout_status
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select (case state when 'prepared' then 'pending' when 'unknown' then 'processing' when 'returned' then 'completed' else state end)::finance.payout_status
$$;

/* Writes the state into the platform's row, with its times. */
create function console.payout_platform(p console.payout, reason text default null) returns void
language sql security definer set search_path = pg_catalog, pg_temp as $$
  update finance.payouts t set status = console.payout_status(p.state),
    approved_at = case p.state when 'approved' then now() when 'pending' then null when 'prepared' then null else t.approved_at end,
    approved_by = case p.state when 'approved' then (select s.signer from console.payout_signature s where s.payout = p.id and s.version = p.version order by s.at desc limit 1) when 'pending' then null when 'prepared' then null else t.approved_by end,
    processed_at = case p.state when 'processing' then coalesce(t.processed_at, now()) else t.processed_at end,
    completed_at = case p.state when 'completed' then coalesce(t.completed_at, now()) else t.completed_at end,
    failed_at = case p.state when 'failed' then coalesce(t.failed_at, now()) else t.failed_at end,
    failure_reason = case p.state when 'failed' then coalesce(reason, t.failure_reason) else t.failure_reason end,
    cancelled_at = case p.state when 'cancelled' then coalesce(t.cancelled_at, now()) else t.cancelled_at end,
    rejected_at = case p.state when 'rejected' then coalesce(t.rejected_at, now()) else t.rejected_at end,
    rejection_reason = case p.state when 'rejected' then coalesce(reason, t.rejection_reason) else t.rejection_reason end,
    held_at = case p.state when 'on_hold' then coalesce(t.held_at, now()) end,
    held_by = case p.state when 'on_hold' then coalesce(t.held_by, console.me()) end,
    hold_reason = case p.state when 'on_hold' then coalesce(reason, t.hold_reason) end
  where t.id = p.id
$$;

/* The platform's transaction of a payout on its way: made, or taken over where the platform made one when it was asked for. */
create function console.payout_transaction(p console.payout) returns void
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  made uuid := system.uuid_v7();
  t record;
begin
  select y.transaction_id, y.payout_method, y.reference into t from finance.payouts y where y.id = p.id;
  if t.transaction_id is not null then
    update finance.transactions x set status = 'processing', amount_total = p.amount, currency = p.currency where x.id = t.transaction_id and x.status in ('pending', 'processing');
    return;
  end if;
  insert into finance.transactions (id, user_id, wallet_id, type, status, entity_type, entity_id, currency, amount_total, payment_processor, payment_method_type, payment_method_id, description)
  values (made, p.payee, p.wallet_id, 'payout', 'processing', 'payout', p.id, p.currency, p.amount,
    (case t.payout_method when 'stripe' then 'stripe' when 'paypal' then 'paypal' when 'crypto' then 'crypto' else 'bank' end)::finance.payment_processor,
    t.payout_method, p.method_id, t.reference);
  update finance.payouts y set transaction_id = made where y.id = p.id;
end $$;

/*
 Brings a payout into another state with everything that means: hold, transaction, send mark, the platform's row. The guards decide
 whether it may. A state in which the payout is already changes nothing.
*/
create function console.payout_enter(payout_id uuid, to_state text, reason text default null, outcome_reference text default null) returns console.payout
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
  was text;
begin
  select x.state into was from console.payout x where x.id = payout_id for update;
  update console.payout x set state = to_state where x.id = payout_id and x.state <> to_state returning * into p;
  if p.id is null then return p; end if;
  if to_state in ('completed', 'failed') then
    update console.payout_send s set outcome = case to_state when 'completed' then 'paid' else 'failed' end, outcome_by = console.me(), outcome_reference = payout_enter.outcome_reference,
      outcome_at = clock_timestamp() where s.payout = payout_id;
  end if;
  case
    when to_state = 'processing' then
      perform console.payout_transaction(p);
    when to_state = 'completed' then
      -- The platform's own trigger takes the money from the wallet; transaction before wallet, as the platform locks them.
      update finance.transactions t set status = 'completed' from finance.payouts y where y.id = payout_id and t.id = y.transaction_id and t.status in ('pending', 'processing');
      perform console.hold_end(p, 'settled');
    when to_state in ('failed', 'rejected', 'cancelled') then
      perform console.hold_end(p, 'released');
      update finance.transactions t set status = (case to_state when 'failed' then 'failed' else 'cancelled' end)::finance.transaction_status, failure_reason = reason
        from finance.payouts y where y.id = payout_id and t.id = y.transaction_id and t.status in ('pending', 'processing');
    when to_state = 'on_hold' or to_state = 'pending' and was = 'prepared' then
      p := console.payout_revise(payout_id, case to_state when 'on_hold' then 'held' else 'sent back' end);
    else null;
  end case;
  perform console.payout_platform(p, reason);
  return p;
end $$;

/* Looks at the checks anew and writes what follows from them; locks the payout. Returns the fields of the queue that changed. */
create function console.payout_project(payout_id uuid) returns text[]
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
  w console.work_item;
  y console.payout_policy;
  c jsonb[] := '{}';
  next_status text;
  flags text[];
  is_live boolean;
  given bigint;
begin
  select * into p from console.payout x where x.id = payout_id for update;
  is_live := p.state in ('pending', 'prepared', 'approved', 'on_hold', 'processing', 'unknown');
  if p.state in ('pending', 'prepared', 'approved', 'on_hold') then
    given := (select count(*) from console.payout_signature s where s.payout = p.id and s.version = p.version);
    -- A signature that lapsed takes the others with it; what nobody signed yet follows the policy in force.
    if console.payout_signed(p) < given then
      p := console.payout_revise(p.id, 'lapsed');
    elsif given = 0 and p.policy <> console.payout_policy_now() then
      p := console.payout_revise(p.id, 'policy');
    end if;
    c := console.payout_checks(p);
    p.needed := console.payout_needed(p);
    p.signed := console.payout_signed(p);
    -- A sum that grew by another payout takes back what was complete; what a destination waited for may complete it.
    if p.state = 'approved' and p.signed < p.needed then
      p := console.payout_enter(p.id, 'prepared');
    elsif p.state = 'prepared' and p.signed >= p.needed and not exists (select from unnest(c) k where k ->> 'state' = 'block') then
      perform console.payout_enter(p.id, 'approved');
      p.state := 'approved';
    end if;
    p.needed := console.payout_needed(p);
    p.signed := console.payout_signed(p);
  end if;
  select * into y from console.payout_policy x where x.version = p.policy;
  p.reasons := array(select k ->> 'key' from unnest(c) k where k ->> 'state' = 'block');
  p.check_at := case when p.state in ('pending', 'prepared', 'approved', 'on_hold') then (select least(min((k ->> 'until')::timestamptz) filter (where (k ->> 'until')::timestamptz > now()),
      (select min(s.lapses_at) from console.payout_signature s where s.payout = p.id and s.version = p.version and s.lapses_at > clock_timestamp())) from unnest(c) k) end;
  update console.payout x set needed = p.needed, signed = p.signed, reasons = p.reasons, check_at = p.check_at where x.id = p.id;
  next_status := case when p.reasons <> '{}' and p.state <> 'on_hold' then 'blocked' else p.state end;
  flags := array(select k ->> 'key' from unnest(c) k where k ->> 'state' <> 'ok' order by 1);
  select * into w from console.work_item x where x.kind = 'payout' and x.id = p.id for update;
  update console.work_item x
    set status = next_status, category = (array['one_signature', 'two_signatures', 'three_signatures'])[p.needed], amount = p.amount, currency = p.currency, customer = p.payee,
        priority_rank = case when p.state = 'unknown' then 5 when p.needed > 1 then 4 when flags <> '{}' then 3 else 2 end, tags = flags, is_open = is_live,
        due_at = case when p.state in ('pending', 'prepared', 'approved') then p.requested_at + y.due_within
                      when p.state = 'unknown' then (select s.at from console.payout_send s where s.payout = p.id) else 'infinity' end,
        closed_at = case when not is_live then coalesce(x.closed_at, now()) end
    where x.kind = 'payout' and x.id = p.id
      and (x.status, x.category, x.amount, x.currency, x.customer, x.tags, x.is_open) is distinct from
        (next_status, (array['one_signature', 'two_signatures', 'three_signatures'])[p.needed], p.amount, p.currency, p.payee, flags, is_live);
  return array_remove(array[case when w.status <> next_status then 'status' end, case when w.amount <> p.amount or w.currency <> p.currency then 'data' end,
    case when w.tags <> flags or w.category <> (array['one_signature', 'two_signatures', 'three_signatures'])[p.needed] then 'checks' end], null);
end $$;

------------------------------------------------------------------------------------------- the platform's own writes

create function console.payout_numbered() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.reference := coalesce(new.reference, 'P-' || nextval('console.payout_number'));
  return new;
end $$;

/* The digits of a reference of ours; another number where it is somebody else's or taken. */
create function console.payout_number_of(reference text) returns bigint
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  wanted bigint := case when reference ~ '^P-[0-9]{1,15}$' then substr(reference, 3)::bigint end;
begin
  if wanted is null or exists (select from console.payout p where p.number = wanted) then return nextval('console.payout_number'); end if;
  return wanted;
end $$;

create function console.payout_requested() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
begin
  if new.status not in ('pending', 'on_hold', 'failed', 'cancelled', 'rejected') then
    perform console.refuse('BL003', 'A payout begins as a request; it is approved and sent by signatures.');
  end if;
  insert into console.payout (id, number, payee, wallet_id, method_id, batch_id, amount, currency, requested_at, state, policy)
  values (new.id, console.payout_number_of(new.reference), new.user_id, new.wallet_id, new.payment_method_id, new.batch_id, new.amount, new.currency, new.requested_at,
    new.status::text, console.payout_policy_now()) returning * into p;
  if p.state in ('pending', 'on_hold') then
    perform console.hold_take(p);
    perform console.payout_data_kept(p, 'requested');
  end if;
  insert into console.work_item (kind, id, number, title, status, priority_rank, category, amount, currency, customer, is_open, created_at, updated_at)
  values ('payout', p.id, p.number, coalesce((select x.name from console.person x where x.id = p.payee), ''), p.state, 2, 'one_signature', p.amount, p.currency, p.payee,
    true, p.requested_at, p.requested_at);
  perform console.payout_project(p.id);
  insert into console.change (kind, item_id, version, fields) values ('payout', p.id, 1, '{created}');
  -- The payee's other payouts weigh more now.
  insert into console.payout_recheck (payee) values (p.payee);
  return null;
end $$;

/* Follows whoever writes to finance.payouts: other amounts and destinations make a new version, another status is a move like any other. */
create function console.payout_synced() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  in_command boolean := coalesce(current_setting('console.command', true), '') <> '' and console.me() is not null;
  p console.payout;
  was console.payout;
  fields text[];
  new_version integer;
  is_other boolean;
  is_open boolean;
begin
  select * into was from console.payout x where x.id = new.id for update;
  is_other := (new.amount, new.currency, new.user_id, new.wallet_id, new.payment_method_id, new.batch_id)
     is distinct from (was.amount, was.currency, was.payee, was.wallet_id, was.method_id, was.batch_id);
  if not is_other and new.status = console.payout_status(was.state) then return null; end if;
  is_open := was.state in ('pending', 'prepared', 'approved', 'on_hold');
  if is_other and not is_open then
    -- The guard lets another batch through, and nothing else.
    update console.payout x
      set amount = new.amount, currency = new.currency, payee = new.user_id, wallet_id = new.wallet_id, method_id = new.payment_method_id, batch_id = new.batch_id
      where x.id = new.id;
  elsif is_other then
    perform console.hold_end(was, 'released');
    update console.payout x
      set amount = new.amount, currency = new.currency, payee = new.user_id, wallet_id = new.wallet_id, method_id = new.payment_method_id, batch_id = new.batch_id,
          version = x.version + 1, policy = console.payout_policy_now(), signed = 0, state = case x.state when 'approved' then 'prepared' else x.state end,
          edited_by = case when in_command then console.me() else x.edited_by end,
          amount_by = case when in_command and new.amount <> was.amount then console.me() else x.amount_by end,
          destination_by = case when in_command and new.payment_method_id <> was.method_id then console.me() else x.destination_by end,
          destination_at = case when new.payment_method_id <> was.method_id then now() else x.destination_at end
      where x.id = new.id returning * into p;
    perform console.hold_take(p);
    perform console.payout_data_kept(p, 'edited');
    perform console.payout_platform(p);
  end if;
  if new.status <> console.payout_status(was.state) then
    perform console.payout_enter(new.id, new.status::text, coalesce(new.failure_reason, new.rejection_reason, new.hold_reason), new.provider_transaction_id);
  end if;
  if in_command then return null; end if;
  fields := console.payout_project(new.id);
  select * into p from console.payout x where x.id = new.id;
  update console.work_item w set version = w.version + 1, updated_at = clock_timestamp() where w.kind = 'payout' and w.id = new.id returning w.version into new_version;
  insert into console.change (kind, item_id, version, fields) values ('payout', new.id, new_version, fields || '{status}'::text[]);
  perform console.audit_append('payout', new.id, 'platform_update',
    jsonb_build_object('status', was.state, 'amount', was.amount, 'currency', was.currency, 'version', was.version),
    jsonb_build_object('status', p.state, 'amount', p.amount, 'currency', p.currency, 'version', p.version), null, null, is_platform => true);
  return null;
end $$;

create function console.payout_removed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from console.work_item w where w.kind = 'payout' and w.id = old.id;
  return null;
end $$;

create function console.payout_wallet_moved() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from console.wallet_hold h where h.wallet = new.id and h.state in ('active', 'short')) then return null; end if;
  perform console.holds_cover(new.id);
  insert into console.payout_recheck (payee) values (new.user_id);
  return null;
end $$;

/* Another account behind a method is another destination for whatever waits to go there. */
create function console.payout_destination_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p record;
begin
  insert into console.payout_destination (method, changed_at, digest) values (new.id, now(), sha256(convert_to(new.details::text, 'UTF8')))
  on conflict (method) do update set changed_at = excluded.changed_at, digest = excluded.digest;
  for p in select x.id from console.payout x where x.method_id = new.id and x.state in ('pending', 'prepared', 'approved', 'on_hold') order by x.id loop
    perform console.source_lock('payout', p.id);
    perform console.payout_revise(p.id, 'destination') from console.payout x where x.id = p.id and x.state in ('pending', 'prepared', 'approved', 'on_hold');
  end loop;
  insert into console.payout_recheck (payee) select new.user_id where new.user_id is not null;
  return null;
end $$;

/* Of the rows of others that the checks read. */
create function console.payout_payee_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.payout_recheck (payee) select x.payee from console.payout x
    where x.payee = (to_jsonb(new) ->> tg_argv[0])::uuid and x.state in ('pending', 'prepared', 'approved', 'on_hold') limit 1;
  return null;
end $$;

insert into console.job (name) values ('payouts_check');

/* Looks again at payouts about which something changed, or whose time has come; any console may call it, a second caller does nothing. Returns how many changed. */
create function console.payouts_check() returns integer
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  due record;
  was console.payout;
  p console.payout;
  fields text[];
  new_version integer;
  n integer := 0;
  payees uuid[];
begin
  if not console.job_begin('payouts_check') then return 0; end if;
  with gone as (delete from console.payout_recheck r where r.ctid = any (array(select x.ctid from console.payout_recheck x limit 500)) returning r.payee)
  select coalesce(array_agg(distinct payee), '{}') into payees from gone;
  for due in
    select x.id, x.payee from console.payout x where x.state in ('pending', 'prepared', 'approved', 'on_hold') and x.payee = any (payees)
    union select * from (select x.id, x.payee from console.payout x where x.check_at <= now() order by x.check_at limit 200) t order by id
  loop
    -- Whoever works on it now looks at the checks too; it is looked at again after that.
    if not console.source_lock('payout', due.id, wait => false) then
      insert into console.payout_recheck (payee) values (due.payee);
      continue;
    end if;
    select * into was from console.payout x where x.id = due.id;
    fields := console.payout_project(due.id);
    select * into p from console.payout x where x.id = due.id;
    continue when fields = '{}' and p.version = was.version and p.signed = was.signed;
    update console.work_item w set version = w.version + 1, updated_at = clock_timestamp() where w.kind = 'payout' and w.id = due.id returning w.version into new_version;
    insert into console.change (kind, item_id, version, fields) values ('payout', due.id, new_version, case when fields = '{}' then '{signatures}' else fields end);
    perform console.audit_append('payout', due.id, case when p.version = was.version then 'payout_check' when p.policy > was.policy and was.signed = 0 then 'payout_policy' else 'payout_lapse' end,
      jsonb_build_object('status', was.state, 'needed', was.needed, 'signed', was.signed, 'reasons', to_jsonb(was.reasons)),
      jsonb_build_object('status', p.state, 'needed', p.needed, 'signed', p.signed, 'reasons', to_jsonb(p.reasons)), null, null, is_platform => true);
    n := n + 1;
  end loop;
  return n;
end $$;
grant execute on function console.payouts_check() to console_staff;

reset role;

create trigger console_payout_numbered before insert on finance.payouts for each row when (new.reference is null) execute function console.payout_numbered();
create trigger console_payout_requested after insert on finance.payouts for each row execute function console.payout_requested();
create trigger console_payout_synced after update of status, amount, currency, user_id, wallet_id, payment_method_id, batch_id on finance.payouts
  for each row execute function console.payout_synced();
create trigger console_payout_removed after delete on finance.payouts for each row execute function console.payout_removed();
create trigger console_payout_wallet after update of balance_available, payouts_enabled on finance.wallets
  for each row when (old.balance_available <> new.balance_available or old.payouts_enabled <> new.payouts_enabled) execute function console.payout_wallet_moved();
create trigger console_payout_destination after update on finance.payment_methods for each row
  when ((old.type, old.account_holder, old.account_identifier, old.routing_number, old.bank_name, old.provider_account_id, old.last_four_digits, old.country, old.details,
      case when old.account_identifier is null then old.name end)
    is distinct from (new.type, new.account_holder, new.account_identifier, new.routing_number, new.bank_name, new.provider_account_id, new.last_four_digits, new.country, new.details,
      case when new.account_identifier is null then new.name end))
  execute function console.payout_destination_changed();
create trigger console_payout_method after update of status, usage, verification_status, provider_account_status on finance.payment_methods
  for each row execute function console.payout_payee_changed('user_id');
create trigger console_payout_kyc after insert or update on kyc.verifications for each row execute function console.payout_payee_changed('user_id');
create trigger console_payout_sanction after insert or update on moderation.sanctions for each row execute function console.payout_payee_changed('user_id');
create trigger console_payout_account after update of status on identity.users for each row execute function console.payout_payee_changed('id');
