/** How each view is narrowed and sorted, kept while the person goes elsewhere and comes back. */
import { useEffect, useMemo } from 'react'
import { create } from 'zustand'
import type { SavedView } from '../../shared/work.ts'
import { hrefOf, navigate } from '../route.ts'
import { keyIn, type QueueDesk } from './desk.ts'
import { type Chosen, filterOf, parseSearch, readChosen, unite } from './narrowing.ts'

export interface ListState {
  sort: string
  /** What stands in the search box. */
  text: string
  /** What is chosen in the filter pane. */
  chosen: Chosen
  /** The saved view that this came from. */
  saved: { id: string; name: string } | null
}

type AnyDesk = Pick<QueueDesk, 'id' | 'views' | 'firstView' | 'sorts' | 'firstSort' | 'fields'>

const plain = ({ firstSort }: AnyDesk): ListState => ({ sort: firstSort, text: '', chosen: {}, saved: null })
const useLists = create<Record<string, ListState>>()(() => ({}))
const nameOf = ({ id }: AnyDesk, view: string) => `${id} ${view}`

export function changeList(desk: AnyDesk, view: string, change: Partial<ListState>) {
  const name = nameOf(desk, view)
  useLists.setState((lists) => ({ [name]: { ...(lists[name] ?? plain(desk)), ...change } }))
}

export function useListState(desk: AnyDesk, view: string) {
  const kept = useLists((lists) => lists[nameOf(desk, view)])
  return useMemo(() => {
    const state = kept ?? plain(desk)
    const typed = parseSearch(desk.fields, state.text)
    const narrowing = { chosen: unite(state.chosen, typed.chosen), text: typed.text }
    return { ...state, narrowing, filter: filterOf(narrowing) }
  }, [kept, desk])
}

export const viewOf = (desk: AnyDesk, name: unknown): string => keyIn(desk.views, name) ?? desk.firstView

/**
 * An address that says what the list shows (?only=category=tier_1&currency=EUR, or ?only=all) narrows it to exactly that: a figure
 * leads to the rows that it counts, however the view was narrowed before.
 */
export function useOnly(desk: AnyDesk, view: string, only: string | null) {
  useEffect(() => {
    if (only === null) return
    const values = Object.fromEntries([...new URLSearchParams(only)].map(([field, value]) => [field, [value]]))
    changeList(desk, view, { text: '', saved: null, chosen: readChosen(desk.fields, values) })
    navigate(hrefOf([desk.id], { view }), { replace: true })
  }, [desk, view, only])
}

/** What is kept of a list under a name. */
export const definitionOf = (view: string, { sort, text, chosen }: ListState): Record<string, unknown> => ({ view, sort, text, chosen })

/** Opens a saved view. What an older version kept differently is passed over. */
export function openSaved(desk: AnyDesk, { id, name, definition }: SavedView) {
  const view = viewOf(desk, definition.view)
  const sort = keyIn(desk.sorts, definition.sort) ?? desk.firstSort
  const text = typeof definition.text === 'string' ? definition.text : ''
  changeList(desk, view, { sort, text, chosen: readChosen(desk.fields, definition.chosen), saved: { id, name } })
  navigate(hrefOf([desk.id], { view }))
}
