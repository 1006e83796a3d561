/** Records: the platform's tables as their rows stand, for those whose roles reach them. Every value travels as PostgreSQL's text. */
import type { ExportFormat, ExportJob } from './exports.ts'
import type { Count, Page, StaffRef } from './work.ts'

export interface RecordColumn {
  name: string
  /** As PostgreSQL writes it: "numeric(18,4)", "text[]", "finance.payout_status". */
  type: string
  nullable: boolean
  /** The labels of an enum, in its order. */
  enum: string[] | null
  comment: string | null
  references: { table: string; column: string } | null
  /** An index starts with this column. */
  indexed: boolean
  /** The order of such an index, down to a unique key; null: sorting by it would read the whole table. */
  order: string[] | null
  /** An index answers "contains". */
  searchable: boolean
  /** The reader sees it only in part. */
  masked: boolean
}

export interface RecordTable {
  /** "finance.payouts" */
  table: string
  view: string
  area: string
  comment: string | null
  /** About how many rows; null where nobody has counted yet. */
  estimate: number | null
  /** Where entity_type says this, entity_id is a row of this table: "track". */
  entity: string | null
  /** Names of the columns of the primary key. */
  key: string[]
  columns: RecordColumn[]
  referencedBy: { table: string; column: string; to: string }[]
}

/** A condition on one column; several columns are joined by "and". */
export type RecordFilter =
  | { column: string; op: 'is'; values: string[] }
  /** Both ends belong to it; an end given as a day stands for the whole day. */
  | { column: string; op: 'range'; from: string | null; to: string | null }
  /** Letters in any case; of an array, an element; of jsonb, its text. */
  | { column: string; op: 'contains'; text: string }
  | { column: string; op: 'null'; isNull: boolean }

export interface RecordSort {
  column: string
  descending: boolean
}

export interface RecordQuery {
  table: string
  filters: RecordFilter[]
  /** null: by the primary key, newest first. */
  sort: RecordSort | null
}

export interface RecordRow {
  /** The values of RecordTable.key. */
  key: string[]
  /** One a column of RecordTable.columns; null is SQL's null. In pages, longer texts are cut, see isCut. */
  cells: (string | null)[]
}

/** Characters of a cell in a page; a longer one comes with one more. */
export const cellLimit = 300

export function isCut(cell: string | null): boolean {
  return cell !== null && cell.length > cellLimit
}

/** Up to so many rows a count is exact, and any column can be sorted by. */
export const cheapRows = 10_000

/** What a table is ordered by when it is sorted by a column; null where that would read all of a large table. */
export function orderOf({ estimate, key }: RecordTable, column: RecordColumn): string[] | null {
  if (column.order) return column.order
  if ((estimate ?? 0) >= cheapRows || column.masked || kindOf(column) === 'json' || column.type === 'point') return null
  return [column.name, ...key.filter((name) => name !== column.name)]
}

/** Whether a filter can be answered without reading the whole table. */
export function isIndexed(column: RecordColumn, op: RecordFilter['op']): boolean {
  if (op === 'contains') return column.searchable
  return column.indexed
}

export type ColumnKind = 'text' | 'number' | 'time' | 'date' | 'boolean' | 'uuid' | 'enum' | 'array' | 'json' | 'other'

const numbers = /^(smallint|integer|bigint|numeric|real|double precision)\b/

/** What a column's values are, for filters and for how they are shown. */
export function kindOf({ type, enum: labels }: RecordColumn): ColumnKind {
  if (type.endsWith('[]')) return 'array'
  if (labels) return 'enum'
  if (numbers.test(type)) return 'number'
  if (type.startsWith('timestamp')) return 'time'
  if (/^(text|citext|character)\b/.test(type)) return 'text'
  if (type === 'date' || type === 'boolean' || type === 'uuid') return type
  return type.startsWith('json') ? 'json' : 'other'
}

/** Which filters a column takes. */
export function filtersOf(column: RecordColumn): RecordFilter['op'][] {
  const kind = kindOf(column)
  const rest: RecordFilter['op'][] = column.nullable ? ['null'] : []
  if (kind === 'array' || kind === 'json') return ['contains', ...rest]
  if (kind === 'text') return ['is', 'contains', 'range', ...rest]
  if (kind === 'time') return ['range', ...rest]
  if (kind === 'number' || kind === 'date') return ['is', 'range', ...rest]
  return column.type === 'point' ? rest : ['is', ...rest]
}

/** Rows elsewhere that point to one row, and the filter that shows them. */
export interface RecordLink {
  table: string
  column: string
  filters: RecordFilter[]
  /** Counted up to 100; null where counting would read a whole table. */
  count: Count | null
}

export interface RecordCount {
  n: number
  /** false: the planner's estimate. */
  isExact: boolean
}

export interface HistoryEntry {
  id: string
  at: string
  actor: StaffRef | null
  action: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
}

export interface RecordEdit {
  commandId: string
  id: string
  /** `updated_at` as it was read. */
  expectedUpdatedAt: string
  reason: string
}

export interface RecordMethods {
  'records.tables': { input: Record<string, never>; output: RecordTable[] }
  'records.page': {
    input: RecordQuery & { cursor?: string; direction?: 'after' | 'before'; limit?: number }
    output: Page<RecordRow>
  }
  'records.count': { input: { table: string; filters: RecordFilter[] }; output: RecordCount }
  /** Whole rows; those that are gone are left out. */
  'records.rows': { input: { table: string; keys: string[][] }; output: RecordRow[] }
  'records.links': { input: { table: string; key: string[] }; output: RecordLink[] }
  'records.export': { input: RecordQuery & { format: ExportFormat }; output: ExportJob }
  'records.history': { input: { kind: 'setting' | 'feature_flag'; id: string }; output: HistoryEntry[] }
  'records.setSetting': { input: RecordEdit & { value: unknown }; output: { version: string } }
  'records.setFlag': {
    input: RecordEdit & { isEnabled: boolean; rolloutPercentage: number; rules: unknown }
    output: { version: string }
  }
}
