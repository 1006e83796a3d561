// Identity checks through the trusted side: the queue's pages, one case, a document's bytes, refusals as the screen gets them.

import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { folderStore } from '../../electron/services/documents.ts'
import type { KycRow } from '../../shared/kyc.ts'
import type { Page } from '../../shared/work.ts'
import { addCheck, type TestCheck } from '../support/kyc.ts'
import { addCustomer, addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

let database: TestDatabase
let ingrid: TestStaff
let desk: TestConsole
let auditor: TestConsole
let check: TestCheck

const store = join(import.meta.dirname, '../../resources')
const owner = async (sql: string, ...values: unknown[]) => (await asOwner(database.url, (db) => db.query(sql, values))).rows

beforeAll(async () => {
  database = await freshDatabase()
  ingrid = await addStaff(database.url, 'Ingrid', ['compliance'])
  const customer = await addCustomer(database.url, 'Anna Eriksson')
  check = await addCheck(database.url, customer, { level: 'enhanced', risk: 74, metadata: { mrz: ['P<UTO'], fields: { name: 'ANNA' } } })
  for (let n = 0; n < 130; n++) await addCheck(database.url, customer, { risk: (n * 7) % 60, documents: [] })
  desk = openConsole(database.url, { objects: () => folderStore(store) })
  await desk.signIn(ingrid)
  auditor = openConsole(database.url, { objects: () => folderStore(store) })
  await auditor.signIn(await addStaff(database.url, 'Auditor', ['auditor']))
})
afterAll(async () => {
  await desk?.close()
  await auditor?.close()
  await database?.drop()
})

const document = () => ({ kind: 'kyc' as const, itemId: check.id, documentId: check.documents.passport as string })
const looks = () => owner(`select from console.audit where item_id = $1 and action = 'document_view'`, check.id).then((rows) => rows.length)

test('kyc-6: pages go on from each other in every order, and the oldest due comes first', async () => {
  for (const sort of ['due', 'risk', 'newest', 'priority'] as const) {
    const seen: string[] = []
    let cursor: string | null = null
    do {
      const page: Page<KycRow> = await desk.call('kyc.queue', { view: 'open', filter: {}, sort, ...(cursor ? { cursor } : {}) })
      seen.push(...page.rows.map(({ id }) => id))
      cursor = page.next
    } while (cursor)
    expect([sort, seen.length, new Set(seen).size]).toEqual([sort, 131, 131])
  }
  const { rows } = await desk.call('kyc.queue', { view: 'open', filter: {}, sort: 'due' })
  expect(rows.map(({ dueAt }) => dueAt)).toEqual(rows.map(({ dueAt }) => dueAt).sort())
  const [riskiest] = (await desk.call('kyc.queue', { view: 'open', filter: { tag: ['two_reviewers'] }, sort: 'risk' })).rows
  expect(riskiest).toMatchObject({ id: check.id, score: '74.00', category: 'enhanced' })
  expect(await desk.call('kyc.counts', { view: 'open', filter: { category: ['basic'] } })).toMatchObject({
    total: { n: 130, capped: false },
  })
})

test('a hit that the screening finds after the decision has a view of its own until somebody judges it', async () => {
  const late = await addCheck(database.url, await addCustomer(database.url, 'Late Found'))
  await owner(`update kyc.verifications set status = 'approved' where id = $1`, late.id)
  const view = { view: 'hits', filter: {} } as const
  expect((await desk.call('kyc.queue', { ...view, sort: 'due' })).rows).toEqual([])
  await owner(
    `update kyc.verifications set verification_data = '{"screening": [{"list": "pep", "version": "1", "name": "Late"}]}' where id = $1`,
    late.id,
  )
  expect((await desk.call('kyc.queue', { ...view, sort: 'due' })).rows).toMatchObject([{ id: late.id, tags: ['pep', 'hit_open'] }])
  expect((await desk.call('kyc.counts', view)).total.n).toBe(1)
  expect((await desk.call('work.counts', {})).find(({ kind }) => kind === 'kyc')?.views).toMatchObject({ hits: { n: 1 } })
  await desk.call('work.claim', { commandId: randomUUID(), kind: 'kyc', id: late.id })
  const { item, hits } = await desk.call('kyc.get', { id: late.id })
  const judged = { disposition: 'false_positive', reason: 'Another birth year' } as const
  await desk.call('kyc.dispose', {
    commandId: randomUUID(),
    id: late.id,
    expectedVersion: item.version,
    hitId: hits[0]?.id ?? '',
    ...judged,
  })
  expect((await desk.call('kyc.queue', { ...view, sort: 'due' })).rows).toEqual([])
})

test('the case has the row of its queue, and everything the screen shows', async () => {
  const detail = await desk.call('kyc.get', { id: check.id })
  const { rows } = await desk.call('kyc.queue', { view: 'all', filter: {}, sort: 'due', ids: [check.id] })
  const times = (row: object) =>
    JSON.parse(JSON.stringify(row, (_key, value) => (typeof value === 'string' && /^\d{4}-.*T/.test(value) ? Date.parse(value) : value)))
  expect(times(detail.item)).toEqual(times(rows[0] as object))
  expect(detail).toMatchObject({
    required: ['identity', 'selfie', 'address'],
    second: { why: 'score', score: '74.00', threshold: '70.00' },
    declared: { number: 'L898902C3' },
    blocks: [],
    round: 1,
  })
  expect(detail.documents[0]).toMatchObject({ type: 'passport', mrz: ['P<UTO'], fields: { name: 'ANNA' }, isCurrent: true })
  expect(await desk.refusal('kyc.get', { id: randomUUID() })).toMatchObject({ code: 'not_found' })
})

test('a document is read after its look was recorded; nothing comes when it could not be', async () => {
  await owner(`update kyc.documents set file_path = 'specimens/archived-passport.png' where id = $1`, check.documents.passport)
  const before = await looks()
  const content = await desk.call('documents.read', document())
  expect(content.mediaType).toBe('image/png')
  expect(Buffer.from(content.base64, 'base64')).toHaveLength(content.bytes)
  expect(await looks()).toBe(before + 1)
  expect(await auditor.refusal('documents.read', document())).toMatchObject({ code: 'not_allowed' })
  expect(await looks()).toBe(before + 1)
  await owner(`update kyc.documents set file_path = '../package.json' where id = $1`, check.documents.passport)
  expect(await desk.refusal('documents.read', document())).toMatchObject({ code: 'not_found' })
})

test('without a store nothing is recorded and nothing shown', async () => {
  const bare = openConsole(database.url)
  await bare.signIn(ingrid)
  const before = await looks()
  expect(await bare.refusal('documents.read', document())).toMatchObject({ code: 'invalid', message: expect.stringContaining('no store') })
  expect(await looks()).toBe(before)
  await bare.close()
})

test('a refusal tells the screen what stands in the way', async () => {
  const claimed = await desk.call('work.claim', { commandId: randomUUID(), id: check.id, kind: 'kyc' })
  const error = await desk.refusal('kyc.decide', {
    commandId: randomUUID(),
    id: check.id,
    expectedVersion: claimed.version,
    decision: 'approve',
    reasonCode: null,
    publicText: null,
    privateNote: null,
    verdicts: [],
    askFor: [],
  })
  expect(error).toMatchObject({ code: 'invalid', detail: { field: 'documents' } })
  expect(error.message).toContain('selfie')
})
