// Every method of the contract against hostile input: always a typed result, never an unforeseen error, and SQL is data.

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input, Method } from '../../shared/contract.ts'
import { errorCodes } from '../../shared/errors.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

let database: TestDatabase
let nadia: TestStaff
let backline: TestConsole
/** The same, signed out: what signs in or out is tried there. */
let doorstep: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  nadia = await addStaff(database.url, 'Nadia', ['support'])
  const customer = await addCustomer(database.url, 'Lina Okonkwo')
  for (let n = 0; n < 5; n++) await addTicket(database.url, customer, { subject: `Ticket ${n}` })
  backline = openConsole(database.url)
  doorstep = openConsole(database.url)
  await backline.signIn(nadia)
  samples['session.signIn'].profileId = doorstep.profileId
})
afterAll(async () => {
  await backline?.close()
  await doorstep?.close()
  await database?.drop()
})

const id = randomUUID()
const key = { kind: 'ticket' as const, itemId: id, slot: 'reply' as const }
const command = { commandId: id, id, expectedVersion: 1 }
const filter = {
  status: ['open' as const],
  priority: ['high' as const],
  category: ['payout' as const],
  plan: ['free' as const],
  assignee: ['me', 'none', id],
  tag: ['vip'],
  text: 'payout',
}

const verdict = {
  action: 'remove' as const,
  policy: 'C2',
  severity: 'high' as const,
  facts: 'The same vocal.',
  spans: [{ from: 1, to: 2.5 }],
}
const records = {
  table: 'support.tickets',
  filters: [{ column: 'subject', op: 'contains' as const, text: 'payout' }],
  sort: { column: 'created_at', descending: true },
}
const edit = { commandId: id, id, expectedUpdatedAt: '2026-01-01T00:00:00Z', reason: 'Tried' }

const settlement = {
  resolution: 'split_adjusted' as const,
  parts: [1],
  choice: { shares: { [id]: 5000 }, scope: { countries: ['DE'], from: '2026-01-01' } },
}

const split = {
  entityType: 'track' as const,
  entityId: id,
  rightType: 'digital' as const,
  recipients: [{ type: 'external', id: null, name: 'A', email: 'a@mail.test', role: null, share: '100' }],
  notes: null,
}

/** One input of every method that is well formed. */
const samples: { [M in Method]: Input<M> } = {
  'app.state': {},
  'session.signIn': { profileId: 'url', login: 'nobody', password: 'guess' },
  'session.signOut': { wipe: true },
  'session.retry': {},
  'session.stepUp': { purpose: 'payouts', password: 'guess' },
  'rights.queue': { view: 'ownership', filter: { status: ['open'], category: ['ownership'] }, sort: 'held' },
  'rights.counts': { view: 'open', filter: {} },
  'rights.sums': {},
  'rights.get': { id },
  'rights.answer': { ...command, claimId: id, answer: 'maintain', at: '2026-01-01T00:00:00Z', note: null },
  'rights.escalate': { ...command, to: null, isDisputed: false, reason: 'Tried' },
  'rights.hold': { ...command, until: null, reason: null },
  'rights.extend': { ...command, reason: 'Tried' },
  'rights.preview': { id, ...settlement },
  'rights.resolve': { ...command, ...settlement, reason: 'Tried' },
  'rights.previewClaim': { claim: { id, share: '50' } },
  'rights.saveClaim': { commandId: id, claim: { id, share: '50', territories: ['DE'], from: '2026-01-01', until: null }, seen: null },
  'rights.split': { entityType: 'track', entityId: id, rightType: 'digital' },
  'rights.previewSplit': { split },
  'rights.saveSplit': { commandId: id, split, seen: 0 },
  'rights.territories': {},
  'rights.lastCheck': {},
  'rights.search': { id: null },
  'rights.apply': { id: 1 },
  'rights.undo': { ...command, ofCommand: id },
  'profiles.save': {
    id: null,
    name: 'Platform',
    host: 'localhost',
    port: 5432,
    database: 'platform',
    tls: 'disable',
    ca: null,
    replica: { host: 'localhost', port: 5433 },
    pgbouncer: { directHost: 'localhost', directPort: 5434 },
    objects: null,
  },
  'profiles.pickFolder': {},
  'profiles.remove': { id },
  'settings.get': { key: 'theme' },
  'settings.set': { key: 'theme', value: { name: 'dark' } },
  'request.cancel': { requestId: id },
  'payouts.queue': { view: 'prepared', filter: { category: ['two_signatures'], currency: ['EUR'], tag: ['kyc'] }, sort: 'tier', limit: 60 },
  'payouts.counts': { view: 'prepared', filter: {} },
  'payouts.sums': { status: 'prepared', filter: { currency: ['EUR'] } },
  'payouts.get': { id },
  'payouts.prepare': command,
  'payouts.sign': { commandId: id, id, dataVersion: 1, hash: 'a'.repeat(64), reason: null },
  'payouts.sendBack': { ...command, reason: 'Tried' },
  'payouts.reject': { ...command, reason: 'Tried' },
  'payouts.hold': { ...command, reason: 'Tried' },
  'payouts.release': { ...command, reason: 'Tried' },
  'payouts.cancel': { ...command, reason: 'Tried' },
  'payouts.unknown': { ...command, reason: 'Tried' },
  'payouts.returned': { ...command, reason: 'Tried' },
  'payouts.edit': { ...command, reason: 'Tried', amount: '12.50', method: id },
  'payouts.send': { ...command, reference: 'REF' },
  'payouts.paid': { ...command, reference: null },
  'payouts.failed': { ...command, reason: 'Tried', reference: null },
  'payouts.policies': {},
  'payouts.proposePolicy': {
    commandId: id,
    terms: {
      enhancedAbove: '1000',
      advancedAbove: '10000',
      destinationHours: 72,
      signatureHours: 48,
      dueHours: 48,
      unusualFactor: '2',
      tiers: [{ above: '0', signatures: 1 }],
      rates: [{ currency: 'USD', rate: '1', minimum: '50' }],
    },
    reason: 'Tried',
  },
  'payouts.adoptPolicy': { commandId: id, version: 2 },
  'payouts.withdrawPolicy': { commandId: id, version: 2, reason: 'Tried' },
  'payouts.export': { ids: [id] },
  'kyc.queue': { view: 'open', filter: { category: ['enhanced'], tag: ['pep'] }, sort: 'risk' },
  'kyc.counts': { view: 'open', filter: {} },
  'kyc.get': { id },
  'kyc.decide': {
    ...command,
    decision: 'needs_info',
    reasonCode: 'unreadable',
    publicText: 'Please send it again',
    privateNote: null,
    verdicts: [{ id, verdict: 'needs_info', reason: 'unreadable' }],
    askFor: ['passport'],
  },
  'kyc.dispose': { ...command, hitId: id, disposition: 'unclear', reason: 'Two people of this name' },
  'kyc.undo': { ...command, ofCommand: id },
  'documents.read': { kind: 'kyc', itemId: id, documentId: id },
  'drafts.get': { key },
  'drafts.list': {},
  'drafts.save': {
    owner: id,
    key,
    label: 'T-1',
    after: null,
    content: { body: 'Hello', caret: 1, templateId: id, baseVersion: 1, commandId: id, attempt: { expectedVersion: 1 } },
  },
  'drafts.discard': { owner: id, key, sent: false },
  'drafts.versions': { key },
  'drafts.restore': { key, versionId: 1 },
  'work.counts': {},
  'overview.get': {},
  'work.colleagues': {},
  'work.claim': { commandId: id, id, kind: 'ticket' },
  'work.assign': { ...command, kind: 'ticket', assignee: id, reason: 'Off sick' },
  'work.skip': { commandId: id, id, kind: 'ticket' },
  'work.renew': { kind: 'ticket', id },
  'work.release': { commandId: id, id, kind: 'ticket' },
  'work.handOver': { commandId: id, id, kind: 'ticket', to: id, note: 'Yours' },
  'work.next': { commandId: id, kind: 'case' },
  'work.presence': { kind: 'ticket', itemId: id, mode: 'viewing' },
  'work.savedViews': { kind: 'ticket' },
  'work.saveView': { id, kind: 'ticket', name: 'Mine', definition: { filter } },
  'outbox.submit': {
    owner: id,
    method: 'tickets.note',
    input: { ...command, body: 'Hello' },
    label: 'T-1',
    base: { status: 'open' },
    effect: { status: 'resolved' },
    draft: null,
  },
  'outbox.list': {},
  'cache.list': { text: 'payout' },
  'cache.pin': { kind: 'ticket', itemId: id, pinned: true },
  'audit.rows': { filter: { kind: 'ticket' }, cursor: null, limit: 10 },
  'audit.facets': {},
  'audit.verify': { after: null },
  'audit.export': { filter: {}, format: 'csv' },
  'outbox.cancel': { id },
  'outbox.edit': { id },
  'outbox.retry': { id, expectedVersion: 1 },
  'outbox.discard': { id },
  'work.removeView': { id },
  'tickets.queue': { view: 'all', filter, sort: 'due', cursor: 'x', direction: 'after', limit: 10, ids: [id] },
  'tickets.counts': { view: 'all', filter },
  'tickets.get': { id },
  'tickets.thread': { id, before: '2026-01-01T00:00:00Z' },
  'tickets.find': { text: 'payout' },
  'tickets.templates': { text: 'payout', category: 'payout' },
  'tickets.fillTemplate': { id, templateId: id },
  'tickets.articles': { text: 'payout' },
  'tickets.reply': { ...command, body: 'Hello', thenStatus: 'resolved', templateId: id },
  'tickets.saveAttachment': { id, attachmentId: id, name: 'proof.png' },
  'attachments.barred': {},
  'attachments.put': { owner: id, upload: id, name: 'proof.png', bytes: 4, at: 0, base64: 'AAAAAA==' },
  'tickets.undoReply': { ...command, ofCommand: id },
  'tickets.note': { ...command, body: 'Hello' },
  'tickets.setStatus': { ...command, status: 'resolved', reason: 'Done' },
  'tickets.setPriority': { ...command, priority: 'high' },
  'tickets.setCategory': { ...command, category: 'payout' },
  'tickets.escalate': { ...command, to: id, reason: 'Hard' },
  'tickets.resolve': { ...command, resolution: 'Done' },
  'tickets.reopen': { ...command, reason: 'Again' },
  'tickets.snooze': { ...command, until: '2027-01-01T00:00:00Z' },
  'tickets.tag': { ...command, add: ['vip'], remove: ['late'] },
  'moderation.queue': { view: 'audio', filter: { ...filter, status: ['pending'], category: ['track'] }, sort: 'reach', limit: 10 },
  'moderation.counts': { view: 'audio', filter: { category: ['track'] } },
  'moderation.get': { id },
  'moderation.rules': {},
  'moderation.preview': { id, ...verdict },
  'moderation.decide': { ...command, ...verdict, notice: 'We removed it.', falseReports: [id] },
  'moderation.correct': { ...command, ...verdict, notice: null },
  'moderation.undo': command,
  'moderation.hold': { ...command, until: '2027-01-01T00:00:00Z', reason: 'A licence was asked for.' },
  'moderation.answerAppeal': { ...command, outcome: 'overturn', answer: 'You were right.' },
  'records.tables': {},
  'records.page': { ...records, cursor: 'x', direction: 'after', limit: 10 },
  'records.count': { table: records.table, filters: records.filters },
  'records.rows': { table: records.table, keys: [[id]] },
  'records.links': { table: records.table, key: [id] },
  'records.export': { ...records, format: 'csv' },
  'records.history': { kind: 'setting', id },
  'records.setSetting': { ...edit, value: { USD: '50.00' } },
  'records.setFlag': { ...edit, isEnabled: true, rolloutPercentage: 50, rules: null },
  'exports.list': {},
  'exports.cancel': { id },
  'people.search': { text: 'darya' },
  'people.get': { id },
  'people.section': { id, section: 'wallet' },
  'people.thing': { kind: 'track', id },
  'people.suspend': { ...command, reason: 'Why' },
  'people.reinstate': { ...command, reason: 'Why' },
  'people.setRole': { ...command, reason: 'Why', role: 'artist' },
  'people.forgiveReports': { ...command, reason: 'Why' },
  'people.resetSessions': { ...command, reason: 'Why' },
}
const methods = Object.keys(samples) as Method[]
const atTheDoor = new Set<Method>(['session.signIn', 'session.signOut', 'session.retry'])

const sql = [
  `'; drop schema console cascade; --`,
  `" or 1=1 --`,
  `\\'; select pg_sleep(10); --`,
  `$1`,
  `') union select null, rolpassword from pg_authid --`,
  `1; copy (select 1) to program 'true'`,
  '%',
  '_',
  '\\',
  '/*',
  '--',
  `&|!<->:*()'`,
]
const hostile = fc.oneof(
  fc.constantFrom<unknown>(
    ...sql,
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    '\udc00x',
    '😀'.repeat(3000),
    'x'.repeat(300_000),
    '../../etc/passwd',
    '__proto__',
    '<img src=x onerror=alert(1)>',
    'infinity',
    '2026-13-45T99:99:99Z',
    '9999999-01-01T00:00:00Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59+23:59',
    '00000000-0000-0000-0000-000000000000',
    randomUUID(),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    -1,
    0,
    1.5,
    2 ** 31,
    2 ** 53,
    1e308,
    10n ** 30n,
    null,
    undefined,
    true,
    Symbol('x'),
    () => 1,
    new Date(),
    new Map([['a', 1]]),
    new Uint8Array(10),
    [],
    [[]],
    {},
    { toString: null },
    JSON.parse('{"__proto__": {"polluted": true}}'),
    Array.from({ length: 1000 }, () => 'x'),
  ),
  fc.string({ unit: 'binary', maxLength: 100 }),
  fc.array(fc.nat(0xffff), { maxLength: 50 }).map((codes) => String.fromCharCode(...codes)),
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true, withSparseArray: true }),
)

/** All places in a value, as paths. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([name, child]) => places(child, [...path, name]))]
}

function replaced(value: unknown, [name, ...rest]: string[], by: unknown): unknown {
  if (name === undefined) return by
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Record<string, unknown>
  copy[name] = replaced(copy[name], rest, by)
  return copy
}

const withOneSpoiled = (method: Method) =>
  fc.tuple(fc.constantFrom(...places(samples[method])), hostile).map(([place, value]) => replaced(samples[method], place, value))

async function expectTyped(method: unknown, input: unknown): Promise<void> {
  const backing = atTheDoor.has(method as Method) ? doorstep : backline
  const result = await backing.router.handle(method, input, 'fuzz')
  expect(() => structuredClone(result)).not.toThrow()
  if (result.ok) return
  const { code, message, ref, source } = result.error
  expect({ code, message, source }).not.toMatchObject({ code: 'internal' })
  expect(errorCodes).toContain(code)
  expect(message).toMatch(/^[\p{Lu}\p{N}“].*\.$/su)
  expect(ref).toMatch(/^[0-9a-f]{8}$/)
}

describe.each(methods)('%s', (method) => {
  it('answers its well-formed input with a value or a reason', () => expectTyped(method, samples[method]))

  it('takes any input', { timeout: 60_000 }, async () => {
    const input = fc.oneof({ arbitrary: withOneSpoiled(method), weight: 4 }, { arbitrary: hostile, weight: 1 })
    await fc.assert(
      fc.asyncProperty(input, (value) => expectTyped(method, value)),
      { numRuns: atTheDoor.has(method) ? 15 : 60 },
    )
  })
})

it('any method name is answered', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(hostile, fc.constantFrom(...methods)), hostile, (method, input) => expectTyped(method, input)),
    { numRuns: 200 },
  )
})

describe('SQL in every filter is data', () => {
  it.each(sql)('%s', async (words) => {
    for (const [field, value] of Object.entries({ text: words, tag: [words] })) {
      const input = { view: 'all', filter: { [field]: value }, sort: 'due' } as Input<'tickets.queue'>
      const { rows } = await backline.call('tickets.queue', input)
      const counts = await backline.call('tickets.counts', { view: 'all', filter: input.filter })
      expect(counts.total.n).toBe(rows.length)
      if (field === 'tag') expect(rows).toEqual([])
    }
    expect(Array.isArray(await backline.call('tickets.find', { text: words }))).toBe(true)
    expect(Array.isArray(await backline.call('tickets.articles', { text: words }))).toBe(true)
    expect(Array.isArray(await backline.call('tickets.templates', { text: words, category: null }))).toBe(true)
    for (const name of ['status', 'priority', 'category', 'plan', 'assignee']) {
      const refused = await backline.refusal('tickets.queue', { view: 'all', filter: { [name]: [words] }, sort: 'due' })
      expect(refused.code).toBe('invalid')
    }
    for (const name of ['view', 'sort', 'direction', 'cursor', 'limit']) {
      const refused = await backline.refusal('tickets.queue', { view: 'all', filter: {}, sort: 'due', [name]: words })
      expect(refused.code).toBe('invalid')
    }
  })
})

it('any words reach the database as they are, or are refused', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (words) => {
      const spoken = { view: 'all', filter: { text: words, tag: [words] }, sort: 'due' }
      await expectTyped('tickets.queue', spoken)
      await expectTyped('tickets.counts', { view: 'all', filter: spoken.filter })
      await expectTyped('tickets.find', { text: words })
      await expectTyped('tickets.articles', { text: words })
      await expectTyped('tickets.templates', { text: words, category: null })
      await expectTyped('tickets.note', { ...samples['tickets.note'], commandId: randomUUID(), body: words })
      await expectTyped('tickets.tag', { ...samples['tickets.tag'], commandId: randomUUID(), add: [words] })
      await expectTyped('work.saveView', { id: null, kind: 'ticket', name: words, definition: { [words]: words } })
    }),
    { numRuns: 60 },
  )
})

it('afterwards everything stands as it stood', async () => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  await asOwner(database.url, async (db) => {
    const { rows } = await db.query(`select count(*)::int as n, count(*) filter (where status = 'open')::int as open from support.tickets`)
    expect(rows).toEqual([{ n: 5, open: 5 }])
  })
  expect((await backline.call('tickets.queue', { view: 'all', filter: {}, sort: 'due' })).rows).toHaveLength(5)
})
