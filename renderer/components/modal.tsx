import { Dialog as Radix } from 'radix-ui'
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react'

interface ModalProps {
  className: string
  /** Escape, or the ground beside it. Left out where the person has to answer. */
  onClose?: (() => void) | undefined
  /** After it is gone and the focus is back where it came from, or where it was taken to. */
  onGone?: () => void
  onKeyDown?: (event: KeyboardEvent) => void
  alert?: boolean
  width?: number
  /** Holds a ModalTitle somewhere. */
  children: ReactNode
}

export const ModalTitle = Radix.Title

/** What lies over everything: dialogs, the palette, the sheet of keys. The rest can be neither reached nor read meanwhile. */
export function Modal({ className, onClose, onGone, onKeyDown, alert = false, width, children }: ModalProps) {
  const opener = useRef(document.activeElement)
  useEffect(() => {
    const root = document.getElementById('root')
    root?.setAttribute('inert', '')
    return () => {
      if (document.querySelectorAll('.backdrop').length <= 1) root?.removeAttribute('inert')
    }
  }, [])
  const giveBack = (event: Event) => {
    event.preventDefault()
    // What was opened from here may have taken it already.
    const isFree = document.activeElement === null || document.activeElement === document.body
    if (isFree && opener.current instanceof HTMLElement) opener.current.focus()
    onGone?.()
  }
  /** An undo that was pressed takes its toast away before this is asked. */
  const onInteractOutside = (event: Event) => {
    const { target } = event
    if (target instanceof Element && (!target.isConnected || target.closest('.toasts'))) event.preventDefault()
  }
  return (
    <Radix.Root open onOpenChange={(open) => open || onClose?.()}>
      <Radix.Portal>
        <div className="backdrop" />
        <Radix.Content
          className={className}
          role={alert ? 'alertdialog' : 'dialog'}
          aria-modal="true"
          aria-describedby={undefined}
          style={{ width }}
          onKeyDown={onKeyDown}
          onCloseAutoFocus={giveBack}
          onInteractOutside={onInteractOutside}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
