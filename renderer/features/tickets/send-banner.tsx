/** What the person should know before sending, and why a text did not leave. The text itself is never touched. */
import { useState } from 'react'
import type { DraftKey } from '../../../shared/drafts.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { ThreadEntry, TicketDetail } from '../../../shared/tickets.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import type { DraftFace, DraftKeeper } from './draft.ts'
import { type SendProblem, staleFacts } from './use-send.ts'
import { timeOf } from './when.ts'
import { fieldWords } from './words.ts'

interface SendBannerProps {
  keeper: DraftKeeper
  face: DraftFace
  detail: TicketDetail
  own: StaffRef
  slot: DraftKey['slot']
  problem: SendProblem | null
  sending: boolean
  onSendAnyway: () => void
  onSendAgain: () => void
  onDismiss: () => void
  onRead: (entryId: string) => void
}

type Said = Extract<ThreadEntry, { type: 'message' }>

/** Public messages of others that came after `begunAt`. */
function newerThan(detail: TicketDetail, begunAt: string, own: StaffRef): Said[] {
  return detail.thread.filter(
    (entry): entry is Said => entry.type === 'message' && !entry.internal && entry.at > begunAt && entry.staff?.id !== own.id,
  )
}

export function SendBanner(props: SendBannerProps) {
  const { keeper, face, detail, own, slot, problem, onRead } = props
  const [, acknowledged] = useState(0)
  const newer = slot === 'reply' && !face.isEmpty && keeper.begunAt ? newerThan(detail, keeper.begunAt, own) : []
  const first = newer[0]
  const read = () => {
    if (first) onRead(first.id)
    keeper.acknowledge(detail.ticket.version, detail.readAt)
    acknowledged((times) => times + 1)
    props.onDismiss()
  }
  if (problem) return <ProblemBanner {...props} error={problem.error} newer={newer} onLook={first ? read : null} />
  if (first) {
    return (
      <Banner
        card
        tone="warning"
        icon="mail"
        actions={
          <Button small onClick={read}>
            Read it
          </Button>
        }
      >
        {newer.length > 1 ? (
          `${newer.length} messages came after your draft began.`
        ) : (
          <>
            <bdi>{first.name}</bdi> wrote at {timeOf(first.at)}, after your draft began.
          </>
        )}
      </Banner>
    )
  }
  if (face.wasTried && !props.sending && face.save.is !== 'loading') {
    return (
      <Banner
        card
        tone="warning"
        icon="clock"
        actions={
          <Button small onClick={props.onSendAgain}>
            Send again
          </Button>
        }
      >
        Sending was cut off, and it is not known whether this arrived. Sending again cannot send it twice.
      </Banner>
    )
  }
  return null
}

interface ProblemProps extends SendBannerProps {
  error: AppError
  newer: Said[]
  onLook: (() => void) | null
}

function ProblemBanner({ error, detail, own, newer, onLook, onSendAnyway, onSendAgain, onDismiss }: ProblemProps) {
  const dismiss = <Button small variant="quiet" icon="x" only="Dismiss" onClick={onDismiss} />
  switch (error.code) {
    case 'stale':
      return (
        <Banner
          card
          tone="warning"
          icon="split"
          actions={
            <>
              {onLook && (
                <Button small onClick={onLook}>
                  Read it
                </Button>
              )}
              <Button small onClick={onSendAnyway}>
                Send anyway
              </Button>
            </>
          }
        >
          <b>Not sent.</b> {staleWords(error, newer, own)} Your text is kept.
        </Banner>
      )
    case 'command_reused':
      return (
        <Banner
          card
          tone="warning"
          icon="mail"
          actions={
            <Button small onClick={onSendAgain}>
              Send as another message
            </Button>
          }
        >
          An earlier text of this draft did arrive. What you changed since then is still here and was not sent.
        </Banner>
      )
    case 'offline':
    case 'timeout':
    case 'busy':
      return (
        <Banner
          card
          tone="warning"
          icon="cloudoff"
          actions={
            <Button small onClick={onSendAgain}>
              Send again
            </Button>
          }
        >
          {error.message} Your text is kept; sending again cannot send it twice.
        </Banner>
      )
    default:
      return (
        <Banner card tone="danger" icon={error.code === 'already_claimed' ? 'lock' : 'alert'} actions={dismiss}>
          <b>Not sent.</b> {error.message} {detail.ticket.status === 'closed' ? '' : 'Your text is kept.'}
        </Banner>
      )
  }
}

/** "Дарья Ремизова wrote at 14:03, after your draft began." or "Sofia Brandt changed the status at 14:01." */
function staleWords(error: AppError, newer: Said[], own: StaffRef) {
  const last = newer.at(-1)
  if (last) {
    return (
      <>
        <bdi>{last.name}</bdi> wrote at {timeOf(last.at)}, after your draft began.
      </>
    )
  }
  const change = staleFacts(error).changes.findLast(({ actor }) => actor?.id !== own.id)
  if (!change) return 'The ticket changed since your draft began.'
  const who = change.actor?.name ?? 'The customer or the platform'
  if (change.fields.includes('messages')) return `${who} wrote at ${timeOf(change.at)}, after your draft began.`
  return `${who} changed ${fieldWords(change.fields)} at ${timeOf(change.at)}.`
}
