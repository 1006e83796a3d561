/** Artists with their releases and tracks: what everything else in the catalogue hangs on. */
import type { Language } from '../corpus/story.ts'
import { releaseTitles } from '../corpus/titles.ts'
import { songs, versions } from '../corpus/tracks.ts'
import { type Sound, sound, sounds } from '../media.ts'
import type { Organization } from '../people/organizations.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { dateOf, later, type World } from '../world.ts'
import { type NamedWork, namedWorks } from './named.ts'

export interface Artist {
  id: string
  name: string
  person: Person
  organization: Organization | null
  type: 'person' | 'group' | 'orchestra' | 'other'
  genre: string
  isVerified: boolean
  since: Date
}

type Status = 'draft' | 'submitted' | 'in_review' | 'approved' | 'rejected' | 'published' | 'taken_down' | 'archived'
type Review = 'pending' | 'in_progress' | 'flagged' | 'approved' | 'rejected' | 'appealed' | null

export interface Release {
  id: string
  artist: Artist
  title: string
  type: 'single' | 'album' | 'ep' | 'compilation' | 'remix' | 'live'
  status: Status
  review: Review
  releaseDate: Date
  createdAt: Date
  upc: string
  tracks: Track[]
  /** What was sent, by the code of the store. */
  records: Map<string, string>
}

export interface Track {
  id: string
  artist: Artist
  title: string
  version: string | null
  isrc: string
  status: Status
  review: Review
  sound: Sound
  releaseDate: Date
  createdAt: Date
  isInstrumental: boolean
  isExplicit: boolean
  release: Release | null
  /** Streams a day about now; what people earn and what the statistics show follow it. */
  reach: number
  named: NamedWork | null
}

const genres = [
  'pop',
  'indie-pop',
  'rock',
  'indie-rock',
  'hip_hop',
  'electronic',
  'ambient',
  'house',
  'rb',
  'latin',
  'jazz',
  'folk',
  'singer-songwriter',
  'classical',
  'world',
  'reggae',
  'metal',
  'shoegaze',
  'blues',
  'country',
]
const reviewOf: Record<Status, Review> = {
  draft: null,
  submitted: 'pending',
  in_review: 'in_progress',
  approved: 'approved',
  rejected: 'rejected',
  published: 'approved',
  taken_down: 'rejected',
  archived: 'approved',
}

/** Everybody who is paid for music has some of it, and so has everybody whom a story or a conflict names. */
export function makeCatalog(world: World): void {
  const random = seeded('catalogue')
  const codes = { upc: 0, isrc: 0 }
  const paid = new Set(world.books.entries.filter((entry) => entry.type === 'royalty').map((entry) => entry.person))
  const names = new Set<string>()
  for (const person of world.people) {
    const owned = world.organizations.find((organization) => organization.owner === person) ?? null
    const wanted = person.featured || paid.has(person) || (owned && owned.type !== 'agency')
    if (!wanted || later(person.since, 30) > world.today) continue
    const artist = makeArtist(random, person, owned ?? organizationOf(world, person), names)
    world.artists.push(artist)
    const count = person.featured ? 2 : Number(random.weighted({ 1: 72, 2: 21, 3: 7 }))
    for (let n = 0; n < count; n++) world.releases.push(makeRelease(world, random, artist, codes))
  }
  for (const work of namedWorks) addNamed(world, random, work, codes)
  world.tracks.push(...world.releases.flatMap((release) => release.tracks))
}

const organizationOf = (world: World, person: Person): Organization | null =>
  world.organizations.find((organization) => organization.id === person.organization?.id) ?? null

function makeArtist(random: Random, person: Person, organization: Organization | null, names: Set<string>): Artist {
  const isGroup = organization?.type === 'artist' || organization?.type === 'team'
  const wanted = isGroup && organization?.owner === person ? organization.name : person.artistName
  const name = !person.featured && names.has(wanted) ? person.name : wanted
  names.add(name)
  const since = later(person.since, 1)
  return {
    id: random.uuid(since),
    name,
    person,
    organization,
    type: isGroup ? 'group' : random.weighted({ person: 80, group: 17, orchestra: 2, other: 1 }),
    genre: random.pick(genres),
    isVerified: person.featured !== null || random.chance(0.3),
    since,
  }
}

function makeRelease(world: World, random: Random, artist: Artist, codes: Codes): Release {
  const type = random.weighted<Release['type']>({ single: 55, ep: 22, album: 14, remix: 4, live: 3, compilation: 2 })
  const known = Math.floor((world.today.getTime() - artist.since.getTime()) / 86_400_000)
  const releaseDate = later(world.today, 45 - random.int(0, known + 20))
  const createdAt = later(releaseDate < artist.since ? artist.since : later(releaseDate, -random.int(10, 40)), 0)
  const made = createdAt > later(world.today, -1) ? later(world.today, -random.int(1, 9)) : createdAt
  const status = statusOf(random, releaseDate, world.today, artist)
  const length = { single: [1, 2], ep: [3, 5], album: [7, 11], remix: [1, 3], live: [4, 8], compilation: [8, 12] }[type] as [number, number]
  const release: Release = {
    id: random.uuid(made < artist.since ? artist.since : made),
    artist,
    title: titleOf(random, artist.person.language),
    type,
    status,
    review:
      status === 'in_review' && random.chance(0.2)
        ? 'flagged'
        : status === 'rejected' && random.chance(0.2)
          ? 'appealed'
          : reviewOf[status],
    releaseDate,
    createdAt: made < artist.since ? artist.since : made,
    upc: upc(++codes.upc),
    tracks: [],
    records: new Map(),
  }
  const count = random.int(length[0], length[1])
  for (let n = 0; n < count; n++) release.tracks.push(makeTrack(random, release, n, codes))
  return release
}

function statusOf(random: Random, releaseDate: Date, today: Date, { person }: Artist): Status {
  if (person.featured) return releaseDate > today ? 'approved' : 'published'
  if (releaseDate > later(today, -7)) return random.weighted({ draft: 4, submitted: 3, in_review: 3, approved: 5, rejected: 1 })
  return random.weighted({ published: 86, taken_down: 4, archived: 4, rejected: 3, draft: 3 })
}

function titleOf(random: Random, language: Language): string {
  return language !== 'en' && random.chance(0.6)
    ? random.pick(releaseTitles[language])
    : random.pick(random.chance(0.2) ? releaseTitles.en : songs)
}

type Codes = { upc: number; isrc: number }

function makeTrack(random: Random, release: Release, n: number, codes: Codes): Track {
  const { artist, status, review, releaseDate, createdAt } = release
  const isLead = n === 0
  return {
    id: random.uuid(createdAt),
    artist,
    title: isLead ? release.title : titleOf(random, artist.person.language),
    version: release.type === 'live' ? 'Live' : release.type === 'remix' || random.chance(0.06) ? random.pick(versions) : null,
    isrc: isrc(artist, releaseDate, ++codes.isrc),
    status,
    review,
    sound: random.pick(sounds),
    releaseDate,
    createdAt,
    isInstrumental: random.chance(0.15),
    isExplicit: random.chance(0.08),
    release,
    reach: status === 'published' ? Math.ceil(10 ** (random.next() * 3.6)) : 0,
    named: null,
  }
}

/** A release of its own for each work that a conflict or a case speaks of. */
function addNamed(world: World, random: Random, work: NamedWork, codes: Codes): void {
  const owner = world.organizations.find((organization) => organization.name === work.by)
  const artist =
    world.artists.find((candidate) => candidate.name === work.by || (owner && candidate.person === owner.owner)) ??
    world.artists.find((candidate) => candidate.person.featured?.artistName === work.by)
  if (!artist) throw new Error(`Nobody is there to have made ${work.title}.`)
  const day = later(world.today, -work.age)
  const releaseDate = day < later(artist.since, 2) ? later(artist.since, 2) : day
  const createdAt = later(releaseDate, -1)
  const base = { artist, title: work.title, status: work.status, review: work.review, releaseDate, createdAt }
  const release: Release = { ...base, id: random.uuid(createdAt), type: 'single', upc: upc(++codes.upc), tracks: [], records: new Map() }
  release.tracks.push({
    ...base,
    id: random.uuid(createdAt),
    version: null,
    isrc: work.isrc ?? isrc(artist, releaseDate, ++codes.isrc),
    sound: work.sound ? sound(work.sound) : random.pick(sounds),
    isInstrumental: false,
    isExplicit: false,
    release,
    reach: random.int(300, 4000),
    named: work,
  })
  world.releases.push(release)
}

/** The registrant from the name, the year, and a number that nobody else has. */
function isrc({ person }: Artist, date: Date, n: number): string {
  const registrant = person.latinName
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .padEnd(3, 'X')
    .slice(0, 3)
  return `${person.country}${registrant}${dateOf(date).slice(2, 4)}${String(n).padStart(5, '0')}`
}

/** EAN-13 of a made-up company prefix. */
export function upc(n: number): string {
  const twelve = `0999${String(n).padStart(8, '0')}`
  const sum = [...twelve].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return twelve + ((10 - (sum % 10)) % 10)
}
