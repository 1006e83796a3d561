/** Identity checks: the words and shapes that both sides use. */
import {
  type Command,
  type CommandDone,
  commonViews,
  type ItemEvent,
  type Page,
  type PlanTier,
  type QueueCounts,
  type QueueInput,
  type StaffRef,
  type WorkDetail,
  type WorkFilter,
  type WorkRow,
} from './work.ts'

export const kycStatuses = ['pending', 'in_review', 'needs_info', 'approved', 'rejected', 'expired'] as const
export const kycLevels = ['basic', 'enhanced', 'advanced'] as const
export const kycViews = [...commonViews, 'needs_info', 'in_review', 'hits'] as const
export const kycSorts = ['due', 'risk', 'newest', 'oldest', 'updated', 'priority'] as const
export const documentTypes = [
  'passport',
  'national_id',
  'drivers_license',
  'selfie',
  'utility_bill',
  'bank_statement',
  'video_verification',
] as const
export const dispositions = ['true_match', 'false_positive', 'unclear'] as const
export const kycDecisions = ['approve', 'needs_info', 'reject'] as const
export const verdicts = ['approved', 'needs_info', 'rejected'] as const

export type KycStatus = (typeof kycStatuses)[number]
export type KycLevel = (typeof kycLevels)[number]
export type KycView = (typeof kycViews)[number]
export type KycSort = (typeof kycSorts)[number]
export type DocumentType = (typeof documentTypes)[number]
export type DocumentSlot = 'identity' | 'selfie' | 'address' | 'video'
export type Disposition = (typeof dispositions)[number]
export type KycDecision = (typeof kycDecisions)[number]
export type Verdict = (typeof verdicts)[number]

export interface KycFilter extends WorkFilter {
  status?: KycStatus[]
  category?: KycLevel[]
}

/** Tags are flags: two_reviewers, second_review, sanctions, pep, listed, hit_open, resubmitted. */
export interface KycRow extends WorkRow {
  status: KycStatus
  category: KycLevel
  customer: { id: string; name: string }
  dueClock: 'review' | null
  /** Risk, 0 to 100 as a decimal string; 0 where the platform gave none. */
  score: string
}

/** What the person declared, or what stands on a document; dates as YYYY-MM-DD. */
export interface IdentityFields {
  name?: string
  born?: string
  number?: string
  expires?: string
  nationality?: string
  address?: string
}

export interface KycDocument {
  id: string
  type: DocumentType
  slot: DocumentSlot
  status: KycStatus
  expiryDate: string | null
  rejectionReason: string | null
  verifiedAt: string | null
  verifiedBy: StaffRef | null
  createdAt: string
  mediaType: string | null
  /** Lines of the machine-readable zone as the capture read them. */
  mrz: string[] | null
  fields: IdentityFields | null
  round: number
  /** Whether it is the newest of its slot; the one that it replaced is `earlierId`. */
  isCurrent: boolean
  earlierId: string | null
  /** Who looked at it last. */
  seen: { at: string; staff: StaffRef } | null
}

export interface ScreeningHit {
  id: string
  /** sanctions, pep or another list. */
  list: string
  listVersion: string
  name: string
  /** 0 to 1, as a decimal string. */
  score: string | null
  born: string | null
  disposition: Disposition | null
  reason: string | null
  decidedBy: StaffRef | null
  decidedAt: string | null
}

/** What keeps a check from being approved, whatever the reviewer thinks of its documents. */
export interface KycBlock {
  code: 'missing' | 'document_expired' | 'hit_open' | 'hit_unclear' | 'hit_true'
  slot?: DocumentSlot
  at?: string | null
  hit?: string
  name?: string
  list?: string
}

export interface KycReview {
  id: string
  round: number
  staff: StaffRef
  decision: KycDecision
  reasonCode: string | null
  publicText: string | null
  privateNote: string | null
  riskScore: string | null
  /** false for a first decision that waits for the second. */
  isFinal: boolean
  at: string
  undoneAt: string | null
  documents: { id: string; verdict: Verdict; reasonCode: string | null }[]
}

export interface KycReason {
  code: string
  label: string
  /** What the person is told unless the reviewer writes something else. */
  publicText: string
  appliesTo: ('document' | 'needs_info' | 'reject')[]
}

export interface LinkedAccount {
  id: string
  name: string
  status: string
  since: string
  plan: PlanTier
  why: { by: 'document' | 'bank' | 'device'; detail: string }[]
  kyc: { level: KycLevel; status: KycStatus; at: string } | null
}

export interface KycDetail extends WorkDetail<KycRow> {
  level: KycLevel
  riskScore: string | null
  submittedAt: string
  verifiedAt: string | null
  expiresAt: string | null
  reviewedBy: StaffRef | null
  rejectionReason: string | null
  notes: string | null
  round: number
  /** null when the platform keeps it where the console cannot read it. */
  declared: IdentityFields | null
  person: { id: string; name: string; since: string; status: string; country: string | null; languages: string[] }
  required: DocumentSlot[]
  /** The current ones first, slot by slot. */
  documents: KycDocument[]
  hits: ScreeningHit[]
  blocks: KycBlock[]
  /** Why two different reviewers have to agree; null where one is enough. */
  second: { why: 'score'; score: string; threshold: string } | { why: 'level'; level: KycLevel } | { why: 'match' } | null
  /** What the reader did with it before that keeps them from judging it now. */
  recused: 'decided' | 'prepared' | null
  policy: { version: number; validDays: number }
  reviews: KycReview[]
  requests: { round: number; documents: DocumentType[]; askedBy: StaffRef | null; askedAt: string; answeredAt: string | null }[]
  reasons: KycReason[]
  linked: LinkedAccount[]
  history: ItemEvent[]
  canOpenDocuments: boolean
  canAct: boolean
}

export interface DocumentVerdict {
  id: string
  verdict: Verdict
  reason: string | null
}

export interface KycMethods {
  'kyc.queue': { input: QueueInput<KycView, KycSort, KycFilter>; output: Page<KycRow> }
  'kyc.counts': { input: { view: KycView; filter: KycFilter }; output: QueueCounts }
  'kyc.get': { input: { id: string }; output: KycDetail }
  /** `isFinal` is false for the first of two. The person hears of a final decision after 30 seconds. */
  'kyc.decide': {
    input: Command & {
      decision: KycDecision
      reasonCode: string | null
      publicText: string | null
      privateNote: string | null
      verdicts: DocumentVerdict[]
      askFor: DocumentType[]
    }
    output: CommandDone & { isFinal: boolean }
  }
  'kyc.dispose': { input: Command & { hitId: string; disposition: Disposition; reason: string }; output: CommandDone }
  /** Takes back one's own decision before the person heard of it. */
  'kyc.undo': { input: Command & { ofCommand: string }; output: CommandDone }
}
