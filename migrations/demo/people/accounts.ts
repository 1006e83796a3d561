/** Accounts, profiles, settings, organizations and subscriptions of the people. */
import type pg from 'pg'
import type { PlanTier } from '../../../shared/tickets.ts'
import { day } from '../clock.ts'
import { insertRows } from '../insert.ts'
import { decimal, scales } from '../money/currency.ts'
import { seeded } from '../random.ts'
import type { Person } from './person.ts'

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

export async function insertPlans(client: pg.Client): Promise<void> {
  const rows = plans.map((plan) => ({
    id: plan.id,
    code: plan.code,
    display_name: plan.name,
    tier: plan.tier,
    price_monthly: plan.monthly === null ? null : decimal(plan.monthly),
    price_yearly: plan.monthly === null ? null : decimal(plan.monthly * 10),
    currency: 'EUR',
    trial_days: plan.monthly ? 14 : null,
    commission_rate: plan.commission,
    is_active: true,
    created_at: launched,
    updated_at: launched,
  }))
  await insertRows(client, 'finance.subscription_plans', rows)
}

export async function insertAccounts(client: pg.Client, people: Person[], today: Date): Promise<void> {
  const organizations = makeOrganizations(people, today)
  const random = seeded('accounts')
  await insertRows(
    client,
    'identity.users',
    people.map((person) => userRow(person, random, today)),
  )
  await insertRows(
    client,
    'identity.organizations',
    organizations.map(({ members: _, ...row }) => row),
  )
  await insertRows(
    client,
    'identity.organization_members',
    organizations.flatMap((organization) => organization.members),
  )
  // Users and organizations point at each other.
  await client.query(
    `update identity.users u set organization_id = m.organization_id
     from identity.organization_members m where m.user_id = u.id and m.status = 'active'`,
  )
  await insertRows(
    client,
    'identity.profiles',
    people.map((person) => profileRow(person, random)),
  )
  await insertRows(client, 'identity.user_settings', people.map(settingsRow))
  await insertRows(
    client,
    'finance.subscriptions',
    people.map((person) => subscriptionRow(person, random, today)),
  )
}

type Random = ReturnType<typeof seeded>

function userRow(person: Person, random: Random, today: Date) {
  const isNew = person.status === 'pending'
  return {
    id: person.id,
    email: person.email,
    email_verified_at: isNew ? null : new Date(person.since.getTime() + 600_000),
    username: person.username,
    role: random.weighted({ artist: 70, member: 18, label: 6, manager: 3, publisher: 2, curator: 1 }),
    status: person.status,
    approval_status: { pending: 'pending', pending_approval: 'under_review', rejected: 'rejected' }[person.status] ?? 'approved',
    is_verified: person.status === 'active',
    first_name: person.latinFirst,
    last_name: person.latinFamily,
    full_name: person.latinName,
    city: person.latinCity,
    country: person.country,
    timezone: person.timezone,
    marketing_consent: random.chance(0.3),
    onboarding_completed_at: isNew ? null : new Date(person.since.getTime() + 3_600_000),
    last_login_at: isNew ? null : new Date(Math.max(person.since.getTime(), today.getTime() - random.int(0, 60 * 24) * 3_600_000)),
    created_at: person.since,
    updated_at: person.since,
  }
}

function profileRow(person: Person, random: Random) {
  return {
    id: random.uuid(person.since),
    user_id: person.id,
    display_name: person.name,
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
    followers_count: random.int(0, 9000),
    following_count: random.int(0, 400),
    products_count: 0,
    created_at: person.since,
    updated_at: person.since,
  }
}

function settingsRow(person: Person) {
  return {
    user_id: person.id,
    account_settings: { languages: person.speaks, artistName: person.artistName },
    notification_preferences: { email: true, app: true },
    created_at: person.since,
    updated_at: person.since,
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
    created_at: person.since,
    updated_at: person.since,
  }
}

/** Every twelfth person owns a label, an agency or a band; some have members. Sets `organization` of those people. */
function makeOrganizations(people: Person[], today: Date) {
  const random = seeded('organizations')
  const owners = people.filter((person) => person.featured?.plan === 'business' || (!person.featured && random.chance(1 / 12)))
  const free = random.shuffle(people.filter((person) => !owners.includes(person) && !person.featured))
  const parents: string[] = []
  return owners.map((owner, n) => {
    const type = random.weighted({ label: 8, artist: 5, agency: 3, sub_label: 2, team: 3, publisher: 1, distributor: 1 })
    const kind = {
      label: 'Records',
      sub_label: 'Tapes',
      agency: 'Management',
      publisher: 'Publishing',
      distributor: 'Distribution',
    } as Record<string, string>
    const name = owner.featured ? owner.artistName : [owner.latinFamily, kind[type] ?? 'Collective'].join(' ')
    const created = new Date(Math.min(owner.since.getTime() + random.int(1, 60) * day, today.getTime()))
    const id = random.uuid(created)
    const members = [owner, ...free.splice(0, random.int(0, 4))]
    for (const member of members) member.organization = { id, name }
    const stamps = { created_at: created, updated_at: created }
    const row = {
      id,
      name,
      slug: `${name
        .normalize('NFD')
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')}-${n}`,
      type,
      status: random.weighted({ active: 95, suspended: 3, archived: 2 }),
      owner_id: owner.id,
      parent_id: type === 'sub_label' && parents.length > 0 ? random.pick(parents) : null,
      settings: { financial: { defaultCurrency: owner.currency } },
      ...stamps,
    }
    if (type === 'label') parents.push(id)
    return {
      ...row,
      members: members.map((member, m) => ({
        id: random.uuid(created),
        organization_id: id,
        user_id: member.id,
        role: m === 0 ? 'owner' : random.weighted({ member: 6, admin: 2, viewer: 2 }),
        status: 'active',
        joined_at: created,
        ...stamps,
      })),
    }
  })
}
