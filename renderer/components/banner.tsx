import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'

/** A condition of this screen: under a pane's head, or as a card among content. `actions` are small buttons. */
interface BannerProps {
  tone?: 'danger' | 'warning' | 'success' | 'info'
  icon?: IconName
  card?: boolean
  actions?: ReactNode
  children: ReactNode
}

export function Banner({ tone, icon, card = false, actions, children }: BannerProps) {
  return (
    <div className={['banner', card && 'card', tone].filter(Boolean).join(' ')} role={tone === 'danger' ? 'alert' : 'status'}>
      {icon && <Icon name={icon} />}
      <span className="grow">{children}</span>
      {actions}
    </div>
  )
}
