/** The tickets workspace: the list, the open ticket, and its customer. */
import { useEffect, useState } from 'react'
import { create } from 'zustand'
import { asAppError, useCommand } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Late, Skeleton } from '../../components/skeleton.tsx'
import { toast } from '../../components/toast.tsx'
import { useActions } from '../../keyboard.ts'
import { hrefOf, navigate, useRoute } from '../../route.ts'
import { useSession } from '../../stores/session.ts'
import { CustomerPane } from './customer.tsx'
import { Item } from './item.tsx'
import { useListState, viewOf } from './list-state.ts'
import { usePresence } from './presence.tsx'
import { focusQueue, QueuePane } from './queue.tsx'
import { type Queue, useQueue } from './use-queue.ts'
import { useTicket } from './use-ticket.ts'
import './tickets.css'

const usePersonClosed = create<{ closed: boolean }>()(() => ({ closed: false }))
const narrow = matchMedia('(max-width: 1279px)')

export default function Tickets() {
  const { path, query } = useRoute()
  const view = viewOf(query.get('view'))
  const openId = path[1] ?? null
  const { filter, sort } = useListState(view)
  const queue = useQueue({ view, filter, sort })
  const person = useSession((session) => session.person)
  const [pane, togglePane] = usePersonPane()
  usePresence(openId)

  const locked = person?.capabilities.includes('tickets.act') ? null : 'Your roles read tickets; they do not act on them'
  const next = useCommand('work.next', {
    onDone: (found) => {
      if (found) navigate(hrefOf(['tickets', found.id], { view }))
      else toast({ icon: 'check', text: 'No ticket is free.', detail: 'Every open ticket has an owner.' })
      if (found) queue.touch([found.id])
    },
  })
  const onNext = () => void (next.busy || next.run({ kind: 'ticket' }))
  // One level each: from the ticket to the list, then from the open ticket to none.
  const back = () => {
    if (!focusQueue() && openId) navigate(hrefOf(['tickets'], { view }))
  }
  useActions('tickets', [
    { id: 'tickets.next', label: 'Claim the next ticket', group: 'Item', keys: 'C', icon: 'user', disabled: locked, run: onNext },
    { id: 'tickets.person', label: 'The customer', group: 'Item', keys: 'P', icon: 'user', run: togglePane },
    { id: 'tickets.back', label: 'Back to the list', group: 'Move', keys: 'Escape', unlisted: true, run: back },
  ])
  if (!person) return null
  return (
    <main className={`main tickets person-${pane}`}>
      <QueuePane view={view} queue={queue} openId={openId} onNext={onNext} />
      {openId ? (
        <OpenTicket key={openId} id={openId} queue={queue} locked={locked} pane={pane} onNext={onNext} onClosePane={togglePane} />
      ) : (
        <NothingOpen onNext={onNext} />
      )}
    </main>
  )
}

type PaneState = 'beside' | 'sheet' | 'closed'

/** The person stands beside the ticket where there is room, else comes over it as a sheet; P opens and closes it. */
function usePersonPane(): [PaneState, () => void] {
  const { closed } = usePersonClosed()
  const [isNarrow, setNarrow] = useState(narrow.matches)
  const [sheet, setSheet] = useState(false)
  useEffect(() => {
    const follow = () => setNarrow(narrow.matches)
    narrow.addEventListener('change', follow)
    return () => narrow.removeEventListener('change', follow)
  }, [])
  if (isNarrow) return [sheet ? 'sheet' : 'closed', () => setSheet(!sheet)]
  return [closed ? 'closed' : 'beside', () => usePersonClosed.setState({ closed: !closed })]
}

interface OpenTicketProps {
  id: string
  queue: Queue
  locked: string | null
  pane: PaneState
  onNext: () => void
  onClosePane: () => void
}

function OpenTicket({ id, queue, locked, pane, onNext, onClosePane }: OpenTicketProps) {
  const { data, error, refetch } = useTicket(id)
  const own = useSession((session) => session.person?.staff)
  if (!own) return null
  if (!data && error) {
    return (
      <section className="pane item" aria-label="Ticket">
        <header className="pane-head" />
        <ErrorState
          title="The ticket could not be read."
          error={asAppError(error)}
          safe="What you wrote here is kept."
          onRetry={() => void refetch()}
        />
      </section>
    )
  }
  if (!data) return <ItemSkeleton pane={pane} />
  return (
    <>
      <Item detail={data} queue={queue} own={own} locked={locked} onNext={onNext} />
      {pane !== 'closed' && <CustomerPane detail={data} isSheet={pane === 'sheet'} onClose={onClosePane} />}
    </>
  )
}

/** The places of what is coming. */
function ItemSkeleton({ pane }: { pane: PaneState }) {
  return (
    <>
      <section className="pane item" aria-label="Ticket" aria-busy="true">
        <header className="pane-head">
          <Late>
            <Skeleton width="240px" />
          </Late>
        </header>
        <div className="pane-sub">
          <Late>
            <Skeleton width="320px" />
          </Late>
        </div>
      </section>
      {pane === 'beside' && <aside className="pane side" aria-label="Customer" aria-busy="true" />}
    </>
  )
}

function NothingOpen({ onNext }: { onNext: () => void }) {
  return (
    <section className="pane item" aria-label="No ticket is open">
      <EmptyState
        title="No ticket is open."
        actions={
          <Button keys="C" onClick={onNext}>
            Claim the next one
          </Button>
        }
      >
        Choose one in the list, or take the most urgent that nobody owns.
      </EmptyState>
    </section>
  )
}
