// Two who do the same at once: limits hold, nothing counts twice, nobody waits for ever. Each test has rows of its own, which stay.

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { sqlOf } from '../support/sql.ts'

let database: TestDatabase
let db: pg.Client
let crowd: pg.Client[]
const { rows, one, insert, person, track, sale, subscribe } = sqlOf(() => db)

beforeAll(async () => {
  database = await freshDatabase(undefined, ['platform'])
  const connect = async () => {
    const client = new pg.Client({ connectionString: database.url, options: '-c deadlock_timeout=100ms' })
    await client.connect()
    return client
  }
  db = await connect()
  crowd = await Promise.all(Array.from({ length: 6 }, connect))
})
afterAll(async () => {
  await Promise.all([db, ...crowd].map((client) => client.end()))
  await database.drop()
})

type Statement = [sql: string, ...values: unknown[]]

const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error: pg.DatabaseError) => error.message,
  )

/** The second runs while the transaction of the first is open; returns how both ended. `user` is an end user of the platform. */
async function overlapped(first: Statement, second: Statement, user?: string): Promise<string[]> {
  const [a, b] = crowd as [pg.Client, pg.Client]
  for (const client of [a, b]) {
    await client.query('begin')
    if (user) await client.query(`set local role platform_user; set local platform.user_id = '${user}'`)
  }
  const ends = [outcome(a.query(first[0], first.slice(1)))]
  await ends[0]
  ends.push(outcome(b.query(second[0], second.slice(1)).then(() => b.query('commit'))))
  await sleep(80)
  ends[0] = ends[0]?.then(async (end) => (end === 'done' ? outcome(a.query('commit')) : end)) as Promise<string>
  const result = await Promise.all(ends)
  await Promise.all([a, b].map((client) => client.query('rollback')))
  return result
}

/** All at once, over six connections; returns how each ended. */
const together = (statements: Statement[]): Promise<string[]> =>
  Promise.all(statements.map(([sql, ...values], index) => outcome((crowd[index % crowd.length] as pg.Client).query(sql, values))))

const wallet = (user: string) =>
  one('select balance_available::float as available, balance_pending::float as pending from finance.wallets where user_id = $1', user)

describe('money', () => {
  const complete = "update finance.transactions set status = 'completed' where id = $1"
  const refund =
    "insert into finance.transactions (user_id, type, status, amount_total, parent_transaction_id) values ($1, 'refund', 'completed', $2, $3)"
  const sold = async () => {
    const [seller, buyer] = [await person(), await person()]
    const id = await sale(buyer, seller)
    return { seller, buyer, id }
  }
  const due = "update finance.transactions set hold_until = now() - interval '1 minute' where id = $1"

  test('of a transaction that is completed twice moves once', async () => {
    const [seller, buyer] = [await person(), await person()]
    const id = await sale(buyer, seller, { status: 'pending' })
    expect(await overlapped([complete, id], [complete, id])).toEqual(['done', 'done'])
    expect(await wallet(seller)).toEqual({ available: 0, pending: 76.8 })
  })

  test('on hold is released once', async () => {
    const { seller, id } = await sold()
    await db.query(due, [id])
    expect(await overlapped(['select finance.release_holds()'], ['select finance.release_holds()'])).toEqual(['done', 'done'])
    expect(await wallet(seller)).toEqual({ available: 76.8, pending: 0 })
  })

  test('that is refunded in part while its hold ends is released only for the rest', async () => {
    const { seller, buyer, id } = await sold()
    // Another sale of theirs, whose pending money would cover the mistake.
    await sale(buyer, seller)
    await db.query(due, [id])
    expect(await overlapped([refund, buyer, 25, id], ['select finance.release_holds()'])).toEqual(['done', 'done'])
    expect(await wallet(seller)).toEqual({ available: 57.6, pending: 76.8 })
  })

  test('that is released while it is refunded goes back from what is available', async () => {
    const { seller, buyer, id } = await sold()
    await db.query(due, [id])
    expect(await overlapped(['select finance.release_holds()'], [refund, buyer, 25, id])).toEqual(['done', 'done'])
    expect(await wallet(seller)).toEqual({ available: 57.6, pending: 0 })
  })

  test('is refunded once', async () => {
    const { seller, buyer, id } = await sold()
    expect(await overlapped([refund, buyer, 100, id], [refund, buyer, 100, id])).toEqual([
      'done',
      'the refunds of a sale are not more than its price',
    ])
    expect(await wallet(seller)).toEqual({ available: 0, pending: 0 })
  })

  test('of two people who buy from each other and give back moves without a deadlock', async () => {
    const [a, b] = [await person(), await person()]
    const sales = await Promise.all([sale(a, b), sale(b, a), sale(a, b), sale(b, a)])
    const back = sales.map((id, index): Statement => [refund, index % 2 ? b : a, 100, id])
    expect(await together(back)).toEqual(back.map(() => 'done'))
    expect(await wallet(a)).toEqual({ available: 0, pending: 0 })
  })

  test('is requested once: two payouts do not share a balance', async () => {
    const user = await person()
    const method = await insert('finance.payment_methods', { user_id: user, type: 'paypal', name: 'PayPal' })
    const { id } = await one(
      'update finance.wallets set payouts_enabled = true, balance_available = 100 where user_id = $1 returning id',
      user,
    )
    const request: Statement = [
      "insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, payout_method) values ($1, $2, $3, 60, 'paypal')",
      user,
      id,
      method,
    ]
    const [first, second] = await overlapped(request, request, user)
    expect(first).toBe('done')
    expect(second).toContain('row-level security')
  })

  test('is not taken off by more uses of a code than it has', async () => {
    await insert('finance.discount_codes', { code: 'LAST', type: 'percentage', value: 10, max_uses: 2 })
    const users = await Promise.all(Array.from({ length: 6 }, () => person()))
    const ends = await together(users.map((user): Statement => ["select finance.apply_discount_code('LAST', 50, $1)", user]))
    expect(ends.filter((end) => end === 'done')).toHaveLength(2)
    expect(ends.filter((end) => end === 'the code LAST is used up')).toHaveLength(4)
    expect(await one("select used_count from finance.discount_codes where code = 'LAST'")).toEqual({ used_count: 2 })
  })

  test('is not taken off twice by one person', async () => {
    const user = await person()
    await insert('finance.discount_codes', { code: 'ONCE', type: 'fixed', value: 10, max_uses_per_user: 1 })
    const use: Statement = ["select finance.apply_discount_code('ONCE', 50, $1)", user]
    expect(await overlapped(use, use)).toEqual(['done', 'the code ONCE was already used'])
  })

  test('in credits does not fall below zero', async () => {
    const user = await person()
    await db.query("select finance.add_credits($1, 'pitch', 5, 'gift')", [user])
    const use: Statement = ["select finance.decrement_credits($1, 'pitch', 3)", user]
    expect(await overlapped(use, use)).toEqual(['done', 'not enough credits'])
    expect(await one('select credits_remaining as left from finance.credit_balances where user_id = $1', user)).toEqual({ left: 2 })
  })
})

describe('limits', () => {
  test('of tokens', async () => {
    const user = await person()
    const take: Statement = ["select 1 / system.take_token($1, 'generate-music')::int", user]
    const ends = await together(Array.from({ length: 14 }, () => take))
    expect(ends.filter((end) => end === 'done')).toHaveLength(10)
  })

  test('of generations in a day', async () => {
    const user = await person()
    await insert('studio.generation_limits', { user_id: user, generations_limit_daily: 2, last_reset_at: new Date() })
    const start: Statement = ['select 1 / studio.increment_generation_usage($1)::int', user]
    const ends = await together(Array.from({ length: 6 }, () => start))
    expect(ends.filter((end) => end === 'done')).toHaveLength(2)
  })

  test('of featured products', async () => {
    const user = await person()
    await subscribe(user, { featured_products_limit: 1 })
    const products = await Promise.all(['f1', 'f2'].map((slug) => insert('marketplace.products', { seller_id: user, title: 'P', slug })))
    const feature = 'update marketplace.products set is_featured = true where id = $1'
    expect(await overlapped([feature, products[0]], [feature, products[1]])).toEqual([
      'done',
      'the plan of the seller allows 1 featured products',
    ])
  })

  test('of pitches in a month', async () => {
    const [artist, curator] = [await person(), await person()]
    await subscribe(artist, { pitches_monthly_limit: 1 })
    const { id: platform } = await one('select id from distribution.platforms limit 1')
    const playlist = await insert('promotion.playlists', { curator_id: curator, platform_id: platform, name: 'P' })
    const pitch: Statement = [
      "insert into promotion.pitches (user_id, track_id, playlist_id, curator_id, status) values ($1, $2, $3, $4, 'pending')",
      artist,
      await track(artist),
      playlist,
      curator,
    ]
    const [first, second] = await overlapped(pitch, pitch, artist)
    expect(first).toBe('done')
    expect(second).toContain('row-level security')
  })
})

describe('what is derived from several rows', () => {
  test('a request of three at once is approved', async () => {
    const { id: category } = await one("select id from community.categories where slug = 'musician'")
    const users = await Promise.all([person(), person(), person()])
    const ask = "select set_config('platform.user_id', $1, false), moderation.request_field('skill', 'Serpent', $2)"
    expect(await together(users.map((user): Statement => [ask, user, category]))).toEqual(['done', 'done', 'done'])
    expect(await one("select status, request_count from moderation.field_requests where field_value = 'serpent'")).toEqual({
      status: 'approved',
      request_count: 3,
    })
    expect(await rows("select from community.skills where slug = 'serpent'")).toHaveLength(1)
    for (const client of crowd) await client.query("select set_config('platform.user_id', '', false)")
  })

  test('two false reports at once count as two', async () => {
    const reporter = await person()
    const report = () =>
      insert('moderation.reports', { reporter_id: reporter, entity_type: 'user', entity_id: randomUUID(), reason: 'spam' })
    const ids = [await report(), await report()]
    const verdict = "update moderation.reports set status = 'false_report' where id = $1"
    expect(await overlapped([verdict, ids[0]], [verdict, ids[1]])).toEqual(['done', 'done'])
    expect(await one('select false_report_count as n from moderation.reporter_standings where user_id = $1', reporter)).toEqual({ n: 2 })
  })

  test('one version is primary when two are chosen', async () => {
    const song = await track(await person())
    const versions = []
    for (const variant_index of [0, 1, 2])
      versions.push(await insert('catalog.track_versions', { track_id: song, variant_index, is_primary_variant: !variant_index }))
    const choose = 'select catalog.set_master_version($1, $2)'
    expect(await overlapped([choose, song, versions[1]], [choose, song, versions[2]])).toEqual(['done', 'done'])
    expect(await rows('select id from catalog.track_versions where track_id = $1 and is_primary_variant', song)).toEqual([
      { id: versions[2] },
    ])
  })

  test('a release is distributed when its last two deliveries end together', async () => {
    const release = await insert('catalog.releases', { user_id: await person(), title: 'R', display_artist: 'A', catalogue_id: 'C1' })
    const platforms = await rows('select id from distribution.platforms limit 2')
    const records: string[] = []
    for (const { id } of platforms) records.push(await insert('distribution.records', { release_id: release, platform_id: id }))
    const end = "update distribution.records set status = 'distributed' where id = $1"
    expect(await overlapped([end, records[0]], [end, records[1]])).toEqual(['done', 'done'])
    expect(await one('select distribution_status as status from catalog.releases where id = $1', release)).toEqual({
      status: 'distributed',
    })
  })

  test('two reviews at once are two in the rating', async () => {
    const [seller, happy, unhappy] = [await person(), await person(), await person()]
    const product = await insert('marketplace.products', { seller_id: seller, title: 'P', slug: 'rated' })
    const review =
      "insert into marketplace.reviews (reviewer_id, seller_id, entity_type, entity_id, rating) values ($1, $2, 'product', $3, $4)"
    expect(await overlapped([review, happy, seller, product, 5], [review, unhappy, seller, product, 2])).toEqual(['done', 'done'])
    expect(
      await one('select reviews_count as n, rating_average::float as average from marketplace.products where id = $1', product),
    ).toEqual({
      n: 2,
      average: 3.5,
    })
  })

  test('a split does not become active while a share of it is taken away', async () => {
    const user = await person()
    const split = await insert('rights.royalty_splits', { entity_type: 'track', entity_id: await track(user), created_by: user })
    const shares: string[] = []
    for (const recipient_email of ['a@b.c', 'd@e.f'])
      shares.push(
        await insert('rights.royalty_split_recipients', {
          split_id: split,
          recipient_type: 'external',
          recipient_name: 'X',
          recipient_email,
          percentage: 50,
        }),
      )
    const ends = await overlapped(
      ["update rights.royalty_splits set status = 'active' where id = $1", split],
      ['delete from rights.royalty_split_recipients where id = $1', shares[0]],
    )
    expect(ends).toEqual(['done', 'an active split has to sum up to 100, this one has 50.0000'])
  })

  test('likes and follows at once all count', async () => {
    const [star, ...fans] = await Promise.all(Array.from({ length: 7 }, () => person()))
    const song = await track(star as string)
    await together(
      fans.map((fan): Statement => ["insert into community.likes (user_id, entity_type, entity_id) values ($1, 'track', $2)", fan, song]),
    )
    const follows = fans.flatMap((fan): Statement[] => [
      ['insert into community.followers (follower_id, following_id) values ($1, $2)', fan, star],
      ['insert into community.followers (follower_id, following_id) values ($2, $1)', fan, star],
    ])
    expect(await together(follows)).toEqual(follows.map(() => 'done'))
    expect(await one('select like_count::int from catalog.tracks where id = $1', song)).toEqual({ like_count: 6 })
    expect(await one('select followers_count, following_count from identity.profiles where user_id = $1', star)).toEqual({
      followers_count: 6,
      following_count: 6,
    })
  })
})
