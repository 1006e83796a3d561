/** Sentences about items that every workspace says alike. */
import type { AppError } from '../../shared/errors.ts'
import type { StaffRef } from '../../shared/work.ts'
import { timeOf } from '../components/when.ts'

/** Whom the reader is, so that "You" stands where it should. */
export type NameOf = (staff: StaffRef | null) => string

export const nameFor =
  (own: StaffRef): NameOf =>
  (staff) =>
    staff === null ? 'nobody' : staff.id === own.id ? 'You' : staff.name

export const inSentence = (name: string) => (name === 'You' ? 'you' : name)

/** A stored value as people call it: "in_progress" is "in progress". */
export const plain = (value: unknown): string => (value == null ? 'none' : String(value).replaceAll('_', ' '))

interface StaleChange {
  fields: string[]
  actor: StaffRef | null
  at: string
  /** Made by this console. */
  isHere?: boolean
}

/** What this console did not do itself: an act of others, or of the same person at another computer. */
export const isNews = ({ actor, isHere }: StaleChange, own: StaffRef): boolean => actor?.id !== own.id || !isHere

/** Facts of a refusal because of a change: which, by whom, when. */
export const staleFacts = (error: AppError) => ({ version: 0, changes: [], ...error.detail }) as { version: number; changes: StaleChange[] }

/** "the status, the priority and the owner" */
export const listed = new Intl.ListFormat('en-GB', { type: 'conjunction' })

/** What changed meanwhile: "the status", "the priority and the owner". */
export function fieldWords(fields: string[]): string {
  const names = fields.map((field) => (field === 'messages' ? 'a message' : `the ${field === 'assignee' ? 'owner' : plain(field)}`))
  return listed.format(new Set(names))
}

export const whoWords = (actor: StaffRef | null, own: StaffRef): string => (actor ? nameFor(own)(actor) : 'The customer or the platform')

/** "Sofia Brandt changed the priority at 14:01" */
export function changeWords({ actor, fields, at }: StaleChange, own: StaffRef): string {
  return `${whoWords(actor, own)} changed ${fieldWords(fields)} at ${timeOf(at)}`
}
