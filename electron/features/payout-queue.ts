/** The queue of payouts: what it has beside every other queue. */
import {
  type CheckKey,
  type PayoutRow,
  type PayoutState,
  type PayoutStatus,
  type PayoutTier,
  payoutSorts,
  payoutStatuses,
  payoutTiers,
  payoutViews,
} from '../../shared/payouts.ts'
import { type Condition, workQueue } from './work-queue.ts'

interface Own {
  amount: string
  currency: string
  state: PayoutState
  needed: number
  signed: number
  reasons: CheckKey[]
  preparer_id: string | null
  editor_id: string | null
  country: string | null
  requested_at: string
}

const inStatus =
  (status: PayoutStatus): Condition =>
  () =>
    `status = '${status}'`

const byId = { column: 'id', type: 'uuid' } as const

export const payoutQueue = workQueue({
  kind: 'payout',
  viewNames: payoutViews,
  sortNames: payoutSorts,
  statuses: payoutStatuses,
  categories: payoutTiers,
  views: {
    prepared: inStatus('prepared'),
    pending: inStatus('pending'),
    blocked: inStatus('blocked'),
    approved: inStatus('approved'),
    on_hold: inStatus('on_hold'),
    processing: inStatus('processing'),
    unknown: inStatus('unknown'),
    returned: inStatus('returned'),
  },
  sorts: {
    tier: [{ column: 'category', type: 'text' }, { column: 'due_at', type: 'timestamptz' }, byId],
    amount: [
      { column: 'amount', descending: true },
      { ...byId, descending: true },
    ],
  },
  columns: 'amount, currency, state, needed, signed, reasons, preparer_id, editor_id, country, requested_at',
  toRow: (common, own: Own): PayoutRow => ({
    ...common,
    status: common.status as PayoutStatus,
    category: common.category as PayoutTier,
    customer: common.customer as PayoutRow['customer'],
    state: own.state,
    amount: own.amount,
    currency: own.currency,
    needed: own.needed,
    signed: own.signed,
    reasons: own.reasons,
    preparerId: own.preparer_id,
    editorId: own.editor_id,
    country: own.country,
    requestedAt: own.requested_at,
  }),
})
