-- Everything a person may do to a payout. Each function is one command: rights, version, move, effect, audit, change row.

set local role console_owner;

/* The payout behind an item that the caller has locked; refuses whom it is paid to. */
create function console.payout_at_hand(payout_id uuid) returns console.payout
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  p console.payout;
begin
  perform console.check_lease('payout', payout_id);
  select * into p from console.payout x where x.id = payout_id for update;
  if p.payee = console.me() then
    perform console.refuse('BL002', format('P-%s is paid to you, so you cannot work on it. A colleague can.', p.number), '{"reason": "asked for"}');
  end if;
  return p;
end $$;

/* The facts of the audit. */
create function console.payout_facts(p console.payout) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('status', p.state, 'version', p.version, 'amount', console.money_text(p.amount, p.currency, false),
    'destination', console.payout_masked(p.method_id), 'signatures', console.payout_signed(p) || ' of ' || p.needed)
$$;

/* Last step of an act: the checks anew, then version, audit, change row and result. */
create function console.payout_done(command_id uuid, name text, request jsonb, item console.work_item, was console.payout, fields text[], reason text default null, extra jsonb default '{}')
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  changed text[] := console.payout_project(item.id);
  p console.payout;
begin
  select * into p from console.payout x where x.id = item.id;
  return console.item_done(command_id, name, request, item, array(select distinct f from unnest(fields || changed) f),
    console.payout_facts(was), console.payout_facts(p), reason, jsonb_build_object('status', p.state, 'signed', p.signed, 'needed', p.needed) || extra);
end $$;

/* Refuses a move that is not legal, or not this command's: `only_from` says where alone it begins. */
create function console.payout_check_from(p console.payout, only_from text, to_state text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform console.check_transition('payout', p.state, to_state);
  if p.state = only_from or only_from is null then return; end if;
  perform console.refuse('BL003', format('P-%s is %s, so this does not apply to it.', p.number, replace(p.state, '_', ' ')),
    jsonb_build_object('from', p.state, 'to', to_state, 'allowed', '[]'::jsonb));
end $$;

/* A move that takes nothing but a reason. */
create function console.payout_act(command_id uuid, name text, capability text, payout_id uuid, expected_version integer, to_state text, reason text, only_from text default null)
returns jsonb language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'reason', reason);
  done jsonb := console.command_begin(command_id, name, capability, request);
  item console.work_item;
  was console.payout;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  was := console.payout_at_hand(payout_id);
  perform console.payout_check_from(was, only_from, to_state);
  perform console.payout_enter(payout_id, to_state, reason);
  return console.payout_done(command_id, name, request, item, was, '{status}', reason);
end $$;

/* Says that amount, payee and destination are right and puts it before the signers, of whom the preparer is none. */
create function console.payout_prepare(command_id uuid, payout_id uuid, expected_version integer) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id);
  done jsonb := console.command_begin(command_id, 'payout_prepare', 'payouts.prepare', request);
  item console.work_item;
  was console.payout;
begin
  if done is not null then return done; end if;
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  was := console.payout_at_hand(payout_id);
  -- Only what nobody signed yet: taking over the preparation of a signed one would let its preparer sign.
  perform console.payout_check_from(was, 'pending', 'prepared');
  perform console.payout_require_clear(was, 'prepared');
  update console.payout p set prepared_by = console.me(), prepared_at = clock_timestamp() where p.id = payout_id;
  perform console.payout_enter(payout_id, 'prepared');
  perform console.recuse('payout', payout_id, console.me(), 'prepared');
  delete from console.lease l where l.kind = 'payout' and l.item_id = payout_id;
  return console.payout_done(command_id, 'payout_prepare', request, item, was, '{status,lease}');
end $$;

/*
 Signs one version by its hash, after a fresh sign-in. Refused when what was shown is not what would be signed, with both; when the signer
 had a hand in it; when any check stands against it in this moment. The last signature that it takes approves the payout.
*/
create function console.payout_sign(command_id uuid, payout_id uuid, data_version integer, hash text, token text, client uuid, reason text default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'version', data_version, 'hash', hash, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'payout_sign', 'payouts.sign', request);
  fresh console.step_up_token;
  item console.work_item;
  p console.payout;
  signed_at timestamptz;
  signature uuid := system.uuid_v7();
begin
  if done is not null then return done; end if;
  fresh := console.require_step_up('payouts', token, client);
  perform console.source_lock('payout', payout_id);
  select * into item from console.work_item w where w.kind = 'payout' and w.id = payout_id for update;
  if item.id is null then perform console.refuse('BL007', 'This payout does not exist or was removed. Nothing was signed.'); end if;
  p := console.payout_at_hand(payout_id);
  perform console.payout_check_shown(p, item.version, data_version, hash);
  if p.state <> 'prepared' then perform console.check_transition('payout', p.state, 'signed'); end if;
  perform console.payout_check_signer(p, console.me());
  perform console.payout_require_clear(p, 'approved');
  signed_at := clock_timestamp();
  insert into console.payout_signature (id, payout, version, hash, signer, at, lapses_at, evidence)
  values (signature, payout_id, p.version, decode(hash, 'hex'), console.me(), signed_at,
    signed_at + (select y.signature_life from console.payout_policy y where y.version = p.policy), console.payout_evidence(p, fresh, reason));
  delete from console.lease l where l.kind = 'payout' and l.item_id = payout_id;
  return console.payout_done(command_id, 'payout_sign', request, item, p, '{signatures}', reason, jsonb_build_object('signatureId', signature));
end $$;

/* Refuses a version or a hash that is not the present one, with what was shown and what it is now; the data behind it may have changed without a word. */
create function console.payout_check_shown(p console.payout, item_version integer, data_version integer, hash text) returns void
language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  now_data text := console.payout_data(p);
begin
  if data_version = p.version and lower(hash) = encode(sha256(convert_to(now_data, 'UTF8')), 'hex') then return; end if;
  perform console.refuse('BL001', format('P-%s was changed since you read it, so nothing was signed. Look at what is different, then sign that.', p.number),
    jsonb_build_object('version', item_version, 'now', now_data, 'shown', (select v.data from console.payout_version v where v.payout = p.id and v.version = data_version),
      'changes', coalesce((select jsonb_agg(jsonb_build_object('fields', '["data"]'::jsonb, 'actor', console.staff_ref(v.made_by), 'at', v.at, 'why', v.why, 'version', v.version) order by v.version)
        from console.payout_version v where v.payout = p.id and v.version > data_version), '[]')));
end $$;

/* Another amount or another destination of the same payee. Whoever does it cannot sign it; signatures given so far count for nothing. */
create function console.payout_edit(command_id uuid, payout_id uuid, expected_version integer, amount numeric, method uuid, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'amount', amount, 'method', method, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'payout_edit', 'payouts.prepare', request);
  item console.work_item;
  was console.payout;
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  was := console.payout_at_hand(payout_id);
  if was.state not in ('pending', 'prepared', 'approved', 'on_hold') then
    perform console.refuse('BL003', format('P-%s is %s, so it cannot be edited any more.', was.number, was.state), jsonb_build_object('from', was.state, 'to', was.state, 'allowed', '[]'::jsonb));
  end if;
  if amount is null or amount <= 0 or amount <> round(amount, console.currency_decimals(was.currency)) or amount >= 10 ^ 14 then
    perform console.refuse('BL006', format('The amount is above zero and has at most %s decimals in %s.', console.currency_decimals(was.currency), was.currency), '{"field": "amount"}');
  end if;
  if not exists (select from finance.payment_methods m where m.id = method and m.user_id = was.payee and m.usage in ('payout', 'both') and m.status = 'active') then
    perform console.refuse('BL006', 'This is no active payout destination of the payee. Choose another.', '{"field": "method"}');
  end if;
  if (amount, method) = (was.amount, was.method_id) then
    perform console.refuse('BL006', 'Amount and destination are these already.', '{"field": "amount"}');
  end if;
  update finance.payouts t set amount = payout_edit.amount, payment_method_id = payout_edit.method,
      payout_method = (select m.type from finance.payment_methods m where m.id = payout_edit.method)
    where t.id = payout_id;
  perform console.recuse('payout', payout_id, console.me(), 'prepared');
  return console.payout_done(command_id, 'payout_edit', request, item, was, '{data,signatures}', reason);
end $$;

/* Back to whoever prepares; signatures given so far count for nothing, and the preparer may take it up again. */
create function console.payout_send_back(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  result jsonb := console.payout_act(command_id, 'payout_send_back', 'payouts.sign', payout_id, expected_version, 'pending', reason, 'prepared');
begin
  delete from console.recusal r using console.payout p where r.kind = 'payout' and r.item_id = payout_id and p.id = payout_id and p.state = 'pending' and r.staff = p.prepared_by;
  return result;
end $$;

create function console.payout_reject(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_act(command_id, 'payout_reject', 'payouts.sign', payout_id, expected_version, 'rejected', reason) $$;

create function console.payout_cancel(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_act(command_id, 'payout_cancel', 'payouts.prepare', payout_id, expected_version, 'cancelled', reason) $$;

create function console.payout_hold(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_act(command_id, 'payout_hold', 'payouts.prepare', payout_id, expected_version, 'on_hold', reason) $$;

/* From hold back to the signers, or to be prepared where it was not yet. */
create function console.payout_release(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as $$
  select console.payout_act(command_id, 'payout_release', 'payouts.sign', payout_id, expected_version,
    coalesce((select case when p.prepared_by is null then 'pending' else 'prepared' end from console.payout p where p.id = payout_id), 'pending'), reason, 'on_hold')
$$;

/* Sets the one send mark, with the key that every try at the provider carries. All checks are made again. */
create function console.payout_send(command_id uuid, payout_id uuid, expected_version integer, reference text) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'reference', reference);
  done jsonb := console.command_begin(command_id, 'payout_send', 'payouts.prepare', request);
  item console.work_item;
  p console.payout;
  s console.payout_send;
begin
  if done is not null then return done; end if;
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  p := console.payout_at_hand(payout_id);
  perform console.check_transition('payout', p.state, 'processing');
  perform from finance.wallets w where w.id = p.wallet_id for no key update;
  insert into console.payout_send (payout, version, hash, hold, amount, currency, sent_by, reference)
    select p.id, p.version, v.hash, h.no, p.amount, p.currency, console.me(), payout_send.reference
    from console.payout_version v left join console.wallet_hold h on h.payout = p.id and h.state in ('active', 'short')
    where v.payout = p.id and v.version = p.version
    returning * into s;
  perform console.payout_enter(payout_id, 'processing');
  update finance.payouts t set provider_transaction_id = coalesce(payout_send.reference, t.provider_transaction_id) where t.id = payout_id;
  return console.payout_done(command_id, 'payout_send', request, item, p, '{status}', null, jsonb_build_object('key', s.key));
end $$;

/*
 Records what became of the money. Told again what is known already, it answers the same and changes nothing. That it failed gives the
 money back, so it takes a fresh sign-in of somebody else than who sent it.
*/
create function console.payout_outcome(command_id uuid, name text, capability text, payout_id uuid, expected_version integer, to_state text, reason text, reference text,
  token text default null, client uuid default null) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'reason', reason, 'reference', reference);
  done jsonb := console.command_begin(command_id, name, capability, request);
  item console.work_item;
  p console.payout;
begin
  if done is not null then return done; end if;
  if to_state = 'failed' then
    perform console.check_text(reason, 'reason');
    perform console.require_step_up('payouts', token, client);
  end if;
  perform console.source_lock('payout', payout_id);
  select * into item from console.work_item w where w.kind = 'payout' and w.id = payout_id for update;
  if item.id is null then perform console.refuse('BL007', 'This payout does not exist or was removed. Nothing was changed.'); end if;
  p := console.payout_at_hand(payout_id);
  if p.state = to_state and exists (select from console.payout_send s where s.payout = payout_id and s.outcome_reference is not distinct from payout_outcome.reference) then
    return console.command_end(command_id, name, request, jsonb_build_object('version', item.version, 'status', p.state, 'signed', p.signed, 'needed', p.needed));
  end if;
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  perform console.check_transition('payout', p.state, to_state);
  perform console.payout_enter(payout_id, to_state, reason, reference);
  return console.payout_done(command_id, name, request, item, p, '{status}', reason);
end $$;

create function console.payout_paid(command_id uuid, payout_id uuid, expected_version integer, reference text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_outcome(command_id, 'payout_paid', 'payouts.prepare', payout_id, expected_version, 'completed', null, reference) $$;

create function console.payout_failed(command_id uuid, payout_id uuid, expected_version integer, reason text, reference text, token text, client uuid) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_outcome(command_id, 'payout_failed', 'payouts.sign', payout_id, expected_version, 'failed', reason, reference, token, client) $$;

/* Nobody knows whether the money left: it stays visible, keeps its key, and cannot be sent anew. */
create function console.payout_unknown(command_id uuid, payout_id uuid, expected_version integer, reason text) returns jsonb
language sql security definer set search_path = pg_catalog, pg_temp as
$$ select console.payout_act(command_id, 'payout_unknown', 'payouts.prepare', payout_id, expected_version, 'unknown', reason) $$;

/* Money that was paid came back: a linked transaction puts it into the wallet again, once. Takes a fresh sign-in of somebody else than who sent it. */
create function console.payout_returned(command_id uuid, payout_id uuid, expected_version integer, reason text, token text, client uuid) returns jsonb
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  request jsonb := jsonb_build_object('payout', payout_id, 'reason', reason);
  done jsonb := console.command_begin(command_id, 'payout_returned', 'payouts.sign', request);
  item console.work_item;
  p console.payout;
  back uuid := system.uuid_v7();
begin
  if done is not null then return done; end if;
  perform console.check_text(reason, 'reason');
  perform console.require_step_up('payouts', token, client);
  item := console.item_lock('payout', payout_id, expected_version, '{status,data}');
  p := console.payout_at_hand(payout_id);
  perform console.check_transition('payout', p.state, 'returned');
  if not exists (select from console.payout_send s where s.payout = payout_id) then
    perform console.refuse('BL003', format('P-%s was not sent from here, so its return is booked where it was sent.', p.number), jsonb_build_object('from', p.state, 'to', 'returned', 'allowed', '[]'::jsonb));
  end if;
  insert into finance.transactions (id, user_id, wallet_id, type, status, entity_type, entity_id, currency, amount_total, description, metadata)
  values (back, p.payee, p.wallet_id, 'deposit', 'completed', 'payout', p.id, p.currency, p.amount, format('Return of P-%s', p.number), jsonb_build_object('returns', p.id));
  insert into console.payout_return (payout, transaction_id, reason, returned_by) values (payout_id, back, reason, console.me());
  perform console.payout_enter(payout_id, 'returned', reason);
  return console.payout_done(command_id, 'payout_returned', request, item, p, '{status}', reason);
end $$;

grant execute on function console.payout_prepare(uuid, uuid, integer), console.payout_sign(uuid, uuid, integer, text, text, uuid, text),
  console.payout_edit(uuid, uuid, integer, numeric, uuid, text), console.payout_send_back(uuid, uuid, integer, text),
  console.payout_reject(uuid, uuid, integer, text), console.payout_cancel(uuid, uuid, integer, text), console.payout_hold(uuid, uuid, integer, text),
  console.payout_release(uuid, uuid, integer, text), console.payout_send(uuid, uuid, integer, text), console.payout_paid(uuid, uuid, integer, text),
  console.payout_failed(uuid, uuid, integer, text, text, text, uuid), console.payout_unknown(uuid, uuid, integer, text),
  console.payout_returned(uuid, uuid, integer, text, text, uuid)
  to console_staff;

reset role;
