-- Payouts as they are read: the queue, one payout with its reasons, ledger, signatures and evidence, and the proof of the wallets.

set local role console_owner;

create view console.payout_queue as
  select r.*, p.state, p.needed, p.signed, p.reasons, p.requested_at, p.prepared_by as preparer_id, p.edited_by as editor_id, u.country
  from console.work_row r
  join console.payout p on p.id = r.id
  left join identity.users u on u.id = r.customer_id
  where r.kind = 'payout' and (select console.can('payouts.read'));

/* Ids of payouts by number, reference at the provider, or payee; at most 5,000. */
create function console.payout_search(query text) returns setof uuid
language plpgsql stable rows 10 security definer set search_path = pg_catalog, pg_temp as $$
declare
  words text := trim(left(query, 200));
  pattern text := console.like_pattern(words);
begin
  if not console.can('payouts.read') then return; end if;
  if words ~* '^(p-?)?[0-9]{1,15}$' then
    return query select p.id from console.payout p where p.number = regexp_replace(words, '[^0-9]', '', 'g')::bigint;
  end if;
  if char_length(words) < 3 then return; end if;
  return query select y.id from finance.payouts y where y.provider_transaction_id = words or upper(y.reference) = upper(words);
  return query
    select w.id from console.work_payout w
    where w.customer in (
      select u.id from identity.users u where u.full_name ilike pattern or u.email::text ilike pattern or u.username::text ilike pattern
      union select f.user_id from identity.profiles f where f.display_name ilike pattern limit 500)
    order by w.is_open desc, w.updated_at desc limit 5000;
end $$;

/*
 Numbers and sums of the payouts of a status by tier and currency: from counters where only these two narrow them, else from the rows that
 the queue's filter finds. No row where the words of the filter find more than a search tells.
*/
create function console.payout_sums(of_status text, filter jsonb) returns table (category text, currency text, n bigint, amount text)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  person uuid := console.require('payouts.read');
  conditions text := console.queue_filter(filter);
  found uuid[];
begin
  if filter - '{category,currency}'::text[] = '{}' then
    return query execute format('select category, currency::text, sum(n)::bigint, sum(amount)::numeric(24, 4)::text from console.work_sum_now
      where kind = ''payout'' and status = $3 %s group by 1, 2 having sum(n) > 0 order by 1, 2', conditions) using filter, person, of_status;
    return;
  end if;
  if coalesce(filter ->> 'text', '') <> '' then
    found := array(select console.payout_search(filter ->> 'text'));
    if cardinality(found) >= 5000 then return; end if;
    conditions := conditions || ' and id = any($4)';
  end if;
  return query execute format('select category, currency::text, count(*), sum(amount)::numeric(24, 4)::text from console.work_payout
    where status = $3 %s group by 1, 2 order by 1, 2', conditions) using filter, person, of_status, found;
end $$;

--------------------------------------------------------------------------------------------------------------- wallets

/* What each completed transaction did to each wallet, as the platform's trigger did it. Not granted. */
create view console.wallet_entry as
  -- Not materialized: one wallet is read by the indexes of its owner.
  with done as not materialized (select t.*, (t.payment_processor = 'wallet' is true)::int as by_wallet from finance.transactions t
                where t.completed_at is not null and t.status in ('completed', 'refunded', 'disputed'))
  select t.id, t.user_id, t.currency, t.completed_at as at, t.type::text as type, t.description, t.entity_type::text as entity_type, t.entity_id,
    e.available, e.pending, e.earned, e.withdrawn, e.spent
  from done t
  cross join lateral (select
    case when t.type in ('product_purchase', 'service_purchase', 'webinar_registration', 'pitch_payment', 'subscription_payment') then -t.amount_total * t.by_wallet
         when t.type = 'deposit' and t.parent_transaction_id is not null then t.amount_seller
         when t.type = 'deposit' then t.amount_total
         when t.type in ('royalty', 'advance', 'partner_commission', 'bonus') then coalesce(nullif(t.amount_seller, 0), t.amount_total - t.amount_fees - t.amount_commission)
         when t.type in ('payout', 'penalty') then -t.amount_total
         when t.type = 'refund' then t.amount_total * t.by_wallet end as available,
    case when t.type = 'deposit' and t.parent_transaction_id is not null then -t.amount_seller else 0 end as pending,
    case when t.type in ('royalty', 'advance', 'partner_commission', 'bonus') then coalesce(nullif(t.amount_seller, 0), t.amount_total - t.amount_fees - t.amount_commission) else 0 end as earned,
    case when t.type = 'payout' then t.amount_total else 0 end as withdrawn,
    case when t.type in ('product_purchase', 'service_purchase', 'webinar_registration', 'pitch_payment', 'subscription_payment') then t.amount_total
         when t.type = 'refund' then -t.amount_total else 0 end as spent) e
  union all
  select t.id, t.counterparty_id, t.currency, t.completed_at, t.type::text, t.description, t.entity_type::text, t.entity_id, 0, t.amount_seller, t.amount_seller, 0, 0
  from done t where t.type in ('product_purchase', 'service_purchase', 'webinar_registration') and t.counterparty_id is not null
  union all
  -- What the seller gives back: from what is on hold, or from what is available when the hold had ended.
  select t.id, s.counterparty_id, t.currency, t.completed_at, t.type::text, t.description, t.entity_type::text, t.entity_id,
    case when l.had_ended then -t.amount_seller else 0 end, case when l.had_ended then 0 else -t.amount_seller end, -t.amount_seller, 0, 0
  from done t
  join finance.transactions s on s.id = t.parent_transaction_id
  -- The release moved what the refunds before it had left, so its amount tells which those were.
  cross join lateral (select exists (select from finance.transactions r where r.parent_transaction_id = s.id and r.type = 'deposit' and r.completed_at is not null
    and s.amount_seller - r.amount_seller < (select sum(b.amount_seller) from finance.transactions b where b.parent_transaction_id = s.id and b.type = 'refund'
      and b.completed_at is not null and (b.completed_at, b.id) <= (t.completed_at, t.id))) as had_ended) l
  where t.type = 'refund' and s.counterparty_id is not null;

/* Wallets that are not the sum of their entries, or have promised more than they hold; empty is as it should be. Reads everything unless one wallet is named. */
create function console.wallets_prove(only_wallet uuid default null)
returns table (wallet uuid, user_id uuid, currency text, what text, has numeric, should numeric)
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('payouts.read');
  return query
    with sums as (
      select e.user_id, e.currency, sum(e.available) as available, sum(e.pending) as pending, sum(e.earned) as earned, sum(e.withdrawn) as withdrawn, sum(e.spent) as spent
      from console.wallet_entry e
      where only_wallet is null or (e.user_id, e.currency) = (select w.user_id, w.currency from finance.wallets w where w.id = only_wallet)
      group by 1, 2)
    select w.id, coalesce(w.user_id, s.user_id), coalesce(w.currency, s.currency)::text, x.what, x.has, x.should
    from (select * from finance.wallets f where only_wallet is null or f.id = only_wallet) w
    full join sums s on s.user_id = w.user_id and s.currency = w.currency
    cross join lateral (values
      ('available', w.balance_available, coalesce(s.available, 0)), ('pending', w.balance_pending, coalesce(s.pending, 0)), ('earned', w.total_earned, coalesce(s.earned, 0)),
      ('withdrawn', w.total_withdrawn, coalesce(s.withdrawn, 0)), ('spent', w.total_spent_on_platform, coalesce(s.spent, 0))) x(what, has, should)
    where x.has is distinct from x.should
    union all
    select w.id, w.user_id, w.currency::text, 'held', h.held, greatest(w.balance_available, 0)
    from finance.wallets w
    join (select y.wallet, sum(y.amount) as held from console.wallet_hold y join console.payout p on p.id = y.payout
          where y.state = 'active' and p.state not in ('processing', 'unknown') group by 1) h on h.wallet = w.id
    where (only_wallet is null or w.id = only_wallet) and h.held > greatest(w.balance_available, 0);
end $$;

/* The last entries of a wallet with what was in it after each, newest first. */
create function console.payout_ledger(of_wallet uuid, most integer default 12) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', l.id, 'at', l.at, 'type', l.type, 'description', l.description, 'payoutId', l.payout_id,
      'amount', (l.available + l.pending)::text, 'available', l.after_available::text, 'pending', l.after_pending::text) order by l.at desc, l.id desc), '[]')
  from (
    select e.*, case when e.entity_type = 'payout' then e.entity_id end as payout_id,
      w.balance_available - coalesce(sum(e.available) over later, 0) as after_available, w.balance_pending - coalesce(sum(e.pending) over later, 0) as after_pending
    from finance.wallets w
    -- Its owner as a value and not as a join, which would read the entries of everybody.
    join console.wallet_entry e on e.user_id = (select x.user_id from finance.wallets x where x.id = of_wallet) and e.currency = (select x.currency from finance.wallets x where x.id = of_wallet)
      and (e.available <> 0 or e.pending <> 0 or e.type = 'deposit')
    where w.id = of_wallet
    window later as (order by e.at desc, e.id desc rows between unbounded preceding and 1 preceding)
    order by e.at desc, e.id desc limit most) l
$$;

------------------------------------------------------------------------------------------------------------- one payout

create function console.payout_signature_json(s console.payout_signature, p console.payout) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('id', s.id, 'signer', console.staff_ref(s.signer), 'at', s.at, 'lapsesAt', s.lapses_at, 'version', s.version, 'hash', encode(s.hash, 'hex'),
    'counts', s.version = p.version and (s.lapses_at > now() or p.state not in ('prepared', 'approved', 'on_hold', 'pending')), 'evidence', s.evidence)
$$;

/* Why this reader cannot sign it, as the signing function would say; null when they may. */
create function console.payout_sign_refusal(p console.payout) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not console.can('payouts.sign') then return 'Your roles do not include signing.'; end if;
  perform console.payout_check_signer(p, console.me());
  if p.state <> 'prepared' then return null; end if;
  perform console.payout_check_policy(p);
  perform console.payout_require_clear(p, 'approved');
  return null;
exception when sqlstate 'BL002' or sqlstate 'BL003' then
  return sqlerrm;
end $$;

/* Why this reader cannot say that the money came back; null when they may, or there is nothing to say. */
create function console.payout_second_refusal(p console.payout) returns text
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p.state not in ('processing', 'unknown', 'completed') then return null; end if;
  if not console.can('payouts.sign') then return 'Your roles do not include giving money back.'; end if;
  perform console.payout_check_second(p, console.me());
  return null;
exception when sqlstate 'BL002' then
  return sqlerrm;
end $$;

/* One payout with everything its screen shows (PayoutDetail of shared/payouts.ts); null when there is none. */
create function console.payout_item(payout_id uuid) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  shown console.work_row;
  p console.payout;
  u record;
  y record;
  w finance.wallets;
  held numeric;
  is_live boolean;
begin
  perform console.require('payouts.read');
  select * into shown from console.work_row x where x.kind = 'payout' and x.id = payout_id;
  if shown.id is null then return null; end if;
  select * into p from console.payout x where x.id = payout_id;
  select x.country, x.created_at, x.email into u from identity.users x where x.id = p.payee;
  is_live := p.state in ('pending', 'prepared', 'approved', 'on_hold');
  select t.reference, t.provider_transaction_id, t.payout_method, t.hold_reason, t.rejection_reason, t.failure_reason, t.transaction_id, t.approved_at, t.processed_at,
    t.completed_at, m.bank_name, m.name as method_name into y
    from finance.payouts t join finance.payment_methods m on m.id = t.payment_method_id where t.id = payout_id;
  select * into w from finance.wallets x where x.id = p.wallet_id;
  select coalesce(sum(h.amount), 0) into held from console.wallet_hold h where h.wallet = p.wallet_id and h.state in ('active', 'short');
  return jsonb_build_object(
    'item', console.work_row_json(shown) || jsonb_build_object('state', p.state, 'amount', p.amount::text, 'currency', p.currency,
      'needed', case when is_live then console.payout_needed(p) else p.needed end, 'signed', case when is_live then console.payout_signed(p) else p.signed end,
      'reasons', to_jsonb(p.reasons), 'preparerId', p.prepared_by, 'editorId', p.edited_by, 'country', u.country, 'requestedAt', p.requested_at),
    'payee', jsonb_build_object('since', u.created_at, 'email', u.email),
    'destination', jsonb_build_object('id', p.method_id, 'masked', console.payout_masked(p.method_id), 'method', y.payout_method, 'bank', y.bank_name,
      'since', console.payout_destination_since(p), 'fingerprint', console.payout_fingerprint(p.method_id)),
    'reason', case p.state when 'on_hold' then y.hold_reason when 'rejected' then y.rejection_reason when 'failed' then y.failure_reason
      when 'returned' then (select r.reason from console.payout_return r where r.payout = p.id) end,
    'checks', case when is_live then to_jsonb(console.payout_checks(p)) else '[]' end,
    'policy', p.policy,
    'preparedBy', console.staff_ref(p.prepared_by), 'preparedAt', p.prepared_at, 'editedBy', console.staff_ref(p.edited_by),
    'signRefusal', case when is_live then console.payout_sign_refusal(p) end,
    'secondRefusal', console.payout_second_refusal(p),
    'signers', to_jsonb(console.payout_signers(p)),
    'versions', (select coalesce(jsonb_agg(jsonb_build_object('version', v.version, 'data', v.data, 'hash', encode(v.hash, 'hex'), 'why', v.why,
        'madeBy', console.staff_ref(v.made_by), 'at', v.at) order by v.version desc), '[]') from console.payout_version v where v.payout = p.id),
    'signatures', (select coalesce(jsonb_agg(console.payout_signature_json(s, p) order by s.at), '[]') from console.payout_signature s where s.payout = p.id),
    'hold', (select jsonb_build_object('no', h.no, 'amount', h.amount::text, 'state', h.state, 'at', h.at, 'endedAt', h.ended_at)
             from console.wallet_hold h where h.payout = p.id order by h.no desc limit 1),
    'send', (select jsonb_build_object('key', s.key, 'by', console.staff_ref(s.sent_by), 'at', s.at, 'reference', s.reference, 'outcome', s.outcome, 'outcomeBy', console.staff_ref(s.outcome_by),
        'outcomeReference', s.outcome_reference, 'outcomeAt', s.outcome_at) from console.payout_send s where s.payout = p.id),
    'return', (select jsonb_build_object('transactionId', r.transaction_id, 'reason', r.reason, 'at', r.at, 'by', console.staff_ref(r.returned_by))
               from console.payout_return r where r.payout = p.id),
    'times', jsonb_build_object('approved', y.approved_at, 'sent', y.processed_at, 'completed', y.completed_at),
    'earnedAt', (select max(e.at) from console.wallet_entry e where e.user_id = p.payee and e.currency = p.currency and e.earned > 0 and e.at <= p.requested_at),
    'wallet', jsonb_build_object('id', w.id, 'currency', w.currency, 'balance', w.balance_available::text, 'pending', w.balance_pending::text,
      'held', held::text, 'free', (w.balance_available - held)::text, 'entries', console.payout_ledger(p.wallet_id)),
    'destinations', case when is_live then (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name, 'masked', console.payout_masked(m.id)) order by m.is_default desc, m.created_at), '[]')
      from finance.payment_methods m where m.user_id = p.payee and m.usage in ('payout', 'both') and m.status = 'active') else '[]' end,
    'others', (select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'number', o.number, 'amount', o.amount::text, 'currency', o.currency, 'state', o.state, 'at', o.requested_at)
        order by o.requested_at desc), '[]') from (select * from console.payout x where x.payee = p.payee and x.id <> p.id order by x.requested_at desc limit 8) o),
    'lease', (select console.lease_json(l) from console.lease l where l.kind = 'payout' and l.item_id = payout_id and l.until > now()),
    'presence', coalesce((select jsonb_agg(jsonb_build_object('staff', jsonb_build_object('id', z.staff_id, 'name', z.staff_name, 'initials', z.staff_initials),
        'kind', z.kind, 'itemId', z.item_id, 'mode', z.mode, 'until', z.until)) from console.presence_list(array[payout_id]) z), '[]'),
    'history', (select coalesce(jsonb_agg(jsonb_build_object('id', 'a' || a.seq, 'at', a.at, 'actor', console.staff_ref(a.actor), 'action', a.action,
        'before', a.before, 'after', a.after, 'reason', a.reason) order by a.seq desc), '[]') from console.audit a where a.kind = 'payout' and a.item_id = payout_id),
    'moves', coalesce((select jsonb_agg(m.to_status) from console.transition m where m.kind = 'payout' and m.from_status = p.state), '[]'),
    'readAt', now());
end $$;

/*
 Takes in payouts that were there before the desk. What somebody approved elsewhere has no signatures here, so it is prepared and signed
 anew. Payouts that are known already are left alone. Returns how many were added.
*/
create function console.rebuild_payouts() returns bigint
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  added bigint;
begin
  create temporary table fresh on commit drop as
    select t.id, t.user_id, t.wallet_id, t.payment_method_id, t.batch_id, t.amount, t.currency, t.requested_at, t.status::text as status,
      case when t.reference ~ '^P-[0-9]{1,15}$' and count(*) over (partition by t.reference) = 1 then substr(t.reference, 3)::bigint end as number,
      case t.status when 'approved' then 'pending' else t.status::text end as state,
      coalesce(t.completed_at, t.failed_at, t.rejected_at, t.cancelled_at, t.requested_at) as closed_at
    from finance.payouts t where not exists (select from console.payout p where p.id = t.id);
  perform setval('console.payout_number', greatest((select max(f.number) from fresh f), (select last_value from console.payout_number)));
  update fresh f set number = nextval('console.payout_number') where f.number is null or exists (select from console.payout p where p.number = f.number);
  insert into console.payout (id, number, payee, wallet_id, method_id, batch_id, amount, currency, requested_at, state, policy)
    select f.id, f.number, f.user_id, f.wallet_id, f.payment_method_id, f.batch_id, f.amount, f.currency, f.requested_at, f.state, console.payout_policy_now() from fresh f;
  get diagnostics added = row_count;
  insert into console.work_item (kind, id, number, title, status, priority_rank, category, amount, currency, customer, is_open, created_at, updated_at, closed_at)
    select 'payout', f.id, f.number, coalesce(n.name, ''), f.state, 2, 'one_signature', f.amount, f.currency, f.user_id,
      f.state in ('pending', 'on_hold', 'processing'), f.requested_at, f.closed_at, case when f.state not in ('pending', 'on_hold', 'processing') then f.closed_at end
    from fresh f left join console.person n on n.id = f.user_id;
  insert into console.wallet_hold (payout, wallet, amount, currency, state)
    select f.id, f.wallet_id, f.amount, f.currency, 'short' from fresh f where f.state in ('pending', 'on_hold', 'processing') order by f.requested_at, f.id;
  perform console.holds_cover(w.wallet_id) from (select distinct f.wallet_id from fresh f where f.state in ('pending', 'on_hold', 'processing')) w;
  perform console.payout_data_kept(p, 'requested') from console.payout p join fresh f on f.id = p.id where p.state in ('pending', 'on_hold', 'processing');
  perform console.payout_project(f.id) from fresh f where f.state in ('pending', 'on_hold', 'processing');
  drop table fresh;
  return added;
end $$;

grant select on console.payout_queue to console_staff;
grant execute on function console.payout_search(text), console.payout_sums(text, jsonb), console.payout_item(uuid), console.wallets_prove(uuid) to console_staff;

reset role;
