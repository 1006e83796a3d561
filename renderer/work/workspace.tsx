/** The page of a workspace: the list, the open item, and the person, with the keys that all of them have. */
import { type ReactNode, useEffect, useState } from 'react'
import { create } from 'zustand'
import type { StaffRef, WorkRow } from '../../shared/work.ts'
import { useCommand } from '../api.ts'
import { Button } from '../components/button.tsx'
import { EmptyState } from '../components/empty.tsx'
import { toast } from '../components/toast.tsx'
import { useActions } from '../keyboard.ts'
import { hrefOf, navigate, useRoute } from '../route.ts'
import { useSession } from '../stores/session.ts'
import type { Desk, QueueDesk } from './desk.ts'
import { focusQueue } from './focus.ts'
import { useListState, useOnly, viewOf } from './list-state.ts'
import { useNeedsDatabase } from './outbox.ts'
import { usePresence } from './presence.tsx'
import { QueuePane } from './queue-pane.tsx'
import { type Queue, useQueue } from './use-queue.ts'
import './work.css'

export type PaneState = 'beside' | 'sheet' | 'closed'

/** What the open item is given. */
export interface OpenProps<Row extends WorkRow> {
  id: string
  queue: Queue<Row>
  own: StaffRef
  /** Why the reader cannot act here: without the right at all, or without the database for now. */
  locked: string | null
  /** Where the person stands. */
  pane: PaneState
  /** Claims the most urgent free item and opens it. */
  onNext: () => void
  onClosePane: () => void
}

interface WorkspaceProps<Row extends WorkRow> {
  desk: QueueDesk<Row>
  /** The open item and what stands beside it; remounted for each item. */
  Open: (props: OpenProps<Row>) => ReactNode
}

export function Workspace<Row extends WorkRow>({ desk, Open }: WorkspaceProps<Row>) {
  const { path, query } = useRoute()
  const view = viewOf(desk, query.get('view'))
  const openId = path[1] ?? null
  useOnly(desk, view, query.get('only'))
  const { filter, sort } = useListState(desk, view)
  const queue = useQueue(desk, { view, filter, sort })
  const person = useSession((session) => session.person)
  const [pane, togglePane] = usePersonPane(desk)
  usePresence(desk.kind, openId)

  const needsDatabase = useNeedsDatabase(desk.decides)
  const locked = person?.capabilities.includes(desk.act) ? needsDatabase : desk.readOnly
  const isOffline = useSession((session) => session.connection.state !== 'online')
  const barred = locked ?? (isOffline ? 'Claiming needs the connection' : null)
  const next = useCommand('work.next', {
    onDone: (found) => {
      if (!found) return toast({ icon: 'check', text: `No ${desk.one} is free.`, detail: freeWords(desk) })
      navigate(hrefOf([desk.id, found.id], { view }))
      queue.touch([found.id])
    },
  })
  const onNext = () => void (next.busy || next.run({ kind: desk.kind }))
  // One level each: from the item to the list, then from the open item to none.
  const back = () => {
    if (!focusQueue() && openId) navigate(hrefOf([desk.id], { view }))
  }
  useActions(desk.id, [
    { id: `${desk.id}.next`, label: `Claim the next ${desk.one}`, group: 'Item', keys: 'C', icon: 'user', disabled: barred, run: onNext },
    { id: `${desk.id}.person`, label: `The ${desk.person}`, group: 'Item', keys: 'P', icon: 'user', run: togglePane },
    { id: `${desk.id}.back`, label: 'Back to the list', group: 'Move', keys: 'Escape', unlisted: true, run: back },
  ])
  if (!person) return null
  return (
    <main className={`main work ${desk.id} person-${pane}`}>
      <QueuePane desk={desk} view={view} queue={queue} openId={openId} onNext={onNext} />
      {openId ? (
        <Open
          key={openId}
          id={openId}
          queue={queue}
          own={person.staff}
          locked={locked}
          pane={pane}
          onNext={onNext}
          onClosePane={togglePane}
        />
      ) : (
        <NothingOpen desk={desk} barred={barred} onNext={onNext} />
      )}
    </main>
  )
}

const freeWords = ({ one, claimOwns }: Desk) => `Every open ${one} ${claimOwns ? 'has an owner' : 'is held'}.`

const useClosed = create<Record<string, boolean>>()(() => ({}))
const narrow = matchMedia('(max-width: 1279px)')

/** The person stands beside the item where there is room, else comes over it as a sheet; P opens and closes it. */
function usePersonPane({ id, isPersonBeside }: Desk): [PaneState, () => void] {
  const isClosed = useClosed((closed) => closed[id] ?? false)
  const [isNarrow, setNarrow] = useState(narrow.matches)
  const [sheet, setSheet] = useState(false)
  useEffect(() => {
    const follow = () => setNarrow(narrow.matches)
    narrow.addEventListener('change', follow)
    return () => narrow.removeEventListener('change', follow)
  }, [])
  if (isNarrow || !isPersonBeside) return [sheet ? 'sheet' : 'closed', () => setSheet(!sheet)]
  return [isClosed ? 'closed' : 'beside', () => useClosed.setState({ [id]: !isClosed })]
}

function NothingOpen({ desk: { one, claimOwns }, barred, onNext }: { desk: Desk; barred: string | null; onNext: () => void }) {
  return (
    <section className="pane item" aria-label={`No ${one} is open`}>
      <EmptyState
        title={`No ${one} is open.`}
        actions={
          <Button keys="C" reason={barred} onClick={onNext}>
            Claim the next one
          </Button>
        }
      >
        Choose one in the list, or take the most urgent that nobody {claimOwns ? 'owns' : 'holds'}.
      </EmptyState>
    </section>
  )
}
