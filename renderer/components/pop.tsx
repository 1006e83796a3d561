/** A small pane beside the button that opened it, for what a menu cannot hold: fields, previews, lists of choices. */
import { Popover } from 'radix-ui'
import type { ReactNode } from 'react'
import './pop.css'

interface PopProps {
  /** What it is, spoken. */
  label: string
  open: boolean
  onOpenChange: (open: boolean) => void
  /** One button, or what the pane stands beside when keys open it. */
  trigger: ReactNode
  /** The trigger only anchors the pane; something else opens it. */
  anchored?: boolean
  side?: 'top' | 'bottom'
  align?: 'start' | 'end'
  width: number
  /** Where the focus goes when it closes; to the trigger unless told. */
  onClosed?: () => void
  children: ReactNode
}

export function Pop({
  label,
  open,
  onOpenChange,
  trigger,
  anchored = false,
  side = 'bottom',
  align = 'start',
  width,
  onClosed,
  children,
}: PopProps) {
  const focusBack = (event: Event) => {
    if (!onClosed) return
    event.preventDefault()
    onClosed()
  }
  return (
    <Popover.Root open={open} onOpenChange={onOpenChange}>
      {anchored ? <Popover.Anchor asChild>{trigger}</Popover.Anchor> : <Popover.Trigger asChild>{trigger}</Popover.Trigger>}
      <Popover.Portal>
        <Popover.Content
          className="menu pop"
          aria-label={label}
          side={side}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          style={{ width }}
          onCloseAutoFocus={focusBack}
        >
          {children}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}
