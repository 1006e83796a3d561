/** Figures: what stores report, what the platform counts itself, and the reports that people keep. */

import type { Track } from './catalog/music.ts'
import { files } from './media.ts'
import { decimal } from './money/currency.ts'
import { type Random, seeded } from './random.ts'
import { dateOf, groupBy, idOf, later, stamps, type World } from './world.ts'

/** Stores and about which part of the listens they have. */
const stores: [code: string, part: number][] = [
  ['spotify', 0.55],
  ['apple_music', 0.2],
  ['youtube_music', 0.15],
  ['deezer', 0.1],
]

export function addAnalytics(world: World): void {
  const random = seeded('analytics')
  const heard = world.tracks.filter((track) => track.status === 'published').sort((a, b) => b.reach - a.reach)
  for (const track of heard.slice(0, 70)) addTrackFigures(world, random, track)
  addAudiences(world, random, heard.slice(0, 50))
  addPlatformDays(world, random)
  addMetrics(world, random)
  addEvents(world, random, heard.slice(0, 300))
  addReports(world, random)
}

function addTrackFigures({ rows, seeds, today }: World, random: Random, track: Track): void {
  const { person, organization } = track.artist
  const totals = new Map<string, number>()
  for (let day = 1; day <= 14; day++) {
    const date = later(today, -day)
    const at = later(date, 1.1)
    for (const [n, [store, part]] of stores.entries()) {
      const streams = Math.round(track.reach * part * (0.7 + random.next() * 0.6))
      totals.set(dateOf(date), (totals.get(dateOf(date)) ?? 0) + streams)
      if (n < 2) {
        rows.add('analytics.platform_analytics', {
          id: random.uuid(at),
          user_id: person.id,
          entity_type: 'track',
          entity_id: track.id,
          platform_id: idOf(seeds.platforms, store),
          stat_date: dateOf(date),
          territory_code: random.pick([person.country, 'DE', 'US', 'GB']),
          source: 'store report',
          streams,
          downloads: Math.round(streams / 400),
          revenue: decimal(Math.round(streams * 0.38)),
          currency: 'EUR',
          listeners: Math.round(streams * 0.7),
          unique_listeners: Math.round(streams * 0.6),
          saves: Math.round(streams / 40),
          completion_rate: (40 + random.next() * 50).toFixed(2),
          skip_rate: (5 + random.next() * 30).toFixed(2),
          device_type: random.pick(['mobile', 'desktop', 'speaker']),
          is_estimated: day === 1,
          created_at: at,
        })
      }
      if (n === 0 && day <= 10)
        rows.add('analytics.spotify_metrics', {
          id: random.uuid(at),
          track_id: track.id,
          organization_id: organization?.id ?? null,
          stat_date: dateOf(date),
          streams,
          listeners: Math.round(streams * 0.7),
          saves: Math.round(streams / 40),
          save_rate: '0.025000',
          skip_rate: (random.next() * 0.3).toFixed(6),
          playlist_adds: Math.round(streams / 300),
          created_at: at,
        })
    }
    rows.add('analytics.daily_stats', statRow(random, 'track', track.id, date, totals.get(dateOf(date)) ?? 0))
    if (track.release?.tracks[0] === track && day <= 7)
      rows.add(
        'analytics.daily_stats',
        statRow(random, 'release', track.release.id, date, (totals.get(dateOf(date)) ?? 0) * track.release.tracks.length),
      )
  }
}

function statRow(random: Random, type: string, id: string, date: Date, streams: number) {
  const at = later(date, 1.2)
  return {
    id: random.uuid(at),
    entity_type: type,
    entity_id: id,
    stat_date: dateOf(date),
    platform_id: null,
    total_streams: streams,
    total_downloads: Math.round(streams / 400),
    total_revenue: decimal(Math.round(streams * 0.38)),
    currency: 'EUR',
    unique_listeners: Math.round(streams * 0.6),
    avg_listen_seconds: random.int(50, 190),
    territory_breakdown: { DE: 30, US: 30, GB: 20 },
    metrics: null as unknown,
    ...stamps(at),
  }
}

function addAudiences({ rows, artists, today }: World, random: Random, tracks: Track[]): void {
  const at = later(today, -1)
  const period = dateOf(later(today, -31)).slice(0, 7)
  const row = (userId: string, type: string, id: string, country: string) =>
    rows.add('analytics.audience_demographics', {
      id: random.uuid(at),
      user_id: userId,
      entity_type: type,
      entity_id: id,
      period,
      confidence: '0.9200',
      data_quality: random.pick(['high', 'medium']),
      age_ranges: { '18-24': 31, '25-34': 38, '35-49': 22, '50+': 9 },
      genders: { women: 51, men: 46, other: 3 },
      countries: { [country]: 44, US: 20, DE: 12 },
      platforms: { spotify: 55, apple_music: 20 },
      devices: { mobile: 71, desktop: 18, speaker: 11 },
      ...stamps(at),
    })
  for (const track of tracks) row(track.artist.person.id, 'track', track.id, track.artist.person.country)
  for (const artist of artists.filter((candidate) => candidate.person.featured))
    row(artist.person.id, 'artist', artist.id, artist.person.country)
  for (const artist of artists.slice(0, 40)) {
    for (let day = 1; day <= 14; day++) {
      rows.add('analytics.daily_stats', {
        ...statRow(random, 'user', artist.person.id, later(today, -day), random.int(0, 9000)),
        metrics: { logins: random.int(0, 4), uploads: random.int(0, 2), pitches: random.int(0, 1) },
      })
    }
  }
}

/** A year and more of days; the pitches of a day are counted by settle.ts. */
function addPlatformDays({ rows, people, today }: World, random: Random): void {
  const joined = groupBy(people, (person) => dateOf(person.since))
  for (let day = 420; day >= 1; day--) {
    const date = later(today, -day)
    const at = later(date, 1)
    const grown = 1 - day / 900
    rows.add('analytics.daily_analytics', {
      id: random.uuid(at),
      stat_date: dateOf(date),
      new_users: joined.get(dateOf(date))?.length ?? 0,
      active_users: Math.round(700 * grown + random.int(0, 140)),
      pitches_created: 0,
      pitches_accepted: 0,
      revenue: decimal(Math.round((180_000 + random.int(0, 60_000)) * grown)),
      mrr: decimal(Math.round(2_400_000 * grown)),
      currency: 'EUR',
      open_tickets: random.int(96, 150),
      metrics: { uploads: random.int(20, 90) },
      ...stamps(at),
    })
  }
}

function addMetrics({ rows, now }: World, random: Random): void {
  const metrics: [name: string, low: number, high: number][] = [
    ['requests_per_second', 40, 190],
    ['error_rate_percent', 0, 2],
    ['cache_hit_percent', 93, 99.6],
    ['upload_queue', 0, 60],
    ['failed_transactions_percent', 0, 4],
    ['disk_used_percent', 61, 66],
  ]
  for (let hour = 0; hour < 240; hour++) {
    const at = new Date(now.getTime() - hour * 3_600_000)
    for (const [metric, low, high] of metrics)
      rows.add('analytics.realtime_metrics', {
        id: random.uuid(at),
        metric,
        value: Number((low + random.next() * (high - low)).toFixed(2)),
        dimensions: { region: 'eu-central' },
        recorded_at: at,
        created_at: at,
      })
  }
}

function addEvents({ rows, people, now }: World, random: Random, tracks: Track[]): void {
  const types = {
    track_play: 40,
    track_download: 4,
    track_share: 5,
    track_like: 10,
    generation_started: 6,
    generation_completed: 5,
    generation_failed: 1,
    page_view: 40,
    button_click: 15,
  }
  for (let n = 0; n < 1800; n++) {
    const at = new Date(now.getTime() - random.next() * 20 * 86_400_000)
    const type = random.weighted(types)
    const isTrack = type.startsWith('track')
    rows.add('analytics.events', {
      id: random.uuid(at),
      user_id: random.pick(people).id,
      track_id: isTrack ? random.pick(tracks).id : null,
      event_type: type,
      event_data: type === 'page_view' ? { path: random.pick(['/catalogue', '/statements', '/shop']) } : {},
      occurred_at: at,
      created_at: at,
    })
  }
  for (let n = 0; n < 2400; n++) {
    const at = new Date(now.getTime() - random.next() * 30 * 86_400_000)
    const track = random.pick(tracks)
    const person = random.pick(people)
    const type = random.weighted({ play: 60, complete: 28, skip: 12 })
    rows.add('analytics.streaming_events', {
      id: random.uuid(at),
      track_id: track.id,
      user_id: random.chance(0.7) ? person.id : null,
      event_type: type,
      position_seconds: type === 'play' ? 0 : type === 'complete' ? track.sound.seconds : random.int(3, 40),
      country: person.country,
      city: person.latinCity,
      device: { kind: random.pick(['mobile', 'desktop', 'speaker']) },
      occurred_at: at,
      created_at: at,
    })
  }
}

function addReports({ rows, artists, now }: World, random: Random): void {
  const kinds = [
    ['Streams of the month', 'performance'],
    ['Royalties by store', 'financial'],
    ['Where we are heard', 'audience'],
    ['My table', 'custom'],
  ] as const
  for (const [n, artist] of artists.slice(0, 48).entries()) {
    const at = later(now, -random.int(20, 200))
    const [name, type] = kinds[n % kinds.length] as (typeof kinds)[number]
    const id = random.uuid(at)
    const format = random.pick(['web', 'pdf', 'excel', 'csv', 'json', 'xml'])
    const userId = artist.person.id
    rows.add('analytics.saved_reports', {
      id,
      user_id: userId,
      name,
      description: null,
      type,
      parameters: { days: 30, artist: artist.id },
      schedule: n % 3 === 0 ? { every: 'month' } : null,
      format,
      category: type,
      tags: ['monthly'],
      is_public: false,
      is_template: n % 16 === 0,
      version: 1,
      parent_report_id: null,
      last_run_at: later(now, -random.next() * 15),
      ...stamps(at),
    })
    const status = n % 12 === 5 ? 'failed' : n % 12 === 7 ? 'processing' : n % 12 === 9 ? 'pending' : 'completed'
    const ran = later(now, -random.next() * 15 - 0.1)
    const isDone = status === 'completed'
    rows.add('analytics.report_exports', {
      id: random.uuid(ran),
      report_id: id,
      user_id: userId,
      name,
      format: format === 'web' ? 'pdf' : format,
      status,
      url: isDone ? `${files}/exports/${id}` : null,
      expires_at: later(ran, 7),
      size_bytes: isDone ? random.int(9000, 900_000) : null,
      pages: isDone && format === 'pdf' ? random.int(1, 12) : null,
      download_count: isDone ? random.int(0, 4) : 0,
      processing_time_ms: isDone ? random.int(200, 9000) : null,
      error_details: status === 'failed' ? 'The period holds no figures.' : null,
      job_id: `job-${id.slice(-8)}`,
      recipient_email: artist.person.email,
      ...stamps(ran),
    })
  }
}
