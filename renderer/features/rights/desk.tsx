/** What the conflicts of rights say about themselves: views, orders, filters, rows. */
import { type ConflictRow, type ConflictView, conflictKinds, conflictStatuses, conflictViews } from '../../../shared/conflicts.ts'
import { formatMoney } from '../../../shared/money.ts'
import { Icon } from '../../components/icon.tsx'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { byDue, commonColumns, commonFields, each, priorityNames, RowClock, viewsOf } from '../../work/common.tsx'
import type { DeskOf, RowProps } from '../../work/desk.ts'
import type { FilterField } from '../../work/narrowing.ts'
import { ConflictCode } from './code.tsx'
import { ListHead } from './list-head.tsx'
import { SearchAll } from './search-all.tsx'
import { kindNames, rightNames, sortNames, statusIcons, statusNames, viewNames, wholeUnits } from './words.ts'

const isDone = ({ status }: { status: string }) => status === 'resolved'

const nothing: Partial<Record<ConflictView, string>> = {
  mine: 'Nothing of yours is waiting.',
  open: 'No claims conflict.',
  escalated: 'Nothing is escalated.',
  snoozed: 'Nothing is put aside.',
}

const fields: readonly FilterField[] = [
  {
    id: 'status',
    label: 'Status',
    type: 'choice',
    values: conflictStatuses,
    names: statusNames,
    aliases: { progress: 'in_progress', done: 'resolved' },
  },
  { id: 'category', token: 'kind', label: 'Kind', type: 'choice', values: conflictKinds, names: kindNames },
  { ...commonFields.priority, token: 'severity', label: 'Severity' },
  commonFields.owner,
  commonFields.tag,
]

const amount = (value: string, currency: string) => formatMoney({ amount: value, currency }, { code: false })

/** "Recording, ownership, 3 parties" */
function factsOf({ rightType, entityType, category, parties }: ConflictRow): string {
  const what = rightType ? rightNames[rightType] : entityType === 'release' ? 'Release' : 'Work'
  return `${what}, ${kindNames[category].toLowerCase()}, ${parties.length === 1 ? '1 party' : `${parties.length} parties`}`
}

const common = commonColumns(isDone)
const columns: QueueColumn<ConflictRow>[] = [
  {
    id: 'title',
    header: 'Conflict',
    cell: ({ status, title }) => (
      <>
        <Icon name={statusIcons[status]} className="t3" />
        <bdi className="subject cut">{title}</bdi>
      </>
    ),
  },
  {
    id: 'code',
    header: 'Code',
    width: '128px',
    cell: (row) => <ConflictCode row={row} />,
  },
  { id: 'kind', header: 'Kind', width: '92px', cell: ({ category }) => kindNames[category] },
  { id: 'parties', header: 'Parties', width: '22%', cell: ({ parties }) => <bdi className="cut">{parties.join(', ')}</bdi> },
  { id: 'society', header: 'Society', width: '120px', cell: ({ society }) => <span className="cut">{society ?? 'none'}</span> },
  { id: 'severity', header: 'Severity', width: '86px', cell: ({ priority }) => priorityNames[priority], orders: { desc: 'priority' } },
  {
    id: 'held',
    header: 'Confirmed',
    width: '104px',
    numeric: true,
    cell: ({ held, currency }) => amount(held, currency),
    orders: { desc: 'held' },
  },
  {
    id: 'estimated',
    header: 'Estimated',
    width: '92px',
    numeric: true,
    cell: ({ estimated, currency }) => wholeUnits({ amount: estimated, currency }),
  },
  { id: 'currency', header: 'Currency', width: '72px', cell: ({ currency }) => currency },
  common.owner,
  common.due,
]

function ConflictRowFace({ row, left }: RowProps<ConflictRow>) {
  return (
    <>
      <Icon name={row.snoozedUntil ? 'pause' : statusIcons[row.status]} label={statusNames[row.status]} />
      <bdi className="subject cut">{row.title}</bdi>
      <span className="num" title={row.currency}>
        {amount(row.held, row.currency)}
      </span>
      <span className="num t3" title={row.currency}>
        {wholeUnits({ amount: row.estimated, currency: row.currency })}
      </span>
      <span className="who">
        <span className="cut">{factsOf(row)}</span>
        <span>{left ?? <RowClock row={row} isDone={isDone(row)} />}</span>
      </span>
    </>
  )
}

export const rightsDesk: DeskOf<'rights'> = {
  id: 'rights',
  kind: 'conflict',
  one: 'conflict',
  many: 'conflicts',
  name: 'Conflicts',
  act: 'rights.act',
  readOnly: 'Your roles read conflicts of rights; they do not decide them',
  roles: ['rights'],
  person: 'parties',
  isPersonBeside: true,
  claimOwns: false,
  decides: 'Settling',
  whileHeld: 'You can read it and try splits.',
  views: viewsOf(conflictViews, viewNames, nothing),
  firstView: 'open',
  openView: 'open',
  allView: 'all',
  doneView: 'closed_today',
  sorts: sortNames,
  firstSort: 'held',
  fields,
  codes: ['isrc', 'iswc', 'gtin'],
  searchHint: 'Filter by title, code, party or society',
  filterHint: 'A conflict has to match one of each line, and every tag.',
  statuses: each(conflictStatuses, (status) => ({ name: statusNames[status], icon: statusIcons[status] })),
  groups: { due: byDue(isDone) },
  Row: ConflictRowFace,
  listHead: <ListHead />,
  columns,
  foot: <SearchAll />,
  form: 'list',
  isTableBeside: false,
}
