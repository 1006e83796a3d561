// How moderation cases come up, who gets them, and how they stand in the queue.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { expect, test } from 'vitest'
import type { CaseRow } from '../../shared/moderation.ts'
import { type Page, priorities } from '../../shared/work.ts'
import {
  act,
  amara,
  asAmara,
  asTomasz,
  caseOf,
  correct,
  database,
  decide,
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
import { addStaff, asOwner } from '../support/people.ts'
import { openConsole } from '../support/services.ts'

withCases()

test('every report on a subject joins its one case, whoever writes first', async () => {
  const target = await track()
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      const reporter = await person('Reporter')
      await asOwner(database.url, (db) =>
        db.query(`insert into moderation.reports (reporter_id, entity_type, entity_id, reason) values ($1, 'track', $2, 'copyright')`, [
          reporter,
          target.id,
        ]),
      )
    }),
  )
  expect(
    await one(`select count(*)::int as n, sum(reports_count)::int as reports from moderation.cases where entity_id = $1`, target.id),
  ).toEqual({ n: 1, reports: 8 })
  const { rows } = await asAmara.query('select * from console.case_queue where title = $1 and id = $2', [
    'Midnight Cargo',
    (await caseOf(target)).id,
  ])
  expect(rows[0]).toMatchObject({
    status: 'pending',
    category: 'track',
    source: 'report',
    reports_count: 8,
    score: '41208.00',
    tags: ['copyright', 'report'],
  })
  expect(rows[0].due_at - rows[0].created_at).toBe(24 * 3_600_000)
})

test('cases come up from every content type, approval and wish', async () => {
  const by = await person()
  const group = await insert('community.groups', {
    owner_id: await person(),
    name: 'Modular night',
    slug: randomUUID(),
    post_approval_required: true,
  })
  const post = await insert('community.posts', { user_id: by, content: 'In the group', group_id: group })
  const comment = await insert('community.comments', { post_id: post, user_id: by, content: 'Unkind words' })
  const conversation = await insert('community.conversations', { is_group: false })
  const message = await insert('community.messages', { conversation_id: conversation, sender_id: by, content: 'Buy now' })
  const product = await insert('marketplace.products', { seller_id: by, title: 'Loops', slug: randomUUID(), is_approved: false })
  const service = await insert('marketplace.services', { seller_id: by, title: 'Mixing', slug: randomUUID(), service_type: 'mixing' })
  const webinar = await insert('marketplace.webinars', { host_id: by, title: 'Live', slug: randomUUID(), scheduled_at: new Date() })
  const review = await insert('marketplace.reviews', {
    reviewer_id: by,
    seller_id: await person(),
    entity_type: 'product',
    entity_id: product,
    rating: 1,
  })
  const article = await insert('community.articles', { author_id: by, title: 'News', slug: randomUUID() })
  const release = await insert('catalog.releases', {
    user_id: by,
    title: 'Ashes',
    display_artist: 'A',
    catalogue_id: randomUUID(),
    release_date: new Date(),
    status: 'submitted',
  })
  const submitted = await track({ status: 'submitted', display_artist: 'A', release_date: new Date(), is_public: false }, by)
  await insert('moderation.approvals', { kind: 'account', entity_type: 'user', entity_id: by, requested_by: by })
  const wish = await insert('moderation.field_requests', { field_type: 'category', field_value: 'Luthier' })
  const profile = (await one('select id from identity.profiles where user_id = $1', by)).id
  const reported = { comment, message, service, webinar, review, article, group, profile }
  for (const [entity, id] of Object.entries(reported)) await report({ content: entity, entity, id, author: by })
  const found = (
    await owner.query(
      `select content_type::text as content, source::text as source from moderation.cases where entity_id = any($1) order by 1`,
      [[...Object.values(reported), post, product, release, submitted.id, by, wish]],
    )
  ).rows.map(({ content, source }) => `${content} ${source}`)
  expect(found).toEqual(
    [
      ...Object.keys(reported).map((kind) => `${kind} report`),
      ...['post', 'product', 'release', 'track', 'account', 'custom_field'].map((kind) => `${kind} submission`),
    ].sort(),
  )
})

test('a reporter’s accuracy changes how grave their report is', async () => {
  const reporter = await person('Careful')
  for (let n = 0; n < 3; n++) {
    const target = await track()
    await report(target, { reporter })
    await decide(asAmara, (await caseOf(target)).id, 'remove', { severity: 'low' })
  }
  const target = await track()
  await report(target, { reporter })
  expect(await one('select severity from moderation.cases where entity_id = $1', target.id)).toEqual({ severity: 'high' })
})

test('wishes: skills come by themselves at 3 and genres at 5, which closes the case; categories only by hand', async () => {
  const ask = async (kind: string, value: string, times: number, category: string | null = null) => {
    const request = await insert('moderation.field_requests', { field_type: kind, field_value: value, category_id: category })
    for (let n = 0; n < times; n++)
      await owner.query('insert into moderation.field_request_requesters (request_id, user_id) values ($1, $2)', [request, await person()])
    return { content: 'custom_field', entity: 'field_request', id: request, author: '' }
  }
  const musician = (await one(`select id from community.categories where slug = 'musician'`)).id
  expect((await caseOf(await ask('skill', `Theremin ${randomUUID()}`, 2, musician))).status).toBe('pending')
  expect((await caseOf(await ask('skill', `Saw ${randomUUID()}`, 3, musician))).status).toBe('approved')
  expect((await caseOf(await ask('genre', `Dub ${randomUUID()}`, 4))).status).toBe('pending')
  expect((await caseOf(await ask('genre', `Dub ${randomUUID()}`, 5))).status).toBe('approved')
  const name = `Luthier ${randomUUID()}`
  const wish = await ask('category', name, 6)
  const { id, status } = await caseOf(wish)
  expect(status).toBe('pending')
  await decide(asAmara, id, 'approve', { policy: null, severity: null, facts: null })
  expect(await one('select status from moderation.field_requests where id = $1', wish.id)).toEqual({ status: 'pending' })
  await windowPasses()
  expect(await one('select count(*)::int as n from community.categories where name = $1 and is_active', name)).toEqual({ n: 1 })
  expect(await one(`select count(*)::int as n from system.notifications where entity_id = $1`, wish.id)).toEqual({ n: 6 })
  await correct(asAmara, id, 'remove', { policy: 'G1' })
  await windowPasses()
  expect(await one('select is_active from community.categories where name = $1', name)).toEqual({ is_active: false })
})

test('moderation-4: held with a reason until a day, without its clock running; handed to one colleague alone', async () => {
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  const due = async () =>
    (await one(`select due_at, snoozed_until from console.work_item where kind = 'case' and id = $1`, id)) as {
      due_at: Date
      snoozed_until: Date | null
    }
  const before = await due()
  await act(asAmara, 'claim', 'case', id)
  expect((await refusal(act(asAmara, 'case_hold', id, await versionOf(id), new Date(Date.now() + 86_400_000), ' '))).code).toBe('BL006')
  await act(asAmara, 'case_hold', id, await versionOf(id), new Date(Date.now() + 86_400_000), 'Licence asked for')
  const held = await due()
  expect(held.due_at.getTime() - before.due_at.getTime()).toBeGreaterThan(86_000_000)
  await act(asTomasz, 'case_hold', id, await versionOf(id), null, null)
  const resumed = await due()
  expect(resumed.snoozed_until).toBeNull()
  expect(Math.abs(resumed.due_at.getTime() - before.due_at.getTime())).toBeLessThan(60_000)
  await act(asTomasz, 'hand_over', 'case', id, amara.id, 'You know the label.')
  expect((await refusal(act(asTomasz, 'claim', 'case', id))).code).toBe('BL004')
})

test('moderation-2: twenty clients press next a thousand times and never share a case', async () => {
  const authors = await Promise.all(Array.from({ length: 4 }, () => person()))
  await owner.query(
    `insert into moderation.cases (content_type, entity_type, entity_id, owner_id, source)
     select 'comment', 'comment', gen_random_uuid(), ($1::uuid[])[1 + n % 4], 'automated' from generate_series(1, 1000) n`,
    [authors],
  )
  const clients = await Promise.all(Array.from({ length: 20 }, (_, n) => addStaff(database.url, `Next ${n}`, ['moderator'])))
  const taken: string[] = []
  await Promise.all(
    clients.map(async ({ url }) => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      for (let n = 0; n < 50; n++) {
        const { rows } = await client.query(`select console.next_item($1, 'case') as item`, [randomUUID()])
        if (rows[0].item) taken.push(rows[0].item.id)
      }
      await client.end()
    }),
  )
  expect(taken.length).toBe(1000)
  expect(new Set(taken).size).toBe(1000)
})

test('what waits on the platform gets its cases, and they their place in the queue, once', async () => {
  await owner.query('set session_replication_role = replica')
  const by = await person()
  const product = await insert('marketplace.products', { seller_id: by, title: 'Waits', slug: randomUUID(), is_approved: false })
  const decided = await track({}, by)
  const old = await insert('moderation.cases', {
    content_type: 'track',
    entity_type: 'track',
    entity_id: decided.id,
    owner_id: by,
    source: 'report',
    status: 'appealed',
    assigned_to: amara.id,
    decided_by: amara.id,
    decided_at: new Date(),
  })
  await owner.query('reset session_replication_role')
  await owner.query('select console.rebuild_cases()')
  expect((await caseOf({ content: 'product', entity: 'product', id: product, author: by })).status).toBe('pending')
  expect(await one(`select status, is_open, assignee from console.work_item where id = $1`, old)).toEqual({
    status: 'appealed',
    is_open: true,
    assignee: null,
  })
  expect((await refusal(act(asAmara, 'claim', 'case', old))).code).toBe('BL002')
  expect(await one('select console.rebuild_cases()::int as n')).toEqual({ n: 0 })
})

test('counts of the views of moderation equal their lists', async () => {
  // As autovacuum would have by now; the lists are read whole here, which nothing else does.
  await owner.query('analyze')
  const { rows } = await asAmara.query(`select console.work_counts() as counts`)
  const { views } = rows[0].counts.find((each: { kind: string }) => each.kind === 'case')
  for (const view of ['audio', 'images', 'words', 'accounts', 'before_release', 'fields']) {
    const condition = (await one(`select condition from console.work_view where kind = 'case' and view = $1`, view)).condition
    const listed = await asAmara.query(`select from console.case_queue where ${condition}`)
    const counted = await asAmara.query(`select console.queue_counts('case', $1, '{}') as counts`, [view])
    expect([view, views[view].n, counted.rows[0].counts.total.n]).toEqual([
      view,
      Math.min(1000, listed.rowCount ?? 0),
      Math.min(1000, listed.rowCount ?? 0),
    ])
  }
})

test('the sound and pictures of a case are handed out only after the look is in its audit', async () => {
  const target = await track({ audio_url: 'https://files.backline.example/sounds/a.wav', cover_url: null })
  await report(target)
  const { id } = await caseOf(target)
  const { subject } = await itemOf(asAmara, id)
  expect(subject.files).toEqual([{ id: expect.any(String), name: 'sound', kind: 'audio' }])
  const { rows } = await asAmara.query(`select console.document_open('case', $1, $2) as key`, [id, subject.files[0].id])
  expect(rows[0].key).toBe('sounds/a.wav')
  expect((await itemOf(asAmara, id)).history[0]).toMatchObject({ action: 'document_view', actor: { id: amara.id } })
  expect((await refusal(asAmara.query(`select console.document_open('case', $1, $2)`, [id, randomUUID()]))).code).toBe('BL007')
})

test('moderation-5: a skipped case never comes back to whoever skipped it, and others still get it', async () => {
  await owner.query(`update console.work_item set snoozed_until = now() + interval '1 day' where kind = 'case' and is_open`)
  const target = await track()
  await report(target)
  const { id } = await caseOf(target)
  expect((await act(asAmara, 'next_item', 'case')).id).toBe(id)
  await act(asAmara, 'skip', 'case', id)
  expect(await act(asAmara, 'next_item', 'case')).toBeNull()
  expect((await act(asTomasz, 'next_item', 'case')).id).toBe(id)
})

test('moderation-15: the queue is in order of due time, severity or reach, page by page', async () => {
  const backline = openConsole(database.url)
  await backline.signIn(amara)
  const values = {
    due: ({ dueAt }: CaseRow) => Date.parse(dueAt ?? '9999-01-01'),
    priority: ({ priority }: CaseRow) => -priorities.indexOf(priority),
    reach: ({ reach }: CaseRow) => -reach,
  }
  for (const [sort, of] of Object.entries(values) as [keyof typeof values, (row: CaseRow) => number][]) {
    const rows: CaseRow[] = []
    for (let cursor: string | null = ''; cursor !== null && rows.length < 60; ) {
      const page: Page<CaseRow> = await backline.call('moderation.queue', {
        view: 'open',
        filter: {},
        sort,
        limit: 5,
        ...(cursor && { cursor }),
      })
      rows.push(...page.rows)
      cursor = page.next
    }
    expect(rows.length).toBeGreaterThan(10)
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length)
    expect(rows.map(of)).toEqual(rows.map(of).toSorted((a, b) => a - b))
  }
  await backline.close()
})
