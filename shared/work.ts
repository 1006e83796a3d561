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

/** One committed change of one item. `fields` names what changed, so that one-sided changes can be told apart. */
export interface Change {
  kind: WorkKind
  itemId: string
  version: number
  fields: string[]
  actor: StaffRef | null
  at: string
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
}

/** Every command carries an id (UUIDv7, made once per intent) and the version of the item that the person saw. */
export interface Command {
  commandId: string
  id: string
  expectedVersion: number
}

export interface CommandDone {
  version: number
}

export interface WorkMethods {
  'work.counts': { input: Record<string, never>; output: WorkCounts[] }
  'work.colleagues': { input: Record<string, never>; output: Colleague[] }
  'work.claim': { input: Command & { kind: WorkKind }; output: CommandDone & { lease: Lease } }
  'work.renew': { input: { kind: WorkKind; id: string }; output: { lease: Lease } }
  'work.release': { input: Command & { kind: WorkKind }; output: CommandDone }
  'work.handOver': { input: Command & { kind: WorkKind; to: string; note: string }; output: CommandDone }
  /** Claims the most urgent free item; null when nothing is free. */
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
