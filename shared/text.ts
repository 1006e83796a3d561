/** Rules for text: what a person sees as one character, placeholders, what the database can store, search and the filter box. */

const segmenter = new Intl.Segmenter('en')

/** What a reader counts as characters: a flag, a family emoji or a letter with its accents is one. */
export function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment)
}

// The same as console.open_placeholders, which refuses to send what still holds one.
const placeholder = /\{\{\s*([^{}]{1,80}?)\s*\}\}/gu

/** Names of the {{name}} placeholders in the order of their first appearance. */
export function placeholders(text: string): string[] {
  return [...new Set(Array.from(text.matchAll(placeholder), (match) => match[1] as string))]
}

/** True when half of a surrogate pair stands alone: such text has no UTF-8 form. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

/** Length in bytes once stored as UTF-8. */
export function utf8Bytes(text: string): number {
  let bytes = text.length
  // A code unit takes 1 to 3 bytes; the halves of a pair take 2 each.
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1
  }
  return bytes
}

export interface TextLimits {
  /** Unicode code points, as PostgreSQL's char_length counts. */
  characters: number
  /** Bytes in UTF-8. */
  bytes: number
}

/** The limits of a message body. */
const messageLimits: TextLimits = { characters: 100_000, bytes: 400_000 }

/** Whether PostgreSQL can store the text: the text unchanged, or a sentence for the person who typed it. */
export function cleanForDatabase(text: string, limits: TextLimits = messageLimits): { ok: string } | { problem: string } {
  if (text.includes('\0')) return { problem: 'The text holds a null character, which cannot be stored. Remove it, then send again.' }
  if (hasLoneSurrogate(text)) {
    return { problem: 'The text holds half of a character, which cannot be stored. Remove the damaged sign, then send again.' }
  }
  const problem = tooLong(characterCount(text), limits.characters, 'character') ?? tooLong(utf8Bytes(text), limits.bytes, 'byte')
  return problem ? { problem } : { ok: text }
}

function tooLong(length: number, most: number, unit: string): string | null {
  const over = length - most
  if (over <= 0) return null
  return `The text is ${over.toLocaleString('en-GB')} ${unit}${over > 1 ? 's' : ''} too long: at most ${most.toLocaleString('en-GB')} fit. Shorten or split it.`
}

function characterCount(text: string): number {
  return text.length - (text.match(/[\uD800-\uDBFF][\uDC00-\uDFFF]/g)?.length ?? 0)
}

/**
 * One or two signs for an avatar: the first letters of the first and the last word ('Zoë Vandenberghe' -> 'ZV', '田村 遥' ->
 * '田遥', '佐々木' -> '佐'); '?' for a name without letters. Arabic letters are kept from joining into another shape.
 */
export function initials(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => graphemes(word).find((sign) => /[\p{L}\p{N}]/u.test(sign)) ?? [])
  const chosen = letters.length > 1 ? [letters[0] as string, letters.at(-1) as string] : letters
  const joiner = chosen.some((sign) => /\p{Script=Arabic}/u.test(sign)) ? '\u200c' : ''
  return chosen.map((sign) => graphemes(sign.toUpperCase())[0]).join(joiner) || '?'
}

// Accents of the Latin, Greek and Cyrillic scripts and the vowel points of Hebrew and Arabic. Marks that make another letter
// (Indic vowels, the Japanese voicing mark) stay.
const marks = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670]/g

/** The form in which texts are compared: without case and accents. Upper case first, so that ß and ς meet ss and σ. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(marks, '').normalize('NFC').toUpperCase().toLowerCase().replaceAll('ς', 'σ')
}

/** Where the words of `query` stand in `text`, case and accents aside: [start, end) in UTF-16 units, whole characters, merged. */
export function matchRanges(text: string, query: string): [start: number, end: number][] {
  const words = fold(query).split(/\s+/).filter(Boolean)
  const whole = fold(text)
  const found = words.filter((word) => whole.includes(word))
  if (!found.length) return []

  const { folded, starts, ends } = foldWithMap(text)
  const ranges: [number, number][] = []
  for (const word of found) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      ranges.push([starts[at] as number, ends[at + word.length - 1] as number])
    }
  }
  return merged(ranges)
}

/** The folded text, and for each of its units where the character that it came from starts and ends. */
function foldWithMap(text: string) {
  let folded = ''
  const starts: number[] = []
  const ends: number[] = []
  for (const { segment, index } of segmenter.segment(text)) {
    const part = fold(segment)
    folded += part
    for (let unit = 0; unit < part.length; unit++) {
      starts.push(index)
      ends.push(index + segment.length)
    }
  }
  return { folded, starts, ends }
}

function merged(ranges: [number, number][]): [number, number][] {
  const result: [number, number][] = []
  for (const [start, end] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1)
    if (last && start <= last[1]) last[1] = Math.max(last[1], end)
    else result.push([start, end])
  }
  return result
}

export interface ParsedQuery<Key extends string> {
  /** Words and "exact phrases", quotes taken off. */
  words: string[]
  /** Values of each key, lower-cased except tags, none twice; whether a value exists is for the caller to say. */
  tokens: Record<Key, string[]>
}

/**
 * What stands in a queue's filter box: `iban tag:sepa status:open owner:me "exact phrase"`. `keys` are plain lower-case words and
 * matched in any case, a value may be quoted (tag:"bank change"), an unknown key is a word, a key without a value yet is nothing,
 * an open quote runs to the end.
 */
export function parseQuery<Key extends string>(text: string, keys: readonly Key[]): ParsedQuery<Key> {
  const part = new RegExp(`(?:(${keys.join('|')}):)?(?:"([^"]*)"?|(\\S+)|(?<=:)(?=\\s|$))`, 'gi')
  const words: string[] = []
  const tokens = Object.fromEntries(keys.map((key) => [key, []])) as unknown as Record<Key, string[]>
  for (const [, named, quoted, bare] of text.matchAll(part)) {
    const value = (quoted ?? bare ?? '').trim()
    if (!value) continue
    const key = named?.toLowerCase() as Key | undefined
    if (key) keep(tokens[key], key === 'tag' ? value : value.toLowerCase())
    else keep(words, value)
  }
  return { words, tokens }
}

function keep(list: string[], value: string) {
  if (!list.includes(value)) list.push(value)
}
