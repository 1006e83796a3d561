/** How commands on their way are told. */
import type { AttachmentRef } from '../../shared/attachments.ts'
import type { OutboxItem, QueuedMethod } from '../../shared/outbox.ts'
import type { StaffRef } from '../../shared/work.ts'
import type { IconName } from '../components/icon.tsx'
import { partWords } from './draft.ts'
import { fieldWords, inSentence, isNews, listed, nameFor, plain, staleFacts } from './words.ts'

const names: Record<QueuedMethod, [string, IconName]> = {
  'tickets.reply': ['Reply to', 'mail'],
  'tickets.note': ['Note on', 'lock'],
  'tickets.setStatus': ['Set the status of', 's-progress'],
  'tickets.setPriority': ['Set the priority of', 'pencil'],
  'tickets.setCategory': ['Set the category of', 'pencil'],
  'tickets.escalate': ['Escalate', 's-esc'],
  'tickets.resolve': ['Resolve', 's-done'],
  'tickets.reopen': ['Reopen', 's-open'],
  'tickets.snooze': ['Snooze', 'moon'],
  'tickets.tag': ['Tag', 'pencil'],
  'work.assign': ['Set the owner of', 'user'],
}

export const iconOf = ({ method, state }: OutboxItem): IconName => (isHeld(state) ? 'alert' : names[method][1])

export const isHeld = (state: OutboxItem['state']) => state === 'conflict' || state === 'rejected'

/** The field whose new value the title names. */
const chosen: Partial<Record<QueuedMethod, string>> = {
  'tickets.setStatus': 'status',
  'tickets.setPriority': 'priority',
  'tickets.setCategory': 'category',
  'work.assign': 'assignee',
}

/** "Reply to T-48213, 412 characters, 2 files", "Set the priority of T-48213 to critical" */
export function titleOf(item: OutboxItem): string {
  const { method, label, effect, draft } = item
  const number = label.split(' ')[0] ?? ''
  const field = chosen[method]
  const value = field && field in effect ? ` to ${valueWords(effect[field])}` : ''
  return `${names[method][0]} ${number}${value}${draft ? `, ${partWords(partsOf(item))}` : ''}`
}

/** What of it was written. */
export function partsOf({ input }: OutboxItem) {
  return { body: String(input.body ?? ''), attachments: input.attachments as AttachmentRef[] | undefined }
}

const valueWords = (value: unknown): string =>
  value === null ? 'nobody' : typeof value === 'object' && 'name' in value ? String(value.name) : plain(value)

/** Why it is still here: "waits for the connection". */
export function stateWords(item: OutboxItem, isOnline: boolean, own: StaffRef): string {
  if (item.state === 'sending') return 'is on its way'
  if (isHeld(item.state)) return heldWords(item, own)
  if (item.behind) return 'waits for the one above it on the same item'
  if (item.inDoubt) return 'was sent, its arrival is not known yet; it is settled with the connection'
  if (!isOnline) return 'waits for the connection'
  return item.problem ? `is tried again: ${item.problem.message}` : 'is next'
}

function heldWords({ problem }: OutboxItem, own: StaffRef): string {
  if (!problem) return 'is held back'
  const changes = problem.code === 'stale' ? staleFacts(problem).changes.filter((change) => isNews(change, own)) : []
  if (changes.length === 0) return `is held back: ${problem.message}`
  const who = [...new Set(changes.map(({ actor }) => (actor ? inSentence(nameFor(own)(actor)) : 'the customer or the platform')))]
  const fields = [...new Set(changes.flatMap((change) => change.fields))]
  const changed = fieldWords(fields.filter((field) => field !== 'messages'))
  const what = [fields.includes('messages') && 'wrote', changed && `changed ${changed}`].filter(Boolean)
  return `is held back: ${listed.format(who)} ${listed.format(what as string[])} meanwhile`
}
