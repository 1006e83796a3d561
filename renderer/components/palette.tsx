import { keepPreviousData, useQueryClient } from '@tanstack/react-query'
import { Fragment, type KeyboardEvent, useId, useMemo, useRef, useState } from 'react'
import type { Output } from '../../shared/contract.ts'
import { ticketNumber } from '../../shared/ids.ts'
import { useApi } from '../api.ts'
import { offeredActions } from '../keyboard.ts'
import { useRoute } from '../route.ts'
import { showSheet } from '../stores/overlay.ts'
import { useSession } from '../stores/session.ts'
import { Chip } from './chip.tsx'
import { Icon } from './icon.tsx'
import { Key, Keys } from './key.tsx'
import { Modal, ModalTitle } from './modal.tsx'
import { actionSections, type Entry, type Found, type Section, withFound } from './palette-entries.ts'
import { useSettled } from './use-settled.ts'
import './palette.css'

const options = { staleTime: 10_000, placeholderData: keepPreviousData }

const nothing: Found = { tickets: [], people: [], kept: [] }

/** What was found for the words, all at once, and whether that answers what stands there now. Offline it is what is kept here. */
function useFound(text: string): [found: Found, isCurrent: boolean] {
  const capabilities = useSession((session) => session.person?.capabilities)
  const isOffline = useSession((session) => session.connection.state === 'offline')
  const settled = useSettled(text.trim())
  const isLong = settled.length >= 2
  const may = (capability: string) => isLong && !isOffline && (capabilities?.includes(capability) ?? false)
  const tickets = useApi('tickets.find', { text: settled }, { ...options, enabled: may('tickets.read') })
  const people = useApi('people.search', { text: settled }, { ...options, enabled: may('person.read') })
  const kept = useApi('cache.list', { text: settled }, { ...options, enabled: isLong && isOffline })
  const isAnswered = [tickets, people, kept].every(({ isLoading, isPlaceholderData }) => !isLoading && !isPlaceholderData)
  const known = useRef(nothing)
  const found = useMemo(() => {
    if (!isLong) return nothing
    if (!isAnswered) return known.current
    return isOffline ? { ...nothing, kept: kept.data ?? [] } : { tickets: tickets.data ?? [], people: people.data ?? [], kept: [] }
  }, [isLong, isAnswered, isOffline, tickets.data, people.data, kept.data])
  known.current = found
  return [found, isAnswered && settled === text.trim()]
}

/** Sections for what is typed. `chosen`: the person has begun to move through them, so nothing may move any more. */
function useSections(text: string, chosen: boolean): Section[] {
  const [actions] = useState(offeredActions)
  const [found, isCurrent] = useFound(text)
  // Which answer was already on screen when the choosing began.
  const shown = useRef<Found>(found)
  if (!chosen) shown.current = found
  const late = chosen && isCurrent && shown.current !== found
  return useMemo(() => withFound(actionSections(actions, text), found, text, late), [actions, text, found, late])
}

/** What Enter takes before anything was chosen: the first entry at the time of the last key, also when answers arrive above it. */
function useLead(text: string): (entries: Entry[]) => Entry | undefined {
  const last = useRef<{ text: string; id: string | undefined }>({ text, id: undefined })
  return (entries) => {
    const known = last.current.text === text ? entries.find(({ id }) => id === last.current.id) : undefined
    const entry = known ?? entries[0]
    last.current = { text, id: entry?.id }
    return entry
  }
}

/** "T-48213": what "here" means, when a ticket is open. */
function useItemInView(): string | null {
  const [workspace, id] = useRoute().path
  const client = useQueryClient()
  if (workspace !== 'tickets' || !id) return null
  const detail = client.getQueryData<Output<'tickets.get'>>(['tickets.get', { id }])
  return detail ? ticketNumber(detail.item.number) : null
}

/** Everything by name: what can be done here first. Arrows choose, Enter does it. */
export function Palette() {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const lead = useLead(text)
  const sections = useSections(text, chosen !== null)
  const entries = sections.flatMap((section) => section.entries)
  const active = entries.find(({ id }) => id === chosen) ?? lead(entries)
  const item = useItemInView()
  const picked = useRef<(() => void) | null>(null)
  const list = useRef<HTMLDivElement>(null)
  const id = useId()
  const optionId = (entry: Entry) => `${id}${entry.id}`

  const pick = (entry: Entry | undefined) => {
    if (!entry) return
    picked.current = entry.run
    showSheet(null)
  }
  const move = (step: number) => {
    const at = active ? entries.indexOf(active) : -1
    const next = entries[(at + step + entries.length) % entries.length]
    if (!next) return
    setChosen(next.id)
    document.getElementById(optionId(next))?.scrollIntoView({ block: 'nearest' })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) move(step)
    else if (event.key === 'Enter' && !event.repeat) pick(active)
    else if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) showSheet(null)
    else return
    event.preventDefault()
  }
  const type = (typed: string) => {
    setText(typed)
    setChosen(null)
    list.current?.scrollTo(0, 0)
  }
  return (
    <Modal className="palette" onClose={() => showSheet(null)} onGone={() => picked.current?.()}>
      <ModalTitle className="sr">Find or go to</ModalTitle>
      <div className="q">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded={entries.length > 0}
          aria-controls={id}
          aria-activedescendant={active && optionId(active)}
          aria-autocomplete="list"
          aria-label="Find or go to"
          placeholder="Find or go to"
          spellCheck={false}
          value={text}
          onChange={(event) => type(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {item && <Chip>{item}</Chip>}
      </div>
      <div ref={list} className="list" id={id} role="listbox" aria-label="Found" hidden={entries.length === 0}>
        {sections.map((section) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options
          <div key={section.name} role="group" aria-label={section.name}>
            <div className="menu-label" aria-hidden="true">
              {section.name}
            </div>
            {section.entries.map((entry) => (
              <Option key={entry.id} id={optionId(entry)} entry={entry} isActive={entry === active} onPick={pick} onPoint={setChosen} />
            ))}
          </div>
        ))}
      </div>
      {entries.length === 0 && <Nothing />}
      <p className="sr" role="status">
        {text && `${entries.length} found`}
      </p>
      <PaletteFoot />
    </Modal>
  )
}

function Nothing() {
  const isOffline = useSession((session) => session.connection.state === 'offline')
  return (
    <p className="nothing">
      {isOffline
        ? 'Nothing that is kept on this computer has these words. The platform is searched again with the connection.'
        : 'Nothing is called that here. A ticket is found by words of its subject, the customer or its number; a person by name, address or id.'}
    </p>
  )
}

interface OptionProps {
  id: string
  entry: Entry
  isActive: boolean
  onPick: (entry: Entry) => void
  onPoint: (id: string) => void
}

function Option({ id, entry, isActive, onPick, onPoint }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field answers the keys
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field
    <div
      id={id}
      className="menu-item"
      role="option"
      aria-selected={isActive}
      onPointerMove={() => onPoint(entry.id)}
      onClick={() => onPick(entry)}
    >
      <Icon name={entry.icon} />
      <bdi className="cut">
        <Marked entry={entry} />
      </bdi>
      <span className="t3 small cut">{entry.hint}</span>
      <span className="grow" />
      {entry.keys && (
        <span aria-hidden="true">
          <Keys keys={entry.keys} />
        </span>
      )}
    </div>
  )
}

function Marked({ entry: { label, ranges } }: { entry: Entry }) {
  const starts = [0, ...ranges.map(([, end]) => end)]
  return starts.map((from, at) => {
    const [start, end] = ranges[at] ?? [label.length, label.length]
    return (
      <Fragment key={from}>
        {label.slice(from, start)}
        {end > start && <mark>{label.slice(start, end)}</mark>}
      </Fragment>
    )
  })
}

function PaletteFoot() {
  return (
    <div className="foot" aria-hidden="true">
      <span>
        <span className="keys">
          <Key>↑</Key>
          <Key>↓</Key>
        </span>
        choose
      </span>
      <span>
        <Key>Enter</Key>do it
      </span>
      <span className="end">
        <Key>Esc</Key>close
      </span>
    </div>
  )
}
