import { DropdownMenu } from 'radix-ui'
import { createContext, type KeyboardEvent, type ReactNode, useContext, useLayoutEffect, useRef, useState } from 'react'
import { graphemes, matchRanges } from '../../shared/text.ts'
import { Icon, type IconName } from './icon.tsx'
import { Keys } from './key.tsx'

const FilterText = createContext('')

interface MenuProps {
  children: ReactNode
  open?: boolean
  onOpenChange?: (open: boolean) => void
}

/** A `MenuTrigger` around one button, then a `MenuList` of `MenuItem`s. */
export function Menu({ children, open, onOpenChange }: MenuProps) {
  const controlled = { ...(open !== undefined && { open }), ...(onOpenChange && { onOpenChange }) }
  return (
    <DropdownMenu.Root modal={false} {...controlled}>
      {children}
    </DropdownMenu.Root>
  )
}

export function MenuTrigger({ children }: { children: ReactNode }) {
  return <DropdownMenu.Trigger asChild>{children}</DropdownMenu.Trigger>
}

interface MenuListProps {
  label: string
  /** Typing narrows the list; for lists of more than six. */
  filter?: boolean
  align?: 'start' | 'end'
  side?: 'top' | 'bottom'
  children: ReactNode
}

export function MenuList({ label, filter = false, align = 'start', side = 'bottom', children }: MenuListProps) {
  const [text, setText] = useState('')
  const list = useRef<HTMLDivElement>(null)
  // The chosen item may be gone now; the first that is left takes its place.
  useLayoutEffect(() => {
    if (text) (list.current?.querySelector<HTMLElement>('.menu-item') ?? list.current)?.focus()
  }, [text])
  // Before Radix, which would jump to the next item with that letter.
  const onKeyDown = (event: KeyboardEvent) => {
    const isBack = event.key === 'Backspace' && text !== ''
    const isLetter = event.key.length === 1 && !event.ctrlKey && !event.metaKey && (event.key !== ' ' || text !== '')
    if (!filter || !(isBack || isLetter)) return
    event.preventDefault()
    event.stopPropagation()
    setText(isBack ? graphemes(text).slice(0, -1).join('') : text + event.key)
  }
  return (
    <DropdownMenu.Portal>
      <DropdownMenu.Content
        ref={list}
        className="menu menu-list"
        aria-label={label}
        align={align}
        side={side}
        sideOffset={4}
        collisionPadding={8}
        onKeyDownCapture={onKeyDown}
      >
        {filter && (
          <div className="menu-filter" aria-hidden="true">
            <Icon name="search" small />
            <span>{text || <span className="placeholder">Type to narrow it</span>}</span>
          </div>
        )}
        <FilterText value={text.trim()}>{children}</FilterText>
        {text && (
          <div className="menu-nothing" aria-hidden="true">
            Nothing here matches.
          </div>
        )}
      </DropdownMenu.Content>
    </DropdownMenu.Portal>
  )
}

interface MenuItemProps {
  children: ReactNode
  /** What the filter looks at; needed when `children` is not plain text. */
  text?: string
  icon?: IconName
  /** Drawn in the icon's place: an avatar. */
  lead?: ReactNode
  keys?: string | undefined
  /** Quiet, beside the name. */
  hint?: ReactNode
  /** Part of a choice: shows whether it is the chosen one. */
  checked?: boolean
  adverse?: boolean
  /** Why it cannot be chosen. */
  reason?: string | null | undefined
  /** Stays open after choosing: for choices of several. */
  stay?: boolean
  onSelect: () => void
}

export function MenuItem({ children, text, icon, lead, keys, hint, checked, adverse, reason, stay, onSelect }: MenuItemProps) {
  const filter = useContext(FilterText)
  const searched = text ?? (typeof children === 'string' ? children : '')
  if (filter && matchRanges(searched, filter).length === 0) return null
  const choice = checked === undefined ? {} : ({ role: 'menuitemradio', 'aria-checked': checked } as const)
  return (
    <DropdownMenu.Item
      className={adverse ? 'menu-item danger' : 'menu-item'}
      textValue={searched}
      disabled={Boolean(reason)}
      onSelect={(event) => {
        if (stay) event.preventDefault()
        onSelect()
      }}
      {...choice}
    >
      {icon && <Icon name={icon} />}
      {lead}
      <span className="cut">{children}</span>
      {(reason ?? hint) && <span className="t3 small cut">{reason ?? hint}</span>}
      <span className="grow" />
      {checked && <Icon name="check" small />}
      {keys && (
        <span aria-hidden="true">
          <Keys keys={keys} />
        </span>
      )}
    </DropdownMenu.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <DropdownMenu.Label className="menu-label">{children}</DropdownMenu.Label>
}

export function MenuLine() {
  return <DropdownMenu.Separator className="menu-line" />
}
