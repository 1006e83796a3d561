/** What the counters of the overview mean as series: every hour and day has its place, also those in which nothing happened. */
import type { FlowDay, FlowHour, Overview, WorkLine } from '../../../shared/overview.ts'
import { dayKey, dayMs, hourMs } from '../../../shared/time.ts'

export interface FlowPoint {
  name: string
  arrived: number
  done: number
}

export interface DayPoint extends FlowPoint {
  /** Hours from arriving to being done, on average; null when none was done. */
  hours: number | null
}

const dayName = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

const startOfHour = (ms: number) => Math.floor(ms / hourMs) * hourMs

function atHour(hours: FlowHour[], ms: number): FlowHour {
  return hours.find(({ at }) => Date.parse(at) === ms) ?? { at: '', arrived: 0, done: 0 }
}

/** The last `count` hours, the running one last, named by their clock: "14". */
export function lastHours({ hours }: WorkLine, count: number, now: number, timezone: string): FlowPoint[] {
  const name = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', timeZone: timezone })
  return Array.from({ length: count }, (_, index) => {
    const at = startOfHour(now) - (count - 1 - index) * hourMs
    const { arrived, done } = atHour(hours, at)
    return { name: name.format(at), arrived, done }
  })
}

/** The last `count` days of the reader's calendar, today last, named "12 Mar". */
export function lastDays({ days }: WorkLine, count: number, now: number, timezone: string): DayPoint[] {
  const today = Date.parse(`${dayKey(new Date(now).toISOString(), timezone)}T00:00:00Z`)
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(today - (count - 1 - index) * dayMs)
    const day: FlowDay | undefined = days.find((each) => each.day === at.toISOString().slice(0, 10))
    const { arrived = 0, done = 0, meanSeconds = null } = day ?? {}
    return { name: dayName.format(at), arrived, done, hours: meanSeconds === null ? null : Math.round(meanSeconds / 360) / 10 }
  })
}

/** How many waited at the end of each of the last 25 hours, now last: walked back from what waits now. */
export function depths({ open, hours }: WorkLine, now: number): number[] {
  const found = [open.n]
  for (let back = 0; back < 24; back++) {
    const { arrived, done } = atHour(hours, startOfHour(now) - back * hourMs)
    found.unshift(Math.max(0, (found[0] ?? 0) - arrived + done))
  }
  return found
}

/** Revenue of the whole days that the platform has counted, named alike. */
export function revenueByDay({ days }: NonNullable<Overview['money']>): { name: string; revenue: number }[] {
  return days.map(({ day, revenue }) => ({ name: dayName.format(new Date(day)), revenue: Number(revenue ?? 0) }))
}
