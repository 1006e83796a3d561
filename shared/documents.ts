/** Files of the platform's object store that belong to an item: papers of a check, sound and pictures of a case. */
import type { WorkKind } from './work.ts'

export interface DocumentContent {
  /** By the file's own first bytes, never by its name. */
  mediaType: string
  base64: string
  /** Length of the file. */
  bytes: number
}

export interface DocumentMethods {
  /** Records the look in the item's audit, then answers the file, at most 25 MB. Each call is a look. */
  'documents.read': { input: { kind: WorkKind; itemId: string; documentId: string }; output: DocumentContent }
}
