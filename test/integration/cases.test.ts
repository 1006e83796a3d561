// Moderation cases as the database guards them: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let owner: pg.Client
let amara: TestStaff
let tomasz: TestStaff
let asAmara: pg.Pool
let asTomasz: pg.Pool

beforeAll(async () => {
  database = await freshDatabase()
  amara = await addStaff(database.url, 'Amara', ['moderator'])
  tomasz = await addStaff(database.url, 'Tomasz', ['moderator'])
  asAmara = new pg.Pool({ connectionString: amara.url, max: 4 })
  asTomasz = new pg.Pool({ connectionString: tomasz.url, max: 4 })
  owner = new pg.Client({ connectionString: database.url })
  await owner.connect()
})
afterAll(async () => {
  await asAmara.end()
  await asTomasz.end()
  await owner.end()
  await database.drop()
})

type Facts = Record<string, unknown>
interface Done extends Facts {
  version: number
}

const actAs = async (commandId: string, pool: pg.Pool, fn: string, ...args: unknown[]): Promise<Done> => {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await pool.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}
const act = (pool: pg.Pool, fn: string, ...args: unknown[]) => actAs(randomUUID(), pool, fn, ...args)
const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => ({ code: 'done', message: '', detail: {} as Facts }),
    (error: pg.DatabaseError) => ({
      code: error.code,
      message: error.message,
      detail: (error.code?.startsWith('BL') ? JSON.parse(error.detail ?? '{}') : {}) as Facts,
    }),
  )
const one = async (sql: string, ...values: unknown[]) => (await owner.query(sql, values)).rows[0]
const insert = async (table: string, row: Facts): Promise<string> => {
  const names = Object.keys(row)
  const places = names.map((_, i) => `$${i + 1}`)
  return (await one(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`, ...Object.values(row))).id
}
const person = (name = 'Oskar Nyström') => addCustomer(database.url, name)

interface Target {
  content: string
  entity: string
  id: string
  author: string
}

async function track(row: Facts = {}, author?: string): Promise<Target> {
  const by = author ?? (await person())
  const id = await insert('catalog.tracks', {
    user_id: by,
    title: 'Midnight Cargo',
    is_public: true,
    status: 'published',
    play_count: 41208,
    ...row,
  })
  return { content: 'track', entity: 'track', id, author: by }
}

async function report(target: Target, row: Facts = {}): Promise<string> {
  const { id } = await one(
    `insert into moderation.reports (reporter_id, entity_type, entity_id, reason, description) values ($1, $2, $3, $4, $5) returning id`,
    row.reporter ?? (await person('Harbor Lane')),
    target.entity,
    target.id,
    row.reason ?? 'copyright',
    'Our vocal.',
  )
  return id
}

const caseOf = async (target: Target): Promise<{ id: string; version: number; status: string }> =>
  one(
    `select c.id, w.version, w.status from moderation.cases c join console.work_item w on w.kind = 'case' and w.id = c.id
     where c.entity_type = $1 and c.entity_id = $2 and c.content_type::text = $3`,
    target.entity,
    target.id,
    target.content,
  )
const itemOf = async (pool: pg.Pool, id: string) => (await pool.query('select console.case_item($1) as item', [id])).rows[0].item
const versionOf = async (id: string): Promise<number> =>
  (await one(`select version from console.work_item where kind = 'case' and id = $1`, id)).version
/** Claims and decides with what an adverse decision needs, unless told. */
async function decide(pool: pg.Pool, id: string, action: string, given: Facts = {}, commandId = randomUUID()): Promise<Done> {
  await act(pool, 'claim', 'case', id)
  const all = {
    policy: 'C2',
    severity: 'high',
    facts: 'The lead vocal is somebody else’s.',
    spans: '[]',
    notice: null,
    falseReports: null,
    ...given,
  }
  return actAs(
    commandId,
    pool,
    'case_decide',
    id,
    await versionOf(id),
    action,
    all.policy,
    all.severity,
    all.facts,
    all.spans,
    all.notice,
    all.falseReports,
  )
}
const correct = async (pool: pg.Pool, id: string, action: string, given: Facts = {}) => {
  const all = { policy: 'C2', severity: 'low', facts: 'Seen anew.', spans: '[]', notice: null, ...given }
  return act(pool, 'case_correct', id, await versionOf(id), action, all.policy, all.severity, all.facts, all.spans, all.notice)
}
/** Lets the undo window of what waits pass, then carries it out. */
async function windowPasses(pool = asAmara) {
  await owner.query(
    `update console.effect set due_at = now() - interval '1 second' where state = 'waiting' and due_at < now() + interval '1 hour'`,
  )
  await pool.query('select console.effects_run()')
  expect((await owner.query(`select problem from console.effect where problem is not null`)).rows).toEqual([])
}

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
