/** Income of a disputed part, so that each conflict holds what its row says: confirmed reports, and one that is not confirmed yet. */
import type { Track } from '../catalog/music.ts'
import type { Random } from '../random.ts'
import { dateOf, later, stamps, type World } from '../world.ts'
import type { ClaimFacts, ClaimTerms } from './claims.ts'

interface Disputed {
  track: Track
  entity: ['track' | 'release', string]
  right: ClaimFacts['right']
  terms: ClaimTerms[]
  /** Units of EUR. */
  held: number
  estimated: number
}

const countries = ['DE', 'FR', 'NO', 'JP', 'BE', 'AE', 'GB', 'UA', 'ES', 'IS', 'IT', 'SE', 'US']

export function addDisputedIncome(world: World, random: Random, facts: Disputed): void {
  const months = lastMonths(world.today)
  const isDisputed = (country: string, month: Date) =>
    facts.terms.filter((term) => holds(term, country, month)).reduce((sum, { percentage }) => sum + percentage, 0) > 100.06
  const country = countries.find((candidate) => months.some((month) => isDisputed(candidate, month)))
  const disputed = months.filter((month) => country && isDisputed(country, month))
  const [latest, before = latest] = disputed
  if (!country || !latest || !before) throw new Error(`The claims to ${facts.track.title} do not clash in any of the last months.`)
  addReport(world, random, facts, country, before, facts.held, 'calculated')
  addReport(world, random, facts, country, latest, facts.estimated, 'pending')
  const free = countries.toReversed().find((candidate) => !isDisputed(candidate, latest))
  if (free) addReport(world, random, facts, free, before, Math.round(facts.held * 45.55) / 100, 'calculated')
}

/** First days of the last 18 months that are over, the latest first. */
const lastMonths = (today: Date) =>
  Array.from({ length: 18 }, (_, back) => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - 1 - back, 1)))

function holds({ territories, from, to }: ClaimTerms, country: string, month: Date): boolean {
  const named = territories.findLast((entry) => entry.replace(/^[+-]/, '') === country)
  const isIn = named ? !named.startsWith('-') : territories.includes('worldwide')
  return isIn && from <= month && (to === null || month < to)
}

function addReport(
  { rows, now }: World,
  random: Random,
  { track, entity, right }: Disputed,
  country: string,
  month: Date,
  units: number,
  status: 'calculated' | 'pending',
): void {
  if (units === 0) return
  const end = new Date(Date.UTC(month.getUTCFullYear(), month.getUTCMonth() + 1, 0))
  const at = new Date(Math.min(later(now, -1).getTime(), later(end, 9).getTime()))
  const amount = units.toFixed(2)
  rows.add('finance.royalty_calculations', {
    id: random.uuid(at),
    user_id: track.artist.person.id,
    entity_type: entity[0],
    entity_id: entity[1],
    platform_id: null,
    distribution_record_id: null,
    period_id: null,
    period_start: dateOf(month),
    period_end: dateOf(end),
    calculated_at: status === 'pending' ? null : at,
    royalty_type: right,
    territory_code: country,
    streams: Math.round(units / 0.004),
    rate_per_stream: '0.0040000000',
    amount,
    currency: 'EUR',
    gross_amount: amount,
    net_amount: amount,
    status,
    paid_at: null,
    payment_reference: null,
    payment_method: null,
    statement_id: null,
    transaction_id: null,
    calculation_details: { rule: 'streams x rate' },
    ...stamps(at),
  })
}
