/** Setting a case aside until a day, with the reason. */
import { useState } from 'react'
import { itemNumber } from '../../../shared/ids.ts'
import type { CaseRow } from '../../../shared/moderation.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Segmented, TextArea } from '../../components/field.tsx'
import { toast } from '../../components/toast.tsx'
import { dayOf } from '../../components/when.ts'
import type { Act } from '../../work/use-acts.ts'

const days = ['1', '3', '7'] as const
const names: Record<(typeof days)[number], string> = { 1: 'Tomorrow', 3: 'In 3 days', 7: 'In a week' }

/** At nine in the morning of a day from now, by this computer's calendar. */
function morningIn(ahead: number): string {
  const today = new Date()
  return new Date(today.getFullYear(), today.getMonth(), today.getDate() + ahead, 9).toISOString()
}

interface HoldProps {
  item: CaseRow
  hold: Act<'moderation.hold', CaseRow>
  onClose: () => void
}

export function HoldDialog({ item, hold, onClose }: HoldProps) {
  const [ahead, setAhead] = useState<(typeof days)[number]>('1')
  const [reason, setReason] = useState('')
  const number = itemNumber('case', item.number)
  const until = morningIn(Number(ahead))
  const blocked = reason.trim() ? null : 'Say why first'
  const send = async () => {
    if (blocked) return
    onClose()
    const done = await hold({ until, reason: reason.trim() }, 'Hold', { snoozedUntil: until, leaseHolder: null })
    const undo = () => void hold({ until: null, reason: null }, 'Take it up again', { snoozedUntil: null })
    if (done) toast({ icon: 'moon', text: `${number} is on hold until ${dayOf(until)}.`, undo })
  }
  return (
    <Dialog
      title={`Hold ${number}?`}
      onClose={onClose}
      onAnswer={() => void send()}
      answers={
        <Answers leave="Go on with it" act={`Hold until ${dayOf(until)}`} reason={blocked} onClose={onClose} onAct={() => void send()} />
      }
    >
      <div className="stack">
        <TextArea
          label="What it waits for"
          rows={2}
          maxLength={1000}
          autoFocus
          value={reason}
          onChange={(event) => setReason(event.target.value)}
        />
        <Segmented
          label="Until"
          value={ahead}
          options={days.map((value) => ({ value, label: names[value] }))}
          hint="Its time to decide stands still, and nobody holds it meanwhile."
          onChange={setAhead}
        />
      </div>
    </Dialog>
  )
}
