-- What stands for and against a payout: the checks with their reasons, how many signatures it takes, the data that is signed.

set local role console_owner;

/* Decimals of a currency, as shared/money.ts knows them. */
create function console.currency_decimals(currency text) returns integer
language sql immutable parallel safe set search_path = pg_catalog, pg_temp as $$
  select case
    when currency = any ('{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,UYI,VND,VUV,XAF,XOF,XPF}'::text[]) then 0
    when currency = any ('{BHD,IQD,JOD,KWD,LYD,OMR,TND}'::text[]) then 3
    when currency = any ('{CLF,UYW}'::text[]) then 4
    else 2 end
$$;

/* "1240.00 EUR", for what is compared letter by letter; with groups "1,240.00 EUR", for sentences. */
create function console.money_text(amount numeric, currency text, groups boolean default true) returns text
language sql immutable set search_path = pg_catalog, pg_temp as $$
  select to_char(amount, case when groups then 'FM999,999,999,999,990' else 'FM99999999999999990' end
    || coalesce('.' || nullif(repeat('0', console.currency_decimals(currency)), ''), '')) || ' ' || currency
$$;

create function console.payout_in_policy(amount numeric, of_currency text, policy integer) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select round(amount * r.rate, 4) from console.payout_rate r where r.policy = payout_in_policy.policy and r.currency = of_currency $$;

/*
 The largest of the item, its batch, and everything its payee asked for within 24 hours before or after it, in the policy's currency: one large
 payout as several small ones weighs the same, and waiting does not make it lighter.
*/
create function console.payout_weight(p console.payout) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select greatest(console.payout_in_policy(p.amount, p.currency, p.policy),
    (select sum(console.payout_in_policy(b.amount, b.currency, p.policy)) from console.payout b
     where b.batch_id = p.batch_id and b.state not in ('failed', 'rejected', 'cancelled')),
    (select sum(console.payout_in_policy(d.amount, d.currency, p.policy)) from console.payout d
     where d.payee = p.payee and d.requested_at > p.requested_at - interval '24 hours' and d.requested_at < p.requested_at + interval '24 hours'
       and d.state not in ('failed', 'rejected', 'cancelled')))
$$;

create table console.payout_destination (
  method uuid primary key,
  changed_at timestamptz not null,
  /* Of the details that only the platform can read. */
  digest bytea
);
comment on table console.payout_destination is 'When the account behind a payment method was last another one';

/* Since when this payout goes to where it goes now. */
create function console.payout_destination_since(p console.payout) returns timestamptz
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select greatest(p.destination_at, d.changed_at, m.created_at)
  from finance.payment_methods m left join console.payout_destination d on d.method = m.id where m.id = p.method_id
$$;

/* How many signatures it takes now. */
create function console.payout_needed(p console.payout) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select greatest(1, (select max(t.signatures) from console.payout_tier t where t.policy = p.policy and t.above < console.payout_weight(p)),
    case when console.payout_destination_since(p) > now() - y.destination_age then 2 end)::integer
  from console.payout_policy y where y.version = p.policy
$$;

/* What a payee typed, as one word without characters that nobody sees: it must not pass for another line of what is signed. */
create function console.payout_word(typed text) returns text
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select regexp_replace(typed, '[\s,:\u0001-\u001f\u007f-\u00a0\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]', '', 'g') $$;

create function console.payout_masked(method uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when m.type = 'paypal' and t.account like '_%@%' then regexp_replace(t.account, '^(.)[^@]*@', '\1•••@')
    else concat_ws(' ', console.payout_word(m.country) || '••', '••••', coalesce(console.payout_word(m.last_four_digits), right(t.account, 4))) end
  from finance.payment_methods m
  cross join lateral (select console.payout_word(case m.type when 'paypal' then coalesce(m.account_identifier, m.name) else m.account_identifier end) as account) t
  where m.id = method
$$;

/* Of everything that says where the money goes; two accounts never share it. */
create function console.payout_fingerprint(of_method uuid) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select left(encode(sha256(convert_to(jsonb_build_array(m.id, m.type, m.account_holder, m.account_identifier, m.routing_number, m.bank_name,
    m.provider_account_id, m.last_four_digits, m.country, encode(d.digest, 'hex'))::text, 'UTF8')), 'hex'), 16)
  from finance.payment_methods m left join console.payout_destination d on d.method = m.id where m.id = of_method
$$;

/* What is signed, line by line, as the signer sees it. */
create function console.payout_data(p console.payout) returns text
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select concat_ws(E'\n',
    'payout: ' || p.id, 'version: ' || p.version, 'payee: ' || p.payee,
    'amount: ' || console.money_text(p.amount, p.currency, false),
    'destination: ' || console.payout_masked(p.method_id) || ', fingerprint ' || console.payout_fingerprint(p.method_id),
    'source: wallet ' || p.wallet_id || ', hold H-' || (select h.no from console.wallet_hold h where h.payout = p.id order by h.no desc limit 1),
    'policy: ' || p.policy)
$$;

---------------------------------------------------------------------------------------------------------------- checks

create function console.payout_check(key text, state text, text text, help text default null, until timestamptz default null) returns jsonb
language sql immutable set search_path = pg_catalog, pg_temp as
$$ select jsonb_build_object('key', key, 'state', state, 'text', text, 'help', help, 'until', until) $$;

/* The smallest payout of a currency: the platform's, but never below the policy's; null where the platform names none, or what it names is no amount. */
create function console.payout_minimum(of_currency text, policy integer) returns numeric
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select case when s.amount ~ '^\d{1,14}(\.\d{1,4})?$' then greatest(s.amount::numeric,
      (select r.minimum from console.payout_rate r where r.policy = payout_minimum.policy and r.currency = of_currency)) end
  from (select system.setting('finance.min_withdrawal') ->> of_currency as amount) s
$$;

/* The account: may it be paid at all? */
create function console.payout_check_account(p console.payout) returns jsonb[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  w finance.wallets;
  minimum numeric := console.payout_minimum(p.currency, p.policy);
  standing text := (select u.status::text from identity.users u where u.id = p.payee);
  sanction record;
  screening jsonb := console.payout_screening(p.payee);
  h console.wallet_hold;
  -- Not the start of the transaction: what came while it waited counts.
  moment timestamptz := clock_timestamp();
  c jsonb[] := '{}';
begin
  select * into w from finance.wallets x where x.id = p.wallet_id;
  select s.type, s.ends_at into sanction from moderation.sanctions s
    where s.user_id = p.payee and s.lifted_at is null and s.starts_at <= moment and (s.ends_at is null or s.ends_at > moment)
    order by s.ends_at desc nulls first limit 1;
  c := c || case
    when sanction.type is not null then console.payout_check('account', 'block', format('The account is under a %s', sanction.type), 'It can be paid when the sanction ends or is lifted.', sanction.ends_at)
    when standing is distinct from 'active' then
      console.payout_check('account', 'block', format('The account is %s', coalesce(replace(standing, '_', ' '), 'gone')), 'Only an active account is paid; an administrator can make it active.')
    when not w.payouts_enabled then console.payout_check('account', 'block', 'Payouts are switched off for this wallet', 'The platform switches them on when the payout method is verified.')
    else console.payout_check('account', 'ok', 'Active, payouts are on') end;
  c := c || case screening ->> 'state'
    when 'match' then console.payout_check('screening', 'block', 'A sanctions hit is confirmed', 'Money cannot be released. Compliance decides.')
    when 'open' then console.payout_check('screening', 'block', 'A sanctions hit waits for a decision', 'Compliance can close it in KYC.')
    when 'clear' then console.payout_check('screening', 'ok', concat_ws(', ', 'Clear', screening ->> 'list', 'checked again at release'))
    else console.payout_check('screening', 'ok', 'No hit is known; checked again at release') end;

  select * into h from console.wallet_hold x where x.payout = p.id order by x.no desc limit 1;
  c := c || case
    when (w.user_id, w.currency) is distinct from (p.payee, p.currency) then
      console.payout_check('wallet', 'block', format('The wallet is not the payee''s in %s', p.currency), 'It can be cancelled and asked for again from the right wallet.')
    when w.balance_available < 0 then console.payout_check('wallet', 'block', format('The wallet is at %s', console.money_text(w.balance_available, p.currency)),
      'The next earnings cover it first.')
    when h.state = 'short' then console.payout_check('wallet', 'block', format('The wallet does not cover hold H-%s; its balance is %s', h.no, console.money_text(w.balance_available, p.currency)),
      'It needs new earnings, or a smaller amount.')
    when h.state is null then console.payout_check('wallet', 'block', 'Nothing is held for it', 'Edit the amount to take a hold.')
    else console.payout_check('wallet', 'ok', format('Hold H-%s covers it to the last unit', h.no)) end;
  c := c || case
    when minimum is null then console.payout_check('minimum', 'block', format('There are no payouts in %s', p.currency), 'An administrator can set a minimum for the currency.')
    when p.amount < minimum then console.payout_check('minimum', 'block', format('Below the minimum of %s', console.money_text(minimum, p.currency)), 'The payee can ask for more.')
    when p.amount <> round(p.amount, console.currency_decimals(p.currency)) then
      console.payout_check('minimum', 'block', format('%s is finer than the smallest unit of %s', trim_scale(p.amount), p.currency), 'Edit the amount.')
    else console.payout_check('minimum', 'ok', format('At least %s', console.money_text(minimum, p.currency))) end;
  return c;
end $$;

/* The level of identity check that the payee's sums of 30 days ask for (decision 9), against what is approved and not expired. */
create function console.payout_check_kyc(p console.payout, y console.payout_policy) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  month numeric := (select sum(console.payout_in_policy(d.amount, d.currency, p.policy)) from console.payout d
    where d.payee = p.payee and d.requested_at > p.requested_at - interval '30 days' and (d.requested_at, d.id) <= (p.requested_at, p.id)
      and d.state not in ('failed', 'rejected', 'cancelled', 'returned'));
  wanted text := case when month > y.advanced_above then 'advanced' when month > y.enhanced_above then 'enhanced' else 'basic' end;
  k record;
  latest record;
begin
  select v.level, v.expires_at into k from kyc.verifications v
    where v.user_id = p.payee and v.status = 'approved' and (v.expires_at is null or v.expires_at > clock_timestamp())
    order by v.level desc, v.expires_at desc nulls first limit 1;
  if k.level is null or k.level < wanted::kyc.verification_level then
    select v.level, v.status, v.expires_at into latest from kyc.verifications v where v.user_id = p.payee order by v.created_at desc limit 1;
    return console.payout_check('kyc', 'block',
      concat_ws('; ', case when k.level is not null then format('Only %s', k.level) when latest.status is null then 'No identity check' when latest.status = 'approved' then 'The identity check expired'
          else format('The identity check is %s', replace(latest.status::text, '_', ' ')) end,
        format('%s within 30 days needs %s', console.money_text(month, y.currency), wanted)), 'KYC decides it; this is looked at again by itself.');
  end if;
  if k.expires_at < now() + interval '14 days' then
    return console.payout_check('kyc', 'warn', format('%s, ends within 14 days; this sum needs %s', initcap(k.level::text), wanted), null, k.expires_at);
  end if;
  return console.payout_check('kyc', 'ok', format('%s; this sum needs %s', initcap(k.level::text), wanted), null, k.expires_at);
end $$;

/* The destination: usable, and for how long it has been this one. */
create function console.payout_check_destination(p console.payout, y console.payout_policy) returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  m record;
  since timestamptz := console.payout_destination_since(p);
begin
  select x.user_id, x.status, x.usage, x.provider_account_status, x.verification_status into m from finance.payment_methods x where x.id = p.method_id;
  return case
    when m.user_id is distinct from p.payee then console.payout_check('destination', 'block', 'The destination is not the payee''s', 'Choose one of the payee''s.')
    when m.status <> 'active' or m.usage = 'charge' then console.payout_check('destination', 'block', format('The destination is %s', case when m.usage = 'charge' then 'only to pay with' else m.status::text end), 'Choose another of the payee''s.')
    when m.provider_account_status = 'disabled' or m.verification_status in ('rejected', 'expired') then
      console.payout_check('destination', 'block', 'The account behind the destination is not verified', 'The payee has to verify it, or choose another.')
    when since > now() - y.destination_age then console.payout_check('destination', 'raise', format('Changed less than %s h ago: two signatures', (extract(epoch from y.destination_age) / 3600)::integer), null, since + y.destination_age)
    else console.payout_check('destination', 'ok', 'The same since', null, since) end;
end $$;

/* The sum: what decides how many signatures it takes, and whether it is like the payee's others. */
create function console.payout_check_sum(p console.payout, y console.payout_policy) returns jsonb[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  weight numeric := console.payout_weight(p);
  signatures integer := (select max(t.signatures) from console.payout_tier t where t.policy = p.policy and t.above < weight);
  usual numeric;
  paid bigint;
  c jsonb[];
begin
  if console.payout_in_policy(p.amount, p.currency, p.policy) is null then
    return array[console.payout_check('amount', 'block', format('Policy %s has no rate for %s', p.policy, p.currency), 'A new policy can name one.')];
  end if;
  c := array[console.payout_check('amount', case when signatures > 1 then 'raise' else 'ok' end,
    format('%s is the largest of item, batch and 24 h: %s', console.money_text(weight, y.currency), case coalesce(signatures, 1) when 1 then 'one signature' when 2 then 'two signatures' else 'three signatures' end))];
  select percentile_disc(0.5) within group (order by l.amount), count(*) into usual, paid
    from (select d.amount from console.payout d where d.payee = p.payee and d.currency = p.currency and d.state = 'completed' and d.id <> p.id order by d.requested_at desc limit 8) l;
  return c || case
    when paid = 0 then console.payout_check('first', 'warn', 'The first payout in this currency')
    when paid >= 3 and p.amount > usual * y.unusual_factor then
      console.payout_check('usual', 'warn', format('%s × the median of the last %s, %s', round(p.amount / usual, 1), paid, console.money_text(usual, p.currency)))
    else console.payout_check('usual', 'ok', format('Like the last %s', paid)) end;
end $$;

/* All checks in the order of the screen: [{key, state: ok | warn | raise | block, text, help, until}]. */
create function console.payout_checks(p console.payout) returns jsonb[]
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  y console.payout_policy;
begin
  select * into y from console.payout_policy x where x.version = p.policy;
  return console.payout_check_destination(p, y) || console.payout_check_sum(p, y) || console.payout_check_kyc(p, y) || console.payout_check_account(p);
end $$;

/* Refuses what a check stands against, with all of them. */
create function console.payout_require_clear(p console.payout, wanted text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  blocks jsonb := (select jsonb_agg(c) from unnest(console.payout_checks(p)) c where c ->> 'state' = 'block');
begin
  if blocks is null then return; end if;
  perform console.refuse('BL003', format('P-%s cannot go on: %s. %s', p.number,
      (select string_agg(lower(left(b ->> 'text', 1)) || substr(b ->> 'text', 2), '; ') from jsonb_array_elements(blocks) b), blocks -> 0 ->> 'help'),
    jsonb_build_object('from', p.state, 'to', wanted, 'allowed', '[]'::jsonb, 'checks', blocks));
end $$;

reset role;
