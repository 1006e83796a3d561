-- What payouts take from the identity checks: sanctions hits. And with that, what a signature keeps as its evidence.

set local role console_owner;

/* How the payee stands on the sanctions lists: {"state": "none" | "clear" | "open" | "match", "list", "at"}. */
create function console.payout_screening(of_user uuid) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('state', case
      when bool_or(h.disposition = 'true_match') then 'match'
      when bool_or(h.disposition is null or h.disposition = 'unclear') then 'open'
      when count(*) > 0 then 'clear' else 'none' end, 'list', max(h.list_version), 'at', max(h.decided_at))
  from kyc.verifications v join console.kyc_hit h on h.verification_id = v.id
  where v.user_id = of_user and h.list = 'sanctions'
$$;

create function console.payout_hit_changed() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into console.payout_recheck (payee) select v.user_id from kyc.verifications v where v.id = new.verification_id;
  return null;
end $$;
create trigger payouts_follow after insert or update on console.kyc_hit for each row execute function console.payout_hit_changed();

/* What an auditor asks of a signature later, as it was in its moment. */
create function console.payout_evidence(p console.payout, fresh console.step_up_token, reason text) returns jsonb
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object('actor', console.staff_ref(console.me()), 'login', session_user, 'roles', to_jsonb(console.roles()),
    'session', jsonb_build_object('client', fresh.client, 'signedInAt', fresh.began_at, 'address', host(inet_client_addr())),
    'reason', reason, 'amount', console.money_text(p.amount, p.currency, false), 'destination', console.payout_masked(p.method_id),
    'data', console.payout_data(p), 'before', (select v.data from console.payout_version v where v.payout = p.id and v.version = p.version - 1),
    'policy', p.policy, 'needed', console.payout_needed(p), 'weight', console.payout_weight(p)::text,
    'screening', console.payout_screening(p.payee), 'checks', to_jsonb(console.payout_checks(p)),
    'hold', (select h.no from console.wallet_hold h where h.payout = p.id and h.state = 'active'), 'preparedBy', console.staff_ref(p.prepared_by), 'editedBy', console.staff_ref(p.edited_by))
$$;

select console.rebuild_payouts();

reset role;
