-- Payouts: what is kept about them, and the rules that nobody gets around, a superuser in psql included: holds, versions, signatures, the one
-- send mark, the moves. The money itself moves by the platform's own transactions.

grant select (id, user_id, organization_id, wallet_id, payment_method_id, batch_id, transaction_id, amount, currency, status, payout_method, reference,
  provider_transaction_id, requested_at, approved_at, approved_by, processed_at, completed_at, failed_at, cancelled_at, held_at, held_by, hold_reason,
  rejected_at, rejection_reason, failure_reason) on finance.payouts to console_owner;
grant references (id) on finance.payouts, finance.transactions to console_owner;
grant update (status, amount, payment_method_id, payout_method, transaction_id, provider_transaction_id, approved_at, approved_by, processed_at,
  completed_at, failed_at, cancelled_at, held_at, held_by, hold_reason, rejected_at, rejection_reason, failure_reason) on finance.payouts to console_owner;
grant select, insert on finance.transactions to console_owner;
grant update (status, amount_total, currency, failure_reason) on finance.transactions to console_owner;
create policy console_owner on finance.transactions to console_owner using (true) with check (true);
-- Wallets are only locked: their balances follow from the transactions.
grant update (updated_at) on finance.wallets to console_owner;
grant execute on function system.setting(text) to console_owner;

set local role console_owner;

insert into console.capability (role, capability) values
  ('console_finance', 'payouts.read'), ('console_finance', 'payouts.prepare'), ('console_finance', 'payouts.sign'),
  ('console_compliance', 'payouts.read'), ('console_admin', 'payouts.read'), ('console_auditor', 'payouts.read');
insert into console.work_kind (kind, read_capability, act_capability, source) values ('payout', 'payouts.read', 'payouts.prepare', 'finance.payouts');
create table console.work_payout partition of console.work_item for values in ('payout');
-- The table of one state, grouped by how many signatures it takes.
create index work_payout_tier on console.work_payout (status, category, due_at, id);
create index work_payout_amount on console.work_payout (status, amount desc, id desc);
create index work_payout_largest on console.work_payout (amount desc, id desc);
-- Rare currencies.
create index work_payout_currency on console.work_payout (currency, due_at, id);

/* pending: to prepare. prepared: to sign. approved: all signatures are there. processing: the money is on its way. unknown: nobody knows whether it left. */
insert into console.transition (kind, from_status, to_status)
select 'payout', f, t from (values
  ('pending', '{prepared,on_hold,rejected,cancelled}'::text[]),
  ('prepared', '{pending,approved,on_hold,rejected,cancelled}'),
  ('approved', '{prepared,processing,on_hold,rejected,cancelled}'),
  ('on_hold', '{pending,prepared,rejected,cancelled}'),
  ('processing', '{completed,failed,unknown}'),
  ('unknown', '{completed,failed}'),
  ('completed', '{returned}')) m(f, ts), unnest(ts) t;

---------------------------------------------------------------------------------------------------------------- tables

create table console.payout (
  id uuid primary key references finance.payouts on delete cascade,
  number bigint not null unique,
  payee uuid not null,
  wallet_id uuid not null,
  method_id uuid not null,
  batch_id uuid,
  amount numeric(18, 4) not null,
  currency char(3) not null,
  requested_at timestamptz not null,
  state text not null,
  /* Of what is signed; any change of amount, currency, payee or destination makes a new one. */
  version integer not null default 1,
  policy integer not null references console.payout_policy,
  prepared_by uuid references console.staff,
  prepared_at timestamptz,
  edited_by uuid references console.staff,
  /* Who last set each of the two that are signed; none of them signs it. */
  amount_by uuid references console.staff,
  destination_by uuid references console.staff,
  /* When a person of the desk last chose another destination. */
  destination_at timestamptz,
  needed smallint not null default 1,
  signed smallint not null default 0,
  /* Keys of the checks that stand against it, as of the last look; every signature and the sending look again. */
  reasons text[] not null default '{}',
  /* When time alone changes the checks. */
  check_at timestamptz
);
comment on table console.payout is 'One row a payout of the platform: its state at this desk and what is signed of it';
create index payout_payee on console.payout (payee, requested_at);
create index payout_batch on console.payout (batch_id) where batch_id is not null;
create index payout_wallet on console.payout (wallet_id) where state in ('pending', 'prepared', 'approved', 'on_hold', 'processing', 'unknown');
create index payout_method on console.payout (method_id) where state in ('pending', 'prepared', 'approved', 'on_hold');
create index payout_check on console.payout (check_at) where check_at is not null;
create sequence console.payout_number start 1000;

create table console.payout_version (
  payout uuid not null references console.payout on delete cascade,
  version integer not null,
  /* The very text whose SHA-256 is signed. */
  data text not null,
  hash bytea not null,
  /* Who made it; empty for the platform. */
  made_by uuid references console.staff,
  why text not null,
  at timestamptz not null default clock_timestamp(),
  primary key (payout, version),
  unique (payout, version, hash),
  check (hash = sha256(convert_to(data, 'UTF8')))
);
create table console.payout_signature (
  id uuid primary key default system.uuid_v7(),
  payout uuid not null,
  version integer not null,
  hash bytea not null,
  signer uuid not null references console.staff,
  at timestamptz not null default clock_timestamp(),
  lapses_at timestamptz not null,
  /* What the signer was shown, and from where it was signed. */
  evidence jsonb not null,
  unique (payout, version, signer),
  foreign key (payout, version, hash) references console.payout_version (payout, version, hash)
);
comment on table console.payout_signature is 'Who signed which version of a payout by its hash; never changed. A signature of an older version counts for nothing';

create table console.wallet_hold (
  no bigint generated always as identity (start 50001) primary key,
  payout uuid not null references console.payout on delete cascade,
  wallet uuid not null,
  amount numeric(18, 4) not null check (amount > 0),
  currency char(3) not null,
  /* active: the balance covers it. short: it does not. released: the payout ended without money. settled: the money left. */
  state text not null check (state in ('active', 'short', 'released', 'settled')),
  at timestamptz not null default clock_timestamp(),
  ended_at timestamptz
);
comment on table console.wallet_hold is 'Money of a wallet that a payout has claimed; the active ones of a wallet are never more than its balance, except for money that left already';
create unique index wallet_hold_live on console.wallet_hold (payout) where state in ('active', 'short');
create index wallet_hold_wallet on console.wallet_hold (wallet, no) where state in ('active', 'short');
create index wallet_hold_payout on console.wallet_hold (payout);

create table console.payout_send (
  payout uuid primary key references console.payout,
  /* The same for every try, so that a provider pays once. */
  key uuid not null unique default gen_random_uuid(),
  version integer not null,
  hash bytea not null,
  hold bigint not null unique references console.wallet_hold,
  amount numeric(18, 4) not null,
  currency char(3) not null,
  sent_by uuid not null references console.staff,
  /* Signatures that it took in that moment. */
  needed smallint not null,
  at timestamptz not null default clock_timestamp(),
  reference text,
  outcome text check (outcome in ('paid', 'failed')),
  /* Who said so; empty for the platform. Who sent it does not say that it failed. */
  outcome_by uuid references console.staff check (outcome <> 'failed' or outcome_by <> sent_by),
  outcome_reference text,
  outcome_at timestamptz,
  foreign key (payout, version, hash) references console.payout_version (payout, version, hash)
);
comment on table console.payout_send is 'The one send mark of a payout';
create table console.payout_return (
  payout uuid primary key references console.payout_send,
  transaction_id uuid not null unique references finance.transactions,
  reason text not null,
  /* Not who sent it. */
  returned_by uuid not null references console.staff,
  at timestamptz not null default clock_timestamp()
);
comment on table console.payout_return is 'Money that came back after it was paid, linked to the payout and to the transaction that put it back';

---------------------------------------------------------------------------------------------------------------- guards

create function console.payout_is_kept() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception using errcode = 'BL002', message = 'What was signed, sent or returned is never changed or removed.';
end $$;
create trigger kept before update or delete or truncate on console.payout_signature for each statement execute function console.payout_is_kept();
create trigger kept before update or truncate on console.payout_version for each statement execute function console.payout_is_kept();
create trigger kept before delete or truncate on console.payout_send for each statement execute function console.payout_is_kept();
create trigger kept before update or delete or truncate on console.payout_return for each statement execute function console.payout_is_kept();

/* First names of those who may sign and are neither the payee nor any of these. */
create function console.payout_people(p console.payout, but uuid[]) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(split_part(s.name, ' ', 1) order by s.name), '{}')
  from console.staff s
  where s.is_active and s.user_id <> all (array_remove(p.payee || but, null))
    and exists (select from console.capability c join pg_catalog.pg_roles l on l.rolname = s.login
                where c.capability = 'payouts.sign' and pg_has_role(l.oid, c.role, 'member'))
$$;

/* Those who could sign a payout: not who prepared it or last set its amount or destination, and nobody who signed this version already. */
create function console.payout_signers(p console.payout) returns text[]
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select console.payout_people(p, array[p.prepared_by, p.amount_by, p.destination_by]
    || array(select x.signer from console.payout_signature x where x.payout = p.id and x.version = p.version))
$$;

/* Refuses a person who may not sign this payout, with the reason and who can. */
create function console.payout_check_signer(p console.payout, person uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  why text := case person
    when p.payee then 'asked for'
    when p.prepared_by then 'prepared'
    when p.amount_by then 'last edited'
    when p.destination_by then 'last edited' end;
  others text[] := console.payout_signers(p);
begin
  if why is not null then
    perform console.refuse('BL002', format('You %s P-%s, so you cannot sign it. %s', why, p.number,
        case when others = '{}' then 'Nobody else of finance is there to sign it.' else array_to_string(others, ' or ') || ' can.' end),
      jsonb_build_object('reason', why, 'others', to_jsonb(others)));
  end if;
  if exists (select from console.payout_signature s where s.payout = p.id and s.version = p.version and s.signer = person) then
    perform console.refuse('BL003', format('You signed this version of P-%s already. The next signature is somebody else''s.', p.number),
      jsonb_build_object('from', p.state, 'to', 'approved', 'allowed', '[]'::jsonb, 'others', to_jsonb(others)));
  end if;
end $$;

/* Refuses a first signature under a policy that is no longer in force; the payouts_check job brings the payout under the one that is. */
create function console.payout_check_policy(p console.payout) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p.policy = console.payout_policy_now() or exists (select from console.payout_signature s where s.payout = p.id and s.version = p.version) then return; end if;
  perform console.refuse('BL003', format('Policy %s came into force since P-%s was prepared. It is being looked at anew under it; sign it then.',
      console.payout_policy_now(), p.number), jsonb_build_object('from', p.state, 'to', 'approved', 'allowed', '[]'::jsonb));
end $$;

/* A signature is the own one of the person behind the connection, on the present version, and not of who had a hand in it. */
create function console.payout_signature_guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
begin
  if new.signer is distinct from console.require('payouts.sign') then
    perform console.refuse('BL002', 'Nobody signs in the name of somebody else.');
  end if;
  select * into p from console.payout x where x.id = new.payout for update;
  perform console.payout_check_signer(p, new.signer);
  perform console.payout_check_policy(p);
  if p.state <> 'prepared' or new.version <> p.version or new.lapses_at <> new.at + (select y.signature_life from console.payout_policy y where y.version = p.policy) then
    perform console.refuse('BL003', format('P-%s is not to be signed in this version.', p.number), jsonb_build_object('from', p.state, 'to', 'approved', 'allowed', '[]'::jsonb));
  end if;
  return new;
end $$;
create trigger guarded before insert on console.payout_signature for each row execute function console.payout_signature_guard();

/* Signatures of the present version that have not lapsed. */
create function console.payout_signed(p console.payout) returns integer
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*)::integer from console.payout_signature s where s.payout = p.id and s.version = p.version and s.lapses_at > clock_timestamp()
$$;

/* Legal moves only; approved only with all signatures; on its way only with the send mark; returned only with its transaction. */
create function console.payout_guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  holds boolean := case new.state
    when 'approved' then console.payout_signed(new) >= console.payout_needed(new) and new.prepared_by is not null
    when 'processing' then exists (select from console.payout_send s where s.payout = new.id and s.version = new.version)
    when 'returned' then exists (select from console.payout_return r where r.payout = new.id)
    else true end;
begin
  if new.state <> old.state then
    perform console.check_transition('payout', old.state, new.state);
    if not holds then
      perform console.refuse('BL003', format('P-%s cannot become %s: what that takes is not there.', new.number, new.state),
        jsonb_build_object('from', old.state, 'to', new.state, 'allowed', '[]'::jsonb));
    end if;
  end if;
  if new.prepared_by is distinct from old.prepared_by and exists (select from console.payout_signature s where s.payout = new.id and s.version = new.version) then
    perform console.refuse('BL003', format('P-%s is signed in this version; who prepared it does not change.', new.number));
  end if;
  if (new.amount, new.currency, new.payee, new.method_id, new.wallet_id) is distinct from (old.amount, old.currency, old.payee, old.method_id, old.wallet_id) then
    if old.state not in ('pending', 'prepared', 'approved', 'on_hold') then
      perform console.refuse('BL003', format('P-%s is %s; its amount and destination do not change any more.', new.number, old.state),
        jsonb_build_object('from', old.state, 'to', old.state, 'allowed', '[]'::jsonb));
    end if;
    if new.version <= old.version then
      perform console.refuse('BL003', 'A change of what is signed makes a new version.');
    end if;
  end if;
  return new;
end $$;
create trigger guarded before update on console.payout for each row execute function console.payout_guard();

/* What is sent is what was signed and what is held, to the smallest unit, and every check holds in this moment. */
create function console.payout_send_guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
  h console.wallet_hold;
begin
  select * into p from console.payout x where x.id = new.payout for update;
  select * into h from console.wallet_hold x where x.no = new.hold;
  new.needed := console.payout_needed(p);
  if p.state <> 'approved' or console.payout_signed(p) < new.needed or new.version <> p.version then
    perform console.refuse('BL003', format('P-%s is not approved, so nothing was sent.', p.number), jsonb_build_object('from', p.state, 'to', 'processing', 'allowed', '[]'::jsonb));
  end if;
  if (h.payout, h.state, h.amount, h.currency, h.wallet) is distinct from (p.id, 'active', new.amount, new.currency, p.wallet_id)
    or (p.amount, p.currency) is distinct from (new.amount, new.currency) then
    perform console.refuse('BL003', format('The hold of P-%s does not cover it to the last unit, so nothing was sent.', p.number),
      jsonb_build_object('from', p.state, 'to', 'processing', 'allowed', '[]'::jsonb));
  end if;
  perform console.payout_require_clear(p, 'processing');
  return new;
end $$;
create trigger guarded before insert on console.payout_send for each row execute function console.payout_send_guard();

/* Refuses whoever marked it as sent to say that the money came back: nobody alone gives money back that may have left. */
create function console.payout_check_second(p console.payout, person uuid) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  sender uuid := (select s.sent_by from console.payout_send s where s.payout = p.id);
  others text[] := console.payout_people(p, array[sender]);
begin
  if person is distinct from sender then return; end if;
  perform console.refuse('BL002', format('You marked P-%s as sent, so somebody else gives its money back. %s', p.number,
      case when others = '{}' then 'Nobody else of finance is there to do it.' else array_to_string(others, ' or ') || ' can.' end),
    jsonb_build_object('reason', 'sent', 'others', to_jsonb(others)));
end $$;

/* Only the outcome is added to a send mark, once, by the person behind the connection or the platform. */
create function console.payout_send_kept() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  ends constant text[] := '{outcome,outcome_by,outcome_reference,outcome_at}';
begin
  if old.outcome is not null or (to_jsonb(new) - ends) <> (to_jsonb(old) - ends) then
    perform console.refuse('BL002', 'What was sent is never changed.');
  end if;
  if new.outcome_by is distinct from console.me() then
    perform console.refuse('BL002', 'Nobody reports an outcome in the name of somebody else.');
  end if;
  if new.outcome = 'failed' then
    perform console.payout_check_second(p, new.outcome_by) from console.payout p where p.id = new.payout and new.outcome_by is not null;
  end if;
  return new;
end $$;
create trigger outcome_only before update on console.payout_send for each row execute function console.payout_send_kept();

/* A return is booked by the person behind the connection, who did not send it. */
create function console.payout_return_guard() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if new.returned_by is distinct from console.require('payouts.sign') then
    perform console.refuse('BL002', 'Nobody books a return in the name of somebody else.');
  end if;
  perform console.payout_check_second(p, new.returned_by) from console.payout p where p.id = new.payout;
  return new;
end $$;
create trigger guarded before insert on console.payout_return for each row execute function console.payout_return_guard();

/* A hold ends once, and only its coverage changes before. */
create function console.wallet_hold_guard() returns trigger
language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if old.state in ('released', 'settled') or (new.no, new.payout, new.wallet, new.amount, new.currency) is distinct from (old.no, old.payout, old.wallet, old.amount, old.currency) then
    raise exception using errcode = 'BL002', message = 'A hold is released or settled once, and its amount never changes.';
  end if;
  if new.state in ('released', 'settled') then new.ended_at := clock_timestamp(); end if;
  return new;
end $$;
create trigger guarded before update on console.wallet_hold for each row execute function console.wallet_hold_guard();

reset role;
