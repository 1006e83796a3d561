/** The queue with its figures side by side: the same rows, keys and paging as the two-line list, in columns. */
import {
  type ColumnDef,
  columnVisibilityFeature,
  rowSortingFeature,
  type SortingState,
  tableFeatures,
  type Updater,
  useTable,
} from '@tanstack/react-table'
import { Fragment, type ReactNode, useId, useMemo } from 'react'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { type QueueOptions, useQueueList } from './queue-list.ts'
import { Skeleton } from './skeleton.tsx'
import './queue-table.css'

const comfortable = { row: 32, group: 26, head: 28 }
const compact = { row: 26, group: 24, head: 28 }
const features = tableFeatures({ columnVisibilityFeature, rowSortingFeature })

export interface QueueColumn<Row> {
  id: string
  header: string
  cell: (row: Row) => ReactNode
  /** CSS width; one column without it takes the room that is left. */
  width?: string
  numeric?: boolean
  /** The queue's orders that this column stands for, by direction: { desc: 'newest', asc: 'oldest' }. */
  orders?: { asc?: string; desc?: string }
}

export interface QueueTableProps<Row extends { id: string }> extends QueueOptions<Row> {
  label: string
  columns: readonly QueueColumn<Row>[]
  /** Ids of columns that are not shown. */
  hidden: readonly string[]
  order: string
  onOrder: (order: string) => void
  renderGroup?: (key: string) => ReactNode
  rowClass?: (row: Row) => string
  fresh?: number
  onFresh?: () => void
}

function sortingOf<Row>(columns: readonly QueueColumn<Row>[], order: string): SortingState {
  const column = columns.find(({ orders }) => orders?.asc === order || orders?.desc === order)
  return column ? [{ id: column.id, desc: column.orders?.desc === order }] : []
}

/** The order that a click on a head asks for; the other direction where the queue knows only one. */
function orderOf<Row>(columns: readonly QueueColumn<Row>[], sorting: SortingState): string | undefined {
  const [first] = sorting
  const orders = columns.find(({ id }) => id === first?.id)?.orders
  return first?.desc ? (orders?.desc ?? orders?.asc) : (orders?.asc ?? orders?.desc)
}

function useColumns<Row extends { id: string }>({ columns, rows, hidden, order, onOrder }: QueueTableProps<Row>) {
  const definitions = useMemo(
    () =>
      columns.map(
        ({ id, header, cell, orders }): ColumnDef<typeof features, Row> => ({
          id,
          header,
          accessorFn: () => null, // the database orders; here it only has to be there for a head to be a button
          cell: ({ row }) => cell(row.original),
          enableSorting: Boolean(orders),
          sortDescFirst: Boolean(orders?.desc),
        }),
      ),
    [columns],
  )
  return useTable({
    features,
    columns: definitions,
    data: rows,
    getRowId: (row) => row.id,
    manualSorting: true,
    enableSortingRemoval: false,
    state: {
      sorting: sortingOf(columns, order),
      columnVisibility: Object.fromEntries(hidden.map((id) => [id, false])),
    },
    onSortingChange: (updater: Updater<SortingState>) => {
      const next = orderOf(columns, typeof updater === 'function' ? updater(sortingOf(columns, order)) : updater)
      if (next && next !== order) onOrder(next)
    },
  })
}

function numericOf<Row>(columns: readonly QueueColumn<Row>[], id: string): 'num' | undefined {
  return columns.find((column) => column.id === id)?.numeric ? 'num' : undefined
}

const ariaSort = { asc: 'ascending', desc: 'descending' } as const

export function QueueTable<Row extends { id: string }>(props: QueueTableProps<Row>) {
  const { label, columns, renderGroup, rowClass, fresh = 0, onFresh, openId, checked, onCheck } = props
  const { scroller, virtualizer, items, active, onKeyDown, onClick, showTop } = useQueueList(props, comfortable, compact)
  const table = useColumns(props)
  const id = useId()
  const width = table.getVisibleLeafColumns().length
  const virtual = virtualizer.getVirtualItems()
  const gapBefore = (at: number) => (virtual[at]?.start ?? 0) - (virtual[at - 1]?.end ?? comfortable.head)
  const gapAfter = virtualizer.getTotalSize() + comfortable.head - (virtual.at(-1)?.end ?? 0)
  const showFresh = () => {
    showTop()
    onFresh?.()
  }
  const rowAt = (index: number) => {
    const item = items[index]
    if (item?.type !== 'row') {
      return <WideRow columns={width}>{item?.type === 'group' && renderGroup?.(item.group)}</WideRow>
    }
    const isChecked = checked?.has(item.key) ?? false
    const classes = [rowClass?.(item.row), item.row === active && 'active', isChecked && 'checked']
    return (
      <tr id={`${id}${item.key}`} data-index={index} className={classes.filter(Boolean).join(' ')} aria-selected={item.key === openId}>
        {table
          .getRow(item.key)
          .getVisibleCells()
          .map((cell, at) => (
            <td key={cell.id} className={numericOf(columns, cell.column.id)}>
              <div className="cut">
                {at === 0 && onCheck && <Tick isChecked={isChecked} />}
                <table.FlexRender cell={cell} />
              </div>
            </td>
          ))}
      </tr>
    )
  }
  return (
    <div className="queue">
      {fresh > 0 && (
        <Button small className="queue-fresh" onClick={showFresh}>
          {fresh} new
        </Button>
      )}
      <div ref={scroller} className="pane-body queue-body">
        <table
          className="table queue-table"
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: one tab stop for all rows, as in any grid
          role="grid"
          tabIndex={0}
          aria-label={label}
          aria-multiselectable={onCheck ? true : undefined}
          aria-activedescendant={active ? `${id}${active.id}` : undefined}
          onKeyDown={onKeyDown}
          onClick={onClick}
        >
          <thead>
            <tr>
              {table.getFlatHeaders().map(({ column }) => (
                <Head
                  key={column.id}
                  column={columns.find((each) => each.id === column.id)}
                  sorted={column.getIsSorted()}
                  onSort={column.getToggleSortingHandler()}
                />
              ))}
            </tr>
          </thead>
          <tbody>
            {virtual.map(({ index, key }, at) => (
              <Fragment key={key}>
                <Gap height={gapBefore(at)} />
                {rowAt(index)}
              </Fragment>
            ))}
            <Gap height={gapAfter} />
          </tbody>
        </table>
      </div>
    </div>
  )
}

interface HeadProps<Row> {
  column: QueueColumn<Row> | undefined
  sorted: false | 'asc' | 'desc'
  onSort: ((event: unknown) => void) | undefined
}

function Head<Row>({ column, sorted, onSort }: HeadProps<Row>) {
  return (
    <th className={column?.numeric ? 'num' : undefined} style={{ width: column?.width }} aria-sort={sorted ? ariaSort[sorted] : undefined}>
      {column?.orders ? (
        <button type="button" onClick={onSort}>
          {column.header}
          {sorted && <Icon name="down" small className={sorted === 'asc' ? 'turned' : ''} />}
        </button>
      ) : (
        column?.header
      )}
    </th>
  )
}

/** A group row, or a row that is still coming. */
function WideRow({ columns, children }: { columns: number; children: ReactNode }) {
  return (
    <tr className={children ? 'table-group' : ''}>
      <td colSpan={columns}>{children ? <div className="qgroup">{children}</div> : <Skeleton width="40%" />}</td>
    </tr>
  )
}

function Tick({ isChecked }: { isChecked: boolean }) {
  return (
    <span className="table-check" data-check aria-hidden="true">
      <span className={isChecked ? 'checkbox on' : 'checkbox'} />
    </span>
  )
}

/** Stands for the rows that are out of view. */
function Gap({ height }: { height: number }) {
  if (height <= 0) return null
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: it is no row, only room
    <tr className="gap" role="presentation">
      <td style={{ height }} />
    </tr>
  )
}
