/**
 * Times in words: 24 hours, day before month. Instants arrive as ISO 8601 UTC strings (parts finer than a millisecond are
 * dropped), `now` as epoch milliseconds, zones as IANA names. An unknown zone throws RangeError, except where noted.
 */
import type { DueGroup } from './work.ts'

export const secondMs = 1000
export const minuteMs = 60_000
export const hourMs = 3_600_000
export const dayMs = 86_400_000

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']

// Making a formatter costs a thousand times more than using it.
const formatters = new Map<string, Intl.DateTimeFormat>()

function formatter(timezone: string): Intl.DateTimeFormat {
  let found = formatters.get(timezone)
  if (!found) {
    found = new Intl.DateTimeFormat('en-US', {
      ...(timezone && { timeZone: timezone }),
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formatters.set(timezone, found)
  }
  return found
}

/** Milliseconds by which the zone's wall clock is ahead of UTC at an instant; '' is this computer's zone. */
export function offsetAt(ms: number, timezone: string): number {
  if (timezone === 'UTC') return 0
  const whole = Math.floor(ms / secondMs) * secondMs
  const figures = formatter(timezone).format(whole).split(/\D+/).map(Number)
  const [month, day, year, hour, minute, second] = figures as [number, number, number, number, number, number]
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole
}

/** The zone's wall time, to be read with the getUTC methods. */
function wall(ms: number, timezone: string): Date {
  return new Date(ms + offsetAt(ms, timezone))
}

function twoDigits(n: number): string {
  return String(n).padStart(2, '0')
}

function clockTime(at: Date): string {
  return `${at.getUTCHours()}:${twoDigits(at.getUTCMinutes())}`.padStart(5, '0')
}

function dayMonth(at: Date): string {
  return `${at.getUTCDate()} ${months[at.getUTCMonth()]}`
}

function sameDay(a: Date, b: Date): boolean {
  return Math.floor(a.getTime() / dayMs) === Math.floor(b.getTime() / dayMs)
}

/** A length of time: hours and minutes below 10 h ('0:14', '1:40'), then '20 h', from 24 h '3 d'. Rounded down, never below zero. */
export function remaining(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / minuteMs))
  if (minutes < 600) return `${Math.floor(minutes / 60)}:${twoDigits(minutes % 60)}`
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / 1440)} d`
}

/** How long something waits: as `remaining`, but '1 d 17 h' up to thirty days. */
export function age(ms: number): string {
  const hours = Math.floor(ms / hourMs)
  const days = Math.floor(hours / 24)
  return days > 0 && days < 30 ? `${days} d ${hours % 24} h` : remaining(ms)
}

/** A length of time counted down in seconds: '9:31', for what ends while one watches. Rounded up, never below zero. */
export function countdown(ms: number): string {
  const total = Math.max(0, Math.ceil(ms / secondMs))
  return `${Math.floor(total / 60)}:${twoDigits(total % 60)}`
}

/** A length of time in units: '36 min', '4 h', '1 h 20 min'. Rounded down to minutes. */
export function duration(lengthSeconds: number): string {
  const minutes = Math.max(0, Math.floor(lengthSeconds / 60))
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60]
  if (!hours) return `${rest} min`
  return rest ? `${hours} h ${rest} min` : `${hours} h`
}

export interface ClockWords {
  text: string
  state: 'late' | 'soon' | 'normal'
}

/** What a running clock says: '0:26 late' once due, '0:14' (soon) in the last hour, else '1:20' or '3 d'. */
export function clockWords(dueAt: string, now: number): ClockWords {
  const left = Date.parse(dueAt) - now
  if (left < 0) return { text: `${remaining(-left)} late`, state: 'late' }
  return { text: remaining(left), state: left < hourMs ? 'soon' : 'normal' }
}

/** Today '14:02', this year '4 Jan', else '4 Jan 2024', by the reader's own calendar. */
export function when(iso: string, now: number, timezone: string): string {
  const [at, today] = [wall(Date.parse(iso), timezone), wall(now, timezone)]
  if (sameDay(at, today)) return clockTime(at)
  if (at.getUTCFullYear() === today.getUTCFullYear()) return dayMonth(at)
  return `${dayMonth(at)} ${at.getUTCFullYear()}`
}

/** As `when`, with the time of day kept: today '14:16', within six days 'Fri 10:40', this year '4 Jan 10:40', else '4 Jan 2024 10:40'. */
export function whenTime(iso: string, now: number, timezone: string): string {
  const [at, today] = [wall(Date.parse(iso), timezone), wall(now, timezone)]
  if (sameDay(at, today)) return clockTime(at)
  const days = Math.abs(Math.floor(at.getTime() / dayMs) - Math.floor(today.getTime() / dayMs))
  const day = at.getUTCFullYear() === today.getUTCFullYear() ? dayMonth(at) : `${dayMonth(at)} ${at.getUTCFullYear()}`
  return `${days < 7 ? weekdays[at.getUTCDay()] : day} ${clockTime(at)}`
}

/** For hover, nothing left out: 'Thu 4 Jan 2024, 14:02:11 Europe/Riga (UTC+2)'. */
export function exact(iso: string, timezone: string): string {
  const ms = Date.parse(iso)
  const at = wall(ms, timezone)
  const day = `${weekdays[at.getUTCDay()]} ${dayMonth(at)} ${at.getUTCFullYear()}`
  const zone = timezone === 'UTC' ? 'UTC' : `${timezone} (${offsetWords(at.getTime() - ms)})`
  return `${day}, ${clockTime(at)}:${twoDigits(at.getUTCSeconds())} ${zone}`
}

function offsetWords(offset: number): string {
  const minutes = Math.abs(Math.round(offset / minuteMs))
  const rest = minutes % 60 ? `:${twoDigits(minutes % 60)}` : ''
  return `UTC${offset < 0 ? '\u2212' : '+'}${Math.floor(minutes / 60)}${rest}`
}

/** '0.4 s ago', from ten seconds '12 s ago', then minutes, hours, days. What lies ahead (a clock set wrong) is '0.0 s ago'. */
export function ago(iso: string, now: number): string {
  const ms = Math.max(0, now - Date.parse(iso))
  if (ms < 10 * secondMs) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s ago`
  if (ms < minuteMs) return `${Math.floor(ms / secondMs)} s ago`
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min ago`
  if (ms < dayMs) return `${Math.floor(ms / hourMs)} h ago`
  return `${Math.floor(ms / dayMs)} d ago`
}

/** What the clock on the wall shows there: '14:02'; null for a zone that this computer does not know. */
export function localTime(timezone: string, now: number): string | null {
  try {
    return clockTime(wall(now, timezone || 'UTC'))
  } catch {
    return null
  }
}

/** '14:02:11', in this computer's zone unless one is named. */
export function seconds(iso: string, timezone = ''): string {
  const at = wall(Date.parse(iso), timezone)
  return `${clockTime(at)}:${twoDigits(at.getUTCSeconds())}`
}

/** The calendar day there: '2024-01-04'. */
export function dayKey(iso: string, timezone: string): string {
  return wall(Date.parse(iso), timezone).toISOString().slice(0, 10)
}

/**
 * The bucket of an open item in the due sort. waiting: no clock runs; overdue: due before now; hour: within the next 60 minutes;
 * today: before the reader's midnight; later: the rest.
 */
export function dueGroup(dueAt: string | null, now: number, timezone: string): Exclude<DueGroup, 'done'> {
  if (!dueAt) return 'waiting'
  const due = Date.parse(dueAt)
  if (due < now) return 'overdue'
  if (due < now + hourMs) return 'hour'
  return sameDay(wall(due, timezone), wall(now, timezone)) ? 'today' : 'later'
}
