/** What reviewers know of the checks: second rounds, first decisions of two, accounts that hang together. */
import type pg from 'pg'
import { withoutTriggers } from '../rows.ts'
import { staffByLogin } from '../staff.ts'

/** After the projection of the checks, which it brings up to date. */
export async function fillKyc(client: pg.Client): Promise<void> {
  const ingrid = staffByLogin('ingrid').id
  await withoutTriggers(client, async () => {
    await client.query(earlierPassports)
    await client.query(requests, [ingrid])
    await client.query(reviews, [ingrid])
    await client.query(firstOfTwo, [ingrid])
    await client.query(linkedAccounts)
  })
  await client.query(
    `select console.kyc_refresh(v.id) from kyc.verifications v where exists (select from console.kyc_review r where r.verification_id = v.id)`,
  )
}

/** Some that wait were asked for another passport before and have sent it. */
const resent = `select v.* from kyc.verifications v
  where v.status = 'pending' and v.risk_score < 60 and exists (select from kyc.documents d where d.verification_id = v.id and d.document_type = 'passport')
  order by v.id limit 8`

const earlierPassports = `
  insert into kyc.documents (id, verification_id, document_type, file_path, status, rejection_reason, expiry_date, metadata, created_at, updated_at)
  select md5('earlier passport ' || v.id)::uuid, v.id, 'passport', 'specimens/archived-passport.png', 'needs_info', 'Not readable', null,
    '{"mediaType": "image/png", "specimen": true}', v.created_at - interval '2 days', v.created_at - interval '1 day'
  from (${resent}) v`

const requests = `
  insert into console.kyc_request (verification_id, round, documents, asked_by, asked_at, answered_at)
  select v.id, 1, '{passport}', $1, v.created_at - interval '1 day', v.created_at from (${resent}) v`

const reviews = `
  insert into console.kyc_review (verification_id, round, staff, decision, reason_code, public_text, private_note, risk_score, policy_version, is_final, item_version, command_id, at)
  select r.verification_id, 1, $1, 'needs_info', 'unreadable', x.public_text, 'Blurred by the lamp; the name can be guessed, the number cannot.', v.risk_score, 1, true, 1,
    md5('asked again ' || v.id)::uuid, r.asked_at
  from console.kyc_request r join kyc.verifications v on v.id = r.verification_id join console.kyc_reason x on x.code = 'unreadable'
  where r.answered_at is not null`

const firstOfTwo = `
  with first as (
    select v.id, v.created_at, v.risk_score from kyc.verifications v
    where v.status = 'pending' and v.risk_score >= 70 and not exists (select from console.kyc_hit h where h.verification_id = v.id) order by v.id limit 4),
  moved as (update kyc.verifications v set status = 'in_review', assigned_to = null from first f where v.id = f.id returning v.id),
  recused as (insert into console.recusal (kind, item_id, staff, reason, at) select 'kyc', f.id, $1, 'decided', f.created_at + interval '10 minutes' from first f)
  insert into console.kyc_review (verification_id, round, staff, decision, private_note, risk_score, policy_version, is_final, item_version, command_id, at)
  select f.id, 1, $1, 'approve', 'Documents agree with one another. The score comes from the country of sign-in.', f.risk_score, 1, false, 1, md5('first of two ' || f.id)::uuid,
    f.created_at + interval '10 minutes'
  from first f`

/** Pairs of a check that waits and an account that was refused: one document, one bank account, or one device. */
const linkedAccounts = `
  with waiting as (select v.id, v.user_id, v.verification_data, v.created_at, row_number() over (order by v.submitted_at, v.id) as n from kyc.verifications v where v.status = 'pending'),
  refused as (select v.id, v.user_id, row_number() over (order by v.id) as n from kyc.verifications v where v.status = 'rejected'),
  pair as (select w.n, w.user_id as a, r.user_id as b, r.id as refused, w.verification_data #>> '{declared,number}' as number, w.created_at as at
           from waiting w join refused r on r.n = w.n where w.n <= 9 and w.user_id <> r.user_id),
  document as (update kyc.verifications v set verification_data = jsonb_set(v.verification_data, '{declared,number}', to_jsonb(p.number)) from pair p where v.id = p.refused and p.n % 3 = 0),
  bank as (insert into finance.payment_methods (id, user_id, type, usage, name, account_identifier, bank_name, country, currency, created_at, updated_at)
    select md5('bank ' || p.n || person)::uuid, person, 'bank_transfer', 'payout', 'Account for payouts', 'UTO•• •••• 90' || (30 + p.n), 'Bank of Utopia', null, 'EUR', p.at, p.at
    from pair p, unnest(array[p.a, p.b]) person where p.n % 3 = 1)
  insert into identity.user_sessions (id, user_id, token_hash, user_agent, ip_address, expires_at, last_active_at, created_at, updated_at)
  select md5('device ' || p.n || person)::uuid, person, md5('session ' || p.n || person), 'Mozilla/5.0 (Linux; Android 14) Firefox/140.0', ('203.0.113.' || (10 + p.n))::inet,
    p.at + interval '30 days', p.at, p.at, p.at
  from pair p, unnest(array[p.a, p.b]) person where p.n % 3 <> 0`
