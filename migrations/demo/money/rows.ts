/** The rows of the ledger as the tables want them. */
import { day } from '../clock.ts'
import type { Person } from '../people/person.ts'
import type { Random } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { later, noLaterThan } from '../world.ts'
import type { Entry, Wallet } from './books.ts'
import { type Currency, decimal } from './currency.ts'

export interface Payout {
  id: string
  person: Person
  walletId: string
  reference: string
  /** Hundredths. */
  amount: number
  currency: Currency
  status: 'pending' | 'on_hold' | 'approved' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'rejected'
  at: Date
  methodId: string | null
  method: 'bank_transfer' | 'paypal' | 'stripe' | 'crypto'
  batchId: string | null
  transactionId: string | null
}

export const walletRow = (wallet: Wallet) => ({
  id: wallet.id,
  user_id: wallet.person.id,
  currency: wallet.currency,
  balance_available: decimal(wallet.available),
  balance_pending: decimal(wallet.pending),
  total_earned: decimal(wallet.earned),
  total_earned_stripe: decimal(wallet.by.stripe.earned),
  total_earned_paypal: decimal(wallet.by.paypal.earned),
  total_withdrawn: decimal(wallet.withdrawn),
  total_withdrawn_stripe: decimal(wallet.by.stripe.withdrawn),
  total_withdrawn_paypal: decimal(wallet.by.paypal.withdrawn),
  total_spent_on_platform: decimal(wallet.spent),
  payouts_enabled: wallet.available >= 0,
  created_at: wallet.person.since,
  updated_at: wallet.person.since,
})

const moves: Record<Payout['status'], NonNullable<Entry['status']>> = {
  pending: 'pending',
  on_hold: 'pending',
  approved: 'processing',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  rejected: 'cancelled',
}

export const payoutMove = (payout: Payout, now: Date): Omit<Entry, 'id' | 'type' | 'at' | 'person'> => ({
  currency: payout.currency,
  total: payout.amount,
  status: moves[payout.status],
  entity: ['payout', payout.id],
  processor: payout.method === 'bank_transfer' ? 'bank' : payout.method,
  methodId: payout.methodId,
  completedAt: payout.status === 'completed' ? noLaterThan(now, later(payout.at, 1)) : null,
  description: payout.reference,
})

const holds = ['Bank account changed within 72 hours', 'Identity check expired', 'Name of the account differs']

export function payoutRow(payout: Payout, random: Random, now: Date) {
  const { status, at } = payout
  const later = (hours: number) => new Date(Math.min(at.getTime() + hours * 3_600_000, now.getTime()))
  const isApproved = ['approved', 'processing', 'completed', 'failed'].includes(status)
  const isSent = ['processing', 'completed', 'failed'].includes(status)
  const isHeld = status === 'on_hold'
  return {
    id: payout.id,
    user_id: payout.person.id,
    wallet_id: payout.walletId,
    payment_method_id: payout.methodId,
    batch_id: payout.batchId,
    transaction_id: payout.transactionId,
    amount: decimal(payout.amount),
    currency: payout.currency,
    fee: '0',
    tax_withheld: '0',
    net_amount: decimal(payout.amount),
    exchange_rate: 1,
    status,
    payout_method: payout.method,
    stripe_payout_id: isSent && payout.method === 'stripe' ? `po_${payout.id.slice(-12)}` : null,
    paypal_batch_id: isSent && payout.method === 'paypal' ? `PB-${payout.reference.slice(2)}` : null,
    provider_transaction_id: status === 'completed' ? `TX-${payout.id.slice(-12).toUpperCase()}` : null,
    reference: payout.reference,
    requested_at: at,
    approved_at: isApproved ? later(6) : null,
    approved_by: isApproved ? staffByLogin('ruth').id : null,
    processed_at: isSent ? later(12) : null,
    completed_at: status === 'completed' ? later(24) : null,
    failed_at: status === 'failed' ? later(30) : null,
    cancelled_at: status === 'cancelled' ? later(3) : null,
    held_at: isHeld ? later(1) : null,
    held_by: isHeld ? staffByLogin('ingrid').id : null,
    hold_reason: isHeld ? (payout.person.featured ? holds[0] : random.pick(holds)) : null,
    rejected_at: status === 'rejected' ? later(8) : null,
    rejection_reason: status === 'rejected' ? random.pick(['Account belongs to somebody else', 'Earnings under dispute']) : null,
    failure_reason:
      status === 'failed' ? random.pick(['AC04 account closed', 'AC01 account number wrong', 'Receiver unable to accept']) : null,
    retry_count: status === 'failed' ? 1 : 0,
    estimated_arrival_date: isSent ? later(72) : null,
    actual_arrival_date: status === 'completed' ? later(48) : null,
    created_at: at,
    updated_at: at,
  }
}

const banks = ['Northern Savings', 'Bank of the Harbour', 'Giro Coop', 'First Tram Bank']

export function methodRow(random: Random, person: Person, usage: 'charge' | 'payout') {
  const drawn = usage === 'charge' ? 'card' : random.weighted({ bank_transfer: 8, paypal: 2 })
  const last = String(random.int(0, 9999)).padStart(4, '0')
  const type =
    drawn === 'bank_transfer' && !person.featured ? (last.endsWith('0') ? 'stripe' : last.endsWith('11') ? 'crypto' : drawn) : drawn
  const at = new Date(person.since.getTime() + 2 * day)
  const name = {
    card: `Card •••• ${last}`,
    bank_transfer: `Account •••• ${last}`,
    paypal: 'PayPal',
    stripe: 'Stripe account',
    crypto: `Wallet •••• ${last}`,
  }[type]
  const id = random.uuid(at)
  const bankName = drawn === 'bank_transfer' ? random.pick(banks) : null
  return {
    id,
    user_id: person.id,
    type,
    usage,
    name,
    account_holder: person.latinName,
    account_identifier: type === 'paypal' ? person.email.replace(/^(.).*@/, '$1•••@') : `${person.country}•• •••• ${last}`,
    bank_name: type === 'bank_transfer' ? bankName : null,
    provider_account_id: type === 'stripe' ? `acct_${id.slice(-12)}` : null,
    provider_account_status: type === 'stripe' ? ({ 1: 'pending', 2: 'disabled' }[last.charAt(2)] ?? 'enabled') : null,
    details: {},
    last_four_digits: type === 'paypal' ? null : last,
    expiry_date: type === 'card' ? `${String(random.int(1, 12)).padStart(2, '0')}/${random.int(27, 31)}` : null,
    country: person.country,
    currency: person.currency,
    is_default: true,
    status: random.weighted({ active: 94, expired: 4, disabled: 2 }),
    verification_status: usage === 'payout' ? random.weighted({ verified: 92, pending: 5, rejected: 2, expired: 1 }) : 'verified',
    verified_at: at,
    verification_attempts: 1,
    created_at: at,
    updated_at: at,
  }
}
