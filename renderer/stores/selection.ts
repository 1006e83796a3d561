/** What is chosen in each queue, kept while the person goes elsewhere and comes back. */
import { create } from 'zustand'

export interface Selection {
  /** The row under the keyboard. */
  active: string | null
  checked: ReadonlySet<string>
}

const none: Selection = { active: null, checked: new Set() }
const useSelections = create<Record<string, Selection>>()(() => ({}))

export function useSelection(queue: string): [Selection, (change: Partial<Selection>) => void] {
  const selection = useSelections((all) => all[queue] ?? none)
  return [selection, (change) => setSelection(queue, change)]
}

export function setSelection(queue: string, change: Partial<Selection>) {
  useSelections.setState((all) => ({ [queue]: { ...(all[queue] ?? none), ...change } }))
}
