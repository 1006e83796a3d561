// Every figure of the overview and of the rail is the number of rows of the list it opens, and every sum is theirs, for each role of the demo.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fillDemo } from '../../migrations/demo/fill.ts'
import { conflictViews } from '../../shared/conflicts.ts'
import type { Input } from '../../shared/contract.ts'
import { kycViews } from '../../shared/kyc.ts'
import { caseViews } from '../../shared/moderation.ts'
import { sum } from '../../shared/money.ts'
import { payoutViews } from '../../shared/payouts.ts'
import { ticketViews } from '../../shared/tickets.ts'
import type { Page, WorkCounts, WorkKind, WorkRow } from '../../shared/work.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole } from '../support/services.ts'

const lists = {
  ticket: { method: 'tickets.queue', views: ticketViews },
  case: { method: 'moderation.queue', views: caseViews },
  kyc: { method: 'kyc.queue', views: kycViews },
  payout: { method: 'payouts.queue', views: payoutViews },
  conflict: { method: 'rights.queue', views: conflictViews },
} as const satisfies Record<WorkKind, { method: string; views: readonly string[] }>

let database: TestDatabase
const passwords = new Map<string, string>()
beforeAll(async () => {
  database = await freshDatabase()
  for (const { login, password } of (await fillDemo(database.url)).people) passwords.set(login, password)
}, 300_000)
afterAll(() => database?.drop())

/** All rows of a view, page by page, as often as the person would scroll. */
async function rowsOf(
  backline: TestConsole,
  kind: WorkKind,
  view: string,
  filter = {},
): Promise<(WorkRow & { amount?: string; held?: string })[]> {
  const rows: WorkRow[] = []
  const start = { view, filter, sort: 'oldest', limit: 200 }
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const input = { ...start, ...(cursor && { cursor }) } as Input<'tickets.queue'>
    const page: Page<WorkRow> = await backline.call(lists[kind].method as 'tickets.queue', input)
    rows.push(...page.rows)
    cursor = page.next
  }
  return rows
}

/** What the lists hold that is another number than the figures beside them, as [kind view, figure, rows]. */
async function differences(backline: TestConsole, counts: WorkCounts[], isShort: boolean): Promise<[string, number, number][]> {
  const found: [string, number, number][] = []
  for (const { kind, open, late, views } of counts) {
    for (const view of lists[kind].views) {
      // The long ones are the same for every reader.
      if (isShort && ['all', 'done'].includes(view)) continue
      const figure = views[view] ?? { n: 0, capped: false }
      const { length } = await rowsOf(backline, kind, view)
      if (figure.capped ? length < figure.n : length !== figure.n) found.push([`${kind} ${view}`, figure.n, length])
    }
    if (open.n !== views.open?.n || late.n !== views.late?.n) found.push([`${kind} rail`, open.n, views.open?.n ?? 0])
  }
  return found
}

describe.each([
  ['nadia', ['ticket', 'case']],
  ['amara', ['case']],
  ['ingrid', ['kyc', 'payout']],
  ['elena', ['payout']],
  ['priya', ['conflict']],
  ['daniel', ['ticket', 'payout']],
  ['tomasz', ['case', 'conflict', 'kyc', 'payout', 'ticket']],
] as [string, WorkKind[]][])('%s', (login, kinds) => {
  test('sees figures and sums that are those of the lists', async () => {
    const backline = openConsole(database.url)
    const isShort = login !== 'tomasz'
    await backline.signIn({ login, password: passwords.get(login) ?? '' } as Parameters<TestConsole['signIn']>[0])
    const { work, sums } = await backline.call('overview.get', {})
    expect(work.map(({ kind }) => kind)).toEqual(expect.arrayContaining(kinds))
    expect(work.some(({ open }) => open.n > 0)).toBe(true)
    // Time goes on between figure and list: what differs is looked at once more.
    if ((await differences(backline, work, isShort)).length > 0) {
      expect(await differences(backline, (await backline.call('overview.get', {})).work, isShort)).toEqual([])
    }
    const rail = await backline.call('work.counts', {})
    const again = (await backline.call('overview.get', {})).work
    expect(rail).toEqual(rail.map(({ kind }) => expect.objectContaining({ kind, views: again.find((line) => line.kind === kind)?.views })))
    for (const { kind, category, currency, n, amount } of sums) {
      const rows = await rowsOf(backline, kind, 'open', { category: [category], currency: [currency] })
      const amounts = rows.map((row) => ({ amount: row.amount ?? row.held ?? '', currency }))
      expect([kind, category, currency, rows.length, sum(amounts)]).toEqual([kind, category, currency, n, sum([{ amount, currency }])])
    }
    await backline.close(false)
  })
})
