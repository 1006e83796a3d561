/** Where requests come from: the addresses are those of documentation. */
import type { Random } from '../random.ts'

export const agents = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Firefox/131.0',
  'Mozilla/5.0 (Macintosh) Safari/17.6',
  'Mozilla/5.0 (iPhone) Mobile/15E148',
  'Mozilla/5.0 (Windows NT 10.0) Chrome/129.0',
]

export const address = (random: Random): string => `203.0.113.${random.int(1, 254)}`
