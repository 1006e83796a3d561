// Decisions on identity checks as the database guards them: raw connections, no console in between. Races, documents and the queue are in
// kyc-desk.test.ts.

import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { addCheck, type CheckOptions, sendDocument } from '../support/kyc.ts'
import { act, detailOf, errorOf, openKycDesk } from '../support/kyc-desk.ts'
import { asOwner } from '../support/people.ts'

const { database, ingrid, asIngrid, asHana, asOlof, owner, newCheck, item, row, version, claim, decide, claimAndDecide, close } =
  await openKycDesk()
afterAll(close)

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
