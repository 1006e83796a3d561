// Every console role, and a login without any, against every table, view and function of the database. The screen is not asked.

import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { staffRoles } from '../../shared/session.ts'
import { addCheck, type TestCheck } from '../support/kyc.ts'
import { addPayee, askPayout } from '../support/payouts.ts'
import { addCustomer, addStaff, addTicket, asLogin, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

interface Thing {
  name: string
  kind: 'table' | 'view'
  isConsole: boolean
}
interface Routine {
  signature: string
  isGranted: boolean
  isConsole: boolean
  call: string
}

let database: TestDatabase
let things: Thing[]
let routines: Routine[]
let ticket: string
/** A reported track. */
let moderated: string
let check: TestCheck
let payout: string
const people = new Map<string, TestStaff>()
const actors = [...staffRoles, 'nobody', 'stranger'] as const

/** No privilege, or a view that nobody at all can write. */
const refused = ['42501', '55000', '0A000']

/** What a console login may select from; everything else in the database is refused. */
const readable = [
  'console.article',
  'console.case_queue',
  'console.colleague',
  'console.conflict_queue',
  'console.kyc_queue',
  'console.payout_queue',
  'console.saved_view',
  'console.template',
  'console.ticket_queue',
]

beforeAll(async () => {
  database = await freshDatabase()
  for (const role of staffRoles) people.set(role, await addStaff(database.url, role, [role]))
  people.set('nobody', await addStaff(database.url, 'nobody', []))
  ticket = (await addTicket(database.url, await addCustomer(database.url, 'Customer'))).id
  payout = await askPayout(database.url, await addPayee(database.url, { kyc: null }), '100.00')
  check = await addCheck(database.url, await addCustomer(database.url, 'Customer of compliance'))
  const [author, reporter] = [await addCustomer(database.url, 'Author'), await addCustomer(database.url, 'Reporter')]
  await asOwner(database.url, async (db) => {
    const { rows: tracks } = await db.query(`insert into catalog.tracks (user_id, title) values ($1, 'Tide') returning id`, [author])
    const report = `insert into moderation.reports (reporter_id, entity_type, entity_id, reason) values ($1, 'track', $2, 'spam') returning case_id`
    moderated = (await db.query(report, [reporter, tracks[0].id])).rows[0].case_id
    // In a console role, but not enrolled as staff.
    const login = `stranger_${Date.now()}`
    await db.query(`create role ${login} login password 'staff' in role console_support`)
    people.set('stranger', { id: '', login, password: 'staff', name: 'stranger', url: asLogin(database.url, login, 'staff') })
    things = (
      await db.query(`
        select format('%I.%I', n.nspname, c.relname) as name, case when c.relkind in ('v', 'm') then 'view' else 'table' end as kind, n.nspname = 'console' as "isConsole"
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v', 'm') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'public') order by 1`)
    ).rows
    routines = (
      await db.query(`
        select p.oid::regprocedure::text as signature, n.nspname = 'console' as "isConsole",
          has_function_privilege('console_staff', p.oid, 'execute') and has_schema_privilege('console_staff', n.oid, 'usage') as "isGranted",
          format('%I.%I(%s)', n.nspname, p.proname,
            (select string_agg('null::' || format_type(t, null), ', ' order by o) from unnest(p.proargtypes) with ordinality a(t, o))) as call
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname not in ('pg_catalog', 'information_schema', 'public') and p.prokind = 'f' and p.prorettype not in ('trigger'::regtype, 'event_trigger'::regtype) order by 1`)
    ).rows
  })
})
afterAll(() => database.drop())

async function asPerson<T>(
  who: string,
  work: (attempt: (sql: string, ...values: unknown[]) => Promise<string>, db: pg.Client) => Promise<T>,
): Promise<T> {
  const db = new pg.Client({ connectionString: people.get(who)?.url })
  await db.connect()
  const attempt = async (sql: string, ...values: unknown[]) => {
    await db.query('begin')
    const code = await db.query(sql, values).then(
      () => 'done',
      (error: pg.DatabaseError) => error.code ?? 'unknown',
    )
    await db.query('rollback')
    return code
  }
  try {
    return await work(attempt, db)
  } finally {
    await db.end()
  }
}

/** Without any console role the schema itself is closed; with one, the function refuses. */
const refusal = (who: string) => (who === 'nobody' ? '42501' : 'BL002')

test('the sweep sees the whole database', () => {
  expect(things.filter((thing) => !thing.isConsole).length).toBeGreaterThan(100)
  expect(routines.length).toBeGreaterThan(50)
})

describe.each(actors)('%s', (who) => {
  test('reads only the views of schema console', () =>
    asPerson(who, async (attempt) => {
      const open: string[] = []
      for (const { name } of things) if ((await attempt(`select * from ${name} limit 1`)) !== '42501') open.push(name)
      const records = things.filter(({ name, kind }) => kind === 'view' && name.startsWith('console.record_')).map(({ name }) => name)
      expect(open.sort()).toEqual(who === 'nobody' ? [] : [...readable, ...records].sort())
    }))

  test('writes nowhere directly', () =>
    asPerson(who, async (attempt) => {
      for (const { name, kind } of things) {
        expect(refused, name).toContain(await attempt(`delete from ${name}`))
        expect(refused, name).toContain(await attempt(`insert into ${name} default values`))
        if (kind === 'table') expect(refused, name).toContain(await attempt(`truncate ${name}`))
      }
      const { rows } = await asOwner(database.url, (db) =>
        db.query(`select format('%I.%I', table_schema, table_name) as name, min(format('%I', column_name)) as col from information_schema.columns
                  where table_schema not in ('pg_catalog', 'information_schema', 'public') group by 1`),
      )
      for (const { name, col } of rows) expect(refused, name).toContain(await attempt(`update ${name} set ${col} = ${col}`))
    }))

  test('calls only granted functions of schema console', () =>
    asPerson(who, async (attempt) => {
      const open: string[] = []
      for (const routine of routines) if ((await attempt(`select ${routine.call}`)) !== '42501') open.push(routine.signature)
      const granted = who === 'nobody' ? [] : routines.filter((routine) => routine.isGranted).map((routine) => routine.signature)
      expect(open.sort()).toEqual(granted.sort())
      expect(routines.filter((routine) => routine.isGranted && !routine.isConsole)).toEqual([])
    }))

  test('cannot become another role, make objects or reach the server', () =>
    asPerson(who, async (attempt) => {
      for (const sql of [
        'set role console_owner',
        'set role postgres',
        'set session authorization postgres',
        'create schema mine',
        'create table console.mine (id int)',
        'create function console.mine() returns int language sql as $$ select 1 $$',
        'create table public.mine (id int)',
        'create temporary table mine (id int)',
        'create domain pg_temp.uuid as pg_catalog.uuid',
        'create role mine',
        `copy (select 1) to program 'true'`,
        `select pg_read_file('/etc/passwd')`,
        'alter table console.audit disable trigger append_only',
        'grant console_admin to current_user',
      ]) {
        expect([sql, await attempt(sql)]).toEqual([sql, '42501'])
      }
    }))
})

describe('records', () => {
  const areas: Record<string, string[]> = {
    support: ['identity', 'catalog', 'distribution', 'support'],
    moderator: ['identity', 'catalog', 'moderation', 'promotion', 'community', 'marketplace', 'studio'],
    compliance: ['identity', 'finance', 'kyc'],
    finance: ['identity', 'finance', 'rights', 'marketplace', 'analytics'],
    rights: ['identity', 'catalog', 'distribution', 'rights', 'analytics'],
  }

  test('every table of the platform is reached by somebody', () => {
    const tables = things.filter(({ name, kind }) => kind === 'table' && !/^(console|migrations)\.|_(\d{4}_\d\d|default|p\d+)$/.test(name))
    const views = new Set(things.map(({ name }) => name))
    expect(tables.filter(({ name }) => !views.has(`console.record_${name.replace('.', '_')}`)).map(({ name }) => name)).toEqual([])
  })

  test.each(staffRoles)('%s reads the rows of its areas and no others', (who) =>
    asPerson(who, async (_attempt, db) => {
      const { rows } = await db.query(`select console.record_catalog() as catalog`)
      const reached = [...new Set((rows[0].catalog as { area: string }[]).map(({ area }) => area))].sort()
      const every = [...new Set(Object.values(areas).flat()), 'system'].sort()
      const expected =
        who === 'auditor' ? every : who === 'admin' ? every.filter((area) => area !== 'kyc') : (areas[who] as string[]).toSorted()
      expect(reached).toEqual(expected)
      expect(((await db.query('select from console.record_support_tickets')).rowCount ?? 0) > 0).toBe(expected.includes('support'))
      expect(((await db.query('select from console.record_system_settings')).rowCount ?? 0) > 0).toBe(expected.includes('system'))
    }),
  )

  test('secrets are in no view, and private columns are masked without the right', async () => {
    const { rows } = await asOwner(database.url, (db) =>
      db.query(`select table_name || '.' || column_name as name from information_schema.columns where table_schema = 'console' and table_name like 'record\\_%\\_%'
                and column_name in ('password_hash', 'two_factor_secret', 'token_hash', 'key_hash', 'secret', 'access_token', 'refresh_token', 'credentials', 'file_path', 'payment_details')`),
    )
    expect(rows).toEqual([])
    await asOwner(database.url, (db) =>
      db.query(`update identity.users set tax_id = 'LV123456789', date_of_birth = '1990-01-02' where username like 'c\\_%'`),
    )
    const seen = (who: string) =>
      asPerson(
        who,
        async (_attempt, db) =>
          (
            await db.query(
              'select tax_id, date_of_birth is null as hidden from console.record_identity_users where tax_id is not null limit 1',
            )
          ).rows[0],
      )
    expect(await seen('support')).toEqual({ tax_id: '••••6789', hidden: true })
    expect(await seen('compliance')).toEqual({ tax_id: 'LV123456789', hidden: false })
  })
})

describe('capabilities', () => {
  const acts = [
    `select console.claim(gen_random_uuid(), 'ticket', $1)`,
    `select console.ticket_reply(gen_random_uuid(), $1, 1, 'Hello', null, null)`,
    `select console.ticket_note(gen_random_uuid(), $1, 1, 'Hello')`,
    `select console.assign(gen_random_uuid(), 'ticket', $1, 1, null)`,
    `select console.ticket_set_status(gen_random_uuid(), $1, 1, 'closed', null)`,
    `select console.ticket_set_priority(gen_random_uuid(), $1, 1, 'low')`,
    `select console.ticket_set_category(gen_random_uuid(), $1, 1, 'billing')`,
    `select console.ticket_escalate(gen_random_uuid(), $1, 1, null, 'why')`,
    `select console.ticket_resolve(gen_random_uuid(), $1, 1, null)`,
    `select console.ticket_snooze(gen_random_uuid(), $1, 1, now() + interval '1 hour')`,
    `select console.ticket_tag(gen_random_uuid(), $1, 1, '{x}', '{}')`,
  ]
  const reads = [`select console.ticket_item($1)`, `select console.ticket_thread($1)`]

  test.each(actors)('%s acts on tickets only with the capability', (who) =>
    asPerson(who, async (attempt) => {
      const may = who === 'support' || who === 'admin'
      for (const sql of acts) expect([sql, await attempt(sql, ticket)]).toEqual([sql, may ? 'done' : refusal(who)])
    }),
  )

  test.each(actors)('%s reads tickets only with the capability', (who) =>
    asPerson(who, async (attempt, db) => {
      const may = ['support', 'admin', 'auditor'].includes(who)
      for (const sql of reads) expect([sql, await attempt(sql, ticket)]).toEqual([sql, may ? 'done' : refusal(who)])
      if (who === 'nobody') return
      expect((await db.query('select from console.ticket_queue')).rowCount).toBe(may ? 1 : 0)
      expect((await db.query(`select console.ticket_search('question')`)).rowCount).toBe(may ? 1 : 0)
      expect((await db.query(`select * from console.ticket_find('question')`)).rowCount).toBe(may ? 1 : 0)
      const { news } = (await db.query(`select console.changes_since('3:3:', 100) as news`)).rows[0] as {
        news: { changes: { kind: string }[] }
      }
      expect(news.changes.filter(({ kind }) => kind === 'ticket')).toHaveLength(may ? 1 : 0)
      const counts = (await db.query('select console.work_counts() as counts')).rows[0].counts as { kind: string }[]
      expect(counts.some(({ kind }) => kind === 'ticket')).toBe(may)
    }),
  )

  test.each(actors)('%s acts on identity checks and opens their documents only with the capability', (who) =>
    asPerson(who, async (attempt, db) => {
      const may = who === 'compliance'
      // Without a lease a reviewer gets as far as being told so.
      for (const sql of [
        `select console.kyc_decide(gen_random_uuid(), $1, 3, 'approve', null, null, null, '[]', null)`,
        `select console.kyc_dispose(gen_random_uuid(), $1, 3, $1, 'unclear', 'why')`,
      ]) {
        expect([sql, await attempt(sql, check.id)]).toEqual([sql, may ? 'BL004' : refusal(who)])
      }
      const undo = `select console.kyc_undo(gen_random_uuid(), $1, 3, $1)`
      expect(await attempt(undo, check.id)).toBe(may ? 'BL007' : refusal(who))
      const open = `select console.document_open('kyc', $1, $2)`
      expect(await attempt(open, check.id, check.documents.passport)).toBe(may ? 'done' : refusal(who))
      const mayRead = may || who === 'auditor'
      expect(await attempt('select console.kyc_item($1)', check.id)).toBe(mayRead ? 'done' : refusal(who))
      if (who === 'nobody') return
      expect((await db.query('select from console.kyc_queue')).rowCount).toBe(mayRead ? 1 : 0)
      expect((await db.query(`select console.kyc_search('Customer')`)).rowCount).toBe(mayRead ? 1 : 0)
    }),
  )

  test.each(actors)('%s acts on cases and opens their files only with the capability', (who) =>
    asPerson(who, async (attempt, db) => {
      const may = who === 'moderator'
      // Without a lease a moderator gets as far as being told so.
      for (const [sql, code] of [
        [`select console.case_decide(gen_random_uuid(), $1, 1, 'hide', 'C2', 'low', 'f', '[]', null, null)`, 'BL004'],
        [`select console.case_correct(gen_random_uuid(), $1, 1, 'hide', 'C2', 'low', 'f', '[]', null)`, 'BL003'],
        [`select console.case_undo(gen_random_uuid(), $1, 1)`, 'BL007'],
        [`select console.case_hold(gen_random_uuid(), $1, 1, now() + interval '1 day', 'why')`, 'done'],
        [`select console.case_answer_appeal(gen_random_uuid(), $1, 1, 'uphold', 'why')`, 'BL003'],
      ] as const) {
        expect([sql, await attempt(sql, moderated)]).toEqual([sql, may ? code : refusal(who)])
      }
      const mayRead = may || who === 'auditor'
      expect(await attempt(`select console.case_item($1)`, moderated)).toBe(mayRead ? 'done' : refusal(who))
      expect(await attempt(`select console.case_rules()`)).toBe(mayRead ? 'done' : refusal(who))
      expect(await attempt(`select console.case_preview($1, 'hide', 'C2', 'low', 'f', '[]')`, moderated)).toBe(
        mayRead ? 'done' : refusal(who),
      )
      expect(await attempt(`select console.document_open('case', $1, gen_random_uuid())`, moderated)).toBe(mayRead ? 'BL007' : refusal(who))
      expect(await attempt(`select console.reporter_forgive(gen_random_uuid(), $1, 0, 'why')`, moderated)).toBe(
        who === 'admin' ? 'BL007' : refusal(who),
      )
      if (who === 'nobody') return
      expect((await db.query('select from console.case_queue')).rowCount).toBe(mayRead ? 1 : 0)
      expect((await db.query(`select console.case_search('Tide')`)).rowCount).toBe(mayRead ? 1 : 0)
    }),
  )

  test.each(actors)('%s acts on payouts only with the capability; an administrator does not', (who) =>
    asPerson(who, async (attempt, db) => {
      const may = who === 'finance'
      for (const [sql, code] of [
        [`select console.step_up('payouts', gen_random_uuid())`, 'done'],
        [`select console.payout_prepare(gen_random_uuid(), $1, 1)`, 'BL003'],
        [`select console.payout_sign(gen_random_uuid(), $1, 1, '00', 'token', gen_random_uuid(), null)`, 'BL005'],
        [`select console.payout_reject(gen_random_uuid(), $1, 1, 'why')`, 'done'],
        [`select console.payout_cancel(gen_random_uuid(), $1, 1, 'why')`, 'done'],
        [`select console.payout_hold(gen_random_uuid(), $1, 1, 'why')`, 'done'],
        [`select console.payout_release(gen_random_uuid(), $1, 1, 'why')`, 'BL003'],
        [`select console.payout_send(gen_random_uuid(), $1, 1, null)`, 'BL003'],
        [`select console.payout_paid(gen_random_uuid(), $1, 1, null)`, 'BL003'],
        [`select console.payout_failed(gen_random_uuid(), $1, 1, 'why', null, 'token', gen_random_uuid())`, 'BL005'],
        [`select console.payout_returned(gen_random_uuid(), $1, 1, 'why', 'token', gen_random_uuid())`, 'BL005'],
        [`select console.payout_policy_adopt(gen_random_uuid(), 1, 'token', gen_random_uuid())`, 'BL005'],
      ] as const) {
        const values = sql.includes('$1') ? [payout] : []
        expect([sql, await attempt(sql, ...values)]).toEqual([sql, may ? code : refusal(who)])
      }
      const mayRead = may || ['compliance', 'admin', 'auditor'].includes(who)
      expect(await attempt(`select console.payout_item($1)`, payout)).toBe(mayRead ? 'done' : refusal(who))
      expect(await attempt(`select console.wallets_prove()`)).toBe(mayRead ? 'done' : refusal(who))
      expect(await attempt(`select console.payout_policies()`)).toBe(mayRead ? 'done' : refusal(who))
      const mayPropose = may || who === 'admin'
      expect(await attempt(`select console.payout_policy_withdraw(gen_random_uuid(), 1, 'why')`)).toBe(mayPropose ? 'BL003' : refusal(who))
      expect(await attempt(`select console.payout_policy_propose(gen_random_uuid(), '{}', 'why')`)).toBe(
        mayPropose ? 'BL006' : refusal(who),
      )
      if (who === 'nobody') return
      expect((await db.query('select from console.payout_queue')).rowCount).toBe(mayRead ? 1 : 0)
    }),
  )

  test('a person who is no longer active has no right left', async () => {
    const former = await addStaff(database.url, 'Former', ['support', 'admin'])
    people.set('former', former)
    await asOwner(database.url, (db) => db.query('update console.staff set is_active = false where user_id = $1', [former.id]))
    await asPerson('former', async (attempt, db) => {
      expect(await attempt('select console.session()')).toBe('BL002')
      expect(await attempt(acts[1] as string, ticket)).toBe('BL002')
      expect((await db.query('select from console.ticket_queue')).rowCount).toBe(0)
    })
  })

  test('a forged command setting or search path changes nothing', () =>
    asPerson('support', async (_attempt, db) => {
      await db.query(`set console.command = 'forged'`)
      await db.query('set search_path = pg_temp, public')
      const { rows } = await db.query(`select console.ticket_set_priority(gen_random_uuid(), $1, 1, 'high') as done`, [ticket])
      expect(rows[0].done).toEqual({ version: 2 })
    }))

  // An aggregate has no settings of its own; the function of its steps has.
  test('no function of the console looks for names in temporary schemas first', async () => {
    const { rows } = await asOwner(database.url, (db) =>
      db.query(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'console' and p.prokind <> 'a' and not coalesce('search_path=pg_catalog, pg_temp' = any(p.proconfig), false)`),
    )
    expect(rows).toEqual([])
  })

  test('temporary types and operators, with which a login could run code as the owner or look at statistics, cannot be made', () =>
    asPerson('support', async (attempt) => {
      for (const sql of [
        'create temporary table staff (login text, is_active boolean)',
        'create domain pg_temp.uuid as pg_catalog.uuid check (value is not null)',
        `create function pg_temp.leak(text) returns boolean language plpgsql as $$ begin raise warning '%', $1; return true; end $$`,
      ]) {
        expect([sql, await attempt(sql)]).toEqual([sql, '42501'])
      }
    }))
})
