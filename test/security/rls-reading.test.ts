// What a person of the platform might try to read around the policies: secrets in rows that are seen, functions and views with more rights,
// a login of the backend itself; and what a public profile shows to whom.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asLogin, asOwner } from '../support/people.ts'
import { type Actor, openPlatform, type Platform } from '../support/platform.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { PLATFORM } from '../support/rows.ts'

let platform: Platform

beforeAll(async () => {
  platform = await openPlatform()
})
afterAll(() => platform.close())

describe('nobody reads around the policies', () => {
  const SECRETS = {
    'identity.user_sessions': ['token_hash', 'data'],
    'distribution.platforms': ['credentials', 'api_endpoint'],
    'rights.royalty_split_recipients': ['payment_details'],
    'finance.payouts': ['payment_details', 'admin_notes', 'hold_reason'],
    'kyc.verifications': ['risk_score', 'verification_data', 'verification_notes', 'assigned_to'],
    'kyc.documents': ['file_path', 'metadata'],
    'moderation.cases': ['decision_notes', 'signals', 'assigned_to'],
    'moderation.sanctions': ['issued_by', 'lift_reason'],
    'moderation.appeals': ['decision_notes', 'decided_by'],
    'moderation.reporter_standings': ['override_note'],
    'promotion.integrations': ['access_token', 'refresh_token'],
    'marketplace.products': ['file_urls'],
    'marketplace.webinars': ['room_id', 'recording_url'],
    'system.api_keys': ['key_hash'],
  }
  test.each(Object.entries(SECRETS))('secrets and notes of staff in %s are not even for the owner', async (name, columns) => {
    for (const column of columns) expect(await platform.attempt('owner', `select ${column} from ${name}`), column).toBe('42501')
  })

  test('the only view is that of the public profiles, and the console is out of reach', async () => {
    const { rows } = await platform.db.query(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('v', 'm') and n.nspname = any ($1) and has_any_column_privilege('platform_user', c.oid, 'select')`,
      [PLATFORM],
    )
    expect(rows).toEqual([{ name: 'identity.public_profiles' }])
    const { rows: reach } = await platform.db.query(
      `select has_schema_privilege('platform_user', 'console', 'usage') as console, pg_has_role('platform_user', 'console_owner', 'member') as owner`,
    )
    expect(reach).toEqual([{ console: false, owner: false }])
  })

  test('of functions only these are callable, and none asks about a person who is named', async () => {
    const { rows } = await platform.db.query(
      `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = any ($1) and p.prorettype <> 'trigger'::regtype and has_function_privilege('platform_user', p.oid, 'execute') order by 1`,
      [PLATFORM],
    )
    expect(rows.map(({ name }) => name)).toEqual([
      'catalog.current_works()',
      'catalog.is_valid_upc(text)',
      'community.current_conversations()',
      'community.current_groups()',
      'community.is_liked(system.entity_type,uuid,uuid)',
      'community.managed_groups()',
      'finance.may_request_payout(uuid,uuid,numeric,character)',
      'identity.current_organizations()',
      'identity.current_user_id()',
      'identity.is_valid_client_id(text)',
      'identity.managed_organizations()',
      'marketplace.is_sold_by(uuid,system.entity_type,uuid)',
      'moderation.may_report()',
      'moderation.request_field(moderation.field_type,citext,uuid)',
      'promotion.may_pitch()',
      'promotion.tier_rate(promotion.partner_tier)',
      'rights.current_parties()',
      'rights.current_splits()',
      'support.sla_breach(support.tickets)',
      'system.uuid_v7()',
    ])
  })

  test('functions with the rights of their owner look for names in fixed places only', async () => {
    const { rows } = await platform.db.query(
      `select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = any ($1) and p.prosecdef and not coalesce(p.proconfig::text like '%search_path=pg_catalog, public, pg_temp%', false)`,
      [PLATFORM],
    )
    expect(rows).toEqual([])
  })

  test('a payout is not a way to learn what is in the wallet of somebody else', async () => {
    const ask = "select finance.may_request_payout($1, $2, 60, 'USD') as answer"
    const of = ['finance.wallets', 'finance.payment_methods'].map((name) => platform.own.rows.get(name)?.id)
    expect(await platform.read('owner', ask, of)).toEqual([{ answer: true }])
    for (const actor of ['stranger', 'public'] as const) expect(await platform.read(actor, ask, of)).toEqual([{ answer: false }])
  })

  test('sets of a person are of nobody else', async () => {
    for (const set of [
      'identity.current_organizations()',
      'identity.managed_organizations()',
      'catalog.current_works()',
      'rights.current_splits()',
      'community.current_groups()',
      'community.managed_groups()',
      'community.current_conversations()',
    ]) {
      expect((await platform.read('owner', `select ${set}`)).length, set).toBeGreaterThan(0)
      for (const actor of ['stranger', 'public'] as const) expect(await platform.read(actor, `select ${set}`), set).toEqual([])
    }
  })

  describe('with a login of the backend', () => {
    let database: TestDatabase
    let login: string
    let db: pg.Client

    beforeAll(async () => {
      database = await freshDatabase()
      login = `backend_${process.pid}_${Date.now()}`
      const me = await asOwner(database.url, async (owner) => {
        await owner.query(`create role ${login} login password 'backend' in role platform_user`)
        // More than the console's migrations leave to anybody.
        await owner.query(`grant temporary on database ${new URL(database.url).pathname.slice(1)} to ${login}`)
        await owner.query("insert into identity.users (email, tax_id) values ('me@attack.test', 'mine'), ('other@attack.test', 'theirs')")
        await owner.query("update identity.profiles set location_city = 'Oslo', location_visibility = 'hidden'")
        return (await owner.query("select id from identity.users where email = 'me@attack.test'")).rows[0].id
      })
      db = new pg.Client({ connectionString: asLogin(database.url, login, 'backend') })
      await db.connect()
      await db.query("select set_config('platform.user_id', $1, false)", [me])
    })
    afterAll(async () => {
      await db.end()
      await asOwner(database.url, (owner) => owner.query(`drop owned by ${login}; drop role ${login}`))
      await database.drop()
    })

    test.each([
      'set role console_owner',
      'set role postgres',
      'set session authorization postgres',
      'alter table identity.users disable row level security',
      'create policy mine on identity.users using (true)',
      'drop policy owner on identity.users',
      'create table identity.mine ()',
      'create function public.mine() returns int language sql return 1',
      'truncate identity.user_settings',
      'select identity.handle_new_user()',
      'select * from console.staff',
      'select * from migrations.files',
      'set row_security = off; select id from identity.users',
    ])('%s is refused', async (sql) => {
      await db.query('begin')
      await expect(db.query(sql)).rejects.toMatchObject({ code: '42501' })
      await db.query('rollback')
    })

    test('a function that looks at every row it gets is given only what may be seen', async () => {
      const seen: (string | undefined)[] = []
      db.on('notice', ({ message }) => seen.push(message))
      await db.query(`create function pg_temp.peek(value text) returns boolean language plpgsql cost 0.0001 as $$
        begin raise notice '%', value; return true; end $$`)
      await db.query('select id from identity.users where pg_temp.peek(tax_id)')
      expect(seen).toEqual(['mine'])
      await db.query('select user_id from identity.public_profiles where pg_temp.peek(location_city)')
      expect(seen.slice(1)).toEqual(['<NULL>', '<NULL>'])
    })
  })
})

describe('a public profile', () => {
  const seen = (actor: Actor, state: string) =>
    platform.read(
      actor,
      'select location_city as city, location_country as country, location_coords is not null as exact from identity.public_profiles where user_id = $1',
      [platform.people.owner],
      `update identity.profiles set location_city = 'Oslo', location_country = 'NO', location_coords = '(59.9,10.7)', ${state} where user_id = '${platform.people.owner}'`,
    )

  test.each([
    ['public', 1, 1, 1],
    ['members_only', 1, 1, 0],
    ['private', 1, 0, 0],
  ])(
    'that is %s is seen by its owner, people who are signed in, and everybody: %i, %i, %i',
    async (visibility, owner, stranger, everybody) => {
      const state = `visibility = '${visibility}'`
      expect(await seen('owner', state)).toHaveLength(owner)
      expect(await seen('stranger', state)).toHaveLength(stranger)
      expect(await seen('public', state)).toHaveLength(everybody)
    },
  )

  test.each([
    ['exact', { city: 'Oslo', country: 'NO', exact: true }],
    ['city', { city: 'Oslo', country: 'NO', exact: false }],
    ['country', { city: null, country: 'NO', exact: false }],
    ['hidden', { city: null, country: null, exact: false }],
  ])('shows as its place: %s', async (visibility, place) => {
    expect(await seen('public', `location_visibility = '${visibility}'`)).toEqual([place])
  })

  test.each(["status = 'banned'", "status = 'suspended'", 'deleted_at = now()'])('is not shown of an account with %s', async (state) => {
    const before = `update identity.users set ${state} where id = '${platform.people.owner}'`
    expect(
      await platform.attempt('stranger', 'select from identity.public_profiles where user_id = $1', [platform.people.owner], before),
    ).toBe('nothing')
  })
})
