/** The act that is next: preparing, signing with the password entered again, sending, and what became of it. */
import { type RefObject, useRef } from 'react'
import type { PayoutDetail, PayoutRow } from '../../../shared/payouts.ts'
import { useCommand } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { timeOf } from '../../components/when.ts'
import { useActions } from '../../keyboard.ts'
import { useSession } from '../../stores/session.ts'
import { forgetFresh, PasswordField, useFresh, usePassword } from '../../work/step-up.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { payoutDesk } from './desk.tsx'
import type { Move } from './use-payout.ts'
import { money } from './words.ts'

interface FootProps {
  detail: PayoutDetail
  queue: Queue<PayoutRow>
  locked: string | null
  field: RefObject<HTMLInputElement | null>
  onMove: (move: Move) => void
  sending: boolean
}

const nexts: Partial<Record<PayoutRow['state'], { move: Move; label: string; words: string }>> = {
  pending: {
    move: 'prepare',
    label: 'Prepare for signing',
    words: 'You say that amount, payee and destination are right. Somebody else signs.',
  },
  approved: { move: 'send', label: 'Mark as sent', words: 'All signatures are there. The checks are made once more.' },
  on_hold: { move: 'release', label: 'End the hold', words: 'It needs its signatures anew.' },
  processing: { move: 'paid', label: 'Mark as paid', words: 'The wallet is charged when it is paid.' },
  unknown: { move: 'paid', label: 'Mark as paid', words: 'Find out at the bank first; it cannot be sent anew.' },
}

export function Foot(props: FootProps) {
  const { detail, locked, onMove, sending } = props
  const { item, checks } = detail
  const next = nexts[item.state]
  const block = checks.find(({ state }) => state === 'block')
  const reason = locked ?? (block && ['pending', 'approved'].includes(item.state) ? `${block.text}. ${block.help ?? ''}` : null)
  const run = () => next && !reason && !sending && onMove(next.move)
  useActions(
    'payouts.next',
    next ? [{ id: 'payouts.next-move', label: next.label, group: 'Decide', keys: 'A', icon: 'check', disabled: reason, run }] : [],
  )
  if (item.state === 'prepared') return <SignFoot {...props} />
  if (!next) return null
  return (
    <footer className="pane-foot payout-foot">
      <span className={reason ? 'grow t2 warning' : 'grow t3'}>{reason ?? next.words}</span>
      <Button variant="primary" keys="A" reason={reason} onClick={run}>
        {next.label}
      </Button>
    </footer>
  )
}

function SignFoot({ detail, queue, locked, field }: FootProps) {
  const { item, versions, signRefusal } = detail
  const fresh = useFresh()
  const password = usePassword('payouts')
  const isOnline = useSession((session) => session.connection.state === 'online')
  const button = useRef<HTMLSpanElement>(null)
  const sign = useCommand('payouts.sign', {
    onDone: ({ status, signed, needed }) => {
      toast({
        icon: 'sign',
        text: `You signed P-${item.number}.`,
        detail: status === 'approved' ? 'It can be sent.' : `${signed} of ${needed} signatures.`,
      })
      queue.touch([item.id])
      void rereadItem(payoutDesk, item.id)
    },
    onRefused: (error) => {
      void rereadItem(payoutDesk, item.id)
      if (error.code !== 'needs_step_up') return false
      forgetFresh()
      password.refuse(error.message)
      return true
    },
  })
  const [version] = versions
  const reason = locked ?? (isOnline ? signRefusal : 'Signing works only while connected')
  const waits = fresh || !password.isEmpty ? null : 'Enter your password first'
  const run = async () => {
    if (reason || sign.busy || password.busy || !version) return
    if (!fresh && (password.isEmpty || !(await password.open()))) return field.current?.focus()
    await sign.run({ id: item.id, dataVersion: version.version, hash: version.hash, reason: null })
  }
  const focus = () => (field.current ?? button.current?.querySelector('button'))?.focus()
  useActions('payouts.sign', [
    {
      id: 'payouts.sign',
      label: `Sign P-${item.number}`,
      group: 'Decide',
      keys: 'A',
      icon: 'sign',
      disabled: reason,
      unlisted: true,
      run: focus,
    },
    {
      id: 'payouts.sign-now',
      label: `Sign P-${item.number}`,
      group: 'Decide',
      keys: 'Mod+Enter',
      icon: 'sign',
      disabled: reason,
      unlisted: true,
      inText: true,
      run: () => void run(),
    },
  ])
  if (reason) {
    return (
      <footer className="pane-foot payout-foot" role="status">
        <Icon name="lock" />
        <span className="grow t2">{reason}</span>
      </footer>
    )
  }
  return (
    <footer className="stepup">
      {fresh ? (
        <span className="grow t2">
          <Icon name="key" small className="success" /> Signing is open until {timeOf(fresh)}
        </span>
      ) : (
        <PasswordField password={password} field={field} autoFocus={sign.error?.code === 'needs_step_up'} />
      )}
      <span ref={button}>
        <Button variant="primary" icon="sign" keys="Mod+Enter" reason={waits} onClick={() => void run()}>
          Sign {money(item.amount, item.currency)}
        </Button>
      </span>
    </footer>
  )
}
