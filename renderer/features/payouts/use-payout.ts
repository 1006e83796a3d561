/** The moves of the open payout: each takes what is typed in its dialog, kept as a draft until it is known to be done. */
import { useRef } from 'react'
import type { PayoutDetail, PayoutDone, PayoutRow } from '../../../shared/payouts.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { asAppError, call } from '../../api.ts'
import { toast } from '../../components/toast.tsx'
import { forgetFresh } from '../../work/step-up.tsx'
import { useDecisionDraft } from '../../work/use-decision.tsx'
import { rereadItem } from '../../work/use-item.ts'
import type { Queue } from '../../work/use-queue.ts'
import { trimmed } from './amount.ts'
import { payoutDesk } from './desk.tsx'

export const moves = [
  'prepare',
  'sendBack',
  'reject',
  'hold',
  'release',
  'cancel',
  'edit',
  'send',
  'paid',
  'failed',
  'unknown',
  'returned',
] as const
export type Move = (typeof moves)[number]

export interface MoveForm {
  reason: string
  reference: string
  amount: string
  method: string
}

const done: Record<Move, string> = {
  prepare: 'is prepared and waits for a signature',
  sendBack: 'went back to be prepared',
  reject: 'is rejected; its money is free again',
  hold: 'is on hold',
  release: 'is no longer on hold',
  cancel: 'is cancelled; its money is free again',
  edit: 'is edited; signatures given so far count for nothing',
  send: 'is marked as sent',
  paid: 'is marked as paid',
  failed: 'is marked as failed; its money is free again',
  unknown: 'is marked as unknown',
  returned: 'came back; the wallet has it again',
}

type Target = { commandId: string; id: string; expectedVersion: number }

function send(command: Target, form: MoveForm, move: Move): Promise<PayoutDone> {
  const reason = form.reason.trim()
  const reference = form.reference.trim() || null
  switch (move) {
    case 'prepare':
      return call('payouts.prepare', command)
    case 'send':
      return call('payouts.send', { ...command, reference })
    case 'paid':
      return call('payouts.paid', { ...command, reference })
    case 'failed':
      return call('payouts.failed', { ...command, reason, reference })
    case 'edit':
      return call('payouts.edit', { ...command, reason, amount: form.amount.trim(), method: form.method })
    default:
      return call(`payouts.${move}`, { ...command, reason })
  }
}

export function usePayout(detail: PayoutDetail, queue: Queue<PayoutRow>, own: StaffRef) {
  const { item, destination } = detail
  const number = `P-${item.number}`
  const reread = useRef(() => {
    queue.touch([item.id])
    void rereadItem(payoutDesk, item.id)
  })
  return useDecisionDraft<MoveForm, Move, PayoutDone>({
    desk: payoutDesk,
    item,
    title: item.customer.name,
    own,
    initial: { reason: '', reference: '', amount: trimmed(item.amount, item.currency), method: destination.id },
    send: (command, form, move) =>
      send(command, form, move).catch((thrown) => {
        if (asAppError(thrown).code === 'needs_step_up') forgetFresh()
        throw thrown
      }),
    onSent: (move) => {
      toast({ icon: 'check', text: `${number} ${done[move]}.` })
      reread.current()
    },
  })
}
