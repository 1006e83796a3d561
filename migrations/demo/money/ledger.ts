/**
 * Wallets and everything that moved through them. Each payout is preceded by royalties of the same amount, so that no
 * balance was ever below zero on the way; what was never paid out is what the wallet shows.
 */
import type pg from 'pg'
import { day } from '../clock.ts'
import { insertRows } from '../insert.ts'
import { monthlyPrice, plans } from '../people/accounts.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { decimal, minima, scales } from './currency.ts'
import { methodRow, moveRow, type Payout, payoutMove, payoutRow, type Wallet, walletRow } from './rows.ts'

interface Books {
  wallets: Wallet[]
  payouts: Payout[]
  methods: Record<string, unknown>[]
  transactions: Record<string, unknown>[]
  random: Random
  now: Date
}

/** Payouts of which the money has left the balance that may be withdrawn. */
const counted = new Set(['pending', 'on_hold', 'approved', 'processing', 'completed'])
/** Writes the money of all people and returns their payouts, oldest first. */
export async function insertMoney(client: pg.Client, people: Person[], now: Date): Promise<Payout[]> {
  const books: Books = { wallets: [], payouts: [], methods: [], transactions: [], random: seeded('money'), now }
  for (const person of people) keepBooks(books, person)
  number(books.payouts)
  for (const payout of books.payouts) payout.transactionId = move(books, payout.wallet, 'payout', payout.at, payoutMove(payout))

  await client.query(`update system.settings set value = value || $1, updated_at = created_at where key = 'finance.min_withdrawal'`, [
    JSON.stringify(minima),
  ])
  await insertRows(client, 'finance.wallets', books.wallets.map(walletRow))
  await insertRows(client, 'finance.payment_methods', books.methods)
  await insertRows(client, 'finance.transactions', books.transactions)
  await insertRows(
    client,
    'finance.payouts',
    books.payouts.map((payout) => payoutRow(payout, books.random, now)),
  )
  return books.payouts
}

function keepBooks(books: Books, person: Person): void {
  const { random, now } = books
  const wallet: Wallet = { id: random.uuid(person.since), person, available: 0, pending: 0, earned: 0, withdrawn: 0, spent: 0 }
  books.wallets.push(wallet)
  const fixed = person.featured?.payouts
  const age = Math.floor((now.getTime() - person.since.getTime()) / day)
  const earns = fixed !== undefined || (age > 60 && random.chance(person.plan === 'free' ? 0.25 : 0.6))
  if (earns) {
    const payouts = fixed ? featuredPayouts(wallet, now, random) : randomPayouts(wallet, Math.min(age, 360), books)
    const method = payouts.length > 0 ? addMethod(books, person, 'payout') : null
    for (const payout of payouts) {
      payout.methodId = method
      royalty(books, wallet, payout.amount, new Date(payout.at.getTime() - random.int(2, 12) * day))
      if (counted.has(payout.status)) wallet.available -= payout.amount
      if (payout.status === 'completed') wallet.withdrawn += payout.amount
    }
    books.payouts.push(...payouts)
    royalty(books, wallet, fixed?.available ?? money(random, person, 0, 400), new Date(now.getTime() - random.int(2, 28) * day))
    if (fixed) sale(books, wallet, fixed.pending, new Date(now.getTime() - 3 * day))
    else
      for (let n = random.int(-3, 3); n > 0; n--)
        sale(books, wallet, money(random, person, 6, 60), new Date(now.getTime() - random.int(1, 40) * day))
    if (!fixed && random.chance(0.06)) refund(books, wallet)
  }
  if (monthlyPrice(person) > 0 && age > 31) subscriptionPayments(books, wallet, Math.min(Math.floor(age / 30), 3))
}

const money = (random: Random, person: Person, from: number, to: number): number =>
  random.int(from * 100, to * 100) * scales[person.currency]

function featuredPayouts(wallet: Wallet, now: Date, random: Random): Payout[] {
  const { held, paid } = wallet.person.featured?.payouts ?? { held: 0, paid: [] }
  const daysAgo = (days: number) => new Date(now.getTime() - days * day + random.int(6 * 60, 22 * 60) * 60_000)
  return [
    makePayout(random, wallet, held, 'on_hold', daysAgo(3)),
    ...paid.map((amount, n) => makePayout(random, wallet, amount, 'completed', daysAgo(27 + n * 31))),
  ]
}

function randomPayouts(wallet: Wallet, days: number, { random, now }: Books): Payout[] {
  return Array.from({ length: random.int(0, Math.min(5, Math.floor(days / 35))) }, () => {
    const old = random.int(0, days - 20)
    const at = new Date(now.getTime() - old * day - random.int(0, 20) * 3_600_000)
    const status: Payout['status'] =
      old > 8
        ? random.weighted({ completed: 90, failed: 4, cancelled: 3, rejected: 3 })
        : random.weighted({ pending: 30, on_hold: 16, approved: 16, processing: 14, completed: 24 })
    return makePayout(random, wallet, money(random, wallet.person, 52, 900), status, at)
  })
}

function makePayout(random: Random, wallet: Wallet, amount: number, status: Payout['status'], at: Date): Payout {
  const { person } = wallet
  return {
    id: random.uuid(at),
    person,
    wallet,
    reference: '',
    amount,
    currency: person.currency,
    status,
    at,
    methodId: null,
    transactionId: null,
  }
}

/** References in order of request; the featured payout that is held keeps the number that its ticket names. */
function number(payouts: Payout[]): void {
  payouts.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const anchor = payouts.findIndex((payout) => payout.person.featured && payout.status === 'on_hold')
  for (const [n, payout] of payouts.entries()) payout.reference = `P-${20931 - anchor + n}`
}

/** One movement of money; returns its id. */
function move(books: Books, wallet: Wallet, type: string, at: Date, facts: Record<string, unknown>): string {
  const row = moveRow(books.random.uuid(at), wallet.person, wallet.id, type, at)
  books.transactions.push({ ...row, ...facts })
  return row.id
}

function royalty(books: Books, wallet: Wallet, amount: number, at: Date): void {
  if (amount === 0) return
  wallet.available += amount
  wallet.earned += amount
  const month = new Date(at.getTime() - 25 * day).toISOString().slice(0, 7)
  move(books, wallet, 'royalty', at, { amount_total: decimal(amount), amount_seller: decimal(amount), description: `Royalties ${month}` })
}

/** A sale whose seller receives `amount`; the buyer pays commission and fee on top of it. Held for seven days. */
function sale(books: Books, wallet: Wallet, amount: number, at: Date): void {
  const { random, now } = books
  const rate = plans.find((plan) => plan.tier === wallet.person.plan)?.commission ?? 40
  const fees = 30 * scales[wallet.person.currency]
  const commission = Math.round((amount * rate) / (100 - rate))
  const holdUntil = new Date(at.getTime() + 7 * day)
  if (holdUntil > now) wallet.pending += amount
  else wallet.available += amount
  wallet.earned += amount
  move(books, wallet, 'product_purchase', at, {
    counterparty_id: random.pick(books.wallets).person.id,
    amount_total: decimal(amount + fees + commission),
    amount_fees: decimal(fees),
    amount_commission: decimal(commission),
    amount_seller: decimal(amount),
    commission_rate: rate,
    seller_tier: wallet.person.plan,
    payment_processor: 'stripe',
    hold_until: holdUntil,
    description: random.pick(['Sample pack', 'Preset bank', 'Mixing session', 'Sheet music', 'Loop library']),
  })
}

/** A late dispute may push a wallet below zero, and does for some. */
function refund(books: Books, wallet: Wallet): void {
  const at = new Date(books.now.getTime() - books.random.int(1, 20) * day)
  const amount = money(books.random, wallet.person, 20, 480)
  const sold = move(books, wallet, 'product_purchase', new Date(at.getTime() - 20 * day), {
    amount_total: decimal(amount),
    amount_seller: decimal(amount),
    hold_until: new Date(at.getTime() - 13 * day),
    description: 'Sample pack',
  })
  wallet.earned += amount
  move(books, wallet, 'refund', at, { amount_total: decimal(amount), parent_transaction_id: sold, description: 'Disputed by the buyer' })
  if (books.random.chance(0.4)) {
    const late = money(books.random, wallet.person, 300, 600)
    wallet.available -= late
    move(books, wallet, 'refund', at, { amount_total: decimal(late), description: 'Disputed after the hold' })
  }
}

/** Paid by card: they show in the wallet's sum of spending, not in its balance. */
function subscriptionPayments(books: Books, wallet: Wallet, months: number): void {
  const price = monthlyPrice(wallet.person)
  addMethod(books, wallet.person, 'charge')
  for (let n = 1; n <= months; n++) {
    const isFailed = books.random.chance(0.02)
    if (!isFailed) wallet.spent += price
    const at = new Date(books.now.getTime() - n * 30 * day)
    move(books, wallet, 'subscription_payment', at, {
      wallet_id: null,
      status: isFailed ? 'failed' : 'completed',
      completed_at: isFailed ? null : at,
      amount_total: decimal(price),
      payment_processor: 'stripe',
      description: `${wallet.person.plan} plan`,
    })
  }
}

function addMethod(books: Books, person: Person, usage: 'charge' | 'payout'): string {
  const row = methodRow(books.random, person, usage)
  books.methods.push(row)
  return row.id
}
