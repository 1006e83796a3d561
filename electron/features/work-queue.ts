/** The queue of any workspace: views and filters from a fixed list, values as parameters, one prepared statement a shape. */
import { escapeLiteral } from 'pg'
import { z } from 'zod'
import type { SignedIn } from '../../shared/session.ts'
import {
  type commonViews,
  type Page,
  type PlanTier,
  type Priority,
  planTiers,
  priorities,
  type QueueCounts,
  type QueueInput,
  type StaffRef,
  type WorkFilter,
  type WorkKind,
  type WorkRow,
} from '../../shared/work.ts'
import { type Keyset, keysetSql, readCursor, type SortColumn, statementName, toPage } from '../services/keyset.ts'
import type { Postgres } from '../services/postgres.ts'
import type { Session } from '../services/session.ts'
import { id, searchText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Call } from './handler.ts'

/** A condition; `value` gives the parameter that stands for a value. */
export type Condition = (value: (value: unknown) => string, person: SignedIn) => string

/** What a workspace says of its queue. It is read from the view console.<kind>_queue, which selects console.work_row and more. */
export interface QueueOptions<View extends string, Sort extends string, Status extends string, Category extends string, Own, Row> {
  kind: WorkKind
  /** All views and sorts of the contract; those that no entry below defines are the ones every workspace has. */
  viewNames: readonly View[]
  sortNames: readonly Sort[]
  statuses: readonly Status[]
  categories: readonly Category[]
  /** null shows everything. */
  views: Partial<Record<View, Condition | null>>
  sorts: Partial<Record<Sort, readonly SortColumn[]>>
  /** Columns of the view beside those of every kind: "subject, held_amount". */
  columns: string
  /** The contract's row from the common part and the own columns as read. */
  toRow: (common: WorkRow, own: Own) => Row
}

const mostRows = 200
const defaultLimit = 60

/** The views that every workspace has. What somebody only holds until the lease ends is theirs too. */
const workViews = (kind: WorkKind) =>
  ({
    mine: (value, { staff }) =>
      `is_open and snoozed_until is null and (assignee_id = ${value(staff.id)} or id = any((select console.held('${kind}'))::uuid[]))`,
    unassigned: () => 'is_open and snoozed_until is null and assignee_id is null',
    in_hands: () =>
      `is_open and snoozed_until is null and (assignee_id is not null or id = any((select console.held_by_all('${kind}'))::uuid[]))`,
    late: () => 'is_open and snoozed_until is null and due_at < now()',
    due_hour: () => `is_open and snoozed_until is null and due_at >= now() and due_at < now() + interval '1 hour'`,
    snoozed: () => 'snoozed_until is not null',
    closed_today: (_, { timezone }) => `closed_at >= date_trunc('day', now(), ${escapeLiteral(timezone)})`,
    open: () => 'is_open',
    done: () => 'not is_open',
    all: null,
  }) satisfies Record<(typeof commonViews)[number], Condition | null>

const byId = (descending = false) => ({ column: 'id', type: 'uuid', descending }) as const
const due = { column: 'due_at', type: 'timestamptz' } as const

/** The orders that every workspace has; each has its index on console.work_item. */
const workSorts = {
  due: [due, byId()],
  newest: [{ column: 'created_at', type: 'timestamptz', descending: true }, byId(true)],
  oldest: [{ column: 'created_at', type: 'timestamptz' }, byId()],
  updated: [{ column: 'updated_at', type: 'timestamptz', descending: true }, byId(true)],
  priority: [{ column: 'priority_rank', type: 'integer', descending: true }, due, byId()],
} satisfies Record<string, readonly SortColumn[]>

const commonColumns = `id, number, status, priority, priority_rank, category, plan, assignee_id, assignee_name, assignee_initials,
  customer_id, customer_name, due_at, due_clock, paused_since, snoozed_until, unread, has_attachment, tags, version, created_at, updated_at,
  lease_holder_id, lease_holder_name, lease_holder_initials`

interface ReadRow extends Record<string, unknown> {
  id: string
  number: number
  status: string
  priority: Priority
  category: string
  plan: PlanTier
  assignee_id: string | null
  assignee_name: string
  assignee_initials: string
  customer_id: string | null
  customer_name: string
  due_at: string
  due_clock: string | null
  paused_since: string | null
  snoozed_until: string | null
  unread: boolean
  has_attachment: boolean
  tags: string[]
  version: number
  created_at: string
  updated_at: string
  lease_holder_id: string | null
  lease_holder_name: string
  lease_holder_initials: string
}

const person = (id: string | null, name: string, initials: string): StaffRef | null => (id === null ? null : { id, name, initials })

function commonRow(row: ReadRow): WorkRow {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    priority: row.priority,
    category: row.category,
    plan: row.plan,
    assignee: person(row.assignee_id, row.assignee_name, row.assignee_initials),
    customer: row.customer_id === null ? null : { id: row.customer_id, name: row.customer_name },
    dueAt: row.due_at === 'infinity' ? null : row.due_at,
    dueClock: row.due_clock,
    pausedSince: row.paused_since,
    snoozedUntil: row.snoozed_until,
    unread: row.unread,
    hasAttachment: row.has_attachment,
    tags: row.tags,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    leaseHolder: person(row.lease_holder_id, row.lease_holder_name, row.lease_holder_initials),
  }
}

/**
 * One of these values, which stand in the statement itself: a prepared statement whose values are parameters is planned as if all of
 * them were equally common, and looks for a rare one through the whole table.
 */
const oneOf = (column: string, values: readonly string[]): Condition => {
  const list = values.toSorted().map((each) => escapeLiteral(each))
  return () => `${column} in (${list.join(', ')})`
}

/** One condition a filter that is set; an empty list of values filters nothing. */
function conditions(kind: WorkKind, filter: WorkFilter): Condition[] {
  const { status, priority, category, plan, currency, assignee, tag, text } = filter
  const found: Condition[] = []
  if (status?.length) found.push(oneOf('status', status))
  if (priority?.length) found.push((value) => `priority_rank = any(${value(priority.map((name) => priorities.indexOf(name) + 1))})`)
  if (category?.length) found.push(oneOf('category', category))
  if (plan?.length) found.push(oneOf('plan', plan))
  if (currency?.length) found.push(oneOf('currency', currency))
  if (assignee?.length) found.push((value, { staff }) => assigneeIs(assignee, staff.id, value))
  // The index of tags leaves out what has none.
  if (tag?.length) found.push((value) => `tags @> ${value(tag)} and tags <> '{}'`)
  if (text?.trim()) found.push((value) => `id in (select console.${kind}_search(${value(text)}))`)
  return found
}

function assigneeIs(wanted: string[], self: string, value: (value: unknown) => string): string {
  const ids = wanted.filter((each) => each !== 'none').map((each) => (each === 'me' ? self : each))
  if (!wanted.includes('none')) return `assignee_id = any(${value(ids)})`
  return ids.length === 0 ? 'assignee_id is null' : `(assignee_id is null or assignee_id = any(${value(ids)}))`
}

/** A filter as the functions of the database take it: only what is set. */
export function filterJson(filter: WorkFilter): string {
  return JSON.stringify(Object.fromEntries(Object.entries(filter).filter(([, value]) => value && value.length > 0)))
}

/** The schemas of a queue's inputs, its statement, and how it is read. */
export function workQueue<View extends string, Sort extends string, Status extends string, Category extends string, Own, Row>(
  options: QueueOptions<View, Sort, Status, Category, Own, Row>,
) {
  const { kind, toRow } = options
  type Filter = WorkFilter & { status?: Status[]; category?: Category[] }
  type Asked = QueueInput<View, Sort, Filter>
  const views: Partial<Record<string, Condition | null>> = { ...workViews(kind), ...options.views }
  const sorts: Partial<Record<string, readonly SortColumn[]>> = { ...workSorts, ...options.sorts }
  const select = `${commonColumns}${options.columns && `, ${options.columns}`} from console.${kind}_queue`

  const view = z.enum(options.viewNames)
  const filter = z.strictObject({
    status: z.array(z.enum(options.statuses)).max(20).exactOptional(),
    priority: z.array(z.enum(priorities)).max(20).exactOptional(),
    category: z.array(z.enum(options.categories)).max(20).exactOptional(),
    plan: z.array(z.enum(planTiers)).max(20).exactOptional(),
    currency: z
      .array(z.string().regex(/^[A-Z]{3}$/))
      .max(50)
      .exactOptional(),
    assignee: z
      .array(z.union([z.literal('me'), z.literal('none'), id]))
      .max(100)
      .exactOptional(),
    tag: z.array(text(100)).max(20).exactOptional(),
    text: searchText.exactOptional(),
  })
  const input = z.strictObject({
    view,
    filter,
    sort: z.enum(options.sortNames),
    cursor: z.string().min(1).max(1000).exactOptional(),
    direction: z.enum(['after', 'before']).exactOptional(),
    limit: z.int().min(1).max(mostRows).exactOptional(),
    ids: z.array(id).min(1).max(mostRows).exactOptional(),
  })

  /** The statement of a page; also what a bare query is measured against. */
  function query(reader: SignedIn, { view, filter, sort, cursor, direction = 'after', limit = defaultLimit, ids }: Asked) {
    const values: unknown[] = []
    const value = (each: unknown) => `$${values.push(each)}`
    const where = [views[view], ...conditions(kind, filter)].flatMap((condition) => (condition ? [condition(value, reader)] : []))
    if (ids) where.push(`id = any(${value(ids)})`)
    const order = sorts[sort] ?? workSorts.due
    const keyset: Keyset = {
      select,
      where,
      parameters: values.length,
      sort: order,
      side: cursor === undefined || ids ? null : direction,
      limit: ids ? mostRows : limit,
    }
    if (cursor !== undefined && !ids) values.push(...readCursor(cursor, sort, order))
    const text = keysetSql(keyset)
    return { query: { name: statementName(kind, text), text, values }, keyset }
  }

  /** Rows named by id are patches of what just changed, which a replica may not have yet. Throws Problem. */
  async function read(postgres: Postgres, reader: SignedIn, asked: Asked, signal: AbortSignal): Promise<Page<Row>> {
    const { query: statement, keyset } = query(reader, asked)
    const page = toPage(await postgres.read<ReadRow>(statement, { signal, fromReplica: !asked.ids }), keyset, asked.sort)
    const cursors = asked.ids ? { next: null, previous: null } : { next: page.next, previous: page.previous }
    return { rows: page.rows.map((row) => toRow(commonRow(row), row as Own)), ...cursors }
  }

  /** Throws Problem. */
  function readCounts(session: Session, view: View, filter: Filter, signal: AbortSignal): Promise<QueueCounts> {
    return consoleFunctions(session).read<QueueCounts>('queue_counts', [kind, view, filterJson(filter)], signal, { fromReplica: true })
  }

  /** The two methods with which a desk reads its list. */
  const handlers = (session: Session) => ({
    queue: { input, handle: (asked: Asked, { signal }: Call) => read(session.database(), session.signedIn(), asked, signal) },
    counts: {
      input: z.strictObject({ view, filter }),
      handle: ({ view, filter }: { view: View; filter: Filter }, { signal }: Call) => readCounts(session, view, filter, signal),
    },
  })

  return { input, filter, query, read, handlers }
}
