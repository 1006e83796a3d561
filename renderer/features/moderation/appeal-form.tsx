/** The written answer to an appeal: the decision stays, or everything is put back. */
import { placeholders } from '../../../shared/text.ts'
import { Button } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { Keys } from '../../components/key.tsx'
import { Panel } from '../../components/panel.tsx'
import { useActions } from '../../keyboard.ts'
import { Choices } from './choices.tsx'
import { type DecisionProps, whyLocked } from './decision-pane.tsx'
import { verdictOf } from './use-case-form.ts'
import { focusField, leaveText } from './verdict-form.tsx'
import { doneWords } from './words.ts'

export function AppealForm(props: DecisionProps) {
  const { detail, form } = props
  const { outcome, answer } = form.value
  const locked = whyLocked(props)
  const decision = verdictOf(detail)
  const [open] = placeholders(answer)
  const blocked =
    locked ??
    (outcome === null ? 'Choose the outcome' : answer.trim() === '' ? 'Write the answer' : open ? `{{${open}}} is not filled yet` : null)
  const send = () => void (blocked || form.sending || form.send('answer'))
  const words = outcome === 'overturn' ? 'Overturn and answer' : 'Let it stand and answer'
  useActions('moderation.appeal', [
    {
      id: 'moderation.field1',
      label: 'Outcome',
      group: 'Decide',
      keys: '1',
      disabled: locked,
      run: focusField('outcome'),
    },
    {
      id: 'moderation.field2',
      label: 'Answer',
      group: 'Decide',
      keys: '2',
      disabled: locked,
      run: focusField('answer'),
    },
    { id: 'moderation.send', label: words, group: 'Decide', keys: 'Mod+Enter', inText: true, disabled: blocked, run: send },
  ])
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="pane-body" tabIndex={0} aria-label="Answer to the appeal" onKeyDown={leaveText}>
        <div className="form">
          <Choices
            name="outcome"
            label="Outcome"
            number="1"
            value={outcome}
            columns={2}
            reason={locked}
            options={[
              { value: 'uphold', label: 'Let it stand' },
              { value: 'overturn', label: 'Overturn' },
            ]}
            onChange={(value) => form.set({ outcome: value })}
          />
          <TextArea
            name="answer"
            label={
              <>
                <span>Answer, in words</span>
                <Keys keys="2" />
              </>
            }
            rows={8}
            maxLength={10_000}
            dir="auto"
            readOnly={locked !== null}
            title={locked ?? undefined}
            value={answer}
            onChange={(event) => form.set({ answer: event.target.value })}
          />
        </div>
        <Panel title="On sending" more="can be undone for 30 s">
          <p className="small t2">
            {outcome === 'overturn'
              ? 'What was taken away is put back, the strike is removed and a sanction is lifted, all at once.'
              : 'Nothing changes but the answer.'}{' '}
            {detail.owner?.name ?? 'The author'} is written to in their language, with these words.
          </p>
          {decision && (
            <p className="small t3">
              Decided by {decision.by.name}: {doneWords(decision.action)}
              {decision.policyTitle && `, ${decision.policy} ${decision.policyTitle}`}.
            </p>
          )}
        </Panel>
      </section>
      <footer className="decision-foot">
        <span className="hint cut grow" title={blocked ?? undefined}>
          {blocked}
        </span>
        <Button variant="primary" keys="Mod+Enter" reason={blocked} onClick={send}>
          {words}
        </Button>
      </footer>
    </>
  )
}
