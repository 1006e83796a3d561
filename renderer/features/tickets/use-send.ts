/** How a reply or a note leaves: as one command that arrives once. */
import type { DraftContent } from '../../../shared/drafts.ts'
import type { Submitted } from '../../../shared/outbox.ts'
import { cleanForDatabase } from '../../../shared/text.ts'
import type { TicketDetail, TicketStatus } from '../../../shared/tickets.ts'
import type { StaffRef } from '../../../shared/work.ts'
import type { DraftKeeper } from '../../work/draft.ts'
import { labelOf, submit } from '../../work/outbox.ts'
import { type Sending, useSending } from '../../work/use-sending.ts'

export interface SendMode {
  id: 'wait' | 'progress' | 'resolve' | 'stay'
  /** What the button says, and what is said when it is done. */
  label: string
  done: string
  to: TicketStatus | null
}

const wait: SendMode = { id: 'wait', label: 'Send, wait on customer', done: 'waits on the customer', to: 'waiting_response' }
const progress: SendMode = { id: 'progress', label: 'Send, keep in progress', done: 'stays in progress', to: 'in_progress' }
const reopen: SendMode = { id: 'progress', label: 'Send and reopen', done: 'is in progress again', to: 'in_progress' }
const resolve: SendMode = { id: 'resolve', label: 'Send and resolve', done: 'is resolved', to: 'resolved' }
const stay: SendMode = { id: 'stay', label: 'Send', done: 'stays resolved', to: null }

/** What became of it, and the text as it left. */
export interface Sent {
  submitted: Submitted
  commandId: string
  content: DraftContent
}

/** How a reply can leave, the usual way first: as the legal moves of the ticket allow. Never empty. */
export function sendModes({ item: ticket, moves }: Pick<TicketDetail, 'item' | 'moves'>): SendMode[] {
  const all = ticket.status === 'resolved' ? [stay, reopen] : [wait, progress, resolve]
  const legal = all.filter(({ to }) => to === null || to === ticket.status || moves.includes(to))
  return legal.length > 0 ? legal : [stay]
}

interface SendOptions {
  keeper: DraftKeeper
  detail: TicketDetail
  own: StaffRef
  /** `isHere`: the text that left was still on the screen. */
  onSent: (mode: SendMode | null, isHere: boolean, sent: Sent) => void
}

function check({ body }: DraftContent): string | null {
  const clean = cleanForDatabase(body)
  return 'problem' in clean ? clean.problem : null
}

/** The mode is null for a note. */
export function useSend({ keeper, detail, own, onSent }: SendOptions): Sending<SendMode | null> {
  const { id, version, status } = detail.item
  return useSending({
    keeper,
    version,
    own,
    check,
    onSent,
    attemptOf: (mode, first) => first ?? { thenStatus: mode?.to ?? null },
    async send(command, content, mode) {
      const { body, templateId, attachments, attempt } = content
      const thenStatus = (attempt?.thenStatus ?? null) as TicketStatus | null
      const message = { ...command, id, body, ...(attachments?.length ? { attachments } : {}) }
      const input = mode ? { ...message, thenStatus, templateId } : message
      const effect = mode && thenStatus && thenStatus !== status ? { status: thenStatus } : {}
      const base = 'status' in effect ? { status } : {}
      const method = mode ? 'tickets.reply' : 'tickets.note'
      const submitted = await submit(own.id, { method, input, label: labelOf('ticket', detail.item), base, effect, draft: keeper.key })
      return { submitted, commandId: command.commandId, content }
    },
  })
}
