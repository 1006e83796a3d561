/** Access: roles, permissions, sessions, keys with their traffic, webhooks, switches. */
import { createHash } from 'node:crypto'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staff, staffByLogin } from '../staff.ts'
import { between, later, stamps, type World } from '../world.ts'
import { address, agents } from './traces.ts'

const launched = new Date('2021-01-04T08:00:00Z')
const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

export function addAccess(world: World): void {
  const random = seeded('access')
  const active = world.people.filter((person) => person.status === 'active' && later(person.since, 30) < world.today)
  addRoles(world, random, active)
  addKeys(world, random, active)
  addSwitches(world, random)
}

function addRoles(world: World, random: Random, active: Person[]): void {
  const { rows, people, today, now } = world
  const kinds = new Map(rows.of<{ id: string; role: string }>('identity.users').map((row) => [row.id, row.role]))
  for (const person of [...people, ...staff]) {
    const since = 'since' in person ? person.since : launched
    rows.add('identity.user_roles', {
      id: random.uuid(since),
      user_id: person.id,
      role: kinds.get(person.id),
      granted_by: null,
      granted_at: since,
      ...stamps(since),
    })
    rows.add('identity.user_credentials', {
      user_id: person.id,
      password_hash: null,
      two_factor_enabled: random.chance(0.2),
      two_factor_secret: null,
      ...stamps(since),
    })
  }
  for (const person of active.slice(0, 60)) {
    if (kinds.get(person.id) === 'curator') continue
    rows.add('identity.user_roles', {
      id: random.uuid(today),
      user_id: person.id,
      role: 'curator',
      granted_by: staffByLogin('daniel').id,
      granted_at: later(today, -30),
      ...stamps(later(today, -30)),
    })
  }
  const templates = [
    ['Read only', { catalog: 'read', statements: 'read' }],
    ['Accountant', { statements: 'read', payouts: 'write' }],
    ['Uploader', { catalog: 'write' }],
    ['Everything', { all: 'write' }],
  ] as const
  const ids = templates.map(([name, permissions], n) => {
    const id = random.uuid(launched)
    rows.add('identity.permission_templates', {
      id,
      name,
      description: `Set for ${name.toLowerCase()}`,
      permissions,
      is_default: n === 0,
      created_by: staffByLogin('daniel').id,
      ...stamps(launched),
    })
    return id
  })
  for (const person of active.slice(60, 150)) {
    const at = between(random, person.since, today)
    rows.add('identity.user_permissions', {
      id: random.uuid(at),
      user_id: person.id,
      permission: random.pick(['catalog.upload', 'payout.request', 'pitch.create', 'shop.sell']),
      is_allowed: random.chance(0.7),
      template_id: random.chance(0.5) ? random.pick(ids) : null,
      granted_by: staffByLogin('daniel').id,
      expires_at: random.chance(0.2) ? later(today, 30) : null,
      ...stamps(at),
    })
  }
  for (const person of active) {
    for (let n = random.int(0, 2); n > 0; n--) {
      const at = later(now, -random.next() * 20)
      rows.add('identity.user_sessions', {
        id: random.uuid(at),
        user_id: person.id,
        token_hash: hash(`${person.id} ${n}`),
        user_agent: random.pick(agents),
        ip_address: address(random),
        is_admin: false,
        data: { locale: person.language },
        expires_at: later(at, 30),
        last_active_at: between(random, at, now),
        ...stamps(at),
      })
    }
  }
}

function addKeys(world: World, random: Random, active: Person[]): void {
  const { rows, organizations, now, today } = world
  for (const [n, organization] of organizations
    .filter((candidate) => candidate.status === 'active')
    .slice(0, 42)
    .entries()) {
    const at = later(today, -random.int(20, 300))
    const key = random.uuid(at)
    const person = organization.owner
    const isUsed = random.chance(0.85)
    rows.add('system.api_keys', {
      id: key,
      user_id: n % 3 === 0 ? person.id : null,
      organization_id: n % 3 === 0 ? null : organization.id,
      name: random.pick(['Reports', 'Website', 'Ticket shop', 'Backup']),
      key_hash: hash(key),
      key_prefix: `pk_${key.slice(-8)}`,
      scopes: random.pick([['catalog:read'], ['statements:read', 'catalog:read'], ['webhooks:write']]),
      is_active: random.chance(0.9),
      ip_restrictions: n % 7 === 0 ? ['203.0.113.0/24'] : null,
      rate_limit: 100,
      expires_at: n % 5 === 0 ? later(today, 60 - n * 4) : null,
      last_used_at: isUsed ? later(now, -random.next()) : null,
      usage_count: isUsed ? random.int(10, 90_000) : 0,
      ...stamps(at),
    })
    for (let k = random.int(10, 60); isUsed && k > 0; k--) {
      const when = new Date(now.getTime() - random.next() * 12 * 86_400_000)
      rows.add('system.api_requests', {
        id: random.uuid(when),
        api_key_id: key,
        user_id: person.id,
        organization_id: organization.id,
        method: random.weighted({ GET: 85, POST: 12, DELETE: 3 }),
        endpoint: random.pick(['/v1/releases', '/v1/statements', '/v1/tracks', '/v1/webhooks']),
        status_code: Number(random.weighted({ 200: 92, 401: 2, 404: 3, 429: 2, 500: 1 })),
        duration_ms: random.int(4, 900),
        request_bytes: random.int(90, 2000),
        response_bytes: random.int(200, 90_000),
        rate_limit_remaining: random.int(0, 99),
        ip_address: address(random),
        user_agent: 'backline-client/2.3',
        occurred_at: when,
        created_at: when,
      })
    }
    if (n % 2 === 0) addWebhook(world, random, organization.id, at)
  }
  for (const person of active.slice(0, 70)) {
    const endpoint = random.pick(['api-general', 'generate-music', 'generate-lyrics'])
    const capacity = { 'api-general': 100, 'generate-music': 10, 'generate-lyrics': 20 }[endpoint] ?? 100
    rows.add('system.rate_limit_buckets', {
      id: random.uuid(later(now, -0.2)),
      key: `${person.id}:${endpoint}`,
      tokens: random.chance(0.1) ? 0 : random.int(1, capacity),
      window_start: later(now, -0.2),
      last_refill_at: later(now, -0.001),
      last_request_at: later(now, -0.001),
      ...stamps(later(now, -0.2)),
    })
  }
}

function addWebhook({ rows, now }: World, random: Random, organizationId: string, at: Date): void {
  const id = random.uuid(at)
  const isBroken = random.chance(0.2)
  rows.add('system.webhooks', {
    id,
    user_id: null,
    organization_id: organizationId,
    url: `https://hooks.${id.slice(-6)}.example/backline`,
    secret: 'sealed:demo',
    events: ['release.published', 'payout.completed'],
    is_active: !isBroken || random.chance(0.5),
    failure_count: isBroken ? random.int(3, 40) : 0,
    last_triggered_at: later(now, -random.next() * 3),
    ...stamps(at),
  })
  for (let n = random.int(8, 24); n > 0; n--) {
    const when = later(now, -random.next() * 20)
    const status = isBroken
      ? random.weighted({ failed: 6, retrying: 3, delivered: 1 })
      : random.weighted({ delivered: 95, retrying: 2, pending: 3 })
    const isDone = status === 'delivered'
    rows.add('system.webhook_deliveries', {
      id: random.uuid(when),
      webhook_id: id,
      event: random.pick(['release.published', 'payout.completed']),
      payload: { id: id.slice(-12), at: when },
      status,
      attempt: isDone || status === 'pending' ? 1 : random.int(1, 5),
      response_code: isDone ? 200 : status === 'pending' ? null : random.pick([500, 502, 404]),
      response_body: isDone ? 'ok' : null,
      duration_ms: status === 'pending' ? null : random.int(20, 9000),
      delivered_at: isDone ? when : null,
      created_at: when,
    })
  }
}

const flags: [key: string, text: string, isEnabled: boolean, percent: number][] = [
  ['studio.stems', 'Stems in the studio', true, 100],
  ['studio.minimax', 'Minimax as a provider', false, 0],
  ['catalogue.bulk_upload', 'Upload of whole catalogues', true, 100],
  ['pitch.guaranteed', 'Guaranteed pitches', true, 25],
  ['shop.name_your_price', 'Buyers name the price', true, 100],
  ['statements.v2', 'Statements by territory', true, 50],
  ['payouts.crypto', 'Payouts in crypto', false, 0],
  ['community.polls', 'Polls in groups', true, 100],
  ['kyc.video', 'Video verification', true, 100],
  ['distribution.boomplay', 'Deliveries to Boomplay', true, 100],
  ['webinars.recordings', 'Recordings as products', true, 60],
  ['search.trigram', 'New search', true, 10],
  ['signup.invite_only', 'Sign up by invitation', false, 0],
  ['mail.weekly', 'Weekly letter', true, 100],
]

const targets: [priority: string, first: number, resolution: number][] = [
  ['critical', 15, 240],
  ['urgent', 60, 480],
  ['high', 240, 1440],
  ['medium', 480, 4320],
  ['low', 1440, 7200],
]

function addSwitches({ rows, today }: World, random: Random): void {
  for (const [key, description, isEnabled, percent] of flags) {
    const at = later(today, -random.int(20, 500))
    rows.add('system.feature_flags', {
      id: random.uuid(at),
      key,
      description,
      is_enabled: isEnabled,
      rollout_percentage: percent,
      rules: percent > 0 && percent < 100 ? { plans: ['professional', 'business'] } : null,
      updated_by: staffByLogin('daniel').id,
      ...stamps(at),
    })
  }
  for (const [priority, first, resolution] of targets)
    rows.add('support.sla_policies', {
      id: random.uuid(launched),
      priority,
      category: null,
      first_response_minutes: first,
      resolution_minutes: resolution,
      is_active: true,
      ...stamps(launched),
    })
}
