/** The list of tickets at the left. */
import { lazy, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { TicketFilter, TicketRow, TicketView } from '../../../shared/tickets.ts'
import { dueGroups, ticketSorts } from '../../../shared/tickets.ts'
import type { WorkCounts } from '../../../shared/work.ts'
import { queryClient, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { countText } from '../../components/count.ts'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Key, Keys } from '../../components/key.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { QueueSkeleton, Skeleton } from '../../components/skeleton.tsx'
import { VirtualQueue } from '../../components/virtual-queue.tsx'
import { useActions } from '../../keyboard.ts'
import { hrefOf, navigate } from '../../route.ts'
import { useLayout } from '../../stores/layout.ts'
import { useSelection } from '../../stores/selection.ts'
import { useSession } from '../../stores/session.ts'
import { BulkBar } from './bulk.tsx'
import { FilterChips, FilterPane, SearchBox, useFilterWords } from './filters.tsx'
import { changeList, useListState } from './list-state.ts'
import { usePresenceByTicket } from './presence.tsx'
import { QueueRow } from './queue-row.tsx'
import { isEmptyFilter } from './search.ts'
import type { Queue } from './use-queue.ts'
import { ViewsMenu } from './views.tsx'
import { groupNames, sortNames, statusNames, viewNames } from './words.ts'

/** Fetched when the table is first wanted: it brings a library of its own. */
const TicketTable = lazy(() => import('./ticket-table.tsx'))

interface QueuePaneProps {
  view: TicketView
  queue: Queue
  openId: string | null
  onNext: () => void
}

/** Returns false when the list had the focus already. */
export function focusQueue(): boolean {
  const list = document.querySelector<HTMLElement>('.tickets :is([role="listbox"], [role="grid"])')
  if (!list || list === document.activeElement) return false
  list.focus()
  return true
}

export function QueuePane({ view, queue, openId, onNext }: QueuePaneProps) {
  const state = useListState(view)
  const { list } = queue
  const field = useRef<HTMLInputElement>(null)
  const [selection, select] = useSelection(`tickets ${view}`)
  const title = state.saved?.name ?? viewNames[view]
  const checked = useMemo(() => list?.rows.filter(({ id }) => selection.checked.has(id)) ?? [], [list, selection.checked])
  const searchAll = () => {
    changeList('open', { text: state.text, chosen: state.chosen, saved: null })
    navigate(hrefOf(['tickets', ...(openId ? [openId] : [])], { view: 'open' }))
  }
  const onEnter = () => {
    if (list?.rows.length === 0 && view !== 'open' && view !== 'all') searchAll()
    else focusQueue()
  }
  useActions('tickets.queue', [
    {
      id: 'tickets.search',
      label: 'Search this list',
      group: 'Move',
      keys: '/',
      icon: 'search',
      run: () => {
        field.current?.focus()
        field.current?.select()
      },
    },
    { id: 'tickets.refresh', label: 'Read the list anew', group: 'Move', icon: 'rotate', run: () => void queue.refresh() },
  ])
  return (
    <section className="pane queue-pane" aria-label={`Queue: ${title}`} aria-busy={queue.busy}>
      <header className="pane-head">
        <h1 className="pane-title cut">{title}</h1>
        <QueueCount view={view} filter={state.filter} />
        <ViewsMenu view={view} state={state} />
        <span className="grow" />
        <Menu>
          <MenuTrigger>
            <Button small variant="quiet" icon="sort">
              {sortNames[state.sort]}
            </Button>
          </MenuTrigger>
          <MenuList label="Order" align="end">
            {ticketSorts.map((sort) => (
              <MenuItem key={sort} checked={sort === state.sort} onSelect={() => changeList(view, { sort })}>
                {sortNames[sort]}
              </MenuItem>
            ))}
          </MenuList>
        </Menu>
        <FilterPane filter={state.chosen} onFilter={(chosen) => changeList(view, { chosen })} />
      </header>
      <SearchBox
        key={view}
        field={field}
        text={state.text}
        onText={(text) => text !== state.text && changeList(view, { text })}
        onEnter={onEnter}
        onLeave={focusQueue}
      />
      <FilterChips filter={state.chosen} onFilter={(chosen) => changeList(view, { chosen })} />
      <QueueBody
        view={view}
        queue={queue}
        openId={openId}
        filter={state.filter}
        checked={selection.checked}
        onCheck={(next) => select({ checked: next })}
        onNext={onNext}
        onSearchAll={searchAll}
        onClear={() => changeList(view, { text: '', chosen: {} })}
      />
      {checked.length > 0 ? (
        <BulkBar rows={checked} onSelect={(ids) => select({ checked: new Set(ids) })} onDone={queue.touch} />
      ) : (
        <QueueFoot />
      )}
    </section>
  )
}

const countsKey = 'tickets.counts'
const gather = 1_000 // ms in which changes are gathered into one count

/** Counts change in place: after the list was read anew and a moment after anything changed. */
function useCounts(view: TicketView, filter: TicketFilter, list: Queue['list']) {
  const { data } = useApi('tickets.counts', { view, filter }, { staleTime: 0 })
  const first = useRef(list)
  useEffect(() => {
    if (first.current === list) return
    first.current = list
    const timer = setTimeout(() => void queryClient.invalidateQueries({ queryKey: [countsKey] }), gather)
    return () => clearTimeout(timer)
  }, [list])
  return data
}

/** "23", or "4 of 23" when a filter narrows the view. */
function QueueCount({ view, filter }: { view: TicketView; filter: TicketFilter }) {
  const { data } = useApi(countsKey, { view, filter }, { staleTime: 0 })
  const whole = useWorkCounts()?.views[view]
  if (!data) return <Skeleton width="16px" />
  const text = countText(data.total)
  return <span className="t3">{isEmptyFilter(filter) || !whole ? text : `${text} of ${countText(whole)}`}</span>
}

function useWorkCounts(): WorkCounts | undefined {
  const { data } = useApi('work.counts', {})
  return data?.find(({ kind }) => kind === 'ticket')
}

interface QueueBodyProps {
  view: TicketView
  queue: Queue
  openId: string | null
  filter: TicketFilter
  checked: ReadonlySet<string>
  onCheck: (checked: ReadonlySet<string>) => void
  onNext: () => void
  onSearchAll: () => void
  onClear: () => void
}

function QueueBody({ view, queue, openId, filter, checked, onCheck, onNext, onSearchAll, onClear }: QueueBodyProps) {
  const { list, error, refresh, more } = queue
  const { sort } = useListState(view)
  const counts = useCounts(view, filter, list)
  useFocusKept(list ? queue.key : null)
  const present = usePresenceByTicket()
  const drafted = useDrafted()
  const { drafts, connection, person } = useSession()
  const own = person?.staff.id
  const isTable = useLayout(({ queueForm }) => queueForm === 'table') && !openId

  const renderRow = useCallback(
    (row: TicketRow) => (
      <QueueRow
        row={row}
        others={present.get(row.id)}
        hasDraft={drafted.has(row.id)}
        left={list?.left.has(row.id) ? leftWords(row, view, own) : null}
      />
    ),
    [present, drafted, list?.left, view, own],
  )
  const rowClass = useCallback((row: TicketRow) => `${row.unread ? 'unread' : ''}${list?.left.has(row.id) ? ' left' : ''}`, [list?.left])
  const groupOf = useCallback((row: TicketRow) => groupKey(view, list?.groupOf.get(row.id) ?? 'later'), [view, list?.groupOf])

  const empty = (content: React.ReactNode) => <div className="pane-body queue-empty">{content}</div>
  if (!list && error) {
    const retryAt = connection.nextTryAt ? Date.parse(connection.nextTryAt) : null
    const safe =
      drafts.kept > 0
        ? `Nothing of yours is lost: ${drafts.kept === 1 ? '1 draft is' : `${drafts.kept} drafts are`} kept.`
        : 'Nothing of yours is lost.'
    return empty(
      <ErrorState title="The list could not be read." error={error} safe={safe} onRetry={() => void refresh()} retryAt={retryAt} />,
    )
  }
  if (!list) return empty(<QueueSkeleton rows={12} label="Reading the list" />)
  if (list.rows.length === 0 && list.joined.size === 0) {
    if (!isEmptyFilter(filter)) return empty(<NothingFound view={view} filter={filter} onSearchAll={onSearchAll} onClear={onClear} />)
    return empty(<NothingHere view={view} onNext={onNext} />)
  }
  const last = list.pages.at(-1)
  const shared = {
    label: 'Tickets',
    rows: list.rows,
    groupOf: sort === 'due' ? groupOf : undefined,
    renderGroup: (key: string) => <GroupHead view={view} group={key} counts={counts} />,
    openId,
    onOpen: (row: TicketRow) => navigate(hrefOf(['tickets', row.id], { view })),
    checked,
    onCheck,
    onEnd: last?.next ? () => more('after') : undefined,
    onStart: list.pages[0]?.previous ? () => more('before') : undefined,
    rowClass,
    fresh: list.joined.size,
    onFresh: () => void refresh(),
  }
  const { key } = queue
  if (!isTable) return <VirtualQueue key={key} {...shared} renderRow={renderRow} />
  return (
    <Suspense fallback={<QueueSkeleton rows={12} label="Reading the list" />}>
      <TicketTable key={key} {...shared} order={sort} onOrder={(next) => changeList(view, { sort: next })} />
    </Suspense>
  )
}

/** Where the list that had the focus was replaced by another, or nothing has it yet, the list takes it. */
function useFocusKept(key: string | null) {
  useLayoutEffect(() => {
    if (key && document.activeElement === document.body) focusQueue()
  }, [key])
}

/** What became of a row that left the view: its new owner, else its status. */
function leftWords(row: TicketRow, view: TicketView, own: string | undefined): string {
  const { assignee, status } = row
  const isTaken = assignee && (view === 'unassigned' || (view === 'mine' && assignee.id !== own))
  if (!isTaken) return statusNames[status]
  return assignee.id === own ? 'Yours' : assignee.name
}

/** Rows without a running clock are not sorted among themselves, so where they mix they share one heading. */
const groupKey = (view: TicketView, group: string): string => (view === 'all' && group === 'done' ? 'waiting' : group)

function GroupHead({ view, group, counts }: { view: TicketView; group: string; counts: ReturnType<typeof useCounts> }) {
  const key = dueGroups.find((each) => each === group) ?? 'later'
  const same = counts?.groups.filter((each) => groupKey(view, each.key) === key) ?? []
  const n = same.reduce((sum, { count }) => sum + count.n, 0)
  const capped = same.some(({ count }) => count.capped)
  return (
    <>
      <span className="strong">{key === 'waiting' ? waitingName(view) : groupNames[key]}</span>
      {counts && <span className="n">{countText({ n, capped })}</span>}
    </>
  )
}

function waitingName(view: TicketView): string {
  if (view === 'snoozed') return 'Snoozed'
  if (view === 'all') return 'Paused, resolved and closed'
  return view === 'open' ? 'Paused' : groupNames.waiting
}

/** Tickets with a draft of the reader's on this computer. */
function useDrafted(): ReadonlySet<string> {
  const { kept } = useSession((session) => session.drafts)
  const { data } = useApi('drafts.list', {}, { staleTime: 0, gcTime: 0 })
  // biome-ignore lint/correctness/useExhaustiveDependencies: another number of drafts is another list of them
  useEffect(() => void queryClient.invalidateQueries({ queryKey: ['drafts.list'] }), [kept])
  return useMemo(() => new Set(data?.map(({ key }) => key.itemId)), [data])
}

function NothingHere({ view, onNext }: { view: TicketView; onNext: () => void }) {
  const counts = useWorkCounts()
  const free = counts?.views.unassigned
  const closed = counts?.views.closed_today
  const titles: Partial<Record<TicketView, string>> = {
    mine: 'Nothing of yours is waiting.',
    unassigned: 'Every open ticket has an owner.',
    escalated: 'Nothing is escalated.',
    waiting: 'No ticket waits on a customer.',
    snoozed: 'Nothing is snoozed.',
    closed_today: 'Nothing was closed today.',
  }
  const hasFree = free !== undefined && free.n > 0 && view !== 'unassigned'
  return (
    <EmptyState
      title={titles[view] ?? 'There is no ticket here.'}
      foot={closed && `Closed today ${countText(closed)}.`}
      actions={
        hasFree && (
          <>
            <Button variant="primary" keys="C" onClick={onNext}>
              Claim the next one
            </Button>
            <Button variant="quiet" onClick={() => navigate(hrefOf(['tickets'], { view: 'unassigned' }))}>
              Look at Unassigned
            </Button>
          </>
        )
      }
    >
      {hasFree && `${countText(free)} ${free.n === 1 ? 'ticket has' : 'tickets have'} no owner.`}
    </EmptyState>
  )
}

function NothingFound({
  view,
  filter,
  onSearchAll,
  onClear,
}: {
  view: TicketView
  filter: TicketFilter
  onSearchAll: () => void
  onClear: () => void
}) {
  const words = useFilterWords()(filter)
  const { data: open } = useApi(countsKey, { view: 'open', filter }, { staleTime: 0 })
  const { data: every } = useApi(countsKey, { view: 'all', filter }, { staleTime: 0 })
  const found = open && every ? ` finds ${countText(open.total)} open and ${countText(every.total)} in all.` : ''
  return (
    <EmptyState
      title={view === 'mine' ? 'No ticket of yours matches.' : 'No ticket of this view matches.'}
      actions={
        <div className="row">
          {view !== 'open' && view !== 'all' && (
            <Button keys="Enter" onClick={onSearchAll}>
              Search all open
            </Button>
          )}
          <Button variant="quiet" onClick={onClear}>
            Clear
          </Button>
        </div>
      }
    >
      {found && `${words.charAt(0).toUpperCase()}${words.slice(1)}${found}`}
    </EmptyState>
  )
}

function QueueFoot() {
  return (
    <footer className="queue-foot" aria-hidden="true">
      <span>
        <span className="keys">
          <Key>J</Key>
          <Key>K</Key>
        </span>
        move
      </span>
      <span>
        <Keys keys="Enter" />
        open
      </span>
      <span className="opt">
        <Keys keys="X" />
        select
      </span>
      <span>
        <Keys keys="C" />
        claim next
      </span>
    </footer>
  )
}
