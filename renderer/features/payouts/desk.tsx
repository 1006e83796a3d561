/** What payouts say about themselves: views, orders, filters, the table with its sums, and what can be done with several. */
import {
  checkKeys,
  type PayoutFilter,
  type PayoutRow,
  type PayoutTier,
  type PayoutView,
  payoutStatuses,
  payoutTiers,
  payoutViews,
} from '../../../shared/payouts.ts'
import { age, exact } from '../../../shared/time.ts'
import { useApi } from '../../api.ts'
import { Chip } from '../../components/chip.tsx'
import { useNow, zone } from '../../components/now.ts'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { useSession } from '../../stores/session.ts'
import { byDue, commonFields, each, RowFace, viewsOf } from '../../work/common.tsx'
import type { DeskOf, RowProps } from '../../work/desk.ts'
import { useListState } from '../../work/list-state.ts'
import { PayoutBulk } from './bulk.tsx'
import { PolicyNote } from './policy.tsx'
import { checkNames, figure, flagNames, money, sortNames, statusIcons, statusNames, tierNames, viewNames } from './words.ts'

export const isDone = ({ status }: { status: string }) => ['completed', 'returned', 'failed', 'rejected', 'cancelled'].includes(status)

const nothing: Partial<Record<PayoutView, string>> = {
  mine: 'Nothing of yours is waiting.',
  prepared: 'Nothing waits for a signature.',
  pending: 'Nothing waits to be prepared.',
  blocked: 'Nothing stands against any payout.',
  approved: 'Nothing waits to be sent.',
  on_hold: 'Nothing is on hold.',
  processing: 'Everything that was sent is confirmed.',
  unknown: 'Every outcome is known.',
  returned: 'Nothing came back.',
}

/** Signatures given of needed. */
export function Pips({ signed, needed }: { signed: number; needed: number }) {
  return (
    <span className="pips">
      {Array.from({ length: needed }, (_, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: dots without an identity
        <i key={at} className={at < signed ? 'on' : ''} aria-hidden="true" />
      ))}
      <span>
        {Math.min(signed, needed)} of {needed}
      </span>
    </span>
  )
}

/** Why a row stands out: what blocks it first. */
function Flags({ row }: { row: PayoutRow }) {
  const own = useSession((session) => session.person?.staff.id)
  const others = row.tags.filter((tag) => !row.reasons.some((reason) => reason === tag)) as PayoutRow['reasons']
  const [first] = row.reasons
  return (
    <span className="flags">
      {first && (
        <Chip tone="danger" icon="s-x">
          {flagNames[first]?.[0]}
        </Chip>
      )}
      {!isDone(row) && row.preparerId === own && (
        <Chip tone="line" icon="lock">
          Prepared by you
        </Chip>
      )}
      {!isDone(row) && row.editorId === own && row.preparerId !== own && (
        <Chip tone="line" icon="lock">
          Last edited by you
        </Chip>
      )}
      {others.slice(0, 2).map((flag) => (
        <Chip key={flag} {...(flag === 'destination' || flag === 'kyc' ? ({ tone: 'warning', icon: 'alert' } as const) : {})}>
          {flagNames[flag]?.[1]}
        </Chip>
      ))}
    </span>
  )
}

function Waiting({ row }: { row: PayoutRow }) {
  const now = useNow(60_000)
  return <span title={`asked for ${exact(row.requestedAt, zone)}`}>{age(now - Date.parse(row.requestedAt))}</span>
}

const columns: QueueColumn<PayoutRow>[] = [
  { id: 'payout', header: 'Payout', width: '104px', cell: ({ number }) => <span className="t3">P-{number}</span> },
  {
    id: 'payee',
    header: 'Payee',
    cell: ({ customer, country }) => (
      <>
        <bdi className="subject cut">{customer.name}</bdi>
        <span className="t3">{country}</span>
      </>
    ),
  },
  {
    id: 'amount',
    header: 'Amount',
    width: '146px',
    numeric: true,
    orders: { desc: 'amount' },
    cell: ({ amount, currency }) => (
      <>
        {figure(amount, currency)} <span className="t3 cur">{currency}</span>
      </>
    ),
  },
  {
    id: 'signed',
    header: 'Signed',
    width: '108px',
    cell: ({ state, status, signed, needed }) =>
      state === 'prepared' ? (
        <Pips signed={signed} needed={needed} />
      ) : (
        <span className="t2 cut">{statusNames[status === 'blocked' ? state : status]}</span>
      ),
  },
  {
    id: 'waiting',
    header: 'Waiting',
    width: '80px',
    numeric: true,
    cell: (row) => (isDone(row) ? '' : <Waiting row={row} />),
    orders: { asc: 'oldest', desc: 'newest' },
  },
  { id: 'why', header: 'Why it stands out', width: '27%', cell: (row) => <Flags row={row} /> },
]

function PayoutFace(props: RowProps<PayoutRow>) {
  const { status, amount, currency, customer, signed, needed } = props.row
  return (
    <RowFace
      {...props}
      icon={statusIcons[status]}
      iconLabel={statusNames[status]}
      title={customer.name}
      who={money(amount, currency)}
      more={`${signed} of ${needed}`}
      isDone={isDone(props.row)}
    />
  )
}

/** Those that the first policy has rates for. */
const currencies = ['USD', 'EUR', 'GBP', 'CHF', 'JPY', 'BRL', 'INR', 'PLN', 'SEK', 'KWD'] as const

const isStatus = (view: string): view is (typeof payoutStatuses)[number] => payoutStatuses.some((status) => status === view)

/** How many of the list stand under a tier, and what they come to in each currency. */
function TierSums({ view, tier }: { view: string; tier: string }) {
  const { filter } = useListState(payoutDesk, view)
  const { data } = useApi(
    'payouts.sums',
    { status: isStatus(view) ? view : 'prepared', filter: filter as PayoutFilter },
    { enabled: isStatus(view), staleTime: 2000, refetchInterval: 10_000 },
  )
  const sums = data?.filter(({ category }) => category === tier) ?? []
  if (!isStatus(view) || sums.length === 0) return null
  const n = sums.reduce((total, sum) => total + sum.n, 0)
  return (
    <>
      <span className="n">{n.toLocaleString('en-GB')}</span>
      <span className="sum">
        {sums.length <= 3 ? (
          sums.map(({ amount, currency }) => money(amount, currency)).join(' · ')
        ) : (
          <span title={sums.map(({ amount, currency }) => money(amount, currency)).join('\n')}>{sums.length} currencies</span>
        )}
      </span>
    </>
  )
}

export const payoutDesk: DeskOf<'payouts'> = {
  id: 'payouts',
  kind: 'payout',
  one: 'payout',
  many: 'payouts',
  name: 'Payouts',
  act: 'payouts.prepare',
  readOnly: 'Your roles read payouts; they do not act on them',
  roles: ['finance'],
  person: 'payee',
  isPersonBeside: false,
  claimOwns: false,
  decides: 'Moving or signing money',
  whileHeld: 'You can read it.',
  views: viewsOf(payoutViews, viewNames, nothing),
  firstView: 'prepared',
  openView: 'open',
  allView: 'all',
  doneView: 'closed_today',
  sorts: sortNames,
  firstSort: 'tier',
  fields: [
    { id: 'status', label: 'Status', type: 'choice', values: payoutStatuses, names: statusNames },
    { id: 'category', token: 'takes', label: 'Takes', type: 'choice', values: payoutTiers, names: tierNames },
    {
      id: 'currency',
      label: 'Currency',
      type: 'choice',
      values: currencies,
      names: each(currencies, (code) => code),
      aliases: Object.fromEntries(currencies.map((code) => [code.toLowerCase(), code])),
    },
    { id: 'tag', token: 'flag', label: 'Flag', type: 'choice', values: checkKeys, names: checkNames },
    commonFields.owner,
  ],
  searchHint: 'Filter by payee, id, currency or flag',
  filterHint: 'A payout has to match one of each line, and every flag.',
  statuses: each(payoutStatuses, (status) => ({ name: statusNames[status], icon: statusIcons[status] })),
  groups: {
    tier: {
      of: ({ category }) => category,
      name: (_, key) => tierNames[key as PayoutTier] ?? key,
      end: (view, key) => <TierSums view={view} tier={key} />,
    },
    due: byDue(isDone),
  },
  Row: PayoutFace,
  columns,
  form: 'table',
  isTableBeside: true,
  Bulk: (props) => <PayoutBulk {...props} desk={payoutDesk} />,
  foot: <PolicyNote />,
}
