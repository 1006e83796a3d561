/** What is said when a reply or a note has left, or waits; a reply can be taken back until it reaches the customer. */
import { ticketNumber, uuidv7 } from '../../../shared/ids.ts'
import type { TicketDetail } from '../../../shared/tickets.ts'
import { asAppError, call } from '../../api.ts'
import { serverNow } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { wantComposer } from '../../stores/composer.ts'
import { type DraftKeeper, isBlank } from '../../work/draft.ts'
import { rereadItem } from '../../work/use-item.ts'
import { ticketDesk } from './desk.tsx'
import type { SendMode, Sent } from './use-send.ts'

interface Said {
  detail: TicketDetail
  keeper: DraftKeeper
  mode: SendMode | null
  sent: Sent
  onUndone: () => void
}

export function saySent(said: Said) {
  const { detail, mode, sent } = said
  const number = ticketNumber(detail.item.number)
  const { submitted } = sent
  if (submitted.state !== 'done') {
    const what = mode ? `Reply to ${number}` : `Note on ${number}`
    return toast({
      id: 'outbox',
      icon: 'cloudoff',
      text: `${what} waits for the connection.`,
      detail: 'It is sent by itself, in its turn.',
    })
  }
  if (!mode) return toast({ icon: 'check', tone: 'success', text: `Note added to ${number}.` })
  const seconds = secondsUntil(submitted.result.leavesAt)
  return toast({
    icon: 'check',
    tone: 'success',
    text: `Reply sent, ${number} ${mode.done}.`,
    ...(seconds > 1 ? { seconds, undo: () => void undo(said, submitted.result.version) } : {}),
  })
}

/** Never more than the window, whatever the clocks say; the database decides anyway. */
function secondsUntil(leavesAt: unknown): number {
  const left = (Date.parse(String(leavesAt)) - serverNow()) / 1000
  return Number.isFinite(left) ? Math.min(30, Math.max(0, Math.floor(left))) : 0
}

async function undo({ detail: { item: ticket }, keeper, sent, onUndone }: Said, version: number) {
  const number = ticketNumber(ticket.number)
  try {
    await call('tickets.undoReply', { commandId: uuidv7(), id: ticket.id, expectedVersion: version, ofCommand: sent.commandId })
  } catch (thrown) {
    toast({
      icon: 'alert',
      tone: 'danger',
      text: `The reply to ${number} was not taken back.`,
      detail: asAppError(thrown).message,
      seconds: 12,
    })
    return
  }
  const isFree = isBlank(keeper.content)
  if (isFree) {
    await keeper.put({ ...sent.content, commandId: null, attempt: null, baseVersion: version + 1 })
    keeper.begunAt = new Date().toISOString()
    wantComposer('reply')
  }
  toast({
    icon: 'undo',
    text: `Reply to ${number} taken back.`,
    detail: isFree ? 'Its text is your draft again.' : 'Its text is among the versions of your draft.',
  })
  onUndone()
  void rereadItem(ticketDesk, ticket.id)
}
