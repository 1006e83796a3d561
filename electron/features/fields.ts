/** Pieces of input that several methods share. Messages that end with a full stop are shown to the person as they are. */
import { z } from 'zod'
import { largestAttachment, mostAttachments, safeName } from '../../shared/attachments.ts'
import { draftSlots } from '../../shared/drafts.ts'
import { workKinds } from '../../shared/work.ts'

export const nothing = z.strictObject({})
export const id = z.guid()
export const kind = z.enum(workKinds)
export const instant = z.iso.datetime({ offset: true })

/** Text on its way to PostgreSQL, which stores neither null bytes nor halves of a character. */
export function text(most: number) {
  return z
    .string()
    .max(most, `The text has more than ${most.toLocaleString('en')} characters. Shorten it, then try again.`)
    .refine(
      (value) => !value.includes('\0'),
      'The text has a null character, which cannot be stored. Nothing was changed. Remove it, then try again.',
    )
    .refine(
      (value) => !/\p{Surrogate}/u.test(value),
      'The text has half of a character, which cannot be stored. Nothing was changed. Remove it, then try again.',
    )
}

/** The largest text that anybody sends; the database has limits of its own per field. */
export const longText = text(1_000_000)
export const shortText = text(2000)
export const searchText = text(200)

/** What every command on an item carries. */
export const command = z.strictObject({ commandId: id, id, expectedVersion: z.int().min(0).max(2_147_483_647) })

/** One draft a person, item and slot. */
export const draftKey = z.strictObject({ kind, itemId: id, slot: z.union([z.enum(draftSlots), z.templateLiteral(['claim:', id])]) })

export const fileName = z
  .string()
  .max(1000)
  .refine(
    (name) => safeName(name) === name,
    'The name of a file has something in it that cannot be sent. Nothing was done. Attach the file again.',
  )
export const fileSize = z
  .int()
  .min(1)
  .max(largestAttachment, 'A file of more than 25 MB cannot be sent. Send a link to it, or a smaller one.')

/** Files that go with a message, by reference. */
export const attachments = z
  .array(z.strictObject({ id, name: fileName, bytes: fileSize, mediaType: z.string().max(100), sha256: z.hex().length(64) }))
  .max(mostAttachments, `A message carries at most ${mostAttachments} files. Nothing was sent. Take some off, then send it again.`)

/** Free-form JSON of the screen's own, up to `most` bytes. */
export function json(most: number) {
  return z.record(z.string().max(200), z.unknown()).refine((value) => jsonBytes(value) <= most, 'This is more than can be kept here.')
}

/** Infinity for what JSON cannot hold. */
export function jsonBytes(value: unknown): number {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '')
  } catch {
    return Number.POSITIVE_INFINITY
  }
}
