/** The charts of the overview keep their room until Recharts has come; the figures do not wait for it. */
import { useEffect, useState } from 'react'
import type { FlowChartProps, TrendChartProps } from './charts.tsx'

type Charts = typeof import('./charts.tsx')
let loaded: Charts | null = null

function useCharts(): Charts | null {
  const [charts, setCharts] = useState(loaded)
  useEffect(() => {
    if (charts) return
    void import('./charts.tsx').then((come) => {
      loaded = come
      setCharts(come)
    })
  }, [charts])
  return charts
}

export function Flows(props: FlowChartProps) {
  const charts = useCharts()
  return charts ? <charts.FlowChart {...props} /> : <div className="chart-room" />
}

export function Trend<Point extends { name: string }>(props: TrendChartProps<Point>) {
  const charts = useCharts()
  return charts ? <charts.TrendChart {...props} /> : <div className="chart-room" />
}
