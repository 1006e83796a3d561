import { afterEach, describe, expect, test, vi } from 'vitest'
import { ticketNumber, uuidv7 } from '../../shared/ids.ts'

/** Each greater than the one before, so none twice. */
function ascending(ids: string[]): boolean {
  return ids.every((id, i) => i === 0 || id > (ids[i - 1] as string))
}

describe('uuidv7', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  test('has the shape of version 7 and carries the time', () => {
    const before = Date.now()
    const id = uuidv7()
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    const time = Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)
    expect(time).toBeGreaterThanOrEqual(before)
    expect(time).toBeLessThanOrEqual(Date.now())
  })

  test('a hundred thousand in a row are unique and in order', () => {
    const ids = Array.from({ length: 100_000 }, uuidv7)
    expect(ascending(ids)).toBe(true)
  })

  test('stay in order within one millisecond and when the clock steps back', () => {
    vi.useFakeTimers({ now: Date.now() + 3_600_000 })
    const ids = Array.from({ length: 10_000 }, uuidv7)
    vi.setSystemTime(Date.now() - 60_000)
    ids.push(...Array.from({ length: 10_000 }, uuidv7))
    expect(ascending(ids)).toBe(true)
  })

  test('random bits are spread', () => {
    const ones = Array.from({ length: 2000 }, uuidv7).map((id) => Number.parseInt(id.slice(-1), 16) & 1)
    const share = ones.reduce((a, b) => a + b, 0) / ones.length
    expect(share).toBeGreaterThan(0.4)
    expect(share).toBeLessThan(0.6)
  })
})

describe('ticket numbers', () => {
  test('are written with their letter', () => {
    expect(ticketNumber(48213)).toBe('T-48213')
  })
})
