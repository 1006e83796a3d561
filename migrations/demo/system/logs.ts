/** Records of what was done: the audit, the acts of people, the lines of the machines. */
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staff, staffByLogin } from '../staff.ts'
import { between, later, type World } from '../world.ts'
import { address, agents } from './traces.ts'

export function addRecords(world: World): void {
  const random = seeded('logs')
  const active = world.people.filter((person) => person.status === 'active' && later(person.since, 30) < world.today)
  addAudit(world, random)
  addLogs(world, random, active)
}

/** What staff and services did: decisions, money, sign-ins and looking at what is private. */
function addAudit(world: World, random: Random): void {
  const { rows, books, now } = world
  const add = (
    actor: string | null,
    category: string,
    action: string,
    entity: string | null,
    id: string | null,
    at: Date,
    details: unknown = null,
    outcome = 'success',
  ) =>
    rows.add('system.audit_logs', {
      id: random.uuid(at),
      actor_id: actor,
      organization_id: null,
      category,
      action,
      entity_type: entity,
      entity_id: id,
      entity_key: null,
      details,
      severity: outcome === 'failure' ? 'warning' : category === 'security' ? 'security' : 'audit',
      outcome,
      ip_address: address(random),
      user_agent: random.pick(agents),
      request_id: `req-${random.int(1e8, 9e8)}`,
      created_at: at,
    })
  type Known = {
    id: string
    decided_by: string | null
    decided_at: Date | null
    status: string
    reviewed_by: string | null
    verified_at: Date | null
  }
  for (const row of rows.of<Known>('moderation.cases'))
    if (row.decided_at) add(row.decided_by, 'content', `case.${row.status}`, 'moderation_case', row.id, row.decided_at)
  for (const row of rows.of<Known>('kyc.verifications'))
    if (row.verified_at && row.verified_at > later(now, -120))
      add(row.reviewed_by, 'compliance', `kyc.${row.status}`, 'kyc_verification', row.id, row.verified_at)
  for (const payout of books.payouts)
    if (payout.status === 'completed' && payout.at > later(now, -120))
      add(staffByLogin('ruth').id, 'financial', 'payout.approved', 'payout', payout.id, later(payout.at, 0.25), {
        amount: (payout.amount / 100).toFixed(2),
        currency: payout.currency,
      })
  for (const person of staff) {
    for (let n = 0; n < 25; n++) {
      const at = later(now, -random.next() * 80)
      const isWrong = n === 24
      add(
        person.id,
        isWrong ? 'security' : 'access',
        isWrong ? 'sign_in.refused' : 'record.viewed',
        isWrong ? null : 'user',
        isWrong ? null : random.pick(world.people).id,
        at,
        null,
        isWrong ? 'failure' : 'success',
      )
    }
  }
  for (const row of rows.of<{ id: string; created_at: Date }>('system.feature_flags'))
    add(staffByLogin('daniel').id, 'admin', 'feature_flag.changed', 'feature_flag', row.id, row.created_at, { before: false, after: true })
}

function addLogs({ rows, now, artists }: World, random: Random, active: Person[]): void {
  for (let n = 0; n < 2600; n++) {
    const person = n < 1200 ? random.pick(artists).person : random.pick(active)
    const at = between(random, later(now, -80), now)
    const action = random.pick([
      'signed_in',
      'track.uploaded',
      'release.edited',
      'profile.edited',
      'payout.requested',
      'statement.viewed',
      'pitch.sent',
    ])
    rows.add('system.activity_events', {
      id: random.uuid(at),
      user_id: person.id,
      organization_id: person.organization?.id ?? null,
      action,
      entity_type: action === 'profile.edited' ? 'user' : null,
      entity_id: action === 'profile.edited' ? person.id : null,
      changes: action === 'profile.edited' ? { bio: ['', 'new'] } : null,
      ip_address: address(random),
      user_agent: random.pick(agents),
      occurred_at: at,
      created_at: at,
    })
  }
  const messages: [type: string, source: string, text: string][] = [
    ['info', 'distribution', 'Delivery batch sent'],
    ['info', 'royalties', 'Statements of the month written'],
    ['warning', 'studio', 'Provider answers slowly'],
    ['error', 'mail', 'Bounce list could not be read'],
    ['info', 'retention', 'Partitions looked at'],
    ['security', 'identity', 'Ten wrong passwords from one address'],
    ['error', 'distribution', 'Store answered 503'],
    ['audit', 'finance', 'Holds released'],
  ]
  for (let n = 0; n < 1100; n++) {
    const at = later(now, -random.next() * 24)
    const [type, source, message] = random.pick(messages)
    rows.add('system.system_logs', {
      id: random.uuid(at),
      log_type: type,
      source,
      message,
      context: { host: `app-${random.int(1, 4)}` },
      duration_ms: random.chance(0.5) ? random.int(1, 4000) : null,
      occurred_at: at,
      created_at: at,
    })
  }
}
