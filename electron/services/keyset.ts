/** Pages of a queue by the place in its order, both ways, without OFFSET. Every workspace builds its queue with this. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Page } from '../../shared/work.ts'
import { invalid } from './errors.ts'

/** A column of an order. Columns hold no nulls; the last one of an order is unique. */
export interface SortColumn {
  column: string
  type: 'timestamptz' | 'integer' | 'text' | 'uuid'
  descending?: boolean
}

export interface Keyset {
  /** What to select and from where: "id, subject from console.ticket_queue". */
  select: string
  /** Conditions with their parameters $1 to $`parameters`. */
  where: string[]
  parameters: number
  sort: readonly SortColumn[]
  /** Which side of the cursor is read; null is the first page. */
  side: 'after' | 'before' | null
  /** Rows of a page; one more is read to know whether there is another page. */
  limit: number
}

/**
 * The statement of a page. An order whose directions are mixed has no row comparison, so it is read as one index range per
 * run of columns with the same direction, and the ranges are put together.
 */
export function keysetSql(keyset: Keyset): string {
  const { select, where, parameters, side } = keyset
  const sort = side === 'before' ? keyset.sort.map(reversed) : keyset.sort
  const tail = `order by ${sort.map(({ column, descending }) => (descending ? `${column} desc` : column)).join(', ')} limit ${keyset.limit + 1}`
  if (side === null) return `select ${select}${whereSql(where)} ${tail}`
  const place = (column: SortColumn) => `$${parameters + 1 + sort.indexOf(column)}::${column.type}`
  const ranges = runs(sort).map((run, index, all) => {
    const settled = all.slice(0, index).flat()
    const names = run.map(({ column }) => column).join(', ')
    const beyond = `(${names}) ${run[0]?.descending ? '<' : '>'} (${run.map(place).join(', ')})`
    const same = settled.map((column) => `${column.column} = ${place(column)}`)
    return `select ${select}${whereSql([...where, ...same, beyond])} ${tail}`
  })
  if (ranges.length === 1) return ranges[0] as string
  return `select * from (${ranges.map((range) => `(${range})`).join(' union all ')}) page ${tail}`
}

function whereSql(conditions: string[]): string {
  return conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
}

function reversed(column: SortColumn): SortColumn {
  return { ...column, descending: !column.descending }
}

/** Neighbours with the same direction, together. */
function runs(sort: readonly SortColumn[]): SortColumn[][] {
  const found: SortColumn[][] = []
  for (const column of sort) {
    const last = found.at(-1)
    if (last?.[0] && Boolean(last[0].descending) === Boolean(column.descending)) last.push(column)
    else found.push([column])
  }
  return found
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
  return Buffer.from(JSON.stringify([sortName, ...sort.map(({ column }) => row[column])])).toString('base64url')
}

const columnValues = {
  timestamptz: z.union([z.iso.datetime({ offset: true }), z.literal('infinity'), z.literal('-infinity')]),
  integer: z.int(),
  text: z.string().max(1000),
  uuid: z.guid(),
}

/** The values of a cursor. Throws `invalid` when it is not one of this order. */
export function readCursor(cursor: string, sortName: string, sort: readonly SortColumn[]): unknown[] {
  const schema = z.tuple([z.literal(sortName), ...sort.map(({ type }) => columnValues[type])])
  const parsed = schema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!parsed.success) throw invalid('cursor', 'This place in the list belongs to another order. Read the list from its start.')
  return parsed.data.slice(1)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** One name per text, so that each shape of a queue is prepared once a connection. */
export function statementName(prefix: string, text: string): string {
  return `${prefix}_${createHash('sha256').update(text).digest('hex').slice(0, 16)}`
}
