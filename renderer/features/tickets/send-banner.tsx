/** What the person should know before sending, and why a text did not leave. The text itself is never touched. */
import { useState } from 'react'
import type { MessageSlot } from '../../../shared/drafts.ts'
import type { AppError } from '../../../shared/errors.ts'
import type { ThreadEntry, TicketDetail } from '../../../shared/tickets.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { timeOf } from '../../components/when.ts'
import type { DraftFace, DraftKeeper } from '../../work/draft.ts'
import { wasSentHere } from '../../work/outbox.ts'
import { CutOffBanner, SendProblemBanner } from '../../work/send-banner.tsx'
import type { SendProblem } from '../../work/use-sending.ts'
import { changeWords, isNews, nameFor, staleFacts, whoWords } from '../../work/words.ts'
import type { SendMode } from './use-send.ts'

interface SendBannerProps {
  keeper: DraftKeeper
  face: DraftFace
  detail: TicketDetail
  own: StaffRef
  slot: MessageSlot
  problem: SendProblem<SendMode | null> | null
  sending: boolean
  onSendAnyway: () => void
  onSendAgain: () => void
  onDismiss: () => void
  onRead: (entryId: string) => void
}

type Said = Extract<ThreadEntry, { type: 'message' }>

/** Public messages that came after `begunAt` and did not leave from here: of others, or of the same person at another computer. */
function newerThan(detail: TicketDetail, begunAt: string): Said[] {
  return detail.thread.filter(
    (entry): entry is Said => entry.type === 'message' && !entry.internal && entry.at > begunAt && !wasSentHere(entry.id),
  )
}

const nameOf = ({ staff, name }: Said, own: StaffRef): string => (staff ? nameFor(own)(staff) : name)

export function SendBanner(props: SendBannerProps) {
  const { keeper, face, detail, own, slot, problem, onRead } = props
  const [, acknowledged] = useState(0)
  const newer = slot === 'reply' && !face.isEmpty && !props.sending && keeper.begunAt ? newerThan(detail, keeper.begunAt) : []
  const first = newer[0]
  const read = () => {
    if (first) onRead(first.id)
    keeper.acknowledge(detail.item.version, detail.readAt)
    acknowledged((times) => times + 1)
    props.onDismiss()
  }
  if (problem) return <ProblemBanner {...props} error={problem.error} newer={newer} onLook={first ? read : undefined} />
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
            <bdi>{nameOf(first, own)}</bdi> wrote at {timeOf(first.at)}, after your draft began.
          </>
        )}
      </Banner>
    )
  }
  if (face.wasTried && !props.sending && face.save.is !== 'loading') return <CutOffBanner onSendAgain={props.onSendAgain} />
  return null
}

interface ProblemProps extends SendBannerProps {
  error: AppError
  newer: Said[]
  onLook: (() => void) | undefined
}

function ProblemBanner({ error, detail, own, newer, onLook, onSendAnyway, onSendAgain, onDismiss }: ProblemProps) {
  return (
    <SendProblemBanner
      error={error}
      not="Not sent."
      kept={detail.item.status === 'closed' ? '' : 'Your text is kept.'}
      stale={staleWords(error, newer, own)}
      anyway="Send anyway"
      another="Send as another message"
      onLook={onLook}
      onSendAnyway={onSendAnyway}
      onSendAgain={onSendAgain}
      onDismiss={onDismiss}
    />
  )
}

/** "Дарья Ремизова wrote at 14:03, after your draft began." or "Sofia Brandt changed the status at 14:01." */
function staleWords(error: AppError, newer: Said[], own: StaffRef) {
  const last = newer.at(-1)
  if (last) {
    return (
      <>
        <bdi>{nameOf(last, own)}</bdi> wrote at {timeOf(last.at)}, after your draft began.
      </>
    )
  }
  const change = staleFacts(error).changes.findLast((each) => isNews(each, own))
  if (!change) return 'The ticket changed since your draft began.'
  if (!change.fields.includes('messages')) return `${changeWords(change, own)}.`
  return `${whoWords(change.actor, own)} wrote at ${timeOf(change.at)}, after your draft began.`
}
