/** The open ticket: title and acts, properties, clocks, conversation, composer. */
import { useMemo, useRef, useState } from 'react'
import { ticketNumber } from '../../../shared/ids.ts'
import type { TicketDetail, TicketRow } from '../../../shared/tickets.ts'
import { whenTime } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Button } from '../../components/button.tsx'
import { many } from '../../components/count.ts'
import { Menu, MenuItem, MenuLine, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { zone } from '../../components/now.ts'
import { timeOf } from '../../components/when.ts'
import { type Action, useActions } from '../../keyboard.ts'
import { wantComposer } from '../../stores/composer.ts'
import { useDraftFace } from '../../work/draft.ts'
import { ActionButton, leaseActions, MoreMenu } from '../../work/item-actions.tsx'
import { ItemBanners } from '../../work/item-banners.tsx'
import { ItemOutbox } from '../../work/item-outbox.tsx'
import { useWithWaiting } from '../../work/outbox.ts'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { nameFor } from '../../work/words.ts'
import { Clocks } from './clocks.tsx'
import { Composer } from './composer.tsx'
import { ticketDesk } from './desk.tsx'
import { Ask, type Asked, snoozeUntil } from './dialogs.tsx'
import { ticketDraft } from './drafts.ts'
import { Properties } from './properties.tsx'
import { snoozeTimes } from './snooze.ts'
import { ThreadPane } from './thread.tsx'
import { type Acts, useTicketActs } from './use-acts.ts'
import { useThread } from './use-thread.ts'

interface ItemProps {
  detail: TicketDetail
  queue: Queue<TicketRow>
  own: StaffRef
  /** Why the reader cannot act on tickets at all. */
  locked: string | null
  onNext: () => void
}

export function Item({ detail: read, queue, own, locked, onNext }: ItemProps) {
  const detail = useWithWaiting('ticket', read)
  const { item: ticket, lease } = detail
  const [asked, setAsked] = useState<Asked | null>(null)
  const [snoozing, setSnoozing] = useState(false)
  const acts = useTicketActs(ticket, queue)
  const thread = useThread(detail)
  const scroller = useRef<HTMLDivElement>(null)
  const nameOf = useMemo(() => nameFor(own), [own])
  const unsent = useUnsent(detail, own)
  const other = lease && lease.holder.id !== own.id ? lease : null
  const held = other ? `${other.holder.name} holds this ticket until ${timeOf(other.until)}` : null
  const number = ticketNumber(ticket.number)

  const afterSending = () => {
    queue.touch([ticket.id])
    void rereadItem(ticketDesk, ticket.id)
  }
  const readEntry = (id: string) => {
    const entry = document.getElementById(`entry-${id}`)
    entry?.scrollIntoView({ block: 'center' })
    scroller.current?.focus({ preventScroll: true })
  }
  const actions = itemActions({ detail, acts, own, locked, ask: setAsked, openSnooze: () => setSnoozing(true), onNext })
  useActions('tickets.item', actions)
  const action = (id: string) => actions.find((each) => each.id === `tickets.${id}`)
  const open = ticket.status !== 'resolved' && ticket.status !== 'closed'

  return (
    <section className="pane item" aria-label={`Ticket ${number}`}>
      <header className="pane-head">
        <h2 className="item-title cut" title={ticket.subject}>
          <bdi>{ticket.subject}</bdi>
        </h2>
        <span className="t3">{number}</span>
        <span className="grow" />
        {open ? (
          <>
            <ActionButton action={action('resolve')} label="Resolve" icon="s-done" />
            <SnoozeMenu
              detail={detail}
              acts={acts}
              reason={action('snooze')?.disabled ?? null}
              open={snoozing}
              onOpenChange={setSnoozing}
              onAsk={() => setAsked('snoozeUntil')}
            />
          </>
        ) : (
          <ActionButton action={action('reopen')} label="Reopen" icon="s-open" />
        )}
        <MoreMenu actions={actions.filter(({ id }) => inMenu.includes(id))} />
      </header>
      <Properties detail={detail} acts={acts} onAsk={setAsked} locked={locked} />
      <ItemBanners
        desk={ticketDesk}
        detail={detail}
        acts={acts}
        own={own}
        kept={unsent > 0 ? `Your ${many(unsent, 'character')} are kept.` : null}
        onNext={onNext}
        onAsk={askForIt}
      />
      <ItemOutbox desk={ticketDesk} detail={read} own={own} />
      <Clocks clocks={detail.clocks} readAt={detail.readAt} />
      <ThreadPane ticketId={ticket.id} thread={thread} nameOf={nameOf} scroller={scroller} />
      <Composer detail={detail} own={own} locked={locked} held={held} onSent={afterSending} onRead={readEntry} />
      {asked && <Ask what={asked} detail={detail} acts={acts} own={own} unsent={unsent} onClose={() => setAsked(null)} />}
    </section>
  )

  /** Asks the holder in a note that the person still has to send. */
  function askForIt(holder: StaffRef) {
    const keeper = ticketDraft(own.id, ticket, 'note')
    void keeper.load().then(() => {
      if (keeper.content.body === '') {
        const body = `${holder.name}, could you hand this one to me? `
        void keeper.put({ ...keeper.content, body, caret: body.length, baseVersion: ticket.version })
      }
      wantComposer('note')
    })
  }
}

/** Characters of the reply that is written and not sent. */
function useUnsent({ item: ticket }: TicketDetail, own: StaffRef): number {
  const keeper = ticketDraft(own.id, ticket, 'reply')
  const { isEmpty } = useDraftFace(keeper)
  return isEmpty ? 0 : keeper.content.body.length
}

interface ActionsInput {
  openSnooze: () => void
  detail: TicketDetail
  acts: Acts
  own: StaffRef
  locked: string | null
  ask: (what: Asked) => void
  onNext: () => void
}

/** Everything that can be done here, for keys, palette and the menu of the head. */
function itemActions({ detail, acts, own, locked, ask, openSnooze, onNext }: ActionsInput): Action[] {
  const { item: ticket, moves } = detail
  const number = ticketNumber(ticket.number)
  const cannot = (status: (typeof moves)[number], words: string) => locked ?? (moves.includes(status) ? null : words)
  const isDone = ticket.status === 'resolved' || ticket.status === 'closed'
  const lease = { desk: ticketDesk, detail, title: ticket.subject, acts, own, locked, isOpen: !isDone, onNext }
  const [claim, ...shared] = leaseActions({ ...lease, onHandOver: () => ask('handOver') })
  const item: Action[] = [
    ...(claim ? [claim] : []),
    {
      id: 'tickets.reply',
      label: 'Reply to the customer',
      group: 'Item',
      keys: 'R',
      icon: 'mail',
      disabled: locked,
      run: () => wantComposer('reply'),
    },
    {
      id: 'tickets.note',
      label: 'Write an internal note',
      group: 'Item',
      keys: 'N',
      icon: 'lock',
      disabled: locked,
      run: () => wantComposer('note'),
    },
    ...shared,
  ]
  if (isDone) {
    return [
      ...item,
      {
        id: 'tickets.reopen',
        label: `Reopen ${number}`,
        group: 'Item',
        icon: 's-open',
        disabled: cannot('open', 'It cannot be reopened'),
        run: () => ask('reopen'),
      },
    ]
  }
  return [
    ...item,
    {
      id: 'tickets.resolve',
      label: `Resolve ${number}`,
      group: 'Item',
      keys: 'E',
      icon: 's-done',
      disabled: cannot('resolved', 'It cannot be resolved from here'),
      run: () => ask('resolve'),
    },
    {
      id: 'tickets.snooze',
      label: 'Remind me of this ticket',
      hint: 'snooze until a time or an answer',
      group: 'Item',
      keys: 'Z',
      icon: 'moon',
      disabled: locked,
      run: openSnooze,
    },
    {
      id: 'tickets.escalate',
      label: `Escalate ${number}`,
      group: 'Item',
      icon: 's-esc',
      disabled: cannot('escalated', 'It is escalated already'),
      run: () => ask('escalate'),
    },
  ]
}

interface SnoozeMenuProps {
  detail: TicketDetail
  acts: Acts
  reason: string | null
  open: boolean
  onOpenChange: (open: boolean) => void
  onAsk: () => void
}

function SnoozeMenu({ detail: { item: ticket }, acts, reason, open, onOpenChange, onAsk }: SnoozeMenuProps) {
  const button = (
    <Button icon="moon" keys="Z" reason={reason}>
      {ticket.snoozedUntil ? 'Snoozed' : 'Snooze'}
    </Button>
  )
  if (reason) return button
  const now = Date.now()
  return (
    <Menu open={open} onOpenChange={onOpenChange}>
      <MenuTrigger>{button}</MenuTrigger>
      <MenuList label="Snooze" align="end">
        {ticket.snoozedUntil && (
          <>
            <MenuItem
              icon="undo"
              hint={`sleeps until ${whenTime(ticket.snoozedUntil, now, zone)}`}
              onSelect={() => void snoozeUntil(acts, ticket, null)}
            >
              Wake it now
            </MenuItem>
            <MenuLine />
          </>
        )}
        {snoozeTimes(now).map(({ name, at }) => (
          <MenuItem
            key={name}
            icon="clock"
            hint={whenTime(at.toISOString(), now, zone)}
            onSelect={() => void snoozeUntil(acts, ticket, at.toISOString())}
          >
            {name}
          </MenuItem>
        ))}
        <MenuItem icon="moon" onSelect={onAsk}>
          Another time
        </MenuItem>
      </MenuList>
    </Menu>
  )
}

const inMenu = ['tickets.claim', 'tickets.escalate', 'tickets.reopen', 'tickets.handOver', 'tickets.release', 'tickets.copy', 'tickets.pin']
