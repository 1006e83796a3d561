/**
 * Which specimen document stands for whom. The files lie in resources/specimens, which is the object store of the demo; whoever has
 * been decided long ago has a sheet that says so. All papers are of Utopia, which issues none.
 */
import type { Person } from '../people/person.ts'
import { type Private, privateOf } from '../people/private.ts'
import { seeded } from '../random.ts'

export type DocumentType =
  | 'passport'
  | 'drivers_license'
  | 'national_id'
  | 'utility_bill'
  | 'bank_statement'
  | 'selfie'
  | 'video_verification'
export type Level = 'basic' | 'enhanced' | 'advanced'

/** What is wrong with the papers; most often nothing. */
export type Defect = 'check_digit' | 'birth' | 'expired' | 'name' | 'unreadable' | 'cut_off' | 'other_face' | 'old_address' | null

export const papers = (identity: DocumentType): Record<Level, DocumentType[]> => ({
  basic: [identity, 'selfie'],
  enhanced: [identity, 'selfie', 'utility_bill'],
  advanced: [identity, 'selfie', 'bank_statement', 'video_verification'],
})

/** What a specimen shows. The selfies are drawn once for every face. */
export interface Specimen extends Pick<Private, 'born' | 'address' | 'postalCode'> {
  file: string
  type: DocumentType
  sex: 'F' | 'M'
  family: string
  given: string
  city: string
  number: string
  expires: string
  /** 1 to 8, of the drawn faces. */
  face: number
  defect: Defect
}

const defects: Record<NonNullable<Defect> | 'none', number> = {
  none: 56,
  check_digit: 8,
  birth: 6,
  expired: 8,
  name: 6,
  unreadable: 5,
  cut_off: 4,
  other_face: 4,
  old_address: 3,
}

export function specimenOf(person: Person, type: DocumentType): Specimen {
  const own = privateOf(person)
  const random = seeded(`specimen ${person.username}`)
  const drawn = random.weighted(defects)
  const defect = drawn === 'none' ? null : drawn
  const face = person.isWoman ? random.int(1, 4) : random.int(5, 8)
  const shown = type === 'selfie' && defect === 'other_face' ? ((face + 3) % 8) + 1 : face
  return {
    file: `specimens/${fileOf(person, type, shown)}`,
    type,
    // Somebody else's family name, or the one before a wedding.
    family: defect === 'name' ? `${person.latinFamily.slice(0, 3)}sen` : person.latinFamily,
    given: person.latinFirst,
    city: person.latinCity,
    born: own.born,
    sex: person.isWoman ? 'F' : 'M',
    address: defect === 'old_address' ? `${Number.parseInt(own.address, 10) + 2} Old Ferry Road` : own.address,
    postalCode: own.postalCode,
    number: own.documentNumber,
    expires: defect === 'expired' ? `2023-${own.documentExpires.slice(5)}` : own.documentExpires,
    face: shown,
    defect,
  }
}

function fileOf({ username }: Person, type: DocumentType, face: number): string {
  if (type === 'selfie') return `selfie-${face}.png`
  if (type === 'video_verification') return 'video-verification.webm'
  // A quarter of them came as a PDF.
  if (type === 'bank_statement') return `bank-statement-${username}.${seeded(`bank ${username}`).chance(0.25) ? 'pdf' : 'jpg'}`
  return `${type.replace('_', '-')}-${username}.png`
}

/** Of a check that was decided: the picture itself is in the archive. */
export const archivedSpecimen = (type: DocumentType): string => `specimens/archived-${type.replace('_', '-')}.png`
