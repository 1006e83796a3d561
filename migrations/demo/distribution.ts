/** Stores and what became of every delivery to them. */
import type { Release } from './catalog/music.ts'
import { type Random, seeded } from './random.ts'
import { dateOf, groupBy, idOf, later, noLaterThan, stamps, type World } from './world.ts'

type Status =
  | 'pending'
  | 'scheduled'
  | 'processing'
  | 'retrying'
  | 'distributed'
  | 'failed'
  | 'rejected'
  | 'cancelled'
  | 'takedown_pending'
  | 'takedown_complete'

const launched = new Date('2021-01-04T08:00:00Z')
const stores: [code: string, name: string, category: string, tier: string, method: string, territories: string[]][] = [
  ['amazon_music', 'Amazon Music', 'dsp', 'premium', 'sftp', ['worldwide']],
  ['qobuz', 'Qobuz', 'dsp', 'standard', 'sftp', ['FR', 'DE', 'GB', 'US', 'JP']],
  ['boomplay', 'Boomplay', 'dsp', 'standard', 'api', ['NG', 'GH', 'KE', 'ZA', 'SN']],
  ['jiosaavn', 'JioSaavn', 'dsp', 'standard', 'api', ['IN']],
  ['anghami', 'Anghami', 'dsp', 'standard', 'api', ['AE', 'EG', 'JO', 'MA', 'SA']],
  ['tiktok', 'TikTok', 'social', 'premium', 'api', ['worldwide']],
  ['vevo', 'Vevo', 'video', 'basic', 'manual', ['worldwide']],
]
const failures: [category: string, details: string, resolution: string | null][] = [
  ['artwork', 'The cover has 2400 pixels, 3000 are asked for.', 'Send a new cover.'],
  ['metadata', 'The name of the featured artist is part of the title.', 'Move it to the credits.'],
  ['audio', 'The file ends 0.4 s before the stated length.', null],
  ['connection', 'The store answered 503 three times.', 'Is sent again by itself.'],
  ['rights', 'The store holds the same ISRC for another release.', null],
]

export function addDistribution(world: World): void {
  const random = seeded('distribution')
  addStores(world, random)
  for (const release of world.releases) {
    if (release.status === 'draft' || release.status === 'submitted') continue
    deliver(world, release, random)
  }
  addBatches(world, random)
  addSchedules(world, random)
  addConnections(world, random)
}

function addStores({ rows, seeds }: World, random: Random): void {
  for (const [code, name, category, tier, method, territories] of stores) {
    const id = random.uuid(launched)
    seeds.platforms.set(code, id)
    rows.add('distribution.platforms', {
      id,
      code,
      name,
      category,
      tier,
      is_active: code !== 'vevo',
      delivery_method: method,
      connection_type: method === 'api' ? 'oauth' : 'key',
      auth_type: method === 'api' ? 'bearer' : 'ssh',
      api_endpoint: method === 'api' ? `https://delivery.${code}.example/v2` : null,
      processing_time: '2 to 5 days',
      territories,
      requirements: { cover: 3000, explicit: 'flag' },
      rate_limits: { perMinute: 60 },
      supported_formats: ['wav', 'flac'],
      supported_content: ['single', 'album', 'ep', 'compilation', 'remix', 'live'],
      min_image_quality: '3000 x 3000',
      supports_pre_orders: tier === 'premium',
      supports_takedowns: true,
      supports_metadata_updates: method === 'api',
      royalty_rate: (0.002 + random.next() * 0.006).toFixed(6),
      ...stamps(launched),
    })
  }
}

const statusOf: Record<Release['status'], Partial<Record<Status, number>>> = {
  draft: { pending: 1 },
  submitted: { pending: 1 },
  in_review: { pending: 1 },
  approved: { scheduled: 6, pending: 2, processing: 2 },
  rejected: { cancelled: 1 },
  published: { distributed: 88, processing: 3, retrying: 2, failed: 3, rejected: 2, pending: 2 },
  taken_down: { takedown_complete: 6, takedown_pending: 4 },
  archived: { distributed: 5, takedown_complete: 5 },
}

function deliver(world: World, release: Release, random: Random): void {
  const { rows, seeds, now } = world
  // Most releases are whole: one store that fails fails the release.
  const isWhole = release.status !== 'published' || random.chance(0.85)
  const codes = random.shuffle([...seeds.platforms.keys()].filter((code) => code !== 'vevo')).slice(0, random.int(2, 4))
  if (!codes.includes('spotify')) codes.push('spotify')
  for (const code of codes) {
    const status = isWhole && release.status === 'published' ? 'distributed' : random.weighted(statusOf[release.status])
    const sent = noLaterThan(later(now, -0.1), later(release.createdAt, 0.5 + random.next()))
    const isSent = !['pending', 'scheduled', 'cancelled'].includes(status)
    const live =
      status === 'distributed' || status.startsWith('takedown')
        ? noLaterThan(later(now, -0.05), later(release.releaseDate, random.next()))
        : null
    const failure = status === 'failed' || status === 'rejected' || status === 'retrying' ? random.pick(failures) : null
    const takedown = status.startsWith('takedown') ? later(now, -random.int(1, 30)) : null
    const id = random.uuid(sent)
    release.records.set(code, id)
    rows.add('distribution.records', {
      id,
      release_id: release.id,
      platform_id: idOf(seeds.platforms, code),
      user_id: release.artist.person.id,
      batch_id: null as string | null,
      status,
      scheduled_at: status === 'scheduled' ? release.releaseDate : null,
      submitted_at: isSent ? sent : null,
      distributed_at: live,
      completed_at: live,
      last_status_update_at: takedown ?? live ?? sent,
      last_checked_at: noLaterThan(now, later(sent, 3)),
      platform_release_id: live ? `${code}:${release.upc.slice(5)}` : null,
      reference_id: isSent ? `DR-${release.upc.slice(6, 12)}-${code.slice(0, 3).toUpperCase()}` : null,
      platform_url: live ? `https://${code.replaceAll('_', '-')}.example/r/${release.upc}` : null,
      delivery_method: code === 'amazon_music' || code === 'qobuz' ? 'sftp' : 'api',
      attempt_count: failure ? random.int(1, 3) : isSent ? 1 : 0,
      retry_history: status === 'retrying' ? [{ at: dateOf(sent), error: failure?.[1] }] : null,
      error_category: failure?.[0] ?? null,
      error_details: failure?.[1] ?? null,
      error_resolution: failure?.[2] ?? null,
      takedown_requested: takedown !== null,
      takedown_reason: takedown ? random.pick(['Asked by the artist', 'Unlicensed recording', 'Contract ended']) : null,
      takedown_requested_at: takedown,
      takedown_completed_at: status === 'takedown_complete' && takedown ? later(takedown, 0.4) : null,
      territories: null,
      ...stamps(sent, takedown ?? live ?? sent),
    })
  }
}

type RecordRow = {
  id: string
  release_id: string
  platform_id: string
  user_id: string
  status: Status
  batch_id: string | null
  created_at: Date
}

/** People with several releases send them together. */
function addBatches({ rows, people }: World, random: Random): void {
  const byUser = groupBy(rows.of<RecordRow>('distribution.records'), (record) => record.user_id)
  for (const [userId, records] of byUser) {
    if (records.length < 9 || !random.chance(0.5)) continue
    const at = new Date(Math.max(...records.map((record) => record.created_at.getTime())))
    const id = random.uuid(at)
    for (const record of records) record.batch_id = id
    const done = records.filter((record) => !['pending', 'scheduled', 'processing', 'retrying'].includes(record.status))
    const failed = done.filter((record) => ['failed', 'rejected', 'cancelled'].includes(record.status))
    const status =
      done.length === records.length
        ? failed.length === records.length
          ? 'failed'
          : 'completed'
        : done.length === 0
          ? 'pending'
          : 'processing'
    const owner = people.find((person) => person.id === userId)
    rows.add('distribution.batches', {
      id,
      user_id: userId,
      name: `${owner?.artistName}, ${dateOf(at)}`,
      description: null,
      batch_type: records.some((record) => record.status.startsWith('takedown')) ? 'takedown' : random.weighted({ release: 8, update: 2 }),
      batch_source: random.weighted({ user: 6, scheduled: 3, automated: 1 }),
      priority: random.weighted({ normal: 8, high: 2 }),
      status,
      started_at: at,
      completed_at: status === 'completed' || status === 'failed' ? later(at, 0.1) : null,
      total_items: records.length,
      processed_items: done.length,
      success_items: done.length - failed.length,
      failed_items: failed.length,
      notification_email: owner?.email ?? null,
      ...stamps(at),
    })
  }
}

function addSchedules({ rows, releases, now }: World, random: Random): void {
  const records = groupBy(rows.of<RecordRow>('distribution.records'), (record) => record.release_id)
  for (const release of releases) {
    const own = records.get(release.id) ?? []
    const isAhead = release.status === 'approved' && release.releaseDate > now
    if (!isAhead && !(release.status === 'published' && random.chance(0.06))) continue
    const id = random.uuid(release.createdAt)
    const status = isAhead
      ? random.weighted({ scheduled: 9, cancelled: 1 })
      : random.weighted({ distributed: 16, failed: 2, processing: 1, retrying: 1 })
    const isDone = status === 'distributed'
    rows.add('distribution.scheduled_distributions', {
      id,
      user_id: release.artist.person.id,
      release_id: release.id,
      scheduled_at: release.releaseDate,
      status,
      executed_at: isAhead ? null : release.releaseDate,
      completed_at: isDone ? later(release.releaseDate, 0.2) : null,
      strategy: random.weighted({ simultaneous: 8, staggered: 2 }),
      priority: 'standard',
      notification_email: release.artist.person.email,
      notification_sent: isDone,
      notes: null,
      ...stamps(release.createdAt),
    })
    for (const record of own) {
      rows.add('distribution.scheduled_distribution_platforms', {
        id: random.uuid(release.createdAt),
        scheduled_distribution_id: id,
        platform_id: record.platform_id,
        status: record.status,
        is_exclusive: false,
        failure: record.status === 'failed' ? { message: 'The store answered 503 three times.' } : null,
        distribution_record_id: record.id,
        ...stamps(release.createdAt),
      })
    }
  }
}

function addConnections({ rows, artists, seeds, now }: World, random: Random): void {
  for (const artist of artists.filter((candidate) => candidate.isVerified).slice(0, 60)) {
    const at = later(artist.since, 5)
    const verification = random.weighted({ verified: 80, pending: 8, rejected: 4, expired: 8 })
    rows.add('distribution.platform_credentials', {
      id: random.uuid(at),
      user_id: artist.person.id,
      platform_id: idOf(seeds.platforms, random.pick(['spotify', 'soundcloud', 'youtube_music', 'tiktok'])),
      credentials: { sealed: 'demo' },
      status: verification === 'expired' ? 'expired' : 'active',
      verification_status: verification,
      verified_at: verification === 'verified' ? at : null,
      expires_at: verification === 'expired' ? later(now, -random.int(1, 60)) : later(now, random.int(20, 200)),
      is_default: true,
      labels: artist.organization ? [artist.organization.name] : null,
      ...stamps(at),
    })
  }
}
