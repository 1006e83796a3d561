import type { CSSProperties } from 'react'

/** Part of a whole, 0 to 1; more than the whole fills the bar. The number stands beside it, so the bar itself is silent. */
export function Meter({ value, tone }: { value: number; tone?: 'soon' | 'late' | 'ok' | 'accent' | undefined }) {
  const share = Number.isFinite(value) ? Math.min(1, Math.max(0, value)) : 0
  return (
    <div className={tone ? `meter ${tone}` : 'meter'} style={{ '--v': `${share * 100}%` } as CSSProperties} aria-hidden="true">
      <i />
    </div>
  )
}
