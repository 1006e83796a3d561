/** A choice of a few that may still be open; arrows move it, Tab leaves it. */
import type { KeyboardEvent, ReactNode } from 'react'

interface ChoiceProps<Value extends string> {
  id: string
  label?: ReactNode
  /** Spoken where no label is drawn. */
  name?: string
  value: Value | ''
  options: readonly { value: Value; label: ReactNode; reason?: string | null }[]
  locked?: boolean
  onChange: (value: Value) => void
}

export function Choice<Value extends string>({ id, label, name, value, options, locked = false, onChange }: ChoiceProps<Value>) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step || locked) return
    event.preventDefault()
    const at = options.findIndex((option) => option.value === value)
    const to = (Math.max(at, step > 0 ? -1 : 0) + step + options.length) % options.length
    const next = options[to]
    if (next) onChange(next.value)
    ;(event.currentTarget.children[to] as HTMLElement).focus()
  }
  const group = (
    <div
      className="seg"
      id={id}
      role="radiogroup"
      aria-label={name}
      aria-labelledby={name ? undefined : `${id}-label`}
      onKeyDown={onKeyDown}
    >
      {options.map((option, n) => (
        // biome-ignore lint/a11y/useSemanticElements: drawn as segments, which a native radio cannot be
        <button
          key={option.value}
          type="button"
          role="radio"
          aria-checked={option.value === value}
          aria-disabled={locked || Boolean(option.reason)}
          title={option.reason ?? undefined}
          tabIndex={option.value === value || (value === '' && n === 0) ? 0 : -1}
          onClick={() => !locked && onChange(option.value)}
        >
          {option.label}
        </button>
      ))}
    </div>
  )
  if (!label) return group
  return (
    <div className="field">
      <span className="label" id={`${id}-label`}>
        {label}
      </span>
      {group}
    </div>
  )
}

/** Puts the caret into a choice: its chosen part, else its first. */
export function focusChoice(id: string) {
  const group = document.getElementById(id)
  const part = group?.querySelector<HTMLElement>('[aria-checked="true"]') ?? group?.querySelector<HTMLElement>('button')
  part?.focus()
}
