/** How each view is narrowed and sorted, kept while the person goes elsewhere and comes back. */
import { useMemo } from 'react'
import { create } from 'zustand'
import { type TicketFilter, type TicketSort, type TicketView, ticketSorts, ticketViews } from '../../../shared/tickets.ts'
import type { SavedView } from '../../../shared/work.ts'
import { hrefOf, navigate } from '../../route.ts'
import { mergeFilters, parseSearch } from './search.ts'

export interface ListState {
  sort: TicketSort
  /** What stands in the search box. */
  text: string
  /** What is chosen in the filter pane. */
  chosen: TicketFilter
  /** The saved view that this came from. */
  saved: { id: string; name: string } | null
}

const plain: ListState = { sort: 'due', text: '', chosen: {}, saved: null }
const useLists = create<Partial<Record<TicketView, ListState>>>()(() => ({}))

export function changeList(view: TicketView, change: Partial<ListState>) {
  useLists.setState((lists) => ({ [view]: { ...(lists[view] ?? plain), ...change } }))
}

export function useListState(view: TicketView) {
  const state = useLists((lists) => lists[view]) ?? plain
  const filter = useMemo(() => mergeFilters(state.chosen, parseSearch(state.text)), [state.chosen, state.text])
  return { ...state, filter }
}

export const viewOf = (name: string | null): TicketView => ticketViews.find((view) => view === name) ?? 'mine'

/** What is kept of a list under a name. */
export const definitionOf = (view: TicketView, { sort, text, chosen }: ListState): Record<string, unknown> => ({ view, sort, text, chosen })

/** Opens a saved view. What an older version kept differently is passed over. */
export function openSaved({ id, name, definition }: SavedView) {
  const view = viewOf(String(definition.view))
  const sort = ticketSorts.find((each) => each === definition.sort) ?? 'due'
  const text = typeof definition.text === 'string' ? definition.text : ''
  const chosen = typeof definition.chosen === 'object' && definition.chosen ? (definition.chosen as TicketFilter) : {}
  changeList(view, { sort, text, chosen, saved: { id, name } })
  navigate(hrefOf(['tickets'], { view }))
}
