// Times the ticket queue, of 100,000 tickets and 500,000 messages unless told otherwise: the handler beside the same bare prepared query, in turn and in
// the same run, so that the ratio holds whatever the machine is doing. Prints figures; fails on nothing but a wrong plan.
//   npm run test:perf                       fills a PostgreSQL of its own (some minutes)
//   PERF_TICKETS=500000                     more tickets than 100,000, each with five messages
//   TEST_POSTGRES_URL=… PERF_DATABASE=name  uses a database that is filled already

import pg from 'pg'
import { ticketQueue } from '../../electron/features/ticket-queue.ts'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { fillVolume } from '../../migrations/demo/volume.ts'
import type { TicketQueueInput } from '../../shared/tickets.ts'
import { addStaff, asLogin } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { directProfile, measure, measurePage, openBench, pageHead, rounds } from './bench.ts'

const pages: [string, TicketQueueInput][] = [
  ['open, due first', { view: 'open', filter: {}, sort: 'due' }],
  ['mine, due first', { view: 'mine', filter: {}, sort: 'due' }],
  ['unassigned, by priority', { view: 'unassigned', filter: {}, sort: 'priority' }],
  ['all, newest', { view: 'all', filter: {}, sort: 'newest' }],
  ['all, resolved and business', { view: 'all', filter: { status: ['resolved'], plan: ['business'] }, sort: 'updated' }],
  ['open, urgent payouts', { view: 'open', filter: { priority: ['urgent', 'critical'], category: ['payout'] }, sort: 'due' }],
]
const tables = ['work_ticket', 'tickets', 'users', 'ticket_messages']

const tickets = Number(process.env.PERF_TICKETS ?? 100_000)
const given = process.env.PERF_DATABASE
const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = given ? { url: server.url(given), drop: async () => {} } : await freshDatabase()
if (!given) {
  const started = performance.now()
  await fillDemo(database.url)
  await fillVolume(database.url, { users: 100_000, tickets, messages: tickets * 5 }, console.log)
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
  pageHead()
  for (const [name, input] of pages) {
    const { query } = ticketQueue.query(person, input)
    await measurePage({ name, ask: () => ask('tickets.queue', input), bare, query, tables })
  }
  console.log('\nbeside the page                         p50   p95')
  await measure('counts of the open view', () => ask('tickets.counts', { view: 'open', filter: {} }))
  await measure('rail counts', () => ask('work.counts', {}))
  const first = (await ask('tickets.queue', { view: 'open', filter: {}, sort: 'due' })).rows
  await measure('one ticket', (round) => ask('tickets.get', { id: first[round % first.length]?.id ?? '' }))
  await measure(
    'search by rare words',
    (round) => ask('tickets.queue', { view: 'all', filter: { text: `iban ${4000 + round}` }, sort: 'due' }),
    60,
  )
  await measure('search by a common word', () => ask('tickets.queue', { view: 'all', filter: { text: 'payout' }, sort: 'due' }), 60)
  await measure('find in the palette', (round) => ask('tickets.find', { text: `payout ${round}` }), 60)
} finally {
  await bare.end()
  await owner.end()
  await close()
  await database.drop()
  await server.stop()
}
