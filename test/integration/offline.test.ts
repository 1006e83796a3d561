// Without the database: what was opened or assigned is there to read and find, and the console starts as whoever worked here last.

import { randomBytes, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKeeping } from '../../electron/features/keeping.ts'
import type { KeyKeeper } from '../../electron/services/vault.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { Page, WorkFilter, WorkRow } from '../../shared/work.ts'
import { type Network, openNetwork } from '../support/network.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let network: Network
let nadia: TestStaff
let backline: TestConsole
let opened: TestTicket
let unopened: TestTicket
let mine: TestTicket

beforeAll(async () => {
  database = await freshDatabase()
  network = await openNetwork(database.url)
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  const customer = await addCustomer(database.url, 'Дарья Ремизова')
  opened = await addTicket(database.url, customer, {
    subject: 'Payout held',
    description: '夜の港 is missing, überwiesen: Ещё ОН, الدفعة مُعلَّقة, 💸💸💸, NEAR "it"',
  })
  unopened = await addTicket(database.url, customer, { subject: 'Never opened' })
  mine = await addTicket(database.url, customer, { subject: 'Assigned to Nadia' })
  await asOwner(database.url, (db) => db.query('update support.tickets set assigned_to = $1 where id = $2', [nadia.id, mine.id]))
})
afterAll(async () => {
  await network.close()
  await database.drop()
})
beforeEach(async () => {
  backline = openConsole(network.url(database.url))
  await backline.signIn(nadia)
})
afterEach(async () => {
  await network.restore()
  await backline.close()
})

const everything = { view: 'all', filter: {}, sort: 'due' } as const
const find = async (text: string) =>
  ((await backline.call('tickets.queue', { ...everything, filter: { text } })) as Page<WorkRow>).rows.map(({ id }) => id)
/** Everything of the local file, as it lies on the disk. */
const diskBytes = () =>
  Buffer.concat(
    readdirSync(backline.dataDir)
      .filter((name) => name.startsWith('backline.db'))
      .map((name) => readFileSync(join(backline.dataDir, name))),
  )
const connection = () => backline.services.state().connection

async function goOffline(): Promise<void> {
  await backline.call('tickets.get', { id: opened.id })
  await network.cut()
  await until(() => connection().state === 'offline', 10_000)
}

describe('while the connection is gone', () => {
  it('what was opened and what is assigned is read with its age, the rest says why not', async () => {
    const online = await backline.call('tickets.get', { id: opened.id })
    await until(() => backline.services.cache.versions('ticket').has(mine.id), 10_000)
    await goOffline()
    const offline = await backline.call('tickets.get', { id: opened.id })
    expect(offline.item).toEqual(online.item)
    expect(offline.readAt).toMatch(/^\d{4}-/)
    expect((await backline.call('tickets.get', { id: mine.id })).item).toMatchObject({ assignee: { id: nadia.id } })
    expect(await backline.refusal('tickets.get', { id: unopened.id })).toMatchObject({ code: 'offline' })
    const list = await backline.call('tickets.queue', everything)
    expect(list.rows.map(({ id }) => id).sort()).toEqual([opened.id, mine.id].sort())
    expect(list.keptAt).toMatch(/^\d{4}-/)
    expect((await backline.call('tickets.queue', { ...everything, view: 'mine' })).rows.map(({ id }) => id)).toEqual([mine.id])
    expect((await backline.call('tickets.counts', { view: 'all', filter: {} })).total).toEqual({ n: 2, capped: false })
  })

  it('finds parts of words in any script, and takes nothing for a query', async () => {
    await goOffline()
    const texts: [string, string, boolean][] = [
      ['a part of a word', 'ayou', true],
      ['another script', 'ремиз', true],
      ['two characters', '夜の', true],
      ['without its accent', 'uberwiesen', true],
      ['another case and without its accent', 'ЕЩЕ', true],
      ['two characters of another case', 'он', true],
      ['an accent made of two characters', 'u\u0308berw', true],
      ['without its vowel points', 'معلقة', true],
      ['pictures', '💸💸💸', true],
      ['every word in any order', 'held Payout', true],
      ['an operator and quotes as they stand there', 'NEAR "it"', true],
      ['an operator that is not there', 'payout NOT held*', false],
      ['nothing but an accent', '\u0301', true],
      ['a word that is not there', 'held nothing', false],
      ['what looks like a query', '"; drop table text --', false],
      ['a wildcard', '%', false],
    ]
    for (const [why, text, isFound] of texts) expect([why, (await find(text)).includes(opened.id)]).toEqual([why, isFound])
  })

  it('narrows what is kept as the database does', async () => {
    const { item } = await backline.call('tickets.get', { id: opened.id })
    const command = { commandId: uuidv7(), id: opened.id, expectedVersion: item.version }
    await backline.call('tickets.tag', { ...command, add: ['iban', 'sepa'], remove: [] })
    const filters: WorkFilter[] = [
      { tag: ['iban', 'sepa'] },
      { tag: ['iban', 'bank'] },
      { assignee: ['none'] },
      { assignee: ['me'] },
      { status: ['open'], priority: ['medium'] },
      { priority: ['urgent'] },
    ]
    const narrowed = () =>
      Promise.all(
        filters.map(async (filter) =>
          ((await backline.call('tickets.queue', { ...everything, filter } as never)) as Page<WorkRow>).rows.some(
            ({ id }) => id === opened.id,
          ),
        ),
      )
    const online = await narrowed()
    expect(online).toEqual([true, false, true, false, true, false])
    await goOffline()
    expect(await narrowed()).toEqual(online)
  })

  it('decisions and claims say that they need the database', async () => {
    await goOffline()
    const refusal = await backline.refusal('work.claim', { commandId: uuidv7(), id: opened.id, kind: 'ticket' })
    expect(refusal).toMatchObject({ code: 'offline' })
  })

  it('keeps nothing readable on the disk', async () => {
    await goOffline()
    await backline.call('tickets.queue', { ...everything, filter: { text: 'Payout' } })
    expect(diskBytes().toString('latin1')).not.toMatch(/Payout held|Assigned to|berwiesen|Nadia/)
  })

  it('wipes what is kept when asked at sign-out, to the last byte, and nothing else', async () => {
    await goOffline()
    const note = { commandId: uuidv7(), id: opened.id, expectedVersion: 1, body: 'Stays' }
    const rest = { owner: nadia.id, label: 'T-1', base: {}, effect: {}, draft: null }
    await backline.call('outbox.submit', { ...rest, method: 'tickets.note', input: note })
    expect(await backline.call('cache.list', { text: '' })).not.toEqual([])
    const file = new Database(join(backline.dataDir, 'backline.db'), { readonly: true })
    const sealed = file.prepare('select sealed from cache').pluck().all() as Buffer[]
    file.close()
    await backline.call('session.signOut', { wipe: true })
    const bytes = diskBytes()
    expect(sealed.filter((each) => bytes.includes(each.subarray(0, 40)))).toEqual([])
    await network.restore()
    await backline.signIn(nadia)
    expect(await backline.call('cache.list', { text: '' })).toEqual([])
    await until(async () => {
      const { thread } = await backline.call('tickets.get', { id: opened.id })
      return thread.some((entry) => entry.type === 'message' && entry.body === 'Stays')
    })
  })
})

describe('an answer that comes late', () => {
  it('is not kept for whoever is signed in by then', async () => {
    const { services } = backline
    const asker = services.session.person()
    const answer = await backline.call('tickets.get', { id: opened.id })
    await backline.call('session.signOut', {})
    const sofia = await backline.signIn(await addStaff(database.url, 'Sofia', ['support']))
    const { saw } = createKeeping(services, async () => null)
    const kept = async () => (await backline.call('cache.list', { text: '' })).map(({ itemId }) => itemId)
    saw('tickets.get', { id: opened.id }, answer, asker)
    expect(await kept()).toEqual([])
    saw('tickets.get', { id: opened.id }, answer, sofia)
    expect(await kept()).toEqual([opened.id])
  })
})

describe('what is kept', () => {
  it('is bounded by number and by age; what is pinned goes last', () => {
    const { cache } = backline.services
    const put = (n: number) => {
      const itemId = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
      cache.put({ kind: 'ticket', itemId, value: {}, row: null, label: `T-${n}`, text: '' }, true)
      return itemId
    }
    const pinned = put(0)
    expect(cache.pin('ticket', pinned, true)).toBe(true)
    expect(cache.pin('ticket', randomUUID(), true)).toBe(false)
    for (let n = 1; n <= 1600; n++) put(n)
    expect(cache.list('ticket')).toHaveLength(1500)
    expect(cache.get('ticket', pinned)).not.toBeNull()
    vi.setSystemTime(Date.now() + 31 * 86_400_000)
    const fresh = put(2000)
    expect(
      cache
        .list('ticket')
        .map(({ itemId }) => itemId)
        .sort(),
    ).toEqual([pinned, fresh].sort())
    vi.useRealTimers()
  })

  it('goes with its connection, pinned or not', async () => {
    const { port, pathname } = new URL(network.url(database.url))
    const address = { host: '127.0.0.1', port: Number(port), database: pathname.slice(1) }
    const trust = { tls: 'disable' as const, ca: null, replica: null, pgbouncer: null, objects: null }
    const { id } = await backline.call('profiles.save', { id: null, name: 'Soon gone', ...address, ...trust })
    await backline.call('tickets.get', { id: opened.id })
    await backline.call('session.signIn', { profileId: id, ...login(nadia) })
    await backline.call('tickets.get', { id: opened.id })
    await backline.call('cache.pin', { kind: 'ticket', itemId: opened.id, pinned: true })
    await backline.call('session.signOut', {})
    const file = new Database(join(backline.dataDir, 'backline.db'), { readonly: true })
    const owners = () => file.prepare(`select distinct owner from cache where kind = 'ticket' order by owner`).pluck().all()
    expect(owners()).toEqual([`${id}:${nadia.id}`, `${backline.profileId}:${nadia.id}`].sort())
    await backline.call('profiles.remove', { id })
    expect(owners()).toEqual([`${backline.profileId}:${nadia.id}`])
    file.close()
  })

  it('of somebody who never comes back goes when its time is over', async () => {
    await backline.call('tickets.get', { id: opened.id })
    await backline.close(true)
    vi.setSystemTime(Date.now() + 31 * 86_400_000)
    backline = openConsole(database.url, { dataDir: backline.dataDir })
    await backline.signIn(await addStaff(database.url, 'Kenji', ['support']))
    await backline.call('cache.list', { text: '' })
    vi.useRealTimers()
    const file = new Database(join(backline.dataDir, 'backline.db'), { readonly: true })
    expect(file.prepare('select owner from cache where owner like ?').all(`%:${nadia.id}`)).toEqual([])
    file.close()
  })
})

describe('a start without the database', () => {
  async function restart(options: { keyKeeper?: KeyKeeper } = {}): Promise<void> {
    await backline.close(true)
    await network.cut().catch(() => null)
    backline = openConsole(network.url(database.url), { dataDir: backline.dataDir, ...options })
  }

  it('begins as whoever worked here last, with what is kept, within two seconds', async () => {
    await backline.call('tickets.get', { id: opened.id })
    await restart()
    const began = performance.now()
    await backline.signIn(nadia)
    expect(backline.services.state()).toMatchObject({ person: { staff: { id: nadia.id } }, connection: { state: 'offline' } })
    expect((await backline.call('tickets.get', { id: opened.id })).item.id).toBe(opened.id)
    expect(performance.now() - began).toBeLessThan(2000)
  })

  it('connects by itself when the server is back, and then sends what was written meanwhile', async () => {
    await restart()
    await backline.signIn(nadia)
    const note = { commandId: uuidv7(), id: opened.id, expectedVersion: 1, body: 'Written without it' }
    const rest = { owner: nadia.id, label: 'T-1', base: {}, effect: {}, draft: null }
    await backline.call('outbox.submit', { ...rest, method: 'tickets.note', input: note })
    await network.restore()
    await backline.call('session.retry', {})
    await until(async () => (await backline.call('outbox.list', {})).length === 0, 10_000)
    const { thread } = await backline.call('tickets.get', { id: opened.id })
    expect(thread.some((entry) => entry.type === 'message' && entry.body === 'Written without it')).toBe(true)
  })

  it('asks for a password that was changed meanwhile, and loses nothing of what was written', async () => {
    const asha = await addStaff(database.url, 'Asha', ['support'])
    await backline.signIn(asha)
    await restart()
    await backline.signIn(asha)
    const note = { commandId: uuidv7(), id: opened.id, expectedVersion: 1, body: 'Before the new password' }
    await backline.call('outbox.submit', {
      owner: asha.id,
      method: 'tickets.note',
      input: note,
      label: 'T-1',
      base: {},
      effect: {},
      draft: null,
    })
    await asOwner(database.url, (db) => db.query(`alter role ${asha.login} password 'another one' valid until 'infinity'`))
    const ended = backline.next('signedOut')
    await network.restore()
    await backline.call('session.retry', {})
    expect((await ended).message).toContain('no longer accepts this password')
    await backline.signIn({ ...asha, password: 'another one' })
    await until(async () => (await backline.call('outbox.list', {})).length === 0)
  })

  it('is only for the person who was here last, by their password', async () => {
    const kenji = await addStaff(database.url, 'Kenji', ['support'])
    await restart()
    const { profileId } = backline
    const refused = (login: string, password: string) => backline.refusal('session.signIn', { profileId, login, password })
    expect(await refused(nadia.login, 'not hers')).toMatchObject({
      code: 'auth_failed',
      message: expect.stringContaining('came in with last'),
    })
    expect(await refused(kenji.login, kenji.password)).toMatchObject({ code: 'offline' })
    // Nobody comes in by merely starting it.
    expect(await backline.services.resume(100)).toBe(false)
    expect(backline.services.state().person).toBeNull()
    const bytes = readFileSync(join(backline.dataDir, 'backline.db')).toString('latin1')
    expect(bytes).not.toContain(nadia.password)
  })

  it('shows nothing with another key, or after a sign-out', async () => {
    const stranger = randomBytes(32)
    await restart({ keyKeeper: { mode: 'system', note: null, load: () => stranger, store: () => {} } })
    expect((await backline.refusal('session.signIn', { profileId: backline.profileId, ...login(nadia) })).code).toBe('offline')
    await network.restore()
    await backline.signIn(nadia)
    await backline.call('session.signOut', {})
    await restart()
    expect((await backline.refusal('session.signIn', { profileId: backline.profileId, ...login(nadia) })).code).toBe('offline')
    expect(backline.services.state().person).toBeNull()
  })
})

const login = ({ login, password }: TestStaff) => ({ login, password })
