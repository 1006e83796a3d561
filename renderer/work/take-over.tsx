/** Taking an item from a colleague who holds it: the reason stays in its history, where they read it. */
import { useState } from 'react'
import { itemNumber } from '../../shared/ids.ts'
import type { StaffRef, WorkRow } from '../../shared/work.ts'
import { Answers, Dialog } from '../components/dialog.tsx'
import { TextArea } from '../components/field.tsx'
import type { Desk } from './desk.ts'

/** Of the acts on an item those that this needs. */
export interface TakeOverActs {
  assign: (wish: { assignee: string; reason: string }, verb: string) => Promise<boolean>
  claim: (wish: Record<string, never>, verb: string) => Promise<boolean>
}

interface TakeOverProps {
  desk: Desk
  item: WorkRow
  acts: TakeOverActs
  own: StaffRef
  from: StaffRef
  onClose: () => void
}

export function TakeOverDialog({ desk, item, acts, own, from, onClose }: TakeOverProps) {
  const [reason, setReason] = useState('')
  const blocked = reason.trim() ? null : 'Say why first'
  const takeOver = async () => {
    if (blocked) return
    onClose()
    const isMine = await acts.assign({ assignee: own.id, reason: reason.trim() }, 'Take it over')
    if (isMine) await acts.claim({}, 'Claim it')
  }
  return (
    <Dialog
      title={`Take ${itemNumber(desk.kind, item.number)} over from ${from.name}?`}
      onClose={onClose}
      onAnswer={() => void takeOver()}
      answers={<Answers leave="Leave it with them" act="Take it over" reason={blocked} onClose={onClose} onAct={() => void takeOver()} />}
    >
      <div className="stack">
        <p className="t2">Their claim ends at once. What they typed stays their draft, and the reason stands in the history.</p>
        <TextArea label="Why" rows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.target.value)} />
      </div>
    </Dialog>
  )
}
