/**
 * Business time backwards: when must something have begun to be due at a given moment? The console's own functions
 * answer the other way round; targets and calendars are those of its default policies.
 */
import type { Priority } from '../../shared/work.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** First response, next response and resolution in hours. */
export const targets: Record<Priority, [number, number, number]> = {
  critical: [0.25, 0.5, 4],
  urgent: [1, 2, 8],
  high: [4, 4, 24],
  medium: [8, 8, 72],
  low: [24, 24, 120],
}

const opens = 9 * hour
const closes = 18 * hour

export function runsAlways(priority: Priority): boolean {
  return priority === 'critical' || priority === 'urgent'
}

/** Opening and closing of the UTC day of `at`; null at weekends. */
function span(at: number): [number, number] | null {
  const midnight = Math.floor(at / day) * day
  const weekday = new Date(midnight).getUTCDay()
  return weekday === 0 || weekday === 6 ? null : [midnight + opens, midnight + closes]
}

/** The moment `length` ms of business time before `at`. */
export function before(at: Date, length: number, priority: Priority): Date {
  if (runsAlways(priority)) return new Date(at.getTime() - length)
  let rest = length
  for (let cursor = at.getTime(); ; cursor = Math.floor(cursor / day) * day - 1) {
    const hours = span(cursor)
    if (!hours) continue
    const part = Math.min(cursor, hours[1]) - hours[0]
    if (part <= 0) continue
    if (rest <= part) return new Date(hours[0] + part - rest)
    rest -= part
  }
}

/** `at` itself while the desk is open, else somewhere in the first hours after it opens again. */
export function whenOpen(at: Date, priority: Priority): Date {
  const time = at.getTime()
  const hours = span(time)
  if (runsAlways(priority) || (hours && time > hours[0] && time < hours[1])) return at
  const midnight = Math.floor(time / day) * day
  for (let next = hours && time <= hours[0] ? midnight : midnight + day; ; next += day) {
    const open = span(next)
    if (open) return new Date(open[0] + 20 * minute + ((time / minute) % 180) * minute)
  }
}
