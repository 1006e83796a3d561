import { type CSSProperties, type ReactNode, useEffect, useState } from 'react'

const patience = 120 // ms before a wait is shown at all

/** Shows its children only when the wait lasts; what comes at once never flickers. */
export function Late({ children }: { children: ReactNode }) {
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  return late ? children : null
}

/** One grey bar in the exact place of what is coming. */
export function Skeleton({ width = '60%', height, round = false }: { width?: string; height?: number; round?: boolean }) {
  const style = { '--w': width, ...(height && { height }), ...(round && { borderRadius: '50%' }) } as CSSProperties
  return <span className="sk" style={style} aria-hidden="true" />
}

const widths = ['78%', '62%', '70%', '54%', '82%', '66%', '74%', '58%']

/** Queue rows that are still coming. */
export function QueueSkeleton({ rows = 8, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <Late>
      <div className="queue-skeleton" role="status" aria-label={label}>
        {Array.from({ length: rows }, (_, index) => widths[index % widths.length] ?? '60%').map((width, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no identity
          <div className="qrow" key={index}>
            <span className="sk glyph" />
            <Skeleton width={width} />
            <Skeleton width="36px" />
            <span className="who">
              <Skeleton width={`${30 + ((index * 7) % 18)}%`} />
            </span>
          </div>
        ))}
      </div>
    </Late>
  )
}
