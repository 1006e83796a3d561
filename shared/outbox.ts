/** What was submitted and may wait for the connection. Decisions on money and identity are not among it: they need the database itself. */
import type { DraftKey } from './drafts.ts'
import type { AppError } from './errors.ts'
import type { CommandDone, WorkKind } from './work.ts'

/** Commands that may be carried out later. */
export const queuedMethods = [
  'tickets.reply',
  'tickets.note',
  'tickets.setStatus',
  'tickets.setPriority',
  'tickets.setCategory',
  'tickets.escalate',
  'tickets.resolve',
  'tickets.reopen',
  'tickets.snooze',
  'tickets.tag',
  'work.assign',
] as const
export type QueuedMethod = (typeof queuedMethods)[number]

export interface OutboxItem {
  /** The command id. */
  id: string
  kind: WorkKind
  itemId: string
  method: QueuedMethod
  /** What the method takes, with commandId, id and expectedVersion. */
  input: Record<string, unknown>
  /** How the item is called in lists: "T-48213 Payout held". */
  label: string
  /** The fields of the item that it changes: what they held when the person decided, and what they will hold. */
  base: Record<string, unknown>
  effect: Record<string, unknown>
  /** The draft that the text came from; null for a change without text. */
  draft: DraftKey | null
  /** conflict: somebody else changed the same. rejected: refused for another reason. Both wait for a person. */
  state: 'waiting' | 'sending' | 'conflict' | 'rejected'
  /** It may have taken effect already; until the database has answered it is neither changed nor cancelled. */
  inDoubt: boolean
  /** The command of the same item that goes first; null when it is this one's turn. */
  behind: string | null
  /** Why the last attempt failed. */
  problem: AppError | null
  createdAt: string
}

export interface OutboxTotals {
  waiting: number
  /** In conflict or rejected. */
  held: number
}

/** `sent` is what was just carried out, with its result. */
export interface OutboxNews {
  totals: OutboxTotals
  sent: { item: OutboxItem; result: Record<string, unknown> } | null
}

export type Submitted =
  | { state: 'done'; result: CommandDone & Record<string, unknown> }
  /** Kept here and sent when that is possible. */
  | { state: 'waiting'; item: OutboxItem }
  /** Somebody else changed the same; the person chooses. */
  | { state: 'conflict'; item: OutboxItem }

export interface Submission {
  method: QueuedMethod
  input: Record<string, unknown>
  label: string
  base: Record<string, unknown>
  effect: Record<string, unknown>
  draft: DraftKey | null
}

export interface OutboxMethods {
  /**
   * Stores the command durably, with its draft in one step, then sends it. What is refused while the person waits is an error, and the text
   * is the draft again; a change of properties that collided stays as a conflict.
   */
  'outbox.submit': { input: Submission & { owner: string }; output: Submitted }
  /** In the order of sending. */
  'outbox.list': { input: Record<string, never>; output: OutboxItem[] }
  /** Takes back what waits. Its text stays among the versions of its draft. */
  'outbox.cancel': { input: { id: string }; output: null }
  /** Makes the text the draft again. */
  'outbox.edit': { input: { id: string }; output: { draft: DraftKey } }
  /** Sends what was held back as a new command, based on the version that the person has seen; null keeps the version. */
  'outbox.retry': { input: { id: string; expectedVersion: number | null }; output: null }
  /** Gives up what was held back. Its text stays among the versions of its draft. */
  'outbox.discard': { input: { id: string }; output: null }
}
