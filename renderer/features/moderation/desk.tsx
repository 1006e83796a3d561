/** What moderation says about itself: views, orders, filters, rows. */
import {
  type CaseRow,
  type CaseView,
  caseSources,
  caseStatuses,
  caseViews,
  contentTypes,
  reportReasons,
} from '../../../shared/moderation.ts'
import { many } from '../../components/count.ts'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import type { QueueColumn } from '../../components/queue-table.tsx'
import { byDue, commonColumns, commonFields, each, RowFace, viewsOf } from '../../work/common.tsx'
import type { DeskOf, RowProps } from '../../work/desk.ts'
import { contentIcons, contentNames, reasonNames, sortNames, sourceNames, statusIcons, statusNames, viewNames } from './words.ts'

export const isDone = ({ status }: { status: string }) => status === 'approved' || status === 'rejected'

const nothing: Partial<Record<CaseView, string>> = {
  mine: 'Nothing of yours is waiting.',
  open: 'Nothing is waiting.',
  snoozed: 'Nothing is on hold.',
  appealed: 'No appeal waits for an answer.',
  closed_today: 'Nothing was decided today.',
}

const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })

/** What it is and why it is here: "Track, copyright, 3 reports, 41K". */
function whyWords({ tags, source, reports, reach, category, status }: CaseRow): string {
  const reason = reportReasons.find((each) => tags.includes(each))
  const [first = '', ...more] = [
    status === 'appealed' ? 'appeal' : null,
    contentNames[category].toLowerCase(),
    reason ? reasonNames[reason].toLowerCase() : sourceNames[source],
    reports > 0 ? many(reports, 'report') : null,
    reach >= 1000 ? compact.format(reach) : null,
  ].filter((each) => each !== null)
  return [first.charAt(0).toUpperCase() + first.slice(1), ...more].join(', ')
}

function CaseFace(props: RowProps<CaseRow>) {
  const { category, title } = props.row
  return (
    <RowFace
      {...props}
      icon={contentIcons[category]}
      iconLabel={contentNames[category]}
      title={title}
      who={whyWords(props.row)}
      isDone={isDone(props.row)}
    />
  )
}

const common = commonColumns(isDone)

const columns: QueueColumn<CaseRow>[] = [
  {
    id: 'title',
    header: 'What it is about',
    cell: ({ category, title }) => (
      <>
        <Icon name={contentIcons[category]} label={contentNames[category]} className="t3" />
        <bdi className="subject cut">{title}</bdi>
      </>
    ),
  },
  { ...common.customer, header: 'Author' },
  { id: 'status', header: 'Status', width: '112px', cell: ({ status }) => statusNames[status] },
  { ...common.priority, header: 'Severity' },
  { id: 'source', header: 'Came up', width: '136px', cell: ({ source }) => sourceNames[source] },
  { id: 'reports', header: 'Reports', width: '76px', numeric: true, cell: ({ reports }) => reports || '' },
  { id: 'reach', header: 'Reach', width: '84px', numeric: true, cell: ({ reach }) => compact.format(reach), orders: { desc: 'reach' } },
  common.owner,
  common.opened,
  common.due,
]

export const caseDesk: DeskOf<'moderation'> = {
  id: 'moderation',
  kind: 'case',
  one: 'case',
  many: 'cases',
  name: 'Cases',
  act: 'moderation.act',
  readOnly: 'Your roles read cases; they do not decide them',
  roles: ['moderator'],
  person: 'author',
  isPersonBeside: false,
  claimOwns: false,
  decides: 'Deciding',
  whileHeld: 'You can read it.',
  views: viewsOf(caseViews, viewNames, nothing),
  firstView: 'open',
  openView: 'open',
  allView: 'all',
  doneView: 'closed_today',
  sorts: sortNames,
  firstSort: 'due',
  fields: [
    { id: 'status', label: 'Status', type: 'choice', values: caseStatuses, names: statusNames },
    { id: 'category', token: 'about', label: 'About', type: 'choice', values: contentTypes, names: contentNames },
    { ...commonFields.priority, label: 'Severity' },
    { id: 'tag', token: 'why', label: 'Why', type: 'words' },
    commonFields.plan,
    commonFields.owner,
  ],
  searchHint: 'Filter by kind, reason, author or word',
  filterHint: `A case has to match one of each line, and every word of Why: ${[...caseSources, ...reportReasons].join(', ')}.`,
  statuses: each(caseStatuses, (status) => ({ name: statusNames[status], icon: statusIcons[status] })),
  groups: { due: byDue(isDone) },
  Row: CaseFace,
  columns,
  form: 'list',
  isTableBeside: false,
  foot: (
    <span>
      <Key>S</Key> skip
    </span>
  ),
}
