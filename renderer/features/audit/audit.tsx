/** The audit: who did what to which item when, before and after side by side, and whether its chains hold. */
import { useState } from 'react'
import { actionName } from '../../../shared/actions.ts'
import type { AuditFilter, AuditRow } from '../../../shared/audit.ts'
import { exact, whenTime } from '../../../shared/time.ts'
import { asAppError, call, queryClient, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { useNow, zone } from '../../components/now.ts'
import { type QueueColumn, QueueTable } from '../../components/queue-table.tsx'
import { toast } from '../../components/toast.tsx'
import { useActions } from '../../keyboard.ts'
import { plain } from '../../work/words.ts'
import { ExportsBar } from '../records/exports-bar.tsx'
import { AuditDetail } from './detail.tsx'
import { AuditFilters } from './filters.tsx'
import { type ListedRow, useAuditRows } from './use-rows.ts'
import { Verification } from './verification.tsx'
import '../records/records.css'
import './audit.css'

export const nameOfRow = (row: AuditRow) => row.label ?? `${plain(row.kind)} ${row.itemId.slice(0, 8)}`

const columns: QueueColumn<ListedRow>[] = [
  { id: 'when', header: 'When', width: '132px', cell: ({ at }) => <When at={at} /> },
  { id: 'who', header: 'Who', width: '148px', cell: ({ actor }) => <bdi className="cut">{actor?.name ?? 'The platform'}</bdi> },
  { id: 'did', header: 'Did', width: '204px', cell: ({ action }) => <span className="cut">{actionName(action)}</span> },
  { id: 'what', header: 'To what', cell: (row) => <bdi className="cut">{nameOfRow(row)}</bdi> },
  { id: 'reason', header: 'Reason', width: '24%', cell: ({ reason }) => <bdi className="cut t2">{reason}</bdi> },
]

export default function Audit() {
  const [filter, setFilter] = useState<AuditFilter>({})
  const [openKey, setOpenKey] = useState<string | null>(null)
  const { data: facets } = useApi('audit.facets', {}, { staleTime: 60_000 })
  const { rows, error, busy, isWhole, more, reread } = useAuditRows(filter)
  const open = rows.find(({ id }) => id === openKey) ?? null
  const takeOut = (format: 'csv' | 'json') => {
    call('audit.export', { filter, format })
      .then(() => queryClient.invalidateQueries({ queryKey: ['exports.list'] }))
      .catch((thrown) => toast({ icon: 'alert', tone: 'danger', text: asAppError(thrown).message, seconds: 12 }))
  }
  useActions('audit', [
    { id: 'audit.csv', label: 'Export the audit as CSV', group: 'Item', icon: 'doc', run: () => takeOut('csv') },
    { id: 'audit.json', label: 'Export the audit as JSON', group: 'Item', icon: 'doc', run: () => takeOut('json') },
  ])
  return (
    <main className="main audit">
      <section className="pane" aria-label="Audit">
        <header className="pane-head">
          <h2>Audit</h2>
          <span className="t3">the newest first</span>
          <span className="grow" />
          <Verification rows={facets?.rows ?? 0} />
          <Button small onClick={() => takeOut('csv')}>
            Export CSV
          </Button>
          <Button small onClick={() => takeOut('json')}>
            Export JSON
          </Button>
        </header>
        <AuditFilters filter={filter} facets={facets} onFilter={setFilter} />
        {error && <ErrorState title="The audit could not be read." error={asAppError(error)} onRetry={reread} />}
        {!error && !busy && rows.length === 0 && (
          <EmptyState title="Nothing in the audit matches." actions={<Button onClick={() => setFilter({})}>Clear</Button>}>
            Leave out a condition, or choose a longer time.
          </EmptyState>
        )}
        {rows.length > 0 && (
          <QueueTable
            key={JSON.stringify(filter)}
            label="Entries"
            columns={columns}
            hidden={[]}
            order=""
            onOrder={() => {}}
            rows={rows}
            openId={openKey}
            onOpen={(row) => setOpenKey(row.id)}
            onActive={(row) => setOpenKey(row.id)}
            onEnd={isWhole ? undefined : more}
          />
        )}
        <ExportsBar />
      </section>
      <AuditDetail row={open} onItem={(item) => setFilter({ item })} />
    </main>
  )
}

function When({ at }: { at: string }) {
  return (
    <time dateTime={at} title={exact(at, zone)}>
      {whenTime(at, useNow(60_000), zone)}
    </time>
  )
}
