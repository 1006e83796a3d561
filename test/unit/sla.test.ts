import { describe, expect, test } from 'vitest'
import { always, at, clock, history, micro, office, policy, type Step } from '../support/calendars.ts'
import { clocks, type Policy, type SlaEvent } from '../support/sla.ts'

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
})
