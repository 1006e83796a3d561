/** A line a workspace: every figure leads to the list that it counts. */
import type { WorkLine } from '../../../shared/overview.ts'
import { age, exact } from '../../../shared/time.ts'
import type { Count, WorkKind } from '../../../shared/work.ts'
import { Avatar } from '../../components/avatar.tsx'
import { countText } from '../../components/count.ts'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { hrefOf } from '../../route.ts'
import { workspaceOf } from '../../workspaces.ts'
import { Spark } from './spark.tsx'

const figures = [
  { view: 'open', head: 'Waiting' },
  { view: 'late', head: 'Late' },
  { view: 'due_hour', head: 'Due in 1 h' },
  { view: 'mine', head: 'Yours' },
  { view: 'unassigned', head: 'Nobody’s' },
  { view: 'in_hands', head: 'In hands' },
  { view: 'closed_today', head: 'Done today' },
] as const

interface FigureProps {
  count: Count | undefined
  href: string
  /** Spoken before the figure: "Tickets, late". */
  label: string
  isLate: boolean
}

function Figure({ count = { n: 0, capped: false }, href, label, isLate }: FigureProps) {
  return (
    <a className={isLate && count.n > 0 ? 'fig danger strong' : 'fig'} href={href} aria-label={`${label}: ${countText(count)}`}>
      {countText(count)}
    </a>
  )
}

interface WorkTableProps {
  work: WorkLine[]
  now: number
  /** The kind whose charts stand below. */
  chosen: WorkKind | undefined
  onChoose: (kind: WorkKind) => void
}

export function WorkTable({ work, now, chosen, onChoose }: WorkTableProps) {
  return (
    <table className="table work">
      <thead>
        <tr>
          <th>Work</th>
          {figures.map(({ view, head }) => (
            <th key={view} className="num">
              {head}
            </th>
          ))}
          <th className="num">Oldest</th>
          <th className="sp">Waiting, since yesterday</th>
          <th className="shift">At work</th>
        </tr>
      </thead>
      <tbody>
        {work.map((line) => {
          const workspace = workspaceOf(line.kind)
          if (!workspace) return null
          return (
            <tr key={line.kind} className={line.kind === chosen ? 'active' : undefined}>
              <td>
                <button type="button" className="work-name" aria-pressed={line.kind === chosen} onClick={() => onChoose(line.kind)}>
                  <Icon name={workspace.id} />
                  <span className="strong">{workspace.name}</span>
                </button>
              </td>
              {figures.map(({ view, head }) => (
                <td key={view} className="num">
                  <Figure
                    count={line.views[view]}
                    href={hrefOf([workspace.id], { view, only: 'all' })}
                    label={`${workspace.name}, ${head.toLowerCase()}`}
                    isLate={view === 'late'}
                  />
                </td>
              ))}
              <td className="num t2">{line.oldestAt ? <Oldest at={line.oldestAt} now={now} /> : <span className="t3">none</span>}</td>
              <td className="sp">
                <Spark line={line} now={now} />
              </td>
              <td className="shift">
                <span className="avs">
                  {line.onShift.slice(0, 5).map(({ id, initials, name }) => (
                    <Avatar key={id} initials={initials} title={name} />
                  ))}
                  {line.onShift.length > 5 && <span className="small t3">and {line.onShift.length - 5}</span>}
                </span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

function Oldest({ at, now }: { at: string; now: number }) {
  return <time title={exact(at, zone)}>{age(now - Date.parse(at))}</time>
}
