/** Statements over the views of Records: names only from the catalog, values as parameters. */
import {
  cellLimit,
  isIndexed,
  kindOf,
  orderOf,
  type RecordColumn,
  type RecordFilter,
  type RecordSort,
  type RecordTable,
} from '../../shared/records.ts'
import { invalid } from '../services/errors.ts'
import { type Keyset, keysetSql, readCursor, type SortColumn, statementName } from '../services/keyset.ts'
import type { Query } from '../services/postgres.ts'

/** Gives the parameter that stands for a value. */
type Value = (value: unknown) => string

export interface PageInput {
  filters: RecordFilter[]
  sort: RecordSort | null
  cursor?: string
  direction?: 'after' | 'before'
  limit: number
}

/** A page with its cells as c0, c1 ... and the values of its order as k0, k1 ... Throws `invalid`. */
export function pageQuery(table: RecordTable, input: PageInput): { query: Query; keyset: Keyset; sortName: string } {
  const { values, where } = conditions(table, input.filters)
  const sort = sortColumns(table, input.sort)
  const sortName = JSON.stringify([table.table, input.sort])
  const place = input.cursor === undefined ? [] : readCursor(input.cursor, sortName, sort)
  const orders = sort.map(({ column, as }) => `${column} as ${as}`)
  const keyset: Keyset = {
    select: `${[cells(table, true), ...orders].join(', ')} from ${viewOf(table)}`,
    where,
    parameters: values.length,
    sort,
    side: input.cursor === undefined ? null : (input.direction ?? 'after'),
    place,
    limit: input.limit,
  }
  const given = place.filter((value) => value !== null)
  return { query: named(keysetSql(keyset), [...values, ...given]), keyset, sortName }
}

/** Whole rows by their keys, cells as in a page. Throws `invalid`. */
export function rowsQuery(table: RecordTable, keys: string[][]): Query {
  const values: unknown[] = []
  const value: Value = (each) => `$${values.push(each)}`
  const columns = table.key.map((name) => columnOf(table, name))
  const rows = filledUp(keys).map((key) => {
    if (key.length !== columns.length) throw invalid('keys', 'This is no key of this table. Read the list again.')
    return `(${columns.map((column, index) => value(checked(column, key[index] ?? ''))).join(', ')})`
  })
  const place = `(${table.key.map(quoted).join(', ')})`
  return named(`select ${cells(table, false)} from ${viewOf(table)} where ${place} in (${rows.join(', ')})`, values)
}

/** The last one repeated up to a power of two: a few statements serve any number of keys. */
function filledUp(keys: string[][]): string[][] {
  const most = 2 ** Math.ceil(Math.log2(Math.max(1, keys.length)))
  return [...keys, ...Array<string[]>(most - keys.length).fill(keys.at(-1) ?? [])]
}

/** All rows for an export, in the order of the list: for csv the columns as text, for json one column. Throws `invalid`. */
export function exportQuery(table: RecordTable, filters: RecordFilter[], sort: RecordSort | null, format: 'csv' | 'json') {
  const { values, where } = conditions(table, filters)
  const order = sortColumns(table, sort)
    .map(({ column, descending }) => (descending ? `${column} desc` : column))
    .join(', ')
  const from = `from ${viewOf(table)} ${whereSql(where)} order by ${order}`
  if (format === 'csv') return { text: `select ${cells(table, false)} ${from}`, values }
  return { text: `select row_to_json(r)::text from (select ${table.columns.map(({ name }) => quoted(name)).join(', ')} ${from}) r`, values }
}

export function countQuery(table: RecordTable, filters: RecordFilter[]): Query {
  const { values, where } = conditions(table, filters)
  return named(`select count(*) as n from ${viewOf(table)} ${whereSql(where)}`, values)
}

/** What the planner expects of the same rows: `plan` is EXPLAIN's JSON. */
export function estimateQuery(table: RecordTable, filters: RecordFilter[]): Query {
  const { values, where } = conditions(table, filters)
  return named(`explain (format json) select 1 from ${viewOf(table)} ${whereSql(where)}`, values)
}

/** One row { n, count } a link; each counted up to `most`. */
export function linkCountsQuery(links: { table: RecordTable; filters: RecordFilter[]; n: number }[], most: number): Query {
  const values: unknown[] = []
  const parts = links.map(({ table, filters, n }) => {
    const where = filters.map((filter) => condition(table, filter, (each) => `$${values.push(each)}`))
    return `select ${n} as n, (select count(*) from (select from ${viewOf(table)} ${whereSql(where)} limit ${most + 1}) c)::int as count`
  })
  return named(parts.join(' union all '), values)
}

/** The filters that no index answers, in words: `notes contains`. */
export function unindexed(table: RecordTable, filters: RecordFilter[]): RecordColumn[] {
  return filters.map((filter) => columnOf(table, filter.column)).filter((column, index) => !isIndexed(column, filters[index]?.op ?? 'is'))
}

export function columnOf({ table, columns }: RecordTable, name: string): RecordColumn {
  const column = columns.find((each) => each.name === name)
  if (!column) throw invalid('column', `The table ${table} has no column ${name} that you may read.`)
  return column
}

function named(text: string, values: unknown[]): Query {
  return { name: statementName('records', text), text, values }
}

function viewOf({ view }: RecordTable): string {
  return `console.${quoted(view)}`
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function whereSql(where: string[]): string {
  return where.length === 0 ? '' : `where ${where.join(' and ')}`
}

const longKinds = new Set(['text', 'array', 'json', 'other'])

/** Every value as text, instants in ISO 8601; long ones cut for a page. */
function cells(table: RecordTable, cut: boolean): string {
  const known = cellsOf.get(table)?.[cut ? 'cut' : 'whole']
  if (known) return known
  const made = { cut: makeCells(table, true), whole: makeCells(table, false) }
  cellsOf.set(table, made)
  return made[cut ? 'cut' : 'whole']
}

/** A table of the catalog never changes, and there is a text for each page that is read. */
const cellsOf = new WeakMap<RecordTable, { cut: string; whole: string }>()

function makeCells(table: RecordTable, cut: boolean): string {
  const made = table.columns.map((column, index) => {
    const kind = kindOf(column)
    const name = quoted(column.name)
    const isLong = cut && longKinds.has(kind) && !table.key.includes(column.name)
    if (kind === 'time') return `${name} as c${index}`
    return `${isLong ? `left(${name}::text, ${cellLimit + 1})` : `${name}::text`} as c${index}`
  })
  return made.join(', ')
}

/** Throws `invalid` where sorting would read all of a large table. */
function sortColumns(table: RecordTable, sort: RecordSort | null): SortColumn[] {
  const names = sort ? orderOf(table, columnOf(table, sort.column)) : table.key
  if (!names) throw invalid('sort', `No index orders ${table.table} by ${sort?.column}, so it cannot be sorted by it.`)
  return names.map((name, index) => ({
    column: quoted(name),
    as: `k${index}`,
    descending: sort?.descending ?? true,
    nullable: columnOf(table, name).nullable,
  }))
}

function conditions(table: RecordTable, filters: RecordFilter[]): { values: unknown[]; where: string[] } {
  const values: unknown[] = []
  const value: Value = (each) => `$${values.push(each)}`
  return { values, where: filters.map((filter) => condition(table, filter, value)) }
}

function condition(table: RecordTable, filter: RecordFilter, value: Value): string {
  const column = columnOf(table, filter.column)
  const name = quoted(column.name)
  switch (filter.op) {
    case 'null':
      return filter.isNull ? `${name} is null` : `${name} is not null`
    case 'is':
      if (filter.values.length === 0) return 'true'
      if (filter.values.length === 1) return `${name} = ${value(checked(column, filter.values[0] ?? ''))}`
      return `${name} = any(${value(filter.values.map((each) => checked(column, each)))})`
    case 'contains':
      if (kindOf(column) === 'array') return `${name} @> ${value([filter.text])}`
      return `${name}::text ilike ${value(`%${filter.text.replaceAll(/[\\%_]/g, '\\$&')}%`)}`
    case 'range':
      return range(column, name, filter.from, filter.to, value)
  }
}

const day = /^\d{4}-\d\d-\d\d$/

function range(column: RecordColumn, name: string, from: string | null, to: string | null, value: Value): string {
  const parts: string[] = []
  if (from !== null) parts.push(`${name} >= ${value(checked(column, from))}`)
  // The whole last day belongs to it.
  if (to !== null && kindOf(column) === 'time' && day.test(to)) parts.push(`${name} < ${value(checked(column, to))}::date + 1`)
  else if (to !== null) parts.push(`${name} <= ${value(checked(column, to))}`)
  return parts.length === 0 ? 'true' : parts.join(' and ')
}

const forms: Partial<Record<ReturnType<typeof kindOf>, [RegExp, string]>> = {
  number: [/^-?\d{1,40}(\.\d{1,20})?$/, 'a number such as 1240.00'],
  uuid: [/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'an id of 32 hexadecimal digits'],
  date: [day, 'a day such as 2026-05-01'],
  time: [/^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)?)?$/, 'a day or a time such as 2026-05-01T09:30:00Z'],
  boolean: [/^(true|false)$/, 'true or false'],
}

/** Throws `invalid` for a value that the column could never hold; PostgreSQL judges the rest. */
function checked(column: RecordColumn, value: string): string {
  const form = forms[kindOf(column)]
  const fits = column.enum ? column.enum.includes(value) : (form?.[0].test(value) ?? true)
  if (fits) return value
  const wanted = column.enum ? `one of ${column.enum.join(', ')}` : form?.[1]
  throw invalid(`filters.${column.name}`, `“${value.slice(0, 60)}” does not fit ${column.name}, which takes ${wanted}.`)
}
