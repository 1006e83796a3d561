/** The ticket queue: views and filters from a fixed list, values as parameters, one prepared statement a shape. */
import { z } from 'zod'
import type { SignedIn } from '../../shared/session.ts'
import {
  planTiers,
  type TicketCounts,
  type TicketFilter,
  type TicketQueueInput,
  type TicketQueuePage,
  type TicketRow,
  type TicketSort,
  type TicketView,
  ticketCategories,
  ticketPriorities,
  ticketSorts,
  ticketStatuses,
  ticketViews,
} from '../../shared/tickets.ts'
import { type Keyset, keysetSql, readCursor, type SortColumn, statementName, toPage } from '../services/keyset.ts'
import type { Postgres } from '../services/postgres.ts'
import { id, searchText, text } from './fields.ts'

const mostRows = 200

export const ticketFilter = z.strictObject({
  status: z.array(z.enum(ticketStatuses)).max(20).exactOptional(),
  priority: z.array(z.enum(ticketPriorities)).max(20).exactOptional(),
  category: z.array(z.enum(ticketCategories)).max(20).exactOptional(),
  plan: z.array(z.enum(planTiers)).max(20).exactOptional(),
  assignee: z
    .array(z.union([z.literal('me'), z.literal('none'), id]))
    .max(100)
    .exactOptional(),
  tag: z.array(text(100)).max(20).exactOptional(),
  text: searchText.exactOptional(),
})

export const queueInput = z.strictObject({
  view: z.enum(ticketViews),
  filter: ticketFilter,
  sort: z.enum(ticketSorts),
  cursor: z.string().min(1).max(1000).exactOptional(),
  direction: z.enum(['after', 'before']).exactOptional(),
  limit: z.int().min(1).max(mostRows).exactOptional(),
  ids: z.array(id).min(1).max(mostRows).exactOptional(),
})

const defaultLimit = 60

const sorts: Record<TicketSort, readonly SortColumn[]> = {
  due: [
    { column: 'due_at', type: 'timestamptz' },
    { column: 'id', type: 'uuid' },
  ],
  newest: [
    { column: 'created_at', type: 'timestamptz', descending: true },
    { column: 'id', type: 'uuid', descending: true },
  ],
  oldest: [
    { column: 'created_at', type: 'timestamptz' },
    { column: 'id', type: 'uuid' },
  ],
  updated: [
    { column: 'updated_at', type: 'timestamptz', descending: true },
    { column: 'id', type: 'uuid', descending: true },
  ],
  priority: [
    { column: 'priority_rank', type: 'integer', descending: true },
    { column: 'due_at', type: 'timestamptz' },
    { column: 'id', type: 'uuid' },
  ],
}

/** A condition; `value` gives the parameter that stands for a value. */
type Condition = (value: (value: unknown) => string, person: SignedIn) => string

const views: Record<TicketView, Condition | null> = {
  mine: (value, { staff }) => `is_open and snoozed_until is null and assignee_id = ${value(staff.id)}`,
  unassigned: () => 'is_open and snoozed_until is null and assignee_id is null',
  escalated: () => `status = 'escalated'`,
  waiting: () => `status = 'waiting_response'`,
  snoozed: () => 'snoozed_until is not null',
  closed_today: (value, { timezone }) => `closed_at >= date_trunc('day', now(), ${value(timezone)})`,
  open: () => 'is_open',
  all: null,
}

/** One condition a filter that is set; an empty list of values filters nothing. */
function conditions(filter: TicketFilter): Condition[] {
  const { status, priority, category, plan, assignee, tag, text } = filter
  const found: Condition[] = []
  if (status?.length) found.push((value) => `status = any(${value(status)})`)
  if (priority?.length) found.push((value) => `priority_rank = any(${value(priority.map((name) => ticketPriorities.indexOf(name) + 1))})`)
  if (category?.length) found.push((value) => `category = any(${value(category)})`)
  if (plan?.length) found.push((value) => `plan = any(${value(plan)})`)
  if (assignee?.length) found.push((value, { staff }) => assigneeIs(assignee, staff.id, value))
  if (tag?.length) found.push((value) => `tags @> ${value(tag)}`)
  if (text?.trim()) found.push((value) => `id in (select console.ticket_search(${value(text)}))`)
  return found
}

function assigneeIs(wanted: string[], self: string, value: (value: unknown) => string): string {
  const ids = wanted.filter((each) => each !== 'none').map((each) => (each === 'me' ? self : each))
  if (!wanted.includes('none')) return `assignee_id = any(${value(ids)})`
  return ids.length === 0 ? 'assignee_id is null' : `(assignee_id is null or assignee_id = any(${value(ids)}))`
}

const select = `id, number, subject, status, priority, priority_rank, category, plan, assignee_id, assignee_name, assignee_initials,
  customer_id, customer_name, due_at, due_clock, paused_since, snoozed_until, unread, has_attachment, tags, version, created_at, updated_at,
  lease_holder_id, lease_holder_name, lease_holder_initials from console.ticket_queue`

/** Rows named by id are patches of what just changed, which a replica may not have yet. Throws Problem. */
export async function readQueue(
  postgres: Postgres,
  person: SignedIn,
  input: TicketQueueInput,
  signal: AbortSignal,
): Promise<TicketQueuePage> {
  const { query, keyset } = queueQuery(person, input)
  const page = toPage(await postgres.read<QueueRow>(query, { signal, fromReplica: !input.ids }), keyset, input.sort)
  const cursors = input.ids ? { next: null, previous: null } : { next: page.next, previous: page.previous }
  return { rows: page.rows.map(toRow), ...cursors }
}

/** Throws Problem. */
export async function readCounts(postgres: Postgres, view: TicketView, filter: TicketFilter, signal: AbortSignal): Promise<TicketCounts> {
  const set = Object.entries(filter).filter(([, value]) => value.length > 0)
  const values = ['ticket', view, JSON.stringify(Object.fromEntries(set))]
  const query = { name: 'queue_counts', text: 'select console.queue_counts($1, $2, $3::jsonb) as counts', values }
  const rows = await postgres.read<{ counts: TicketCounts }>(query, { signal, fromReplica: true })
  return (rows[0] as { counts: TicketCounts }).counts
}

/** The statement of a page; also what a bare query is measured against. */
export function queueQuery(person: SignedIn, input: TicketQueueInput) {
  const { view, sort, cursor, direction = 'after', ids } = input
  const limit = ids ? mostRows : (input.limit ?? defaultLimit)
  const values: unknown[] = []
  const value = (each: unknown) => `$${values.push(each)}`
  const where = [views[view], ...conditions(input.filter)].flatMap((condition) => (condition ? [condition(value, person)] : []))
  if (ids) where.push(`id = any(${value(ids)})`)
  const keyset: Keyset = {
    select,
    where,
    parameters: values.length,
    sort: sorts[sort],
    side: cursor === undefined || ids ? null : direction,
    limit,
  }
  if (cursor !== undefined && !ids) values.push(...readCursor(cursor, sort, sorts[sort]))
  const text = keysetSql(keyset)
  return { query: { name: statementName('tickets', text), text, values }, keyset }
}

interface QueueRow extends Record<string, unknown> {
  id: string
  number: number
  subject: string
  status: TicketRow['status']
  priority: TicketRow['priority']
  category: TicketRow['category']
  plan: TicketRow['plan']
  assignee_id: string | null
  assignee_name: string
  assignee_initials: string
  customer_id: string
  customer_name: string
  due_at: string
  due_clock: TicketRow['dueClock']
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

function toRow(row: QueueRow): TicketRow {
  return {
    id: row.id,
    number: row.number,
    subject: row.subject,
    status: row.status,
    priority: row.priority,
    category: row.category,
    plan: row.plan,
    assignee: row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name, initials: row.assignee_initials },
    customer: { id: row.customer_id, name: row.customer_name },
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
    leaseHolder:
      row.lease_holder_id === null ? null : { id: row.lease_holder_id, name: row.lease_holder_name, initials: row.lease_holder_initials },
  }
}
