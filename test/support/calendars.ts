// Calendars and weeks in which clocks change, and histories in them, for the tests of service clocks.

import fc from 'fast-check'
import type { Clock, ClockName } from '../../shared/tickets.ts'
import { type Calendar, clocks, type IsoWeekday, type Policy, type SlaEvent } from './sla.ts'

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour
export const iso = (ms: number) => new Date(ms).toISOString()
export const micro = (ms: number) => iso(ms).replace('Z', '000Z')
export const weekdaysOnly = (spans: [number, number][]): Calendar['spans'] => ({ 1: spans, 2: spans, 3: spans, 4: spans, 5: spans })
export const everyDay = (spans: [number, number][]): Calendar['spans'] => ({ ...weekdaysOnly(spans), 6: spans, 7: spans })
export const always: Calendar = { timezone: 'UTC', spans: everyDay([[0, 1440]]), holidays: [] }
export const office: Calendar = { timezone: 'UTC', spans: weekdaysOnly([[540, 1080]]), holidays: [] }

/** Fourteen days around a change of the clocks, from which every test of a zone takes its instants. */
export const weeks = [
  ['Europe/Riga', '2026-03-23'],
  ['Europe/Riga', '2026-10-19'],
  ['America/New_York', '2026-03-02'],
  ['America/New_York', '2026-10-26'],
  ['Asia/Kolkata', '2026-03-23'],
  ['Australia/Lord_Howe', '2026-03-30'],
  ['Australia/Lord_Howe', '2026-09-28'],
] as const
export const windowMinutes = 14 * 24 * 60

export interface Wall {
  date: string
  weekday: IsoWeekday
  minute: number
}

/** The wall time of every minute of the window, read from the runtime one by one: nothing is shared with the code under test. */
export function wallMinutes(timezone: string, from: number): Wall[] {
  const names = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: timezone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  return Array.from({ length: windowMinutes }, (_, index) => {
    const part = Object.fromEntries(format.formatToParts(from + index * minute).map(({ type, value }) => [type, value]))
    return {
      date: `${part.year}-${part.month}-${part.day}`,
      weekday: (names.indexOf(part.weekday as string) + 1) as IsoWeekday,
      minute: Number(part.hour) * 60 + Number(part.minute),
    }
  })
}

export const windows = weeks.map(([timezone, date]) => {
  const from = Date.parse(`${date}T00:00:00Z`)
  return { timezone, from, walls: wallMinutes(timezone, from) }
})
export type Window = (typeof windows)[number]

/** Whether a minute of the window is business time. */
export function isOpen(calendar: Calendar, { date, weekday, minute: at }: Wall): boolean {
  return !calendar.holidays.includes(date) && (calendar.spans[weekday] ?? []).some(([start, end]) => at >= start && at < end)
}

export function openMinutes(calendar: Calendar, window: Window): boolean[] {
  return window.walls.map((wall) => isOpen(calendar, wall))
}

/** Up to three spans a day; edges often fall into the hours in which clocks change. */
export const edge = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
)
export const daySpans = fc.uniqueArray(edge, { minLength: 0, maxLength: 6 }).map((edges) => {
  const sorted = edges.toSorted((a, b) => a - b)
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => [sorted[2 * i], sorted[2 * i + 1]] as [number, number])
})

export function calendarOf(window: Window): fc.Arbitrary<Calendar> {
  const dates = [...new Set(window.walls.map((wall) => wall.date))]
  const spans = fc.oneof(
    fc
      .tuple(daySpans, daySpans, daySpans, daySpans, daySpans, daySpans, daySpans)
      .map((list) => Object.fromEntries(list.map((day, i) => [i + 1, day]))),
    fc.constant(everyDay([[0, 1440]])),
    fc.constant(
      weekdaysOnly([
        [540, 720],
        [780, 1080],
      ]),
    ),
  )
  return fc.record({ timezone: fc.constant(window.timezone), spans, holidays: fc.subarray(dates, { maxLength: 3 }) })
}

export const anyWindow = fc.constantFrom(...windows)
export const inWindow = fc.integer({ min: 0, max: windowMinutes - 1 })

export const policy: Policy = { firstResponseSeconds: 3600, nextResponseSeconds: 2 * 3600, resolutionSeconds: 8 * 3600 }
export const monday = Date.parse('2026-01-05T09:00:00Z')
export const at = (minutes: number) => monday + minutes * minute

export type Step =
  | [minutes: number, type: Exclude<SlaEvent['type'], 'policy'>]
  | [minutes: number, type: 'policy', change: { policy?: Policy; calendar?: Calendar }]

export function history(...steps: Step[]): SlaEvent[] {
  return steps.map(([minutes, type, change]) => ({ type, at: iso(at(minutes)), ...change }) as SlaEvent)
}

export function clock(name: ClockName, minutes: number, ...steps: Step[]): Clock {
  return clocks(history(...steps), policy, always, at(minutes)).find((one) => one.name === name) as Clock
}
