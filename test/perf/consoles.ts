// 200 consoles, each with its own login, at work on one server, straight and through PgBouncer: first everybody reads a page every three
// seconds, then they also open an item every half minute, where others see them, and change one every minute, and every screen follows what
// all others do. A desk of support closes six to twelve tickets an hour with three to five acts each, so a change a minute is a busy hour
// of everybody at once, and nobody turns the page every three seconds for long. Prints the times of a queue page, what went wrong, what the
// server spends on connections, and the processor time, in hundredths of one core, of the server, of the consoles, which run in one process
// of the same computer and hold each other up there, and of whatever else that computer does (PgBouncer is part of that); of the time in PgBouncer,
// what is waiting for a connection. They work for a
// while before it is measured, as on any day: what the first statements of a connection cost is paid then. Ends with 1 where a page took 50
// ms or more (p95) while all only read, or where anything went wrong. Needs pgbouncer (apt-get install pgbouncer) and, for memory and
// processor time, Linux.
//   node test/perf/consoles.ts [consoles] [seconds]
//   PERF_TICKETS=20000  fewer tickets than 100,000
//   TEST_POSTGRES_URL=… PERF_DATABASE=name  uses a database that is filled already, on a server with connections enough

import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { fillVolume } from '../../migrations/demo/volume.ts'
import { paced } from '../../renderer/components/paced.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { ConnectionProfile } from '../../shared/session.ts'
import { addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { type Pgbouncer, pgbouncerProgram, pooledProfile, startPgbouncer } from '../support/pgbouncer.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { type BenchConsole, directProfile, openBench, quantile, timed } from './bench.ts'

const count = Number(process.argv[2] ?? 200)
const seconds = Number(process.argv[3] ?? 30)
const tickets = Number(process.env.PERF_TICKETS ?? 100_000)
/** A person looks at a page for so long, in ms; the mean of what is waited. */
const thought = 3000
/** How long they work before it counts, in ms, and how long a page may take, in ms at p95. */
const warmUp = 30_000
const limit = 50
/** Two exports may hold one each. */
const poolSize = 4
const views = ['open', 'mine', 'unassigned'] as const
/** How many of the pages with rows an item is opened from: two of three have rows, so one every half minute. */
const opened = 0.15

const given = process.env.PERF_DATABASE
const server = await startPostgres({ connections: count * 6 + 50 })
process.env.TEST_POSTGRES_URL = server.url()
const database = given ? { url: server.url(given), drop: async () => {} } : await freshDatabase()
try {
  if (!given) {
    await fillDemo(database.url)
    await fillVolume(database.url, { users: tickets, tickets, messages: tickets * 5 })
  }
  const staff: TestStaff[] = []
  for (let n = 0; n < count; n++) staff.push(await addStaff(database.url, `Bench ${n}`, ['support']))
  await asOwner(database.url, (db) => db.query('vacuum analyze'))
  console.log(`${count} consoles for ${seconds} s, ${tickets.toLocaleString('en')} tickets, a page every ${thought / 1000} s each\n`)
  console.log(
    '                          pages   p50    p95    p99 ms  errors   server connections, MB   pooler MB   own delay p95 ms   CPU: server, consoles, others',
  )
  for (const isLive of [false, true]) await measure('straight', staff, directProfile(database.url), null, isLive)
  if (!pgbouncerProgram) console.log('Through PgBouncer nothing was measured: it is not on this computer.')
  else for (const isLive of [false, true]) await measurePooled(staff, isLive)
} finally {
  await database.drop()
  await server.stop()
}

async function measurePooled(staff: TestStaff[], isLive: boolean): Promise<void> {
  const pooler = await startPgbouncer({ databaseUrl: database.url, staff, poolSize })
  try {
    await measure('PgBouncer', staff, pooledProfile(database.url, pooler), pooler, isLive)
  } finally {
    await pooler.stop()
  }
}

/** `isLive`: they change things too, and every screen follows what the others do. */
async function measure(
  way: string,
  staff: TestStaff[],
  profile: ConnectionProfile,
  pooler: Pgbouncer | null,
  isLive: boolean,
): Promise<void> {
  const name = isLive ? `${way}, live` : way
  const before = await spent()
  const consoles: BenchConsole[] = []
  for (let n = 0; n < staff.length; n += 10) {
    consoles.push(...(await Promise.all(staff.slice(n, n + 10).map((each) => openBench(profile, each)))))
  }
  const taken: number[] = []
  const errors: string[] = []
  if (isLive) for (const each of consoles) follow(each, errors)
  const warm = performance.now() + warmUp
  await Promise.all(consoles.map((each) => work(each, warm, [], errors, isLive)))
  const until = performance.now() + seconds * 1000
  const pooledBefore = await timesOf(pooler)
  const [serverBefore, ownBefore, allBefore, began] = [processorOfServer(), process.cpuUsage(), processorOfAll(), performance.now()]
  const delay = monitorEventLoopDelay()
  delay.enable()
  const working = Promise.all(consoles.map((each) => work(each, until, taken, errors, isLive)))
  await working
  delay.disable()
  const took = (performance.now() - began) / 1000
  const { user, system } = process.cpuUsage(ownBefore)
  const [ofServer, ofConsoles] = [processorOfServer() - serverBefore, (user + system) / 1e6]
  const busy = [ofServer, ofConsoles, processorOfAll() - allBefore - ofServer - ofConsoles]
  const processor = busy.map((each) => `${Math.round((each / took) * 100)} %`.padStart(5)).join(' ')
  // After the times: to read the memory of a thousand processes holds this one up for a second.
  const during = await spent()
  const pooled = pooler === null ? '' : megabytes(`/proc/${pooler.pid}/status`, /VmRSS:\s+(\d+)/)
  const pooledAfter = await timesOf(pooler)
  await Promise.all(consoles.map((each) => each.close()))

  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((at) => quantile(taken, at).toFixed(1).padStart(6))
  if (errors.length > 0 || !(isLive || quantile(taken, 0.95) < limit)) process.exitCode = 1
  const memory = during.megabytes - before.megabytes
  console.log(
    `${name.padEnd(25)} ${String(taken.length).padStart(5)} ${p50} ${p95} ${p99}    ${String(errors.length).padStart(5)}   ${String(during.connections - before.connections).padStart(6)}            ${memory.toFixed(0).padStart(5)}       ${String(pooled).padStart(5)}       ${(delay.percentile(95) / 1e6).toFixed(1).padStart(6)}             ${processor}`,
  )
  if (pooler) {
    const [asked, waited, served] = pooledAfter.map((each, n) => each - (pooledBefore[n] ?? 0)) as [number, number, number]
    const share = ((100 * waited) / (waited + served)).toFixed(1)
    console.log(
      `  ${asked} questions through PgBouncer, ${(served / asked).toFixed(2)} ms each; ${share} % of it waiting for a connection there`,
    )
  }
  for (const message of new Set(errors)) console.log(`  ${message}`)
}

/** Transactions that went through the pooler so far, the ms they waited there for a connection to the server, and the ms they had one. */
async function timesOf(pooler: Pgbouncer | null): Promise<[number, number, number]> {
  const rows = (await pooler?.show('stats')) ?? []
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name]), 0)
  return [sum('total_xact_count'), sum('total_wait_time') / 1000, sum('total_xact_time') / 1000]
}

/**
 * As somebody at the desk: a page of a view, now and then a ticket of it, where others see them, and sometimes a change, which the screens
 * of all others read.
 */
async function work({ ask }: BenchConsole, until: number, taken: number[], errors: string[], isLive: boolean): Promise<void> {
  await sleep(Math.random() * thought)
  for (let round = Math.floor(Math.random() * 30); performance.now() < until; round++) {
    try {
      const view = views[round % views.length] ?? 'open'
      const page = { rows: [] as { id: string; version: number; priority: string }[] }
      taken.push(await timed(async () => Object.assign(page, await ask('tickets.queue', { view, filter: {}, sort: 'due' }))))
      const row = page.rows[Math.floor(Math.random() * page.rows.length)]
      if (row && Math.random() < opened) await open(ask, row, isLive)
    } catch (thrown) {
      errors.push(thrown instanceof Error ? thrown.message : String(thrown))
    }
    await sleep(thought * (0.5 + Math.random()))
  }
}

async function open(ask: BenchConsole['ask'], { id, version }: { id: string; version: number }, isLive: boolean): Promise<void> {
  await ask('tickets.get', { id })
  if (!isLive) return
  await ask('work.presence', { kind: 'ticket', itemId: id, mode: 'viewing' })
  // Every second one is changed.
  if (Math.random() < 0.5) return
  const [priority = 'low'] = (['low', 'medium', 'high', 'urgent'] as const).toSorted(() => Math.random() - 0.5)
  const command = { commandId: uuidv7(), id, expectedVersion: version, priority }
  // A colleague was faster, which is no error.
  await ask('tickets.setPriority', command).catch((thrown) => (thrown.code === 'stale' ? null : Promise.reject(thrown)))
}

/** What the screen asks when others change something, as often as it does: the rows, the counts of the list, the figures of the rail. */
function follow({ ask, on }: BenchConsole, errors: string[]): void {
  const pending = new Set<string>()
  const list = { view: 'open', filter: {} } as const
  const asking = (question: () => Promise<unknown>) => () =>
    void question().catch((thrown) => thrown.code === 'signed_out' || errors.push(String(thrown)))
  const rows = paced(
    500,
    700,
    asking(async () => {
      const ids = [...pending].slice(0, 200)
      pending.clear()
      await ask('tickets.queue', { ...list, sort: 'due', ids })
    }),
  )
  const counts = paced(
    1500,
    8000,
    asking(() => ask('tickets.counts', list)),
  )
  const figures = paced(
    1500,
    8000,
    asking(() => ask('work.counts', {})),
  )
  on('changes', (changes) => {
    for (const { itemId } of changes) pending.add(itemId)
    for (const each of [rows, counts, figures]) each.ask()
  })
}

/** What the server has open, and the memory of its processes that is their own; the shared buffers are there either way. */
async function spent(): Promise<{ connections: number; megabytes: number }> {
  const client = new pg.Client({ connectionString: server.url() })
  await client.connect()
  const { rows } = await client.query<{ pid: number; n: number }>(
    `select pg_backend_pid() as pid, count(*)::int as n from pg_stat_activity where backend_type = 'client backend'`,
  )
  const [found] = rows
  await client.end()
  if (process.platform !== 'linux') return { connections: found?.n ?? 0, megabytes: Number.NaN }
  return { connections: found?.n ?? 0, megabytes: memoryOfServer() }
}

/** Ids of the server's processes: of this very one, found by its port. */
function serverProcesses(): string[] {
  const port = new URL(server.url()).port
  const postmaster =
    execFileSync('pgrep', ['-f', `postgres.*port=${port}`], { encoding: 'utf8' })
      .trim()
      .split('\n')[0] ?? ''
  return readdirSync('/proc').filter((name) => {
    try {
      return readFileSync(`/proc/${name}/stat`, 'utf8').match(/\) \S (\d+)/)?.[1] === postmaster
    } catch {
      return false
    }
  })
}

function memoryOfServer(): number {
  return serverProcesses().reduce((sum, pid) => sum + (megabytes(`/proc/${pid}/smaps_rollup`, /^Pss_Anon:\s+(\d+)/m) || 0), 0)
}

/** Seconds of processor time that the server's present processes have used. */
function processorOfServer(): number {
  if (process.platform !== 'linux') return Number.NaN
  const ticks = serverProcesses().map((pid) => {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\) /, '').split(' ')
      return Number(fields[11]) + Number(fields[12])
    } catch {
      return 0
    }
  })
  return ticks.reduce((sum, each) => sum + each, 0) / 100
}

/** Seconds that all processors of this computer have been busy with anything. */
function processorOfAll(): number {
  if (process.platform !== 'linux') return Number.NaN
  const ticks = readFileSync('/proc/stat', 'utf8').split('\n')[0]?.split(/\s+/).slice(1, 9).map(Number) ?? []
  const [user = 0, nice = 0, kernel = 0, , , interrupts = 0, soft = 0] = ticks
  return (user + nice + kernel + interrupts + soft) / 100
}

function megabytes(file: string, pattern: RegExp): number {
  try {
    return Math.round(Number(readFileSync(file, 'utf8').match(pattern)?.[1]) / 102.4) / 10
  } catch {
    return Number.NaN
  }
}
