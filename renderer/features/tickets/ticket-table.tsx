/** The list as a table: more figures a row, for looking over a whole view. */
import { type TicketRow, type TicketSort, ticketSorts } from '../../../shared/tickets.ts'
import { exact, when } from '../../../shared/time.ts'
import { Icon } from '../../components/icon.tsx'
import { type QueueColumn, QueueTable, type QueueTableProps } from '../../components/queue-table.tsx'
import { useLayout } from '../../stores/layout.ts'
import { optionalColumns } from './list-form.tsx'
import { RowClock } from './queue-row.tsx'
import { zone } from './when.ts'
import { categoryNames, planNames, priorityNames, statusIcons, statusNames } from './words.ts'

function Moment({ at }: { at: string }) {
  return <time title={exact(at, zone)}>{when(at, Date.now(), zone)}</time>
}

const columns: QueueColumn<TicketRow>[] = [
  {
    id: 'subject',
    header: 'Subject',
    cell: ({ status, subject }) => (
      <>
        <Icon name={statusIcons[status]} className="t3" />
        <bdi className="subject cut">{subject}</bdi>
      </>
    ),
  },
  { id: 'customer', header: optionalColumns.customer, width: '15%', cell: ({ customer }) => <bdi className="cut">{customer.name}</bdi> },
  { id: 'plan', header: optionalColumns.plan, width: '104px', cell: ({ plan }) => planNames[plan] },
  { id: 'status', header: optionalColumns.status, width: '142px', cell: ({ status }) => statusNames[status] },
  {
    id: 'priority',
    header: optionalColumns.priority,
    width: '92px',
    cell: ({ priority }) => priorityNames[priority],
    orders: { desc: 'priority' },
  },
  { id: 'category', header: optionalColumns.category, width: '104px', cell: ({ category }) => categoryNames[category] },
  {
    id: 'owner',
    header: optionalColumns.owner,
    width: '132px',
    cell: ({ assignee }) => <span className="cut">{assignee?.name ?? 'nobody'}</span>,
  },
  {
    id: 'opened',
    header: optionalColumns.opened,
    width: '88px',
    numeric: true,
    cell: ({ createdAt }) => <Moment at={createdAt} />,
    orders: { desc: 'newest', asc: 'oldest' },
  },
  {
    id: 'changed',
    header: optionalColumns.changed,
    width: '92px',
    numeric: true,
    cell: ({ updatedAt }) => <Moment at={updatedAt} />,
    orders: { desc: 'updated' },
  },
  { id: 'due', header: optionalColumns.due, width: '148px', numeric: true, cell: (row) => <RowClock row={row} />, orders: { asc: 'due' } },
]

type TicketTableProps = Omit<QueueTableProps<TicketRow>, 'columns' | 'hidden' | 'onOrder'> & { onOrder: (sort: TicketSort) => void }

export default function TicketTable({ onOrder, ...queue }: TicketTableProps) {
  const hidden = useLayout((layout) => layout.hiddenColumns)
  const toOrder = (order: string) => {
    const sort = ticketSorts.find((each) => each === order)
    if (sort) onOrder(sort)
  }
  return <QueueTable {...queue} columns={columns} hidden={hidden} onOrder={toOrder} />
}
