/** Who receives which part: splits in all their states, templates, memberships of societies and registered works. */
import type { Track } from '../catalog/music.ts'
import { societies } from '../corpus/rights.ts'
import { parentsOf } from '../people/organizations.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { dateOf, later, noLaterThan, stamps, type World } from '../world.ts'

export interface Recipient {
  id: string
  type: 'user' | 'artist' | 'label' | 'external'
  recipientId: string | null
  name: string
  percentage: number
}

type Status = 'pending' | 'active' | 'superseded' | 'rejected'

const shares = [[100], [50, 50], [60, 40], [70, 30], [33.3334, 33.3333, 33.3333], [50, 25, 25], [60, 25, 15], [40, 30, 20, 10]]

/** Returns the recipients of each track's active split. */
export function addSplits(world: World): Map<string, Recipient[]> {
  const random = seeded('splits')
  const templates = addTemplates(world, random)
  const active = new Map<string, Recipient[]>()
  for (const track of world.tracks) {
    if (track.status === 'draft' || !(track.artist.person.featured || random.chance(0.3))) continue
    const first = random.weighted<'active' | 'superseded' | 'pending' | 'rejected'>({
      active: 70,
      superseded: 12,
      pending: 12,
      rejected: 6,
    })
    const recipients = addSplit(world, random, track, first, 1, templates)
    if (first === 'active') active.set(track.id, recipients)
    if (first === 'superseded') active.set(track.id, addSplit(world, random, track, 'active', 2, templates))
  }
  addLabelShares(world, random)
  return active
}

function addSplit(world: World, random: Random, track: Track, status: Status, version: number, templates: string[]): Recipient[] {
  const { artist, createdAt } = track
  const at = noLaterThan(later(world.today, version - 4), later(createdAt, version))
  // What is only proposed may still be short of the whole.
  const parts = status === 'pending' && random.chance(0.3) ? [60, 35] : random.pick(shares)
  const isLive = status === 'active' || status === 'superseded'
  const id = random.uuid(at)
  world.rows.add('rights.royalty_splits', {
    id,
    entity_type: 'track',
    entity_id: track.id,
    kind: 'royalty',
    right_type: 'digital',
    name: `${track.title}, ${version === 1 ? 'split sheet' : 'new split sheet'}`,
    version,
    status,
    is_approved: isLive,
    approved_by: isLive ? staffByLogin('priya').id : null,
    approved_at: isLive ? later(at, 1) : null,
    template_id: random.chance(0.2) ? random.pick(templates) : null,
    territories: ['worldwide'],
    effective_from: dateOf(at),
    effective_to: status === 'superseded' ? dateOf(later(at, 1)) : null,
    notes: status === 'rejected' ? 'The drummer has not agreed.' : null,
    created_by: artist.person.id,
    ...stamps(at),
  })
  return parts.map((percentage, n) => {
    const other = random.pick(world.artists)
    const isOutside = n > 0 && random.chance(0.4)
    const person = n === 0 ? artist.person : other.person
    const recipient: Recipient = {
      id: random.uuid(at),
      type: isOutside ? 'external' : 'user',
      recipientId: isOutside ? null : person.id,
      name: isOutside ? `Guest of ${artist.name}` : person.latinName,
      percentage,
    }
    addRecipient(
      world,
      recipient,
      id,
      status,
      at,
      isOutside ? `guest${random.int(10, 99)}@mail.example` : person.email,
      ['artist', 'producer', 'writer', 'musician'][n],
    )
    return recipient
  })
}

function addRecipient(world: World, recipient: Recipient, splitId: string, status: Status, at: Date, email: string, role = 'artist'): void {
  const method = world.books.methods.find((row) => row.user_id === recipient.recipientId && row.usage === 'payout')
  world.rows.add('rights.royalty_split_recipients', {
    id: recipient.id,
    split_id: splitId,
    recipient_type: recipient.type,
    recipient_id: recipient.recipientId,
    recipient_name: recipient.name,
    recipient_email: email,
    recipient_role: role,
    percentage: recipient.percentage,
    status,
    payment_method_id: method?.id ?? null,
    ...stamps(at),
  })
}

/** What a sub-label leaves to its labels, on a release. */
function addLabelShares(world: World, random: Random): void {
  for (const release of world.releases) {
    const { organization, person } = release.artist
    if (organization?.type !== 'sub_label' || release.status === 'draft') continue
    const [parent] = parentsOf(organization, world.organizations)
    if (!parent) continue
    const at = noLaterThan(world.today, later(release.createdAt, 1))
    const id = random.uuid(at)
    world.rows.add('rights.royalty_splits', {
      id,
      entity_type: 'release',
      entity_id: release.id,
      kind: 'label_share',
      right_type: 'digital',
      name: `${release.title}, label share`,
      version: 1,
      status: 'active',
      is_approved: true,
      approved_by: staffByLogin('priya').id,
      approved_at: at,
      template_id: null,
      territories: ['worldwide'],
      effective_from: dateOf(at),
      effective_to: null,
      notes: null,
      created_by: organization.owner.id,
      ...stamps(at),
    })
    for (const [party, percentage] of [
      [parent, 20],
      [organization, 30],
    ] as const) {
      addRecipient(
        world,
        { id: random.uuid(at), type: 'label', recipientId: party.id, name: party.name, percentage },
        id,
        'active',
        at,
        party.owner.email,
        'label',
      )
    }
    addRecipient(
      world,
      { id: random.uuid(at), type: 'user', recipientId: person.id, name: person.latinName, percentage: 50 },
      id,
      'active',
      at,
      person.email,
    )
  }
}

function addTemplates({ rows, organizations, today }: World, random: Random): string[] {
  return organizations
    .filter((organization) => organization.type === 'label' || organization.type === 'team')
    .slice(0, 24)
    .map((organization, n) => {
      const at = later(today, -random.int(100, 600))
      const id = random.uuid(at)
      const parts = shares[(n % (shares.length - 1)) + 1] ?? [50, 50]
      rows.add('rights.split_templates', {
        id,
        user_id: organization.owner.id,
        name: ['Band, equal parts', 'Artist and producer', 'Label and artist', 'Remix'][n % 4],
        description: parts.join(' to '),
        right_type: random.pick(['digital', 'performance', 'mechanical']),
        splits: parts.map((percentage, k) => ({ role: ['artist', 'producer', 'writer', 'musician'][k], percentage })),
        template_type: random.pick(['standard', 'project', 'label']),
        visibility: random.pick(['private', 'team', 'public']),
        is_default: n % 6 === 0,
        usage_count: random.int(0, 30),
        tags: ['split'],
        ...stamps(at),
      })
      return id
    })
}

export interface Work {
  registrationId: string
  /** Its ISWC. */
  code: string
}

/** Returns the works that are registered, by track. */
export function addRegistrations(world: World): Map<string, Work> {
  const random = seeded('registrations')
  const works = new Map<string, Work>()
  const memberships = new Map<string, string>()
  let number = 34_524_680
  for (const artist of world.artists) {
    const society = societies[artist.person.country]
    if (!society || !(artist.person.featured || random.chance(0.6))) continue
    const at = later(artist.since, 10)
    const id = random.uuid(at)
    const verification = random.weighted({ verified: 80, pending: 12, rejected: 4, expired: 4 })
    memberships.set(artist.id, id)
    world.rows.add('rights.pro_associations', {
      id,
      user_id: artist.person.id,
      pro_name: society,
      membership_id: `${society.slice(0, 3)}-${random.int(100_000, 999_999)}`,
      territory: artist.person.country,
      status: random.weighted({ active: 95, suspended: 5 }),
      verification_status: verification,
      verification_method: verification === 'pending' ? null : random.pick(['document', 'manual', 'identity_service']),
      verified_at: verification === 'verified' ? later(at, 3) : null,
      notes: verification === 'rejected' ? 'The society knows no such member.' : null,
      ...stamps(at),
    })
  }
  for (const track of world.tracks) {
    const membership = memberships.get(track.artist.id)
    if (!membership || track.status === 'draft' || !(track.named || random.chance(0.4))) continue
    const status = random.weighted({ registered: 70, submitted: 14, pending: 10, rejected: 6 })
    const at = noLaterThan(world.today, later(track.createdAt, 2))
    const code = iswc(number++)
    const registrationId = random.uuid(at)
    if (status === 'registered') works.set(track.id, { registrationId, code })
    world.rows.add('rights.work_registrations', {
      id: registrationId,
      track_id: track.id,
      pro_association_id: membership,
      work_id: status === 'registered' ? code : null,
      registration_date: status === 'pending' ? null : dateOf(at),
      status,
      confirmation_ref: status === 'registered' ? `CR-${random.int(10_000, 99_999)}` : null,
      details: { title: track.title, writers: [track.artist.person.latinName] },
      notes: status === 'rejected' ? 'A work with this title and writer exists.' : null,
      ...stamps(at),
    })
  }
  return works
}

/** T-034.524.680-1: nine digits and a check digit. */
export function iswc(n: number): string {
  const digits = String(n).padStart(9, '0')
  const sum = [...digits].reduce((total, digit, i) => total + (i + 1) * Number(digit), 1)
  return `T-${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}-${(10 - (sum % 10)) % 10}`
}
