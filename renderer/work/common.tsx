/** What most queues have alike: names, filter fields, columns, the headings of the due order, and the two-line row. */
import type { ReactNode } from 'react'
import { dueGroup, exact, when, whenTime } from '../../shared/time.ts'
import {
  type commonViews,
  type DueGroup,
  dueGroups,
  type PlanTier,
  type Priority,
  planTiers,
  priorities,
  type WorkRow,
} from '../../shared/work.ts'
import { Avatar } from '../components/avatar.tsx'
import { ClockText } from '../components/clock.tsx'
import { Icon, type IconName } from '../components/icon.tsx'
import { zone } from '../components/now.ts'
import type { QueueColumn } from '../components/queue-table.tsx'
import type { Group, RowProps } from './desk.ts'
import type { FilterField } from './narrowing.ts'
import { presenceWords } from './presence.tsx'

/** Something of each key, by it. */
export const each = <Key extends string, Value>(keys: readonly Key[], of: (key: Key) => Value) =>
  Object.fromEntries(keys.map((key) => [key, of(key)])) as Record<Key, Value>

/** What a desk says of its views; `nothing` where an empty one has words of its own. */
export const viewsOf = <View extends string>(views: readonly View[], names: Record<View, string>, nothing: Partial<Record<View, string>>) =>
  each(views, (view) => ({ name: names[view], ...(nothing[view] && { nothing: nothing[view] }) }))

export const priorityNames: Record<Priority, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  urgent: 'Urgent',
  critical: 'Critical',
}

export const planNames: Record<PlanTier, string> = {
  free: 'Free',
  starter: 'Starter',
  professional: 'Professional',
  business: 'Business',
  enterprise: 'Enterprise',
  custom: 'Custom',
}

export const commonViewNames: Record<(typeof commonViews)[number], string> = {
  mine: 'Mine',
  unassigned: 'Unassigned',
  in_hands: 'In hands',
  late: 'Late',
  due_hour: 'Due within the hour',
  snoozed: 'Snoozed',
  open: 'All open',
  done: 'Done',
  closed_today: 'Closed today',
  all: 'All',
}

export const commonSortNames = {
  due: 'Due first',
  newest: 'Newest first',
  oldest: 'Oldest first',
  updated: 'Last changed first',
  priority: 'Highest priority first',
}

export const commonFields = {
  priority: { id: 'priority', label: 'Priority', type: 'choice', values: priorities.toReversed(), names: priorityNames },
  plan: { id: 'plan', label: 'Plan', type: 'choice', values: planTiers, names: planNames },
  owner: { id: 'assignee', token: 'owner', label: 'Owner', type: 'staff' },
  tag: { id: 'tag', label: 'Tag', type: 'words' },
} satisfies Record<string, FilterField>

type IsDone = (row: WorkRow) => boolean

const dueNames: Record<DueGroup, string> = {
  overdue: 'Overdue',
  hour: 'Due within an hour',
  today: 'Later today',
  later: 'Later',
  waiting: 'Paused',
  done: 'Done',
}

/**
 * The headings of the due order. Rows without a running clock are not sorted among themselves, so where they mix, in the view of
 * everything, they share one heading. `nameOf` gives those that the workspace calls differently.
 */
export function byDue(isDone: IsDone, nameOf: (view: string, group: DueGroup) => string | null = () => null): Group<WorkRow> {
  return {
    of: (row, { now, zone }) => (isDone(row) ? 'done' : dueGroup(row.dueAt, now, zone)),
    shownAs: (view, group) => (view === 'all' && group === 'done' ? 'waiting' : group),
    name(view, group) {
      const key = dueGroups.find((each) => each === group) ?? 'later'
      return nameOf(view, key) ?? dueNames[key]
    },
  }
}

export function Moment({ at }: { at: string }) {
  return <time title={exact(at, zone)}>{when(at, Date.now(), zone)}</time>
}

/** What the row's clock says; for an item that is done, when it was last touched. */
export function RowClock({ row, isDone }: { row: WorkRow; isDone: boolean }) {
  if (isDone) return <span title={exact(row.updatedAt, zone)}>{when(row.updatedAt, Date.now(), zone)}</span>
  if (row.snoozedUntil) {
    return (
      <span className="clock paused" title={exact(row.snoozedUntil, zone)}>
        <Icon name="moon" />
        until {whenTime(row.snoozedUntil, Date.now(), zone)}
      </span>
    )
  }
  return <ClockText dueAt={row.dueAt} pausedSince={row.pausedSince} />
}

export function commonColumns(isDone: IsDone) {
  return {
    customer: { id: 'customer', header: 'Customer', width: '15%', cell: ({ customer }) => <bdi className="cut">{customer?.name}</bdi> },
    plan: { id: 'plan', header: 'Plan', width: '104px', cell: ({ plan }) => planNames[plan] },
    priority: {
      id: 'priority',
      header: 'Priority',
      width: '92px',
      cell: ({ priority }) => priorityNames[priority],
      orders: { desc: 'priority' },
    },
    owner: {
      id: 'owner',
      header: 'Owner',
      width: '132px',
      cell: ({ assignee }) => <span className="cut">{assignee?.name ?? 'nobody'}</span>,
    },
    opened: {
      id: 'opened',
      header: 'Opened',
      width: '88px',
      numeric: true,
      cell: ({ createdAt }) => <Moment at={createdAt} />,
      orders: { desc: 'newest', asc: 'oldest' },
    },
    changed: {
      id: 'changed',
      header: 'Changed',
      width: '92px',
      numeric: true,
      cell: ({ updatedAt }) => <Moment at={updatedAt} />,
      orders: { desc: 'updated' },
    },
    due: {
      id: 'due',
      header: 'Due',
      width: '148px',
      numeric: true,
      cell: (row) => <RowClock row={row} isDone={isDone(row)} />,
      orders: { asc: 'due' },
    },
  } satisfies Record<string, QueueColumn<WorkRow>>
}

interface RowFaceProps extends RowProps<WorkRow> {
  /** The glyph, and what it says. */
  icon: IconName
  iconLabel: string
  title: string
  who: ReactNode
  /** Quiet, after who. */
  more?: ReactNode
  isDone: boolean
}

/** A row of two lines: glyph, title and clock; whom it is about, and what stands out. */
export function RowFace({ row, others, hasDraft, left, icon, iconLabel, title, who, more, isDone }: RowFaceProps) {
  return (
    <>
      <Icon name={icon} label={iconLabel} />
      <bdi className="subject cut">{title}</bdi>
      <span className="end">{left ?? <RowClock row={row} isDone={isDone} />}</span>
      <span className="who">
        <bdi className="cut">{who}</bdi>
        <span>{more}</span>
      </span>
      <span className="end">
        {row.hasAttachment && <Icon name="clip" small label="Has an attachment" />}
        <RowMarks hasDraft={hasDraft} others={others} />
      </span>
    </>
  )
}

/** At the end of a row: a draft of one's own, and who is there. */
export function RowMarks({ hasDraft, others }: Pick<RowFaceProps, 'hasDraft' | 'others'>) {
  return (
    <>
      {hasDraft && <Icon name="pencil" small label="You have a draft here" />}
      {others?.slice(0, 2).map((presence) => (
        <Avatar
          key={presence.staff.id}
          initials={presence.staff.initials}
          size="small"
          here
          typing={presence.mode === 'typing'}
          title={presenceWords(presence)}
        />
      ))}
    </>
  )
}
