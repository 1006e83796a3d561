// Times the queue of payouts at 1,000,000: the handler beside the same bare prepared query, in turn and in the same run, so that the
// ratio holds whatever the machine is doing. Prints figures; ends with 1 where the handler takes more than half as long again.
//   node test/perf/payouts.ts [payouts]

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { payoutQueue } from '../../electron/features/payout-queue.ts'
import { createRouter } from '../../electron/router.ts'
import { createServices } from '../../electron/services/index.ts'
import { profileFromUrl } from '../../electron/services/profiles.ts'
import { fileKeeper } from '../../electron/services/vault.ts'
import type { PayoutQueueInput } from '../../shared/payouts.ts'
import type { SignedIn } from '../../shared/session.ts'
import { addStaff, asLogin } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'

const rounds = 200
const allowed = 1.5
const count = Number(process.argv[2] ?? 1_000_000)
const pages: [string, PayoutQueueInput][] = [
  ['to sign, by signatures', { view: 'prepared', filter: {}, sort: 'tier' }],
  ['to prepare, by signatures', { view: 'pending', filter: {}, sort: 'tier' }],
  ['blocked, by signatures', { view: 'blocked', filter: {}, sort: 'tier' }],
  ['to prepare, largest first', { view: 'pending', filter: {}, sort: 'amount' }],
  ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
  ['all, newest', { view: 'all', filter: {}, sort: 'newest' }],
  ['all in EUR that failed', { view: 'all', filter: { status: ['failed'], currency: ['EUR'] }, sort: 'updated' }],
]

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
    from generate_series(1, COUNT) g(i) join payees p on p.n = (g.i::bigint * 7919) % 20000;
  set session_replication_role = origin;
  select console.rebuild_payouts();
  analyze;
  vacuum analyze console.work_payout;
  vacuum analyze console.payout`

const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = await freshDatabase()
const owner = new pg.Client({ connectionString: database.url })
await owner.connect()
const started = performance.now()
for (const statement of fill.replace('COUNT', String(count)).split(';')) await owner.query(statement)
console.log(`filled in ${Math.round((performance.now() - started) / 1000)} s`)

const ruth = await addStaff(database.url, 'Bench', ['finance'])
const dataDir = mkdtempSync(join(tmpdir(), 'backline-perf-'))
const profile = profileFromUrl(database.url)
const services = createServices({ dataDir, keyKeeper: fileKeeper(join(dataDir, 'key')), profile, shell: 'browser', version: 'perf' })
const router = createRouter(services)
const bare = new pg.Client({ connectionString: asLogin(database.url, ruth.login, ruth.password) })
await bare.connect()
let slow = 0
try {
  const person = (await ask('session.signIn', { profileId: profile.id, login: ruth.login, password: ruth.password })) as SignedIn
  console.log(`${count} payouts, ${rounds} rounds, milliseconds\n`)
  console.log('page                            handler p50   p95   bare p50   p95   ratio of p50')
  for (const [name, input] of pages) await measure(name, input, person)
  console.log('\nbeside the page                         p50   p95')
  const { rows } = (await ask('payouts.queue', pages[1]?.[1])) as { rows: { id: string; number: number }[] }
  await time('counts of to prepare', () => ask('payouts.counts', { view: 'pending', filter: {} }))
  await time('sums by tier and currency', () => ask('payouts.sums', { status: 'pending' }))
  await time('rail counts', () => ask('work.counts', {}))
  await time('one payout', (round) => ask('payouts.get', { id: rows[round % rows.length]?.id }))
  await time('search by number', (round) => ask('payouts.queue', { view: 'all', filter: { text: `P-${20_100 + round}` }, sort: 'due' }))
} finally {
  await bare.end()
  await owner.end()
  await services.close()
  rmSync(dataDir, { recursive: true, force: true })
  await database.drop()
  await server.stop()
}
process.exit(slow > 0 ? 1 : 0)

async function ask(method: string, input: unknown): Promise<unknown> {
  const result = await router.handle(method, input)
  if (!result.ok) throw new Error(`${method}: ${result.error.message} ${result.error.source}`)
  return result.value
}

async function measure(name: string, input: PayoutQueueInput, person: SignedIn) {
  const { query } = payoutQueue.query(person, input)
  const handler: number[] = []
  const direct: number[] = []
  for (let round = 0; round < rounds + 20; round++) {
    const a = await timed(() => ask('payouts.queue', input))
    const b = await timed(() => bare.query(query))
    if (round < 20) continue
    handler.push(a)
    direct.push(b)
  }
  const ratio = at(handler, 0.5) / at(direct, 0.5)
  if (ratio > allowed) slow++
  const figures = [at(handler, 0.5), at(handler, 0.95), at(direct, 0.5), at(direct, 0.95)].map((ms) => ms.toFixed(2).padStart(6))
  console.log(`${name.padEnd(34)} ${figures[0]} ${figures[1]}     ${figures[2]} ${figures[3]}   ${ratio.toFixed(2)}`)
}

async function time(name: string, work: (round: number) => Promise<unknown>) {
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) taken.push(await timed(() => work(round)))
  console.log(`${name.padEnd(36)} ${at(taken, 0.5).toFixed(2).padStart(6)} ${at(taken, 0.95).toFixed(2).padStart(6)}`)
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

function at(values: number[], quantile: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * quantile))] as number
}
