/** Codes of music and of trade: how they are written, and what their check digits say. */
export type CodeKind = 'isrc' | 'iswc' | 'ipi' | 'gtin'

export interface CheckedCode {
  kind: CodeKind
  /** As people write it: T-034.524.680-1; what was typed where it is no such code. */
  text: string
  /** Without separators, in capitals. */
  bare: string
  problem: CodeProblem | null
}

/** What is wrong: the form, or a check digit other than the expected one. */
export type CodeProblem = { is: 'form' } | { is: 'digit'; expected: string }

const checks: Record<CodeKind, (bare: string) => CodeProblem | null> = {
  isrc: (bare) => (/^[A-Z]{2}[A-Z0-9]{3}\d{7}$/.test(bare) ? null : { is: 'form' }),
  iswc: (bare) => digits(bare, /^T(\d{9})(\d)$/, iswcDigit),
  ipi: (bare) => digits(bare, /^(\d{9})(\d{2})$/, ipiDigits),
  gtin: (bare) => digits(bare, /^(\d{7}|\d{11,13})(\d)$/, gtinDigit),
}

const written: Record<CodeKind, (bare: string) => string> = {
  isrc: (bare) => bare.replace(/^(..)(...)(..)(.{5})$/, '$1-$2-$3-$4'),
  iswc: (bare) => bare.replace(/^T(...)(...)(...)(.)$/, 'T-$1.$2.$3-$4'),
  ipi: (bare) => bare,
  gtin: (bare) => bare,
}

/** Judges a code of a known kind, however it is separated. */
export function checkCode(kind: CodeKind, typed: string): CheckedCode {
  const bare = typed.replace(/[\s.\u2010-\u2015-]/g, '').toUpperCase()
  const problem = checks[kind](bare)
  return { kind, text: problem?.is === 'form' ? typed.trim() : written[kind](bare), bare, problem }
}

/** What a column or a fact of this name holds: "isrc", "UPC"; null for what is no code. */
export const codeKindOf = (name: string): CodeKind | null => kinds.get(name.toLowerCase()) ?? null

const kinds = new Map<string, CodeKind>([
  ['isrc', 'isrc'],
  ['iswc', 'iswc'],
  ['ipi', 'ipi'],
  ['upc', 'gtin'],
  ['ean', 'gtin'],
  ['gtin', 'gtin'],
])

/**
 * Which of these codes a text can only be meant as, by its form, also where a check digit is wrong; null for anything else. Eight
 * digits are also numbers of other things, so they are none.
 */
export function codeIn(text: string, among: readonly CodeKind[] = ['isrc', 'iswc', 'ipi', 'gtin']): CheckedCode | null {
  const kind = among.find((each) => checkCode(each, text).problem?.is !== 'form')
  const code = kind && checkCode(kind, text)
  return code && code.bare.length > 8 ? code : null
}

function digits(bare: string, form: RegExp, digitOf: (body: string) => string): CodeProblem | null {
  const match = form.exec(bare)
  if (!match) return { is: 'form' }
  const expected = digitOf(match[1] as string)
  return expected === match[2] ? null : { is: 'digit', expected }
}

const weighed = (body: string, weight: (index: number) => number) =>
  [...body].reduce((sum, digit, index) => sum + weight(index) * Number(digit), 0)

/** Nine digits of a work: 1 + the digits times their place, up to the next ten. */
function iswcDigit(body: string): string {
  return String((10 - ((1 + weighed(body, (index) => index + 1)) % 10)) % 10)
}

/** Nine digits of a name number, weights 10 down to 2, modulo 101. */
function ipiDigits(body: string): string {
  const rest = weighed(body, (index) => 10 - index) % 101
  return String(rest === 0 ? 0 : (101 - rest) % 100).padStart(2, '0')
}

/** Threes and ones from the right. */
function gtinDigit(body: string): string {
  const sum = weighed(body, (index) => ((body.length - index) % 2 === 1 ? 3 : 1))
  return String((10 - (sum % 10)) % 10)
}
