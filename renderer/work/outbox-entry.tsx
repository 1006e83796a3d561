/** One command on its way, with what can be done about it. */
import type { MessageSlot } from '../../shared/drafts.ts'
import type { OutboxItem } from '../../shared/outbox.ts'
import { whenTime } from '../../shared/time.ts'
import type { StaffRef } from '../../shared/work.ts'
import { asAppError, call } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { useNow, zone } from '../components/now.ts'
import { toast } from '../components/toast.tsx'
import { wantComposer } from '../stores/composer.ts'
import { useSession } from '../stores/session.ts'
import { draftOf, isBlank } from './draft.ts'
import { iconOf, isHeld, partsOf, stateWords, titleOf } from './outbox-words.ts'

interface EntryProps {
  item: OutboxItem
  own: StaffRef
  /** The version that the person sees; null where they see none. */
  version: number | null
  /** Goes to the item, where its draft is edited or what collided is compared. */
  onOpen?: () => void
}

export function OutboxEntry({ item, own, version, onOpen }: EntryProps) {
  const isOnline = useSession((session) => session.connection.state === 'online')
  const now = useNow(60_000)
  const held = isHeld(item.state)
  const isFree = item.state !== 'sending' && !item.inDoubt
  const reason = isFree ? null : 'Its arrival is not known yet'
  return (
    <div className={held ? 'box-row held' : 'box-row'}>
      <Icon name={iconOf(item)} className={held ? 'warning' : ''} />
      <span className="cut">
        <b>{titleOf(item)}</b> <span className="t3 small">{whenTime(item.createdAt, now, zone)}</span>
      </span>
      <span className="small t2">{stateWords(item, isOnline, own)}</span>
      <span className="do">
        {held && onOpen && (
          <Button small onClick={onOpen}>
            Compare
          </Button>
        )}
        {held && version !== null && (
          <Button small onClick={() => void attempt(() => call('outbox.retry', { id: item.id, expectedVersion: version }))}>
            {item.draft ? 'Send anyway' : 'Try again'}
          </Button>
        )}
        {item.draft && (
          <Button small reason={reason} onClick={() => void edit(item, own, onOpen)}>
            Edit
          </Button>
        )}
        <Button small variant="quiet" reason={held ? null : reason} onClick={() => void giveUp(item, own)}>
          {held ? 'Give up' : 'Cancel'}
        </Button>
      </span>
    </div>
  )
}

/** Resolves to what came of it; undefined when it was refused, which is said. */
async function attempt<T>(what: () => Promise<T>): Promise<T | undefined> {
  try {
    return await what()
  } catch (thrown) {
    toast({ id: 'outbox', icon: 'alert', tone: 'danger', text: asAppError(thrown).message, seconds: 12 })
    return undefined
  }
}

async function edit(item: OutboxItem, own: StaffRef, onOpen?: () => void) {
  const done = await attempt(() => call('outbox.edit', { id: item.id }))
  if (!done) return
  await draftOf(own.id, done.draft, item.label).reload()
  onOpen?.()
  wantComposer(done.draft.slot as MessageSlot)
}

async function giveUp(item: OutboxItem, own: StaffRef) {
  const method = isHeld(item.state) ? 'outbox.discard' : 'outbox.cancel'
  if ((await attempt(() => call(method, { id: item.id }))) === undefined || !item.draft) return
  const { draft, label } = item
  toast({
    id: 'outbox',
    icon: 'undo',
    text: `${titleOf(item)} was not sent.`,
    detail: 'Its text stays among the versions of its draft.',
    undo: () => {
      const keeper = draftOf(own.id, draft, label)
      void keeper.load().then(() => {
        if (isBlank(keeper.content)) void keeper.put({ ...keeper.content, ...partsOf(item) })
      })
    },
  })
}
