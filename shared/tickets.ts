/** Support tickets: the words and shapes that both sides use. */
import type { AttachmentRef } from './attachments.ts'
import {
  type Command,
  type CommandDone,
  type Count,
  commonViews,
  type ItemEvent,
  type Page,
  type PlanTier,
  type Priority,
  type QueueCounts,
  type QueueInput,
  type StaffRef,
  type WorkDetail,
  type WorkFilter,
  type WorkRow,
} from './work.ts'

export const ticketStatuses = ['open', 'in_progress', 'waiting_response', 'escalated', 'resolved', 'closed'] as const
export const ticketCategories = ['technical', 'billing', 'content', 'distribution', 'payout', 'kyc', 'rights', 'account', 'other'] as const
export const ticketViews = [...commonViews, 'escalated', 'waiting'] as const
export const ticketSorts = ['due', 'newest', 'oldest', 'updated', 'priority'] as const

export type TicketStatus = (typeof ticketStatuses)[number]
export type TicketCategory = (typeof ticketCategories)[number]
export type TicketView = (typeof ticketViews)[number]
export type TicketSort = (typeof ticketSorts)[number]
export type ClockName = 'first_response' | 'next_response' | 'resolution'

export interface TicketFilter extends WorkFilter {
  status?: TicketStatus[]
  category?: TicketCategory[]
}

export type TicketQueueInput = QueueInput<TicketView, TicketSort, TicketFilter>

export interface TicketRow extends WorkRow {
  subject: string
  status: TicketStatus
  category: TicketCategory
  customer: { id: string; name: string }
  /** The nearest running clock. */
  dueClock: ClockName | null
}

export type TicketQueuePage = Page<TicketRow>

export interface Clock {
  name: ClockName
  state: 'running' | 'paused' | 'met' | 'missed' | 'off'
  /** Business seconds used and allowed. */
  usedSeconds: number
  targetSeconds: number
  /** Business seconds spent paused so far. */
  pausedSeconds: number
  startedAt: string | null
  dueAt: string | null
  metAt: string | null
  /** Whole sentence fragment: "paused since 14:02, waiting on the customer". */
  why: 'waiting_on_customer' | 'snoozed' | 'agent_spoke_last' | 'closed' | null
}

export interface Attachment {
  /** Opens it (documents.read, tickets.saveAttachment); null while it may not be opened, or where no file of it is kept. */
  id: string | null
  name: string
  bytes: number
  mediaType: string
  /** Left out for what colleagues sent. */
  scan?: 'clean' | 'pending' | 'infected'
}

export type ThreadEntry =
  | {
      type: 'message'
      id: string
      at: string
      from: 'user' | 'staff' | 'system'
      staff: StaffRef | null
      name: string
      channel: string | null
      internal: boolean
      body: string
      attachments: Attachment[]
    }
  | ({ type: 'event' } & ItemEvent)

export interface Customer {
  id: string
  name: string
  latinName: string | null
  username: string | null
  email: string
  status: string
  since: string
  timezone: string
  city: string | null
  country: string | null
  languages: string[]
  plan: { tier: PlanTier; renewsAt: string | null; status: string } | null
  organization: string | null
  /** null where the reader may not see it. */
  kyc: { level: string; status: string; expiresAt: string | null; riskScore: string | null } | null
  wallets: { currency: string; available: string; pending: string; onHold: string; balance: string }[] | null
  payouts: {
    total: Count
    recent: { id: string; reference: string; status: string; amount: string; currency: string; at: string }[]
  } | null
  tickets: { total: Count; recent: { id: string; number: number; subject: string; status: TicketStatus; at: string }[] }
}

export type TicketItem = TicketRow & { description: string; resolution: string | null; escalatedTo: StaffRef | null; reopenCount: number }

export interface TicketDetail extends WorkDetail<TicketItem> {
  thread: ThreadEntry[]
  /** Pass to tickets.thread for what came before; null when the thread is whole. */
  threadBefore: string | null
  customer: Customer
  clocks: Clock[]
  /** Statuses that the transition table allows from here. */
  moves: TicketStatus[]
}

export interface Template {
  id: string
  name: string
  category: TicketCategory | null
  subject: string | null
  body: string
  usageCount: number
}

export interface FilledTemplate {
  templateId: string
  body: string
  /** Names of placeholders that the database could not fill; they stand in the body as {{name}} and block sending. */
  unresolved: string[]
}

export interface Article {
  id: string
  title: string
  slug: string
}

export interface TicketMethods {
  'tickets.queue': { input: TicketQueueInput; output: TicketQueuePage }
  'tickets.counts': { input: { view: TicketView; filter: TicketFilter }; output: QueueCounts }
  'tickets.get': { input: { id: string }; output: TicketDetail }
  'tickets.thread': { input: { id: string; before: string }; output: { thread: ThreadEntry[]; threadBefore: string | null } }
  'tickets.find': {
    input: { text: string }
    output: { id: string; number: number; subject: string; status: TicketStatus; customer: string }[]
  }
  'tickets.templates': { input: { text: string; category: TicketCategory | null }; output: Template[] }
  'tickets.fillTemplate': { input: { id: string; templateId: string }; output: FilledTemplate }
  'tickets.articles': { input: { text: string }; output: Article[] }
  'tickets.reply': {
    input: Command & { body: string; thenStatus: TicketStatus | null; templateId: string | null; attachments?: AttachmentRef[] | undefined }
    /** Until `leavesAt` tickets.undoReply takes it back, and nothing of it has reached the customer. */
    output: CommandDone & { messageId: string; leavesAt: string }
  }
  'tickets.undoReply': { input: Command & { ofCommand: string }; output: CommandDone }
  'tickets.note': {
    input: Command & { body: string; attachments?: AttachmentRef[] | undefined }
    output: CommandDone & { messageId: string }
  }
  /** Writes an attachment of the thread to a file of this computer, under its own name; records the look as documents.read does. */
  'tickets.saveAttachment': { input: { id: string; attachmentId: string; name: string }; output: { path: string } }
  'tickets.setStatus': { input: Command & { status: TicketStatus; reason: string | null }; output: CommandDone }
  'tickets.setPriority': { input: Command & { priority: Priority }; output: CommandDone }
  'tickets.setCategory': { input: Command & { category: TicketCategory }; output: CommandDone }
  'tickets.escalate': { input: Command & { to: string | null; reason: string }; output: CommandDone }
  'tickets.resolve': { input: Command & { resolution: string | null }; output: CommandDone }
  'tickets.reopen': { input: Command & { reason: string | null }; output: CommandDone }
  'tickets.snooze': { input: Command & { until: string | null }; output: CommandDone }
  'tickets.tag': { input: Command & { add: string[]; remove: string[] }; output: CommandDone }
}
