/** Rows of any table: virtual both ways, a cursor that moves from cell to cell, and a rectangle of cells to copy. */
import {
  type CellSelectionState,
  type ColumnDef,
  cellSelectionFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  type Updater,
  useTable,
} from '@tanstack/react-table'
import { type RefObject, useEffect, useId, useMemo, useState } from 'react'
import {
  type ColumnKind,
  kindOf,
  orderOf,
  type RecordColumn,
  type RecordRow,
  type RecordSort,
  type RecordTable,
} from '../../../shared/records.ts'
import { useActions } from '../../keyboard.ts'
import { navigate } from '../../route.ts'
import { useLayout } from '../../stores/layout.ts'
import { Cell } from './cell.tsx'
import { copyCells } from './copy.ts'
import { gridActions } from './grid-actions.ts'
import { gutter, headHeight, idOf, useGridCursor, useGridKeys } from './grid-cursor.ts'
import { GridHead } from './grid-head.tsx'
import { hrefOfTarget } from './targets.ts'
import type { Rows } from './use-rows.ts'

const features = tableFeatures({ cellSelectionFeature, columnResizingFeature, columnSizingFeature, columnVisibilityFeature })

const widths: Record<ColumnKind, number> = {
  uuid: 144,
  number: 116,
  boolean: 96,
  time: 176,
  date: 104,
  enum: 132,
  text: 208,
  array: 160,
  json: 220,
  other: 144,
}
const rowHeights = { comfortable: 32, compact: 26 }

export interface GridProps {
  table: RecordTable
  tables: ReadonlyMap<string, RecordTable>
  rows: Rows
  hidden: readonly string[]
  sort: RecordSort | null
  openKey: string[] | null
  onOpen: (key: string[]) => void
  onSort: (sort: RecordSort | null) => void
  onFilter: (column: RecordColumn) => void
  onHide: (column: string) => void
}

export function Grid(props: GridProps) {
  const { table, tables, rows, hidden, sort, openKey, onOpen, onSort, onFilter, onHide } = props
  const rowHeight = rowHeights[useLayout((layout) => layout.density)]
  const [selection, setSelection] = useState<CellSelectionState>([])
  const grid = useTable({
    features,
    columns: useColumns(table),
    data: rows.rows as RecordRow[],
    getRowId: (row) => idOf(row.key),
    columnResizeMode: 'onChange',
    autoResetCellSelection: false,
    enableMultiCellRangeSelection: false,
    state: { cellSelection: selection, columnVisibility: useVisibility(hidden) },
    onCellSelectionChange: (updater: Updater<CellSelectionState>) => setSelection(updater),
  })
  const columns = grid.getVisibleLeafColumns()
  const { scroller, rowVirtualizer, columnVirtualizer, cursor, moveTo, selectRow } = useGridCursor({
    grid: { columns },
    rows,
    selection,
    setSelection,
    rowHeight,
  })
  useFocusWhenFree(scroller)
  const id = useId()
  const cellId = (row: number, column: number) => `${id}${row}-${column}`
  const rowAt = (index: number) => rows.rows[index - rows.offset]
  const columnAt = (index: number) => table.columns.find(({ name }) => name === columns[index]?.id)
  const width = grid.getTotalSize() + gutter

  const active = cursor ? columnAt(cursor.column) : undefined
  const target = cursor && hrefOfTarget(table, tables, rowAt(cursor.row), active)
  const open = () => {
    const row = cursor && rowAt(cursor.row)
    if (row) onOpen(row.key)
  }
  const copy = (format: 'csv' | 'json') => {
    const [bounds] = grid.getCellSelectionBounds()
    if (!bounds) return
    const chosen = rows.rows.slice(bounds.minRowIndex, bounds.maxRowIndex + 1)
    const names = columns.slice(bounds.minColumnIndex, bounds.maxColumnIndex + 1).map((column) => column.id)
    void copyCells(
      table,
      chosen,
      table.columns.filter(({ name }) => names.includes(name)),
      format,
    )
  }
  useCopying(scroller, () => copy('csv'))
  useActions(
    'records.grid',
    gridActions({
      open,
      copy,
      follow: target ? () => navigate(target) : null,
      move: moveTo,
      cursor,
      selectRow,
      sortable: active && orderOf(table, active) ? active : null,
      onSort,
    }),
  )
  const onKeyDown = useGridKeys({
    moveTo,
    cursor,
    columns: columns.length,
    rows,
    page: () => Math.floor(((scroller.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1,
    open,
  })

  return (
    <div ref={scroller} className="record-grid">
      {/* biome-ignore lint/a11y/useSemanticElements: only what is in view exists, so there is no table to speak of */}
      <div
        role="grid"
        tabIndex={0}
        aria-label={table.table}
        aria-rowcount={rows.hasMore ? -1 : rows.offset + rows.rows.length + 1}
        aria-colcount={columns.length}
        aria-multiselectable="true"
        aria-activedescendant={cursor ? cellId(cursor.row, cursor.column) : undefined}
        style={{ width, height: headHeight + rowVirtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: a row of heads, each with its button */}
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className="record-head" role="row" aria-rowindex={1} style={{ width }}>
          {columnVirtualizer.getVirtualItems().map(({ index, start }) => {
            const header = grid.getFlatHeaders().find(({ column }) => column.id === columns[index]?.id)
            const column = columnAt(index)
            if (!header || !column) return null
            return (
              <GridHead
                key={column.name}
                table={table}
                column={column}
                index={index}
                left={start}
                width={header.getSize()}
                sort={sort}
                onSort={onSort}
                onFilter={onFilter}
                onHide={onHide}
                onResize={header.getResizeHandler()}
              />
            )
          })}
        </div>
        {rowVirtualizer.getVirtualItems().map(({ index, start, key }) => {
          const record = rowAt(index)
          const line = record && grid.getRow(idOf(record.key))
          const isOpen = record && openKey && idOf(record.key) === idOf(openKey)
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the grid, see aria-activedescendant
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={key}
              className={isOpen ? 'record-row open' : 'record-row'}
              role="row"
              aria-rowindex={index + 2}
              style={{ height: rowHeight, width, transform: `translateY(${headHeight + start}px)` }}
              onDoubleClick={() => record && onOpen(record.key)}
            >
              {columnVirtualizer.getVirtualItems().map(({ index: at, start: left, size }) => {
                const cell = line?.getVisibleCells()[at]
                const column = columnAt(at)
                const isActive = cursor?.row === index && cursor.column === at
                return (
                  <Cell
                    key={column?.name ?? at}
                    id={cellId(index, at)}
                    index={at}
                    left={left}
                    width={size}
                    column={column}
                    row={record}
                    value={record && column ? (record.cells[table.columns.indexOf(column)] ?? null) : undefined}
                    href={record && column ? hrefOfTarget(table, tables, record, column) : null}
                    isActive={isActive}
                    isSelected={cell?.getIsSelected() ?? false}
                    onStart={cell?.getSelectionStartHandler()}
                    onExtend={cell?.getSelectionExtendHandler()}
                  />
                )
              })}
            </div>
          )
        })}
      </div>
    </div>
  )
}

/** Rows that come while nothing else has the focus take it. */
function useFocusWhenFree(scroller: RefObject<HTMLElement | null>) {
  useEffect(() => {
    if (document.activeElement === document.body)
      scroller.current?.querySelector<HTMLElement>('[role="grid"]')?.focus({ preventScroll: true })
  }, [scroller])
}

/** Ctrl/Cmd+C and the native menu's Copy. Without selected text some engines tell the body, not the focused element. */
function useCopying(scroller: RefObject<HTMLElement | null>, copy: () => void) {
  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const focused = document.activeElement
      if (focused?.role !== 'grid' || !scroller.current?.contains(focused)) return
      event.preventDefault()
      copy()
    }
    document.addEventListener('copy', onCopy)
    return () => document.removeEventListener('copy', onCopy)
  })
}

function useColumns(table: RecordTable): ColumnDef<typeof features, RecordRow>[] {
  return useMemo(
    () =>
      table.columns.map((column, index) => ({
        id: column.name,
        accessorFn: (row: RecordRow) => row.cells[index] ?? null,
        size: Math.max(widths[kindOf(column)], Math.min(240, column.name.length * 7.5 + 44)),
        minSize: 56,
        maxSize: 900,
      })),
    [table],
  )
}

function useVisibility(hidden: readonly string[]): Record<string, boolean> {
  return useMemo(() => Object.fromEntries(hidden.map((name) => [name, false])), [hidden])
}
