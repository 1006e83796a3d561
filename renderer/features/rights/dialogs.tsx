/** The acts that ask for words, a time, a colleague or a claim first. Each says what follows from it before the button. */
import { useState } from 'react'
import { type Answer, answers, type ConflictClaim, type ConflictDetail, type ConflictRow } from '../../../shared/conflicts.ts'
import { itemNumber } from '../../../shared/ids.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, Segmented, TextArea } from '../../components/field.tsx'
import { toast } from '../../components/toast.tsx'
import { EscalateDialog } from '../../work/escalate.tsx'
import { HandOverDialog } from '../../work/hand-over.tsx'
import type { Queue } from '../../work/use-queue.ts'
import { ClaimDialog } from './claim-dialog.tsx'
import { rightsDesk } from './desk.tsx'
import type { ConflictActs } from './item.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { answerNames } from './words.ts'

export type Asked =
  | { is: 'handOver' | 'escalate' | 'hold' | 'extend' | 'split' }
  | { is: 'answer'; claim: ConflictClaim }
  /** null for a new one. */
  | { is: 'claim'; claimId: string | null }

export interface AskProps {
  detail: ConflictDetail
  acts: ConflictActs
  own: StaffRef
  queue: Queue<ConflictRow>
  onClose: () => void
}

export function Ask({ asked, ...props }: AskProps & { asked: Asked }) {
  switch (asked.is) {
    case 'handOver':
      return <HandOverDialog desk={rightsDesk} item={props.detail.item} acts={props.acts} own={props.own} onClose={props.onClose} />
    case 'escalate':
      return <EscalateConflict {...props} />
    case 'hold':
      return <HoldDialog {...props} />
    case 'extend':
      return <ExtendDialog {...props} />
    case 'split':
      return <SplitDialog detail={props.detail} own={props.own} onClose={props.onClose} />
    case 'answer':
      return <AnswerDialog {...props} claim={asked.claim} />
    case 'claim':
      return <ClaimDialog {...props} claimId={asked.claimId} />
  }
}

function EscalateConflict({ detail: { item }, acts, own, onClose }: AskProps) {
  const [isDisputed, setDisputed] = useState(false)
  return (
    <EscalateDialog
      desk={rightsDesk}
      item={item}
      own={own}
      follows="It stays open and its money stays held. Whoever decides it then may accept a claim although both sides have complete evidence."
      escalate={(to, reason) => acts.escalate({ to: to?.id ?? null, isDisputed, reason }, 'Escalate', { status: 'escalated' })}
      onClose={onClose}
    >
      <Checkbox label="Note it as disputed: both packs are complete" checked={isDisputed} onChange={setDisputed} />
    </EscalateDialog>
  )
}

/** A local time for a datetime field, minutes only. */
const localNow = (plusDays = 0) => {
  const at = new Date(Date.now() + plusDays * 86_400_000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

function HoldDialog({ detail: { item }, acts, onClose }: AskProps) {
  const [until, setUntil] = useState(localNow(7))
  const [reason, setReason] = useState('')
  const number = itemNumber('conflict', item.number)
  const isAside = item.snoozedUntil !== null
  const at = new Date(until)
  const blocked = isAside || at.getTime() > Date.now() ? null : 'Choose a time to come'
  const hold = async () => {
    if (blocked) return
    onClose()
    const when = isAside ? null : at.toISOString()
    const done = await acts.hold({ until: when, reason: reason.trim() || null }, isAside ? 'Take it up' : 'Put aside', {
      snoozedUntil: when,
    })
    if (done) toast({ icon: 'pause', text: isAside ? `${number} is taken up again.` : `${number} is put aside.` })
  }
  return (
    <Dialog
      title={isAside ? `Take ${number} up again?` : `Put ${number} aside?`}
      onClose={onClose}
      onAnswer={() => void hold()}
      answers={
        <Answers
          leave="Leave it"
          act={isAside ? 'Take it up' : 'Put it aside'}
          reason={blocked}
          onClose={onClose}
          onAct={() => void hold()}
        />
      }
    >
      <div className="stack">
        <p>
          {isAside ? 'It stands in the queue again.' : 'It leaves the queue until then. The deadline runs on, and the money stays held.'}
        </p>
        {!isAside && <Field label="Until" type="datetime-local" value={until} onChange={(event) => setUntil(event.target.value)} />}
        <TextArea label="Why (optional)" rows={2} maxLength={2000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Dialog>
  )
}

function ExtendDialog({ detail: { item, deadline }, acts, onClose }: AskProps) {
  const [reason, setReason] = useState('')
  const blocked = reason.trim() ? null : 'Say why first'
  const extend = async () => {
    if (blocked) return
    onClose()
    if (await acts.extend({ reason: reason.trim() }, 'Grant the time'))
      toast({ icon: 'clock', text: `${deadline?.secondDays} days more granted.` })
  }
  return (
    <Dialog
      title={`Grant ${deadline?.secondDays} days more for ${itemNumber('conflict', item.number)}?`}
      onClose={onClose}
      onAnswer={() => void extend()}
      answers={<Answers leave="Leave it" act="Grant the time" reason={blocked} onClose={onClose} onAct={() => void extend()} />}
    >
      <div className="stack">
        <p>The policy of {deadline?.society} grants this once.</p>
        <TextArea label="Why" rows={2} maxLength={2000} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Dialog>
  )
}

function AnswerDialog({ claim, acts, onClose }: AskProps & { claim: ConflictClaim }) {
  const [answer, setAnswer] = useState<Answer>('maintain')
  const [at, setAt] = useState(localNow())
  const [note, setNote] = useState('')
  const time = new Date(at)
  const blocked = Number.isNaN(time.getTime())
    ? 'Say when they answered'
    : time.getTime() > Date.now()
      ? 'This time is still to come'
      : null
  const record = async () => {
    if (blocked) return
    onClose()
    const done = await acts.answer({ claimId: claim.id, answer, at: time.toISOString(), note: note.trim() || null }, 'Record the answer')
    if (done) toast({ icon: 'check', text: `${claim.party} ${answerNames[answer].toLowerCase()}.` })
  }
  return (
    <Dialog
      title={`What does ${claim.party} say?`}
      onClose={onClose}
      onAnswer={() => void record()}
      answers={<Answers leave="Leave it" act="Record the answer" reason={blocked} onClose={onClose} onAct={() => void record()} />}
    >
      <div className="stack">
        <Segmented
          label="Answer"
          value={answer}
          options={answers.map((value) => ({ value, label: answerNames[value] }))}
          hint="Claims change only by a resolution or when they are edited."
          onChange={setAnswer}
        />
        <Field label="When they said so" type="datetime-local" value={at} onChange={(event) => setAt(event.target.value)} />
        <TextArea label="Note (optional)" rows={2} maxLength={2000} value={note} onChange={(event) => setNote(event.target.value)} />
      </div>
    </Dialog>
  )
}
