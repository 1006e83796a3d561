// The queue of payouts at 1,000,000.
//   node test/perf/payouts.ts

import { payoutQueue } from '../../electron/features/payout-queue.ts'
import type { PayoutQueueInput } from '../../shared/payouts.ts'
import { asOwner } from '../support/people.ts'
import { type BenchConsole, measure } from './bench.ts'
import { benchQueue } from './queue-bench.ts'

/** Payees with what they earned, then their payouts; one in two hundred still waits. As the platform would have them, without its triggers. */
const statements = `
  set session_replication_role = replica;
  create temporary table payees as select system.uuid_v7() as id, system.uuid_v7() as wallet, system.uuid_v7() as method, n from generate_series(0, 19999) n;
  insert into identity.users (id, email, username, full_name, status, country) select id, 'v' || n || '@volume.test', 'volume' || n, 'Payee ' || n, 'active', 'LV' from payees;
  insert into finance.wallets (id, user_id, currency, balance_available, payouts_enabled) select wallet, id, case n % 3 when 0 then 'EUR' else 'USD' end, 100000, true from payees;
  insert into finance.payment_methods (id, user_id, type, usage, name, last_four_digits, country, created_at)
    select method, id, 'bank_transfer', 'payout', 'Account', lpad((n % 10000)::text, 4, '0'), 'LV', now() - interval '1 year' from payees;
  insert into kyc.verifications (user_id, level, status) select id, 'advanced', 'approved' from payees where (n / 200) % 7 <> 0;
  update system.settings set value = value || '{"EUR": "50.00"}' where key = 'finance.min_withdrawal';
  insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, currency, payout_method, status, reference, requested_at, completed_at)
    select p.id, p.wallet, p.method, 50 + g.i % 900 + (g.i % 100) / 100.0, case p.n % 3 when 0 then 'EUR' else 'USD' end, 'bank_transfer',
      (case when g.i % 200 = 0 then 'pending' when g.i % 50 = 1 then 'failed' else 'completed' end)::finance.payout_status, 'P-' || (20000 + g.i),
      now() - (g.i / 100) * interval '1 minute', case when g.i % 200 <> 0 then now() - (g.i / 100) * interval '1 minute' + interval '1 day' end
    from generate_series(1, 1000000) g(i) join payees p on p.n = (g.i::bigint * 7919) % 20000;
  set session_replication_role = origin;
  select console.rebuild_payouts();
  analyze;
  vacuum analyze console.work_payout;
  vacuum analyze console.payout`

await benchQueue({
  method: 'payouts.queue',
  role: 'finance',
  volume: '1,000,000 payouts',
  queue: payoutQueue,
  tables: ['work_payout', 'payout', 'payouts', 'users'],
  pages: [
    ['to sign, by signatures', { view: 'prepared', filter: {}, sort: 'tier' }],
    ['to prepare, by signatures', { view: 'pending', filter: {}, sort: 'tier' }],
    ['blocked, by signatures', { view: 'blocked', filter: {}, sort: 'tier' }],
    ['returned: none', { view: 'returned', filter: {}, sort: 'tier' }],
    ['mine: none', { view: 'mine', filter: {}, sort: 'tier' }],
    ['late, by signatures', { view: 'late', filter: {}, sort: 'tier' }],
    ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
    ['open, largest first', { view: 'open', filter: {}, sort: 'amount' }],
    ['to prepare, largest first', { view: 'pending', filter: {}, sort: 'amount' }],
    ['ended today, by signatures', { view: 'closed_today', filter: {}, sort: 'tier' }],
    ['done, largest first', { view: 'done', filter: {}, sort: 'amount' }],
    ['all, newest', { view: 'all', filter: {}, sort: 'newest' }],
    ['all, largest first', { view: 'all', filter: {}, sort: 'amount' }],
    ['all in EUR that failed', { view: 'all', filter: { status: ['failed'], currency: ['EUR'] }, sort: 'updated' }],
    ['all in KWD, by signatures: none', { view: 'all', filter: { currency: ['KWD'] }, sort: 'tier' }],
    ['all with a sanctions hit: none', { view: 'all', filter: { tag: ['screening'] }, sort: 'due' }],
    ['to prepare in USD, flagged', { view: 'pending', filter: { currency: ['USD'], tag: ['kyc'] }, sort: 'tier' }],
  ],
  laterPages,
  async fill(url) {
    await asOwner(url, async (db) => {
      for (const statement of statements.split(';')) await db.query(statement)
    })
  },
  async beside(ask) {
    const { rows } = await ask('payouts.queue', { view: 'pending', filter: {}, sort: 'tier' })
    await measure('counts of to prepare', () => ask('payouts.counts', { view: 'pending', filter: {} }))
    await measure('sums by tier and currency', () => ask('payouts.sums', { status: 'pending', filter: {} }))
    await measure('sums of what a flag leaves', () => ask('payouts.sums', { status: 'pending', filter: { tag: ['kyc'] } }))
    await measure('one payout', (round) => ask('payouts.get', { id: rows[round % rows.length]?.id ?? '' }))
    await measure('search by number', (round) =>
      ask('payouts.queue', { view: 'all', filter: { text: `P-${20_100 + round}` }, sort: 'due' }),
    )
    await measure('search by name', () => ask('payouts.queue', { view: 'all', filter: { text: 'Payee 77' }, sort: 'due' }), 30)
  },
})

/** Some pages further down than anybody goes on from the start, and back. */
async function laterPages(ask: BenchConsole['ask']): Promise<[string, PayoutQueueInput][]> {
  const found: [string, PayoutQueueInput][] = []
  for (const [name, start] of [
    ['to prepare, by signatures', { view: 'pending', filter: {}, sort: 'tier' }],
    ['all, largest first', { view: 'all', filter: {}, sort: 'amount' }],
    ['open, by priority', { view: 'open', filter: {}, sort: 'priority' }],
  ] satisfies [string, PayoutQueueInput][]) {
    let input: PayoutQueueInput = start
    for (let page = 1; page < 8; page++) {
      const { next } = await ask('payouts.queue', input)
      if (next !== null) input = { ...start, cursor: next }
    }
    found.push([`${name}, page 8`, input], [`${name}, back from there`, { ...input, direction: 'before' }])
  }
  return found
}
