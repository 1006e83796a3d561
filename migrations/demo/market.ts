/** Shops: goods, services, workshops, and the money that they moved. */

import { answers, blame, briefs, praise, products, services, unkindReviews, webinars } from './corpus/market.ts'
import { coverOf, files, soundOf } from './media.ts'
import { type Entry, post, refund, release, saleOf } from './money/books.ts'
import { decimal, scales } from './money/currency.ts'
import { bookSales, type Sale } from './money/ledger.ts'
import { plans } from './people/accounts.ts'
import type { Person } from './people/person.ts'
import { type Random, seeded } from './random.ts'
import { between, groupBy, idOf, later, noLaterThan, notBefore, slugOf, stamps, type World } from './world.ts'

interface Shop {
  world: World
  random: Random
  /** Sells besides what the books know already: people without a payout that somebody looks at. */
  sellers: Person[]
  buyers: Map<string, Person[]>
}

export function addMarket(world: World, sales: Sale[]): void {
  const random = seeded('market')
  const active = world.people.filter((person) => person.status === 'active' && later(person.since, 60) < world.today)
  const sellers = random.shuffle(active.filter((person) => !person.featured && person.plan !== 'free')).slice(0, 90)
  const shop = { world, random, sellers, buyers: groupBy(active, (person) => person.currency) }
  addProducts(shop, sales)
  for (const [n, seller] of sellers.slice(0, 60).entries()) addService(shop, seller, n)
  for (let n = 0; n < 42; n++) addWebinar(shop, random.pick(sellers.filter((seller) => isHigh(seller) || n % 2 === 0)), n)
}

const isHigh = ({ plan }: Person): boolean => plan !== 'free' && plan !== 'starter'
const rateOf = ({ plan }: Person): number => plans.find((candidate) => candidate.tier === plan)?.commission ?? 40

/** Everybody who has sold something has it in the shop. */
function addProducts(shop: Shop, sales: Sale[]): void {
  const { world, random } = shop
  const byTitle = new Map<string, string>()
  const first = groupBy(sales, (sale) => `${sale.entry.seller.id} ${sale.entry.description}`)
  for (const [key, own] of first) {
    const [sale] = own as [Sale]
    const kind = products.filter((product) => product[1] === sale.entry.description)
    const since = notBefore(sale.entry.seller.since, later(new Date(Math.min(...own.map((other) => other.entry.at.getTime()))), -9))
    byTitle.set(key, addProduct(shop, sale.entry.seller, random.pick(kind), sale.entry.total, since, 'active'))
  }
  bookSales(world.books, sales, world.people, ({ entry }, buyer) => {
    const id = byTitle.get(`${entry.seller.id} ${entry.description}`) as string
    if (random.chance(0.3)) addReview(shop, buyer, entry.seller, ['product', id], later(entry.at, 1))
    return ['product', id]
  })
  for (const seller of shop.sellers) {
    const status = random.weighted({ active: 60, draft: 20, paused: 14, deleted: 6 })
    const product = random.pick(products)
    addProduct(shop, seller, product, product[2] * 100 * scales[seller.currency], between(random, seller.since, world.today), status)
  }
}

function addProduct(
  { world, random }: Shop,
  seller: Person,
  [title, kind, , description]: (typeof products)[number],
  price: number,
  at: Date,
  status: string,
): string {
  const id = random.uuid(at)
  const isFree = status === 'active' && random.chance(0.03)
  const isRefused = status === 'draft' && random.chance(0.4)
  world.rows.add('marketplace.products', {
    id,
    seller_id: seller.id,
    title,
    slug: `${slugOf(title)}-${id.slice(-6)}`,
    description,
    product_type: 'regular',
    source_webinar_id: null,
    thumbnail_url: coverOf(id),
    preview_audio_url: kind === 'Sheet music' ? null : soundOf(id).url,
    file_urls: [`${files}/products/${id}.zip`],
    file_size_bytes: random.int(2_000_000, 900_000_000),
    file_types: kind === 'Sheet music' ? ['pdf'] : ['wav'],
    price: isFree ? '0' : decimal(price),
    currency: seller.currency,
    is_free: isFree,
    allow_name_your_price: isFree,
    technical_details: kind === 'Sheet music' ? null : { bpm: random.int(70, 150), sample_rate: 44_100, bit_depth: 24 },
    license_type: random.weighted({ personal: 5, commercial: 4, exclusive: 1 }),
    category_id: idOf(world.seeds.categories, 'music_tools_creator'),
    tags: [slugOf(kind)],
    genre_tags: [random.pick(['folk', 'electronic', 'world'])],
    views_count: status === 'draft' ? 0 : random.int(4, 3000),
    likes_count: 0,
    purchases_count: 0,
    rating_average: '0',
    reviews_count: 0,
    status,
    is_featured: false,
    is_approved: !isRefused && status !== 'draft',
    approval_notes: isRefused ? 'The preview holds a loop of another shop.' : null,
    ...stamps(at),
  })
  return id
}

/** A sale of now: booked, held for seven days and then released. */
function buy(
  { world, random }: Shop,
  facts: Pick<Entry, 'type' | 'at' | 'person' | 'seller' | 'entity' | 'description' | 'status' | 'reason'> & { share: number },
  since: Date | null,
): Entry {
  const seller = facts.seller as Person
  const { share, ...rest } = facts
  const entry = post(world.books, {
    ...rest,
    ...saleOf(share, rateOf(seller), seller.currency),
    id: random.uuid(facts.at),
    currency: seller.currency,
    processor: random.weighted({ stripe: 8, paypal: 2 }),
  })
  if (since && (entry.status ?? 'completed') === 'completed') release(world.books, entry, since)
  return entry
}

function buyerFor({ buyers, random }: Shop, seller: Person, at: Date): Person {
  const others = (buyers.get(seller.currency) ?? []).filter((person) => person !== seller)
  const there = others.filter((person) => person.since < at)
  return random.pick(there.length > 0 ? there : others)
}

function addService(shop: Shop, seller: Person, n: number): void {
  const { world, random } = shop
  const [title, type, isMentoring, packages] = services[n % services.length] as (typeof services)[number]
  const at = between(random, seller.since, later(world.today, -40))
  const id = random.uuid(at)
  const scale = scales[seller.currency]
  const status = random.weighted({ active: 80, paused: 10, draft: 6, deleted: 4 })
  world.rows.add('marketplace.services', {
    id,
    seller_id: seller.id,
    title,
    slug: `${slugOf(title)}-${id.slice(-6)}`,
    description: `${title}. Write to me before you order.`,
    service_type: type,
    is_mentoring: isMentoring,
    packages: packages.map(([name, price, days, revisions]) => ({
      name,
      price: price * scale,
      delivery_days: days,
      revisions,
      features: ['files in 24 bit'],
    })),
    currency: seller.currency,
    buyer_requirements: 'Stems and a reference, please.',
    category_id: idOf(world.seeds.categories, isMentoring ? 'educator' : 'producer_engineer'),
    tags: [type],
    views_count: random.int(10, 2000),
    orders_count: 0,
    rating_average: '0',
    reviews_count: 0,
    response_time_hours: random.int(1, 40),
    completion_rate: random.int(80, 100),
    status,
    ...stamps(at),
  })
  if (status === 'draft') return
  for (let k = random.int(1, 4); k > 0; k--) addOrder(shop, seller, id, random.pick(packages), between(random, at, later(world.now, -0.5)))
}

type OrderStatus = 'pending' | 'in_progress' | 'delivered' | 'revision_requested' | 'completed' | 'cancelled' | 'refunded'

function addOrder(
  shop: Shop,
  seller: Person,
  serviceId: string,
  [name, price, days, revisions]: (typeof services)[number][3][number],
  at: Date,
): void {
  const { world, random } = shop
  const buyer = buyerFor(shop, seller, at)
  const isOld = later(at, days + 4) < world.now
  const status: OrderStatus = isOld
    ? random.weighted({ completed: 80, cancelled: 8, refunded: 7, delivered: 5 })
    : random.weighted({ pending: 30, in_progress: 45, delivered: 15, revision_requested: 10 })
  const delivered = ['delivered', 'revision_requested', 'completed', 'refunded'].includes(status)
    ? noLaterThan(world.now, later(at, days))
    : null
  const completed = status === 'completed' && delivered ? noLaterThan(world.now, later(delivered, 1)) : null
  const id = random.uuid(at)
  const paid = { pending: 'pending', cancelled: 'cancelled' }[status as string] as Entry['status']
  const share = Math.round(price * 100 * scales[seller.currency] * 0.7)
  const entry = buy(
    shop,
    {
      type: 'service_purchase',
      at,
      person: buyer,
      seller,
      share,
      entity: ['order', id],
      description: name,
      ...(paid ? { status: paid } : {}),
    },
    completed,
  )
  if (status === 'refunded')
    refund(
      world.books,
      entry,
      { id: random.uuid(later(at, days + 1)), at: noLaterThan(world.now, later(at, days + 1)) },
      'The work was not what was ordered',
    )
  world.rows.add('marketplace.orders', {
    id,
    service_id: serviceId,
    buyer_id: buyer.id,
    seller_id: seller.id,
    transaction_id: entry.id,
    package_name: name,
    package_price: decimal(entry.total),
    currency: seller.currency,
    delivery_days: days,
    revisions_included: revisions,
    revisions_used: status === 'revision_requested' ? 1 : 0,
    requirements: random.pick(briefs),
    requirement_files: [`${files}/orders/${id}/stems.zip`],
    delivery_files: delivered ? [`${files}/orders/${id}/mix-1.wav`] : null,
    delivery_notes: delivered ? 'First version, tell me about the bass.' : null,
    delivered_at: delivered,
    status,
    buyer_approved: completed !== null,
    completed_at: completed,
    cancelled_at: status === 'cancelled' ? later(at, 0.2) : null,
    cancellation_reason: status === 'cancelled' ? random.pick(['Found somebody nearby', 'The seller did not answer']) : null,
    ...stamps(at, completed ?? delivered ?? at),
  })
  if (completed && random.chance(0.7)) addReview(shop, buyer, seller, ['service', serviceId], completed)
}

function addWebinar(shop: Shop, host: Person, n: number): void {
  const { world, random } = shop
  const [title, description, price] = webinars[n % webinars.length] as (typeof webinars)[number]
  const scheduled = n === 0 ? later(world.now, -0.01) : later(world.today, random.int(-150, 40) + 0.75)
  const status = n === 0 ? 'live' : n % 14 === 5 ? 'cancelled' : scheduled > world.now ? 'upcoming' : 'ended'
  const at = notBefore(later(scheduled, -45), host.since)
  const opened = noLaterThan(later(world.now, -1), at)
  const id = random.uuid(opened)
  const isRecorded = status === 'ended' && random.chance(0.6)
  world.rows.add('marketplace.webinars', {
    id,
    host_id: host.id,
    title,
    slug: `${slugOf(title)}-${n}`,
    description,
    category_id: idOf(world.seeds.categories, 'educator'),
    tags: [slugOf(title).split('-')[0]],
    scheduled_at: scheduled,
    duration_minutes: random.pick([60, 90, 120]),
    price: decimal(price * 100 * scales[host.currency]),
    currency: host.currency,
    max_attendees: random.chance(0.5) ? random.pick([20, 50, 100]) : null,
    room_id: `room-${id.slice(-8)}`,
    status,
    registrations_count: 0,
    attendees_count: 0,
    is_recorded: isRecorded,
    recording_available: isRecorded,
    recording_url: isRecorded ? `${files}/webinars/${id}.mp4` : null,
    ...stamps(opened),
  })
  if (isHigh(host) && random.chance(0.35))
    world.rows.add('marketplace.webinar_hosts', {
      webinar_id: id,
      user_id: random.pick(shop.sellers.filter((seller) => seller !== host)).id,
      created_at: opened,
    })
  const guests = new Set(Array.from({ length: random.int(3, 14) }, () => buyerFor(shop, host, later(opened, 1))))
  for (const guest of guests) register(shop, { id, host, title, price, opened, scheduled, status }, guest)
  if (isRecorded && n % 4 === 0) addRecording(shop, id, host, title, later(scheduled, 2))
}

interface Webinar {
  id: string
  host: Person
  title: string
  price: number
  opened: Date
  scheduled: Date
  status: string
}

function register(shop: Shop, webinar: Webinar, guest: Person): void {
  const { world, random } = shop
  const { host, price, status } = webinar
  const at = between(random, notBefore(webinar.opened, guest.since), noLaterThan(world.now, webinar.scheduled))
  const isPaid = price > 0 && status !== 'cancelled' && random.chance(0.93)
  const share = Math.round(price * 100 * scales[host.currency] * 0.6)
  const entry = isPaid
    ? buy(
        shop,
        {
          type: 'webinar_registration',
          at,
          person: guest,
          seller: host,
          share,
          entity: ['webinar', webinar.id],
          description: webinar.title,
        },
        at,
      )
    : null
  const isBack = entry !== null && random.chance(0.04)
  if (entry && isBack)
    refund(world.books, entry, { id: random.uuid(later(at, 1)), at: noLaterThan(world.now, later(at, 1)) }, 'Could not attend')
  const attended = (status === 'ended' || status === 'live') && !isBack && random.chance(0.75)
  world.rows.add('marketplace.webinar_registrations', {
    id: random.uuid(at),
    webinar_id: webinar.id,
    user_id: guest.id,
    payment_status: price === 0 ? 'free' : isBack ? 'refunded' : entry ? 'paid' : 'pending',
    transaction_id: entry?.id ?? null,
    attended,
    attended_at: attended ? webinar.scheduled : null,
    ...stamps(at),
  })
  if (attended && status === 'ended' && random.chance(0.3))
    addReview(shop, guest, host, ['webinar', webinar.id], later(webinar.scheduled, 0.1))
}

function addRecording({ world, random }: Shop, webinarId: string, host: Person, title: string, at: Date): void {
  const [last] = world.rows.of('marketplace.products').slice(-1)
  const id = random.uuid(at)
  world.rows.add('marketplace.products', {
    ...last,
    id,
    seller_id: host.id,
    title: `${title}, recording`,
    slug: `${slugOf(title)}-recording-${id.slice(-6)}`,
    description: 'The whole workshop, with the questions.',
    product_type: 'recorded_webinar',
    source_webinar_id: webinarId,
    file_types: ['mp4'],
    technical_details: null,
    status: 'active',
    is_approved: true,
    currency: host.currency,
    price: decimal(900 * scales[host.currency]),
    is_free: false,
    allow_name_your_price: false,
    approval_notes: null,
    ...stamps(at),
  })
}

function addReview({ world, random }: Shop, reviewer: Person, seller: Person, entity: [string, string], at: Date): void {
  if (at > world.now) return
  const isUnkind = random.chance(0.05)
  const rating = isUnkind ? random.pick([1, 5]) : Number(random.weighted({ 5: 50, 4: 28, 3: 10, 2: 7, 1: 5 }))
  const text = isUnkind ? random.pick(unkindReviews) : random.pick(rating > 3 ? praise : blame)
  const isAnswered = random.chance(0.3)
  world.rows.add('marketplace.reviews', {
    id: random.uuid(at),
    reviewer_id: reviewer.id,
    seller_id: seller.id,
    entity_type: entity[0],
    entity_id: entity[1],
    rating,
    review_text: text.replace('{name}', random.pick(world.artists).name).replace('{city}', seller.latinCity),
    seller_response: isAnswered ? random.pick(answers) : null,
    seller_responded_at: isAnswered ? noLaterThan(world.now, later(at, 1)) : null,
    is_verified_purchase: true,
    helpful_count: random.int(0, 12),
    ...stamps(at),
  })
}
