/** A reviewer's decision in the making, and what stands in its way before the database is asked. */
import type {
  Disposition,
  DocumentSlot,
  DocumentType,
  DocumentVerdict,
  KycDecision,
  KycDetail,
  KycDocument,
  ScreeningHit,
  Verdict,
} from '../../../shared/kyc.ts'
import { blockWords, documentNames } from './words.ts'

/** What a reviewer makes of a document; `reason` is a code where it is not good. */
export interface Opinion {
  isGood: boolean
  reason: string | null
}

export interface DecisionValue {
  decision: KycDecision | ''
  reason: string
  publicText: string
  privateNote: string
  opinions: Record<string, Opinion>
  /** null until the person chose: then the documents that are not good. */
  askFor: DocumentType[] | null
  /** Screening hits that are not recorded yet. */
  hits: Record<string, { disposition: Disposition | ''; reason: string }>
  /** Lines of a zone that the capture did not read. */
  zone: string
}

export const emptyDecision: DecisionValue = {
  decision: '',
  reason: '',
  publicText: '',
  privateNote: '',
  opinions: {},
  askFor: null,
  hits: {},
  zone: '',
}

export const currentOf = (detail: KycDetail, slot: DocumentSlot): KycDocument | null =>
  detail.documents.find((document) => document.slot === slot && document.isCurrent) ?? null

/** Good by what is typed here, else by an earlier final decision of this round. */
export const isGood = (document: KycDocument, { opinions }: DecisionValue): boolean =>
  opinions[document.id]?.isGood ?? document.status === 'approved'

/** A hit that nobody judged for good: it keeps an approval back, and money also after a decision. */
export const isWaiting = ({ disposition }: ScreeningHit): boolean => disposition === null || disposition === 'unclear'

/** Which decisions the state of the check allows. */
export function openDecisions({ item }: KycDetail): KycDecision[] {
  if (item.status === 'pending' || item.status === 'in_review') return ['approve', 'needs_info', 'reject']
  return item.status === 'approved' || item.status === 'needs_info' ? ['reject'] : []
}

/** Why it cannot be approved, as a sentence; null when it can. */
export function approvalBlock(detail: KycDetail, value: DecisionValue): string | null {
  if (detail.blocks.length > 0) return `Approving waits: ${detail.blocks.map(blockWords).join('; ')}.`
  const waiting = detail.required.flatMap((slot) => {
    const document = currentOf(detail, slot)
    return document && !isGood(document, value) ? [documentNames[document.type].toLowerCase()] : []
  })
  return waiting.length > 0 ? `Approving waits for ${waiting.join(', ')} to be accepted.` : null
}

/** The documents to send again: chosen ones, else those that are not good, else the identity document. */
export function askedFor(detail: KycDetail, value: DecisionValue): DocumentType[] {
  if (value.askFor) return value.askFor
  const current = detail.documents.filter(({ isCurrent }) => isCurrent)
  const bad = current.filter(({ id }) => value.opinions[id]?.isGood === false)
  const identity = current.filter(({ slot }) => slot === 'identity')
  return (bad.length > 0 ? bad : identity).map(({ type }) => type)
}

/** Why the decision cannot be sent, as a sentence; null when it can. */
export function sendBlock(detail: KycDetail, value: DecisionValue): string | null {
  switch (value.decision) {
    case '':
      return 'Choose a decision first: A, I or D'
    case 'approve':
      return approvalBlock(detail, value)
    default:
      if (!value.reason) return 'Choose a reason first'
      if (!value.publicText.trim()) return 'Say it to the person first'
      return value.decision === 'needs_info' && askedFor(detail, value).length === 0 ? 'Say what to send again first' : null
  }
}

export function verdictsOf(detail: KycDetail, value: DecisionValue): DocumentVerdict[] {
  const bad: Verdict = value.decision === 'reject' ? 'rejected' : 'needs_info'
  return detail.documents.flatMap(({ id, isCurrent }) => {
    const opinion = value.opinions[id]
    if (!opinion || !isCurrent) return []
    return [opinion.isGood ? { id, verdict: 'approved' as const, reason: null } : { id, verdict: bad, reason: opinion.reason }]
  })
}
