// Payouts through the trusted side: the fresh sign-in, signing, the queue with its sums, the export of a selection.

import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { uuidv7 } from '../../shared/ids.ts'
import { sum } from '../../shared/money.ts'
import { addPayee, askPayout } from '../support/payouts.ts'
import { addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

let database: TestDatabase
let elena: TestStaff
let ruth: TestStaff
let hers: TestConsole
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  elena = await addStaff(database.url, 'Elena', ['finance'])
  ruth = await addStaff(database.url, 'Ruth', ['finance'])
  hers = openConsole(database.url)
  backline = openConsole(database.url)
  await hers.signIn(elena)
  await backline.signIn(ruth)
})
afterAll(async () => {
  await hers?.close()
  await backline?.close()
  await database?.drop()
})

const command = (id: string, expectedVersion: number) => ({ commandId: uuidv7(), id, expectedVersion })

async function prepared(amount = '100.00') {
  const id = await askPayout(database.url, await addPayee(database.url), amount)
  const { item } = await hers.call('payouts.get', { id })
  await hers.call('payouts.prepare', command(id, item.version))
  return id
}
async function signing(id: string) {
  const { versions } = await backline.call('payouts.get', { id })
  return { commandId: uuidv7(), id, dataVersion: versions[0]?.version ?? 0, hash: versions[0]?.hash ?? '', reason: null }
}

test('signing asks for the password again, and for nothing else once it was given', async () => {
  const id = await prepared()
  expect(await backline.refusal('payouts.sign', await signing(id))).toMatchObject({ code: 'needs_step_up' })
  expect(await backline.refusal('session.stepUp', { purpose: 'payouts', password: 'guess' })).toMatchObject({ code: 'auth_failed' })
  expect(await backline.refusal('session.stepUp', { purpose: 'payouts', password: null })).toMatchObject({ code: 'invalid' })
  // A wrong password signs nobody out.
  expect(backline.services.state().connection.state).toBe('online')
  const { until: end } = await backline.call('session.stepUp', { purpose: 'payouts', password: ruth.password })
  expect(Date.parse(end) - Date.now()).toBeGreaterThan(290_000)
  expect(await backline.call('payouts.sign', await signing(id))).toMatchObject({ status: 'approved', signed: 1 })
})

test('a clock that goes wrong asks for no password again', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000, shouldAdvanceTime: true })
  const { until: end } = await backline.call('session.stepUp', { purpose: 'payouts', password: ruth.password })
  expect(Math.abs(Date.parse(end) - Date.now() - 300_000)).toBeLessThan(10_000)
  expect(await backline.call('payouts.sign', await signing(await prepared()))).toMatchObject({ status: 'approved' })
  vi.useRealTimers()
})

test('a fresh sign-in ends with the session', async () => {
  const other = openConsole(database.url)
  await other.signIn(ruth)
  await other.call('session.stepUp', { purpose: 'payouts', password: ruth.password })
  await other.call('session.signOut', {})
  await other.signIn(ruth)
  expect(await other.refusal('payouts.sign', await signing(await prepared()))).toMatchObject({ code: 'needs_step_up' })
  await other.close()
})

test('what refuses has its code and its facts', async () => {
  const id = await prepared()
  const { item } = await hers.call('payouts.get', { id })
  await hers.call('session.stepUp', { purpose: 'payouts', password: elena.password })
  expect(await hers.refusal('payouts.sign', await signing(id))).toMatchObject({ code: 'not_allowed', detail: { others: ['Ruth'] } })
  const { destination } = await hers.call('payouts.get', { id })
  const shown = await signing(id)
  await hers.call('payouts.edit', { ...command(id, item.version), amount: '90.00', method: destination.id, reason: 'Less' })
  const stale = await backline.refusal('payouts.sign', shown)
  expect(stale).toMatchObject({ code: 'stale' })
  expect(stale.detail.shown).toContain('100.00 USD')
  expect(stale.detail.now).toContain('90.00 USD')
  expect(await backline.refusal('payouts.send', { ...command(id, item.version + 1), reference: null })).toMatchObject({
    code: 'illegal_transition',
  })
})

test('the queue by tier shows what its sums say, and narrows to a currency', async () => {
  await Promise.all([prepared('60.00'), prepared('70.25')])
  const { rows } = await backline.call('payouts.queue', { view: 'prepared', filter: {}, sort: 'tier', limit: 200 })
  expect(rows.length).toBeGreaterThan(1)
  // By counters, by rows, and by words.
  const filters = [
    {},
    { currency: ['USD'] },
    { category: ['one_signature' as const], tag: ['first'] },
    { text: 'Ремизова' },
    { assignee: ['none'] },
  ]
  for (const filter of filters) {
    const shown = (await backline.call('payouts.queue', { view: 'prepared', filter, sort: 'tier', limit: 200 })).rows
    const sums = await backline.call('payouts.sums', { status: 'prepared', filter })
    expect([filter, sums.reduce((total, { n }) => total + n, 0)]).toEqual([filter, shown.length])
    for (const { category, currency, n, amount } of sums) {
      const same = shown.filter((row) => row.category === category && row.currency === currency)
      expect(same).toHaveLength(n)
      expect(sum(same.map((row) => ({ amount: row.amount, currency })))[0]?.amount).toBe(sum([{ amount, currency }])[0]?.amount)
    }
  }
  expect((await backline.call('payouts.queue', { view: 'prepared', filter: { currency: ['EUR'] }, sort: 'amount' })).rows).toEqual([])
  expect((await backline.call('payouts.counts', { view: 'prepared', filter: {} })).total.n).toBe(rows.length)
  const [first] = rows
  expect((await backline.call('payouts.queue', { view: 'all', filter: { text: `P-${first?.number}` }, sort: 'due' })).rows[0]?.id).toBe(
    first?.id,
  )
  expect((await backline.call('payouts.queue', { view: 'all', filter: { text: 'Ремизова' }, sort: 'due' })).rows.length).toBeGreaterThan(1)
})

test('a selection is exported as CSV, with the audit of who took it', async () => {
  const ids = [await prepared('61.00'), await prepared('62.00')]
  const job = await backline.call('payouts.export', { ids })
  const ended = async () => (await backline.call('exports.list', {})).find(({ id }) => id === job.id)
  await until(async () => (await ended())?.state !== 'running')
  const path = (await ended())?.path ?? ''
  const lines = readFileSync(path, 'utf8').trim().split('\r\n')
  expect(lines).toHaveLength(3)
  expect(lines[0]).toContain('number,payee,country,amount,currency,status')
  expect(lines[1]).toContain('Дарья Ремизова')
  expect(lines[1]).toContain('61.0000,USD,prepared')
  const rows = await asOwner(database.url, async (db) => (await db.query(`select actor from console.audit where kind = 'export'`)).rows)
  expect(rows).toEqual([{ actor: ruth.id }])
})

test('an auditor reads and does nothing', async () => {
  const tomasz = await addStaff(database.url, 'Tomasz', ['auditor'])
  const his = openConsole(database.url)
  await his.signIn(tomasz)
  const id = await prepared()
  const { signRefusal } = await his.call('payouts.get', { id })
  expect(signRefusal).toBe('Your roles do not include signing.')
  expect(await his.refusal('payouts.reject', { ...command(id, 2), reason: 'No' })).toMatchObject({ code: 'not_allowed' })
  expect(await his.refusal('session.stepUp', { purpose: 'payouts', password: tomasz.password })).toMatchObject({ code: 'not_allowed' })
  await his.close()
})
