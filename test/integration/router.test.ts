// Every way in: what is malformed, too large, unknown or not allowed becomes a typed result with a sentence.

import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, ownerOf, removeFolder, type TestConsole } from '../support/services.ts'

let database: TestDatabase
let nadia: TestStaff
let customer: string
let ticket: TestTicket
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  customer = await addCustomer(database.url, 'Lina Okonkwo')
  ticket = await addTicket(database.url, customer)
  backline = openConsole(database.url)
  await backline.signIn(nadia)
})
afterAll(async () => {
  await backline?.close()
  await database?.drop()
})

const versionOf = async (id = ticket.id) => (await backline.call('tickets.get', { id })).item.version
const command = async (id = ticket.id) => ({ commandId: randomUUID(), id, expectedVersion: await versionOf(id) })

describe('what is malformed', () => {
  it.each([['__proto__'], ['constructor'], ['tickets.drop'], [''], [null], [{}], [Symbol('x')]])('no method %s', async (method) => {
    const result = await backline.router.handle(method, {})
    expect(result).toMatchObject({ ok: false, error: { code: 'invalid' } })
  })

  it.each([
    [undefined, ''],
    ['text', ''],
    [{ id: 'not an id' }, 'id'],
    [{ id: ticketId(), more: 1 }, ''],
    [{ id: { toString: () => ticketId() } }, 'id'],
    [[], ''],
  ])('no input %j', async (input, field) => {
    const error = await backline.refusal('tickets.get', input)
    expect(error).toMatchObject({ code: 'invalid', detail: { field } })
    expect(error.ref).toMatch(/^[0-9a-f]{8}$/)
  })

  it('names the field that is wrong, also deep inside', async () => {
    const error = await backline.refusal('tickets.queue', { view: 'all', filter: { status: ['open', 'gone'] }, sort: 'due' })
    expect(error.detail).toEqual({ field: 'filter.status.1' })
  })

  it('no more than 4 MB, no depth without end, no traps', async () => {
    const key = { kind: 'ticket', itemId: ticket.id, slot: 'reply' }
    const huge = { key, label: '', content: { body: 'x'.repeat(4_200_000) } }
    expect(await backline.refusal('drafts.save', huge)).toMatchObject({ code: 'invalid', message: expect.stringContaining('4 MB') })
    const loop: Record<string, unknown> = {}
    loop.self = loop
    expect((await backline.refusal('settings.set', { key: 'theme', value: loop })).code).toBe('invalid')
    const trap = {
      get id() {
        throw new Error('trap')
      },
    }
    expect((await backline.refusal('tickets.get', trap)).code).toBe('invalid')
    for (const value of [new Uint8Array(50_000_000), new Array(50_000_000), new Map(), new Date()]) {
      expect((await backline.refusal('settings.set', { key: 'theme', value })).code).toBe('invalid')
    }
    const { proxy, revoke } = Proxy.revocable({}, {})
    revoke()
    expect((await backline.refusal('tickets.get', proxy)).code).toBe('invalid')
  })
})

describe('text for the database', () => {
  it.each([
    ['a null byte', 'before\0after', 'null character'],
    ['half a character', 'before\ud83dafter', 'half of a character'],
  ])('with %s is refused, naming the field, and nothing is stored', async (_, body, words) => {
    for (const [method, input] of [
      ['tickets.reply', { ...(await command()), body, thenStatus: null, templateId: null }],
      ['tickets.note', { ...(await command()), body }],
    ] as const) {
      const error = await backline.refusal(method, input)
      expect(error).toMatchObject({ code: 'invalid', detail: { field: 'body' } })
      expect(error.message).toContain(words)
    }
    expect((await backline.refusal('tickets.find', { text: body })).detail).toEqual({ field: 'text' })
    expect((await backline.refusal('tickets.queue', { view: 'all', filter: { text: body }, sort: 'due' })).detail).toEqual({
      field: 'filter.text',
    })
    expect(await versionOf()).toBe(1)
  })

  it('of 1 MB is refused with a sentence that counts', async () => {
    const error = await backline.refusal('tickets.reply', {
      ...(await command()),
      body: 'x'.repeat(1_000_000),
      thenStatus: null,
      templateId: null,
    })
    expect(error).toMatchObject({ code: 'invalid', source: 'BL006', detail: { field: 'body', most: 100_000 } })
    expect(error.message).toContain('1,000,000')
  })

  it('arrives as it was typed', async () => {
    const note = await addTicket(database.url, customer)
    const body = `<img src=x onerror="alert(1)">'; drop table support.tickets; -- ${'שלום 👩‍🚀 e\u0301 \\ %s $1 '.repeat(20)}`
    const { messageId } = await backline.call('tickets.note', { ...(await command(note.id)), body })
    const { thread } = await backline.call('tickets.get', { id: note.id })
    expect(thread.find(({ id }) => id === messageId)).toMatchObject({ type: 'message', internal: true, body })
  })
})

describe('a command', () => {
  it('sent twice takes effect once, and with other content is refused', async () => {
    const other = await addTicket(database.url, customer)
    const reply = { ...(await command(other.id)), body: 'Dear Lina', thenStatus: 'waiting_response' as const, templateId: null }
    const [first, second] = await Promise.all([backline.call('tickets.reply', reply), backline.call('tickets.reply', reply)])
    expect(second).toEqual(first)
    const error = await backline.refusal('tickets.reply', { ...reply, body: 'Dear José' })
    expect(error).toMatchObject({ code: 'command_reused', source: 'BL008' })
    const { thread } = await backline.call('tickets.get', { id: other.id })
    expect(thread.filter((entry) => entry.type === 'message' && entry.from === 'staff')).toHaveLength(1)
  })

  it('that is refused says why, with facts', async () => {
    const mine = await addTicket(database.url, customer)
    const stale = await command(mine.id)
    await backline.call('tickets.setPriority', { ...(await command(mine.id)), priority: 'high' })
    expect(await backline.refusal('tickets.setPriority', { ...stale, priority: 'low' })).toMatchObject({
      code: 'stale',
      source: 'BL001',
      detail: { version: 2, changes: [{ fields: ['priority'], actor: { name: 'Nadia' } }] },
    })
    expect(await backline.refusal('tickets.reopen', { ...(await command(mine.id)), reason: null })).toMatchObject({
      code: 'illegal_transition',
    })
    const gone = { commandId: randomUUID(), id: randomUUID(), expectedVersion: 1 }
    expect(await backline.refusal('work.assign', { ...gone, kind: 'ticket', assignee: null })).toMatchObject({ code: 'not_found' })
    expect(await backline.refusal('tickets.get', { id: randomUUID() })).toMatchObject({ code: 'not_found' })
  })
})

describe('saved views', () => {
  it('are saved, listed, renamed and removed', async () => {
    const definition = { filter: { priority: ['high'] }, sort: 'due' }
    const saved = await backline.call('work.saveView', { id: null, kind: 'ticket', name: 'Urgent first', definition })
    expect(saved).toEqual({ id: saved.id, kind: 'ticket', name: 'Urgent first', definition })
    await backline.call('work.saveView', { ...saved, name: 'High first' })
    expect(await backline.call('work.savedViews', { kind: 'ticket' })).toEqual([{ ...saved, name: 'High first' }])
    await backline.call('work.removeView', { id: saved.id })
    expect(await backline.call('work.savedViews', { kind: 'ticket' })).toEqual([])
  })
})

describe('settings', () => {
  it('keep what they were given, and only small things', async () => {
    expect(await backline.call('settings.get', { key: 'theme' })).toBeNull()
    await backline.call('settings.set', { key: 'theme', value: { name: 'dark', sizes: [1, 2] } })
    expect(await backline.call('settings.get', { key: 'theme' })).toEqual({ name: 'dark', sizes: [1, 2] })
    expect((await backline.refusal('settings.set', { key: 'theme', value: 'x'.repeat(70_000) })).detail).toEqual({ field: 'value' })
    expect((await backline.refusal('settings.get', { key: '../secrets' })).detail).toEqual({ field: 'key' })
  })
})

describe('signed out', () => {
  it('every method of the database says so, and drafts do too', async () => {
    const nobody = openConsole(database.url)
    const id = randomUUID()
    for (const [method, input] of [
      ['tickets.queue', { view: 'all', filter: {}, sort: 'due' }],
      ['tickets.get', { id }],
      ['work.counts', {}],
      ['work.claim', { commandId: id, kind: 'ticket', id }],
      ['drafts.list', {}],
    ] as const) {
      expect((await nobody.refusal(method, input)).code).toBe('signed_out')
    }
    await nobody.close()
  })
})

describe('the log', () => {
  it('finds an error by its reference and tells nothing that people wrote', async () => {
    const own = openConsole(database.url)
    await own.signIn(nadia)
    const key = { kind: 'ticket' as const, itemId: ticket.id, slot: 'reply' as const }
    const content = { body: 'Geheimer Entwurf', caret: null, templateId: null, baseVersion: 1, commandId: null, attempt: null }
    await own.call('drafts.save', { owner: ownerOf(own), key, label: 'Geheimes Thema', content })
    const { ref } = await own.refusal('tickets.note', { ...(await command()), body: 'Geheimnis\0' })
    await own.refusal('session.signIn', { profileId: own.profileId, login: 'geheim', password: 'Geheimwort' })
    await own.refusal('tickets.reply', { ...(await command()), body: 'Geheim {{offen}}', thenStatus: null, templateId: null })
    const lines = await logOf(own)
    expect(lines.some((line) => line.ref === ref && line.method === 'tickets.note' && line.code === 'invalid')).toBe(true)
    const text = JSON.stringify(lines)
    for (const secret of ['Geheim', 'geheim', 'Nadia', 'staff.test', nadia.login, '"staff"']) expect(text).not.toContain(secret)
  })

  it('names a statement that was slow, not its values', async () => {
    const own = openConsole(database.url)
    await own.signIn(nadia)
    await asOwner(database.url, async (db) => {
      await db.query('begin; lock table support.knowledge_base_articles in access exclusive mode')
      const asked = own.call('tickets.articles', { text: 'Geheim' })
      await new Promise((resolve) => setTimeout(resolve, 400))
      await db.query('rollback')
      await asked
    })
    const slow = (await logOf(own)).find((line) => line.event === 'slow query')
    expect(slow).toMatchObject({ statement: 'articles' })
    expect(slow?.ms).toBeGreaterThan(250)
    expect(JSON.stringify(slow)).not.toContain('Geheim')
  })
})

/** What the console logged until its end, which this is. */
async function logOf(own: TestConsole): Promise<Record<string, unknown>[]> {
  await own.close(true)
  try {
    return readLog(own.dataDir)
  } finally {
    removeFolder(own.dataDir)
  }
}

function readLog(dataDir: string): Record<string, unknown>[] {
  const folder = join(dataDir, 'logs')
  const text = readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
}

function ticketId(): string {
  return '019b0000-0000-7000-8000-000000000000'
}
