/** Compares what a person declared with their document and its machine-readable zone. It finds differences; it decides nothing. */
import type { IdentityFields } from './kyc.ts'
import { type Mrz, mrzDate } from './mrz.ts'

export const comparedFields = ['name', 'born', 'number', 'expires', 'nationality', 'address'] as const
export type ComparedField = (typeof comparedFields)[number]

/** Against the declared value: null where one of the two is not there, or cannot be compared. */
export interface ComparedValue {
  text: string | null
  isSame: boolean | null
}

export interface Comparison {
  field: ComparedField
  declared: string | null
  document: ComparedValue
  mrz: ComparedValue
}

/** One line a field that anybody has a value for. `today` as YYYY-MM-DD; `address` is read from the proof of address. */
export function compareIdentity(declared: IdentityFields, document: IdentityFields, mrz: Mrz | null, today: string): Comparison[] {
  const zone = mrz ? zoneFields(mrz, today) : {}
  return comparedFields.flatMap((field) => {
    const own = declared[field] ?? null
    const values = [own, document[field], zone[field]]
    if (values.every((value) => !value)) return []
    const isSame = (value: string | undefined, isCut = false) => (own && value ? same(field, own, value, isCut) : null)
    return [
      {
        field,
        declared: own,
        document: { text: document[field] ?? null, isSame: isSame(document[field]) },
        mrz: { text: zone[field] ?? null, isSame: isSame(zone[field], mrz?.isNameCut) },
      },
    ]
  })
}

/** Fields that differ in the document or in its zone. */
export const differences = (lines: readonly Comparison[]): Comparison[] =>
  lines.filter(({ document, mrz }) => document.isSame === false || mrz.isSame === false)

function zoneFields(mrz: Mrz, today: string): IdentityFields {
  return {
    name: `${mrz.given} ${mrz.family}`.trim(),
    born: mrzDate(mrz.birth, 'birth', today) ?? mrz.birth,
    number: mrz.number,
    expires: mrzDate(mrz.expiry, 'expiry', today) ?? mrz.expiry,
    nationality: mrz.nationality,
  }
}

function same(field: ComparedField, declared: string, other: string, isCut: boolean): boolean | null {
  if (field === 'name') return sameName(declared, other, isCut)
  if (field === 'number') return bare(declared) === bare(other)
  if (field === 'address') return foldings(declared).some((one) => foldings(other).includes(one))
  return declared.trim() === other.trim()
}

const bare = (number: string) => number.toUpperCase().replace(/[^A-Z0-9]/g, '')

/**
 * Names are the same when they have the same words, in any order; letters with marks count in each of the spellings that documents
 * use (Möller: MOELLER or MOLLER). A name in a script without such spellings cannot be compared with a zone: null.
 */
export function sameName(declared: string, other: string, isCut = false): boolean | null {
  const words = wordsOf(declared)
  const rest = wordsOf(other)
  if (words.length === 0 || rest.length === 0) return null
  for (const [n, word] of rest.entries()) {
    const mayBeCut = isCut && n === rest.length - 1
    const found = words.findIndex((candidate) =>
      candidate.some((one) => word.some((two) => one === two || (mayBeCut && one.startsWith(two)))),
    )
    if (found < 0) return false
    words.splice(found, 1)
  }
  return words.length === 0 || isCut
}

/** A name of the Latin script as a zone has it: "Möller-Ní" is MOELLER<NI. */
export const nameInZone = (name: string): string =>
  name
    .split(/[\s\p{P}\p{S}]+/u)
    .flatMap((word) => foldings(word)[0] || [])
    .join('<')

/** Each word in all its spellings; none when it has letters outside of the Latin script. */
function wordsOf(name: string): string[][] {
  if (/[^\p{Script=Latin}\p{M}\p{N}\p{P}\p{S}\s]/u.test(name)) return []
  return name.split(/[\s\p{P}\p{S}]+/u).flatMap((word) => (word ? [foldings(word)] : []))
}

/** ICAO 9303 part 3, section 6, where a letter becomes more than itself without marks. */
const spelled: Record<string, string> = {
  Ä: 'AE',
  Ö: 'OE',
  Ü: 'UE',
  Å: 'AA',
  Æ: 'AE',
  Ø: 'OE',
  Œ: 'OE',
  Þ: 'TH',
  ß: 'SS',
  ẞ: 'SS',
  Ĳ: 'IJ',
}
const plain: Record<string, string> = {
  Ø: 'O',
  Æ: 'AE',
  Œ: 'OE',
  Þ: 'TH',
  ẞ: 'SS',
  Ð: 'D',
  Đ: 'D',
  Ł: 'L',
  Ħ: 'H',
  Ŧ: 'T',
  İ: 'I',
  I: 'I',
  Ŋ: 'N',
  Ĳ: 'IJ',
}

function foldings(text: string): string[] {
  const capitals = text.normalize('NFC').replaceAll('ß', 'ẞ').replaceAll('ı', 'I').toUpperCase()
  const fold = (table: Record<string, string>) =>
    [...capitals]
      .map((letter) => table[letter] ?? plain[letter] ?? letter)
      .join('')
      .normalize('NFD')
      .replace(/[^A-Z0-9]/g, '')
  return [...new Set([fold(spelled), fold({})])]
}
