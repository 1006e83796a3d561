/** What the tickets say about themselves: views, orders, filters, rows, and what can be done with several. */
import {
  planTiers,
  type TicketPriority,
  type TicketRow,
  type TicketStatus,
  type TicketView,
  ticketCategories,
  ticketPriorities,
  ticketStatuses,
  ticketViews,
} from '../../../shared/tickets.ts'
import { dueGroup, exact, when } from '../../../shared/time.ts'
import { call } from '../../api.ts'
import { Icon } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { type BulkAct, BulkBar, BulkMenu } from '../../work/bulk.tsx'
import type { BulkProps, DeskOf, Group } from '../../work/desk.ts'
import type { FilterField } from '../../work/narrowing.ts'
import { QueueRow, RowClock } from './queue-row.tsx'
import { categoryNames, groupName, planNames, priorityNames, shownGroup, sortNames, statusIcons, statusNames, viewNames } from './words.ts'

const nothing: Partial<Record<TicketView, string>> = {
  mine: 'Nothing of yours is waiting.',
  unassigned: 'Every open ticket has an owner.',
  escalated: 'Nothing is escalated.',
  waiting: 'No ticket waits on a customer.',
  snoozed: 'Nothing is snoozed.',
  closed_today: 'Nothing was closed today.',
}

const fields: readonly FilterField[] = [
  {
    id: 'status',
    label: 'Status',
    type: 'choice',
    values: ticketStatuses,
    names: statusNames,
    aliases: { waiting: 'waiting_response', progress: 'in_progress', done: 'resolved' },
  },
  { id: 'priority', label: 'Priority', type: 'choice', values: ticketPriorities.toReversed(), names: priorityNames },
  { id: 'category', label: 'Category', type: 'choice', values: ticketCategories, names: categoryNames },
  { id: 'plan', label: 'Plan', type: 'choice', values: planTiers, names: planNames },
  { id: 'assignee', token: 'owner', label: 'Owner', type: 'staff' },
  { id: 'tag', label: 'Tag', type: 'words' },
]

const byDue: Group<TicketRow> = { of: (row, { now, zone }) => dueGroup(row, now, zone), shownAs: shownGroup, name: groupName }

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
  { id: 'customer', header: 'Customer', width: '15%', cell: ({ customer }) => <bdi className="cut">{customer.name}</bdi> },
  { id: 'plan', header: 'Plan', width: '104px', cell: ({ plan }) => planNames[plan] },
  { id: 'status', header: 'Status', width: '142px', cell: ({ status }) => statusNames[status] },
  {
    id: 'priority',
    header: 'Priority',
    width: '92px',
    cell: ({ priority }) => priorityNames[priority],
    orders: { desc: 'priority' },
  },
  { id: 'category', header: 'Category', width: '104px', cell: ({ category }) => categoryNames[category] },
  {
    id: 'owner',
    header: 'Owner',
    width: '132px',
    cell: ({ assignee }) => <span className="cut">{assignee?.name ?? 'nobody'}</span>,
  },
  {
    id: 'opened',
    header: 'Opened',
    width: '88px',
    numeric: true,
    cell: ({ createdAt }) => <Moment at={createdAt} />,
    orders: { desc: 'newest', asc: 'oldest' },
  },
  {
    id: 'changed',
    header: 'Changed',
    width: '92px',
    numeric: true,
    cell: ({ updatedAt }) => <Moment at={updatedAt} />,
    orders: { desc: 'updated' },
  },
  { id: 'due', header: 'Due', width: '148px', numeric: true, cell: (row) => <RowClock row={row} />, orders: { asc: 'due' } },
]

const setPriority = (priority: TicketPriority): BulkAct<TicketRow> => ({
  done: `set to ${priorityNames[priority].toLowerCase()}`,
  run: ({ id, version }, commandId) => call('tickets.setPriority', { id, commandId, expectedVersion: version, priority }),
})
const setStatus = (status: TicketStatus): BulkAct<TicketRow> => ({
  done: `set to ${statusNames[status].toLowerCase()}`,
  run: ({ id, version }, commandId) => call('tickets.setStatus', { id, commandId, expectedVersion: version, status, reason: null }),
})

function Bulk(props: BulkProps<TicketRow>) {
  return (
    <BulkBar {...props} desk={ticketDesk}>
      {(run) => (
        <>
          <BulkMenu
            label="Priority"
            choices={ticketPriorities.toReversed()}
            nameOf={(value) => priorityNames[value]}
            onChoose={(value) => run(setPriority(value))}
          />
          <BulkMenu
            label="Status"
            choices={ticketStatuses}
            nameOf={(value) => statusNames[value]}
            iconOf={(value) => statusIcons[value]}
            onChoose={(value) => run(setStatus(value))}
          />
        </>
      )}
    </BulkBar>
  )
}

const each = <Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>

export const ticketDesk: DeskOf<'tickets'> = {
  id: 'tickets',
  kind: 'ticket',
  one: 'ticket',
  many: 'tickets',
  name: 'Tickets',
  act: 'tickets.act',
  readOnly: 'Your roles read tickets; they do not act on them',
  roles: ['support', 'admin'],
  person: 'customer',
  isPersonBeside: true,
  claimOwns: true,
  whileHeld: 'You can read it and write notes.',
  views: each(ticketViews, (view) => ({ name: viewNames[view], ...(nothing[view] && { nothing: nothing[view] }) })),
  firstView: 'mine',
  openView: 'open',
  allView: 'all',
  doneView: 'closed_today',
  sorts: sortNames,
  firstSort: 'due',
  fields,
  searchHint: 'Filter by status, customer, tag or word',
  filterHint: 'A ticket has to match one of each line, and every tag.',
  statuses: each(ticketStatuses, (status) => ({ name: statusNames[status], icon: statusIcons[status] })),
  groups: { due: byDue },
  Row: QueueRow,
  columns,
  form: 'list',
  isTableBeside: false,
  Bulk,
}
