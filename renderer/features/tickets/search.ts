/** The filter of the list: what the search box says and what is chosen in the pane, as one. */
import { parseQuery } from '../../../shared/text.ts'
import {
  planTiers,
  type TicketFilter,
  type TicketStatus,
  ticketCategories,
  ticketPriorities,
  ticketStatuses,
} from '../../../shared/tickets.ts'

export type ListKey = Exclude<keyof TicketFilter, 'text'>

/** What people type besides the stored names. */
const statusWords: Record<string, TicketStatus> = { waiting: 'waiting_response', progress: 'in_progress', done: 'resolved' }

const known = <T extends string>(all: readonly T[], words: string[]): T[] =>
  all.filter((value) => words.some((word) => word.replaceAll(/[-\s]/g, '_') === value))

/** Text of the box to a filter. A token whose value does not exist is left out, and a null character, which no text has. */
export function parseSearch(text: string): TicketFilter {
  const { words, tokens } = parseQuery(text.replaceAll('\0', ' '))
  const statuses = tokens.status.map((word) => statusWords[word] ?? word)
  const owners = tokens.owner.map((word) => (word === 'nobody' ? 'none' : word)).filter((word) => word === 'me' || word === 'none')
  const lists = {
    status: known(ticketStatuses, statuses),
    priority: known(ticketPriorities, tokens.priority),
    category: known(ticketCategories, tokens.category),
    plan: known(planTiers, tokens.plan),
    assignee: owners,
    tag: tokens.tag,
  }
  const filter = Object.fromEntries(Object.entries(lists).filter(([, list]) => list.length > 0))
  return words.length > 0 ? { ...filter, text: words.join(' ') } : filter
}

/** Both filters together: lists are united, the words of the second win. */
export function mergeFilters(base: TicketFilter, more: TicketFilter): TicketFilter {
  return filterValues(more).reduce(
    (merged, [key, value]) => (hasValue(merged, key, value) ? merged : toggleValue(merged, key, value)),
    more.text ? { ...base, text: more.text } : base,
  )
}

export const hasValue = (filter: TicketFilter, key: ListKey, value: string): boolean =>
  (filter[key] as readonly string[] | undefined)?.includes(value) ?? false

/** The filter with a value of a list switched on or off; a list that became empty goes. */
export function toggleValue(filter: TicketFilter, key: ListKey, value: string): TicketFilter {
  const { [key]: list = [], ...rest } = filter
  const left = hasValue(filter, key, value) ? (list as string[]).filter((entry) => entry !== value) : [...list, value]
  return left.length > 0 ? { ...rest, [key]: left } : rest
}

const listKeys: ListKey[] = ['status', 'priority', 'category', 'plan', 'assignee', 'tag']

/** Every chosen value as [list, value], in a fixed order. */
export const filterValues = (filter: TicketFilter): [ListKey, string][] =>
  listKeys.flatMap((key) => (filter[key] ?? []).map((value): [ListKey, string] => [key, value]))

export const isEmptyFilter = (filter: TicketFilter): boolean => !filter.text && filterValues(filter).length === 0
