/** What the five workspaces share: kinds of items, leases, changes, presence, counts. */
export const workKinds = ['ticket', 'case', 'kyc', 'payout', 'conflict'] as const
export type WorkKind = (typeof workKinds)[number]

export function isWorkKind(value: unknown): value is WorkKind {
  return workKinds.includes(value as WorkKind)
}

export interface StaffRef {
  id: string
  name: string
  initials: string
}

export interface Lease {
  holder: StaffRef
  since: string
  until: string
  handedBy: StaffRef | null
  note: string | null
}

/** What a kind's workspace is called in its methods and capabilities: 'tickets.queue', 'tickets.read'. */
export const workspaceNames: Record<WorkKind, string> = {
  ticket: 'tickets',
  case: 'moderation',
  kyc: 'kyc',
  payout: 'payouts',
  conflict: 'rights',
}

/** An item came to this version; whoever shows it reads it again, with their own rights. */
export interface Change {
  kind: WorkKind
  itemId: string
  version: number
}

export interface Presence {
  staff: StaffRef
  kind: WorkKind
  itemId: string
  mode: 'viewing' | 'typing'
  until: string
}

/** A count that stops counting at `capped`: "1,000+". */
export interface Count {
  n: number
  capped: boolean
}

/** Per workspace: how many are open, how many are late, and the figure beside each view of the rail. */
export interface WorkCounts {
  kind: WorkKind
  open: Count
  late: Count
  views: Record<string, Count>
}

export interface Page<Row> {
  rows: Row[]
  /** Opaque cursors; null where the list ends. */
  next: string | null
  previous: string | null
  /** Set when the database could not be asked: the rows are what this computer kept, the newest of then. */
  keptAt?: string | null
}

export const priorities = ['low', 'medium', 'high', 'urgent', 'critical'] as const
export type Priority = (typeof priorities)[number]
export const planTiers = ['free', 'starter', 'professional', 'business', 'enterprise', 'custom'] as const
export type PlanTier = (typeof planTiers)[number]

/** The views that every queue has, beside those of its own; the figures of the overview open them. */
export const commonViews = ['mine', 'unassigned', 'in_hands', 'late', 'due_hour', 'snoozed', 'open', 'done', 'closed_today', 'all'] as const

/** What any queue can be narrowed by. An empty list narrows nothing. */
export interface WorkFilter {
  status?: string[]
  priority?: Priority[]
  category?: string[]
  plan?: PlanTier[]
  currency?: string[]
  /** Staff ids; 'none' means without an owner, 'me' the reader. */
  assignee?: string[]
  tag?: string[]
  text?: string
}

/** `Filter` is WorkFilter with the values of its own kind. */
export interface QueueInput<View extends string, Sort extends string, Filter extends WorkFilter = WorkFilter> {
  view: View
  filter: Filter
  sort: Sort
  cursor?: string
  direction?: 'after' | 'before'
  /** 1 to 200, 60 unless told. */
  limit?: number
  /**
   * At most 200: answers only those of these items that are in the view and match the filter, without cursors or counts.
   * It patches rows that the screen already shows; an id that is not answered has left the view.
   */
  ids?: string[]
}

/** What the row of every queue tells; each kind adds its own. */
export interface WorkRow {
  id: string
  /** Shown with the letter of its kind: T-48213. */
  number: number
  status: string
  priority: Priority
  category: string
  plan: PlanTier
  assignee: StaffRef | null
  customer: { id: string; name: string } | null
  /** null while nothing runs. */
  dueAt: string | null
  dueClock: string | null
  pausedSince: string | null
  snoozedUntil: string | null
  unread: boolean
  hasAttachment: boolean
  tags: string[]
  version: number
  createdAt: string
  updatedAt: string
  leaseHolder: StaffRef | null
}

/** Buckets of the due sort, in the order of the list. */
export const dueGroups = ['overdue', 'hour', 'today', 'later', 'waiting', 'done'] as const
export type DueGroup = (typeof dueGroups)[number]

/** How many match, and how many in each bucket of the due sort. Asked beside the page, never in front of it. */
export interface QueueCounts {
  total: Count
  groups: { key: DueGroup; count: Count }[]
}

/** What `<workspace>.get` answers at least: the item with everything its row has, and who else is at it. */
export interface WorkDetail<Item> {
  item: Item
  lease: Lease | null
  presence: Presence[]
  readAt: string
}

/** An entry of an item's audit: who did what, and the values before and after that changed. */
export interface ItemEvent {
  id: string
  at: string
  /** null: the platform or the customer. */
  actor: StaffRef | null
  /** The audit action: claim, ticket_set_priority, payout_approve ... */
  action: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
}

/** What is done to one item. The id of the command (UUIDv7) is made once per intent. */
export interface ItemCommand {
  commandId: string
  id: string
}

/** A command that changes the item carries the version of it that the person saw; of leases only the holder matters. */
export interface Command extends ItemCommand {
  expectedVersion: number
}

export interface CommandDone {
  version: number
}

export interface WorkMethods {
  'work.counts': { input: Record<string, never>; output: WorkCounts[] }
  'work.colleagues': { input: Record<string, never>; output: Colleague[] }
  'work.claim': { input: ItemCommand & { kind: WorkKind }; output: CommandDone & { lease: Lease } }
  'work.renew': { input: { kind: WorkKind; id: string }; output: { lease: Lease } }
  'work.release': { input: ItemCommand & { kind: WorkKind }; output: CommandDone }
  'work.handOver': { input: ItemCommand & { kind: WorkKind; to: string; note: string }; output: CommandDone }
  /** `reason` is needed to take it from a colleague whose lease runs. */
  'work.assign': { input: Command & { kind: WorkKind; assignee: string | null; reason?: string }; output: CommandDone }
  /** Gives the item back; it is not offered to this person again. */
  'work.skip': { input: ItemCommand & { kind: WorkKind }; output: CommandDone }
  /** Claims the most urgent free item that this person did not skip or judge before; null when nothing is free. */
  'work.next': { input: { commandId: string; kind: WorkKind }; output: { id: string; version: number } | null }
  'work.presence': { input: { kind: WorkKind; itemId: string; mode: 'viewing' | 'typing' } | { kind: null }; output: null }
  'work.savedViews': { input: { kind: WorkKind }; output: SavedView[] }
  'work.saveView': { input: { id: string | null; kind: WorkKind; name: string; definition: Record<string, unknown> }; output: SavedView }
  'work.removeView': { input: { id: string }; output: null }
}

export interface Colleague extends StaffRef {
  roles: string[]
  isActive: boolean
}

export interface SavedView {
  id: string
  kind: WorkKind
  name: string
  definition: Record<string, unknown>
}
