/** A field that narrows a list, and the list: arrows choose, Enter takes, the pointer does both. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Icon } from './icon.tsx'
import './pop.css'

interface PickListProps<Item> {
  label: string
  placeholder: string
  items: readonly Item[]
  keyOf: (item: Item) => string
  text: string
  onText: (text: string) => void
  onPick: (item: Item) => void
  render: (item: Item) => ReactNode
  /** What stands there when nothing matches. */
  nothing: ReactNode
  /** Takes the focus when it appears; it does unless told. */
  focus?: boolean
  /** Beside the list: what the chosen item holds. */
  preview?: (item: Item) => ReactNode
}

export function PickList<Item>({
  label,
  placeholder,
  items,
  keyOf,
  text,
  onText,
  onPick,
  render,
  nothing,
  focus = true,
  preview,
}: PickListProps<Item>) {
  const [chosen, setChosen] = useState(0)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const at = Math.min(chosen, items.length - 1)
  const item = items[at]

  useEffect(() => void list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' }))

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setChosen((items.length + at + step) % Math.max(1, items.length))
    else if (event.key === 'Enter' && item && !event.ctrlKey && !event.metaKey) onPick(item)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="pick-list">
      <label className="menu-filter">
        <Icon name="search" small />
        <input
          // biome-ignore lint/a11y/noAutofocus: the pane was opened to type here
          autoFocus={focus}
          value={text}
          placeholder={placeholder}
          role="combobox"
          aria-label={label}
          aria-expanded="true"
          aria-controls={id}
          aria-activedescendant={item ? `${id}-${at}` : undefined}
          onChange={(event) => {
            onText(event.target.value)
            setChosen(0)
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      <div className="pick-body">
        <div ref={list} id={id} className="pick-items" role="listbox" aria-label={label}>
          {items.map((each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the field above has the keys
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, see aria-activedescendant
            <div
              key={keyOf(each)}
              id={`${id}-${index}`}
              className="menu-item"
              role="option"
              aria-selected={index === at}
              onPointerMove={() => setChosen(index)}
              onClick={() => onPick(each)}
            >
              {render(each)}
            </div>
          ))}
        </div>
        {items.length === 0 && <p className="menu-nothing">{nothing}</p>}
        {preview && item && <div className="pick-preview">{preview(item)}</div>}
      </div>
    </div>
  )
}
