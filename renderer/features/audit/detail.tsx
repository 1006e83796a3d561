/** One row of the audit: its facts, and the values before and after side by side. */
import { actionName } from '../../../shared/actions.ts'
import type { AuditRow } from '../../../shared/audit.ts'
import { exact } from '../../../shared/time.ts'
import { Button } from '../../components/button.tsx'
import { zone } from '../../components/now.ts'
import { plain } from '../../work/words.ts'
import { nameOfRow } from './audit.tsx'

export function AuditDetail({ row, onItem }: { row: AuditRow | null; onItem: (item: string) => void }) {
  if (!row) {
    return (
      <aside className="pane side" aria-label="Entry">
        <header className="pane-head" />
        <p className="audit-hint t2">Choose an entry to see what it changed.</p>
      </aside>
    )
  }
  const facts: [string, string][] = [
    ['When', exact(row.at, zone)],
    ['Who', row.actor ? `${row.actor.name} (${row.login})` : `The platform (${row.login})`],
    ['Roles', row.roles.map(plain).join(', ') || 'none'],
    ['Entry', `${row.seq} of its chain`],
    ...(row.reason ? [['Reason', row.reason] as [string, string]] : []),
    ...(row.commandId ? [['Command', row.commandId] as [string, string]] : []),
  ]
  return (
    <aside className="pane side" aria-label="Entry">
      <header className="pane-head">
        <h2 className="cut">
          <bdi>{nameOfRow(row)}</bdi>
        </h2>
        <span className="grow" />
        <Button small onClick={() => onItem(row.itemId)}>
          Its whole history
        </Button>
      </header>
      <div className="pane-body">
        <section className="panel">
          <h3 className="panel-title">{actionName(row.action)}</h3>
          <dl className="facts">
            {facts.map(([name, value]) => (
              <div key={name} className="audit-fact">
                <dt>{name}</dt>
                <dd>
                  <bdi>{value}</bdi>
                </dd>
              </div>
            ))}
          </dl>
        </section>
        <Changes before={row.before} after={row.after} />
      </div>
    </aside>
  )
}

function Changes({ before, after }: Pick<AuditRow, 'before' | 'after'>) {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  if (fields.length === 0) return <p className="audit-hint t2">It changed no values.</p>
  return (
    <table className="table audit-changes">
      <thead>
        <tr>
          <th>Field</th>
          <th>Before</th>
          <th>After</th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => {
          const [was, is] = [textOf(before?.[field]), textOf(after?.[field])]
          return (
            <tr key={field} className={was === is ? 't3' : ''}>
              <th scope="row">{plain(field)}</th>
              <td>
                <bdi>{was}</bdi>
              </td>
              <td>{was === is ? <bdi>{is}</bdi> : <b>{<bdi>{is}</bdi>}</b>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return 'none'
  if (typeof value === 'object' && 'name' in value) return String(value.name)
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value)
}
