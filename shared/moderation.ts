/** Moderation cases: the words and shapes that both sides use. */
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

export const caseStatuses = ['pending', 'in_progress', 'flagged', 'appealed', 'approved', 'rejected'] as const
export const contentTypes = [
  'track',
  'release',
  'cover',
  'avatar',
  'profile',
  'account',
  'message',
  'comment',
  'post',
  'review',
  'product',
  'service',
  'webinar',
  'group',
  'article',
  'custom_field',
] as const
export const caseViews = [...commonViews, 'audio', 'images', 'words', 'accounts', 'before_release', 'fields', 'appealed'] as const
export const caseSorts = ['due', 'priority', 'reach', 'newest', 'oldest', 'updated'] as const
export const caseActions = ['approve', 'hide', 'remove', 'changes', 'warn', 'limit', 'suspend', 'ban'] as const
export const caseSeverities = ['low', 'medium', 'high', 'critical'] as const
export const caseSources = ['report', 'automated', 'submission', 'staff'] as const
export const reportReasons = ['copyright', 'spam', 'harassment', 'explicit_content', 'impersonation', 'fraud', 'other'] as const

export type CaseStatus = (typeof caseStatuses)[number]
export type ContentType = (typeof contentTypes)[number]
export type CaseView = (typeof caseViews)[number]
export type CaseSort = (typeof caseSorts)[number]
export type CaseAction = (typeof caseActions)[number]
export type CaseSeverity = (typeof caseSeverities)[number]
export type CaseSource = (typeof caseSources)[number]
export type ReportReason = (typeof reportReasons)[number]
export type Penalty = 'warn' | 'limit' | 'suspend' | 'ban'
export type AppealOutcome = 'uphold' | 'overturn'

export interface CaseFilter extends WorkFilter {
  status?: CaseStatus[]
  category?: ContentType[]
}

export interface CaseRow extends WorkRow {
  title: string
  status: CaseStatus
  category: ContentType
  source: CaseSource
  reports: number
  /** How many people it meets: plays, followers, members. */
  reach: number
}

/** Of a recording, in seconds from its start. `match` is 0 to 1 where a machine found it. */
export interface Span {
  from: number
  to: number
  match?: number
}

export interface CaseReport {
  id: string
  at: string
  reason: ReportReason
  text: string | null
  status: 'open' | 'in_review' | 'upheld' | 'dismissed' | 'false_report'
  reporter: { id: string; name: string }
  /** How many of this reporter's decided reports were upheld. */
  upheld: number
  decided: number
  falseReports: number
  /** An instant, 'infinity' for good, or null. */
  barredUntil: string | null
}

export interface CaseDecision {
  id: string
  commandId: string
  by: StaffRef
  at: string
  action: CaseAction | AppealOutcome
  state: 'standing' | 'undone' | 'corrected' | 'overturned'
  policy: string | null
  policyTitle: string | null
  severity: CaseSeverity | null
  ground: 'contract' | 'law' | null
  clause: string | null
  facts: string | null
  spans: Span[]
  foundBy: string
  points: number
  penalty: Penalty | null
  until: string | null
  redressUntil: string | null
  language: string | null
  subject: string | null
  notice: string | null
  /** Until then it can be undone; null when its effects left. */
  undoUntil: string | null
}

export interface CaseAppeal {
  id: string
  at: string
  statement: string
  status: 'pending' | 'under_review' | 'approved' | 'rejected'
  answer: string | null
  answeredAt: string | null
  by: StaffRef | null
  about: 'decision' | 'sanction'
}

/** Whose content it is. */
export interface CaseOwner {
  id: string
  name: string
  latinName: string | null
  status: string
  since: string
  plan: PlanTier
  isStaff: boolean
  points: number
  strikes: { id: string; caseId: string; title: string; severity: CaseSeverity; points: number; at: string; expiresAt: string }[]
  removals: number
  appeals: number
  sanctions: { id: string; type: 'suspension' | 'ban'; until: string | null; reason: string }[]
}

export interface CaseFile {
  id: string
  name: string
  kind: 'audio' | 'image'
}

export interface CaseDetail extends WorkDetail<CaseRow> {
  /** null when what the case is about is gone. */
  subject: { type: string; id: string; body: string | null; reach: number; createdAt: string; files: CaseFile[] } | null
  /** What a machine found: a rule, a score, content warnings. */
  signals: Record<string, unknown> | null
  spans: Span[]
  owner: CaseOwner | null
  reports: CaseReport[]
  decisions: CaseDecision[]
  /** How it was decided before the console kept decisions. */
  earlier: { by: StaffRef | null; at: string; notes: string | null; reason: string | null } | null
  appeals: CaseAppeal[]
  approvals: { id: string; status: string; notes: string | null; at: string; organization: string | null }[]
  /** Why the reader may not judge it: they decided it before. */
  mayNot: 'decided' | 'prepared' | null
  actions: CaseAction[]
  history: ItemEvent[]
}

export interface CaseRules {
  policies: {
    code: string
    title: string
    ground: 'contract' | 'law'
    clause: string
    severity: CaseSeverity
    givesPoints: boolean
    reasons: ReportReason[]
  }[]
  severities: { severity: CaseSeverity; points: number; days: number }[]
  ladder: { points: number; penalty: Penalty; days: number | null }[]
}

/** What is decided; policy, severity and facts are needed for everything but an approval. */
export interface CaseVerdict {
  action: CaseAction
  policy: string | null
  severity: CaseSeverity | null
  facts: string
  spans: Span[]
}

/** What a verdict would do, before it does. */
export interface CasePlan {
  strikes: { had: number; adds: number; total: number; expiresAt: string | null }
  penalty: Penalty | null
  until: string | null
  notice: { language: string; subject: string; body: string; unresolved: string[] } | null
  ground: 'contract' | 'law' | null
  clause: string | null
  territory: string
  redressUntil: string | null
  foundBy: string
  missing: ('policy' | 'severity' | 'facts')[]
  /** How many reporters are answered, how many wished for it, how many stores take it down. */
  reporters: number
  requesters: number
  stores: number
}

export interface CaseDecided extends CommandDone {
  decision: string
  undoUntil: string
}

export interface CaseMethods {
  'moderation.queue': { input: QueueInput<CaseView, CaseSort, CaseFilter>; output: Page<CaseRow> }
  'moderation.counts': { input: { view: CaseView; filter: CaseFilter }; output: QueueCounts }
  'moderation.get': { input: { id: string }; output: CaseDetail }
  'moderation.rules': { input: Record<string, never>; output: CaseRules }
  'moderation.preview': { input: { id: string } & CaseVerdict; output: CasePlan }
  /** `notice` is the text as edited; null sends it as the preview shows it. */
  'moderation.decide': { input: Command & CaseVerdict & { notice: string | null; falseReports: string[] }; output: CaseDecided }
  'moderation.correct': { input: Command & CaseVerdict & { notice: string | null }; output: CaseDecided }
  'moderation.undo': { input: Command; output: CommandDone }
  /** null takes it up again. */
  'moderation.hold': { input: Command & { until: string | null; reason: string | null }; output: CommandDone }
  'moderation.answerAppeal': { input: Command & { outcome: AppealOutcome; answer: string }; output: CaseDecided }
}
