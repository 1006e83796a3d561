/** The list of a workspace at the left: its view, search, order and filters, and under the rows what can be done with the selected. */

import { useMemo, useRef } from 'react'
import { whenTime } from '../../shared/time.ts'
import type { WorkRow } from '../../shared/work.ts'
import { Banner } from '../components/banner.tsx'
import { Button } from '../components/button.tsx'
import { countText } from '../components/count.ts'
import { Key, Keys } from '../components/key.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../components/menu.tsx'
import { useNow, zone } from '../components/now.ts'
import { Skeleton } from '../components/skeleton.tsx'
import { useActions } from '../keyboard.ts'
import { hrefOf, navigate } from '../route.ts'
import { useSelection } from '../stores/selection.ts'
import { useSession } from '../stores/session.ts'
import { useCounts, useWorkCounts } from './counts.ts'
import type { QueueDesk } from './desk.ts'
import { FilterChips, FilterPane, SearchBox } from './filters.tsx'
import { focusQueue } from './focus.ts'
import { changeList, type ListState, useListState } from './list-state.ts'
import { isPlain, type Narrowing } from './narrowing.ts'
import { QueueBody } from './queue-body.tsx'
import type { Queue } from './use-queue.ts'
import { ViewsMenu } from './views.tsx'

interface QueuePaneProps<Row extends WorkRow> {
  desk: QueueDesk<Row>
  view: string
  queue: Queue<Row>
  openId: string | null
  onNext: () => void
}

export function QueuePane<Row extends WorkRow>({ desk, view, queue, openId, onNext }: QueuePaneProps<Row>) {
  const state = useListState(desk, view)
  const { list } = queue
  const field = useRef<HTMLInputElement>(null)
  const [selection, select] = useSelection(`${desk.id} ${view}`)
  const title = state.saved?.name ?? desk.views[view]?.name ?? ''
  const checked = useMemo(() => list?.rows.filter(({ id }) => selection.checked.has(id)) ?? [], [list, selection.checked])
  const change = (next: Partial<ListState>) => changeList(desk, view, next)
  const searchOpen = () => {
    changeList(desk, desk.openView, { text: state.text, chosen: state.chosen, saved: null })
    navigate(hrefOf([desk.id, ...(openId ? [openId] : [])], { view: desk.openView }))
  }
  const onEnter = () => {
    if (list?.rows.length === 0 && view !== desk.openView && view !== desk.allView) searchOpen()
    else focusQueue()
  }
  const search = () => {
    field.current?.focus()
    field.current?.select()
  }
  useActions(`${desk.id}.queue`, [
    { id: `${desk.id}.search`, label: 'Search this list', group: 'Move', keys: '/', icon: 'search', run: search },
    { id: `${desk.id}.refresh`, label: 'Read the list anew', group: 'Move', icon: 'rotate', run: () => void queue.refresh() },
  ])
  const { Bulk } = desk
  return (
    <section className="pane queue-pane" aria-label={`Queue: ${title}`} aria-busy={queue.busy}>
      <header className="pane-head">
        <h1 className="pane-title cut">{title}</h1>
        <QueueCount desk={desk} view={view} narrowing={state.narrowing} />
        <ViewsMenu desk={desk} view={view} state={state} />
        <span className="grow" />
        <SortMenu sorts={desk.sorts} sort={state.sort} onSort={(sort) => change({ sort })} />
        <FilterPane desk={desk} chosen={state.chosen} onChosen={(chosen) => change({ chosen })} />
      </header>
      <SearchBox
        key={view}
        desk={desk}
        field={field}
        text={state.text}
        onText={(text) => text !== state.text && change({ text })}
        onEnter={onEnter}
        onLeave={focusQueue}
      />
      <FilterChips desk={desk} chosen={state.chosen} onChosen={(chosen) => change({ chosen })} />
      {list && <ListAge keptAt={list.pages[0]?.keptAt ?? null} />}
      <QueueBody
        desk={desk}
        view={view}
        queue={queue}
        openId={openId}
        state={state}
        checked={selection.checked}
        onCheck={Bulk ? (next) => select({ checked: next }) : undefined}
        onNext={onNext}
        onSearchOpen={searchOpen}
      />
      {Bulk && checked.length > 0 ? (
        <Bulk rows={checked} onSelect={(ids) => select({ checked: new Set(ids) })} onDone={queue.touch} />
      ) : (
        <QueueFoot desk={desk} />
      )}
    </section>
  )
}

/** Offline a list is as old as its last reading, and says so. `keptAt` is set where its rows are what this computer kept. */
function ListAge({ keptAt }: { keptAt: string | null }) {
  const { state, since } = useSession((session) => session.connection)
  const now = useNow(60_000)
  if (state !== 'offline') return null
  return (
    <Banner tone="info" icon="clock">
      {keptAt
        ? `Kept on this computer, the newest as of ${whenTime(keptAt, now, zone)}: what you opened, own or pinned.`
        : `As it was at ${whenTime(since, now, zone)}.`}
    </Banner>
  )
}

/** "23", or "4 of 23" when a filter narrows the view. */
function QueueCount({ desk, view, narrowing }: { desk: Pick<QueueDesk, 'id' | 'kind'>; view: string; narrowing: Narrowing }) {
  const { data } = useCounts(desk, view, narrowing)
  const whole = useWorkCounts(desk)?.views[view]
  if (!data) return <Skeleton width="16px" />
  const text = countText(data.total)
  return <span className="t3">{isPlain(narrowing) || !whole ? text : `${text} of ${countText(whole)}`}</span>
}

function SortMenu({ sorts, sort, onSort }: { sorts: Record<string, string>; sort: string; onSort: (sort: string) => void }) {
  return (
    <Menu>
      <MenuTrigger>
        <Button small variant="quiet" icon="sort">
          <span className="sort-name">{sorts[sort]}</span>
        </Button>
      </MenuTrigger>
      <MenuList label="Order" align="end">
        {Object.entries(sorts).map(([each, name]) => (
          <MenuItem key={each} checked={each === sort} onSelect={() => onSort(each)}>
            {name}
          </MenuItem>
        ))}
      </MenuList>
    </Menu>
  )
}

function QueueFoot({ desk: { Bulk, foot } }: { desk: { Bulk?: unknown; foot?: React.ReactNode } }) {
  return (
    <footer className="queue-foot">
      <span aria-hidden="true">
        <span className="keys">
          <Key>J</Key>
          <Key>K</Key>
        </span>
        move
      </span>
      <span aria-hidden="true">
        <Keys keys="Enter" />
        open
      </span>
      {Boolean(Bulk) && (
        <span className="opt" aria-hidden="true">
          <Keys keys="X" />
          select
        </span>
      )}
      <span aria-hidden="true">
        <Keys keys="C" />
        claim next
      </span>
      {foot}
    </footer>
  )
}
