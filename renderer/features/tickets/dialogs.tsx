/** The acts that ask for words, a time or a colleague first. Each says what follows from it before the button. */
import { useState } from 'react'
import { ticketNumber } from '../../../shared/ids.ts'
import type { TicketDetail } from '../../../shared/tickets.ts'
import { whenTime } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { many } from '../../components/count.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Field, TextArea } from '../../components/field.tsx'
import { zone } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { EscalateDialog } from '../../work/escalate.tsx'
import { HandOverDialog } from '../../work/hand-over.tsx'
import { ticketDesk } from './desk.tsx'
import type { Acts } from './use-acts.ts'

export type Asked = 'resolve' | 'escalate' | 'reopen' | 'handOver' | 'snoozeUntil'

export interface AskProps {
  detail: TicketDetail
  acts: Acts
  own: StaffRef
  /** Characters of a reply that is written and not sent; they stay. */
  unsent: number
  onClose: () => void
}

export function Ask({ what, ...props }: AskProps & { what: Asked }) {
  if (what === 'resolve') return <ResolveDialog {...props} />
  if (what === 'escalate') return <EscalateTicket {...props} />
  if (what === 'reopen') return <ReopenDialog {...props} />
  if (what === 'handOver') return <HandOverDialog {...props} desk={ticketDesk} item={props.detail.item} />
  return <SnoozeDialog {...props} />
}

function ResolveDialog({ detail: { item: ticket }, acts, unsent, onClose }: AskProps) {
  const [resolution, setResolution] = useState('')
  const number = ticketNumber(ticket.number)
  const resolve = async () => {
    onClose()
    const before = ticket.status
    const done = await acts.resolve({ resolution: resolution.trim() || null }, 'Resolve', {
      status: 'resolved',
      dueAt: null,
      dueClock: null,
    })
    if (done) toast({ id: 'property', icon: 's-done', text: `${number} resolved.`, undo: () => void takeBack(before) })
  }
  const takeBack = async (before: typeof ticket.status) => {
    if (!(await acts.reopen({ reason: 'Resolved by mistake' }, 'Reopen', { status: 'open' })) || before === 'open') return
    await acts.setStatus({ status: before, reason: null }, 'Restore the status', { status: before })
  }
  return (
    <Dialog
      title={`Resolve ${number}?`}
      onClose={onClose}
      onAnswer={() => void resolve()}
      answers={<Answers leave="Keep it open" act="Resolve" onClose={onClose} onAct={() => void resolve()} />}
    >
      <div className="stack">
        <p>
          Its clocks stop. The customer is not told; an answer within 14 days reopens it.
          {unsent > 0 && <b> Your reply of {many(unsent, 'character')} is not sent by this and stays as a draft.</b>}
        </p>
        <TextArea
          label="What was done, for colleagues (optional)"
          rows={3}
          maxLength={2000}
          autoFocus
          value={resolution}
          onChange={(event) => setResolution(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

function EscalateTicket({ detail: { item }, acts, own, onClose }: AskProps) {
  return (
    <EscalateDialog
      desk={ticketDesk}
      item={item}
      own={own}
      follows="It moves to Escalated, where everybody on tickets sees it with the reason. The owner stays."
      escalate={(to, reason) => acts.escalate({ to: to?.id ?? null, reason }, 'Escalate', { status: 'escalated', escalatedTo: to })}
      onClose={onClose}
    />
  )
}

function ReopenDialog({ detail: { item: ticket }, acts, onClose }: AskProps) {
  const [reason, setReason] = useState('')
  const reopen = async () => {
    onClose()
    const done = await acts.reopen({ reason: reason.trim() || null }, 'Reopen', { status: 'open' })
    if (done) toast({ icon: 's-open', text: `${ticketNumber(ticket.number)} is open again.` })
  }
  return (
    <Dialog
      title={`Reopen ${ticketNumber(ticket.number)}?`}
      onClose={onClose}
      onAnswer={() => void reopen()}
      answers={<Answers leave="Leave it" act="Reopen" onClose={onClose} onAct={() => void reopen()} />}
    >
      <div className="stack">
        <p>Its resolution clock goes on from where it stopped.</p>
        <TextArea
          label="Why (optional)"
          rows={2}
          maxLength={2000}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </Dialog>
  )
}

function SnoozeDialog({ detail: { item: ticket }, acts, onClose }: AskProps) {
  const [text, setText] = useState('')
  const at = text ? new Date(text) : null
  const problem = !at || Number.isNaN(at.getTime()) ? 'Choose a time first' : at.getTime() <= Date.now() ? 'This time has passed' : null
  const snooze = () => {
    if (problem || !at) return
    onClose()
    void snoozeUntil(acts, ticket, at.toISOString())
  }
  return (
    <Dialog
      title={`Snooze ${ticketNumber(ticket.number)} until when?`}
      onClose={onClose}
      onAnswer={snooze}
      answers={<Answers leave="Keep it here" act="Snooze" reason={problem} onClose={onClose} onAct={snooze} />}
    >
      <Field
        type="datetime-local"
        label="Day and time"
        hint="An answer of the customer wakes it earlier. Its resolution clock pauses."
        wrong={text && problem ? `${problem}.` : null}
        autoFocus
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
    </Dialog>
  )
}

/** Out of the way until then, or back now with null; with the way back. */
export async function snoozeUntil(acts: Acts, ticket: TicketDetail['item'], until: string | null) {
  const before = ticket.snoozedUntil
  const done = await acts.snooze({ until }, until ? 'Snooze' : 'Wake', { snoozedUntil: until })
  if (!done) return
  const text = until
    ? `${ticketNumber(ticket.number)} sleeps until ${whenTime(until, Date.now(), zone)}.`
    : `${ticketNumber(ticket.number)} is awake.`
  toast({ id: 'property', icon: 'moon', text, undo: () => void snoozeUntil(acts, { ...ticket, snoozedUntil: until }, before) })
}
