// What one person does, another sees: notifications, the change rows behind them, presence, and the polling where nothing listens.

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Change, Presence } from '../../shared/work.ts'
import { openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let customer: string
let nadia: TestStaff
let sofia: TestStaff
let ticket: TestTicket
let hers: TestConsole
let other: TestConsole
/** Everything that the other console was told. */
let seen: Change[]
/** Whom it was told last. */
let present: Presence[]

beforeAll(async () => {
  database = await freshDatabase()
  customer = await addCustomer(database.url, 'Lina Okonkwo')
})
afterAll(() => database.drop())
beforeEach(async () => {
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  sofia = await addStaff(database.url, 'Sofia', ['support'])
  ticket = await addTicket(database.url, customer)
  hers = openConsole(database.url)
  other = openConsole(database.url)
  seen = []
  present = []
  other.services.events.on('presence', (list) => {
    present = list
  })
  other.services.events.on('changes', (changes) => seen.push(...changes))
  await Promise.all([hers.signIn(nadia), other.signIn(sofia)])
  await until(() => live(other) === 'listening' && live(hers) === 'listening')
})
afterEach(async () => {
  await Promise.all([hers.close(), other.close()])
})

const live = (backline: TestConsole) => backline.services.state().connection.live
const command = (expectedVersion: number) => ({ commandId: randomUUID(), id: ticket.id, expectedVersion })
const setPriority = (expectedVersion: number, priority: 'high' | 'urgent' | 'low' = 'high') =>
  hers.call('tickets.setPriority', { ...command(expectedVersion), priority })
const ofTicket = () => seen.filter((change) => change.itemId === ticket.id).map((change) => change.version)
const asSuperuser = (text: string, values: unknown[] = []) => asOwner(database.url, (db) => db.query(text, values))
const endListenerOf = (staff: TestStaff) =>
  asSuperuser(`select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and application_name = 'Backline listening'`, [
    staff.login,
  ])

describe('a change', () => {
  it('reaches the other console within a second, once', async () => {
    const told = other.next('changes', (changes) => changes.some(({ itemId, version }) => itemId === ticket.id && version === 2))
    const began = performance.now()
    const { version } = await setPriority(1)
    const change = (await told).find(({ itemId }) => itemId === ticket.id)
    expect(performance.now() - began).toBeLessThan(1000)
    expect(change).toEqual({ kind: 'ticket', itemId: ticket.id, version })
    await new Promise((resolve) => setTimeout(resolve, 600))
    expect(ofTicket().filter((each) => each === version)).toHaveLength(1)
  })

  it('of many tickets at once is read from the change rows', async () => {
    const tickets = await Promise.all([1, 2, 3].map(() => addTicket(database.url, customer)))
    const ids = tickets.map(({ id }) => id)
    await asSuperuser(`update support.tickets set category = 'payout' where id = any($1)`, [ids])
    await until(() => ids.every((id) => seen.some((change) => change.itemId === id && change.version === 2)))
  })

  it('that nobody was told of is found after listening broke', async () => {
    await setPriority(1)
    await until(() => ofTicket().includes(2))
    expect((await endListenerOf(sofia)).rowCount).toBe(1)
    await setPriority(2, 'urgent')
    await until(() => ofTicket().includes(3))
    await until(() => live(other) === 'listening')
    await setPriority(3, 'low')
    await until(() => ofTicket().includes(4))
    expect(other.services.state().connection.state).toBe('online')
  })

  it('that commits late is not skipped for one with a higher number that committed first', async () => {
    const late = await addTicket(database.url, customer)
    await asOwner(database.url, async (db) => {
      await db.query('begin')
      await db.query(`update support.tickets set category = 'billing' where id = $1`, [late.id])
      await setPriority(1)
      await until(() => ofTicket().includes(2))
      await db.query('commit')
    })
    await until(() => seen.some((change) => change.itemId === late.id && change.version === 2))
  })

  it('made while offline is told after the reconnection', async () => {
    await asSuperuser('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [sofia.login])
    await setPriority(1)
    await other.router.handle('work.counts', {})
    await until(() => ofTicket().includes(2), 10_000)
  })
})

describe('where nothing can listen', () => {
  it('changes are polled', async () => {
    const { hostname, port, pathname } = new URL(database.url)
    const profile = await other.call('profiles.save', {
      id: null,
      name: 'Pooled',
      host: hostname,
      port: Number(port),
      database: pathname.slice(1),
      tls: 'disable',
      ca: null,
      replica: null,
      pgbouncer: { directHost: '127.0.0.1', directPort: 1 },
      objects: null,
    })
    await other.call('session.signIn', { profileId: profile.id, login: sofia.login, password: sofia.password })
    await until(() => live(other) === 'polling')
    await hers.call('work.presence', { kind: 'ticket', itemId: ticket.id, mode: 'viewing' })
    await setPriority(1)
    await until(() => ofTicket().includes(2), 4000)
    await until(() => present.some(({ staff }) => staff.id === nadia.id), 4000)

    // Somebody else's transaction stays open for long: what commits meanwhile is told, once, and what it does itself afterwards too.
    const late = await addTicket(database.url, customer)
    await asOwner(database.url, async (db) => {
      await db.query('begin')
      await db.query(`update support.tickets set category = 'billing' where id = $1`, [late.id])
      await setPriority(2, 'urgent')
      await until(() => ofTicket().includes(3), 6000)
      await setPriority(3, 'low')
      await until(() => ofTicket().includes(4), 6000)
      // More than a page of it.
      await asSuperuser(
        `insert into console.change (kind, item_id, version, fields) select 'ticket', gen_random_uuid(), 2, '{status}' from generate_series(1, 700)`,
      )
      await setPriority(4, 'high')
      await until(() => ofTicket().includes(5), 6000)
      await db.query('commit')
    })
    await until(() => seen.some((each) => each.itemId === late.id && each.version === 2), 6000)
    expect(ofTicket()).toEqual([...new Set(ofTicket())])
  })
})

describe('presence', () => {
  const look = (mode: 'viewing' | 'typing', itemId = ticket.id) => hers.call('work.presence', { kind: 'ticket', itemId, mode })
  const sees = (...expected: [string, Presence['mode']][]) =>
    until(() => JSON.stringify(present.map(({ itemId, mode }) => [itemId, mode])) === JSON.stringify(expected), 2000)

  it('is seen within two seconds, as looking, as typing, and as gone', async () => {
    await look('viewing')
    await sees([ticket.id, 'viewing'])
    expect(present).toMatchObject([{ staff: { id: nadia.id, name: 'Nadia', initials: 'NA' }, kind: 'ticket' }])
    await look('typing')
    await sees([ticket.id, 'typing'])
    await hers.call('work.presence', { kind: null })
    await sees()
  })

  it('keeps the last word when words follow one another at once', async () => {
    for (let n = 0; n < 10; n++) await Promise.all([look('viewing'), look('typing'), hers.call('work.presence', { kind: null })])
    await look('typing')
    await sees([ticket.id, 'typing'])
    await hers.call('work.presence', { kind: null })
    await sees()
  })

  it('moves with the person from ticket to ticket', async () => {
    const second = await addTicket(database.url, customer)
    await look('viewing')
    await sees([ticket.id, 'viewing'])
    await look('viewing', second.id)
    await sees([second.id, 'viewing'])
  })

  it('ends with signing out', async () => {
    await look('viewing')
    await sees([ticket.id, 'viewing'])
    await hers.call('session.signOut', {})
    await sees()
  })

  it('of oneself is not told', async () => {
    const lists: unknown[] = []
    hers.services.events.on('presence', (list) => lists.push(...list))
    await look('viewing')
    await sees([ticket.id, 'viewing'])
    expect(lists).toEqual([])
  })

  it('of whoever comes next here is told, though the one before could not say goodbye', async () => {
    const network = await openNetwork(database.url)
    const shared = openConsole(network.url(database.url))
    const here = (person: TestStaff) => until(() => present.some(({ staff }) => staff.id === person.id), 3000)
    const kenji = await addStaff(database.url, 'Kenji', ['support'])
    await shared.signIn(nadia)
    await shared.call('work.presence', { kind: 'ticket', itemId: ticket.id, mode: 'viewing' })
    await here(nadia)
    await network.cut()
    await shared.call('session.signOut', {})
    await asSuperuser('update console.presence set until = clock_timestamp() where staff = $1', [nadia.id])
    await network.restore()
    await shared.signIn(kenji)
    await shared.call('work.presence', { kind: 'ticket', itemId: ticket.id, mode: 'viewing' })
    await here(kenji)
    await shared.close()
    await network.close()
  })

  it('is shown to somebody who signs in later', async () => {
    await look('typing')
    await other.call('session.signOut', {})
    await sees()
    await other.signIn(sofia)
    await sees([ticket.id, 'typing'])
  })
})
