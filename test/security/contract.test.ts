// Every method of the contract against hostile input: always a typed result, never an unforeseen error, and SQL is data.

import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Input, Method } from '../../shared/contract.ts'
import { errorCodes } from '../../shared/errors.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { samples } from '../support/samples.ts'
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
