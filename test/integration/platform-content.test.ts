// Tracks and releases, pitches and partners, and the counters of everything.

import { describe, expect, test } from 'vitest'
import type { Row } from '../support/rows.ts'
import { onPlatform } from '../support/sql.ts'

const { db, rows, one, refused, insert, person, track } = onPlatform()

describe('the catalog', () => {
  test('takes nothing without title, artist and date', async () => {
    const user = await person()
    const song = await track(user, { title: ' ' })
    expect(await refused("update catalog.tracks set status = 'submitted' where id = $1", song)).toBe(
      'a track needs title, display artist, release date',
    )
    await db.query(
      "update catalog.tracks set title = 'T', display_artist = 'A', release_date = '2030-01-01', status = 'submitted' where id = $1",
      [song],
    )
  })

  test('makes and checks UPCs and client ids', async () => {
    expect(
      await one(
        "select catalog.is_valid_upc('4006381333931') as yes, catalog.is_valid_upc('4006381333932') as no, catalog.is_valid_upc('abc') as text, catalog.is_valid_upc(null) as nothing",
      ),
    ).toEqual({ yes: true, no: false, text: false, nothing: false })
    expect(
      await one(
        "select bool_and(catalog.is_valid_upc(upc) and upc like '0%') as fine from (select catalog.generate_upc() as upc from generate_series(1, 100)) made",
      ),
    ).toEqual({ fine: true })
    expect(
      await one(
        "select identity.is_valid_client_id(identity.generate_client_id()) as yes, identity.is_valid_client_id('tm_client_1') as no",
      ),
    ).toEqual({ yes: true, no: false })
  })

  test('copies the primary version to the track', async () => {
    const song = await track(await person(), { cover_url: 'old' })
    const versions = []
    for (const index of [0, 1])
      versions.push(
        await insert('catalog.track_versions', {
          track_id: song,
          variant_index: index,
          audio_url: `a${index}`,
          duration_seconds: 100 + index,
          is_primary_variant: index === 0,
        }),
      )
    await db.query('select catalog.set_master_version($1, $2)', [song, versions[1]])
    expect(await one('select audio_url, cover_url, duration_seconds from catalog.tracks where id = $1', song)).toEqual({
      audio_url: 'a1',
      cover_url: 'old',
      duration_seconds: 101,
    })
    expect(await rows('select variant_index from catalog.track_versions where track_id = $1 and is_primary_variant', song)).toEqual([
      { variant_index: 1 },
    ])
    expect(await refused('select catalog.set_master_version($1, $2)', await track(await person()), versions[0])).toContain(
      'does not belong',
    )
  })

  test('archives after 90 days, with 7 days of notice, what is private or was never played', async () => {
    const user = await person()
    const old = { created_at: new Date(Date.now() - 91 * 86_400_000) }
    const due = [await track(user, old), await track(user, { ...old, is_public: true })]
    await track(user)
    await track(user, { ...old, is_public: true, play_count: 1 })
    const unfinished = await track(user, old)
    await insert('studio.track_generations', { track_id: unfinished, user_id: user, provider: 'suno' })

    expect(await one('select catalog.schedule_track_archiving() as noticed')).toEqual({ noticed: '2' })
    expect(await one('select catalog.schedule_track_archiving() as noticed')).toEqual({ noticed: '0' })
    expect(await rows("select id from catalog.tracks where archive_scheduled_at = now() + interval '7 days' order by id")).toEqual(
      due.sort().map((id) => ({ id })),
    )
    await db.query('select catalog.mark_track_archived($1)', [due[0]])
    expect(await one('select archived_to_storage from catalog.tracks where id = $1', due[0])).toEqual({ archived_to_storage: true })
    expect((await one('select analytics.get_archive_statistics() as s')).s).toEqual({ tracks: 5, archived: 1, scheduled: 1, due: 1 })
  })

  test('shows where the deliveries of a release stand', async () => {
    const release = await insert('catalog.releases', { user_id: await person(), title: 'R', display_artist: 'A', catalogue_id: 'C1' })
    const platforms = await rows('select id from distribution.platforms order by code limit 2')
    const records = []
    for (const { id } of platforms)
      records.push(await insert('distribution.records', { release_id: release, platform_id: id, status: 'processing' }))
    const status = async () => (await one('select distribution_status from catalog.releases where id = $1', release)).distribution_status
    expect(await status()).toBe('processing')
    await db.query("update distribution.records set status = 'distributed' where id = $1", [records[0]])
    expect(await status()).toBe('processing')
    await db.query("update distribution.records set status = 'failed' where id = $1", [records[1]])
    expect(await status()).toBe('failed')
    await db.query("update distribution.records set status = 'distributed' where id = $1", [records[1]])
    expect(await status()).toBe('distributed')
  })

  test('reads timestamped lyrics', async () => {
    const line = { start: 0, end: 1, text: 'la' }
    const song = await track(await person(), { metadata: { timestamped_lyrics: [line] } })
    expect(
      await one('select has_timestamped_lyrics, timestamped_lyrics from catalog.tracks_with_timestamped_lyrics where id = $1', song),
    ).toEqual({ has_timestamped_lyrics: true, timestamped_lyrics: [line] })
  })
})

describe('promotion', () => {
  const pitch = async (artist: string, curator: string, row: Row = {}) => {
    const { id: platform } = await one("select id from distribution.platforms where code = 'spotify'")
    const playlist = await insert('promotion.playlists', { curator_id: curator, platform_id: platform, name: 'P' })
    return insert('promotion.pitches', {
      user_id: artist,
      track_id: await track(artist),
      playlist_id: playlist,
      curator_id: curator,
      ...row,
    })
  }

  test('counts pitches, dates decisions and tells the artist', async () => {
    const [artist, curator] = [await person(), await person()]
    const id = await pitch(artist, curator, { status: 'in_review' })
    await pitch(artist, curator, { status: 'rejected' })
    await db.query("update promotion.pitches set status = 'accepted' where id = $1", [id])
    expect(await one('select decided_at = now() as dated from promotion.pitches where id = $1', id)).toEqual({ dated: true })
    expect(await one('select pitches_created, pitches_accepted from analytics.daily_analytics')).toEqual({
      pitches_created: 2,
      pitches_accepted: 1,
    })
    expect(await one('select type, level, title from system.notifications where user_id = $1', artist)).toEqual({
      type: 'pitch_status',
      level: 'success',
      title: 'Your pitch is accepted',
    })
    expect(await one('select promotion.calculate_pitch_success_rate($1) as rate', artist)).toEqual({ rate: '50.00' })
  })

  test('keeps to the pitches of the plan', async () => {
    await insert('finance.subscription_plans', { code: 'free', display_name: 'Free', tier: 'free', pitches_monthly_limit: 1 })
    const [artist, curator] = [await person(), await person()]
    expect(await one('select promotion.check_pitch_limit($1) as more', artist)).toEqual({ more: true })
    await pitch(artist, curator)
    expect(await one('select promotion.check_pitch_limit($1) as more', artist)).toEqual({ more: false })
  })

  test.each([
    ['bronze', '3.00'],
    ['silver', '5.00'],
    ['gold', '7.00'],
    ['platinum', '10.00'],
    ['diamond', '15.00'],
  ])('pays a %s partner %s percent', async (tier, rate) => {
    const partner = await insert('promotion.partners', { user_id: await person(), tier, referral_code: 'R1' })
    expect(await one('select commission_rate from promotion.partners where id = $1', partner)).toEqual({ commission_rate: rate })
    expect((await one('select promotion.calculate_partner_commission($1, 200)::float as amount', partner)).amount).toBe(Number(rate) * 2)
    await insert('promotion.partner_commissions', { partner_id: partner, base_amount: 200, commission_rate: rate, amount: 6 })
    expect(await one('select total_commission, conversions_count from promotion.partners where id = $1', partner)).toEqual({
      total_commission: '6.0000',
      conversions_count: 1,
    })
  })

  test('rewards the same person once for somebody: by commission or by referral', async () => {
    const [partner, invited, other] = [await person(), await person(), await person()]
    const own = await insert('promotion.partners', { user_id: partner, tier: 'bronze', referral_code: 'R1' })
    const commission = (referred: string) =>
      refused(
        'insert into promotion.partner_commissions (partner_id, referred_user_id, base_amount, commission_rate, amount) values ($1, $2, 100, 3, 3)',
        own,
        referred,
      )
    const referral = await insert('promotion.referrals', { referrer_id: partner, referred_user_id: invited, referral_code: 'A' })
    const approve = () => refused(`update promotion.referrals set status = 'approved', reward_credits = 20 where id = $1`, referral)
    await insert('promotion.partner_commissions', {
      partner_id: own,
      referred_user_id: invited,
      base_amount: 100,
      commission_rate: 3,
      amount: 3,
    })
    expect(await approve()).toMatch(/do not stack/)
    await db.query(`update promotion.partner_commissions set status = 'cancelled' where partner_id = $1`, [own])
    expect(await approve()).toBe('nothing was refused')
    await db.query(`update promotion.referrals set status = 'approved', reward_credits = 20 where id = $1`, [referral])
    expect(await commission(invited)).toMatch(/do not stack/)
    expect(await commission(other)).toBe('nothing was refused')
  })

  test('sums up playlists and partners', async () => {
    const [artist, curator] = [await person(), await person()]
    const accepted = await pitch(artist, curator, { status: 'accepted' })
    const { playlist_id: playlist } = await one('select playlist_id from promotion.pitches where id = $1', accepted)
    await insert('promotion.pitches', {
      user_id: artist,
      track_id: await track(artist),
      playlist_id: playlist,
      curator_id: curator,
      status: 'rejected',
    })
    await insert('promotion.pitch_analytics', { pitch_id: accepted, stat_date: '2026-03-10', streams: 40 })
    await insert('promotion.pitch_analytics', { pitch_id: accepted, stat_date: '2026-03-11', streams: 2 })
    const partner = await insert('promotion.partners', { user_id: artist, tier: 'gold', referral_code: 'R2', clicks_count: 4 })
    for (const [amount, status] of [
      [7, 'paid'],
      [5, 'pending'],
      [9, 'cancelled'],
    ])
      await insert('promotion.partner_commissions', { partner_id: partner, base_amount: 100, commission_rate: 7, amount, status })
    await db.query('select system.refresh_all_materialized_views()')
    expect(
      await one(
        'select pitches::int, accepted::int, acceptance_percent::float as percent, streams::int from promotion.popular_playlists where playlist_id = $1',
        playlist,
      ),
    ).toEqual({ pitches: 2, accepted: 1, percent: 50, streams: 42 })
    expect(
      await one(
        'select clicks, conversions, conversion_percent::float as percent, commission::float, commission_paid::float as paid from promotion.partner_performance where partner_id = $1',
        partner,
      ),
    ).toEqual({ clicks: 4, conversions: 3, percent: 75, commission: 12, paid: 7 })
  })

  test('gives codes that are free', async () => {
    expect((await one('select promotion.generate_referral_code() as code')).code).toMatch(/^[0-9A-F]{8}$/)
  })
})

describe('counts', () => {
  test('of likes go up and down for everything that can be liked', async () => {
    const user = await person()
    const song = await track(user)
    const post = await insert('community.posts', { user_id: user, content: 'hi' })
    for (const [type, id] of [
      ['track', song],
      ['post', post],
    ])
      await insert('community.likes', { user_id: user, entity_type: type, entity_id: id })
    expect(await one('select like_count from catalog.tracks where id = $1', song)).toEqual({ like_count: '1' })
    expect(await one('select likes_count from community.posts where id = $1', post)).toEqual({ likes_count: 1 })
    expect(await one("select community.is_liked('post', $1, $2) as liked", post, user)).toEqual({ liked: true })
    await db.query('delete from community.likes')
    expect(await one('select like_count from catalog.tracks where id = $1', song)).toEqual({ like_count: '0' })
  })

  test('of followers and comments', async () => {
    const [fan, star] = [await person(), await person()]
    await db.query('insert into community.followers (follower_id, following_id) values ($1, $2)', [fan, star])
    expect(await one('select followers_count, following_count from identity.profiles where user_id = $1', star)).toEqual({
      followers_count: 1,
      following_count: 0,
    })
    const post = await insert('community.posts', { user_id: star, content: 'hi' })
    const comment = await insert('community.comments', { user_id: fan, post_id: post, content: 'wow' })
    await insert('community.comments', { user_id: fan, post_id: post, content: 'yes', parent_comment_id: comment })
    await db.query('delete from community.comments where id = $1', [comment])
    expect(await one('select comments_count from community.posts where id = $1', post)).toEqual({ comments_count: 0 })
  })

  test('of groups: active members and approved posts', async () => {
    const [owner, member] = [await person(), await person()]
    const group = await insert('community.groups', { owner_id: owner, name: 'G', slug: 'g', post_approval_required: true })
    const membership = await insert('community.group_members', { group_id: group, user_id: member, status: 'pending' })
    const counts = () => one('select members_count, posts_count from community.groups where id = $1', group)
    expect(await counts()).toEqual({ members_count: 0, posts_count: 0 })
    await db.query("update community.group_members set status = 'active' where id = $1", [membership])
    const post = await insert('community.posts', { user_id: member, group_id: group, content: 'hi' })
    expect(await counts()).toEqual({ members_count: 1, posts_count: 0 })
    await db.query('update community.posts set is_approved = true where id = $1', [post])
    await insert('community.posts', { user_id: owner, group_id: group, content: 'rules' })
    expect(await counts()).toEqual({ members_count: 1, posts_count: 2 })
    await db.query("update community.group_members set status = 'banned' where id = $1", [membership])
    await db.query('delete from community.posts where id = $1', [post])
    expect(await counts()).toEqual({ members_count: 0, posts_count: 1 })
  })

  test('of sales, registrations and ratings', async () => {
    const [seller, buyer] = [await person(), await person()]
    const product = await insert('marketplace.products', { seller_id: seller, title: 'P', slug: 'p' })
    await insert('finance.transactions', {
      user_id: buyer,
      counterparty_id: seller,
      type: 'product_purchase',
      status: 'completed',
      entity_type: 'product',
      entity_id: product,
      amount_total: 1,
      amount_seller: 1,
    })
    for (const [reviewer, rating] of [
      [buyer, 5],
      [await person(), 2],
    ])
      await insert('marketplace.reviews', { reviewer_id: reviewer, seller_id: seller, entity_type: 'product', entity_id: product, rating })
    expect(await one('select purchases_count, rating_average, reviews_count from marketplace.products where id = $1', product)).toEqual({
      purchases_count: 1,
      rating_average: '3.50',
      reviews_count: 2,
    })
    const webinar = await insert('marketplace.webinars', { host_id: seller, title: 'W', slug: 'w', scheduled_at: new Date() })
    const seat = await insert('marketplace.webinar_registrations', { webinar_id: webinar, user_id: buyer })
    await db.query('update marketplace.webinar_registrations set attended = true where id = $1', [seat])
    expect(await one('select registrations_count, attendees_count from marketplace.webinars where id = $1', webinar)).toEqual({
      registrations_count: 1,
      attendees_count: 1,
    })
  })

  test('are batched by name, and only known ones', async () => {
    const user = await person()
    const songs = [await track(user), await track(user)]
    await db.query("select system.batch_increment_counter('catalog.tracks.play_count', 5, $1)", [songs])
    await db.query('select catalog.increment_download_count($1)', [songs[0]])
    expect((await one('select analytics.get_user_stats($1) as stats', user)).stats).toMatchObject({ tracks: 2, plays: 10, downloads: 1 })
    expect(await refused("select system.batch_increment_counter('finance.wallets.balance_available', 5, $1)", songs)).toContain(
      'there is no counter',
    )
  })
})

describe('the studio', () => {
  test('counts generations of a day up to the limit', async () => {
    const user = await person()
    await insert('studio.generation_limits', {
      user_id: user,
      generations_limit_daily: 2,
      generations_used_today: 2,
      last_reset_at: new Date(Date.now() - 2 * 86_400_000),
    })
    const tries = []
    for (let i = 0; i < 3; i++) tries.push((await one('select studio.increment_generation_usage($1) as allowed', user)).allowed)
    expect(tries).toEqual([true, true, false])
    expect(await one('select studio.increment_generation_usage($1) as allowed', await person())).toEqual({ allowed: false })
  })

  test('sums up projects, providers and days', async () => {
    const user = await person()
    const project = await insert('studio.projects', { user_id: user, name: 'P' })
    const song = await track(user, { duration_seconds: 60, like_count: 2 })
    await db.query('insert into studio.project_tracks (project_id, track_id, position) values ($1, $2, 1)', [project, song])
    await insert('studio.track_generations', { track_id: song, user_id: user, provider: 'mureka', status: 'completed' })
    expect((await one('select studio.get_project_details($1) as p', project)).p).toMatchObject({
      name: 'P',
      tracks: [{ id: song, position: 1 }],
    })
    expect((await one('select studio.get_project_stats($1) as s', project)).s).toEqual({
      tracks: 1,
      completed_tracks: 1,
      duration_seconds: 60,
      likes: 2,
      plays: 0,
    })
    expect((await one("select studio.get_user_provider_stats($1, 'mureka') as s", user)).s).toMatchObject({ generations: 1, completed: 1 })
    expect(await one('select generations, completed from analytics.get_generations_daily()')).toEqual({ generations: '1', completed: '1' })
  })

  test('counts prompts and genres, and keeps what is known of a video', async () => {
    const user = await person()
    const said = { user_id: user, prompt: 'rain on tin', genre: 'folk' }
    await insert('studio.prompt_history', { ...said, usage_count: 2, generation_status: 'completed', generation_time_ms: 900 })
    await insert('studio.prompt_history', { ...said, usage_count: 1, generation_status: 'failed', generation_time_ms: 300 })
    expect(
      await rows(
        'select prompt, usage_count::int as used, success_count::int as worked, avg_generation_time_ms::int as ms from studio.prompt_statistics',
      ),
    ).toEqual([{ prompt: 'rain on tin', used: 3, worked: 1, ms: 600 }])
    const { id: genre, name } = await one('select id, name from catalog.genres order by slug limit 1')
    const song = await track(user, { genre_id: genre, play_count: 5, metadata: { mood: 'calm' } })
    expect(await rows('select name, tracks, plays from analytics.get_top_genres()')).toEqual([{ name, tracks: '1', plays: '5' }])
    await db.query(`select catalog.update_track_video_metadata($1, 'https://video.example/1', '{"width": 1080}')`, [song])
    expect(await one('select video_url, metadata from catalog.tracks where id = $1', song)).toEqual({
      video_url: 'https://video.example/1',
      metadata: { mood: 'calm', video: { width: 1080 } },
    })
  })
})
