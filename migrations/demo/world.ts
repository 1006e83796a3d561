/** What the domains of the demo build on, and what each has made for the others. */
import type { Artist, Release, Track } from './catalog/music.ts'
import { day } from './clock.ts'
import type { Books } from './money/books.ts'
import type { Organization } from './people/organizations.ts'
import type { Person } from './people/person.ts'
import type { Random } from './random.ts'
import type { Rows } from './rows.ts'

export interface World {
  /** The demo's present, to the minute, and the midnight (UTC) before it. */
  now: Date
  today: Date
  rows: Rows
  people: Person[]
  organizations: Organization[]
  books: Books
  artists: Artist[]
  releases: Release[]
  tracks: Track[]
  seeds: Seeds
}

/** Ids that the migrations have given, by slug or code; the demo adds its own. */
export interface Seeds {
  genres: Map<string, string>
  categories: Map<string, string>
  skills: Map<string, string>
  platforms: Map<string, string>
}

export function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name)
  if (!id) throw new Error(`The demo knows no ${name}.`)
  return id
}

/** One of the people whose tickets lie on top, by the name of their act. */
export function featuredPerson({ people }: Pick<World, 'people'>, artistName: string): Person {
  const found = people.find((person) => person.featured?.artistName === artistName)
  if (!found) throw new Error(`None of the featured people is ${artistName}.`)
  return found
}

export const later = (at: Date, days: number): Date => new Date(at.getTime() + days * day)
/** The earlier of the two. */
export const noLaterThan = (limit: Date, at: Date): Date => (at < limit ? at : limit)
/** The later of the moments. */
export const notBefore = (...moments: Date[]): Date => new Date(Math.max(...moments.map(Number)))
/** Somewhere between two moments. */
export const between = (random: Random, from: Date, to: Date): Date =>
  new Date(from.getTime() + random.next() * Math.max(0, to.getTime() - from.getTime()))
export const dateOf = (at: Date): string => at.toISOString().slice(0, 10)
export const stamps = (created_at: Date, updated_at = created_at) => ({ created_at, updated_at })

/** Lower case and dashes, in any script. */
export function slugOf(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
}

export function groupBy<T, K>(items: Iterable<T>, keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
