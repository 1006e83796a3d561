/** Genres, tags, artists, releases and tracks as rows. */

import { instruments, keys, moods, occasions, subgenres, themes } from '../corpus/tracks.ts'
import { coverOf, files } from '../media.ts'
import { type Random, seeded } from '../random.ts'
import { dateOf, idOf, later, slugOf, stamps, type World } from '../world.ts'
import type { Artist, Release, Track } from './music.ts'

const launched = new Date('2021-01-04T08:00:00Z')
const languages: Record<string, string> = {
  es: 'spanish',
  fr: 'french',
  de: 'german',
  hi: 'hindi',
  ja: 'japanese',
  ko: 'korean',
  pt: 'portuguese',
  ru: 'russian',
  ar: 'arabic',
}

export function addCatalog(world: World): void {
  const random = seeded('catalogue rows')
  addGenres(world, random)
  for (const artist of world.artists) world.rows.add('catalog.artists', artistRow(artist, random))
  for (const release of world.releases) world.rows.add('catalog.releases', releaseRow(world, release, random))
  for (const track of world.tracks) world.rows.add('catalog.tracks', trackRow(world, track, random))
  for (const release of world.releases) {
    for (const [n, track] of release.tracks.entries()) {
      world.rows.add('catalog.release_tracks', {
        id: random.uuid(release.createdAt),
        release_id: release.id,
        track_id: track.id,
        disc_number: 1,
        track_number: n + 1,
        is_bonus: n > 8,
        is_instant: n === 0 && release.tracks.length > 6,
        ...stamps(release.createdAt),
      })
    }
  }
}

function addGenres({ rows, seeds }: World, random: Random): void {
  for (const [parent, names] of subgenres) {
    for (const name of names) {
      const row = { id: random.uuid(launched), name, slug: slugOf(name), parent_genre_id: idOf(seeds.genres, parent), is_active: true }
      seeds.genres.set(row.slug, row.id)
      rows.add('catalog.genres', { ...row, ...stamps(launched) })
    }
  }
}

function artistRow(artist: Artist, random: Random) {
  const { person } = artist
  const isGroup = artist.type !== 'person'
  return {
    id: artist.id,
    user_id: person.id,
    organization_id: artist.organization?.id ?? null,
    name: artist.name,
    sort_name: isGroup ? artist.name.replace(/^The (.*)$/, '$1, The') : `${person.latinFamily}, ${person.latinFirst}`,
    type: artist.type,
    biography: `${artist.name} ${isGroup ? 'are' : 'is'} from ${person.latinCity} and ${isGroup ? 'write' : 'writes'} about ${random.pick(themes)} and ${random.pick(themes)}.`,
    formed_year: artist.since.getUTCFullYear() - random.int(0, 12),
    country: person.country,
    website_url: person.featured ? `https://${person.email.split('@')[1]}` : null,
    genres: [artist.genre],
    tags: [random.pick(moods), random.pick(themes)],
    is_verified: artist.isVerified,
    spotify_id: artist.isVerified ? artist.id.replaceAll('-', '').slice(10) : null,
    isni: artist.isVerified ? `0000000${String(random.int(0, 999_999_999)).padStart(9, '0')}` : null,
    member_artists: isGroup ? [{ name: person.latinName, since: artist.since.getUTCFullYear() }] : null,
    primary_label: artist.organization?.name ?? null,
    booking_contact: artist.isVerified ? `booking@${person.email.split('@')[1]}` : null,
    ...stamps(artist.since),
  }
}

function releaseRow({ seeds, now }: World, release: Release, random: Random) {
  const { artist, status, createdAt } = release
  const label = artist.organization?.name ?? artist.name
  const year = release.releaseDate.getUTCFullYear()
  return {
    id: release.id,
    user_id: artist.person.id,
    organization_id: artist.organization?.id ?? null,
    title: release.title,
    type: release.type,
    primary_artist_id: artist.id,
    display_artist: artist.name,
    status,
    moderation_status: release.review,
    // Follows the deliveries.
    distribution_status: 'pending',
    distributed_at: status === 'published' ? release.releaseDate : null,
    catalogue_id: `BL-${release.upc.slice(4, 12)}`,
    catalog_number: artist.organization
      ? `${label
          .replace(/[^\p{L}]/gu, '')
          .slice(0, 3)
          .toUpperCase()}${random.int(1, 99)}`
      : null,
    upc: status === 'draft' ? null : release.upc,
    release_date: dateOf(release.releaseDate),
    original_release_date: release.type === 'live' || random.chance(0.9) ? null : dateOf(later(release.releaseDate, -900)),
    pre_order_date: status === 'approved' && release.releaseDate > now ? dateOf(later(release.releaseDate, -5)) : null,
    language: languages[artist.person.language] ?? 'english',
    is_explicit: release.tracks.some((track) => track.isExplicit),
    genre_id: idOf(seeds.genres, artist.genre),
    tags: [random.pick(moods), random.pick(themes)],
    cover_url: coverOf(release.id),
    artwork_metadata: { width: 3000, height: 3000, format: 'jpg' },
    notes: status === 'rejected' ? 'Artwork shows the logo of a shop.' : null,
    record_label: label,
    copyright_text: `© ${year} ${label}`,
    ownership_type: random.weighted({ original: 90, licensed: 6, sample_cleared: 3, public_domain: 1 }),
    territories: random.chance(0.1) ? ['DE', 'AT', 'CH'] : null,
    visibility_settings: { searchable: true, featured: false, playlistEligible: true },
    metadata: {},
    deleted_at: null,
    ...stamps(createdAt, status === 'taken_down' ? later(now, -random.int(1, 20)) : createdAt),
  }
}

function trackRow({ seeds, now }: World, track: Track, random: Random) {
  const { artist, release, status } = track
  const plays = Math.round((track.reach * Math.max(0, now.getTime() - track.releaseDate.getTime())) / 86_400_000 / 3)
  const text = track.isInstrumental ? null : lyrics(random)
  const isNightMix = track.named?.title === 'Midnight Cargo'
  return {
    id: track.id,
    user_id: artist.person.id,
    organization_id: artist.organization?.id ?? null,
    title: track.title,
    version_title: track.version,
    album_title: release && release.tracks.length > 2 ? release.title : null,
    primary_artist_id: artist.id,
    display_artist: artist.name,
    isrc: status === 'draft' ? null : track.isrc,
    status,
    moderation_status: track.review,
    duration_seconds: track.sound.seconds,
    release_date: dateOf(track.releaseDate),
    publication_year: track.releaseDate.getUTCFullYear(),
    language: track.isInstrumental ? 'instrumental' : (languages[artist.person.language] ?? 'english'),
    is_explicit: track.isExplicit,
    genre_id: idOf(seeds.genres, artist.genre),
    moods: [random.pick(moods)],
    tags: [random.pick(themes), random.pick(instruments)],
    bpm: random.int(62, 176),
    musical_key: random.pick(keys),
    lyrics: text,
    audio_url: track.sound.url,
    cover_url: coverOf(release?.id ?? track.id),
    waveform_url: `${files}/waveforms/${track.id}.json`,
    audio_format: random.weighted({ wav: 80, flac: 15, mp3: 5 }),
    audio_metadata: { sampleRate: 44_100, bitDepth: 24, channels: 2 },
    has_stems: false,
    has_vocals: !track.isInstrumental,
    sample_details: isNightMix ? { clearanceType: 'free', sources: ['drum loop, sold as a sample'] } : null,
    ai_analysis: track.review ? { qualityScore: random.int(55, 98), contentWarnings: track.isExplicit ? ['explicit words'] : [] } : null,
    ownership_type: 'original',
    ai_tags: null as unknown,
    royalty_eligible: true,
    record_label: artist.organization?.name ?? artist.name,
    is_public: status === 'published',
    like_count: 0,
    play_count: plays,
    view_count: Math.round(plays * 1.3),
    download_count: Math.round(plays / 90),
    archive_scheduled_at: null as Date | null,
    archived_at: null as Date | null,
    archived_to_storage: false,
    storage_audio_url: null as string | null,
    metadata: text && random.chance(0.2) ? { timestamped_lyrics: timed(text) } : {},
    deleted_at: null,
    ...stamps(track.createdAt),
  }
}

const first = [
  'The window is open',
  'I counted the lamps',
  'We kept the radio on',
  'The river was late',
  'You left the kettle singing',
  'They painted the station blue',
]
const second = [
  'and nobody asked',
  'all the way to the harbour',
  'until the street was quiet',
  'with salt on the stairs',
  'as if it were morning',
  'and I answered in my coat',
]

function lyrics(random: Random): string {
  return Array.from({ length: random.int(4, 8) }, () => `${random.pick(first)}, ${random.pick(second)}`).join('\n')
}

const timed = (text: string) => text.split('\n').map((line, n) => ({ start: n * 7.5, end: n * 7.5 + 7, text: line }))

/** Free tags with how often they are used, and structured tags on some of the content. */
export function addTags({ rows, tracks }: World): void {
  const random = seeded('tags')
  const used = new Map<string, number>()
  for (const row of rows.of<{ tags: string[] }>('catalog.tracks')) for (const tag of row.tags) used.set(tag, (used.get(tag) ?? 0) + 1)
  for (const [name, count] of used) {
    rows.add('catalog.tags', {
      id: random.uuid(launched),
      name,
      slug: slugOf(name),
      usage_count: count,
      trending_score: (count * (0.2 + random.next())).toFixed(2),
      ...stamps(launched),
    })
  }
  const words = {
    mood: moods,
    instrument: instruments,
    theme: themes,
    occasion: occasions,
    keyword: themes,
    genre: ['crossover'],
    era: ['80s', '90s', '70s'],
    culture: ['diaspora'],
    musical_element: ['call and response', 'drone'],
  }
  for (const track of tracks) {
    if (!random.chance(0.3)) continue
    for (const category of random.shuffle(Object.keys(words) as (keyof typeof words)[]).slice(0, 3)) {
      const source = random.weighted({ user: 5, ai: 4, system: 1 })
      rows.add('catalog.content_tags', {
        id: random.uuid(track.createdAt),
        entity_type: 'track',
        entity_id: track.id,
        category,
        tag: random.pick(words[category]),
        source,
        confidence: source === 'ai' ? (0.5 + random.next() / 2).toFixed(4) : null,
        created_by: source === 'user' ? track.artist.person.id : null,
        is_verified: source === 'user',
        created_at: track.createdAt,
      })
    }
  }
}
