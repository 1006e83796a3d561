/** What tickets are called on the screen: names, glyphs, and the sentence of each event. */
import type { ClockName, TicketCategory, TicketSort, TicketStatus, TicketView } from '../../../shared/tickets.ts'
import { whenTime } from '../../../shared/time.ts'
import type { DueGroup, ItemEvent } from '../../../shared/work.ts'
import type { IconName } from '../../components/icon.tsx'
import { zone } from '../../components/now.ts'
import { commonSortNames, commonViewNames } from '../../work/common.tsx'
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

export const viewNames: Record<TicketView, string> = { ...commonViewNames, escalated: 'Escalated', waiting: 'Waiting on customer' }

export const sortNames: Record<TicketSort, string> = commonSortNames

/** Headings that tickets call differently. */
export function groupName(view: string, group: DueGroup): string | null {
  if (group === 'done') return 'Resolved and closed'
  if (group !== 'waiting' || view === 'open') return null
  if (view === 'snoozed') return 'Snoozed'
  return view === 'all' ? 'Paused, resolved and closed' : 'Waiting on the customer'
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
  ticket_undo_reply: 'undo',
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

/** "640 B", "12 kB", "1.4 MB" */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
