/** Policy, severity, facts and action; what follows from them stands below before anything is sent. */
import { useQuery } from '@tanstack/react-query'
import { type KeyboardEvent, useDeferredValue, useEffect, useState } from 'react'
import { type CasePlan, type CaseVerdict, caseSeverities } from '../../../shared/moderation.ts'
import { call, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { TextArea } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { Keys } from '../../components/key.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { type Action, useActions } from '../../keyboard.ts'
import { Choices } from './choices.tsx'
import { type DecisionProps, whyLocked } from './decision-pane.tsx'
import { Plan } from './plan.tsx'
import { actionNames, severityNames } from './words.ts'

interface VerdictProps extends DecisionProps {
  isCorrection: boolean
  onLeave: () => void
}

/** Escape goes from the text to the form, where single letters act. */
export function leaveText(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== 'Escape' || !(event.target instanceof HTMLTextAreaElement)) return
  event.preventDefault()
  event.currentTarget.focus()
}

/** Puts the focus into a field of the decision by its name. */
export const focusField = (name: string) => () => document.querySelector<HTMLElement>(`.decision [name="${name}"]`)?.focus()

export function VerdictForm(props: VerdictProps) {
  const { detail, form, isCorrection, onLeave } = props
  const { value, set } = form
  const { data: rules } = useApi('moderation.rules', {})
  const [choosing, setChoosing] = useState(false)
  const locked = whyLocked(props)
  const plan = usePlan(detail.item.id, detail.item.version, value)
  const policy = rules?.policies.find(({ code }) => code === value.policy)
  const points = (severity: string) => rules?.severities.find((each) => each.severity === severity)?.points ?? ''
  const blocked = locked ?? blockOf(value.action, plan)
  const send = () => void (blocked || form.sending || form.send(isCorrection ? 'correct' : 'decide'))

  const choosePolicy = (code: string) => {
    const found = rules?.policies.find((each) => each.code === code)
    set({ policy: code, ...(value.severity === null && found && { severity: found.severity }) })
  }
  const base = { group: 'Decide', disabled: locked } as const
  const actions: Action[] = [
    { ...base, id: 'moderation.approve', label: 'Approve', keys: 'A', icon: 'check', run: () => set({ action: 'approve' }) },
    { ...base, id: 'moderation.remove', label: 'Remove', keys: 'D', icon: 'x', run: () => set({ action: 'remove' }) },
    { ...base, id: 'moderation.field1', label: 'Policy', keys: '1', run: () => setChoosing(true) },
    { ...base, id: 'moderation.field2', label: 'Severity', keys: '2', run: focusField('severity') },
    { ...base, id: 'moderation.field3', label: 'Facts', keys: '3', run: focusField('facts') },
    { ...base, id: 'moderation.field4', label: 'Action', keys: '4', run: focusField('action') },
    { ...base, id: 'moderation.field5', label: 'Notice', keys: '5', run: focusField('notice') },
    {
      ...base,
      id: 'moderation.send',
      label: sendWords(value.action, plan),
      keys: 'Mod+Enter',
      inText: true,
      disabled: blocked,
      run: send,
    },
  ]
  useActions('moderation.verdict', actions)

  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
      <section className="pane-body" tabIndex={0} aria-label="Decision form" onKeyDown={leaveText}>
        <div className="form">
          <div className="field">
            <span className="label">
              <span>Policy</span>
              <Keys keys="1" />
            </span>
            <Menu open={choosing} onOpenChange={(open) => setChoosing(open && !locked)}>
              <MenuTrigger>
                <button type="button" className="input" aria-label={`Policy: ${policy ? `${policy.code} ${policy.title}` : 'none'}`}>
                  <span className={policy ? 'grow cut' : 'grow placeholder'}>
                    {policy ? `${policy.code} ${policy.title}` : 'Choose a policy'}
                  </span>
                  {policy && <span className="t3 small">{`${policy.ground} ${policy.clause}`}</span>}
                  <Icon name="down" small />
                </button>
              </MenuTrigger>
              <MenuList label="Policy" filter>
                {(rules?.policies ?? []).map((each) => (
                  <MenuItem
                    key={each.code}
                    text={`${each.code} ${each.title}`}
                    hint={`${each.ground} ${each.clause}`}
                    checked={each.code === value.policy}
                    onSelect={() => choosePolicy(each.code)}
                  >
                    {`${each.code} ${each.title}`}
                  </MenuItem>
                ))}
              </MenuList>
            </Menu>
          </div>
          <Choices
            name="severity"
            label="Severity, in points"
            number="2"
            value={value.severity}
            columns={4}
            reason={locked}
            options={caseSeverities.map((severity) => ({ value: severity, label: `${severityNames[severity]} ${points(severity)}` }))}
            onChange={(severity) => set({ severity })}
          />
          <TextArea
            name="facts"
            label={
              <>
                <span>Facts</span>
                <Keys keys="3" />
              </>
            }
            rows={4}
            maxLength={5000}
            dir="auto"
            readOnly={locked !== null}
            title={locked ?? undefined}
            value={value.facts}
            onChange={(event) => set({ facts: event.target.value })}
          />
          <Choices
            name="action"
            label="Action"
            number="4"
            value={value.action}
            columns={4}
            reason={locked}
            options={detail.actions.map((action) => ({ value: action, label: actionNames[action] }))}
            onChange={(action) => set({ action })}
          />
        </div>
        {plan && value.action && <Plan plan={plan} rules={rules} detail={detail} form={form} locked={locked} />}
      </section>
      <footer className="decision-foot">
        {isCorrection ? (
          <Button onClick={onLeave}>Leave it</Button>
        ) : (
          <Button keys="A" reason={locked} aria-pressed={value.action === 'approve'} onClick={() => set({ action: 'approve' })}>
            Approve
          </Button>
        )}
        <span className="hint cut grow" title={blocked ?? undefined}>
          {blocked}
        </span>
        <Button variant="primary" keys="Mod+Enter" reason={blocked} onClick={send}>
          {sendWords(value.action, plan)}
        </Button>
      </footer>
    </>
  )
}

/** "Remove and notify": the action, and that somebody is told. */
function sendWords(action: CaseVerdict['action'] | null, plan: CasePlan | undefined): string {
  if (!action) return 'Decide'
  const verb = action === 'changes' ? 'Ask for changes' : actionNames[action]
  return plan?.notice && action !== 'changes' ? `${verb} and notify` : verb
}

function blockOf(action: CaseVerdict['action'] | null, plan: CasePlan | undefined): string | null {
  if (!action) return 'Choose an action'
  if (!plan) return 'What follows is being worked out'
  const [missing] = plan.missing
  if (missing) return { policy: 'Choose the policy', severity: 'Choose the severity', facts: 'Write the facts' }[missing]
  return null
}

/** What the verdict would do, worked out again a moment after it changed. */
function usePlan(id: string, version: number, value: DecisionProps['form']['value']): CasePlan | undefined {
  const { action, policy, severity, facts, spans } = value
  const [settled, setSettled] = useState({ action, policy, severity, facts, spans })
  const now = JSON.stringify({ action, policy, severity, facts, spans })
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(now)), 200)
    return () => clearTimeout(timer)
  }, [now])
  const asked = useDeferredValue(settled)
  const { data } = useQuery({
    queryKey: ['moderation.preview', id, version, asked],
    queryFn: ({ signal }) => call('moderation.preview', { id, ...asked, action: asked.action ?? 'approve' }, { signal }),
    enabled: asked.action !== null,
    placeholderData: (before) => before,
    gcTime: 60_000,
  })
  // Of another verdict the plan says nothing about this one.
  return data && asked.action === action ? data : undefined
}
