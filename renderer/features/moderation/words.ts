/** How moderation calls its values. */
import type {
  AppealOutcome,
  CaseAction,
  CaseDecision,
  CaseSeverity,
  CaseSort,
  CaseSource,
  CaseStatus,
  CaseView,
  ContentType,
  Penalty,
  ReportReason,
} from '../../../shared/moderation.ts'
import type { ItemEvent } from '../../../shared/work.ts'
import type { IconName } from '../../components/icon.tsx'
import { dayOf } from '../../components/when.ts'
import { commonSortNames, commonViewNames } from '../../work/common.tsx'
import type { EventWords } from '../../work/history.tsx'

export const statusNames: Record<CaseStatus, string> = {
  pending: 'Pending',
  in_progress: 'In progress',
  flagged: 'Flagged',
  appealed: 'Appealed',
  approved: 'Approved',
  rejected: 'Acted on',
}

export const statusIcons: Record<CaseStatus, IconName> = {
  pending: 's-open',
  in_progress: 's-progress',
  flagged: 'flag',
  appealed: 's-esc',
  approved: 's-done',
  rejected: 's-x',
}

export const contentNames: Record<ContentType, string> = {
  track: 'Track',
  release: 'Release',
  cover: 'Cover',
  avatar: 'Avatar',
  profile: 'Profile',
  account: 'Account',
  message: 'Message',
  comment: 'Comment',
  post: 'Post',
  review: 'Review',
  product: 'Product',
  service: 'Service',
  webinar: 'Webinar',
  group: 'Group',
  article: 'Article',
  custom_field: 'Custom field',
}

export const contentIcons: Record<ContentType, IconName> = {
  track: 'wave',
  release: 'records',
  cover: 'image',
  avatar: 'image',
  profile: 'user',
  account: 'user',
  message: 'mail',
  comment: 'tickets',
  post: 'tickets',
  review: 'doc',
  product: 'template',
  service: 'template',
  webinar: 'play',
  group: 'people',
  article: 'doc',
  custom_field: 'plus',
}

export const viewNames: Record<CaseView, string> = {
  ...commonViewNames,
  unassigned: 'Unassigned',
  snoozed: 'On hold',
  open: 'Open',
  audio: 'Audio',
  images: 'Images',
  words: 'Words',
  accounts: 'Accounts',
  before_release: 'Before release',
  fields: 'Custom fields',
  appealed: 'Appeals',
}

export const sortNames: Record<CaseSort, string> = { ...commonSortNames, priority: 'Gravest first', reach: 'Widest reach first' }

export const severityNames: Record<CaseSeverity, string> = { low: 'Low', medium: 'Medium', high: 'High', critical: 'Critical' }

export const sourceNames: Record<CaseSource, string> = {
  report: 'reported',
  automated: 'found automatically',
  submission: 'before release',
  staff: 'raised by staff',
}

export const reasonNames: Record<ReportReason, string> = {
  copyright: 'Copyright',
  spam: 'Spam',
  harassment: 'Harassment',
  explicit_content: 'Explicit',
  impersonation: 'Impersonation',
  fraud: 'Fraud',
  other: 'Other',
}

export const actionNames: Record<CaseAction, string> = {
  approve: 'Approve',
  hide: 'Hide',
  remove: 'Remove',
  changes: 'Changes',
  warn: 'Warn',
  limit: 'Limit',
  suspend: 'Suspend',
  ban: 'Ban',
}

/** "removed", after a name or a title. */
const done: Record<CaseAction | AppealOutcome, string> = {
  approve: 'approved',
  hide: 'hidden',
  remove: 'removed',
  changes: 'sent back for changes',
  warn: 'warned about',
  limit: 'decided: account limited',
  suspend: 'decided: account suspended',
  ban: 'decided: account banned',
  uphold: 'appeal answered: the decision stays',
  overturn: 'appeal answered: overturned',
}
export const doneWords = (action: CaseDecision['action']): string => done[action]

export const penaltyNames: Record<Penalty, string> = { warn: 'warning', limit: 'no uploads', suspend: 'suspended', ban: 'banned' }

/** What a penalty means from now on, as a sentence. */
export function penaltyWords(penalty: Penalty, until: string | null): string {
  const end = until ? ` until ${dayOf(until)}` : ''
  if (penalty === 'warn') return 'The notice warns them.'
  if (penalty === 'limit') return `Uploads stop${end}.`
  return penalty === 'suspend' ? `The account is suspended${end}.` : 'The account is banned until somebody lifts it.'
}

export const stateNames: Record<CaseDecision['state'], string> = {
  standing: '',
  undone: 'undone',
  corrected: 'corrected since',
  overturned: 'overturned on appeal',
}

/** "1:02.0" */
export function clockOf(seconds: number): string {
  const tenths = Math.round(seconds * 10)
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, '0')}.${tenths % 10}`
}

function verb({ action, after }: ItemEvent): string | null {
  const what = typeof after?.action === 'string' ? doneWords(after.action as CaseAction) : ''
  const policy = after?.policy ? `, ${after.policy}` : ''
  switch (action) {
    case 'case_decide':
      return `decided: ${what}${policy}`
    case 'case_correct':
      return `corrected the decision: ${what}${policy}`
    case 'case_hold':
      return after?.until ? `set it aside until ${dayOf(String(after.until))}` : 'took it up again'
    case 'case_answer_appeal':
      return after?.outcome === 'overturn' ? 'overturned it on appeal' : 'let the decision stand on appeal'
    default:
      return null
  }
}

const icons: Record<string, IconName> = {
  case_decide: 's-done',
  case_correct: 'pencil',
  case_undo: 'undo',
  case_hold: 'moon',
  case_answer_appeal: 'mail',
  platform_update: 'flag',
}

export const eventWords: EventWords = { one: 'case', verb, icon: ({ action }) => icons[action] ?? null }
