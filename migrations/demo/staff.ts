/** The people who sign in to the demo. */
import type pg from 'pg'
import type { StaffRole } from '../../shared/session.ts'
import { seeded } from './random.ts'
import { DemoRefused } from './refused.ts'
import type { Row } from './rows.ts'
import { stamps, type World } from './world.ts'

export interface DemoStaff {
  id: string
  login: string
  name: string
  initials: string
  /** What the sign-in list says. */
  role: string
  roles: StaffRole[]
  /** The platform's own account kind. */
  kind: 'support' | 'moderator' | 'admin' | 'accountant' | 'viewer'
  timezone: string
}

const joined = new Date('2021-03-01T08:00:00Z')

type Entry = [name: string, role: string, kind: DemoStaff['kind'], roles: StaffRole[], timezone: string]
const entries: Entry[] = [
  ['Nadia Rahmani', 'Support', 'support', ['support', 'moderator'], 'Europe/Berlin'],
  ['Amara Okafor', 'Moderation', 'moderator', ['moderator'], 'Africa/Lagos'],
  ['Ingrid Solheim', 'Compliance', 'viewer', ['compliance'], 'Europe/Oslo'],
  ['Elena Petrova', 'Finance, prepares', 'accountant', ['finance'], 'Europe/Sofia'],
  ['Ruth Achterberg', 'Finance, signs', 'accountant', ['finance'], 'Europe/Amsterdam'],
  ['Priya Raghunathan', 'Rights', 'viewer', ['rights'], 'Asia/Kolkata'],
  ['Daniel Osei', 'Administration', 'admin', ['admin'], 'Africa/Accra'],
  ['Sofia Brandt', 'Support', 'support', ['support'], 'Europe/Berlin'],
  ['Kenji Watanabe', 'Support', 'support', ['support'], 'Asia/Tokyo'],
  ['Tomasz Wieczorek', 'Moderation, audit', 'moderator', ['moderator', 'auditor'], 'Europe/Warsaw'],
  ['Hana Novak', 'Compliance', 'viewer', ['compliance'], 'Europe/Prague'],
  ['Marek Dvorak', 'Finance, prepares and signs', 'accountant', ['finance'], 'Europe/Prague'],
]

const ids = seeded('staff')
export const staff: DemoStaff[] = entries.map(([name, role, kind, roles, timezone]) => {
  const [first = '', family = ''] = name.split(' ')
  const initials = first.charAt(0) + family.charAt(0)
  return { id: ids.uuid(joined), login: first.toLowerCase(), name, initials, role, roles, kind, timezone }
})

export function staffByLogin(login: string): DemoStaff {
  const found = staff.find((person) => person.login === login)
  if (!found) throw new Error(`Nobody of the demo's staff signs in as ${login}.`)
  return found
}

/** By this comment a login is known as the demo's own; others are never touched. */
const mark = 'Backline demo'

/** Makes the logins or gives them the password again. Logins belong to the whole server, so this has its own transaction. */
export async function createLogins(client: pg.Client, password: string): Promise<void> {
  await client.query('begin')
  try {
    // Two databases of one server may be filled at the same time; only a superuser can make one wait for the other.
    const { rows: superuser } = await client.query(`select where current_setting('is_superuser') = 'on'`)
    if (superuser.length > 0) await client.query('lock table pg_catalog.pg_authid in share row exclusive mode')
    const { rows } = await client.query<{ login: string; mark: string | null }>(
      `select rolname as login, shobj_description(oid, 'pg_authid') as mark from pg_roles where rolname = any ($1)`,
      [staff.map((person) => person.login)],
    )
    const foreign = rows.find((row) => row.mark !== mark)
    if (foreign) {
      throw new DemoRefused(
        `The login ${foreign.login} exists on this server and is not the demo's. Nothing was changed; use a server of its own for the demo.`,
      )
    }
    for (const person of staff) {
      const login = client.escapeIdentifier(person.login)
      const verb = rows.some((row) => row.login === person.login) ? 'alter' : 'create'
      await client.query(`${verb} role ${login} login password ${client.escapeLiteral(password)}`)
      await client.query(`grant ${person.roles.map((role) => `console_${role}`).join(', ')} to ${login}`)
      await client.query(`comment on role ${login} is '${mark}'`)
    }
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
}

/** Their accounts of the platform and their entries in the console. */
export function addStaff({ rows }: World): void {
  const random = seeded('staff profiles')
  for (const person of staff) {
    const [first, family] = person.name.split(' ')
    rows.add('identity.users', {
      id: person.id,
      email: `${person.name.toLowerCase().replace(' ', '.')}@backline.example`,
      email_verified_at: joined,
      username: person.name.toLowerCase().replace(' ', '_'),
      role: person.kind,
      status: 'active',
      approval_status: 'approved',
      is_verified: true,
      first_name: first,
      last_name: family,
      full_name: person.name,
      ...unknown,
      timezone: person.timezone,
      marketing_consent: false,
      onboarding_completed_at: joined,
      last_login_at: null,
      ...stamps(joined),
    })
    rows.add('identity.profiles', profileRow(person, random))
    const { id, login, name, initials, timezone } = person
    rows.add('console.staff', { user_id: id, login, name, initials, timezone, is_active: true, created_at: joined })
  }
}

/** What customers tell of themselves and staff do not. */
const unknown: Row = Object.fromEntries(
  ['phone', 'date_of_birth', 'address', 'postal_code', 'tax_id', 'referral_code', 'client_id', 'city', 'country'].map((key) => [key, null]),
)

function profileRow(person: DemoStaff, random: ReturnType<typeof seeded>) {
  return {
    id: random.uuid(joined),
    user_id: person.id,
    display_name: person.name,
    avatar_url: null,
    bio: null,
    location_city: null,
    location_country: null,
    location_source: null,
    location_visibility: 'hidden',
    experience_level: null,
    visibility: 'private',
    is_verified_artist: false,
    is_partner_account: false,
    profile_completeness: 40,
    years_active: null,
    location_updated_at: null,
    social_links: null,
    smart_link: null,
    ...stamps(joined),
  }
}
