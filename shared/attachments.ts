/** Files that go with a message: what may be attached, and how it is called. */

export const mostAttachments = 10
/** In bytes. */
export const largestAttachment = 25 * 1024 * 1024
/** Of one call, in bytes: a file crosses to the trusted side in parts. */
export const partBytes = 2 * 1024 * 1024
/** Of a name, in bytes of UTF-8, so that every file system can hold it. */
const longestName = 200

/** A file on this computer, sealed; the draft, its versions and what waits in the outbox hold only this. */
export interface AttachmentRef {
  id: string
  name: string
  /** Length of the file. */
  bytes: number
  /** By the file's own first bytes; application/octet-stream for what those do not tell. */
  mediaType: string
  /** 64 hex digits. */
  sha256: string
}

export interface AttachmentMethods {
  /** Why no file can be attached to anything now; null when it can. */
  'attachments.barred': { input: Record<string, never>; output: { reason: string | null } }
  /**
   * One part of a file, from the byte `at` on; parts come in order. null until the last one, whose answer says that the file is durable.
   * `owner` is the person who attached it, `upload` an id of the screen's own.
   */
  'attachments.put': {
    input: { owner: string; upload: string; name: string; bytes: number; at: number; base64: string }
    output: AttachmentRef | null
  }
}

/** Why this file cannot go with the `held` ones; null when it can. */
export function barredFile({ name, size }: { name: string; size: number }, held: number): string | null {
  const called = safeName(name)
  if (held >= mostAttachments) return `${called} was not attached: a message carries at most ${mostAttachments} files.`
  if (size === 0) return `${called} was not attached: it is empty.`
  if (size <= largestAttachment) return null
  return `${called} was not attached: it has ${Math.ceil(size / 1024 / 1024)} MB, and 25 MB can be sent. Send a link to it, or a smaller file.`
}

/** Path separators end a name; controls, and marks that turn the reading order round, are in none. */
const unwritten = /[\p{Cc}\p{Surrogate}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu

/** Of no use at either end, and dropped there by some systems. */
const ends = /^[.\s]+|[.\s]+$/g

/** The name as it is shown, sent and saved: no folders, nothing invisible that misleads, at most 200 bytes with its ending. Never empty. */
export function safeName(name: string): string {
  const last = name.split(/[/\\]/).findLast((part) => part.trim() !== '') ?? ''
  const plain = last.replace(unwritten, '').normalize('NFC').replace(ends, '')
  if (plain === '') return 'file'
  const ending = /\.[^.]{1,12}$/u.exec(plain)?.[0] ?? ''
  const stem = plain.slice(0, plain.length - ending.length)
  return (cutTo(stem, longestName - bytesOf(ending)) + ending).replace(ends, '')
}

function cutTo(text: string, most: number): string {
  let [bytes, kept] = [0, '']
  for (const letter of text) {
    bytes += bytesOf(letter)
    if (bytes > most) break
    kept += letter
  }
  return kept
}

/** Of UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}
