/** What the palette offers for what is typed: actions here, tickets, people, places. */
import type { KeptItem } from '../../shared/cache.ts'
import type { Output } from '../../shared/contract.ts'
import { ticketNumber } from '../../shared/ids.ts'
import { matchRanges } from '../../shared/text.ts'
import type { Action } from '../keyboard.ts'
import { hrefOf, navigate } from '../route.ts'
import { workspaceOf } from '../workspaces.ts'
import type { IconName } from './icon.tsx'

export interface Entry {
  id: string
  label: string
  /** Where the typed words stand in the label: [start, end) in UTF-16 units. */
  ranges: [start: number, end: number][]
  icon: IconName
  hint: string
  keys: string | null
  run: () => void
}

export interface Section {
  name: 'Here' | 'Backline' | 'Tickets' | 'People' | 'Kept on this computer' | 'Go to'
  entries: Entry[]
}

const mostHere = 8
const mostPlaces = 9

/** Whether every typed word stands somewhere in one of the texts. */
export function isFound(query: string, ...texts: string[]): boolean {
  return query
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => texts.some((text) => matchRanges(text, word).length > 0))
}

function entryOf({ id, label, icon = 'check', hint = '', keys, disabled, run }: Action & { keys?: string | null }, query: string): Entry {
  const ranges = matchRanges(label, query)
  return { id, label, ranges, icon, hint: disabled ?? hint, keys: keys ?? null, run: disabled ? () => undefined : run }
}

/** 0 where the label has the typed words at a word's start, 1 inside one, 2 only in the hint. */
function rank({ label, ranges: [first] }: Entry): number {
  if (!first) return 2
  return first[0] === 0 || !/[\p{L}\p{N}]/u.test(label[first[0] - 1] ?? '') ? 0 : 1
}

/** The better places first; otherwise the order in which they are offered. */
function entriesOf(actions: Action[], query: string, most: number): Entry[] {
  const fitting = actions.filter(({ label, hint = '' }) => isFound(query, label, hint))
  const entries = fitting.map((action) => entryOf(action, query))
  return entries.sort((a, b) => rank(a) - rank(b)).slice(0, most)
}

/** What the database found for the words. */
export interface Found {
  tickets: Output<'tickets.find'>
  people: Output<'people.search'>
  /** What is kept for reading without the database, asked for only then. */
  kept: KeptItem[]
}

const mostPeople = 6
const mostKept = 12

function ticketEntry({ id, number, subject, status, customer }: Found['tickets'][number], query: string): Entry {
  const word = status.replaceAll('_', ' ')
  return {
    id: `ticket.${id}`,
    label: subject,
    ranges: matchRanges(subject, query),
    icon: 'tickets',
    hint: `${ticketNumber(number)}, ${customer}, ${word}`,
    keys: null,
    run: () => navigate(hrefOf(['tickets', id])),
  }
}

function personEntry({ id, name, email, matched }: Found['people'][number], query: string): Entry {
  return {
    id: `person.${id}`,
    label: name,
    ranges: matchRanges(name, query),
    icon: 'people',
    hint: matched === 'name' ? email : `${email}, by ${matched}`,
    keys: null,
    run: () => navigate(hrefOf(['people', id])),
  }
}

function keptEntry({ kind, itemId, label, customer }: KeptItem, query: string): Entry {
  const workspace = workspaceOf(kind)
  return {
    id: `kept.${itemId}`,
    label,
    ranges: matchRanges(label, query),
    icon: workspace?.id ?? 'doc',
    hint: customer ?? '',
    keys: null,
    run: () => workspace && navigate(hrefOf([workspace.id, itemId])),
  }
}

export function actionSections(actions: Action[], query: string): Section[] {
  const offered = actions.filter(({ unlisted }) => !unlisted)
  const here = offered.filter(({ group }) => group !== 'Go to' && group !== 'Everywhere')
  const places = offered.filter(({ group }) => group === 'Go to')
  const console = offered.filter(({ group }) => group === 'Everywhere')
  return [
    { name: 'Here', entries: entriesOf(here, query, mostHere) },
    { name: 'Backline', entries: query.trim() ? entriesOf(console, query, mostHere) : [] },
    { name: 'Go to', entries: entriesOf(places, query, mostPlaces) },
  ]
}

/**
 * What was found stands between what can be done here and the places. When it arrives while the person is already choosing, it
 * comes last instead, so that nothing above moves.
 */
export function withFound(sections: Section[], { tickets, people, kept }: Found, query: string, last: boolean): Section[] {
  const found: Section[] = [
    { name: 'Tickets', entries: tickets.map((each) => ticketEntry(each, query)) },
    { name: 'People', entries: people.slice(0, mostPeople).map((each) => personEntry(each, query)) },
    { name: 'Kept on this computer', entries: kept.slice(0, mostKept).map((each) => keptEntry(each, query)) },
  ]
  const all = last ? [...sections, ...found] : [...sections.slice(0, -1), ...found, ...sections.slice(-1)]
  return all.filter(({ entries }) => entries.length > 0)
}
