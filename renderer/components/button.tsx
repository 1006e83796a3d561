import type { ButtonHTMLAttributes, MouseEvent, ReactNode } from 'react'
import { Icon, type IconName } from './icon.tsx'
import { Keys, spokenKeys } from './key.tsx'

export interface ButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'disabled'> {
  variant?: 'plain' | 'primary' | 'stop' | 'quiet' | 'adverse'
  small?: boolean
  icon?: IconName
  /** As the registry writes it: "C", "Mod+Enter". Shown as caps; the registry acts on it. */
  keys?: string | undefined
  /** Only the icon shows; this names it. */
  only?: string
  /** Why it cannot be pressed now. The button stays reachable and says so; say it beside the button too. */
  reason?: string | null | undefined
  children?: ReactNode
}

/** A verb first, the key last. Forwards everything else, so it can be a trigger of menus and dialogs. */
export function Button({ variant = 'plain', small, icon, keys, only, reason, className, children, onClick, ...rest }: ButtonProps) {
  const classes = ['btn', variant !== 'plain' && variant, small && 's', only && 'only', className]
  const click = (event: MouseEvent<HTMLButtonElement>) => {
    if (reason) event.preventDefault()
    else onClick?.(event)
  }
  const blocked = reason ? ({ 'aria-disabled': true, title: reason } as const) : {}
  const named = only ? { 'aria-label': only, title: keys ? `${only}, ${keys}` : only } : {}
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      aria-keyshortcuts={keys && spokenKeys(keys)}
      onClick={click}
      {...named}
      {...rest}
      {...blocked}
    >
      {icon && <Icon name={icon} />}
      {!only && children}
      {keys && !only && (
        <span aria-hidden="true" className="keys">
          <Keys keys={keys} />
        </span>
      )}
    </button>
  )
}
