/** A choice of several on a grid: arrows move it, Tab leaves it, its number jumps to it. */
import { type KeyboardEvent, useId } from 'react'
import { Keys } from '../../components/key.tsx'

interface ChoicesProps<Value extends string> {
  /** Where its number jumps. */
  name: string
  label: string
  number: string
  value: Value | null
  options: readonly { value: Value; label: string; adverse?: boolean }[]
  columns: number
  reason?: string | null
  onChange: (value: Value) => void
}

export function Choices<Value extends string>({ name, label, number, value, options, columns, reason, onChange }: ChoicesProps<Value>) {
  const labelId = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: columns, ArrowLeft: -1, ArrowUp: -columns }[event.key]
    if (!step || reason) return
    event.preventDefault()
    const from = [...event.currentTarget.children].indexOf(event.target as HTMLElement)
    const at = (from + step + options.length) % options.length
    const next = options[at]
    if (next) onChange(next.value)
    ;(event.currentTarget.children[at] as HTMLElement).focus()
  }
  const chosen = Math.max(
    0,
    options.findIndex((option) => option.value === value),
  )
  return (
    <div className="field">
      <span className="label">
        <span id={labelId}>{label}</span>
        <Keys keys={number} />
      </span>
      <div
        className="acts"
        role="radiogroup"
        aria-labelledby={labelId}
        style={{ gridTemplateColumns: `repeat(${columns}, 1fr)` }}
        onKeyDown={onKeyDown}
      >
        {options.map((option, n) => (
          // biome-ignore lint/a11y/useSemanticElements: drawn as a grid, which native radios cannot be
          <button
            key={option.value}
            name={n === chosen ? name : undefined}
            type="button"
            role="radio"
            className="act"
            aria-checked={option.value === value}
            aria-disabled={reason ? true : undefined}
            title={reason ?? undefined}
            tabIndex={n === chosen ? 0 : -1}
            onClick={() => reason || onChange(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
    </div>
  )
}
