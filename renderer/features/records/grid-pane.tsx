/** One table: what it is called and holds, its filters, its rows, and its exports. */
import { useState } from 'react'
import type { ExportFormat } from '../../../shared/exports.ts'
import { filtersOf, isIndexed, type RecordColumn, type RecordFilter, type RecordTable } from '../../../shared/records.ts'
import { asAppError, call, queryClient, useApi } from '../../api.ts'
import { Banner } from '../../components/banner.tsx'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { QueueSkeleton, Skeleton } from '../../components/skeleton.tsx'
import { useActions } from '../../keyboard.ts'
import { navigate } from '../../route.ts'
import { refuse } from '../../stores/toasts.ts'
import { ExportsBar } from './exports-bar.tsx'
import { FilterDialog } from './filter-dialog.tsx'
import { Grid } from './grid.tsx'
import { hrefOfRecords, type RecordPlace } from './place.ts'
import { useRows } from './use-rows.ts'
import { countWords, filterWords, orderWords, slowWords } from './words.ts'

interface GridPaneProps {
  table: RecordTable
  tables: ReadonlyMap<string, RecordTable>
  place: RecordPlace
}

export function GridPane({ table, tables, place }: GridPaneProps) {
  const { filters, sort } = place
  const [hidden, setHidden] = useState<readonly string[]>([])
  const [asked, setAsked] = useState<{ column: RecordColumn; at: number | null } | null>(null)
  const [choosing, setChoosing] = useState(false)
  const rows = useRows({ table: table.table, filters, sort })
  const go = (change: Partial<RecordPlace>) => navigate(hrefOfRecords({ ...place, ...change }))
  const setFilters = (next: RecordFilter[]) => go({ filters: next })
  const exportAs = (format: ExportFormat) => {
    call('records.export', { table: table.table, filters, sort, format }).then(
      () => queryClient.invalidateQueries({ queryKey: ['exports.list'] }),
      (thrown) => refuse(asAppError(thrown)),
    )
  }
  useActions('records.table', [
    { id: 'records.filter', label: 'Filter by a column', group: 'Item', keys: 'F', icon: 'filter', run: () => setChoosing(true) },
    { id: 'records.exportCsv', label: 'Export as CSV', group: 'Item', icon: 'doc', run: () => exportAs('csv') },
    { id: 'records.exportJson', label: 'Export as JSON', group: 'Item', icon: 'doc', run: () => exportAs('json') },
    { id: 'records.refresh', label: 'Read the rows anew', group: 'Item', icon: 'rotate', run: rows.refresh },
  ])
  return (
    <section className="pane record-list" aria-label={`Table ${table.table}`} aria-busy={rows.isReading}>
      <header className="pane-head">
        <h2 className="pane-title cut" title={table.comment ?? undefined}>
          {table.table}
        </h2>
        <RowCount table={table} filters={filters} />
        <span className="t3">{orderWords(table, sort)}</span>
        <span className="grow" />
        <Menu open={choosing} onOpenChange={setChoosing}>
          <MenuTrigger>
            <Button small variant="quiet" icon="filter" keys="F">
              Filter
            </Button>
          </MenuTrigger>
          <MenuList label="Filter by" filter align="end">
            {table.columns
              .filter((column) => filtersOf(column).length > 0)
              .map((column) => (
                <MenuItem
                  key={column.name}
                  text={column.name}
                  hint={column.indexed ? 'indexed' : ''}
                  onSelect={() => setAsked({ column, at: null })}
                >
                  {column.name}
                </MenuItem>
              ))}
          </MenuList>
        </Menu>
        <ColumnsMenu table={table} hidden={hidden} onHidden={setHidden} />
        <Menu>
          <MenuTrigger>
            <Button small variant="quiet" icon="doc">
              Export
            </Button>
          </MenuTrigger>
          <MenuList label="Export" align="end">
            <MenuItem icon="doc" hint="for spreadsheets" onSelect={() => exportAs('csv')}>
              CSV
            </MenuItem>
            <MenuItem icon="doc" hint="numbers and JSON as they are" onSelect={() => exportAs('json')}>
              JSON
            </MenuItem>
          </MenuList>
        </Menu>
        <Button small variant="quiet" icon="rotate" only="Read the rows anew" onClick={rows.refresh} />
      </header>
      {table.comment && <p className="pane-sub small record-comment cut">{table.comment}</p>}
      <Chips table={table} filters={filters} onFilters={setFilters} onEdit={(column, at) => setAsked({ column, at })} />
      {rows.error && rows.rows.length > 0 && (
        <Banner
          tone="danger"
          icon="alert"
          actions={
            <Button small onClick={rows.again}>
              Try again
            </Button>
          }
        >
          {rows.error.message}
        </Banner>
      )}
      <Body
        table={table}
        tables={tables}
        rows={rows}
        hidden={hidden}
        place={place}
        onFilter={(column) => setAsked({ column, at: null })}
        onHide={(name) => setHidden([...hidden, name])}
      />
      <ExportsBar />
      {asked && (
        <FilterDialog
          table={table}
          column={asked.column}
          filter={asked.at === null ? null : (filters[asked.at] ?? null)}
          onClose={() => setAsked(null)}
          onFilter={(filter) => {
            setFilters(asked.at === null ? [...filters, filter] : filters.with(asked.at, filter))
            setAsked(null)
          }}
        />
      )}
    </section>
  )
}

interface BodyProps extends GridPaneProps {
  rows: ReturnType<typeof useRows>
  hidden: readonly string[]
  onFilter: (column: RecordColumn) => void
  onHide: (name: string) => void
}

function Body({ table, tables, rows, hidden, place, onFilter, onHide }: BodyProps) {
  if (rows.isFirstReading) return <QueueSkeleton rows={12} label="Reading the rows" />
  if (rows.error && rows.rows.length === 0) {
    return <ErrorState title="The rows could not be read." error={rows.error} onRetry={rows.refresh} />
  }
  if (rows.rows.length === 0) {
    const isFiltered = place.filters.length > 0
    return (
      <EmptyState
        title={isFiltered ? 'No row matches.' : 'This table is empty.'}
        actions={isFiltered && <Button onClick={() => navigate(hrefOfRecords({ ...place, filters: [] }))}>Show all rows</Button>}
      >
        {isFiltered && place.filters.map(filterWords).join(', ')}
      </EmptyState>
    )
  }
  return (
    <Grid
      key={JSON.stringify([place.filters, place.sort])}
      table={table}
      tables={tables}
      rows={rows}
      hidden={hidden}
      sort={place.sort}
      openKey={place.key}
      onOpen={(key) => navigate(hrefOfRecords({ ...place, key }))}
      onSort={(sort) => navigate(hrefOfRecords({ ...place, sort }))}
      onFilter={onFilter}
      onHide={onHide}
    />
  )
}

function RowCount({ table, filters }: { table: RecordTable; filters: RecordFilter[] }) {
  const { data, error } = useApi('records.count', { table: table.table, filters }, { staleTime: 0, retry: false })
  if (error) return null
  if (!data) return <Skeleton width="60px" />
  const said = data.isExact ? undefined : 'Estimated by the database; counting them all would read the whole table.'
  return (
    <span className="t3 record-count" title={said}>
      {countWords(data)}
    </span>
  )
}

interface ChipsProps {
  table: RecordTable
  filters: RecordFilter[]
  onFilters: (filters: RecordFilter[]) => void
  onEdit: (column: RecordColumn, at: number) => void
}

function Chips({ table, filters, onFilters, onEdit }: ChipsProps) {
  if (filters.length === 0) return null
  return (
    <ul className="record-chips" aria-label="Filters">
      {filters.map((filter, at) => {
        const column = table.columns.find(({ name }) => name === filter.column)
        const words = filterWords(filter)
        const slow = column && slowWords(table, isIndexed(column, filter.op))
        return (
          <li key={JSON.stringify(filter)} className={slow ? 'chip warning' : 'chip'} title={slow ?? undefined}>
            {slow && <Icon name="clock" label="slow" />}
            <button type="button" className="cut" onClick={() => column && onEdit(column, at)}>
              <bdi>{words}</bdi>
            </button>
            <button type="button" aria-label={`Remove the filter ${words}`} onClick={() => onFilters(filters.toSpliced(at, 1))}>
              <Icon name="x" />
            </button>
          </li>
        )
      })}
      {filters.length > 1 && (
        <li>
          <Button small variant="quiet" onClick={() => onFilters([])}>
            Remove all
          </Button>
        </li>
      )}
    </ul>
  )
}

function ColumnsMenu({ table, hidden, onHidden }: { table: RecordTable; hidden: readonly string[]; onHidden: (hidden: string[]) => void }) {
  const shown = table.columns.length - hidden.length
  return (
    <Menu>
      <MenuTrigger>
        <Button small variant="quiet" icon="eye">
          {hidden.length > 0 ? `${shown} of ${table.columns.length} columns` : 'Columns'}
        </Button>
      </MenuTrigger>
      <MenuList label="Columns" filter align="end">
        {table.columns.map(({ name }) => {
          const isShown = !hidden.includes(name)
          return (
            <MenuItem
              key={name}
              checked={isShown}
              stay
              reason={isShown && shown === 1 ? 'the last one' : null}
              onSelect={() => onHidden(isShown ? [...hidden, name] : hidden.filter((each) => each !== name))}
            >
              {name}
            </MenuItem>
          )
        })}
      </MenuList>
    </Menu>
  )
}
