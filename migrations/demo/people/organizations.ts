/** Labels with their sub-labels, bands, agencies and publishers, and who belongs to them. */
import { day } from '../clock.ts'
import { type Random, seeded } from '../random.ts'
import type { Rows } from '../rows.ts'
import { later, slugOf, stamps, type World } from '../world.ts'
import type { Person } from './person.ts'

export type OrganizationType = 'label' | 'artist' | 'agency' | 'sub_label' | 'team' | 'publisher' | 'distributor'

interface Membership {
  id: string
  person: Person
  role: 'owner' | 'admin' | 'member' | 'viewer'
}

export interface Organization {
  id: string
  name: string
  type: OrganizationType
  status: 'active' | 'suspended' | 'archived'
  owner: Person
  /** The owner first. */
  members: Person[]
  memberships: Membership[]
  parentId: string | null
  createdAt: Date
  /** Their sub-labels' releases wait for an approval. */
  wantsApproval: boolean
}

const kinds: Partial<Record<OrganizationType, string>> = {
  label: 'Records',
  sub_label: 'Tapes',
  agency: 'Management',
  publisher: 'Publishing',
  distributor: 'Distribution',
}

/** Every twelfth person owns a label, an agency or a band; some have members. Sets `organization` of those people. */
export function makeOrganizations(people: Person[], today: Date): Organization[] {
  const random = seeded('organizations')
  const owners = people.filter((person) => person.featured?.plan === 'business' || (!person.featured && random.chance(1 / 12)))
  const free = random.shuffle(people.filter((person) => !owners.includes(person) && !person.featured))
  const parents: string[] = []
  const organizations = owners.map((owner): Organization => {
    const type = random.weighted({ label: 8, artist: 5, agency: 3, sub_label: 2, team: 3, publisher: 1, distributor: 1 })
    const name = owner.featured ? owner.artistName : [owner.latinFamily, kinds[type] ?? 'Collective'].join(' ')
    const createdAt = new Date(Math.min(owner.since.getTime() + random.int(1, 60) * day, today.getTime()))
    const id = random.uuid(createdAt)
    const members = [owner, ...free.splice(0, random.int(0, 4))]
    for (const member of members) member.organization = { id, name }
    const status = random.weighted({ active: 95, suspended: 3, archived: 2 })
    const parentId = type === 'sub_label' && parents.length > 0 ? random.pick(parents) : null
    const memberships = members.map((person, n) => membership(random, person, n === 0, createdAt))
    if (type === 'label') parents.push(id)
    const wantsApproval = type === 'label' && name.length % 2 === 0
    return { id, name, type, status, owner, members, memberships, parentId, createdAt, wantsApproval }
  })
  return [...organizations, ...namedOrganizations(people, today)]
}

function membership(random: Random, person: Person, isOwner: boolean, at: Date): Membership {
  return { id: random.uuid(at), person, role: isOwner ? 'owner' : random.weighted({ member: 6, admin: 2, viewer: 2 }) }
}

/** Companies that the rights conflicts and the moderation cases speak of. Their owners have no other organization. */
const named: [name: string, type: OrganizationType, country: string, parent: string | null][] = [
  ['Nordlys Musikk AS', 'publisher', 'NO', null],
  ['スタジオ星', 'label', 'JP', null],
  ['Mansour Music FZ', 'label', 'AE', null],
  ['Harbor Lane Publishing', 'publisher', 'US', null],
  ['Klang & Söhne GmbH', 'label', 'DE', null],
  ['Klang Nacht', 'sub_label', 'DE', 'Klang & Söhne GmbH'],
  ['Klang Nacht Tapes', 'sub_label', 'DE', 'Klang Nacht'],
  ['Studio Vandenberghe BV', 'agency', 'BE', null],
  ['Ostrava Choir Archive', 'team', 'CZ', null],
  ['Banda Sereno', 'artist', 'BR', null],
  ['Lagos Night Distribution', 'distributor', 'NG', null],
]

function namedOrganizations(people: Person[], today: Date): Organization[] {
  const random = seeded('named organizations')
  const made = new Map<string, Organization>()
  const taken = new Set<Person>()
  for (const [name, type, country, parent] of named) {
    const owner = people.find((person) => isFree(person, taken) && person.country === country && later(person.since, 90) < today)
    if (!owner) throw new Error(`Nobody of ${country} is free to own ${name}.`)
    const members = [
      owner,
      ...people.filter((person) => isFree(person, taken) && person.country === country && person !== owner).slice(0, 2),
    ]
    for (const member of members) taken.add(member)
    const createdAt = later(owner.since, 20)
    const parentId = parent ? (made.get(parent)?.id ?? null) : null
    const id = random.uuid(createdAt)
    const wantsApproval = type === 'label' || name === 'Klang Nacht'
    const memberships = members.map((person, n) => membership(random, person, n === 0, createdAt))
    made.set(name, { id, name, type, status: 'active', owner, members, memberships, parentId, createdAt, wantsApproval })
  }
  return [...made.values()]
}

const isFree = (person: Person, taken: Set<Person>): boolean => !person.organization && !person.featured && !taken.has(person)

export function addOrganizations(world: World): void {
  const random = seeded('organization rows')
  for (const [n, organization] of world.organizations.entries()) {
    const { id, name, type, status, owner, memberships, parentId, createdAt } = organization
    world.rows.add('identity.organizations', {
      id,
      name,
      slug: `${slugOf(name)}-${n}`,
      type,
      status,
      owner_id: owner.id,
      parent_id: parentId,
      description: `${name}, ${owner.latinCity}`,
      invite_code: type === 'team' ? `TEAM-${1000 + n}` : null,
      settings: settingsOf(organization),
      ...stamps(createdAt),
    })
    for (const member of memberships) addMember(world.rows, organization, member, 'active', createdAt)
    if (memberships.length > 1 && random.chance(0.35)) addOutsider(world, organization, random)
  }
}

/** Somebody who was invited, went or was sent away. */
function addOutsider({ rows, organizations, today }: World, organization: Organization, random: Random): void {
  const person = random.pick(organizations).owner
  const at = later(today, -random.int(1, 200))
  if (organization.members.includes(person) || organization.createdAt > at || person.since > at) return
  const status = random.weighted({ pending: 6, removed: 3, banned: 1 })
  addMember(rows, organization, { id: random.uuid(at), person, role: 'member' }, status, at)
}

function settingsOf({ type, owner, wantsApproval, name }: Organization) {
  const financial = { defaultCurrency: owner.currency, paymentSchedule: 'monthly' }
  if (type !== 'label' && type !== 'sub_label') return { financial }
  return {
    branding: { name, color: '#0a628f' },
    distribution: { defaultPlatforms: ['spotify', 'apple_music', 'deezer'], releaseApprovalRequired: wantsApproval },
    team: { maxTeamMembers: type === 'label' ? 25 : 5 },
    financial,
  }
}

function addMember(rows: Rows, organization: Organization, { id, person, role }: Membership, status: string, at: Date): void {
  const isOwner = role === 'owner'
  rows.add('identity.organization_members', {
    id,
    organization_id: organization.id,
    user_id: person.id,
    role,
    permissions: role === 'viewer' ? { read: ['catalog'] } : null,
    status,
    invited_by: isOwner ? null : organization.owner.id,
    invited_at: isOwner ? null : at,
    joined_at: status === 'pending' ? null : at,
    ...stamps(at),
  })
}

/** The label of a sub-label, and its label, the nearest first. */
export function parentsOf(organization: Organization, all: Organization[]): Organization[] {
  const parent = all.find((candidate) => candidate.id === organization.parentId)
  return parent ? [parent, ...parentsOf(parent, all)] : []
}
