/** What narrows the list: the box that understands words and tokens, the pane with every choice, and the chips of what is chosen. */
import { useEffect, useRef, useState } from 'react'
import { Button } from '../components/button.tsx'
import { TypedCode } from '../components/code.tsx'
import { Icon } from '../components/icon.tsx'
import { Key } from '../components/key.tsx'
import { Pop } from '../components/pop.tsx'
import { useSession } from '../stores/session.ts'
import { useColleagues } from './colleagues.tsx'
import type { Desk, QueueDesk } from './desk.ts'
import { ListForm } from './list-form.tsx'
import { type Chosen, chosenValues, type FilterField, hasValue, type Narrowing, toggleValue } from './narrowing.ts'

const pause = 200 // ms after the last key before the list is read anew

/** What the filters need of a workspace. */
type FilterDesk = Pick<QueueDesk, 'id' | 'fields' | 'roles' | 'searchHint' | 'filterHint' | 'form' | 'codes'> & {
  columns: readonly { id: string; header: string }[]
}

interface SearchBoxProps {
  desk: FilterDesk
  text: string
  onText: (text: string) => void
  /** Enter: on to the list, or what the empty list offers. */
  onEnter: () => void
  onLeave: () => void
  field: React.RefObject<HTMLInputElement | null>
}

/** The text is the field's own while somebody types; it is handed on after a pause. */
export function SearchBox({ desk, text, onText, onEnter, onLeave, field }: SearchBoxProps) {
  const timer = useRef(0)
  const [isEmpty, setEmpty] = useState(text === '')
  useEffect(() => {
    if (field.current && field.current.value !== text) field.current.value = text
    setEmpty(text === '')
  }, [text, field])
  useEffect(() => () => clearTimeout(timer.current), [])

  const tokens = desk.fields.map(({ id, token = id, type }) => (type === 'staff' ? `${token}:me` : `${token}:`)).join(', ')
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
    <>
      <label className="pane-sub search">
        <Icon name="search" small />
        <input
          ref={field}
          defaultValue={text}
          className="grow"
          placeholder={desk.searchHint}
          aria-label={`Filter this list: words, ${tokens}`}
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
      {desk.codes && <TypedCode text={text} among={desk.codes} />}
    </>
  )
}

interface FilterProps {
  desk: FilterDesk
  chosen: Chosen
  onChosen: (chosen: Chosen) => void
}

function useOwners(desk: Pick<Desk, 'roles'>): { id: string; name: string }[] {
  const own = useSession((session) => session.person?.staff.id)
  const colleagues = useColleagues(desk).filter(({ id }) => id !== own)
  return [{ id: 'me', name: 'You' }, { id: 'none', name: 'Nobody' }, ...colleagues]
}

function useValueName(desk: Pick<Desk, 'roles'>): (field: FilterField, value: string) => string {
  const owners = useOwners(desk)
  return (field, value) => {
    if (field.type === 'staff') return owners.find(({ id }) => id === value)?.name ?? 'A colleague'
    return (field.type === 'choice' && field.names[value]) || value
  }
}

/** Every choice at once, with the number of those made. */
export function FilterPane({ desk, chosen, onChosen }: FilterProps) {
  const [open, setOpen] = useState(false)
  const count = chosenValues(desk.fields, chosen).length
  const trigger = (
    <Button
      small
      variant="quiet"
      icon="filter"
      only={count > 0 ? `Columns and filters, ${count} chosen` : 'Columns and filters'}
      className={count > 0 ? 'on' : ''}
    />
  )
  return (
    <Pop label="Columns and filters" open={open} onOpenChange={setOpen} align="end" width={420} trigger={trigger}>
      <div className="filter-pane">
        <ListForm desk={desk} />
        {desk.fields.map((field) => (
          <FieldChoices key={field.id} field={field} desk={desk} chosen={chosen} onChosen={onChosen} />
        ))}
        <div className="filter-foot">
          <span className="t3 small">{desk.filterHint}</span>
          <span className="grow" />
          <Button small variant="quiet" reason={count === 0 ? 'Nothing is chosen' : null} onClick={() => onChosen({})}>
            Clear
          </Button>
        </div>
      </div>
    </Pop>
  )
}

function FieldChoices({ field, ...props }: FilterProps & { field: FilterField }) {
  if (field.type === 'words') return <WordChoices field={field} {...props} />
  if (field.type === 'staff') return <OwnerChoices field={field} {...props} />
  return <Choices field={field} values={field.values} {...props} />
}

function Choices({ field, values, desk, chosen, onChosen }: FilterProps & { field: FilterField; values: readonly string[] }) {
  const nameOf = useValueName(desk)
  return (
    <fieldset>
      <legend>{field.label}</legend>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          className="choice"
          aria-pressed={hasValue(chosen, field.id, value)}
          onClick={() => onChosen(toggleValue(chosen, field.id, value))}
        >
          {nameOf(field, value)}
        </button>
      ))}
    </fieldset>
  )
}

function OwnerChoices(props: FilterProps & { field: FilterField }) {
  return <Choices {...props} values={useOwners(props.desk).map(({ id }) => id)} />
}

function WordChoices({ field: { id, label }, chosen, onChosen }: FilterProps & { field: FilterField }) {
  const input = useRef<HTMLInputElement>(null)
  const add = () => {
    const word = input.current?.value.trim().toLowerCase()
    if (!word || !input.current) return
    input.current.value = ''
    if (!hasValue(chosen, id, word)) onChosen(toggleValue(chosen, id, word))
  }
  return (
    <fieldset>
      <legend>{label}</legend>
      {chosen[id]?.map((word) => (
        <button key={word} type="button" className="choice" aria-pressed="true" onClick={() => onChosen(toggleValue(chosen, id, word))}>
          {word}
        </button>
      ))}
      <input
        ref={input}
        className="input tag-field"
        aria-label={label}
        placeholder={`${label}, then Enter`}
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
export function FilterChips({ desk, chosen, onChosen }: FilterProps) {
  const nameOf = useValueName(desk)
  const values = chosenValues(desk.fields, chosen)
  if (values.length === 0) return null
  return (
    <ul className="filter-chips" aria-label="Chosen filters">
      {values.map(([field, value]) => (
        <li key={`${field.id} ${value}`} className="chip">
          <span className="t3">{field.label}</span> <bdi>{nameOf(field, value)}</bdi>
          <button
            type="button"
            aria-label={`Remove the filter ${field.label.toLowerCase()} ${nameOf(field, value)}`}
            onClick={() => onChosen(toggleValue(chosen, field.id, value))}
          >
            <Icon name="x" />
          </button>
        </li>
      ))}
    </ul>
  )
}

/** What narrows the list in words, for one that found nothing: “iban” with tag sepa. */
export function useNarrowingWords(desk: Pick<QueueDesk, 'fields' | 'roles'>): (narrowing: Narrowing) => string {
  const nameOf = useValueName(desk)
  return ({ chosen, text }) => {
    const values = chosenValues(desk.fields, chosen).map(([field, value]) => `${field.label.toLowerCase()} ${nameOf(field, value)}`)
    return [text && `“${text}”`, values.length > 0 && `with ${values.join(', ')}`].filter(Boolean).join(' ')
  }
}
