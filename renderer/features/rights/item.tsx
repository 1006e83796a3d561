/** The open conflict: title and acts, what was there before, the matrix, and the resolution that is tried. */
import { useMemo, useState } from 'react'
import type { ConflictDetail, ConflictRow } from '../../../shared/conflicts.ts'
import { itemNumber } from '../../../shared/ids.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { useApi } from '../../api.ts'
import { Banner } from '../../components/banner.tsx'
import { Code } from '../../components/code.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { hrefOf } from '../../route.ts'
import { ActionButton, leaseActions, MoreMenu } from '../../work/item-actions.tsx'
import { ItemBanners } from '../../work/item-banners.tsx'
import { useAct, useBench, useLeaseActs } from '../../work/use-acts.ts'
import { DecisionBanner } from '../../work/use-decision.tsx'
import type { Queue } from '../../work/use-queue.ts'
import { useWantedDraft } from '../../work/wanted-draft.ts'
import { ConflictCode } from './code.tsx'
import { rightsDesk } from './desk.tsx'
import { Ask, type Asked } from './dialogs.tsx'
import { MatrixTable, Swatch } from './matrix.tsx'
import { matrixOf, partiesOf } from './matrix-model.ts'
import { ResolutionFoot, ResolutionForm } from './resolution.tsx'
import { type ResolutionState, startFields } from './use-resolution.ts'
import { dayText, kindNames, resolutionNames, rightNames, shareText } from './words.ts'

interface ConflictProps {
  detail: ConflictDetail
  queue: Queue<ConflictRow>
  own: StaffRef
  locked: string | null
  resolution: ResolutionState
  onNext: () => void
}

const noGroups: { id: string; name: string; countries: string[] }[] = []

export function useConflictActs(item: ConflictRow, queue: Queue<ConflictRow>) {
  const bench = useBench(rightsDesk, item, queue)
  return {
    ...useLeaseActs(bench),
    answer: useAct('rights.answer', bench),
    escalate: useAct('rights.escalate', bench),
    hold: useAct('rights.hold', bench),
    extend: useAct('rights.extend', bench),
  }
}
export type ConflictActs = ReturnType<typeof useConflictActs>

export function Conflict({ detail, queue, own, locked, resolution, onNext }: ConflictProps) {
  const { item, lease } = detail
  const [asked, setAsked] = useState<Asked | null>(null)
  useWantedDraft(item.id, (slot) => {
    if (slot === 'split') setAsked({ is: 'split' })
    if (slot.startsWith('claim')) setAsked({ is: 'claim', claimId: slot.split(':')[1] ?? null })
  })
  const acts = useConflictActs(item, queue)
  const { data: groups = noGroups } = useApi('rights.territories', {}, { staleTime: Number.POSITIVE_INFINITY })
  const parties = useMemo(() => partiesOf(detail.claims), [detail.claims])
  const matrix = useMemo(() => matrixOf(detail.claims, detail.parts, parties), [detail.claims, detail.parts, parties])
  const number = itemNumber('conflict', item.number)
  const isOpen = item.status !== 'resolved'
  const isHeld = lease?.holder.id === own.id
  const decide = locked ?? (isHeld ? null : 'Claim it first: a decision is made by whoever holds the conflict')
  const { draft } = resolution
  const choose = (part: number) => draft.set({ parts: [part], shares: {}, without: [] })
  const settle = () => {
    if (!decide && !resolution.blocked) void draft.send(draft.value.resolution)
  }
  const leaseInput = { desk: rightsDesk, detail, title: item.title, acts, own, locked, isOpen, onNext }
  const shared = leaseActions({ ...leaseInput, onHandOver: () => setAsked({ is: 'handOver' }) })
  const ended = isOpen ? null : 'This conflict has ended'
  const base = { group: 'Item', disabled: locked ?? ended } as const
  const conflictActions: Action[] = [
    {
      ...base,
      id: 'rights.hold',
      label: item.snoozedUntil ? `Take ${number} up again` : `Put ${number} aside`,
      keys: 'H',
      icon: 'pause',
      run: () => setAsked({ is: 'hold' }),
    },
    { ...base, id: 'rights.escalate', label: `Escalate ${number}`, keys: '!', icon: 's-esc', run: () => setAsked({ is: 'escalate' }) },
    ...(detail.deadline?.secondDays && !detail.deadline.isExtended
      ? [
          {
            ...base,
            id: 'rights.extend',
            label: `Grant ${detail.deadline.secondDays} days more`,
            icon: 'clock',
            run: () => setAsked({ is: 'extend' }),
          } satisfies Action,
        ]
      : []),
    { ...base, id: 'rights.editSplit', label: 'Edit the split of royalties', icon: 'split', run: () => setAsked({ is: 'split' }) },
    { ...base, id: 'rights.newClaim', label: 'Enter another claim', icon: 'plus', run: () => setAsked({ is: 'claim', claimId: null }) },
    ...(isOpen
      ? [
          {
            id: 'rights.settle',
            label: `Settle ${number}`,
            group: 'Decide',
            keys: 'Mod+Enter',
            inText: true,
            disabled: decide ?? resolution.blocked,
            run: settle,
          } satisfies Action,
        ]
      : []),
  ]
  const actions = [...shared, ...conflictActions]
  useActions('rights.item', actions)
  const action = (id: string) => actions.find((each) => each.id === `rights.${id}`)
  const [earlier] = detail.earlier
  return (
    <section className="pane item" aria-label={`Conflict ${number}`}>
      <header className="pane-head">
        <h2 className="item-title cut" title={item.title}>
          <bdi>{item.title}</bdi>
        </h2>
        <span className="t3">{number}</span>
        <span className="chip">{item.rightType ? rightNames[item.rightType] : kindNames[item.category]}</span>
        <ConflictCode row={item} />
        {detail.workCode && detail.workCode !== item.code && <Code kind="iswc" value={detail.workCode} />}
        <span className="grow" />
        {isOpen && (
          <ActionButton
            action={action(shared[0]?.id === 'rights.claim' ? 'claim' : 'hold')}
            label={shared[0]?.id === 'rights.claim' ? 'Claim' : 'Hold'}
          />
        )}
        <MoreMenu actions={actions.filter(({ id }) => id !== 'rights.settle' && id !== 'rights.copy')} />
      </header>
      <ItemBanners
        desk={rightsDesk}
        detail={detail}
        acts={acts}
        own={own}
        kept={draft.isEmpty ? null : 'What you tried is kept.'}
        onNext={onNext}
      />
      <DecisionBanner decision={draft} own={own} />
      {earlier && (
        <Banner
          tone="info"
          icon="undo"
          actions={
            <a className="btn s quiet" href={hrefOf(['rights', earlier.id], { view: 'all' })}>
              See how it ended
            </a>
          }
        >
          <b>Same parties, same {item.entityType === 'release' ? 'release' : 'recording'}:</b> {itemNumber('conflict', earlier.number)}{' '}
          ended on {dayText(earlier.endedAt.slice(0, 10))}
          {earlier.type && `, ${resolutionNames[earlier.type as keyof typeof resolutionNames]?.toLowerCase() ?? 'disputed'}`}
          {earlier.shares && ` (${earlier.shares.map(({ share }) => shareText(share)).join(' to ')})`}.
        </Banner>
      )}
      {!isOpen && detail.resolution && (
        <Banner tone="success" icon="check">
          <b>{resolutionNames[detail.resolution.type as keyof typeof resolutionNames] ?? 'Disputed'}</b>
          {detail.resolution.by && ` by ${detail.resolution.by.name}`}
          {detail.resolution.notes && `: ${detail.resolution.notes}`}
        </Banner>
      )}
      {isOpen && detail.resolution?.type === 'disputed' && (
        <Banner tone="warning" icon="s-esc">
          Noted as disputed: both sides present complete evidence. It stays open, and its money held, until they agree or it is decided
          here.
        </Banner>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="pane-body" tabIndex={0} aria-label="Claims and resolution">
        <div className="mat-head">
          <h3 className="strong">Shares claimed, in percent</h3>
          <span className="t3 small opt">cut at every start and end; conflict over 100.06</span>
          <span className="grow" />
          {parties.slice(0, 4).map((party) => (
            <span key={party.name} className="row small t2 legend">
              <Swatch party={party} />
              <bdi className="cut">{party.name}</bdi>
            </span>
          ))}
        </div>
        <UnknownTerritories detail={detail} />
        <MatrixTable matrix={matrix} groups={groups} chosen={resolution.chosen.map(({ no }) => no)} onChoose={choose} />
        {isOpen && <ResolutionForm detail={detail} parties={parties} groups={groups} state={resolution} />}
        {detail.note && (
          <section className="panel">
            <h3 className="panel-title">Note</h3>
            <p className="t2" dir="auto">
              {detail.note}
            </p>
          </section>
        )}
      </section>
      {isOpen && (
        <ResolutionFoot
          state={resolution}
          disabled={decide ?? resolution.blocked}
          onSettle={settle}
          onStartOver={() => draft.set(startFields(item))}
        />
      )}
      {asked && <Ask asked={asked} detail={detail} acts={acts} own={own} queue={queue} onClose={() => setAsked(null)} />}
    </section>
  )
}

/** Entries that no country and no group is called by: they claim nothing until somebody corrects them. */
function UnknownTerritories({ detail }: { detail: ConflictDetail }) {
  const unknown = detail.claims.filter((claim) => claim.unknown.length > 0)
  if (unknown.length === 0) return null
  return (
    <Banner card tone="warning" icon="alert">
      {unknown.map((claim) => `${claim.party}: ${claim.unknown.join(', ')}`).join('; ')}. No country or group is called so, so these entries
      claim nothing.
    </Banner>
  )
}
