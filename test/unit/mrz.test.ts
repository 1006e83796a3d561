// Machine-readable zones: the examples of ICAO 9303, and zones of every size made at random.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkDigit, isMrz, type Mrz, mrzDate, readMrz } from '../../shared/mrz.ts'

function read(...lines: string[]): Mrz {
  const found = readMrz(lines)
  if (!isMrz(found)) throw new Error(found.problem)
  return found
}
const failing = (mrz: Mrz) => mrz.digits.filter((digit) => !digit.passes).map(({ name }) => name)

const td3 = ['P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<', 'L898902C36UTO7408122F1204159ZE184226B<<<<<10'] as const
const td1 = ['I<UTOD231458907<<<<<<<<<<<<<<<', '7408122F1204159UTO<<<<<<<<<<<6', 'ERIKSSON<<ANNA<MARIA<<<<<<<<<<'] as const
const td2 = ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'] as const

describe('the examples of the standard', () => {
  test('TD3', () => {
    const mrz = read(...td3)
    expect(mrz).toMatchObject({
      format: 'TD3',
      documentCode: 'P',
      issuer: 'UTO',
      family: 'ERIKSSON',
      given: 'ANNA MARIA',
      number: 'L898902C3',
      nationality: 'UTO',
      birth: '740812',
      sex: 'F',
      expiry: '120415',
      optional: 'ZE184226B',
      isNameCut: false,
    })
    expect(mrz.digits.map(({ name, printed, passes }) => [name, printed, passes])).toEqual([
      ['number', '6', true],
      ['birth', '2', true],
      ['expiry', '9', true],
      ['personal', '1', true],
      ['composite', '0', true],
    ])
  })

  test('TD1 and TD2', () => {
    for (const lines of [td1, td2]) {
      const mrz = read(...lines)
      expect(mrz).toMatchObject({
        family: 'ERIKSSON',
        given: 'ANNA MARIA',
        number: 'D23145890',
        birth: '740812',
        expiry: '120415',
        sex: 'F',
      })
      expect(mrz.digits.map(({ name }) => name)).toEqual(['number', 'birth', 'expiry', 'composite'])
      expect(failing(mrz)).toEqual([])
    }
  })

  test('a number longer than nine characters goes on in the optional data', () => {
    const mrz = read('I<UTOD23145890<7349<<<<<<<<<<<', '3407127M9507122UTO<<<<<<<<<<<2', 'STEVENSON<<PETER<JOHN<<<<<<<<<')
    expect(mrz.number).toBe('D23145890734')
    expect(failing(mrz)).toEqual([])
    const other = read('I<UTOSTEVENSON<<PETER<JOHN<<<<<<<<<<', 'D23145890<UTO3407127M95071227349<<<8')
    expect(other.number).toBe('D23145890734')
    expect(failing(other)).toEqual([])
  })

  test('a passport without a personal number has 0 or a filler as its digit', () => {
    const line = `${td3[1].slice(0, 28)}${'<'.repeat(14)}`
    for (const filler of ['0', '<']) {
      const composite = checkDigit(line.slice(0, 10) + line.slice(13, 20) + line.slice(21) + filler)
      expect(failing(read(td3[0], line + filler + composite))).toEqual([])
    }
    expect(failing(read(td3[0], `${line}10`))).toContain('personal')
  })
})

test('the two digits of the drawn passport fail, and what they need is told', () => {
  const mrz = read('P<KAZABDRAKHMANOV<<TIMUR<<<<<<<<<<<<<<<<<<<<', 'N044182639KAZ9104114M3106028910417300123<<16')
  expect(mrz.digits.find(({ name }) => name === 'birth')).toMatchObject({ printed: '4', passes: false, at: { line: 1, from: 19, to: 20 } })
  expect(failing(mrz)).toContain('birth')
})

test('what is no zone is told with its place, and nothing is corrected', () => {
  expect(readMrz([])).toMatchObject({ problem: expect.stringContaining('three lines of 30') })
  expect(readMrz([td3[0], td3[1].slice(1)])).toEqual({ problem: 'Line 2 has 43 characters; 44 belong there.', line: 1 })
  expect(readMrz([td3[0], td3[1].toLowerCase()])).toMatchObject({
    problem: expect.stringContaining('Line 2 has a character at place 1 '),
    line: 1,
  })
  // The letter O in a date stays a letter.
  expect(failing(read(td3[0], td3[1].replace('740812', '74O812')))).toEqual(['birth', 'composite'])
  expect(isMrz(readMrz(td3.map((line) => `  ${line}\r`)))).toBe(true)
})

test('names that fill their field may be cut', () => {
  expect(read('P<UTONILAVADHANANANDA<<CHAYAPA<DEJTHAMRONG<K', td3[1]).isNameCut).toBe(true)
  expect(read(`P<UTO${'ONLYONENAME'.padEnd(39, '<')}`, td3[1])).toMatchObject({ family: 'ONLYONENAME', given: '' })
})

test('dates', () => {
  expect(mrzDate('740812', 'birth', '2026-11-21')).toBe('1974-08-12')
  expect(mrzDate('261121', 'birth', '2026-11-21')).toBe('2026-11-21')
  expect(mrzDate('261122', 'birth', '2026-11-21')).toBe('1926-11-22')
  expect(mrzDate('310602', 'expiry', '2026-11-21')).toBe('2031-06-02')
  expect(mrzDate('990101', 'expiry', '2026-11-21')).toBe('1999-01-01')
  expect(mrzDate('740230', 'birth', '2026-11-21')).toBeNull()
  expect(mrzDate('74<<<<', 'birth', '2026-11-21')).toBeNull()
})

const characters = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ<']
const string = (units: string[], minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...units), minLength, maxLength })
const letters = characters.slice(10, 36)
const worthOf = (character: string) => (character === '<' ? 0 : characters.indexOf(character))

/** Digits as the standard words it, without the code under test. */
const plainDigit = (text: string) => String([...text].reduce((sum, each, n) => sum + worthOf(each) * ([7, 3, 1][n % 3] as number), 0) % 10)
const withDigit = (text: string) => text + plainDigit(text)

const person = fc.record({
  issuer: string(letters, 3, 3),
  family: string(letters, 1, 14),
  given: string(letters, 1, 8),
  number: string(characters.slice(0, 36), 9, 9),
  birth: string(characters.slice(0, 10), 6, 6),
  expiry: string(characters.slice(0, 10), 6, 6),
  sex: fc.constantFrom('F', 'M', '<'),
  optional: string(characters.slice(0, 36), 1, 7),
})
type Person = typeof person extends fc.Arbitrary<infer P> ? P : never

const makers: Record<string, (p: Person) => string[]> = {
  TD3: (p) => {
    const head = withDigit(p.number) + p.issuer + withDigit(p.birth) + p.sex + withDigit(p.expiry) + withDigit(p.optional.padEnd(14, '<'))
    return [
      `P<${p.issuer}${`${p.family}<<${p.given}`.padEnd(39, '<')}`,
      head + plainDigit(head.slice(0, 10) + head.slice(13, 20) + head.slice(21)),
    ]
  },
  TD2: (p) => {
    const head = withDigit(p.number) + p.issuer + withDigit(p.birth) + p.sex + withDigit(p.expiry) + p.optional.padEnd(7, '<')
    return [
      `I<${p.issuer}${`${p.family}<<${p.given}`.padEnd(31, '<')}`,
      head + plainDigit(head.slice(0, 10) + head.slice(13, 20) + head.slice(21)),
    ]
  },
  TD1: (p) => {
    const first = `I<${p.issuer}${withDigit(p.number)}${p.optional.padEnd(15, '<')}`
    const second = withDigit(p.birth) + p.sex + withDigit(p.expiry) + p.issuer + '<'.repeat(11)
    const over = first.slice(5) + second.slice(0, 7) + second.slice(8, 15) + second.slice(18)
    return [first, second + plainDigit(over), `${p.family}<<${p.given}`.padEnd(30, '<')]
  },
}

describe.each(Object.keys(makers))('random zones of %s', (format) => {
  const make = makers[format] as (p: Person) => string[]

  test('are read as they were made, and every digit holds', () => {
    fc.assert(
      fc.property(person, (p) => {
        const mrz = read(...make(p))
        expect(mrz).toMatchObject({ format, family: p.family, given: p.given, number: p.number, issuer: p.issuer, nationality: p.issuer })
        expect([mrz.birth, mrz.expiry, mrz.sex]).toEqual([p.birth, p.expiry, p.sex === '<' ? '' : p.sex])
        expect(mrz.optional).toBe(p.optional)
        expect(failing(mrz)).toEqual([])
      }),
    )
  })

  test('one changed character fails exactly the digits that cover it, unless both count the same', () => {
    fc.assert(
      fc.property(person, fc.nat(), fc.nat(2), fc.constantFrom(...characters), (p, place, line, other) => {
        const lines = make(p)
        const row = line % lines.length
        const at = place % (lines[row] as string).length
        const was = (lines[row] as string)[at] as string
        const changed = lines.map((each, n) => (n === row ? each.slice(0, at) + other + each.slice(at + 1) : each))
        const before = read(...lines)
        const after = read(...changed)
        // A filler where the number's digit stood makes the number another one; a filler for a missing personal number is allowed.
        fc.pre(after.number.length <= 9 && !(after.format === 'TD3' && row === 1 && at === 42))
        const covers = (spans: { line: number; from: number; to: number }[]) =>
          spans.some((span) => span.line === row && at >= span.from && at < span.to)
        const expected = before.digits
          .filter(
            ({ spans, at: place }) => (covers(spans) && (worthOf(was) - worthOf(other)) % 10 !== 0) || (covers([place]) && was !== other),
          )
          .map(({ name }) => name)
        expect(failing(after)).toEqual(expected)
      }),
    )
  })
})

test('any text at all is read or refused in a sentence, never thrown', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 50 }), { maxLength: 5 }), (lines) => {
      const found = readMrz(lines)
      expect(isMrz(found) || found.problem.length > 10).toBe(true)
    }),
  )
})
