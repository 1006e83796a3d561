/** When each turn of a thread was written. */
import type { Priority } from '../../../shared/work.ts'
import { before, hour, minute, targets, whenOpen } from '../clock.ts'
import { smalltalk } from '../corpus/smalltalk.ts'
import type { Turn } from '../corpus/story.ts'
import type { Random } from '../random.ts'
import type { Plan } from './ticket.ts'

export interface Times {
  createdAt: Date
  turns: Date[]
}

const longest = 12 * 24 * hour
const silences = new Set(Object.values(smalltalk).map((talk) => talk.silent))

/** Moments of the opening and of all turns; nothing lies after `now`. */
export function makeTimes(plan: Plan, turns: Turn[], priority: Priority, now: Date, random: Random): Times {
  const gaps = turns.map((turn, n) => gapBefore(turn, turns.slice(0, n), priority, random))
  if (plan.stage === 'past') return backwards(plan.endsAt, squeeze(gaps, longest))
  if (plan.stage === 'waiting') return backwards(new Date(now.getTime() - plan.minutes * minute), squeeze(gaps, longest))

  const due = whenOpen(new Date(now.getTime() + plan.minutes * minute), priority)
  const [first, next, resolution] = targets[priority].map((hours) => hours * hour) as [number, number, number]
  if (plan.stage === 'asked') {
    const asked = earlier(before(due, next, priority), now)
    // The resolution clock must not end before the answer is due.
    const room = asked.getTime() - before(due, resolution, priority).getTime()
    return backwards(asked, squeeze(gaps, 0.8 * room))
  }
  const createdAt = earlier(before(due, plan.stage === 'unanswered' ? first : resolution, priority), now)
  return forwards(createdAt, squeeze(gaps, 0.9 * (now.getTime() - createdAt.getTime())))
}

/** How long people took before this turn: most answers are in time, some are not. */
function gapBefore(turn: Turn, earlierTurns: Turn[], priority: Priority, random: Random): number {
  if (turn.internal) return random.int(2, 25) * minute
  if (turn.from === 'system') return silences.has(turn.text) ? 7 * 24 * hour : random.int(1, 30) * hour
  const isFile = turn.files.length > 0 && earlierTurns.length === 0
  if (turn.from === 'user') return isFile ? random.int(1, 3) * minute : random.int(3, 14 * 60) * random.next() * minute + minute
  const isFirst = !earlierTurns.some((other) => other.from === 'staff' && !other.internal)
  const target = targets[priority][isFirst ? 0 : 1] * hour
  return target * (random.chance(0.88) ? 0.1 + 0.8 * random.next() : 1.1 + random.next())
}

/** Shortens all gaps alike when they are longer than the room there is. */
function squeeze(gaps: number[], room: number): number[] {
  const sum = gaps.reduce((total, gap) => total + gap, 0)
  return sum > room ? gaps.map((gap) => (gap * room) / sum) : gaps
}

function forwards(createdAt: Date, gaps: number[]): Times {
  let at = createdAt.getTime()
  const turns = gaps.map((gap) => {
    at += gap
    return new Date(at)
  })
  return { createdAt, turns }
}

function backwards(end: Date, gaps: number[]): Times {
  const sum = gaps.reduce((total, gap) => total + gap, 0)
  return forwards(new Date(end.getTime() - sum), gaps)
}

function earlier(at: Date, now: Date): Date {
  return at < now ? at : new Date(now.getTime() - 2 * minute)
}
