/** The keys of the sheet: those that always exist, and what the registry offers here besides. */
import type { Action, ActionGroup } from '../keyboard.ts'
import { isFound } from './palette-entries.ts'

export interface KeyRow {
  label: string
  /** One or more bindings that belong together: ["J", "K"]. */
  keys: string[]
}

/** The groups as they stand in columns. */
export const columns: ActionGroup[][] = [['Move', 'Everywhere'], ['Go to'], ['Item'], ['Write', 'Decide']]

/** Keys of the workspace that is not open now, and pairs that are told in one line. */
const known: Record<ActionGroup, KeyRow[]> = {
  Move: [
    { label: 'Down, up', keys: ['J', 'K'] },
    { label: 'Open', keys: ['Enter'] },
    { label: 'Back to the list', keys: ['Escape'] },
    { label: 'Select', keys: ['X'] },
    { label: 'Select a range', keys: ['Shift+X'] },
    { label: 'Search here', keys: ['/'] },
    { label: 'Next pane', keys: ['F6'] },
  ],
  Everywhere: [],
  'Go to': [],
  Item: [
    { label: 'Claim, or the next one', keys: ['C'] },
    { label: 'Reply', keys: ['R'] },
    { label: 'Note', keys: ['N'] },
    { label: 'Resolve', keys: ['E'] },
    { label: 'Snooze', keys: ['Z'] },
    { label: 'Hand over', keys: ['F'] },
    { label: 'The person', keys: ['P'] },
  ],
  Write: [
    { label: 'Send', keys: ['Mod+Enter'] },
    { label: 'Template', keys: [';'] },
    { label: 'Article', keys: ['#'] },
  ],
  Decide: [],
}

/** Rows by group, narrowed to what is typed: a key or words of the label. */
export function keyRows(actions: Action[], filter: string): Map<ActionGroup, KeyRow[]> {
  const bound = actions.filter((action): action is Action & { keys: string } => Boolean(action.keys))
  const rows = new Map<ActionGroup, KeyRow[]>()
  for (const group of columns.flat()) {
    const fixed = known[group].map((row) => ({ ...row, label: labelOf(row, bound) }))
    const covered = new Set(fixed.flatMap(({ keys }) => keys))
    const added = bound.filter((action) => action.group === group && !covered.has(action.keys))
    rows.set(
      group,
      [...fixed, ...added.map(({ label, keys }) => ({ label, keys: [keys] }))].filter((row) => fits(row, filter)),
    )
  }
  return rows
}

/** What the screen itself calls it wins over the general name. */
function labelOf({ label, keys }: KeyRow, bound: (Action & { keys: string })[]): string {
  if (keys.length > 1) return label
  return bound.find((action) => action.keys === keys[0])?.label ?? label
}

function fits({ label, keys }: KeyRow, filter: string): boolean {
  const wanted = filter.trim().toLowerCase()
  return isFound(filter, label) || keys.some((binding) => binding.toLowerCase().split(/[ +]/).includes(wanted))
}
