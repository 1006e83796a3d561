/** Pages of a queue by the place in its order, both ways, without OFFSET. Every workspace builds its queue with this. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Page } from '../../shared/work.ts'
import { invalid } from './errors.ts'

/** A column of an order; the columns together are unique. */
export interface SortColumn {
  column: string
  /** How its value is called in the rows; as the column unless given. */
  as?: string
  /** What its cursor value is cast to; left out where the comparison alone decides. */
  type?: 'timestamptz' | 'integer' | 'numeric' | 'text' | 'uuid'
  descending?: boolean
  /** It may hold nulls, which are greater than every value, as in an index. */
  nullable?: boolean
}

export interface Keyset {
  /** What to select and from where: "id, subject from console.ticket_queue". */
  select: string
  /** Conditions with their parameters $1 to $`parameters`. */
  where: string[]
  parameters: number
  sort: readonly SortColumn[]
  /** The values of the cursor, see readCursor; those that are not null are the parameters after `parameters`. */
  place?: readonly unknown[]
  /** Which side of the cursor is read; null is the first page. */
  side: 'after' | 'before' | null
  /** Rows of a page; one more is read to know whether there is another page. */
  limit: number
}

/**
 * The statement of a page. An order whose directions are mixed has no row comparison, nor has one with nulls, so it is read as
 * one index range per run of columns that compare together, and the ranges are put together.
 */
export function keysetSql(keyset: Keyset): string {
  const { select, where, parameters, side, place = [] } = keyset
  const sort = side === 'before' ? keyset.sort.map(reversed) : keyset.sort
  const tail = (name: (column: SortColumn) => string) =>
    `order by ${sort.map((column) => (column.descending ? `${name(column)} desc` : name(column))).join(', ')} limit ${keyset.limit + 1}`
  const page = tail(({ column }) => column)
  if (side === null) return `select ${select}${whereSql(where)} ${page}`
  const isNull = (column: SortColumn) => place[sort.indexOf(column)] === null
  const given = sort.filter((column) => !isNull(column))
  const value = (column: SortColumn) => `$${parameters + 1 + given.indexOf(column)}${column.type ? `::${column.type}` : ''}`
  const ranges = runs(sort).flatMap((run, index, all) => {
    const settled = all.slice(0, index).flat()
    const same = settled.map((each) => (isNull(each) ? `${each.column} is null` : `${each.column} = ${value(each)}`))
    return beyond(run, isNull, value).map((condition) => `select ${select}${whereSql([...where, ...same, condition])} ${page}`)
  })
  if (ranges.length === 1) return ranges[0] as string
  return `select * from (${ranges.map((range) => `(${range})`).join(' union all ')}) page ${tail(nameOf)}`
}

/** What lies after the cursor in one run, each condition an index range; none where the cursor is at the nulls that end it. */
function beyond(run: SortColumn[], isNull: (column: SortColumn) => boolean, value: (column: SortColumn) => string): string[] {
  const [first] = run
  if (!first) return []
  const { column, descending, nullable } = first
  if (isNull(first)) return descending ? [`${column} is not null`] : []
  const names = run.map((each) => each.column).join(', ')
  const range = `(${names}) ${descending ? '<' : '>'} (${run.map(value).join(', ')})`
  return nullable && !descending ? [range, `${column} is null`] : [range]
}

function whereSql(conditions: string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}

function reversed(column: SortColumn): SortColumn {
  return { ...column, descending: !column.descending }
}

/** Neighbours with the same direction, together; one that may be null stands alone. */
function runs(sort: readonly SortColumn[]): SortColumn[][] {
  const found: SortColumn[][] = []
  for (const column of sort) {
    const last = found.at(-1)
    const [before] = last ?? []
    const fits = before && !before.nullable && !column.nullable && Boolean(before.descending) === Boolean(column.descending)
    if (last && fits) last.push(column)
    else found.push([column])
  }
  return found
}

function nameOf({ column, as = column }: SortColumn): string {
  return as
}

type Row = Record<string, unknown>

/** Puts the rows that were read into the order of the list and tells where it goes on. `sortName` binds cursors to their order. */
export function toPage<R extends Row>(read: R[], keyset: Keyset, sortName: string): Page<R> {
  const { side, limit, sort } = keyset
  const hasMore = read.length > limit
  const rows = hasMore ? read.slice(0, limit) : read
  if (side === 'before') rows.reverse()
  const cursorOf = (row: R | undefined) => (row ? encodeCursor(sortName, sort, row) : null)
  const [first, last] = [rows[0], rows.at(-1)]
  if (side === 'before') return { rows, next: cursorOf(last), previous: hasMore ? cursorOf(first) : null }
  return { rows, next: hasMore ? cursorOf(last) : null, previous: side === null ? null : cursorOf(first) }
}

function encodeCursor(sortName: string, sort: readonly SortColumn[], row: Row): string {
  return Buffer.from(JSON.stringify([sortName, ...sort.map((column) => row[nameOf(column)])])).toString('base64url')
}

const columnValues = {
  timestamptz: z.union([z.iso.datetime({ offset: true }), z.literal('infinity'), z.literal('-infinity')]),
  integer: z.int(),
  numeric: z.string().regex(/^-?\d{1,20}(\.\d{1,10})?$/),
  text: z.string().max(1000),
  uuid: z.guid(),
}
const anyValue = z.union([z.string().max(10_000), z.number(), z.boolean()])

/** The values of a cursor. Throws `invalid` when it is not one of this order. */
export function readCursor(cursor: string, sortName: string, sort: readonly SortColumn[]): unknown[] {
  const schema = z.tuple([z.literal(sortName), ...sort.map(valueSchema)])
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success) throw invalid('cursor', 'This place in the list belongs to another order. Read the list from its start.')
  return parsed.data.slice(1)
}

function valueSchema({ type, nullable }: SortColumn): z.ZodType {
  const schema = type ? columnValues[type] : anyValue
  return nullable ? schema.nullable() : schema
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Hashing is cheap, but not on the way to every page. */
const names = new Map<string, string>()

/** One name per text, so that each shape of a queue is prepared once a connection. */
export function statementName(prefix: string, text: string): string {
  const known = names.get(text)
  if (known) return known
  if (names.size >= 1000) names.clear()
  const name = `${prefix}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
  names.set(text, name)
  return name
}
