// Times the queue of payouts at 1,000,000: the handler beside the same bare prepared query, in turn, so that the ratio holds whatever the
// machine is doing; then what stands beside a page. Prints figures; ends with 1 where the handler takes more than half as long again.
//   node test/perf/payouts.ts [payouts]
//   PERF_URL=postgres://ruth:password@host/database node test/perf/payouts.ts   reads a database that is filled already

import pg from 'pg'
import { payoutQueue } from '../../electron/features/payout-queue.ts'
import type { PayoutQueueInput } from '../../shared/payouts.ts'
import { addStaff, asLogin, asOwner } from '../support/people.ts'
import { freshDatabase, startPostgres, type TestDatabase } from '../support/postgres.ts'
import { directProfile, measure, measurePage, openBench, pageHead, rounds, timed } from './bench.ts'

const allowed = 1.5
const count = Number(process.argv[2] ?? 1_000_000)
const pages: [string, PayoutQueueInput][] = [
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
]
const tables = ['work_payout', 'payout', 'payouts', 'users']

/** Payees with what they earned, then their payouts; one in two hundred still waits. As the platform would have them, without its triggers. */
const fill = `
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
    from generate_series(1, ${count}) g(i) join payees p on p.n = (g.i::bigint * 7919) % 20000;
  set session_replication_role = origin;
  select console.rebuild_payouts();
  analyze;
  vacuum analyze console.work_payout;
  vacuum analyze console.payout`

/** A database with payouts in it, and a person of finance who signs in to it. */
async function filled(): Promise<{ database: TestDatabase; login: string; password: string; stop(): Promise<void> }> {
  const given = process.env.PERF_URL
  if (given) {
    const { username, password } = new URL(given)
    return { database: { url: given, drop: async () => {} }, login: username, password: decodeURIComponent(password), stop: async () => {} }
  }
  const server = await startPostgres()
  process.env.TEST_POSTGRES_URL = server.url()
  const database = await freshDatabase()
  const ms = await timed(() =>
    asOwner(database.url, async (db) => {
      for (const statement of fill.split(';')) await db.query(statement)
    }),
  )
  console.log(`filled in ${Math.round(ms / 1000)} s`)
  return { database, ...(await addStaff(database.url, 'Bench', ['finance'])), stop: server.stop }
}

const { database, login, password, stop } = await filled()
const { ask, person, close } = await openBench(directProfile(database.url), { login, password })
const bare = new pg.Client({ connectionString: asLogin(database.url, login, password) })
await bare.connect()
let slow = 0
try {
  const { rows: counted } = await bare.query('select count(*)::int as n from console.payout_queue')
  console.log(`${counted[0].n} payouts, ${rounds} rounds, milliseconds\n`)
  pageHead()
  for (const [name, input] of [...pages, ...(await laterPages())]) {
    const { query } = payoutQueue.query(person, input)
    const ratio = await measurePage({ name, ask: () => ask('payouts.queue', input), bare, query, tables })
    if (ratio > allowed) slow++
  }
  console.log('\nbeside the page                            p50    p95')
  const { rows } = await ask('payouts.queue', { view: 'pending', filter: {}, sort: 'tier' })
  await measure('counts of to prepare', () => ask('payouts.counts', { view: 'pending', filter: {} }))
  await measure('sums by tier and currency', () => ask('payouts.sums', { status: 'pending', filter: {} }))
  await measure('sums of what a flag leaves', () => ask('payouts.sums', { status: 'pending', filter: { tag: ['kyc'] } }))
  await measure('rail counts', () => ask('work.counts', {}))
  await measure('one payout', (round) => ask('payouts.get', { id: rows[round % rows.length]?.id ?? '' }))
  await measure('search by number', (round) => ask('payouts.queue', { view: 'all', filter: { text: `P-${20_100 + round}` }, sort: 'due' }))
  await measure('search by name', () => ask('payouts.queue', { view: 'all', filter: { text: 'Payee 77' }, sort: 'due' }), 30)
} finally {
  await bare.end()
  await close()
  await database.drop()
  await stop()
}
process.exit(slow > 0 ? 1 : 0)

/** Some pages further down than anybody goes on from the start, and back. */
async function laterPages(): Promise<[string, PayoutQueueInput][]> {
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
