/** What the day looks like: a line a workspace, and below it how the chosen one goes, money, and the platform. */
import { useEffect, useMemo, useState } from 'react'
import type { Overview, WorkLine } from '../../../shared/overview.ts'
import type { WorkKind } from '../../../shared/work.ts'
import { asAppError, on, queryClient, useApi } from '../../api.ts'
import { ErrorState } from '../../components/empty.tsx'
import { useNow } from '../../components/now.ts'
import { paced } from '../../components/paced.ts'
import { Late, Skeleton } from '../../components/skeleton.tsx'
import { useActions } from '../../keyboard.ts'
import { hrefOf, navigate } from '../../route.ts'
import { useSession } from '../../stores/session.ts'
import { workspaceOf } from '../../workspaces.ts'
import { Flows, Trend } from './chart.tsx'
import { lastDays, lastHours, revenueByDay } from './flow.ts'
import { BoardPanel, HealthPanel, RecurringLine, SumsPanel } from './panels.tsx'
import { WorkTable } from './work-table.tsx'
import './overview.css'

const gather = 2500 // ms in which changes are gathered into one reading
const pause = 8000 // ms between two readings where much changes
const afresh = 30_000 // ms after which time alone has changed the figures

function useOverview() {
  const query = useApi('overview.get', {}, { refetchInterval: afresh })
  useEffect(() => {
    const reading = paced(gather, pause, () => void queryClient.invalidateQueries({ queryKey: ['overview.get'] }))
    const stop = on('changes', reading.ask)
    return () => {
      reading.stop()
      stop()
    }
  }, [])
  return query
}

export default function OverviewPage() {
  const { data, error, refetch } = useOverview()
  const now = useNow(60_000)
  const today = useMemo(() => new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long' }).format(now), [now])
  return (
    <main className="main overview">
      <div className="board">
        <header className="pane-head">
          <h1 className="pane-title">Now</h1>
          <span className="t3">{today}</span>
          <span className="grow" />
          <span className="small t3">Every figure opens its list</span>
        </header>
        {data && <Board overview={data} now={now} />}
        {!data && error && <ErrorState title="The overview could not be read." error={asAppError(error)} onRetry={() => void refetch()} />}
        {!data && !error && <Waiting />}
      </div>
    </main>
  )
}

function Waiting() {
  return (
    <div className="board-waiting" aria-busy="true">
      <Late>
        {[0, 1, 2, 3].map((row) => (
          <Skeleton key={row} width="96%" />
        ))}
      </Late>
    </div>
  )
}

function Board({ overview, now }: { overview: Overview; now: number }) {
  const { work, sums, money, health } = overview
  const [wished, choose] = useState<WorkKind | null>(null)
  const chosen = work.find(({ kind }) => kind === wished) ?? work[0]
  const step = (by: number) => {
    const next = work[work.findIndex(({ kind }) => kind === chosen?.kind) + by]
    if (next) choose(next.kind)
  }
  const open = () => {
    const workspace = chosen && workspaceOf(chosen.kind)
    if (workspace) navigate(hrefOf([workspace.id], { view: 'open' }))
  }
  useActions('overview', [
    { id: 'overview.down', label: 'Next line', group: 'Move', keys: 'J', repeats: true, unlisted: true, run: () => step(1) },
    { id: 'overview.up', label: 'Line before', group: 'Move', keys: 'K', repeats: true, unlisted: true, run: () => step(-1) },
    { id: 'overview.open', label: 'Open the list of the chosen line', group: 'Move', keys: 'Enter', run: open },
  ])
  const reads = (kind: WorkKind) => work.some((line) => line.kind === kind)
  return (
    <>
      {work.length > 0 ? (
        <WorkTable work={work} now={now} chosen={chosen?.kind} onChoose={choose} />
      ) : (
        <p className="board-none t2">Your roles include no queue. People and records are open to you as far as they go.</p>
      )}
      {chosen && <Flow line={chosen} now={now} />}
      <div className="cols last">
        {reads('payout') && <SumsPanel title="Payouts waiting, by tier" kind="payout" sums={sums} none="No payout waits." />}
        {reads('conflict') && <SumsPanel title="Money held by conflicts" kind="conflict" sums={sums} none="No conflict holds money." />}
        {money && <MoneyPanel money={money} />}
        {health && <HealthPanel health={health} />}
      </div>
    </>
  )
}

function Flow({ line, now }: { line: WorkLine; now: number }) {
  const timezone = useSession(({ person }) => person?.timezone ?? 'UTC')
  const name = workspaceOf(line.kind)?.name ?? ''
  const hours = lastHours(line, 12, now, timezone)
  const days = lastDays(line, 14, now, timezone)
  const total = (series: 'arrived' | 'done') => hours.reduce((sum, point) => sum + point[series], 0).toLocaleString('en-GB')
  const counted = days.filter((day) => day.hours !== null)
  const mean = counted.at(-1)?.hours
  return (
    <div className="cols three">
      <BoardPanel title={`${name} by hour`} more={<Legend arrived={total('arrived')} done={total('done')} />}>
        <Flows points={hours} label={`${name}, last 12 hours: ${total('arrived')} arrived, ${total('done')} done`} />
      </BoardPanel>
      <BoardPanel title={`${name} by day`} more="14 days">
        <Flows points={days} label={`${name}, arrived and done on each of the last 14 days`} />
      </BoardPanel>
      <BoardPanel title="From arriving to being done" more="hours, mean of a day">
        <Trend points={days} series="hours" name="Hours" label={`${name}: ${mean ?? 'no'} hours on the last day on which any was done`} />
      </BoardPanel>
    </div>
  )
}

function Legend({ arrived, done }: { arrived: string; done: string }) {
  return (
    <span className="row legend">
      <span className="keyed">
        <i className="arrived" /> {arrived} arrived
      </span>
      <span className="keyed">
        <i className="done" /> {done} done
      </span>
    </span>
  )
}

function MoneyPanel({ money }: { money: NonNullable<Overview['money']> }) {
  const [first] = money.days
  const points = revenueByDay(money)
  return (
    <BoardPanel title="Recurring revenue" more={first ? `revenue by day, ${first.currency}` : undefined}>
      <RecurringLine money={money} />
      {first && (
        <Trend points={points} series="revenue" name={`Revenue, ${first.currency}`} label={`Revenue of the last ${points.length} days`} />
      )}
    </BoardPanel>
  )
}
