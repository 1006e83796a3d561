import { filtersOf, orderOf, type RecordColumn, type RecordSort, type RecordTable } from '../../../shared/records.ts'
import { Icon } from '../../components/icon.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { toast } from '../../components/toast.tsx'

interface GridHeadProps {
  table: RecordTable
  column: RecordColumn
  index: number
  left: number
  width: number
  sort: RecordSort | null
  onSort: (sort: RecordSort | null) => void
  onFilter: (column: RecordColumn) => void
  onHide: (column: string) => void
  onResize: (event: unknown) => void
}

/** Name and type; pressed, what can be done by the column. */
export function GridHead({ table, column, index, left, width, sort, onSort, onFilter, onHide, onResize }: GridHeadProps) {
  const sorted = sort?.column === column.name ? (sort.descending ? 'descending' : 'ascending') : undefined
  const unsortable = orderOf(table, column) ? null : 'no index'
  const by = (descending: boolean) => onSort({ column: column.name, descending })
  const copy = () =>
    navigator.clipboard.writeText(column.name).then(() => toast({ id: 'copied', icon: 'check', text: 'The name was copied.', seconds: 3 }))
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    // biome-ignore lint/a11y/useSemanticElements: only what is in view exists, so there is no table
    <div
      className="record-th"
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted}
      style={{ width, transform: `translateX(${left}px)` }}
    >
      <Menu>
        <MenuTrigger>
          <button type="button" title={titleOf(column)} tabIndex={-1}>
            <span className="cut strong">{column.name}</span>
            {sorted && <Icon name="down" small className={sorted === 'ascending' ? 'turned' : ''} />}
            <span className="cut t3 record-type">{typeOf(column)}</span>
          </button>
        </MenuTrigger>
        <MenuList label={column.name}>
          <MenuItem icon="sort" checked={sorted === 'ascending'} reason={unsortable} onSelect={() => by(false)}>
            Sort rising
          </MenuItem>
          <MenuItem icon="sort" checked={sorted === 'descending'} reason={unsortable} onSelect={() => by(true)}>
            Sort falling
          </MenuItem>
          {sorted && (
            <MenuItem icon="x" onSelect={() => onSort(null)}>
              Sort as before
            </MenuItem>
          )}
          <MenuItem icon="filter" reason={filtersOf(column).length === 0 ? 'not for this type' : null} onSelect={() => onFilter(column)}>
            Filter by it
          </MenuItem>
          <MenuItem icon="doc" onSelect={() => void copy()}>
            Copy the name
          </MenuItem>
          <MenuItem icon="minus" onSelect={() => onHide(column.name)}>
            Hide it
          </MenuItem>
        </MenuList>
      </Menu>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a width is a matter of the pointer; everything is reached without it */}
      <span className="record-resize" onMouseDown={onResize} onTouchStart={onResize} />
    </div>
  )
}

/** "enum payout_status", "numeric(18,4)", "uuid → identity.users". */
export function typeOf({ type, enum: labels, references, masked }: RecordColumn): string {
  const short = labels
    ? `enum ${type.split('.').at(-1)}`
    : type.replace('timestamp with time zone', 'timestamptz').replace('character', 'char')
  return [short, references && `→ ${references.table}`, masked && 'masked'].filter(Boolean).join(' ')
}

export function titleOf(column: RecordColumn): string {
  const { name, nullable, enum: labels, comment } = column
  const facts = [typeOf(column), nullable ? 'may be null' : 'never null']
  return [`${name}: ${facts.join(', ')}`, comment, labels && `One of ${labels.join(', ')}`].filter(Boolean).join('\n')
}
