import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DemoRefused, fillDemo } from '../../migrations/demo/fill.ts'
import { makePeople } from '../../migrations/demo/people/person.ts'
import { makeTickets } from '../../migrations/demo/tickets/make.ts'
import { documentedVolume, scaled } from '../../migrations/demo/volume/counts.ts'
import { fillVolume } from '../../migrations/demo/volume.ts'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/postgres.ts'

const resources = join(import.meta.dirname, '../../resources')
// A Wednesday in business hours, so that every bucket of the queue can be reached.
const now = new Date('2026-03-11T10:30:00Z')
let database: TestDatabase
let db: pg.Client
let people: Awaited<ReturnType<typeof fillDemo>>['people']
/** Filled of the same moment. */
let second: TestDatabase

beforeAll(async () => {
  database = await freshDatabase()
  people = (await fillDemo(database.url, { now })).people
  db = await connect(database.url)
}, 300_000)

afterAll(async () => {
  await db?.end()
  await database?.drop()
  await second?.drop()
})

async function connect(url: string, login?: { login: string; password: string }): Promise<pg.Client> {
  const address = new URL(url)
  if (login) Object.assign(address, { username: login.login, password: login.password })
  const client = new pg.Client({ connectionString: address.href })
  await client.connect()
  return client
}

async function value<T>(sql: string, ...values: unknown[]): Promise<T> {
  const { rows } = await db.query({ text: sql, values, rowMode: 'array' })
  return rows[0]?.[0]
}

/** Rows that break a rule; the message shows the first few. */
async function offenders(sql: string): Promise<unknown[]> {
  return (await db.query(`${sql} limit 5`)).rows
}

describe('how much', () => {
  test.each([
    ['identity.users', 2012],
    ['identity.profiles', 2012],
    ['finance.wallets', 2000],
    ['finance.subscriptions', 2024],
    ['support.tickets', 1500],
    ['support.ticket_messages', 8000],
    ['console.staff', 12],
    ['console.work_ticket', 1500],
  ])('%s has %i rows', async (table, rows) => {
    expect(await value<string>(`select count(*) from ${table}`)).toBe(String(rows))
  })

  test('canned replies, articles and organizations', async () => {
    expect(Number(await value(`select count(*) from support.templates`))).toBeGreaterThanOrEqual(50)
    expect(Number(await value(`select count(*) from support.knowledge_base_articles`))).toBeGreaterThanOrEqual(60)
    expect(Number(await value(`select count(*) from identity.organizations`))).toBeGreaterThan(100)
  })

  test('twelve months of tickets', async () => {
    expect(await value(`select count(distinct date_trunc('month', created_at)) >= 12 from support.tickets`)).toBe(true)
    expect(await value(`select max(created_at) > $1::timestamptz - interval '1 hour' from support.tickets`, now)).toBe(true)
  })
})

describe('every state is there', () => {
  test.each([
    ['support.ticket_status', 'support.tickets', 'status'],
    ['support.ticket_priority', 'support.tickets', 'priority'],
    ['support.ticket_category', 'support.tickets', 'category'],
    ['support.sender_type', 'support.ticket_messages', 'sender_type'],
    ['support.article_status', 'support.knowledge_base_articles', 'status'],
    ['finance.plan_tier', 'finance.subscription_plans', 'tier'],
    ['finance.subscription_status', 'finance.subscriptions', 'status'],
    ['finance.payout_status', 'finance.payouts', 'status'],
    ['kyc.verification_status', 'kyc.verifications', 'status'],
    ['kyc.verification_level', 'kyc.verifications', 'level'],
    ['identity.user_status', 'identity.users', 'status'],
  ])('%s in %s', async (type, table, column) => {
    const missing = `select v from unnest(enum_range(null::${type})) v where v not in (select ${column} from ${table})`
    expect(await offenders(missing)).toEqual([])
  })

  test('every plan has tickets', async () => {
    expect(await value(`select count(distinct plan) from console.work_ticket`)).toBe('6')
  })

  test('every role can sign in', async () => {
    const roles = new Set<string>()
    for (const person of people) {
      const client = await connect(database.url, person)
      const { rows } = await client.query<{ session: { staff: { name: string }; roles: string[] } }>('select console.session()')
      expect(rows[0]?.session.staff.name).toBe(person.name)
      for (const role of rows[0]?.session.roles ?? []) roles.add(role)
      await client.end()
    }
    expect([...roles].sort()).toEqual(['admin', 'auditor', 'compliance', 'finance', 'moderator', 'rights', 'support'])
  })
})

describe('texts', () => {
  const scripts = [
    'Latin',
    'Cyrillic',
    'Greek',
    'Armenian',
    'Georgian',
    'Arabic',
    'Hebrew',
    'Devanagari',
    'Bengali',
    'Tamil',
    'Thai',
    'Ethiopic',
    'Han',
    'Hangul',
  ]

  test('names in many scripts, with a Latin form', async () => {
    const { rows } = await db.query<{ name: string; latin: string }>(
      `select p.display_name as name, u.full_name as latin from identity.users u join identity.profiles p on p.user_id = u.id`,
    )
    const missing = scripts.filter((script) => !rows.some(({ name }) => new RegExp(`\\p{Script=${script}}`, 'u').test(name)))
    expect(missing).toEqual([])
    expect(rows.filter(({ latin }) => !/^\p{Script=Latin}/u.test(latin))).toEqual([])
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length)
  })

  test.each([
    ['a message of 50,000 characters', `char_length(body) = 50000`],
    ['Arabic', `body ~ '[ء-ي]{4}'`],
    ['Hebrew', `body ~ '[א-ת]{3}'`],
    ['an emoji of several people', `body like '%' || chr(128105) || chr(8205) || '%'`],
    ['markup that would run', `body like '%onerror=alert%'`],
    ['Japanese', `body ~ '[ぁ-ん]{3}'`],
  ])('%s', async (_, condition) => {
    const both = `select body from support.ticket_messages union all select description || subject from support.tickets`
    expect(await value(`select exists (select from (${both}) t(body) where ${condition})`)).toBe(true)
  })

  test('a subject of 400 characters, direction overrides in a file name, an infected file', async () => {
    expect(await value(`select max(char_length(subject)) from support.tickets`)).toBe(400)
    expect(await value(`select exists (select from support.ticket_messages where attachments::text like '%' || chr(8238) || '%')`)).toBe(
      true,
    )
    expect(await value(`select exists (select from support.ticket_messages where attachments @> '[{"scan": "infected"}]')`)).toBe(true)
  })

  test('attachments that can be opened lie in the store of the demo, as long as they say', async () => {
    const files = await value<
      { key: string; bytes: number }[]
    >(`select jsonb_agg(distinct a - 'name' - 'scan') from support.ticket_messages, jsonb_array_elements(attachments) a
      where a ? 'key'`)
    expect(files.map(({ key }) => key).toSorted()).toEqual(
      readdirSync(join(resources, 'support/shared')).map((name) => `support/shared/${name}`),
    )
    for (const { key, bytes } of files) expect([key, statSync(join(resources, key)).size]).toEqual([key, bytes])
  })

  test('nothing is left to fill in', async () => {
    const texts = `select t.ticket_number, x.body from support.tickets t join console.work_item w on w.id = t.id and not w.tags @> '{edge}'
      cross join lateral (select t.subject union all select t.description union all select t.resolution
        union all select m.body from support.ticket_messages m where m.ticket_id = t.id) x(body)`
    expect(await offenders(`select * from (${texts}) t where body ~ '\\{\\w+\\}|\\[[^]]*\\||undefined|NaN'`)).toEqual([])
  })

  test('neighbours tell different stories', async () => {
    const neighbours = (order: string) =>
      `select * from (select title, lag(title) over (order by ${order}) as before from console.work_item where kind = 'ticket') t where title = before`
    expect(await offenders(neighbours('number'))).toEqual([])
    expect(await offenders(neighbours('due_at, id'))).toEqual([])
  })

  test('a template knows the payout and leaves the rest to the agent', async () => {
    const nadia = people.find((person) => person.login === 'nadia')
    const client = await connect(database.url, nadia)
    const { rows } = await client.query<{ filled: { body: string; unresolved: string[] } }>(
      `select console.ticket_fill_template(q.id, t.id) as filled from console.ticket_queue q, console.template t
       where q.number = 48213 and t.name = 'Second signature pending, with cut-off'`,
    )
    await client.end()
    expect(rows[0]?.filled.body).toContain('Hello Darya')
    expect(rows[0]?.filled.body).toContain('1240 EUR (P-20931)')
    expect(rows[0]?.filled.unresolved).toEqual(['cut_off'])
  })
})

describe('it holds together', () => {
  test.each([
    [
      'payouts agree with their movement and method',
      `select p.id from finance.payouts p join finance.transactions t on t.id = p.transaction_id
      join finance.payment_methods m on m.id = p.payment_method_id
      where p.amount <> t.amount_total or p.currency <> t.currency or p.user_id <> t.user_id or t.entity_id <> p.id or m.user_id <> p.user_id`,
    ],
    [
      'messages come from the customer or the staff',
      `select m.id from support.ticket_messages m join support.tickets t on t.id = m.ticket_id
      left join console.staff s on s.user_id = m.sender_id
      where case m.sender_type when 'user' then m.sender_id <> t.user_id or m.is_internal when 'staff' then s.user_id is null else m.sender_id is not null end`,
    ],
    [
      'tickets belong to staff',
      `select id from support.tickets where assigned_to is not null and assigned_to not in (select user_id from console.staff)`,
    ],
    [
      'a thread goes forward and not past now',
      `select m.id from support.ticket_messages m join support.tickets t on t.id = m.ticket_id
      where m.created_at < t.created_at or m.created_at > '2026-03-11T10:30:00Z' or m.created_at > t.resolved_at`,
    ],
    [
      'customers were there before their tickets',
      `select t.id from support.tickets t join identity.users u on u.id = t.user_id where u.created_at > t.created_at`,
    ],
    [
      'numbers follow time',
      `select * from (select created_at, lag(created_at) over (order by ticket_number) as before from support.tickets) t where created_at < before`,
    ],
    [
      'who is done has a resolution, who is not has none',
      `select id from support.tickets where (status in ('resolved', 'closed')) <> (resolution is not null and resolved_at is not null)`,
    ],
    [
      'each check of identity has documents',
      `select v.id from kyc.verifications v where not exists (select from kyc.documents d where d.verification_id = v.id)`,
    ],
    ['the paid are known', `select distinct user_id from finance.payouts where user_id not in (select user_id from kyc.verifications)`],
  ])('%s', async (_, sql) => {
    expect(await offenders(sql)).toEqual([])
  })

  test('the history of acts is whole', async () => {
    const client = await connect(
      database.url,
      people.find((person) => person.login === 'tomasz'),
    )
    const { rows } = await client.query('select * from console.audit_verify()')
    await client.end()
    expect(rows).toEqual([])
    expect(Number(await value('select count(*) from console.audit'))).toBeGreaterThan(2500)
  })

  test('the triggers are on again', async () => {
    expect(await offenders(`select tgname from pg_trigger where tgenabled = 'D'`)).toEqual([])
  })
})

describe('a desk with work', () => {
  test('the figures of the rail', async () => {
    const client = await connect(
      database.url,
      people.find((person) => person.login === 'nadia'),
    )
    const { rows } = await client.query<{ counts: { kind: string; open: { n: number }; views: Record<string, { n: number }> }[] }>(
      'select console.work_counts() as counts',
    )
    await client.end()
    const counts = rows[0]?.counts.find(({ kind }) => kind === 'ticket')
    const views = Object.fromEntries(Object.entries(counts?.views ?? {}).map(([name, count]) => [name, count.n]))
    expect(counts?.open.n).toBe(128)
    expect(views).toMatchObject({ mine: 23, unassigned: 34, escalated: 5, waiting: 47, snoozed: 19 })
  })

  test('something of one’s own is late, due soon, due today and waiting', async () => {
    const { rows } = await db.query(
      `select count(*) filter (where due_at < $1)::int as late, count(*) filter (where due_at >= $1 and due_at < $1 + interval '1 hour')::int as hour,
         count(*) filter (where due_at >= $1 + interval '1 hour' and due_at < 'infinity')::int as later, count(*) filter (where due_at = 'infinity')::int as waiting
       from (select due_at from console.work_item w join console.staff s on s.user_id = w.assignee and s.login = 'nadia' where kind = 'ticket' and is_open and snoozed_until is null) t`.replaceAll(
        '$1',
        `timestamptz '2026-03-11T10:30:00Z'`,
      ),
    )
    expect(rows[0]).toEqual({ late: 2, hour: 3, later: 6, waiting: 12 })
  })

  // Whatever the hour at which somebody tries the demo for the first time.
  test.each(['2026-03-11T00:04:00Z', '2026-03-14T23:58:00Z', '2026-03-29T01:30:00Z', '2027-01-01T12:00:00Z'])(
    'threads are in order at %s',
    (at) => {
      const then = new Date(at)
      const tickets = makeTickets(makePeople(then, 500), [], then, { tickets: 1500, messages: 8000 })
      for (const ticket of tickets) {
        const times = [ticket.createdAt, ...ticket.messages.map((message) => message.at), then].map(Number)
        expect(times).toEqual(times.toSorted((a, b) => a - b))
      }
    },
  )
})

describe('filling', () => {
  const compared = [
    'identity.users',
    'identity.profiles',
    'identity.organizations',
    'finance.subscriptions',
    'finance.wallets',
    'finance.transactions',
    'finance.payouts',
    'kyc.documents',
    'support.tickets',
    'support.ticket_messages',
    'support.templates',
  ]

  test('the same moment gives the same rows', { timeout: 300_000 }, async () => {
    second = await freshDatabase()
    await fillDemo(second.url, { now })
    const client = await connect(second.url)
    for (const table of compared) {
      const sum = `select md5(string_agg(t::text, '' order by t.id)) as sum from ${table} t`
      expect((await client.query(sum)).rows, table).toEqual((await db.query(sum)).rows)
    }
    const queue = `select md5(string_agg((w.id, w.title, w.due_at, w.due_clock, w.paused_since, w.tags, w.unread)::text, '' order by w.id)) as sum from console.work_ticket w`
    expect((await client.query(queue)).rows).toEqual((await db.query(queue)).rows)
    // What the other desks show of time is reckoned from the clock’s now; cases of what waits are opened as the desk would, now.
    const others = `select kind, md5(string_agg((w.id, w.number, w.title, w.customer, w.created_at)::text, '' order by w.id)) as sum from console.work_item w where kind <> 'case' group by 1 order by 1`
    expect((await client.query(others)).rows).toEqual((await db.query(others)).rows)
    await client.end()
  })

  test('a second time changes nothing and gives the same logins', async () => {
    const lines: string[] = []
    const again = await fillDemo(database.url, { log: (line) => lines.push(line) })
    expect(again.people).toEqual(people)
    expect(lines).toEqual(['The demo is there already.'])
    expect(await value('select count(*) from support.tickets')).toBe('1500')
  })

  test('another version, a platform with people and a database without schema are refused', async () => {
    await db.query(`update system.settings set value = value || '{"version": "0"}' where key = 'demo.filled'`)
    await expect(fillDemo(database.url)).rejects.toThrow(/another version/)
    await db.query(`delete from system.settings where key = 'demo.filled'`)
    await expect(fillDemo(database.url)).rejects.toThrow(/holds people already/)
    const empty = await emptyDatabase()
    await expect(fillDemo(empty.url)).rejects.toThrow(DemoRefused)
    await empty.drop()
  })

  test('and so do the documented volumes', { timeout: 300_000 }, async () => {
    const client = await connect(second.url)
    for (const { url } of [database, second]) await fillVolume(url, scaled(documentedVolume, 0.0002), () => {}, now)
    // Desks hold royalties and open cases by the clock.
    const tables = `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and not c.relispartition and n.nspname !~ '^(pg_.*|information_schema|migrations|console)$'
        and c.oid <> all ('{finance.royalty_calculations,moderation.cases,system.settings}'::regclass[]) order by 1`
    for (const { name } of (await db.query<{ name: string }>(tables)).rows) {
      const sum = `select count(*) as rows, sum(hashtextextended(t::text, 0)::numeric) as sum from ${name} t`
      expect((await client.query(sum)).rows, name).toEqual((await db.query(sum)).rows)
    }
    await client.end()
  })
})
