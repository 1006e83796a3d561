/**
 * A believable small platform: people of many languages with their money and their tickets, and a desk of twelve who work them.
 * The same moment gives the same rows on every machine.
 */
import pg from 'pg'
import type { DemoPerson } from '../../shared/session.ts'
import { addAnalytics } from './analytics.ts'
import { addFiles } from './catalog/files.ts'
import { makeCatalog } from './catalog/music.ts'
import { addCatalog, addTags } from './catalog/rows.ts'
import { day, minute } from './clock.ts'
import { addCommunity } from './community/community.ts'
import { addDistribution } from './distribution.ts'
import { fillKyc } from './kyc/console.ts'
import { addKyc } from './kyc/kyc.ts'
import { addMarket } from './market.ts'
import { addModeration } from './moderation/people.ts'
import { addBatches, addCredits, addDiscountCodes, addInvoices } from './money/billing.ts'
import { fillPayouts } from './money/console.ts'
import { addMoney, makeBooks, type Sale, setMinima } from './money/ledger.ts'
import { addRoyalties } from './money/royalties.ts'
import { addAccounts, addPlans } from './people/accounts.ts'
import { addOrganizations, makeOrganizations } from './people/organizations.ts'
import { makePeople } from './people/person.ts'
import { project } from './projections.ts'
import { addCampaigns } from './promotion/campaigns.ts'
import { addPitching } from './promotion/pitches.ts'
import { DemoRefused } from './refused.ts'
import { addRights } from './rights/rights.ts'
import { Rows, withoutTriggers } from './rows.ts'
import { refreshViews, settle } from './settle.ts'
import { addStaff, createLogins, staff } from './staff.ts'
import { addGenerations } from './studio/generations.ts'
import { addLibrary } from './studio/library.ts'
import { addAccess } from './system/access.ts'
import { addRecords } from './system/logs.ts'
import { addNoticesAndMail } from './system/notices.ts'
import { fillConsole } from './tickets/console.ts'
import { makeTickets } from './tickets/make.ts'
import { addTickets } from './tickets/rows.ts'
import type { Ticket } from './tickets/ticket.ts'
import { documentedVolume } from './volume/counts.ts'
import { fillVolume } from './volume.ts'
import { type Seeds, stamps, type World } from './world.ts'

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
const marker = 'demo.filled'
/** Raised with every change of what is filled in. */
const version = '4'

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
  const { world, tickets } = await makeWorld(client, present, today)
  await client.query('begin')
  try {
    await withoutTriggers(client, async () => {
      await world.rows.insert(client)
      await settle(client)
    })
    await setMinima(client)
    await client.query(`select setval(pg_get_serial_sequence('support.tickets', 'ticket_number'), max(ticket_number)) from support.tickets`)
    await project([client])
    await fillConsole(client, tickets)
    await fillKyc(client)
    await fillPayouts(client)
    await client.query('commit')
    report(world, tickets, log)
  } catch (error) {
    await client.query('rollback')
    throw error
  }
  await refreshViews(client)
  // The others are small enough for any plan; looking at each of hundreds of partitions takes longer than the rows.
  await client.query(`analyze ${[...world.rows.largerThan(500), 'console.work_item', 'console.audit'].join(', ')}`)
}

async function makeWorld(client: pg.Client, now: Date, today: Date): Promise<{ world: World; tickets: Ticket[] }> {
  const people = makePeople(today, sizes.people)
  const organizations = makeOrganizations(people, today)
  const { books, sales } = makeBooks(people, today)
  const tickets = makeTickets(people, books.payouts, now, sizes)
  const seeds = await seedsOf(client)
  const world: World = { now, today, rows: new Rows(), people, organizations, books, artists: [], releases: [], tracks: [], seeds }
  addEverything(world, sales, tickets)
  return { world, tickets }
}

function report({ people, rows }: World, tickets: Ticket[], log: (line: string) => void): void {
  log(`${people.length} people of ${new Set(people.map((person) => person.country)).size} countries, and ${staff.length} who work here`)
  log(`${tickets.length} tickets with ${tickets.reduce((sum, ticket) => sum + ticket.messages.length, 0)} messages`)
  log(`${rows.count.toLocaleString('en')} rows in ${rows.tables} tables`)
}

/** In the order in which one builds on the other; what moves money comes before the money is written. */
function addEverything(world: World, sales: Sale[], tickets: Ticket[]): void {
  addStaff(world)
  addPlans(world.rows)
  addAccounts(world)
  addOrganizations(world)
  makeCatalog(world)
  addCatalog(world)
  addFiles(world)
  addDistribution(world)
  addRoyalties(world, addRights(world))
  addMarket(world, sales)
  addPitching(world, addDiscountCodes(world))
  addCampaigns(world)
  addBatches(world)
  addInvoices(world)
  addCredits(world)
  addMoney(world)
  addKyc(world)
  addGenerations(world)
  addLibrary(world)
  addTags(world)
  addCommunity(world)
  addModeration(world)
  addAnalytics(world)
  addTickets(world, tickets)
  addAccess(world)
  addNoticesAndMail(world)
  addRecords(world)
  addMarker(world)
}

function addMarker({ rows, now }: World): void {
  const description = 'the demo that this database was filled with'
  rows.add('system.settings', { key: marker, value: { version, now }, description, ...stamps(now) })
}

async function seedsOf(client: pg.Client): Promise<Seeds> {
  const ids = async (sql: string) => new Map((await client.query<{ name: string; id: string }>(sql)).rows.map(({ name, id }) => [name, id]))
  return {
    genres: await ids('select slug as name, id from catalog.genres'),
    categories: await ids('select slug as name, id from community.categories'),
    platforms: await ids('select code as name, id from distribution.platforms'),
    skills: new Map(),
  }
}
