/** Playlists, pitches to them, and the partners who bring people. */
import { pitchFeedback, pitchRefusals, pitchReplies, pitchTexts, playlistNames } from '../corpus/promotion.ts'
import { type Code, writeUse } from '../money/billing.ts'
import { post } from '../money/books.ts'
import { decimal, scales } from '../money/currency.ts'
import { referralCode } from '../people/accounts.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { between, dateOf, groupBy, idOf, later, noLaterThan, notBefore, stamps, type World } from '../world.ts'

interface Playlist {
  id: string
  curator: Person
  price: number
  since: Date
}

export function addPitching(world: World, codes: Code[]): void {
  const random = seeded('pitches')
  const active = world.people.filter((person) => person.status === 'active' && !person.featured && later(person.since, 90) < world.today)
  const curators = random.shuffle(active).slice(0, 40)
  const playlists = addPlaylists(world, random, curators)
  const tracks = world.tracks.filter((track) => ['published', 'approved'].includes(track.status) && !track.artist.person.featured)
  const byCurrency = groupBy(playlists, (playlist) => playlist.curator.currency)
  for (let n = 0; n < 820; n++) {
    const track = random.pick(tracks)
    // Nobody pays in a currency that they have no wallet for.
    const possible = byCurrency.get(track.artist.person.currency)
    if (possible) addPitch(world, random, track, random.pick(possible), codes)
  }
  addPartners(
    world,
    random,
    active.filter((person) => !curators.includes(person)),
  )
}

function addPlaylists(world: World, random: Random, curators: Person[]): Playlist[] {
  const { rows, seeds, today } = world
  const genres = [...seeds.genres.values()]
  return curators.flatMap((curator, n) =>
    Array.from({ length: random.int(1, 4) }, (_, k) => {
      const at = between(random, curator.since, later(today, -40))
      const id = random.uuid(at)
      const code = random.weighted({ spotify: 60, apple_music: 15, youtube_music: 10, deezer: 10, soundcloud: 5 })
      const followers = Math.round(10 ** (2 + random.next() * 3))
      const price = random.pick([0, 300, 500, 900, 1500]) * scales[curator.currency]
      rows.add('promotion.playlists', {
        id,
        curator_id: curator.id,
        platform_id: idOf(seeds.platforms, code),
        external_id: `${code}:playlist:${id.slice(-12)}`,
        name: playlistNames[(n * 3 + k) % playlistNames.length],
        description: `Kept by ${curator.latinFirst} in ${curator.latinCity}.`,
        url: `https://${code.replaceAll('_', '-')}.example/playlist/${id.slice(-12)}`,
        genre_id: random.pick(genres),
        followers_count: followers,
        tracks_count: random.int(20, 180),
        pitch_price: price ? decimal(price) : null,
        currency: curator.currency,
        is_active: random.chance(0.93),
        ...stamps(at),
      })
      for (let day = 1; day <= 21; day++) {
        rows.add('promotion.playlist_statistics', {
          id: random.uuid(later(today, -day)),
          playlist_id: id,
          stat_date: dateOf(later(today, -day)),
          followers_count: Math.round(followers * (1 - day * 0.002)),
          tracks_count: random.int(20, 180),
          saves: random.int(0, Math.ceil(followers / 80)),
          streams: random.int(0, followers),
          created_at: later(today, 1 - day),
        })
      }
      return { id, curator, price, since: at }
    }),
  )
}

type Status = 'draft' | 'pending' | 'approved' | 'submitted' | 'in_review' | 'accepted' | 'rejected' | 'expired' | 'cancelled'

function addPitch(world: World, random: Random, track: World['tracks'][number], playlist: Playlist, codes: Code[]): void {
  const { rows, now, today } = world
  const person = track.artist.person
  if (person === playlist.curator) return
  const at = notBefore(later(today, -(random.next() ** 1.5) * 170 + 0.3), playlist.since, track.createdAt)
  if (at > later(now, -0.01)) return
  const isRecent = at > later(now, -9)
  const status: Status = isRecent
    ? random.weighted({ draft: 8, pending: 18, approved: 8, submitted: 28, in_review: 28, accepted: 5, rejected: 5 })
    : random.weighted({ accepted: 34, rejected: 46, expired: 14, cancelled: 6 })
  const id = random.uuid(at)
  const isSent = !['draft', 'pending', 'cancelled'].includes(status)
  const isDecided = status === 'accepted' || status === 'rejected'
  const decided = isDecided ? noLaterThan(later(now, -0.001), later(at, 0.3 + random.next() * 6)) : null
  rows.add('promotion.pitches', {
    id,
    user_id: person.id,
    track_id: track.id,
    playlist_id: playlist.id,
    curator_id: playlist.curator.id,
    status,
    priority: random.weighted({ standard: 70, premium: 18, express: 9, guaranteed: 3 }),
    moderation_status: isSent || isDecided ? 'approved' : random.weighted({ pending: 8, flagged: 1, rejected: 1 }),
    message: random.pick(pitchTexts),
    price: playlist.price ? decimal(playlist.price) : null,
    currency: playlist.curator.currency,
    transaction_id: isSent && playlist.price > 0 ? pay(world, random, person, playlist, id, at, codes) : null,
    submitted_at: isSent ? later(at, 0.01) : null,
    reviewed_at: decided,
    decided_at: decided,
    expires_at: later(at, 14),
    rejection_reason: status === 'rejected' ? random.pick(pitchRefusals) : null,
    ...stamps(at, decided ?? at),
  })
  if (isSent) addTalk(world, random, id, person, playlist.curator, at)
  if (decided && random.chance(0.5)) {
    rows.add('promotion.pitch_reviews', {
      id: random.uuid(decided),
      pitch_id: id,
      reviewer_id: playlist.curator.id,
      rating: random.int(status === 'accepted' ? 3 : 1, 5),
      feedback: random.pick(pitchFeedback),
      is_public: random.chance(0.2),
      ...stamps(decided),
    })
  }
  if (status === 'accepted' && decided) {
    for (let day = 1; day <= 4; day++) {
      const when = later(decided, day)
      if (when > now) break
      const streams = random.int(0, 900)
      rows.add('promotion.pitch_analytics', {
        id: random.uuid(when),
        pitch_id: id,
        stat_date: dateOf(when),
        views: streams * 2,
        streams,
        saves: Math.round(streams / 20),
        ...stamps(when),
      })
    }
  }
}

/** By card, in the money of the curator; some with a code. */
function pay(world: World, random: Random, person: Person, playlist: Playlist, pitchId: string, at: Date, codes: Code[]): string {
  const { currency } = playlist.curator
  const percent = codes.filter((code) => code.type === 'percentage')
  const known = world.rows.of<{ user_id: string; discount_code_id: string }>('finance.discount_usages')
  const code = random.chance(0.3) ? random.pick(percent) : null
  const isFree = code !== null && !known.some((usage) => usage.user_id === person.id && usage.discount_code_id === code.id)
  const discount = isFree ? Math.round((playlist.price * code.value) / 100) : 0
  const entry = post(world.books, {
    id: random.uuid(at),
    type: 'pitch_payment',
    at,
    person,
    currency,
    total: playlist.price - discount,
    processor: 'stripe',
    entity: ['pitch', pitchId],
    ...(isFree ? { discountId: code.id } : {}),
    description: 'Pitch',
  })
  if (isFree) writeUse(world, random, code, entry, discount)
  return entry.id
}

function addTalk({ rows, now }: World, random: Random, pitchId: string, artist: Person, curator: Person, at: Date): void {
  for (let n = random.int(0, 3); n > 0; n--) {
    const when = noLaterThan(now, later(at, 0.2 * (4 - n)))
    rows.add('promotion.pitch_messages', {
      id: random.uuid(when),
      pitch_id: pitchId,
      sender_id: (n % 2 === 0 ? artist : curator).id,
      body: random.pick(pitchReplies),
      read_at: random.chance(0.8) ? when : null,
      created_at: when,
    })
  }
}

const tiers = { bronze: 3, silver: 5, gold: 7, platinum: 10, diamond: 15 }

function addPartners(world: World, random: Random, candidates: Person[]): void {
  const { rows, books, today } = world
  const partners = random.shuffle(candidates).slice(0, 60)
  const invited = random.shuffle(candidates.filter((person) => !partners.includes(person)))
  const payments = groupBy(
    books.entries.filter((entry) => entry.type === 'subscription_payment' && !entry.status?.startsWith('failed')),
    (entry) => entry.person,
  )
  for (const [n, person] of partners.entries()) {
    const tier = random.weighted({ bronze: 50, silver: 25, gold: 14, platinum: 8, diamond: 3 })
    const status = n < 5 ? (['pending_approval', 'rejected', 'suspended', 'inactive', 'pending_approval'] as const)[n] : 'active'
    const at = between(random, person.since, later(today, -30))
    const id = random.uuid(at)
    const isIn = status === 'active' || status === 'suspended' || status === 'inactive'
    rows.add('promotion.partners', {
      id,
      user_id: person.id,
      status,
      tier,
      commission_rate: tiers[tier],
      referral_code: `P${referralCode(person)}`,
      clicks_count: 0,
      conversions_count: 0,
      total_commission: '0',
      currency: person.currency,
      approved_by: isIn ? staffByLogin('daniel').id : null,
      approved_at: isIn ? later(at, 2) : null,
      ...stamps(at),
    })
    if (!isIn) continue
    for (let k = random.int(4, 22); k > 0; k--) {
      const when = between(random, at, today)
      rows.add('promotion.partner_clicks', {
        id: random.uuid(when),
        partner_id: id,
        landing_url: 'https://backline.example/plans',
        referrer_url: random.pick(['https://blog.example/tools', null]),
        ip_address: `203.0.113.${random.int(1, 254)}`,
        user_agent: 'Mozilla/5.0',
        converted_user_id: null,
        converted_at: null,
        created_at: when,
      })
    }
    for (let k = random.int(0, 4); k > 0; k--) {
      const index = invited.findIndex((candidate) => candidate.currency === person.currency && payments.has(candidate))
      const [friend] = index < 0 ? [] : invited.splice(index, 1)
      const payment = friend ? payments.get(friend)?.[0] : undefined
      if (friend && payment) addCommission(world, random, { id, person, rate: tiers[tier] }, friend, payment)
    }
  }
  addReferrals(world, random, invited)
}

function addCommission(
  world: World,
  random: Random,
  partner: { id: string; person: Person; rate: number },
  friend: Person,
  payment: World['books']['entries'][number],
): void {
  const status = random.weighted({ paid: 5, approved: 3, pending: 3, cancelled: 1 })
  const at = later(payment.at, 1)
  const amount = Math.round((payment.total * partner.rate) / 100)
  const isPaid = status === 'paid'
  const id = random.uuid(at)
  world.rows.add('promotion.partner_commissions', {
    id,
    partner_id: partner.id,
    referred_user_id: friend.id,
    transaction_id: payment.id,
    base_amount: decimal(payment.total),
    commission_rate: partner.rate,
    amount: decimal(amount),
    currency: payment.currency,
    status,
    paid_at: isPaid ? later(at, 10) : null,
    ...stamps(at),
  })
  if (!isPaid || amount === 0) return
  const paidAt = noLaterThan(world.today, later(at, 10))
  post(world.books, {
    id: random.uuid(paidAt),
    type: 'partner_commission',
    at: paidAt,
    person: partner.person,
    currency: payment.currency,
    total: amount,
    share: amount,
    entity: ['partner', partner.id],
    description: 'Partner commission',
  })
}

function addReferrals(world: World, random: Random, invited: Person[]): void {
  const { rows, people, today } = world
  for (const friend of invited.slice(0, 140)) {
    const host = random.pick(people.filter((person) => person.since < friend.since && person !== friend))
    const status = random.weighted({ paid: 5, approved: 2, pending: 3, cancelled: 1 })
    const reward = random.chance(0.3) ? 500 * scales[host.currency] : 0
    const id = random.uuid(friend.since)
    rows.add('promotion.referrals', {
      id,
      referrer_id: host.id,
      referred_user_id: friend.id,
      referral_code: referralCode(host),
      status,
      reward_credits: reward ? null : 20,
      reward_amount: reward ? decimal(reward) : null,
      currency: host.currency,
      ...stamps(friend.since),
    })
    if (status !== 'paid' || reward === 0 || host.featured) continue
    const at = noLaterThan(today, later(friend.since, 30))
    post(world.books, {
      id: random.uuid(at),
      type: 'bonus',
      at,
      person: host,
      currency: host.currency,
      total: reward,
      share: reward,
      description: `Invited ${friend.username}`,
    })
  }
}
