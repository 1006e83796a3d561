// What the platform's own people may do with each of its tables, as the schema's row level security declares it, against the database:
// the owner of a row, an active member of its organization, anybody else who is signed in, the public, and the platform's services.
// The rows are real ones, made from the catalog. Whatever is not declared here has to be refused.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Actor, openPlatform, type Platform } from '../support/platform.ts'
import { deletion, insertion, newRow, type Row, type Statement, selection, type Table, updating, type World } from '../support/rows.ts'

/**
 * S select, I insert, U update, D delete; an act without its letter is refused. A `service` does everything if nothing else is said.
 * `member` belongs to the organization of the row, `manager` is its owner or an administrator of it.
 * `seen` is when everybody else reads the row: always, or in each of these states, but not when one of `unless` is true of it as well.
 * A state is a change of the row, or of the row of the table that it names; `seenWith` is a row that has the states instead.
 */
interface Declared {
  owner?: string
  member?: string
  manager?: string
  service?: string
  seen?: 'always' | string[]
  unless?: string[]
  seenWith?: string
}

const closed: Declared = {}
const DECLARED: Record<string, Declared> = {
  // Owner reads and edits the own row; rows are made by the sign-up and never deleted. A session is edited by ending it.
  'identity.users': { owner: 'SU' },
  'identity.user_settings': { owner: 'SU' },
  'identity.user_sessions': { owner: 'SU' },
  'identity.user_credentials': closed,
  // Owner reads, administrators write.
  'identity.user_roles': { owner: 'S' },
  'identity.user_permissions': { owner: 'S' },
  'identity.permission_templates': { owner: 'S' },
  // The public reads through public_profiles, the owner edits.
  'identity.profiles': { owner: 'SU' },
  // Members read, owners and administrators of the organization edit.
  'identity.organizations': { owner: 'SU', member: 'S', manager: 'SU' },
  'identity.organization_members': { owner: 'SIUD', member: 'S', manager: 'SIUD' },

  // Owner and members all, the public reads what is published or public.
  'catalog.tracks': {
    owner: 'SIUD',
    member: 'SIUD',
    seen: ['is_public = true', "status = 'published'"],
    unless: ['deleted_at = now()', "status = 'taken_down'", "status = 'rejected'", "moderation_status = 'rejected'"],
  },
  'catalog.releases': { owner: 'SIUD', member: 'SIUD', seen: ["status = 'published'"], unless: ['deleted_at = now()'] },
  'catalog.track_versions': { owner: 'SIUD', member: 'SIUD', seenWith: 'catalog.tracks' },
  'catalog.track_stems': { owner: 'SIUD', member: 'SIUD', seenWith: 'catalog.tracks' },
  'catalog.release_tracks': { owner: 'SIUD', member: 'SIUD', seenWith: 'catalog.releases' },
  'catalog.credits': { owner: 'SIUD', member: 'SIUD', seenWith: 'catalog.tracks' },
  'catalog.content_tags': { owner: 'SIUD', member: 'SIUD', seenWith: 'catalog.tracks' },
  'catalog.artists': { owner: 'SIUD', member: 'SIUD' },
  'catalog.genres': { seen: 'always' },
  'catalog.tags': { seen: 'always' },
  // Owner and members.
  'catalog.assets': { owner: 'SIUD', member: 'SIUD', seen: ['is_public = true'] },
  'catalog.asset_bundles': { owner: 'SIUD', member: 'SIUD' },
  'catalog.asset_versions': { owner: 'SIUD', member: 'SIUD' },
  'catalog.import_batches': { owner: 'SIUD' },
  'catalog.version_history': closed,
  'catalog.track_archiving_jobs': closed,
  'distribution.platforms': { seen: 'always', unless: ['is_active = false'] },
  'distribution.platform_credentials': closed,
  'distribution.batches': { owner: 'SIUD' },
  'distribution.records': { owner: 'S', member: 'S' },
  'distribution.scheduled_distributions': { owner: 'SIUD', member: 'SIUD' },
  'distribution.scheduled_distribution_platforms': { owner: 'SIUD', member: 'SIUD' },

  // Owner, members and named parties read; claims and splits are edited by their creator until they are verified.
  'rights.agreements': { owner: 'S', member: 'S' },
  'rights.agreement_links': { owner: 'S', member: 'S' },
  'rights.claims': { owner: 'SIU' },
  'rights.royalty_splits': { owner: 'SIU' },
  'rights.royalty_split_recipients': { owner: 'SIUD' },
  'rights.split_templates': { owner: 'S', seen: ["visibility = 'public'"] },
  'rights.pro_associations': { owner: 'S' },
  'rights.work_registrations': { owner: 'S', member: 'S' },
  'rights.conflicts': { owner: 'S' },
  'rights.conflict_claims': { owner: 'S' },

  // Owner reads, and creates payouts and payment methods only; of an organization its owners and administrators are the owner.
  'finance.wallets': { owner: 'S' },
  'finance.transactions': { owner: 'S' },
  'finance.payouts': { owner: 'SI' },
  'finance.payment_methods': { owner: 'SI', manager: 'S' },
  'finance.subscriptions': { owner: 'S', manager: 'S' },
  'finance.invoices': { owner: 'S', manager: 'S' },
  'finance.credit_balances': { owner: 'S' },
  'finance.credit_ledger': { owner: 'S' },
  'finance.discount_usages': { owner: 'S' },
  'finance.royalty_calculations': { owner: 'S' },
  'finance.royalty_allocations': { owner: 'S' },
  'finance.statements': { owner: 'S' },
  'finance.advances': { owner: 'S' },
  'finance.subscription_plans': { seen: 'always', unless: ['is_active = false'] },
  'finance.royalty_periods': { seen: 'always' },
  'finance.discount_codes': closed,
  'finance.payout_batches': closed,

  // Owner reads the status and uploads documents.
  'kyc.verifications': { owner: 'S' },
  'kyc.documents': { owner: 'SI' },

  // Owner reads the own tickets and what is not internal, and adds messages, the first of which is the ticket.
  'support.tickets': { owner: 'SI' },
  'support.ticket_messages': { owner: 'SI' },
  'support.knowledge_base_articles': { seen: ["status = 'published'"], unless: ["status = 'draft'"] },
  'support.templates': closed,
  'support.sla_policies': closed,

  // Owner reads the outcome and appeals; reporters create and read their own; the standing is read by whom it is about.
  'moderation.cases': { owner: 'S' },
  'moderation.sanctions': { owner: 'S' },
  'moderation.appeals': { owner: 'SI' },
  'moderation.reports': { owner: 'SI' },
  'moderation.reporter_standings': { owner: 'S' },
  // Inserted through moderation.request_field(); everybody reads the approved ones.
  'moderation.field_requests': { seen: ["status = 'approved'"], unless: ["status = 'rejected'"] },
  'moderation.field_request_requesters': closed,
  'moderation.approvals': closed,

  // Owner and the playlist's curator.
  'promotion.pitches': { owner: 'SIU' },
  'promotion.pitch_messages': { owner: 'SI' },
  'promotion.pitch_reviews': { owner: 'S', seen: ['is_public = true'] },
  'promotion.pitch_analytics': { owner: 'S' },
  'promotion.playlists': { owner: 'SIUD', seen: 'always', unless: ['is_active = false'] },
  'promotion.playlist_statistics': { owner: 'S' },
  'promotion.partners': { owner: 'S' },
  'promotion.partner_commissions': { owner: 'S' },
  'promotion.partner_clicks': closed,
  'promotion.referrals': { owner: 'S' },
  // Members.
  'promotion.campaigns': { owner: 'SIUD', member: 'SIUD' },
  'promotion.campaign_goals': { owner: 'SIUD', member: 'SIUD' },
  'promotion.audiences': { owner: 'SIUD', member: 'SIUD' },
  'promotion.audience_insights': { owner: 'S', member: 'S' },
  'promotion.integrations': { owner: 'SIUD', member: 'SIUD' },
  // Administrators.
  'promotion.email_campaigns': closed,
  'promotion.email_campaign_recipients': closed,
  'promotion.marketing_automations': closed,

  // Public read unless hidden, owner edits; group posts members, conversations participants.
  'community.categories': { seen: 'always', unless: ['is_active = false'] },
  'community.skills': { seen: 'always', unless: ['is_active = false', 'is_admin_approved = false'] },
  'community.posts': { owner: 'SIUD', seen: 'always', unless: ['is_hidden = true', 'is_approved = false'] },
  'community.comments': { owner: 'SIUD', seen: 'always', unless: ['is_hidden = true'] },
  'community.followers': { owner: 'SID', seen: 'always' },
  'community.likes': { owner: 'SID', seen: 'always' },
  'community.groups': { owner: 'SIU', seen: 'always', unless: ["visibility = 'secret'"] },
  'community.group_members': { owner: 'SIUD' },
  'community.conversations': { owner: 'S' },
  'community.conversation_participants': { owner: 'S' },
  'community.messages': { owner: 'SI' },
  'community.message_deletions': { owner: 'SID' },
  'community.articles': { owner: 'SIUD', seen: ['is_published = true'], unless: ['is_published = false'] },
  // Parts of the profile: seen as it is.
  'community.user_categories': { owner: 'SID', seen: 'always', unless: ["identity.profiles visibility = 'private'"] },
  'community.user_skills': { owner: 'SID', seen: 'always', unless: ["identity.profiles visibility = 'private'"] },
  'community.user_genres': { owner: 'SID', seen: 'always', unless: ["identity.profiles visibility = 'private'"] },
  'community.user_badges': { owner: 'S' },

  // The public reads what is active and approved, the seller edits; orders buyer and seller; registrations owner and host.
  'marketplace.products': { owner: 'SIUD', seen: ["status = 'active'"], unless: ["status = 'paused'", 'is_approved = false'] },
  'marketplace.services': { owner: 'SIUD', seen: ["status = 'active'"], unless: ["status = 'deleted'"] },
  'marketplace.webinars': { owner: 'SIUD', seen: 'always', unless: ["status = 'cancelled'"] },
  'marketplace.webinar_hosts': { owner: 'SID', seenWith: 'marketplace.webinars' },
  'marketplace.orders': { owner: 'S' },
  'marketplace.webinar_registrations': { owner: 'S' },
  'marketplace.reviews': { owner: 'SIU', seen: 'always' },

  // Owner; public rows are readable; callbacks and attempts are the services'.
  'studio.projects': { owner: 'SIUD', seen: ['is_public = true'] },
  'studio.project_tracks': { owner: 'SIUD', seenWith: 'studio.projects' },
  'studio.personas': { owner: 'SIUD', seen: ['is_public = true'] },
  'studio.daw_projects': { owner: 'SIUD', seen: ['is_public = true'] },
  'studio.project_prompts': { owner: 'SIUD' },
  'studio.prompt_history': { owner: 'SIUD' },
  'studio.lyrics_jobs': { owner: 'SIUD' },
  'studio.saved_lyrics': { owner: 'SIUD' },
  'studio.audio_upscale_jobs': { owner: 'SIUD' },
  'studio.cloud_folders': { owner: 'SIUD' },
  'studio.audio_library': { owner: 'SIUD' },
  'studio.section_replacements': { owner: 'SIUD' },
  'studio.music_classifications': { owner: 'SIUD' },
  'studio.wav_jobs': { owner: 'SIUD' },
  'studio.track_generations': { owner: 'S' },
  'studio.generation_limits': { owner: 'S' },
  'studio.lyrics_variants': { owner: 'S' },
  'studio.lyrics_generation_logs': { owner: 'S' },
  'studio.classification_jobs': { owner: 'S' },
  'studio.generation_attempts': closed,
  'studio.callback_logs': closed,
  'studio.song_descriptions': closed,
  'studio.song_recognitions': closed,

  // Owner or member of what is counted; numbers of the whole platform are staff's; events are only written.
  'analytics.platform_analytics': { owner: 'S', member: 'S' },
  'analytics.daily_stats': { owner: 'S', member: 'S' },
  'analytics.audience_demographics': { owner: 'S', member: 'S' },
  'analytics.bundle_analytics': { owner: 'S', member: 'S' },
  'analytics.saved_reports': { owner: 'SIUD', seen: ['is_public = true'] },
  'analytics.report_exports': { owner: 'S' },
  'analytics.campaign_metrics': { owner: 'S', member: 'S' },
  'analytics.meta_ad_metrics': { owner: 'S', member: 'S' },
  'analytics.spotify_metrics': { owner: 'S', member: 'S' },
  'analytics.campaign_reports': { owner: 'S', member: 'S' },
  'analytics.events': { owner: 'I' },
  'analytics.streaming_events': closed,
  'analytics.daily_analytics': closed,
  'analytics.realtime_metrics': closed,

  // Notices are read and marked by their owner; keys and webhooks are the owner's; the rest services and staff. Nobody rewrites the audit.
  'system.notifications': { owner: 'SU' },
  'system.api_keys': { owner: 'SD', manager: 'SD' },
  'system.webhooks': { owner: 'SIUD', manager: 'SIUD' },
  'system.webhook_deliveries': { owner: 'S', manager: 'S' },
  'system.email_queue': closed,
  'system.audit_logs': { service: 'SID' },
  'system.activity_events': closed,
  'system.system_logs': closed,
  'system.api_requests': closed,
  'system.feature_flags': closed,
  'system.settings': closed,
  'system.rate_limit_buckets': closed,
  'system.retention_policies': closed,
}

let platform: Platform
/** Columns that end users may insert or update, by table. */
let writable: Map<string, { insert: string[]; update: string[] }>
beforeAll(async () => {
  platform = await openPlatform()
  writable = await readWritable()
})
afterAll(() => platform.close())

async function readWritable() {
  const columns = (act: string) =>
    `array(select attname::text from pg_attribute where attrelid = t::regclass and attnum > 0 and not attisdropped
       and has_column_privilege('platform_user', attrelid, attnum, '${act}')) as ${act}`
  const { rows } = await platform.db.query(`select t as name, ${columns('insert')}, ${columns('update')} from unnest($1::text[]) t`, [
    [...platform.tables.keys()],
  ])
  return new Map(rows.map(({ name, ...acts }) => [name, acts]))
}

const DONE = ['done']
/** No privilege or no policy, or out of sight. */
const REFUSED = ['42501', 'nothing']
const table = (name: string) => platform.tables.get(name) as Table
const rowOf = (name: string, world: World) => world.rows.get(name) as Row
const select = (name: string, world: World) => selection(table(name), rowOf(name, world))
const remove = (name: string, world: World) => deletion(table(name), rowOf(name, world))
const update = (name: string, world: World) => {
  const column = changeable(name)
  return updating(table(name), rowOf(name, world), `${column} = ${column === 'expires_at' ? 'now()' : column}`)
}

/** A column that end users may change, if there is one: of a session its end, which is an edit only when it has come. */
function changeable(name: string): string {
  const columns = table(name).columns.filter((column) => !column.isGenerated)
  const open = columns.filter((column) => writable.get(name)?.update.includes(column.name))
  const candidates = open.length ? open : columns
  return (candidates.find((column) => !column.isUnique) ?? candidates[0])?.name as string
}

/** Of end users only the columns that they may give, where there are any. */
async function insert(name: string, world: World, actor: Actor, person: string): Promise<Statement> {
  const another = world === platform.own ? platform.shared : platform.own
  const row = await newRow(table(name), world, async (other) => rowOf(other, another), person)
  const given = Object.entries(row).filter(([column]) => actor === 'service' || writable.get(name)?.insert.includes(column))
  return insertion(name, given.length ? Object.fromEntries(given) : row)
}

async function expectActs(name: string, actor: Actor, world: World, allowed: string) {
  // What may be inserted is tried in the own name, what may not in the name of the owner.
  const person = allowed.includes('I') && actor !== 'service' ? platform.people[actor] : world.user
  // A row that is there already, or that others hold on to, was in reach.
  for (const [act, statement, reached] of [
    ['S', select(name, world), []],
    ['I', await insert(name, world, actor, person), ['23505']],
    ['U', update(name, world), []],
    ['D', remove(name, world), ['23503', '23001']],
  ] as const) {
    const outcome = await platform.attempt(actor, statement.sql, statement.values)
    expect(allowed.includes(act) ? [...DONE, ...reached] : REFUSED, `${actor}: ${statement.sql}`).toContain(outcome)
  }

  // A statement that reads nothing is not held by what may be read.
  const column = changeable(name)
  const value = column === 'expires_at' ? new Date() : rowOf(name, world)[column]
  for (const [act, sql, values] of [
    ['U', `update ${name} set ${column} = $1`, [value]],
    ['D', `delete from ${name}`, []],
  ] as const) {
    if (allowed.includes(act)) continue
    expect(REFUSED, `${actor}: ${sql}`).toContain(await platform.touch(actor, sql, [...values], select(name, world)))
  }
}

test('each of the 166 tables of the platform is declared, and no other', () => {
  expect(Object.keys(DECLARED).sort()).toEqual([...platform.tables.keys()].sort())
  expect(platform.tables.size).toBe(166)
})

test('no table is without row level security, none binds its owner, and no policy is for everybody', async () => {
  const { rows: unguarded } = await platform.db.query(`
    select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'console')
      and (not c.relrowsecurity or c.relforcerowsecurity)`)
  expect(unguarded).toEqual([])
  const { rows: roles } = await platform.db.query(
    "select distinct unnest(roles) as role from pg_policies where schemaname <> 'console' order by 1",
  )
  expect(roles.map(({ role }) => role)).toEqual(['console_owner', 'platform_user'])
})

describe.each(Object.entries(DECLARED))('%s', (name, declared) => {
  const others = asMade(declared)
  test('owner', () => expectActs(name, 'owner', platform.own, declared.owner ?? others))
  test('member of the organization', async () => {
    await expectActs(name, 'member', platform.shared, declared.member ?? others)
    await expectActs(name, 'manager', platform.shared, declared.manager ?? declared.member ?? others)
  })
  test('non-member, and the public', async () => {
    for (const actor of ['stranger', 'public'] as const) {
      for (const world of [platform.own, platform.shared]) await expectActs(name, actor, world, others)
    }
  })
  test('service', () => expectActs(name, 'service', platform.own, declared.service ?? 'SIUD'))
})

/** What everybody may do with a row as it was made. */
function asMade({ seen, seenWith }: Declared): string {
  if (seenWith) return asMade(DECLARED[seenWith] as Declared)
  return seen === 'always' ? 'S' : ''
}

const changing = Object.entries(DECLARED).filter(([, { seen, unless, seenWith }]) => Array.isArray(seen) || unless || seenWith)
test.each(changing)('%s is seen by everybody in its states, and not in others', async (name, declared) => {
  const { seen, unless = [] } = declared.seenWith ? (DECLARED[declared.seenWith] as Declared) : declared
  const change = (state: string) => {
    const [, target = declared.seenWith ?? name, assignments] = /^(?:(\w+\.\w+) )?(.*)$/.exec(state) as RegExpExecArray
    return `update ${target} set ${assignments} where id = '${rowOf(target, platform.own).id}'`
  }
  const { sql, values } = select(name, platform.own)
  const outcome = (actor: Actor, states: string[]) => platform.attempt(actor, sql, values, states.map(change).join('; '))
  const states = Array.isArray(seen) ? seen : []
  for (const actor of ['stranger', 'public'] as const) {
    for (const state of states) expect(DONE, `${actor}: ${state}`).toContain(await outcome(actor, [state]))
    for (const state of unless) expect(REFUSED, `${actor}: ${state}`).toContain(await outcome(actor, [...states.slice(0, 1), state]))
  }
})

/** Whom a row names beside its owner. */
const PARTIES: [table: string, column: string, allowed: string][] = [
  ['promotion.pitches', 'curator_id', 'S'],
  ['promotion.referrals', 'referred_user_id', 'S'],
  ['finance.transactions', 'counterparty_id', 'S'],
  ['finance.royalty_allocations', 'recipient_id', 'S'],
  ['rights.claims', 'holder_id', 'S'],
  ['rights.royalty_split_recipients', 'recipient_id', 'S'],
  ['marketplace.orders', 'buyer_id', 'S'],
  ['marketplace.reviews', 'seller_id', 'SU'],
  ['community.followers', 'following_id', 'S'],
]
test.each(PARTIES)('%s: whom %s names may %s', async (name, column, allowed) => {
  const { own, people, attempt } = platform
  const before = `update ${name} set ${column} = '${people.stranger}' where id = '${rowOf(name, own).id}'`
  const acts = { S: select(name, own), U: update(name, own), D: remove(name, own) }
  for (const [act, { sql, values }] of Object.entries(acts)) {
    expect(allowed.includes(act) ? DONE : REFUSED, sql).toContain(await attempt('stranger', sql, values, before))
  }
})

test('nobody makes a row in the name of somebody else, or gives one away', async () => {
  const { people, own, shared, attempt } = platform
  // Here a row is for somebody else: an invitation.
  const inviting = ['identity.organization_members', 'marketplace.webinar_hosts']
  for (const [name, declared] of Object.entries(DECLARED)) {
    const { owner } = table(name)
    if (!owner || inviting.includes(name)) continue
    for (const [actor, world, other, allowed] of [
      ['owner', own, people.stranger, declared.owner],
      ['member', shared, people.colleague, declared.member],
    ] as const) {
      const { sql, values } = await insert(name, world, actor, other)
      if (allowed?.includes('I')) expect(REFUSED, `${actor}: ${sql}`).toContain(await attempt(actor, sql, values))
      if (!writable.get(name)?.update.includes(owner)) continue
      const gift = updating(table(name), rowOf(name, world), `${owner} = '${people.stranger}'`)
      expect(REFUSED, `${actor}: ${gift.sql}`).toContain(await attempt(actor, gift.sql, gift.values))
    }
  }
})
