/** What a move still needs: a reason, a reference, another amount or destination. What is typed is kept. */
import type { ReactNode } from 'react'
import { decimals } from '../../../shared/money.ts'
import type { PayoutDetail } from '../../../shared/payouts.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { Answers, Dialog } from '../../components/dialog.tsx'
import { Field, Segmented, TextArea } from '../../components/field.tsx'
import { SavedWords } from '../../work/saved-words.tsx'
import { PasswordField, useFresh, usePassword } from '../../work/step-up.tsx'
import { type Decision, DecisionBanner } from '../../work/use-decision.tsx'
import type { Move, MoveForm } from './use-payout.ts'
import { money } from './words.ts'

interface Words {
  title: string
  act: string
  leave: string
  /** The label of the reason; none where the move takes none. */
  reason?: string
  hint?: string
  reference?: string
}

const words: Record<Exclude<Move, 'prepare'>, (number: string, amount: string) => Words> = {
  sendBack: (number) => ({
    title: `Send ${number} back?`,
    act: 'Send back',
    leave: 'Leave it',
    reason: 'What has to change',
    hint: 'Signatures given so far count for nothing.',
  }),
  reject: (number, amount) => ({
    title: `Reject ${number}?`,
    act: `Reject ${amount}`,
    leave: 'Leave it',
    reason: 'Why it is rejected',
    hint: 'Its money goes back to the wallet at once. A rejected payout is never sent.',
  }),
  hold: (number) => ({
    title: `Hold ${number}?`,
    act: 'Hold',
    leave: 'Go on with it',
    reason: 'What it waits for',
    hint: 'Its money stays held; its signatures count for nothing.',
  }),
  release: (number) => ({
    title: `End the hold of ${number}?`,
    act: 'End the hold',
    leave: 'Keep the hold',
    reason: 'Why it may go on',
    hint: 'It needs its signatures anew.',
  }),
  cancel: (number, amount) => ({
    title: `Cancel ${number}?`,
    act: `Cancel ${amount}`,
    leave: 'Leave it',
    reason: 'Why it is cancelled',
    hint: 'Its money goes back to the wallet at once.',
  }),
  edit: (number) => ({
    title: `Edit ${number}`,
    act: 'Save the change',
    leave: 'Leave it as it is',
    reason: 'Why it is changed',
    hint: 'You cannot sign it afterwards, and signatures given so far count for nothing.',
  }),
  send: (number, amount) => ({
    title: `Was ${number} sent?`,
    act: `Mark ${amount} as sent`,
    leave: 'Not yet',
    reference: 'Reference of the bank or provider',
    hint: 'It is marked once and for all, and never sent twice.',
  }),
  paid: (number, amount) => ({
    title: `Was ${number} paid?`,
    act: `Mark ${amount} as paid`,
    leave: 'Not yet',
    reference: 'Reference of the bank line',
    hint: 'The wallet is charged and the hold settled.',
  }),
  failed: (number, amount) => ({
    title: `Did ${number} fail?`,
    act: `Mark ${amount} as failed`,
    leave: 'Leave it',
    reason: 'What the bank says',
    reference: 'Reference of the bank',
    hint: 'Its money goes back to the wallet at once.',
  }),
  unknown: (number) => ({
    title: `Is the outcome of ${number} unknown?`,
    act: 'Mark as unknown',
    leave: 'Leave it',
    reason: 'What is known',
    hint: 'It stays visible and cannot be sent anew until it is cleared up.',
  }),
  returned: (number, amount) => ({
    title: `Did ${number} come back?`,
    act: `Book the return of ${amount}`,
    leave: 'Leave it',
    reason: 'Why it came back',
    hint: 'A linked entry puts the money back into the wallet.',
  }),
}

/** What gives money back takes a fresh sign-in. */
const givesBack: readonly Move[] = ['failed', 'returned']

interface MoveDialogProps {
  move: Exclude<Move, 'prepare'>
  detail: PayoutDetail
  decision: Decision<MoveForm, Move>
  own: StaffRef
  onClose: () => void
}

export function MoveDialog({ move, detail, decision, own, onClose }: MoveDialogProps) {
  const { item } = detail
  const { title, act, leave, reason, hint, reference } = words[move](`P-${item.number}`, money(item.amount, item.currency))
  const { value, set } = decision
  const fresh = useFresh()
  const password = usePassword('payouts')
  const asksPassword = givesBack.includes(move) && !fresh
  const wrongAmount = move === 'edit' ? amountProblem(value.amount, item.currency) : null
  const unproven = asksPassword && password.isEmpty ? 'Enter your password first' : null
  const blocked = reason && !value.reason.trim() ? 'Say why first' : (wrongAmount ?? unproven)
  const send = async () => {
    if (blocked || decision.sending || password.busy) return
    if (asksPassword && !(await password.open())) return
    if (await decision.send(move)) onClose()
  }
  return (
    <Dialog
      title={title}
      onClose={onClose}
      onAnswer={() => void send()}
      answers={<Answers leave={leave} act={act} reason={blocked} onClose={onClose} onAct={() => void send()} />}
    >
      <div className="stack">
        <DecisionBanner decision={decision} own={own} />
        {move === 'edit' && <EditFields detail={detail} value={value} set={set} wrong={wrongAmount} />}
        {reference && (
          <Field
            label={reference}
            maxLength={140}
            autoFocus={!reason}
            value={value.reference}
            onChange={(event) => set({ reference: event.target.value })}
          />
        )}
        {reason && (
          <TextArea
            label={reason}
            rows={3}
            maxLength={2000}
            autoFocus={move !== 'edit'}
            value={value.reason}
            onChange={(event) => set({ reason: event.target.value })}
          />
        )}
        {asksPassword && <PasswordField password={password} autoFocus={decision.problem?.error.code === 'needs_step_up'} />}
        <Foot hint={hint}>{(reason || reference) && <SavedWords save={decision.save} isEmpty={decision.isEmpty} empty="" />}</Foot>
      </div>
    </Dialog>
  )
}

const Foot = ({ hint, children }: { hint: string | undefined; children: ReactNode }) => (
  <div className="row">
    <span className="grow small t2">{hint}</span>
    {children}
  </div>
)

function amountProblem(amount: string, currency: string): string | null {
  const digits = decimals(currency)
  const fits = new RegExp(`^\\d{1,14}${digits ? `(\\.\\d{1,${digits}})?` : ''}$`).test(amount.trim())
  return fits && Number(amount) > 0 ? null : `The amount is above zero and has at most ${digits} decimals in ${currency}.`
}

interface EditFieldsProps {
  detail: PayoutDetail
  value: MoveForm
  set: (change: Partial<MoveForm>) => void
  wrong: string | null
}

function EditFields({ detail: { item, destinations }, value, set, wrong }: EditFieldsProps) {
  return (
    <>
      <Field
        label={`Amount, ${item.currency}`}
        inputMode="decimal"
        autoFocus
        wrong={wrong}
        value={value.amount}
        onChange={(event) => set({ amount: event.target.value })}
      />
      {destinations.length > 1 && (
        <Segmented
          label="Destination"
          value={value.method}
          options={destinations.slice(0, 4).map(({ id, masked }) => ({ value: id, label: masked }))}
          hint="Another destination takes two signatures for the time the policy says."
          onChange={(method) => set({ method })}
        />
      )}
    </>
  )
}
