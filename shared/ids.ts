/** Ids that this side makes, and the short ones that people read. */
import type { WorkKind } from './work.ts'

// This folder is compiled without the DOM's or Node's types; both sides have the Web Crypto global.
const { crypto } = globalThis as unknown as { crypto: { getRandomValues(bytes: Uint8Array): Uint8Array } }

const counterEnd = 0x1000
let lastMs = 0
let counter = 0

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds, a 12-bit counter, 62 random bits. Ids made here sort as text in
 * the order in which they were made, also within one millisecond and when the clock steps back.
 */
export function uuidv7(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  advance(Date.now(), ((byte(bytes, 6) << 8) | byte(bytes, 7)) & 0x7ff)
  const time = lastMs.toString(16).padStart(12, '0')
  const variant = (byte(bytes, 8) & 0x3f) | 0x80
  const tail = [variant, ...bytes.subarray(9)].map((value) => value.toString(16).padStart(2, '0')).join('')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/** A new millisecond starts the counter in its lower half, so that at least 2,048 ids fit before the time is borrowed from. */
function advance(now: number, seed: number) {
  if (now > lastMs) {
    lastMs = now
    counter = seed
    return
  }
  counter += 1
  if (counter < counterEnd) return
  lastMs += 1
  counter = seed
}

function byte(bytes: Uint8Array, index: number): number {
  return bytes[index] as number
}

const letters: Record<WorkKind, string> = { ticket: 'T', case: 'M', kyc: 'K', payout: 'P', conflict: 'R' }

/** ('payout', 20931) -> 'P-20931'. */
export function itemNumber(kind: WorkKind, n: number): string {
  return `${letters[kind]}-${n}`
}

/** 48213 -> 'T-48213'. */
export function ticketNumber(n: number): string {
  return itemNumber('ticket', n)
}
