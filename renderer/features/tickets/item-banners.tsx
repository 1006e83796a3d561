/** Conditions of the open ticket: who holds it, what was refused, when the own claim ends. */
import { useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { TicketDetail } from '../../../shared/tickets.ts'
import type { Lease, StaffRef } from '../../../shared/work.ts'
import { call } from '../../api.ts'
import { Avatar } from '../../components/avatar.tsx'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { useNow } from '../../components/now.ts'
import { useActions } from '../../keyboard.ts'
import { isTyping } from './presence.tsx'
import type { Acts, Refusal } from './use-acts.ts'
import { staleFacts } from './use-send.ts'
import { editTicket } from './use-ticket.ts'
import { timeOf } from './when.ts'
import { fieldWords, many } from './words.ts'

interface ItemBannersProps {
  detail: TicketDetail
  acts: Acts
  own: StaffRef
  unsent: number
  onNext: () => void
  onAsk: (holder: StaffRef) => void
}

export function ItemBanners({ detail, acts, own, unsent, onNext, onAsk }: ItemBannersProps) {
  const { lease, ticket } = detail
  const { refusal, dismiss } = acts
  const holder = refusal?.error.code === 'already_claimed' ? (refusal.error.detail.holder as StaffRef | undefined) : undefined
  if (refusal && holder) {
    return <Taken error={refusal.error} holder={holder} unsent={unsent} onNext={onNext} onAsk={() => onAsk(holder)} onRead={dismiss} />
  }
  return (
    <>
      {refusal && <Refused refusal={refusal} own={own} onDismiss={dismiss} />}
      {lease && lease.holder.id !== own.id && <Held lease={lease} onNext={onNext} onAsk={() => onAsk(lease.holder)} />}
      {lease && lease.holder.id === own.id && <OwnLease itemId={ticket.id} lease={lease} />}
    </>
  )
}

const firstName = ({ name }: StaffRef) => name.split(' ')[0] ?? name

interface TakenProps {
  error: AppError
  holder: StaffRef
  unsent: number
  onNext: () => void
  onAsk: () => void
  onRead: () => void
}

function takenWords(since: string | null, seconds: number | null): string {
  if (since === null || seconds === null) return 'owns this ticket already'
  if (seconds > 600) return `took this ticket at ${timeOf(since)}`
  return seconds > 0 ? `took this ticket ${seconds} s before you` : 'took this ticket just before you'
}

/** Two reached for it at once and the other was first. */
function Taken({ error, holder, unsent, onNext, onAsk, onRead }: TakenProps) {
  const { since, until } = error.detail as { since?: string | null; until?: string | null }
  const seconds = since ? Math.max(0, Math.round((Date.parse(error.at) - Date.parse(since)) / 1000)) : null
  const words = takenWords(since ?? null, seconds)
  useActions('tickets.taken', [
    { id: 'tickets.next', label: 'Claim the next ticket', group: 'Item', keys: 'C', icon: 'user', run: onNext },
    { id: 'tickets.onlyRead', label: 'Only read it', group: 'Item', keys: 'V', icon: 'eye', run: onRead },
    { id: 'tickets.askFor', label: `Ask ${holder.name} for it`, group: 'Item', keys: 'F', icon: 'swap', run: onAsk },
  ])
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
            {unsent > 0 ? `Your ${many(unsent, 'character')} are kept.` : 'You can read it and write notes.'}
          </span>
        </span>
      </div>
      <div className="choices">
        <Button variant="primary" keys="C" onClick={onNext}>
          Next ticket
        </Button>
        <Button keys="V" onClick={onRead}>
          Only read
        </Button>
        <Button keys="F" onClick={onAsk}>
          Ask {firstName(holder)} for it
        </Button>
      </div>
    </>
  )
}

function Held({ lease, onNext, onAsk }: { lease: Lease; onNext: () => void; onAsk: () => void }) {
  return (
    <div className="banner info" role="status">
      <Avatar initials={lease.holder.initials} here />
      <span className="grow">
        <b>{lease.holder.name} holds this ticket</b> until {timeOf(lease.until)}. You can read it and write notes.
      </span>
      <Button small onClick={onAsk}>
        Ask {firstName(lease.holder)} for it
      </Button>
      <Button small keys="C" onClick={onNext}>
        Next ticket
      </Button>
    </div>
  )
}

const endsSoon = 60_000
const renewBefore = 300_000

/** The claim goes on by itself while the person types; otherwise they are asked in its last minute. */
function OwnLease({ itemId, lease }: { itemId: string; lease: Lease }) {
  const now = useNow(1000)
  const [read, setRead] = useState<string | null>(null)
  const left = Date.parse(lease.until) - now
  const keep = () => {
    const answer = call('work.renew', { kind: 'ticket', id: itemId })
    answer.then((renewed) => editTicket(itemId, (detail) => ({ ...detail, lease: renewed.lease }))).catch(() => null)
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
        Your claim ends in {Math.ceil(left / 1000)} s unless you go on. You stay the owner.
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
      {lease.handedBy.name} hands you this ticket
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
  const change = changes.findLast(({ actor }) => actor?.id !== own.id) ?? changes.at(-1)
  if (!change) return 'It was changed since you read it, so yours was not saved.'
  const who = change.actor?.id === own.id ? 'You' : (change.actor?.name ?? 'The customer or the platform')
  return `${who} changed ${fieldWords(change.fields)} at ${timeOf(change.at)}, so yours was not saved.`
}
