/** Fills stories: `[one|other]` is chosen, `{fact}` is looked up once a ticket and stays the same in it. */
import { day } from './clock.ts'
import type { Language } from './corpus/story.ts'
import { artistNames, releaseTitles } from './corpus/titles.ts'
import { type Currency, formatMoney, scales } from './money/currency.ts'
import type { Person } from './people/person.ts'
import type { Random } from './random.ts'
import { type DemoStaff, staff } from './staff.ts'

export interface Scene {
  random: Random
  language: Language
  customer: Person
  agent: DemoStaff
  at: Date
  /** The payout that the ticket is about, if it is about one. */
  payout: { reference: string; amount: number; currency: Currency; at: Date } | null
}

type Fill = (text: string) => string

const regions: Record<Language, string> = {
  en: 'en-GB',
  ru: 'ru-RU',
  ar: 'ar-EG',
  ja: 'ja-JP',
  es: 'es-ES',
  de: 'de-DE',
  fr: 'fr-FR',
  pt: 'pt-BR',
  hi: 'hi-IN',
  ko: 'ko-KR',
  vi: 'vi-VN',
  pl: 'pl-PL',
}

const stores = ['Spotify', 'Apple Music', 'YouTube Music', 'SoundCloud', 'TIDAL', 'Deezer', 'Amazon Music', 'Qobuz', 'Boomplay', 'JioSaavn']
const devices = ['Pixel 8', 'iPhone 13', 'MacBook Air', 'ThinkPad with Debian', 'Windows 11', 'iPad', 'Galaxy A54', 'an old Mac mini']
const browsers = ['Firefox 131', 'Chrome 129', 'Safari 17.6', 'Edge 129', 'Firefox ESR', 'Brave']
const codes = ['STAGE20', 'ENCORE', 'FLIPSIDE', 'SPRING10', 'CAMPUS25', 'BACKTOVINYL']
const letters = 'ABCDEFGHJKLMNPRSTUVWXYZ23456789'

export function filler(scene: Scene): Fill {
  const known = new Map<string, string>()
  const fill: Fill = (text) =>
    text
      .replace(/\[([^\]]*)\]/g, (_, choices: string) => scene.random.pick(choices.split('|')))
      .replace(/\{(\w+)\}/g, (_, name: string) => {
        const value = known.get(name) ?? lookUp(name, scene, known)
        known.set(name, value)
        return value
      })
  return fill
}

function lookUp(name: string, scene: Scene, known: Map<string, string>): string {
  const fact = facts[name]
  if (!fact) throw new Error(`A story asks for {${name}}, which facts.ts does not know.`)
  // Two stores, two tracks, two codes of one ticket differ.
  let value = fact(scene)
  for (let tries = 0; tries < 20 && [...known.values()].includes(value); tries++) value = fact(scene)
  return value
}

type DateForm = 'day' | 'weekday' | 'month'
const dateForms: Record<DateForm, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'long' },
  weekday: { weekday: 'long' },
  month: { month: 'long' },
}
/** Making one takes longer than using it a hundred times. */
const formats = new Map<string, Intl.DateTimeFormat>()

function date({ at, language }: Scene, days: number, form: DateForm): string {
  const key = language + form
  const format = formats.get(key) ?? new Intl.DateTimeFormat(regions[language], { timeZone: 'UTC', ...dateForms[form] })
  formats.set(key, format)
  return format.format(new Date(at.getTime() + days * day))
}

const daysSincePayout = ({ payout, at }: Scene): number | null => (payout ? (at.getTime() - payout.at.getTime()) / day : null)
const digits = (random: Random, count: number): string => Array.from({ length: count }, () => random.int(0, 9)).join('')
const word = (random: Random, count: number): string =>
  Array.from({ length: count }, () => letters.charAt(random.int(0, letters.length - 1))).join('')
/** Their own script, unless they write English. */
const own = ({ customer, language }: Scene): boolean => language !== 'en' && customer.language === language
const isrc = ({ random, customer, at }: Scene): string =>
  `${customer.country}${word(random, 3)}${String(at.getUTCFullYear() - random.int(0, 2)).slice(2)}${digits(random, 5)}`
const track = ({ random, language }: Scene): string => random.pick(releaseTitles[language])
const amount = (scene: Scene, from: number, to: number): string => {
  const currency = scene.customer.currency
  return formatMoney(scene.random.int(from * 100, to * 100) * scales[currency], currency, regions[scene.language])
}

const facts: Record<string, (scene: Scene) => string> = {
  agent: ({ agent }) => agent.name.split(' ')[0] ?? '',
  amount: (scene) =>
    scene.payout ? formatMoney(scene.payout.amount, scene.payout.currency, regions[scene.language]) : amount(scene, 80, 2400),
  artist: ({ customer }) => customer.artistName,
  bank: ({ random, customer }) => `${customer.country}•• •••• ${digits(random, 4)}`,
  browser: ({ random }) => random.pick(browsers),
  case: ({ random }) => `M-${random.int(2, 9)}${digits(random, 3)}`,
  city: (scene) => (own(scene) ? scene.customer.city : scene.customer.latinCity),
  code: ({ random }) => random.pick(codes),
  colleague: ({ random, agent }) => random.pick(staff.filter((person) => person.id !== agent.id)).name,
  count: ({ random }) => String(random.int(12, 480)),
  country: ({ customer, language }) =>
    new Intl.DisplayNames([regions[language]], { type: 'region' }).of(customer.country) ?? customer.country,
  day: (scene) => date(scene, -(daysSincePayout(scene) ?? scene.random.int(2, 20)), 'day'),
  device: ({ random }) => random.pick(devices),
  digits: ({ random }) => digits(random, 4),
  domain: ({ random }) => random.pick(['пример.example', 'студия.example', 'musée.example']),
  earlier: ({ random }) => `T-${random.int(46_800, 47_400)}`,
  email: ({ customer }) => customer.email,
  error: ({ random }) => `E-${random.int(1001, 1999)}`,
  feat: ({ random }) => random.pick(artistNames),
  fee: (scene) => amount(scene, 9, 44),
  first: (scene) => (own(scene) ? scene.customer.first : scene.customer.latinFirst),
  invoice: ({ random, at }) => `INV-${at.getUTCFullYear()}-${digits(random, 5)}`,
  isrc,
  isrc2: isrc,
  label: ({ customer }) => customer.organization?.name ?? `${customer.artistName} Records`,
  month: (scene) => date(scene, -31, 'month'),
  n: ({ random }) => String(random.int(2, 9)),
  name: (scene) => (own(scene) ? scene.customer.name : scene.customer.latinName),
  nextYear: ({ at, random }) => String(at.getUTCFullYear() + random.int(1, 4)),
  oldBank: ({ random, customer }) => `${customer.country}•• •••• ${digits(random, 4)}`,
  oldEmail: ({ customer, random }) => `${customer.username}${random.int(70, 99)}@oldmail.example`,
  payout: ({ random, payout }) => payout?.reference ?? `P-${random.int(17, 20)}${digits(random, 3)}`,
  percent: ({ random }) => String(random.int(6, 94)),
  plan: ({ customer }) => (customer.plan === 'free' ? 'Starter' : customer.plan.charAt(0).toUpperCase() + customer.plan.slice(1)),
  ref: ({ random }) => `${word(random, 3)}-${digits(random, 6)}`,
  release: track,
  since: ({ customer }) => String(customer.since.getUTCFullYear()),
  small: (scene) => amount(scene, 4, 40),
  soon: (scene) => date(scene, scene.random.int(2, 15), 'day'),
  store: ({ random }) => random.pick(stores),
  store2: ({ random }) => random.pick(stores),
  time: ({ random }) => `${String(random.int(7, 23)).padStart(2, '0')}:${String(random.int(0, 59)).padStart(2, '0')}`,
  track,
  track2: track,
  upc: ({ random }) => upc(`0${digits(random, 11)}`),
  vat: ({ random, customer }) => `${customer.country}${digits(random, 9)}`,
  version: ({ random }) => `4.${random.int(8, 14)}.${random.int(0, 5)}`,
  weekday: (scene) => date(scene, -(daysSincePayout(scene) ?? scene.random.int(1, 6)), 'weekday'),
  year: ({ random, at }) => String(at.getUTCFullYear() - random.int(1, 6)),
}

/** Twelve digits and the check digit of EAN-13. */
function upc(twelve: string): string {
  const sum = [...twelve].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0)
  return twelve + ((10 - (sum % 10)) % 10)
}
