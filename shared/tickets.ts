/** Support tickets: the words and shapes that both sides use. */
import type { Command, CommandDone, Count, Lease, Page, Presence, StaffRef } from './work.ts'

export const ticketStatuses = ['open', 'in_progress', 'waiting_response', 'escalated', 'resolved', 'closed'] as const
export const ticketPriorities = ['low', 'medium', 'high', 'urgent', 'critical'] as const
export const ticketCategories = ['technical', 'billing', 'content', 'distribution', 'payout', 'kyc', 'rights', 'account', 'other'] as const
export const planTiers = ['free', 'starter', 'professional', 'business', 'enterprise', 'custom'] as const
export const ticketViews = ['mine', 'unassigned', 'escalated', 'waiting', 'snoozed', 'closed_today', 'open', 'all'] as const
export const ticketSorts = ['due', 'newest', 'oldest', 'updated', 'priority'] as const
/** Buckets of the due sort, in the order of the list. */
export const dueGroups = ['overdue', 'hour', 'today', 'later', 'waiting', 'done'] as const

export type TicketStatus = (typeof ticketStatuses)[number]
export type TicketPriority = (typeof ticketPriorities)[number]
export type TicketCategory = (typeof ticketCategories)[number]
export type PlanTier = (typeof planTiers)[number]
export type TicketView = (typeof ticketViews)[number]
export type TicketSort = (typeof ticketSorts)[number]
export type DueGroup = (typeof dueGroups)[number]
export type ClockName = 'first_response' | 'next_response' | 'resolution'

export interface TicketFilter {
  status?: TicketStatus[]
  priority?: TicketPriority[]
  category?: TicketCategory[]
  plan?: PlanTier[]
  /** Staff ids; 'none' means without an owner, 'me' the reader. */
  assignee?: string[]
  tag?: string[]
  /** Words of the subject, a message, the customer's name or e-mail, or a number such as T-48213. */
  text?: string
}

export interface TicketQueueInput {
  view: TicketView
  filter: TicketFilter
  sort: TicketSort
  cursor?: string
  direction?: 'after' | 'before'
  /** 1 to 200, 60 unless told. */
  limit?: number
  /**
   * At most 200: answers only those of these tickets that are in the view and match the filter, without cursors or counts.
   * It patches rows that the screen already shows; an id that is not answered has left the view.
   */
  ids?: string[]
}

export interface TicketRow {
  id: string
  /** Shown as T-number. */
  number: number
  subject: string
  status: TicketStatus
  priority: TicketPriority
  category: TicketCategory
  plan: PlanTier
  assignee: StaffRef | null
  customer: { id: string; name: string }
  /** The nearest running clock; null while every clock is paused or met. */
  dueAt: string | null
  dueClock: ClockName | null
  /** Since when the clocks are paused (waiting on the customer). */
  pausedSince: string | null
  snoozedUntil: string | null
  /** The customer spoke last. */
  unread: boolean
  hasAttachment: boolean
  tags: string[]
  version: number
  createdAt: string
  updatedAt: string
  leaseHolder: StaffRef | null
}

export type TicketQueuePage = Page<TicketRow>

/** How many match, and how many in each bucket of the due sort. Asked beside the page, never in front of it. */
export interface TicketCounts {
  total: Count
  groups: { key: DueGroup; count: Count }[]
}

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
  name: string
  bytes: number
  mediaType: string
  scan: 'clean' | 'pending' | 'infected'
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
  | {
      type: 'event'
      id: string
      at: string
      actor: StaffRef | null
      /** The audit action: ticket_claim, ticket_set_priority, opened ... */
      action: string
      before: Record<string, unknown> | null
      after: Record<string, unknown> | null
      reason: string | null
    }

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

export interface TicketDetail {
  ticket: TicketRow & { description: string; resolution: string | null; escalatedTo: StaffRef | null; reopenCount: number }
  thread: ThreadEntry[]
  /** Pass to tickets.thread for what came before; null when the thread is whole. */
  threadBefore: string | null
  customer: Customer
  clocks: Clock[]
  lease: Lease | null
  presence: Presence[]
  /** Statuses that the transition table allows from here. */
  moves: TicketStatus[]
  readAt: string
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
  'tickets.counts': { input: { view: TicketView; filter: TicketFilter }; output: TicketCounts }
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
    input: Command & { body: string; thenStatus: TicketStatus | null; templateId: string | null }
    output: CommandDone & { messageId: string }
  }
  'tickets.note': { input: Command & { body: string }; output: CommandDone & { messageId: string } }
  'tickets.assign': { input: Command & { assignee: string | null }; output: CommandDone }
  'tickets.setStatus': { input: Command & { status: TicketStatus; reason: string | null }; output: CommandDone }
  'tickets.setPriority': { input: Command & { priority: TicketPriority }; output: CommandDone }
  'tickets.setCategory': { input: Command & { category: TicketCategory }; output: CommandDone }
  'tickets.escalate': { input: Command & { to: string | null; reason: string }; output: CommandDone }
  'tickets.resolve': { input: Command & { resolution: string | null }; output: CommandDone }
  'tickets.reopen': { input: Command & { reason: string | null }; output: CommandDone }
  'tickets.snooze': { input: Command & { until: string | null }; output: CommandDone }
  'tickets.tag': { input: Command & { add: string[]; remove: string[] }; output: CommandDone }
}
