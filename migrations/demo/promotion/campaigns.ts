/** Advertising of labels with its figures, connections to other services, mailings and what sends itself. */
import { audiences, automations, campaignNames, mailings } from '../corpus/promotion.ts'
import { decimal } from '../money/currency.ts'
import type { Organization } from '../people/organizations.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { dateOf, later, noLaterThan, stamps, type World } from '../world.ts'

export function addCampaigns(world: World): void {
  const random = seeded('campaigns')
  const labels = world.organizations.filter(
    (organization) =>
      ['label', 'artist', 'agency', 'sub_label'].includes(organization.type) &&
      organization.status === 'active' &&
      later(organization.createdAt, 120) < world.today,
  )
  for (const [n, organization] of labels.slice(0, 44).entries()) {
    addIntegrations(world, random, organization, n)
    const audience = addAudience(world, random, organization, n)
    for (let k = random.int(0, 2); k >= 0; k--) addCampaign(world, random, organization, audience)
  }
  addMailings(world, random)
  for (const [name, trigger, steps, isActive] of automations) {
    const at = later(world.today, -random.int(100, 500))
    world.rows.add('promotion.marketing_automations', {
      id: random.uuid(at),
      name,
      description: steps.join(', then '),
      trigger_event: trigger,
      conditions: { plan: ['free', 'starter'] },
      steps: steps.map((subject, n) => ({ after_days: n * 3, subject })),
      is_active: isActive,
      runs_count: isActive ? random.int(40, 4000) : 0,
      last_run_at: isActive ? later(world.now, -random.next()) : null,
      created_by: staffByLogin('daniel').id,
      ...stamps(at),
    })
  }
}

function addIntegrations({ rows, today, now }: World, random: Random, organization: Organization, n: number): void {
  for (const provider of n % 3 === 0 ? (['meta', 'spotify'] as const) : (['spotify'] as const)) {
    const at = later(organization.createdAt, 30)
    const status = random.weighted({ connected: 80, error: 8, expired: 8, disconnected: 4 })
    const error = status === 'error' ? 'The account has no permission for this page any more.' : null
    rows.add('promotion.integrations', {
      id: random.uuid(at),
      organization_id: organization.id,
      provider,
      status,
      account_id: `${provider}-${random.int(100_000, 999_999)}`,
      account_name: organization.name,
      access_token: 'sealed:demo',
      refresh_token: 'sealed:demo',
      token_expires_at: status === 'expired' ? later(today, -4) : later(now, 0.04),
      scopes: provider === 'meta' ? ['ads_read'] : ['user-top-read'],
      last_synced_at: status === 'connected' ? later(now, -random.next() / 4) : later(today, -9),
      last_error: error,
      last_error_at: error ? later(today, -2) : null,
      ...stamps(at),
    })
  }
}

function addAudience({ rows, today }: World, random: Random, organization: Organization, n: number): string {
  const at = later(today, -random.int(60, 110))
  const [name, criteria] = audiences[n % audiences.length] as (typeof audiences)[number]
  const id = random.uuid(at)
  const source = n % 3 === 0 ? 'meta' : 'custom'
  const size = random.int(900, 400_000)
  rows.add('promotion.audiences', {
    id,
    organization_id: organization.id,
    created_by: organization.owner.id,
    name,
    description: null,
    source,
    criteria,
    size_estimate: size,
    meta_audience_id: source === 'meta' ? `238${random.int(10_000_000, 99_999_999)}` : null,
    last_synced_at: source === 'meta' ? later(today, -1) : null,
    ...stamps(at),
  })
  for (let week = 4; week >= 1; week--) {
    const when = later(today, -7 * week)
    const women = random.int(30, 60)
    rows.add('promotion.audience_insights', {
      id: random.uuid(when),
      audience_id: id,
      insight_date: dateOf(when),
      demographics: { women, men: 100 - women - 2, other: 2 },
      interests: { vinyl: random.int(5, 40), concerts: random.int(20, 70) },
      locations: { [organization.owner.country]: 60, DE: 20, US: 20 },
      created_at: when,
    })
  }
  return id
}

function addCampaign(world: World, random: Random, organization: Organization, audience: string): void {
  const { rows, today } = world
  const start = later(today, 10 - random.int(0, 85))
  const length = random.int(10, 40)
  const end = later(start, length)
  const status =
    start > today ? 'draft' : end < today ? random.weighted({ completed: 8, archived: 2 }) : random.weighted({ active: 8, paused: 2 })
  const at = noLaterThan(later(today, -0.5), later(start, -6))
  const id = random.uuid(at)
  const budget = random.int(10, 240) * 1000
  const own = world.tracks.filter((track) => track.artist.organization?.id === organization.id && track.status === 'published')
  const track = own.length > 0 ? random.pick(own) : null
  const campaign = {
    id,
    organization_id: organization.id,
    created_by: random.pick(organization.members).id,
    track_id: track?.id ?? null,
    audience_id: audience,
    name: `${random.pick(campaignNames)}, ${track?.title ?? organization.name}`,
    description: null,
    status,
    start_date: dateOf(start),
    end_date: dateOf(end),
    budget_amount: decimal(budget),
    spent_amount: '0',
    currency: 'EUR',
    targeting: { age: [18, 49], countries: [organization.owner.country] },
    creative_assets: [{ type: 'video', name: 'clip.mp4' }],
    meta_ad_account_id: `act_${random.int(100_000, 999_999)}`,
    meta_campaign_id: status === 'draft' ? null : `120${random.int(10_000_000, 99_999_999)}`,
    deleted_at: null,
    ...stamps(at),
  }
  rows.add('promotion.campaigns', campaign)
  const sums =
    status === 'draft'
      ? { clicks: 0, impressions: 0, spend: 0 }
      : addFigures(world, random, campaign, start, noLaterThan(end, today), budget / length)
  campaign.spent_amount = decimal(sums.spend)
  for (const [type, target, current] of [
    ['streams', 20_000, sums.clicks * 3],
    ['reach', 200_000, sums.impressions],
    ['conversions', 400, Math.round(sums.clicks / 12)],
    ['engagement', 5000, sums.clicks],
    ['followers', 300, Math.round(sums.clicks / 30)],
  ].slice(0, random.int(1, 5)) as [string, number, number][]) {
    const isReached = current >= target
    rows.add('promotion.campaign_goals', {
      id: random.uuid(at),
      campaign_id: id,
      type,
      target_value: target,
      current_value: current,
      achieved_at: isReached ? noLaterThan(today, end) : null,
      ...stamps(at),
    })
  }
}

interface Campaign {
  id: string
  organization_id: string
}

function addFigures({ rows, now }: World, random: Random, { id, organization_id }: Campaign, start: Date, end: Date, perDay: number) {
  const sums = { clicks: 0, impressions: 0, spend: 0, conversions: 0 }
  const daily: unknown[] = []
  for (let day = start; day < end; day = later(day, 1)) {
    const spend = Math.round(perDay * (0.6 + random.next() * 0.5))
    const impressions = Math.round(spend * (1.2 + random.next()))
    const clicks = Math.round(impressions * (0.004 + random.next() * 0.02))
    const conversions = Math.round(clicks * random.next() * 0.1)
    const at = noLaterThan(now, later(day, 1.1))
    const figures = {
      campaign_id: id,
      organization_id,
      stat_date: dateOf(day),
      impressions,
      clicks,
      conversions,
      spend: decimal(spend),
      currency: 'EUR',
    }
    rows.add('analytics.campaign_metrics', {
      id: random.uuid(at),
      ...figures,
      ctr: ratio(clicks, impressions),
      cpc: clicks ? decimal(Math.round(spend / clicks)) : null,
      cpm: decimal(Math.round((spend * 1000) / impressions)),
      conversion_rate: ratio(conversions, clicks),
      created_at: at,
    })
    if (random.chance(0.6)) {
      const revenue = Math.round(spend * (0.3 + random.next() * 1.8))
      rows.add('analytics.meta_ad_metrics', {
        id: random.uuid(at),
        ...figures,
        ad_set_id: `as-${id.slice(-4)}-1`,
        ad_id: `ad-${id.slice(-4)}-${random.int(1, 3)}`,
        placement: random.pick(['feed', 'stories', 'reels']),
        revenue: decimal(revenue),
        roas: (revenue / spend).toFixed(4),
        created_at: at,
      })
    }
    sums.spend += spend
    sums.clicks += clicks
    sums.impressions += impressions
    sums.conversions += conversions
    daily.push({ date: dateOf(day), clicks })
  }
  if (daily.length > 0) {
    rows.add('analytics.campaign_reports', {
      id: random.uuid(end),
      campaign_id: id,
      organization_id,
      period_start: dateOf(start),
      period_end: dateOf(later(end, -1)),
      totals: { ...sums, spend: decimal(sums.spend) },
      daily_breakdown: daily,
      top_locations: { DE: 40, US: 30 },
      roi: (random.next() * 2 - 0.4).toFixed(4),
      created_at: end,
    })
  }
  return sums
}

const ratio = (part: number, whole: number): string | null => (whole ? Math.min(part / whole, 1).toFixed(6) : null)

function addMailings(world: World, random: Random): void {
  const { rows, people, today, now } = world
  const willing = people.filter((person) => person.status === 'active')
  for (const [n, [name, subject, status]] of mailings.entries()) {
    const at = later(today, -20 - 14 * n)
    const isSent = status === 'sent' || status === 'sending'
    const sentAt = status === 'sending' ? later(now, -0.02) : later(at, 3)
    const id = random.uuid(at)
    rows.add('promotion.email_campaigns', {
      id,
      name,
      subject,
      body_html: `<p>${subject}</p>`,
      body_text: subject,
      status,
      segment: { plans: ['starter', 'professional'], language: 'en' },
      scheduled_at: status === 'draft' ? null : status === 'scheduled' ? later(today, 9) : sentAt,
      sent_at: isSent ? sentAt : null,
      created_by: staffByLogin('daniel').id,
      recipients_count: 0,
      sent_count: 0,
      opened_count: 0,
      clicked_count: 0,
      bounced_count: 0,
      unsubscribed_count: 0,
      ...stamps(at),
    })
    if (status === 'draft' || status === 'cancelled') continue
    for (const person of random.shuffle(willing.filter((candidate) => candidate.since < at)).slice(0, 110)) {
      const state = isSent
        ? random.weighted({
            sent: 40,
            opened: 35,
            clicked: 14,
            bounced: 4,
            unsubscribed: 3,
            failed: 1,
            ...(status === 'sending' ? { queued: 60 } : {}),
          })
        : 'queued'
      const isOut = state !== 'queued' && state !== 'failed'
      const isRead = ['opened', 'clicked', 'unsubscribed'].includes(state)
      rows.add('promotion.email_campaign_recipients', {
        id: random.uuid(at),
        email_campaign_id: id,
        user_id: person.id,
        email: person.email,
        status: state,
        sent_at: isOut ? sentAt : null,
        opened_at: isRead ? noLaterThan(now, later(sentAt, random.next())) : null,
        clicked_at: state === 'clicked' ? noLaterThan(now, later(sentAt, 1)) : null,
        error: state === 'bounced' ? '550 no such user' : state === 'failed' ? 'The address has no domain.' : null,
        ...stamps(at),
      })
    }
  }
}
