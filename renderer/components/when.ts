/** Dates with their month in full, as running text wants them; the short forms are in shared/time.ts. */
import { dayKey, dayMs, seconds } from '../../shared/time.ts'
import { zone } from './now.ts'

const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', options)
const longDay = format({ day: 'numeric', month: 'long' })
const longDate = format({ day: 'numeric', month: 'long', year: 'numeric' })
const heading = format({ weekday: 'long', day: 'numeric', month: 'long' })
const headingYear = format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })

const isThisYear = (iso: string, now: number) => new Date(iso).getFullYear() === new Date(now).getFullYear()

/** "21 June 2026" */
export const dateOf = (iso: string): string => longDate.format(Date.parse(iso))

/** "2 April", "2 April 2027". */
export const dayOf = (iso: string, now = Date.now()): string => (isThisYear(iso, now) ? longDay : longDate).format(Date.parse(iso))

/** "Today", "Yesterday", "Thursday 12 March": what stands above the entries of a day. */
export function dayHeading(iso: string, now: number): string {
  const key = dayKey(iso, zone)
  if (key === dayKey(new Date(now).toISOString(), zone)) return 'Today'
  if (key === dayKey(new Date(now - dayMs).toISOString(), zone)) return 'Yesterday'
  return (isThisYear(iso, now) ? heading : headingYear).format(Date.parse(iso))
}

/** "14:02" */
export const timeOf = (iso: string): string => seconds(iso).slice(0, 5)
