// A real PgBouncer in transaction mode in front of the test server, where its program is on this computer.

import { spawn } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { ConnectionProfile } from '../../shared/session.ts'
import type { TestStaff } from './people.ts'
import { freePort, unprivileged } from './postgres.ts'

/** null where it is not installed: apt-get install pgbouncer. */
export const pgbouncerProgram = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find(existsSync) ?? null

export interface Pgbouncer {
  port: number
  /** Rows of its own console: "show pools". */
  show(what: string): Promise<Record<string, unknown>[]>
  pid: number
  stop(): Promise<void>
}

export interface PgbouncerOptions {
  databaseUrl: string
  /** Who may come through. */
  staff: Pick<TestStaff, 'login' | 'password'>[]
  /** Server connections of one login and database. */
  poolSize: number
  /** A free one unless told. */
  port?: number
}

export async function startPgbouncer({ databaseUrl, staff, poolSize, port: wanted }: PgbouncerOptions): Promise<Pgbouncer> {
  if (!pgbouncerProgram) throw new Error('There is no pgbouncer on this computer: apt-get install pgbouncer')
  const server = new URL(databaseUrl)
  const folder = mkdtempSync(join(tmpdir(), 'backline-pgbouncer-'))
  chmodSync(folder, 0o755)
  const port = wanted ?? (await freePort())
  const [users, settings] = [join(folder, 'users.txt'), join(folder, 'pgbouncer.ini')]
  writeFileSync(
    users,
    [{ login: 'watcher', password: 'watcher' }, ...staff].map(({ login, password }) => `"${login}" "${password}"\n`).join(''),
  )
  writeFileSync(
    settings,
    `[databases]
* = host=${server.hostname} port=${server.port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
stats_users = watcher
pool_mode = transaction
default_pool_size = ${poolSize}
max_client_conn = 2000
server_idle_timeout = 60
`,
  )
  const runAs = unprivileged()
  if (runAs) for (const path of [users, settings]) chownSync(path, runAs.uid, runAs.gid)
  const program = spawn(pgbouncerProgram, [settings], { ...runAs, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  program.stderr.on('data', (chunk) => {
    output = (output + chunk).slice(-4000)
  })
  const ended = new Promise<void>((resolve) => program.once('close', () => resolve()))
  const kill = () => program.kill('SIGKILL')
  process.once('exit', kill)

  // Its console understands only simple queries.
  async function show(what: string): Promise<Record<string, unknown>[]> {
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'watcher', password: 'watcher', database: 'pgbouncer' })
    await client.connect()
    return (await client.query(`show ${what}`).finally(() => client.end())).rows
  }
  for (;;) {
    if (program.exitCode !== null) throw new Error(`PgBouncer did not start:\n${output}`)
    const answers = await show('version').then(
      () => true,
      () => false,
    )
    if (answers) break
    await sleep(50)
  }
  return {
    port,
    show,
    pid: program.pid ?? 0,
    async stop() {
      process.removeListener('exit', kill)
      program.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The profile of a person who works through it and listens past it. */
export function pooledProfile(databaseUrl: string, { port }: Pick<Pgbouncer, 'port'>): ConnectionProfile {
  const { hostname, port: direct, pathname } = new URL(databaseUrl)
  return {
    id: 'pooled',
    name: 'Through PgBouncer',
    host: '127.0.0.1',
    port,
    database: pathname.slice(1),
    tls: 'disable',
    ca: null,
    replica: null,
    pgbouncer: { directHost: hostname, directPort: Number(direct) },
    objects: null,
    isDemo: false,
  }
}
