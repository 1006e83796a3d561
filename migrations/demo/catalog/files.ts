/** What hangs on releases and tracks: credits, files, versions, stems, changes, imports, the archive. */
import { instruments } from '../corpus/tracks.ts'
import { files } from '../media.ts'
import { type Random, seeded } from '../random.ts'
import { later, noLaterThan, slugOf, stamps, type World } from '../world.ts'
import type { Release, Track } from './music.ts'

export function addFiles(world: World): void {
  const random = seeded('files')
  for (const track of world.tracks) addCredits(world, track, random)
  for (const release of world.releases) {
    addArtworkCredit(world, release, random)
    addAssets(world, release, random)
  }
  addVersions(world, random)
  addChanges(world, random)
  addBundles(world, random)
  addArchive(world, random)
  addImports(world, random)
}

function addCredits(world: World, track: Track, random: Random): void {
  const { artist, createdAt } = track
  const guest = random.pick(world.artists)
  const credit = (role: string, name: string, artistId: string | null, userId: string | null, position: number, extra = {}) =>
    world.rows.add('catalog.credits', {
      id: random.uuid(createdAt),
      entity_type: 'track',
      entity_id: track.id,
      role,
      name,
      detail: null,
      instrument: null,
      position,
      artist_id: artistId,
      user_id: userId,
      ...extra,
      ...stamps(createdAt),
    })
  credit('primary_artist', artist.name, artist.id, artist.person.id, 1)
  credit('composer', artist.person.latinName, null, artist.person.id, 2)
  if (!track.isInstrumental && random.chance(0.4)) credit('lyricist', artist.person.latinName, null, artist.person.id, 3)
  if (guest !== artist && random.chance(0.12)) credit('featured_artist', guest.name, guest.id, guest.person.id, 4)
  if (random.chance(0.25)) credit('producer', guest.person.latinName, null, guest.person.id, 5)
  if (random.chance(0.15)) credit('musician', guest.person.latinName, null, guest.person.id, 6, { instrument: random.pick(instruments) })
  if (random.chance(0.12)) credit(random.pick(['mixing_engineer', 'mastering_engineer']), 'Low Tide Mastering', null, null, 7)
  if (random.chance(0.1)) credit('vocalist', guest.person.latinName, guest.id, null, 8, { detail: random.pick(['backup', 'harmony']) })
}

function addArtworkCredit({ rows }: World, release: Release, random: Random): void {
  const roles = { artwork_designer: 5, artwork_photographer: 5, artwork_illustrator: 3, art_director: 1, additional_personnel: 1 }
  const { artist, createdAt } = release
  const isMixed = release.type === 'compilation'
  if (!isMixed && !random.chance(0.3)) return
  rows.add('catalog.credits', {
    id: random.uuid(createdAt),
    entity_type: 'release',
    entity_id: release.id,
    role: isMixed ? 'compilation_artist' : random.weighted(roles),
    name: isMixed ? artist.name : random.pick(['Ines Duarte', 'Studio Mole', 'P. Anker', artist.person.latinName]),
    detail: null,
    instrument: null,
    position: 1,
    artist_id: isMixed ? artist.id : null,
    user_id: null,
    ...stamps(createdAt),
  })
}

function addAssets({ rows }: World, release: Release, random: Random): void {
  const { artist, createdAt } = release
  const asset = (type: string, subType: string, name: string, kilobytes: number, on: [string, string], extra = {}) => {
    const id = random.uuid(createdAt)
    rows.add('catalog.assets', {
      id,
      user_id: artist.person.id,
      entity_type: on[0],
      entity_id: on[1],
      type,
      sub_type: subType,
      file_url: `${files}/${subType}/${id}/${name}`,
      file_name: name,
      original_file_name: name,
      file_size_bytes: kilobytes * 1000 + random.int(0, 999),
      mime_type: { audio: 'audio/wav', image: 'image/jpeg', document: 'application/pdf', video: 'video/mp4' }[type],
      duration_seconds: null,
      width: null,
      height: null,
      is_public: false,
      status: 'active',
      processing_status: 'completed',
      processing_error: null,
      replaced_by_id: null as string | null,
      ...extra,
      ...stamps(createdAt),
    })
    return id
  }
  const cover = asset('image', 'artwork', 'cover.jpg', 2400, ['release', release.id], {
    width: 3000,
    height: 3000,
    is_public: release.status === 'published',
  })
  if (random.chance(0.06)) {
    asset('image', 'artwork', 'cover-old.jpg', 900, ['release', release.id], {
      width: 1400,
      height: 1400,
      status: 'replaced',
      replaced_by_id: cover,
    })
  }
  for (const track of release.tracks.slice(0, 2)) {
    const processing = random.weighted({ completed: 94, failed: 3, processing: 2, pending: 1 })
    asset('audio', 'master', `${slugOf(track.title) || 'master'}.wav`, track.sound.seconds * 264, ['track', track.id], {
      duration_seconds: track.sound.seconds,
      processing_status: processing,
      processing_error: processing === 'failed' ? 'The file ends in the middle of a block.' : null,
    })
  }
  if (random.chance(0.08)) asset('document', 'contract', 'sample-licence.pdf', 180, ['release', release.id])
  if (random.chance(0.02)) asset('image', 'booklet', 'booklet.jpg', 900, ['release', release.id], { status: 'deleted' })
  if (random.chance(0.05))
    asset('video', 'clip', 'clip.mp4', 48_000, ['release', release.id], { width: 1920, height: 1080, duration_seconds: 34 })
}

/** Generated tracks get their two variants in the studio; these are remasters and uploads with stems. */
function addVersions({ rows, tracks }: World, random: Random): void {
  for (const track of tracks) {
    if (!random.chance(0.05)) continue
    const at = later(track.createdAt, 1)
    const versions = [0, 1].map((index) => {
      const row = {
        id: random.uuid(at),
        track_id: track.id,
        variant_index: index,
        audio_url: track.sound.url,
        duration_seconds: track.sound.seconds,
        lyrics: null,
        suno_id: null,
        is_primary_variant: index === 0,
        is_preferred_variant: index === 1,
        like_count: 0,
        metadata: { note: index === 0 ? 'as released' : 'louder' },
        created_at: at,
      }
      rows.add('catalog.track_versions', row)
      return row.id
    })
    for (const stem of ['vocals', 'drums', 'bass', 'melody']) {
      rows.add('catalog.track_stems', {
        id: random.uuid(at),
        track_id: track.id,
        version_id: versions[0],
        stem_type: stem,
        label: null,
        audio_url: `${files}/stems/${track.id}/${stem}.wav`,
        audio_format: 'wav',
        separation_mode: random.weighted({ uploaded: 6, replicate_demucs: 4 }),
        is_individually_licensable: stem === 'drums' && random.chance(0.3),
        created_at: at,
      })
    }
  }
}

function addChanges({ rows, releases }: World, random: Random): void {
  for (const release of releases) {
    if (!random.chance(0.25)) continue
    let previous: string | null = null
    for (const [n, change] of [
      { status: ['draft', 'submitted'] },
      { status: ['submitted', release.status] },
      { title: [release.title.toLowerCase(), release.title] },
    ].entries()) {
      const at = later(release.createdAt, n / 4)
      const id = random.uuid(at)
      rows.add('catalog.version_history', {
        id,
        entity_type: 'release',
        entity_id: release.id,
        version_number: n + 1,
        changes: change,
        changed_by: release.artist.person.id,
        changed_at: at,
        comment: n === 2 ? 'Capital letters' : null,
        is_automated: n === 1,
        previous_version_id: previous,
        created_at: at,
      })
      previous = id
    }
  }
}

function addBundles({ rows, releases, now }: World, random: Random): void {
  for (const release of releases.filter((candidate) => candidate.status === 'published').slice(0, 40)) {
    const at = noLaterThan(later(now, -1), later(release.releaseDate, 3))
    const bundle = random.uuid(at)
    rows.add('catalog.asset_bundles', {
      id: bundle,
      user_id: release.artist.person.id,
      release_id: release.id,
      name: `${release.title}, press kit`,
      description: 'Cover, photographs, texts and two tracks',
      status: random.weighted({ completed: 85, processing: 8, failed: 4, pending: 3 }),
      ...stamps(at),
    })
    for (const version of ['1.0', '1.1'].slice(0, random.int(1, 2))) {
      const id = random.uuid(at)
      rows.add('catalog.asset_versions', {
        id,
        bundle_id: bundle,
        version,
        changelog: version === '1.0' ? 'First' : 'New photographs',
        files: ['cover.jpg', 'photo-1.jpg', 'text.pdf'].map((name) => ({ name, bytes: random.int(90, 4000) * 1000 })),
        created_at: at,
      })
      for (let day = 1; day <= 3; day++) {
        const downloads = random.int(0, 40)
        rows.add('analytics.bundle_analytics', {
          id: random.uuid(at),
          bundle_id: bundle,
          version_id: id,
          stat_date: later(now, -day),
          downloads,
          unique_users: Math.ceil(downloads * 0.8),
          geographic_data: { [release.artist.person.country]: downloads },
          created_at: at,
        })
      }
    }
  }
}

/** Tracks that nobody hears: some have been told, some are moved, one move failed. */
function addArchive({ rows, now }: World, random: Random): void {
  type TrackRow = {
    id: string
    status: string
    audio_url: string
    created_at: Date
    archive_scheduled_at: Date | null
    archived_at: Date | null
    archived_to_storage: boolean
    storage_audio_url: string | null
  }
  const quiet = rows.of<TrackRow>('catalog.tracks').filter((track) => track.status === 'archived' && later(track.created_at, 100) < now)
  for (const [n, track] of quiet.entries()) {
    const told = later(now, -random.int(8, 60))
    track.archive_scheduled_at = later(told, 7)
    const status = n === 0 ? 'failed' : n === 1 ? 'processing' : n === 2 ? 'pending' : 'completed'
    const archived = `${files}/tracks-archive/${track.id}.wav`
    if (status === 'completed')
      Object.assign(track, { archived_at: later(told, 7.2), archived_to_storage: true, storage_audio_url: archived })
    rows.add('catalog.track_archiving_jobs', {
      id: random.uuid(told),
      track_id: track.id,
      status,
      original_audio_url: track.audio_url,
      archived_audio_url: status === 'completed' ? archived : null,
      started_at: status === 'pending' ? null : later(told, 7.1),
      completed_at: status === 'completed' ? later(told, 7.2) : null,
      error_message: status === 'failed' ? 'The archive answered 503 three times.' : null,
      ...stamps(told),
    })
  }
}

function addImports({ rows, organizations, now }: World, random: Random): void {
  const states = ['completed', 'completed', 'completed', 'processing', 'pending', 'failed', 'cancelled'] as const
  for (const [n, organization] of organizations
    .filter((candidate) => candidate.type === 'label')
    .slice(0, 21)
    .entries()) {
    const at = later(now, -random.int(1, 120))
    const status = states[n % states.length] ?? 'completed'
    const total = random.int(12, 400)
    const done = status === 'completed' ? total : status === 'pending' ? 0 : random.int(1, total)
    const failed = status === 'failed' ? Math.ceil(done / 3) : random.chance(0.5) ? random.int(0, Math.min(4, done)) : 0
    rows.add('catalog.import_batches', {
      id: random.uuid(at),
      user_id: organization.owner.id,
      type: random.pick(['releases', 'tracks', 'royalties', 'analytics']),
      name: `${organization.name}, back catalogue ${n + 1}`,
      source: random.pick(['catalogue.csv', 'ddex.zip', 'sales-report.xlsx']),
      status,
      total_items: total,
      processed_items: done,
      successful_items: done - failed,
      failed_items: failed,
      errors: failed > 0 ? [{ line: random.int(2, total), message: 'The ISRC has 11 characters.' }] : null,
      ...stamps(at),
    })
  }
}
