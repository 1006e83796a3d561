/** The open payout: how much to whom, its way, what stands for and against it, what is signed, the wallet, and the act that is next. */
import { useMemo, useRef, useState } from 'react'
import { itemNumber } from '../../../shared/ids.ts'
import type { PayoutDetail, PayoutRow, PayoutSignature } from '../../../shared/payouts.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Chip } from '../../components/chip.tsx'
import { Panel } from '../../components/panel.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { HandOverDialog } from '../../work/hand-over.tsx'
import { History } from '../../work/history.tsx'
import { ActionButton, leaseActions, MoreMenu } from '../../work/item-actions.tsx'
import { ItemBanners } from '../../work/item-banners.tsx'
import { Presences } from '../../work/presence.tsx'
import { useBench, useLeaseActs } from '../../work/use-acts.ts'
import { DecisionBanner } from '../../work/use-decision.tsx'
import type { Queue } from '../../work/use-queue.ts'
import { nameFor } from '../../work/words.ts'
import { isDone, payoutDesk } from './desk.tsx'
import { MoveDialog } from './dialogs.tsx'
import { Evidence } from './evidence.tsx'
import { Amount, Checks, Ledger, Others, Path, Reason } from './facts.tsx'
import { Foot } from './foot.tsx'
import { Signatures, SignedData } from './signed.tsx'
import { type Move, usePayout } from './use-payout.ts'
import { eventWords, statusNames } from './words.ts'

interface ItemProps {
  detail: PayoutDetail
  queue: Queue<PayoutRow>
  own: StaffRef
  /** Why the reader cannot act on payouts at all. */
  locked: string | null
  onNext: () => void
}

export function Item({ detail, queue, own, locked, onNext }: ItemProps) {
  const { item } = detail
  const number = itemNumber('payout', item.number)
  const acts = useLeaseActs(useBench(payoutDesk, item, queue))
  const decision = usePayout(detail, queue, own)
  const [asked, setAsked] = useState<Exclude<Move, 'prepare'> | 'handOver' | null>(null)
  const [evidence, setEvidence] = useState<PayoutSignature | null>(null)
  const nameOf = useMemo(() => nameFor(own), [own])
  const password = useRef<HTMLInputElement>(null)
  const scroller = useRef<HTMLElement>(null)
  const move = (which: Move) => () => (which === 'prepare' ? void decision.send('prepare') : setAsked(which))
  const leases = leaseActions({
    desk: payoutDesk,
    detail,
    title: item.customer.name,
    acts,
    own,
    locked,
    isOpen: !isDone(item),
    onNext,
    onHandOver: () => setAsked('handOver'),
  })
  const actions = [...leases, ...moveActions(detail, locked, move)]
  useActions('payouts.item', actions)
  const action = (id: string) => actions.find((each) => each.id === `payouts.${id}`)
  const inHead = headOf[item.state] ?? []

  return (
    <section className="pane item payout" aria-label={`Payout ${number}`}>
      <header className="pane-head">
        <h2 className="pane-title">{number}</h2>
        <Chip tone={item.status === 'blocked' || item.status === 'unknown' ? 'danger' : 'info'}>{stateWords(item)}</Chip>
        <span className="grow" />
        <Presences kind="payout" itemId={item.id} first={detail.presence} />
        {inHead.map((each) => (
          <ActionButton key={each} action={action(each)} label={action(each)?.label.replace(` ${number}`, '') ?? ''} />
        ))}
        <MoreMenu actions={actions.filter(({ id }) => !inHead.some((each) => id === `payouts.${each}`))} />
      </header>
      <ItemBanners
        desk={payoutDesk}
        detail={detail}
        acts={acts}
        own={own}
        kept={decision.isEmpty ? null : 'What you typed is kept.'}
        onNext={onNext}
      />
      {asked === null && <DecisionBanner decision={decision} own={own} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section ref={scroller} className="pane-body" tabIndex={0} aria-label={`Facts of ${number}`}>
        <Amount detail={detail} />
        <Path detail={detail} />
        <Reason detail={detail} />
        <Checks detail={detail} />
        <SignedData detail={detail} nameOf={nameOf} />
        <Signatures detail={detail} own={own} onEvidence={setEvidence} />
        <Ledger detail={detail} />
        <Others detail={detail} />
        <Panel title="History">
          <History events={detail.history} words={eventWords} nameOf={nameOf} />
        </Panel>
      </section>
      <Foot detail={detail} queue={queue} locked={locked} field={password} onMove={(which) => move(which)()} sending={decision.sending} />
      {asked === 'handOver' && <HandOverDialog desk={payoutDesk} item={item} acts={acts} own={own} onClose={() => setAsked(null)} />}
      {asked !== null && asked !== 'handOver' && (
        <MoveDialog move={asked} detail={detail} decision={decision} own={own} onClose={() => setAsked(null)} />
      )}
      {evidence && <Evidence signature={evidence} number={number} onClose={() => setEvidence(null)} />}
    </section>
  )
}

function stateWords({ status, signed, needed }: PayoutRow): string {
  if (status !== 'prepared') return statusNames[status]
  return signed === 0
    ? `Needs ${needed === 1 ? 'a signature' : `${needed} signatures`}`
    : signed + 1 === needed && needed === 2
      ? 'Needs a second signature'
      : `Needs ${needed - signed} more`
}

/** Buttons beside the number; everything else is in the menu. */
const headOf: Partial<Record<PayoutRow['state'], string[]>> = {
  pending: ['reject', 'edit'],
  prepared: ['sendBack', 'reject'],
  approved: ['hold', 'reject'],
  on_hold: ['cancel'],
  processing: ['failed', 'unknown'],
  unknown: ['failed'],
}

function moveActions({ item, moves, secondRefusal }: PayoutDetail, locked: string | null, move: (which: Move) => () => void): Action[] {
  const number = itemNumber('payout', item.number)
  const can = (state: (typeof moves)[number]) => moves.includes(state)
  const base = { group: 'Decide', disabled: locked } as const
  const back = { ...base, disabled: locked ?? secondRefusal }
  const isEditable = ['pending', 'prepared', 'approved', 'on_hold'].includes(item.state)
  const all: (Action | false)[] = [
    item.state === 'prepared' && { ...base, id: 'payouts.sendBack', label: 'Send back', keys: 'B', icon: 'undo', run: move('sendBack') },
    can('rejected') && { ...base, id: 'payouts.reject', label: 'Reject', keys: 'D', icon: 's-x', run: move('reject') },
    can('on_hold') && { ...base, id: 'payouts.hold', label: 'Hold', keys: 'H', icon: 'pause', run: move('hold') },
    item.state === 'on_hold' && { ...base, id: 'payouts.release', label: 'End the hold', keys: 'H', icon: 'play', run: move('release') },
    isEditable && { ...base, id: 'payouts.edit', label: 'Edit', keys: 'E', icon: 'pencil', run: move('edit') },
    can('cancelled') && { ...base, id: 'payouts.cancel', label: `Cancel ${number}`, icon: 's-x', run: move('cancel') },
    can('failed') && { ...back, id: 'payouts.failed', label: 'Failed', keys: 'D', icon: 's-x', run: move('failed') },
    can('unknown') && { ...base, id: 'payouts.unknown', label: 'Outcome unknown', icon: 'alert', run: move('unknown') },
    can('returned') && { ...back, id: 'payouts.returned', label: 'It came back', icon: 'undo', run: move('returned') },
  ]
  return all.filter((each) => each !== false)
}
