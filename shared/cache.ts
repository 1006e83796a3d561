/** What is kept on this computer for reading without the database. */
import type { WorkKind } from './work.ts'

export interface KeptItem {
  kind: WorkKind
  itemId: string
  /** "T-48213 Payout held" */
  label: string
  customer: string | null
  /** Kept whatever its age, because the person asked for it. */
  pinned: boolean
  assigned: boolean
  /** When the platform told it. */
  readAt: string
}

/** The kinds whose items are kept; papers and destinations of the others stay on the platform. */
export const keptKinds: readonly WorkKind[] = ['ticket', 'case', 'conflict']

export interface CacheMethods {
  /** The newest first; `text` searches everything in them. */
  'cache.list': { input: { text: string }; output: KeptItem[] }
  'cache.pin': { input: { kind: WorkKind; itemId: string; pinned: boolean }; output: null }
}
