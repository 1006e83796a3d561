/** The open item while it is read, and when it cannot be. */
import type { ReactNode } from 'react'
import { asAppError } from '../api.ts'
import { ErrorState } from '../components/empty.tsx'
import { Late, Skeleton } from '../components/skeleton.tsx'
import type { Desk, DeskId, DetailOf } from './desk.ts'
import { useItem } from './use-item.ts'
import type { PaneState } from './workspace.tsx'

interface OpenItemProps<Id extends DeskId> {
  desk: Desk & { id: Id }
  id: string
  pane: PaneState
  children: (detail: DetailOf<Id>) => ReactNode
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

export function OpenItem<Id extends DeskId>({ desk, id, pane, children }: OpenItemProps<Id>) {
  const { data, error, refetch } = useItem(desk, id)
  if (data) return children(data as DetailOf<Id>)
  const label = capital(desk.one)
  if (!error) return <ItemSkeleton label={label} side={pane === 'beside' ? capital(desk.person) : null} />
  return (
    <section className="pane item" aria-label={label}>
      <header className="pane-head" />
      <ErrorState
        title={`The ${desk.one} could not be read.`}
        error={asAppError(error)}
        safe="What you wrote here is kept."
        onRetry={() => void refetch()}
      />
    </section>
  )
}

/** The places of what is coming. */
function ItemSkeleton({ label, side }: { label: string; side: string | null }) {
  return (
    <>
      <section className="pane item" aria-label={label} aria-busy="true">
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
      {side && <aside className="pane side" aria-label={side} aria-busy="true" />}
    </>
  )
}
