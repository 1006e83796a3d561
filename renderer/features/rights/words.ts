/** What the conflicts' values are called. */
import type {
  Answer,
  ConflictKind,
  ConflictSort,
  ConflictStatus,
  ConflictView,
  Evidence,
  Resolution,
  RightType,
} from '../../../shared/conflicts.ts'
import { formatMoney, type Money } from '../../../shared/money.ts'
import { beginning, end } from '../../../shared/rights.ts'
import type { IconName } from '../../components/icon.tsx'
import { commonSortNames, commonViewNames } from '../../work/common.tsx'
import type { EventWords } from '../../work/history.tsx'
import { plain } from '../../work/words.ts'

export const statusNames: Record<ConflictStatus, string> = {
  open: 'Open',
  in_progress: 'In progress',
  escalated: 'Escalated',
  resolved: 'Resolved',
}
export const statusIcons: Record<ConflictStatus, IconName> = {
  open: 's-open',
  in_progress: 's-progress',
  escalated: 's-esc',
  resolved: 's-done',
}
export const kindNames: Record<ConflictKind, string> = {
  ownership: 'Ownership',
  split_percentage: 'Split',
  duplicate_registration: 'Duplicate',
  metadata: 'Metadata',
}
export const rightNames: Record<RightType, string> = {
  digital: 'Recording',
  performance: 'Performance',
  mechanical: 'Mechanical',
  synchronization: 'Synchronization',
  print: 'Print',
}
export const viewNames: Record<ConflictView, string> = {
  ...commonViewNames,
  ownership: 'Ownership',
  split_percentage: 'Splits',
  duplicate_registration: 'Duplicates',
  metadata: 'Metadata',
  escalated: 'Escalated',
}
export const sortNames: Record<ConflictSort, string> = {
  held: 'Most held first',
  ...commonSortNames,
  due: 'Deadline first',
  priority: 'Most severe first',
}

export const answerNames: Record<Answer, string> = { maintain: 'Maintains', update: 'Updates', revoke: 'Revokes', pending: 'Pending' }

export const resolutionNames: Record<Resolution, string> = {
  split_adjusted: 'Split adjusted',
  accepted_claim: 'Claim accepted',
  withdrawn: 'Withdrawn',
  period_corrected: 'Period corrected',
  territory_corrected: 'Territory corrected',
  metadata_corrected: 'Metadata corrected',
  duplicate_merged: 'Duplicate merged',
}

/** What is missing where the evidence lacks it. */
export const evidenceWords: Record<keyof Omit<Evidence, 'isComplete'>, [here: string, missing: string]> = {
  term: ['term', 'no term'],
  territory: ['territory', 'no territory'],
  works: ['works', 'no works'],
  signed: ['signed', 'unsigned'],
  dated: ['dated', 'undated'],
}

/** Estimates are said without the parts of a unit: '1,548'. */
export const wholeUnits = (money: Money): string => formatMoney(money, { code: false }).replace(/\.\d+$/, '')

/** 5500 -> '55.00' */
export const shareText = (share: number): string => (share / 100).toFixed(2)

/** '55', '55.5' and '55,05' -> hundredths; null for what is no share. */
export function readShare(text: string): number | null {
  const match = /^\s*(\d{1,3})(?:[.,](\d{1,2}))?\s*$/.exec(text)
  if (!match) return null
  const share = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
  return share <= 10_000 ? share : null
}

const days = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/** '2025-07-01' -> '1 Jul 2025' */
export const dayText = (day: string): string => days.format(new Date(`${day}T00:00:00Z`))

const months = new Intl.DateTimeFormat('en-GB', { month: 'short', year: 'numeric', timeZone: 'UTC' })

/** '2026-09' -> 'Sept 2026' */
export const monthText = (month: string): string => months.format(new Date(`${month}-01T00:00:00Z`))

/** '1 Jul 2025 to 1 Jan 2027', 'from 1 Jan 2030' */
export function periodText(from: string, until: string | null): string {
  if (until === null || until === end) return from === beginning ? 'at all times' : `from ${dayText(from)}`
  return from === beginning ? `until ${dayText(until)}` : `${dayText(from)} to ${dayText(until)}`
}

const regions = new Intl.DisplayNames(['en'], { type: 'region' })
const countryName = (code: string) => regions.of(code) ?? code

export interface NamedGroup {
  name: string
  countries: string[]
}

/** 'Germany, Austria, Switzerland'; a group's name where it is exactly that; else the first few and how many. */
export function countriesText(codes: string[], groups: NamedGroup[], isRest = false): string {
  const group = groups.find(({ countries }) => countries.length === codes.length && countries.every((code) => codes.includes(code)))
  if (codes.length <= 4) return codes.map(countryName).join(', ')
  if (group) return group.name
  if (codes.length > 120) return isRest ? 'Rest of the world' : codes.length >= 249 ? 'World' : `World but ${249 - codes.length} countries`
  return `${codes.slice(0, 3).map(countryName).join(', ')} and ${codes.length - 3} more`
}

export const eventWords: EventWords = {
  one: 'conflict',
  icon: ({ action }) =>
    ({ conflict_answer: 'mail', conflict_escalate: 's-esc', conflict_resolve: 's-done', conflict_hold: 'moon', conflict_undo: 'undo' })[
      action
    ] as IconName | null,
  verb({ action, after }) {
    if (action === 'conflict_answer')
      return `recorded that ${after?.party} ${String(answerNames[after?.answer as Answer] ?? '').toLowerCase()}`
    if (action === 'conflict_escalate') return after?.disputed ? 'escalated it as disputed' : 'escalated it'
    if (action === 'conflict_resolve') return `${after?.over ? 'ended it' : 'settled a part'}: ${plain(after?.resolution)}`
    if (action === 'conflict_hold') return after?.until ? 'put it aside' : 'took it up again'
    return null
  },
}
