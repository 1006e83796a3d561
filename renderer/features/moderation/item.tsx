/** The open case: what it is about, the evidence, the reports and the history; the decision stands beside it. */
import { useMemo, useState } from 'react'
import { itemNumber } from '../../../shared/ids.ts'
import type { CaseDetail, CaseRow } from '../../../shared/moderation.ts'
import { countdown } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Chip } from '../../components/chip.tsx'
import { Icon } from '../../components/icon.tsx'
import { useServerNow } from '../../components/now.ts'
import { type Action, useActions } from '../../keyboard.ts'
import { priorityNames, RowClock } from '../../work/common.tsx'
import { HandOverDialog } from '../../work/hand-over.tsx'
import { ActionButton, leaseActions, MoreMenu } from '../../work/item-actions.tsx'
import { ItemBanners } from '../../work/item-banners.tsx'
import { Presences } from '../../work/presence.tsx'
import { useAct, useBench, useLeaseActs } from '../../work/use-acts.ts'
import type { Queue } from '../../work/use-queue.ts'
import { DecisionPane } from './decision-pane.tsx'
import { caseDesk, isDone } from './desk.tsx'
import { Evidence } from './evidence.tsx'
import { HoldDialog } from './hold.tsx'
import { useCaseForm } from './use-case-form.ts'
import { contentNames, statusNames } from './words.ts'

interface ItemProps {
  detail: CaseDetail
  queue: Queue<CaseRow>
  own: StaffRef
  /** Why the reader cannot decide cases at all. */
  locked: string | null
  onNext: () => void
}

/** What it is, how grave, how much time is left, and who is at it. */
function Properties({ detail: { item, lease, presence }, own }: { detail: CaseDetail; own: StaffRef }) {
  const now = useServerNow(1000)
  const left = lease && lease.holder.id === own.id ? Date.parse(lease.until) - now : 0
  return (
    <div className="pane-sub">
      <Chip>{contentNames[item.category]}</Chip>
      {!['pending', 'in_progress'].includes(item.status) && (
        <Chip tone={item.status === 'appealed' ? 'info' : 'line'}>{statusNames[item.status]}</Chip>
      )}
      <span>{priorityNames[item.priority]} severity</span>
      {!isDone(item) && <RowClock row={item} isDone={false} />}
      {item.assignee && <span className="cut">{item.assignee.id === own.id ? 'Yours' : item.assignee.name}</span>}
      <span className="grow" />
      <Presences kind="case" itemId={item.id} first={presence} />
      {left > 0 && (
        <span className="row figures">
          <Icon name="lock" small />
          Yours for {countdown(left)}
        </span>
      )}
    </div>
  )
}

export function Item({ detail, queue, own, locked, onNext }: ItemProps) {
  const { item, lease } = detail
  const bench = useBench(caseDesk, item, queue)
  const hold = useAct('moderation.hold', bench)
  const acts = useLeaseActs(bench)
  const form = useCaseForm({ detail, queue, own })
  const [asked, setAsked] = useState<'handOver' | 'hold' | null>(null)
  const number = itemNumber('case', item.number)
  const isOpen = !isDone(item)
  const leases = leaseActions({
    desk: caseDesk,
    detail,
    title: item.title,
    acts,
    own,
    locked,
    isOpen: isOpen && detail.mayNot === null,
    onNext,
    onHandOver: () => setAsked('handOver'),
  })
  const holding: Action = item.snoozedUntil
    ? {
        id: 'moderation.hold',
        label: 'Take it up again',
        group: 'Item',
        keys: 'H',
        icon: 'moon',
        disabled: locked,
        run: () => void hold({ until: null, reason: null }, 'Take it up again', { snoozedUntil: null }),
      }
    : {
        id: 'moderation.hold',
        label: 'Hold with a reason',
        group: 'Item',
        keys: 'H',
        icon: 'moon',
        disabled: locked ?? (isOpen ? null : 'It is decided already'),
        run: () => setAsked('hold'),
      }
  const actions = [...leases, holding]
  useActions('moderation.item', actions)
  const action = (id: string) => actions.find((each) => each.id === `moderation.${id}`)
  const isHeld = lease?.holder.id === own.id
  const shown = useMemo(() => ['moderation.hold', 'moderation.handOver', 'moderation.claim'], [])

  return (
    <>
      <section className="pane item" aria-label={`Case ${number}`}>
        <header className="pane-head">
          <h2 className="item-title cut" title={item.title}>
            <bdi>{item.title}</bdi>
          </h2>
          <span className="t3">{number}</span>
          <span className="grow" />
          {!isHeld && isOpen && <ActionButton action={action('claim')} label="Claim" />}
          {isOpen && <ActionButton action={holding} label={item.snoozedUntil ? 'Take up' : 'Hold'} />}
          {isHeld && <ActionButton action={action('handOver')} label="Hand over" />}
          <MoreMenu actions={actions.filter(({ id }) => !shown.includes(id))} />
        </header>
        <Properties detail={detail} own={own} />
        <ItemBanners desk={caseDesk} detail={detail} acts={acts} own={own} kept={form.kept} onNext={onNext} />
        <Evidence detail={detail} own={own} form={form} />
      </section>
      <DecisionPane detail={detail} own={own} locked={locked} form={form} />
      {asked === 'handOver' && <HandOverDialog desk={caseDesk} item={item} acts={acts} own={own} onClose={() => setAsked(null)} />}
      {asked === 'hold' && <HoldDialog item={item} hold={hold} onClose={() => setAsked(null)} />}
    </>
  )
}
