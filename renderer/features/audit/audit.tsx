/** The audit: who did what to which item when, before and after side by side, and whether its chains hold. */
import { useState } from 'react'
import type { AuditFilter, AuditRow } from '../../../shared/audit.ts'
import { exact, whenTime } from '../../../shared/time.ts'
import { asAppError, call, queryClient, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { useNow, zone } from '../../components/now.ts'
import { toast } from '../../components/toast.tsx'
import { plain } from '../../work/words.ts'
import { ExportsBar } from '../records/exports-bar.tsx'
import { AuditDetail } from './detail.tsx'
import { AuditFilters } from './filters.tsx'
import { useAuditRows } from './use-rows.ts'
import { Verification } from './verification.tsx'
import '../records/records.css'
import './audit.css'

export const nameOfRow = (row: AuditRow) => row.label ?? `${plain(row.kind)} ${row.itemId.slice(0, 8)}`
const keyOf = (row: AuditRow) => `${row.kind} ${row.itemId} ${row.seq}`

export default function Audit() {
  const [filter, setFilter] = useState<AuditFilter>({})
  const [openKey, setOpenKey] = useState<string | null>(null)
  const { data: facets } = useApi('audit.facets', {}, { staleTime: 60_000 })
  const { rows, error, busy, isWhole, more, reread } = useAuditRows(filter)
  const open = rows.find((row) => keyOf(row) === openKey) ?? null
  const takeOut = (format: 'csv' | 'json') => {
    call('audit.export', { filter, format })
      .then(() => queryClient.invalidateQueries({ queryKey: ['exports.list'] }))
      .catch((thrown) => toast({ icon: 'alert', tone: 'danger', text: asAppError(thrown).message, seconds: 12 }))
  }
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
        <div className="pane-body">
          {error && <ErrorState title="The audit could not be read." error={asAppError(error)} onRetry={reread} />}
          {!error && !busy && rows.length === 0 && (
            <EmptyState title="Nothing in the audit matches." actions={<Button onClick={() => setFilter({})}>Clear</Button>}>
              Leave out a condition, or choose a longer time.
            </EmptyState>
          )}
          {rows.length > 0 && <Rows rows={rows} openKey={openKey} onOpen={setOpenKey} />}
          {!isWhole && rows.length > 0 && (
            <div className="audit-more">
              <Button reason={busy ? 'They are being read' : null} onClick={more}>
                Show older
              </Button>
            </div>
          )}
        </div>
        <ExportsBar />
      </section>
      <AuditDetail row={open} onItem={(item) => setFilter({ item })} />
    </main>
  )
}

function Rows({ rows, openKey, onOpen }: { rows: AuditRow[]; openKey: string | null; onOpen: (key: string) => void }) {
  const now = useNow(60_000)
  return (
    <table className="table audit-rows">
      <thead>
        <tr>
          <th>When</th>
          <th>Who</th>
          <th>Did</th>
          <th>To what</th>
          <th>Reason</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)} aria-selected={keyOf(row) === openKey} onClick={() => onOpen(keyOf(row))}>
            <td>
              <time dateTime={row.at} title={exact(row.at, zone)}>
                {whenTime(row.at, now, zone)}
              </time>
            </td>
            <td>
              <bdi>{row.actor?.name ?? 'The platform'}</bdi>
            </td>
            <td>
              <button type="button" className="link" onClick={() => onOpen(keyOf(row))}>
                {plain(row.action)}
              </button>
            </td>
            <td className="cut">
              <bdi>{nameOfRow(row)}</bdi>
            </td>
            <td className="cut t2">
              <bdi>{row.reason}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
