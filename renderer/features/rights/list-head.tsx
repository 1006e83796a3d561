/** Over the rows: what the open conflicts of this view hold together, in each currency, and what the columns are. */
import { type ConflictKind, conflictKinds } from '../../../shared/conflicts.ts'
import { formatMoney, sum } from '../../../shared/money.ts'
import { useApi } from '../../api.ts'
import { useRoute } from '../../route.ts'

export function ListHead() {
  const { query } = useRoute()
  return (
    <>
      <HeldTogether view={query.get('view') ?? 'open'} />
      <div className="qhead" aria-hidden="true">
        <span />
        <span>Conflict</span>
        <span className="num">Confirmed</span>
        <span className="num">Estimated</span>
      </div>
    </>
  )
}

const isKind = (view: string): view is ConflictKind => conflictKinds.some((kind) => kind === view)

/** Of the whole view, whatever narrows the list. */
function HeldTogether({ view }: { view: string }) {
  const isSummed = view === 'open' || isKind(view)
  const { data = [] } = useApi('rights.sums', {}, { enabled: isSummed, staleTime: 2000, refetchInterval: 10_000 })
  const held = sum(data.filter(({ category }) => view === 'open' || category === view)).filter(({ amount }) => Number(amount) > 0)
  if (!isSummed || held.length === 0) return null
  return (
    <p className="held-together" role="status">
      <span className="t3">All of this view hold</span>{' '}
      <span className="strong num">{held.map((money) => formatMoney(money)).join(' · ')}</span>
    </p>
  )
}
