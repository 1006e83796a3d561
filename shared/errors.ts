/** What can go wrong, as the screen sees it. Codes come from SQLSTATE or from the trusted side, never from English text. */
export const errorCodes = [
  'stale', // someone changed the same thing since it was read (BL001)
  'not_allowed', // the person lacks the right (BL002)
  'illegal_transition', // the state does not allow it (BL003)
  'already_claimed', // somebody else holds it (BL004)
  'needs_step_up', // a fresh sign-in is asked for (BL005)
  'invalid', // the input cannot be accepted (BL006)
  'not_found', // the item is gone or out of reach (BL007)
  'command_reused', // the same command id came with other content (BL008)
  'signed_out',
  'auth_failed',
  'offline', // the database cannot be reached; nothing was done, or it is not known
  'timeout',
  'cancelled',
  'busy', // out of connections, deadlock, serialization
  'server_too_old',
  'schema_missing',
  'schema_newer',
  'tls',
  'storage', // the local file or disk
  'internal',
] as const
export type ErrorCode = (typeof errorCodes)[number]

export interface AppError {
  code: ErrorCode
  /** A whole sentence: what happened, what was kept, what to do next. */
  message: string
  /** Facts for the screen: who holds it, which fields differ, which placeholders are open. */
  detail: Record<string, unknown>
  /** SQLSTATE or system code, shown in mono at the end of an error. */
  source: string | null
  /** When, ISO 8601 UTC, and a reference that is in the log too. */
  at: string
  ref: string
}

/**
 * Whether a refusal settles earlier attempts of the same command too: the command's own function looks for the command first, but for the
 * right to it. Anything else says at most that this attempt did nothing.
 */
export function settlesEarlier({ code, source }: Pick<AppError, 'code' | 'source'>): boolean {
  return source?.startsWith('BL') === true && code !== 'not_allowed'
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError }
