/** Handing an item to a colleague, with what they should know. */
import { useState } from 'react'
import { itemNumber } from '../../shared/ids.ts'
import type { StaffRef, WorkRow } from '../../shared/work.ts'
import { Answers, Dialog } from '../components/dialog.tsx'
import { TextArea } from '../components/field.tsx'
import { toast } from '../components/toast.tsx'
import { ColleagueList } from './colleagues.tsx'
import type { Desk } from './desk.ts'
import { heldBy, type LeaseActs } from './use-acts.ts'

interface HandOverProps<Item extends WorkRow> {
  desk: Desk
  item: Item
  acts: Pick<LeaseActs<Item>, 'handOver'>
  own: StaffRef
  onClose: () => void
}

export function HandOverDialog<Item extends WorkRow>({ desk, item, acts, own, onClose }: HandOverProps<Item>) {
  const [to, setTo] = useState<StaffRef | null>(null)
  const [note, setNote] = useState('')
  const number = itemNumber(desk.kind, item.number)
  const blocked = to ? null : 'Choose a colleague first'
  const handOver = async () => {
    if (!to) return
    onClose()
    const effect = heldBy<Item>(desk, to)
    const done = await acts.handOver({ to: to.id, note: note.trim() }, 'Hand over', effect)
    if (done) toast({ icon: 'user', text: `${to.name} has ${number} now.` })
  }
  return (
    <Dialog
      title={`Hand ${number} over?`}
      onClose={onClose}
      onAnswer={() => void handOver()}
      answers={
        <Answers
          leave="Keep it"
          act={to ? `Hand over to ${to.name}` : 'Hand over'}
          reason={blocked}
          onClose={onClose}
          onAct={() => void handOver()}
        />
      }
    >
      <div className="stack">
        <ColleagueList desk={desk} label="To whom" exclude={own.id} chosen={to} onChoose={setTo} focus />
        <TextArea
          label="What they should know (optional)"
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  )
}
