// What follows decisions: penalties, notices, what false reports cost, and appeals, which may put everything back.

import pg from 'pg'
import { expect, test } from 'vitest'
import {
  act,
  amara,
  asAmara,
  asTomasz,
  caseOf,
  database,
  decide,
  type Facts,
  insert,
  one,
  owner,
  person,
  refusal,
  report,
  type Target,
  tomasz,
  track,
  versionOf,
  windowPasses,
  withCases,
} from '../support/cases.ts'
import { addStaff } from '../support/people.ts'

withCases()

test('moderation-12: points add up to the penalty that the preview shows; automatic matches give none; expired ones do not count', async () => {
  const author = await person()
  const preview = async (id: string, severity: string, action = 'remove') =>
    (await asAmara.query('select console.case_preview($1, $2, $3, $4, $5, $6) as plan', [id, action, 'C2', severity, 'f', '[]'])).rows[0]
      .plan
  const next = async () => {
    const target = await track({}, author)
    await report(target)
    return { target, id: (await caseOf(target)).id }
  }
  const a = await next()
  expect(await preview(a.id, 'medium')).toMatchObject({ strikes: { had: 0, adds: 2, total: 2 }, penalty: null })
  await decide(asAmara, a.id, 'remove', { severity: 'medium' })
  const b = await next()
  expect(await preview(b.id, 'high')).toMatchObject({ strikes: { had: 2, adds: 4, total: 6 }, penalty: 'limit' })
  await decide(asAmara, b.id, 'remove', { severity: 'high' })
  expect(
    await one(
      'select permission, is_allowed, round(extract(epoch from expires_at - now()) / 86400)::int as days from identity.user_permissions where user_id = $1',
      author,
    ),
  ).toEqual({ permission: 'content.upload', is_allowed: false, days: 14 })
  const c = await next()
  expect(await preview(c.id, 'high')).toMatchObject({ strikes: { total: 10 }, penalty: 'suspend' })
  await decide(asAmara, c.id, 'remove', { severity: 'high' })
  expect(
    await one('select s.type, u.status from moderation.sanctions s join identity.users u on u.id = s.user_id where s.user_id = $1', author),
  ).toEqual({ type: 'suspension', status: 'suspended' })
  await owner.query(`update console.case_strike set expires_at = now() where user_id = $1`, [author])
  const d = await next()
  expect(await preview(d.id, 'low')).toMatchObject({ strikes: { had: 0, total: 1 }, penalty: null })
  const found = await track({}, author)
  const automatic = await insert('moderation.cases', {
    content_type: 'track',
    entity_type: 'track',
    entity_id: found.id,
    owner_id: author,
    source: 'automated',
    signals: { spans: [{ from: 1, to: 2, match: 0.9 }] },
  })
  expect(await preview(automatic, 'critical')).toMatchObject({ strikes: { adds: 0 }, penalty: null })
})

test('a suspension that ran out lets the person in again', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'suspend', { severity: 'low' })
  await windowPasses()
  await owner.query(`update moderation.sanctions set ends_at = now() - interval '1 minute' where user_id = $1`, [target.author])
  await owner.query(`update console.effect set due_at = now() where item_id = $1 and state = 'waiting'`, [id])
  await windowPasses()
  expect(await one('select status from identity.users where id = $1', target.author)).toEqual({ status: 'active' })
})

test('moderation-11: the notice is in the recipient’s language, and an open placeholder blocks', async () => {
  const author = await person('Jörg')
  await owner.query(`update identity.user_settings set account_settings = '{"languages": ["Bavarian", "German"]}' where user_id = $1`, [
    author,
  ])
  const target = await track({}, author)
  await report(target)
  const { id } = await caseOf(target)
  const { rows } = await asAmara.query(`select console.case_preview($1, 'remove', 'C2', 'high', 'Gleiche Stimme.', '[]') as plan`, [id])
  expect(rows[0].plan.notice).toMatchObject({ language: 'German', unresolved: [] })
  expect(rows[0].plan.notice.body).toContain('Hallo Jörg,')
  expect(rows[0].plan.notice.body).toContain('eine Aufnahme ohne Lizenz (Nutzungsbedingungen, 4.1)')
  expect(rows[0].plan.notice.body).toMatch(/bis \d{4}-\d\d-\d\d Widerspruch/)
  const empty = await asAmara.query(`select console.case_preview($1, 'remove', null, null, '', '[]') as plan`, [id])
  expect(empty.rows[0].plan.notice.unresolved).toEqual(expect.arrayContaining(['policy', 'facts']))
  await act(asAmara, 'claim', 'case', id)
  const blocked = await refusal(
    act(asAmara, 'case_decide', id, await versionOf(id), 'remove', 'C2', 'high', 'Siehe {{track}}', '[]', null, null),
  )
  expect(blocked).toMatchObject({ code: 'BL006', detail: { field: 'notice', placeholders: ['track'] } })
  const edited = await act(asAmara, 'case_decide', id, await versionOf(id), 'remove', 'C2', 'high', 'f', '[]', 'Ganz anders gesagt.', null)
  expect(edited.decision).toBeTruthy()
  expect(
    await one(`select body_text from system.email_queue where payload ->> 'case_id' = $1 and template_key = 'moderation_decision'`, id),
  ).toEqual({ body_text: 'Ganz anders gesagt.' })
})

test('three false reports bar for thirty days and five for good, counted once and only after the window', async () => {
  const reporter = await person('cargo_fan_88')
  const standing = () =>
    one(
      'select false_report_count as n, is_report_banned as barred, is_permanent_ban as good from moderation.reporter_standings where user_id = $1',
      reporter,
    )
  for (let n = 1; n <= 5; n++) {
    const target = await track()
    const reported = await report(target, { reporter })
    const { id } = await caseOf(target)
    await decide(asAmara, id, 'approve', { policy: null, severity: null, facts: null, falseReports: [reported] })
    expect((await standing())?.n ?? 0).toBe(n - 1)
    await windowPasses()
    expect(await standing()).toEqual({ n, barred: n >= 3, good: n >= 5 })
    expect(
      await one(`select count(*)::int as n from system.email_queue where user_id = $1 and template_key = 'false_report'`, reporter),
    ).toEqual({ n })
  }
  expect(
    await one(`select count(*)::int as n from system.email_queue where user_id = $1 and template_key = 'report_answer'`, reporter),
  ).toEqual({ n: 0 })
  const admin = await addStaff(database.url, 'Daniel', ['admin'])
  const asAdmin = new pg.Pool({ connectionString: admin.url, max: 1 })
  expect((await refusal(act(asAmara, 'reporter_forgive', reporter, 0, 'In good faith.'))).code).toBe('BL002')
  await act(asAdmin, 'reporter_forgive', reporter, 0, 'In good faith.')
  expect(await standing()).toEqual({ n: 0, barred: false, good: false })
  await asAdmin.end()
})

const appeal = (target: Target, row: Facts) =>
  insert('moderation.appeals', { user_id: target.author, statement: 'It is mine, here is the licence.', ...row })
const answer = async (pool: pg.Pool, id: string, outcome: string, text = 'The licence covers it.') =>
  act(pool, 'case_answer_appeal', id, await versionOf(id), outcome, text)

test('an appeal is never offered to whoever decided, and nothing lets them answer it', async () => {
  await owner.query(`update console.work_item set snoozed_until = now() + interval '1 day' where kind = 'case' and is_open`)
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'remove')
  await windowPasses()
  await appeal(target, { case_id: id })
  expect((await caseOf(target)).status).toBe('appealed')
  expect(await act(asAmara, 'next_item', 'case')).toBeNull()
  expect((await refusal(act(asAmara, 'claim', 'case', id))).code).toBe('BL002')
  expect((await refusal(act(asTomasz, 'assign', 'case', id, await versionOf(id), amara.id))).code).toBe('BL002')
  await owner.query(`insert into console.lease (kind, item_id, holder, until) values ('case', $1, $2, now() + interval '1 hour')`, [
    id,
    amara.id,
  ])
  expect((await refusal(answer(asAmara, id, 'uphold'))).code).toBe('BL002')
  await owner.query('delete from console.lease where item_id = $1', [id])
  // A refusal is told before its transaction has let go of the item, and next waits for no lock.
  await expect.poll(async () => (await act(asTomasz, 'next_item', 'case'))?.id).toBe(id)
  expect((await refusal(answer(asTomasz, id, 'uphold', ' '))).detail).toMatchObject({ field: 'answer' })
  expect((await refusal(act(asTomasz, 'case_decide', id, await versionOf(id), 'approve', null, null, null, '[]', null, null))).code).toBe(
    'BL003',
  )
  await answer(asTomasz, id, 'uphold', 'The licence ended in 2023.')
  expect((await caseOf(target)).status).toBe('rejected')
  expect(await one('select status, decided_by, decision_notes from moderation.appeals where case_id = $1', id)).toEqual({
    status: 'rejected',
    decided_by: tomasz.id,
    decision_notes: 'The licence ended in 2023.',
  })
  expect(await one('select status from catalog.tracks where id = $1', target.id)).toEqual({ status: 'taken_down' })
  await windowPasses()
  expect(
    await one(`select body_text from system.email_queue where template_key = 'appeal_answer' and payload ->> 'case_id' = $1`, id),
  ).toMatchObject({ body_text: expect.stringContaining('The licence ended in 2023.') })
})

test('overturning restores the content, the strike and the account in one transaction, and can be undone', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'ban', { severity: 'high' })
  await windowPasses()
  await appeal(target, { case_id: id })
  await act(asTomasz, 'claim', 'case', id)
  const look = async () => ({
    track: await one('select is_public, moderation_status from catalog.tracks where id = $1', target.id),
    user: (await one('select status from identity.users where id = $1', target.author)).status,
    points: (await one('select console.strike_points($1) as n', target.author)).n,
    sanctions: (await one('select count(*)::int as n from moderation.sanctions where user_id = $1 and lifted_at is null', target.author)).n,
    appeal: (await one('select status from moderation.appeals where case_id = $1', id)).status,
    decision: (await one(`select state from console.case_decision where case_id = $1 and action = 'ban'`, id)).state,
    status: (await caseOf(target)).status,
  })
  const before = await look()
  expect(before).toMatchObject({ user: 'banned', points: 4, sanctions: 1, decision: 'standing', status: 'appealed' })
  await answer(asTomasz, id, 'overturn')
  const after = {
    track: { is_public: true, moderation_status: null },
    user: 'active',
    points: 0,
    sanctions: 0,
    appeal: 'approved',
    decision: 'overturned',
    status: 'approved',
  }
  expect(await look()).toEqual(after)
  await act(asTomasz, 'case_undo', id, await versionOf(id))
  expect(await look()).toEqual(before)
  expect((await refusal(act(asAmara, 'claim', 'case', id))).code).toBe('BL004')
  await answer(asTomasz, id, 'overturn')
  await windowPasses()
  expect(await look()).toEqual(after)
})

test('an appeal against a suspension that no case led to gets the case of the account', async () => {
  const author = await person()
  await owner.query(`update identity.users set status = 'suspended' where id = $1`, [author])
  const sanction = await insert('moderation.sanctions', {
    user_id: author,
    type: 'suspension',
    reason: 'Payments',
    issued_by: amara.id,
    ends_at: new Date(Date.now() + 86_400_000),
  })
  const target = { content: 'account', entity: 'user', id: author, author }
  await appeal(target, { sanction_id: sanction })
  const { id, status } = await caseOf(target)
  expect(status).toBe('appealed')
  expect((await refusal(act(asAmara, 'claim', 'case', id))).code).toBe('BL002')
  await act(asTomasz, 'claim', 'case', id)
  await answer(asTomasz, id, 'overturn')
  expect(
    await one('select u.status, s.lifted_by from identity.users u join moderation.sanctions s on s.user_id = u.id where u.id = $1', author),
  ).toEqual({ status: 'active', lifted_by: tomasz.id })
})
