import { type ComponentProps, type KeyboardEvent, type ReactNode, type TextareaHTMLAttributes, useId } from 'react'

interface FieldProps {
  label: ReactNode
  /** Quiet, below the control. */
  hint?: ReactNode
  /** What is wrong with it, as a sentence; takes the hint's place. */
  wrong?: string | null | undefined
}

function Below({ id, hint, wrong }: { id: string; hint?: ReactNode; wrong?: string | null | undefined }) {
  if (!hint && !wrong) return null
  return (
    <span id={id} className={wrong ? 'hint bad' : 'hint'}>
      {wrong ?? hint}
    </span>
  )
}

/** A label, a line of text, and what is to be said about it. */
export function Field({ label, hint, wrong, className, ...input }: FieldProps & ComponentProps<'input'>) {
  const id = useId()
  return (
    <div className={className ? `field ${className}` : 'field'}>
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        className={wrong ? 'input bad' : 'input'}
        spellCheck={false}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={hint || wrong ? `${id}-below` : undefined}
        {...input}
      />
      <Below id={`${id}-below`} hint={hint} wrong={wrong} />
    </div>
  )
}

export function TextArea({ label, hint, wrong, className, ...area }: FieldProps & TextareaHTMLAttributes<HTMLTextAreaElement>) {
  const id = useId()
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={`input area ${wrong ? 'bad' : ''} ${className ?? ''}`}
        aria-invalid={wrong ? true : undefined}
        aria-describedby={hint || wrong ? `${id}-below` : undefined}
        {...area}
      />
      <Below id={`${id}-below`} hint={hint} wrong={wrong} />
    </div>
  )
}

interface SegmentedProps<Value extends string> {
  label: string
  value: Value
  options: readonly { value: Value; label: ReactNode }[]
  hint?: ReactNode
  onChange: (value: Value) => void
}

/** A choice of two to four; arrows move it, Tab leaves it. */
export function Segmented<Value extends string>({ label, value, options, hint, onChange }: SegmentedProps<Value>) {
  const id = useId()
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (!step) return
    event.preventDefault()
    const at = (options.findIndex((option) => option.value === value) + step + options.length) % options.length
    const next = options[at]
    if (next) onChange(next.value)
    ;(event.currentTarget.children[at] as HTMLElement).focus()
  }
  return (
    <div className="field">
      <span className="label" id={id}>
        {label}
      </span>
      <div className="seg" role="radiogroup" aria-labelledby={id} onKeyDown={onKeyDown}>
        {options.map((option) => (
          // biome-ignore lint/a11y/useSemanticElements: drawn as segments, which a native radio cannot be
          <button
            key={option.value}
            type="button"
            role="radio"
            aria-checked={option.value === value}
            tabIndex={option.value === value ? 0 : -1}
            onClick={() => onChange(option.value)}
          >
            {option.label}
          </button>
        ))}
      </div>
      {hint && <span className="hint">{hint}</span>}
    </div>
  )
}

/** A tick with its words; the native control keeps the semantics. */
export function Checkbox({ label, checked, onChange }: { label: ReactNode; checked: boolean; onChange: (checked: boolean) => void }) {
  return (
    <label className="tick">
      <input type="checkbox" className="sr" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className={checked ? 'checkbox on' : 'checkbox'} aria-hidden="true" />
      {label}
    </label>
  )
}
