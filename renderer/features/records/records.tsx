/** The records workspace: every table that the reader reaches, its rows, and the row that is open. */
import { useMemo, useRef } from 'react'
import type { RecordTable } from '../../../shared/records.ts'
import { asAppError, useApi } from '../../api.ts'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { QueueSkeleton } from '../../components/skeleton.tsx'
import { useActions } from '../../keyboard.ts'
import { navigate, useRoute } from '../../route.ts'
import { GridPane } from './grid-pane.tsx'
import { hrefOfRecords, placeOf } from './place.ts'
import { RecordPane } from './record-pane.tsx'
import { TablesPane } from './tables-pane.tsx'
import './records.css'

function focusGrid() {
  document.querySelector<HTMLElement>('.records [role="grid"]')?.focus()
}

export default function Records() {
  const route = useRoute()
  const place = useMemo(() => placeOf(route), [route])
  const field = useRef<HTMLInputElement>(null)
  const { data, error, refetch } = useApi('records.tables', {})
  const byName = useMemo(() => new Map(data?.map((table) => [table.table, table])), [data])
  const table = place && byName.get(place.table)
  const find = () => {
    field.current?.focus()
    field.current?.select()
  }
  const close = () => {
    if (place?.key) navigate(hrefOfRecords({ ...place, key: null }))
    focusGrid()
  }
  useActions('records', [
    { id: 'records.find', label: 'Find a table', group: 'Move', keys: '/', icon: 'search', run: find },
    { id: 'records.close', label: 'Close the row', group: 'Move', keys: 'Escape', unlisted: true, run: close },
    { id: 'records.back', label: 'Back to where you were', group: 'Move', keys: 'Alt+ArrowLeft', run: () => history.back() },
  ])
  if (!data && error) {
    return (
      <main className="main">
        <section className="pane" aria-label="Records">
          <ErrorState title="The tables could not be read." error={asAppError(error)} onRetry={() => void refetch()} />
        </section>
      </main>
    )
  }
  return (
    <main className="main records" aria-busy={!data}>
      {data ? <TablesPane tables={data} open={place?.table ?? null} field={field} /> : <TablesSkeleton />}
      {data && <Middle name={place?.table ?? null} table={table ?? null} tables={byName} />}
      {table && place?.key && (
        <RecordPane key={JSON.stringify([table.table, place.key])} table={table} tables={byName} rowKey={place.key} onClose={close} />
      )}
    </main>
  )
}

function Middle({ name, table, tables }: { name: string | null; table: RecordTable | null; tables: ReadonlyMap<string, RecordTable> }) {
  const place = placeOf(useRoute())
  if (table && place) return <GridPane key={table.table} table={table} tables={tables} place={place} />
  return (
    <section className="pane" aria-label="No table is open">
      {name ? (
        <EmptyState title={`${name} is outside your roles, or there is no such table.`}>
          The tables that your roles reach stand at the left.
        </EmptyState>
      ) : (
        <EmptyState title="No table is open.">
          Choose one at the left, or type a part of its name. {tables.size} tables are within your roles; what they hold is read only here.
        </EmptyState>
      )}
    </section>
  )
}

function TablesSkeleton() {
  return (
    <section className="pane" aria-label="Tables" aria-busy="true">
      <header className="pane-head">
        <h1 className="pane-title">Records</h1>
      </header>
      <QueueSkeleton rows={12} label="Reading the tables" />
    </section>
  )
}
