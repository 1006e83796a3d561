// Times the ticket queue at 100,000 tickets and 500,000 messages: the handler beside the same bare prepared query, in turn and in
// the same run, so that the ratio holds whatever the machine is doing. Prints figures; fails on nothing but a wrong plan.
//   npm run test:perf                       fills a PostgreSQL of its own (some minutes)
//   TEST_POSTGRES_URL=… PERF_DATABASE=name  uses a database that is filled already

import pg from 'pg'
import { ticketQueue } from '../../electron/features/ticket-queue.ts'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { fillVolume } from '../../migrations/demo/volume.ts'
import type { SignedIn } from '../../shared/session.ts'
import type { TicketQueueInput } from '../../shared/tickets.ts'
import { addStaff, asLogin } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { directProfile, openBench, quantile, timed } from './bench.ts'

const rounds = 300
const pages: [string, TicketQueueInput][] = [
  ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
  ['mine, due first', { view: 'mine', filter: {}, sort: 'due' }],
  ['unassigned, by priority', { view: 'unassigned', filter: {}, sort: 'priority' }],
  ['all, newest', { view: 'all', filter: {}, sort: 'newest' }],
  ['all, resolved and business', { view: 'all', filter: { status: ['resolved'], plan: ['business'] }, sort: 'updated' }],
  ['open, urgent payouts', { view: 'open', filter: { priority: ['urgent', 'critical'], category: ['payout'] }, sort: 'due' }],
]

const given = process.env.PERF_DATABASE
const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = given ? { url: server.url(given), drop: async () => {} } : await freshDatabase()
if (!given) {
  const started = performance.now()
  await fillDemo(database.url)
  await fillVolume(database.url, { users: 100_000, tickets: 100_000, messages: 500_000 }, console.log)
  console.log(`filled in ${Math.round((performance.now() - started) / 1000)} s`)
}

const agent = await addStaff(database.url, 'Bench', ['support'])
const owner = new pg.Client({ connectionString: database.url })
await owner.connect()
// The bench's person owns every third open ticket, as the only agent of a busy desk would.
await owner.query(
  `update console.work_item set assignee = $1 where kind = 'ticket' and is_open and assignee is not null and abs(hashtext(id::text)) % 3 = 0`,
  [agent.id],
)
await owner.query('vacuum analyze console.work_ticket')

const { ask, person, close } = await openBench(directProfile(database.url), agent)
const bare = new pg.Client({ connectionString: asLogin(database.url, agent.login, agent.password) })
await bare.connect()
try {
  const { rows } = await owner.query(
    `select (select count(*) from support.tickets) as tickets, (select count(*) from support.ticket_messages) as messages`,
  )
  console.log(`${rows[0].tickets} tickets, ${rows[0].messages} messages, ${rounds} rounds, milliseconds\n`)
  console.log('page                            handler p50   p95   bare p50   p95   ratio of p50')
  for (const [name, input] of pages) await measure(name, input, person)
  console.log('\nbeside the page                         p50   p95')
  await time('counts of the open view', () => ask('tickets.counts', { view: 'open', filter: {} }))
  await time('rail counts', () => ask('work.counts', {}))
  const first = (await ask('tickets.queue', { view: 'open', filter: {}, sort: 'due' })).rows
  await time('one ticket', (round) => ask('tickets.get', { id: first[round % first.length]?.id ?? '' }))
  await time(
    'search by rare words',
    (round) => ask('tickets.queue', { view: 'all', filter: { text: `iban ${4000 + round}` }, sort: 'due' }),
    60,
  )
  await time('search by a common word', () => ask('tickets.queue', { view: 'all', filter: { text: 'payout' }, sort: 'due' }), 60)
  await time('find in the palette', (round) => ask('tickets.find', { text: `payout ${round}` }), 60)
} finally {
  await bare.end()
  await owner.end()
  await close()
  await database.drop()
  await server.stop()
}

async function measure(name: string, input: TicketQueueInput, person: SignedIn) {
  const { query } = ticketQueue.query(person, input)
  const plan = (await bare.query(`explain ${query.text}`, query.values)).rows.map((row) => row['QUERY PLAN'] as string).join('\n')
  const sorted = Math.max(0, ...[...plan.matchAll(/Sort {2}\(cost=\S+ rows=(\d+)/g)].map(([, rows]) => Number(rows)))
  if (/Seq Scan on (work_ticket|tickets|users|ticket_messages)/.test(plan) || sorted > 10_000) {
    throw new Error(`${name} reads or sorts a whole table:\n${plan}`)
  }
  const handler: number[] = []
  const direct: number[] = []
  for (let round = 0; round < rounds + 20; round++) {
    const a = await timed(() => ask('tickets.queue', input))
    const b = await timed(() => bare.query(query))
    if (round >= 20) {
      handler.push(a)
      direct.push(b)
    }
  }
  const ratio = quantile(handler, 0.5) / quantile(direct, 0.5)
  const figures = [quantile(handler, 0.5), quantile(handler, 0.95), quantile(direct, 0.5), quantile(direct, 0.95)].map((ms) =>
    ms.toFixed(2).padStart(6),
  )
  console.log(`${name.padEnd(34)} ${figures[0]} ${figures[1]}     ${figures[2]} ${figures[3]}   ${ratio.toFixed(2)}`)
}

async function time(name: string, work: (round: number) => Promise<unknown>, times = rounds) {
  const taken: number[] = []
  for (let round = 0; round < times; round++) taken.push(await timed(() => work(round)))
  console.log(`${name.padEnd(36)} ${quantile(taken, 0.5).toFixed(2).padStart(6)} ${quantile(taken, 0.95).toFixed(2).padStart(6)}`)
}
