// Appeals against decisions and sanctions: who may judge them, and what overturning puts back.

import type pg from 'pg'
import { expect, test } from 'vitest'
import {
  act,
  amara,
  asAmara,
  asTomasz,
  caseOf,
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

withCases()

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
  expect((await act(asTomasz, 'next_item', 'case')).id).toBe(id)
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
