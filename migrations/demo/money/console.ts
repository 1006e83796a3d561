/** What the desk did with the demo's payouts: prepared by one, signed by another, sent; one whose outcome nobody knows, one that came back. */
import type pg from 'pg'
import { staffByLogin } from '../staff.ts'

/** Guards that ask who is connected; nobody is while the demo is filled in. */
const guards = ['payout_signature', 'payout', 'payout_send']

export async function fillPayouts(client: pg.Client): Promise<void> {
  const preparer = staffByLogin('elena').id
  const signer = staffByLogin('ruth').id
  for (const table of guards) await client.query(`alter table console.${table} disable trigger guarded`)
  await client.query(prepare, [preparer])
  await client.query(sign, [preparer, signer])
  await client.query(send, [preparer, signer])
  for (const table of guards) await client.query(`alter table console.${table} enable trigger guarded`)
  await client.query(histories)
  await client.query(
    `select console.payout_project(id) from console.payout where state in ('pending', 'prepared', 'approved', 'processing', 'unknown')`,
  )
}

/** Most of what waits was prepared an hour after it was asked for; what the platform had approved was prepared too. */
const prepare = `
  update console.payout p set state = 'prepared', prepared_by = $1, prepared_at = least(p.requested_at + interval '1 hour', now() - interval '10 minutes')
  from finance.payouts t
  where t.id = p.id and (p.state = 'processing' or (p.state = 'pending' and p.reasons = '{}' and (t.status = 'approved' or p.number % 7 <> 0)))`

/** One signature on what was approved or sent, and on half of what needs two. */
const sign = `
  insert into console.payout_signature (payout, version, hash, signer, at, lapses_at, evidence)
  select p.id, p.version, v.hash, $2, s.at, s.at + y.signature_life, jsonb_build_object('actor', console.staff_ref($2), 'login', 'ruth', 'roles', '["finance"]'::jsonb,
    'session', jsonb_build_object('client', md5(p.id::text)::uuid, 'signedInAt', s.at - interval '2 minutes', 'address', null), 'reason', null,
    'amount', console.money_text(p.amount, p.currency, false), 'destination', console.payout_masked(p.method_id), 'data', v.data, 'before', null, 'policy', p.policy,
    'needed', p.needed, 'weight', console.payout_weight(p)::text, 'screening', console.payout_screening(p.payee), 'checks', to_jsonb(console.payout_checks(p)),
    'hold', (select max(h.no) from console.wallet_hold h where h.payout = p.id), 'preparedBy', console.staff_ref($1), 'editedBy', null)
  from console.payout p
  join finance.payouts t on t.id = p.id
  join console.payout_version v on v.payout = p.id and v.version = p.version
  join console.payout_policy y on y.version = p.policy
  cross join lateral (select greatest(p.requested_at + interval '2 hours', now() - interval '20 hours') as at) s
  where p.state = 'prepared' and (t.status in ('approved', 'processing') or (p.needed > 1 and p.number % 2 = 0))`

/** What the platform had sent has its mark; the outcome of one is not known. */
const send = `
  with approved as (
    update console.payout p set state = 'approved', signed = 1 from finance.payouts t where t.id = p.id and p.state = 'prepared' and t.status = 'approved' and p.needed = 1 returning p.id),
  sent as (
    insert into console.payout_send (payout, key, version, hash, hold, amount, currency, sent_by, needed, at, reference)
    select p.id, md5('key' || p.id)::uuid, p.version, v.hash, h.no, p.amount, p.currency, $1, p.needed, t.processed_at, 'MSG-' || p.number
    from console.payout p join finance.payouts t on t.id = p.id join console.payout_version v on v.payout = p.id and v.version = p.version
    join console.wallet_hold h on h.payout = p.id and h.state in ('active', 'short')
    where t.status = 'processing' and $2::uuid is not null returning payout)
  update console.payout p set state = case when p.id = (select min(s.payout::text)::uuid from sent s) then 'unknown' else 'processing' end, signed = 1
  where p.id in (select s.payout from sent s)`

/** The audit of these acts, link by link. */
const histories = `
  do $do$
  declare
    e record;
    r console.audit;
    last console.audit;
  begin
    for e in
      select p.id, p.prepared_at as at, p.prepared_by as actor, 'elena' as login, 'payout_prepare' as action,
        jsonb_build_object('status', 'pending') as before, jsonb_build_object('status', 'prepared', 'signatures', '0 of ' || p.needed) as after
      from console.payout p where p.prepared_by is not null
      union all
      select s.payout, s.at, s.signer, 'ruth', 'payout_sign', jsonb_build_object('signatures', '0 of ' || p.needed), jsonb_build_object('signatures', '1 of ' || p.needed)
      from console.payout_signature s join console.payout p on p.id = s.payout
      union all
      select s.payout, greatest(s.at, g.at + interval '5 minutes'), s.sent_by, 'elena', 'payout_send', jsonb_build_object('status', 'approved'), jsonb_build_object('status', 'processing')
      from console.payout_send s join console.payout_signature g on g.payout = s.payout
      order by 2
    loop
      select * into last from console.audit a where a.kind = 'payout' and a.item_id = e.id order by a.seq desc limit 1;
      r.kind := 'payout'; r.item_id := e.id; r.seq := coalesce(last.seq, 0) + 1; r.at := e.at; r.xid := pg_current_xact_id(); r.actor := e.actor; r.login := e.login;
      r.roles := '{finance}'; r.action := e.action; r.before := e.before; r.after := e.after; r.prev_hash := last.hash;
      r.hash := console.audit_hash(r);
      insert into console.audit select r.*;
    end loop;
  end $do$`
