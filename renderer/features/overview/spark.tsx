import type { WorkLine } from '../../../shared/overview.ts'
import { depths } from './flow.ts'

const [width, height] = [112, 22]

/** How many waited over the last day, and how that differs from now. */
export function Spark({ line, now }: { line: WorkLine; now: number }) {
  const values = depths(line, now)
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const x = (index: number) => 2 + (index * (width - 6)) / (values.length - 1)
  const y = (value: number) => (high === low ? height / 2 : 3 + ((high - value) * (height - 6)) / (high - low))
  const change = line.open.n - (values[0] ?? 0)
  const words = change === 0 ? 'as yesterday' : `${change > 0 ? '+' : '−'}${Math.abs(change)}`
  return (
    <span className="row spark">
      <svg width={width} height={height} aria-hidden="true">
        <path d={values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('')} />
        <circle cx={x(values.length - 1)} cy={y(values.at(-1) ?? 0)} r="2.5" />
      </svg>
      <span className="t2 small">{words}</span>
    </span>
  )
}
