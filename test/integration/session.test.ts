// Signing in as a PostgreSQL login, losing the server and finding it again, cancelling, replica and pooler.

import { randomUUID } from 'node:crypto'
import { chmodSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { objectsOf } from '../../electron/services/documents.ts'
import { mostStatements } from '../../electron/services/postgres.ts'
import { noKeeper } from '../../electron/services/vault.ts'
import { readArguments } from '../../electron/startup/arguments.ts'
import type { ConnectionProfile } from '../../shared/session.ts'
import { denyWrites } from '../support/full-disk.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { emptyDatabase, freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, ownerOf, removeFolder, type TestConsole, temporaryFolder, until } from '../support/services.ts'

let database: TestDatabase
let nadia: TestStaff
let ticket: TestTicket
let network: Network
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  ticket = await addTicket(database.url, await addCustomer(database.url, 'Lina Okonkwo'))
})
afterAll(() => database.drop())
beforeEach(async () => {
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  network = await openNetwork(database.url)
  backline = openConsole(network.url(database.url))
})
afterEach(async () => {
  await backline.close()
  await network.close()
})

const connection = () => backline.services.state().connection
const asSuperuser = (text: string, values: unknown[] = []) => asOwner(database.url, (db) => db.query(text, values))
const signInWith = (login: string, password: string) =>
  backline
    .refusal('session.signIn', { profileId: backline.profileId, login, password })
    .then((error) => ({ ...error, state: connection() }))

/** A saved profile for the network of this test. */
function saveProfile(more: Partial<ConnectionProfile> = {}): Promise<ConnectionProfile> {
  const { port, pathname } = new URL(network.url(database.url))
  return backline.call('profiles.save', {
    id: null,
    name: 'Test',
    host: '127.0.0.1',
    port: Number(port),
    database: pathname.slice(1),
    tls: 'disable',
    ca: null,
    replica: null,
    pgbouncer: null,
    objects: null,
    ...more,
  })
}
const signInTo = ({ id }: ConnectionProfile) =>
  backline.call('session.signIn', { profileId: id, login: nadia.login, password: nadia.password })

describe('signing in', () => {
  it('tells who this is and what they may do', async () => {
    const person = await backline.signIn(nadia)
    expect(person).toMatchObject({
      staff: { id: nadia.id, name: 'Nadia', initials: 'NA' },
      login: nadia.login,
      roles: ['support'],
      timezone: 'UTC',
      profile: { id: backline.profileId, name: '127.0.0.1' },
    })
    expect(person.capabilities).toContain('tickets.act')
    expect(person.server).toMatch(/^PostgreSQL 1[5-9]\.\d+$/)
    const state = backline.services.state()
    expect(state).toMatchObject({ person, lastProfileId: backline.profileId, connection: { state: 'online', reason: null } })
    expect(state.connection.latencyMs).toBeGreaterThan(0)
  })

  it('tells how far the clocks of server and computer are apart', async () => {
    await backline.signIn(nadia)
    expect(connection().clockAhead).toBe(0)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000, shouldAdvanceTime: true })
    await backline.signIn(nadia)
    expect(connection().clockAhead / 1000).toBeCloseTo(-3600, -1)
    vi.useRealTimers()
  })

  it('refuses a wrong password and an unknown name alike', async () => {
    const wrong = await signInWith(nadia.login, 'guess')
    const unknown = await signInWith('nobody', 'guess')
    expect(wrong).toMatchObject({ code: 'auth_failed', source: '28P01', state: { state: 'signed_out', reason: { code: 'auth_failed' } } })
    expect(unknown.message).toBe(wrong.message)
  })

  it('needs a password where it is not the demo', async () => {
    const error = await backline.refusal('session.signIn', { profileId: backline.profileId, login: nadia.login, password: null })
    expect(error).toMatchObject({ code: 'invalid', detail: { field: 'password' } })
  })

  it('refuses a login without a role, and one that is no staff', async () => {
    const stranger = await addStaff(database.url, 'Stranger', [])
    expect(await signInWith(stranger.login, stranger.password)).toMatchObject({ code: 'not_allowed', source: '42501' })
    await asSuperuser('update console.staff set is_active = false where user_id = $1', [nadia.id])
    expect(await signInWith(nadia.login, nadia.password)).toMatchObject({ code: 'not_allowed', source: 'BL002' })
    expect(backline.services.state().person).toBeNull()
  })

  it('says what is missing: the database, the schema, the server', async () => {
    const missing = openConsole(database.url.replace(/[^/]+$/, 'no_such_database'))
    expect(
      await missing.refusal('session.signIn', { profileId: missing.profileId, login: nadia.login, password: nadia.password }),
    ).toMatchObject({
      code: 'invalid',
      source: '3D000',
      detail: { field: 'database' },
    })
    await missing.close()

    const empty = await emptyDatabase()
    const bare = openConsole(empty.url)
    expect(await bare.refusal('session.signIn', { profileId: bare.profileId, login: nadia.login, password: nadia.password })).toMatchObject(
      {
        code: 'schema_missing',
      },
    )
    await bare.close()
    await empty.drop()

    await network.cut()
    expect(await signInWith(nadia.login, nadia.password)).toMatchObject({ code: 'offline', source: 'ECONNREFUSED' })
  })

  it('by a second person ends the session of the first', async () => {
    const sofia = await addStaff(database.url, 'Sofia', ['support'])
    await backline.signIn(nadia)
    expect((await backline.signIn(sofia)).staff.id).toBe(sofia.id)
    const { rows } = await asSuperuser('select 1 from pg_stat_activity where usename = $1', [nadia.login])
    expect(rows).toEqual([])
  })

  it('twice at once leaves the later one', async () => {
    const sofia = await addStaff(database.url, 'Sofia', ['support'])
    const [first, second] = await Promise.allSettled([backline.signIn(nadia), backline.signIn(sofia)])
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled'])
    expect(backline.services.state().person?.staff.id).toBe(sofia.id)
  })

  it('out leaves nothing behind on the server or in memory', async () => {
    await backline.signIn(nadia)
    await backline.call('session.signOut', {})
    await until(async () => (await asSuperuser('select 1 from pg_stat_activity where usename = $1', [nadia.login])).rowCount === 0)
    expect((await backline.refusal('tickets.get', { id: ticket.id })).code).toBe('signed_out')
    expect(backline.services.state()).toMatchObject({ person: null, connection: { state: 'signed_out', live: 'stopped' } })
  })
})

describe('a local file that takes nothing more', () => {
  it('keeps nobody from signing in, reading, acting and signing out', async () => {
    await backline.close(true)
    backline = openConsole(database.url, { dataDir: backline.dataDir })
    denyWrites(true)
    await backline.signIn(nadia)
    expect((await backline.call('tickets.get', { id: ticket.id })).item.id).toBe(ticket.id)
    await backline.call('session.signOut', {})
    expect(backline.services.state().person).toBeNull()
    denyWrites(false)
  })
})

describe('the demo', () => {
  it('signs its people in with one click, shows no password, and keeps drafts even without a key store', async () => {
    const { port, pathname } = new URL(database.url)
    const demoFile = join(backline.dataDir, 'demo.json')
    const shop = openConsole(null, { demoFile, keyKeeper: noKeeper() })
    expect(shop.services.state()).toMatchObject({ demo: null, profiles: [], vault: { mode: 'none' } })
    const connection = { host: '127.0.0.1', port: Number(port), database: pathname.slice(1) }
    const people = [{ login: nadia.login, password: nadia.password, name: 'Nadia', initials: 'NA', role: 'Support' }]
    writeFileSync(demoFile, JSON.stringify({ connection, people, server: 'PostgreSQL 18.4' }))
    const state = await shop.call('app.state', {})
    expect(state.profiles).toMatchObject([{ id: 'demo', isDemo: true, tls: 'disable' }])
    expect(state.demo).toEqual({
      people: [{ login: nadia.login, name: 'Nadia', initials: 'NA', role: 'Support' }],
      server: 'PostgreSQL 18.4',
    })
    expect(await shop.refusal('session.signIn', { profileId: 'demo', login: 'somebody', password: null })).toMatchObject({
      code: 'invalid',
    })

    await shop.call('session.signIn', { profileId: 'demo', login: nadia.login, password: null })
    expect(shop.services.state().vault.mode).toBe('file')
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'reply' as const }
    const content = { body: 'Kept', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await shop.call('drafts.save', { owner: ownerOf(shop), key, label: 'T-1', content })
    await shop.close(true)
    const again = openConsole(null, { demoFile, keyKeeper: noKeeper(), dataDir: shop.dataDir })
    await again.call('session.signIn', { profileId: 'demo', login: nadia.login, password: null })
    expect((await again.call('drafts.get', { key }))?.body).toBe('Kept')
    expect((await again.refusal('profiles.remove', { id: 'demo' })).code).toBe('invalid')
    await again.close()
  })
})

describe('a key that is gone', () => {
  it('is missed in a sentence; what it sealed stays, and opens again with it', async () => {
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'reply' as const }
    const content = { body: 'Sealed', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    const keyFile = join(backline.dataDir, 'drafts.key')
    const again = async () => {
      await backline.close(true)
      backline = openConsole(network.url(database.url), { dataDir: backline.dataDir })
      await backline.signIn(nadia)
    }
    await backline.signIn(nadia)
    await backline.call('drafts.save', { owner: ownerOf(backline), key, label: 'T-1', content })
    const before = backline.services.state().vault.note
    renameSync(keyFile, `${keyFile}.away`)
    await again()
    expect(await backline.call('drafts.get', { key })).toBeNull()
    expect(backline.services.state().vault.note).toContain('1 text of yours was sealed with a key that is gone')
    renameSync(`${keyFile}.away`, keyFile)
    await again()
    expect((await backline.call('drafts.get', { key }))?.body).toBe('Sealed')
    expect(backline.services.state().vault.note).toBe(before)
  })
})

describe('a session that is lost', () => {
  it('comes back by itself when its connections were ended', async () => {
    await backline.signIn(nadia)
    const online = backline.next('connection', ({ state }) => state === 'online', 8000)
    await asSuperuser('select pg_terminate_backend(pid) from pg_stat_activity where usename = $1', [nadia.login])
    await Promise.allSettled([backline.call('work.counts', {}), backline.call('work.counts', {})])
    await until(() => connection().state === 'online')
    await backline.call('work.counts', {})
    expect(connection().state).toBe('online')
    await online.catch(() => {})
  })

  it('answers at once that it is offline, keeps the person, and comes back with the network', async () => {
    await backline.signIn(nadia)
    await network.cut()
    await backline.refusal('work.counts', {})
    await until(() => connection().state === 'offline')
    expect(connection().nextTryAt).not.toBeNull()
    const began = performance.now()
    const error = await backline.refusal('tickets.get', { id: ticket.id })
    expect(error.code).toBe('offline')
    expect(performance.now() - began).toBeLessThan(50)
    expect(backline.services.state().person?.staff.id).toBe(nadia.id)
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'reply' as const }
    const content = { body: 'Written offline', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await backline.call('drafts.save', { owner: ownerOf(backline), key, label: 'T-1', content })

    await network.restore()
    await backline.call('session.retry', {})
    expect(connection()).toMatchObject({ state: 'online', reason: null, nextTryAt: null })
    expect((await backline.call('tickets.get', { id: ticket.id })).item.id).toBe(ticket.id)
    await until(() => connection().live === 'listening')
  })

  it('of somebody before harms nobody who came after', async () => {
    await backline.signIn(nadia)
    network.freeze()
    const late = Array.from({ length: 3 }, () => backline.refusal('work.counts', {}))
    await until(() => network.opened() > 2)
    await backline.call('session.signOut', {})
    await signInTo(await saveProfile({ port: Number(new URL(database.url).port) }))
    const lost = backline
      .next('connection', ({ state }) => state !== 'online', 700)
      .then(
        () => 'lost',
        () => 'online',
      )
    await network.cut()
    await Promise.all(late)
    expect(await lost).toBe('online')
    await backline.call('work.counts', {})
  })

  it('notices a network that swallows everything', { timeout: 40_000 }, async () => {
    await backline.signIn(nadia)
    network.freeze()
    await until(() => connection().state === 'offline', 30_000)
    await network.cut()
    await network.restore()
    await backline.call('session.retry', {})
    expect(connection().state).toBe('online')
  })
})

describe('a request', () => {
  const slow = { name: 'slow', text: 'select pg_sleep(20)' }

  it('that is cancelled ends on the server, and harms no other', async () => {
    await backline.signIn(nadia)
    const postgres = backline.services.session.database()
    const controller = new AbortController()
    const sleeping = postgres.read(slow, { signal: controller.signal })
    await new Promise((resolve) => setTimeout(resolve, 200))
    const began = performance.now()
    controller.abort()
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled' })
    expect(performance.now() - began).toBeLessThan(1000)
    const { rows } = await asSuperuser(`select 1 from pg_stat_activity where usename = $1 and state = 'active'`, [nadia.login])
    expect(rows).toEqual([])
    for (let n = 0; n < 50; n++) await postgres.read({ name: 'one', text: 'select 1' })
  })

  it('is cancelled by its id through the router', async () => {
    await backline.signIn(nadia)
    await asOwner(database.url, async (db) => {
      await db.query('begin; lock table support.knowledge_base_articles in access exclusive mode')
      const asked = backline.refusal('tickets.articles', { text: '' }, 'request-1')
      await new Promise((resolve) => setTimeout(resolve, 200))
      await backline.call('request.cancel', { requestId: 'request-1' })
      expect((await asked).code).toBe('cancelled')
      await db.query('rollback')
    })
  })

  it('that waits for a lock too long says that somebody is at it', { timeout: 15_000 }, async () => {
    await backline.signIn(nadia)
    await asOwner(database.url, async (db) => {
      await db.query('begin')
      await db.query('select 1 from support.tickets where id = $1 for update', [ticket.id])
      const command = { commandId: randomUUID(), id: ticket.id, expectedVersion: 1 }
      expect(await backline.refusal('tickets.setPriority', { ...command, priority: 'high' })).toMatchObject({
        code: 'busy',
        source: '55P03',
      })
      await db.query('rollback')
    })
  })

  it('of ever new shapes leaves no more statements on the server than are kept', async () => {
    await backline.signIn(nadia)
    const postgres = backline.services.session.database()
    const kept = () => postgres.read<{ n: number }>({ name: 'kept', text: 'select count(*)::int as n from pg_prepared_statements' })
    let most = 0
    for (let n = 0; n < 2 * mostStatements; n++) {
      await postgres.read({ name: `shape_${n}`, text: `select ${n}` })
      if (n % 50 === 49) most = Math.max(most, (await kept())[0]?.n ?? 0)
    }
    expect(most).toBeGreaterThan(50)
    expect(most).toBeLessThanOrEqual(mostStatements)
  })

  it('waits its turn when the pool is busy', async () => {
    await backline.signIn(nadia)
    const counts = await Promise.all(Array.from({ length: 40 }, () => backline.call('work.counts', {})))
    expect(new Set(counts.map((each) => JSON.stringify(each))).size).toBe(1)
  })
})

describe('a connection profile', () => {
  it('with a replica reads queues there, and from the primary when the replica is gone', async () => {
    const replica = await openNetwork(database.url)
    await signInTo(await saveProfile({ replica: { host: '127.0.0.1', port: replica.port } }))
    const queue = () => backline.call('tickets.queue', { view: 'all', filter: {}, sort: 'newest' })
    expect((await queue()).rows).toHaveLength(1)
    expect(replica.opened()).toBe(1)
    await replica.cut()
    expect((await queue()).rows).toHaveLength(1)
    expect(connection().state).toBe('online')
  })

  it('for a pooler sets its limits inside each transaction and listens past it', async () => {
    const direct = await openNetwork(database.url)
    await signInTo(await saveProfile({ pgbouncer: { directHost: '127.0.0.1', directPort: direct.port } }))
    await until(() => connection().live === 'listening')
    const postgres = backline.services.session.database()
    const text = `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock, current_setting('TimeZone') as zone`
    expect(await postgres.read({ name: 'settings', text })).toEqual([{ statement: '15s', lock: '4s', zone: 'UTC' }])
    expect(await postgres.read({ name: 'prepared', text: 'select name from pg_prepared_statements' })).toEqual([])
    await expect(postgres.read({ name: 'broken', text: 'select 1 / 0' })).rejects.toMatchObject({ code: 'invalid' })
    const controller = new AbortController()
    const sleeping = postgres.read(slowly, { signal: controller.signal })
    setTimeout(() => controller.abort(), 200)
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled' })
    expect((await backline.call('tickets.get', { id: ticket.id })).item.id).toBe(ticket.id)
    await direct.close()
  })

  it('over a network is refused without TLS', async () => {
    const error = await backline.refusal('profiles.save', { ...bare, host: 'db.example.com', tls: 'disable' })
    expect(error).toMatchObject({ code: 'tls', detail: { field: 'tls' } })
    const second = await backline.refusal('profiles.save', { ...bare, replica: { host: '10.0.0.7', port: 5432 }, tls: 'disable' })
    expect(second.code).toBe('tls')
  })

  it('names the folder of the platform’s files, which has to be there; a folder of --objects is that start’s own', async () => {
    const folder = temporaryFolder()
    const file = join(folder, 'a file')
    writeFileSync(file, 'x')
    const why = async (objects: string) => {
      const error = await backline.refusal('profiles.save', { ...bare, objects })
      expect(error).toMatchObject({ code: 'invalid', detail: { field: 'objects' } })
      return error.message
    }
    expect(await why('share')).toContain('whole path')
    expect(await why(join(folder, 'none'))).toContain('is not there')
    expect(await why(file)).toContain('is a file')
    if (process.getuid?.() !== 0) {
      chmodSync(folder, 0o500)
      expect(await why(folder)).toContain('cannot be written')
      chmodSync(folder, 0o700)
    }
    const saved = await saveProfile({ objects: folder })
    await signInTo(saved)
    const store = objectsOf({ root: folder, demoFile: null })
    expect(await store(backline.services.session.profile() as ConnectionProfile)?.read('a file', AbortSignal.timeout(5000))).toEqual(
      Buffer.from('x'),
    )
    // A share that is away keeps nobody from changing the rest.
    removeFolder(folder)
    await backline.call('session.signOut', {})
    expect(await backline.call('profiles.save', { ...bare, id: saved.id, objects: folder, name: 'Renamed' })).toMatchObject({
      objects: folder,
    })
    const started = readArguments(['--url', 'postgres://localhost/platform', '--objects', folder], folder)
    expect(started?.platform?.profile.objects).toBe(folder)
  })

  it('takes only a folder that a person chose where the system has a window for it', async () => {
    const folder = temporaryFolder()
    const desktop = openConsole(null, { pickFolder: async () => folder })
    expect(await desktop.refusal('profiles.save', { ...bare, objects: folder })).toMatchObject({ code: 'invalid' })
    expect(await desktop.call('profiles.pickFolder', {})).toEqual({ path: folder })
    expect(await desktop.call('profiles.save', { ...bare, objects: folder })).toMatchObject({ objects: folder })
    expect(await backline.refusal('profiles.pickFolder', {})).toMatchObject({ code: 'invalid' })
    await desktop.close()
    removeFolder(folder)
  })

  it('cannot be removed while it is used or drafts hang on it', async () => {
    const profile = await saveProfile()
    await signInTo(profile)
    expect((await backline.refusal('profiles.remove', { id: profile.id })).code).toBe('invalid')
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'note' as const }
    const content = { body: 'x', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await backline.call('drafts.save', { owner: ownerOf(backline), key, label: 'T-1', content })
    await backline.call('session.signOut', {})
    expect((await backline.refusal('profiles.remove', { id: profile.id })).message).toContain('Drafts')
    await signInTo(profile)
    await backline.call('drafts.discard', { owner: ownerOf(backline), key, sent: false })
    await backline.call('session.signOut', {})
    await backline.call('profiles.remove', { id: profile.id })
    expect(backline.services.state().profiles.map(({ id }) => id)).toEqual([backline.profileId])
  })
})

const slowly = { name: 'slow', text: 'select pg_sleep(20)' }
const bare = {
  id: null,
  name: 'Platform',
  host: 'localhost',
  port: 5432,
  database: 'platform',
  tls: 'disable' as const,
  ca: null,
  replica: null,
  pgbouncer: null,
  objects: null,
}
