/** The limits of payouts: what is in force, what somebody proposes instead, and adopting that after a fresh sign-in. */
import { useState } from 'react'
import { create } from 'zustand'
import { noItem } from '../../../shared/drafts.ts'
import type { PayoutPolicy } from '../../../shared/payouts.ts'
import { exact, whenTime } from '../../../shared/time.ts'
import { useApi, useCommand } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { TextArea } from '../../components/field.tsx'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { Panel } from '../../components/panel.tsx'
import { toast } from '../../components/toast.tsx'
import { useSession } from '../../stores/session.ts'
import { forgetFresh, PasswordField, useFresh, usePassword } from '../../work/step-up.tsx'
import { useWantedDraft } from '../../work/wanted-draft.ts'
import { PolicyForm } from './policy-form.tsx'
import { tierNames, trimmedDecimal } from './words.ts'

type Mode = 'read' | 'form' | 'withdraw'

const usePolicyShown = create<{ mode: Mode | null }>()(() => ({ mode: null }))
const setMode = (mode: Mode | null) => usePolicyShown.setState({ mode })
export const showPolicy = () => setMode('read')
const hidePolicy = () => setMode(null)

const usePolicies = () => useApi('payouts.policies', {}, { staleTime: 10_000, refetchInterval: 60_000 })

/** Under the list: which policy is in force, or that one waits to be adopted. */
export function PolicyNote() {
  const { data } = usePolicies()
  const now = data?.find(({ state }) => state === 'in_force')
  const proposed = data?.find(({ state }) => state === 'proposed')
  if (!now) return null
  return (
    <Button small variant="quiet" onClick={showPolicy} {...(proposed && { icon: 'alert' as const })}>
      {proposed ? `Policy ${proposed.version} is proposed` : `Policy ${now.version}`}
    </Button>
  )
}

export function ShownPolicy() {
  const { mode } = usePolicyShown()
  useWantedDraft(noItem, () => setMode('form'))
  return mode && <PolicyDialog mode={mode} />
}

function PolicyDialog({ mode }: { mode: Mode }) {
  const { data, refetch } = usePolicies()
  const own = useSession((session) => session.person?.staff)
  const now = data?.find(({ state }) => state === 'in_force')
  const proposed = data?.find(({ state }) => state === 'proposed')
  if (!now || !own) return null
  const done = (text: string, isHere = true) => {
    toast({ icon: 'check', text })
    if (isHere) setMode('read')
    void refetch()
  }
  if (mode === 'form')
    return (
      <PolicyForm
        now={now}
        own={own}
        onClose={() => setMode('read')}
        onDone={(version, isHere) => done(`Policy ${version} is proposed; somebody else adopts it.`, isHere)}
      />
    )
  if (mode === 'withdraw' && proposed)
    return (
      <WithdrawDialog policy={proposed} onClose={() => setMode('read')} onDone={() => done(`Policy ${proposed.version} is withdrawn.`)} />
    )
  return <ReadDialog now={now} proposed={proposed} onMode={setMode} onAdopted={(version) => done(`Policy ${version} is in force.`)} />
}

interface ReadProps {
  now: PayoutPolicy
  proposed: PayoutPolicy | undefined
  onMode: (mode: Mode) => void
  onAdopted: (version: number) => void
}

function ReadDialog({ now, proposed, onMode, onAdopted }: ReadProps) {
  const person = useSession((session) => session.person)
  const fresh = useFresh()
  const password = usePassword('payouts')
  const adopting = useCommand('payouts.adoptPolicy', {
    onDone: ({ version }) => onAdopted(version),
    onRefused: (error) => {
      if (error.code === 'needs_step_up') forgetFresh()
      return false
    },
  })
  const can = (capability: string) => person?.capabilities.includes(capability) ?? false
  const mayPropose = can('payouts.policy')
  const hindrance = !proposed
    ? null
    : !can('payouts.sign')
      ? 'Finance adopts it'
      : proposed.proposedBy?.id === person?.staff.id
        ? 'You proposed it, so somebody else adopts it'
        : null
  const waits = fresh || !password.isEmpty ? null : 'Enter your password first'
  const adopt = async () => {
    if (!proposed || hindrance || waits || adopting.busy || password.busy) return
    if (!fresh && !(await password.open())) return
    await adopting.run({ version: proposed.version })
  }
  const answers = proposed ? (
    <Answers
      leave="Close"
      act={`Adopt policy ${proposed.version}`}
      reason={hindrance ?? waits}
      onClose={hidePolicy}
      onAct={() => void adopt()}
    />
  ) : (
    <Answers
      leave="Close"
      act="Propose a change"
      reason={mayPropose ? null : 'Finance or an administrator proposes one'}
      onClose={hidePolicy}
      onAct={() => mayPropose && onMode('form')}
    />
  )
  return (
    <Dialog
      title="The policy of payouts"
      width={640}
      onClose={hidePolicy}
      onAnswer={() => void (proposed ? adopt() : mayPropose && onMode('form'))}
      answers={answers}
    >
      <div className="stack policy">
        {proposed && (
          <Panel title={`Policy ${proposed.version}, proposed`} more={byWords(proposed.proposedBy?.name, proposed.proposedAt)}>
            <p>
              <bdi>{proposed.reason}</bdi>
            </p>
            <Terms policy={proposed} before={now} />
            <p className="row">
              {hindrance ? (
                <span className="grow t2">
                  <Icon name="lock" small /> {hindrance}.
                </span>
              ) : (
                <span className="grow t2">Payouts that nobody signed yet follow it. What is signed keeps policy {now.version}.</span>
              )}
              {mayPropose && (
                <>
                  <Button small onClick={() => onMode('withdraw')}>
                    Withdraw
                  </Button>
                  <Button small onClick={() => onMode('form')}>
                    Propose another
                  </Button>
                </>
              )}
            </p>
            {!hindrance && !fresh && <PasswordField password={password} />}
          </Panel>
        )}
        <Panel title={`Policy ${now.version}, in force`} more={byWords(now.adoptedBy?.name, now.adoptedAt)}>
          <Terms policy={now} before={null} />
        </Panel>
      </div>
    </Dialog>
  )
}

const byWords = (name: string | undefined, at: string | null) => (
  <span title={at ? exact(at, zone) : undefined}>{[name, at && whenTime(at, Date.now(), zone)].filter(Boolean).join(', ')}</span>
)

/** Every limit by its name. */
function linesOf({ currency, ...policy }: PayoutPolicy): [name: string, value: string][] {
  const amount = (value: string) => `${trimmedDecimal(value)} ${currency}`
  return [
    ...policy.tiers.map(({ above, signatures }): [string, string] => [
      Object.values(tierNames)[signatures - 1] ?? '',
      above === '0' ? 'from the first cent' : `above ${amount(above)}`,
    ]),
    ['Identity check', `enhanced above ${amount(policy.enhancedAbove)} in 30 days, advanced above ${amount(policy.advancedAbove)}`],
    ['New destination', `two signatures for ${policy.destinationHours} h`],
    ['A signature lapses', `after ${policy.signatureHours} h`],
    ['Due', `within ${policy.dueHours} h`],
    ['Stands out', `above ${policy.unusualFactor} × the median of the payee’s last eight`],
    ...policy.rates.map(({ currency: code, rate, minimum }): [string, string] => [
      code,
      `weighed at ${rate} ${currency}${minimum === '0' ? '' : `, at least ${trimmedDecimal(minimum)} ${code}`}`,
    ]),
  ]
}

/** With what is other than before struck out. */
function Terms({ policy, before }: { policy: PayoutPolicy; before: PayoutPolicy | null }) {
  const old = new Map(before ? linesOf(before) : [])
  const lines = linesOf(policy)
  const gone = [...old].filter(([name]) => !lines.some(([each]) => each === name))
  return (
    <dl className="facts terms">
      {[...lines, ...gone.map(([name]): [string, string] => [name, ''])].map(([name, value]) => {
        const was = old.get(name)
        return [
          <dt key={name}>{name}</dt>,
          <dd key={`${name} value`}>
            {before && was !== value ? (
              <>
                {was && <del>{was}</del>} <ins>{value || 'none'}</ins>
              </>
            ) : (
              value
            )}
          </dd>,
        ]
      })}
    </dl>
  )
}

function WithdrawDialog({ policy, onClose, onDone }: { policy: PayoutPolicy; onClose: () => void; onDone: () => void }) {
  const [reason, setReason] = useState('')
  const withdrawing = useCommand('payouts.withdrawPolicy', { onDone })
  const blocked = reason.trim() ? null : 'Say why first'
  const withdraw = () => void (blocked || withdrawing.busy || withdrawing.run({ version: policy.version, reason: reason.trim() }))
  return (
    <Dialog
      title={`Withdraw policy ${policy.version}?`}
      onClose={onClose}
      onAnswer={withdraw}
      answers={<Answers leave="Keep the proposal" act="Withdraw" reason={blocked} onClose={onClose} onAct={withdraw} />}
    >
      <TextArea
        label="Why it is withdrawn"
        rows={3}
        maxLength={2000}
        autoFocus
        value={reason}
        onChange={(event) => setReason(event.target.value)}
      />
    </Dialog>
  )
}
