import { memo, type ReactNode, useId } from 'react'
import { Button } from './button.tsx'
import { type QueueOptions, useQueueList } from './queue-list.ts'
import { Skeleton } from './skeleton.tsx'

const comfortable = { row: 52, group: 26 }
const compact = { row: 44, group: 24 }

export interface VirtualQueueProps<Row extends { id: string }> extends QueueOptions<Row> {
  /** What the list holds, spoken: "Tickets". */
  label: string
  /** What stands in a group row. */
  renderGroup?: (key: string) => ReactNode
  /** The cells of a row as drawn: glyph, subject, end, who, end. Keep it stable; rows are only drawn anew when it or their data changes. */
  renderRow: (row: Row) => ReactNode
  rowClass?: (row: Row) => string
  /** How many rows wait behind "3 new". */
  fresh?: number
  onFresh?: () => void
}

/** A queue of any length: only what is in view exists. Remount it with another `key` when view, filter or order change. */
export function VirtualQueue<Row extends { id: string }>(props: VirtualQueueProps<Row>) {
  const { label, renderGroup, renderRow, rowClass, fresh = 0, onFresh, openId, checked, onCheck } = props
  const { scroller, virtualizer, items, active, onKeyDown, onClick, showTop } = useQueueList(props, comfortable, compact)
  const id = useId()
  const showFresh = () => {
    showTop()
    onFresh?.()
  }
  return (
    <div className="queue">
      {fresh > 0 && (
        <Button small className="queue-fresh" onClick={showFresh}>
          {fresh} new
        </Button>
      )}
      <div
        ref={scroller}
        className="pane-body queue-body"
        role="listbox"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable={onCheck ? true : undefined}
        aria-activedescendant={active ? `${id}${active.id}` : undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div className="queue-rows" role="presentation" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start, key }) => {
            const item = items[index]
            if (!item) return null
            if (item.type === 'more') return <MoreRow key={key} top={start} />
            if (item.type === 'group') {
              return (
                <div key={key} className="qgroup" role="presentation" style={{ transform: `translateY(${start}px)` }}>
                  {renderGroup?.(item.group)}
                </div>
              )
            }
            return (
              <QueueRow
                key={key}
                id={`${id}${item.row.id}`}
                index={index}
                row={item.row}
                top={start}
                render={renderRow as (row: unknown) => ReactNode}
                extraClass={rowClass?.(item.row) ?? ''}
                isOpen={item.row.id === openId}
                isActive={item.row === active}
                isChecked={onCheck ? (checked?.has(item.row.id) ?? false) : null}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

function MoreRow({ top }: { top: number }) {
  return (
    <div className="qrow" role="presentation" style={{ transform: `translateY(${top}px)` }}>
      <span className="sk glyph" />
      <Skeleton width="66%" />
      <Skeleton width="36px" />
      <span className="who">
        <Skeleton width="40%" />
      </span>
    </div>
  )
}

interface QueueRowProps {
  id: string
  index: number
  row: unknown
  top: number
  render: (row: unknown) => ReactNode
  extraClass: string
  isOpen: boolean
  isActive: boolean
  /** null where rows cannot be checked. */
  isChecked: boolean | null
}

const QueueRow = memo(function QueueRow({ id, index, row, top, render, extraClass, isOpen, isActive, isChecked }: QueueRowProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the list, see aria-activedescendant
    <div
      id={id}
      data-index={index}
      className={`qrow ${extraClass}${isActive ? ' active' : ''}`}
      role="option"
      aria-selected={isOpen}
      aria-checked={isChecked ?? undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      {render(row)}
      {isChecked !== null && (
        <span className="qrow-check" data-check aria-hidden="true">
          <span className={isChecked ? 'checkbox on' : 'checkbox'} />
        </span>
      )}
    </div>
  )
})
