/** A sound as bars, with its spans behind them and the place that plays; a press goes there. */
import type { PointerEvent } from 'react'
import type { Span } from '../../../shared/moderation.ts'
import { barCount, type Sound } from './use-sound.ts'
import { clockOf } from './words.ts'

interface WaveformProps {
  sound: Sound
  spans: Span[]
  inFacts: Span[]
  chosen: number
  /** Where a span being marked begins, in seconds. */
  start: number | null
}

const height = 100

export function Waveform({ sound, spans, inFacts, chosen, start }: WaveformProps) {
  const { peaks, length, at, seek } = sound
  const x = (seconds: number) => (length > 0 ? Math.min(barCount, (seconds / length) * barCount) : 0)
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect()
    if (length > 0) seek(((event.clientX - left) / width) * length)
  }
  const isHot = (bar: number) => spans.some(({ from, to }) => bar >= x(from) && bar <= x(to))
  const bars = (hot: boolean) =>
    peaks.map((peak, n) => (isHot(n) === hot ? `M${n + 0.5} ${50 - bar(peak)}V${50 + bar(peak)}` : '')).join('')
  const ticks = length > 0 ? Array.from({ length: 5 }, (_, n) => (n * length) / 4) : []
  return (
    <div className="wave">
      <svg
        viewBox={`0 0 ${barCount} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={length > 0 ? `Waveform, ${clockOf(length)}` : 'Waveform, being read'}
        onPointerDown={go}
      >
        {spans.map((span, n) => (
          <rect
            key={`${span.from} ${span.to}`}
            className={
              n === chosen ? 'span cur' : inFacts.some(({ from, to }) => from === span.from && to === span.to) ? 'span in' : 'span'
            }
            x={x(span.from)}
            width={Math.max(1, x(span.to) - x(span.from))}
            y={0}
            height={height}
          />
        ))}
        {start !== null && <rect className="span cur" x={x(start)} width={Math.max(0.5, x(at) - x(start))} y={0} height={height} />}
        <path className="bars" d={bars(false)} />
        <path className="bars hot" d={bars(true)} />
        <path className="head" d={`M${x(at)} 0V${height}`} />
      </svg>
      <div className="ticks t3" aria-hidden="true">
        {ticks.map((tick) => (
          <span key={tick} className="figures">
            {clockOf(tick)}
          </span>
        ))}
      </div>
    </div>
  )
}

/** Half the length of a bar; silence still shows. */
const bar = (peak: number) => Math.max(1, peak * 48)
