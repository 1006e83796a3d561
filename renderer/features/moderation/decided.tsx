/** A case that is decided: the statement of reasons as it stands, and the way to undo or correct it. */
import type { CaseDetail } from '../../../shared/moderation.ts'
import { Button } from '../../components/button.tsx'
import { useServerNow } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { dayOf } from '../../components/when.ts'
import { useActions } from '../../keyboard.ts'
import { Moment } from '../../work/common.tsx'
import { nameFor } from '../../work/words.ts'
import type { DecisionProps } from './decision-pane.tsx'
import { standingOf, verdictOf } from './use-case-form.ts'
import { clockOf, doneWords, penaltyWords, severityNames } from './words.ts'

export function Decided({ detail, own, locked, form, onCorrect }: DecisionProps & { onCorrect: () => void }) {
  const decision = standingOf(detail)
  const isMine = decision?.by.id === own.id
  const left = useSecondsLeft(decision?.undoUntil ?? null)
  const undoReason =
    locked ?? (isMine && left > 0 ? null : isMine ? 'It has taken effect; correct it instead' : 'Whoever decided it can undo it')
  const correctReason =
    locked ?? (!verdictOf(detail) ? 'No decision stands here that could be corrected' : left > 0 ? 'It can still be undone' : null)
  useActions('moderation.decided', [
    { id: 'moderation.undo', label: 'Undo the decision', group: 'Decide', keys: 'U', icon: 'undo', disabled: undoReason, run: form.undo },
    {
      id: 'moderation.correct',
      label: 'Correct the decision',
      group: 'Decide',
      keys: 'E',
      icon: 'pencil',
      disabled: correctReason,
      run: onCorrect,
    },
  ])
  return (
    <>
      <section className="pane-body" aria-label="The decision as it stands">
        {decision ? (
          <Statement detail={detail} decision={decision} who={nameFor(own)(decision.by)} />
        ) : (
          <Panel>
            <p className="t2">It was decided before this console kept statements of reasons.</p>
          </Panel>
        )}
      </section>
      <footer className="decision-foot">
        <Button icon="undo" keys="U" reason={undoReason} onClick={form.undo}>
          {left > 0 && isMine ? `Undo ${left} s` : 'Undo'}
        </Button>
        <span className="grow" />
        <Button keys="E" reason={correctReason} onClick={onCorrect}>
          Correct it
        </Button>
      </footer>
    </>
  )
}

function useSecondsLeft(until: string | null): number {
  const now = useServerNow(1000)
  return until ? Math.max(0, Math.ceil((Date.parse(until) - now) / 1000)) : 0
}

interface StatementProps {
  detail: CaseDetail
  decision: CaseDetail['decisions'][number]
  who: string
}

function Statement({ detail, decision, who }: StatementProps) {
  return (
    <>
      <Panel title={`${who}: ${doneWords(decision.action)}`} more={<Moment at={decision.at} />}>
        <dl className="facts">
          {decision.policy && (
            <>
              <dt>Policy</dt>
              <dd>{`${decision.policy} ${decision.policyTitle}`}</dd>
              <dt>Ground</dt>
              <dd>{`${decision.ground}, ${decision.clause}`}</dd>
            </>
          )}
          {decision.severity && (
            <>
              <dt>Severity</dt>
              <dd>{`${severityNames[decision.severity]}, ${decision.points} points`}</dd>
            </>
          )}
          {decision.spans.length > 0 && (
            <>
              <dt>Spans</dt>
              <dd className="figures">{decision.spans.map(({ from, to }) => `${clockOf(from)} to ${clockOf(to)}`).join(', ')}</dd>
            </>
          )}
          {decision.penalty && (
            <>
              <dt>Penalty</dt>
              <dd>{penaltyWords(decision.penalty, decision.until)}</dd>
            </>
          )}
          {decision.redressUntil && (
            <>
              <dt>Redress</dt>
              <dd>appeal until {dayOf(decision.redressUntil)}</dd>
            </>
          )}
        </dl>
        {decision.facts && (
          <p className="case-words" dir="auto">
            {decision.facts}
          </p>
        )}
      </Panel>
      {decision.notice && (
        <Panel title={`Notice to ${detail.owner?.name ?? 'the author'}, ${decision.language}`}>
          <p className="case-words t2" dir="auto">
            {decision.notice}
          </p>
        </Panel>
      )}
    </>
  )
}
