/** Months of royalties: every payment of them has a statement, and the statement the tracks and stores that it comes from. */

import type { Track } from '../catalog/music.ts'
import { files } from '../media.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import type { Recipient } from '../rights/splits.ts'
import { staffByLogin } from '../staff.ts'
import { dateOf, groupBy, idOf, later, stamps, type World } from '../world.ts'
import { type Entry, post } from './books.ts'
import { type Currency, decimal, scales } from './currency.ts'

interface Period {
  id: string
  code: string
  start: Date
  end: Date
}

const stores = ['spotify', 'apple_music', 'youtube_music', 'deezer', 'tidal', 'soundcloud']

export function addRoyalties(world: World, splits: Map<string, Recipient[]>): void {
  const random = seeded('royalties')
  const periods = addPeriods(world, random)
  const published = groupBy(
    world.tracks.filter((track) => track.status === 'published'),
    (track) => track.artist.person,
  )
  const paid = groupBy(
    world.books.entries.filter((entry) => entry.type === 'royalty'),
    (entry) => `${entry.person.id} ${entry.description}`,
  )
  for (const entries of paid.values()) {
    const [entry] = entries as [Entry, ...Entry[]]
    const period = periods.get(entry.description.slice(-7))
    if (period) addPaid({ world, random, splits, tracks: published.get(entry.person) ?? [] }, period, entries)
  }
  addUnpaid(world, random, [...periods.values()].slice(-3, -1), published, splits)
  addAdvances(world, random)
}

function addPeriods({ rows, today }: World, random: Random): Map<string, Period> {
  const periods = new Map<string, Period>()
  for (let back = 15; back >= 0; back--) {
    const start = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1))
    const next = new Date(Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, 1))
    const period = { id: random.uuid(start), code: dateOf(start).slice(0, 7), start, end: later(next, -1) }
    periods.set(period.code, period)
    const isClosed = back > 1
    rows.add('finance.royalty_periods', {
      id: period.id,
      code: period.code,
      start_date: dateOf(start),
      end_date: dateOf(period.end),
      status: isClosed ? 'closed' : 'open',
      closed_at: isClosed ? later(next, 12) : null,
      ...stamps(start, isClosed ? later(next, 12) : start),
    })
  }
  return periods
}

interface Maker {
  world: World
  random: Random
  splits: Map<string, Recipient[]>
  /** Of the person who is paid. */
  tracks: Track[]
}

/** What is shared out among tracks. */
interface Sum {
  person: Person
  currency: Currency
  total: number
  at: Date
  status: 'pending' | 'calculated' | 'processed' | 'paid'
  transactionId: string | null
  statementId: string | null
}

function addPaid(maker: Maker, period: Period, entries: Entry[]): void {
  const { world, random } = maker
  const { person, currency, at } = entries[0] as Entry
  const id = random.uuid(at)
  const isDisputed = random.chance(0.04)
  const total = entries.reduce((sum, entry) => sum + entry.total, 0)
  world.rows.add('finance.statements', {
    ...statementRow(id, person, currency, period, total, at),
    status: isDisputed ? 'disputed' : 'paid',
    paid_amount: decimal(total),
    payment_status: 'paid',
    payment_reference: entries.map((entry) => entry.id.slice(-12)).join(', '),
    finalized_at: at,
    viewed_at: random.chance(0.6) ? later(at, 1) : null,
    paid_at: at,
    notes: isDisputed ? 'Two weeks of one store are missing, says the artist.' : null,
  })
  for (const entry of entries) {
    addCalculations(maker, period, {
      person,
      currency,
      total: entry.total,
      at: entry.at,
      status: 'paid',
      transactionId: entry.id,
      statementId: id,
    })
  }
}

/** The months that are not paid yet: reckoned, or still a draft. */
function addUnpaid(world: World, random: Random, periods: Period[], published: Map<Person, Track[]>, splits: Maker['splits']): void {
  for (const [n, [person, tracks]] of [...published].entries()) {
    const period = periods[n % 2]
    if (
      n % 5 !== 0 ||
      !period ||
      world.rows
        .of<{ user_id: string; period_id: string }>('finance.statements')
        .some((row) => row.user_id === person.id && row.period_id === period.id)
    )
      continue
    const at = later(world.today, -random.int(1, 4))
    const status = random.weighted<Sum['status']>({ processed: 4, calculated: 4, pending: 2 })
    const total = random.int(800, 40_000) * scales[person.currency]
    const id = random.uuid(at)
    world.rows.add('finance.statements', {
      ...statementRow(id, person, person.currency, period, total, at),
      status: status === 'processed' ? 'finalized' : 'draft',
      paid_amount: null,
      payment_status: 'pending',
      payment_reference: null,
      finalized_at: status === 'processed' ? at : null,
      viewed_at: null,
      paid_at: null,
      notes: null,
    })
    addCalculations({ world, random, splits, tracks }, period, {
      person,
      currency: person.currency,
      total,
      at,
      status,
      transactionId: null,
      statementId: id,
    })
  }
}

const statementRow = (id: string, person: Person, currency: string, period: Period, total: number, at: Date) => ({
  id,
  user_id: person.id,
  period_id: period.id,
  start_date: dateOf(period.start),
  end_date: dateOf(period.end),
  total_amount: decimal(total),
  currency,
  generated_at: at,
  document_url: `${files}/statements/${period.code}/${id}.pdf`,
  summary: { total: decimal(total), currency },
  ...stamps(at),
})

/** One to three tracks, each at one store; together they are the sum to the cent. */
function addCalculations(maker: Maker, period: Period, sum: Sum): void {
  const { world, random } = maker
  const picked = random.shuffle(maker.tracks).slice(0, random.int(1, 3))
  const isPaid = sum.status === 'paid'
  let rest = sum.total
  for (const [n, track] of picked.entries()) {
    const amount = n === picked.length - 1 ? rest : Math.round(rest * (0.3 + random.next() * 0.5))
    rest -= amount
    if (amount === 0) continue
    const store = random.pick(stores)
    const rate = 0.0021 + random.next() * 0.006
    const id = random.uuid(sum.at)
    world.rows.add('finance.royalty_calculations', {
      id,
      user_id: sum.person.id,
      entity_type: 'track',
      entity_id: track.id,
      platform_id: idOf(world.seeds.platforms, store),
      distribution_record_id: track.release?.records.get(store) ?? null,
      period_id: period.id,
      period_start: dateOf(period.start),
      period_end: dateOf(period.end),
      calculated_at: sum.status === 'pending' ? null : later(sum.at, -2),
      royalty_type: random.weighted({ digital: 80, performance: 30, mechanical: 20, synchronization: 2, print: 1 }),
      territory_code: random.pick([sum.person.country, 'US', 'DE', 'GB', 'JP']),
      streams: Math.round(amount / 100 / scales[sum.currency] / rate),
      rate_per_stream: rate.toFixed(10),
      amount: decimal(amount),
      currency: sum.currency,
      gross_amount: decimal(amount),
      net_amount: decimal(amount),
      status: sum.status,
      paid_at: isPaid ? sum.at : null,
      payment_reference: sum.transactionId?.slice(-12) ?? null,
      payment_method: isPaid ? 'wallet_balance' : null,
      statement_id: sum.statementId,
      transaction_id: sum.transactionId,
      calculation_details: { store, rule: 'streams x rate' },
      ...stamps(later(sum.at, -2), sum.at),
    })
    allocate(maker, id, period, sum, amount, maker.splits.get(track.id))
  }
}

/** By the track's split; without one everything is the person's. Cents that do not divide go to the first. */
function allocate(
  { world, random }: Maker,
  calculationId: string,
  period: Period,
  sum: Sum,
  amount: number,
  recipients: Recipient[] = [],
): void {
  const { person, at, status, currency } = sum
  const whole = [{ id: null, type: 'user', recipientId: person.id, name: person.latinName, percentage: 100 }]
  const parts = recipients.length > 0 ? recipients : whole
  const others = parts.slice(1).map((part) => Math.floor((amount * part.percentage) / 100))
  const first = amount - others.reduce((all, part) => all + part, 0)
  for (const [n, part] of parts.entries()) {
    world.rows.add('finance.royalty_allocations', {
      id: random.uuid(at),
      calculation_id: calculationId,
      split_recipient_id: part.id,
      recipient_type: part.type,
      recipient_id: part.recipientId,
      recipient_name: part.name,
      percentage: part.percentage,
      amount: decimal(n === 0 ? first : (others[n - 1] ?? 0)),
      currency,
      period_date: dateOf(period.end),
      status,
      paid_at: status === 'paid' ? at : null,
      ...stamps(at),
    })
  }
}

/** Paid before it was earned: running, paid back, cancelled. The wallets of featured people stay as they are. */
function addAdvances(world: World, random: Random): void {
  const agreements = world.rows.of<{ id: string; type: string; user_id: string; start_date: string }>('rights.agreements')
  for (const [n, agreement] of agreements
    .filter((candidate) => candidate.type === 'recording')
    .slice(0, 40)
    .entries()) {
    const person = world.people.find((candidate) => candidate.id === agreement.user_id)
    if (!person || person.featured) continue
    const status = n % 10 === 9 ? 'cancelled' : n % 3 === 2 ? 'recouped' : 'active'
    const at = later(world.today, -random.int(60, 300))
    const amount = random.int(5, 60) * 10_000 * scales[person.currency]
    const back = status === 'recouped' ? amount : status === 'cancelled' ? 0 : Math.round(amount * random.next() * 0.9)
    const isPaid = status !== 'cancelled'
    const id = random.uuid(at)
    const reference = `ADV-${id.slice(-6).toUpperCase()}`
    world.rows.add('finance.advances', {
      id,
      user_id: person.id,
      agreement_id: agreement.id,
      advance_type: random.pick(['standard', 'recording', 'tour']),
      status,
      amount: decimal(amount),
      currency: person.currency,
      recouped_amount: decimal(back),
      remaining_amount: decimal(isPaid ? amount - back : 0),
      recoupment_rate: random.pick(['1', '0.5', '0.75']),
      recoupment_type: random.pick(['all_income', 'specific_releases']),
      recoupment_history: back > 0 ? [{ at: dateOf(later(at, 40)), amount: decimal(back) }] : null,
      issued_at: at,
      issued_by: staffByLogin('elena').id,
      approved_by: staffByLogin('ruth').id,
      payment_status: isPaid ? 'paid' : 'pending',
      payment_date: isPaid ? dateOf(at) : null,
      payment_reference: reference,
      notes: status === 'cancelled' ? 'The recording was called off.' : null,
      ...stamps(at),
    })
    if (!isPaid) continue
    post(world.books, {
      id: random.uuid(at),
      type: 'advance',
      at,
      person,
      currency: person.currency,
      total: amount,
      entity: ['advance', id],
      description: reference,
    })
  }
}
