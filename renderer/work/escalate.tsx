/** Escalating an item with a reason, to somebody or to all. */
import { type ReactNode, useState } from 'react'
import { itemNumber } from '../../shared/ids.ts'
import type { StaffRef, WorkRow } from '../../shared/work.ts'
import { Answers, Dialog } from '../components/dialog.tsx'
import { TextArea } from '../components/field.tsx'
import { toast } from '../components/toast.tsx'
import { ColleagueList } from './colleagues.tsx'
import type { Desk } from './desk.ts'

interface EscalateProps {
  desk: Desk
  item: WorkRow
  own: StaffRef
  /** What follows, in a sentence or two. */
  follows: string
  /** What else the kind asks. */
  children?: ReactNode
  escalate: (to: StaffRef | null, reason: string) => Promise<boolean>
  onClose: () => void
}

export function EscalateDialog({ desk, item, own, follows, children, escalate, onClose }: EscalateProps) {
  const [reason, setReason] = useState('')
  const [to, setTo] = useState<StaffRef | null>(null)
  const number = itemNumber(desk.kind, item.number)
  const blocked = reason.trim() ? null : 'Say why first'
  const send = async () => {
    if (blocked) return
    onClose()
    if (await escalate(to, reason.trim())) toast({ icon: 's-esc', text: `${number} escalated${to ? ` to ${to.name}` : ''}.` })
  }
  return (
    <Dialog
      title={`Escalate ${number}?`}
      onClose={onClose}
      onAnswer={() => void send()}
      answers={
        <Answers
          leave="Leave it"
          act={to ? `Escalate to ${to.name}` : 'Escalate'}
          reason={blocked}
          onClose={onClose}
          onAct={() => void send()}
        />
      }
    >
      <div className="stack">
        <p>{follows}</p>
        <TextArea label="Why" rows={3} maxLength={2000} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
        {children}
        <ColleagueList desk={desk} label="To whom (optional)" exclude={own.id} chosen={to} onChoose={setTo} />
      </div>
    </Dialog>
  )
}
