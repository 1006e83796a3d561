/** An open identity check: its documents at the left, the comparison and the decision at the right. */
import { type KeyboardEvent, useEffect, useMemo, useState } from 'react'
import { compareIdentity } from '../../../shared/identity.ts'
import { itemNumber } from '../../../shared/ids.ts'
import type { IdentityFields, KycDetail, KycDocument, KycRow } from '../../../shared/kyc.ts'
import { isMrz, readMrz } from '../../../shared/mrz.ts'
import { countdown, exact } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Chip } from '../../components/chip.tsx'
import { ClockText } from '../../components/clock.tsx'
import { Icon } from '../../components/icon.tsx'
import { useServerNow, zone } from '../../components/now.ts'
import { dayOf } from '../../components/when.ts'
import { isTextField } from '../../keyboard.ts'
import { HandOverDialog } from '../../work/hand-over.tsx'
import { ActionButton, MoreMenu } from '../../work/item-actions.tsx'
import { ItemBanners } from '../../work/item-banners.tsx'
import { PersonName } from '../../work/person-side.tsx'
import { Presences } from '../../work/presence.tsx'
import { DecisionBanner } from '../../work/use-decision.tsx'
import type { Queue } from '../../work/use-queue.ts'
import { Linked, Past } from './beside.tsx'
import { ComparisonTable, Faces, type SamePerson } from './comparison.tsx'
import { DecideForm } from './decide.tsx'
import { currentOf } from './decision.ts'
import { kycDesk } from './desk.tsx'
import { DocumentTabs, type Tab } from './document-tabs.tsx'
import { Screening } from './screening.tsx'
import { useLooks } from './use-looks.ts'
import { useReview } from './use-review.ts'
import { Viewer } from './viewer.tsx'
import { levelNames, secondWords, statusIcons, statusNames } from './words.ts'
import { Zone } from './zone.tsx'

interface CheckProps {
  detail: KycDetail
  queue: Queue<KycRow>
  own: StaffRef
  locked: string | null
  onNext: () => void
}

export function Check({ detail, queue, own, locked, onNext }: CheckProps) {
  const { item } = detail
  const number = itemNumber('kyc', item.number)
  const current = detail.documents.filter(({ isCurrent }) => isCurrent)
  const [tab, setTab] = useState<Tab>(current[0]?.id ?? 'past')
  const [beside, setBeside] = useState(false)
  const looks = useLooks(item.id)
  const shown = current.find(({ id }) => id === tab) ?? null
  const earlier = (beside && detail.documents.find(({ id }) => id === shown?.earlierId)) || null
  const [identity, selfie] = [currentOf(detail, 'identity'), currentOf(detail, 'selfie')]
  const review = useReview({ detail, queue, own, locked, shown, onNext, onShow: setTab, onBeside: () => setBeside(!beside) })
  const { acts, actions, decision, cannot } = review
  useOpened(detail, [identity, selfie, shown, earlier], looks.open)

  const today = new Date().toISOString().slice(0, 10)
  const lines = useMemo(
    () => identity?.mrz ?? decision.value.zone.split('\n').filter((line) => line.trim() !== ''),
    [identity, decision.value.zone],
  )
  const read = useMemo(() => (lines.length > 0 ? readMrz(lines) : null), [lines])
  const comparison = compareIdentity(
    detail.declared ?? {},
    fieldsOf(identity, currentOf(detail, 'address')),
    read && isMrz(read) ? read : null,
    today,
  )
  const isOpen = item.status === 'pending' || item.status === 'in_review' || item.status === 'needs_info'
  return (
    <>
      <section className="pane item" aria-label={`Check ${number}`} tabIndex={-1} onKeyDown={leaveField}>
        <header className="pane-head">
          <h2 className="item-title cut">
            <PersonName id={item.customer.id} name={item.customer.name} />
          </h2>
          <span className="t3">{number}</span>
          <span className="grow" />
          <Presences kind="kyc" itemId={item.id} first={detail.presence} />
          {detail.lease?.holder.id === own.id && <Yours until={detail.lease.until} />}
          {isOpen && <ActionButton action={actions.find(({ keys }) => keys === 'C')} label={detail.lease ? 'Next' : 'Claim'} icon="user" />}
          <MoreMenu actions={actions.filter(({ keys }) => keys !== 'C')} />
        </header>
        <DocumentTabs
          detail={detail}
          tab={tab}
          value={decision.value}
          beside={beside}
          locked={cannot}
          onTab={setTab}
          onBeside={() => setBeside(!beside)}
          onOpinion={review.judge}
          isAsking={review.isAsking}
          onAsking={review.setAsking}
        />
        <ItemBanners
          desk={kycDesk}
          detail={detail}
          acts={acts}
          own={own}
          kept={decision.isEmpty ? null : 'What you filled in is kept.'}
          onNext={onNext}
        />
        {shown ? (
          <>
            {detail.canOpenDocuments ? (
              <Viewer key={shown.id} document={shown} earlier={earlier} looks={looks} />
            ) : (
              <div className="viewer closed">
                <p className="hint">Your roles read the case without its documents.</p>
              </div>
            )}
            <Zone document={identity} zone={read} typed={decision.value.zone} onType={(text) => decision.set({ zone: text })} />
            <div className="linked">
              <Linked accounts={detail.linked} />
            </div>
          </>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
          <section className="pane-body beside" tabIndex={0} aria-label="Beside the documents">
            {tab === 'linked' ? <Linked accounts={detail.linked} /> : <Past detail={detail} own={own} />}
          </section>
        )}
      </section>
      <aside className="pane right kyc-right" aria-label="Comparison and decision" tabIndex={-1} onKeyDown={leaveField}>
        <header className="pane-head">
          <h2 className="pane-title">{levelNames[item.category]}</h2>
          <Chip {...(detail.second && { tone: 'warning', icon: 'alert' })}>{secondWords(detail)}</Chip>
          <span className="grow" />
          {isOpen ? (
            <ClockText dueAt={item.dueAt} pausedSince={item.pausedSince} long />
          ) : (
            <Chip icon={statusIcons[item.status]}>{statusNames[item.status]}</Chip>
          )}
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
        <section className="pane-body" tabIndex={0} aria-label="Comparison">
          <Faces
            detail={detail}
            identity={identity}
            selfie={selfie}
            looks={looks}
            same={samePerson(selfie, review.opinionOf(selfie))}
            onSame={(same) => selfie && review.judge(selfie, same === 'yes' ? null : same === 'no' ? 'other_person' : 'unreadable')}
            locked={cannot !== null}
          />
          <ComparisonTable
            lines={comparison.filter(
              ({ field, document, mrz }) => field !== 'nationality' || document.isSame === false || mrz.isSame === false,
            )}
            hasDeclared={detail.declared !== null}
          />
          <Screening
            detail={detail}
            value={decision.value}
            locked={cannot}
            isDecided={item.status !== 'pending' && item.status !== 'in_review'}
            onChange={(hits) => decision.set({ hits })}
            onRecord={review.record}
          />
          <StateWords detail={detail} />
        </section>
        <DecisionBanner decision={decision} own={own} />
        <DecideForm detail={detail} decision={decision} locked={cannot} onSend={review.send} />
      </aside>
      {review.isHanding && <HandOverDialog desk={kycDesk} item={item} acts={acts} own={own} onClose={() => review.setHanding(false)} />}
    </>
  )
}

/** Escape takes the caret out of a field, so that the letters act again. */
function leaveField(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'Escape' || !isTextField(event.target)) return
  event.preventDefault()
  event.currentTarget.focus({ preventScroll: true })
}

function Yours({ until }: { until: string }) {
  const left = Date.parse(until) - useServerNow(1000)
  return (
    <span className="yours t2 row" title={`Held until ${exact(until, zone)}`}>
      <Icon name="lock" small />
      {left > 0 ? `Yours for ${countdown(left)}` : 'No longer yours'}
    </span>
  )
}

/** The documents that the screen needs are read as it opens; each reading is a recorded look. */
function useOpened({ canOpenDocuments }: KycDetail, documents: (KycDocument | null)[], open: (id: string) => void) {
  const ids = documents.flatMap((document) => document?.id ?? []).join(' ')
  useEffect(() => {
    if (canOpenDocuments) for (const id of ids.split(' ').filter(Boolean)) open(id)
  }, [canOpenDocuments, ids, open])
}

/** The address stands on the proof of it, else on the identity document. */
function fieldsOf(identity: KycDocument | null, address: KycDocument | null): IdentityFields {
  const { address: own, ...fields } = identity?.fields ?? {}
  const proven = address?.fields?.address ?? own
  return proven ? { ...fields, address: proven } : fields
}

function samePerson(selfie: KycDocument | null, opinion: { isGood: boolean; reason: string | null } | null): SamePerson {
  if (!selfie || !opinion) return ''
  if (opinion.isGood) return 'yes'
  return opinion.reason === 'other_person' ? 'no' : 'unclear'
}

/** What the state of the check means, where it does not simply wait. */
function StateWords({ detail: { item, requests, expiresAt, verifiedAt, reviewedBy } }: { detail: KycDetail }) {
  const asked = requests.at(-1)
  if (item.status === 'needs_info') {
    return (
      <p className="hint state">
        {asked
          ? `${asked.askedBy?.name ?? 'The platform'} asked for more ${dayOf(asked.askedAt)}. The answer opens the next round.`
          : 'The person was asked for more.'}
      </p>
    )
  }
  if (item.status === 'approved' && expiresAt) {
    return (
      <p className="hint state">
        Approved{reviewedBy && ` by ${reviewedBy.name}`}, valid until {dayOf(expiresAt)}. Payouts stop when it ends.
      </p>
    )
  }
  if (item.status === 'expired') return <p className="hint state">Its time is over, so payouts wait for a new check.</p>
  if (item.status === 'rejected' && verifiedAt)
    return (
      <p className="hint state">
        Rejected{reviewedBy && ` by ${reviewedBy.name}`} {dayOf(verifiedAt)}.
      </p>
    )
  return null
}
