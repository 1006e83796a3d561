/** The three clocks of a ticket: how much is used, what is left, why one stands still. */
import type { Clock } from '../../../shared/tickets.ts'
import { duration, exact, hourMs, remaining, whenTime } from '../../../shared/time.ts'
import { Icon, type IconName } from '../../components/icon.tsx'
import { Meter } from '../../components/meter.tsx'
import { useServerNow, zone } from '../../components/now.ts'
import { clockNames } from './words.ts'

interface Face {
  tone: '' | 'late' | 'soon' | 'paused' | 'met'
  icon: IconName
  /** At the right of the name: "0:14 left". */
  state: string
  /** Under the meter, left and right. */
  from: string
  to: string
}

const reasons: Record<NonNullable<Clock['why']>, string> = {
  waiting_on_customer: 'on the customer',
  snoozed: 'snoozed',
  agent_spoke_last: 'no question is open',
  closed: 'the ticket is closed',
}

/** Business seconds left; a due time that comes sooner by the wall clock wins while nothing newer was read. */
function secondsLeft(clock: Clock, readAt: number, now: number): number {
  const wall = clock.dueAt ? (Date.parse(clock.dueAt) - now) / 1000 : Number.POSITIVE_INFINITY
  const atRead = clock.targetSeconds - clock.usedSeconds
  const isOpenNow = clock.dueAt !== null && Math.abs((Date.parse(clock.dueAt) - readAt) / 1000 - atRead) < 60
  return Math.min(wall, isOpenNow ? wall : atRead)
}

/** "36 min", and from an hour on "2:58", so that both ends of the line fit. */
const usedWords = (seconds: number) => (seconds < 3_600 ? duration(seconds) : remaining(seconds * 1000))

function leftWords({ targetSeconds, usedSeconds }: Clock): string {
  const left = targetSeconds - usedSeconds
  return left < 0 ? `${remaining(-left * 1000)} over` : `${remaining(left * 1000)} left`
}

function faceOf(clock: Clock, readAt: number, now: number): Face {
  const used = `${usedWords(clock.usedSeconds)} of ${duration(clock.targetSeconds)}`
  const reason = clock.why ? reasons[clock.why] : ''
  const pausedFor = clock.pausedSeconds > 0 ? `paused ${remaining(clock.pausedSeconds * 1000)} so far` : ''
  switch (clock.state) {
    case 'met':
      return {
        tone: 'met',
        icon: 'check',
        state: clock.metAt ? `met ${whenTime(clock.metAt, now, zone)}` : 'met',
        from: used,
        to: pausedFor,
      }
    case 'missed':
      return {
        tone: 'late',
        icon: 'alert',
        state: `${remaining((clock.usedSeconds - clock.targetSeconds) * 1000)} late`,
        from: used,
        to: pausedFor,
      }
    case 'paused':
      return { tone: 'paused', icon: 'pause', state: 'paused', from: reason, to: leftWords(clock) }
    case 'off':
      return { tone: 'paused', icon: 's-closed', state: 'idle', from: reason, to: reason ? '' : `target ${duration(clock.targetSeconds)}` }
    default: {
      const left = secondsLeft(clock, readAt, now)
      const due = clock.dueAt ? `due ${whenTime(clock.dueAt, now, zone)}` : ''
      const from = pausedFor || (clock.startedAt ? `since ${whenTime(clock.startedAt, now, zone)}` : '')
      if (left < 0) return { tone: 'late', icon: 'alert', state: `${remaining(-left * 1000)} late`, from, to: due }
      return { tone: left * 1000 < hourMs ? 'soon' : '', icon: 'clock', state: `${remaining(left * 1000)} left`, from, to: due }
    }
  }
}

const meterTones = { '': undefined, late: 'late', soon: 'soon', paused: undefined, met: 'ok' } as const

export function Clocks({ clocks, readAt }: { clocks: Clock[]; readAt: string }) {
  const now = useServerNow(1000)
  if (clocks.length === 0) return null
  return (
    <section className="clocks" aria-label="Clocks">
      {clocks.map((clock) => (
        <ClockFace key={clock.name} clock={clock} face={faceOf(clock, Date.parse(readAt), now)} />
      ))}
    </section>
  )
}

function ClockFace({ clock, face }: { clock: Clock; face: Face }) {
  const title = [clock.startedAt && `From ${exact(clock.startedAt, zone)}`, clock.dueAt && `due ${exact(clock.dueAt, zone)}`]
    .filter(Boolean)
    .join(', ')
  return (
    <div title={title}>
      <div className="line">
        <span>{clockNames[clock.name]}</span>
        <span className={`clock ${face.tone}`}>
          <Icon name={face.icon} />
          {face.state}
        </span>
      </div>
      <Meter value={clock.usedSeconds / clock.targetSeconds} tone={meterTones[face.tone]} />
      <div className="line">
        <span className="cut">{face.from}</span>
        <span>{face.to}</span>
      </div>
    </div>
  )
}
