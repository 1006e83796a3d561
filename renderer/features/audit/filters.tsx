/** What the audit is narrowed by. Words and items are asked for when the typing rests. */
import { type RefObject, useEffect, useRef, useState } from 'react'
import { actionName } from '../../../shared/actions.ts'
import type { AuditFacets, AuditFilter } from '../../../shared/audit.ts'
import { Button } from '../../components/button.tsx'
import { Key } from '../../components/key.tsx'
import { useActions } from '../../keyboard.ts'
import { plain } from '../../work/words.ts'

const named = (actions: string[]): [string, string][] =>
  actions.map((action): [string, string] => [action, actionName(action)]).sort(([, a], [, b]) => a.localeCompare(b))

const rest = 350 // ms after the last key

interface FiltersProps {
  filter: AuditFilter
  facets: AuditFacets | undefined
  onFilter: (filter: AuditFilter) => void
}

export function AuditFilters({ filter, facets, onFilter }: FiltersProps) {
  const set = (name: keyof AuditFilter, value: string) => {
    const { [name]: _, ...others } = filter
    onFilter(value === '' ? others : { ...others, [name]: value })
  }
  const chosen = Object.keys(filter).length > 0
  const first = useRef<HTMLInputElement>(null)
  const search = () => first.current?.focus()
  useActions('audit.filters', [{ id: 'audit.search', label: 'Search the audit', group: 'Move', keys: '/', icon: 'search', run: search }])
  return (
    <div className="pane-sub audit-filters">
      <Typed
        name="item"
        label="Item"
        hint="T-48213"
        keys="/"
        field={first}
        value={filter.item ?? ''}
        onValue={(value) => set('item', value)}
      />
      <Choice
        label="Who"
        all="Everybody"
        value={filter.actor ?? ''}
        options={facets?.actors.map(({ id, name }) => [id, name]) ?? []}
        onValue={(value) => set('actor', value)}
      />
      <Choice
        label="Did"
        all="Anything"
        value={filter.action ?? ''}
        options={named(facets?.actions ?? [])}
        onValue={(value) => set('action', value)}
      />
      <Choice
        label="Kind"
        all="Every kind"
        value={filter.kind ?? ''}
        options={facets?.kinds.map((kind) => [kind, plain(kind)]) ?? []}
        onValue={(value) => set('kind', value)}
      />
      <Day label="From" value={filter.from} onValue={(value) => set('from', value)} />
      <Day label="Until" value={filter.to} onValue={(value) => set('to', value)} />
      <Typed name="words" label="Words" hint="in reasons and values" value={filter.words ?? ''} onValue={(value) => set('words', value)} />
      {chosen && (
        <Button small variant="quiet" onClick={() => onFilter({})}>
          Clear
        </Button>
      )}
    </div>
  )
}

interface TypedProps {
  name: string
  label: string
  hint: string
  keys?: string
  field?: RefObject<HTMLInputElement | null>
  value: string
  onValue: (value: string) => void
}

function Typed({ name, label, hint, keys, field, value, onValue }: TypedProps) {
  const [text, setText] = useState(value)
  useEffect(() => setText(value), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the clock
  useEffect(() => {
    if (text.trim() === value) return
    const timer = setTimeout(() => onValue(text.trim()), rest)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <label className="input">
      <input ref={field} name={name} aria-label={label} placeholder={hint} value={text} onChange={(event) => setText(event.target.value)} />
      {keys && (
        <span aria-hidden="true">
          <Key>{keys}</Key>
        </span>
      )}
    </label>
  )
}

interface ChoiceProps {
  label: string
  all: string
  value: string
  options: [value: string, name: string][]
  onValue: (value: string) => void
}

function Choice({ label, all, value, options, onValue }: ChoiceProps) {
  return (
    <select className="input" aria-label={label} value={value} onChange={(event) => onValue(event.target.value)}>
      <option value="">{all}</option>
      {options.map(([id, name]) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </select>
  )
}

/** A day of the reader's own zone, sent as the instant at which it begins. */
function Day({ label, value, onValue }: { label: string; value: string | undefined; onValue: (value: string) => void }) {
  const local = value ? new Date(Date.parse(value) - new Date(value).getTimezoneOffset() * 60_000).toISOString().slice(0, 10) : ''
  const choose = (day: string) => onValue(day === '' ? '' : new Date(`${day}T00:00:00`).toISOString())
  return (
    <label className="input day">
      <span className="t3">{label}</span>
      <input type="date" value={local} onChange={(event) => choose(event.target.value)} />
    </label>
  )
}
