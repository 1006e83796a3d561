/** Who is signed in, as a PostgreSQL login, and the state of that connection. The password lives here and nowhere else. */
import { connect } from 'node:net'
import type { AppError } from '../../shared/errors.ts'
import type { ConnectionProfile, ConnectionState, SignedIn, StaffRole } from '../../shared/session.ts'
import type { StaffRef } from '../../shared/work.ts'
import type { Connection } from './connection.ts'
import { Problem, toAppError, toProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Live } from './live.ts'
import type { Log } from './log.ts'
import { createPostgres, type Login, type Postgres } from './postgres.ts'

export interface Session {
  /** Checks login, server version and console schema. Throws Problem; then nobody is signed in. */
  signIn(profile: ConnectionProfile, login: string, password: string): Promise<SignedIn>
  signOut(): Promise<void>
  /** Begins without the database, as somebody who signed in here before, and tries to connect. */
  resume(profile: ConnectionProfile, person: SignedIn, password: string): void
  /** Tries to connect at once when offline. */
  retry(): Promise<void>
  person(): SignedIn | null
  /** Throws `signed_out`. */
  signedIn(): SignedIn
  profile(): ConnectionProfile | null
  /** Throws `signed_out`, or `offline` at once while the server is known to be gone. */
  database(): Postgres
}

interface Dependencies {
  connection: Connection
  events: Events
  live: Live
  log: Log
}

const oldestServer = 150_000
/** The console schema that this version was written for. */
const consoleVersion = 1
/** In ms. By less than `clockSlack` the clocks agree: the network makes so much of a difference. */
const clockSlack = 2000
const heartbeatEvery = 10_000
const heartbeatPatience = 6000
const rightsEvery = 60_000
const retryFirst = 700
const retryMost = 30_000
const probePatience = 3000

interface Current {
  profile: ConnectionProfile
  person: SignedIn
  /** null while a resumed session has not connected yet. */
  postgres: Postgres | null
  /** Of a resumed session, to connect with. */
  password: string | null
  heartbeat: NodeJS.Timeout | null
  retry: NodeJS.Timeout | null
  attempt: number
  /** The attempt under way, shared by everybody who asks for one. */
  trying: Promise<void> | null
  /** As performance.now() says. */
  rightsReadAt: number
}

export function createSession({ connection, events, live, log }: Dependencies): Session {
  let current: Current | null = null
  /** Counts sign-ins and sign-outs, so that a slow one notices that it was overtaken. */
  let turn = 0

  async function signIn(profile: ConnectionProfile, login: string, password: string): Promise<SignedIn> {
    await leave()
    const mine = ++turn
    connection.set({ state: 'connecting', reason: null, nextTryAt: null, latencyMs: null })
    const postgres = open({ profile, login, password })
    try {
      const { person, ...pulse } = await identify(postgres, profile)
      if (mine !== turn) throw new Problem('cancelled', 'Another sign-in came in between. Nothing was changed.')
      current = started(profile, person, postgres)
      goOnline(current, postgres, pulse)
      log.info('signed in', { profile: profile.id, server: person.server })
      return person
    } catch (thrown) {
      await postgres.close()
      const problem = refusedByPooler(toProblem(thrown), profile)
      if (mine === turn) connection.set({ state: 'signed_out', reason: toAppError(problem) })
      throw problem
    }
  }

  function open(login: Login): Postgres {
    try {
      const postgres = createPostgres(login, log, (problem) => lost(postgres, problem))
      return postgres
    } catch (thrown) {
      const problem = toProblem(thrown)
      connection.set({ state: 'signed_out', reason: toAppError(problem) })
      throw problem
    }
  }

  async function signOut(): Promise<void> {
    turn++
    await leave()
    connection.set({ state: 'signed_out', reason: null })
  }

  /** Ends what runs for whoever is signed in. */
  async function leave(): Promise<void> {
    const leaving = current
    if (!leaving) return
    current = null
    stopTimers(leaving)
    await live.stop({ isLeaving: true })
    await leaving.postgres?.close()
    connection.set({ live: 'stopped', liveAt: null, latencyMs: null, nextTryAt: null })
  }

  /** The server ended the session: nothing typed is lost, the drafts are on this computer. */
  async function end(reason: AppError): Promise<void> {
    turn++
    await leave()
    connection.set({ state: 'signed_out', reason })
    events.emit('signedOut', { message: reason.message })
  }

  function resume(profile: ConnectionProfile, person: SignedIn, password: string): void {
    turn++
    current = { ...started(profile, person, null), password }
    log.info('resumed without the database', { profile: profile.id })
    connection.set({ state: 'offline', reason: toAppError(new Problem('offline', unreachable)), latencyMs: null })
    schedule(current)
  }

  function goOnline(session: Current, postgres: Postgres, pulse: Pulse): void {
    session.postgres = postgres
    session.attempt = 0
    connection.set({ state: 'online', reason: null, nextTryAt: null, ...pulse })
    live.start(postgres, session.person)
    session.heartbeat = setInterval(() => void beat(session, postgres), heartbeatEvery)
  }

  /** Called with every failure that means the server is gone or refuses the login; one of a session that ended says nothing of this one. */
  function lost(postgres: Postgres, problem: Problem): void {
    if (current?.postgres !== postgres || connection.get().state !== 'online') return
    const session = current
    stopTimers(session)
    const reason = toAppError(problem)
    log.problem('connection lost', reason, problem)
    if (endsSession(problem)) return void end(ended(problem))
    connection.set({ state: 'offline', reason, latencyMs: null })
    void live.stop({ isLeaving: false })
    schedule(session)
  }

  function schedule(session: Current): void {
    const longest = Math.min(retryMost, retryFirst * 2 ** session.attempt++)
    // Half of it is chance, so that hundreds of consoles do not come back in the same moment.
    const wait = longest / 2 + Math.random() * (longest / 2)
    connection.set({ nextTryAt: new Date(Date.now() + wait).toISOString() })
    session.retry = setTimeout(() => void attempt(session), wait)
  }

  function attempt(session: Current): Promise<void> {
    session.trying ??= tryAgain(session).finally(() => {
      session.trying = null
    })
    return session.trying
  }

  async function tryAgain(session: Current): Promise<void> {
    stopTimers(session)
    connection.set({ nextTryAt: null })
    try {
      const postgres = await connectionOf(session)
      if (session !== current) return
      const { person, ...pulse } = await identify(postgres, session.profile)
      if (session !== current) return
      if (!hasSameRights(person, session.person)) return await end(rightsChanged())
      session.person = person
      log.info('connected again', {})
      goOnline(session, postgres, pulse)
    } catch (thrown) {
      if (session !== current) return
      const problem = toProblem(thrown)
      if (endsSession(problem)) return await end(ended(problem))
      connection.set({ reason: toAppError(problem) })
      schedule(session)
    }
  }

  /** The session's own, or a new one where it began without the database. */
  async function connectionOf(session: Current): Promise<Postgres> {
    if (session.postgres) return session.postgres
    await probe(session.profile, probePatience)
    session.postgres = open({ profile: session.profile, login: session.person.login, password: session.password ?? '' })
    return session.postgres
  }

  async function beat(session: Current, postgres: Postgres): Promise<void> {
    try {
      const began = performance.now()
      const query = { name: 'heartbeat', text: 'select console.heartbeat() as at' }
      const [beat] = await postgres.read<{ at: string }>(query, { patience: heartbeatPatience })
      if (session !== current) return
      connection.set(pulseOf(began, beat?.at ?? ''))
      if (performance.now() - session.rightsReadAt >= rightsEvery) await checkRights(session, postgres)
    } catch (thrown) {
      const problem = toProblem(thrown)
      if (session === current && endsSession(problem)) await end(ended(problem))
    }
  }

  async function checkRights(session: Current, postgres: Postgres): Promise<void> {
    session.rightsReadAt = performance.now()
    const { person } = await identify(postgres, session.profile)
    if (session !== current) return
    if (!hasSameRights(person, session.person)) return end(rightsChanged())
    session.person = person
  }

  function here(): Current {
    if (!current)
      throw new Problem('signed_out', 'You are signed out. What you typed is kept on this computer; sign in to go on.', {
        detail: { unsent: true },
      })
    return current
  }

  return {
    signIn,
    signOut,
    resume,
    async retry() {
      if (current && connection.get().state === 'offline') await attempt(current)
    },
    person: () => current?.person ?? null,
    signedIn: () => here().person,
    profile: () => current?.profile ?? null,
    database() {
      const { postgres } = here()
      const { state, reason } = connection.get()
      if (state === 'offline' || !postgres)
        throw new Problem('offline', offlineMessage, { source: reason?.source ?? null, detail: { unsent: true } })
      return postgres
    },
  }
}

const offlineMessage =
  'The database cannot be reached at the moment, so nothing was done. What you typed is kept on this computer; Backline connects again by itself.'

/** The first thing that any client may ask; the answer is one letter. */
const sslRequest = Buffer.from('0000000804d2162f', 'hex')

const unreachable = 'The database cannot be reached. What is kept on this computer can be read, and what you write waits here.'

function started(profile: ConnectionProfile, person: SignedIn, postgres: Postgres | null): Current {
  return {
    profile,
    person,
    postgres,
    password: null,
    heartbeat: null,
    retry: null,
    attempt: 0,
    trying: null,
    rightsReadAt: performance.now(),
  }
}

/** Asks whether PostgreSQL, or a pooler of it, answers there: not every line that is taken up leads to one. Throws `offline` when not within `limitMs`. */
export function probe({ host, port }: ConnectionProfile, limitMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(host.startsWith('/') ? { path: `${host}/.s.PGSQL.${port}` } : { host, port })
    const end = (thrown: Error | null) => {
      clearTimeout(limit)
      socket.destroy()
      if (thrown) reject(toProblem(thrown))
      else resolve()
    }
    const limit = setTimeout(() => end(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' })), limitMs)
    socket.once('error', end)
    socket.once('close', () => end(Object.assign(new Error('closed'), { code: 'ECONNRESET' })))
    socket.once('data', () => end(null))
    socket.once('connect', () => socket.write(sslRequest))
  })
}

function stopTimers(session: Current): void {
  clearInterval(session.heartbeat ?? undefined)
  clearTimeout(session.retry ?? undefined)
}

interface Identity {
  staff: StaffRef
  login: string
  roles: StaffRole[]
  capabilities: string[]
  timezone: string
  server_version_num: number
  console_version: number
}

interface Answered {
  identity: Identity
  /** The server's present. */
  at: string
}

type Pulse = Pick<ConnectionState, 'latencyMs' | 'clockAhead'>

/** What an answer says of the connection: `began` is when it was asked for, by performance.now(), `at` what the server's clock showed. */
function pulseOf(began: number, at: string): Pulse {
  const latencyMs = rounded(performance.now() - began)
  const ahead = Date.parse(at) - (Date.now() - latencyMs / 2)
  return { latencyMs, clockAhead: Math.abs(ahead) > clockSlack ? Math.round(ahead) : 0 }
}

/** Asks the server who this is. Throws `server_too_old`, `schema_missing`, `schema_newer`, `not_allowed` and what connecting throws. */
async function identify(postgres: Postgres, profile: ConnectionProfile): Promise<{ person: SignedIn } & Pulse> {
  const asked = await postgres.read<{ version: number }>({
    name: 'version',
    text: `select current_setting('server_version_num')::int as version`,
  })
  const version = asked[0]?.version ?? 0
  const server = `PostgreSQL ${Math.floor(version / 10_000)}.${version % 10_000}`
  if (version < oldestServer) {
    throw new Problem(
      'server_too_old',
      `The server runs ${server}; Backline needs PostgreSQL 15 or newer. Whoever runs it has to upgrade it.`,
    )
  }
  const began = performance.now()
  const { identity, at } = await readIdentity(postgres)
  const pulse = pulseOf(began, at)
  if (identity.console_version > consoleVersion) {
    throw new Problem('schema_newer', 'The console schema of this database is newer than this Backline. Install the newer Backline.', {
      detail: { needs: identity.console_version, has: consoleVersion },
    })
  }
  const { staff, login, roles, capabilities, timezone } = identity
  const person = { staff, login, roles, capabilities, timezone, server, profile: { id: profile.id, name: profile.name } }
  return { person, ...pulse }
}

async function readIdentity(postgres: Postgres): Promise<Answered> {
  try {
    const text = 'select console.session() as identity, console.heartbeat() as at'
    const [answered] = await postgres.read<Answered>({ name: 'session', text })
    return answered as Answered
  } catch (thrown) {
    const problem = toProblem(thrown)
    if (problem.source !== '42501') throw problem
    throw new Problem('not_allowed', 'This login has no role of the console. An administrator can grant it one.', {
      source: problem.source,
    })
  }
}

function hasSameRights(a: SignedIn, b: SignedIn): boolean {
  return JSON.stringify([a.staff.id, a.roles, a.capabilities]) === JSON.stringify([b.staff.id, b.roles, b.capabilities])
}

/** Poolers before 1.19 answer a wrong password with the code of any other trouble. */
function refusedByPooler(problem: Problem, profile: ConnectionProfile): Problem {
  if (profile.pgbouncer === null || problem.source !== '08P01') return problem
  const message = 'The pooler refused the sign-in. Check name and password, then whether it knows this database and reaches its server.'
  return new Problem('auth_failed', message, { source: problem.source, cause: problem })
}

/** Trying again with the same password would not help, or could lock the login out. */
function endsSession(problem: Problem): boolean {
  return problem.code === 'auth_failed' || problem.code === 'not_allowed'
}

function ended(problem: Problem): AppError {
  const message = `${whyEnded(problem)} Your drafts are kept on this computer. Sign in again to go on.`
  return toAppError(new Problem(problem.code, message, { source: problem.source }))
}

function whyEnded({ code, source }: Problem): string {
  if (code === 'not_allowed') return 'This login may no longer use the console; an administrator can say why.'
  if (source === '28000') return 'The server no longer lets this login in; whoever runs the server can say why.'
  return 'The server no longer accepts this password.'
}

function rightsChanged(): AppError {
  const message = 'An administrator changed your rights. Your drafts are kept on this computer. Sign in again to work with the new ones.'
  return toAppError(new Problem('signed_out', message))
}

function rounded(ms: number): number {
  return Math.round(ms * 10) / 10
}
