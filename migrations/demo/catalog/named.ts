/** Works that the desks of moderation and rights speak of by name. */
import type { SoundName } from '../media.ts'
import type { Release } from './music.ts'

export interface NamedWork {
  title: string
  /** The organization or the act. */
  by: string
  /** Days since the release. */
  age: number
  status: Release['status']
  review: Release['review']
  isrc?: string
  /** Its own unless two sound alike. */
  sound?: SoundName
}

const published = { status: 'published', review: 'approved' } as const

export const namedWorks: NamedWork[] = [
  { title: 'Saltwater Psalms', by: 'Harbor Lane Publishing', age: 420, ...published },
  { title: 'Glass Harbour', by: 'Nordlys Musikk AS', age: 800, isrc: 'QZK6P2600417', ...published },
  { title: '夜の港', by: 'スタジオ星', age: 300, ...published },
  { title: 'Ночной трамвай', by: 'Night Ferry', age: 260, ...published },
  { title: 'Kitchen Radio', by: 'Studio Vandenberghe BV', age: 210, ...published },
  { title: 'ليالي الصيف', by: 'Layl', age: 190, ...published },
  { title: 'Cartografías', by: 'La Orilla', age: 330, ...published },
  { title: 'Tin Roof Sessions', by: 'Tram 7', age: 510, ...published },
  { title: 'Halcyon', by: 'Klang & Söhne GmbH', age: 700, ...published },
  { title: 'Last Train Home', by: 'Ferrante Records', age: 150, ...published },
  { title: 'Ashes & Ink', by: 'Zoë V', age: 95, ...published },
  { title: 'Straumur', by: 'Þórdís', age: 600, ...published },
  { title: 'Neon Ferry', by: 'Klinta', age: 240, ...published },
  { title: 'Verde que te quiero', by: 'La Orilla', age: 120, ...published },
  { title: 'Slow Lantern', by: 'Haruka Tamura', age: 400, ...published },
  { title: 'Bay Window', by: 'Lindgren & Co', age: 180, ...published },
  { title: 'Klints', by: 'Klinta', age: 460, ...published },
  { title: 'Midnight Cargo', by: 'Klang Nacht', age: 3, isrc: 'SEXK12600913', sound: 'tide', status: 'in_review', review: 'in_progress' },
  { title: 'Cargo (Night Mix)', by: 'Harbor Lane Publishing', age: 640, isrc: 'GBHLP2401177', sound: 'tide', ...published },
  { title: 'Paper Lanterns', by: 'Banda Sereno', age: 30, status: 'taken_down', review: 'rejected' },
  { title: '夜の港 (Remix)', by: 'Yuki no Oto', age: 5, status: 'in_review', review: 'flagged' },
  { title: 'Last Train Home (Live)', by: 'Thandi N', age: 12, ...published },
  { title: 'Синий час', by: 'Night Ferry', age: 4, status: 'submitted', review: 'pending' },
  { title: 'Tide', by: 'Caoimhe', age: 90, ...published },
]
