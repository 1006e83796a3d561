/** What only compliance and finance see of a person. It hangs on nothing but the user name, so that the specimen documents stay true. */
import { seeded } from '../random.ts'
import type { Person } from './person.ts'

export interface Private {
  born: string
  address: string
  postalCode: string
  phone: string
  taxId: string
  /** Nine characters, as a passport of the invented state Utopia has them. */
  documentNumber: string
  documentExpires: string
}

const streets = [
  'Harbour Street',
  'Mill Lane',
  'Station Road',
  'Garden Row',
  'Quarry Hill',
  'Market Square',
  'Orchard Way',
  'Bridge Street',
  'Tannery Yard',
  'Lighthouse Road',
  'Chapel Court',
  'Weaver Street',
  'North Quay',
  'Linden Avenue',
  'Old Tram Depot',
]

export function privateOf({ username, country }: Pick<Person, 'username' | 'country'>): Private {
  const random = seeded(`private ${username}`)
  const two = (n: number) => String(n).padStart(2, '0')
  const digits = (count: number) => Array.from({ length: count }, () => random.int(0, 9)).join('')
  const day = () => `${two(random.int(1, 12))}-${two(random.int(1, 28))}`
  return {
    born: `${random.int(1959, 2004)}-${day()}`,
    address: `${random.int(1, 140)} ${random.pick(streets)}`,
    postalCode: digits(5),
    phone: `+999 555 ${digits(4)}`,
    taxId: `${country}${digits(9)}`,
    documentNumber: random.pick([...'ABCEGHKLNP']) + digits(8),
    documentExpires: `${random.int(2029, 2035)}-${day()}`,
  }
}
