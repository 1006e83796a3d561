/** Exports that run or have ended, under the rows: how far, where the file is, and how to stop. */
import { useQueryClient } from '@tanstack/react-query'
import type { ExportJob } from '../../../shared/exports.ts'
import { call, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { Icon, type IconName } from '../../components/icon.tsx'
import { toast } from '../../components/toast.tsx'
import { aboutText, wholeText } from './words.ts'

const often = 400 // ms between two looks at an export that runs
const shown = 3

export function ExportsBar() {
  const client = useQueryClient()
  const { data } = useApi(
    'exports.list',
    {},
    {
      staleTime: 0,
      refetchInterval: (query) => (query.state.data?.some(({ state }) => state === 'running') ? often : false),
    },
  )
  const jobs = data?.slice(0, shown) ?? []
  if (jobs.length === 0) return null
  const cancel = (id: string) => void call('exports.cancel', { id }).finally(() => client.invalidateQueries({ queryKey: ['exports.list'] }))
  return (
    <section className="record-exports" aria-label="Exports">
      {jobs.map((job) => (
        <Job key={job.id} job={job} onCancel={() => cancel(job.id)} />
      ))}
    </section>
  )
}

const icons: Record<ExportJob['state'], IconName> = { running: 'clock', done: 's-done', failed: 'alert', cancelled: 's-closed' }

function Job({ job, onCancel }: { job: ExportJob; onCancel: () => void }) {
  const { label, format, state, path } = job
  const copy = () =>
    navigator.clipboard.writeText(path ?? '').then(() => toast({ id: 'copied', icon: 'check', text: 'The path was copied.', seconds: 3 }))
  return (
    <div className="record-export" role="status">
      <Icon name={icons[state]} small className={state === 'failed' ? 'danger' : ''} />
      <span className="strong">
        {label} as {format.toUpperCase()}
      </span>
      {state === 'running' && <Progress job={job} />}
      <span className="cut grow t2" title={path ?? undefined}>
        {words(job)}
      </span>
      {path && (
        <Button small onClick={() => void copy()}>
          Copy the path
        </Button>
      )}
      {state === 'running' ? (
        <Button small onClick={onCancel}>
          Cancel
        </Button>
      ) : (
        <Button small variant="quiet" icon="x" only="Take it off the list" onClick={onCancel} />
      )}
    </div>
  )
}

function Progress({ job: { rows, expected } }: { job: ExportJob }) {
  if (!expected) return null
  const part = Math.min(1, rows / expected)
  return (
    <span
      className="meter accent record-progress"
      role="progressbar"
      aria-valuenow={Math.round(part * 100)}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <i style={{ '--v': `${part * 100}%` } as React.CSSProperties} />
    </span>
  )
}

function words({ state, rows, bytes, expected, path, error }: ExportJob): string {
  if (state === 'cancelled') return 'Cancelled. Nothing of the file was left.'
  if (state === 'failed') return error?.message ?? ''
  const size = `${(bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0)} MB`
  if (state === 'done') return `${wholeText(rows)} rows, ${size}: ${path}`
  return `${wholeText(rows)}${expected ? ` of about ${aboutText(expected)}` : ''} rows, ${size}`
}
