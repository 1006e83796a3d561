/** A list without rows: nothing is there, or nothing matches. Both say what is nearest. */
import { Button } from '../components/button.tsx'
import { countText } from '../components/count.ts'
import { EmptyState } from '../components/empty.tsx'
import { hrefOf, navigate } from '../route.ts'
import { useCounts, useWorkCounts } from './counts.ts'
import type { QueueDesk } from './desk.ts'
import { useNarrowingWords } from './filters.tsx'
import type { Narrowing } from './narrowing.ts'

type EmptyDesk = Pick<QueueDesk, 'id' | 'kind' | 'one' | 'many' | 'views' | 'openView' | 'allView' | 'doneView' | 'fields' | 'roles'>

export function NothingHere({ desk, view, onNext }: { desk: EmptyDesk; view: string; onNext: () => void }) {
  const counts = useWorkCounts(desk)
  const free = counts?.views.unassigned
  const done = desk.doneView ? counts?.views[desk.doneView] : undefined
  const hasFree = free !== undefined && free.n > 0 && view !== 'unassigned'
  return (
    <EmptyState
      title={desk.views[view]?.nothing ?? `There is no ${desk.one} here.`}
      foot={done && desk.doneView && `${desk.views[desk.doneView]?.name} ${countText(done)}.`}
      actions={
        hasFree && (
          <>
            <Button variant="primary" keys="C" onClick={onNext}>
              Claim the next one
            </Button>
            <Button variant="quiet" onClick={() => navigate(hrefOf([desk.id], { view: 'unassigned' }))}>
              Look at {desk.views.unassigned?.name}
            </Button>
          </>
        )
      }
    >
      {hasFree && `${countText(free)} ${free.n === 1 ? `${desk.one} has` : `${desk.many} have`} no owner.`}
    </EmptyState>
  )
}

interface NothingFoundProps {
  desk: EmptyDesk
  view: string
  narrowing: Narrowing
  onSearchOpen: () => void
  onClear: () => void
}

export function NothingFound({ desk, view, narrowing, onSearchOpen, onClear }: NothingFoundProps) {
  const words = useNarrowingWords(desk)(narrowing)
  const { openView, allView } = desk
  const { data: open } = useCounts(desk, openView, narrowing)
  const { data: every } = useCounts(desk, allView ?? openView, narrowing)
  const inAll = allView && every ? ` and ${countText(every.total)} in all` : ''
  const found = open && every ? `${words} finds ${countText(open.total)} open${inAll}.` : ''
  const openName = desk.views[openView]?.name.toLowerCase()
  return (
    <EmptyState
      title={view === 'mine' ? `No ${desk.one} of yours matches.` : `No ${desk.one} of this view matches.`}
      actions={
        <div className="row">
          {view !== openView && view !== allView && (
            <Button keys="Enter" onClick={onSearchOpen}>
              Search {openName}
            </Button>
          )}
          <Button variant="quiet" onClick={onClear}>
            Clear
          </Button>
        </div>
      }
    >
      {found && `${found.charAt(0).toUpperCase()}${found.slice(1)}`}
    </EmptyState>
  )
}
