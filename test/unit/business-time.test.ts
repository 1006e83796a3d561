import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  always,
  anyWindow,
  calendarOf,
  everyDay,
  inWindow,
  iso,
  micro,
  minute,
  office,
  openMinutes,
  windowMinutes,
} from '../support/calendars.ts'
import { addBusinessTime, businessSeconds, type Calendar } from '../support/sla.ts'

describe('business time', { timeout: 60_000 }, () => {
  test('equals counting minute by minute, over the changes of the clocks', () => {
    const cases = anyWindow.chain((window) => fc.tuple(fc.constant(window), calendarOf(window), inWindow, inWindow))
    fc.assert(
      fc.property(cases, ([window, calendar, a, b]) => {
        const [from, to] = a < b ? [a, b] : [b, a]
        const counted = openMinutes(calendar, window).slice(from, to).filter(Boolean).length * 60
        expect(businessSeconds(iso(window.from + from * minute), iso(window.from + to * minute), calendar)).toBe(counted)
        expect(businessSeconds(iso(window.from + to * minute), iso(window.from + from * minute), calendar)).toBe(0)
      }),
      { numRuns: 250 },
    )
  })

  test('adding finds the minute that counting finds', () => {
    const amount = fc.integer({ min: 1, max: 3000 })
    const cases = anyWindow.chain((window) => fc.tuple(fc.constant(window), calendarOf(window), inWindow, amount))
    fc.assert(
      fc.property(cases, ([window, calendar, from, minutes]) => {
        const due = addBusinessTime(iso(window.from + from * minute), minutes * 60, calendar)
        const open = openMinutes(calendar, window)
        let left = minutes
        let at = from
        while (left > 0 && at < windowMinutes) left -= open[at++] ? 1 : 0
        if (left) expect(due === null || Date.parse(due) > window.from + windowMinutes * minute).toBe(true)
        else expect(due).toBe(micro(window.from + at * minute))
      }),
      { numRuns: 250 },
    )
  })

  test('adding and counting are each other’s opposite to the second', () => {
    const cases = anyWindow.chain((window) =>
      fc.tuple(fc.constant(window), calendarOf(window), inWindow, fc.integer({ min: 1, max: 400_000 })),
    )
    fc.assert(
      fc.property(cases, ([window, calendar, from, amount]) => {
        const start = iso(window.from + from * minute + 17_250)
        const due = addBusinessTime(start, amount, calendar)
        if (due) expect(businessSeconds(start, due, calendar)).toBe(amount)
      }),
    )
  })

  test.each([
    ['a skipped hour does not exist', 'Europe/Riga', '2026-03-29T00:00:00Z', '2026-03-29T03:00:00Z', [[180, 240]], 0],
    ['what stands around it does', 'Europe/Riga', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z', [[120, 300]], 2 * 3600],
    ['a repeated hour counts twice', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', [[60, 120]], 2 * 3600],
    ['half of a repeated hour counts twice', 'America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z', [[0, 90]], 2 * 3600],
    ['a change by half an hour', 'Australia/Lord_Howe', '2026-04-04T13:00:00Z', '2026-04-05T13:30:00Z', [[0, 1440]], 24.5 * 3600],
    ['a day of 23 hours', 'Europe/Riga', '2026-03-28T22:00:00Z', '2026-03-29T21:00:00Z', [[0, 1440]], 23 * 3600],
    ['a zone with a half-hour offset', 'Asia/Kolkata', '2026-03-23T03:00:00Z', '2026-03-23T05:00:00Z', [[540, 1080]], 1.5 * 3600],
  ] as const)('%s', (_, timezone, from, to, spans, expected) => {
    const calendar: Calendar = { timezone, spans: everyDay(spans.map(([a, b]) => [a, b])), holidays: [] }
    expect(businessSeconds(from, to, calendar)).toBe(expected)
  })

  test('a change of the clocks at midnight, and a day that a zone skipped', () => {
    expect(businessSeconds('2025-03-09T00:00:00Z', '2025-03-10T04:00:00Z', { ...always, timezone: 'America/Havana' })).toBe(28 * 3600)
    const samoa: Calendar = { timezone: 'Pacific/Apia', spans: everyDay([[600, 660]]), holidays: [] }
    expect(businessSeconds('2011-12-29T10:00:00Z', '2011-12-31T10:00:00Z', samoa)).toBe(2 * 3600)
  })

  test('24 business hours are 24 hours of business time', () => {
    // Friday 16:00, nine hours a day: 2 h, then 9, 9 and 4 from Monday on.
    expect(addBusinessTime('2026-01-02T16:00:00Z', 24 * 3600, office)).toBe('2026-01-07T13:00:00.000000Z')
    expect(addBusinessTime('2026-01-02T16:00:00Z', 24 * 3600, { ...office, holidays: ['2026-01-06'] })).toBe('2026-01-08T13:00:00.000000Z')
    expect(addBusinessTime('2026-01-02T16:00:00Z', 24 * 3600, always)).toBe('2026-01-03T16:00:00.000000Z')
  })

  test('what reaches the target at closing time is due then, not the next morning', () => {
    expect(addBusinessTime('2026-01-02T16:00:00Z', 2 * 3600, office)).toBe('2026-01-02T18:00:00.000000Z')
  })

  test('a calendar that never opens has no due time; an unknown zone is an error', () => {
    expect(addBusinessTime('2026-01-02T16:00:00Z', 1, { timezone: 'UTC', spans: {}, holidays: [] })).toBeNull()
    expect(() => businessSeconds('2026-01-02T16:00:00Z', '2026-01-03T16:00:00Z', { ...always, timezone: 'Mars/Base' })).toThrow(RangeError)
  })
})
