/** The panels below the work: money that waits, money that comes in, and how the platform does. */
import type { ReactNode } from 'react'
import { formatMoney } from '../../../shared/money.ts'
import type { HealthCheck, OpenSum, Overview } from '../../../shared/overview.ts'
import { exact, seconds } from '../../../shared/time.ts'
import type { WorkKind } from '../../../shared/work.ts'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { hrefOf } from '../../route.ts'
import { workspaceOf } from '../../workspaces.ts'
import { hrefOfRecords } from '../records/place.ts'

export function BoardPanel({ title, more, children }: { title: string; more?: ReactNode; children: ReactNode }) {
  return (
    <section className="panel" aria-label={title}>
      <h2 className="panel-title">
        {title}
        {more && <span className="more">{more}</span>}
      </h2>
      {children}
    </section>
  )
}

const words = (name: string) => name.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase())

/** Amounts of different currencies are never added up; each has its line. */
export function SumsPanel({ title, kind, sums, none }: { title: string; kind: WorkKind; sums: OpenSum[]; none: string }) {
  const workspace = workspaceOf(kind)
  const own = sums.filter((each) => each.kind === kind).toSorted((a, b) => a.category.localeCompare(b.category) || b.n - a.n)
  const most = Math.max(...own.map(({ n }) => n), 1)
  const items = own.reduce((total, { n }) => total + n, 0)
  return (
    <BoardPanel title={title} more={`${items.toLocaleString('en-GB')} open`}>
      {own.length === 0 && <p className="t2">{none}</p>}
      <div className="board-list">
        {own.map(({ category, currency, n, amount }) => (
          <a
            key={`${category} ${currency}`}
            className="hb"
            href={workspace ? hrefOf([workspace.id], { view: 'open', only: `${new URLSearchParams({ category, currency })}` }) : undefined}
          >
            <span className="cut">{words(category)}</span>
            <span className="t3 small num">{n.toLocaleString('en-GB')}</span>
            <span className="track" aria-hidden="true">
              <i style={{ width: `${(100 * n) / most}%` }} />
            </span>
            <span className="num">{formatMoney({ amount, currency })}</span>
          </a>
        ))}
      </div>
    </BoardPanel>
  )
}

const subscriptions = hrefOfRecords({ table: 'finance.subscriptions', filters: [{ column: 'status', op: 'is', values: ['active'] }] })

/** Monthly recurring revenue as it is now, a line a currency. */
export function RecurringLine({ money }: { money: NonNullable<Overview['money']> }) {
  if (!money.mrr) return <p className="t2">It is first counted within a minute of the first sign-in.</p>
  const { byCurrency, at } = money.mrr
  return (
    <p className="recurring" title={exact(at, zone)}>
      {byCurrency.length === 0 && <span className="t2">No subscription is running.</span>}
      {byCurrency.slice(0, 3).map(({ currency, amount }) => (
        <a key={currency} className="total" href={subscriptions}>
          {formatMoney({ amount, currency })}
        </a>
      ))}
      <span className="t3 small">a month, at {seconds(at, zone)}</span>
    </p>
  )
}

/** Where a check leads to something that can be looked at. */
const listOf: Record<string, string> = {
  'open tickets': hrefOf(['tickets'], { view: 'open', only: 'all' }),
}

export function HealthPanel({ health }: { health: NonNullable<Overview['health']> }) {
  const bad = health.checks.filter(({ ok }) => !ok)
  const inOrder = [...bad, ...health.checks.filter(({ ok }) => ok)]
  return (
    <BoardPanel title="Platform" more={bad.length === 0 ? 'everything is well' : `${bad.length} to look at`}>
      <ul className="checks" title={exact(health.at, zone)}>
        {inOrder.map((check) => (
          <Check key={check.name} check={check} />
        ))}
      </ul>
    </BoardPanel>
  )
}

function Check({ check: { name, ok, detail } }: { check: HealthCheck }) {
  const href = listOf[name]
  return (
    <li>
      <Icon name={ok ? 'check' : 'alert'} label={ok ? 'well' : 'to look at'} className={ok ? 'success' : 'warning'} />
      <span className="cut">{words(name)}</span>
      {href ? (
        <a className="link cut" href={href} title={detail}>
          {detail}
        </a>
      ) : (
        <span className="t2 cut" title={detail}>
          {detail}
        </span>
      )}
    </li>
  )
}
