// Conflicts of rights as the database keeps them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { addAgreement, addClaims, addIncome, addTrack, type TestClaim } from '../support/rights.ts'
import { openConsole } from '../support/services.ts'

let database: TestDatabase
let db: pg.Client
let priya: TestStaff
let omar: TestStaff
let asPriya: pg.Pool
let asOmar: pg.Pool
let owner: string
let nordlys: string
let hoshi: string

beforeAll(async () => {
  database = await freshDatabase()
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  priya = await addStaff(database.url, 'Priya', ['rights'])
  omar = await addStaff(database.url, 'Omar', ['rights'])
  asPriya = new pg.Pool({ connectionString: priya.url, max: 2 })
  asOmar = new pg.Pool({ connectionString: omar.url, max: 2 })
  owner = await addCustomer(database.url, 'Owner')
  nordlys = await addCustomer(database.url, 'Nordlys Musikk AS')
  hoshi = await addCustomer(database.url, 'スタジオ星')
})
afterAll(async () => {
  await asPriya.end()
  await asOmar.end()
  await db.end()
  await database.drop()
})

async function act(pool: pg.Pool, fn: string, ...args: unknown[]) {
  const values = [randomUUID(), ...args].map((value) =>
    value && typeof value === 'object' && !Array.isArray(value) ? JSON.stringify(value) : value,
  )
  return (await pool.query(`select console.${fn}(${values.map((_, i) => `$${i + 1}`).join(', ')}) as done`, values)).rows[0].done
}
const item = async (id: string, pool = asPriya) => (await pool.query('select console.conflict_item($1) as item', [id])).rows[0].item
const preview = async (id: string, resolution: string, parts: number[] | null, choice: object) =>
  (await asPriya.query('select console.conflict_preview($1, $2, $3, $4) as p', [id, resolution, parts, JSON.stringify(choice)])).rows[0].p
const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error) => (error as pg.DatabaseError).code,
  )
const conflictOf = async (track: string) =>
  (await db.query('select id from rights.conflicts where entity_id = $1 order by detected_at', [track])).rows.map(({ id }) => id as string)
const pays = async (calculation: string) =>
  (await db.query('select net_amount from finance.royalty_calculations where id = $1', [calculation])).rows[0].net_amount as string
const wallet = async (user: string) =>
  (
    await db.query(`select coalesce(sum(balance_available), 0)::text as b from finance.wallets where user_id = $1 and currency = 'EUR'`, [
      user,
    ])
  ).rows[0].b as string
const unproved = async () => (await asPriya.query('select * from console.conflict_money_prove()')).rows

/** Ends the time in which resolutions can be undone: what they freed is given out. */
async function giveOut() {
  await db.query(`update console.effect set due_at = now() where kind = 'conflict' and state = 'waiting'`)
  await asPriya.query('select console.effects_run()')
  expect((await db.query(`select problem from console.effect where problem is not null`)).rows).toEqual([])
}

const example: TestClaim[] = [
  { holder: 'Nordlys Musikk AS', share: 60, from: '2024-01-01', until: '2027-01-01' },
  { holder: 'スタジオ星', share: 50, territories: ['DE', 'AT', 'CH'], from: '2025-07-01', until: '2030-01-01' },
]

/** The example with 100.00 EUR in Germany and France in August 2025, and 10.00 in Germany in June. */
async function exampleWithMoney(isUndisputed = true) {
  const track = await addTrack(db, owner)
  const august = await addIncome(db, track, owner, { country: 'DE', month: '2025-08', amount: '100.0000' })
  const france = await addIncome(db, track, owner, { country: 'FR', month: '2025-08', amount: '100.0000' })
  const june = await addIncome(db, track, owner, { country: 'DE', month: '2025-06', amount: '10.0000' })
  const paid = await addIncome(db, track, owner, { country: 'DE', month: '2025-09', amount: '7.0000', status: 'paid' })
  const agreement = await addAgreement(db, owner)
  const undated = await addAgreement(db, owner, !isUndisputed)
  const claims = await addClaims(db, track, owner, [
    { ...(example[0] as TestClaim), account: nordlys, agreement },
    { ...(example[1] as TestClaim), account: hoshi, agreement: undated },
  ])
  const [conflict = ''] = await conflictOf(track)
  return { track, conflict, claims, august, france, june, paid }
}

const claimIt = (pool: pg.Pool, conflict: string) => act(pool, 'claim', 'conflict', conflict)

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
    expect(await codeOf(act(asPriya, 'claim_save', { id: claims[0], share: '1' }, null))).toBe('BL002')
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
  expect((await db.query('select from console.conflict_allocation')).rowCount).toBe(0)
  expect(await unproved()).toEqual([])
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
  const saved = await act(asPriya, 'claim_save', typed, null)
  expect(saved.conflict.id).toBe((await conflictOf(track))[0])
  expect((await item(saved.conflict.id)).claims).toMatchObject([{ ipi: null }, { party: 'Layl', ipi: '00014107338' }])
  // Edited back below the tolerance: nothing overlaps, a person closes it.
  const seen = (await db.query('select updated_at::text as at from rights.claims where id = $1', [saved.id])).rows[0].at
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
    expect(await codeOf(act(asPriya, 'claim_save', { ...typed, ...wrong }, null))).toBe('BL006')
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
  const { rows } = await db.query('select version, status from rights.royalty_splits where entity_id = $1 order by version', [track])
  expect(rows.map(({ status }) => status)).toEqual(['superseded', 'pending', 'active'])
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
        act(pool, 'claim_save', { id: claims[0], share: '1' }, null),
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
