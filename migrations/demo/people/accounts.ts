/** Accounts, profiles, settings and subscriptions of the people. */

import { createHash } from 'node:crypto'
import type { PlanTier } from '../../../shared/work.ts'
import { day } from '../clock.ts'
import { avatarOf } from '../media.ts'
import { decimal, scales } from '../money/currency.ts'
import { type Random, seeded } from '../random.ts'
import type { Rows } from '../rows.ts'
import { stamps, type World } from '../world.ts'
import type { OrganizationType } from './organizations.ts'
import type { Person } from './person.ts'
import { privateOf } from './private.ts'

interface Plan {
  id: string
  code: string
  name: string
  tier: PlanTier
  /** Euro cents a month; null when agreed one by one. */
  monthly: number | null
  commission: number
}

const launched = new Date('2021-01-04T08:00:00Z')
const planIds = seeded('plans')
const planList: [code: string, name: string, tier: PlanTier, monthly: number | null, commission: number][] = [
  ['free', 'Free', 'free', 0, 40],
  ['starter', 'Starter', 'starter', 499, 30],
  ['professional', 'Professional', 'professional', 1499, 20],
  ['professional-student', 'Professional, student', 'professional', 799, 20],
  ['business', 'Business', 'business', 3999, 10],
  ['label', 'Business, label', 'business', 5999, 10],
  ['enterprise', 'Enterprise', 'enterprise', 19900, 10],
  ['custom', 'Agreed', 'custom', null, 10],
]
export const plans: Plan[] = planList.map(([code, name, tier, monthly, commission]) => ({
  id: planIds.uuid(launched),
  code,
  name,
  tier,
  monthly,
  commission,
}))

/** What a plan costs a month in hundredths of the person's currency. */
export function monthlyPrice(person: Person): number {
  const plan = plans.find((candidate) => candidate.tier === person.plan)
  return (plan?.monthly ?? 0) * scales[person.currency]
}

export function addPlans(rows: Rows): void {
  for (const plan of plans) {
    const generous = plan.tier === 'enterprise' || plan.tier === 'custom'
    rows.add('finance.subscription_plans', {
      id: plan.id,
      code: plan.code,
      display_name: plan.name,
      tier: plan.tier,
      price_monthly: plan.monthly === null ? null : decimal(plan.monthly),
      price_yearly: plan.monthly === null ? null : decimal(plan.monthly * 10),
      currency: 'EUR',
      trial_days: plan.monthly ? 14 : null,
      credits_monthly: generous ? null : { free: 10, starter: 60, professional: 300, business: 1500 }[plan.tier as string],
      credits_daily_limit: generous ? null : { free: 5, starter: 20, professional: 60, business: 200 }[plan.tier as string],
      tracks_monthly_limit: { free: 10, starter: 40, professional: 100 }[plan.tier as string] ?? null,
      pitches_monthly_limit: { free: 2, starter: 10, professional: 40 }[plan.tier as string] ?? null,
      featured_products_limit: { free: 0, starter: 1, professional: 3 }[plan.tier as string] ?? 10,
      commission_rate: plan.commission,
      is_active: true,
      ...stamps(launched),
    })
  }
}

export function addAccounts({ rows, people, organizations, today }: World): void {
  const random = seeded('accounts')
  const owned = new Map(organizations.map((organization) => [organization.owner, organization.type]))
  for (const person of people) rows.add('identity.users', userRow(person, owned.get(person), random, today))
  for (const person of people) rows.add('identity.profiles', profileRow(person, random, today))
  for (const person of people) rows.add('identity.user_settings', settingsRow(person))
  for (const person of people) rows.add('finance.subscriptions', subscriptionRow(person, random, today))
}

/** What owners of a company are; bands and teams are artists like others. */
const companies = new Set<OrganizationType | undefined>(['label', 'sub_label', 'agency', 'distributor', 'publisher'])

function userRow(person: Person, company: OrganizationType | undefined, random: Random, today: Date) {
  const isNew = person.status === 'pending'
  const own = privateOf(person)
  const kind = random.weighted({ artist: 70, member: 18, label: 6, manager: 3, publisher: 2, curator: 1 })
  return {
    id: person.id,
    email: person.email,
    email_verified_at: isNew ? null : new Date(person.since.getTime() + 600_000),
    username: person.username,
    role: companies.has(company) ? company : kind,
    status: person.status,
    approval_status: { pending: 'pending', pending_approval: 'under_review', rejected: 'rejected' }[person.status] ?? 'approved',
    is_verified: person.status === 'active',
    first_name: person.latinFirst,
    last_name: person.latinFamily,
    full_name: person.latinName,
    phone: own.phone,
    date_of_birth: own.born,
    address: own.address,
    postal_code: own.postalCode,
    tax_id: own.taxId,
    referral_code: referralCode(person),
    client_id: person.plan === 'free' ? null : `tm_client_${md5(person.username)}`,
    city: person.latinCity,
    country: person.country,
    timezone: person.timezone,
    marketing_consent: random.chance(0.3),
    onboarding_completed_at: isNew ? null : new Date(person.since.getTime() + 3_600_000),
    last_login_at: isNew ? null : new Date(Math.max(person.since.getTime(), today.getTime() - random.int(0, 60 * 24) * 3_600_000)),
    ...stamps(person.since),
  }
}

/** Eight letters and digits that say nothing about the person. */
export const referralCode = (person: Person): string => md5(`referral ${person.username}`).slice(0, 8).toUpperCase()

const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

function profileRow(person: Person, random: Random, today: Date) {
  return {
    id: random.uuid(person.since),
    user_id: person.id,
    display_name: person.name,
    avatar_url: avatarOf(person.id),
    bio: random.chance(0.4) ? `${person.artistName}, ${person.latinCity}` : null,
    location_city: person.latinCity,
    location_country: person.country,
    location_source: random.weighted({ ip: 6, manual: 3, gps: 1 }),
    location_visibility: 'city',
    experience_level: random.weighted({ beginner: 3, intermediate: 4, professional: 2, veteran: 1 }),
    visibility: random.weighted({ public: 8, members_only: 1, private: 1 }),
    is_verified_artist: random.chance(0.2),
    is_partner_account: false,
    profile_completeness: random.int(20, 100),
    years_active: random.int(0, 25),
    location_updated_at: new Date(Math.max(person.since.getTime(), today.getTime() - random.int(0, 400) * day)),
    social_links: person.featured ? { web: `https://${person.email.split('@')[1]}` } : null,
    smart_link: person.featured ? `https://rolink.me/${person.username}` : null,
    ...stamps(person.since),
  }
}

function settingsRow(person: Person) {
  return {
    user_id: person.id,
    account_settings: { languages: person.speaks, artistName: person.artistName },
    notification_preferences: { email: true, app: true },
    ...stamps(person.since),
  }
}

function subscriptionRow(person: Person, random: Random, today: Date) {
  const tierPlans = plans.filter((plan) => plan.tier === person.plan)
  const isFree = person.plan === 'free'
  const period = isFree ? null : random.weighted({ monthly: 7, yearly: 3 })
  const fixed = isFree || person.featured
  // The tier that people are said to have counts only while the subscription runs.
  const status = fixed
    ? 'active'
    : random.weighted({ active: 88, trialing: 4, past_due: 3, unpaid: 1, incomplete: 1, cancelled: 2, expired: 1 })
  const length = period === 'yearly' ? 365 : 30
  const start = new Date(today.getTime() - random.int(0, length - 1) * day)
  const isOver = status === 'cancelled' || status === 'expired'
  return {
    id: random.uuid(person.since),
    user_id: person.id,
    plan_id: (random.chance(0.85) ? tierPlans[0] : tierPlans.at(-1))?.id,
    status,
    billing_period: period,
    trial_ends_at: status === 'trialing' ? new Date(today.getTime() + random.int(1, 14) * day) : null,
    auto_renew: !isOver,
    current_period_start: isFree ? null : start,
    current_period_end: isFree
      ? null
      : isOver
        ? new Date(today.getTime() - random.int(2, 90) * day)
        : new Date(start.getTime() + length * day),
    cancelled_at: isOver ? new Date(today.getTime() - random.int(90, 200) * day) : null,
    organization_id: null,
    ...stamps(person.since),
  }
}
