/** How commands on their way are told. */
import type { OutboxItem, QueuedMethod } from '../../shared/outbox.ts'
import type { StaffRef } from '../../shared/work.ts'
import { many } from '../components/count.ts'
import type { IconName } from '../components/icon.tsx'
import { plain, staleFacts } from './words.ts'

const names: Record<QueuedMethod, [string, IconName]> = {
  'tickets.reply': ['Reply to', 'mail'],
  'tickets.note': ['Note on', 'lock'],
  'tickets.setStatus': ['Set the status of', 's-progress'],
  'tickets.setPriority': ['Set the priority of', 'pencil'],
  'tickets.setCategory': ['Move', 'pencil'],
  'tickets.escalate': ['Escalate', 's-esc'],
  'tickets.resolve': ['Resolve', 's-done'],
  'tickets.reopen': ['Reopen', 's-open'],
  'tickets.snooze': ['Snooze', 'moon'],
  'tickets.tag': ['Tag', 'pencil'],
  'work.assign': ['Set the owner of', 'user'],
}

export const iconOf = ({ method, state }: OutboxItem): IconName => (isHeld(state) ? 'alert' : names[method][1])

export const isHeld = (state: OutboxItem['state']) => state === 'conflict' || state === 'rejected'

/** "Reply to T-48213, 412 characters" */
export function titleOf({ method, label, input, draft }: OutboxItem): string {
  const number = label.split(' ')[0] ?? ''
  const length = draft && typeof input.body === 'string' ? `, ${many(input.body.length, 'character')}` : ''
  return `${names[method][0]} ${number}${length}`
}

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
  const change = problem.code === 'stale' ? staleFacts(problem).changes.findLast(({ actor }) => actor?.id !== own.id) : undefined
  if (!change) return `is held back: ${problem.message}`
  const who = change.actor?.name ?? 'The customer or the platform'
  const what = change.fields.includes('messages') ? 'wrote' : `changed ${change.fields.map(plain).join(', ')}`
  return `is held back: ${who} ${what} meanwhile`
}
