/**
 * The queue as the screen holds it: rows in the order in which they were read. Rows change in place; one that leaves the view stays,
 * greyed, and one that joins waits, until the person asks for the list anew. Pure, so that nothing ever moves by accident.
 */
import type { Page } from '../../shared/work.ts'

/** What a list needs of a row. */
export interface ListRow {
  id: string
  version: number
}

export interface QueueList<Row extends ListRow> {
  pages: Page<Row>[]
  /** All pages' rows in order. */
  rows: Row[]
  /** Heading of each row when it was read; headings do not wander while somebody looks. */
  groupOf: Map<string, string>
  /** Rows that no longer belong to the view. */
  left: Set<string>
  /** Ids that joined since the list was read. */
  joined: Set<string>
}

/** Pages that stay in memory; further ones are let go at the far end and read again when scrolled to. */
const maxPages = 20

/** The heading of a row, as of now; null where rows stand without one. */
export type GroupOf<Row> = ((row: Row) => string) | null

const groupsOf = <Row extends ListRow>(rows: Row[], groupOf: GroupOf<Row>) =>
  groupOf ? rows.map((row): [string, string] => [row.id, groupOf(row)]) : []

export function firstPage<Row extends ListRow>(page: Page<Row>, groupOf: GroupOf<Row>): QueueList<Row> {
  return {
    pages: [page],
    rows: page.rows,
    groupOf: new Map(groupsOf(page.rows, groupOf)),
    left: new Set(),
    joined: new Set(),
  }
}

export type Direction = 'after' | 'before'

/** Where the list goes on at this end; null where it ends. */
export function cursorOf<Row extends ListRow>(list: QueueList<Row>, direction: Direction): string | null {
  return (direction === 'after' ? list.pages.at(-1)?.next : list.pages[0]?.previous) ?? null
}

/**
 * The page that was asked for with `cursor`, at its end; nothing where that end moved meanwhile, which would leave a gap. A row that the
 * list already has is not repeated; too many pages are dropped at the other end.
 */
export function withPage<Row extends ListRow>(
  list: QueueList<Row>,
  page: Page<Row>,
  direction: Direction,
  cursor: string | null,
  groupOf: GroupOf<Row>,
): QueueList<Row> {
  if (cursorOf(list, direction) !== cursor) return list
  const known = new Set(list.rows.map((row) => row.id))
  const fresh = { ...page, rows: page.rows.filter((row) => !known.has(row.id)) }
  const pages = direction === 'after' ? [...list.pages, fresh].slice(-maxPages) : [fresh, ...list.pages].slice(0, maxPages)
  const joined = new Set(list.joined)
  for (const row of fresh.rows) joined.delete(row.id)
  return {
    ...list,
    pages,
    joined,
    rows: pages.flatMap((each) => each.rows),
    groupOf: new Map([...list.groupOf, ...groupsOf(fresh.rows, groupOf)]),
  }
}

/** Changes shown rows in place. */
export function patchRows<Row extends ListRow>(list: QueueList<Row>, change: (row: Row) => Row): QueueList<Row> {
  const pages = list.pages.map((page) => ({ ...page, rows: page.rows.map(change) }))
  return { ...list, pages, rows: pages.flatMap((page) => page.rows) }
}

/** The answer about items that changed: `asked` were asked for, `found` are those of them that the view holds. */
export function reconcile<Row extends ListRow>(list: QueueList<Row>, asked: string[], found: Row[]): QueueList<Row> {
  const fresh = new Map(found.map((row) => [row.id, row]))
  const shown = new Set(list.rows.map((row) => row.id))
  const left = new Set(list.left)
  const joined = new Set(list.joined)
  for (const id of asked) {
    const belongs = fresh.has(id)
    if (!shown.has(id)) belongs ? joined.add(id) : joined.delete(id)
    else belongs ? left.delete(id) : left.add(id)
  }
  const patched = patchRows(list, (row) => newer(row, fresh.get(row.id)))
  return { ...patched, left, joined }
}

/** An older answer never replaces a newer row. */
export const newer = <Row extends ListRow>(row: Row, other: Row | undefined): Row => (other && other.version >= row.version ? other : row)
