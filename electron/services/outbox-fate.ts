/** What a failure means for a command: whether it is tried again, and whether it may have taken effect. Pure rules. */
import { type ErrorCode, settlesEarlier } from '../../shared/errors.ts'
import type { Problem } from './errors.ts'

/** again: it passes by itself. conflict and rejected wait for a person. */
export type Fate = 'again' | 'conflict' | 'rejected'

const collisions = new Set<ErrorCode>(['stale', 'illegal_transition', 'already_claimed'])
const refusals = new Set<ErrorCode>(['not_allowed', 'invalid', 'not_found', 'command_reused', 'needs_step_up'])
/** SQLSTATEs after which the end of a statement is not known: the connection or the server went, or the commit was cut off. */
const unknownEnd = /^(08|57P|40003)/

export function fateOf(problem: Problem): Fate {
  if (collisions.has(problem.code)) return 'conflict'
  if (refusals.has(problem.code)) return 'rejected'
  // Nobody foresaw it, but it was the server that said no: trying the same for ever would not help.
  return problem.code === 'internal' && isSqlState(problem.source) && !unknownEnd.test(problem.source) ? 'rejected' : 'again'
}

/** Whether the command may have taken effect after all. */
export function doubtAfter(problem: Problem, before: boolean): boolean {
  if (settlesEarlier(problem)) return false
  if (problem.detail.unsent === true) return before
  if (problem.source === null && refusals.has(problem.code)) return before
  return isSqlState(problem.source) && !unknownEnd.test(problem.source) ? before : true
}

/** Stale only because of what the same person did on this computer: what they chose at another one is not passed over. */
export function isOwnDoing(problem: Problem, staffId: string): boolean {
  const { version, changes } = problem.detail as { version?: unknown; changes?: { actor: { id: string } | null; isHere?: boolean }[] }
  if (problem.code !== 'stale' || typeof version !== 'number' || !changes?.length) return false
  return changes.every(({ actor, isHere }) => actor?.id === staffId && isHere)
}

function isSqlState(source: string | null): source is string {
  return source !== null && /^[0-9A-Z]{5}$/.test(source)
}
