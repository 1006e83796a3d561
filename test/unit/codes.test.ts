import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkCode, codeIn, codeKindOf } from '../../shared/codes.ts'

test('codes that their issuers publish hold, however they are separated', () => {
  expect(checkCode('iswc', 't 034 524 680 1')).toEqual({ kind: 'iswc', text: 'T-034.524.680-1', bare: 'T0345246801', problem: null })
  expect(checkCode('ipi', '00014107338').problem).toBeNull()
  expect(checkCode('gtin', '6291041500213').problem).toBeNull()
  expect(checkCode('gtin', '036000291452').problem).toBeNull()
  expect(checkCode('isrc', 'qz-k6p-26-00417')).toEqual({ kind: 'isrc', text: 'QZ-K6P-26-00417', bare: 'QZK6P2600417', problem: null })
})

test('a wrong check digit says which one it would be; another form is no such code', () => {
  expect(checkCode('iswc', 'T-034.524.680-2').problem).toEqual({ is: 'digit', expected: '1' })
  expect(checkCode('ipi', '00014107339').problem).toEqual({ is: 'digit', expected: '38' })
  expect(checkCode('gtin', '6291041500214').problem).toEqual({ is: 'digit', expected: '3' })
  for (const [kind, text] of [
    ['isrc', 'QZ-K6P-26-0041'],
    ['iswc', '034.524.680-1'],
    ['ipi', '14107338'],
    ['gtin', '62910415002'],
    ['isrc', ''],
  ] as const) {
    expect(checkCode(kind, text)).toMatchObject({ text, problem: { is: 'form' } })
  }
})

test('a typed text is known as the code that it can only be, also with a wrong digit; other words and numbers are none', () => {
  expect(codeIn('QZ-K6P-26-00417')).toMatchObject({ kind: 'isrc', problem: null })
  expect(codeIn('t0345246802')).toMatchObject({ kind: 'iswc', problem: { is: 'digit', expected: '1' } })
  expect(codeIn('00014107339')).toMatchObject({ kind: 'ipi', problem: { is: 'digit' } })
  expect(codeIn('036000291452')).toMatchObject({ kind: 'gtin', problem: null })
  for (const text of ['', 'Glass Harbour', 'T-1042', 'R-7', '12345678', '2026-03-31', '2026-03-31 10:00']) expect(codeIn(text)).toBeNull()
  expect(['ISRC', 'upc', 'name', 'constructor'].map(codeKindOf)).toEqual(['isrc', 'gtin', null, null])
})

test('the remainder 0 of a name number gives 00', () => {
  // 10 * 1 + 9 * 9 + 5 * 2 = 101
  expect(checkCode('ipi', '19000200000').problem).toBeNull()
})

test('one changed digit of a GTIN or an IPI never passes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('6291041500213', '036000291452', '00014107338'),
      fc.nat(12),
      fc.integer({ min: 1, max: 9 }),
      (code, at, by) => {
        const place = at % code.length
        const changed = code.slice(0, place) + ((Number(code[place]) + by) % 10) + code.slice(place + 1)
        const kind = code === '00014107338' ? 'ipi' : 'gtin'
        expect(checkCode(kind, changed).problem).not.toBeNull()
      },
    ),
  )
})
