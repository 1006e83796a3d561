/** The rows of the ledger as the tables want them. */
import { day } from '../clock.ts'
import type { Person } from '../people/person.ts'
import type { Random } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { type Currency, decimal } from './currency.ts'

export interface Wallet {
  id: string
  person: Person
  available: number
  pending: number
  earned: number
  withdrawn: number
  spent: number
}

export interface Payout {
  id: string
  person: Person
  wallet: Wallet
  reference: string
  /** Hundredths. */
  amount: number
  currency: Currency
  status: 'pending' | 'on_hold' | 'approved' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'rejected'
  at: Date
  methodId: string | null
  transactionId: string | null
}

export const walletRow = (wallet: Wallet) => ({
  id: wallet.id,
  user_id: wallet.person.id,
  currency: wallet.person.currency,
  balance_available: decimal(wallet.available),
  balance_pending: decimal(wallet.pending),
  total_earned: decimal(wallet.earned),
  total_earned_stripe: '0',
  total_earned_paypal: '0',
  total_withdrawn: decimal(wallet.withdrawn),
  total_withdrawn_stripe: '0',
  total_withdrawn_paypal: '0',
  total_spent_on_platform: decimal(wallet.spent),
  payouts_enabled: wallet.available >= 0,
  created_at: wallet.person.since,
  updated_at: wallet.person.since,
})

export const moveRow = (id: string, person: Person, walletId: string, type: string, at: Date) => ({
  id,
  user_id: person.id,
  counterparty_id: null,
  wallet_id: walletId,
  type,
  status: 'completed',
  entity_type: null,
  entity_id: null,
  currency: person.currency,
  amount_total: '0',
  amount_fees: '0',
  amount_commission: '0',
  amount_seller: '0',
  commission_rate: null,
  seller_tier: null,
  payment_processor: 'wallet',
  parent_transaction_id: null,
  hold_until: null,
  completed_at: at,
  description: null,
  metadata: {},
  created_at: at,
  updated_at: at,
})

const moves: Record<Payout['status'], string> = {
  pending: 'pending',
  on_hold: 'pending',
  approved: 'processing',
  processing: 'processing',
  completed: 'completed',
  failed: 'failed',
  cancelled: 'cancelled',
  rejected: 'cancelled',
}

export const payoutMove = (payout: Payout) => ({
  status: moves[payout.status],
  entity_type: 'payout',
  entity_id: payout.id,
  amount_total: decimal(payout.amount),
  payment_processor: 'bank',
  completed_at: payout.status === 'completed' ? new Date(payout.at.getTime() + day) : null,
  description: payout.reference,
})

export function payoutRow(payout: Payout, random: Random, now: Date) {
  const { status, at } = payout
  const later = (hours: number) => new Date(Math.min(at.getTime() + hours * 3_600_000, now.getTime()))
  const isApproved = ['approved', 'processing', 'completed', 'failed'].includes(status)
  const isSent = ['processing', 'completed', 'failed'].includes(status)
  const isHeld = status === 'on_hold'
  return {
    id: payout.id,
    user_id: payout.person.id,
    wallet_id: payout.wallet.id,
    payment_method_id: payout.methodId,
    transaction_id: payout.transactionId,
    amount: decimal(payout.amount),
    currency: payout.currency,
    fee: '0',
    tax_withheld: '0',
    net_amount: decimal(payout.amount),
    exchange_rate: 1,
    status,
    payout_method: 'bank_transfer',
    reference: payout.reference,
    requested_at: at,
    approved_at: isApproved ? later(6) : null,
    approved_by: isApproved ? staffByLogin('ruth').id : null,
    processed_at: isSent ? later(12) : null,
    completed_at: status === 'completed' ? later(24) : null,
    failed_at: status === 'failed' ? later(30) : null,
    cancelled_at: status === 'cancelled' ? later(3) : null,
    held_at: isHeld ? later(1) : null,
    hold_reason: isHeld
      ? random.pick(['Bank account changed within 72 hours', 'Identity check expired', 'Name of the account differs'])
      : null,
    rejected_at: status === 'rejected' ? later(8) : null,
    rejection_reason: status === 'rejected' ? random.pick(['Account belongs to somebody else', 'Earnings under dispute']) : null,
    failure_reason:
      status === 'failed' ? random.pick(['AC04 account closed', 'AC01 account number wrong', 'Receiver unable to accept']) : null,
    retry_count: 0,
    created_at: at,
    updated_at: at,
  }
}

export function methodRow(random: Random, person: Person, usage: 'charge' | 'payout') {
  const type = usage === 'charge' ? 'card' : random.weighted({ bank_transfer: 8, paypal: 2 })
  const last = String(random.int(0, 9999)).padStart(4, '0')
  const at = new Date(person.since.getTime() + 2 * day)
  const name = { card: `Card •••• ${last}`, bank_transfer: `Account •••• ${last}`, paypal: 'PayPal' }[type]
  return {
    id: random.uuid(at),
    user_id: person.id,
    type,
    usage,
    name,
    account_holder: person.latinName,
    account_identifier: type === 'paypal' ? person.email.replace(/^(.).*@/, '$1•••@') : `${person.country}•• •••• ${last}`,
    bank_name: type === 'bank_transfer' ? random.pick(['Northern Savings', 'Bank of the Harbour', 'Giro Coop', 'First Tram Bank']) : null,
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
