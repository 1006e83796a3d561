import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A fact about an item. Neutral unless the fact has a consequence. */
interface ChipProps {
  tone?: 'danger' | 'warning' | 'success' | 'info' | 'line'
  icon?: IconName
  className?: string
  children: ReactNode
}

export function Chip({ tone, icon, className, children }: ChipProps) {
  return (
    <span className={['chip', tone, className].filter(Boolean).join(' ')}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  )
}
