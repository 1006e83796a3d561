// What an end user of the platform meets on the usual ways; every table and every attack are in test/security.

import { beforeEach, describe, expect, test } from 'vitest'
import { onPlatform } from '../support/sql.ts'

const { db, rows, one, refused, insert, person, track, actAs, actAsOwner } = onPlatform()

describe('an end user', () => {
  let me: string
  let other: string
  beforeEach(async () => {
    me = await person({ tax_id: 'secret' })
    other = await person()
  })

  test('is nobody without being named', async () => {
    await track(me)
    await db.query('set local role platform_user')
    expect(
      await rows('select from catalog.tracks union all select from identity.users union all select from finance.wallets'),
    ).toHaveLength(0)
  })

  test('sees the own account and edits it, but not its standing', async () => {
    await actAs(me)
    expect(await rows('select id from identity.users')).toEqual([{ id: me }])
    await db.query("update identity.users set first_name = 'Me'")
    for (const change of ["role = 'admin'", "status = 'active'", "approval_status = 'approved'", 'is_verified = true']) {
      expect(await refused(`update identity.users set ${change}`)).toContain('permission denied')
    }
    expect(await refused('delete from identity.users')).toContain('permission denied')
    expect(await refused('select from identity.user_credentials')).toContain('permission denied')
  })

  test('sees of others what their profile shows', async () => {
    await db.query(
      "update identity.profiles set location_city = 'Oslo', location_country = 'NO', location_visibility = 'country' where user_id = $1",
      [other],
    )
    await actAs(me)
    expect(await rows('select from identity.profiles')).toHaveLength(1)
    const seen = () => rows('select location_city, location_country from identity.public_profiles where user_id = $1', other)
    expect(await seen()).toEqual([{ location_city: null, location_country: 'NO' }])
    await actAsOwner()
    await db.query("update identity.profiles set visibility = 'private' where user_id = $1", [other])
    await actAs(me)
    expect(await seen()).toEqual([])
  })

  test('has own tracks, public ones to read, and submits but does not publish', async () => {
    await track(other)
    const shared = await track(other, { is_public: true })
    await actAs(me)
    const { id: mine } = await one(
      "insert into catalog.tracks (user_id, title, display_artist, release_date) values ($1, 'M', 'A', '2030-01-01') returning id",
      me,
    )
    expect((await rows('select id from catalog.tracks')).map(({ id }) => id).sort()).toEqual([shared, mine].sort())
    expect((await db.query("update catalog.tracks set title = 'x' where id = $1", [shared])).rowCount).toBe(0)
    await db.query("update catalog.tracks set status = 'submitted' where id = $1", [mine])
    expect(await refused("update catalog.tracks set status = 'published' where id = $1", mine)).toContain('only a review')
    expect(await refused("update catalog.tracks set moderation_status = 'approved' where id = $1", mine)).toContain('permission denied')
    expect(await refused("insert into catalog.tracks (user_id, title) values ($1, 'forged')", other)).toContain('row-level security')
  })

  test('works with the organization as long as the membership is active', async () => {
    const label = await insert('identity.organizations', { name: 'L', slug: 'l', type: 'label', owner_id: other })
    await insert('identity.organization_members', { organization_id: label, user_id: me, status: 'active' })
    await track(other, { organization_id: label })
    const count = async () => (await rows('select from catalog.tracks')).length
    await actAs(me)
    expect(await count()).toBe(1)
    expect((await db.query("update identity.organizations set name = 'Mine'")).rowCount).toBe(0)
    await actAsOwner()
    await db.query("update identity.organization_members set status = 'removed'")
    await actAs(me)
    expect(await count()).toBe(0)
  })

  test('sees own money and moves none', async () => {
    await insert('finance.transactions', {
      user_id: other,
      counterparty_id: me,
      type: 'product_purchase',
      amount_total: 1,
      amount_seller: 1,
    })
    await insert('finance.transactions', { user_id: other, type: 'royalty', amount_total: 1 })
    await actAs(me)
    expect(await rows('select from finance.transactions')).toHaveLength(1)
    expect(await rows('select from finance.wallets')).toHaveLength(1)
    expect(await refused('update finance.wallets set balance_available = 1000')).toContain('permission denied')
    expect(await refused("insert into finance.transactions (user_id, type, amount_total) values ($1, 'deposit', 1)", me)).toContain(
      'permission denied',
    )
    expect(await refused("select finance.add_credits($1, 'pitch', 10, 'me')", me)).toContain('permission denied')
  })

  test('sees the state of the own verification and adds documents while they are wanted', async () => {
    const verification = await insert('kyc.verifications', { user_id: me, status: 'needs_info', risk_score: 80 })
    await insert('kyc.verifications', { user_id: other })
    await actAs(me)
    expect(await rows('select status from kyc.verifications')).toEqual([{ status: 'needs_info' }])
    expect(await refused('select risk_score from kyc.verifications')).toContain('permission denied')
    const upload = "insert into kyc.documents (verification_id, document_type, file_path) values ($1, 'passport', 'key')"
    await db.query(upload, [verification])
    expect(await refused('select file_path from kyc.documents')).toContain('permission denied')
    await actAsOwner()
    await db.query("update kyc.verifications set status = 'approved'")
    await actAs(me)
    expect(await refused(upload, verification)).toContain('row-level security')
  })

  test('writes tickets and reads what is not internal', async () => {
    await actAs(me)
    const { id } = await one("insert into support.tickets (user_id, subject, description) values ($1, 'Help', 'Please') returning id", me)
    await db.query("insert into support.ticket_messages (ticket_id, sender_type, sender_id, body) values ($1, 'user', $2, 'More')", [
      id,
      me,
    ])
    expect(
      await refused(
        "insert into support.ticket_messages (ticket_id, sender_type, sender_id, body) values ($1, 'staff', $2, 'I am staff')",
        id,
        me,
      ),
    ).toContain('row-level security')
    expect(await refused("update support.tickets set status = 'closed'")).toContain('permission denied')
    await actAsOwner()
    await insert('support.ticket_messages', { ticket_id: id, sender_type: 'staff', body: 'careful', is_internal: true })
    await actAs(me)
    expect(await rows('select body from support.ticket_messages')).toEqual([{ body: 'More' }])
    await actAs(other)
    expect(await rows('select from support.tickets')).toHaveLength(0)
    expect(await refused('select from support.templates')).toContain('permission denied')
  })

  test('reads the outcome of a case and appeals against the own ones', async () => {
    const mine = await insert('moderation.cases', {
      content_type: 'track',
      entity_type: 'track',
      entity_id: await track(me),
      owner_id: me,
      source: 'report',
      decision_notes: 'internal',
    })
    const theirs = await insert('moderation.cases', {
      content_type: 'track',
      entity_type: 'track',
      entity_id: await track(other),
      owner_id: other,
      source: 'report',
    })
    await actAs(me)
    expect(await rows('select status from moderation.cases')).toEqual([{ status: 'pending' }])
    expect(await refused('select decision_notes from moderation.cases')).toContain('permission denied')
    const appeal = "insert into moderation.appeals (user_id, case_id, statement) values ($1, $2, 'No')"
    await db.query(appeal, [me, mine])
    expect(await refused(appeal, me, theirs)).toContain('row-level security')
  })

  test('edits a claim until it is verified', async () => {
    const song = await track(me)
    await actAs(me)
    const { id } = await one(
      "insert into rights.claims (entity_type, entity_id, right_type, holder_name, holder_type, percentage, start_date, created_by) values ('track', $1, 'digital', 'Me', 'user', 50, '2020-01-01', $2) returning id",
      song,
      me,
    )
    expect((await db.query('update rights.claims set percentage = 60')).rowCount).toBe(1)
    expect(await refused("update rights.claims set verification_status = 'approved'")).toContain('permission denied')
    await actAsOwner()
    await db.query("update rights.claims set verification_status = 'approved' where id = $1", [id])
    await actAs(me)
    expect((await db.query('update rights.claims set percentage = 70')).rowCount).toBe(0)
    expect(await rows('select percentage from rights.claims')).toEqual([{ percentage: '60.0000' }])
  })

  test('sees a split as its recipient', async () => {
    const split = await insert('rights.royalty_splits', { entity_type: 'track', entity_id: await track(other), created_by: other })
    await insert('rights.royalty_split_recipients', {
      split_id: split,
      recipient_type: 'user',
      recipient_id: me,
      recipient_name: 'Me',
      percentage: 100,
    })
    await actAs(me)
    expect(await rows('select id from rights.royalty_splits')).toEqual([{ id: split }])
    expect((await db.query("update rights.royalty_splits set name = 'mine'")).rowCount).toBe(0)
  })

  test('pitches, and the curator decides', async () => {
    const { id: platform } = await one('select id from distribution.platforms limit 1')
    const playlist = await insert('promotion.playlists', { curator_id: other, platform_id: platform, name: 'P' })
    const song = await track(me)
    await actAs(me)
    const { id } = await one(
      "insert into promotion.pitches (user_id, track_id, playlist_id, curator_id, status) values ($1, $2, $3, $4, 'pending') returning id",
      me,
      song,
      playlist,
      other,
    )
    expect(await refused("update promotion.pitches set status = 'accepted'")).toContain('row-level security')
    await actAsOwner()
    await db.query("update promotion.pitches set status = 'submitted' where id = $1", [id])
    await actAs(other)
    expect((await db.query("update promotion.pitches set status = 'accepted'")).rowCount).toBe(1)
  })

  test('keeps secret groups and other people’s talk to their members', async () => {
    const group = await insert('community.groups', { owner_id: other, name: 'S', slug: 's', visibility: 'secret' })
    await insert('community.groups', { owner_id: other, name: 'P', slug: 'p', visibility: 'private', join_approval_required: true })
    await insert('community.posts', { user_id: other, group_id: group, content: 'psst' })
    await insert('community.posts', { user_id: other, content: 'hello' })
    const chat = await insert('community.conversations', { is_group: false })
    await db.query('insert into community.conversation_participants values ($1, $2)', [chat, other])
    await insert('community.messages', { conversation_id: chat, sender_id: other, content: 'private' })
    await actAs(me)
    expect(await rows('select name from community.groups')).toEqual([{ name: 'P' }])
    expect(await rows('select content from community.posts')).toEqual([{ content: 'hello' }])
    expect(await rows('select from community.messages')).toHaveLength(0)
    const join = "insert into community.group_members (group_id, user_id, status) select id, $1, $2 from community.groups where slug = 'p'"
    expect(await refused(join, me, 'active')).toContain('row-level security')
    await db.query(join, [me, 'pending'])
  })

  test('sells, and only the reviewer writes the review', async () => {
    await insert('marketplace.products', { seller_id: other, title: 'draft', slug: 'd' })
    const product = await insert('marketplace.products', { seller_id: other, title: 'active', slug: 'a', status: 'active' })
    await actAs(me)
    expect(await rows('select title from marketplace.products')).toEqual([{ title: 'active' }])
    await db.query(
      "insert into marketplace.reviews (reviewer_id, seller_id, entity_type, entity_id, rating) values ($1, $2, 'product', $3, 1)",
      [me, other, product],
    )
    expect(await refused("update marketplace.reviews set seller_response = 'I am great'")).toContain('the seller the response')
    await actAs(other)
    expect(await refused('update marketplace.reviews set rating = 5')).toContain('the reviewer writes')
    expect((await db.query("update marketplace.reviews set seller_response = 'Sorry'")).rowCount).toBe(1)
    expect(await refused('update marketplace.products set is_approved = true')).toContain('permission denied')
  })

  test('reads own notices and marks them', async () => {
    for (const user of [me, other]) await insert('system.notifications', { user_id: user, type: 'system', title: 'Hi' })
    await actAs(me)
    expect((await db.query('update system.notifications set is_read = true, read_at = now()')).rowCount).toBe(1)
    expect(await refused("update system.notifications set title = 'x'")).toContain('permission denied')
    for (const table of [
      'system.audit_logs',
      'system.settings',
      'system.email_queue',
      'system.notifications_default',
      'studio.callback_logs',
    ]) {
      expect(await refused(`select from ${table}`)).toContain('permission denied')
    }
  })
})
