/**
 * The service clocks of an item told once more, as a pure function of its events, policy, calendar and the time: what the database
 * computes (console.sla_*) is held against it.
 *
 * Business time. A calendar names a zone, spans per ISO weekday and holidays. An instant is business time when its wall time
 * in the zone lies in a span [start, end) of a day that is no holiday. So a minute that a clock change skips does not exist,
 * a repeated hour counts twice, and an end of 1440 is midnight.
 *
 * Order. Events take effect in the order of `at`, equal ones in the order of the list. What stands before the first `opened`,
 * and what lies after `now`, has no effect. Instants count to the millisecond.
 *
 * Flags. waiting/resumed, snoozed/unsnoozed and resolved or closed/reopened switch three independent flags; repeating one
 * changes nothing, so closing a resolved item keeps the time of its end. Messages switch no flag.
 *
 * Policy. A `policy` event replaces policy, calendar or both from then on. A clock is measured against the newest target; one
 * that has finished keeps the target it finished under. Time already counted, used or paused, is kept as the calendar of its
 * time counted it.
 *
 * Due is the instant at which the business time used reaches the target; a running clock that is past it is late and keeps
 * running. null when the calendar does not open often enough to reach it within ten years.
 *
 * first_response: used from `opened` to the first `agent_reply`, never paused. `met` when that reply is not after due, else
 * `missed`. Without a reply `running`, or, while the item is ended, `off` (closed) with what was used until the end;
 * reopening shows it again as if it had gone on.
 *
 * next_response: begins with the first reply. Started by the oldest `customer_message` since the last `agent_reply`, never
 * paused, answered by the next `agent_reply`. Without such a message `off` (agent_spoke_last; before the first reply, no
 * reason). While the item is ended `off` (closed) with used 0; reopening shows it again as if it had gone on.
 *
 * resolution: used from `opened`, except while ended, waiting or snoozed. `paused` (waiting_on_customer before snoozed) and
 * without due while one of these flags is set; the paused time is counted apart. While ended `met` when used does not exceed
 * the target, else `missed`, also without due; reopening continues with what was used and paused until then.
 */
import type { Clock } from '../../shared/tickets.ts'
import { dayMs, minuteMs, offsetAt, secondMs } from '../../shared/time.ts'

export type IsoWeekday = 1 | 2 | 3 | 4 | 5 | 6 | 7

export interface Calendar {
  /** IANA name; one that the runtime does not know throws RangeError. */
  timezone: string
  /** By ISO weekday (1 is Monday): [start, end) in minutes of the local day, 0 to 1440, ascending and apart. */
  spans: Partial<Record<IsoWeekday, [start: number, end: number][]>>
  /** Local days without business time, 'YYYY-MM-DD'. */
  holidays: string[]
}

/** Targets in business seconds. */
export interface Policy {
  firstResponseSeconds: number
  nextResponseSeconds: number
  resolutionSeconds: number
}

export type SlaEvent =
  | {
      type:
        | 'opened'
        | 'customer_message'
        | 'agent_reply'
        | 'waiting'
        | 'resumed'
        | 'snoozed'
        | 'unsnoozed'
        | 'resolved'
        | 'reopened'
        | 'closed'
      at: string
    }
  | { type: 'policy'; at: string; policy?: Policy; calendar?: Calendar }

type Span = [from: number, to: number]

/** Beyond this a due time is no time at all. */
const horizonMs = 10 * 366 * dayMs

/** Business seconds in [from, to), to the millisecond; 0 when `to` is not after `from`. */
export function businessSeconds(from: string, to: string, calendar: Calendar): number {
  return businessMs([Date.parse(from), Date.parse(to)], calendar) / secondMs
}

/** The earliest instant by which `amount` business seconds have passed since `start`; null when ten years do not hold them. */
export function addBusinessTime(start: string, amount: number, calendar: Calendar): string | null {
  const at = reach(Date.parse(start), amount * secondMs, calendar)
  return at === null ? null : iso(at)
}

function businessMs([from, to]: Span, calendar: Calendar): number {
  let total = 0
  for (const [start, end] of openSpans(calendar, from, to)) total += end - start
  return total
}

function reach(from: number, ms: number, calendar: Calendar): number | null {
  if (ms <= 0) return from
  let left = ms
  for (const [start, end] of openSpans(calendar, from, from + horizonMs)) {
    if (end - start >= left) return start + left
    left -= end - start
  }
  return null
}

/** The stretches of business time in [from, to), in order. Walks pieces of at most a day in which the offset is constant. */
function* openSpans(calendar: Calendar, from: number, to: number): Generator<Span> {
  let start = from
  while (start < to) {
    const offset = offsetAt(start, calendar.timezone)
    const end = offsetEnd(start, Math.min(start + dayMs, to), offset, calendar.timezone)
    for (let day = Math.floor((start + offset) / dayMs) * dayMs; day < end + offset; day += dayMs) {
      for (const [opens, closes] of spansOf(calendar, day)) {
        const span: Span = [Math.max(start, day + opens * minuteMs - offset), Math.min(end, day + closes * minuteMs - offset)]
        if (span[0] < span[1]) yield span
      }
    }
    start = end
  }
}

/** How long the offset of `start` holds, at most until `limit`. */
function offsetEnd(start: number, limit: number, offset: number, timezone: string): number {
  if (offsetAt(limit, timezone) === offset) return limit
  let [same, other] = [start, limit]
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2)
    if (offsetAt(middle, timezone) === offset) same = middle
    else other = middle
  }
  return other
}

/** `day` is the local midnight read as UTC. */
function spansOf(calendar: Calendar, day: number): Span[] {
  const date = new Date(day)
  if (calendar.holidays.includes(date.toISOString().slice(0, 10))) return []
  return calendar.spans[(date.getUTCDay() || 7) as IsoWeekday] ?? []
}

type Phase = 'working' | 'paused' | 'ended'

/** A stretch of an item's life in which neither its phase nor its calendar changes. */
interface Stretch {
  span: Span
  phase: Phase
  calendar: Calendar
}

/** An item's life up to an instant, and the policy that holds then. */
interface Life {
  /** From opening without a gap. */
  stretches: Stretch[]
  policy: Policy
}

interface History extends Life {
  openedAt: number
  firstReply: (Life & { at: number }) | null
  /** The oldest customer message since the last reply, once there was one. */
  askedAt: number | null
  end: (Life & { at: number }) | null
  waiting: boolean
  snoozed: boolean
}

/** The three clocks in the order first response, next response, resolution; none before the item is opened. */
export function clocks(events: readonly SlaEvent[], policy: Policy, calendar: Calendar, now: number): Clock[] {
  const history = read(events, policy, calendar, now)
  return history ? [firstResponse(history), nextResponse(history), resolution(history)] : []
}

function read(events: readonly SlaEvent[], policy: Policy, calendar: Calendar, now: number): History | null {
  const past = events
    .map((event) => ({ event, at: Date.parse(event.at) }))
    .filter(({ at }) => at <= now)
    .sort((a, b) => a.at - b.at)
  const first = past.findIndex(({ event }) => event.type === 'opened')
  const opening = past[first]
  if (!opening) return null

  const history: History = {
    openedAt: opening.at,
    stretches: [],
    policy,
    firstReply: null,
    askedAt: null,
    end: null,
    waiting: false,
    snoozed: false,
  }
  let from = opening.at
  let open = calendar
  const live = (until: number) => {
    history.stretches.push({ span: [from, until], phase: phaseOf(history), calendar: open })
    from = until
  }
  for (const { event, at } of past.slice(first + 1)) {
    live(at)
    apply(history, event, at)
    if (event.type === 'policy') open = event.calendar ?? open
  }
  live(now)
  return history
}

function phaseOf({ end, waiting, snoozed }: History): Phase {
  if (end) return 'ended'
  return waiting || snoozed ? 'paused' : 'working'
}

function apply(history: History, event: SlaEvent, at: number) {
  switch (event.type) {
    case 'customer_message':
      if (history.firstReply) history.askedAt ??= at
      return
    case 'agent_reply':
      history.firstReply ??= lifeUntil(history, at)
      history.askedAt = null
      return
    case 'waiting':
    case 'resumed':
      history.waiting = event.type === 'waiting'
      return
    case 'snoozed':
    case 'unsnoozed':
      history.snoozed = event.type === 'snoozed'
      return
    case 'resolved':
    case 'closed':
      history.end ??= lifeUntil(history, at)
      return
    case 'reopened':
      history.end = null
      return
    case 'policy':
      history.policy = event.policy ?? history.policy
  }
}

function lifeUntil({ stretches, policy }: History, at: number) {
  return { at, policy, stretches: [...stretches] }
}

function firstResponse(history: History): Clock {
  const { openedAt, firstReply, end } = history
  const { stretches, policy } = firstReply ?? end ?? history
  const { ms, due } = measure(stretches, policy.firstResponseSeconds)
  return {
    name: 'first_response',
    state: firstReply ? (due !== null && firstReply.at > due ? 'missed' : 'met') : end ? 'off' : 'running',
    usedSeconds: wholeSeconds(ms),
    targetSeconds: policy.firstResponseSeconds,
    pausedSeconds: 0,
    startedAt: iso(openedAt),
    dueAt: iso(due),
    metAt: iso(firstReply?.at ?? null),
    why: end && !firstReply ? 'closed' : null,
  }
}

function nextResponse({ stretches, policy, firstReply, askedAt, end }: History): Clock {
  const running = askedAt !== null && !end
  const { ms, due } = running ? measure(since(stretches, askedAt), policy.nextResponseSeconds) : { ms: 0, due: null }
  const answered = firstReply && askedAt === null
  return {
    name: 'next_response',
    state: running ? 'running' : 'off',
    usedSeconds: wholeSeconds(ms),
    targetSeconds: policy.nextResponseSeconds,
    pausedSeconds: 0,
    startedAt: iso(askedAt),
    dueAt: iso(due),
    metAt: null,
    why: end ? 'closed' : answered ? 'agent_spoke_last' : null,
  }
}

function resolution(history: History): Clock {
  const { openedAt, end, waiting, snoozed } = history
  const { stretches, policy } = end ?? history
  const phase = phaseOf(history)
  const { ms, due } = measure(
    stretches.filter((stretch) => stretch.phase === 'working'),
    policy.resolutionSeconds,
  )
  const paused = stretches.filter((stretch) => stretch.phase === 'paused')
  return {
    name: 'resolution',
    state: phase === 'working' ? 'running' : phase === 'paused' ? 'paused' : ms > policy.resolutionSeconds * secondMs ? 'missed' : 'met',
    usedSeconds: wholeSeconds(ms),
    targetSeconds: policy.resolutionSeconds,
    pausedSeconds: wholeSeconds(totalMs(paused)),
    startedAt: iso(openedAt),
    dueAt: phase === 'working' ? iso(due) : null,
    metAt: iso(end?.at ?? null),
    why: end ? 'closed' : waiting ? 'waiting_on_customer' : snoozed ? 'snoozed' : null,
  }
}

function since(stretches: readonly Stretch[], from: number): Stretch[] {
  return stretches
    .filter(({ span }) => span[1] >= from)
    .map((stretch) => ({ ...stretch, span: [Math.max(stretch.span[0], from), stretch.span[1]] }))
}

function totalMs(stretches: readonly Stretch[]): number {
  return stretches.reduce((total, { span, calendar }) => total + businessMs(span, calendar), 0)
}

/** Business time of the stretches, and when it reaches the target if the last stretch goes on. */
function measure(stretches: readonly Stretch[], targetSeconds: number) {
  let left = targetSeconds * secondMs
  let due: number | null = null
  for (const [index, { span, calendar }] of stretches.entries()) {
    const part = businessMs(span, calendar)
    if (due === null && (part >= left || index === stretches.length - 1)) due = reach(span[0], left, calendar)
    left -= part
  }
  return { ms: targetSeconds * secondMs - left, due }
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / secondMs)
}

/** With six digits of a second, as the database writes instants. */
function iso(at: number): string
function iso(at: number | null): string | null
function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString().replace('Z', '000Z')
}
