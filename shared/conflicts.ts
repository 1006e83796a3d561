/** Conflicts of rights: the words and shapes that both sides use. Shares are in hundredths of a per cent, amounts decimal strings. */
import type { Overlap, Span } from './rights.ts'
import {
  type Command,
  type CommandDone,
  commonViews,
  type ItemEvent,
  type Page,
  type QueueCounts,
  type QueueInput,
  type StaffRef,
  type WorkDetail,
  type WorkFilter,
  type WorkRow,
} from './work.ts'

export const conflictStatuses = ['open', 'in_progress', 'escalated', 'resolved'] as const
export const conflictKinds = ['ownership', 'split_percentage', 'duplicate_registration', 'metadata'] as const
export const conflictViews = [...commonViews, ...conflictKinds, 'escalated'] as const
export const conflictSorts = ['held', 'due', 'priority', 'newest', 'oldest', 'updated'] as const
export const rightTypes = ['performance', 'mechanical', 'synchronization', 'print', 'digital'] as const
export const answers = ['maintain', 'update', 'revoke', 'pending'] as const
/** Those that end a part of a conflict; `disputed` does not (decision 14). */
export const resolutions = [
  'accepted_claim',
  'split_adjusted',
  'withdrawn',
  'period_corrected',
  'territory_corrected',
  'metadata_corrected',
  'duplicate_merged',
] as const

export type ConflictStatus = (typeof conflictStatuses)[number]
export type ConflictKind = (typeof conflictKinds)[number]
export type ConflictView = (typeof conflictViews)[number]
export type ConflictSort = (typeof conflictSorts)[number]
export type RightType = (typeof rightTypes)[number]
export type Answer = (typeof answers)[number]
export type Resolution = (typeof resolutions)[number]

export interface ConflictFilter extends WorkFilter {
  status?: ConflictStatus[]
  category?: ConflictKind[]
}

export interface ConflictRow extends WorkRow {
  title: string
  status: ConflictStatus
  category: ConflictKind
  entityType: 'track' | 'release' | null
  entityId: string | null
  rightType: RightType | null
  /** ISRC or UPC, else the code of the work. */
  code: string | null
  parties: string[]
  society: string | null
  /** Held on confirmed reports, and on those that are not confirmed yet. */
  held: string
  estimated: string
  currency: string
}

/** What an agreement shows: presence, never merit. */
export interface Evidence {
  term: boolean
  territory: boolean
  works: boolean
  signed: boolean
  dated: boolean
  isComplete: boolean
}

export interface ConflictClaim {
  id: string
  /** The claim that this one was cut from, or itself. */
  root: string
  party: string
  partyType: string
  /** The party's account on the platform. */
  account: string | null
  /** Its IPI name number. */
  ipi: string | null
  share: number
  isExclusive: boolean
  territories: string[]
  /** Entries of the territory that nothing is called by. */
  unknown: string[]
  from: string
  until: string | null
  status: string
  /** Whether it still counts: refused and withdrawn claims do not. */
  counts: boolean
  grantors: string[]
  agreement: { id: string | null; reference: string; documentUrl: string | null; title: string | null } | null
  evidence: Evidence
  notes: string | null
  /** Another one after each change: when that was, in µs. */
  version: number
  spans: Span[]
}

/** A disputed part: one claim set in one slice of time. */
export interface ConflictPart extends Overlap {
  no: number
  state: 'open' | 'settled'
  resolution: Resolution | null
  settledAt: string | null
  settledBy: StaffRef | null
  held: string
  estimated: string
  /** What a month of these countries brings, on average of the last three. */
  monthly: string
}

export interface MoneyHeld {
  currency: string
  confirmed: string
  estimated: string
}

export interface ConflictDetail extends WorkDetail<ConflictRow> {
  resolution: { type: Resolution | 'disputed'; notes: string | null; at: string | null; by: StaffRef | null } | null
  escalation: { level: number; at: string } | null
  note: string | null
  workCode: string | null
  claims: ConflictClaim[]
  parts: ConflictPart[]
  answers: { claim: string; answer: Answer; at: string; note: string | null; by: StaffRef | null }[]
  /** When the parties were told. */
  notified: string | null
  money: {
    held: MoneyHeld[]
    released: { currency: string; amount: string }[]
    /** The latest month that flows in spite of the conflict. */
    undisturbed: { currency: string; amount: string; month: string }[]
  }
  deadline: {
    society: string
    version: number
    days: number
    secondDays: number | null
    isExtended: boolean
    startedAt: string
    onSilence: 'proposal' | 'loss'
  } | null
  /** Conflicts of the same parties over the same thing that ended. */
  earlier: {
    id: string
    number: number
    endedAt: string
    type: Resolution | 'disputed' | null
    notes: string | null
    shares: { party: string; share: number }[] | null
  }[]
  history: ItemEvent[]
  moves: ConflictStatus[]
}

/** How far a resolution reaches; what is left out is not narrowed. */
export interface Scope {
  countries?: string[]
  from?: string
  until?: string
}

/** What was chosen, by resolution: whose claim stands, whose is withdrawn, which shares, which claim is corrected. */
export interface Choice {
  keep?: string
  withdraw?: string[]
  shares?: Record<string, number>
  claim?: Pick<ClaimInput, 'from' | 'until' | 'territories'> & { id: string }
  scope?: Scope
}

/** A claim as it is typed: all of a new one, or the `id` and what changes. `share` is '40.07'. */
export interface ClaimInput {
  id?: string
  entityType?: 'track' | 'release'
  entityId?: string
  rightType?: RightType
  holderName?: string
  /** IPI name number; null or empty for none. */
  ipi?: string | null
  share?: string
  territories?: string[]
  from?: string
  until?: string | null
  isExclusive?: boolean
  agreementReference?: string | null
  notes?: string | null
}

/** Money given out: per party, and with claim null what goes on with the calculations. */
export interface Released {
  claim: string | null
  party: string | null
  hasAccount: boolean
  amount: string
  currency: string
}

export interface Preview {
  isOver: boolean
  parts: number[]
  released: Released[]
  /** What would stay open. */
  open: (Overlap & { no: number })[]
}

export interface SplitRecipient {
  type: string
  /** An account, artist or organization; null for somebody outside, who has an e-mail address. */
  id: string | null
  name: string
  email: string | null
  role: string | null
  /** '33.3333' */
  share: string
}

/** Who receives which part of the royalties; a change is a new version, active at exactly 100 and pending below it. */
export interface Split {
  id: string
  version: number
  status: 'active' | 'pending'
  name: string | null
  recipients: SplitRecipient[]
}

export interface SplitInput {
  entityType: 'track' | 'release'
  entityId: string
  rightType: RightType
  recipients: SplitRecipient[]
  notes: string | null
}

/** A search over all claims: how far it is, and what it found that the conflicts do not say yet. */
export interface RightsCheck {
  id: number
  at: string
  by: StaffRef | null
  claims: number
  /** Of the claims, those that are searched. */
  seen: number
  isDone: boolean
  /** Keys whose claims conflict. */
  conflicts: number
  milliseconds: number
  /** Conflicts that it opens, that say something else then, and in which nothing overlaps any more. */
  opens: number
  changes: number
  clears: number
  /** Of these, those that are not applied. */
  left: number
  /** The first 50, those that come to most first. */
  findings: RightsFinding[]
}

export interface RightsFinding {
  no: number
  what: 'opens' | 'changes' | 'clears'
  title: string | null
  entityType: 'track' | 'release'
  rightType: RightType
  /** Of the part that comes to most, in hundredths of a per cent; null where nothing overlaps. */
  total: number | null
  parts: number
  conflict: { id: string; number: number } | null
}

/** What the open conflicts of a kind hold in a currency. */
export interface ConflictSum {
  category: ConflictKind
  currency: string
  n: number
  /** A decimal. */
  amount: string
}

export interface RightsMethods {
  'rights.queue': { input: QueueInput<ConflictView, ConflictSort, ConflictFilter>; output: Page<ConflictRow> }
  'rights.counts': { input: { view: ConflictView; filter: ConflictFilter }; output: QueueCounts }
  'rights.sums': { input: Record<string, never>; output: ConflictSum[] }
  'rights.get': { input: { id: string }; output: ConflictDetail }
  'rights.answer': { input: Command & { claimId: string; answer: Answer; at: string; note: string | null }; output: CommandDone }
  'rights.escalate': { input: Command & { to: string | null; isDisputed: boolean; reason: string }; output: CommandDone }
  /** Puts it aside until a time; null takes it up again. */
  'rights.hold': { input: Command & { until: string | null; reason: string | null }; output: CommandDone }
  'rights.extend': { input: Command & { reason: string }; output: CommandDone }
  /** What `rights.resolve` would do; nothing is written. `parts` null means all that are open. */
  'rights.preview': { input: { id: string; resolution: Resolution; parts: number[] | null; choice: Choice }; output: Preview }
  'rights.resolve': {
    input: Command & { resolution: Resolution; parts: number[] | null; choice: Choice; reason: string }
    output: CommandDone & { isOver: boolean; released: Released[]; undoUntil: string }
  }
  /** Takes back one's own resolution, named by its command, before its money is given out. */
  'rights.undo': { input: Command & { ofCommand: string }; output: CommandDone }
  /** The overlaps before and after a claim is saved as typed; nothing is written. */
  'rights.previewClaim': { input: { claim: ClaimInput }; output: { before: Overlap[]; after: Overlap[]; claim: string } }
  /** `seen` is the claim's version as it was read, 0 for a new one. */
  'rights.saveClaim': {
    input: { commandId: string; claim: ClaimInput; seen: number }
    output: { id: string; overlaps: Overlap[]; conflict: { id: string; number: number } | null }
  }
  'rights.split': { input: { entityType: 'track' | 'release'; entityId: string; rightType: RightType }; output: Split | null }
  /** What saving would do; nothing is written. */
  'rights.previewSplit': {
    input: { split: SplitInput }
    output: { before: Split | null; after: Split; status: Split['status']; version: number }
  }
  /** `seen` is the version that it was made from, 0 for the first. */
  'rights.saveSplit': {
    input: { commandId: string; split: SplitInput; seen: number }
    output: { id: string; version: number; status: Split['status'] }
  }
  /** Groups that a territory can name, as they are today. */
  'rights.territories': { input: Record<string, never>; output: { id: string; name: string; countries: string[] }[] }
  'rights.lastCheck': { input: Record<string, never>; output: RightsCheck | null }
  /** Begins a search over all claims, or goes on with one's own by a step, until it is done; writes nothing but what it found. */
  'rights.search': { input: { id: number | null }; output: RightsCheck }
  /** Opens and changes the next conflicts of a search that is done; 0 left is the end. */
  'rights.apply': { input: { id: number }; output: RightsCheck }
}
