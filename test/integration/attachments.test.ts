// Files of drafts and messages: durable before their reference, in the store once, opened by whoever may, and swept when nothing needs them.

import { createHash, randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, test } from 'vitest'
import { folderStore, type ObjectStore } from '../../electron/services/documents.ts'
import { Problem } from '../../electron/services/errors.ts'
import { noKeeper } from '../../electron/services/vault.ts'
import { type AttachmentRef, largestAttachment, partBytes } from '../../shared/attachments.ts'
import type { DraftKey } from '../../shared/drafts.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { Attachment } from '../../shared/tickets.ts'
import { mountDisk, type SmallDisk } from '../support/full-disk.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import type { Row } from '../support/rows.ts'
import { openConsole, removeFolder, type TestConsole, temporaryFolder, until } from '../support/services.ts'

const png = Buffer.from('\x89PNG\r\n\x1a\nthe rest', 'latin1')
const text = Buffer.from('a plain text, of no kind that is shown')

let database: TestDatabase
let nadia: TestStaff
let sofia: TestStaff
let customer: string
let ticket: TestTicket
let folder: string
let isDown: boolean
let writes: string[]
let removals: string[]
/** The store takes and removes nothing before. */
let held: Promise<void>
let desk: TestConsole

const away = () => new Problem('busy', 'The store is away.', { detail: { unsent: true } })

/** A folder as the store, which can be away. */
function flaky(): ObjectStore {
  const store = folderStore(join(folder, 'store'))
  return {
    read: store.read,
    async write(key, bytes) {
      writes.push(key)
      await held
      return isDown ? Promise.reject(away()) : store.write(key, bytes)
    },
    async remove(key) {
      removals.push(key)
      await held
      return isDown ? Promise.reject(away()) : store.remove(key)
    },
  }
}
const open = () => openConsole(database.url, { dataDir: join(folder, 'data'), objects: flaky })

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  sofia = await addStaff(database.url, 'Sofia', ['support'])
  customer = await addCustomer(database.url, 'Darya')
})
afterAll(() => database.drop())
beforeEach(async () => {
  folder = temporaryFolder()
  for (const name of ['data', 'store']) mkdirSync(join(folder, name))
  isDown = false
  writes = []
  removals = []
  held = Promise.resolve()
  ticket = await addTicket(database.url, customer)
  desk = open()
  await desk.signIn(nadia)
})
afterEach(async () => {
  await desk.close(true)
  removeFolder(folder)
})

async function restart(): Promise<void> {
  await desk.close(true)
  desk = open()
  await desk.signIn(nadia)
}

const owned = (sql: string, ...values: unknown[]): Promise<Row[]> => asOwner(database.url, async (db) => (await db.query(sql, values)).rows)
const key = (slot: 'reply' | 'note' = 'reply'): DraftKey => ({ kind: 'ticket', itemId: ticket.id, slot })
const sealed = () => (existsSync(join(folder, 'data', 'attachments')) ? readdirSync(join(folder, 'data', 'attachments')) : [])
const stored = () => (existsSync(join(folder, 'store', 'support')) ? readdirSync(join(folder, 'store', 'support', ticket.id)) : [])
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function attach(name: string, bytes: Buffer, owner = nadia): Promise<AttachmentRef> {
  const upload = randomUUID()
  for (let at = 0; ; at += partBytes) {
    const base64 = bytes.subarray(at, at + partBytes).toString('base64')
    const ref = await desk.call('attachments.put', { owner: owner.id, upload, name, bytes: bytes.length, at, base64 })
    if (ref) return ref
  }
}

function save(attachments: AttachmentRef[], body = 'Here it is', slot: 'reply' | 'note' = 'reply') {
  const content = { body, caret: null, templateId: null, attachments, baseVersion: 1, commandId: null, attempt: null }
  return desk.call('drafts.save', { owner: nadia.id, key: key(slot), label: 'T-1', content })
}

function submit(attachments: AttachmentRef[], slot: 'reply' | 'note' = 'reply', more: Record<string, unknown> = {}) {
  const reply = slot === 'reply' ? { thenStatus: null, templateId: null } : {}
  return desk.call('outbox.submit', {
    owner: nadia.id,
    method: slot === 'reply' ? 'tickets.reply' : 'tickets.note',
    input: { commandId: uuidv7(), id: ticket.id, expectedVersion: 1, body: 'Here it is', attachments, ...reply, ...more },
    label: 'T-1',
    base: {},
    effect: {},
    draft: key(slot),
  })
}

async function shown(): Promise<Attachment[]> {
  const { thread } = await desk.call('tickets.get', { id: ticket.id })
  return thread.flatMap((entry) => (entry.type === 'message' ? entry.attachments : []))
}

describe('a draft', () => {
  it('has its files again after a restart, sealed on the disk; versions and restoring carry them', async () => {
    const [a, b] = [await attach('proof.png', png), await attach('كشف الحساب.txt', text)]
    expect(a).toEqual({ id: expect.any(String), name: 'proof.png', bytes: png.length, mediaType: 'image/png', sha256: hashOf(png) })
    expect(b.mediaType).toBe('application/octet-stream')
    await save([a, b])
    await save([b])
    for (const name of sealed()) expect(readFileSync(join(folder, 'data', 'attachments', name)).includes('plain text')).toBe(false)
    await restart()
    expect((await desk.call('drafts.get', { key: key() }))?.attachments).toEqual([b])
    const [before] = await desk.call('drafts.versions', { key: key() })
    expect(before?.attachments).toEqual([a, b])
    await desk.call('drafts.restore', { key: key(), versionId: before?.id ?? 0 })
    await desk.call('drafts.discard', { owner: nadia.id, key: key(), sent: false })
    const [discarded] = await desk.call('drafts.versions', { key: key() })
    expect(discarded).toMatchObject({ discarded: true, attachments: [a, b] })
    await restart()
    expect(sealed().toSorted()).toEqual([a.id, b.id].toSorted())
  })

  it('of files alone is a draft; a message needs text all the same', async () => {
    const a = await attach('proof.png', png)
    await save([a], '')
    expect((await desk.call('drafts.list', {})).map(({ attachments }) => attachments)).toEqual([[a]])
    await expect(submit([a], 'reply', { body: ' ' })).rejects.toMatchObject({ code: 'invalid' })
    expect(await shown()).toEqual([])
  })

  it('sweeps what no draft, version or command names, and what a crash left half written, and nothing else', async () => {
    const [kept, lost] = [await attach('kept.png', png), await attach('lost.png', Buffer.concat([png, png]))]
    await save([kept])
    writeFileSync(join(folder, 'data', 'attachments', `${randomUUID()}.${randomUUID()}.part`), 'half')
    expect(sealed()).toContain(lost.id)
    await restart()
    await until(() => sealed().length === 1)
    expect(sealed()).toEqual([kept.id])
    await submit([kept])
    await restart()
    expect(sealed()).toEqual([kept.id])
  })

  it('says why nothing can be attached: no store, or no key to seal with', async () => {
    const homeless = openConsole(database.url)
    await homeless.signIn(nadia)
    expect((await homeless.call('attachments.barred', {})).reason).toMatch(/no store of files/)
    const input = { owner: nadia.id, upload: randomUUID(), name: 'a.png', bytes: 4, at: 0, base64: 'AAAAAA==' }
    expect(await homeless.refusal('attachments.put', input)).toMatchObject({ code: 'invalid' })
    await homeless.close()
    const keyless = openConsole(database.url, { keyKeeper: noKeeper(), objects: flaky })
    await keyless.signIn(nadia)
    expect((await keyless.call('attachments.barred', {})).reason).toMatch(/not kept on this computer/)
    expect(await keyless.refusal('attachments.put', input)).toMatchObject({ code: 'invalid' })
    await keyless.close()
    expect((await desk.call('attachments.barred', {})).reason).toBeNull()
  })

  it('takes 25 MB in parts, and refuses more, less, gaps, empty files and names that lead away', async () => {
    const large = Buffer.alloc(largestAttachment, 7)
    expect(await attach('large.bin', large)).toMatchObject({ bytes: largestAttachment, sha256: hashOf(large) })
    const part = { owner: nadia.id, upload: randomUUID(), name: 'a.png', bytes: 8, at: 0, base64: 'AAAAAA==' }
    expect(await desk.call('attachments.put', part)).toBeNull()
    for (const wrong of [{ at: 5 }, { at: 3 }, { at: 4, bytes: 9 }, { at: 4, base64: 'AAAAAAAAAAA=' }, { at: 4, base64: '' }]) {
      await desk.call('attachments.put', part)
      expect(await desk.refusal('attachments.put', { ...part, ...wrong })).toMatchObject({ code: 'invalid' })
    }
    const never = [
      { bytes: largestAttachment + 1 },
      { bytes: 0 },
      { name: '../a.png' },
      { name: 'a\u202egnp.exe' },
      { name: 'a'.repeat(300) },
    ]
    for (const wrong of never) expect(await desk.refusal('attachments.put', { ...part, ...wrong })).toMatchObject({ code: 'invalid' })
    expect(sealed()).toHaveLength(1)
  })

  it('keeps the text when the disk takes no file, and says so', async () => {
    await save([], 'Typed before')
    writeFileSync(join(folder, 'data', 'attachments'), 'in the way')
    const input = { owner: nadia.id, upload: randomUUID(), name: 'a.png', bytes: 4, at: 0, base64: 'AAAAAA==' }
    expect(await desk.refusal('attachments.put', input)).toMatchObject({
      code: 'storage',
      message: expect.stringContaining('text stays as it is'),
    })
    expect((await desk.call('drafts.get', { key: key() }))?.body).toBe('Typed before')
  })
})

describe('a disk that is really full', () => {
  let disk: SmallDisk | null

  beforeEach(async (context) => {
    await desk.close(true)
    disk = mountDisk(join(folder, 'data'), 4)
    if (!disk) context.skip('This account may not mount a disk of its own.')
    desk = open()
    await desk.signIn(nadia)
  })
  afterEach(async () => {
    await desk.close(true)
    disk?.remove()
    desk = open()
  })

  it('takes neither a file nor more text, keeps what is there, says what to do, and goes on without a restart once there is room', async () => {
    const small = disk as SmallDisk
    await save([await attach('before.png', png)], 'Typed before')
    const large = Buffer.alloc(500_000, 7)
    const more = 'x'.repeat(100_000)
    small.fill()
    await expect(attach('large.bin', large)).rejects.toMatchObject({
      code: 'storage',
      message:
        'large.bin was not attached: the disk of this computer is full. Your text stays as it is. Free some space, then attach it again.',
    })
    await expect(save([], more)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringMatching(/^The disk of this computer is full.* It is still on the screen\. Free some space/),
    })
    expect(await desk.call('drafts.get', { key: key() })).toMatchObject({ body: 'Typed before', attachments: [{ name: 'before.png' }] })
    // What waits for nothing on this disk goes out all the same.
    expect(await submit([], 'note', { body: more })).toMatchObject({ state: 'done' })

    small.free()
    const ref = await attach('large.bin', large)
    await save([ref], more)
    expect(sealed().filter((name) => name.endsWith('.part'))).toEqual([])
    await restart()
    expect(await desk.call('drafts.get', { key: key() })).toMatchObject({ body: more, attachments: [ref] })
  })
})

describe('a message', () => {
  it('arrives with its files, named in audit and mail; they can be looked at and saved, and each look is recorded', async () => {
    const files = [await attach('proof.png', png), await attach('log.txt', text)]
    expect(await submit(files)).toMatchObject({ state: 'done' })
    const [image, log] = await shown()
    expect(image).toEqual({ id: expect.any(String), name: 'proof.png', bytes: png.length, mediaType: 'image/png' })
    expect(await desk.call('documents.read', { kind: 'ticket', itemId: ticket.id, documentId: String(image?.id) })).toEqual({
      mediaType: 'image/png',
      base64: png.toString('base64'),
      bytes: png.length,
    })
    const save = () => desk.call('tickets.saveAttachment', { id: ticket.id, attachmentId: String(log?.id), name: 'log.txt' })
    const [first, second] = [await save(), await save()]
    expect([first.path, second.path].map((path) => readFileSync(path).equals(text))).toEqual([true, true])
    expect(second.path).toMatch(/log-2\.txt$/)
    const audit = await owned('select action, after from console.audit where item_id = $1 order by seq', ticket.id)
    expect(audit.map(({ action }) => action)).toEqual(['ticket_reply', 'document_view', 'document_view', 'document_view'])
    expect(audit[0]?.after).toMatchObject({ attachments: ['proof.png', 'log.txt'] })
    const [mail] = await owned(`select payload from system.email_queue where payload ->> 'ticket_id' = $1`, ticket.id)
    expect((mail as { payload: Row }).payload.attachments).toMatchObject([
      { key: `support/${ticket.id}/${hashOf(png)}`, name: 'proof.png' },
      {},
    ])
    expect((await desk.call('tickets.get', { id: ticket.id })).item.hasAttachment).toBe(true)
  })

  it('waits while the store is away; edited, cancelled or sent later it has its files, and they arrive once', async () => {
    const files = [await attach('proof.png', png)]
    isDown = true
    const sent = await Promise.all([submit(files, 'note'), submit(files), submit(files, 'note')])
    expect(sent).toMatchObject(sent.map(() => ({ state: 'waiting', item: { input: { attachments: files } } })))
    const [edited, cancelled] = await desk.call('outbox.list', {})
    // Not while the next attempt is being made.
    await until(async () => (await desk.router.handle('outbox.edit', { id: edited?.id })).ok)
    expect((await desk.call('drafts.get', { key: key('note') }))?.attachments).toEqual(files)
    await until(async () => (await desk.router.handle('outbox.cancel', { id: cancelled?.id })).ok)
    await restart()
    expect((await desk.call('drafts.versions', { key: key() }))[0]?.attachments).toEqual(files)
    expect(await shown()).toEqual([])
    isDown = false
    await until(async () => (await desk.call('outbox.list', {})).length === 0, 20_000)
    expect(await shown()).toHaveLength(1)
    expect(stored()).toEqual([hashOf(png)])
    expect(new Set(writes).size).toBe(1)
    expect(sealed()).toEqual([files[0]?.id])
  }, 40_000)

  it('that is taken back takes its files out of the thread and the mail', async () => {
    const sent = await submit([await attach('proof.png', png)])
    if (sent.state !== 'done') throw new Error('It was expected to arrive')
    const [{ id: ofCommand } = { id: '' }] = await owned(
      `select id from console.command where name = 'ticket_reply' order by at desc limit 1`,
    )
    await desk.call('tickets.undoReply', {
      commandId: uuidv7(),
      id: ticket.id,
      expectedVersion: sent.result.version,
      ofCommand: String(ofCommand),
    })
    expect(await shown()).toEqual([])
    expect((await desk.call('tickets.get', { id: ticket.id })).item.hasAttachment).toBe(false)
    expect(await owned(`select from system.email_queue where payload ->> 'ticket_id' = $1`, ticket.id)).toEqual([])
  })

  describe('that never was leaves no file in the store', () => {
    beforeEach(() => owned('delete from console.sent_file'))
    const sweep = () => desk.services.attachments.sweepStore()
    const aDayLater = () => owned(`update console.sent_file set announced_at = announced_at - interval '25 hours'`)
    async function takeBack(version: number) {
      const [reply] = await owned(`select id from console.command where name = 'ticket_reply' order by at desc limit 1`)
      const input = { commandId: uuidv7(), id: ticket.id, expectedVersion: version, ofCommand: String(reply?.id) }
      await desk.call('tickets.undoReply', input)
    }
    async function undone(...files: AttachmentRef[]) {
      const sent = await submit(files)
      if (sent.state !== 'done') throw new Error('It was expected to arrive')
      await takeBack(sent.result.version)
    }
    function hold() {
      let release = () => {}
      held = new Promise((resolve) => {
        release = resolve
      })
      return release
    }

    it('a day after it was taken back; what another message names by the same content stays, and so does the platform’s own', async () => {
      const [shared, alone] = [await attach('proof.png', png), await attach('log.txt', text)]
      expect(await submit([shared], 'note')).toMatchObject({ state: 'done' })
      await undone(shared, alone)
      writeFileSync(join(folder, 'store', 'support', ticket.id, 'of-the-platform'), 'x')
      await sweep()
      expect(stored()).toHaveLength(3)
      await aDayLater()
      await sweep()
      expect(stored().toSorted()).toEqual([hashOf(png), 'of-the-platform'].toSorted())
      expect(await owned('select from console.sent_file')).toEqual([])
    })

    it('also where it waits in the outbox: it is put there anew when it leaves', async () => {
      const file = await attach('proof.png', png)
      await undone(file)
      isDown = true
      const before = writes.length
      const waiting = submit([file])
      await until(() => writes.length > before)
      isDown = false
      await aDayLater()
      await sweep()
      expect(removals).toHaveLength(1)
      await waiting
      await until(async () => (await desk.call('outbox.list', {})).length === 0)
      expect(await shown()).toHaveLength(1)
      expect(stored()).toEqual([hashOf(png)])
    })

    it('never while the same file is on its way with another message, whichever comes first', async () => {
      const file = await attach('proof.png', png)
      await undone(file)
      await aDayLater()
      let release = hold()
      const sweeping = sweep()
      await until(() => removals.length > 0)
      const behind = submit([file])
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(writes).toHaveLength(1)
      release()
      await sweeping
      await behind
      await until(async () => (await desk.call('outbox.list', {})).length === 0)
      expect(stored()).toEqual([hashOf(png)])

      const other = await attach('log.txt', text)
      await undone(other)
      await aDayLater()
      const before = writes.length
      release = hold()
      const ahead = submit([other], 'note')
      await until(() => writes.length > before)
      await sweep()
      expect(removals).toHaveLength(1)
      release()
      expect(await ahead).toMatchObject({ state: 'done' })
      expect(stored().toSorted()).toEqual([hashOf(png), hashOf(text)].toSorted())
    })

    it('later, where the store was away', async () => {
      const file = await attach('proof.png', png)
      await undone(file)
      await aDayLater()
      isDown = true
      await sweep()
      expect(stored()).toHaveLength(1)
      isDown = false
      await restart()
      await until(() => stored().length === 0)
    })
  })

  it('is held back when a file of it is gone or damaged, and nothing of it leaves', async () => {
    const [gone, damaged] = [await attach('gone.png', png), await attach('damaged.txt', text)]
    rmSync(join(folder, 'data', 'attachments', gone.id))
    await expect(submit([gone])).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/^gone\.png is not on this computer/),
    })
    const path = join(folder, 'data', 'attachments', damaged.id)
    chmodSync(path, 0o600)
    writeFileSync(path, readFileSync(path).fill(1, 40, 44))
    await expect(submit([damaged])).rejects.toMatchObject({ code: 'invalid' })
    expect(await shown()).toEqual([])
    expect((await desk.call('drafts.get', { key: key() }))?.attachments).toEqual([damaged])
  })

  it('leaves in nobody else’s name when somebody else signs in while its files are on their way', async () => {
    let release = () => {}
    held = new Promise((resolve) => {
      release = resolve
    })
    const sent = submit([await attach('proof.png', png)])
    await until(() => writes.length > 0)
    await desk.call('session.signOut', {})
    await desk.signIn(sofia)
    release()
    await sent.catch(() => null)
    const senders = () => owned(`select sender_id from support.ticket_messages where ticket_id = $1 and sender_type = 'staff'`, ticket.id)
    expect(await senders()).toEqual([])
    await desk.signIn(nadia)
    await until(async () => (await senders()).length > 0)
    expect(await senders()).toEqual([{ sender_id: nadia.id }])
  })

  it('never carries the file of another person of this computer', async () => {
    const hers = await attach('private.png', png)
    await save([hers])
    await desk.call('session.signOut', {})
    await desk.signIn(sofia)
    const input = { commandId: uuidv7(), id: ticket.id, expectedVersion: 1, body: 'Look', attachments: [hers] }
    expect(await desk.refusal('tickets.note', input)).toMatchObject({ code: 'invalid' })
    expect(writes).toEqual([])
  })
})

describe('the database', () => {
  let asNadia: pg.Pool
  beforeAll(() => {
    asNadia = new pg.Pool({ connectionString: nadia.url, max: 1 })
  })
  afterAll(() => asNadia.end())

  const note = (attachments: unknown) =>
    asNadia
      .query('select console.ticket_note(gen_random_uuid(), $1, 1, $2, $3)', [
        ticket.id,
        'Hello',
        attachments && JSON.stringify(attachments),
      ])
      .then(
        () => 'done',
        (error) => error.code as string,
      )
  const file = (more: Row = {}) => ({
    key: `support/${ticket.id}/${'a'.repeat(64)}`,
    name: 'a.png',
    bytes: 4,
    mediaType: 'image/png',
    ...more,
  })

  test('takes nothing but files that lie under the ticket, of at most 25 MB, ten to a message', async () => {
    const wrong: unknown[] = [
      null,
      {},
      'x',
      [1],
      [null],
      [[]],
      Array.from({ length: 11 }, () => file()),
      ...[
        { key: `support/${randomUUID()}/${'a'.repeat(64)}` },
        { key: 'kyc/passport.png' },
        { key: `support/${ticket.id}/../../kyc/passport.png` },
        { key: null },
        { key: 7 },
        { name: '' },
        { name: '../a' },
        { name: 'a\\b' },
        { name: 'a\u202egnp.exe' },
        { name: 'a\nb' },
        { name: 'a'.repeat(256) },
        { name: null },
        { name: undefined },
        { bytes: 0 },
        { bytes: -1 },
        { bytes: 26_214_401 },
        { bytes: 1.5 },
        { bytes: 1e300 },
        { bytes: '4' },
        { bytes: null },
        { mediaType: 'image' },
        { mediaType: 'text/html; charset=x' },
        { mediaType: undefined },
        { scan: 'clean' },
      ].map((each) => [file(each)]),
    ]
    for (const each of wrong) expect([each, await note(each)]).toEqual([each, 'BL006'])
    expect(await note(Array.from({ length: 10 }, () => file({ bytes: 26_214_400, name: 'ガイド.png' })))).toBe('done')
    expect(await owned('select from support.ticket_messages where ticket_id = $1', ticket.id)).toHaveLength(1)
  })

  test('opens nothing that the platform stored under a key of somebody else, nor what is infected or not checked yet', async () => {
    const other = await addTicket(database.url, await addCustomer(database.url, 'Ivo'))
    const hostile = [
      { name: 'passport', key: 'kyc/passport.png' },
      { name: 'climbs', key: `support/${ticket.id}/../../kyc/passport.png` },
      { name: 'of another', key: `support/${other.id}/a.png` },
      { name: 'infected', key: `support/${ticket.id}/a.png`, scan: 'infected' },
      { name: 'pending', key: `support/${ticket.id}/a.png`, scan: 'pending' },
      { name: 'number', key: 7 },
      { name: 'keyless' },
      'no object',
      { name: 'good', key: `support/${ticket.id}/a.png`, scan: 'clean' },
      { name: 'for everybody', key: 'support/shared/form.png' },
    ]
    const [message] = await owned(
      `insert into support.ticket_messages (ticket_id, sender_type, sender_id, body, attachments) values ($1, 'user', $2, 'See', $3) returning id`,
      ticket.id,
      customer,
      JSON.stringify(hostile),
    )
    mkdirSync(join(folder, 'store', 'support', ticket.id), { recursive: true })
    writeFileSync(join(folder, 'store', 'support', ticket.id, 'a.png'), png)
    mkdirSync(join(folder, 'store', 'support', 'shared'))
    writeFileSync(join(folder, 'store', 'support', 'shared', 'form.png'), png)
    const outcomes: string[] = []
    for (let n = 1; n <= hostile.length; n++) {
      const [{ id } = { id: '' }] = await owned('select md5($1::uuid || $2)::uuid as id', message?.id, ` ${n}`)
      const call = desk.call('documents.read', { kind: 'ticket', itemId: ticket.id, documentId: String(id) })
      outcomes.push(
        await call.then(
          () => 'read',
          ({ code }) => code,
        ),
      )
    }
    expect(outcomes).toEqual([...Array(8).fill('not_found'), 'read', 'read'])
    const listed = await shown()
    expect(JSON.stringify(listed)).not.toContain('support/')
    expect(listed.filter(({ id }) => id === null).map(({ name }) => name)).toEqual(['infected', 'pending', 'keyless'])
  })
})
