import { clockWords, exact, minuteMs, remaining, secondMs, when } from '../../shared/time.ts'
import { Icon, type IconName } from './icon.tsx'
import { serverNow, useServerNow, zone } from './now.ts'

export interface ClockTextProps {
  /** The nearest running deadline. */
  dueAt: string | null
  /** Since when it is paused. */
  pausedSince?: string | null
  /** When it was met. */
  metAt?: string | null
  /** Adds "left" after a running time. */
  long?: boolean
}

interface Face {
  tone: '' | 'late' | 'soon' | 'paused' | 'met'
  icon: IconName
  text: string
  /** What the words stand for, on hover. */
  at: string
}

const runningFaces = {
  late: { tone: 'late', icon: 'alert' },
  soon: { tone: 'soon', icon: 'clock' },
  normal: { tone: '', icon: 'clock' },
} as const

function faceOf({ dueAt, pausedSince, metAt, long }: ClockTextProps, now: number): Face | null {
  if (metAt) return { tone: 'met', icon: 'check', text: `met ${when(metAt, now, zone)}`, at: `met ${exact(metAt, zone)}` }
  if (pausedSince) {
    const text = `paused ${remaining(now - Date.parse(pausedSince))}`
    return { tone: 'paused', icon: 'pause', text, at: `paused since ${exact(pausedSince, zone)}` }
  }
  if (!dueAt) return null
  const { text, state } = clockWords(dueAt, now)
  return { ...runningFaces[state], text: long && state !== 'late' ? `${text} left` : text, at: `due ${exact(dueAt, zone)}` }
}

/** Time left in words: "0:14", "0:26 late", "paused 1 d", "met 11:58". Nothing when no clock runs. */
export function ClockText(props: ClockTextProps) {
  const isClose = props.dueAt !== null && Math.abs(Date.parse(props.dueAt) - serverNow()) < 2 * minuteMs
  const now = useServerNow(isClose ? secondMs : 15 * secondMs)
  const face = faceOf(props, now)
  if (!face) return null
  return (
    <span className={`clock ${face.tone}`} title={face.at}>
      <Icon name={face.icon} />
      {face.text}
    </span>
  )
}
