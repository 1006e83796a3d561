/** Customers of the demo platform: a name in its own script, a Latin form, a place, a plan. */
import type { PlanTier } from '../../../shared/work.ts'
import { day } from '../clock.ts'
import type { Language } from '../corpus/story.ts'
import { artistNames } from '../corpus/titles.ts'
import type { Currency } from '../money/currency.ts'
import { type Random, seeded } from '../random.ts'
import { type Featured, featured } from './featured.ts'
import { type Locale, locales } from './names.ts'
import { easternLocales } from './names-east.ts'

export interface Person {
  id: string
  language: Language
  speaks: string[]
  /** As shown to people, in the own script. */
  name: string
  first: string
  latinName: string
  latinFirst: string
  latinFamily: string
  isWoman: boolean
  username: string
  email: string
  artistName: string
  city: string
  latinCity: string
  country: string
  timezone: string
  currency: Currency
  plan: PlanTier
  status: string
  since: Date
  organization: { id: string; name: string } | null
  featured: Featured | null
}

const all = [...locales, ...easternLocales]
const plans: Record<PlanTier, number> = { free: 52, starter: 22, professional: 16, business: 7, enterprise: 2, custom: 1 }
const statuses = {
  active: 905,
  pending: 25,
  pending_approval: 12,
  verification_required: 18,
  inactive: 22,
  locked: 5,
  suspended: 7,
  banned: 4,
  rejected: 2,
}

/** The featured people first, then as many others as are missing to `count`. */
export function makePeople(today: Date, count: number): Person[] {
  const random = seeded('people')
  const taken = new Set<string>()
  const people = featured.map((person) => {
    const locale = all.find((candidate) => `${candidate.women} ${candidate.men}`.includes(person.first)) ?? (all[0] as Locale)
    return build(random, locale, today, taken, person)
  })
  while (people.length < count) {
    const index = random.weighted(Object.fromEntries(all.map((locale, i) => [String(i), locale.weight])))
    people.push(build(random, all[Number(index)] as Locale, today, taken, null))
  }
  return people
}

function build(random: Random, locale: Locale, today: Date, taken: Set<string>, fixed: Featured | null): Person {
  const name = fixed ? named(locale, fixed.first, fixed.family, locale.women.includes(fixed.first)) : unused(random, locale, taken)
  taken.add(name.name)
  const place = readPlace(fixed?.place ?? random.pick(locale.places))
  // Most people have been here for long, so that there is somebody for a ticket of a year ago.
  const age = random.chance(0.75) ? random.int(400, 1900) : random.int(1, 400)
  const since = fixed ? new Date(fixed.since) : new Date(today.getTime() - age * day + random.int(6, 22) * 3_600_000)
  const handle = handleOf(name.latinFirst, name.latinFamily)
  return {
    ...name,
    ...place,
    id: random.uuid(since),
    language: locale.language,
    speaks: locale.speaks,
    username: unique(handle, taken).slice(0, 50),
    email: fixed?.email ?? unique(`${handle}@${random.pick(domains)}`, taken),
    artistName: fixed?.artistName ?? random.pick(artistNames),
    plan: fixed?.plan ?? random.weighted(plans),
    status: fixed ? 'active' : random.weighted(statuses),
    since,
    organization: null,
    featured: fixed,
  }
}

const domains = ['mail.example', 'post.example', 'studio.example', 'tonraum.example', 'loop.example', 'bandhaus.example', 'inbox.example']

type Name = Pick<Person, 'name' | 'first' | 'latinName' | 'latinFirst' | 'latinFamily' | 'isWoman'>

function unused(random: Random, locale: Locale, taken: Set<string>): Name {
  for (;;) {
    const isWoman = random.chance(0.5)
    const name = named(
      locale,
      random.pick((isWoman ? locale.women : locale.men).split(' ')),
      random.pick(locale.families.split(' ')),
      isWoman,
    )
    if (!taken.has(name.name)) return name
  }
}

function named(locale: Locale, given: string, family: string, isWoman: boolean): Name {
  const [first, latinFirst] = bothForms(given)
  const [last, latinFamily] = bothForms(family).map((form) => (form.includes('/') ? form.split('/')[isWoman ? 0 : 1] : form)) as [
    string,
    string,
  ]
  const isLatin = /^\p{Script=Latin}/u.test(first)
  const name = { 'given family': `${first} ${last}`, 'family given': `${last} ${first}`, familygiven: last + first }[locale.order]
  return {
    name,
    first: isLatin ? latinFirst : first,
    latinName: isLatin ? name : `${latinFirst} ${latinFamily}`,
    latinFirst,
    latinFamily,
    isWoman,
  }
}

function bothForms(text: string): [string, string] {
  const [native = '', latin = native] = text.replaceAll('_', ' ').split(':')
  return [native, latin]
}

/** `LV Riga Europe/Riga EUR`, the city perhaps in both scripts. */
function readPlace(text: string): Pick<Person, 'country' | 'city' | 'latinCity' | 'timezone' | 'currency'> {
  const [country = '', place = '', timezone = '', currency = ''] = text.split(' ')
  const [city, latinCity] = bothForms(place)
  return { country, city, latinCity, timezone, currency: currency as Currency }
}

const unfolded: Record<string, string> = { ø: 'o', ł: 'l', ß: 'ss', ð: 'd', þ: 'th', đ: 'd', ı: 'i', æ: 'ae', '’': '' }

/** `d_remizova`: the Latin name without marks. */
function handleOf(first: string, family: string): string {
  const fold = (text: string) =>
    text
      .normalize('NFD')
      .toLowerCase()
      .replace(/[øłßðþđıæ’]/g, (letter) => unfolded[letter] ?? letter)
      .replace(/[^a-z]/g, '')
  return `${fold(first).slice(0, 8)}_${fold(family)}`
}

/** Makes a handle or an address that nobody has yet; the number goes before the @. */
function unique(wanted: string, taken: Set<string>): string {
  let candidate = wanted
  for (let n = 2; taken.has(candidate); n++) candidate = wanted.includes('@') ? wanted.replace('@', `${n}@`) : `${wanted}${n}`
  taken.add(candidate)
  return candidate
}
