/** What can be done with the cell under the keyboard, by key and by name. */
import type { RecordColumn, RecordSort } from '../../../shared/records.ts'
import type { Action } from '../../keyboard.ts'
import type { Place } from './grid-cursor.ts'

interface GridActions {
  open: () => void
  copy: (format: 'csv' | 'json') => void
  follow: (() => void) | null
  move: (place: Place, extend: boolean) => void
  cursor: Place | null
  selectRow: () => void
  /** The column of the cursor, where rows can be sorted by it. */
  sortable: RecordColumn | null
  onSort: (sort: RecordSort) => void
}

export function gridActions({ open, copy, follow, move, cursor, selectRow, sortable, onSort }: GridActions): Action[] {
  const none = cursor ? null : 'Choose a cell first'
  const { row, column } = cursor ?? { row: -1, column: 0 }
  const unsortable = none ?? (sortable ? null : 'No index orders the rows by this column')
  const sort = (descending: boolean) => sortable && onSort({ column: sortable.name, descending })
  return [
    {
      id: 'records.down',
      label: 'Down',
      group: 'Move',
      keys: 'J',
      repeats: true,
      unlisted: true,
      run: () => move({ row: row + 1, column }, false),
    },
    {
      id: 'records.up',
      label: 'Up',
      group: 'Move',
      keys: 'K',
      repeats: true,
      unlisted: true,
      run: () => move({ row: row - 1, column }, false),
    },
    { id: 'records.open', label: 'Open the row', group: 'Item', keys: 'Enter', icon: 'doc', disabled: none, run: open },
    {
      id: 'records.follow',
      label: 'Follow the link of the cell',
      group: 'Item',
      keys: 'L',
      icon: 'chain',
      disabled: none ?? (follow ? null : 'This cell links to nothing that your roles reach'),
      run: () => follow?.(),
    },
    {
      id: 'records.row',
      label: 'Select the whole row',
      group: 'Item',
      keys: 'X',
      disabled: none,
      run: selectRow,
    },
    {
      id: 'records.copyCsv',
      label: 'Copy the selected cells as CSV',
      group: 'Item',
      // Ctrl/Cmd+C is the grid's own: elsewhere it copies the text that is selected there.
      hint: 'Ctrl C in the rows',
      icon: 'doc',
      disabled: none,
      run: () => copy('csv'),
    },
    {
      id: 'records.copyJson',
      label: 'Copy the selected cells as JSON',
      group: 'Item',
      keys: 'Mod+Shift+C',
      icon: 'doc',
      disabled: none,
      run: () => copy('json'),
    },
    {
      id: 'records.rise',
      label: 'Sort by the column, rising',
      group: 'Item',
      keys: 'S',
      icon: 'sort',
      disabled: unsortable,
      run: () => sort(false),
    },
    {
      id: 'records.fall',
      label: 'Sort by the column, falling',
      group: 'Item',
      keys: 'Shift+S',
      icon: 'sort',
      disabled: unsortable,
      run: () => sort(true),
    },
  ]
}
