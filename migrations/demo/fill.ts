/**
 * A believable small platform: people of many languages with their money and their tickets, and a desk of ten who work them.
 * The same moment gives the same rows on every machine.
 */
import pg from 'pg'
import type { DemoPerson } from '../../shared/session.ts'
import { day, minute } from './clock.ts'
import { withoutTriggers } from './insert.ts'
import { insertKyc } from './kyc.ts'
import { insertMoney } from './money/ledger.ts'
import { insertAccounts, insertPlans } from './people/accounts.ts'
import { makePeople } from './people/person.ts'
import { DemoRefused } from './refused.ts'
import { createLogins, insertStaff, staff } from './staff.ts'
import { fillConsole } from './tickets/console.ts'
import { insertTickets } from './tickets/insert.ts'
import { makeTickets } from './tickets/make.ts'
import { fillVolume, type Volume } from './volume.ts'

export interface DemoOptions {
  log?: (line: string) => void
  /** The moment that the demo's present is; the clock's unless told. */
  now?: Date
  /** `full` adds the documented volumes. */
  scale?: 'small' | 'full'
  /** Of all demo logins. Needed for a server that others can reach. */
  password?: string
}

export { DemoRefused }

export type DemoLogin = DemoPerson & { password: string }

/** Known to everybody, and used only for a server that listens on this computer alone. */
const localPassword = 'backline-demo'
const sizes = { people: 2000, tickets: 1500, messages: 8000 }
const documentedVolume: Volume = { users: 100_000, tickets: 100_000, messages: 500_000 }
const marker = 'demo.filled'
/** Raised with every change of what is filled in. */
const version = '1'

const filledTables = [
  'identity.users',
  'identity.organizations',
  'identity.organization_members',
  'identity.profiles',
  'identity.user_settings',
  'finance.subscription_plans',
  'finance.subscriptions',
  'finance.wallets',
  'finance.payment_methods',
  'finance.transactions',
  'finance.payouts',
  'kyc.verifications',
  'kyc.documents',
  'support.templates',
  'support.knowledge_base_articles',
  'support.tickets',
  'support.ticket_messages',
  'system.settings',
]

/** Fills a migrated, empty platform; connect as its owner. Does nothing when the same demo is there already. Throws DemoRefused. */
export async function fillDemo(connectionString: string, options: DemoOptions = {}): Promise<{ people: DemoLogin[] }> {
  const { log = () => {}, scale = 'small' } = options
  const client = new pg.Client({ connectionString, options: '-c timezone=UTC -c search_path= -c statement_timeout=0' })
  await client.connect()
  try {
    const password = options.password ?? (await passwordFor(client))
    const state = await stateOf(client)
    await createLogins(client, password)
    if (state === 'empty') await fillSmall(client, options.now ?? new Date(), log)
    else log('The demo is there already.')
    if (scale === 'full') await fillVolume(connectionString, documentedVolume, log, options.now)
    return { people: staff.map(({ login, name, initials, role }) => ({ login, password, name, initials, role })) }
  } finally {
    await client.end()
  }
}

async function passwordFor(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ is_local: boolean }>(
    `select coalesce(inet_server_addr() <<= '127.0.0.0/8' or inet_server_addr() = '::1', true) as is_local`,
  )
  if (rows[0]?.is_local) return localPassword
  throw new DemoRefused('This server is not on this computer, so the demo’s logins need a password of your own. Give one with --password.')
}

async function stateOf(client: pg.Client): Promise<'empty' | 'filled'> {
  const { rows: tables } = await client.query<{ is_migrated: boolean }>(
    `select to_regclass('support.tickets') is not null and to_regclass('console.staff') is not null as is_migrated`,
  )
  if (!tables[0]?.is_migrated) throw new DemoRefused('This database is not migrated yet. Run npm run migrate with its address first.')
  const { rows } = await client.query<{ version: string | null; has_people: boolean }>(
    `select (select value ->> 'version' from system.settings where key = $1) as version, exists (select from identity.users) as has_people`,
    [marker],
  )
  const state = rows[0]
  if (state?.version && state.version !== version) {
    throw new DemoRefused('This database holds a demo of another version. Make a new database for this one; the old one stays as it is.')
  }
  if (state?.version) return 'filled'
  if (state?.has_people)
    throw new DemoRefused('This database holds people already. The demo only fills an empty platform, so nothing was changed.')
  return 'empty'
}

async function fillSmall(client: pg.Client, now: Date, log: (line: string) => void): Promise<void> {
  const present = new Date(Math.floor(now.getTime() / minute) * minute)
  const today = new Date(Math.floor(now.getTime() / day) * day)
  await client.query('begin')
  try {
    await withoutTriggers(client, filledTables, () => fillTables(client, present, today, log))
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  await client.query('analyze')
}

async function fillTables(client: pg.Client, now: Date, today: Date, log: (line: string) => void): Promise<void> {
  const people = makePeople(today, sizes.people)
  await insertStaff(client)
  await insertPlans(client)
  await insertAccounts(client, people, today)
  log(`${people.length} people of ${new Set(people.map((person) => person.country)).size} countries, and ${staff.length} who work here`)

  const payouts = await insertMoney(client, people, today)
  await insertKyc(client, people, payouts, today)
  log(`${payouts.length} payouts, wallets and identity checks`)

  const tickets = makeTickets(people, payouts, now, sizes)
  await insertTickets(client, tickets, today)
  await fillConsole(client, tickets)
  log(`${tickets.length} tickets with ${tickets.reduce((sum, ticket) => sum + ticket.messages.length, 0)} messages`)

  await client.query(`insert into system.settings (key, value, description, created_at, updated_at) values ($1, $2, $3, $4, $4)`, [
    marker,
    { version: version, now },
    'the demo that this database was filled with',
    now,
  ])
}
