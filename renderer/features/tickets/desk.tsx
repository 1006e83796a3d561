/** What the tickets say about themselves: views, orders, filters, rows, and what can be done with several. */
import {
  type TicketRow,
  type TicketStatus,
  type TicketView,
  ticketCategories,
  ticketStatuses,
  ticketViews,
} from '../../../shared/tickets.ts'
import { type Priority, priorities } from '../../../shared/work.ts'
import { call } from '../../api.ts'
import { Icon } from '../../components/icon.tsx'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { type BulkAct, BulkBar, BulkMenu } from '../../work/bulk.tsx'
import { byDue, commonColumns, commonFields, each, planNames, priorityNames, RowFace, viewsOf } from '../../work/common.tsx'
import type { BulkProps, DeskOf, RowProps } from '../../work/desk.ts'
import type { FilterField } from '../../work/narrowing.ts'
import { categoryNames, groupName, sortNames, statusIcons, statusNames, viewNames } from './words.ts'

const isDone = ({ status }: { status: string }) => status === 'resolved' || status === 'closed'

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
  commonFields.priority,
  { id: 'category', label: 'Category', type: 'choice', values: ticketCategories, names: categoryNames },
  commonFields.plan,
  commonFields.owner,
  commonFields.tag,
]

const common = commonColumns(isDone)

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
  common.customer,
  common.plan,
  { id: 'status', header: 'Status', width: '142px', cell: ({ status }) => statusNames[status] },
  common.priority,
  { id: 'category', header: 'Category', width: '104px', cell: ({ category }) => categoryNames[category] },
  common.owner,
  common.opened,
  common.changed,
  common.due,
]

function TicketRowFace(props: RowProps<TicketRow>) {
  const { status, subject, customer, plan } = props.row
  return (
    <RowFace
      {...props}
      icon={statusIcons[status]}
      iconLabel={statusNames[status]}
      title={subject}
      who={customer.name}
      more={planNames[plan]}
      isDone={isDone(props.row)}
    />
  )
}

const setPriority = (priority: Priority): BulkAct<TicketRow> => ({
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
            choices={priorities.toReversed()}
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
  views: viewsOf(ticketViews, viewNames, nothing),
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
  groups: { due: byDue(isDone, groupName) },
  Row: TicketRowFace,
  columns,
  form: 'list',
  isTableBeside: false,
  Bulk,
}
