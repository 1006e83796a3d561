/** What identity checks say about themselves: views, orders, filters, rows, and what can be done with several. */
import { type KycRow, type KycView, kycLevels, kycStatuses, kycViews } from '../../../shared/kyc.ts'
import { call } from '../../api.ts'
import { Icon } from '../../components/icon.tsx'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { BulkBar, BulkMenu } from '../../work/bulk.tsx'
import { useColleagues } from '../../work/colleagues.tsx'
import { byDue, commonColumns, commonFields, each, RowClock, RowMarks, viewsOf } from '../../work/common.tsx'
import type { BulkProps, DeskOf, RowProps } from '../../work/desk.ts'
import { flagNames, levelNames, scoreText, sortNames, statusIcons, statusNames, viewNames } from './words.ts'

const isDone = ({ status }: { status: string }) => status === 'approved' || status === 'rejected' || status === 'expired'

const nothing: Partial<Record<KycView, string>> = {
  mine: 'Nothing of yours is waiting.',
  unassigned: 'Every open check has an owner.',
  open: 'No identity check is open.',
  needs_info: 'Nobody was asked for more.',
  in_review: 'Nothing is in review.',
  hits: 'No decided check has a hit that nobody judged.',
  snoozed: 'Nothing is snoozed.',
  closed_today: 'Nothing was decided today.',
}

const shownFlags = ['sanctions', 'pep', 'listed', 'second_review', 'resubmitted'] as const

/** "Enhanced, risk 74", and what stands out. */
function Row({ row, others, hasDraft, left }: RowProps<KycRow>) {
  const flag = shownFlags.find((each) => row.tags.includes(each))
  return (
    <>
      <bdi className="subject cut">{row.customer.name}</bdi>
      <span className="end">{left ?? <RowClock row={row} isDone={isDone(row)} />}</span>
      <span className="who">
        <span className="cut">
          {levelNames[row.category]}, risk {scoreText(row.score)}
          {flag && `, ${(flagNames[flag] ?? flag).toLowerCase()}`}
        </span>
      </span>
      <span className="end">
        <RowMarks hasDraft={hasDraft} others={others} />
      </span>
    </>
  )
}

const common = commonColumns(isDone as never)
const columns: QueueColumn<KycRow>[] = [
  {
    id: 'person',
    header: 'Person',
    cell: ({ status, customer }) => (
      <>
        <Icon name={statusIcons[status]} className="t3" />
        <bdi className="subject cut">{customer.name}</bdi>
      </>
    ),
  },
  { id: 'level', header: 'Level', width: '92px', cell: ({ category }) => levelNames[category] },
  { id: 'risk', header: 'Risk', width: '64px', numeric: true, cell: ({ score }) => scoreText(score), orders: { desc: 'risk' } },
  { id: 'status', header: 'Status', width: '160px', cell: ({ status }) => statusNames[status] },
  {
    id: 'flags',
    header: 'Flags',
    width: '22%',
    cell: ({ tags }) => <span className="cut">{tags.map((tag) => flagNames[tag] ?? tag).join(', ')}</span>,
  },
  common.owner,
  common.opened,
  common.changed,
  common.due,
]

function Bulk(props: BulkProps<KycRow>) {
  const colleagues = useColleagues(kycDesk)
  return (
    <BulkBar {...props} desk={kycDesk}>
      {(run) => (
        <BulkMenu
          label="Assign"
          choices={['nobody', ...colleagues.map(({ id }) => id)]}
          nameOf={(id) => colleagues.find((person) => person.id === id)?.name ?? 'Nobody'}
          onChoose={(to) =>
            run({
              done: to === 'nobody' ? 'given back' : 'assigned',
              run: ({ id, version }, commandId) =>
                call('work.assign', { id, kind: 'kyc', commandId, expectedVersion: version, assignee: to === 'nobody' ? null : to }),
            })
          }
        />
      )}
    </BulkBar>
  )
}

export const kycDesk: DeskOf<'kyc'> = {
  id: 'kyc',
  kind: 'kyc',
  one: 'check',
  many: 'checks',
  name: 'Identity checks',
  act: 'kyc.act',
  readOnly: 'Your roles read identity checks; they do not decide them',
  roles: ['compliance'],
  person: 'person',
  isPersonBeside: false,
  claimOwns: false,
  decides: 'Deciding',
  whileHeld: 'You can read it and look at its documents.',
  views: viewsOf(kycViews, viewNames, nothing),
  firstView: 'open',
  openView: 'open',
  allView: 'all',
  doneView: 'closed_today',
  sorts: sortNames,
  firstSort: 'due',
  fields: [
    {
      id: 'status',
      label: 'Status',
      type: 'choice',
      values: kycStatuses,
      names: statusNames,
      aliases: { waiting: 'pending', review: 'in_review', asked: 'needs_info' },
    },
    { id: 'category', token: 'level', label: 'Level', type: 'choice', values: kycLevels, names: levelNames },
    {
      id: 'tag',
      token: 'flag',
      label: 'Flag',
      type: 'choice',
      values: Object.keys(flagNames),
      names: flagNames,
      aliases: { two: 'two_reviewers', second: 'second_review', risk: 'two_reviewers' },
    },
    commonFields.plan,
    commonFields.owner,
  ],
  searchHint: 'Filter by level, flag, name or number',
  filterHint: 'A check has to match one of each line, and every flag.',
  statuses: each(kycStatuses, (status) => ({ name: statusNames[status], icon: statusIcons[status] })),
  groups: { due: byDue(isDone, (_view, group) => (group === 'waiting' ? 'Waiting on the person' : group === 'done' ? 'Decided' : null)) },
  Row,
  columns,
  form: 'list',
  isTableBeside: false,
  Bulk,
}
