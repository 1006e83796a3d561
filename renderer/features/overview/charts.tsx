/** Charts of the overview. Recharts comes with this file and with nothing else. */
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { FlowPoint } from './flow.ts'

const height = 176
const tick = { fill: 'var(--text-3)', fontSize: 11 }
const axis = { tick, tickLine: false, axisLine: false } as const
const tooltip = {
  contentStyle: { background: 'var(--surface)', border: '1px solid var(--line-strong)', borderRadius: 4, fontSize: 12, padding: '4px 8px' },
  labelStyle: { color: 'var(--text-2)' },
  itemStyle: { color: 'var(--text)', padding: 0 },
  cursor: { fill: 'var(--hover)' },
  isAnimationActive: false,
} as const

export interface FlowChartProps {
  points: FlowPoint[]
  /** What it shows, spoken. */
  label: string
}

/** What arrived and what was done, side by side. */
export function FlowChart({ points, label }: FlowChartProps) {
  return (
    <figure className="chart" role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height={height}>
        <BarChart
          data={points}
          margin={{ top: 4, right: 0, bottom: 0, left: 0 }}
          barGap={2}
          barCategoryGap="22%"
          accessibilityLayer={false}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" {...axis} interval="preserveStartEnd" minTickGap={12} />
          <YAxis {...axis} width={32} allowDecimals={false} tickCount={4} />
          <Tooltip {...tooltip} />
          <Bar dataKey="arrived" name="Arrived" fill="var(--g-mute)" isAnimationActive={false} />
          <Bar dataKey="done" name="Done" fill="var(--g-1)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </figure>
  )
}

export interface TrendChartProps<Point> {
  points: Point[]
  series: keyof Point & string
  /** How the series is called where it is pointed at: "Hours". */
  name: string
  label: string
}

/** One figure over time; what is unknown is a gap. */
export function TrendChart<Point extends { name: string }>({ points, series, name, label }: TrendChartProps<Point>) {
  return (
    <figure className="chart" role="img" aria-label={label}>
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={points} margin={{ top: 4, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis dataKey="name" {...axis} interval="preserveStartEnd" minTickGap={24} />
          <YAxis {...axis} width={44} tickCount={4} domain={[0, 'auto']} />
          <Tooltip {...tooltip} cursor={{ stroke: 'var(--line-strong)' }} />
          <Line
            dataKey={series}
            name={name}
            stroke="var(--g-1)"
            strokeWidth={1.8}
            dot={{ r: 2, fill: 'var(--g-1)', strokeWidth: 0 }}
            isAnimationActive={false}
          />
        </LineChart>
      </ResponsiveContainer>
    </figure>
  )
}
