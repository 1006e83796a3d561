/** What of the open item has not arrived yet, and what collided with a colleague's change. */

import { lazy, Suspense } from 'react'
import { whenTime } from '../../shared/time.ts'
import type { StaffRef, WorkDetail, WorkRow } from '../../shared/work.ts'
import { Banner } from '../components/banner.tsx'
import { useNow, zone } from '../components/now.ts'
import { useSession } from '../stores/session.ts'
import type { QueueDesk } from './desk.ts'
import { useItemOutbox } from './outbox.ts'
import { OutboxEntry } from './outbox-entry.tsx'
import { isHeld } from './outbox-words.ts'
import './outbox.css'

// Seldom needed.
const Conflict = lazy(() => import('./conflict.tsx'))

interface ItemOutboxProps {
  desk: Pick<QueueDesk, 'kind' | 'statuses'>
  /** As the database tells it, without what waits. */
  detail: WorkDetail<WorkRow>
  own: StaffRef
}

export function ItemOutbox({ desk, detail, own }: ItemOutboxProps) {
  const items = useItemOutbox(desk.kind, detail.item.id)
  const collided = items.filter(({ state, draft }) => isHeld(state) && draft === null)
  const others = items.filter((item) => !collided.includes(item))
  return (
    <>
      <Age readAt={detail.readAt} />
      {collided.length > 0 && (
        <Suspense>
          <Conflict desk={desk} item={detail.item} held={collided} own={own} />
        </Suspense>
      )}
      {others.length > 0 && (
        <section className="item-outbox" aria-label="Not sent yet">
          {others.map((item) => (
            <OutboxEntry key={item.id} item={item} own={own} version={detail.item.version} />
          ))}
        </section>
      )}
    </>
  )
}

/** Offline the item is as old as its last reading, and says so. */
function Age({ readAt }: { readAt: string }) {
  const state = useSession((session) => session.connection.state)
  const now = useNow(60_000)
  if (state !== 'offline') return null
  return (
    <Banner tone="info" icon="clock">
      Kept on this computer, as it was at {whenTime(readAt, now, zone)}. What you write waits for the connection.
    </Banner>
  )
}
