/** What moderators look at: cases of every kind of content and source, with their reports. */
import { notes, refusals, reportTexts } from '../corpus/moderation.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { type DemoStaff, staffByLogin } from '../staff.ts'
import { later, noLaterThan, notBefore, stamps, type World } from '../world.ts'

export type Content =
  | 'track'
  | 'release'
  | 'profile'
  | 'avatar'
  | 'cover'
  | 'message'
  | 'comment'
  | 'post'
  | 'review'
  | 'product'
  | 'service'
  | 'webinar'
  | 'group'
  | 'article'
type Source = 'submission' | 'report' | 'automated' | 'staff'
type Status = 'pending' | 'in_progress' | 'flagged' | 'approved' | 'rejected' | 'appealed'
type Reason = keyof typeof reportTexts

export interface Case {
  id: string
  ownerId: string
  status: Status
  decidedAt: Date | null
  decidedBy: string | null
}

interface Target {
  content: Content
  type: string
  id: string
  ownerId: string
  since: Date
  /** Of a track. */
  seconds?: number | undefined
}

/** How many of each are open. Releases and tracks before they go out, and appeals, come on top. */
const open: Partial<Record<Content, number>> = {
  track: 88,
  avatar: 32,
  cover: 34,
  release: 5,
  profile: 8,
  message: 16,
  comment: 30,
  post: 14,
  review: 14,
  product: 6,
  service: 3,
  webinar: 2,
  group: 2,
  article: 1,
}
const closed = 420
const reasonsOf: Partial<Record<Content, Partial<Record<Reason, number>>>> = {
  track: { copyright: 6, spam: 1, explicit_content: 2 },
  cover: { copyright: 3, explicit_content: 4, other: 2 },
  avatar: { spam: 4, impersonation: 3, explicit_content: 2 },
  profile: { impersonation: 6, spam: 2, fraud: 1 },
  product: { copyright: 4, fraud: 3 },
  review: { fraud: 5, harassment: 3 },
}
const words: Partial<Record<Reason, number>> = { harassment: 5, spam: 4, other: 1 }

export function addCases(world: World): Case[] {
  const random = seeded('cases')
  const pools = makePools(world, random)
  const cases: Case[] = []
  const next = (content: Content): Target | undefined => pools.get(content)?.pop()
  for (const track of world.tracks.filter((candidate) => candidate.named && candidate.review !== 'approved'))
    cases.push(addSubmission(world, random, track))
  for (const [content, count] of Object.entries(open) as [Content, number][]) {
    for (let n = 0; n < count; n++) {
      const target = next(content)
      if (target) cases.push(addOpen(world, random, target))
    }
  }
  for (const track of world.tracks) {
    if (track.named || track.release?.tracks[0] !== track || !['submitted', 'in_review'].includes(track.status)) continue
    cases.push(addSubmission(world, random, track))
  }
  const contents = Object.keys(open) as Content[]
  for (let n = 0; n < closed; n++) {
    const target = next(random.chance(0.4) ? 'track' : random.pick(contents))
    if (target) cases.push(addClosed(world, random, target))
  }
  return cases
}

/** Each subject has one case, so each is taken once. Unkind words come first. */
function makePools(world: World, random: Random): Map<Content, Target[]> {
  const { rows, now } = world
  type Known = {
    id: string
    created_at: Date
    duration_seconds?: number
    user_id?: string
    sender_id?: string
    seller_id?: string
    host_id?: string
    owner_id?: string
    author_id?: string
    reviewer_id?: string
  }
  const of = (table: string, type: string, key: keyof Known, content = type as Content): Target[] =>
    random
      .shuffle(rows.of<Known>(table).filter((row) => row.created_at < later(now, -0.1)))
      .map((row) => ({ content, type, id: row.id, ownerId: row[key] as string, since: row.created_at, seconds: row.duration_seconds }))
  const profiles = of('identity.profiles', 'profile', 'user_id').filter((target) =>
    world.people.some((person) => person.id === target.ownerId),
  )
  const avatars = profiles.splice(0, 300).map((target) => ({ ...target, content: 'avatar' as const }))
  const releases = of('catalog.releases', 'release', 'user_id')
  const published = new Set(world.tracks.filter((track) => track.status === 'published').map((track) => track.id))
  return new Map<Content, Target[]>([
    ['track', of('catalog.tracks', 'track', 'user_id').filter((target) => published.has(target.id))],
    ['cover', releases.splice(0, 200).map((target) => ({ ...target, content: 'cover' as const }))],
    ['release', releases],
    ['profile', profiles],
    ['avatar', avatars],
    ['message', of('community.messages', 'message', 'sender_id')],
    ['comment', of('community.comments', 'comment', 'user_id')],
    ['post', of('community.posts', 'post', 'user_id')],
    ['review', of('marketplace.reviews', 'review', 'reviewer_id')],
    ['product', of('marketplace.products', 'product', 'seller_id')],
    ['service', of('marketplace.services', 'service', 'seller_id')],
    ['webinar', of('marketplace.webinars', 'webinar', 'host_id')],
    ['group', of('community.groups', 'group', 'owner_id')],
    ['article', of('community.articles', 'article', 'author_id')],
  ])
}

function addOpen(world: World, random: Random, target: Target): Case {
  // Most are a few hours old, some are late.
  const age = random.chance(0.06) ? 1 + random.next() * 2 : random.next() ** 2 * 0.9
  const at = later(world.now, -age)
  const source = random.weighted<Source>({ report: 60, automated: 34, staff: 6 })
  const status = random.weighted<Status>({ pending: 84, in_progress: 6, flagged: 10 })
  return addCase(world, random, target, { at: target.since > at ? later(world.now, -0.02) : at, source, status, decidedAt: null })
}

function addSubmission(world: World, random: Random, track: World['tracks'][number]): Case {
  const { id, artist, createdAt, sound } = track
  const target = { content: 'track' as const, type: 'track', id, ownerId: artist.person.id, since: createdAt, seconds: sound.seconds }
  const isReported = track.named?.title === 'Midnight Cargo'
  const status =
    track.review === 'rejected'
      ? 'rejected'
      : track.review === 'flagged'
        ? 'flagged'
        : track.review === 'in_progress'
          ? 'in_progress'
          : 'pending'
  // Handed in again lately, whatever the age of the track.
  const lately = later(world.now, -(seeded(`waits ${track.id}`).next() ** 2) * 1.1)
  const at = noLaterThan(later(world.now, -0.03), notBefore(lately, later(track.createdAt, 0.1)))
  return addCase(world, random, target, {
    at,
    source: isReported ? 'report' : 'submission',
    status,
    decidedAt: status === 'rejected' ? noLaterThan(later(world.now, -0.01), later(at, 1)) : null,
    reports: isReported ? 3 : 0,
  })
}

function addClosed(world: World, random: Random, target: Target): Case {
  const days = 1 + random.next() * 150
  const at = later(world.now, -days)
  const start = target.since > at ? target.since : at
  const decidedAt = noLaterThan(later(world.now, -0.02), later(start, 0.05 + random.next()))
  const source = random.weighted<Source>({ report: 55, automated: 35, staff: 10 })
  return addCase(world, random, target, { at: start, source, status: random.chance(0.55) ? 'rejected' : 'approved', decidedAt })
}

interface CaseFacts {
  at: Date
  source: Source
  status: Status
  decidedAt: Date | null
  reports?: number
}

function addCase(world: World, random: Random, target: Target, { at, source, status, decidedAt, reports }: CaseFacts): Case {
  const id = random.uuid(at)
  const reason = random.weighted<Reason>(reasonsOf[target.content] ?? words)
  const moderator: DemoStaff = random.pick([staffByLogin('amara'), staffByLogin('amara'), staffByLogin('tomasz'), staffByLogin('nadia')])
  const isTaken = status === 'in_progress' || decidedAt !== null
  const isAutomated = source === 'automated' || (target.content === 'track' && random.chance(0.3))
  const count = reports ?? (source === 'report' ? Number(random.weighted({ 1: 60, 2: 22, 3: 12, 5: 4, 9: 2 })) : 0)
  world.rows.add('moderation.cases', {
    id,
    content_type: target.content,
    entity_type: target.type,
    entity_id: target.id,
    owner_id: target.ownerId,
    source,
    status,
    severity: random.weighted({ low: 30, medium: 45, high: 20, critical: 5 }),
    reports_count: count,
    signals: isAutomated ? signalsOf(target, reason, random) : null,
    assigned_to: isTaken ? moderator.id : null,
    decided_by: decidedAt ? moderator.id : null,
    decided_at: decidedAt,
    decision_notes: decidedAt ? random.pick(notes) : null,
    rejection_reason: status === 'rejected' ? random.pick(refusals[target.content] ?? refusals.words ?? []) : null,
    ...stamps(at, decidedAt ?? at),
  })
  addReports(world, random, target, id, reason, { at, count, status, decidedAt, moderator })
  return { id, ownerId: target.ownerId, status, decidedAt, decidedBy: decidedAt ? moderator.id : null }
}

/** What an automatic look has found; a track has the spans that sound like another. */
function signalsOf({ content, seconds }: Target, reason: Reason, random: Random) {
  if (content !== 'track') return { rule: reason, score: random.int(55, 97) / 100 }
  const count = random.int(1, 3)
  const part = (seconds ?? 60) / count
  const spans = Array.from({ length: count }, (_, n) => {
    const from = Math.floor(n * part + (random.int(5, 40) / 100) * part)
    return { from, to: Math.floor(from + (random.int(20, 55) / 100) * part), match: random.int(68, 96) / 100 }
  })
  return { rule: 'audio_match', spans, contentWarnings: reason === 'explicit_content' ? ['explicit words'] : [] }
}

interface ReportFacts {
  at: Date
  count: number
  status: Status
  decidedAt: Date | null
  moderator: DemoStaff
}

function addReports(world: World, random: Random, target: Target, caseId: string, reason: Reason, facts: ReportFacts): void {
  const { at, count, status, decidedAt, moderator } = facts
  const there = (person: Person) => person.id !== target.ownerId && person.since < at && person.status === 'active'
  const reporters = new Set<Person>()
  while (reporters.size < count) {
    const person = random.pick(world.people)
    if (there(person)) reporters.add(person)
  }
  for (const reporter of reporters) {
    const reportedAt = noLaterThan(later(world.now, -0.001), later(at, random.next() * 0.05))
    addReport(world, random, {
      reporterId: reporter.id,
      target,
      caseId,
      reason,
      at: reportedAt,
      status: decidedAt ? (status === 'rejected' ? 'upheld' : 'dismissed') : status === 'in_progress' ? 'in_review' : 'open',
      reviewer: decidedAt ? moderator : null,
      reviewedAt: decidedAt,
    })
  }
}

export interface Report {
  reporterId: string
  target: Pick<Target, 'type' | 'id'>
  caseId: string
  reason: Reason
  at: Date
  status: 'open' | 'in_review' | 'upheld' | 'dismissed' | 'false_report'
  reviewer: DemoStaff | null
  reviewedAt: Date | null
}

export function addReport({ rows }: World, random: Random, report: Report): void {
  rows.add('moderation.reports', {
    id: random.uuid(report.at),
    reporter_id: report.reporterId,
    entity_type: report.target.type,
    entity_id: report.target.id,
    case_id: report.caseId,
    reason: report.reason,
    description: random.pick(reportTexts[report.reason]),
    status: report.status,
    reviewed_by: report.reviewer?.id ?? null,
    reviewed_at: report.reviewedAt,
    ...stamps(report.at, report.reviewedAt ?? report.at),
  })
}
