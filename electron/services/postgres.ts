/**
 * The way to the platform's database for one signed-in person: a small pool for reads and acts, a second one for a read
 * replica, and connections of their own for listening, exporting and cancelling.
 *
 * Behind PgBouncer in transaction mode a session belongs to nobody, so there every query is a transaction of its own that
 * sets its limits locally, and no statement is prepared by name. Only what listens goes past it.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import * as tls from 'node:tls'
import pg from 'pg'
import type { ConnectionProfile } from '../../shared/session.ts'
import { Problem, toProblem } from './errors.ts'
import type { Log } from './log.ts'
import { checkProfile } from './profiles.ts'
import { typeParsers } from './types.ts'

export interface Query {
  /** Names the prepared statement and the line of the slow log; at most 63 bytes, one text a name. */
  name: string
  text: string
  values?: unknown[]
}

export interface ReadOptions {
  /** Ends the statement on the server when aborted. */
  signal?: AbortSignal | undefined
  /** Reads from the replica where the profile has one. */
  fromReplica?: boolean
  /** How long to wait for the answer, in ms. */
  patience?: number
}

export interface Postgres {
  /** Rows of a statement that changes nothing. Throws Problem. */
  read<Row extends object>(query: Query, options?: ReadOptions): Promise<Row[]>
  /** Rows of a statement that acts; it is never cancelled half-way. Throws Problem. */
  act<Row extends object>(query: Query): Promise<Row[]>
  /** A connected client to listen with, past any pooler. The caller ends it. Throws Problem. */
  listener(): Promise<pg.Client>
  /** A connected client of its own for one transaction, begun with `beginWith`. The caller ends it. Throws Problem. */
  connect(): Promise<pg.Client>
  /** Gives what still runs a second, then ends it with its connection. */
  close(): Promise<void>
}

export interface Login {
  profile: ConnectionProfile
  login: string
  password: string
}

/** In ms. */
const limits = {
  connect: 8000,
  statement: 15_000,
  /** Longer than the statement's own limit, for a network that swallows the answer. */
  answer: 20_000,
  lock: 4000,
  idleInTransaction: 10_000,
  idleClient: 60_000,
  slow: 250,
  /** After a failure of the replica the primary serves for so long. */
  replicaRest: 30_000,
  /** A replica may be behind: for so long after an act everything is read where it was done. */
  readOwnActs: 10_000,
  close: 1000,
}
/** A new connection costs the server more than most of its queries, so what a burst asks waits its turn rather than opening many. */
const maxClients = 3
/** The server keeps every prepared statement, with its plans, as long as the connection; one that has so many is given up. */
export const mostStatements = 300
/** Compiling a plan costs more than any of these short queries takes. */
const settings = { TimeZone: 'UTC', DateStyle: 'ISO', jit: 'off' }

/** `onUnwell` hears that the primary is gone or refuses the login. */
export function createPostgres(login: Login, log: Log, onUnwell: (problem: Problem) => void): Postgres {
  const { profile } = login
  checkProfile(profile)
  const isPooled = profile.pgbouncer !== null
  const primary = createPool(login, profile, log)
  const replica = profile.replica && createPool(login, profile.replica, log)
  const directHost = profile.pgbouncer ? { host: profile.pgbouncer.directHost, port: profile.pgbouncer.directPort } : profile
  let replicaRestsUntil = 0
  let readPrimaryUntil = 0

  async function run<Row extends object>(pool: Pool, query: Query, options: ReadOptions): Promise<Row[]> {
    const { signal, patience = limits.answer } = options
    const began = performance.now()
    const running: Running = { client: null, pid: null, cancelling: null }
    const cancel = () => {
      running.cancelling = cancelOnServer(running)
    }
    let problem: Problem | null = null
    try {
      if (signal?.aborted) throw cancelled()
      running.client = await pool.connect()
      if (signal?.aborted) throw cancelled()
      signal?.addEventListener('abort', cancel, { once: true })
      return isPooled ? await inTransaction<Row>(running, query, patience) : await prepared<Row>(running, query, patience)
    } catch (thrown) {
      problem = toProblem(thrown)
      // Nothing has left this computer: whoever tries again need not ask what became of it.
      if (!running.client) problem.detail.unsent = true
      throw problem.source === '57014' && signal?.aborted ? cancelled() : problem
    } finally {
      signal?.removeEventListener('abort', cancel)
      // Until the server has heard the cancel, the next query of this client could be the one it hits.
      if (running.cancelling) await running.cancelling
      running.client?.release((problem !== null && isBroken(problem)) || knowsTooMuch(running.client))
      const ms = Math.round(performance.now() - began)
      if (ms > limits.slow) log.warn('slow query', { statement: query.name, ms })
    }
  }

  async function runOnPrimary<Row extends object>(query: Query, options: ReadOptions): Promise<Row[]> {
    try {
      return await run<Row>(primary, query, options)
    } catch (thrown) {
      const problem = toProblem(thrown)
      if (problem.code === 'offline' || problem.code === 'auth_failed') onUnwell(problem)
      throw problem
    }
  }

  async function connected(config: pg.ClientConfig, name: string): Promise<pg.Client> {
    const client = new pg.Client({ ...config, application_name: name })
    client.on('error', (error) => logLost(log, error))
    try {
      await client.connect()
      return client
    } catch (thrown) {
      throw toProblem(thrown)
    }
  }

  function connect(): Promise<pg.Client> {
    return connected(isPooled ? baseConfig(login, profile) : sessionConfig(login, profile), 'Backline alone')
  }

  async function cancelOnServer({ pid }: Running): Promise<void> {
    if (pid === null) return
    try {
      const other = await connect()
      await other.query('select pg_cancel_backend($1)', [pid])
      await other.end()
    } catch (thrown) {
      log.warn('cancel failed', { source: toProblem(thrown).source })
    }
  }

  return {
    async read<Row extends object>(query: Query, options: ReadOptions = {}) {
      const now = performance.now()
      if (!options.fromReplica || !replica || now < replicaRestsUntil || now < readPrimaryUntil) return runOnPrimary<Row>(query, options)
      try {
        return await run<Row>(replica, query, options)
      } catch (thrown) {
        const problem = toProblem(thrown)
        if (problem.code !== 'offline' && problem.code !== 'busy') throw problem
        log.warn('replica rests', { source: problem.source })
        replicaRestsUntil = performance.now() + limits.replicaRest
        return runOnPrimary<Row>(query, options)
      }
    },
    async act<Row extends object>(query: Query) {
      try {
        return await runOnPrimary<Row>(query, {})
      } finally {
        readPrimaryUntil = performance.now() + limits.readOwnActs
      }
    },
    listener: () => connected(sessionConfig(login, directHost), 'Backline listening'),
    connect,
    async close() {
      await Promise.all([primary.finish(), replica?.finish()])
    },
  }
}

interface Running {
  client: pg.PoolClient | null
  /** The server process at work on it. */
  pid: number | null
  cancelling: Promise<void> | null
}

interface Address {
  host: string
  port: number
}

interface Pool {
  connect(): Promise<pg.PoolClient>
  finish(): Promise<void>
}

function createPool(login: Login, address: Address, log: Log): Pool {
  // A pooler refuses settings at the start of a connection; there each transaction sets its own.
  const config = login.profile.pgbouncer ? { ...baseConfig(login, address), pipeline: true } : sessionConfig(login, address)
  const pool = new pg.Pool({ ...config, min: 1, max: maxClients, idleTimeoutMillis: limits.idleClient })
  const clients = new Set<pg.PoolClient>()
  pool.on('error', (error) => logLost(log, error))
  pool.on('connect', (client) => {
    clients.add(client)
    // The pool listens only while a client is idle; an unheard error of a busy one would end the process.
    client.on('error', (error) => logLost(log, error))
  })
  pool.on('remove', (client) => clients.delete(client))
  return {
    connect: () => pool.connect(),
    async finish() {
      const ended = pool.end()
      await Promise.race([ended, sleep(limits.close, undefined, { ref: false })])
      for (const client of clients) client.connection.stream.destroy()
    },
  }
}

function baseConfig({ profile, login, password }: Login, { host, port }: Address): pg.ClientConfig {
  return {
    host,
    port,
    database: profile.database,
    user: login,
    password,
    ssl: tlsOptions(profile, host),
    enableChannelBinding: true,
    application_name: 'Backline',
    connectionTimeoutMillis: limits.connect,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    types: typeParsers,
  }
}

function sessionConfig(login: Login, address: Address): pg.ClientConfig {
  return {
    ...baseConfig(login, address),
    statement_timeout: limits.statement,
    lock_timeout: limits.lock,
    idle_in_transaction_session_timeout: limits.idleInTransaction,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
  }
}

interface Limits {
  /** In ms, as all of them. */
  statement: number
  lock: number
  idleInTransaction: number
}

/** Begins a transaction that needs nothing of its session. The last of the results has its server process as `pid`. */
export function beginWith({ statement, lock, idleInTransaction }: Limits, mode = ''): string {
  return [
    `begin ${mode}`,
    `set local statement_timeout = ${statement}`,
    `set local lock_timeout = ${lock}`,
    `set local idle_in_transaction_session_timeout = ${idleInTransaction}`,
    ...Object.entries(settings).map(([name, value]) => `set local ${name} = '${value}'`),
    'select pg_backend_pid() as pid',
  ].join('; ')
}
const beginLocally = beginWith(limits)

/** The server process that works for a transaction, from what `beginWith` answered. */
export function processOf(begun: unknown): number | null {
  // Several statements in one go answer with one result each.
  return (begun as pg.QueryResult<{ pid: number }>[]).at(-1)?.rows[0]?.pid ?? null
}

/**
 * disable: in the clear, for this computer only. require: encrypted; checked only where a CA is given, as libpq does.
 * verify-ca: signed by the CA. verify-full: and issued for this host.
 */
function tlsOptions(profile: ConnectionProfile, host: string): tls.ConnectionOptions | false {
  if (profile.tls === 'disable' || host.startsWith('/')) return false
  const isChecked = profile.tls !== 'require' || profile.ca !== null
  if (!isChecked) return { rejectUnauthorized: false, minVersion: 'TLSv1.2' }
  const checked = { rejectUnauthorized: true, ca: profile.ca ?? trustedBySystem(), minVersion: 'TLSv1.2' } as const
  return profile.tls === 'verify-full' ? checked : { ...checked, checkServerIdentity: () => undefined }
}

/** The system's authorities beside the bundled ones, where this Node can read them. */
function trustedBySystem(): string[] {
  const system = 'getCACertificates' in tls ? tls.getCACertificates('system') : []
  return [...tls.rootCertificates, ...system]
}

/** Names of the statements that each client prepared. */
const statements = new WeakMap<pg.PoolClient, Set<string>>()

function knowsTooMuch(client: pg.PoolClient): boolean {
  return (statements.get(client)?.size ?? 0) >= mostStatements
}

async function prepared<Row extends object>(running: Running, query: Query, patience: number): Promise<Row[]> {
  const client = running.client as pg.PoolClient
  running.pid = (client as unknown as { processID: number }).processID
  statements.set(client, (statements.get(client) ?? new Set()).add(query.name))
  const { rows } = await client.query<Row>({ ...query, query_timeout: patience } as pg.QueryConfig)
  return rows
}

/**
 * All three statements leave at once, so that a question behind a pooler waits for one way there and back, as it does without one. The
 * commit of a transaction that failed rolls it back.
 */
async function inTransaction<Row extends object>(running: Running, query: Query, patience: number): Promise<Row[]> {
  const client = running.client as pg.PoolClient
  const ask = <R extends object>(text: string, values?: unknown[]) =>
    client.query<R>({ text, values, query_timeout: patience } as pg.QueryConfig)
  const begun = ask(beginLocally).then((results) => {
    running.pid = processOf(results)
  })
  const sent = [begun, ask<Row>(query.text, query.values), ask('commit')] as const
  try {
    const [, { rows }] = await Promise.all(sent)
    return rows
  } finally {
    await Promise.allSettled(sent)
    running.pid = null
  }
}

/** True when the client cannot be given to the next query. */
function isBroken(problem: Problem): boolean {
  return problem.code === 'offline' || problem.code === 'internal' || problem.code === 'tls' || problem.code === 'auth_failed'
}

function cancelled(): Problem {
  return new Problem('cancelled', 'This was cancelled. Nothing was changed.')
}

function logLost(log: Log, error: Error): void {
  log.warn('connection lost', { source: (error as { code?: string }).code ?? null })
}
