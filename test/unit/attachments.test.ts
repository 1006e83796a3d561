// The rules of attaching: names that lead nowhere and mislead nobody, and what is refused before a byte is read.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { barredFile, largestAttachment, safeName } from '../../shared/attachments.ts'

describe('a name', () => {
  test.each([
    ['a folder before it', '../../etc/passwd', 'passwd'],
    ['a Windows folder before it', 'C:\\fakepath\\..\\proof.png', 'proof.png'],
    ['an end turned round', 'invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['isolates and marks', '\u2066a\u2069\u200f.\u061cpdf', 'a.pdf'],
    ['controls and line ends', 'a\0b\nc\u2028d\u007f.txt', 'abcd.txt'],
    ['half of a character', 'a\ud83d.txt', 'a.txt'],
    ['nothing left', '\u202e/..', 'file'],
    ['nothing at all', '', 'file'],
    ['dots and blanks at its ends', ' ..hidden. . ', 'hidden'],
    ['a decomposed accent', 'Re\u0301sume\u0301.pdf', 'R\u00e9sum\u00e9.pdf'],
    ['decomposed kana', '\u30ab\u3099\u30a4\u30c8\u3099.png', '\u30ac\u30a4\u30c9.png'],
    ['Arabic', 'كشف الحساب.pdf', 'كشف الحساب.pdf'],
    ['Persian with its joiner', 'می\u200cخواهم.txt', 'می\u200cخواهم.txt'],
    ['an emoji of several parts', '👩🏽‍🚀.png', '👩🏽‍🚀.png'],
  ])('with %s', (_, name, safe) => expect(safeName(name)).toBe(safe))

  test('of 10,000 characters keeps its ending and fits every file system', () => {
    const safe = safeName(`${'音'.repeat(10_000)}.flac`)
    expect(safe).toMatch(/^音+\.flac$/)
    expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
  })

  test('that is cut at a blank ends before it, so that it is the same when it is looked at again', () => {
    const safe = safeName(`${'a'.repeat(199)} ${'b'.repeat(50)}`)
    expect(safe).toBe('a'.repeat(199))
    expect(safeName(safe)).toBe(safe)
  })

  test('is safe whatever it was, and stays as it is then', () => {
    const units = fc.array(fc.nat(0xffff), { maxLength: 300 }).map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(fc.oneof(units, fc.string({ unit: 'grapheme' })), (name) => {
        const safe = safeName(name)
        expect(safe).not.toMatch(/[/\\\p{Cc}\p{Surrogate}\u202a-\u202e\u2066-\u2069]/u)
        expect(Buffer.byteLength(safe)).toBeGreaterThan(0)
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200)
        expect(safeName(safe)).toBe(safe)
      }),
      { numRuns: 500 },
    )
  })
})

test.each([
  ['the eleventh', 100, 10, /at most 10 files/],
  ['an empty one', 0, 0, /it is empty/],
  ['one of 26 MB', largestAttachment + 1, 0, /it has 26 MB/],
  ['one of 25 MB', largestAttachment, 9, null],
])('%s', (_, size, held, reason) => {
  const told = barredFile({ name: 'a\u202e.txt', size }, held)
  if (reason) expect(told).toMatch(reason)
  else expect(told).toBeNull()
})
