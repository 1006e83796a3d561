/** Payout batches, invoices, discount codes, credits, and the subscriptions of organizations. */

import { day } from '../clock.ts'
import { files } from '../media.ts'
import { plans } from '../people/accounts.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { dateOf, groupBy, later, noLaterThan, stamps, type World } from '../world.ts'
import type { Entry } from './books.ts'
import { decimal } from './currency.ts'
import type { Payout } from './rows.ts'

const names: Record<Payout['method'], string> = { bank_transfer: 'Bank', paypal: 'PayPal', stripe: 'Stripe', crypto: 'Chain' }

/** Sends payouts together: the completed ones of a week and currency, and what is on the way now. */
export function addBatches({ rows, books, today }: World): void {
  const random = seeded('batches')
  const since = later(today, -84)
  const kindOf = ({ status, at }: Payout) =>
    status === 'processing' || status === 'approved'
      ? status
      : status === 'completed' && at > since
        ? `week ${Math.floor(at.getTime() / day / 7)}`
        : null
  const groups = groupBy(books.payouts, (payout) => {
    const kind = kindOf(payout)
    return kind ? `${kind} ${payout.currency} ${payout.method}` : ''
  })
  for (const [key, payouts] of groups) {
    const [first] = payouts
    if (key === '' || !first || (payouts.length < 2 && first.status === 'completed')) continue
    const at = new Date(Math.max(...payouts.map((payout) => payout.at.getTime())) + day / 2)
    const id = random.uuid(at)
    for (const payout of payouts) payout.batchId = id
    const isDone = first.status === 'completed'
    const isPlanned = first.status === 'approved'
    rows.add('finance.payout_batches', {
      id,
      name: `${names[first.method]} ${first.currency}, ${dateOf(at)}`,
      description: `${payouts.length} payouts in ${first.currency}`,
      payment_type: 'earnings',
      status: isDone ? 'completed' : isPlanned ? 'pending' : 'processing',
      payment_method: first.method,
      execution_strategy: isPlanned ? 'scheduled' : 'immediate',
      scheduled_for: isPlanned ? later(today, 1) : null,
      total_amount: decimal(payouts.reduce((sum, payout) => sum + payout.amount, 0)),
      currency: first.currency,
      total_payments: payouts.length,
      successful_payments: isDone ? payouts.length : 0,
      failed_payments: 0,
      processing_started_at: isPlanned ? null : at,
      processing_completed_at: isDone ? noLaterThan(today, later(at, 0.5)) : null,
      processed_by: isPlanned ? null : staffByLogin('ruth').id,
      created_by: staffByLogin('elena').id,
      notification_sent: isDone,
      external_reference: isDone ? `MSG-${id.slice(-8).toUpperCase()}` : null,
      notes: null,
      ...stamps(at),
    })
  }
}

/** Every payment of a subscription has one; a few were written off or never needed. */
export function addInvoices({ rows, books, today }: World): void {
  const random = seeded('invoices')
  const payments = books.entries
    .filter((entry) => entry.type === 'subscription_payment')
    .sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1))
  const subscriptions = new Map(rows.of<{ id: string; user_id: string }>('finance.subscriptions').map((row) => [row.user_id, row.id]))
  for (const [n, payment] of payments.entries()) {
    const { person, total, at, currency } = payment
    const isPaid = (payment.status ?? 'completed') === 'completed'
    const status = isPaid ? 'paid' : random.weighted({ open: 5, uncollectible: 3, void: 2 })
    rows.add('finance.invoices', {
      id: random.uuid(at),
      user_id: person.id,
      organization_id: null,
      subscription_id: subscriptions.get(person.id) ?? null,
      transaction_id: payment.id,
      ...invoiceFacts(n, at, total, currency, status, `${person.plan} plan, one month`, payment.id),
      ...stamps(at),
    })
  }
  addOrganizationPlans(rows, random, today, payments.length)
}

const invoiceFacts = (n: number, at: Date, total: number, currency: string, status: string, text: string, key: string) => ({
  invoice_number: `INV-${at.getUTCFullYear()}-${String(n + 1).padStart(5, '0')}`,
  status,
  amount_due: decimal(total),
  amount_paid: status === 'paid' ? decimal(total) : '0',
  tax_amount: decimal(Math.round((total * 19) / 119)),
  currency,
  period_start: at,
  period_end: later(at, 30),
  due_at: later(at, 14),
  paid_at: status === 'paid' ? at : null,
  line_items: [{ text, quantity: 1, amount: decimal(total) }],
  pdf_url: `${files}/invoices/${key}.pdf`,
  stripe_invoice_id: status === 'draft' ? null : `in_${key.replaceAll('-', '').slice(8)}`,
})

/** Labels that pay as a label, by invoice. */
function addOrganizationPlans(rows: World['rows'], random: Random, today: Date, before: number): void {
  const plan = plans.find((candidate) => candidate.code === 'label')
  const labels = rows.of<{ id: string; type: string; created_at: Date }>('identity.organizations').filter((row) => row.type === 'label')
  for (const [n, label] of labels.slice(0, 24).entries()) {
    const start = later(today, -random.int(0, 29))
    const id = random.uuid(label.created_at)
    const status = random.weighted({ active: 8, past_due: 1, cancelled: 1 })
    rows.add('finance.subscriptions', {
      id,
      user_id: null,
      plan_id: plan?.id,
      status,
      billing_period: random.pick(['monthly', 'quarterly', 'yearly']),
      trial_ends_at: null,
      auto_renew: status !== 'cancelled',
      current_period_start: start,
      current_period_end: later(start, 30),
      cancelled_at: status === 'cancelled' ? later(today, -3) : null,
      organization_id: label.id,
      ...stamps(label.created_at),
    })
    const invoice = random.uuid(start)
    rows.add('finance.invoices', {
      id: invoice,
      user_id: null,
      organization_id: label.id,
      subscription_id: id,
      transaction_id: null,
      ...invoiceFacts(
        before + n,
        start,
        5999,
        'EUR',
        n === 0 ? 'draft' : status === 'active' ? 'paid' : 'open',
        'Business plan for a label',
        invoice,
      ),
      ...stamps(start),
    })
  }
}

const codes: [
  code: string,
  type: 'percentage' | 'fixed' | 'credits' | 'free_pitches',
  value: number,
  maxUses: number | null,
  isActive: boolean,
][] = [
  ['STAGE20', 'percentage', 20, null, true],
  ['ENCORE', 'percentage', 15, 500, true],
  ['FLIPSIDE', 'fixed', 5, 200, true],
  ['SPRING10', 'percentage', 10, null, false],
  ['CAMPUS25', 'percentage', 25, null, true],
  ['BACKTOVINYL', 'fixed', 10, 100, true],
  ['FIRSTPITCH', 'free_pitches', 1, null, true],
  ['THREEFREE', 'free_pitches', 3, 50, true],
  ['STUDIO50', 'credits', 50, null, true],
  ['LABELDAY', 'percentage', 30, 40, false],
]

export interface Code {
  id: string
  code: string
  type: (typeof codes)[number][1]
  value: number
}

export function addDiscountCodes({ rows, today }: World): Code[] {
  const random = seeded('codes')
  return codes.map(([code, type, value, maxUses, isActive]) => {
    const at = later(today, -random.int(120, 400))
    const id = random.uuid(at)
    rows.add('finance.discount_codes', {
      id,
      code,
      type,
      value,
      currency: type === 'fixed' ? 'EUR' : null,
      min_amount: type === 'fixed' ? '10.00' : null,
      max_uses: maxUses,
      max_uses_per_user: 1,
      used_count: 0,
      valid_from: at,
      valid_until: isActive ? (maxUses ? later(today, random.int(20, 200)) : null) : later(today, -random.int(5, 60)),
      is_active: isActive,
      created_by: staffByLogin('daniel').id,
      ...stamps(at),
    })
    return { id, code, type, value }
  })
}

/** The use of a code in a payment. A person uses each code once. */
export function writeUse({ rows }: World, random: Random, code: Code, entry: Entry, discounted: number): void {
  rows.add('finance.discount_usages', {
    id: random.uuid(entry.at),
    discount_code_id: code.id,
    user_id: entry.person.id,
    transaction_id: entry.id,
    amount_discounted: decimal(discounted),
    currency: entry.currency,
    created_at: entry.at,
  })
}

/** Given every month, used for generations and pitches; the balance is what the ledger leaves. */
export function addCredits({ rows, people, today }: World): void {
  const random = seeded('credits')
  for (const person of people) {
    if (person.since > later(today, -40) || !random.chance(0.2)) continue
    const kinds = ['generation', 'pitch', 'generation_test'] as const
    for (const kind of random.chance(0.4) ? kinds.slice(0, 2) : kinds.slice(0, 1)) addAccount(rows, random, person, kind, today)
    if (random.chance(0.05)) addAccount(rows, random, person, 'generation_test', today)
  }
}

function addAccount(rows: World['rows'], random: Random, person: Person, kind: string, today: Date): void {
  const gift = { free: 10, starter: 60, professional: 300, business: 1500 }[person.plan as string] ?? 2000
  let balance = 0

  const write = (at: Date, delta: number, reason: string) => {
    balance += delta
    rows.add('finance.credit_ledger', {
      id: random.uuid(at),
      user_id: person.id,
      kind,
      delta,
      balance_after: balance,
      reason,
      created_at: at,
    })
  }
  write(later(today, -30.5), gift, 'monthly grant')
  for (let days = random.int(20, 29); days >= 0 && balance > 5; days -= random.int(2, 9)) {
    const amount = Math.min(balance, random.int(1, Math.max(2, Math.round(gift / 12))))
    write(later(today, -days - 0.4), -amount, 'use')
  }
  if (random.chance(0.1)) write(later(today, -0.2), random.int(5, 50), 'bought')
  rows.add('finance.credit_balances', {
    id: random.uuid(person.since),
    user_id: person.id,
    kind,
    credits_remaining: balance,
    credits_used_today: 0,
    last_reset_at: today,
    ...stamps(later(today, -30.5), today),
  })
}
