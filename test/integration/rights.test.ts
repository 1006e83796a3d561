// Conflicts of rights, claims and splits as the database keeps them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { addStaff } from '../support/people.ts'
import { addClaims, addIncome, addTrack, type TestClaim } from '../support/rights.ts'
import { act, codeOf, example, openRightsDesk } from '../support/rights-desk.ts'
import { openConsole } from '../support/services.ts'

const { database, db, priya, omar, asPriya, asOmar, owner, nordlys, item, conflictOf, exampleWithMoney, claimIt, close } =
  await openRightsDesk()
afterAll(close)

test('a conflict is found in the transaction that adds the claim, once, and stands in the queue', async () => {
  const track = await addTrack(db, owner, '夜の港')
  await addClaims(db, track, owner, [example[0] as TestClaim])
  expect(await conflictOf(track)).toEqual([])
  await db.query('begin')
  await addClaims(db, track, owner, [example[1] as TestClaim])
  expect(await conflictOf(track)).toHaveLength(1)
  await db.query('rollback')
  expect(await conflictOf(track)).toEqual([])
  await addClaims(db, track, owner, [example[1] as TestClaim])
  const [conflict = ''] = await conflictOf(track)
  const { rows } = await asPriya.query('select * from console.conflict_queue where id = $1', [conflict])
  expect(rows[0]).toMatchObject({
    title: '夜の港',
    status: 'open',
    category: 'split_percentage',
    parties: ['Nordlys Musikk AS', 'スタジオ星'],
    version: 1,
  })
  const { parts } = await item(conflict)
  expect(parts).toMatchObject([
    {
      no: 1,
      countries: ['AT', 'CH', 'DE'],
      from: '2025-07-01',
      until: '2027-01-01',
      shares: expect.arrayContaining([6000, 5000]),
      total: 11_000,
      state: 'open',
    },
  ])
  expect((await db.query('select has_conflict from rights.claims where entity_id = $1', [track])).rows).toEqual([
    { has_conflict: true },
    { has_conflict: true },
  ])
})

test('nobody decides about what they own, claim or are paid of', async () => {
  const { conflict, claims, track } = await exampleWithMoney()
  const { version } = await claimIt(asPriya, conflict)
  const choice = { withdraw: [claims[1]] }
  const attempt = () => act(asPriya, 'conflict_resolve', conflict, version, 'withdrawn', null, choice, 'x')
  const bars: [string, string][] = [
    ['update catalog.tracks set user_id = $1 where id = $2', 'update catalog.tracks set user_id = $1 where id = $2'],
    [
      `update rights.claims set holder_type = 'user', holder_id = $1 where id = (select min(id::text)::uuid from rights.claims where entity_id = $2)`,
      `update rights.claims set holder_id = null where entity_id = $2 and $1::uuid is not null`,
    ],
  ]
  for (const [make, unmake] of bars) {
    await db.query(make, [priya.id, track])
    expect(await codeOf(attempt())).toBe('BL002')
    expect(await codeOf(act(asPriya, 'claim_save', { id: claims[0], share: '1' }, 0))).toBe('BL002')
    await db.query(unmake, [owner, track])
  }
  const split = {
    entityType: 'track',
    entityId: track,
    rightType: 'digital',
    recipients: [{ type: 'user', id: priya.id, name: 'Priya', share: '50' }],
  }
  await act(asOmar, 'split_save', split, 0)
  expect(await codeOf(attempt())).toBe('BL002')
  expect(await codeOf(act(asPriya, 'split_save', split, 1))).toBe('BL002')
})

test('rights-3: the conflicts that a claim would cause are previewed, then found as it is saved', async () => {
  const track = await addTrack(db, owner)
  await addClaims(db, track, owner, [example[0] as TestClaim])
  const typed = {
    entityType: 'track',
    entityId: track,
    rightType: 'digital',
    holderName: 'Layl',
    ipi: '00014107338',
    share: '40.07',
    territories: ['+2124', '-AT'],
    from: '2026-01-01',
    until: null,
  }
  const { rows } = await asPriya.query('select console.claim_preview($1) as p', [JSON.stringify(typed)])
  expect(rows[0].p).toMatchObject({
    before: [],
    after: [{ countries: ['CH', 'DE'], from: '2026-01-01', until: '2027-01-01', total: 10_007 }],
  })
  expect((await db.query('select from rights.claims where entity_id = $1', [track])).rowCount).toBe(1)
  expect(await conflictOf(track)).toEqual([])
  const saved = await act(asPriya, 'claim_save', typed, 0)
  expect(saved.conflict.id).toBe((await conflictOf(track))[0])
  expect((await item(saved.conflict.id)).claims).toMatchObject([{ ipi: null }, { party: 'Layl', ipi: '00014107338' }])
  // Edited back below the tolerance: nothing overlaps, a person closes it.
  const seen = (await db.query('select console.claim_version(c) as seen from rights.claims c where id = $1', [saved.id])).rows[0].seen
  await act(asPriya, 'claim_save', { id: saved.id, share: '40.06' }, seen)
  expect((await item(saved.conflict.id)).parts).toEqual([])
  expect(await codeOf(act(asOmar, 'claim_save', { id: saved.id, share: '41' }, seen))).toBe('BL001')
  for (const wrong of [
    { share: '0' },
    { share: '100.01' },
    { share: '1.001' },
    { territories: [] },
    { territories: ['XX'] },
    { until: '2025-12-31' },
    { from: 'soon' },
    { holderName: ' ' },
    { ipi: '00014107339' },
    { ipi: '14107338' },
  ]) {
    expect(await codeOf(act(asPriya, 'claim_save', { ...typed, ...wrong }, 0))).toBe('BL006')
  }
})

test('rights-7: each answer is kept with its time; the last counts', async () => {
  const { conflict, claims } = await exampleWithMoney()
  await act(asPriya, 'conflict_answer', conflict, 1, claims[0], 'maintain', '2026-03-10T09:14:00Z', 'Two files.')
  const { version } = (await item(conflict)).item
  await act(asPriya, 'conflict_answer', conflict, version, claims[0], 'revoke', '2026-03-11T09:14:00Z', null)
  const now = await item(conflict)
  expect(now.answers).toMatchObject([{ claim: claims[0], answer: 'maintain', note: 'Two files.' }, { answer: 'revoke' }])
  expect(now.item.status).toBe('in_progress')
  for (const wrong of [
    ['perhaps', '2026-03-10T09:14:00Z'],
    ['maintain', '2099-01-01T00:00:00Z'],
  ]) {
    expect(await codeOf(act(asPriya, 'conflict_answer', conflict, now.item.version, claims[0], ...wrong, null))).toBe('BL006')
  }
})

test('rights-13: of two analysts on one conflict the second sees a difference', async () => {
  const { conflict, claims } = await exampleWithMoney()
  const { version } = await claimIt(asPriya, conflict)
  await act(asPriya, 'conflict_answer', conflict, version, claims[0], 'maintain', '2026-03-10T09:14:00Z', null)
  expect(await codeOf(act(asOmar, 'conflict_answer', conflict, version, claims[0], 'revoke', '2026-03-10T09:14:00Z', null))).toBe('BL001')
  expect(await codeOf(act(asOmar, 'conflict_answer', conflict, version + 1, claims[0], 'revoke', '2026-03-10T09:14:00Z', null))).toBe(
    'BL004',
  )
})

test('a new version of a policy never moves a running clock; the second period is granted once', async () => {
  const { conflict } = await exampleWithMoney()
  const due = async () => (await item(conflict)).item.dueAt as string
  const before = await due()
  await db.query(`insert into console.conflict_policy (society, version, days) values ('SoundExchange', 2, 10)`)
  expect(await due()).toBe(before)
  expect((await item(conflict)).deadline).toMatchObject({ society: 'SoundExchange', version: 1, days: 90, onSilence: 'proposal' })
  const later = await exampleWithMoney()
  expect((await item(later.conflict)).deadline).toMatchObject({ version: 2, days: 10 })
  await db.query(
    `delete from console.conflict_policy where society = 'SoundExchange' and version = 2 and not exists (select from console.conflict_state s where s.policy_id = conflict_policy.id)`,
  )
  expect(await codeOf(act(asPriya, 'conflict_extend', conflict, 1, 'x'))).toBe('BL006')
})

test('rights-11: the same parties over the same recording show how it ended before', async () => {
  const { conflict, claims, track } = await exampleWithMoney()
  const { version } = await claimIt(asPriya, conflict)
  await act(
    asPriya,
    'conflict_resolve',
    conflict,
    version,
    'split_adjusted',
    null,
    { shares: { [claims[0] as string]: 5500, [claims[1] as string]: 4500 } },
    'Signed.',
  )
  await addClaims(db, track, owner, [{ holder: 'スタジオ星', share: 60, territories: ['FR'], from: '2026-01-01' }])
  const again = (await conflictOf(track)).find((id) => id !== conflict) as string
  expect((await item(again)).earlier).toMatchObject([{ id: conflict, type: 'split_adjusted' }])
})

test('rights-5: the queue over the contract sorts by held money, deadline and severity, both money columns apart; views count what they show', async () => {
  const backline = openConsole(database.url)
  try {
    await backline.signIn(priya)
    const small = await exampleWithMoney()
    const rich = await addTrack(db, owner, 'Rich')
    await addIncome(db, rich, owner, { country: 'DE', month: '2025-08', amount: '6000.0000' })
    await addIncome(db, rich, owner, { country: 'DE', month: '2025-09', amount: '70.0000', status: 'pending' })
    await addClaims(db, rich, owner, example)
    const page = async (sort: 'held' | 'due' | 'priority') =>
      (await backline.call('rights.queue', { view: 'open', filter: {}, sort, limit: 200 })).rows
    const held = (await page('held')).map((row) => Number(row.held))
    expect(held).toEqual(held.toSorted((a, b) => b - a))
    expect((await page('held'))[0]).toMatchObject({
      title: 'Rich',
      held: '6000.0000',
      estimated: '70.0000',
      currency: 'EUR',
      priority: 'critical',
    })
    expect((await page('priority'))[0]?.title).toBe('Rich')
    const due = (await page('due')).map((row) => row.dueAt ?? '')
    expect(due).toEqual(due.toSorted())
    const counts = await backline.call('work.counts', {})
    const rail = counts.find(({ kind }) => kind === 'conflict')?.views ?? {}
    for (const view of ['open', 'split_percentage', 'ownership', 'escalated'] as const) {
      const { rows } = await backline.call('rights.queue', { view, filter: {}, sort: 'due', limit: 200 })
      const { total } = await backline.call('rights.counts', { view, filter: {} })
      expect([view, total.n, rail[view]?.n ?? 0]).toEqual([view, rows.length, rows.length])
    }
    const number = (await backline.call('rights.get', { id: small.conflict })).item.number
    const found = async (text: string) => (await backline.call('rights.queue', { view: 'all', filter: { text }, sort: 'newest' })).rows
    expect((await found(`R-${number}`)).map(({ id }) => id)).toEqual([small.conflict])
    expect((await found('rich')).map(({ title }) => title)).toEqual(['Rich'])
    expect((await found('スタジオ')).length).toBeGreaterThan(5)
    expect((await backline.refusal('rights.get', { id: randomUUID() })).code).toBe('not_found')
  } finally {
    await backline.close()
  }
})

test('a split is previewed and saved as the next version: active at exactly 100, pending below, refused above', async () => {
  const track = await addTrack(db, owner)
  const to = (...shares: string[]) => ({
    entityType: 'track',
    entityId: track,
    rightType: 'digital',
    recipients: shares.map((share, n) => ({
      type: 'external',
      id: null,
      name: `Person ${n}`,
      email: `p${n}@mail.test`,
      role: null,
      share,
    })),
    notes: 'Signed.',
  })
  const tried = (await asPriya.query('select console.split_preview($1) as p', [JSON.stringify(to('60', '40'))])).rows[0].p
  expect(tried).toMatchObject({ before: null, status: 'active', after: { version: 1, recipients: [{ share: '60' }, { share: '40' }] } })
  expect((await db.query('select from rights.royalty_splits where entity_id = $1', [track])).rowCount).toBe(0)
  expect(await act(asPriya, 'split_save', to('60', '40'), 0)).toMatchObject({ version: 1, status: 'active' })
  expect(await act(asPriya, 'split_save', to('60', '35'), 1)).toMatchObject({ version: 2, status: 'pending' })
  expect(await act(asPriya, 'split_save', to('33.3334', '33.3333', '33.3333'), 1)).toMatchObject({ version: 3, status: 'active' })
  expect(await codeOf(act(asOmar, 'split_save', to('50', '50'), 1))).toBe('BL001')
  for (const wrong of [to('60', '40.0001'), to('0', '100'), to(), to('x')])
    expect(await codeOf(act(asPriya, 'split_save', wrong, 3))).toBe('BL006')
  // Two save the next version at once: both have begun when the rows that both change come free.
  await db.query('begin')
  await db.query('select from rights.royalty_splits where entity_id = $1 for update', [track])
  const both = Promise.all([asPriya, asOmar].map((pool) => codeOf(act(pool, 'split_save', to('50', '50'), 3))))
  await sleep(300)
  await db.query('rollback')
  expect((await both).filter((code) => code === 'BL001')).toHaveLength(1)
  const { rows } = await db.query('select version, status from rights.royalty_splits where entity_id = $1 order by version', [track])
  expect(rows.map(({ status }) => status)).toEqual(['superseded', 'pending', 'superseded', 'active'])
})

test.each(['auditor', 'admin', 'finance', 'compliance', 'moderator', 'support'] as const)(
  '%s does not act on conflicts, claims and splits; only an auditor reads them',
  async (role) => {
    const { conflict, claims, track } = await exampleWithMoney()
    const { version } = await claimIt(asPriya, conflict)
    const other = await addStaff(database.url, 'Other', [role])
    const pool = new pg.Pool({ connectionString: other.url, max: 1 })
    const at = '2026-03-10T09:14:00Z'
    const place = { entityType: 'track', entityId: track, rightType: 'digital' }
    try {
      if (role === 'auditor') expect((await item(conflict, pool)).item.id).toBe(conflict)
      else expect(await codeOf(item(conflict, pool))).toBe('BL002')
      const attempts = [
        claimIt(pool, conflict),
        act(pool, 'conflict_answer', conflict, version, claims[0], 'maintain', at, null),
        act(pool, 'conflict_escalate', conflict, version, null, false, 'x'),
        act(pool, 'conflict_hold', conflict, version, null, null),
        act(pool, 'conflict_extend', conflict, version, 'x'),
        act(pool, 'conflict_resolve', conflict, version, 'withdrawn', null, { withdraw: [claims[1]] }, 'x'),
        act(pool, 'conflict_undo', conflict, version, randomUUID()),
        pool.query(`select console.conflict_preview($1, 'withdrawn', null, '{}')`, [conflict]),
        act(pool, 'claim_save', { id: claims[0], share: '1' }, 0),
        pool.query('select console.claim_preview($1)', [JSON.stringify({ id: claims[0], share: '1' })]),
        act(pool, 'split_save', { ...place, recipients: [] }, 0),
        pool.query('select console.split_preview($1)', [JSON.stringify({ ...place, recipients: [] })]),
        pool.query('select console.rights_search()'),
        pool.query('select console.rights_apply(1)'),
      ]
      expect(await Promise.all(attempts.map(codeOf))).toEqual(attempts.map(() => 'BL002'))
      for (const table of ['rights.claims', 'console.conflict_hold', 'console.rights_finding'])
        expect(await codeOf(pool.query(`select * from ${table}`))).toBe('42501')
    } finally {
      await pool.end()
    }
  },
)

test('next, hand over and the lease: whoever holds a conflict decides it', async () => {
  const { conflict, claims } = await exampleWithMoney()
  await claimIt(asPriya, conflict)
  expect((await act(asOmar, 'next_item', 'conflict'))?.id).not.toBe(conflict)
  const handed = await act(asPriya, 'hand_over', 'conflict', conflict, omar.id, 'You know them.')
  const resolve = (pool: pg.Pool, version: number) =>
    act(pool, 'conflict_resolve', conflict, version, 'withdrawn', null, { withdraw: [claims[1]] }, 'x')
  expect(await codeOf(resolve(asPriya, handed.version))).toBe('BL004')
  const again = await claimIt(asOmar, conflict)
  await resolve(asOmar, again.version)
  const { history } = await item(conflict)
  expect(history.map(({ action, actor }: { action: string; actor: { name: string } }) => `${actor.name} ${action}`)).toEqual(
    expect.arrayContaining(['Priya claim', 'Priya hand_over', 'Omar conflict_resolve']),
  )
  // From the page of a party the conflict opens.
  const backline = openConsole(database.url)
  try {
    await backline.signIn(priya)
    const { entries } = await backline.call('people.section', { id: nordlys, section: 'conflicts' })
    expect(entries).toContainEqual(expect.objectContaining({ page: 'conflict', pageId: conflict, status: 'resolved' }))
  } finally {
    await backline.close()
  }
})
