/** What became of people: approvals of accounts and releases, sanctions, appeals, reporters who cried wolf, and wishes for new words. */
import { appealAnswers, appealStatements, sanctionReasons, wishes } from '../corpus/moderation.ts'
import { parentsOf } from '../people/organizations.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { idOf, later, noLaterThan, notBefore, slugOf, stamps, type World } from '../world.ts'
import { addCases, addReport, type Case } from './cases.ts'

export function addModeration(world: World): void {
  const random = seeded('moderation')
  const cases = addCases(world)
  addAccountApprovals(world, random)
  addReleaseApprovals(world, random)
  const sanctions = addSanctions(world, random, cases)
  addAppeals(world, random, cases, sanctions)
  addFalseReporters(world, random, cases)
  addWishes(world, random)
}

function addAccountApprovals({ rows, people, today, now }: World, random: Random): void {
  for (const person of people) {
    const isOpen = person.status === 'pending_approval'
    const isRefused = person.status === 'rejected'
    if (!isOpen && !isRefused && !random.chance(0.04)) continue
    // Whoever waits has come lately, whatever the age of the account.
    const at = isOpen ? later(now, -random.next() * 1.5) : later(person.since, 0.2)
    const decided = isOpen ? null : noLaterThan(today, later(at, 1))
    const status = isOpen ? random.weighted({ pending: 6, under_review: 2, needs_info: 1 }) : isRefused ? 'rejected' : 'approved'
    rows.add('moderation.approvals', {
      id: random.uuid(at),
      kind: 'account',
      entity_type: 'user',
      entity_id: person.id,
      organization_id: null,
      requested_by: person.id,
      reviewer_id: decided ? random.pick([staffByLogin('amara'), staffByLogin('tomasz')]).id : null,
      status,
      notes: isRefused ? 'The papers of the company are of another company.' : null,
      decided_at: decided,
      ...stamps(at, decided ?? at),
    })
  }
}

/** Of sub-labels whose label has asked for it. */
function addReleaseApprovals({ rows, releases, organizations, now }: World, random: Random): void {
  const states = ['pending', 'pending', 'under_review', 'changes_requested', 'needs_info'] as const
  let open = 0
  for (const release of releases) {
    const { organization, person } = release.artist
    if (!organization || release.status === 'draft') continue
    const isAsked = parentsOf(organization, organizations).some((label) => label.wantsApproval)
    const isOpen = release.status === 'submitted' || release.status === 'in_review'
    if (!isAsked && !(isOpen && open < 16)) continue
    const status = isOpen ? (states[open++ % states.length] ?? 'pending') : release.status === 'rejected' ? 'rejected' : 'approved'
    const at = noLaterThan(later(now, -0.05), later(release.createdAt, 0.5))
    const decided = isOpen ? null : noLaterThan(later(now, -0.01), later(at, 1))
    rows.add('moderation.approvals', {
      id: random.uuid(at),
      kind: 'release',
      entity_type: 'release',
      entity_id: release.id,
      organization_id: organization.id,
      requested_by: person.id,
      reviewer_id: decided ? staffByLogin('amara').id : null,
      status,
      notes: status === 'changes_requested' ? 'The label wants its logo on the back.' : null,
      decided_at: decided,
      ...stamps(at, decided ?? at),
    })
  }
}

interface Sanction {
  id: string
  person: Person
  at: Date
}

/** Whoever is suspended or banned, and some for whom it is over. */
function addSanctions({ rows, people, today, now }: World, random: Random, cases: Case[]): Sanction[] {
  const sanctions: Sanction[] = []
  const over = random
    .shuffle(people.filter((person) => person.status === 'active' && !person.featured && later(person.since, 100) < today))
    .slice(0, 24)
  for (const person of people) {
    const isNow = person.status === 'suspended' || person.status === 'banned'
    if (!isNow && !over.includes(person)) continue
    const type = person.status === 'banned' || (!isNow && random.chance(0.2)) ? 'ban' : 'suspension'
    const at = notBefore(later(today, isNow ? -random.int(1, 25) : -random.int(40, 95)), person.since)
    const isLifted = !isNow && random.chance(0.4)
    const id = random.uuid(at)
    rows.add('moderation.sanctions', {
      id,
      user_id: person.id,
      type,
      reason: random.pick(sanctionReasons),
      case_id: cases.find((candidate) => candidate.ownerId === person.id && candidate.status === 'rejected')?.id ?? null,
      starts_at: at,
      ends_at: type === 'ban' && isNow ? null : later(at, isNow ? 30 : 14),
      issued_by: random.pick([staffByLogin('amara'), staffByLogin('tomasz')]).id,
      lifted_at: isLifted ? later(at, 6) : null,
      lifted_by: isLifted ? staffByLogin('daniel').id : null,
      lift_reason: isLifted ? 'The licence was shown.' : null,
      ...stamps(at, isLifted ? noLaterThan(now, later(at, 6)) : at),
    })
    sanctions.push({ id, person, at })
  }
  return sanctions
}

/** Nine are open: somebody else than the first moderator has to answer them. */
function addAppeals({ rows, now }: World, random: Random, cases: Case[], sanctions: Sanction[]): void {
  const refused = cases.filter(
    (candidate) => candidate.status === 'rejected' && candidate.decidedAt && candidate.decidedAt > later(now, -120),
  )
  const caseRows = new Map(rows.of<{ id: string; status: string }>('moderation.cases').map((row) => [row.id, row]))
  const add = (
    userId: string,
    at: Date,
    on: { case_id: string | null; sanction_id: string | null },
    isOpen: boolean,
    against: string | null,
    isFirst: boolean,
  ) => {
    const isUpheld = random.chance(0.7)
    const decider = against === staffByLogin('tomasz').id ? 'amara' : 'tomasz'
    const decided = isOpen ? null : noLaterThan(later(now, -0.01), later(at, 2))
    rows.add('moderation.appeals', {
      id: random.uuid(at),
      user_id: userId,
      ...on,
      statement: random.pick(appealStatements),
      status: isOpen ? (isFirst ? 'under_review' : 'pending') : isUpheld ? 'rejected' : 'approved',
      decided_by: isOpen ? null : staffByLogin(decider).id,
      decided_at: decided,
      decision_notes: isOpen
        ? null
        : random.pick(
            isUpheld ? appealAnswers.filter((text) => text.endsWith('stays.')) : appealAnswers.filter((text) => !text.endsWith('stays.')),
          ),
      ...stamps(at, decided ?? at),
    })
  }
  for (const [n, appealed] of refused.slice(0, 40).entries()) {
    const isOpen = n < 7
    const row = caseRows.get(appealed.id)
    if (isOpen && row) row.status = 'appealed'
    const at = noLaterThan(later(now, -0.1), later(appealed.decidedAt as Date, 0.5 + random.next() * 4))
    add(appealed.ownerId, at, { case_id: appealed.id, sanction_id: null }, isOpen, appealed.decidedBy, n === 0)
  }
  for (const [n, sanction] of sanctions.slice(0, 12).entries()) {
    add(
      sanction.person.id,
      noLaterThan(later(now, -0.1), later(sanction.at, 1)),
      { case_id: null, sanction_id: sanction.id },
      n < 2,
      null,
      n === 0,
    )
  }
}

/** Three false reports bar for thirty days, five for good; these people stand before, at and behind both. */
function addFalseReporters(world: World, random: Random, cases: Case[]): void {
  const { rows, now } = world
  const approved = cases.filter((candidate) => candidate.status === 'approved' && candidate.decidedAt)
  const targets = new Map(rows.of<{ id: string; entity_type: string; entity_id: string }>('moderation.cases').map((row) => [row.id, row]))
  const reported = new Set(
    rows.of<{ reporter_id: string; entity_id: string }>('moderation.reports').map((row) => `${row.reporter_id} ${row.entity_id}`),
  )
  const reporters = random.shuffle(
    world.people.filter((person) => person.status === 'active' && !person.featured && later(person.since, 200) < world.today),
  )
  for (const [n, count] of [2, 2, 2, 3, 3, 4, 5, 6, 1, 1, 1, 1].entries()) {
    const person = reporters[n] as Person
    let last = person.since
    for (let k = 0; k < count; ) {
      const found = approved.pop()
      const target = found ? targets.get(found.id) : undefined
      if (!found || !target) throw new Error('There are too few approved cases for the false reports.')
      if (found.ownerId === person.id || reported.has(`${person.id} ${target.entity_id}`)) continue
      k++
      const at = notBefore(later(found.decidedAt as Date, -0.1), person.since)
      last = notBefore(last, found.decidedAt as Date)
      addReport(world, random, {
        reporterId: person.id,
        target: { type: target.entity_type, id: target.entity_id },
        caseId: found.id,
        reason: random.pick(['copyright', 'spam', 'fraud'] as const),
        at,
        status: 'false_report',
        reviewer: staffByLogin('amara'),
        reviewedAt: found.decidedAt,
      })
    }
    const isForgiven = n === 4
    const isBanned = count >= 3 && !isForgiven
    const isPermanent = count >= 5
    rows.add('moderation.reporter_standings', {
      id: random.uuid(last),
      user_id: person.id,
      false_report_count: count,
      is_report_banned: isBanned,
      report_ban_until: isBanned && !isPermanent ? later(now, random.int(4, 27)) : null,
      is_permanent_ban: isPermanent,
      overridden_by: isForgiven ? staffByLogin('daniel').id : null,
      overridden_at: isForgiven ? noLaterThan(now, later(last, 1)) : null,
      override_note: isForgiven ? 'The reports were wrong in good faith.' : null,
      ...stamps(last),
    })
  }
}

function addWishes({ rows, people, seeds, today, now }: World, random: Random): void {
  const members = people.filter((person) => person.status === 'active' && later(person.since, 60) < today)
  for (const [kind, value, category, count, status] of wishes) {
    const at = later(today, -random.int(3, 50))
    const id = random.uuid(at)
    const isAutomatic = status === 'approved'
    const decided = status === 'approved' || status === 'rejected' ? noLaterThan(now, later(at, 2)) : null
    const made = isAutomatic ? random.uuid(at) : null
    const categoryId = category ? idOf(seeds.categories, category) : null
    rows.add('moderation.field_requests', {
      id,
      field_type: kind,
      field_value: value,
      category_id: categoryId,
      request_count: count,
      status,
      is_auto_approved: isAutomatic,
      reviewed_by: status === 'rejected' ? staffByLogin('tomasz').id : null,
      reviewed_at: decided,
      rejection_reason: status === 'rejected' ? 'Says nothing about what somebody does.' : null,
      created_entity_id: made,
      ...stamps(at, decided ?? at),
    })
    for (const person of random.shuffle(members).slice(0, count))
      rows.add('moderation.field_request_requesters', { request_id: id, user_id: person.id, created_at: at })
    if (made && kind === 'skill')
      rows.add('community.skills', {
        id: made,
        category_id: categoryId,
        name: value,
        slug: slugOf(value),
        is_active: true,
        is_admin_approved: true,
        ...stamps(at),
      })
    if (made && kind === 'genre')
      rows.add('catalog.genres', { id: made, name: value, slug: slugOf(value), parent_genre_id: null, is_active: true, ...stamps(at) })
  }
}
