import { describe, expect, test } from 'vitest'
import {
  age,
  ago,
  clockWords,
  countdown,
  dayKey,
  dueGroup,
  duration,
  exact,
  localTime,
  offsetAt,
  remaining,
  seconds,
  when,
  whenTime,
} from '../../shared/time.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour
const now = Date.parse('2026-03-04T12:00:00Z') // a Wednesday, 14:00 in Riga
const iso = (ms: number) => new Date(ms).toISOString()
const riga = 'Europe/Riga'

test.each([
  [0, '0:00'],
  [59 * second, '0:00'],
  [14 * minute, '0:14'],
  [100 * minute, '1:40'],
  [10 * hour - 1, '9:59'],
  [10 * hour, '10 h'],
  [20 * hour + 59 * minute, '20 h'],
  [day - 1, '23 h'],
  [day, '1 d'],
  [3.9 * day, '3 d'],
  [-minute, '0:00'],
])('remaining: %d ms is %s', (ms, words) => {
  expect(remaining(ms)).toBe(words)
})

test.each([
  [35 * hour, '1 d 11 h'],
  [day, '1 d 0 h'],
  [20 * hour, '20 h'],
  [minute, '0:01'],
  [31 * day, '31 d'],
])('age: %d ms is %s', (ms, words) => {
  expect(age(ms)).toBe(words)
})

test('countdown: minutes and seconds, rounded up', () => {
  expect([9 * minute + 31 * second, 10_001, 900, 0, -5].map(countdown)).toEqual(['9:31', '0:11', '0:01', '0:00', '0:00'])
})

test('duration: in units', () => {
  expect([36 * 60, 3600, 80 * 60, 59, 24 * 3600].map(duration)).toEqual(['36 min', '1 h', '1 h 20 min', '0 min', '24 h'])
})

test.each([
  [-26 * minute, '0:26 late', 'late'],
  [-1, '0:00 late', 'late'],
  [0, '0:00', 'soon'],
  [14 * minute, '0:14', 'soon'],
  [hour - 1, '0:59', 'soon'],
  [hour, '1:00', 'normal'],
  [20 * hour, '20 h', 'normal'],
  [-3 * day, '3 d late', 'late'],
] as const)('a clock with %d ms left says %s', (left, text, state) => {
  expect(clockWords(iso(now + left), now)).toEqual({ text, state })
})

describe('dates', () => {
  test('today as time, this year as day and month, else with year', () => {
    expect(when('2026-03-04T12:02:59.123456Z', now, riga)).toBe('14:02')
    expect(when('2026-03-03T22:00:00Z', now, riga)).toBe('00:00')
    expect(when('2026-03-03T21:59:59Z', now, riga)).toBe('3 Mar')
    expect(when('2026-01-04T10:00:00Z', now, riga)).toBe('4 Jan')
    expect(when('2024-01-04T10:00:00Z', now, riga)).toBe('4 Jan 2024')
    expect(when('2025-12-31T22:30:00Z', now, riga)).toBe('1 Jan')
    expect(when('2025-12-31T22:30:00Z', now, 'America/New_York')).toBe('31 Dec 2025')
    expect(when('2026-09-04T10:00:00Z', now, 'UTC')).toBe('4 Sep')
  })

  test('with the time of day', () => {
    expect(whenTime('2026-03-04T14:16:00Z', now, 'UTC')).toBe('14:16')
    expect(whenTime('2026-03-06T10:40:00Z', now, 'UTC')).toBe('Fri 10:40')
    expect(whenTime('2026-03-11T10:40:00Z', now, 'UTC')).toBe('11 Mar 10:40')
    expect(whenTime('2025-03-11T10:40:00Z', now, 'UTC')).toBe('11 Mar 2025 10:40')
    expect(whenTime('2026-02-26T10:40:00Z', now, 'UTC')).toBe('Thu 10:40')
  })

  test('exact, with the zone', () => {
    expect(exact('2024-01-04T12:02:11.9Z', riga)).toBe('Thu 4 Jan 2024, 14:02:11 Europe/Riga (UTC+2)')
    expect(exact('2024-07-04T12:02:11Z', 'America/New_York')).toBe('Thu 4 Jul 2024, 08:02:11 America/New_York (UTC\u22124)')
    expect(exact('2024-07-04T12:02:11Z', 'Asia/Kolkata')).toContain('(UTC+5:30)')
    expect(exact('2024-07-04T12:02:11Z', 'UTC')).toBe('Thu 4 Jul 2024, 12:02:11 UTC')
  })

  test('the calendar day of a zone', () => {
    expect(dayKey('2026-03-04T22:30:00Z', riga)).toBe('2026-03-05')
    expect(dayKey('2026-03-04T22:30:00Z', 'UTC')).toBe('2026-03-04')
  })

  test('offsets to the millisecond, on both sides of a change', () => {
    const change = Date.parse('2026-03-29T01:00:00Z')
    expect([offsetAt(change - 1, riga), offsetAt(change, riga)]).toEqual([2 * hour, 3 * hour])
    expect(offsetAt(Date.parse('1969-12-31T23:59:59.500Z'), 'UTC')).toBe(0)
    expect(offsetAt(-500, 'America/New_York')).toBe(-5 * hour)
  })
})

test.each([
  [400, '0.4 s ago'],
  [9_999, '9.9 s ago'],
  [12_000, '12 s ago'],
  [3 * minute, '3 min ago'],
  [5 * hour, '5 h ago'],
  [2 * day, '2 d ago'],
  [-4000, '0.0 s ago'],
])('%d ms before now is %s', (ms, words) => {
  expect(ago(iso(now - ms), now)).toBe(words)
})

test('the time where the customer lives; null for a zone nobody knows', () => {
  expect(localTime('Asia/Tokyo', now)).toBe('21:00')
  expect(localTime('Mars/Base', now)).toBeNull()
  expect(localTime('', now)).toBe('12:00')
})

test('seconds, for what was just saved', () => {
  expect(seconds('2026-03-04T12:02:11.999999Z', riga)).toBe('14:02:11')
  expect(seconds('2026-03-04T12:02:11Z')).toMatch(/^\d\d:\d\d:11$/)
})

test.each([
  [-1, 'overdue'],
  [0, 'hour'],
  [hour - 1, 'hour'],
  [hour, 'today'],
  [10 * hour - 1, 'today'],
  [10 * hour, 'later'],
  [null, 'waiting'],
] as const)('a row that is due in %d ms stands in %s', (left, group) => {
  expect(dueGroup(left === null ? null : iso(now + left), now, riga)).toBe(group)
})

test('an hour that reaches past midnight is still the next hour', () => {
  const late = Date.parse('2026-03-04T21:30:00Z')
  expect(dueGroup(iso(late + 40 * minute), late, riga)).toBe('hour')
})
