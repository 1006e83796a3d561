/** What tickets are called on the screen: names, glyphs, and the sentence of each event. */
import type {
  ClockName,
  DueGroup,
  PlanTier,
  ThreadEntry,
  TicketCategory,
  TicketFilter,
  TicketPriority,
  TicketSort,
  TicketStatus,
  TicketView,
} from '../../../shared/tickets.ts'
import { whenTime } from '../../../shared/time.ts'
import type { StaffRef } from '../../../shared/work.ts'
import type { IconName } from '../../components/icon.tsx'
import { zone } from './when.ts'

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

export const clockNames: Record<ClockName, string> = {
  first_response: 'First response',
  next_response: 'Next response',
  resolution: 'Resolution',
}

export const filterNames: Record<Exclude<keyof TicketFilter, 'text'>, string> = {
  status: 'Status',
  priority: 'Priority',
  category: 'Category',
  plan: 'Plan',
  assignee: 'Owner',
  currency: 'Currency',
  tag: 'Tag',
}

export const many = (n: number, one: string, more = `${one}s`): string => `${n.toLocaleString('en-GB')} ${n === 1 ? one : more}`

type Event = Extract<ThreadEntry, { type: 'event' }>
type Facts = Record<string, unknown> | null

/** Whom the reader is, so that "You" stands where it should. */
export type NameOf = (staff: StaffRef | null) => string

const eventIcons: Record<string, IconName> = {
  claim: 'user',
  next_item: 'user',
  release: 'user',
  hand_over: 'user',
  assign: 'user',
  ticket_set_priority: 'flag',
  ticket_escalate: 's-esc',
  ticket_resolve: 's-done',
  ticket_reopen: 's-open',
  ticket_snooze: 'moon',
  wake: 'moon',
}

export function eventIcon({ action, after }: Event): IconName {
  const status = after?.status
  if (action === 'ticket_set_status' && isStatus(status)) return statusIcons[status]
  return eventIcons[action] ?? 'pencil'
}

const isStatus = (value: unknown): value is TicketStatus => typeof value === 'string' && value in statusNames

/** A stored value as people call it: "in_progress" is "in progress". */
const plain = (value: unknown): string => (value == null ? 'none' : String(value).replaceAll('_', ' '))
const staffOf = (facts: Facts, key: string): StaffRef | null => (facts?.[key] as StaffRef | null | undefined) ?? null
const tagsOf = (facts: Facts): string[] => (Array.isArray(facts?.tags) ? facts.tags.map(String) : [])

/** What happened, in one line: "You claimed the ticket". The words of the person who did it follow in quotes. */
export function eventWords(event: Event, nameOf: NameOf): string {
  const who = event.actor ? nameOf(event.actor) : 'The platform'
  const said = event.reason ? `: “${event.reason}”` : ''
  return `${who} ${verbOf(event, nameOf)}${said}`
}

function verbOf({ action, actor, before, after }: Event, nameOf: NameOf): string {
  switch (action) {
    case 'claim':
    case 'next_item':
      return 'claimed the ticket'
    case 'release':
      return 'gave the ticket back'
    case 'hand_over':
      return `handed the ticket to ${inSentence(nameOf(staffOf(after, 'assignee')))}`
    case 'assign':
      return ownerWords(actor, staffOf(before, 'assignee'), staffOf(after, 'assignee'), nameOf)
    case 'ticket_set_status':
      return `moved it from ${plain(before?.status)} to ${plain(after?.status)}`
    case 'ticket_set_priority':
      return `set the priority from ${plain(before?.priority)} to ${plain(after?.priority)}`
    case 'ticket_set_category':
      return `moved it from category ${plain(before?.category)} to ${plain(after?.category)}`
    case 'ticket_escalate':
      return after?.to ? `escalated it to ${inSentence(nameOf(staffOf(after, 'to')))}` : 'escalated it'
    case 'ticket_resolve':
      return 'resolved it'
    case 'ticket_reopen':
      return 'reopened it'
    case 'ticket_snooze':
      return after?.until ? `snoozed it until ${whenTime(String(after.until), Date.now(), zone)}` : 'woke it'
    case 'wake':
      return 'woke it: the snooze ended'
    case 'ticket_tag':
      return tagWords(tagsOf(before), tagsOf(after))
    case 'platform_update':
      return differences(before, after)
    default:
      return plain(action)
  }
}

const inSentence = (name: string) => (name === 'You' ? 'you' : name)

function ownerWords(actor: StaffRef | null, before: StaffRef | null, after: StaffRef | null, nameOf: NameOf): string {
  if (!after) return before && before.id !== actor?.id ? `took it from ${inSentence(nameOf(before))}` : 'gave up the ticket'
  return after.id === actor?.id ? 'took the ticket' : `made ${inSentence(nameOf(after))} the owner`
}

function tagWords(before: string[], after: string[]): string {
  const added = after.filter((tag) => !before.includes(tag))
  const removed = before.filter((tag) => !after.includes(tag))
  const parts = [added.length > 0 && `added ${listOf('tag', added)}`, removed.length > 0 && `removed ${listOf('tag', removed)}`]
  return parts.filter(Boolean).join(' and ') || 'left the tags as they were'
}

const listOf = (thing: string, names: string[]) => `${thing}${names.length > 1 ? 's' : ''} ${names.join(', ')}`

function differences(before: Facts, after: Facts): string {
  const changed = Object.keys(after ?? {}).filter((key) => JSON.stringify(before?.[key]) !== JSON.stringify(after?.[key]))
  const words = changed.map(
    (key) => `${key === 'assignee' ? 'owner' : key} from ${shownValue(before?.[key])} to ${shownValue(after?.[key])}`,
  )
  return words.length > 0 ? `changed the ${words.join(' and the ')}` : 'touched it'
}

const shownValue = (value: unknown): string => (value && typeof value === 'object' && 'name' in value ? String(value.name) : plain(value))

/** What changed meanwhile, of the fields of a refused act: "the status", "the priority and the owner". */
export function fieldWords(fields: string[]): string {
  const names = fields.map((field) => (field === 'messages' ? 'a message' : `the ${field === 'assignee' ? 'owner' : plain(field)}`))
  return [...new Set(names)].join(' and ')
}

const helpCentre = 'https://help.example.com/articles/'

/** Where the customer reads an article. */
export const articleAddress = ({ slug }: { slug: string }): string => helpCentre + encodeURIComponent(slug)
