/** What narrows the list: the box that understands words and tokens, the pane with every choice, and the chips of what is chosen. */
import { useEffect, useRef, useState } from 'react'
import { planTiers, type TicketFilter, ticketCategories, ticketPriorities, ticketStatuses } from '../../../shared/tickets.ts'
import { Button } from '../../components/button.tsx'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { useSession } from '../../stores/session.ts'
import { ListForm } from './list-form.tsx'
import { Pop } from './pop.tsx'
import { useTicketColleagues } from './properties.tsx'
import { filterValues, hasValue, toggleValue } from './search.ts'
import { categoryNames, filterNames, planNames, priorityNames, statusNames } from './words.ts'

const pause = 200 // ms after the last key before the list is read anew

interface SearchBoxProps {
  text: string
  onText: (text: string) => void
  /** Enter: on to the list, or what the empty list offers. */
  onEnter: () => void
  onLeave: () => void
  field: React.RefObject<HTMLInputElement | null>
}

/** The text is the field's own while somebody types; it is handed on after a pause. */
export function SearchBox({ text, onText, onEnter, onLeave, field }: SearchBoxProps) {
  const timer = useRef(0)
  const [isEmpty, setEmpty] = useState(text === '')
  useEffect(() => {
    if (field.current && field.current.value !== text) field.current.value = text
    setEmpty(text === '')
  }, [text, field])
  useEffect(() => () => clearTimeout(timer.current), [])

  const hand = (delay: number) => {
    clearTimeout(timer.current)
    timer.current = window.setTimeout(() => onText(field.current?.value ?? ''), delay)
  }
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') {
      event.preventDefault()
      if (event.currentTarget.value === '') return onLeave()
      event.currentTarget.value = ''
      setEmpty(true)
      hand(0)
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      clearTimeout(timer.current)
      onText(event.currentTarget.value)
      onEnter()
    }
  }
  return (
    <label className="pane-sub search">
      <Icon name="search" small />
      <input
        ref={field}
        defaultValue={text}
        className="grow"
        placeholder="Filter by status, customer, tag or word"
        aria-label="Filter this list: words, status:, priority:, plan:, category:, tag:, owner:me"
        aria-keyshortcuts="/"
        spellCheck={false}
        maxLength={200}
        onChange={(event) => {
          setEmpty(event.target.value === '')
          hand(pause)
        }}
        onKeyDown={onKeyDown}
      />
      <span aria-hidden="true">
        <Key>{isEmpty ? '/' : 'Esc'}</Key>
      </span>
    </label>
  )
}

interface FilterProps {
  filter: TicketFilter
  onFilter: (filter: TicketFilter) => void
}

type ListKey = keyof typeof filterNames

function useOwnerNames(): { id: string; name: string }[] {
  const own = useSession((session) => session.person?.staff.id)
  const colleagues = useTicketColleagues().filter(({ id }) => id !== own)
  return [{ id: 'me', name: 'You' }, { id: 'none', name: 'Nobody' }, ...colleagues]
}

function useValueName(): (key: ListKey, value: string) => string {
  const owners = useOwnerNames()
  return (key, value) => {
    const names: Partial<Record<ListKey, Record<string, string>>> = {
      status: statusNames,
      priority: priorityNames,
      category: categoryNames,
      plan: planNames,
    }
    if (key === 'assignee') return owners.find(({ id }) => id === value)?.name ?? 'A colleague'
    return names[key]?.[value] ?? value
  }
}

/** Every choice at once, with the number of those made. */
export function FilterPane({ filter, onFilter }: FilterProps) {
  const [open, setOpen] = useState(false)
  const chosen = filterValues(filter).length
  const trigger = (
    <Button
      small
      variant="quiet"
      icon="filter"
      only={chosen > 0 ? `Columns and filters, ${chosen} chosen` : 'Columns and filters'}
      className={chosen > 0 ? 'on' : ''}
    />
  )
  return (
    <Pop label="Columns and filters" open={open} onOpenChange={setOpen} align="end" width={420} trigger={trigger}>
      <div className="filter-pane">
        <ListForm />
        <Choices name="status" values={ticketStatuses} filter={filter} onFilter={onFilter} />
        <Choices name="priority" values={ticketPriorities.toReversed()} filter={filter} onFilter={onFilter} />
        <Choices name="category" values={ticketCategories} filter={filter} onFilter={onFilter} />
        <Choices name="plan" values={planTiers} filter={filter} onFilter={onFilter} />
        <OwnerChoices filter={filter} onFilter={onFilter} />
        <TagChoices filter={filter} onFilter={onFilter} />
        <div className="filter-foot">
          <span className="t3 small">A ticket has to match one of each line, and every tag.</span>
          <span className="grow" />
          <Button
            small
            variant="quiet"
            reason={chosen === 0 ? 'Nothing is chosen' : null}
            onClick={() => onFilter(filter.text ? { text: filter.text } : {})}
          >
            Clear
          </Button>
        </div>
      </div>
    </Pop>
  )
}

function Choices({ name, values, filter, onFilter }: FilterProps & { name: ListKey; values: readonly string[] }) {
  const nameOf = useValueName()
  return (
    <fieldset>
      <legend>{filterNames[name]}</legend>
      {values.map((value) => {
        const on = hasValue(filter, name, value)
        return (
          <button key={value} type="button" className="choice" aria-pressed={on} onClick={() => onFilter(toggleValue(filter, name, value))}>
            {nameOf(name, value)}
          </button>
        )
      })}
    </fieldset>
  )
}

function OwnerChoices({ filter, onFilter }: FilterProps) {
  const owners = useOwnerNames()
  return <Choices name="assignee" values={owners.map(({ id }) => id)} filter={filter} onFilter={onFilter} />
}

function TagChoices({ filter, onFilter }: FilterProps) {
  const field = useRef<HTMLInputElement>(null)
  const add = () => {
    const tag = field.current?.value.trim().toLowerCase()
    if (!tag || !field.current) return
    field.current.value = ''
    if (!filter.tag?.includes(tag)) onFilter(toggleValue(filter, 'tag', tag))
  }
  return (
    <fieldset>
      <legend>{filterNames.tag}</legend>
      {filter.tag?.map((tag) => (
        <button key={tag} type="button" className="choice" aria-pressed="true" onClick={() => onFilter(toggleValue(filter, 'tag', tag))}>
          {tag}
        </button>
      ))}
      <input
        ref={field}
        className="input tag-field"
        aria-label="Tag"
        placeholder="Tag, then Enter"
        maxLength={40}
        onKeyDown={(event) => {
          if (event.key !== 'Enter') return
          event.preventDefault()
          add()
        }}
        onBlur={add}
      />
    </fieldset>
  )
}

/** What is chosen in the pane, each with its way out. */
export function FilterChips({ filter, onFilter }: FilterProps) {
  const nameOf = useValueName()
  const values = filterValues(filter)
  if (values.length === 0) return null
  return (
    <ul className="filter-chips" aria-label="Chosen filters">
      {values.map(([key, value]) => (
        <li key={`${key} ${value}`} className="chip">
          <span className="t3">{filterNames[key]}</span> <bdi>{nameOf(key, value)}</bdi>
          <button
            type="button"
            aria-label={`Remove the filter ${filterNames[key].toLowerCase()} ${nameOf(key, value)}`}
            onClick={() => onFilter(toggleValue(filter, key, value))}
          >
            <Icon name="x" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** The filter in words, for the list that found nothing: “iban” with tag sepa. */
export function useFilterWords(): (filter: TicketFilter) => string {
  const nameOf = useValueName()
  return (filter) => {
    const values = filterValues(filter).map(([key, value]) => `${filterNames[key].toLowerCase()} ${nameOf(key, value)}`)
    return [filter.text && `“${filter.text}”`, values.length > 0 && `with ${values.join(', ')}`].filter(Boolean).join(' ')
  }
}
