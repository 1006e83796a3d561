import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Clock } from '../../shared/tickets.ts'
import {
  anyWindow,
  calendarOf,
  day,
  history,
  inWindow,
  iso,
  micro,
  minute,
  monday,
  office,
  openMinutes,
  policy,
  type Step,
  type Window,
  windowMinutes,
} from '../support/calendars.ts'
import { type Calendar, clocks, type Policy, type SlaEvent } from '../support/sla.ts'

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
