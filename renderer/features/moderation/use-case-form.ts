/** What somebody is deciding about a case: the form as it is kept, and how it is sent and taken back. */
import { uuidv7 } from '../../../shared/ids.ts'
import type { CaseDecided, CaseDetail, CaseRow, CaseVerdict, Span } from '../../../shared/moderation.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { asAppError, call } from '../../api.ts'
import { serverNow } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { hrefOf, navigate } from '../../route.ts'
import { type Decision, useDecisionDraft } from '../../work/use-decision.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { caseDesk } from './desk.tsx'

export interface CaseFields {
  /** null until chosen. */
  action: CaseVerdict['action'] | null
  policy: string | null
  severity: CaseVerdict['severity']
  facts: string
  /** The spans that belong to the facts, by their start. */
  spans: Span[]
  /** The notice as edited; null sends it as it is shown. */
  notice: string | null
  falseReports: string[]
  /** Of an appeal. */
  outcome: 'uphold' | 'overturn' | null
  answer: string
}

export type CaseHow = 'decide' | 'correct' | 'answer'

export interface CaseForm extends Decision<CaseFields, CaseHow> {
  /** What is filled in and not sent, as a sentence; null when nothing is. */
  kept: string | null
  /** Takes the decision that was just made back. */
  undo: () => void
}

const initial: CaseFields = {
  action: null,
  policy: null,
  severity: null,
  facts: '',
  spans: [],
  notice: null,
  falseReports: [],
  outcome: null,
  answer: '',
}

interface FormInput {
  detail: CaseDetail
  queue: Queue<CaseRow>
  own: StaffRef
}

export function useCaseForm({ detail, queue, own }: FormInput): CaseForm {
  const { item, owner } = detail
  const after = () => {
    queue.touch([item.id])
    void rereadItem(caseDesk, item.id)
  }
  const undo = async (expectedVersion: number) => {
    try {
      await call('moderation.undo', { commandId: uuidv7(), id: item.id, expectedVersion })
      toast({ id: 'undone', icon: 'undo', text: `“${item.title}” is as it was, and yours again.`, detail: 'Nothing was sent.' })
      navigate(hrefOf(['moderation', item.id]))
    } catch (thrown) {
      toast({ icon: 'alert', tone: 'danger', text: asAppError(thrown).message, seconds: 12 })
    }
    after()
  }
  const decision = useDecisionDraft<CaseFields, CaseHow, CaseDecided>({
    desk: caseDesk,
    item,
    title: item.title,
    own,
    initial,
    send: (command, value, how) => sendAs(how, command, value),
    onSent(how, _isHere, { undoUntil, version }) {
      after()
      const seconds = Math.max(3, Math.floor((Date.parse(undoUntil) - serverNow()) / 1000) - 1)
      toast({
        id: `decided-${item.id}`,
        icon: 's-done',
        text: how === 'answer' ? `Appeal about “${item.title}” answered.` : `“${item.title}” decided.`,
        detail: `${owner ? `What ${owner.name} and others are told` : 'What follows'} leaves in ${seconds} s.`,
        undo: () => void undo(version),
        seconds,
      })
    },
  })
  return {
    ...decision,
    kept: decision.isEmpty ? null : 'What you filled in is kept.',
    undo: () => void undo(item.version),
  }
}

function sendAs(how: CaseHow, command: { commandId: string; id: string; expectedVersion: number }, fields: CaseFields) {
  const { action, policy, severity, facts, spans, notice, falseReports, outcome, answer } = fields
  if (how === 'answer') return call('moderation.answerAppeal', { ...command, outcome: outcome ?? 'uphold', answer })
  const verdict: CaseVerdict = { action: action ?? 'approve', policy, severity, facts, spans }
  if (how === 'correct') return call('moderation.correct', { ...command, ...verdict, notice })
  return call('moderation.decide', { ...command, ...verdict, notice, falseReports: action === 'approve' ? falseReports : [] })
}

/** What stands now, an answer to an appeal included: what can be undone. */
export const standingOf = ({ decisions }: CaseDetail) => decisions.find(({ state }) => state === 'standing')

/** The decision that stands for the case, which can be corrected. */
export const verdictOf = ({ decisions }: CaseDetail) =>
  decisions.find(({ state, action }) => state === 'standing' && action !== 'uphold' && action !== 'overturn')
