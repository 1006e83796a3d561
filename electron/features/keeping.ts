/**
 * What the screen was told is kept as it goes by, and answers for the database while that cannot be reached. Identity checks and payouts
 * are not among it: those papers and destinations stay on the platform.
 */
import { keptKinds } from '../../shared/cache.ts'
import type { Method } from '../../shared/contract.ts'
import { itemNumber } from '../../shared/ids.ts'
import type { SignedIn } from '../../shared/session.ts'
import {
  type Page,
  priorities,
  type QueueCounts,
  type QueueInput,
  type WorkFilter,
  type WorkKind,
  type WorkRow,
  workspaceNames,
} from '../../shared/work.ts'
import { answerId, type Kept } from '../services/cache.ts'
import { toProblem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'

export interface Keeping {
  /** Called with everything that was answered, and who had asked. */
  saw(method: unknown, input: unknown, value: unknown, asker: SignedIn | null): void
  /** What is kept of it; undefined when nothing is. */
  answer(method: unknown, input: unknown): unknown
}

/** Workspaces whose items are kept, by the first part of their methods. */
const kinds: Record<string, WorkKind> = Object.fromEntries(keptKinds.map((kind) => [workspaceNames[kind], kind]))
/** Small lists that an item or its queue is drawn with. */
const answers = new Set<unknown>(['work.colleagues', 'work.savedViews', 'work.counts', 'tickets.templates', 'tickets.articles'])
/** How often what is assigned or pinned is brought up to date, in ms. */
const fetchEvery = 120_000
const fetchSoon = 3000
const mostText = 100_000

type Ask = (method: Method, input: unknown) => unknown
type Query = QueueInput<string, string>

export function createKeeping({ cache, session, events, log }: Services, ask: Ask): Keeping {
  let timer: NodeJS.Timeout | undefined
  let wasOnline = false

  events.on('connection', ({ state }) => {
    const isOnline = state === 'online'
    if (isOnline && !wasOnline) again(fetchSoon)
    if (!isOnline) clearTimeout(timer)
    wasOnline = isOnline
  })

  function again(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void fetchOwn(), ms)
    timer.unref()
  }

  /** Reads what is assigned or pinned and changed since it was kept. */
  async function fetchOwn(): Promise<void> {
    try {
      for (const workspace of Object.keys(kinds)) await fetchWorkspace(workspace)
    } catch (thrown) {
      log.warn('not fetched for offline', { code: toProblem(thrown).code })
    }
    if (wasOnline) again(fetchEvery)
  }

  async function fetchWorkspace(workspace: string): Promise<void> {
    const kind = kinds[workspace] as WorkKind
    const person = session.person()
    if (!person?.capabilities.includes(`${workspace}.read`)) return
    const all = { filter: {}, sort: 'due', limit: 200 }
    const queue = `${workspace}.queue` as Method
    const kept = cache.versions(kind)
    const pinned = [...kept].filter(([, each]) => each.pinned).map(([id]) => id)
    const mine = (await ask(queue, { ...all, view: 'mine' })) as Page<WorkRow>
    const others = pinned.length > 0 ? ((await ask(queue, { ...all, view: 'all', ids: pinned.slice(0, 200) })) as Page<WorkRow>).rows : []
    for (const { id, version } of [...mine.rows, ...others]) {
      if (kept.get(id)?.version === version) continue
      const value = await ask(`${workspace}.get` as Method, { id })
      if (!isStill(person)) return
      keep(kind, id, value, false)
    }
  }

  /** What somebody asked for is not kept for whoever is signed in when it comes. */
  function isStill(asker: SignedIn | null): boolean {
    const now = session.person()
    return asker !== null && now?.staff.id === asker.staff.id && now.profile.id === asker.profile.id
  }

  function keep(kind: WorkKind, id: string, value: unknown, isUsed: boolean): void {
    const row = (value as { item: WorkRow }).item
    const label = `${itemNumber(kind, row.number)} ${titleOf(row)}`.trim()
    cache.put({ kind, itemId: id, value, row, label, text: textOf(value) }, isUsed)
  }

  return {
    saw(method, input, value, asker) {
      if (!isStill(asker)) return
      const [workspace, name] = partsOf(method)
      const kind = kinds[workspace]
      if (kind && name === 'get') keep(kind, (input as { id: string }).id, value, true)
      if (answers.has(method)) {
        cache.put({ kind: 'answer', itemId: answerId(String(method), input), value, row: null, label: '', text: '' }, true)
      }
    },
    answer(method, input) {
      const [workspace, name] = partsOf(method)
      const kind = kinds[workspace]
      const person = session.person()
      if (!person) return undefined
      if (answers.has(method)) return cache.get('answer', answerId(String(method), input))?.value
      if (!kind) return undefined
      if (name === 'get') return cache.get(kind, (input as { id: string }).id)?.value
      if (name === 'queue') return pageOf(cache.list(kind, (input as Query).filter.text), input as Query, person)
      if (name === 'counts')
        return countsOf(
          pageOf(
            cache.list(kind, (input as Query).filter.text),
            { ...(input as Query), sort: 'due', limit: Number.POSITIVE_INFINITY },
            person,
          ),
        )
      return undefined
    },
  }
}

function partsOf(method: unknown): [string, string] {
  const [workspace = '', name = ''] = String(method).split('.')
  return [workspace, name]
}

function titleOf(row: WorkRow): string {
  const { subject, title, name } = row as { subject?: unknown; title?: unknown; name?: unknown }
  return String(subject ?? title ?? name ?? row.customer?.name ?? '')
}

/** Everything that people wrote in it, without ids and times. */
function textOf(value: unknown): string {
  const found: string[] = []
  const waiting: unknown[] = [value]
  while (waiting.length > 0) {
    const next = waiting.pop()
    if (typeof next === 'string' && !/^[0-9a-f]{8}-[0-9a-f-]{27}$|^\d{4}-\d\d-\d\dT/.test(next)) found.push(next)
    if (typeof next === 'object' && next !== null) waiting.push(...Object.values(next).reverse())
  }
  return found.join('\n').slice(0, mostText)
}

/** The last of a kind's states; what is in one of them is done. */
const ended = new Set([
  'resolved',
  'closed',
  'dismissed',
  'approved',
  'rejected',
  'paid',
  'completed',
  'failed',
  'cancelled',
  'expired',
  'actioned',
])

type Fits = (row: WorkRow, own: string) => boolean
const isOpen: Fits = ({ status }) => !ended.has(status)
const isWorked: Fits = (row, own) => isOpen(row, own) && row.snoozedUntil === null
const isLate: Fits = (row, own) => isWorked(row, own) && row.dueAt !== null && row.dueAt < new Date().toISOString()

/** The views that every workspace has; of its own ones those that are named like a status show that status, others what is open. */
const views: Record<string, Fits> = {
  mine: (row, own) => isWorked(row, own) && (row.assignee?.id === own || row.leaseHolder?.id === own),
  unassigned: (row, own) => isWorked(row, own) && row.assignee === null,
  in_hands: (row, own) => isWorked(row, own) && (row.assignee !== null || row.leaseHolder !== null),
  late: isLate,
  due_hour: (row, own) =>
    isWorked(row, own) && !isLate(row, own) && row.dueAt !== null && row.dueAt < new Date(Date.now() + 3_600_000).toISOString(),
  snoozed: ({ snoozedUntil }) => snoozedUntil !== null,
  open: isOpen,
  waiting: ({ status }) => status === 'waiting_response',
  done: (row, own) => !isOpen(row, own),
  closed_today: (row, own) => !isOpen(row, own) && Date.now() - Date.parse(row.updatedAt) < 86_400_000,
  all: () => true,
}

const last = '9999'
const orders: Record<string, (a: WorkRow, b: WorkRow) => number> = {
  due: (a, b) => compare(a.dueAt ?? last, b.dueAt ?? last),
  newest: (a, b) => compare(b.createdAt, a.createdAt),
  oldest: (a, b) => compare(a.createdAt, b.createdAt),
  updated: (a, b) => compare(b.updatedAt, a.updatedAt),
  priority: (a, b) => priorities.indexOf(b.priority) - priorities.indexOf(a.priority) || compare(a.dueAt ?? last, b.dueAt ?? last),
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A page of the queue as far as its items are kept. */
function pageOf(kept: Kept[], { view, filter, sort, ids, limit = 60 }: Query, { staff }: SignedIn): Page<WorkRow> {
  const inView = views[view] ?? ((row: WorkRow) => (row.status === view ? true : isOpen(row, staff.id)))
  const rows = kept
    .flatMap(({ row }) => row ?? [])
    .filter((row) => inView(row, staff.id) && matches(row, filter, staff.id) && (!ids || ids.includes(row.id)))
    .sort(orders[sort] ?? orders.due)
  const keptAt =
    kept
      .map(({ readAt }) => readAt)
      .sort()
      .at(-1) ?? null
  return { rows: rows.slice(0, limit), next: null, previous: null, keptAt }
}

function matches(row: WorkRow, { status, priority, category, plan, assignee, tag }: WorkFilter, own: string): boolean {
  const has = (wanted: readonly string[] | undefined, value: string) => !wanted || wanted.length === 0 || wanted.includes(value)
  const owner = row.assignee?.id ?? 'none'
  return (
    has(status, row.status) &&
    has(priority, row.priority) &&
    has(category, row.category) &&
    has(plan, row.plan) &&
    (has(assignee, owner) || (owner === own && has(assignee, 'me'))) &&
    (tag ?? []).every((each) => row.tags.includes(each))
  )
}

function countsOf({ rows }: Page<WorkRow>): QueueCounts {
  return { total: { n: rows.length, capped: false }, groups: [] }
}
