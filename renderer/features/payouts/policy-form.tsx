/** Another policy, proposed as a whole: it begins as the one in force. What is typed is kept as a draft until it is proposed. */
import { noItem } from '../../../shared/drafts.ts'
import type { PayoutPolicy, PolicyRate, PolicyTerms } from '../../../shared/payouts.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { call } from '../../api.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Field, TextArea } from '../../components/field.tsx'
import { DecisionBanner, FormFoot, useFormDraft } from '../../work/use-decision.tsx'

/** As it is typed. */
interface PolicyDraft {
  enhancedAbove: string
  advancedAbove: string
  /** Empty where no sum takes so many. */
  twoAbove: string
  threeAbove: string
  destinationHours: string
  signatureHours: string
  dueHours: string
  unusualFactor: string
  rates: PolicyRate[]
  reason: string
}

function startOf({ tiers, rates, ...now }: PayoutPolicy): PolicyDraft {
  const above = (signatures: number) => tiers.find((tier) => tier.signatures === signatures)?.above ?? ''
  return {
    enhancedAbove: now.enhancedAbove,
    advancedAbove: now.advancedAbove,
    twoAbove: above(2),
    threeAbove: above(3),
    destinationHours: String(now.destinationHours),
    signatureHours: String(now.signatureHours),
    dueHours: String(now.dueHours),
    unusualFactor: now.unusualFactor,
    rates,
    reason: '',
  }
}

const isDecimal = (text: string) => /^\d{1,10}(\.\d{1,8})?$/.test(text.trim())
const isHours = (text: string) => /^\d{1,3}$/.test(text.trim())

/** Why it cannot be proposed as it is typed; null when it can. The database has the last word. */
function problemOf(draft: PolicyDraft): string | null {
  const sums = [draft.enhancedAbove, draft.advancedAbove, draft.unusualFactor, ...[draft.twoAbove, draft.threeAbove].filter(Boolean)]
  if (!sums.every(isDecimal)) return 'A limit is no number'
  if (![draft.destinationHours, draft.signatureHours, draft.dueHours].every(isHours)) return 'Hours are whole numbers'
  if (!draft.rates.every(({ currency, rate, minimum }) => /^[A-Z]{3}$/.test(currency) && isDecimal(rate) && isDecimal(minimum)))
    return 'A currency, rate or minimum is none'
  return draft.reason.trim() ? null : 'Say why first'
}

function termsOf(draft: PolicyDraft): PolicyTerms {
  const tier = (above: string, signatures: number) => (above.trim() ? [{ above: above.trim(), signatures }] : [])
  return {
    enhancedAbove: draft.enhancedAbove.trim(),
    advancedAbove: draft.advancedAbove.trim(),
    destinationHours: Number(draft.destinationHours),
    signatureHours: Number(draft.signatureHours),
    dueHours: Number(draft.dueHours),
    unusualFactor: draft.unusualFactor.trim(),
    tiers: [{ above: '0', signatures: 1 }, ...tier(draft.twoAbove, 2), ...tier(draft.threeAbove, 3)],
    rates: draft.rates.map(({ currency, rate, minimum }) => ({ currency, rate: rate.trim(), minimum: minimum.trim() })),
  }
}

const fields = (currency: string): [id: keyof PolicyDraft & string, label: string][] => [
  ['twoAbove', `Two signatures above, ${currency}`],
  ['threeAbove', `Three signatures above, ${currency}`],
  ['enhancedAbove', `Enhanced check above, ${currency} in 30 days`],
  ['advancedAbove', `Advanced check above, ${currency} in 30 days`],
  ['destinationHours', 'A destination is new for, hours'],
  ['signatureHours', 'A signature lapses after, hours'],
  ['dueHours', 'Due within, hours'],
  ['unusualFactor', 'Stands out above, times the median'],
]

interface PolicyFormProps {
  now: PayoutPolicy
  own: StaffRef
  onClose: () => void
  /** `isHere`: the form is still on the screen. */
  onDone: (version: number, isHere: boolean) => void
}

export function PolicyForm({ now, own, onClose, onDone }: PolicyFormProps) {
  const draft = useFormDraft<PolicyDraft, 'propose', { version: number }>({
    draftKey: { kind: 'payout', itemId: noItem, slot: 'policy' },
    label: 'the policy of payouts',
    version: now.version,
    own,
    initial: startOf(now),
    send: ({ commandId }, value) => call('payouts.proposePolicy', { commandId, terms: termsOf(value), reason: value.reason.trim() }),
    onSent: (_, isHere, { version }) => onDone(version, isHere),
  })
  const { value, set, begunOn } = draft
  const blocked = problemOf(value)
  const propose = () => {
    if (!blocked && !draft.sending) void draft.send('propose')
  }
  return (
    <Dialog
      title={`Propose a policy instead of policy ${now.version}`}
      width={640}
      onClose={onClose}
      onAnswer={propose}
      answers={<Answers leave="Back" act="Propose" reason={blocked} onClose={onClose} onAct={propose} />}
    >
      <div className="stack policy">
        <DecisionBanner decision={draft} own={own} verb="Propose" />
        {begunOn !== null && begunOn !== now.version && (
          <Banner card tone="warning" icon="alert">
            Policy {now.version} came into force after you began. What you typed is kept; every other field follows it.
          </Banner>
        )}
        <div className="policy-fields">
          {fields(now.currency).map(([id, label]) => (
            <Field
              key={id}
              label={label}
              inputMode="decimal"
              value={value[id] as string}
              onChange={(event) => set({ [id]: event.target.value })}
            />
          ))}
        </div>
        <Rates base={now.currency} rates={value.rates} onRates={(rates) => set({ rates })} />
        <TextArea
          label="Why it should change"
          rows={3}
          maxLength={2000}
          value={value.reason}
          onChange={(event) => set({ reason: event.target.value })}
        />
        <FormFoot form={draft}>Somebody else adopts it after a fresh sign-in.</FormFoot>
      </div>
    </Dialog>
  )
}

interface RatesProps {
  base: string
  rates: PolicyRate[]
  onRates: (rates: PolicyRate[]) => void
}

/** A currency without a rate is not paid out. */
function Rates({ base, rates, onRates }: RatesProps) {
  const change = (at: number, part: Partial<PolicyRate>) => onRates(rates.map((rate, n) => (n === at ? { ...rate, ...part } : rate)))
  return (
    <table className="table plain policy-rates">
      <thead>
        <tr>
          <th>Currency</th>
          <th>Rate, {base} for one</th>
          <th>At least paid out</th>
          <th>
            <Button small variant="quiet" icon="plus" onClick={() => onRates([...rates, { currency: '', rate: '', minimum: '0' }])}>
              Currency
            </Button>
          </th>
        </tr>
      </thead>
      <tbody>
        {rates.map(({ currency, rate, minimum }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row has no identity but its place while its currency is typed
          <tr key={at}>
            {(
              [
                ['currency', currency],
                ['rate', rate],
                ['minimum', minimum],
              ] as const
            ).map(([part, value]) => (
              <td key={part}>
                <input
                  className="input"
                  aria-label={`${{ currency: 'Currency', rate: 'Rate', minimum: 'At least' }[part]}, row ${at + 1}`}
                  disabled={currency === base && part !== 'minimum'}
                  maxLength={part === 'currency' ? 3 : 20}
                  value={value}
                  onChange={(event) => change(at, { [part]: part === 'currency' ? event.target.value.toUpperCase() : event.target.value })}
                />
              </td>
            ))}
            <td>
              {currency !== base && (
                <Button
                  small
                  variant="quiet"
                  icon="x"
                  only={`Leave out ${currency}`}
                  onClick={() => onRates(rates.filter((_, n) => n !== at))}
                />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
