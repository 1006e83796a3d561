/**
 * The one map from method to signature that both sides use. A method without a handler, or a handler without a method,
 * does not compile.
 */
import type { AttachmentMethods } from './attachments.ts'
import type { AuditMethods } from './audit.ts'
import type { CacheMethods } from './cache.ts'
import type { RightsMethods } from './conflicts.ts'
import type { DocumentMethods } from './documents.ts'
import type { DraftMethods } from './drafts.ts'
import type { Result } from './errors.ts'
import type { ExportMethods } from './exports.ts'
import type { KycMethods } from './kyc.ts'
import type { CaseMethods } from './moderation.ts'
import type { OutboxMethods, OutboxNews } from './outbox.ts'
import type { OverviewMethods } from './overview.ts'
import type { PayoutMethods } from './payouts.ts'
import type { PersonMethods } from './people.ts'
import type { RecordMethods } from './records.ts'
import type { ConnectionState, DraftTotals, SessionMethods } from './session.ts'
import type { TicketMethods } from './tickets.ts'
import type { Change, Presence, WorkMethods } from './work.ts'

export interface Methods
  extends SessionMethods,
    DocumentMethods,
    DraftMethods,
    AttachmentMethods,
    OutboxMethods,
    CacheMethods,
    AuditMethods,
    WorkMethods,
    TicketMethods,
    CaseMethods,
    KycMethods,
    PayoutMethods,
    RecordMethods,
    ExportMethods,
    PersonMethods,
    OverviewMethods,
    RightsMethods {}
export type Method = keyof Methods
export type Input<M extends Method> = Methods[M]['input']
export type Output<M extends Method> = Methods[M]['output']

/** What the trusted side tells the screen unasked. */
export interface Topics {
  connection: ConnectionState
  changes: Change[]
  /** Everyone else who looks or types anywhere right now: the whole list, each time it changes. */
  presence: Presence[]
  /** More changed than was told one by one: everything on the screen is read anew. */
  gap: null
  drafts: DraftTotals
  /** Something entered or left the outbox, or is held back. */
  outbox: OutboxNews
  /** The session ended on the other side: password changed, login dropped, rights changed. */
  signedOut: { message: string }
  /** A menu entry asks the screen to do something; 'flush' asks it to store at once what is typed, before the window closes. */
  command: { name: 'palette' | 'keys' | 'signOut' | 'flush' }
}
export type Topic = keyof Topics

/** What preload (or the loopback client) puts on `window.backline`. */
export interface Bridge {
  invoke<M extends Method>(method: M, input: Input<M>, requestId?: string): Promise<Result<Output<M>>>
  on<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): () => void
}
