/** Walks every chain, part by part, and says how far it is and what does not hold. */
import { useRef, useState } from 'react'
import type { AuditPlace, AuditProblem } from '../../../shared/audit.ts'
import { asAppError, call } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { countText, many } from '../../components/count.ts'
import { Dialog } from '../../components/dialog.tsx'
import { Meter } from '../../components/meter.tsx'
import { useActions } from '../../keyboard.ts'

interface State {
  is: 'running' | 'done' | 'failed'
  rows: number
  items: number
  problems: AuditProblem[]
  why: string
}

export function Verification({ rows }: { rows: number }) {
  const [state, setState] = useState<State | null>(null)
  const stopped = useRef(false)
  const verify = async () => {
    stopped.current = false
    let now: State = { is: 'running', rows: 0, items: 0, problems: [], why: '' }
    let after: AuditPlace | null = null
    setState(now)
    try {
      do {
        const part: { items: number; rows: number; next: AuditPlace | null; problems: AuditProblem[] } = await call('audit.verify', {
          after,
        })
        now = { ...now, rows: now.rows + part.rows, items: now.items + part.items, problems: [...now.problems, ...part.problems] }
        setState(now)
        after = part.next
      } while (after && !stopped.current)
      setState(stopped.current ? null : { ...now, is: 'done' })
    } catch (thrown) {
      setState({ ...now, is: 'failed', why: asAppError(thrown).message })
    }
  }
  const close = () => {
    stopped.current = true
    setState(null)
  }
  const start = () => void verify()
  useActions('audit.verification', [{ id: 'audit.verify', label: 'Verify the chains', group: 'Item', icon: 'check', run: start }])
  // What was written since it was counted is verified too.
  const whole = Math.max(rows, state?.rows ?? 0, 1)
  return (
    <>
      <Button small onClick={start}>
        Verify the chains
      </Button>
      {state && (
        <Dialog
          title={titleOf(state)}
          onClose={close}
          answers={
            <Button keys="Escape" onClick={close}>
              {state.is === 'running' ? 'Stop' : 'Close'}
            </Button>
          }
        >
          <div className="stack" role="status">
            {state.is === 'running' && <Meter value={state.rows / whole} tone="accent" />}
            <p>{doneWords(state, whole)}</p>
            {state.why && <p className="danger">{state.why}</p>}
            {state.is === 'done' && state.problems.length === 0 && <p>Every link and every seal holds.</p>}
            {state.problems.slice(0, 20).map((problem) => (
              <p key={`${problem.kind} ${problem.item_id} ${problem.seq}`} className="danger">
                {problem.kind} {problem.item_id}, entry {problem.seq}: {problem.problem}.
              </p>
            ))}
            {state.problems.length > 20 && <p>{state.problems.length - 20} more.</p>}
          </div>
        </Dialog>
      )}
    </>
  )
}

function doneWords({ is, rows, items }: State, whole: number): string {
  const of =
    is === 'running' ? `${countText({ n: rows, capped: false })} of ${many(whole, 'entry', 'entries')}` : many(rows, 'entry', 'entries')
  return `${of} in the chains of ${many(items, 'item')} verified.`
}

function titleOf({ is, problems }: State): string {
  if (is === 'running') return 'Verifying the audit'
  if (is === 'failed') return 'The audit was not verified to its end'
  return problems.length > 0 ? `The audit does not hold in ${many(problems.length, 'place')}` : 'The audit was verified'
}
