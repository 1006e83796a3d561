/**
 * Ten million movements of money: royalties, sales with the release of their hold, payments for pitches and plans, commissions. Rows of
 * other tables compute the id of their payment from the same numbers, so nothing has to be looked up.
 */
import { staffByLogin } from '../staff.ts'
import type { Volume } from './counts.ts'
import type { Load } from './load.ts'

/** Numbers of the tables, for ids. */
const plan = 70
const sale = 71
const pitchPayment = 72
const hold = '604800000'

/** The id of the payment of an invoice, and of a pitch that is paid (every second one). */
export const planPayment = (v: Volume, i: string) => `demo_volume.id(demo_volume.ms(${i}, ${v.invoices}, 350), ${i}, ${plan})`
export const paymentOfPitch = (v: Volume, i: string) => `demo_volume.id(demo_volume.ms(${i}, ${v.pitches}, 360), ${i}, ${pitchPayment})`
/** On which track pitch i is; its owner pays. */
export const trackOfPitch = (v: Volume, i: string) => `1 + demo_volume.h(${i}, 100, ${v.tracks})`
const payerOf = (v: Volume, i: string) => `1 + (${i} - 1) % ${v.users}`

export function financeLoads(v: Volume): Load[] {
  return [...transactionLoads(v), ...creditLoads(v), ...partnerLoads(v)]
}

function transactionLoads(v: Volume): Load[] {
  const sales = Math.round(v.transactions / 10)
  const pitches = Math.floor(v.pitches / 2)
  const paidCommissions = Math.round(v.commissions * 0.6)
  const released = Math.round((sales * 343) / 350)
  const royalties = Math.max(0, v.transactions - sales - released - pitches - v.invoices - paidCommissions - v.payouts)
  const base =
    'id, user_id, wallet_id, type, status, currency, amount_total, amount_seller, payment_processor, completed_at, description, created_at, updated_at'
  return [
    {
      table: 'finance.transactions',
      rows: v.transactions,
      needs: ['people by number', 'catalog.tracks', 'promotion.partners'],
      sql: [
        `insert into finance.transactions (${base})
         select demo_volume.id(ms, i, 73), p.id, p.wallet_id, 'royalty', 'completed', 'USD', amount, amount, 'wallet', at, 'Royalties', at, at
         from generate_series(1, ${royalties}::bigint) i cross join lateral (select demo_volume.ms(i, ${royalties || 1}, 365) as ms) m
         cross join lateral (select demo_volume.at(ms) as at, demo_volume.h(i, 74, 24000) * 0.01 as amount) a
         join demo_volume.person p on p.n = 1 + demo_volume.h(i, 75, ${v.users})`,
        `insert into finance.transactions (id, user_id, type, status, currency, amount_total, payment_processor, completed_at, description, created_at, updated_at)
         select demo_volume.id(ms, i, ${plan}), p.id, 'subscription_payment', 'completed', 'USD', 14.99, 'stripe', at, 'professional plan', at, at
         from generate_series(1, ${v.invoices}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.invoices || 1}, 350) as ms) m
         cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.person p on p.n = ${payerOf(v, 'i')}`,
        `insert into finance.transactions (id, user_id, type, status, entity_type, entity_id, currency, amount_total, payment_processor, completed_at, description, created_at, updated_at)
         select demo_volume.id(ms, i, ${pitchPayment}), t.user_id, 'pitch_payment', 'completed', 'pitch', demo_volume.id(ms, i, 101), 'USD', 5.00, 'stripe', at, 'Pitch', at, at
         from generate_series(2, ${pitches * 2}::bigint, 2) i cross join lateral (select demo_volume.ms(i, ${v.pitches || 1}, 360) as ms) m
         cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.track t on t.n = ${trackOfPitch(v, 'i')}`,
        `insert into finance.transactions (id, user_id, counterparty_id, wallet_id, type, status, currency, amount_total, amount_fees, amount_commission, amount_seller, commission_rate,
           seller_tier, payment_processor, hold_until, completed_at, description, created_at, updated_at)
         select demo_volume.id(ms, i, ${sale}), b.id, s.id, s.wallet_id, 'product_purchase', 'completed', 'USD', price, fee, round(price * 0.3, 2), price - fee - round(price * 0.3, 2), 30,
           'starter', 'stripe', demo_volume.at(ms + ${hold}), at, 'Sample pack', at, at
         ${salesFrom(v, sales, `generate_series(1, ${sales}::bigint)`)} join demo_volume.person b on b.n = buyer`,
        `insert into finance.transactions (id, user_id, wallet_id, type, status, entity_type, entity_id, currency, amount_total, amount_seller, payment_processor, parent_transaction_id, completed_at,
           description, created_at, updated_at)
         select demo_volume.id(ms + ${hold}, i, 76), s.id, s.wallet_id, 'deposit', 'completed', 'transaction', demo_volume.id(ms, i, ${sale}), 'USD', share, share, 'wallet',
           demo_volume.id(ms, i, ${sale}), ends, 'release of hold', ends, ends
         ${salesFrom(v, sales, `generate_series(1, ${sales}::bigint)`)}
         cross join lateral (select price - fee - round(price * 0.3, 2) as share, demo_volume.at(ms + ${hold}) as ends) x where ends < demo_volume.now()`,
        `insert into finance.transactions (${base}, entity_type, entity_id)
         select demo_volume.id(ms, i, 77), r.user_id, w.wallet_id, 'partner_commission', 'completed', 'USD', ${commission}, ${commission}, 'wallet', demo_volume.at(ms), 'Partner commission',
           demo_volume.at(ms), demo_volume.at(ms), 'partner', r.id
         from generate_series(1, ${paidCommissions}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.invoices || 1}, 350) + 86400000 as ms) m
         join demo_volume.partner r on r.n = 1 + demo_volume.h(i, 80, ${v.partners}) join demo_volume.person w on w.id = r.user_id`,
        // Here, while the table has no indexes to keep.
        ...(v.payouts > 0 ? payoutMoves(v) : []),
      ],
    },
    {
      table: 'finance.invoices',
      rows: v.invoices,
      needs: ['people by number', 'finance.subscriptions'],
      sql: `insert into finance.invoices (id, user_id, subscription_id, transaction_id, invoice_number, status, amount_due, amount_paid, currency, period_start, period_end, due_at, paid_at, created_at, updated_at)
        select demo_volume.id(ms, i, 78), p.id, s.id, demo_volume.id(ms, i, ${plan}), 'VOL-' || lpad(i::text, 7, '0'), 'paid', 14.99, 14.99, 'USD', at, at + interval '30 days', at, at, at, at
        from generate_series(1, ${v.invoices}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.invoices}, 350) as ms) m
        cross join lateral (select demo_volume.at(ms) as at) a join demo_volume.person p on p.n = ${payerOf(v, 'i')} join finance.subscriptions s on s.user_id = p.id`,
    },
    { table: 'finance.payouts', rows: v.payouts, needs: ['finance.transactions'], sql: payoutRows(v) },
    {
      table: 'finance.wallets',
      name: 'wallets',
      rows: v.transactions && 1,
      needs: ['finance.transactions', 'finance.payouts'],
      sql: walletsSql,
    },
  ]
}

/** Price and parties of sale i; nobody buys from himself. */
const salesFrom = (v: Volume, sales: number, numbers: string) => `
  from ${numbers} i cross join lateral (select demo_volume.ms(i, ${sales || 1}, 350) as ms, (500 + demo_volume.h(i, 81, 5500)) * 0.01 as price) m
  cross join lateral (select demo_volume.at(ms) as at, round(price * 0.029 + 0.30, 2) as fee, 1 + demo_volume.h(i, 82, ${v.users}) as seller) a
  cross join lateral (select 1 + (seller + demo_volume.h(i, 83, ${Math.max(1, v.users - 1)})) % ${v.users} as buyer) other
  join demo_volume.person s on s.n = seller`

const commission = 'round(14.99 * r.rate / 100, 4)'

/**
 * Each person's share of the payouts, round after round; together they draw a third of what was earned, at the most half. Comes after
 * everything that is earned.
 */
function payoutMoves(v: Volume): string[] {
  const rounds = Math.max(1, Math.ceil(v.payouts / v.users))
  return [
    `create table demo_volume.payout as
     select (k - 1) * ${v.users} + p.n as i, p.id as user_id, p.wallet_id, p.method_id,
       round(earned / (3 * ${rounds}) * (50 + demo_volume.h(p.n + k * ${v.users}, 85, 101)) / 100, 2) as amount
     from (select t.user_id, sum(t.amount_seller) as earned from finance.transactions t
       where t.type in ('royalty', 'deposit', 'partner_commission') group by 1) e
     join demo_volume.person p on p.id = e.user_id cross join generate_series(1::bigint, ${rounds}) k
     where (k - 1) * ${v.users} + p.n <= ${v.payouts} order by 1`,
    `insert into finance.transactions (id, user_id, wallet_id, type, status, entity_type, entity_id, currency, amount_total, payment_processor, payment_method_id, completed_at, description, created_at, updated_at)
     select demo_volume.id(ms, i, 84), user_id, wallet_id, 'payout',
       case status when 'completed' then 'completed' when 'approved' then 'processing' when 'processing' then 'processing' when 'failed' then 'failed' when 'rejected' then 'cancelled'
         when 'cancelled' then 'cancelled' else 'pending' end::finance.transaction_status,
       'payout', demo_volume.id(ms, i, 85), 'USD', amount, 'bank', method_id, case status when 'completed' then at + interval '1 day' end, 'V-' || i, at, at
     ${payoutsFrom(v)}`,
  ]
}

function payoutRows(v: Volume): string {
  const [ruth, ingrid] = [staffByLogin('ruth').id, staffByLogin('ingrid').id]
  return `insert into finance.payouts (id, user_id, wallet_id, payment_method_id, transaction_id, amount, currency, net_amount, status, payout_method, reference, requested_at, approved_at, approved_by,
       processed_at, completed_at, failed_at, cancelled_at, held_at, held_by, hold_reason, rejected_at, rejection_reason, failure_reason, created_at, updated_at)
     select demo_volume.id(ms, i, 85), user_id, wallet_id, method_id, demo_volume.id(ms, i, 84), amount, 'USD', amount, status::finance.payout_status, 'bank_transfer', 'V-' || i, at,
       case when status in ('approved', 'processing', 'completed', 'failed') then at + interval '6 hours' end, case when status in ('approved', 'processing', 'completed', 'failed') then '${ruth}'::uuid end,
       case when status in ('processing', 'completed', 'failed') then at + interval '12 hours' end, case status when 'completed' then at + interval '1 day' end,
       case status when 'failed' then at + interval '1 day' end, case status when 'cancelled' then at + interval '1 hour' end, case status when 'on_hold' then at end,
       case status when 'on_hold' then '${ingrid}'::uuid end, case status when 'on_hold' then 'Identity check expired' end, case status when 'rejected' then at + interval '8 hours' end,
       case status when 'rejected' then 'Earnings under dispute' end, case status when 'failed' then 'AC04 account closed' end, at, at
     ${payoutsFrom(v)}`
}

/** The newest hundredth is still under way. */
const payoutsFrom = (v: Volume) => `
  from demo_volume.payout o
  cross join lateral (select demo_volume.ms(i, ${v.payouts}, 300) - 172800000 as ms, (case when i <= ${v.payouts} * 0.99
      then (array['completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'completed', 'failed', 'cancelled', 'rejected'])[1 + demo_volume.h(i, 86, 10)]
      else (array['pending', 'pending', 'on_hold', 'approved', 'processing'])[1 + demo_volume.h(i, 86, 5)] end) as status) s
  cross join lateral (select demo_volume.at(ms) as at) a`

function creditLoads(v: Volume): Load[] {
  return [
    {
      table: 'finance.credit_ledger',
      rows: v.creditMoves,
      needs: ['people by number'],
      // Round after round: a hundred given, then nine uses.
      sql: [
        `insert into finance.credit_ledger (id, user_id, kind, delta, balance_after, reason, created_at)
         select demo_volume.id(ms, i, 87), p.id, 'generation', delta, sum(delta) over (partition by p.n order by i), case when delta > 0 then 'monthly grant' else 'use' end, demo_volume.at(ms)
         from generate_series(1, ${v.creditMoves}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.creditMoves}, 300) as ms,
           case when (i - 1) / ${v.users} % 10 = 0 then 100 else -1 - demo_volume.h(i, 88, 9) end as delta) m
         join demo_volume.person p on p.n = ${payerOf(v, 'i')}
         order by i`,
        `insert into finance.credit_balances (id, user_id, kind, credits_remaining, last_reset_at, created_at, updated_at)
         select demo_volume.of(min(l.created_at), p.n, 211), p.id, 'generation', sum(l.delta), date_trunc('day', demo_volume.now()), min(l.created_at), max(l.created_at)
         from finance.credit_ledger l join demo_volume.person p on p.id = l.user_id group by p.n`,
      ],
    },
    {
      table: 'finance.discount_codes',
      rows: v.codes,
      sql: `insert into finance.discount_codes (id, code, type, value, max_uses_per_user, valid_from, created_at, updated_at)
        select demo_volume.id(demo_volume.ms(i, ${v.codes}, 300), i, 89), 'VOLUME' || i, 'percentage', 5 + i % 30, 1, demo_volume.at(demo_volume.ms(i, ${v.codes}, 300)),
          demo_volume.at(demo_volume.ms(i, ${v.codes}, 300)), demo_volume.at(demo_volume.ms(i, ${v.codes}, 300))
        from generate_series(1, ${v.codes}::bigint) i`,
    },
    {
      table: 'finance.discount_usages',
      rows: v.codeUses,
      needs: ['finance.discount_codes', 'people by number'],
      sql: `insert into finance.discount_usages (id, discount_code_id, user_id, amount_discounted, currency, created_at)
        select demo_volume.id(ms, i, 90), demo_volume.id(demo_volume.ms(c, ${v.codes}, 300), c, 89), p.id, 1.50, 'USD', demo_volume.at(ms)
        from generate_series(1, ${v.codeUses}::bigint) i
        cross join lateral (select demo_volume.ms(i, ${v.codeUses}, 200) as ms, 1 + (i - 1) % ${v.codes || 1} as c) m join demo_volume.person p on p.n = ${payerOf(v, 'i')}`,
    },
  ]
}

function partnerLoads(v: Volume): Load[] {
  const daniel = staffByLogin('daniel').id
  return [
    {
      table: 'promotion.partners',
      rows: v.partners,
      needs: ['people by number'],
      sql: [
        `insert into promotion.partners (id, user_id, status, tier, commission_rate, referral_code, approved_by, approved_at, created_at, updated_at)
         select demo_volume.id(ms, p.n, 91), p.id, 'active', tier, promotion.tier_rate(tier), 'VP' || p.n, '${daniel}', demo_volume.at(ms), demo_volume.at(ms), demo_volume.at(ms)
         from demo_volume.person p
         cross join lateral (select demo_volume.ms(p.n, ${v.partners}, 360) as ms,
           (array['bronze', 'bronze', 'bronze', 'silver', 'silver', 'gold', 'platinum', 'diamond']::promotion.partner_tier[])[1 + demo_volume.h(p.n, 92, 8)] as tier) m
         where p.n <= ${v.partners}`,
        `create table demo_volume.partner as select substr(referral_code, 3)::int as n, id, user_id, commission_rate as rate from promotion.partners where referral_code like 'VP%' order by 1`,
        'alter table demo_volume.partner add primary key (n)',
        'analyze demo_volume.partner',
      ],
    },
    {
      table: 'promotion.partner_clicks',
      rows: v.clicks,
      needs: ['promotion.partners'],
      sql: `insert into promotion.partner_clicks (id, partner_id, landing_url, ip_address, created_at)
        select demo_volume.id(ms, i, 93), r.id, 'https://backline.example/plans', '203.0.113.9', demo_volume.at(ms)
        from generate_series(1, ${v.clicks}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.clicks}, 350) as ms) m
        join demo_volume.partner r on r.n = 1 + demo_volume.h(i, 94, ${v.partners})`,
    },
    {
      table: 'promotion.partner_commissions',
      rows: v.commissions,
      needs: ['promotion.partners'],
      sql: `insert into promotion.partner_commissions (id, partner_id, referred_user_id, transaction_id, base_amount, commission_rate, amount, currency, status, paid_at, created_at, updated_at)
        select demo_volume.id(ms, i, 95), r.id, p.id, ${planPayment(v, 'i')}, 14.99, r.rate, ${commission}, 'USD',
          case when i <= ${Math.round(v.commissions * 0.6)} then 'paid' when i % 9 = 0 then 'cancelled' when i % 2 = 0 then 'approved' else 'pending' end::promotion.commission_status,
          case when i <= ${Math.round(v.commissions * 0.6)} then demo_volume.at(ms) end, demo_volume.at(ms), demo_volume.at(ms)
        from generate_series(1, ${v.commissions}::bigint) i cross join lateral (select demo_volume.ms(i, ${v.invoices || 1}, 350) + 86400000 as ms) m
        join demo_volume.partner r on r.n = 1 + demo_volume.h(i, 80, ${v.partners}) join demo_volume.person p on p.n = ${payerOf(v, 'i')}`,
    },
    {
      table: 'promotion.referrals',
      rows: v.referrals,
      needs: ['people by number'],
      sql: `insert into promotion.referrals (id, referrer_id, referred_user_id, referral_code, status, reward_credits, created_at, updated_at)
        select demo_volume.of(b.created_at, a.n, 212), a.id, b.id, 'V' || lpad(to_hex(a.n), 7, '0'), 'approved', 20, b.created_at, b.created_at
        from demo_volume.person a join demo_volume.person b on b.n = ${v.users} + 1 - a.n where a.n <= ${v.referrals} and a.n <> b.n`,
    },
  ]
}

/** The wallets of all volume accounts, as finance.apply_transaction_to_wallet() reckons; open payouts have left what is available. */
const walletsSql = `
  with person as (select id from identity.users where email like 'u%@volume.example'),
  own as (
    select user_id,
      sum(case when type in ('royalty', 'deposit', 'partner_commission') then amount_seller when type = 'payout' and status in ('pending', 'processing', 'completed') then -amount_total else 0 end) as available,
      sum(case when type = 'deposit' then -amount_seller else 0 end) as pending,
      sum(case when type in ('royalty', 'partner_commission') then amount_seller else 0 end) as earned,
      sum(case when type = 'payout' and status = 'completed' then amount_total else 0 end) as withdrawn,
      sum(case when type in ('product_purchase', 'pitch_payment', 'subscription_payment') then amount_total else 0 end) as spent
    from finance.transactions where user_id in (select id from person) group by 1),
  sold as (
    select counterparty_id as user_id, sum(amount_seller) as income from finance.transactions
    where type = 'product_purchase' and counterparty_id in (select id from person) group by 1)
  update finance.wallets w set balance_available = coalesce(o.available, 0), balance_pending = coalesce(o.pending, 0) + coalesce(s.income, 0),
    total_earned = coalesce(o.earned, 0) + coalesce(s.income, 0), total_earned_stripe = coalesce(s.income, 0), total_withdrawn = coalesce(o.withdrawn, 0),
    total_spent_on_platform = coalesce(o.spent, 0)
  from person p left join own o on o.user_id = p.id left join sold s on s.user_id = p.id where w.user_id = p.id`
