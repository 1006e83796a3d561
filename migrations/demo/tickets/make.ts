/** Puts plans, stories, people and times together into tickets. */
import { type Priority, priorities } from '../../../shared/work.ts'
import { day, hour, minute } from '../clock.ts'
import { stories } from '../corpus/index.ts'
import { type Oddity, oddities } from '../corpus/oddities.ts'
import type { Story } from '../corpus/story.ts'
import { filler } from '../facts.ts'
import type { Payout } from '../money/rows.ts'
import type { Featured } from '../people/featured.ts'
import type { Person } from '../people/person.ts'
import { type Random, seeded } from '../random.ts'
import { type DemoStaff, staffByLogin } from '../staff.ts'
import { makePlans } from './plans.ts'
import type { Message, Plan, Ticket } from './ticket.ts'
import { makeTimes, type Times } from './times.ts'
import { cut, followUps, lengthen } from './turns.ts'

interface Draft {
  plan: Plan
  story: Story
  turns: Story['turns']
  /** Texts of oddities are taken as they are. */
  isVerbatim: boolean
}

export interface Sizes {
  tickets: number
  messages: number
}

/** The number of the ticket that people see first. */
const firstSeen = 48213

export function makeTickets(people: Person[], payouts: Payout[], now: Date, sizes: Sizes): Ticket[] {
  const random = seeded('tickets')
  const drafts = makeDrafts(makePlans(now, sizes.tickets), random)
  lengthenTo(drafts, sizes.messages, random)
  const cast = new Cast(people, payouts, random)
  const tickets = drafts.map((draft) => makeTicket(draft, cast, now, random))
  tickets.sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1))
  const anchor = tickets.findIndex((ticket) => ticket.customer.featured?.payouts)
  for (const [n, ticket] of tickets.entries()) ticket.number = firstSeen - anchor + n
  return tickets
}

/** Oddities go where they belong, featured people tell their story, all others one that was not told just before. */
function makeDrafts(plans: Plan[], random: Random): Draft[] {
  const odd = { live: oddities.filter((oddity) => oddity.live), past: oddities.filter((oddity) => !oddity.live) }
  const pastEvery = Math.floor(plans.length / (odd.past.length + 1))
  const recent: Story[] = []
  return plans.map((plan, n) => {
    const isFree = plan.stage === 'unanswered' && plan.owner === null && plan.minutes > 60
    const oddity = isFree ? odd.live.shift() : plan.stage === 'past' && n % pastEvery === 0 ? odd.past.shift() : undefined
    const story = oddity
      ? asStory(oddity)
      : plan.stage !== 'past' && plan.featured
        ? told(plan.featured.story)
        : untold(recent, plan, random)
    recent.push(story)
    const all = oddity && plan.stage !== 'past' ? followUps(story).slice(0, 1) : followUps(story)
    return {
      plan,
      story,
      turns: plan.stage === 'past' || oddity ? [...all] : [...cut(all, plan.stage, story, random)],
      isVerbatim: oddity !== undefined,
    }
  })
}

function asStory({ subject, category, body, answers = [], files = [] }: Oddity): Story {
  const turns = [body, ...answers].map((text, n) => {
    const isAnswer = n > 1 && n % 2 === 0
    return { from: isAnswer ? ('staff' as const) : ('user' as const), internal: false, text, files: n === 1 ? files : [] }
  })
  return { language: 'en', subject, category, priority: 'medium', tags: ['edge'], turns, resolution: 'Looked at and answered.' }
}

/** The story that has this subject among its own; the subject is then always this one. */
function told(subject: string): Story {
  const story = stories.find((candidate) => candidate.subject.slice(1, -1).split('|').includes(subject))
  if (!story) throw new Error(`No story has the subject “${subject}”.`)
  return { ...story, subject }
}

/** One that was not told just before and is about as urgent as the ticket. */
function untold(recent: Story[], plan: Plan, random: Random): Story {
  const last = recent.slice(-30).map((story) => story.turns)
  const rank = (priority: Priority) => priorities.indexOf(priority)
  const fits = (story: Story) => plan.stage === 'past' || Math.abs(rank(story.priority) - rank(plan.priority)) <= 1
  const fitting = stories.filter(fits)
  const fresh = fitting.filter((story) => !last.includes(story.turns))
  return random.pick(fresh.length > 0 ? fresh : fitting)
}

/** Adds what people say in between until there are as many messages as wanted; open tickets stay as they stand. */
function lengthenTo(drafts: Draft[], messages: number, random: Random): void {
  let missing = messages - drafts.reduce((sum, draft) => sum + draft.turns.length, 0)
  const past = random.shuffle(drafts.filter((draft) => draft.plan.stage === 'past' && !draft.isVerbatim))
  for (let grown = true; missing > 0 && grown; ) {
    grown = false
    for (const draft of past) {
      if (missing === 0) return
      if (!lengthen(draft.turns, draft.story, random)) continue
      missing--
      grown = true
    }
  }
}

/** Who may be in a ticket: somebody who writes its language and was there already. */
class Cast {
  readonly people: Person[]
  readonly payouts: Payout[]
  readonly random: Random

  constructor(people: Person[], payouts: Payout[], random: Random) {
    this.people = people
    this.payouts = payouts
    this.random = random
  }

  featured(fixed: Featured): { customer: Person; payout: Payout | null } {
    const customer = this.people.find((person) => person.featured === fixed) as Person
    return { customer, payout: this.payouts.findLast((payout) => payout.person === customer) ?? null }
  }

  customer(story: Story, at: Date, isPast: boolean): { customer: Person; payout: Payout | null } {
    const fits = (person: Person) =>
      !person.featured && (story.language === 'en' || person.language === story.language) && person.since < at
    if (story.category === 'payout') {
      const near = this.payouts.filter(
        (payout) => fits(payout.person) && !payout.person.featured && payout.at < at && payout.at.getTime() > at.getTime() - 40 * day,
      )
      if (near.length > 0) {
        const payout = this.random.pick(near)
        return { customer: payout.person, payout }
      }
    }
    const candidates = this.people.filter((person) => fits(person) && (isPast || !person.featured))
    const known = candidates.filter((person) => person.featured)
    if (known.length > 0 && this.random.chance(0.04)) return { customer: this.random.pick(known), payout: null }
    // Some write often, most write once.
    const index = Math.floor(this.random.next() ** 1.8 * candidates.length)
    return { customer: candidates[index] as Person, payout: null }
  }
}

function makeTicket({ plan, story, turns, isVerbatim }: Draft, cast: Cast, now: Date, random: Random): Ticket {
  const live = plan.stage === 'past' ? null : plan
  const priority = live?.priority ?? near(story.priority, random)
  const times = makeTimes(plan, turns, priority, now, random)
  const { customer, payout } = live?.featured ? cast.featured(live.featured) : cast.customer(story, times.createdAt, !live)
  const owner = live ? live.owner : ownerFor(story, random)
  const agent = owner ?? staffByLogin('nadia')
  const scene = { random, language: story.language, customer, agent, at: times.createdAt, payout }
  const fill = isVerbatim ? (text: string) => text : filler(scene)
  const subject = fill(story.subject)
  const description = fill(story.turns[0]?.text ?? '')
  const messages = turns.map((turn, n): Message => {
    const isOther = turn.internal && random.chance(0.2)
    const sender = turn.from === 'staff' ? (isOther ? staffByLogin('kenji') : agent) : null
    return { ...turn, text: fill(turn.text), sender, at: times.turns[n] as Date }
  })
  return {
    id: random.uuid(times.createdAt),
    number: 0,
    customer,
    subject,
    description,
    category: story.category,
    priority,
    owner,
    createdAt: times.createdAt,
    messages,
    tags: [...story.tags, ...(random.chance(0.08) ? [random.pick(['vip', 'follow-up', 'press', 'second-line'])] : [])],
    payout,
    ...outcome(plan, times, now, random),
    resolution: live ? null : fill(story.resolution),
  }
}

function ownerFor(story: Story, random: Random): DemoStaff {
  const likely = { ja: { kenji: 9, nadia: 1 }, de: { sofia: 8, nadia: 2 }, pl: { sofia: 5, kenji: 1 } } as Record<
    string,
    Record<string, number>
  >
  return staffByLogin(random.weighted(likely[story.language] ?? { nadia: 34, sofia: 32, kenji: 27, daniel: 7 }))
}

/** Mostly the story's own priority, sometimes the one beside it. */
function near(priority: Story['priority'], random: Random): Story['priority'] {
  if (random.chance(0.75)) return priority
  const step = priorities.indexOf(priority) + random.pick([-1, 1])
  return priorities[Math.min(Math.max(step, 0), 3)] ?? priority
}

type Outcome = Pick<Ticket, 'status' | 'resolvedAt' | 'closedAt' | 'escalatedAt' | 'escalatedTo' | 'snoozedUntil'>

function outcome(plan: Plan, times: Times, now: Date, random: Random): Outcome {
  const none = { resolvedAt: null, closedAt: null, escalatedAt: null, escalatedTo: null, snoozedUntil: null }
  const last = times.turns.at(-1) ?? times.createdAt
  if (plan.stage === 'past') {
    const resolvedAt = new Date(Math.min(last.getTime() + random.int(20, 90) * 1000, now.getTime()))
    const closedAt = new Date(resolvedAt.getTime() + 2 * hour)
    const isClosed = closedAt < now && (now.getTime() - resolvedAt.getTime() > 7 * day || random.chance(0.3))
    return { ...none, status: isClosed ? 'closed' : 'resolved', resolvedAt, closedAt: isClosed ? closedAt : null }
  }
  if (plan.isEscalated) {
    const escalatedAt = new Date(Math.min(last.getTime() + 3 * minute, now.getTime()))
    return { ...none, status: 'escalated', escalatedAt, escalatedTo: staffByLogin('daniel') }
  }
  if (plan.isSnoozed) return { ...none, status: 'in_progress', snoozedUntil: new Date(now.getTime() + random.int(8, 140) * hour) }
  const statuses = {
    unanswered: 'open',
    asked: plan.owner ? 'in_progress' : 'open',
    working: 'in_progress',
    waiting: 'waiting_response',
  } as const
  return { ...none, status: statuses[plan.stage] }
}
