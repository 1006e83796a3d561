/** The acts that ask for words, a time, a colleague or a claim first. Each says what follows from it before the button. */
import { useState } from 'react'
import { checkCode } from '../../../shared/codes.ts'
import { type Answer, answers, type ConflictClaim, type ConflictDetail, type ConflictRow } from '../../../shared/conflicts.ts'
import type { AppError } from '../../../shared/errors.ts'
import { itemNumber, uuidv7 } from '../../../shared/ids.ts'
import type { Overlap } from '../../../shared/rights.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { asAppError, call, useApi } from '../../api.ts'
import { codeProblem } from '../../components/code.tsx'
import { many } from '../../components/count.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Checkbox, Field, Segmented, TextArea } from '../../components/field.tsx'
import { toast } from '../../components/toast.tsx'
import { EscalateDialog } from '../../work/escalate.tsx'
import { HandOverDialog } from '../../work/hand-over.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { ConflictCode } from './code.tsx'
import { rightsDesk } from './desk.tsx'
import type { ConflictActs } from './item.tsx'
import { SplitDialog } from './split-dialog.tsx'
import { readTerritories } from './use-resolution.ts'
import { answerNames, countriesText, periodText, shareText } from './words.ts'

export type Asked =
  | { is: 'handOver' | 'escalate' | 'hold' | 'extend' | 'split' }
  | { is: 'answer'; claim: ConflictClaim }
  | { is: 'claim'; claim: ConflictClaim | null }

interface AskProps {
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
      return <SplitDialog item={props.detail.item} onClose={props.onClose} />
    case 'answer':
      return <AnswerDialog {...props} claim={asked.claim} />
    case 'claim':
      return <ClaimDialog {...props} claim={asked.claim} />
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

/** A claim as typed, with the conflicts that it would cause, before it is saved. */
function ClaimDialog({ claim, detail: { item }, queue, onClose }: AskProps & { claim: ConflictClaim | null }) {
  const [typed, setTyped] = useState({
    holderName: claim?.party ?? '',
    ipi: claim?.ipi ?? '',
    share: claim ? shareText(claim.share) : '',
    territories: claim?.territories.join(' ') ?? 'World',
    from: claim?.from ?? new Date().toISOString().slice(0, 10),
    until: claim?.until ?? '',
    isExclusive: claim?.isExclusive ?? false,
  })
  const [commandId] = useState(uuidv7)
  const [refused, setRefused] = useState<AppError | null>(null)
  const { data: groups = [] } = useApi('rights.territories', {}, { staleTime: Number.POSITIVE_INFINITY })
  const change = (next: Partial<typeof typed>) => {
    setRefused(null)
    setTyped({ ...typed, ...next })
  }
  const place = claim
    ? { id: claim.id }
    : { entityType: item.entityType ?? 'track', entityId: item.entityId ?? '', rightType: item.rightType ?? 'digital' }
  const input = {
    ...place,
    ...typed,
    ipi: checkCode('ipi', typed.ipi).bare || null,
    share: typed.share.trim(),
    territories: readTerritories(typed.territories),
    until: typed.until || null,
  }
  const isWhole = input.share !== '' && input.holderName.trim() !== '' && input.territories.length > 0 && input.from !== ''
  const tried = useApi('rights.previewClaim', { claim: input }, { enabled: isWhole, retry: false, placeholderData: (before) => before })
  const problem = refused ?? (tried.error && !tried.isPlaceholderData ? asAppError(tried.error) : null)
  const wrong = (field: string) => (problem?.detail.field === field ? problem.message : undefined)
  const blocked = !isWhole ? 'Fill in holder, share, territory and start' : problem ? problem.message : null
  const save = async () => {
    if (blocked) return
    try {
      const done = await call('rights.saveClaim', { commandId, claim: input, seen: claim?.updatedAt ?? null })
      onClose()
      queue.touch([item.id])
      void rereadItem(rightsDesk, item.id)
      toast({
        icon: 'check',
        text: `The claim of ${typed.holderName} is saved.`,
        detail: many(done.overlaps.length, 'part overlaps', 'parts overlap'),
      })
    } catch (thrown) {
      setRefused(asAppError(thrown))
    }
  }
  const listed = (label: string, parts: Overlap[]) => (
    <div>
      <span className="label">{label}</span>
      {parts.length === 0 && <p className="t2">Nothing overlaps.</p>}
      {parts.slice(0, 4).map((part) => (
        <p key={`${part.from}${part.countries}`} className={part.reason === 'sum' ? 'danger' : 'warning'}>
          {shareText(part.total)} in {countriesText(part.countries, groups)}, {periodText(part.from, part.until)}
        </p>
      ))}
      {parts.length > 4 && <p className="t3">and {parts.length - 4} more</p>}
    </div>
  )
  return (
    <Dialog
      title={claim ? `Edit the claim of ${claim.party}` : `Another claim to ${item.title}`}
      head={<ConflictCode row={item} />}
      width={520}
      onClose={onClose}
      onAnswer={() => void save()}
      answers={<Answers leave="Leave it" act="Save the claim" reason={blocked} onClose={onClose} onAct={() => void save()} />}
    >
      <div className="stack">
        <Field
          label="Holder"
          value={typed.holderName}
          wrong={wrong('holderName')}
          autoFocus={!claim}
          onChange={(event) => change({ holderName: event.target.value })}
        />
        <Field
          label="IPI name number (optional)"
          value={typed.ipi}
          maxLength={20}
          wrong={codeProblem('ipi', typed.ipi)}
          onChange={(event) => change({ ipi: event.target.value })}
        />
        <div className="pair">
          <Field
            label="Share, percent"
            inputMode="decimal"
            value={typed.share}
            wrong={wrong('share')}
            onChange={(event) => change({ share: event.target.value })}
          />
          <Field
            label="From"
            type="date"
            value={typed.from}
            wrong={wrong('from')}
            onChange={(event) => change({ from: event.target.value })}
          />
          <Field
            label="Until, that day no more"
            type="date"
            value={typed.until}
            wrong={wrong('until')}
            onChange={(event) => change({ until: event.target.value })}
          />
        </div>
        <Field
          label="Territory, in its order"
          hint="Countries, groups and TIS codes with + and -: +World -2114 +CA"
          value={typed.territories}
          wrong={wrong('territories')}
          onChange={(event) => change({ territories: event.target.value })}
        />
        <Checkbox label="Exclusive" checked={typed.isExclusive} onChange={(isExclusive) => change({ isExclusive })} />
        {problem && !problem.detail.field && <p className="danger">{problem.message}</p>}
        {tried.data && !problem && (
          <div className="pair">
            {listed('Overlaps now', tried.data.before)}
            {listed('Once it is saved', tried.data.after)}
          </div>
        )}
      </div>
    </Dialog>
  )
}
