/**
 * The ledger. Every movement goes through `post`, which moves the wallets as finance.apply_transaction_to_wallet() would: a sale
 * has its buyer as the user and its seller as the counterparty, and its income waits in the seller's pending balance.
 */
import { day } from '../clock.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import type { Row } from '../rows.ts'
import { type Currency, decimal, scales } from './currency.ts'
import type { Payout } from './rows.ts'

export interface Wallet {
  id: string
  person: Person
  currency: Currency
  available: number
  pending: number
  earned: number
  withdrawn: number
  spent: number
  /** Of what was earned and withdrawn. */
  by: Record<'stripe' | 'paypal', { earned: number; withdrawn: number }>
}

export type MoveType =
  | 'deposit'
  | 'payout'
  | 'pitch_payment'
  | 'subscription_payment'
  | 'product_purchase'
  | 'service_purchase'
  | 'webinar_registration'
  | 'royalty'
  | 'advance'
  | 'partner_commission'
  | 'bonus'
  | 'penalty'
  | 'refund'

/** A movement of money in hundredths. What is not given is nothing, completed, and paid from the wallet. */
export interface Entry {
  id: string
  type: MoveType
  at: Date
  /** Who pays or is paid; the buyer of a sale. */
  person: Person
  currency: Currency
  total: number
  status?: 'pending' | 'processing' | 'completed' | 'failed' | 'cancelled' | 'refunded' | 'disputed'
  completedAt?: Date | null
  fees?: number
  commission?: number
  /** What the seller receives of a sale, or loses by a refund. */
  share?: number | undefined
  seller?: Person
  rate?: number
  processor?: 'stripe' | 'paypal' | 'wallet' | 'bank' | 'crypto' | undefined
  methodId?: string | null
  entity?: [type: string, id: string] | null | undefined
  parent?: Entry
  holdUntil?: Date
  discountId?: string
  reason?: string
  description: string
}

export interface Books {
  wallets: Map<string, Wallet>
  entries: Entry[]
  payouts: Payout[]
  methods: Row[]
  /** Only for the payouts, so that tickets find the same ones whatever else is sold. */
  random: Random
  /** For everything else. */
  more: Random
  now: Date
}

export function openBooks(now: Date): Books {
  return { wallets: new Map(), entries: [], payouts: [], methods: [], random: seeded('money'), more: seeded('more money'), now }
}

export function walletOf(books: Books, person: Person, currency = person.currency, id?: string): Wallet {
  const key = `${person.id} ${currency}`
  const known = books.wallets.get(key)
  if (known) return known
  const none = () => ({ earned: 0, withdrawn: 0 })
  const wallet: Wallet = {
    id: id ?? books.more.uuid(person.since),
    person,
    currency,
    available: 0,
    pending: 0,
    earned: 0,
    withdrawn: 0,
    spent: 0,
    by: { stripe: none(), paypal: none() },
  }
  books.wallets.set(key, wallet)
  return wallet
}

export function post(books: Books, entry: Entry): Entry {
  books.entries.push(entry)
  if ((entry.status ?? 'completed') === 'completed') apply(books, entry)
  return entry
}

const sales = new Set<MoveType>(['product_purchase', 'service_purchase', 'webinar_registration'])

function apply(books: Books, entry: Entry): void {
  const { type, person, currency, total, share = 0, seller, processor, parent } = entry
  const own = walletOf(books, person, currency)
  const paid = processor === 'wallet' || processor === undefined ? total : 0
  if (sales.has(type) && seller) {
    own.available -= paid
    own.spent += total
    const income = walletOf(books, seller, currency)
    income.pending += share
    earn(income, share, processor)
  } else if (type === 'pitch_payment' || type === 'subscription_payment') {
    own.available -= paid
    own.spent += total
  } else if (type === 'deposit') {
    own.available += total
    if (parent) own.pending -= total
  } else if (type === 'payout') {
    own.available -= total
    own.withdrawn += total
    if (processor === 'stripe' || processor === 'paypal') own.by[processor].withdrawn += total
  } else if (type === 'penalty') own.available -= total
  else if (type === 'refund' && parent?.seller) giveBack(books, entry, parent, parent.seller)
  else {
    own.available += share || total
    earn(own, share || total, processor)
  }
}

function giveBack(books: Books, { person, currency, total, share = 0, processor }: Entry, sale: Entry, seller: Person): void {
  const buyer = walletOf(books, person, currency)
  buyer.spent -= total
  if (processor === 'wallet') buyer.available += total
  const income = walletOf(books, seller, currency)
  if (isReleased(books, sale)) income.available -= share
  else income.pending -= share
  earn(income, -share, sale.processor)
  if (total === sale.total) sale.status = 'refunded'
}

const isReleased = (books: Books, sale: Entry): boolean => books.entries.some((entry) => entry.type === 'deposit' && entry.parent === sale)

function earn(wallet: Wallet, amount: number, processor: Entry['processor']): void {
  wallet.earned += amount
  if (processor === 'stripe' || processor === 'paypal') wallet.by[processor].earned += amount
}

const hold = 7 * day

/** How a sale is shared so that `share` is left to a seller of that commission rate: the buyer pays all of it. */
export function saleOf(
  share: number,
  rate: number,
  currency: Currency,
): Required<Pick<Entry, 'total' | 'fees' | 'commission' | 'share' | 'rate'>> {
  const fixed = 30 * scales[currency]
  const total = Math.round((share + fixed) / (1 - 0.029 - rate / 100))
  const fees = Math.round(total * 0.029) + fixed
  return { total, fees, commission: total - fees - share, share, rate }
}

/** Ends the hold of a sale when its seven days are over. */
export function release(books: Books, sale: Entry, since = sale.at): void {
  const at = new Date(since.getTime() + hold)
  sale.holdUntil = at
  if (at > books.now || !sale.seller || !sale.share) return
  const id = books.more.uuid(at)
  const share = sale.share
  post(books, {
    id,
    type: 'deposit',
    at,
    person: sale.seller,
    currency: sale.currency,
    total: share,
    share,
    parent: sale,
    description: 'release of hold',
  })
}

export function refund(books: Books, sale: Entry, { id, at }: { id: string; at: Date }, description: string): Entry {
  const { person, currency, total, share, processor, entity } = sale
  return post(books, { id, type: 'refund', at, person, currency, total, share, processor, entity, parent: sale, description })
}

export const entryRow = (books: Books, entry: Entry) => {
  const { person, seller, currency, parent } = entry
  const status = entry.status ?? 'completed'
  const isDone = status === 'completed' || status === 'refunded' || status === 'disputed'
  const keeper = entry.type === 'refund' ? parent?.seller : (seller ?? person)
  const isByCard = entry.processor === 'stripe'
  const wasRefunded = status === 'refunded' ? books.entries.find((other) => other.type === 'refund' && other.parent === entry)?.at : null
  return {
    id: entry.id,
    user_id: person.id,
    counterparty_id: seller?.id ?? null,
    wallet_id: paidFromOutside.has(entry.type) ? null : walletOf(books, keeper ?? person, currency).id,
    type: entry.type,
    status,
    entity_type: entry.entity?.[0] ?? null,
    entity_id: entry.entity?.[1] ?? null,
    currency,
    amount_total: decimal(entry.total),
    amount_fees: decimal(entry.fees ?? 0),
    amount_commission: decimal(entry.commission ?? 0),
    amount_seller: decimal(entry.share ?? 0),
    commission_rate: entry.rate ?? null,
    seller_tier: seller?.plan ?? null,
    payment_processor: entry.processor ?? 'wallet',
    payment_method_type: isByCard ? 'card' : entry.processor === 'bank' ? 'bank_transfer' : entry.processor === 'paypal' ? 'paypal' : null,
    payment_method_id: entry.methodId ?? null,
    stripe_payment_intent_id: isByCard && entry.type !== 'refund' ? `pi_${compact(entry.id)}` : null,
    stripe_charge_id: isByCard && isDone && entry.type !== 'refund' ? `ch_${compact(entry.id)}` : null,
    paypal_transaction_id: entry.processor === 'paypal' ? compact(entry.id).toUpperCase() : null,
    discount_code_id: entry.discountId ?? null,
    parent_transaction_id: parent?.id ?? null,
    hold_until: entry.holdUntil ?? null,
    completed_at: isDone ? (entry.completedAt ?? entry.at) : null,
    refunded_at: wasRefunded ?? null,
    disputed_at: status === 'disputed' ? new Date(entry.at.getTime() + 2 * day) : null,
    failure_reason: entry.reason ?? null,
    description: entry.description,
    metadata: {},
    created_at: entry.at,
    updated_at: wasRefunded ?? entry.completedAt ?? entry.at,
  }
}

const paidFromOutside = new Set<MoveType>(['subscription_payment', 'pitch_payment'])
/** As the payment services write their ids. */
const compact = (id: string): string => id.replaceAll('-', '').slice(8)
