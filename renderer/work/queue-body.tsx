/** The rows of the list, in whichever form, or what stands there instead. */

import { lazy, type ReactNode, Suspense, useCallback, useEffect, useLayoutEffect, useMemo } from 'react'
import type { QueueCounts, WorkRow } from '../../shared/work.ts'
import { queryClient, useApi } from '../api.ts'
import { countText } from '../components/count.ts'
import { ErrorState } from '../components/empty.tsx'
import type { QueueTableProps } from '../components/queue-table.tsx'
import { QueueSkeleton } from '../components/skeleton.tsx'
import { VirtualQueue } from '../components/virtual-queue.tsx'
import { hrefOf, navigate } from '../route.ts'
import { useSession } from '../stores/session.ts'
import { useFreshCounts } from './counts.ts'
import type { Group, QueueDesk } from './desk.ts'
import { focusQueue } from './focus.ts'
import { useForm } from './list-form.tsx'
import { changeList, type useListState } from './list-state.ts'
import { isPlain } from './narrowing.ts'
import { usePresenceByItem } from './presence.tsx'
import { NothingFound, NothingHere } from './queue-empty.tsx'
import type { Queue } from './use-queue.ts'

const WorkTable = lazy(() => import('./work-table.tsx')) as <Row extends WorkRow>(
  props: Omit<QueueTableProps<Row>, 'columns' | 'hidden'> & { desk: QueueDesk<Row> },
) => ReactNode

interface QueueBodyProps<Row extends WorkRow> {
  desk: QueueDesk<Row>
  view: string
  queue: Queue<Row>
  openId: string | null
  state: ReturnType<typeof useListState>
  checked: ReadonlySet<string>
  onCheck: ((checked: ReadonlySet<string>) => void) | undefined
  onNext: () => void
  onSearchOpen: () => void
}

export function QueueBody<Row extends WorkRow>(props: QueueBodyProps<Row>) {
  const { desk, view, queue, openId, state, checked, onCheck, onNext, onSearchOpen } = props
  const { list, error, refresh, more, key } = queue
  const { narrowing, sort } = state
  const counts = useFreshCounts(desk, view, narrowing, list)
  useFocusKept(list ? key : null)
  const { renderRow, rowClass, groupOf } = useRows(desk, view, list, desk.groups[sort])
  const isTable = useForm(desk).form === 'table' && (desk.isTableBeside || !openId)

  if (!list && error)
    return (
      <Empty>
        <Unread error={error} onRetry={() => void refresh()} />
      </Empty>
    )
  if (!list)
    return (
      <Empty>
        <QueueSkeleton rows={12} label="Reading the list" />
      </Empty>
    )
  if (list.rows.length === 0 && list.joined.size === 0) {
    const clear = () => changeList(desk, view, { text: '', chosen: {} })
    return (
      <Empty>
        {isPlain(narrowing) ? (
          <NothingHere desk={desk} view={view} onNext={onNext} />
        ) : (
          <NothingFound desk={desk} view={view} narrowing={narrowing} onSearchOpen={onSearchOpen} onClear={clear} />
        )}
      </Empty>
    )
  }
  const shared = {
    label: desk.name,
    rows: list.rows,
    groupOf,
    renderGroup: (key: string) => <GroupHead desk={desk} view={view} sort={sort} group={key} counts={counts} />,
    openId,
    onOpen: (row: Row) => navigate(hrefOf([desk.id, row.id], { view })),
    checked,
    ...(onCheck && { onCheck }),
    onEnd: list.pages.at(-1)?.next ? () => more('after') : undefined,
    onStart: list.pages[0]?.previous ? () => more('before') : undefined,
    rowClass,
    fresh: list.joined.size,
    onFresh: () => void refresh(),
  }
  if (!isTable) {
    return (
      <>
        {desk.listHead}
        <VirtualQueue key={key} {...shared} renderRow={renderRow} />
      </>
    )
  }
  return (
    <Suspense fallback={<QueueSkeleton rows={12} label="Reading the list" />}>
      <WorkTable key={key} {...shared} desk={desk} order={sort} onOrder={(next) => changeList(desk, view, { sort: next })} />
    </Suspense>
  )
}

const Empty = ({ children }: { children: ReactNode }) => <div className="pane-body queue-empty">{children}</div>

/** How rows are drawn; each function stays the same until what it draws changes. */
function useRows<Row extends WorkRow>(desk: QueueDesk<Row>, view: string, list: Queue<Row>['list'], group: Group<Row> | undefined) {
  const present = usePresenceByItem(desk.kind)
  const drafted = useDrafted()
  const own = useSession((session) => session.person?.staff.id)
  const left = list?.left
  const headings = list?.groupOf
  const { Row } = desk
  const renderRow = useCallback(
    (row: Row) => (
      <Row
        row={row}
        others={present.get(row.id)}
        hasDraft={drafted.has(row.id)}
        left={left?.has(row.id) ? leftWords(desk, row, view, own) : null}
      />
    ),
    [Row, present, drafted, left, desk, view, own],
  )
  const rowClass = useCallback((row: Row) => `${row.unread ? 'unread' : ''}${left?.has(row.id) ? ' left' : ''}`, [left])
  const groupOf = useCallback(
    (row: Row) => {
      const key = headings?.get(row.id) ?? ''
      return group?.shownAs?.(view, key) ?? key
    },
    [group, view, headings],
  )
  return { renderRow, rowClass, groupOf: group && groupOf }
}

/** What became of a row that left the view: its new owner, else its status. */
function leftWords(desk: Pick<QueueDesk, 'statuses'>, { assignee, status }: WorkRow, view: string, own: string | undefined): string {
  const isTaken = assignee && (view === 'unassigned' || (view === 'mine' && assignee.id !== own))
  if (!isTaken) return desk.statuses[status]?.name ?? status
  return assignee.id === own ? 'Yours' : assignee.name
}

interface GroupHeadProps<Row extends WorkRow> {
  desk: QueueDesk<Row>
  view: string
  sort: string
  group: string
  counts: QueueCounts | undefined
}

function GroupHead<Row extends WorkRow>({ desk, view, sort, group: key, counts }: GroupHeadProps<Row>) {
  const group = desk.groups[sort]
  const same = counts?.groups.filter((each) => (group?.shownAs?.(view, each.key) ?? each.key) === key) ?? []
  const n = same.reduce((sum, { count }) => sum + count.n, 0)
  const capped = same.some(({ count }) => count.capped)
  return (
    <>
      <span className="strong">{group?.name(view, key)}</span>
      {same.length > 0 && <span className="n">{countText({ n, capped })}</span>}
      {group?.end?.(view, key)}
    </>
  )
}

/** Where the list that had the focus was replaced by another, or nothing has it yet, the list takes it. */
function useFocusKept(key: string | null) {
  useLayoutEffect(() => {
    if (key && document.activeElement === document.body) focusQueue()
  }, [key])
}

/** Items with a draft of the reader's on this computer. */
function useDrafted(): ReadonlySet<string> {
  const { kept } = useSession((session) => session.drafts)
  const { data } = useApi('drafts.list', {}, { staleTime: 0, gcTime: 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of drafts is another list of them
  useEffect(() => void queryClient.invalidateQueries({ queryKey: ['drafts.list'] }), [kept])
  return useMemo(() => new Set(data?.map(({ key }) => key.itemId)), [data])
}

function Unread({ error, onRetry }: { error: NonNullable<Queue<WorkRow>['error']>; onRetry: () => void }) {
  const { drafts, connection } = useSession()
  const safe =
    drafts.kept > 0
      ? `Nothing of yours is lost: ${drafts.kept === 1 ? '1 draft is' : `${drafts.kept} drafts are`} kept.`
      : 'Nothing of yours is lost.'
  const retryAt = connection.nextTryAt ? Date.parse(connection.nextTryAt) : null
  return <ErrorState title="The list could not be read." error={error} safe={safe} onRetry={onRetry} retryAt={retryAt} />
}
