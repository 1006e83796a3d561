// Times Records at 1,000,000 rows: a page through the router beside the same bare prepared query, in turn, so that the ratio holds
// whatever the machine is doing; then an export of all rows: its speed, what memory it took, and how fast a cancelled one is gone.
//   node test/perf/records.ts
//   node --expose-gc test/perf/records.ts   measures memory from a clean start

import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { pageQuery } from '../../electron/features/record-query.ts'
import type { ExportFormat, ExportJob } from '../../shared/exports.ts'
import type { RecordQuery, RecordTable } from '../../shared/records.ts'
import { addCustomer, addStaff, asLogin, asOwner } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { directProfile, openBench, quantile, timed } from './bench.ts'

const million = 1_000_000
const rounds = 300
const limit = 100
type Wish = Omit<RecordQuery, 'table'>
const all: Wish = { filters: [], sort: null }
const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)

const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = await freshDatabase()
const customer = await addCustomer(database.url, 'Lina Okonkwo')
const auditor = await addStaff(database.url, 'Bench', ['auditor'])
const pages: [string, string, Wish][] = [
  ['transactions, newest', 'finance.transactions', all],
  ['by another index', 'finance.transactions', { filters: [], sort: { column: 'user_id', descending: false } }],
  ['of one person', 'finance.transactions', { filters: [{ column: 'user_id', op: 'is', values: [customer] }], sort: null }],
  ['log lines, newest', 'system.system_logs', all],
  ['log lines of a day', 'system.system_logs', { filters: [{ column: 'occurred_at', op: 'range', from: day, to: day }], sort: null }],
]
const filled = await timed(() => fill())
console.log(`twice 1,000,000 rows in ${Math.round(filled / 1000)} s, ${rounds} rounds, pages of ${limit}, milliseconds\n`)

const { ask, close } = await openBench(directProfile(database.url), auditor)
const bare = new pg.Client({ connectionString: asLogin(database.url, auditor.login, auditor.password) })
await bare.connect()
try {
  const tables = new Map((await ask('records.tables', {})).map((table) => [table.table, table]))
  console.log('page                                 handler p50   p95   bare p50   p95   ratio of p50')
  for (const [name, table, wish] of pages) await measure(name, tables.get(table) as RecordTable, wish)
  console.log('\nexport of 1,000,000 rows     seconds     MB  rows a second  memory +MB  gone after ms  left behind')
  for (const format of ['csv', 'json'] as const) await measureExport(format)
} finally {
  await bare.end()
  await close()
  await database.drop()
  await server.stop()
}

/** The first page, and one from the middle of the list, as scrolling asks for it. */
async function measure(name: string, table: RecordTable, wish: Wish): Promise<void> {
  let { next } = await ask('records.page', { table: table.table, ...wish, limit: 500 })
  for (let n = 0; n < 10 && next; n++) next = (await ask('records.page', { table: table.table, ...wish, limit: 500, cursor: next })).next
  for (const [where, cursor] of [
    ['first', null],
    ['further', next],
  ] as const) {
    if (where === 'further' && cursor === null) continue
    const place = cursor === null ? {} : { cursor, direction: 'after' as const }
    const input = { ...wish, ...place, limit }
    const { query } = pageQuery(table, input)
    const plan = (await bare.query(`explain ${query.text}`, query.values)).rows.map((row) => row['QUERY PLAN']).join('\n')
    if (/Seq Scan on (?!record_area|staff|capability)/.test(plan)) throw new Error(`${name} reads a whole table:\n${plan}`)
    const handler: number[] = []
    const direct: number[] = []
    for (let round = 0; round < rounds + 20; round++) {
      const a = await timed(() => ask('records.page', { table: table.table, ...input }))
      const b = await timed(() => bare.query(query))
      if (round < 20) continue
      handler.push(a)
      direct.push(b)
    }
    const ratio = quantile(handler, 0.5) / quantile(direct, 0.5)
    const [a50, a95, b50, b95] = [handler, direct]
      .flatMap((taken) => [quantile(taken, 0.5), quantile(taken, 0.95)])
      .map((ms) => ms.toFixed(2).padStart(6))
    console.log(`${`${name}, ${where}`.padEnd(39)} ${a50} ${a95}     ${b50} ${b95}   ${ratio.toFixed(2)}`)
  }
}

async function measureExport(format: ExportFormat): Promise<void> {
  const query = { table: 'system.system_logs', ...all, format }
  globalThis.gc?.()
  await sleep(200)
  const idle = process.memoryUsage.rss()
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss() - idle)
  }, 10)
  const { id } = await ask('records.export', query)
  const took = await timed(() => until(id, ({ state }) => state !== 'running'))
  clearInterval(watch)
  const job = await jobOf(id)
  if (job.state !== 'done' || !job.path) throw new Error(`The export ended as ${job.state}: ${job.error?.message}`)

  const second = await ask('records.export', query)
  await until(second.id, ({ rows }) => rows > 50_000)
  const before = readdirSync(dirname(job.path)).filter((name) => name.endsWith('.part')).length
  const gone = await timed(async () => {
    await ask('exports.cancel', { id: second.id })
    await until(second.id, ({ state }) => state === 'cancelled')
  })
  const left = readdirSync(dirname(job.path)).filter((name) => name.endsWith('.part')).length
  if (before !== 1 || !existsSync(job.path)) throw new Error('The cancelled export was none')
  const figures = [
    (took / 1000).toFixed(1).padStart(7),
    (statSync(job.path).size / 2 ** 20).toFixed(0).padStart(6),
    Math.round(job.rows / (took / 1000))
      .toLocaleString('en')
      .padStart(14),
    (most / 2 ** 20).toFixed(1).padStart(11),
    gone.toFixed(0).padStart(14),
    left === 0 ? '     nothing' : `     ${left} files`,
  ]
  console.log(`${format.padEnd(28)} ${figures.join(' ')}`)
}

async function jobOf(id: string): Promise<ExportJob> {
  const job = (await ask('exports.list', {})).find((each) => each.id === id)
  if (!job) throw new Error('The export is not on the list')
  return job
}

async function until(id: string, fits: (job: ExportJob) => boolean): Promise<void> {
  while (!fits(await jobOf(id))) await sleep(5)
}

async function fill(): Promise<void> {
  await asOwner(database.url, async (db) => {
    await db.query('set synchronous_commit = off')
    await db.query('set session_replication_role = replica')
    await db.query(
      `insert into system.system_logs (log_type, source, message, occurred_at)
       select 'info', 'sync', 'Synchronised ' || n || ' of the catalogue with everything that belongs to it', now() - n * interval '500 milliseconds'
       from generate_series(1, $1::int) n`,
      [million],
    )
    await db.query(
      `insert into finance.transactions (user_id, type, status, currency, amount_total, description, created_at)
       select case when n % 100 = 0 then $2::uuid else gen_random_uuid() end, 'royalty', 'completed', 'EUR', n % 1000 / 100.0, 'Royalties of line ' || n, now() - n * interval '1 second'
       from generate_series(1, $1::int) n`,
      [million, customer],
    )
    await db.query('vacuum analyze')
  })
}
