/** What is typed and not yet sent. One draft per person, item and slot, kept on this computer. */
import type { AttachmentRef } from './attachments.ts'
import type { WorkKind } from './work.ts'

export const draftSlots = ['reply', 'note', 'decision', 'claim', 'split', 'policy'] as const
/** `claim` is a new claim of a conflict, `claim:<id>` a change of one that there is. */
export type DraftSlot = (typeof draftSlots)[number] | `claim:${string}`

export type MessageSlot = 'reply' | 'note'
/** What is one text that is sent; everything else is a form. */
export const isMessage = (slot: DraftSlot): slot is MessageSlot => slot === 'reply' || slot === 'note'

/** Instead of an item's id, for what belongs to a workspace as a whole: the policy of payouts. */
export const noItem = '00000000-0000-0000-0000-000000000000'

export interface DraftKey {
  kind: WorkKind
  itemId: string
  slot: DraftSlot
}

export interface DraftContent {
  /** The text; of a form, the fields that the person filled in, as JSON. */
  body: string
  /** Where the caret stood, and which template the text came from. */
  caret: number | null
  templateId: string | null
  /** Files that go with it, by reference; left out where there are none. */
  attachments?: AttachmentRef[] | undefined
  /** The item's version when the draft began. */
  baseVersion: number | null
  /** Made at the first attempt to send, so that a retry after a crash is the same command. */
  commandId: string | null
  /** The other arguments of that first attempt (expectedVersion, thenStatus ...): a retry repeats them. null without an attempt. */
  attempt: Record<string, unknown> | null
}

export interface Draft extends DraftContent {
  key: DraftKey
  savedAt: string
  /** How the item is called in lists: "T-48213 Payout held after a bank change". */
  label: string
}

export interface DraftVersion {
  id: number
  body: string
  attachments: AttachmentRef[]
  savedAt: string
  discarded: boolean
}

/**
 * `owner` is the person who typed: a late save stays theirs, whoever is signed in by then. `after` is the `savedAt` that the text grew from,
 * null for none, left out where only one window writes: a text that another one put there meanwhile is kept as a version.
 */
export interface DraftMethods {
  'drafts.get': { input: { key: DraftKey }; output: Draft | null }
  'drafts.list': { input: Record<string, never>; output: Draft[] }
  'drafts.save': {
    input: { owner: string; key: DraftKey; label: string; content: DraftContent; after?: string | null }
    output: { savedAt: string }
  }
  'drafts.discard': { input: { owner: string; key: DraftKey; sent: boolean }; output: null }
  'drafts.versions': { input: { key: DraftKey }; output: DraftVersion[] }
  'drafts.restore': { input: { key: DraftKey; versionId: number }; output: Draft }
}
