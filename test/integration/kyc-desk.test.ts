// The desk of identity checks as the database guards it: races, looks at documents, accounts that are linked, the queue. Decisions are in
// kyc.test.ts.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { addCheck, type TestCheck } from '../support/kyc.ts'
import { actAs, detailOf, errorOf, openKycDesk } from '../support/kyc-desk.ts'
import { addCustomer, addStaff, asOwner, killedAtTheEnd } from '../support/people.ts'

const {
  database,
  ingrid,
  asIngrid,
  asHana,
  asAuditor,
  customer,
  owner,
  newCheck,
  item,
  row,
  version,
  claim,
  decide,
  claimAndDecide,
  close,
} = await openKycDesk()
afterAll(close)

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
    expect((await errorOf(asIngrid.query(`select console.document_open('payout', $1, $1)`, [check.id]))).code).toBe('BL006')
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
