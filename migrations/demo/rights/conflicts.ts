/** The conflicts that rights staff work on, open ones by name first, and those that ended. */
import type { Track } from '../catalog/music.ts'
import { conflictNotes, resolutions } from '../corpus/rights.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { later, stamps, type World } from '../world.ts'
import { addAgreement, addClaim, type Claim, type ClaimFacts } from './claims.ts'
import { addDisputedIncome } from './income.ts'
import { type ConflictKind, type NamedConflict, namedConflicts } from './named.ts'
import { accountOf, artistParty, outsider, type Party, partyNamed } from './parties.ts'
import type { Work } from './splits.ts'

type Status = 'open' | 'in_progress' | 'escalated' | 'resolved'
type Works = Map<string, Work>

/** How many are open besides those with a name. */
const others: Record<ConflictKind, number> = { ownership: 9, split_percentage: 7, duplicate_registration: 4, metadata: 2 }
const ended = 64

/** Tracks for the conflicts without a name. They have no other claims. */
export function pickDisputed(world: World, works: Works): Track[] {
  const fits = (track: Track) =>
    !track.named && track.status === 'published' && works.has(track.id) && later(track.createdAt, 60) < world.today
  const picked = seeded('disputed')
    .shuffle(world.tracks.filter(fits))
    .slice(0, ended + 22)
  if (picked.length < ended + 22) throw new Error('There are too few published tracks for the conflicts.')
  return picked
}

export function addConflicts(world: World, works: Works, disputed: Track[]): void {
  const random = seeded('conflicts')
  for (const conflict of namedConflicts) addNamed(world, random, conflict, works)
  const kinds = Object.entries(others).flatMap(([kind, count]) => Array<ConflictKind>(count).fill(kind as ConflictKind))
  for (const [n, track] of disputed.entries()) {
    const kind = kinds[n] ?? random.pick(kinds)
    const status = n >= kinds.length ? 'resolved' : n % 11 === 0 ? 'escalated' : random.weighted<Status>({ open: 12, in_progress: 9 })
    addOther(world, random, kind, track, works, status)
  }
}

function addNamed(world: World, random: Random, conflict: NamedConflict, works: Works): void {
  const track = world.tracks.find((candidate) => candidate.named?.title === conflict.work)
  if (!track) throw new Error(`There is no work called ${conflict.work}.`)
  const entity: ['track' | 'release', string] = conflict.onRelease && track.release ? ['release', track.release.id] : ['track', track.id]
  const detected = later(world.now, -conflict.age)
  const claims = conflict.claims.map((line) =>
    namedClaim(world, random, line, { entity, right: conflict.right, at: later(detected, -1), from: claimedFrom(world, track) }),
  )
  // The example that the analysts know: the same parties were in conflict over it before.
  if (conflict.work === 'Glass Harbour') addEarlier(world, random, track, claims)
  const terms = claims.map((claim) => claim.terms)
  addDisputedIncome(world, random, { track, entity, right: conflict.right, terms, held: conflict.held, estimated: conflict.estimated })
  addConflict(world, random, {
    kind: conflict.kind,
    status: conflict.status,
    entity,
    right: conflict.right,
    claims,
    detected,
    held: conflict.held,
    estimated: conflict.estimated,
    severity: conflict.severity,
    work: conflict.kind === 'metadata' ? works.get(track.id) : undefined,
    note: conflict.note,
    // Two complete packs: the dispute is noted and goes on.
    resolution: conflict.work === 'Halcyon' ? 'disputed' : undefined,
    isMine: conflict.status !== 'open',
  })
}

/** Rights are claimed from the recording on, which is long enough ago for months of income to be in dispute. */
const claimedFrom = ({ today }: World, track: Track) => new Date(Math.min(track.releaseDate.getTime(), later(today, -200).getTime()))

/** "Nordlys Musikk AS | 60 | +DE +AT +CH | 2024-01-01 | 2027-01-01 | AG-2231", the last three if there are any. */
function namedClaim(world: World, random: Random, line: string, facts: Pick<ClaimFacts, 'entity' | 'right' | 'at' | 'from'>): Claim {
  const [name = '', share = '', where = 'worldwide', from = '', to = '', reference = ''] = line.split('|').map((part) => part.trim())
  const party = partyNamed(world, name)
  const territories = where.split(' ')
  const starts = from ? new Date(from) : facts.from
  const ends = to ? new Date(to) : null
  const isDated = party.name !== 'スタジオ星'
  const parties = [party, outsider('The author')]
  const agreement = reference
    ? addAgreement(world, random, parties, facts.right === 'digital' ? 'recording' : 'publishing', starts, {
        reference,
        to: ends,
        territories,
        isDated,
      })
    : null
  const status = agreement ? 'approved' : 'under_review'
  return addClaim(world, random, {
    ...facts,
    party,
    percentage: Number(share),
    territories,
    from: starts,
    to: ends,
    agreement,
    status,
    isExclusive: Number(share) === 100,
  })
}

function addEarlier(world: World, random: Random, track: Track, claims: Claim[]): void {
  const at = new Date('2024-03-11T09:20:00Z')
  if (at > world.now) return
  const parties = claims.slice(0, 2).map((claim) => claim.party) as [Party, Party]
  const before = parties.map((party, n) =>
    addClaim(world, random, {
      entity: ['track', track.id],
      party,
      right: 'digital',
      percentage: n === 0 ? 70 : 30,
      from: new Date('2023-01-01'),
      to: new Date('2024-01-01'),
      at,
    }),
  )
  addConflict(world, random, {
    kind: 'split_percentage',
    status: 'resolved',
    entity: ['track', track.id],
    right: 'digital',
    claims: before,
    detected: at,
    held: 1480.2,
    estimated: 0,
    severity: 'medium',
    note: 'Both sides signed a split of 70 to 30.',
    resolution: 'split_adjusted',
    resolvedAt: new Date('2024-06-04T13:05:00Z'),
    isMine: true,
  })
}

function addOther(world: World, random: Random, kind: ConflictKind, track: Track, works: Works, status: Status): void {
  const age = status === 'resolved' ? random.int(40, 360) : random.int(1, 55)
  const detected = later(world.now, -age - random.next())
  const isEnded = status === 'resolved'
  const at = later(detected, -1)
  const rival = random.pick(world.artists)
  const right: ClaimFacts['right'] = kind === 'ownership' ? 'digital' : random.pick(['performance', 'mechanical'] as const)
  const facts = { entity: ['track', track.id] as ['track', string], right, from: claimedFrom(world, track), at }
  const own = artistParty(track.artist)
  // What remains of an ended conflict does not overlap: the other side's claim was refused.
  const theirs = { ...facts, party: artistParty(rival), status: isEnded ? ('rejected' as const) : ('under_review' as const) }
  const isShared = kind === 'split_percentage'
  const claims = [addClaim(world, random, { ...facts, party: own, percentage: isShared ? 70 : 100, isExclusive: !isShared })]
  if (isShared) claims.push(addClaim(world, random, { ...theirs, percentage: random.int(31, 60) }))
  else if (kind !== 'metadata') {
    const part = { territories: ['DE', 'AT', 'CH'], from: later(facts.from, 20) }
    claims.push(addClaim(world, random, { ...theirs, ...part, percentage: 100, isExclusive: true }))
  }
  const resolution =
    kind === 'metadata'
      ? 'metadata_corrected'
      : kind === 'duplicate_registration'
        ? 'duplicate_merged'
        : random.pick(['accepted_claim', 'split_adjusted', 'withdrawn', 'period_corrected', 'territory_corrected'])
  // Nobody else claims anything where only the data is wrong, so nothing is held.
  const isHeld = !isEnded && kind !== 'metadata'
  const held = isEnded ? random.int(0, 40_000) / 100 : isHeld ? random.int(100, 40_000) / 100 : 0
  const estimated = isHeld ? random.int(0, 90) : 0
  if (isHeld) {
    const terms = claims.map((claim) => claim.terms)
    addDisputedIncome(world, random, { track, entity: facts.entity, right, terms, held, estimated })
  }
  addConflict(world, random, {
    kind,
    status,
    entity: facts.entity,
    right,
    claims,
    detected,
    held,
    estimated,
    severity: random.weighted({ low: 4, medium: 5, high: 2 }),
    work: kind === 'metadata' || random.chance(0.3) ? works.get(track.id) : undefined,
    note: isEnded ? random.pick(resolutions[resolution] ?? []) : random.pick(conflictNotes[kind]),
    resolution: isEnded ? resolution : undefined,
    resolvedAt: isEnded ? later(detected, random.int(3, Math.max(4, age - 1))) : undefined,
    isMine: status !== 'open',
  })
}

interface ConflictFacts {
  kind: ConflictKind
  status: Status
  entity: ['track' | 'release', string]
  right: ClaimFacts['right']
  claims: Claim[]
  detected: Date
  /** Units of EUR. */
  held: number
  estimated: number
  severity: string
  work?: Work | undefined
  note: string
  resolution?: string | undefined
  resolvedAt?: Date | undefined
  isMine: boolean
}

function addConflict(world: World, random: Random, facts: ConflictFacts): void {
  const { claims, detected, status, resolvedAt } = facts
  const id = random.uuid(detected)
  const isEscalated = status === 'escalated'
  const info = (claim: Claim | undefined) =>
    claim ? { name: claim.party.name, share: claim.percentage, account: claim.party.id ? accountOf(world, claim.party) : null } : null
  const updated = resolvedAt ?? (isEscalated ? later(detected, 0.5) : detected)
  world.rows.add('rights.conflicts', {
    id,
    entity_type: facts.entity[0],
    entity_id: facts.entity[1],
    conflict_type: facts.kind,
    right_type: facts.right,
    status,
    severity: facts.severity,
    work_registration_id: facts.work?.registrationId ?? null,
    work_id: facts.work?.code ?? null,
    claimant_info: info(claims[0]),
    counterparty_info: info(claims[1]),
    impacted_revenue: facts.held,
    currency: 'EUR',
    assigned_to: facts.isMine ? staffByLogin('priya').id : null,
    escalation_level: isEscalated ? 1 : 0,
    escalated_at: isEscalated ? later(detected, 0.5) : null,
    detected_at: detected,
    resolved_at: resolvedAt ?? null,
    resolved_by: resolvedAt ? staffByLogin('priya').id : null,
    resolution_type: facts.resolution ?? null,
    resolution_notes: resolvedAt ? facts.note : null,
    dispute_documents: claims.map((claim) => ({ party: claim.party.name, files: [`evidence-${claim.id.slice(-6)}.pdf`] })),
    resolution_documents: facts.resolution === 'split_adjusted' ? [{ name: 'split-sheet-signed.pdf' }] : null,
    notified_parties: claims.map((claim) => ({ name: claim.party.name, at: later(detected, 0.02) })),
    system_actions: [
      { action: 'hold', confirmed: facts.held.toFixed(2), estimated: facts.estimated.toFixed(2), currency: 'EUR' },
      { action: 'note', text: facts.note },
    ],
    ...stamps(detected, updated),
  })
  for (const claim of new Set(claims))
    world.rows.add('rights.conflict_claims', { conflict_id: id, claim_id: claim.id, created_at: detected })
}
