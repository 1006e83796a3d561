import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, compare, decimals, formatMoney, fromMinor, type Money, sub, sum, toMinor } from '../../shared/money.ts'

const eur = (amount: string): Money => ({ amount, currency: 'EUR' })
const currencies = fc.constantFrom('EUR', 'USD', 'JPY', 'KWD', 'CLF')
const minors = fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n })
const money = fc.tuple(minors, currencies).map(([minor, currency]) => fromMinor(minor, currency))
const pair = fc.tuple(minors, minors, currencies).map(([a, b, currency]) => [fromMinor(a, currency), fromMinor(b, currency)] as const)

describe('amounts', () => {
  test('each currency has its own number of decimals', () => {
    expect(['EUR', 'JPY', 'KWD', 'CLF', 'HUF', 'IDR'].map(decimals)).toEqual([2, 0, 3, 4, 2, 2])
  })

  test('the smallest unit and back, for any amount', () => {
    fc.assert(fc.property(minors, currencies, (minor, currency) => toMinor(fromMinor(minor, currency).amount, currency) === minor))
  })

  test('reads what PostgreSQL writes', () => {
    expect(toMinor('1240.0000', 'EUR')).toBe(124000n)
    expect(toMinor('1240.0000', 'JPY')).toBe(1240n)
    expect(toMinor('-0.5', 'EUR')).toBe(-50n)
    expect(fromMinor(-5n, 'KWD')).toEqual({ amount: '-0.005', currency: 'KWD' })
  })

  test('keeps more digits than a float has', () => {
    expect(add(eur('9007199254740993.01'), eur('0.02'))).toEqual(eur('9007199254740993.03'))
    expect(add(eur('0.1'), eur('0.2'))).toEqual(eur('0.30'))
  })

  test.each(['', ' 1', '1 ', '1,240.00', '1.', '.5', '+1', '--1', '1e3', 'NaN', 'Infinity', '0x10', '\u22121', '١٢', '1.2.3'])(
    'refuses %j',
    (amount) => {
      expect(() => toMinor(amount, 'EUR')).toThrow(RangeError)
      expect(() => formatMoney(eur(amount))).toThrow(RangeError)
    },
  )

  test.each(['', 'eur', 'EU', 'EURO', 'E1R', '€'])('refuses the currency %j', (currency) => {
    expect(() => formatMoney({ amount: '1', currency })).toThrow(RangeError)
  })

  test('refuses what is finer than the currency where a whole number of units is asked for', () => {
    expect(() => toMinor('0.001', 'EUR')).toThrow(RangeError)
    expect(() => toMinor('0.5', 'JPY')).toThrow(RangeError)
  })
})

describe('arithmetic', () => {
  test('adds, takes away and orders exactly', () => {
    fc.assert(
      fc.property(pair, ([a, b]) => {
        const [x, y] = [toMinor(a.amount, a.currency), toMinor(b.amount, b.currency)]
        expect(toMinor(add(a, b).amount, a.currency)).toBe(x + y)
        expect(sub(add(a, b), b)).toEqual(a)
        expect(compare(a, b)).toBe(x < y ? -1 : x > y ? 1 : 0)
      }),
    )
  })

  test('two currencies never mix', () => {
    for (const operation of [add, sub, compare]) expect(() => operation(eur('1'), { amount: '1', currency: 'USD' })).toThrow(RangeError)
  })

  test('sums one total a currency, whatever the order', () => {
    fc.assert(
      fc.property(fc.array(money, { maxLength: 20 }), (list) => {
        const totals = sum(list)
        expect(totals.map((total) => total.currency)).toEqual([...new Set(list.map((one) => one.currency))])
        for (const total of totals) {
          const units = list.filter((one) => one.currency === total.currency).map((one) => toMinor(one.amount, one.currency))
          expect(toMinor(total.amount, total.currency)).toBe(units.reduce((a, b) => a + b, 0n))
        }
        const byCode = (a: Money, b: Money) => a.currency.localeCompare(b.currency)
        expect(sum(list.toReversed()).toSorted(byCode)).toEqual(totals.toSorted(byCode))
      }),
    )
    expect(sum([])).toEqual([])
  })

  test('parts of a cent add up', () => {
    expect(sum([eur('0.0031'), eur('0.0069')])).toEqual([eur('0.01')])
    expect(compare(eur('0.0031'), eur('0.003'))).toBe(1)
  })
})

describe('words', () => {
  test.each([
    ['1240', 'EUR', '1,240.00 EUR'],
    ['1240.0000', 'EUR', '1,240.00 EUR'],
    ['1234567.5', 'USD', '1,234,567.50 USD'],
    ['999', 'EUR', '999.00 EUR'],
    ['-1000', 'EUR', '\u22121,000.00 EUR'],
    ['-0.00', 'EUR', '0.00 EUR'],
    ['1500', 'JPY', '1,500 JPY'],
    ['1.5', 'KWD', '1.500 KWD'],
    ['0.0031', 'USD', '0.0031 USD'],
    ['0007', 'EUR', '7.00 EUR'],
  ])('%s %s is %j', (amount, currency, words) => {
    expect(formatMoney({ amount, currency })).toBe(words)
  })

  test('without the code', () => {
    expect(formatMoney(eur('1240'), { code: false })).toBe('1,240.00')
  })

  test('says the same number', () => {
    fc.assert(
      fc.property(money, (one) => {
        const plain = formatMoney(one, { code: false }).replace('\u2212', '-').replaceAll(',', '')
        expect(toMinor(plain, one.currency)).toBe(toMinor(one.amount, one.currency))
      }),
    )
  })
})
