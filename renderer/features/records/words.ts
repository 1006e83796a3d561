/** How Records says numbers, values and filters. */
import {
  cellLimit,
  isCut,
  kindOf,
  type RecordColumn,
  type RecordCount,
  type RecordFilter,
  type RecordSort,
  type RecordTable,
} from '../../../shared/records.ts'
import { exact } from '../../../shared/time.ts'
import { zone } from '../../components/now.ts'

const whole = new Intl.NumberFormat('en')
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 })
const long = new Intl.NumberFormat('en', { notation: 'compact', compactDisplay: 'long', maximumSignificantDigits: 2 })

/** "1,240 rows", "about 4.2 million rows". */
export function countWords({ n, isExact }: RecordCount): string {
  const unit = n === 1 ? 'row' : 'rows'
  return `${isExact ? whole.format(n) : `about ${long.format(n)}`} ${unit}`
}

/** "4.2M": about how many rows a table has, beside its name. */
export const aboutText = (n: number): string => compact.format(n)

export const wholeText = (n: number): string => whole.format(n)

/** A value as it stands in a cell: instants without their zone, which is always UTC; what was cut says so. */
export function cellText(column: RecordColumn, value: string): string {
  const kind = kindOf(column)
  if (kind === 'time') return instantText(value)
  // Ids made in the same minute begin alike.
  if (kind === 'uuid') return `${value.slice(0, 8)}…${value.slice(-6)}`
  const text = isCut(value) ? `${value.slice(0, cellLimit)}…` : value
  return text.replaceAll(/\s+/g, ' ')
}

/** "2026-05-01 09:30:00.123456", parts of a second only where there are any. */
export function instantText(iso: string): string {
  return iso.replace('T', ' ').replace(/(\.\d*?)0*Z$/, (_, fraction: string) => (fraction === '.' ? '' : fraction))
}

/** For hover: the instant in this computer's zone. */
export function hoverOf(column: RecordColumn, value: string | null): string | undefined {
  if (value === null) return undefined
  if (kindOf(column) !== 'time' || Number.isNaN(Date.parse(value))) return isCut(value) ? undefined : value
  return exact(value, zone)
}

export const filterNames: Record<RecordFilter['op'], string> = { is: 'Is', contains: 'Contains', range: 'Between', null: 'Null' }

/** "status is open or closed", "created_at from 2026-05-01". */
export function filterWords(filter: RecordFilter): string {
  const { column } = filter
  switch (filter.op) {
    case 'is':
      return `${column} is ${filter.values.slice(0, 3).join(' or ')}${filter.values.length > 3 ? ` or ${filter.values.length - 3} more` : ''}`
    case 'contains':
      return `${column} contains “${filter.text}”`
    case 'null':
      return `${column} is ${filter.isNull ? '' : 'not '}null`
    case 'range':
      return [column, filter.from && `from ${filter.from}`, filter.to && `to ${filter.to}`].filter(Boolean).join(' ')
  }
}

/** "by created_at, falling"; without a sort by the key, which is made in the order of time. */
export function orderWords({ key }: RecordTable, sort: RecordSort | null): string {
  const { column, descending } = sort ?? { column: key[0], descending: true }
  return `by ${column}, ${descending ? 'falling' : 'rising'}`
}

/** What to say before a filter that reads the whole table; null where it is quick. */
export function slowWords({ estimate }: RecordTable, isIndexed: boolean): string | null {
  if (isIndexed || estimate === null || estimate < 100_000) return null
  return `No index answers this: about ${long.format(estimate)} rows are read. It ends by itself after 15 s.`
}
