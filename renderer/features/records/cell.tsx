import { memo } from 'react'
import { kindOf, type RecordColumn, type RecordRow } from '../../../shared/records.ts'
import { CodeOf } from '../../components/code.tsx'
import { Icon } from '../../components/icon.tsx'
import { Skeleton } from '../../components/skeleton.tsx'
import { cellText, hoverOf } from './words.ts'

interface CellProps {
  id: string
  index: number
  left: number
  width: number
  column: RecordColumn | undefined
  row: RecordRow | undefined
  /** undefined while it is still coming. */
  value: string | null | undefined
  href: string | null
  isActive: boolean
  isSelected: boolean
  onStart: ((event: unknown) => void) | undefined
  onExtend: ((event: unknown) => void) | undefined
}

export const Cell = memo(
  function Cell({ id, index, left, width, column, value, href, isActive, isSelected, onStart, onExtend }: CellProps) {
    const classes = ['record-cell', column && kindOf(column) === 'number' && 'num', isSelected && 'selected', isActive && 'active']
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the focus stays on the grid, see aria-activedescendant
      // biome-ignore lint/a11y/useSemanticElements: only what is in view exists, so there is no table
      <div
        id={id}
        className={classes.filter(Boolean).join(' ')}
        role="gridcell"
        aria-colindex={index + 1}
        aria-selected={isSelected}
        title={column && value !== undefined ? hoverOf(column, value) : undefined}
        style={{ width, transform: `translateX(${left}px)` }}
        onMouseDown={onStart}
        onMouseEnter={onExtend}
      >
        <Value column={column} value={value} />
        {href && value && (
          <a className="record-follow" href={href} tabIndex={-1} aria-label={`Open what ${column?.name} links to`}>
            <Icon name="chain" small />
          </a>
        )}
      </div>
    )
  },
  // The handlers are made anew with every drawing; those of the same row and column do the same.
  (a, b) =>
    a.id === b.id &&
    a.row === b.row &&
    a.left === b.left &&
    a.width === b.width &&
    a.column === b.column &&
    a.value === b.value &&
    a.href === b.href &&
    a.isActive === b.isActive &&
    a.isSelected === b.isSelected,
)

function Value({ column, value }: { column: RecordColumn | undefined; value: string | null | undefined }) {
  if (value === undefined || !column) return <Skeleton width="60%" />
  if (value === null) return <span className="record-null">null</span>
  if (value === '') return <span className="record-null">empty</span>
  const kind = kindOf(column)
  const text = cellText(column, value)
  return kind === 'text' ? (
    <bdi className="cut">
      <CodeOf name={column.name} value={text} isRaw />
    </bdi>
  ) : (
    <span className={kind === 'uuid' || kind === 'json' ? 'cut mono' : 'cut'}>{text}</span>
  )
}
