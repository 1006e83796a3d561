/** From whatever was thrown to an error that says what happened, what was kept and what to do next. */
import { randomBytes } from 'node:crypto'
import type { AppError, ErrorCode } from '../../shared/errors.ts'

export interface ProblemFacts {
  detail?: Record<string, unknown>
  /** SQLSTATE or system code. */
  source?: string | null
  cause?: unknown
}

/** An error that has its code and sentence already. */
export class Problem extends Error {
  readonly code: ErrorCode
  readonly detail: Record<string, unknown>
  readonly source: string | null

  constructor(code: ErrorCode, message: string, facts: ProblemFacts = {}) {
    super(message, { cause: facts.cause })
    this.name = 'Problem'
    this.code = code
    this.detail = facts.detail ?? {}
    this.source = facts.source ?? null
  }
}

export function toAppError(problem: Problem): AppError {
  return {
    code: problem.code,
    message: problem.message,
    detail: problem.detail,
    source: problem.source,
    at: new Date().toISOString(),
    ref: randomBytes(4).toString('hex'),
  }
}

export function invalid(field: string, message: string): Problem {
  return new Problem('invalid', message, { detail: { field } })
}

type Sentence = readonly [ErrorCode, string]

const refusals: Record<string, ErrorCode> = {
  BL001: 'stale',
  BL002: 'not_allowed',
  BL003: 'illegal_transition',
  BL004: 'already_claimed',
  BL005: 'needs_step_up',
  BL006: 'invalid',
  BL007: 'not_found',
  BL008: 'command_reused',
}

const offlineSentence =
  'The connection to the database was lost. What you typed is kept on this computer; sending it again does nothing twice.'
const busySentence = 'The database is too busy to do this at the moment. Nothing was changed. Try again in a few seconds.'
const stoppingSentence =
  'The database server is stopping or starting. What you typed is kept on this computer; Backline connects again by itself.'
const noConsoleSentence =
  'This database has no console schema, or an older one than this Backline needs. A database administrator can install it with npm run migrate.'
const unstorableSentence = 'The text has characters that the database cannot store. Nothing was changed. Remove them, then send it again.'
const malformedSentence = 'The database could not accept one of the values. Nothing was changed. Check what you entered, then try again.'
const diskSentence =
  'The disk of this computer is full, so the text could not be stored here. It is still on the screen. Free some space; it is stored with the next key.'
const localSentence =
  'The local file of drafts could not be written. What you typed is still on the screen; copy it before you close Backline.'

const bySqlState: Record<string, Sentence> = {
  '28P01': ['auth_failed', 'The server refused this name or password. Check both, then sign in again.'],
  '28000': [
    'auth_failed',
    'The server does not let this login in from this computer. Check the name, or ask whoever runs the server whether it may connect.',
  ],
  '3D000': ['invalid', 'There is no database of this name on the server. Check the database in the connection.'],
  '57014': ['timeout', 'The database took too long and the request was ended. Nothing was changed. Narrow it down, or try again.'],
  '57P01': ['offline', stoppingSentence],
  '57P02': ['offline', stoppingSentence],
  '57P03': ['offline', stoppingSentence],
  '57P05': ['offline', offlineSentence],
  '25P03': ['offline', offlineSentence],
  '25006': ['offline', 'The server is a stand-by that only reads. Nothing was changed. Check the host in the connection.'],
  '53300': ['busy', 'The database has no connection left. Nothing was changed. Backline tries again by itself.'],
  '40001': ['busy', busySentence],
  '40P01': ['busy', busySentence],
  '55P03': ['busy', 'Somebody else is changing the same item this very moment. Nothing was changed. Try again.'],
  '42501': ['not_allowed', 'The database does not allow this login to do that. Nothing was changed. An administrator can grant the role.'],
  '3F000': ['schema_missing', noConsoleSentence],
  '42883': ['schema_missing', noConsoleSentence],
  '42P01': ['schema_missing', noConsoleSentence],
  '42703': ['schema_missing', noConsoleSentence],
  '22021': ['invalid', unstorableSentence],
  '22P05': ['invalid', unstorableSentence],
  '54000': ['invalid', 'This is more than the database takes at once. Nothing was changed. Shorten it, then try again.'],
}
/** Where the whole class of SQLSTATEs means one thing. */
const bySqlClass: Record<string, Sentence> = {
  '08': ['offline', offlineSentence],
  '22': ['invalid', malformedSentence],
  '23': ['invalid', malformedSentence],
  '53': ['busy', busySentence],
}

const offlineCodes: Record<string, string> = {
  ECONNREFUSED: 'The database server refused the connection. Check that it is running, and the host and port of the connection.',
  ENOTFOUND: 'No server is known under this host name. Check the host in the connection, and the network.',
  EAI_AGAIN: 'The host name could not be looked up. Check the network, then the host in the connection.',
  ETIMEDOUT: 'The database server did not answer in time. Check the network, and the host and port of the connection.',
  EHOSTUNREACH: 'The database server cannot be reached from this network. Check the network or the VPN.',
  ENETUNREACH: 'This computer has no network to the database server. Check the network or the VPN.',
  ENOENT: 'No server listens on this socket. Check that it is running, and the host and port of the connection.',
  ECONNRESET: offlineSentence,
  EPIPE: offlineSentence,
  ECONNABORTED: offlineSentence,
}

const untrusted = 'The certificate of the server was not signed by a trusted authority. Give the connection the right CA certificate.'
const tlsCodes: Record<string, string> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_REJECTED: untrusted,
  CERT_UNTRUSTED: untrusted,
  CERT_REVOKED: 'The certificate of the server was revoked. Do not sign in; tell whoever runs the server.',
  CERT_HAS_EXPIRED: 'The certificate of the server has expired. Whoever runs the server has to renew it.',
  CERT_NOT_YET_VALID: 'The certificate of the server is not valid yet. Check the clock of this computer.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate belongs to another host name. Check the host in the connection.',
}
const noTls =
  'The server does not offer an encrypted connection, and Backline sends no password without one. Whoever runs the server has to turn TLS on.'

/** The driver has no codes for these; the texts are its own and do not depend on the server's language. */
const driverTexts: Record<string, Sentence> = {
  'The server does not support SSL connections': ['tls', noTls],
  'There was an error establishing an SSL connection': ['tls', noTls],
  'Connection terminated': ['offline', offlineSentence],
  'Connection terminated unexpectedly': ['offline', offlineSentence],
  'Connection terminated due to connection timeout': ['offline', offlineCodes.ETIMEDOUT as string],
  'timeout expired': ['offline', offlineCodes.ETIMEDOUT as string],
  'Client has encountered a connection error and is not queryable': ['offline', offlineSentence],
  'Client was closed and is not queryable': ['offline', offlineSentence],
  'Cannot use a pool after calling end on the pool': ['signed_out', 'You signed out meanwhile. Nothing was changed.'],
  'timeout exceeded when trying to connect': ['busy', busySentence],
  'Query read timeout': ['offline', 'The database server stopped answering. What you typed is kept on this computer.'],
}

/** Turns anything that was thrown into a Problem; what nobody foresaw is `internal` and keeps its cause for the log. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown
  if (!(thrown instanceof Error)) return internal(thrown)
  // Happy eyeballs: every address of the host failed; the first says why.
  if (thrown instanceof AggregateError && thrown.errors.length > 0) return toProblem(thrown.errors[0])
  const code = codeOf(thrown)
  if (code === null) return fromDriver(thrown)
  return fromSqlState(thrown, code) ?? fromSystem(thrown, code) ?? internal(thrown)
}

/** True where trying the same again later may work because the server was not reachable. */
export function isOffline(problem: Problem): boolean {
  return problem.code === 'offline'
}

function codeOf(error: Error): string | null {
  const code = (error as { code?: unknown }).code
  return typeof code === 'string' ? code : null
}

function fromDriver(error: Error): Problem {
  const known = driverTexts[error.message]
  if (known) return new Problem(known[0], known[1], { cause: error })
  if (error.message.startsWith('SASL:')) {
    return new Problem('auth_failed', 'The server could not prove that it knows this password. Check the host, then sign in again.', {
      cause: error,
    })
  }
  return internal(error)
}

function fromSqlState(error: Error, code: string): Problem | null {
  if (!/^[0-9A-Z]{5}$/.test(code) || !('severity' in error)) return null
  const refusal = refusals[code]
  if (refusal) return new Problem(refusal, error.message, { source: code, detail: parseDetail(error), cause: error })
  const known = bySqlState[code] ?? bySqlClass[code.slice(0, 2)]
  if (!known) return null
  const detail = code === '3D000' ? { field: 'database' } : {}
  return new Problem(known[0], known[1], { source: code, detail, cause: error })
}

function fromSystem(error: Error, code: string): Problem | null {
  if (code.startsWith('SQLITE_')) return fromSqlite(error, code)
  if (code === 'ENOSPC' || code === 'EDQUOT') return new Problem('storage', diskSentence, { source: code, cause: error })
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM' || code === 'EMFILE') {
    return new Problem('storage', localSentence, { source: code, cause: error })
  }
  const offline = offlineCodes[code]
  if (offline) return new Problem('offline', offline, { source: code, cause: error })
  const tls = tlsCodes[code]
  if (tls) return new Problem('tls', tls, { source: code, cause: error })
  if (code === 'EPROTO' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    const message = 'No encrypted connection could be agreed on with the server. Whoever runs the server has to check its TLS settings.'
    return new Problem('tls', message, { source: code, cause: error })
  }
  return null
}

function fromSqlite(error: Error, code: string): Problem {
  const message = code === 'SQLITE_FULL' || code.startsWith('SQLITE_IOERR') ? diskSentence : localSentence
  return new Problem('storage', message, { source: code, cause: error })
}

function internal(cause: unknown): Problem {
  const source = cause instanceof Error ? codeOf(cause) : null
  return new Problem(
    'internal',
    'Something went wrong inside Backline. What you typed is kept. Try again; the reference finds it in the log.',
    {
      source,
      cause,
    },
  )
}

/** Facts of a refusal are JSON by the console schema's rule; anything else is not for the screen. */
function parseDetail(error: Error): Record<string, unknown> {
  const text = (error as { detail?: unknown }).detail
  if (typeof text !== 'string') return {}
  try {
    const facts: unknown = JSON.parse(text)
    return typeof facts === 'object' && facts !== null && !Array.isArray(facts) ? (facts as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
