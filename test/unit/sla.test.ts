import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addBusinessTime,
  businessSeconds,
  type Calendar,
  clocks,
  type IsoWeekday,
  nextDue,
  type Policy,
  type SlaEvent,
} from '../../shared/sla.ts'
import type { Clock, ClockName } from '../../shared/tickets.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const iso = (ms: number) => new Date(ms).toISOString()
const micro = (ms: number) => iso(ms).replace('Z', '000Z')
const weekdaysOnly = (spans: [number, number][]): Calendar['spans'] => ({ 1: spans, 2: spans, 3: spans, 4: spans, 5: spans })
const everyDay = (spans: [number, number][]): Calendar['spans'] => ({ ...weekdaysOnly(spans), 6: spans, 7: spans })
const always: Calendar = { timezone: 'UTC', spans: everyDay([[0, 1440]]), holidays: [] }
const office: Calendar = { timezone: 'UTC', spans: weekdaysOnly([[540, 1080]]), holidays: [] }

/** Fourteen days around a change of the clocks, from which every test of a zone takes its instants. */
const weeks = [
  ['Europe/Riga', '2026-03-23'],
  ['Europe/Riga', '2026-10-19'],
  ['America/New_York', '2026-03-02'],
  ['America/New_York', '2026-10-26'],
  ['Asia/Kolkata', '2026-03-23'],
  ['Australia/Lord_Howe', '2026-03-30'],
  ['Australia/Lord_Howe', '2026-09-28'],
] as const
const windowMinutes = 14 * 24 * 60

interface Wall {
  date: string
  weekday: IsoWeekday
  minute: number
}

/** The wall time of every minute of the window, read from the runtime one by one: nothing is shared with the code under test. */
function wallMinutes(timezone: string, from: number): Wall[] {
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

const windows = weeks.map(([timezone, date]) => {
  const from = Date.parse(`${date}T00:00:00Z`)
  return { timezone, from, walls: wallMinutes(timezone, from) }
})
type Window = (typeof windows)[number]

/** Whether a minute of the window is business time. */
function isOpen(calendar: Calendar, { date, weekday, minute: at }: Wall): boolean {
  return !calendar.holidays.includes(date) && (calendar.spans[weekday] ?? []).some(([start, end]) => at >= start && at < end)
}

function openMinutes(calendar: Calendar, window: Window): boolean[] {
  return window.walls.map((wall) => isOpen(calendar, wall))
}

/** Up to three spans a day; edges often fall into the hours in which clocks change. */
const edge = fc.oneof(
  fc.integer({ min: 0, max: 1440 }),
  fc.integer({ min: 0, max: 16 }).map((quarter) => quarter * 15),
)
const daySpans = fc.uniqueArray(edge, { minLength: 0, maxLength: 6 }).map((edges) => {
  const sorted = edges.toSorted((a, b) => a - b)
  return Array.from({ length: Math.floor(sorted.length / 2) }, (_, i) => [sorted[2 * i], sorted[2 * i + 1]] as [number, number])
})

function calendarOf(window: Window): fc.Arbitrary<Calendar> {
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

const anyWindow = fc.constantFrom(...windows)
const inWindow = fc.integer({ min: 0, max: windowMinutes - 1 })

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

const policy: Policy = { firstResponseSeconds: 3600, nextResponseSeconds: 2 * 3600, resolutionSeconds: 8 * 3600 }
const monday = Date.parse('2026-01-05T09:00:00Z')
const at = (minutes: number) => monday + minutes * minute

type Step =
  | [minutes: number, type: Exclude<SlaEvent['type'], 'policy'>]
  | [minutes: number, type: 'policy', change: { policy?: Policy; calendar?: Calendar }]

function history(...steps: Step[]): SlaEvent[] {
  return steps.map(([minutes, type, change]) => ({ type, at: iso(at(minutes)), ...change }) as SlaEvent)
}

function clock(name: ClockName, minutes: number, ...steps: Step[]): Clock {
  return clocks(history(...steps), policy, always, at(minutes)).find((one) => one.name === name) as Clock
}

describe('first response', () => {
  test('runs from opening, also while late', () => {
    expect(clock('first_response', 20, [0, 'opened'])).toMatchObject({
      state: 'running',
      usedSeconds: 1200,
      dueAt: micro(at(60)),
      metAt: null,
    })
    expect(clock('first_response', 90, [0, 'opened'])).toMatchObject({ state: 'running', usedSeconds: 5400, dueAt: micro(at(60)) })
  })

  test('is met by the first public reply, missed by a late one', () => {
    expect(clock('first_response', 300, [0, 'opened'], [36, 'agent_reply'], [200, 'agent_reply'])).toMatchObject({
      state: 'met',
      usedSeconds: 36 * 60,
      metAt: micro(at(36)),
      dueAt: micro(at(60)),
    })
    expect(clock('first_response', 300, [0, 'opened'], [60, 'agent_reply']).state).toBe('met')
    expect(clock('first_response', 300, [0, 'opened'], [61, 'agent_reply'])).toMatchObject({ state: 'missed', usedSeconds: 3660 })
  })

  test('is late after closing time when it was due at closing time', () => {
    const events = history([480, 'opened'], [541, 'agent_reply']) // 17:00, replied 18:01
    expect(clocks(events, policy, office, at(600))[0]).toMatchObject({ state: 'missed', dueAt: micro(at(540)), usedSeconds: 3600 })
  })

  test('does not pause while waiting or snoozed, and is off while the ticket is ended', () => {
    expect(clock('first_response', 30, [0, 'opened'], [10, 'waiting'], [12, 'snoozed']).usedSeconds).toBe(1800)
    expect(clock('first_response', 90, [0, 'opened'], [10, 'closed'])).toMatchObject({ state: 'off', why: 'closed', usedSeconds: 600 })
    expect(clock('first_response', 90, [0, 'opened'], [10, 'closed'], [80, 'reopened'])).toMatchObject({
      state: 'running',
      usedSeconds: 5400,
    })
  })
})

describe('next response', () => {
  const replied: Step[] = [
    [0, 'opened'],
    [10, 'agent_reply'],
  ]

  test('does not exist before the first reply', () => {
    expect(clock('next_response', 30, [0, 'opened'], [5, 'customer_message'])).toMatchObject({
      state: 'off',
      why: null,
      startedAt: null,
      dueAt: null,
    })
  })

  test('is off while the agent spoke last', () => {
    expect(clock('next_response', 30, ...replied)).toMatchObject({ state: 'off', why: 'agent_spoke_last', usedSeconds: 0 })
  })

  test('starts at the oldest unanswered customer message', () => {
    expect(clock('next_response', 60, ...replied, [20, 'customer_message'], [50, 'customer_message'])).toMatchObject({
      state: 'running',
      startedAt: micro(at(20)),
      dueAt: micro(at(140)),
      usedSeconds: 2400,
    })
    const again: Step[] = [...replied, [20, 'customer_message'], [30, 'agent_reply'], [40, 'customer_message']]
    expect(clock('next_response', 60, ...again)).toMatchObject({ startedAt: micro(at(40)), usedSeconds: 1200 })
  })

  test('is off while the ticket is ended', () => {
    expect(clock('next_response', 60, ...replied, [20, 'customer_message'], [30, 'resolved'])).toMatchObject({
      state: 'off',
      why: 'closed',
      dueAt: null,
    })
  })
})

describe('resolution', () => {
  test('pauses while waiting on the customer and while snoozed', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [60, 'waiting'],
      [120, 'snoozed'],
      [180, 'resumed'],
    ]
    expect(clock('resolution', 100, ...steps)).toMatchObject({
      state: 'paused',
      why: 'waiting_on_customer',
      usedSeconds: 3600,
      pausedSeconds: 2400,
      dueAt: null,
    })
    expect(clock('resolution', 150, ...steps).why).toBe('waiting_on_customer')
    expect(clock('resolution', 200, ...steps)).toMatchObject({ state: 'paused', why: 'snoozed', pausedSeconds: 140 * 60 })
    expect(clock('resolution', 250, ...steps, [240, 'unsnoozed'])).toMatchObject({
      state: 'running',
      why: null,
      usedSeconds: 70 * 60,
      pausedSeconds: 180 * 60,
      dueAt: micro(at(480 + 180)),
    })
  })

  test('is met or missed when ended, and goes on when reopened with what was used', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [60, 'resolved'],
      [100, 'closed'],
    ]
    expect(clock('resolution', 200, ...steps)).toMatchObject({
      state: 'met',
      usedSeconds: 3600,
      metAt: micro(at(60)),
      dueAt: null,
      why: 'closed',
    })
    expect(clock('resolution', 1100, ...steps, [1000, 'reopened'])).toMatchObject({
      state: 'running',
      usedSeconds: 160 * 60,
      metAt: null,
      dueAt: micro(at(1420)),
    })
    expect(clock('resolution', 900, [0, 'opened'], [480, 'resolved']).state).toBe('met')
    expect(clock('resolution', 900, [0, 'opened'], [481, 'resolved']).state).toBe('missed')
  })

  test('keeps the moment at which it became late through later events and pauses', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [500, 'customer_message'],
      [510, 'waiting'],
      [600, 'resumed'],
    ]
    expect(clock('resolution', 700, ...steps)).toMatchObject({ state: 'running', dueAt: micro(at(480)) })
    const pausedWhenDue: Step[] = [
      [0, 'opened'],
      [480, 'waiting'],
      [600, 'resumed'],
    ]
    expect(clock('resolution', 700, ...pausedWhenDue).dueAt).toBe(micro(at(480)))
  })
})

describe('a change of policy', () => {
  const urgent: Policy = { firstResponseSeconds: 900, nextResponseSeconds: 1800, resolutionSeconds: 4 * 3600 }

  test('changes the targets of what runs and keeps what was used and paused', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [60, 'waiting'],
      [90, 'resumed'],
      [120, 'policy', { policy: urgent }],
    ]
    expect(clock('resolution', 150, ...steps)).toMatchObject({
      usedSeconds: 120 * 60,
      pausedSeconds: 30 * 60,
      targetSeconds: 4 * 3600,
      dueAt: micro(at(240 + 30)),
    })
    expect(clock('first_response', 150, ...steps)).toMatchObject({ state: 'running', dueAt: micro(at(15)) })
  })

  test('does not turn a promise kept into one broken', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [40, 'agent_reply'],
      [50, 'policy', { policy: urgent }],
    ]
    expect(clock('first_response', 60, ...steps)).toMatchObject({ state: 'met', targetSeconds: 3600 })
    expect(clock('resolution', 500, [0, 'opened'], [300, 'resolved'], [310, 'policy', { policy: urgent }]).state).toBe('met')
  })

  test('to another calendar keeps the time that the old one counted', () => {
    const steps: Step[] = [
      [0, 'opened'],
      [720, 'policy', { calendar: office }],
    ] // 09:00 to 21:00 around the clock, then office hours
    expect(clock('resolution', 900, ...steps).usedSeconds).toBe(12 * 3600)
    expect(clock('resolution', 1440 + 30, ...steps).usedSeconds).toBe(12.5 * 3600)
  })
})

describe('what counts', () => {
  test('nothing before opening or after now; the order of the list does not matter', () => {
    expect(clocks(history([5, 'agent_reply']), policy, always, at(10))).toEqual([])
    expect(clocks(history([50, 'opened']), policy, always, at(10))).toEqual([])
    expect(clock('first_response', 30, [0, 'opened'], [40, 'agent_reply']).state).toBe('running')
    expect(clock('first_response', 60, [40, 'agent_reply'], [0, 'opened'])).toMatchObject({ state: 'met', usedSeconds: 2400 })
  })

  test('instants as PostgreSQL writes them', () => {
    const events: SlaEvent[] = [{ type: 'opened', at: '2026-01-05T09:00:00.000999Z' }]
    expect(clocks(events, policy, always, at(1))[0]?.startedAt).toBe('2026-01-05T09:00:00.000000Z')
  })

  test('the nearest running clock is due next, late ones included', () => {
    const due = (minutes: number, ...steps: Step[]) => nextDue(clocks(history(...steps), policy, always, at(minutes)))
    expect(due(90, [0, 'opened'])).toEqual({ name: 'first_response', dueAt: micro(at(60)) })
    expect(due(90, [0, 'opened'], [10, 'agent_reply'])).toEqual({ name: 'resolution', dueAt: micro(at(480)) })
    expect(due(90, [0, 'opened'], [10, 'agent_reply'], [20, 'waiting'])).toBeNull()
    expect(due(90, [0, 'opened'], [10, 'agent_reply'], [20, 'resolved'])).toBeNull()
  })
})

/** The rules told minute by minute, for the comparison below. */
function oracle(window: Window, events: { minute: number; event: SlaEvent }[], first: Policy, calendar: Calendar, now: number) {
  let targets = first
  let current = openMinutes(calendar, window)
  const calendars = new Map<Calendar, boolean[]>([[calendar, current]])
  let [opened, waiting, snoozed] = [false, false, false]
  let ended: number | null = null
  let asked: number | null = null
  let reply: { minute: number; target: number; used: number; open: boolean[] } | null = null
  let [firstUsed, nextUsed, used, paused, endTarget] = [0, 0, 0, 0, 0]
  let frozenFirst = 0
  const dueOf = { first: null as number | null, next: null as number | null, resolution: null as number | null }
  const trail: { firstUsed: number; nextUsed: number; used: number }[] = []

  for (let m = 0; m <= now; m++) {
    for (const { event } of events.filter((one) => one.minute === m)) {
      if (event.type === 'opened') opened = true
      if (!opened) continue
      if (event.type === 'customer_message' && reply && asked === null) asked = m
      if (event.type === 'agent_reply') {
        reply ??= { minute: m, target: targets.firstResponseSeconds / 60, used: firstUsed, open: current }
        asked = null
        nextUsed = 0
      }
      if (event.type === 'waiting' || event.type === 'resumed') waiting = event.type === 'waiting'
      if (event.type === 'snoozed' || event.type === 'unsnoozed') snoozed = event.type === 'snoozed'
      if ((event.type === 'resolved' || event.type === 'closed') && ended === null) {
        ended = m
        endTarget = targets.resolutionSeconds / 60
        frozenFirst = firstUsed
      }
      if (event.type === 'reopened') ended = null
      if (event.type === 'policy') {
        targets = event.policy ?? targets
        const other = event.calendar ?? calendar
        if (event.calendar) current = calendars.get(other) ?? openMinutes(other, window)
        calendars.set(other, current)
      }
    }
    trail.push({ firstUsed, nextUsed, used })
    if (m === now || !opened || !current[m]) continue
    if (!reply) firstUsed += 1
    if (asked !== null) nextUsed += 1
    if (ended !== null) continue
    if (waiting || snoozed) paused += 1
    else used += 1
  }

  /** The end of the minute in which `count` reaches the target: in the past as lived, then as if all went on. */
  const due = (key: 'firstUsed' | 'nextUsed' | 'used', from: number, until: number, target: number, total: number, open: boolean[]) => {
    for (let m = from; m <= until; m++) if ((trail[m] as { [k in typeof key]: number })[key] >= target) return m
    let count = total
    for (let m = until; m < windowMinutes; m++) {
      if (open[m]) count += 1
      if (count >= target) return m + 1
    }
    return null
  }
  if (!reply && ended === null) dueOf.first = due('firstUsed', 0, now, targets.firstResponseSeconds / 60, firstUsed, current)
  if (reply) dueOf.first = due('firstUsed', 0, reply.minute, reply.target, reply.used, reply.open)
  if (asked !== null && ended === null) dueOf.next = due('nextUsed', asked, now, targets.nextResponseSeconds / 60, nextUsed, current)
  if (ended === null && !waiting && !snoozed) dueOf.resolution = due('used', 0, now, targets.resolutionSeconds / 60, used, current)

  const late = reply && dueOf.first !== null && reply.minute > dueOf.first
  return {
    first: {
      state: reply ? (late ? 'missed' : 'met') : ended !== null ? 'off' : 'running',
      used: reply ? reply.used : ended !== null ? frozenFirst : firstUsed,
      due: dueOf.first,
    },
    next: {
      state: asked !== null && ended === null ? 'running' : 'off',
      used: asked !== null && ended === null ? nextUsed : 0,
      due: dueOf.next,
    },
    resolution: {
      state: ended !== null ? (used > endTarget ? 'missed' : 'met') : waiting || snoozed ? 'paused' : 'running',
      used,
      due: dueOf.resolution,
    },
    paused,
  }
}

describe('random histories', { timeout: 60_000 }, () => {
  const targets = fc.record({
    firstResponseSeconds: fc.integer({ min: 1, max: 600 }).map((n) => n * 60),
    nextResponseSeconds: fc.integer({ min: 1, max: 600 }).map((n) => n * 60),
    resolutionSeconds: fc.integer({ min: 1, max: 3000 }).map((n) => n * 60),
  })
  const types = ['customer_message', 'agent_reply', 'waiting', 'resumed', 'snoozed', 'unsnoozed', 'resolved', 'reopened', 'closed'] as const

  const cases = anyWindow.chain((window) => {
    const plain = fc.constantFrom(...types).map((type) => ({ type }))
    const change = fc.record(
      { type: fc.constant('policy' as const), policy: targets, calendar: calendarOf(window) },
      { requiredKeys: ['type'] },
    )
    const event = fc.tuple(inWindow, fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: change }))
    return fc.record({
      window: fc.constant(window),
      calendar: calendarOf(window),
      policy: targets,
      opened: fc.integer({ min: 0, max: 3000 }),
      events: fc.array(event, { maxLength: 14 }),
      now: inWindow,
    })
  })

  test('tickets-21: every clock equals the rules told minute by minute', () => {
    fc.assert(
      fc.property(cases, ({ window, calendar, policy: first, opened, events, now }) => {
        const after = Math.max(now, opened)
        const list = [[opened, { type: 'opened' as const }] as const, ...events.map(([m, event]) => [Math.max(m, opened), event] as const)]
          .toSorted((a, b) => a[0] - b[0])
          .map(([m, event]) => ({ minute: m, event: { ...event, at: iso(window.from + m * minute) } as SlaEvent }))
        const told = oracle(window, list, first, calendar, after)
        const [one, two, three] = clocks(
          list.map(({ event }) => event),
          first,
          calendar,
          window.from + after * minute,
        ) as [Clock, Clock, Clock]

        expect([one.state, one.usedSeconds]).toEqual([told.first.state, told.first.used * 60])
        expect([two.state, two.usedSeconds]).toEqual([told.next.state, told.next.used * 60])
        expect([three.state, three.usedSeconds, three.pausedSeconds]).toEqual([
          told.resolution.state,
          told.resolution.used * 60,
          told.paused * 60,
        ])
        if (one.state !== 'off') sameDue(window, one.dueAt, told.first.due)
        if (two.state === 'running') sameDue(window, two.dueAt, told.next.due)
        if (three.state === 'running') sameDue(window, three.dueAt, told.resolution.due)
      }),
      { numRuns: 300 },
    )
  })

  function sameDue(window: Window, dueAt: string | null, told: number | null) {
    if (told !== null) expect(dueAt).toBe(micro(window.from + told * minute))
    else expect(dueAt === null || Date.parse(dueAt) > window.from + windowMinutes * minute).toBe(true)
  }

  test('a year of a ticket is computed quickly', () => {
    const steps = Array.from({ length: 200 }, (_, i): Step => [i * 2600, i === 0 ? 'opened' : i % 2 ? 'waiting' : 'resumed'])
    const riga: Calendar = { ...office, timezone: 'Europe/Riga' }
    const started = performance.now()
    clocks(history(...steps), policy, riga, monday + 365 * day)
    expect(performance.now() - started).toBeLessThan(250)
  })
})
