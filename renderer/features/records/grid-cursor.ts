/** The cell under the keyboard, how keys move it, and which rows and columns are drawn around it. */
import type { CellSelectionState } from '@tanstack/react-table'
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react'
import type { Rows } from './use-rows.ts'

/** In px, as records.css has it. */
export const headHeight = 44
export const gutter = 8

export const idOf = (key: string[]): string => JSON.stringify(key)

/** The cell under the keyboard: indexes in the whole list and in the shown columns. */
export interface Place {
  row: number
  column: number
}

interface CursorOptions {
  grid: { columns: { id: string; getSize: () => number }[] }
  rows: Rows
  selection: CellSelectionState
  setSelection: (selection: CellSelectionState) => void
  rowHeight: number
}

export function useGridCursor({ grid: { columns }, rows, selection, setSelection, rowHeight }: CursorOptions) {
  const scroller = useRef<HTMLDivElement>(null)
  const range = selection.at(-1)
  const indexes = useMemo(() => new Map(rows.rows.map((row, index) => [idOf(row.key), index + rows.offset])), [rows.rows, rows.offset])
  const row = indexes.get(range?.focusRowId ?? '')
  const column = columns.findIndex(({ id }) => id === range?.focusColumnId)
  const cursor = row !== undefined && column >= 0 ? { row, column } : null

  const sizes = columns.map((each) => each.getSize()).join()
  const rowVirtualizer = useVirtualizer({
    count: rows.offset + rows.rows.length + (rows.hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 8,
    scrollPaddingStart: headHeight,
    rangeExtractor: useCallback((each: Range) => withIndex(each, row), [row]),
  })
  const columnVirtualizer = useVirtualizer({
    horizontal: true,
    paddingStart: gutter,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => columns[index]?.getSize() ?? 0,
    overscan: 2,
    rangeExtractor: useCallback((each: Range) => withIndex(each, column), [column]),
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizers keep sizes until they are told
  useLayoutEffect(() => {
    rowVirtualizer.measure()
    columnVirtualizer.measure()
  }, [rowHeight, sizes])
  usePaging(rowVirtualizer.range, rows)

  const moveTo = (to: Place, extend: boolean) => {
    const target = {
      row: Math.max(rows.offset, Math.min(rows.offset + rows.rows.length - 1, to.row)),
      column: Math.max(0, Math.min(columns.length - 1, to.column)),
    }
    const focusRow = rows.rows[target.row - rows.offset]
    const focusColumn = columns[target.column]
    if (!focusRow || !focusColumn) return
    const focus = { focusRowId: idOf(focusRow.key), focusColumnId: focusColumn.id }
    const anchor = extend && range ? range : { anchorRowId: focus.focusRowId, anchorColumnId: focus.focusColumnId }
    setSelection([{ anchorRowId: anchor.anchorRowId, anchorColumnId: anchor.anchorColumnId, ...focus }])
    rowVirtualizer.scrollToIndex(target.row)
    columnVirtualizer.scrollToIndex(target.column)
  }
  const selectRow = () => {
    const [first, last] = [columns[0], columns.at(-1)]
    if (!range || !first || !last) return
    setSelection([{ anchorRowId: range.focusRowId, anchorColumnId: last.id, focusRowId: range.focusRowId, focusColumnId: first.id }])
    columnVirtualizer.scrollToIndex(0)
  }
  return { scroller, rowVirtualizer, columnVirtualizer, cursor, moveTo, selectRow }
}

/** What is under the keyboard stays in the document, so that assistive technology keeps hold of it. */
function withIndex(range: Range, index: number | undefined): number[] {
  const shown = defaultRangeExtractor(range)
  if (index === undefined || index < 0 || index >= range.count || shown.includes(index)) return shown
  return [...shown, index].sort((a, b) => a - b)
}

const near = 40 // rows before an end at which more are asked for

function usePaging(range: { startIndex: number; endIndex: number } | null, { rows, offset, more, before }: Rows) {
  useEffect(() => {
    if (!range) return
    if (range.endIndex >= offset + rows.length - near) more()
    if (range.startIndex < offset + near) before()
  })
}

interface KeyOptions {
  moveTo: (place: Place, extend: boolean) => void
  cursor: Place | null
  columns: number
  rows: Rows
  page: () => number
  open: () => void
}

export function useGridKeys({ moveTo, cursor, columns, rows, page, open }: KeyOptions) {
  return (event: KeyboardEvent) => {
    if (event.altKey || (event.target as HTMLElement).closest('button')) return
    const { row, column } = cursor ?? { row: rows.offset, column: 0 }
    const isJump = event.ctrlKey || event.metaKey
    const last = rows.offset + rows.rows.length - 1
    const places: Record<string, Place> = {
      ArrowDown: { row: isJump ? last : row + 1, column },
      ArrowUp: { row: isJump ? 0 : row - 1, column },
      ArrowRight: { row, column: isJump ? columns - 1 : column + 1 },
      ArrowLeft: { row, column: isJump ? 0 : column - 1 },
      PageDown: { row: row + page(), column },
      PageUp: { row: row - page(), column },
      Home: { row: isJump ? 0 : row, column: 0 },
      End: { row: isJump ? last : row, column: columns - 1 },
    }
    const place = places[event.key]
    if (!place && event.key !== 'Enter') return
    event.preventDefault()
    if (place) moveTo(cursor ? place : { row, column }, event.shiftKey)
    else if (!event.repeat) open()
  }
}
