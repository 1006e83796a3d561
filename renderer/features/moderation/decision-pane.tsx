/** Beside the case: the form to decide it, the answer to an appeal, or what was decided and how to take it back. */
import { useState } from 'react'
import type { CaseDetail } from '../../../shared/moderation.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { SavedWords } from '../../work/saved-words.tsx'
import { DecisionBanner } from '../../work/use-decision.tsx'
import { AppealForm } from './appeal-form.tsx'
import { Decided } from './decided.tsx'
import { isDone } from './desk.tsx'
import type { CaseForm } from './use-case-form.ts'
import { VerdictForm } from './verdict-form.tsx'

export interface DecisionProps {
  detail: CaseDetail
  own: StaffRef
  locked: string | null
  form: CaseForm
}

export function DecisionPane(props: DecisionProps) {
  const { detail, own, form } = props
  const [isCorrecting, setCorrecting] = useState(false)
  const isClosed = isDone(detail.item)
  const isDecided = isClosed && !isCorrecting && !form.problem
  const title = detail.item.status === 'appealed' ? 'Answer' : isClosed ? (isDecided ? 'Decided' : 'Correction') : 'Decision'
  return (
    <aside className="pane decision" aria-label={title}>
      <header className="pane-head">
        <h2 className="pane-title">{title}</h2>
        <span className="grow" />
        {!isDecided && <SavedWords save={form.save} isEmpty={form.isEmpty} empty="Nothing is filled in yet" />}
      </header>
      <DecisionBanner decision={form} own={own} />
      {isDecided ? (
        <Decided {...props} onCorrect={() => setCorrecting(true)} />
      ) : detail.item.status === 'appealed' ? (
        <AppealForm {...props} />
      ) : (
        <VerdictForm {...props} isCorrection={isClosed} onLeave={() => setCorrecting(false)} />
      )}
    </aside>
  )
}

/** Why the reader cannot decide now, with what would help; null when they can. */
export function whyLocked({ detail: { lease, mayNot, item }, own, locked }: DecisionProps): string | null {
  if (locked) return locked
  if (mayNot) return `You ${mayNot} this before, so somebody else has to judge it now`
  if (isDone(item)) return null
  if (!lease) return 'Claim it first, with C'
  return lease.holder.id === own.id ? null : `${lease.holder.name} holds this`
}
