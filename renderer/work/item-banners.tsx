/** Conditions of the open item: who holds it, what was refused, when the own claim ends. */
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { Lease, StaffRef, WorkDetail, WorkRow } from '../../shared/work.ts'
import { BacklineError, call, useApi } from '../api.ts'
import { Avatar } from '../components/avatar.tsx'
import { Banner } from '../components/banner.tsx'
import { Button } from '../components/button.tsx'
import { useServerNow } from '../components/now.ts'
import { timeOf } from '../components/when.ts'
import { type Action, useActions } from '../keyboard.ts'
import { useSession } from '../stores/session.ts'
import { type Desk, methodOf } from './desk.ts'
import { isTyping } from './presence.tsx'
import { type TakeOverActs, TakeOverDialog } from './take-over.tsx'
import type { Refusal } from './use-acts.ts'
import { editItem } from './use-item.ts'
import { changeWords, isNews, staleFacts } from './words.ts'

interface ItemBannersProps {
  desk: Desk
  detail: WorkDetail<WorkRow>
  acts: TakeOverActs & { refusal: Refusal | null; dismiss: () => void }
  own: StaffRef
  /** What of the reader's is written and not sent, as a sentence: "Your 12 characters are kept." */
  kept: string | null
  onNext: () => void
  /** Asks the holder for it; without one there is no such button. */
  onAsk?: (holder: StaffRef) => void
}

export function ItemBanners({ desk, detail, acts, own, kept, onNext, onAsk }: ItemBannersProps) {
  const { lease, item } = detail
  const { refusal, dismiss } = acts
  const [from, setFrom] = useState<StaffRef | null>(null)
  const mayAct = useSession(({ person }) => person?.capabilities.includes(desk.act) ?? false)
  const holder = refusal?.error.code === 'already_claimed' ? (refusal.error.detail.holder as StaffRef | undefined) : undefined
  const ask = (of: StaffRef) => ({ ...(onAsk && { onAsk: () => onAsk(of) }), ...(mayAct && { onTake: () => setFrom(of) }) })
  if (useIsGone(desk, item.id)) {
    return (
      <Banner tone="danger" icon="alert">
        <b>This {desk.one} was removed.</b> {kept ?? 'What you wrote stays among your drafts.'}
      </Banner>
    )
  }
  const takeOver = from && <TakeOverDialog desk={desk} item={item} acts={acts} own={own} from={from} onClose={() => setFrom(null)} />
  if (refusal && holder) {
    return (
      <>
        <Taken desk={desk} error={refusal.error} holder={holder} kept={kept} onNext={onNext} onRead={dismiss} {...ask(holder)} />
        {takeOver}
      </>
    )
  }
  return (
    <>
      {takeOver}
      {refusal && <Refused refusal={refusal} own={own} onDismiss={dismiss} />}
      {lease && lease.holder.id !== own.id && <Held desk={desk} lease={lease} onNext={onNext} {...ask(lease.holder)} />}
      {lease && lease.holder.id === own.id && <OwnLease desk={desk} itemId={item.id} lease={lease} />}
    </>
  )
}

/** The last reading found nothing any more; what is on the screen is the one before. */
function useIsGone(desk: Desk, id: string): boolean {
  const { error } = useApi(methodOf(desk, 'get'), { id }, { enabled: false })
  return error instanceof BacklineError && error.code === 'not_found'
}

const firstName = ({ name }: StaffRef) => name.split(' ')[0] ?? name

interface TakenProps {
  desk: Desk
  error: AppError
  holder: StaffRef
  kept: string | null
  onNext: () => void
  onAsk?: () => void
  onTake?: () => void
  onRead: () => void
}

function takenWords(one: string, since: string | null, seconds: number | null): string {
  if (since === null || seconds === null) return `owns this ${one} already`
  if (seconds > 600) return `took this ${one} at ${timeOf(since)}`
  return seconds > 0 ? `took this ${one} ${seconds} s before you` : `took this ${one} just before you`
}

/** Two reached for it at once and the other was first. */
function Taken({ desk, error, holder, kept, onNext, onAsk, onTake, onRead }: TakenProps) {
  const { id, one } = desk
  const { since, until } = error.detail as { since?: string | null; until?: string | null }
  const seconds = since ? Math.max(0, Math.round((Date.parse(error.at) - Date.parse(since)) / 1000)) : null
  const words = takenWords(one, since ?? null, seconds)
  const actions: Action[] = [
    { id: `${id}.next`, label: `Claim the next ${one}`, group: 'Item', keys: 'C', icon: 'user', run: onNext },
    { id: `${id}.onlyRead`, label: 'Only read it', group: 'Item', keys: 'V', icon: 'eye', run: onRead },
  ]
  const asking: Action[] = onAsk
    ? [{ id: `${id}.askFor`, label: `Ask ${holder.name} for it`, group: 'Item', keys: 'F', icon: 'swap', run: onAsk }]
    : []
  useActions(`${id}.taken`, [...actions, ...asking])
  return (
    <>
      <div className="banner info taken" role="alert">
        <Avatar initials={holder.initials} size="large" here />
        <span className="grow">
          <b>
            {holder.name} {words}.
          </b>
          <br />
          <span className="t2">
            {until ? `It is held until ${timeOf(until)}. ` : ''}
            {kept ?? desk.whileHeld}
          </span>
        </span>
      </div>
      <div className="choices">
        <Button variant="primary" keys="C" onClick={onNext}>
          Next {one}
        </Button>
        <Button keys="V" onClick={onRead}>
          Only read
        </Button>
        {onAsk && (
          <Button keys="F" onClick={onAsk}>
            Ask {firstName(holder)} for it
          </Button>
        )}
        {onTake && until && <Button onClick={onTake}>Take it over</Button>}
      </div>
    </>
  )
}

interface HeldProps {
  desk: Desk
  lease: Lease
  onNext: () => void
  onAsk?: () => void
  onTake?: () => void
}

function Held({ desk, lease, onNext, onAsk, onTake }: HeldProps) {
  return (
    <div className="banner info" role="status">
      <Avatar initials={lease.holder.initials} here />
      <span className="grow">
        <b>
          {lease.holder.name} holds this {desk.one}
        </b>{' '}
        until {timeOf(lease.until)}. {desk.whileHeld}
      </span>
      {onAsk && (
        <Button small onClick={onAsk}>
          Ask {firstName(lease.holder)} for it
        </Button>
      )}
      {onTake && (
        <Button small onClick={onTake}>
          Take it over
        </Button>
      )}
      <Button small keys="C" onClick={onNext}>
        Next {desk.one}
      </Button>
    </div>
  )
}

const endsSoon = 60_000
const renewBefore = 300_000

/** The claim goes on by itself while the person types; otherwise they are asked in its last minute. */
function OwnLease({ desk, itemId, lease }: { desk: Desk; itemId: string; lease: Lease }) {
  const now = useServerNow(1000)
  const [read, setRead] = useState<string | null>(null)
  const left = Date.parse(lease.until) - now
  const keep = () => {
    const answer = call('work.renew', { kind: desk.kind, id: itemId })
    answer.then((renewed) => editItem(desk, itemId, (detail) => ({ ...detail, lease: renewed.lease }))).catch(() => null)
  }
  const shouldRenew = left > 0 && left < renewBefore && isTyping()
  // biome-ignore lint/correctness/useExhaustiveDependencies: once when it becomes due
  useEffect(() => {
    if (shouldRenew) keep()
  }, [shouldRenew])
  if (left > 0 && left <= endsSoon) {
    return (
      <Banner
        tone="warning"
        icon="clock"
        actions={
          <Button small onClick={keep}>
            Keep it
          </Button>
        }
      >
        Your claim ends in {Math.ceil(left / 1000)} s unless you go on.{desk.claimOwns && ' You stay the owner.'}
      </Banner>
    )
  }
  if (!lease.handedBy || lease.since === read) return null
  return (
    <Banner
      tone="info"
      icon="user"
      actions={
        <Button small onClick={() => setRead(lease.since)}>
          Take it
        </Button>
      }
    >
      {lease.handedBy.name} hands you this {desk.one}
      {lease.note ? (
        <>
          : “<bdi>{lease.note}</bdi>”
        </>
      ) : (
        '.'
      )}
    </Banner>
  )
}

function Refused({ refusal: { error, verb, again }, own, onDismiss }: { refusal: Refusal; own: StaffRef; onDismiss: () => void }) {
  const leave = (
    <Button small variant="quiet" onClick={onDismiss}>
      Leave it
    </Button>
  )
  if (error.code === 'stale') {
    return (
      <Banner
        tone="warning"
        icon="split"
        actions={
          <>
            <Button small onClick={again}>
              {verb} anyway
            </Button>
            {leave}
          </>
        }
      >
        {staleSentence(error, own)}
      </Banner>
    )
  }
  const passing = error.code === 'offline' || error.code === 'timeout' || error.code === 'busy'
  return (
    <Banner
      tone="danger"
      icon={error.code === 'not_allowed' ? 'lock' : 'alert'}
      actions={
        <>
          {passing && (
            <Button small onClick={again}>
              Try again
            </Button>
          )}
          {leave}
        </>
      }
    >
      {error.message}
    </Banner>
  )
}

/** "Sofia Brandt changed the priority at 14:01, so yours was not saved." */
function staleSentence(error: AppError, own: StaffRef): string {
  const { changes } = staleFacts(error)
  const change = changes.findLast((each) => isNews(each, own)) ?? changes.at(-1)
  return `${change ? changeWords(change, own) : 'It was changed since you read it'}, so yours was not saved.`
}
