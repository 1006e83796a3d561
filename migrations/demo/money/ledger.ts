/**
 * What moved through the wallets before anything was sold on the market. Each payout is preceded by royalties of the same amount,
 * so that no balance was ever below zero on the way; what was never paid out is what the wallet shows.
 */
import type pg from 'pg'
import { day } from '../clock.ts'
import { monthlyPrice, plans } from '../people/accounts.ts'
import type { Person } from '../people/person.ts'
import type { Random } from '../random.ts'
import { groupBy, type World } from '../world.ts'
import { type Books, type Entry, entryRow, openBooks, post, refund, release, saleOf, walletOf } from './books.ts'
import { minima, scales } from './currency.ts'
import { methodRow, type Payout, payoutMove, payoutRow, walletRow } from './rows.ts'
import { waitingPayouts } from './waiting.ts'

/** What a person sells before the market knows the product. */
const goods = ['Sample pack', 'Preset bank', 'Mixing session', 'Sheet music', 'Loop library']

export interface Sale {
  entry: Omit<Entry, 'person'> & { seller: Person }
  /** From 0 to below 1: which of the possible buyers it was. */
  luck: number
  /** When the buyer got the money back. */
  refund?: { id: string; at: Date }
}

/** Keeps the books of all people; the sales are left for the market, which knows what was sold to whom. */
export function makeBooks(people: Person[], today: Date): { books: Books; sales: Sale[] } {
  const books = openBooks(today)
  const sales: Sale[] = []
  for (const person of people) keepBooks(books, sales, person)
  number(books.payouts)
  books.payouts.push(...waitingPayouts(books))
  for (const payout of books.payouts) {
    const id = books.random.uuid(payout.at)
    payout.transactionId = post(books, { id, type: 'payout', at: payout.at, person: payout.person, ...payoutMove(payout, today) }).id
  }
  return { books, sales }
}

function keepBooks(books: Books, sales: Sale[], person: Person): void {
  const { random, now } = books
  const wallet = walletOf(books, person, person.currency, random.uuid(person.since))
  const fixed = person.featured?.payouts
  const age = Math.floor((now.getTime() - person.since.getTime()) / day)
  const earns = fixed !== undefined || (age > 60 && random.chance(person.plan === 'free' ? 0.25 : 0.6))
  if (earns) {
    const payouts = fixed ? featuredPayouts(person, books) : randomPayouts(person, Math.min(age, 360), books)
    const method = payouts.length > 0 ? addMethod(books, person, 'payout') : null
    for (const payout of payouts) {
      payout.walletId = wallet.id
      payout.methodId = method
      payout.method = books.methods.at(-1)?.type as Payout['method']
      royalty(books, person, payout.amount, new Date(payout.at.getTime() - random.int(2, 12) * day))
    }
    books.payouts.push(...payouts)
    royalty(books, person, fixed?.available ?? money(random, person, 0, 400), new Date(now.getTime() - random.int(2, 28) * day))
    if (fixed) sales.push(sell(books, person, fixed.pending, new Date(now.getTime() - 3 * day)))
    else
      for (let n = random.int(-3, 3); n > 0; n--)
        sales.push(sell(books, person, money(random, person, 6, 60), new Date(now.getTime() - random.int(1, 40) * day)))
    if (!fixed && random.chance(0.06)) sales.push(takeBack(books, person))
  }
  if (monthlyPrice(person) > 0 && age > 31) subscriptionPayments(books, person, Math.min(Math.floor(age / 30), 3))
}

/** In whole units where the currency has no smaller ones. */
function money(random: Random, person: Person, from: number, to: number): number {
  const hundredths = random.int(from * 100, to * 100) * scales[person.currency]
  return person.currency === 'JPY' ? Math.round(hundredths / 100) * 100 : hundredths
}

function featuredPayouts(person: Person, { now, random }: Books): Payout[] {
  const { held, paid } = person.featured?.payouts ?? { held: 0, paid: [] }
  const daysAgo = (days: number) => new Date(now.getTime() - days * day + random.int(6 * 60, 22 * 60) * 60_000)
  return [
    makePayout(random, person, held, 'on_hold', daysAgo(3)),
    ...paid.map((amount, n) => makePayout(random, person, amount, 'completed', daysAgo(27 + n * 31))),
  ]
}

function randomPayouts(person: Person, days: number, { random, now }: Books): Payout[] {
  return Array.from({ length: random.int(0, Math.min(5, Math.floor(days / 35))) }, () => {
    const old = random.int(0, days - 20)
    const at = new Date(now.getTime() - old * day - random.int(0, 20) * 3_600_000)
    const status: Payout['status'] =
      old > 8
        ? random.weighted({ completed: 90, failed: 4, cancelled: 3, rejected: 3 })
        : random.weighted({ pending: 30, on_hold: 16, approved: 16, processing: 14, completed: 24 })
    return makePayout(random, person, money(random, person, 52, 900), status, at)
  })
}

function makePayout(random: Random, person: Person, amount: number, status: Payout['status'], at: Date): Payout {
  return {
    id: random.uuid(at),
    person,
    walletId: '',
    reference: '',
    amount,
    currency: person.currency,
    status,
    at,
    methodId: null,
    method: 'bank_transfer',
    batchId: null,
    transactionId: null,
  }
}

/** References in order of request; the featured payout that is held keeps the number that its ticket names. */
function number(payouts: Payout[]): void {
  payouts.sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const anchor = payouts.findIndex((payout) => payout.person.featured && payout.status === 'on_hold')
  for (const [n, payout] of payouts.entries()) payout.reference = `P-${20931 - anchor + n}`
}

function royalty(books: Books, person: Person, amount: number, at: Date): void {
  if (amount === 0) return
  const description = `Royalties ${new Date(at.getTime() - 25 * day).toISOString().slice(0, 7)}`
  post(books, {
    id: books.random.uuid(at),
    type: 'royalty',
    at,
    person,
    currency: person.currency,
    total: amount,
    share: amount,
    description,
  })
}

/** A sale of which `share` is left to the seller. */
function sell(books: Books, seller: Person, share: number, at: Date, random = books.random): Sale {
  const rate = plans.find((plan) => plan.tier === seller.plan)?.commission ?? 40
  const luck = random.next()
  const description = random.pick(goods)
  const id = books.random.uuid(at)
  const processor = luck < 0.8 ? 'stripe' : 'paypal'
  const { currency } = seller
  return { entry: { id, type: 'product_purchase', at, seller, currency, ...saleOf(share, rate, currency), processor, description }, luck }
}

/** Sold, released, and given back after a dispute; a late chargeback may push a wallet below zero, and does for some. */
function takeBack(books: Books, person: Person): Sale {
  const { random, now } = books
  const at = new Date(now.getTime() - random.int(1, 20) * day)
  const sale = sell(books, person, money(random, person, 20, 480), new Date(at.getTime() - 20 * day), books.more)
  sale.refund = { id: random.uuid(at), at }
  if (random.chance(0.4)) {
    const total = money(random, person, 300, 600)
    const description = 'Chargeback after the hold'
    post(books, { id: random.uuid(at), type: 'penalty', at, person, currency: person.currency, total, description })
  }
  return sale
}

/** Books the sales, each to a buyer who has that currency, after `describe` has said what was sold. */
export function bookSales(books: Books, sales: Sale[], people: Person[], describe: (sale: Sale, buyer: Person) => Entry['entity']): void {
  const byCurrency = groupBy(people, (person) => person.currency)
  for (const sale of sales) {
    const { seller, currency, at } = sale.entry
    const buyers = (byCurrency.get(currency) ?? []).filter((person) => person !== seller && person.since < at)
    const buyer = buyers[Math.floor(sale.luck * buyers.length)]
    if (!buyer) throw new Error(`Nobody has ${currency} to buy with.`)
    const entry = post(books, { ...sale.entry, person: buyer, entity: describe(sale, buyer) })
    // What is in dispute stays held.
    if (!seller.featured && !sale.refund && sale.luck < 0.012) entry.status = 'disputed'
    else release(books, entry)
    if (sale.refund) refund(books, entry, sale.refund, 'Disputed by the buyer')
  }
}

/** Paid by card: they show in the wallet's sum of spending, not in its balance. */
function subscriptionPayments(books: Books, person: Person, months: number): void {
  const total = monthlyPrice(person)
  const methodId = addMethod(books, person, 'charge')
  for (let n = 1; n <= months; n++) {
    const isFailed = books.random.chance(0.02)
    const at = new Date(books.now.getTime() - n * 30 * day)
    post(books, {
      id: books.random.uuid(at),
      type: 'subscription_payment',
      at,
      person,
      currency: person.currency,
      total,
      status: isFailed ? 'failed' : 'completed',
      processor: 'stripe',
      methodId,
      ...(isFailed ? { reason: 'Card declined: insufficient funds' } : {}),
      description: `${person.plan} plan`,
    })
  }
}

function addMethod(books: Books, person: Person, usage: 'charge' | 'payout'): string {
  const row = methodRow(books.random, person, usage)
  books.methods.push(row)
  return row.id
}

export function addMoney({ rows, books }: World): void {
  // First what may still open a wallet.
  rows.add('finance.transactions', ...books.entries.map((entry) => entryRow(books, entry)))
  rows.add('finance.wallets', ...[...books.wallets.values()].map(walletRow))
  rows.add('finance.payment_methods', ...books.methods)
  rows.add('finance.payouts', ...books.payouts.map((payout) => payoutRow(payout, books.more, books.now)))
}

/** The platform itself knows only the minimum of the dollar. */
export async function setMinima(client: pg.Client): Promise<void> {
  await client.query(`update system.settings set value = value || $1, updated_at = created_at where key = 'finance.min_withdrawal'`, [
    JSON.stringify(minima),
  ])
}
