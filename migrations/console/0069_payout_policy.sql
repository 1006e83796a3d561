-- The limits by which payouts are weighed, checked and signed. One person proposes a policy, another adopts it after a fresh sign-in; what
-- was proposed is never changed, and what was signed keeps the version under which it was signed.

set local role console_owner;

insert into console.capability (role, capability) values ('console_finance', 'payouts.policy'), ('console_admin', 'payouts.policy');

create table console.payout_policy (
  version integer primary key,
  /* Of its audit. */
  id uuid not null unique default system.uuid_v7(),
  currency char(3) not null default 'USD',
  /* Sums of a payee within 30 days above which a higher level of identity check is needed, in the policy's currency. */
  enhanced_above numeric(18, 4) not null check (enhanced_above >= 0),
  advanced_above numeric(18, 4) not null,
  /* A destination younger than this takes two signatures. */
  destination_age interval not null,
  /* After this a signature lapses. */
  signature_life interval not null,
  due_within interval not null,
  /* A payout of more than so many times the median of the payee's last eight stands out. */
  unusual_factor numeric(5, 2) not null check (unusual_factor >= 1),
  reason text not null,
  proposed_by uuid references console.staff,
  proposed_at timestamptz not null default clock_timestamp(),
  adopted_by uuid references console.staff,
  adopted_at timestamptz,
  withdrawn_by uuid references console.staff,
  withdrawn_at timestamptz,
  /* The transaction that wrote it, the only one that adds its parts. */
  made_in xid8 not null default pg_current_xact_id(),
  check (advanced_above >= enhanced_above),
  -- The first came with the desk.
  check (version = 1 or proposed_by is not null),
  check (version = 1 or (adopted_at is null) = (adopted_by is null)),
  check ((withdrawn_at is null) = (withdrawn_by is null)),
  check (adopted_at is null or withdrawn_at is null),
  check (proposed_by <> adopted_by)
);
comment on table console.payout_policy is 'Limits of payouts; the adopted one with the highest version is in force, what was signed keeps the version it was signed under';
create table console.payout_tier (
  policy integer not null references console.payout_policy,
  above numeric(18, 4) not null check (above >= 0),
  signatures smallint not null check (signatures between 1 and 3),
  primary key (policy, above)
);
create table console.payout_rate (
  policy integer not null references console.payout_policy,
  currency char(3) not null,
  /* One unit in the policy's currency. */
  rate numeric(18, 8) not null check (rate > 0),
  /* The least that is paid out, however low the platform's own minimum is set. */
  minimum numeric(18, 4) not null default 0 check (minimum >= 0),
  primary key (policy, currency)
);
comment on table console.payout_rate is 'Rates by which sums are compared with the limits; money is never converted with them. A currency without a rate is not paid out';

insert into console.payout_policy (version, enhanced_above, advanced_above, destination_age, signature_life, due_within, unusual_factor, reason, adopted_at)
values (1, 1000, 10000, '72 hours', '48 hours', '48 hours', 2, 'The policy that the desk began with.', now());
insert into console.payout_tier values (1, 0, 1), (1, 10000, 2), (1, 100000, 3);
insert into console.payout_rate (policy, currency, rate) values
  (1, 'USD', 1), (1, 'EUR', 1.08), (1, 'GBP', 1.27), (1, 'JPY', 0.0067), (1, 'BRL', 0.18), (1, 'INR', 0.012), (1, 'PLN', 0.25), (1, 'SEK', 0.095),
  (1, 'CHF', 1.13), (1, 'KWD', 3.25);

create function console.payout_policy_now() returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as
$$ select max(version) from console.payout_policy where adopted_at is not null $$;

---------------------------------------------------------------------------------------------------------------- guards

/* A proposal is the proposer's own, and is neither adopted nor withdrawn yet. */
create function console.payout_policy_proposed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.proposed_by is distinct from console.require('payouts.policy') or new.adopted_at is not null or new.withdrawn_at is not null then
    perform console.refuse('BL002', 'A policy begins as the proposal of the person behind the connection.');
  end if;
  return new;
end $$;
create trigger guarded before insert on console.payout_policy for each row execute function console.payout_policy_proposed();

/* Only its end is added to a proposal, once: somebody else adopts it, or somebody withdraws it. */
create function console.payout_policy_ended() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ends constant text[] := '{adopted_by,adopted_at,withdrawn_by,withdrawn_at}';
begin
  if old.adopted_at is not null or old.withdrawn_at is not null or (to_jsonb(new) - ends) <> (to_jsonb(old) - ends) then
    perform console.refuse('BL002', 'A policy never changes. Propose another one.');
  end if;
  if new.adopted_at is not null then
    if new.adopted_by is distinct from console.require('payouts.sign') or new.adopted_by = old.proposed_by then
      perform console.refuse('BL002', format('You proposed policy %s, so somebody else adopts it.', old.version), '{"reason": "proposed"}');
    end if;
    if new.version < console.payout_policy_now() then
      perform console.refuse('BL003', format('Policy %s is older than the one in force.', old.version), jsonb_build_object('from', 'superseded', 'to', 'adopted', 'allowed', '[]'::jsonb));
    end if;
  elsif new.withdrawn_by is distinct from console.require('payouts.policy') then
    perform console.refuse('BL002', 'Nobody withdraws in the name of somebody else.');
  end if;
  return new;
end $$;
create trigger ended before update on console.payout_policy for each row execute function console.payout_policy_ended();

/* The parts of a policy are written together with it, and never again. */
create function console.payout_policy_part() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    if exists (select from console.payout_policy y where y.version = new.policy and y.made_in = pg_current_xact_id() and y.adopted_at is null) then return new; end if;
  end if;
  perform console.refuse('BL002', 'A policy never changes. Propose another one.');
end $$;
create trigger frozen before delete or truncate on console.payout_policy for each statement execute function console.payout_policy_part();
create trigger frozen before insert or update or delete on console.payout_tier for each row execute function console.payout_policy_part();
create trigger frozen before insert or update or delete on console.payout_rate for each row execute function console.payout_policy_part();
create trigger whole before truncate on console.payout_tier for each statement execute function console.payout_policy_part();
create trigger whole before truncate on console.payout_rate for each statement execute function console.payout_policy_part();

------------------------------------------------------------------------------------------------------------------ acts

create function console.payout_policy_json(y console.payout_policy) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('version', y.version, 'currency', y.currency,
    'state', case when y.withdrawn_at is not null then 'withdrawn' when y.version = console.payout_policy_now() then 'in_force' when y.adopted_at is not null then 'earlier'
      when y.version < console.payout_policy_now() then 'superseded' else 'proposed' end,
    'enhancedAbove', trim_scale(y.enhanced_above)::text, 'advancedAbove', trim_scale(y.advanced_above)::text,
    'destinationHours', (extract(epoch from y.destination_age) / 3600)::integer, 'signatureHours', (extract(epoch from y.signature_life) / 3600)::integer,
    'dueHours', (extract(epoch from y.due_within) / 3600)::integer, 'unusualFactor', trim_scale(y.unusual_factor)::text,
    'tiers', (select jsonb_agg(jsonb_build_object('above', trim_scale(t.above)::text, 'signatures', t.signatures) order by t.above) from console.payout_tier t where t.policy = y.version),
    'rates', (select jsonb_agg(jsonb_build_object('currency', r.currency, 'rate', trim_scale(r.rate)::text, 'minimum', trim_scale(r.minimum)::text) order by r.currency)
      from console.payout_rate r where r.policy = y.version),
    'reason', y.reason, 'proposedBy', console.staff_ref(y.proposed_by), 'proposedAt', y.proposed_at, 'adoptedBy', console.staff_ref(y.adopted_by), 'adoptedAt', y.adopted_at)
$$;

/* Every policy, the newest first (PayoutPolicy of shared/payouts.ts). */
create function console.payout_policies() returns jsonb
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.require('payouts.read');
  return (select jsonb_agg(console.payout_policy_json(y) order by y.version desc) from console.payout_policy y);
end $$;

/* Refuses what could not work as a policy; `p` is as payout_policy_propose takes it. */
create function console.payout_policy_check(p jsonb) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  tiers jsonb := p -> 'tiers';
  base text := (select y.currency from console.payout_policy y where y.version = console.payout_policy_now());
  field text := case
    when array_position(array[p ->> 'enhancedAbove', p ->> 'advancedAbove', p ->> 'destinationHours', p ->> 'signatureHours', p ->> 'dueHours', p ->> 'unusualFactor'], null) is not null then 'policy'
    when (p ->> 'advancedAbove')::numeric < (p ->> 'enhancedAbove')::numeric or (p ->> 'enhancedAbove')::numeric < 0 then 'advancedAbove'
    when (p ->> 'destinationHours')::integer not between 0 and 720 then 'destinationHours'
    when (p ->> 'signatureHours')::integer not between 1 and 720 then 'signatureHours'
    when (p ->> 'dueHours')::integer not between 1 and 720 then 'dueHours'
    when (p ->> 'unusualFactor')::numeric not between 1 and 100 then 'unusualFactor'
    when not exists (select from jsonb_array_elements(tiers) t where (t ->> 'above')::numeric = 0)
      or exists (select from jsonb_array_elements(tiers) a, jsonb_array_elements(tiers) b
                 where (a ->> 'above')::numeric < (b ->> 'above')::numeric and (a ->> 'signatures')::integer >= (b ->> 'signatures')::integer) then 'tiers'
    when (select (r ->> 'rate')::numeric from jsonb_array_elements(p -> 'rates') r where r ->> 'currency' = base) is distinct from 1
      or (select count(*) <> count(distinct r ->> 'currency') from jsonb_array_elements(p -> 'rates') r) then 'rates' end;
begin
  if field is null then return; end if;
  perform console.refuse('BL006', case field
      when 'advancedAbove' then 'The limits of the identity check rise: enhanced first, then advanced.'
      when 'tiers' then 'The first tier begins at zero, and each higher one takes more signatures.'
      when 'rates' then format('Each currency has one rate, and that of %s is 1.', base)
      when 'unusualFactor' then 'What stands out is between 1 and 100 times the median.'
      else 'Hours are whole: at most 720, and a signature and the due time at least 1.' end || ' Nothing was proposed.', jsonb_build_object('field', field));
end $$;

/* Puts a whole policy before the others: {enhancedAbove, advancedAbove, destinationHours, signatureHours, dueHours, unusualFactor, tiers, rates} as they are read. */
create function console.payout_policy_propose(command_id uuid, policy jsonb, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('policy', policy, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'payout_policy_propose', 'payouts.policy', request);
  y console.payout_policy;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  perform console.payout_policy_check(policy);
  -- One proposal after the other.
  perform from console.payout_policy x where x.version = 1 for update;
  insert into console.payout_policy (version, currency, enhanced_above, advanced_above, destination_age, signature_life, due_within, unusual_factor, reason, proposed_by)
    select (select max(x.version) + 1 from console.payout_policy x), n.currency, (policy ->> 'enhancedAbove')::numeric, (policy ->> 'advancedAbove')::numeric,
      make_interval(hours => (policy ->> 'destinationHours')::integer), make_interval(hours => (policy ->> 'signatureHours')::integer),
      make_interval(hours => (policy ->> 'dueHours')::integer), (policy ->> 'unusualFactor')::numeric, payout_policy_propose.reason, console.me()
    from console.payout_policy n where n.version = console.payout_policy_now() returning * into y;
  insert into console.payout_tier (policy, above, signatures)
    select y.version, (t ->> 'above')::numeric, (t ->> 'signatures')::smallint from jsonb_array_elements(policy -> 'tiers') t;
  insert into console.payout_rate (policy, currency, rate, minimum)
    select y.version, r ->> 'currency', (r ->> 'rate')::numeric, (r ->> 'minimum')::numeric from jsonb_array_elements(policy -> 'rates') r;
  perform console.audit_append('payout_policy', y.id, 'payout_policy_propose', null, console.payout_policy_json(y) - '{state,proposedBy,proposedAt,adoptedBy,adoptedAt,reason}'::text[],
    reason, command_id);
  return console.command_end(command_id, 'payout_policy_propose', request, jsonb_build_object('version', y.version));
exception when invalid_text_representation or numeric_value_out_of_range or check_violation or not_null_violation or invalid_parameter_value then
  perform console.refuse('BL006', 'A value of this policy is missing or is none. Nothing was proposed.', '{"field": "policy"}');
end $$;

/* The open proposal of this version, locked. */
create function console.payout_policy_at_hand(policy_version integer, to_state text) returns console.payout_policy
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  y console.payout_policy;
begin
  select * into y from console.payout_policy x where x.version = policy_version for update;
  if y.version is null then perform console.refuse('BL007', 'There is no such policy. Nothing was changed.'); end if;
  if y.adopted_at is not null or y.withdrawn_at is not null then
    perform console.refuse('BL003', format('Policy %s is %s already. Nothing was changed.', y.version, case when y.adopted_at is null then 'withdrawn' else 'adopted' end),
      jsonb_build_object('from', case when y.adopted_at is null then 'withdrawn' else 'adopted' end, 'to', to_state, 'allowed', '[]'::jsonb));
  end if;
  return y;
end $$;

/* Puts a proposal into force, by somebody else than who proposed it and after a fresh sign-in. Payouts without a signature follow it; the others keep theirs. */
create function console.payout_policy_adopt(command_id uuid, policy_version integer, token text, client uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('version', policy_version);
  done jsonb := console.command_begin(command_id, 'payout_policy_adopt', 'payouts.sign', request);
  fresh console.step_up_token;
  y console.payout_policy;
begin
  if done is not null then return done; end if;
  fresh := console.require_step_up('payouts', token, client);
  y := console.payout_policy_at_hand(policy_version, 'adopted');
  update console.payout_policy x set adopted_by = console.me(), adopted_at = clock_timestamp() where x.version = policy_version;
  insert into console.payout_recheck (payee) select distinct p.payee from console.payout p where p.state in ('pending', 'prepared', 'on_hold');
  perform console.audit_append('payout_policy', y.id, 'payout_policy_adopt', jsonb_build_object('state', 'proposed'),
    jsonb_build_object('state', 'in_force', 'signedInAt', fresh.began_at, 'client', fresh.client), null, command_id);
  return console.command_end(command_id, 'payout_policy_adopt', request, jsonb_build_object('version', policy_version));
end $$;

create function console.payout_policy_withdraw(command_id uuid, policy_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('version', policy_version, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'payout_policy_withdraw', 'payouts.policy', request);
  y console.payout_policy;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  y := console.payout_policy_at_hand(policy_version, 'withdrawn');
  update console.payout_policy x set withdrawn_by = console.me(), withdrawn_at = clock_timestamp() where x.version = policy_version;
  perform console.audit_append('payout_policy', y.id, 'payout_policy_withdraw', jsonb_build_object('state', 'proposed'), jsonb_build_object('state', 'withdrawn'), reason, command_id);
  return console.command_end(command_id, 'payout_policy_withdraw', request, jsonb_build_object('version', policy_version));
end $$;

grant execute on function console.payout_policies(), console.payout_policy_propose(uuid, jsonb, text), console.payout_policy_adopt(uuid, integer, text, uuid),
  console.payout_policy_withdraw(uuid, integer, text) to console_staff;

reset role;
