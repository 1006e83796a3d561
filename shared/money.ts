/**
 * Money is a decimal string with its currency, as PostgreSQL's numeric gives it ("1240.0000"). All arithmetic is exact, on
 * bigint; two currencies never mix. Every function throws RangeError for a malformed amount or currency.
 */

export interface Money {
  amount: string
  /** ISO 4217, three capitals. */
  currency: string
}

// A table of our own: the runtime's figures follow local custom (and differ between its versions), not ISO 4217.
const withoutDecimals = 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' ')
const withThree = 'BHD IQD JOD KWD LYD OMR TND'.split(' ')
const withFour = ['CLF', 'UYW']

/** How many decimals the currency has: EUR 2, JPY 0, KWD 3. */
export function decimals(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) throw new RangeError('A currency is three capital letters.')
  if (withoutDecimals.includes(currency)) return 0
  if (withThree.includes(currency)) return 3
  return withFour.includes(currency) ? 4 : 2
}

interface Exact {
  units: bigint
  /** The value is units / 10 ** scale. */
  scale: number
}

function parse(amount: string): Exact {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount)
  if (!match) throw new RangeError('An amount is a decimal number such as 1240.00.')
  const fraction = match[3] ?? ''
  return { units: BigInt(`${match[2]}${fraction}`) * (match[1] ? -1n : 1n), scale: fraction.length }
}

/** The plain decimal string with at least the currency's decimals, more only where they are not zero. */
function print({ units, scale }: Exact, currency: string): string {
  const least = decimals(currency)
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const whole = digits.slice(0, digits.length - scale)
  const rest = digits
    .slice(digits.length - scale)
    .replace(/0+$/, '')
    .padEnd(least, '0')
  return `${units < 0n ? '-' : ''}${whole}${rest && `.${rest}`}`
}

function toScale({ units, scale }: Exact, wanted: number): bigint {
  return units * 10n ** BigInt(wanted - scale)
}

/** The amount in the currency's smallest unit. Throws when it is finer than that: 0.001 EUR, 0.5 JPY. */
export function toMinor(amount: string, currency: string): bigint {
  const exact = parse(amount)
  const digits = decimals(currency)
  if (exact.scale <= digits) return toScale(exact, digits)
  const surplus = 10n ** BigInt(exact.scale - digits)
  if (exact.units % surplus) throw new RangeError(`${currency} has ${digits} decimals.`)
  return exact.units / surplus
}

/** The opposite of toMinor: 124000n EUR -> 1240.00 EUR. */
export function fromMinor(minor: bigint, currency: string): Money {
  return { amount: print({ units: minor, scale: decimals(currency) }, currency), currency }
}

/**
 * '1,240.00 EUR', '−3 JPY', '0.0031 USD': thousands in commas, the currency's own decimals (parts of a cent are shown, never
 * rounded away), a true minus sign, the code after it unless `code` is false.
 */
export function formatMoney({ amount, currency }: Money, { code = true }: { code?: boolean } = {}): string {
  const [whole = '', rest] = print(parse(amount), currency).split('.')
  const figure = whole.replace('-', '\u2212').replace(/\B(?=(\d{3})+$)/g, ',') + (rest ? `.${rest}` : '')
  return code ? `${figure} ${currency}` : figure
}

export function add(a: Money, b: Money): Money {
  return combine(a, b, (x, y) => x + y)
}

export function sub(a: Money, b: Money): Money {
  return combine(a, b, (x, y) => x - y)
}

/** -1, 0 or 1, for sorting; throws when the currencies differ. */
export function compare(a: Money, b: Money): -1 | 0 | 1 {
  const [x, y] = aligned(a, b)
  if (x === y) return 0
  return x < y ? -1 : 1
}

/** One total a currency, in the order in which the currencies first appear. */
export function sum(amounts: readonly Money[]): Money[] {
  const totals = new Map<string, Money>()
  for (const money of amounts) totals.set(money.currency, add(totals.get(money.currency) ?? fromMinor(0n, money.currency), money))
  return [...totals.values()]
}

function combine(a: Money, b: Money, operation: (x: bigint, y: bigint) => bigint): Money {
  const [x, y, scale] = aligned(a, b)
  return { amount: print({ units: operation(x, y), scale }, a.currency), currency: a.currency }
}

function aligned(a: Money, b: Money): [x: bigint, y: bigint, scale: number] {
  if (a.currency !== b.currency) throw new RangeError(`${a.currency} and ${b.currency} cannot be counted together.`)
  const [x, y] = [parse(a.amount), parse(b.amount)]
  const scale = Math.max(x.scale, y.scale)
  return [toScale(x, scale), toScale(y, scale), scale]
}
