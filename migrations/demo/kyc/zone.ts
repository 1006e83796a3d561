/** What the capture reads of a specimen: the fields as printed and the lines of its zone, as the pictures show them. */

import { nameInZone } from '../../../shared/identity.ts'
import { checkDigit } from '../../../shared/mrz.ts'
import type { Specimen } from './specimens.ts'

const filled = (text: string, length: number) => text.slice(0, length).padEnd(length, '<')
const withDigit = (text: string) => text + checkDigit(text)
const zoneDate = (date: string) => date.slice(2).replaceAll('-', '')

/** null for papers without a zone. One that is cut off lacks its last line. */
export function zoneOf(specimen: Specimen): string[] | null {
  const { type, family, given, sex, expires, number, defect } = specimen
  if (type !== 'passport' && type !== 'national_id') return null
  const names = `${nameInZone(family)}<<${nameInZone(given)}`
  const digit = checkDigit(filled(number, 9))
  const numbered = filled(number, 9) + (defect === 'check_digit' ? (Number(digit) + 4) % 10 : digit)
  const sound = withDigit(zoneDate(specimen.born))
  // The day was changed, the digits were not.
  const born = defect === 'birth' ? `${sound.slice(0, 4)}11${sound.slice(6)}` : sound
  const ends = withDigit(zoneDate(expires))
  if (type === 'passport') {
    const more = '<'.repeat(15)
    return [`P<UTO${filled(names, 39)}`, `${numbered}UTO${born}${sex}${ends}${more}${checkDigit(numbered + sound + ends + more)}`]
  }
  const optional = '<'.repeat(15)
  const composite = checkDigit(numbered + optional + sound + ends + '<'.repeat(11))
  const lines = [`I<UTO${numbered}${optional}`, `${born}${sex}${ends}UTO${'<'.repeat(11)}${composite}`, filled(names, 30)]
  return defect === 'cut_off' ? lines.slice(0, 2) : lines
}

/** The fields as they are printed; what a blot hides was not read. */
export function fieldsOf(specimen: Specimen): Record<string, string> | null {
  const { type, given, family, born, number, expires, address, postalCode, city, defect } = specimen
  const name = `${given} ${family}`
  const at = `${address}, ${postalCode} ${city}`
  switch (type) {
    case 'passport':
      return defect === 'unreadable' ? { name, number } : { name, born, number, expires, nationality: 'UTO' }
    case 'national_id':
      return defect === 'unreadable' ? { name, number } : { name, born, number, expires, nationality: 'UTO', address: at }
    case 'drivers_license':
      return { name, born, number, expires, address: at }
    case 'utility_bill':
    case 'bank_statement':
      return { name, address: at }
    default:
      return null
  }
}
