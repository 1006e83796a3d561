/** How many tickets stand where: the figures of a desk with work for everybody, and twelve months behind it. */
import type { Priority } from '../../../shared/work.ts'
import { day, hour, minute } from '../clock.ts'
import { featured } from '../people/featured.ts'
import { type Random, seeded } from '../random.ts'
import { type DemoStaff, staffByLogin } from '../staff.ts'
import type { Plan } from './ticket.ts'

const priorities: Record<Priority, number> = { low: 25, medium: 42, high: 22, urgent: 9, critical: 2 }

type Live = Exclude<Plan, { stage: 'past' }>

/** The live plans, the most urgent first, then the past ones, the newest first. */
export function makePlans(now: Date, count: number): Plan[] {
  const random = seeded('plans')
  const live = livePlans(random)
  const midnight = startOfDay(now)
  const past = Array.from({ length: count - live.length }, (_, n): Plan => ({ stage: 'past', endsAt: endOf(n, now, midnight, random) }))
  past.sort((a, b) => (b.stage === 'past' && a.stage === 'past' ? b.endsAt.getTime() - a.endsAt.getTime() : 0))
  return [...live, ...past]
}

function livePlans(random: Random): Live[] {
  const nadia = staffByLogin('nadia')
  const others = [staffByLogin('sofia'), staffByLogin('kenji'), staffByLogin('sofia'), staffByLogin('kenji'), staffByLogin('daniel')]
  const plan = (stage: Live['stage'], minutes: number, owner: DemoStaff | null, more: Partial<Live> = {}): Live => ({
    stage,
    minutes,
    owner,
    priority: random.weighted(priorities),
    isEscalated: false,
    isSnoozed: false,
    featured: null,
    ...more,
  })
  const times = (n: number, make: (n: number) => Live): Live[] => Array.from({ length: n }, (_, i) => make(i))
  const days = (from: number, to: number) => random.int(from * 24 * 60, to * 24 * 60)

  return [
    ...featured.map((person) => {
      const [stage, minutes] = Object.entries(person.at)[0] as [Live['stage'], number]
      return plan(stage, minutes, nadia, { priority: person.priority, isEscalated: person.isEscalated ?? false, featured: person })
    }),
    ...times(8, () => plan('waiting', days(1, 9), nadia)),
    // Without an owner: two late, some soon, most later.
    ...[-74, -9].map((minutes) => plan('unanswered', minutes, null, { priority: 'urgent' })),
    ...[7, 24, 38, 55].map((minutes) => plan('unanswered', minutes, null, { priority: 'urgent' })),
    ...times(23, () => plan('unanswered', days(0.1, 0.9), null, { priority: random.weighted({ low: 50, medium: 35, high: 15 }) })),
    ...times(5, () => plan('asked', days(0.1, 0.3), null, { priority: random.weighted({ medium: 70, high: 30 }) })),
    // The colleagues' own.
    ...[-41, -13].map((minutes) => plan('asked', minutes, random.pick(others), { priority: 'urgent' })),
    ...times(11, () => plan('asked', days(0.05, 0.4), random.pick(others), { priority: random.weighted({ medium: 60, high: 40 }) })),
    ...times(4, () =>
      plan('working', days(0.2, 2), random.pick(others), { isEscalated: true, priority: random.weighted({ high: 60, medium: 40 }) }),
    ),
    ...times(35, () => plan('waiting', days(0.1, 12), random.pick(others))),
    ...times(6, () => plan('waiting', days(0.5, 6), nadia, { isSnoozed: true })),
    ...times(13, () => plan('waiting', days(0.5, 9), random.pick(others), { isSnoozed: true })),
  ]
}

/** The last midnight where most of the desk works. */
function startOfDay(now: Date): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone: staffByLogin('nadia').timezone, timeStyle: 'short' })
  const [hours = 0, minutes = 0] = clock.format(now).split(':').map(Number)
  return now.getTime() - hours * hour - minutes * minute
}

/** The first forty-one ended today, the rest over the year before: more lately, fewer at weekends. */
function endOf(n: number, now: Date, midnight: number, random: Random): Date {
  if (n < 41) return new Date(midnight + random.next() * (now.getTime() - midnight))
  for (;;) {
    const age = 350 * random.next() ** 1.25
    const at = new Date(midnight - Math.ceil(age) * day + random.int(6 * 60, 21 * 60) * minute)
    const isWeekend = at.getUTCDay() % 6 === 0
    if (at.getTime() < midnight && !(isWeekend && random.chance(0.7))) return at
  }
}
