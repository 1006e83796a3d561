/** What identity checks are called on the screen. */

import type { ComparedField } from '../../../shared/identity.ts'
import {
  type Disposition,
  type DocumentSlot,
  type DocumentType,
  type KycBlock,
  type KycDetail,
  type KycLevel,
  type KycSort,
  type KycStatus,
  type KycView,
  kycDecisions,
} from '../../../shared/kyc.ts'
import type { DigitName } from '../../../shared/mrz.ts'
import type { IconName } from '../../components/icon.tsx'
import { dayOf } from '../../components/when.ts'
import { commonSortNames, commonViewNames } from '../../work/common.tsx'
import type { EventWords } from '../../work/history.tsx'
import { plain } from '../../work/words.ts'

export const statusNames: Record<KycStatus, string> = {
  pending: 'Waiting',
  in_review: 'In review',
  needs_info: 'Waiting on the person',
  approved: 'Approved',
  rejected: 'Rejected',
  expired: 'Expired',
}

export const statusIcons: Record<KycStatus, IconName> = {
  pending: 's-open',
  in_review: 's-progress',
  needs_info: 'pause',
  approved: 's-done',
  rejected: 's-x',
  expired: 's-closed',
}

export const levelNames: Record<KycLevel, string> = { basic: 'Basic', enhanced: 'Enhanced', advanced: 'Advanced' }

export const viewNames: Record<KycView, string> = {
  ...commonViewNames,
  open: 'Due first',
  closed_today: 'Decided today',
  done: 'Decided',
  needs_info: 'Waiting on the person',
  in_review: 'In review',
  hits: 'Hits to judge',
}

export const sortNames: Record<KycSort, string> = { ...commonSortNames, risk: 'Highest risk first' }

export const flagNames: Record<string, string> = {
  two_reviewers: 'Two reviewers',
  second_review: 'Second review',
  sanctions: 'Sanctions hit',
  pep: 'PEP hit',
  listed: 'Other hit',
  hit_open: 'Hit to judge',
  resubmitted: 'Resubmitted',
}

export const documentNames: Record<DocumentType, string> = {
  passport: 'Passport',
  national_id: 'Identity card',
  drivers_license: 'Driving licence',
  selfie: 'Selfie',
  utility_bill: 'Utility bill',
  bank_statement: 'Bank statement',
  video_verification: 'Video',
}

export const slotNames: Record<DocumentSlot, string> = {
  identity: 'Identity document',
  selfie: 'Selfie',
  address: 'Proof of address',
  video: 'Video',
}

export const fieldNames: Record<ComparedField, string> = {
  name: 'Name',
  born: 'Born',
  number: 'Number',
  expires: 'Expires',
  nationality: 'Nation',
  address: 'Address',
}

export const digitNames: Record<DigitName, string> = {
  number: 'Number',
  birth: 'Born',
  expiry: 'Expires',
  personal: 'Personal number',
  composite: 'Whole zone',
}

export const dispositionNames: Record<Disposition, string> = {
  true_match: 'True match',
  false_positive: 'False positive',
  unclear: 'Unclear',
}

export const listName = (list: string): string => (list === 'pep' ? 'PEP' : plain(list))

/** A stored day as people write it; anything else as it stands. */
export const dayWords = (text: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? `${Number(text.slice(8))} ${month(text)} ${text.slice(0, 4)}` : text

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const month = (day: string) => months[Number(day.slice(5, 7)) - 1] ?? day.slice(5, 7)

export function blockWords({ code, slot, at, name, list }: KycBlock): string {
  const document = slot ? slotNames[slot] : 'A document'
  switch (code) {
    case 'missing':
      return `${document} is missing`
    case 'document_expired':
      return `${document} expired ${at ? dayOf(at) : ''}`.trim()
    case 'hit_open':
      return `the ${listName(list ?? '')} hit ${name} is open`
    case 'hit_unclear':
      return `the ${listName(list ?? '')} hit ${name} is unclear`
    default:
      return `${name} is a true match on a sanctions list`
  }
}

/** Why two have to agree: "Risk 74, two reviewers". */
export function secondWords({ second, riskScore }: Pick<KycDetail, 'second' | 'riskScore'>): string {
  const risk = riskScore === null ? 'Not scored' : `Risk ${scoreText(riskScore)}`
  return second ? `${risk}, two reviewers` : risk
}

/** 74.00 -> 74, 12.50 -> 12.5 */
export const scoreText = (score: string): string => (score.includes('.') ? score.replace(/\.?0+$/, '') : score)

const decided: Record<string, string> = { approve: 'approved it', needs_info: 'asked for more', reject: 'rejected it' }
const decisionIcons: Record<string, IconName> = { approve: 's-done', needs_info: 'pause', reject: 's-x' }
const decisionOf = (action: string) => kycDecisions.find((decision) => action === `kyc_${decision}`)

export const kycEvents: EventWords = {
  one: 'check',
  icon({ action }) {
    if (action === 'document_view') return 'eye'
    const decision = decisionOf(action)
    return decision ? (decisionIcons[decision] ?? null) : action === 'kyc_undo' ? 'undo' : null
  },
  verb({ action, before, after }) {
    const decision = decisionOf(action)
    if (decision) {
      const words = decision === 'reject' && before?.status === 'approved' ? 'revoked it' : decided[decision]
      return after?.isFinal === false ? `${words}, first of two` : (words ?? null)
    }
    if (action === 'kyc_undo') return `took the decision back: ${plain(after?.status)} again`
    if (action === 'kyc_dispose')
      return `called the ${listName(String(after?.list))} hit ${String(after?.hit)} ${plain(after?.disposition)}`
    return null
  },
}
