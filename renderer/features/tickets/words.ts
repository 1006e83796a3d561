/** What tickets are called on the screen: names, glyphs, and the sentence of each event. */
import {
  type ClockName,
  type DueGroup,
  dueGroups,
  type PlanTier,
  type TicketCategory,
  type TicketPriority,
  type TicketSort,
  type TicketStatus,
  type TicketView,
} from '../../../shared/tickets.ts'
import { whenTime } from '../../../shared/time.ts'
import type { ItemEvent } from '../../../shared/work.ts'
import type { IconName } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { type EventWords, staffIn } from '../../work/history.tsx'
import { inSentence, plain } from '../../work/words.ts'

export const statusNames: Record<TicketStatus, string> = {
  open: 'Open',
  in_progress: 'In progress',
  waiting_response: 'Waiting on customer',
  escalated: 'Escalated',
  resolved: 'Resolved',
  closed: 'Closed',
}

export const statusIcons: Record<TicketStatus, IconName> = {
  open: 's-open',
  in_progress: 's-progress',
  waiting_response: 'pause',
  escalated: 's-esc',
  resolved: 's-done',
  closed: 's-closed',
}

export const priorityNames: Record<TicketPriority, string> = {
  low: 'Low',
  medium: 'Medium',
  high: 'High',
  urgent: 'Urgent',
  critical: 'Critical',
}

export const categoryNames: Record<TicketCategory, string> = {
  technical: 'Technical',
  billing: 'Billing',
  content: 'Content',
  distribution: 'Distribution',
  payout: 'Payout',
  kyc: 'KYC',
  rights: 'Rights',
  account: 'Account',
  other: 'Other',
}

export const planNames: Record<PlanTier, string> = {
  free: 'Free',
  starter: 'Starter',
  professional: 'Professional',
  business: 'Business',
  enterprise: 'Enterprise',
  custom: 'Custom',
}

export const viewNames: Record<TicketView, string> = {
  mine: 'Mine',
  in_hands: 'In hands',
  late: 'Late',
  due_hour: 'Due within the hour',
  done: 'Done',
  unassigned: 'Unassigned',
  escalated: 'Escalated',
  waiting: 'Waiting on customer',
  snoozed: 'Snoozed',
  closed_today: 'Closed today',
  open: 'All open',
  all: 'All',
}

export const sortNames: Record<TicketSort, string> = {
  due: 'Due first',
  newest: 'Newest first',
  oldest: 'Oldest first',
  updated: 'Last changed first',
  priority: 'Highest priority first',
}

export const groupNames: Record<DueGroup, string> = {
  overdue: 'Overdue',
  hour: 'Due within an hour',
  today: 'Later today',
  later: 'Later',
  waiting: 'Waiting on the customer',
  done: 'Resolved and closed',
}

/** Rows without a running clock are not sorted among themselves, so where they mix they share one heading. */
export const shownGroup = (view: string, group: string): string => (view === 'all' && group === 'done' ? 'waiting' : group)

export function groupName(view: string, group: string): string {
  if (group !== 'waiting') return groupNames[dueGroups.find((each) => each === group) ?? 'later']
  if (view === 'snoozed') return 'Snoozed'
  if (view === 'all') return 'Paused, resolved and closed'
  return view === 'open' ? 'Paused' : groupNames.waiting
}

export const clockNames: Record<ClockName, string> = {
  first_response: 'First response',
  next_response: 'Next response',
  resolution: 'Resolution',
}

type Facts = ItemEvent['before']

const eventIcons: Record<string, IconName> = {
  ticket_set_priority: 'flag',
  ticket_escalate: 's-esc',
  ticket_resolve: 's-done',
  ticket_reopen: 's-open',
  ticket_snooze: 'moon',
}

/** The ticket's own events; the others are said as for every kind. */
export const ticketEvents: EventWords = {
  one: 'ticket',
  icon({ action, after }) {
    const status = after?.status
    return action === 'ticket_set_status' && isStatus(status) ? statusIcons[status] : (eventIcons[action] ?? null)
  },
  verb({ action, before, after }, nameOf) {
    switch (action) {
      case 'ticket_set_status':
        return `moved it from ${plain(before?.status)} to ${plain(after?.status)}`
      case 'ticket_set_priority':
        return `set the priority from ${plain(before?.priority)} to ${plain(after?.priority)}`
      case 'ticket_set_category':
        return `moved it from category ${plain(before?.category)} to ${plain(after?.category)}`
      case 'ticket_escalate':
        return after?.to ? `escalated it to ${inSentence(nameOf(staffIn(after, 'to')))}` : 'escalated it'
      case 'ticket_resolve':
        return 'resolved it'
      case 'ticket_reopen':
        return 'reopened it'
      case 'ticket_snooze':
        return after?.until ? `snoozed it until ${whenTime(String(after.until), Date.now(), zone)}` : 'woke it'
      case 'ticket_tag':
        return tagWords(tagsOf(before), tagsOf(after))
      default:
        return null
    }
  },
}

const isStatus = (value: unknown): value is TicketStatus => typeof value === 'string' && value in statusNames
const tagsOf = (facts: Facts): string[] => (Array.isArray(facts?.tags) ? facts.tags.map(String) : [])

function tagWords(before: string[], after: string[]): string {
  const added = after.filter((tag) => !before.includes(tag))
  const removed = before.filter((tag) => !after.includes(tag))
  const parts = [added.length > 0 && `added ${listOf('tag', added)}`, removed.length > 0 && `removed ${listOf('tag', removed)}`]
  return parts.filter(Boolean).join(' and ') || 'left the tags as they were'
}

const listOf = (thing: string, names: string[]) => `${thing}${names.length > 1 ? 's' : ''} ${names.join(', ')}`

const helpCentre = 'https://help.example.com/articles/'

/** Where the customer reads an article. */
export const articleAddress = ({ slug }: { slug: string }): string => helpCentre + encodeURIComponent(slug)
