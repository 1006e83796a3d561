// Decisions about moderation cases as the database guards them: effects, undoing, correcting.

import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  act,
  actAs,
  amara,
  asAmara,
  asTomasz,
  caseOf,
  correct,
  database,
  decide,
  type Facts,
  insert,
  itemOf,
  one,
  owner,
  person,
  refusal,
  report,
  track,
  versionOf,
  windowPasses,
  withCases,
} from '../support/cases.ts'
import { killedAtTheEnd } from '../support/people.ts'

withCases()

test('moderation-10: an adverse decision needs policy, severity and facts; what is missing is named', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await act(asAmara, 'claim', 'case', id)
  const attempt = async (policy: string | null, severity: string | null, facts: string | null) =>
    refusal(act(asAmara, 'case_decide', id, await versionOf(id), 'remove', policy, severity, facts, '[]', null, null))
  expect((await attempt(null, 'high', 'f')).detail).toMatchObject({ field: 'policy', missing: ['policy'] })
  expect((await attempt('C2', null, ' ')).detail).toMatchObject({ missing: ['severity', 'facts'] })
  expect((await attempt('C2', 'high', '')).code).toBe('BL006')
  expect((await caseOf(target)).status).toBe('pending')
})

test('a decision takes effect on content, person, strike, reports, notice and history in one transaction', async () => {
  const target = await track()
  const reports = [await report(target), await report(target)]
  const { id } = await caseOf(target)
  const done = await decide(asAmara, id, 'remove', { spans: '[{"from": 62, "to": 96.5}]' })
  expect(await one('select status, is_public, moderation_status from catalog.tracks where id = $1', target.id)).toEqual({
    status: 'taken_down',
    is_public: false,
    moderation_status: 'rejected',
  })
  expect(
    await one(
      'select points, severity, round(extract(day from expires_at - created_at))::int as days from console.case_strike where user_id = $1',
      target.author,
    ),
  ).toEqual({ points: 4, severity: 'high', days: 180 })
  expect(
    await one(
      `select count(*)::int as n from moderation.reports where id = any($1) and status = 'upheld' and reviewed_by = $2`,
      reports,
      amara.id,
    ),
  ).toEqual({ n: 2 })
  const item = await itemOf(asAmara, id)
  expect(item.item.status).toBe('rejected')
  expect(item.decisions[0]).toMatchObject({
    action: 'remove',
    policy: 'C2',
    ground: 'contract',
    clause: '4.1',
    state: 'standing',
    foundBy: 'report',
    points: 4,
    penalty: 'warn',
    spans: [{ from: 62, to: 96.5 }],
  })
  expect(item.decisions[0].notice).toContain('1:02.0–1:36.5')
  expect(item.history[0]).toMatchObject({ action: 'case_decide', reason: 'The lead vocal is somebody else’s.' })
  expect(item.lease).toBeNull()
  expect(done.decision).toBe(item.decisions[0].id)
  // Nothing has left yet, and the mails wait.
  const mails = await owner.query(
    `select scheduled_at > now() + interval '20 seconds' as waits, template_key from system.email_queue where payload ->> 'case_id' = $1 order by 2`,
    [id],
  )
  expect(mails.rows).toEqual([
    { waits: true, template_key: 'moderation_decision' },
    { waits: true, template_key: 'report_answer' },
    { waits: true, template_key: 'report_answer' },
  ])
  expect(await one(`select count(*)::int as n from system.notifications where entity_id = $1`, target.id)).toEqual({ n: 0 })
  await windowPasses()
  expect(await one(`select count(*)::int as n from system.notifications where entity_id = $1 and type = 'moderation'`, target.id)).toEqual({
    n: 3,
  })
  // In People it counts, and leads to the case.
  const section = async (name: string) =>
    (await asAmara.query('select console.person_section($1, $2) as section', [target.author, name])).rows[0].section
  expect((await section('strikes')).facts).toMatchObject({ points: 4, falseReports: 0, isReportBanned: false })
  expect((await section('cases')).entries[0]).toMatchObject({ page: 'case', pageId: id })
})

test('a decision and its effects happen together or not at all', async () => {
  const target = await track()
  await report(target)
  const { id, version } = await caseOf(target)
  await act(asAmara, 'claim', 'case', id)
  await owner.query(
    `create function public.fails() returns trigger language plpgsql as $$ begin raise exception 'the last step fails'; end $$`,
  )
  await owner.query('create trigger fails before insert on console.effect for each row execute function public.fails()')
  try {
    const failed = await refusal(act(asAmara, 'case_decide', id, version + 1, 'remove', 'C2', 'high', 'f', '[]', null, null))
    expect(failed.message).toBe('the last step fails')
  } finally {
    await owner.query('drop trigger fails on console.effect; drop function public.fails()')
  }
  expect((await caseOf(target)).status).toBe('pending')
  expect(await one('select status, is_public from catalog.tracks where id = $1', target.id)).toEqual({
    status: 'published',
    is_public: true,
  })
  expect(await one('select count(*)::int as n from console.case_strike where user_id = $1', target.author)).toEqual({ n: 0 })
  expect(await one(`select count(*)::int as n from system.email_queue where payload ->> 'case_id' = $1`, id)).toEqual({ n: 0 })
  expect(await one('select count(*)::int as n from console.case_decision where case_id = $1', id)).toEqual({ n: 0 })
})

test('a decision that is killed in its last step leaves nothing behind, and sent again it is made once', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  const commandId = randomUUID()
  const killed = await killedAtTheEnd(database.url, () => decide(asAmara, id, 'remove', {}, commandId))
  expect(killed.code).toBe('57P01')
  const left = () =>
    one(
      `select t.status::text, c.status::text as "case", (select count(*)::int from console.case_strike s where s.user_id = t.user_id) as strikes,
         (select count(*)::int from system.email_queue m where m.payload ->> 'case_id' = c.id::text) as mails,
         (select count(*)::int from console.audit a where a.item_id = c.id and a.action = 'case_decide') as lines
       from catalog.tracks t join moderation.cases c on c.entity_id = t.id where t.id = $1`,
      target.id,
    )
  expect(await left()).toEqual({ status: 'published', case: 'pending', strikes: 0, mails: 0, lines: 0 })
  await decide(asAmara, id, 'remove', {}, commandId)
  expect(await left()).toEqual({ status: 'taken_down', case: 'rejected', strikes: 1, mails: 2, lines: 1 })
})

test('moderation-6: undone within its window, everything is as it was', async () => {
  const target = await track()
  const reported = await report(target)
  const { id } = await caseOf(target)
  const look = async () => ({
    track: await one("select to_jsonb(t) - 'updated_at' as row from catalog.tracks t where id = $1", target.id),
    user: await one('select status from identity.users where id = $1', target.author),
    permissions: (await owner.query('select permission, is_allowed from identity.user_permissions where user_id = $1', [target.author]))
      .rows,
    sanctions: (await owner.query('select type from moderation.sanctions where user_id = $1', [target.author])).rows,
    report: await one('select status, reviewed_by from moderation.reports where id = $1', reported),
    case: await one(
      `select c.status, c.decided_by, w.due_at from moderation.cases c join console.work_item w on w.id = c.id where c.id = $1`,
      id,
    ),
    mails: (await owner.query(`select id from system.email_queue where payload ->> 'case_id' = $1`, [id])).rows,
    points: await one('select console.strike_points($1) as n', target.author),
  })
  const before = await look()
  await decide(asAmara, id, 'ban', { severity: 'critical' })
  expect(await one('select status from identity.users where id = $1', target.author)).toEqual({ status: 'banned' })
  expect((await refusal(act(asTomasz, 'case_undo', id, await versionOf(id)))).code).toBe('BL007')
  await act(asAmara, 'case_undo', id, await versionOf(id))
  expect(await look()).toEqual(before)
  const item = await itemOf(asAmara, id)
  expect(item.decisions[0].state).toBe('undone')
  expect(item.lease.holder.id).toBe(amara.id)
  await windowPasses()
  expect(await look()).toEqual(before)
})

test('moderation-6: after the window it is corrected, and both decisions stay', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'remove')
  expect((await refusal(correct(asAmara, id, 'hide'))).code).toBe('BL003')
  await windowPasses()
  expect((await refusal(act(asAmara, 'case_undo', id, await versionOf(id)))).code).toBe('BL003')
  await correct(asAmara, id, 'hide')
  expect(await one('select status, is_public, moderation_status from catalog.tracks where id = $1', target.id)).toEqual({
    status: 'published',
    is_public: false,
    moderation_status: 'flagged',
  })
  expect(await one('select console.strike_points($1) as n', target.author)).toEqual({ n: 1 })
  const [second, first] = (await itemOf(asAmara, id)).decisions
  expect([first.action, first.state, second.action, second.state]).toEqual(['remove', 'corrected', 'hide', 'standing'])
  // A correction can be undone as any decision: the first one stands again.
  await act(asAmara, 'case_undo', id, await versionOf(id))
  expect(await one('select status, is_public from catalog.tracks where id = $1', target.id)).toEqual({
    status: 'taken_down',
    is_public: false,
  })
  expect(await one('select console.strike_points($1) as n', target.author)).toEqual({ n: 4 })
  expect((await itemOf(asAmara, id)).decisions.map((each: Facts) => each.state)).toEqual(['undone', 'standing'])
  await windowPasses()
  await correct(asTomasz, id, 'approve')
  expect(await one('select status, is_public from catalog.tracks where id = $1', target.id)).toEqual({
    status: 'published',
    is_public: true,
  })
  expect(await one('select console.strike_points($1) as n', target.author)).toEqual({ n: 0 })
})

test('moderation-6: what changed since is not overwritten when a decision is taken back', async () => {
  const by = await person()
  const product = await insert('marketplace.products', { seller_id: by, title: 'Loops', slug: randomUUID(), status: 'active' })
  const target = { content: 'product', entity: 'product', id: product, author: by }
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'hide')
  await windowPasses()
  await owner.query(`update marketplace.products set status = 'deleted' where id = $1`, [product])
  await correct(asAmara, id, 'approve')
  expect(await one('select status from marketplace.products where id = $1', product)).toEqual({ status: 'deleted' })
})

test('moderation-3: a late decision is refused, and whoever has the case by now is named', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  await act(asAmara, 'claim', 'case', id)
  await owner.query(`update console.lease set until = now() - interval '1 second' where item_id = $1`, [id])
  const late = async () => refusal(act(asAmara, 'case_decide', id, await versionOf(id), 'remove', 'C2', 'high', 'f', '[]', null, null))
  expect((await late()).code).toBe('BL004')
  await act(asTomasz, 'claim', 'case', id)
  const taken = await late()
  expect(taken.code).toBe('BL004')
  expect(taken.detail.holder).toMatchObject({ name: 'Tomasz' })
  expect((await caseOf(target)).status).toBe('pending')
})

test('the same decision sent twice is made once', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  const commandId = randomUUID()
  const first = await decide(asAmara, id, 'remove', {}, commandId)
  const again = await actAs(
    commandId,
    asAmara,
    'case_decide',
    id,
    1,
    'remove',
    'C2',
    'high',
    'The lead vocal is somebody else’s.',
    '[]',
    null,
    null,
  )
  expect(again).toEqual(first)
  expect(await one('select count(*)::int as n from console.case_decision where case_id = $1', id)).toEqual({ n: 1 })
})

test('approving a release that waits gives its approval and lets it go on; the account as well', async () => {
  const by = await person()
  await owner.query(`update identity.users set status = 'pending_approval' where id = $1`, [by])
  await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: by, requested_by: by })
  const account = { content: 'account', entity: 'user', id: by, author: by }
  await decide(asAmara, (await caseOf(account)).id, 'approve', { policy: null, severity: null, facts: null })
  expect(await one('select status, approval_status from identity.users where id = $1', by)).toEqual({
    status: 'active',
    approval_status: 'approved',
  })

  const label = await insert('identity.organizations', {
    name: 'Label',
    slug: randomUUID(),
    type: 'label',
    owner_id: by,
    settings: { distribution: { releaseApprovalRequired: 'true' } },
  })
  const sub = await insert('identity.organizations', { name: 'Sub', slug: randomUUID(), type: 'sub_label', owner_id: by, parent_id: label })
  const release = await insert('catalog.releases', {
    user_id: by,
    organization_id: sub,
    title: 'Ashes',
    display_artist: 'A',
    catalogue_id: randomUUID(),
    release_date: new Date(),
  })
  await owner.query(`update catalog.releases set status = 'submitted' where id = $1`, [release])
  const target = { content: 'release', entity: 'release', id: release, author: by }
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'approve', { policy: null, severity: null, facts: null })
  expect(
    await one(
      'select r.status, a.status as approval from catalog.releases r join moderation.approvals a on a.entity_id = r.id where r.id = $1',
      release,
    ),
  ).toEqual({ status: 'approved', approval: 'approved' })
  await act(asAmara, 'case_undo', id, await versionOf(id))
  expect(
    await one(
      'select r.status, a.status as approval from catalog.releases r join moderation.approvals a on a.entity_id = r.id where r.id = $1',
      release,
    ),
  ).toEqual({ status: 'submitted', approval: 'pending' })
})

test('a removed release is taken down from its stores only after the window', async () => {
  const by = await person()
  const release = await insert('catalog.releases', {
    user_id: by,
    title: 'Ashes',
    display_artist: 'A',
    catalogue_id: randomUUID(),
    status: 'published',
    release_date: new Date(),
  })
  const platform = (await one(`select id from distribution.platforms where code = 'spotify'`)).id
  await insert('distribution.records', { release_id: release, platform_id: platform, status: 'distributed' })
  const target = { content: 'release', entity: 'release', id: release, author: by }
  await report(target)
  const { id } = await caseOf(target)
  await decide(asAmara, id, 'remove')
  const stores = () => one('select status, takedown_requested as asked from distribution.records where release_id = $1', release)
  expect(await stores()).toEqual({ status: 'distributed', asked: false })
  await windowPasses()
  expect(await stores()).toEqual({ status: 'takedown_pending', asked: true })
  await correct(asAmara, id, 'approve')
  expect(await stores()).toEqual({ status: 'distributed', asked: false })
})
