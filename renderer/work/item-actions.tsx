/** What can be done to an item of any kind, for keys, palette and the menu of its head. */
import { keptKinds } from '../../shared/cache.ts'
import { itemNumber } from '../../shared/ids.ts'
import type { StaffRef, WorkDetail, WorkRow } from '../../shared/work.ts'
import { asAppError, call } from '../api.ts'
import { Button } from '../components/button.tsx'
import type { IconName } from '../components/icon.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../components/menu.tsx'
import { toast } from '../components/toast.tsx'
import type { Action } from '../keyboard.ts'
import { hrefOf } from '../route.ts'
import type { Desk } from './desk.ts'
import { heldBy, type LeaseActs } from './use-acts.ts'

interface LeaseActionsInput<Item extends WorkRow> {
  desk: Desk
  detail: WorkDetail<Item>
  /** What the item is about, for its link. */
  title: string
  acts: LeaseActs<Item>
  own: StaffRef
  /** Why the reader cannot act here at all. */
  locked: string | null
  /** It is still to be worked on. */
  isOpen: boolean
  onNext: () => void
  onHandOver: () => void
}

/** Claim or claim the next, hand over, copy the link, give back; skip where claiming only holds. Claiming comes first. */
export function leaseActions<Item extends WorkRow>(input: LeaseActionsInput<Item>): Action[] {
  const { desk, detail, title, acts, own, locked, isOpen, onNext, onHandOver } = input
  const { item, lease } = detail
  const { id, one, claimOwns } = desk
  const number = itemNumber(desk.kind, item.number)
  const isHeld = lease?.holder.id === own.id
  const isFree = claimOwns ? item.assignee === null && (!lease || isHeld) : !lease
  const isMine = claimOwns ? item.assignee?.id === own.id : isHeld
  const base = { group: 'Item', disabled: locked } as const
  const claim = () => void acts.claim({}, 'Claim', heldBy(desk, own))
  const giveBack = () => void acts.release({}, 'Give back', heldBy(desk, null))
  const skip = async () => {
    if (await acts.skip({}, 'Skip', heldBy(desk, null))) onNext()
  }
  const actions: Action[] = [
    isFree && isOpen
      ? { ...base, id: `${id}.claim`, label: `Claim ${number}`, keys: 'C', icon: 'user', run: claim }
      : { ...base, id: `${id}.next`, label: `Claim the next ${one}`, keys: 'C', icon: 'user', run: onNext },
    { ...base, id: `${id}.handOver`, label: 'Hand over to a colleague', keys: 'F', icon: 'swap', run: onHandOver },
    { id: `${id}.copy`, label: `Copy the link to this ${one}`, group: 'Item', icon: 'doc', run: () => copyLink(desk, item, title) },
  ]
  if (keptKinds.includes(desk.kind)) {
    const hint = 'whatever its age, until you unpin it'
    actions.push({
      id: `${id}.pin`,
      label: `Keep this ${one} on this computer`,
      hint,
      group: 'Item',
      icon: 'db',
      run: () => void pin(desk, item),
    })
  }
  if (!isMine) return actions
  const hint = claimOwns ? 'nobody owns it then' : 'nobody holds it then'
  actions.push({ ...base, id: `${id}.release`, label: 'Give it back', hint, icon: 'undo', run: giveBack })
  if (!claimOwns)
    actions.push({
      ...base,
      id: `${id}.skip`,
      label: `Skip this ${one}`,
      hint: 'it is not offered to you again',
      keys: 'S',
      icon: 'undo',
      run: skip,
    })
  return actions
}

async function pin({ kind }: Desk, { id, number }: WorkRow) {
  try {
    await call('cache.pin', { kind, itemId: id, pinned: true })
    toast({
      id: 'pinned',
      icon: 'db',
      text: `${itemNumber(kind, number)} can be read without a connection. Unpin it in Outbox and drafts.`,
    })
  } catch (thrown) {
    toast({ id: 'pinned', icon: 'alert', text: asAppError(thrown).message })
  }
}

function copyLink({ id: desk, kind }: Desk, { id, number }: WorkRow, title: string) {
  const address = `${location.origin}${location.pathname}${hrefOf([desk, id])}`
  navigator.clipboard.writeText(`${itemNumber(kind, number)} ${title}\n${address}`).then(
    () => toast({ id: 'copied', icon: 'check', text: 'Number, title and link copied.', seconds: 3 }),
    () => toast({ id: 'copied', icon: 'alert', text: 'The link could not be copied.', detail: itemNumber(kind, number) }),
  )
}

/** One of the actions as a button of the head. */
export function ActionButton({ action, label, icon }: { action: Action | undefined; label: string; icon?: IconName }) {
  if (!action) return null
  return (
    <Button {...(icon && { icon })} keys={action.keys} reason={action.disabled} onClick={action.run}>
      {label}
    </Button>
  )
}

/** The actions of the head that have no button. */
export function MoreMenu({ actions }: { actions: readonly Action[] }) {
  return (
    <Menu>
      <MenuTrigger>
        <Button icon="dots" only="More actions" />
      </MenuTrigger>
      <MenuList label="More actions" align="end">
        {actions.map((action) => (
          <MenuItem
            key={action.id}
            {...(action.icon && { icon: action.icon })}
            keys={action.keys}
            reason={action.disabled}
            onSelect={action.run}
          >
            {action.label}
          </MenuItem>
        ))}
      </MenuList>
    </Menu>
  )
}
