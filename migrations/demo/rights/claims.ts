/** Agreements and the claims that stand on them. Claims of one right never come to more than the whole, unless a conflict says so. */

import type { Track } from '../catalog/music.ts'
import { agreementTitles, societies } from '../corpus/rights.ts'
import { files } from '../media.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { dateOf, groupBy, later, noLaterThan, stamps, type World } from '../world.ts'
import { accountOf, artistParty, companyParty, outsider, type Party } from './parties.ts'

export interface Claim {
  id: string
  party: Party
  percentage: number
  terms: ClaimTerms
}

export interface ClaimTerms {
  percentage: number
  territories: string[]
  from: Date
  to: Date | null
}

export interface ClaimFacts {
  entity: ['track' | 'release', string]
  party: Party
  right: 'performance' | 'mechanical' | 'synchronization' | 'print' | 'digital'
  percentage: number
  from: Date
  to?: Date | null
  territories?: string[]
  isExclusive?: boolean
  status?: 'pending' | 'under_review' | 'needs_info' | 'changes_requested' | 'approved' | 'rejected'
  agreement?: { id: string; type: string; reference: string } | null
  at: Date
  notes?: string | null
}

/** Numbers of agreements that conflicts name are below this one. */
let nextNumber = 3000

export function addClaims(world: World, disputed: Track[]): void {
  const isDisputed = new Set(disputed)
  const random = seeded('claims')
  nextNumber = 3000
  const companyAgreements = new Map<string, ReturnType<typeof addAgreement>>()
  for (const track of world.tracks) {
    if (track.named || track.status === 'draft' || isDisputed.has(track) || !random.chance(0.4)) continue
    const { organization } = track.artist
    const key = `${organization?.id} ${track.artist.id}`
    if (organization && !companyAgreements.has(key)) {
      const parties = [companyParty(organization), artistParty(track.artist)]
      companyAgreements.set(key, addAgreement(world, random, parties, 'recording', later(track.createdAt, -3)))
    }
    claimTrack(world, random, track, companyAgreements.get(key) ?? null)
  }
  addOddAgreements(world, random)
  linkAgreements(world)
}

function claimTrack(world: World, random: Random, track: Track, agreement: ReturnType<typeof addAgreement> | null): void {
  const { artist } = track
  const facts = { entity: ['track', track.id] as ['track', string], from: track.releaseDate, at: track.createdAt }
  const status = random.weighted<NonNullable<ClaimFacts['status']>>({
    approved: 84,
    pending: 8,
    under_review: 3,
    needs_info: 2,
    changes_requested: 1,
    rejected: 2,
  })
  const own = artistParty(artist)
  if (artist.organization && agreement) {
    const share = random.pick([50, 60, 70, 75, 80])
    const to = random.chance(0.4) ? later(track.releaseDate, 365 * random.int(3, 9)) : null
    addClaim(world, random, {
      ...facts,
      party: companyParty(artist.organization),
      right: 'digital',
      percentage: share,
      status,
      agreement,
      to,
    })
    addClaim(world, random, { ...facts, party: own, right: 'digital', percentage: 100 - share, status, agreement, to })
  } else addClaim(world, random, { ...facts, party: own, right: 'digital', percentage: 100, isExclusive: true, status })
  if (track.isInstrumental || random.chance(0.4)) return
  const writer = random.chance(0.5) ? outsider(random.pick(coWriters)) : artistParty(random.pick(world.artists))
  const half = random.pick([50, 33.3333, 25])
  const right = random.weighted<ClaimFacts['right']>({ performance: 6, mechanical: 5, synchronization: 1, print: 1 })
  if (writer.id === own.id) return
  addClaim(world, random, { ...facts, party: own, right, percentage: 100 - half, status })
  addClaim(world, random, { ...facts, party: writer, right, percentage: half, status })
}

const coWriters = [
  'Odile Fontaine',
  'R. Kettering',
  'Estate of J. Halvorsen',
  'Mbali Dube',
  'S. Ishikawa',
  'Carla Benedetti',
  'Low Tide Songs Ltd',
]

export function addClaim({ rows, now }: World, random: Random, facts: ClaimFacts): Claim {
  const { party, percentage, right, at, status = 'approved', agreement = null } = facts
  const id = random.uuid(at)
  const isDecided = status === 'approved' || status === 'rejected'
  rows.add('rights.claims', {
    id,
    entity_type: facts.entity[0],
    entity_id: facts.entity[1],
    user_id: party.userId,
    right_type: right,
    ownership_type: random.weighted({ original: 90, licensed: 6, sample_cleared: 2, remix_authorized: 2 }),
    holder_name: party.name,
    holder_type: party.type,
    holder_id: party.id,
    percentage,
    territories: facts.territories ?? ['worldwide'],
    start_date: dateOf(facts.from),
    end_date: facts.to ? dateOf(facts.to) : null,
    is_exclusive: facts.isExclusive ?? false,
    verification_status: status,
    verified_by: isDecided ? staffByLogin('priya').id : null,
    verified_at: isDecided ? noLaterThan(later(now, -0.1), later(at, random.int(1, 6))) : null,
    agreement_id: agreement?.id ?? null,
    agreement_type: agreement?.type ?? null,
    agreement_reference: agreement?.reference ?? null,
    document_url: agreement ? `${files}/agreements/${agreement.reference}.pdf` : null,
    royalty_terms: agreement ? { royaltyRate: percentage } : null,
    contract_terms: agreement ? { territory: facts.territories ?? ['worldwide'], exclusivity: facts.isExclusive ?? false } : null,
    has_conflict: false,
    conflict_details: null,
    chain_of_title: agreement ? [{ from: 'author', to: party.name, by: agreement.reference }] : null,
    notes: facts.notes ?? null,
    metadata: { ipi: ipiOf(party.name) },
    created_by: party.userId ?? staffByLogin('priya').id,
    ...stamps(at),
  })
  return {
    id,
    party,
    percentage,
    terms: { percentage, territories: facts.territories ?? ['worldwide'], from: facts.from, to: facts.to ?? null },
  }
}

/** An IPI name number that is always the same for a name: nine digits and their check digits. */
function ipiOf(name: string): string {
  const number = [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 999_999_937, 7)
  const digits = String(number).padStart(9, '0')
  const rest = [...digits].reduce((sum, digit, at) => sum + Number(digit) * (10 - at), 0) % 101
  return digits + String(((101 - rest) % 101) % 100).padStart(2, '0')
}

export interface AgreementTerms {
  reference?: string
  to?: Date | null
  territories?: string[]
  status?: 'draft' | 'pending_signature' | 'active' | 'expired' | 'terminated'
  isDated?: boolean
}

export function addAgreement(
  world: World,
  random: Random,
  parties: Party[],
  type: keyof typeof agreementTitles,
  from: Date,
  terms: AgreementTerms = {},
) {
  const { reference = `AG-${nextNumber++}`, to = later(from, 365 * 5), territories = ['worldwide'], isDated = true } = terms
  const status = terms.status ?? (to && to < world.now ? 'expired' : 'active')
  const at = noLaterThan(later(world.now, -1), later(from, -2))
  const isSigned = status !== 'draft' && status !== 'pending_signature'
  const id = random.uuid(at)
  const [first] = parties as [Party]
  world.rows.add('rights.agreements', {
    id,
    user_id: accountOf(world, first),
    organization_id: first.type === 'label' || first.type === 'publisher' || first.type === 'organization' ? first.id : null,
    title: `${agreementTitles[type]}, ${parties.map((party) => party.name).join(' and ')}`,
    type,
    status,
    parties: parties.map((party, n) => ({
      name: party.name,
      type: party.type,
      id: party.id,
      signed: isSigned,
      dated: isSigned && (isDated || n === 0),
    })),
    document_url: `${files}/agreements/${reference}.pdf`,
    start_date: dateOf(from),
    end_date: to ? dateOf(to) : null,
    signed_at: isSigned ? at : null,
    territory_scope: territories,
    rights_granted: { [type === 'publishing' ? 'work' : 'recording']: ['reproduce', 'distribute', 'make available'] },
    terms: { reference, notice: '3 months' },
    royalty_terms: { base: 'net receipts', statement: 'monthly' },
    is_exclusive: false,
    auto_renew: random.chance(0.3),
    governing_law: societies[parties.length > 1 ? 'DE' : 'GB'] ? 'Law of the first party’s seat' : null,
    amendments_history: null,
    metadata: { reference },
    ...stamps(at),
  })
  return { id, type, reference }
}

/** Drafts, what waits for a signature, what was ended, licences and side letters. */
function addOddAgreements(world: World, random: Random): void {
  const states = ['draft', 'pending_signature', 'terminated', 'expired', 'active'] as const
  const types = ['publishing', 'distribution', 'license', 'other', 'recording'] as const
  for (const [n, organization] of world.organizations
    .filter((candidate) => candidate.type === 'label' || candidate.type === 'publisher')
    .slice(0, 40)
    .entries()) {
    const artist = random.pick(world.artists)
    const from = later(world.today, -random.int(20, 900))
    const status = states[n % states.length] ?? 'draft'
    const to = status === 'expired' ? later(world.today, -random.int(1, 19)) : later(from, 1500)
    addAgreement(world, random, [companyParty(organization), artistParty(artist)], types[n % 4] ?? 'other', from, { status, to })
  }
}

/** Side letters and renewals belong to the first agreement of the same account. */
function linkAgreements({ rows }: World): void {
  const byUser = groupBy(rows.of<{ id: string; user_id: string; created_at: Date }>('rights.agreements'), (agreement) => agreement.user_id)
  for (const [first, ...others] of byUser.values()) {
    if (!first) continue
    for (const other of others.slice(0, 2)) {
      rows.add('rights.agreement_links', { agreement_id: other.id, related_agreement_id: first.id, created_at: other.created_at })
    }
  }
}
