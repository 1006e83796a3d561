// Identity checks as the database guards them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { addCheck, allGood, type CheckOptions, sendDocument, type TestCheck } from '../support/kyc.ts'
import { addCustomer, addStaff, asOwner, killedAtTheEnd, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { until } from '../support/services.ts'

let database: TestDatabase
let ingrid: TestStaff
let asIngrid: pg.Pool
let asHana: pg.Pool
let asOlof: pg.Pool
let asAuditor: pg.Pool
let customer: string

const pool = (staff: TestStaff) => new pg.Pool({ connectionString: staff.url, max: 4 })

beforeAll(async () => {
  database = await freshDatabase()
  ingrid = await addStaff(database.url, 'Ingrid', ['compliance'])
  asIngrid = pool(ingrid)
  asHana = pool(await addStaff(database.url, 'Hana', ['compliance']))
  asOlof = pool(await addStaff(database.url, 'Olof', ['compliance']))
  asAuditor = pool(await addStaff(database.url, 'Auditor', ['auditor']))
  customer = await addCustomer(database.url, 'Анна Эрикссон')
})
afterAll(async () => {
  await Promise.all([asIngrid, asHana, asOlof, asAuditor].map((each) => each.end()))
  // A pool has ended before its last connection has.
  await until(
    async () => (await owner('select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')).length === 0,
  )
  await database.drop()
})

async function act(db: pg.Pool, fn: string, ...args: unknown[]) {
  return actAs(randomUUID(), db, fn, ...args)
}
async function actAs(commandId: string, db: pg.Pool, fn: string, ...args: unknown[]) {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await db.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}
const errorOf = async (attempt: Promise<unknown>): Promise<pg.DatabaseError> =>
  attempt.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error) => error as pg.DatabaseError,
  )
const detailOf = (error: pg.DatabaseError) => JSON.parse(error.detail ?? '{}')
const newCheck = (options?: CheckOptions) => addCheck(database.url, customer, options)
const item = async (check: TestCheck, db = asIngrid) => (await db.query('select console.kyc_item($1) as item', [check.id])).rows[0].item
const row = async (check: TestCheck, db = asIngrid) => (await db.query('select * from console.kyc_queue where id = $1', [check.id])).rows[0]
const version = async (check: TestCheck) => (await row(check)).version as number
const claim = (db: pg.Pool, check: TestCheck) => act(db, 'claim', 'kyc', check.id)
const owner = async (sql: string, ...values: unknown[]) => (await asOwner(database.url, (db) => db.query(sql, values))).rows

interface Decision {
  decision: 'approve' | 'needs_info' | 'reject'
  reason?: string | null
  text?: string | null
  note?: string | null
  verdicts?: string
  ask?: string[] | null
  version?: number
  commandId?: string
}
async function decide(db: pg.Pool, check: TestCheck, { decision, ...rest }: Decision) {
  const asked = decision === 'approve' ? null : 'other'
  const text = decision === 'approve' ? null : 'Please send it again'
  return actAs(
    rest.commandId ?? randomUUID(),
    db,
    'kyc_decide',
    check.id,
    rest.version ?? (await version(check)),
    decision,
    rest.reason === undefined ? asked : rest.reason,
    rest.text === undefined ? text : rest.text,
    rest.note ?? null,
    rest.verdicts ?? (decision === 'approve' ? allGood(check) : '[]'),
    rest.ask === undefined && decision === 'needs_info' ? ['passport'] : (rest.ask ?? null),
  )
}
async function claimAndDecide(db: pg.Pool, check: TestCheck, decision: Decision) {
  await claim(db, check)
  return decide(db, check, decision)
}

test('a new check stands in the queue with its level, score, flags and time, whoever wrote it', async () => {
  const check = await newCheck({ level: 'advanced', risk: 74, hits: [{ list: 'pep', name: 'A. Eriksson', score: 0.82 }] })
  const found = await row(check)
  expect(found).toMatchObject({
    category: 'advanced',
    status: 'pending',
    score: '74.00',
    priority: 'urgent',
    customer_name: 'Анна Эрикссон',
  })
  expect(found.tags).toEqual(['two_reviewers', 'pep', 'hit_open'])
  expect(found.due_at - found.created_at).toBe(48 * 3_600_000)
  expect(found.number).toBeTruthy()
})

describe('one reviewer', () => {
  test('approves: check, documents, review, audit and change in one transaction; the person hears of it after the undo window', async () => {
    const check = await newCheck()
    const done = await claimAndDecide(asIngrid, check, { decision: 'approve', note: 'Clear' })
    expect(done.isFinal).toBe(true)
    const [v] = await owner(
      "select status, reviewed_by, expires_at > now() + interval '364 days' as holds from kyc.verifications where id = $1",
      check.id,
    )
    expect(v).toEqual({ status: 'approved', reviewed_by: ingrid.id, holds: true })
    expect(await owner('select distinct status, verified_by from kyc.documents where verification_id = $1', check.id)).toEqual([
      { status: 'approved', verified_by: ingrid.id },
    ])
    expect(await owner(`select action from console.audit where item_id = $1 order by seq`, check.id)).toEqual([
      { action: 'claim' },
      { action: 'kyc_approve' },
    ])
    expect(await owner('select from system.notifications where entity_id = $1', check.id)).toHaveLength(0)
    await owner(`update console.effect set due_at = now() where item_id = $1`, check.id)
    await asIngrid.query('select console.effects_run()')
    expect(await owner('select type, level from system.notifications where entity_id = $1', check.id)).toEqual([
      { type: 'kyc', level: 'success' },
    ])
    expect(await owner(`select count(*)::int as n from system.email_queue where payload ->> 'verification_id' = $1`, check.id)).toEqual([
      { n: 1 },
    ])
    expect(await row(check)).toMatchObject({ is_open: false, due_at: Number.POSITIVE_INFINITY, lease_holder_id: null })
  })

  test('an approval ends with the identity document when that comes first', async () => {
    const soon = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
    const check = await newCheck({ expiry: soon })
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    const [v] = await owner(`select to_char(expires_at, 'YYYY-MM-DD') as until from kyc.verifications where id = $1`, check.id)
    expect(v?.until).toBe(soon)
  })

  test('approval needs every required document, approved and not past its end', async () => {
    const missing = await newCheck({ level: 'enhanced', documents: ['passport', 'selfie'] })
    await claim(asIngrid, missing)
    expect(detailOf(await errorOf(decide(asIngrid, missing, { decision: 'approve' }))).blocks).toMatchObject([
      { code: 'missing', slot: 'address' },
    ])
    const expired = await newCheck({ expiry: '2023-01-01' })
    await claim(asIngrid, expired)
    expect(detailOf(await errorOf(decide(asIngrid, expired, { decision: 'approve' }))).blocks).toMatchObject([
      { code: 'document_expired', slot: 'identity' },
    ])
    const unseen = await newCheck()
    await claim(asIngrid, unseen)
    const verdicts = JSON.stringify([{ id: unseen.documents.selfie, verdict: 'approved', reason: null }])
    expect((await errorOf(decide(asIngrid, unseen, { decision: 'approve', verdicts }))).message).toContain('approved first: passport')
    expect(await owner('select status from kyc.verifications where id = any($1)', [missing.id, expired.id, unseen.id])).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'pending' })),
    )
  })

  test('a document that is not approved needs a reason, and must be of this check', async () => {
    const check = await newCheck()
    const other = await newCheck()
    await claim(asIngrid, check)
    const wrong = (verdict: Record<string, unknown>) =>
      errorOf(decide(asIngrid, check, { decision: 'needs_info', verdicts: JSON.stringify([verdict]) })).then(({ code }) => code)
    expect(await wrong({ id: check.documents.passport, verdict: 'rejected', reason: null })).toBe('BL006')
    expect(await wrong({ id: check.documents.passport, verdict: 'fine', reason: null })).toBe('BL006')
    expect(await wrong({ id: other.documents.passport, verdict: 'approved', reason: null })).toBe('BL006')
    expect(await wrong({})).toBe('BL006')
  })

  test('rejecting and asking for more need a reason code and a text for the person; the private note stays apart', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    expect((await errorOf(decide(asIngrid, check, { decision: 'reject', reason: null }))).code).toBe('BL006')
    expect((await errorOf(decide(asIngrid, check, { decision: 'reject', reason: 'unreadable' }))).code).toBe('BL006')
    expect((await errorOf(decide(asIngrid, check, { decision: 'reject', text: ' ' }))).code).toBe('BL006')
    expect((await errorOf(decide(asIngrid, check, { decision: 'needs_info', ask: [] }))).code).toBe('BL006')
    expect((await errorOf(decide(asIngrid, check, { decision: 'needs_info', ask: ['library_card'] }))).code).toBe('BL006')
    await decide(asIngrid, check, { decision: 'reject', text: 'We cannot verify you', note: 'Looks like K-1003' })
    expect(await owner('select rejection_reason from kyc.verifications where id = $1', check.id)).toEqual([
      { rejection_reason: 'We cannot verify you' },
    ])
    const audit = JSON.stringify(await owner('select before, after, reason from console.audit where item_id = $1', check.id))
    expect(audit).not.toContain('K-1003')
    expect((await item(check)).reviews[0]).toMatchObject({ publicText: 'We cannot verify you', privateNote: 'Looks like K-1003' })
  })

  test('nobody judges their own check', async () => {
    const own = await addCheck(database.url, ingrid.id)
    await claim(asIngrid, own)
    expect(detailOf(await errorOf(decide(asIngrid, own, { decision: 'approve' })))).toEqual({ reason: 'own' })
  })

  test('a decision undone within its time puts everything back and keeps the review, marked; later it cannot be undone', async () => {
    const check = await newCheck()
    const commandId = randomUUID()
    await owner('update console.work_item set unread = true where id = $1', check.id)
    await claimAndDecide(asIngrid, check, { decision: 'needs_info', commandId })
    expect(await row(check)).toMatchObject({ unread: false })
    expect((await errorOf(act(asHana, 'kyc_undo', check.id, await version(check), commandId))).code).toBe('BL007')
    await act(asIngrid, 'kyc_undo', check.id, await version(check), commandId)
    const after = await item(check)
    expect(await row(check)).toMatchObject({ status: 'pending', paused_since: null, unread: true, lease_holder_id: ingrid.id })
    expect(after.requests).toEqual([])
    expect(after.reviews).toMatchObject([{ decision: 'needs_info', undoneAt: expect.any(String) }])
    expect(after.documents.map((document: { status: string }) => document.status)).toEqual(['pending', 'pending'])
    await owner('update console.effect set due_at = now() where item_id = $1', check.id)
    await asIngrid.query('select console.effects_run()')
    expect(await owner('select from system.notifications where entity_id = $1', check.id)).toHaveLength(0)
    const again = randomUUID()
    await decide(asIngrid, check, { decision: 'approve', commandId: again })
    await owner('update console.effect set due_at = now() where command_id = $1', again)
    await asIngrid.query('select console.effects_run()')
    expect((await errorOf(act(asIngrid, 'kyc_undo', check.id, await version(check), again))).code).toBe('BL003')
  })
})

describe('two reviewers', () => {
  const risky: [string, CheckOptions][] = [
    ['a score at the threshold', { risk: 70 }],
    ['level advanced', { level: 'advanced' }],
  ]
  test.each(risky)('%s: the first approval waits, the same person cannot give the second, another one can', async (_name, options) => {
    const check = await newCheck(options)
    expect(await claimAndDecide(asIngrid, check, { decision: 'approve' })).toMatchObject({ isFinal: false })
    expect(await row(check)).toMatchObject({ status: 'in_review', assignee_id: null, lease_holder_id: null })
    expect((await row(check)).tags).toContain('second_review')
    expect((await errorOf(claim(asIngrid, check))).code).toBe('BL002')
    expect((await errorOf(act(asHana, 'assign', 'kyc', check.id, await version(check), ingrid.id))).code).toBe('BL002')
    expect(await claimAndDecide(asHana, check, { decision: 'approve' })).toMatchObject({ isFinal: true })
    expect(await owner('select status from kyc.verifications where id = $1', check.id)).toEqual([{ status: 'approved' }])
  })

  test('a score below the threshold needs one', async () => {
    expect(await claimAndDecide(asIngrid, await newCheck({ risk: 69.99 }), { decision: 'approve' })).toMatchObject({ isFinal: true })
  })

  test('two who differ leave it to a third', async () => {
    const check = await newCheck({ risk: 90 })
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    expect(await claimAndDecide(asHana, check, { decision: 'reject' })).toMatchObject({ isFinal: false })
    expect((await errorOf(claim(asHana, check))).code).toBe('BL002')
    expect(await claimAndDecide(asOlof, check, { decision: 'reject' })).toMatchObject({ isFinal: true })
    expect((await item(check)).reviews).toMatchObject([{ decision: 'approve' }, { decision: 'reject' }, { decision: 'reject' }])
  })

  test('an approval does not count for what the screening found after it, and whoever gave it may judge again', async () => {
    const check = await newCheck({ risk: 90 })
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    await owner(
      `update kyc.verifications set verification_data = coalesce(verification_data, '{}')
         || '{"screening": [{"list": "pep", "version": "9", "name": "Later", "score": 0.7, "disposition": "false_positive", "reason": "Another person"}]}' where id = $1`,
      check.id,
    )
    expect(await claimAndDecide(asHana, check, { decision: 'approve' })).toMatchObject({ isFinal: false })
    expect((await errorOf(claim(asHana, check))).code).toBe('BL002')
    expect(await claimAndDecide(asIngrid, check, { decision: 'approve' })).toMatchObject({ isFinal: true })
  })

  test('even with a lease forced by hand the first reviewer cannot decide again', async () => {
    const check = await newCheck({ risk: 90 })
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    await owner(
      `insert into console.lease (kind, item_id, holder, until) values ('kyc', $1, $2, now() + interval '1 hour')`,
      check.id,
      ingrid.id,
    )
    expect((await errorOf(decide(asIngrid, check, { decision: 'approve' }))).code).toBe('BL002')
  })
})

describe('screening', () => {
  test('approval is impossible with a hit that is open, unclear or a true match of a sanctions list', async () => {
    const check = await newCheck({ hits: [{ list: 'sanctions', name: 'A. Eriksson', score: 0.71 }] })
    await claim(asIngrid, check)
    const [hit] = (await item(check)).hits
    expect(hit).toMatchObject({ list: 'sanctions', name: 'A. Eriksson', score: '0.7100', disposition: null })
    const blocks = async () => detailOf(await errorOf(decide(asIngrid, check, { decision: 'approve' }))).blocks[0].code
    const dispose = async (disposition: string, reason = 'Other birth year') =>
      act(asIngrid, 'kyc_dispose', check.id, await version(check), hit.id, disposition, reason)
    expect(await blocks()).toBe('hit_open')
    await dispose('unclear')
    expect(await blocks()).toBe('hit_unclear')
    await dispose('true_match')
    expect(await blocks()).toBe('hit_true')
    expect((await errorOf(dispose('false_positive', ' '))).code).toBe('BL006')
    expect((await errorOf(dispose('whatever'))).code).toBe('BL006')
    await dispose('false_positive')
    expect((await row(check)).tags).toEqual([])
    await decide(asIngrid, check, { decision: 'approve' })
    expect(
      await owner(
        `select before ->> 'disposition' as was, after ->> 'disposition' as is, reason from console.audit where item_id = $1 and action = 'kyc_dispose' order by seq`,
        check.id,
      ),
    ).toEqual([
      { was: null, is: 'unclear', reason: 'Other birth year' },
      { was: 'unclear', is: 'true_match', reason: 'Other birth year' },
      { was: 'true_match', is: 'false_positive', reason: 'Other birth year' },
    ])
  })

  test('a person of a PEP list may be approved, by two', async () => {
    const check = await newCheck({ hits: [{ list: 'pep', name: 'A. Eriksson', score: 0.9 }] })
    await claim(asIngrid, check)
    await act(
      asIngrid,
      'kyc_dispose',
      check.id,
      await version(check),
      (await item(check)).hits[0].id,
      'true_match',
      'Member of the city council',
    )
    expect(await decide(asIngrid, check, { decision: 'approve' })).toMatchObject({ isFinal: false })
    expect(await claimAndDecide(asHana, check, { decision: 'approve' })).toMatchObject({ isFinal: true })
  })

  test('a hit that the screening finds later is taken in and makes an older look stale', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const seen = await version(check)
    await owner(
      `update kyc.verifications set verification_data = verification_data || '{"screening": [{"list": "sanctions", "version": "2", "name": "New", "score": 0.9}, {"name": "no list"}, 5]}' where id = $1`,
      check.id,
    )
    expect((await errorOf(decide(asIngrid, check, { decision: 'approve', version: seen }))).code).toBe('BL001')
    expect((await item(check)).hits).toMatchObject([{ name: 'New' }])
    expect((await row(check)).tags).toEqual(['sanctions', 'hit_open'])
  })
})

describe('asking for more', () => {
  test('kyc-5: the answer opens a round of its own; old and new documents stand side by side, earlier decisions stay', async () => {
    const check = await newCheck({ level: 'enhanced' })
    await claimAndDecide(asIngrid, check, {
      decision: 'needs_info',
      reason: 'unreadable',
      verdicts: JSON.stringify([
        { id: check.documents.selfie, verdict: 'approved', reason: null },
        { id: check.documents.passport, verdict: 'needs_info', reason: 'unreadable' },
      ]),
      ask: ['passport', 'utility_bill'],
    })
    expect(await row(check)).toMatchObject({ status: 'needs_info', is_open: true, due_clock: null })
    expect((await row(check)).paused_since).not.toBeNull()
    // Nobody is given what waits for the person.
    expect(
      (
        await asOwner(database.url, (db) =>
          db.query(`select from console.work_item where id = $1 and is_open and paused_since is null`, [check.id]),
        )
      ).rowCount,
    ).toBe(0)
    const passport = await sendDocument(database.url, check, 'passport')
    expect((await row(check)).status).toBe('needs_info')
    const bill = await sendDocument(database.url, check, 'bank_statement')
    const back = await row(check)
    expect(back).toMatchObject({ status: 'pending', paused_since: null, unread: true })
    expect(back.tags).toEqual(['resubmitted'])
    expect(back.due_at.getTime()).toBeGreaterThan(Date.now() + 47 * 3_600_000)
    const after = await item(check)
    expect(after.round).toBe(2)
    expect(after.documents.map((d: Record<string, unknown>) => [d.type, d.isCurrent, d.round, d.earlierId])).toEqual([
      ['passport', true, 2, check.documents.passport],
      ['passport', false, 1, null],
      ['selfie', true, 1, null],
      ['bank_statement', true, 2, check.documents.utility_bill],
      ['utility_bill', false, 1, null],
    ])
    expect(after.reviews).toMatchObject([{ round: 1, decision: 'needs_info', reasonCode: 'unreadable' }])
    await claim(asIngrid, check)
    // The old passport cannot be approved any more, the new one can.
    const verdicts = (id: string | undefined) => JSON.stringify([id, bill].map((each) => ({ id: each, verdict: 'approved', reason: null })))
    expect((await errorOf(decide(asIngrid, check, { decision: 'approve', verdicts: verdicts(check.documents.passport) }))).code).toBe(
      'BL006',
    )
    await decide(asIngrid, check, { decision: 'approve', verdicts: verdicts(passport) })
    expect((await item(check)).reviews).toHaveLength(2)
    expect(await owner('select status from kyc.documents where id = $1', check.documents.passport)).toEqual([{ status: 'needs_info' }])
  })

  test('a new round needs two new decisions', async () => {
    const check = await newCheck({ risk: 90 })
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    await claimAndDecide(asHana, check, { decision: 'needs_info', ask: ['selfie'] })
    check.documents.selfie = await sendDocument(database.url, check, 'selfie')
    expect(await claimAndDecide(asIngrid, check, { decision: 'approve' })).toMatchObject({ isFinal: false })
    expect(await claimAndDecide(asHana, check, { decision: 'approve' })).toMatchObject({ isFinal: true })
  })
})

describe('races', () => {
  test('kyc-1: of two who decide one case one wins; the other is told who, and nothing of theirs happens', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const seen = await version(check)
    await owner(`update console.lease set until = now() - interval '1 second' where item_id = $1`, check.id)
    await claimAndDecide(asHana, check, { decision: 'reject' })
    const error = await errorOf(decide(asIngrid, check, { decision: 'approve', version: seen }))
    expect(error.code).toBe('BL001')
    expect(error.message).toMatch(/^Hana decided this at .* rejected\. .*kept as a draft\.$/)
    expect(detailOf(error)).toMatchObject({ winner: { name: 'Hana' }, decision: 'reject' })
    expect(await owner('select decision from console.kyc_review where verification_id = $1', check.id)).toEqual([{ decision: 'reject' }])
  })

  test('kyc-1: without a lease nobody decides; with one of somebody else their name is given', async () => {
    const check = await newCheck()
    expect((await errorOf(decide(asIngrid, check, { decision: 'approve' }))).code).toBe('BL004')
    await claim(asHana, check)
    const error = await errorOf(decide(asIngrid, check, { decision: 'approve' }))
    expect([error.code, detailOf(error).holder.name]).toEqual(['BL004', 'Hana'])
  })

  test('the same decision sent eight times at once counts once; with other content it is refused', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const commandId = randomUUID()
    const seen = await version(check)
    const results = await Promise.all(
      Array.from({ length: 8 }, () => decide(asIngrid, check, { decision: 'approve', commandId, version: seen })),
    )
    expect(new Set(results.map((result) => result.version)).size).toBe(1)
    expect(await owner('select count(*)::int as n from console.kyc_review where verification_id = $1', check.id)).toEqual([{ n: 1 }])
    expect((await errorOf(decide(asIngrid, check, { decision: 'reject', commandId, version: seen }))).code).toBe('BL008')
  })

  test('a decision whose notice cannot be stored leaves nothing behind', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const seen = await version(check)
    await owner('alter function console.effect_kyc_notice(console.effect) rename to effect_gone')
    await errorOf(decide(asIngrid, check, { decision: 'approve', version: seen }))
    await owner('alter function console.effect_gone(console.effect) rename to effect_kyc_notice')
    expect(await row(check)).toMatchObject({ status: 'pending', version: seen, lease_holder_id: ingrid.id })
    expect(await owner('select from console.kyc_review where verification_id = $1', check.id)).toHaveLength(0)
    expect(await owner(`select from kyc.documents where verification_id = $1 and status <> 'pending'`, check.id)).toHaveLength(0)
  })

  test('a decision that is killed in its last step leaves nothing behind, and sent again it is made once', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const commandId = randomUUID()
    const sent = { decision: 'approve', commandId, version: await version(check) } as const
    expect((await killedAtTheEnd(database.url, () => decide(asIngrid, check, sent))).code).toBe('57P01')
    const left = () =>
      owner(
        `select v.status::text, (select count(*)::int from kyc.documents d where d.verification_id = v.id and d.status = 'approved') as papers,
           (select count(*)::int from console.kyc_review r where r.verification_id = v.id) as reviews,
           (select count(*)::int from console.audit a where a.item_id = v.id and a.action = 'kyc_approve') as lines
         from kyc.verifications v where v.id = $1`,
        check.id,
      )
    expect(await left()).toEqual([{ status: 'pending', papers: 0, reviews: 0, lines: 0 }])
    for (let n = 0; n < 2; n++) await decide(asIngrid, check, sent)
    expect(await left()).toEqual([{ status: 'approved', papers: 2, reviews: 1, lines: 1 }])
  })
})

describe('documents', () => {
  const view = (db: pg.Pool, check: TestCheck, document = check.documents.passport) =>
    db.query(`select console.document_open('kyc', $1, $2) as key`, [check.id, document])

  test('every look is in the audit before the key is known; who may not look leaves no trace and gets none', async () => {
    const check = await newCheck()
    expect((await view(asIngrid, check)).rows).toEqual([{ key: 'specimens/passport.png' }])
    expect(await owner(`select action, actor, after from console.audit where item_id = $1`, check.id)).toEqual([
      { action: 'document_view', actor: ingrid.id, after: { document: check.documents.passport } },
    ])
    expect((await item(check)).documents[0].seen).toMatchObject({ staff: { name: 'Ingrid' } })
    expect((await errorOf(view(asAuditor, check))).code).toBe('BL002')
    expect((await errorOf(view(asIngrid, check, (await newCheck()).documents.passport))).code).toBe('BL007')
    expect((await errorOf(asIngrid.query(`select console.document_open('ticket', $1, $1)`, [check.id]))).code).toBe('BL006')
    expect(await owner('select count(*)::int as n from console.audit where item_id = $1', check.id)).toEqual([{ n: 1 }])
  })

  test('looks and decisions at the same time keep the chain whole', async () => {
    const check = await newCheck()
    await claim(asIngrid, check)
    const seen = await version(check)
    await Promise.all([
      ...Array.from({ length: 12 }, (_, n) => view(n % 2 ? asIngrid : asHana, check)),
      decide(asIngrid, check, { decision: 'approve', version: seen }),
    ])
    expect((await asAuditor.query(`select * from console.audit_verify('kyc', $1)`, [check.id])).rows).toEqual([])
    expect(await owner('select count(*)::int as n from console.audit where item_id = $1', check.id)).toEqual([{ n: 14 }])
  })

  test('the auditor reads the case without acting on it', async () => {
    const check = await newCheck()
    expect(await item(check, asAuditor)).toMatchObject({ canOpenDocuments: false, canAct: false })
    expect((await errorOf(claim(asAuditor, check))).code).toBe('BL002')
  })
})

describe('after the decision', () => {
  test('an approval whose time is over expires by itself; one may be revoked', async () => {
    const check = await newCheck()
    await claimAndDecide(asIngrid, check, { decision: 'approve' })
    const revoked = await newCheck()
    await claimAndDecide(asIngrid, revoked, { decision: 'approve' })
    await claimAndDecide(asIngrid, revoked, { decision: 'reject', text: 'Revoked' })
    expect(await owner('select status, expires_at from kyc.verifications where id = $1', revoked.id)).toEqual([
      { status: 'rejected', expires_at: null },
    ])
    await owner(`update kyc.verifications set expires_at = now() - interval '1 minute' where id = $1`, check.id)
    expect((await asIngrid.query('select console.kyc_expire() as n')).rows).toEqual([{ n: 1 }])
    expect(await row(check)).toMatchObject({ status: 'expired', is_open: false })
  })
})

test('kyc-9: accounts with the same document number, bank account or device are found, each with why', async () => {
  const [a, b, c, d] = await Promise.all(['A', 'B', 'C', 'D'].map((name) => addCustomer(database.url, name)))
  const check = await addCheck(database.url, a as string, { declared: { number: 'X 123-456' } })
  await addCheck(database.url, b as string, { declared: { number: 'x123456' } })
  await addCheck(database.url, d as string, { declared: { number: 'X123457' } })
  const bank = (user: unknown, account: string) =>
    owner(
      `insert into finance.payment_methods (user_id, type, name, account_identifier, bank_name) values ($1, 'bank_transfer', 'Bank', $2, 'North')`,
      user,
      account,
    )
  const session = (user: unknown, address: string) =>
    owner(
      `insert into identity.user_sessions (user_id, token_hash, user_agent, ip_address, expires_at) values ($1, $2, 'Firefox', $3, now())`,
      user,
      randomUUID(),
      address,
    )
  for (const [user, account] of [
    [a, 'LV 9031'],
    [c, 'LV 9031'],
    [d, 'LV 9032'],
  ] as const)
    await bank(user, account)
  for (const [user, address] of [
    [a, '10.0.0.1'],
    [b, '10.0.0.1'],
    [d, '10.0.0.2'],
  ] as const)
    await session(user, address)
  const linked = (await item(check)).linked as { id: string; why: { by: string; detail: string }[] }[]
  expect(linked.map(({ id, why }) => [id, why.map(({ by }) => by)])).toEqual([
    [b, ['device', 'document']],
    [c, ['bank']],
  ])

  // What a crowd shares is the address of a network, not a device.
  await owner(`with crowd as (
      insert into identity.users (email, username, status) select 'crowd' || n || '@test.test', 'crowd_' || n, 'active' from generate_series(1, 60) n returning id)
    insert into identity.user_sessions (user_id, token_hash, user_agent, ip_address, expires_at) select id, id::text, 'Firefox', '10.0.0.1', now() from crowd`)
  const left = (await item(check)).linked as typeof linked
  expect(left.flatMap(({ why }) => why.map(({ by }) => by)).toSorted()).toEqual(['bank', 'document'])
})

test('kyc-2: twenty who press next at once, a thousand times in all, never get the same case', async () => {
  await owner(`update console.work_item set snoozed_until = 'infinity' where kind = 'kyc' and is_open`)
  const people = await Promise.all(Array.from({ length: 20 }, (_, n) => addStaff(database.url, `Reviewer ${n}`, ['compliance'])))
  await owner(
    `insert into kyc.verifications (user_id, status, risk_score, submitted_at) select $1, 'pending', 10, now() - make_interval(mins => n) from generate_series(1, 1000) n`,
    customer,
  )
  const taken = await Promise.all(
    people.map(async (person) => {
      const db = new pg.Client({ connectionString: person.url })
      await db.connect()
      const got: string[] = []
      for (let n = 0; n < 50; n++) {
        const { rows } = await db.query(`select console.next_item($1, 'kyc') as item`, [randomUUID()])
        if (rows[0].item) got.push(rows[0].item.id)
      }
      await db.end()
      return got
    }),
  )
  const every = taken.flat()
  expect(every).toHaveLength(1000)
  expect(new Set(every).size).toBe(1000)
  expect((await asIngrid.query(`select console.next_item($1, 'kyc') as item`, [randomUUID()])).rows).toEqual([{ item: null }])
}, 60_000)

test('kyc-7: bulk assignment gives a result each and may be repeated', async () => {
  const [hana] = await owner(`select user_id from console.staff where name = 'Hana'`)
  const checks = (await owner(
    `select id, version from console.work_item where kind = 'kyc' and is_open and snoozed_until is null limit 500`,
  )) as { id: string; version: number }[]
  await owner('delete from console.lease')
  const commands = checks.map(({ id, version }) => ({ id, version, commandId: randomUUID() }))
  const run = () =>
    Promise.all(
      commands.map(({ id, version, commandId }) =>
        actAs(commandId, asIngrid, 'assign', 'kyc', id, version, hana?.user_id).then(
          (done) => done.version,
          (error) => error.code,
        ),
      ),
    )
  const first = await run()
  expect(first).toHaveLength(500)
  expect(await run()).toEqual(first)
  expect(
    await owner(
      'select count(*)::int as n from kyc.verifications where assigned_to = $1 and id = any($2)',
      hana?.user_id,
      checks.map(({ id }) => id),
    ),
  ).toEqual([{ n: 500 }])
}, 60_000)

test('checks that were there before the console are projected set by set, as the trigger would have', async () => {
  const columns = 'id, title, status, priority_rank, category, plan, score, assignee, customer, due_at, due_clock, is_open, tags'
  const before = await owner(`select ${columns} from console.work_item where kind = 'kyc' order by id`)
  await asOwner(database.url, async (db) => {
    await db.query(`set session_replication_role = replica`)
    await db.query(`delete from console.work_item where kind = 'kyc'`)
    await db.query(`set session_replication_role = default`)
    await db.query('select console.kyc_project()')
  })
  expect(await owner(`select ${columns} from console.work_item where kind = 'kyc' order by id`)).toEqual(before)
})

test('the queue is searched by number, document number and person', async () => {
  const person = await addCustomer(database.url, 'Þórdís Jónsdóttir')
  const check = await addCheck(database.url, person, { declared: { number: 'QQ-777 888' } })
  const found = async (text: string) => (await asIngrid.query('select console.kyc_search($1) as id', [text])).rows.map(({ id }) => id)
  expect(await found(`K-${(await row(check)).number}`)).toEqual([check.id])
  expect(await found('qq777888')).toEqual([check.id])
  expect(await found('þórdís')).toEqual([check.id])
  expect(await found('%%%')).toEqual([])
})
