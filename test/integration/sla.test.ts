// The clocks in SQL and those of test/support/sla.ts are the same rule: held against each other on random histories.

import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Clock } from '../../shared/tickets.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { businessSeconds, type Calendar, clocks, type Policy, type SlaEvent } from '../support/sla.ts'

let database: TestDatabase
let db: pg.Client

beforeAll(async () => {
  database = await freshDatabase()
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  await db.query(`set timezone = 'UTC'`)
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

// The weeks in which Europe changes its clocks: an hour is skipped, an hour comes twice.
let start = Date.parse('2026-03-25T00:00:00Z')
const hour = 3600
const iso = (seconds: number) => new Date(start + seconds * 1000).toISOString()

const calendars: Calendar[] = [
  {
    timezone: 'UTC',
    spans: { 1: [[0, 1440]], 2: [[0, 1440]], 3: [[0, 1440]], 4: [[0, 1440]], 5: [[0, 1440]], 6: [[0, 1440]], 7: [[0, 1440]] },
    holidays: [],
  },
  {
    timezone: 'Europe/Riga',
    spans: {
      1: [[540, 1080]],
      2: [[540, 1080]],
      3: [
        [540, 720],
        [780, 1080],
      ],
      4: [[540, 1080]],
      5: [[540, 960]],
    },
    holidays: ['2026-04-03', '2026-04-06'],
  },
  { timezone: 'America/New_York', spans: { 1: [[480, 1200]], 3: [[480, 1200]], 6: [[600, 840]], 7: [[0, 1440]] }, holidays: [] },
  // Edges inside the hour that is skipped.
  {
    timezone: 'Europe/Riga',
    spans: {
      6: [[0, 210]],
      7: [
        [150, 200],
        [215, 600],
      ],
      1: [[60, 1440]],
    },
    holidays: [],
  },
  { timezone: 'Australia/Lord_Howe', spans: { 7: [[0, 1440]], 1: [[300, 1440]], 2: [[0, 600]] }, holidays: [] },
]

const calendarIndex = fc.integer({ min: 0, max: calendars.length - 1 })
const targets = fc.record({
  first: fc.integer({ min: 1, max: 40 }),
  next: fc.integer({ min: 1, max: 40 }),
  resolution: fc.integer({ min: 1, max: 120 }),
  calendar: calendarIndex,
})
const types = [
  'customer_message',
  'agent_reply',
  'waiting',
  'resumed',
  'snoozed',
  'unsnoozed',
  'resolved',
  'reopened',
  'closed',
  'policy',
] as const
const history = fc.record({
  policies: fc.array(targets, { minLength: 1, maxLength: 3 }),
  steps: fc.array(fc.record({ type: fc.constantFrom(...types), after: fc.integer({ min: 1, max: 60 * hour }), policy: fc.nat(2) }), {
    maxLength: 14,
  }),
  wait: fc.integer({ min: 0, max: 300 * hour }),
})

test.each(['2026-03-25T00:00:00Z', '2026-10-22T00:00:00Z'])('tickets-21: business time is the same in SQL, from %s', async (week) => {
  start = Date.parse(week)
  await fc.assert(
    fc.asyncProperty(
      calendarIndex,
      fc.integer({ min: 0, max: 400 * hour }),
      fc.integer({ min: 0, max: 900 * hour }),
      async (index, from, length) => {
        const calendar = calendars[index] as Calendar
        const { rows } = await db.query(`select console.business_seconds($1, $2, row('x', $3, $4, $5, 1)::console.sla_calendar) as n`, [
          iso(from),
          iso(from + length),
          calendar.timezone,
          JSON.stringify(calendar.spans),
          calendar.holidays,
        ])
        expect(rows[0].n).toBeCloseTo(businessSeconds(iso(from), iso(from + length), calendar), 3)
      },
    ),
    { numRuns: 300 },
  )
})

test.each(['2026-03-25T00:00:00Z', '2026-10-22T00:00:00Z'])(
  'tickets-21: every clock is the same in SQL, from %s',
  async (week) => {
    start = Date.parse(week)
    await fc.assert(
      fc.asyncProperty(history, async ({ policies, steps, wait }) => {
        let at = 0
        const events: SlaEvent[] = [{ type: 'opened', at: iso(0) }]
        const stored: { type: string; at: string; policy: number | null }[] = [{ type: 'opened', at: iso(0), policy: 0 }]
        for (const step of steps) {
          at += step.after
          const index = step.policy % policies.length
          const policy = policies[index] as (typeof policies)[number]
          events.push(
            step.type === 'policy'
              ? { type: 'policy', at: iso(at), policy: toPolicy(policy), calendar: calendars[policy.calendar] as Calendar }
              : { type: step.type, at: iso(at) },
          )
          stored.push({ type: step.type, at: iso(at), policy: step.type === 'policy' ? index : null })
        }
        const now = at + wait
        const [first] = policies as [(typeof policies)[number]]
        const expected = clocks(events, toPolicy(first), calendars[first.calendar] as Calendar, start + now * 1000)
        expect(await inDatabase(policies, stored, iso(now))).toEqual(expected.map(comparable))
      }),
      { numRuns: 300 },
    )
  },
  120_000,
)

function toPolicy(each: { first: number; next: number; resolution: number }): Policy {
  return { firstResponseSeconds: each.first * hour, nextResponseSeconds: each.next * hour, resolutionSeconds: each.resolution * hour }
}

const second = (at: string | null) => (at === null ? null : Math.round(Date.parse(at) / 1000))
const comparable = (clock: Clock) => ({
  ...clock,
  startedAt: second(clock.startedAt),
  dueAt: second(clock.dueAt),
  metAt: second(clock.metAt),
})

async function inDatabase(
  policies: { first: number; next: number; resolution: number; calendar: number }[],
  events: { type: string; at: string; policy: number | null }[],
  now: string,
) {
  await db.query('begin')
  try {
    for (const [i, calendar] of calendars.entries()) {
      await db.query('insert into console.sla_calendar (id, timezone, spans, holidays) values ($1, $2, $3, $4)', [
        `c${i}`,
        calendar.timezone,
        JSON.stringify(calendar.spans),
        calendar.holidays,
      ])
    }
    const ids: string[] = []
    for (const [i, policy] of policies.entries()) {
      const { rows } = await db.query(
        `insert into console.sla_policy (priority, first_response_seconds, next_response_seconds, resolution_seconds, calendar, version) values ('low', $1, $2, $3, $4, $5) returning id`,
        [policy.first * hour, policy.next * hour, policy.resolution * hour, `c${policy.calendar}`, i + 100],
      )
      ids.push(rows[0].id)
    }
    const item = '00000000-0000-7000-8000-000000000001'
    for (const event of events) {
      await db.query(`select console.sla_note('ticket', $1, $2, $3, $4)`, [
        item,
        event.type,
        event.at,
        event.policy === null ? null : ids[event.policy],
      ])
    }
    const { rows } = await db.query(`select console.sla_clocks('ticket', $1, $2) as clocks`, [item, now])
    return (rows[0].clocks as Clock[]).map(comparable)
  } finally {
    await db.query('rollback')
  }
}
