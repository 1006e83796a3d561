// Money of conflicts and what settles them, as the database keeps them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { addClaims, addIncome, addTrack } from '../support/rights.ts'
import { act, codeOf, openRightsDesk } from '../support/rights-desk.ts'

const {
  db,
  asPriya,
  asOmar,
  owner,
  nordlys,
  hoshi,
  item,
  preview,
  conflictOf,
  pays,
  wallet,
  unproved,
  giveOut,
  exampleWithMoney,
  claimIt,
  close,
} = await openRightsDesk()
afterAll(close)

test('only the disputed share of the disputed countries and days is held; the rest flows to the cent', async () => {
  const { conflict, august, france, june, paid, track } = await exampleWithMoney()
  expect([await pays(august), await pays(france), await pays(june), await pays(paid)]).toEqual(['0.0000', '100.0000', '10.0000', '7.0000'])
  const { money, item: row } = await item(conflict)
  expect(money.held).toEqual([{ currency: 'EUR', confirmed: '100.0000', estimated: '0.0000' }])
  expect(row).toMatchObject({ held: '100.0000', currency: 'EUR' })

  // New income is held as it arrives; half of a month that is disputed for half of its days; reports are estimates until confirmed.
  const report = await addIncome(db, track, owner, { country: 'AT', month: '2026-01', amount: '31.0000', status: 'pending' })
  await addIncome(db, track, owner, { country: 'AT', month: '2027-02', amount: '5.0000' })
  expect(await pays(report)).toBe('0.0000')
  expect((await item(conflict)).money.held).toEqual([{ currency: 'EUR', confirmed: '100.0000', estimated: '31.0000' }])
  await db.query(`update finance.royalty_calculations set amount = 30, net_amount = 30, status = 'calculated' where id = $1`, [report])
  expect((await item(conflict)).money.held).toEqual([{ currency: 'EUR', confirmed: '130.0000', estimated: '0.0000' }])
  expect(await pays(report)).toBe('0.0000')
  expect(await unproved()).toEqual([])
})

test('of a clash of exclusive titles only the shares in dispute are held, of a month in part by its days', async () => {
  const track = await addTrack(db, owner)
  const income = await addIncome(db, track, owner, { country: 'DE', month: '2025-06', amount: '33.3300' })
  await addClaims(db, track, owner, [
    { holder: 'A', share: 30, isExclusive: true },
    { holder: 'B', share: 20, isExclusive: true, from: '2025-06-16' },
    { holder: 'C', share: 40 },
  ])
  // 15 of 30 days: A and C clash (A excludes C) for 70 before, all three for 90 after: 33.33 * (0.7 + 0.9) / 2 = 26.664
  expect(await pays(income)).toBe('6.6700')
  expect(await unproved()).toEqual([])
})

test('rights-6: a preview says to the cent what a split would pay, and writes nothing', async () => {
  const { conflict, claims, track } = await exampleWithMoney()
  const before = await db.query(
    `select c::text as row from rights.claims c where entity_id = $1 union all select h::text from console.conflict_hold h where conflict_id = $2 order by 1`,
    [track, conflict],
  )
  const tried = await preview(conflict, 'split_adjusted', null, { shares: { [claims[0] as string]: 5500, [claims[1] as string]: 4500 } })
  expect(tried).toMatchObject({ isOver: true, open: [] })
  expect(tried.released.map((each: { party: string; amount: string }) => [each.party, each.amount])).toEqual([
    ['Nordlys Musikk AS', '55.0000'],
    ['スタジオ星', '45.0000'],
  ])
  const after = await db.query(
    `select c::text as row from rights.claims c where entity_id = $1 union all select h::text from console.conflict_hold h where conflict_id = $2 order by 1`,
    [track, conflict],
  )
  expect(after.rows).toEqual(before.rows)
  expect((await item(conflict)).item.version).toBe(1)
  expect(await codeOf(preview(conflict, 'split_adjusted', null, { shares: { [claims[0] as string]: 6000 } }))).toBe('BL006')
  expect(
    await codeOf(asPriya.query(`select console.conflict_preview($1, 'accepted_claim', null, '{"keep": "${randomUUID()}"}')`, [conflict])),
  ).toBe('BL006')
})

test('a split that is confirmed changes the claims in that part only, ends the conflict and pays each side once', async () => {
  const { conflict, claims, track, august } = await exampleWithMoney()
  const [a, b] = [await wallet(nordlys), await wallet(hoshi)]
  const choice = { shares: { [claims[0] as string]: 5500, [claims[1] as string]: 4500 } }
  expect(await codeOf(act(asPriya, 'conflict_resolve', conflict, 1, 'split_adjusted', null, choice, 'Both signed.'))).toBe('BL004')
  const { version } = await claimIt(asPriya, conflict)
  const command = [randomUUID(), conflict, version, 'split_adjusted', null, JSON.stringify(choice), 'Both signed.']
  const resolve = () => asPriya.query('select console.conflict_resolve($1, $2, $3, $4, $5, $6, $7) as done', command)
  const first = (await resolve()).rows[0].done
  expect((await resolve()).rows[0].done).toEqual(first)
  expect(first).toMatchObject({ isOver: true, released: [{ amount: '55.0000' }, { amount: '45.0000' }] })
  // Nothing leaves while it can be undone.
  expect([await wallet(nordlys), await wallet(hoshi)]).toEqual([a, b])
  await giveOut()
  expect(Number(await wallet(nordlys)) - Number(a)).toBe(55)
  expect(Number(await wallet(hoshi)) - Number(b)).toBe(45)
  expect(await pays(august)).toBe('0.0000')
  const now = await item(conflict)
  expect(now.item).toMatchObject({ status: 'resolved', held: '0.0000' })
  expect(now.resolution).toMatchObject({ type: 'split_adjusted', notes: 'Both signed.' })
  const { rows } = await db.query(
    `select holder_name, percentage::float as share, territories, start_date::text as "from", end_date::text as until from rights.claims
     where entity_id = $1 and verification_status <> 'rejected' order by holder_name, start_date, end_date desc`,
    [track],
  )
  expect(rows).toEqual([
    {
      holder_name: 'Nordlys Musikk AS',
      share: 60,
      territories: ['worldwide', '-AT', '-CH', '-DE'],
      from: '2024-01-01',
      until: '2027-01-01',
    },
    { holder_name: 'Nordlys Musikk AS', share: 60, territories: ['AT', 'CH', 'DE'], from: '2024-01-01', until: '2025-07-01' },
    { holder_name: 'Nordlys Musikk AS', share: 55, territories: ['AT', 'CH', 'DE'], from: '2025-07-01', until: '2027-01-01' },
    { holder_name: 'スタジオ星', share: 45, territories: ['DE', 'AT', 'CH'], from: '2025-07-01', until: '2027-01-01' },
    { holder_name: 'スタジオ星', share: 50, territories: ['DE', 'AT', 'CH'], from: '2027-01-01', until: '2030-01-01' },
  ])
  expect((await db.query('select has_conflict from rights.claims where entity_id = $1 and has_conflict', [track])).rowCount).toBe(0)
  expect(await unproved()).toEqual([])
})

test('an accepted claim takes its share; what nobody claims any more goes on with the calculation', async () => {
  const { conflict, claims, august } = await exampleWithMoney()
  const { version } = await claimIt(asPriya, conflict)
  const before = Number(await wallet(nordlys))
  const refused = act(asPriya, 'conflict_resolve', conflict, version, 'accepted_claim', null, { keep: claims[1] }, 'x')
  expect(await codeOf(refused)).toBe('BL003')
  await act(
    asPriya,
    'conflict_resolve',
    conflict,
    version,
    'accepted_claim',
    null,
    { keep: claims[0] },
    'Only this agreement is dated by all.',
  )
  await giveOut()
  expect(Number(await wallet(nordlys)) - before).toBe(60)
  expect(await pays(august)).toBe('40.0000')
  expect(await unproved()).toEqual([])
})

test('rights-8: two complete packs stop an acceptance until it is escalated; disputed keeps the money', async () => {
  const { conflict, claims } = await exampleWithMoney(false)
  const { version } = await claimIt(asPriya, conflict)
  expect(await codeOf(act(asPriya, 'conflict_resolve', conflict, version, 'accepted_claim', null, { keep: claims[0] }, 'x'))).toBe('BL003')
  const escalated = await act(asPriya, 'conflict_escalate', conflict, version, null, true, 'Both packs are complete.')
  const now = await item(conflict)
  expect(now.item).toMatchObject({ status: 'escalated', held: '100.0000' })
  expect(now.resolution).toMatchObject({ type: 'disputed', at: null })
  await act(
    asPriya,
    'conflict_resolve',
    conflict,
    escalated.version,
    'accepted_claim',
    null,
    { keep: claims[0] },
    'Decided by the head of rights.',
  )
  expect((await item(conflict)).item.status).toBe('resolved')
})

test('rights-9: resolved in one territory, the others stay open and hold their money', async () => {
  const { conflict, claims, track } = await exampleWithMoney()
  const austria = await addIncome(db, track, owner, { country: 'AT', month: '2025-08', amount: '40.0000' })
  const { version } = await claimIt(asPriya, conflict)
  const choice = { withdraw: [claims[1]], scope: { countries: ['DE'] } }
  const tried = await preview(conflict, 'withdrawn', null, choice)
  expect(tried).toMatchObject({
    isOver: false,
    open: [{ countries: ['AT', 'CH'], from: '2025-07-01', until: '2027-01-01', total: 11_000 }],
  })
  const done = await act(asPriya, 'conflict_resolve', conflict, version, 'withdrawn', null, choice, 'Withdrawn for Germany.')
  expect(done).toMatchObject({ isOver: false })
  expect((await item(conflict)).item.held).toBe('140.0000')
  await giveOut()
  const now = await item(conflict)
  expect(now.item).toMatchObject({ status: 'in_progress', held: '40.0000' })
  expect(now.parts.map(({ countries, state }: { countries: string[]; state: string }) => [countries.join(), state])).toEqual([
    ['DE', 'settled'],
    ['AT,CH', 'open'],
  ])
  expect(await pays(austria)).toBe('0.0000')
  const rest = await act(
    asPriya,
    'conflict_resolve',
    conflict,
    now.item.version,
    'withdrawn',
    null,
    { withdraw: [claims[1]], scope: { from: '2025-07-01', until: '2026-01-01' } },
    'And the first half year.',
  )
  expect(rest.isOver).toBe(false)
  await giveOut()
  expect(await pays(austria)).toBe('16.0000')
  expect((await item(conflict)).parts.at(-1)).toMatchObject({
    countries: ['AT', 'CH'],
    from: '2026-01-01',
    until: '2027-01-01',
    state: 'open',
  })
  expect(await unproved()).toEqual([])
})

test('a corrected period or territory ends the conflict; one that leaves it is refused', async () => {
  const { conflict, claims } = await exampleWithMoney()
  const { version } = await claimIt(asPriya, conflict)
  const late = act(
    asPriya,
    'conflict_resolve',
    conflict,
    version,
    'period_corrected',
    null,
    { claim: { id: claims[0], until: '2025-12-31' } },
    'x',
  )
  expect(await codeOf(late)).toBe('BL006')
  await act(
    asPriya,
    'conflict_resolve',
    conflict,
    version,
    'period_corrected',
    null,
    { claim: { id: claims[0], until: '2025-07-01', share: '90', holderName: 'Somebody else', isExclusive: true, territories: ['JP'] } },
    'It ended earlier.',
  )
  expect((await item(conflict)).item.status).toBe('resolved')
  // Under this name nothing else of the claim can be changed.
  const { rows } = await db.query(
    'select holder_name, percentage::float as share, is_exclusive, territories, end_date::text as until from rights.claims where id = $1',
    [claims[0]],
  )
  expect(rows).toEqual([
    { holder_name: 'Nordlys Musikk AS', share: 60, is_exclusive: false, territories: ['worldwide'], until: '2025-07-01' },
  ])
  expect(await unproved()).toEqual([])
})

test('a resolution is taken back row for row while nothing is paid, and not afterwards', async () => {
  const { conflict, claims, track, august } = await exampleWithMoney()
  const austria = await addIncome(db, track, owner, { country: 'AT', month: '2025-08', amount: '40.0000' })
  const state = async () => {
    const { item: row, parts, money } = await item(conflict)
    const { rows } = await db.query(
      `select (to_jsonb(c) - '{updated_at}'::text[]) as c from rights.claims c where entity_id = $1 order by id`,
      [track],
    )
    const named = await db.query('select claim_id from rights.conflict_claims where conflict_id = $1 order by 1', [conflict])
    return { status: row.status, due: row.dueAt, held: row.held, parts, money, claims: rows, named: named.rows }
  }
  const settle = async (pool: pg.Pool, version: number, choice: object) => {
    const command = randomUUID()
    const { rows } = await pool.query('select console.conflict_resolve($1, $2, $3, $4, null, $5, $6) as done', [
      command,
      conflict,
      version,
      'withdrawn',
      JSON.stringify(choice),
      'Withdrawn.',
    ])
    return { command, ...rows[0].done }
  }
  const claimed = await claimIt(asPriya, conflict)
  const before = await state()
  const done = await settle(asPriya, claimed.version, { withdraw: [claims[1]] })
  expect(done).toMatchObject({ isOver: true, released: [{ amount: '84.0000' }, { claim: null, amount: '56.0000' }] })
  expect((await state()).held).toBe('140.0000')
  // What becomes of the calculation meanwhile does not give out what can still be undone.
  await db.query(`update finance.royalty_calculations set status = 'processed' where id = $1`, [august])
  const now = (await item(conflict)).item.version
  expect(await codeOf(act(asOmar, 'conflict_undo', conflict, now, done.command))).toBe('BL007')
  const undone = await act(asPriya, 'conflict_undo', conflict, now, done.command)
  expect(await state()).toEqual(before)
  expect((await item(conflict)).lease.holder.name).toBe('Priya')
  expect(await codeOf(act(asPriya, 'conflict_undo', conflict, undone.version, done.command))).toBe('BL007')

  // Settled country by country, the first part's time ends before that of the second, and its money waits for it.
  const germany = await settle(asPriya, undone.version, { withdraw: [claims[1]], scope: { countries: ['DE'] } })
  expect(germany).toMatchObject({ isOver: false, released: [{ amount: '60.0000' }, { amount: '40.0000' }] })
  const rest = await settle(asPriya, germany.version, { withdraw: [claims[1]] })
  expect(rest).toMatchObject({ isOver: true, released: [{ amount: '24.0000' }, { amount: '16.0000' }] })
  expect(await codeOf(act(asPriya, 'conflict_undo', conflict, rest.version, germany.command))).toBe('BL001')
  await db.query(`update console.effect set due_at = now() where command_id = $1`, [germany.command])
  await asPriya.query('select console.effects_run()')
  expect(await pays(august)).toBe('0.0000')
  const open = await act(asPriya, 'conflict_undo', conflict, (await item(conflict)).item.version, rest.command)
  expect([await pays(august), await pays(austria)]).toEqual(['40.0000', '0.0000'])

  // A claim that was changed meanwhile is not written over; what was given out stays given out.
  const last = await settle(asPriya, open.version, { withdraw: [claims[1]] })
  await db.query(`update rights.claims set notes = 'By fax' where id = $1`, [claims[0]])
  expect(await codeOf(act(asPriya, 'conflict_undo', conflict, last.version, last.command))).toBe('BL001')
  await db.query(`update rights.claims set notes = null where id = $1`, [claims[0]])
  await giveOut()
  expect(await codeOf(act(asPriya, 'conflict_undo', conflict, (await item(conflict)).item.version, last.command))).not.toBe('done')
  expect([await pays(august), await pays(austria)]).toEqual(['40.0000', '16.0000'])
  expect(await unproved()).toEqual([])
})

test('recipients of a calculation are given less while it is held, whenever the platform divides it, and what they had afterwards', async () => {
  const { conflict, claims, august } = await exampleWithMoney()
  const allocate = (calculation: string, rows: [string, number, string, string?][]) =>
    db.query(
      `insert into finance.royalty_allocations (calculation_id, recipient_type, recipient_id, recipient_name, percentage, amount, currency, period_date, status)
       select $1, case when r.account is null then 'external' else 'user' end::rights.party_type, r.account, r.name, r.share, r.amount, 'EUR', '2025-08-31', r.status::finance.royalty_calculation_status
       from unnest($2::text[], $3::numeric[], $4::numeric[], $5::text[], $6::uuid[]) r(name, share, amount, status, account)`,
      [
        calculation,
        rows.map(([name]) => name),
        rows.map(([, share]) => share),
        rows.map(([, , amount]) => amount),
        rows.map(([, , , status]) => status ?? 'calculated'),
        rows.map(([name]) => ({ hoshi, nordlys })[name] ?? null),
      ],
    )
  const given = async (calculation: string) =>
    (
      await db.query('select amount from finance.royalty_allocations where calculation_id = $1 order by percentage desc, recipient_name', [
        calculation,
      ])
    ).rows.map(({ amount }) => amount)

  // The whole of August is held: divided afterwards, one row at a time, nothing is given.
  await allocate(august, [['hoshi', 60, '60']])
  await allocate(august, [['Singer', 40, '40']])
  expect(await given(august)).toEqual(['0.0000', '0.0000'])
  await db.query(`update finance.royalty_allocations set amount = 70 where calculation_id = $1 and percentage = 60`, [august])
  await db.query(`update finance.royalty_allocations set amount = 30 where calculation_id = $1 and percentage = 40`, [august])
  expect(await given(august)).toEqual(['0.0000', '0.0000'])
  expect(await codeOf(allocate(august, [['Drummer', 0, '5', 'paid']]))).toBe('23514')

  // Half of a month is disputed: half of what each would get is held, also of what does not divide; whom it was paid to before keeps it.
  const half = await addTrack(db, owner)
  const june = await addIncome(db, half, owner, { country: 'DE', month: '2025-06', amount: '10.0100' })
  await allocate(june, [
    ['Singer', 50, '5.0100'],
    ['hoshi', 30, '3.0000', 'paid'],
    ['nordlys', 20, '2.0000'],
  ])
  const [first] = await addClaims(db, half, owner, [{ holder: 'A', share: 60 }])
  const [second] = await addClaims(db, half, owner, [{ holder: 'B', share: 60, from: '2025-06-16' }])
  expect(await pays(june)).toBe('5.0000')
  expect(await given(june)).toEqual(['1.4300', '3.0000', '0.5700'])
  const [halfConflict = ''] = await conflictOf(half)
  const before = Number(await wallet(hoshi))
  const { version } = await claimIt(asPriya, halfConflict)
  const withdrawn = { withdraw: [first, second] }
  expect((await preview(halfConflict, 'withdrawn', null, withdrawn)).released).toMatchObject([{ claim: null, amount: '5.0100' }])
  await act(asPriya, 'conflict_resolve', halfConflict, version, 'withdrawn', null, withdrawn, 'Both.')
  await giveOut()
  expect([await pays(june), ...(await given(june))]).toEqual(['10.0100', '5.0100', '3.0000', '2.0000'])
  expect(Number(await wallet(hoshi))).toBe(before)

  // 60 of August go to the party that stays; the recipients share the rest as they stood.
  const claimed = await claimIt(asPriya, conflict)
  await act(asPriya, 'conflict_resolve', conflict, claimed.version, 'withdrawn', null, { withdraw: [claims[1]] }, 'Withdrawn.')
  // One was paid what was free meanwhile, nothing: then they are paid the rest by themselves.
  await db.query(`update finance.royalty_allocations set status = 'paid' where calculation_id = $1 and percentage = 60`, [august])
  await giveOut()
  expect(await given(august)).toEqual(['0.0000', '12.0000'])
  expect(await pays(august)).toBe('12.0000')
  expect(Number(await wallet(hoshi))).toBe(before + 28)
  // What went to the party is not given a second time, whatever the platform divides later.
  await db.query(`update finance.royalty_allocations set amount = 40 where calculation_id = $1 and percentage = 40`, [august])
  expect(await given(august)).toEqual(['0.0000', '12.0000'])
  await allocate(august, [['Drummer', 0, '12']])
  expect(await given(august)).toEqual(['0.0000', '6.0000', '6.0000'])
  expect(await codeOf(allocate(august, [['Producer', 0, '13', 'paid']]))).toBe('23514')
  expect((await db.query('select from console.conflict_allocation')).rowCount).toBe(0)
  expect(await unproved()).toEqual([])
})
