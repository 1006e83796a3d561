/** Payouts: the words and shapes that both sides use. */
import type { ExportJob } from './exports.ts'
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

/** In the order of a payout's way. */
export const payoutStates = [
  'pending',
  'prepared',
  'approved',
  'on_hold',
  'processing',
  'unknown',
  'completed',
  'returned',
  'failed',
  'rejected',
  'cancelled',
] as const
/** A state, or `blocked`: it waits, and a check stands against it. */
export const payoutStatuses = [...payoutStates, 'blocked'] as const
/** How many signatures it takes. */
export const payoutTiers = ['one_signature', 'two_signatures', 'three_signatures'] as const
export const payoutViews = [
  ...commonViews,
  'prepared',
  'pending',
  'blocked',
  'approved',
  'on_hold',
  'processing',
  'unknown',
  'returned',
] as const
export const payoutSorts = ['tier', 'due', 'amount', 'newest', 'oldest', 'updated', 'priority'] as const
/** What may stand out about a payout, in the order in which it is looked at. */
export const checkKeys = ['destination', 'amount', 'first', 'usual', 'kyc', 'account', 'screening', 'wallet', 'minimum'] as const

export type PayoutState = (typeof payoutStates)[number]
export type PayoutStatus = (typeof payoutStatuses)[number]
export type PayoutTier = (typeof payoutTiers)[number]
export type PayoutView = (typeof payoutViews)[number]
export type PayoutSort = (typeof payoutSorts)[number]
export type CheckKey = (typeof checkKeys)[number]

export interface PayoutFilter extends WorkFilter {
  status?: PayoutStatus[]
  category?: PayoutTier[]
}

export type PayoutQueueInput = QueueInput<PayoutView, PayoutSort, PayoutFilter>

export interface PayoutRow extends WorkRow {
  status: PayoutStatus
  category: PayoutTier
  customer: { id: string; name: string }
  /** What it is apart from being blocked. */
  state: PayoutState
  /** A decimal. */
  amount: string
  currency: string
  /** Signatures that it takes, and those it has. */
  needed: number
  signed: number
  /** Checks that stand against it. */
  reasons: CheckKey[]
  /** Staff ids. */
  preparerId: string | null
  editorId: string | null
  /** Two letters. */
  country: string | null
  requestedAt: string
}

export interface PayoutCheck {
  key: CheckKey
  /** raise: takes more signatures; block: stands against it. */
  state: 'ok' | 'warn' | 'raise' | 'block'
  text: string
  /** What would change that. */
  help: string | null
  /** When time alone changes it, or since when it is so. */
  until: string | null
}

/** What is signed: `data` is the very text, `hash` its SHA-256 as hex. */
export interface PayoutVersion {
  version: number
  data: string
  hash: string
  why: string
  madeBy: StaffRef | null
  at: string
}

export interface PayoutEvidence {
  actor: StaffRef
  login: string
  roles: string[]
  session: { client: string; signedInAt: string; address: string | null }
  reason: string | null
  amount: string
  destination: string
  data: string
  /** The version before it. */
  before: string | null
  policy: number
  needed: number
  /** The largest of item, batch and 24 h, a decimal in the policy's currency. */
  weight: string | null
  screening: { state: string; list: string | null; at: string | null } | null
  checks: PayoutCheck[]
  hold: number | null
  preparedBy: StaffRef | null
  editedBy: StaffRef | null
}

export interface PayoutSignature {
  id: string
  signer: StaffRef
  at: string
  lapsesAt: string
  version: number
  hash: string
  /** It is of the present version and has not lapsed. */
  counts: boolean
  evidence: PayoutEvidence
}

export interface LedgerEntry {
  id: string
  at: string
  type: string
  description: string | null
  payoutId: string | null
  /** Decimals: what it moved, and what was there after it. */
  amount: string
  available: string
  pending: string
}

export interface PayoutDetail extends WorkDetail<PayoutRow> {
  payee: { since: string; email: string }
  destination: { id: string; masked: string; method: string; bank: string | null; since: string; fingerprint: string }
  /** Why it is held, rejected, failed or returned. */
  reason: string | null
  checks: PayoutCheck[]
  policy: number
  preparedBy: StaffRef | null
  preparedAt: string | null
  editedBy: StaffRef | null
  /** Why the reader cannot sign it; null when they may. */
  signRefusal: string | null
  /** Why the reader cannot say that its money came back; null when they may, or there is nothing to say. */
  secondRefusal: string | null
  /** First names of those who could sign. */
  signers: string[]
  /** The newest first. */
  versions: PayoutVersion[]
  signatures: PayoutSignature[]
  hold: { no: number; amount: string; state: 'active' | 'short' | 'released' | 'settled'; at: string; endedAt: string | null } | null
  send: {
    key: string
    by: StaffRef
    at: string
    reference: string | null
    outcome: 'paid' | 'failed' | null
    /** Empty for the platform. */
    outcomeBy: StaffRef | null
    outcomeReference: string | null
    outcomeAt: string | null
  } | null
  return: { transactionId: string; reason: string; at: string; by: StaffRef | null } | null
  times: { approved: string | null; sent: string | null; completed: string | null }
  earnedAt: string | null
  wallet: { id: string; currency: string; balance: string; pending: string; held: string; free: string; entries: LedgerEntry[] }
  /** Where it could go instead. */
  destinations: { id: string; name: string; masked: string }[]
  others: { id: string; number: number; amount: string; currency: string; state: PayoutState; at: string }[]
  history: ItemEvent[]
  /** States that it may go to from here. */
  moves: PayoutState[]
}

/** What lies under one tier in one currency. */
export interface PayoutSum {
  category: PayoutTier
  currency: string
  n: number
  /** A decimal. */
  amount: string
}

export interface PolicyTier {
  /** A decimal in the policy's currency; what weighs more takes so many signatures. */
  above: string
  signatures: number
}

export interface PolicyRate {
  currency: string
  /** One unit in the policy's currency, a decimal. */
  rate: string
  /** The least that is paid out, a decimal. */
  minimum: string
}

/** What a person proposes: a policy as a whole. Amounts and the factor are decimals. */
export interface PolicyTerms {
  /** A payee's sums of 30 days above which a higher level of identity check is needed. */
  enhancedAbove: string
  advancedAbove: string
  /** A destination younger than this takes two signatures. */
  destinationHours: number
  /** After this a signature lapses. */
  signatureHours: number
  dueHours: number
  /** So many times the median of the payee's last eight stands out. */
  unusualFactor: string
  tiers: PolicyTier[]
  rates: PolicyRate[]
}

export interface PayoutPolicy extends PolicyTerms {
  version: number
  currency: string
  /** superseded: a later one was adopted first. */
  state: 'in_force' | 'earlier' | 'proposed' | 'withdrawn' | 'superseded'
  reason: string
  proposedBy: StaffRef | null
  proposedAt: string
  adoptedBy: StaffRef | null
  adoptedAt: string | null
}

export interface PayoutDone extends CommandDone {
  status: PayoutState
  signed: number
  needed: number
}

type Reasoned = Command & { reason: string }

export interface PayoutMethods {
  'payouts.queue': { input: PayoutQueueInput; output: Page<PayoutRow> }
  'payouts.counts': { input: { view: PayoutView; filter: PayoutFilter }; output: QueueCounts }
  /** Sums of what the filter leaves of a status; none where its words find more than a search tells. */
  'payouts.sums': { input: { status: PayoutStatus; filter: PayoutFilter }; output: PayoutSum[] }
  'payouts.get': { input: { id: string }; output: PayoutDetail }
  'payouts.prepare': { input: Command; output: PayoutDone }
  /** Needs a fresh sign-in: session.stepUp. The version and the hash are those that were shown. */
  'payouts.sign': {
    input: { commandId: string; id: string; dataVersion: number; hash: string; reason: string | null }
    output: PayoutDone & { signatureId: string }
  }
  'payouts.sendBack': { input: Reasoned; output: PayoutDone }
  'payouts.reject': { input: Reasoned; output: PayoutDone }
  'payouts.hold': { input: Reasoned; output: PayoutDone }
  /** Ends the hold of compliance. */
  'payouts.release': { input: Reasoned; output: PayoutDone }
  'payouts.cancel': { input: Reasoned; output: PayoutDone }
  /** `amount` is a decimal; `method` one of the payee's. */
  'payouts.edit': { input: Reasoned & { amount: string; method: string }; output: PayoutDone }
  /** Sets the one send mark. */
  'payouts.send': { input: Command & { reference: string | null }; output: PayoutDone & { key: string } }
  'payouts.paid': { input: Command & { reference: string | null }; output: PayoutDone }
  /** Gives the money back, as the return does: needs a fresh sign-in, and somebody else than who sent it. */
  'payouts.failed': { input: Reasoned & { reference: string | null }; output: PayoutDone }
  'payouts.unknown': { input: Reasoned; output: PayoutDone }
  'payouts.returned': { input: Reasoned; output: PayoutDone }
  /** The newest first. */
  'payouts.policies': { input: Record<string, never>; output: PayoutPolicy[] }
  'payouts.proposePolicy': { input: { commandId: string; terms: PolicyTerms; reason: string }; output: { version: number } }
  /** Needs a fresh sign-in, and somebody else than who proposed it. */
  'payouts.adoptPolicy': { input: { commandId: string; version: number }; output: { version: number } }
  'payouts.withdrawPolicy': { input: { commandId: string; version: number; reason: string }; output: { version: number } }
  /** Writes the chosen payouts to a CSV file in the background. */
  'payouts.export': { input: { ids: string[] }; output: ExportJob }
}
