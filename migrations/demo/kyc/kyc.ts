/** Identity checks in every state; whoever was paid out has one. Those that wait have papers that can be looked at. */

import { extname } from 'node:path'
import { day } from '../clock.ts'
import type { Person } from '../people/person.ts'
import { privateOf } from '../people/private.ts'
import { type Random, seeded } from '../random.ts'
import { staffByLogin } from '../staff.ts'
import { stamps, type World } from '../world.ts'
import { archivedSpecimen, type DocumentType, type Level, papers, specimenOf } from './specimens.ts'
import { fieldsOf, zoneOf } from './zone.ts'

export type KycStatus = 'pending' | 'in_review' | 'needs_info' | 'approved' | 'rejected' | 'expired'

export interface OpenCheck {
  person: Person
  status: 'pending' | 'in_review' | 'needs_info'
  level: Level
  risk: number
  identity: DocumentType
  /** A hit of a list that nobody has looked at. */
  isListed: boolean
}

const reasons = [
  'Picture not readable',
  'Document expired',
  'Name differs from the account',
  'Back side missing',
  'Selfie shows somebody else',
  'Address differs from the account',
]
const waiting = 61
const asked = 29

/** Those that wait: some of the people on top of the ticket desk, and others who were never paid. */
export function openChecks(people: Person[], paid: Set<string>): OpenCheck[] {
  const random = seeded('open checks')
  const known = ['Yuki no Oto', 'Layl', 'Þórdís', 'Sông Hương', 'Haddad Music', 'Night Ferry']
  const first = people.filter((person) => person.featured && known.includes(person.featured.artistName))
  const others = people.filter(
    (person) => !person.featured && !paid.has(person.id) && person.status !== 'rejected' && person.status !== 'banned',
  )
  const chosen = [...first, ...random.shuffle(others)].slice(0, waiting + asked)
  return chosen.map((person, n) => {
    const level = n < 3 ? 'enhanced' : random.weighted<Level>({ basic: 45, enhanced: 38, advanced: 17 })
    const isRisky = random.chance(0.2)
    return {
      person,
      status: n >= waiting ? 'needs_info' : random.chance(0.14) ? 'in_review' : 'pending',
      level,
      risk: isRisky ? random.int(60, 93) : random.int(2, 49),
      identity: random.weighted({ passport: 55, national_id: 30, drivers_license: 15 }),
      isListed: n < waiting && n % 8 === 3,
    }
  })
}

export function addKyc(world: World): void {
  const random = seeded('kyc')
  const paid = new Set(world.books.payouts.map((payout) => payout.person.id))
  const open = openChecks(world.people, paid)
  for (const check of open) addOpen(world, random, check)
  const isOpen = new Set(open.map((check) => check.person))
  for (const person of world.people) {
    if (isOpen.has(person) && !person.featured) continue
    if (paid.has(person.id) || (!isOpen.has(person) && random.chance(0.12))) addDecided(world, random, person, paid.has(person.id))
  }
}

function addOpen(world: World, random: Random, check: OpenCheck): void {
  const { person, status, level } = check
  // A quarter of them are late or nearly so.
  const age = status === 'needs_info' ? 2 + random.next() * 9 : random.chance(0.2) ? 2 + random.next() * 2 : random.next() * 1.6
  const submitted = new Date(Math.max(world.now.getTime() - age * day, person.since.getTime() + 60_000))
  const id = random.uuid(submitted)
  const types = papers(check.identity)[level]
  const specimens = types.map((type) => specimenOf(person, type))
  const isTaken = status !== 'pending'
  world.rows.add('kyc.verifications', {
    id,
    user_id: person.id,
    level,
    status,
    verification_method: 'document',
    risk_score: check.risk,
    verification_data: { declared: declared(person), ...(check.isListed ? { screening: hits(person, random, world.today) } : {}) },
    verification_notes: status === 'needs_info' ? 'Asked once; the answer opens a second round.' : null,
    submitted_at: submitted,
    verified_at: null,
    expires_at: null,
    assigned_to: isTaken ? staffByLogin('ingrid').id : null,
    reviewed_by: null,
    rejection_reason: status === 'needs_info' ? random.pick(reasons) : null,
    ...stamps(submitted, isTaken ? new Date(Math.min(submitted.getTime() + day / 4, world.now.getTime())) : submitted),
  })
  for (const [n, specimen] of specimens.entries()) {
    addDocument(world, random, {
      id,
      type: types[n] as DocumentType,
      file: specimen.file,
      at: submitted,
      status: n > 0 ? 'pending' : status,
      expires: specimen.expires,
      read: { mrz: zoneOf(specimen), fields: fieldsOf(specimen) },
    })
  }
}

/** What the person has typed; compliance compares it with the papers. */
function declared(person: Person) {
  const own = privateOf(person)
  return {
    name: `${person.latinFirst} ${person.latinFamily}`,
    born: own.born,
    number: own.documentNumber,
    expires: own.documentExpires,
    nationality: 'UTO',
    address: `${own.address}, ${own.postalCode} ${person.latinCity}`,
  }
}

function hits(person: Person, random: Random, today: Date) {
  const list = random.pick(['sanctions', 'pep'])
  const year = Number(privateOf(person).born.slice(0, 4)) + random.pick([0, -23, 4])
  return [
    {
      list,
      version: today.toISOString().slice(0, 10),
      name: `${person.latinFirst.charAt(0)}. ${person.latinFamily}`,
      score: random.int(68, 91) / 100,
      born: String(year),
      disposition: null,
    },
  ]
}

function addDecided(world: World, random: Random, person: Person, isPaid: boolean): void {
  const { today } = world
  const fixed = person.featured?.payouts !== undefined
  const status: KycStatus =
    fixed || person.featured
      ? 'approved'
      : random.weighted(isPaid ? { approved: 93, expired: 7 } : { rejected: 40, approved: 42, expired: 18 })
  const age = fixed
    ? 150
    : status === 'expired'
      ? random.int(366, 500)
      : status === 'approved'
        ? random.weighted({ new: 4, old: 20, ending: 10 })
        : 'new'
  const days = typeof age === 'number' ? age : { new: random.int(1, 30), old: random.int(31, 334), ending: random.int(335, 362) }[age]
  const submitted = new Date(Math.max(today.getTime() - days * day, person.since.getTime()))
  const decided = new Date(Math.min(submitted.getTime() + random.int(1, 30) * 3_600_000, world.now.getTime()))
  const level = fixed ? 'enhanced' : random.weighted<Level>({ basic: 60, enhanced: 30, advanced: 10 })
  const id = random.uuid(submitted)
  const ingrid = staffByLogin('ingrid').id
  world.rows.add('kyc.verifications', {
    id,
    user_id: person.id,
    level,
    status,
    verification_method: random.weighted({ document: 90, identity_service: 7, manual: 2, bank: 1 }),
    risk_score: fixed ? 22 : random.chance(0.8) ? random.int(2, 39) : random.int(40, 96),
    verification_data: { declared: declared(person) },
    verification_notes: null,
    submitted_at: submitted,
    verified_at: decided,
    expires_at: status === 'rejected' ? null : endOf(status, submitted, today),
    assigned_to: ingrid,
    reviewed_by: ingrid,
    rejection_reason: status === 'rejected' ? random.pick(reasons) : null,
    ...stamps(submitted, decided),
  })
  const identity = random.weighted<DocumentType>({ passport: 55, national_id: 30, drivers_license: 15 })
  for (const type of papers(identity)[level]) {
    addDocument(world, random, {
      id,
      type,
      file: archivedSpecimen(type),
      at: submitted,
      status,
      decided,
      expires: privateOf(person).documentExpires,
    })
  }
}

const mediaTypes: Record<string, string> = { '.pdf': 'application/pdf', '.webm': 'video/webm', '.jpg': 'image/jpeg' }

interface DocumentFacts {
  id: string
  type: DocumentType
  file: string
  at: Date
  status: KycStatus
  decided?: Date
  expires: string
  /** What the capture read of it. */
  read?: { mrz: string[] | null; fields: Record<string, string> | null }
}

function addDocument({ rows }: World, random: Random, { id, type, file, at, status, decided, expires, read }: DocumentFacts): void {
  const hasEnd = type === 'passport' || type === 'national_id' || type === 'drivers_license'
  rows.add('kyc.documents', {
    id: random.uuid(at),
    verification_id: id,
    document_type: type,
    file_path: file,
    status,
    verified_at: decided ?? null,
    verified_by: decided ? staffByLogin('ingrid').id : null,
    rejection_reason: status === 'rejected' || status === 'needs_info' ? random.pick(reasons) : null,
    expiry_date: hasEnd ? expires : null,
    metadata: {
      mediaType: mediaTypes[extname(file)] ?? 'image/png',
      specimen: true,
      ...read,
    },
    ...stamps(at, decided ?? at),
  })
}

/** A check holds a year; one that has expired did so before today. */
function endOf(status: KycStatus, submitted: Date, today: Date): Date {
  const end = new Date(submitted.getTime() + 365 * day)
  return status === 'expired' && end >= today ? new Date(today.getTime() - 3 * day) : end
}
