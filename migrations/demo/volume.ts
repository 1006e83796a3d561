/**
 * The documented volumes, for benchmarks: everything is made in the database by hashes of a running number, so that it takes
 * minutes and is the same each time. Comes on top of the small demo, whose staff own these tickets too.
 */
import pg from 'pg'
import { stories } from './corpus/index.ts'
import { filler } from './facts.ts'
import { withoutTriggers } from './insert.ts'
import { makePeople } from './people/person.ts'
import { seeded } from './random.ts'
import { staffByLogin } from './staff.ts'

export interface Volume {
  users: number
  tickets: number
  messages: number
}

const filledTables = [
  'identity.users',
  'identity.profiles',
  'identity.user_settings',
  'finance.subscriptions',
  'finance.wallets',
  'support.tickets',
  'support.ticket_messages',
]

/** Adds that many rows to a platform with the demo's staff. `now` only moves the times. */
export async function fillVolume(
  connectionString: string,
  volume: Volume,
  log: (line: string) => void = () => {},
  now = new Date(),
): Promise<void> {
  const client = new pg.Client({
    connectionString,
    options: '-c timezone=UTC -c statement_timeout=0 -c synchronous_commit=off -c work_mem=128MB',
  })
  await client.connect()
  try {
    if (await isThere(client)) return log('The volume is there already.')
    await client.query('begin')
    await client.query(helpers)
    await withoutTriggers(client, filledTables, async () => {
      for (const [what, sql, values] of steps(volume, now)) {
        const started = performance.now()
        const { rowCount } = await client.query(sql, values)
        log(`${(rowCount ?? 0).toLocaleString('en')} ${what}, ${Math.round(performance.now() - started)} ms`)
      }
    })
    const started = performance.now()
    await client.query('select console.rebuild_tickets()')
    log(`queue and clocks of all tickets, ${Math.round(performance.now() - started)} ms`)
    await client.query('commit')
    await client.query('analyze')
  } catch (error) {
    await client.query('rollback')
    throw error
  } finally {
    await client.end()
  }
}

async function isThere(client: pg.Client): Promise<boolean> {
  const { rowCount } = await client.query(`select from identity.users where email = 'u1@volume.example'`)
  return rowCount === 1
}

/** A number from 0 to below `n` for a key, and ids in the order of their times. */
const helpers = `
  create function pg_temp.h(key text, n int) returns int language sql immutable
    return (hashtextextended(key, 7) & 2147483647) % n;
  create function pg_temp.uuid_at(at timestamptz, key text) returns uuid language sql immutable
    return (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7' || substr(md5(key), 1, 3) || '8' || substr(md5(key), 4, 15))::uuid`

type Step = [what: string, sql: string, values: unknown[]]

function steps({ users, tickets, messages }: Volume, now: Date): Step[] {
  const texts = samples(now)
  const names = makePeople(now, 1200).map(({ name, latinName, latinFirst, latinFamily, city, country, timezone, currency }) => ({
    name,
    latinName,
    latinFirst,
    latinFamily,
    city,
    country,
    timezone,
    currency,
  }))
  const owners = ['nadia', 'sofia', 'kenji', 'daniel'].map((login) => staffByLogin(login).id)
  return [
    [
      'people',
      `insert into identity.users (id, email, email_verified_at, username, role, status, approval_status, first_name, last_name, full_name, city, country, timezone, created_at, updated_at)
       select pg_temp.uuid_at(at, 'user' || i), 'u' || i || '@volume.example', at, 'volume_' || i, 'artist', 'active', 'approved',
         n ->> 'latinFirst', n ->> 'latinFamily', (n ->> 'latinName') || ' ' || i, n ->> 'city', n ->> 'country', n ->> 'timezone', at, at
       from generate_series(1, $1::int) i
       cross join lateral (select $2::timestamptz - make_interval(days => 370 + pg_temp.h('since' || i, 1500)) as at,
         $3::jsonb -> pg_temp.h('name' || i, jsonb_array_length($3::jsonb)) as n) x`,
      [users, now, JSON.stringify(names)],
    ],
    [
      'profiles',
      `insert into identity.profiles (user_id, display_name, location_city, location_country, created_at, updated_at)
       select u.id, n ->> 'name', n ->> 'city', n ->> 'country', u.created_at, u.created_at
       from identity.users u
       cross join lateral (select substr(u.username, 8) as i) k
       cross join lateral (select $1::jsonb -> pg_temp.h('name' || i, jsonb_array_length($1::jsonb)) as n) x
       where u.email like 'u%@volume.example'`,
      [JSON.stringify(names)],
    ],
    [
      'settings',
      `insert into identity.user_settings (user_id, account_settings) select id, '{"languages": ["English"]}' from identity.users where email like 'u%@volume.example'`,
      [],
    ],
    [
      'subscriptions',
      `insert into finance.subscriptions (user_id, plan_id, status, billing_period, created_at, updated_at)
       select u.id, p.id, 'active', case when p.tier <> 'free' then 'monthly'::finance.billing_period end, u.created_at, u.created_at
       from identity.users u
       join finance.subscription_plans p on p.code = (array['free', 'free', 'free', 'free', 'free', 'starter', 'starter', 'professional', 'professional', 'business'])[1 + pg_temp.h('plan' || u.username::text, 10)]
       where u.email like 'u%@volume.example'`,
      [],
    ],
    [
      'wallets',
      `insert into finance.wallets (user_id, currency) select id, 'USD' from identity.users where email like 'u%@volume.example'`,
      [],
    ],
    [
      'tickets',
      `with person as (select id, row_number() over (order by id) as n from identity.users where email like 'u%@volume.example'),
         plan as (
           select i, $4::timestamptz as now, pg_temp.h('over' || i, 100) < 85 as is_over,
             (array['low', 'medium', 'medium', 'medium', 'high', 'high', 'urgent', 'low', 'medium', 'low', 'medium', 'critical'])[1 + pg_temp.h('priority' || i, 12)] as priority,
             pg_temp.h('age' || i, 100000) / 100000.0 as age, $5::jsonb -> pg_temp.h('text' || i, jsonb_array_length($5::jsonb)) as story
           from generate_series(1, $1::int) i),
         -- Open ones are about as old as their clocks are long: most are due soon or later, one in ten is late.
         timed as (
           select *, now - case when is_over then interval '15 days' + age * interval '350 days'
             else age * 1.1 * case when state = 'open' then first_clock else whole_clock end end as at
           from plan
           cross join lateral (select (array['open', 'open', 'open', 'in_progress', 'in_progress', 'in_progress', 'waiting_response', 'waiting_response',
             'waiting_response', 'escalated'])[1 + pg_temp.h('state' || i, 10)] as state) s
           join (values ('critical', interval '15 minutes', interval '4 hours'), ('urgent', '1 hour', '8 hours'), ('high', '14 hours', '65 hours'),
             ('medium', '32 hours', '8 days'), ('low', '4 days', '13 days')) c(priority, first_clock, whole_clock) using (priority))
       insert into support.tickets (id, user_id, subject, description, category, priority, status, assigned_to, resolution, resolved_at, closed_at, created_at, updated_at)
       select pg_temp.uuid_at(at, 'ticket' || i), p.id, (story ->> 'subject') || ' ' || i, story ->> 'body', (story ->> 'category')::support.ticket_category,
         priority::support.ticket_priority, status::support.ticket_status,
         case when status <> 'open' then ($3::uuid[])[1 + pg_temp.h('owner' || i, cardinality($3::uuid[]))] end,
         case when is_over then story ->> 'resolution' end, case when is_over then done end, case when status = 'closed' then done end, at, coalesce(done, at)
       from timed
       cross join lateral (select case when is_over then at + interval '1 day' * (1 + pg_temp.h('length' || i, 9)) end as done,
         case when is_over then case when pg_temp.h('closed' || i, 10) < 9 then 'closed' else 'resolved' end else state end as status) d
       join person p on p.n = 1 + pg_temp.h('customer' || i, $2::int)
       order by at`,
      [tickets, users, owners, now, JSON.stringify(texts)],
    ],
    [
      'messages',
      `with ticket as (
           select id, user_id, assigned_to, status, created_at, coalesce(resolved_at, $3::timestamptz) as ends, row_number() over (order by id) as n
           from support.tickets where user_id in (select id from identity.users where email like 'u%@volume.example')),
         line as (
           select j, t.*, row_number() over (partition by t.id order by j) as k, count(*) over (partition by t.id) as of
           from generate_series(1, $1::int) j join ticket t on t.n = 1 + pg_temp.h('of' || j, $2::int)),
         said as (
           select *, created_at + (ends - created_at) * k / (of + 1) as at,
             -- The staff and the customer in turn; whoever is waited for did not speak last.
             case when assigned_to is null then 'user' when (of - k + case when status in ('waiting_response', 'resolved', 'closed') then 0 else 1 end) % 2 = 0 then 'staff' else 'user' end as sender
           from line)
       insert into support.ticket_messages (id, ticket_id, sender_type, sender_id, body, is_internal, created_at)
       select pg_temp.uuid_at(at, 'message' || j), id, sender::support.sender_type, case sender when 'staff' then assigned_to else user_id end,
         ($4::jsonb -> sender ->> pg_temp.h('body' || j, jsonb_array_length($4::jsonb -> sender))) || ' (' || j || ')',
         sender = 'staff' and k < of and pg_temp.h('note' || j, 8) = 0, at
       from said order by at`,
      [messages, tickets, now, JSON.stringify({ user: texts.flatMap((text) => text.user), staff: texts.flatMap((text) => text.staff) })],
    ],
  ]
}

/** Each story told by two people. */
function samples(now: Date) {
  const random = seeded('samples')
  const people = makePeople(now, 400)
  return [...stories, ...stories].map((story) => {
    const scene = { random, language: story.language, customer: random.pick(people), agent: staffByLogin('nadia'), at: now, payout: null }
    const fill = filler(scene)
    const said = (from: string) =>
      story.turns
        .slice(1)
        .filter((turn) => turn.from === from)
        .map((turn) => fill(turn.text))
    return {
      category: story.category,
      subject: fill(story.subject),
      body: fill(story.turns[0]?.text ?? ''),
      resolution: fill(story.resolution),
      user: said('user'),
      staff: said('staff'),
    }
  })
}
