/** What people are told: notices of what really happened, and mail. */
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { later, noLaterThan, stamps, type World } from '../world.ts'

export function addNoticesAndMail(world: World): void {
  const random = seeded('notices')
  const active = world.people.filter((person) => person.status === 'active' && later(person.since, 30) < world.today)
  addNotices(world, random, active)
  addMail(world, random, active)
}

type Notice = [
  type: string,
  level: string,
  title: string,
  message: string,
  entity: string | null,
  id: string | null,
  userId: string,
  at: Date,
]

/** Told of what really happened: payouts, orders, comments, decisions, pitches. */
function addNotices(world: World, random: Random, active: Person[]): void {
  const { rows, books, now } = world
  const notices: Notice[] = []
  for (const payout of books.payouts)
    if (payout.at > later(now, -90))
      notices.push([
        'payout',
        payout.status === 'failed' ? 'error' : 'info',
        `Payout ${payout.reference} is ${payout.status.replace('_', ' ')}`,
        '',
        'payout',
        payout.id,
        payout.person.id,
        payout.at,
      ])
  type Known = {
    id: string
    user_id: string
    buyer_id: string
    seller_id: string
    owner_id: string
    created_at: Date
    status: string
    content_type: string
    ticket_number: number
    level: string
  }
  const each = (table: string, count: number, make: (row: Known) => Notice) =>
    notices.push(...rows.of<Known>(table).slice(0, count).map(make))
  each('marketplace.orders', 150, (row) => [
    'order',
    'info',
    'A new order',
    'Look at what the buyer needs.',
    'order',
    row.id,
    row.seller_id,
    row.created_at,
  ])
  each('promotion.pitches', 400, (row) => [
    'pitch_status',
    row.status === 'accepted' ? 'success' : 'info',
    `Your pitch is ${row.status.replace('_', ' ')}`,
    '',
    'pitch',
    row.id,
    row.user_id,
    row.created_at,
  ])
  each('moderation.cases', 200, (row) => [
    'moderation',
    row.status === 'rejected' ? 'warning' : 'info',
    `Your ${row.content_type} was looked at`,
    '',
    'moderation_case',
    row.id,
    row.owner_id,
    row.created_at,
  ])
  each('kyc.verifications', 200, (row) => [
    'kyc',
    row.status === 'rejected' ? 'error' : 'info',
    `Your identity check is ${row.status.replace('_', ' ')}`,
    '',
    'kyc_verification',
    row.id,
    row.user_id,
    row.created_at,
  ])
  each('support.tickets', 300, (row) => [
    'support',
    'info',
    `We have your message T-${row.ticket_number}`,
    '',
    'ticket',
    row.id,
    row.user_id,
    row.created_at,
  ])
  each('rights.claims', 120, (row) => [
    'rights',
    'info',
    'Your claim is entered',
    '',
    'claim',
    row.id,
    row.user_id ?? staffByLogin('priya').id,
    row.created_at,
  ])
  for (const type of ['like', 'comment', 'follow', 'mention', 'message', 'review', 'marketing', 'system', 'payment'] as const) {
    for (let n = 0; n < 60; n++)
      notices.push([
        type,
        'info',
        {
          like: 'Somebody likes your track',
          comment: 'A new comment',
          follow: 'A new follower',
          mention: 'You were named',
          message: 'A new message',
          review: 'A new review',
          marketing: 'Workshop week',
          system: 'Maintenance on Sunday',
          payment: 'Your payment arrived',
        }[type],
        '',
        null,
        null,
        random.pick(active).id,
        later(now, -random.next() * 40),
      ])
  }
  for (const [type, level, title, message, entity, entityId, userId, at] of notices) {
    const isRead = random.chance(0.7)
    rows.add('system.notifications', {
      id: random.uuid(at),
      user_id: userId,
      type,
      level,
      title,
      message: message || null,
      link_url: entity ? `/${entity}/${entityId}` : null,
      actor_id: null,
      entity_type: entity,
      entity_id: entityId,
      data: null,
      is_read: isRead,
      read_at: isRead ? noLaterThan(now, later(at, 0.2)) : null,
      created_at: at,
    })
  }
}

function addMail({ rows, now }: World, random: Random, active: Person[]): void {
  const campaigns = rows
    .of<{ id: string; status: string; subject: string }>('promotion.email_campaigns')
    .filter((row) => row.status === 'sent')
  for (let n = 0; n < 420; n++) {
    const person = random.pick(active)
    const at = n < 30 ? later(now, -0.01 * random.next()) : later(now, -random.next() * 25)
    const status = n < 30 ? random.weighted({ queued: 8, sending: 2 }) : random.weighted({ sent: 93, failed: 3, bounced: 3, cancelled: 1 })
    const campaign = random.chance(0.4) ? random.pick(campaigns) : null
    const subject =
      campaign?.subject ?? random.pick(['Your statement is ready', 'Confirm your address', 'A new sign-in', 'Your payout is on its way'])
    rows.add('system.email_queue', {
      id: random.uuid(at),
      user_id: person.id,
      email_campaign_id: campaign?.id ?? null,
      to_email: person.email,
      template_key: campaign ? 'campaign' : 'notice',
      subject,
      body_text: subject,
      payload: { name: person.latinFirst },
      status,
      priority: campaign ? 8 : 3,
      scheduled_at: at,
      attempts: status === 'queued' ? 0 : status === 'failed' ? 3 : 1,
      last_error: status === 'failed' ? '421 try again later' : status === 'bounced' ? '550 no such user' : null,
      sent_at: status === 'sent' ? at : null,
      provider_message_id: status === 'sent' ? `<${random.int(1e6, 9e6)}@mail.backline.example>` : null,
      ...stamps(at),
    })
  }
}
