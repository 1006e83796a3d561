/**
 * Machine-readable zones of ICAO 9303: TD1 (three lines of 30), TD2 (two of 36) and TD3 (two of 44). Every check digit is told, whether
 * it holds or not; nothing is corrected or guessed. A zone warns, people decide.
 */
export type MrzFormat = 'TD1' | 'TD2' | 'TD3'
export type DigitName = 'number' | 'birth' | 'expiry' | 'personal' | 'composite'

/** Characters of a line, `to` not among them. */
export interface Span {
  line: number
  from: number
  to: number
}

export interface CheckDigit {
  name: DigitName
  /** What it is computed over, as printed. */
  over: string
  printed: string
  /** What it would have to be. */
  expected: string
  passes: boolean
  /** Where the characters stand, and the digit itself. */
  spans: Span[]
  at: Span
}

export interface Mrz {
  format: MrzFormat
  lines: string[]
  /** "P", "ID" ...; fillers are left out of all fields. */
  documentCode: string
  issuer: string
  nationality: string
  number: string
  /** YYMMDD as printed; unknown parts are fillers. */
  birth: string
  expiry: string
  sex: string
  family: string
  given: string
  /** The names fill their field, so they may be cut. */
  isNameCut: boolean
  /** Personal number or other optional data. */
  optional: string
  digits: CheckDigit[]
}

/** Why some lines are no zone: a sentence for the person who reads or types them. */
export interface MrzProblem {
  problem: string
  line: number | null
}

const weights = [7, 3, 1] as const
const formats: Record<string, MrzFormat> = { '3x30': 'TD1', '2x36': 'TD2', '2x44': 'TD3' }
const lengths: Record<MrzFormat, number> = { TD1: 30, TD2: 36, TD3: 44 }

/** The digit of ICAO 9303 part 3, 4.9: weights 7, 3, 1; letters count from 10, fillers nothing. The text has only A-Z, 0-9 and <. */
export function checkDigit(text: string): string {
  let sum = 0
  for (let place = 0; place < text.length; place++) sum += worthOf(text.charCodeAt(place)) * (weights[place % 3] as number)
  return String(sum % 10)
}

function worthOf(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  return code >= 65 && code <= 90 ? code - 55 : 0
}

export function isMrz(read: Mrz | MrzProblem): read is Mrz {
  return 'format' in read
}

/** Reads the lines of a zone as they are printed; only space around a line is left out. */
export function readMrz(text: readonly string[]): Mrz | MrzProblem {
  const lines = text.map((line) => line.trim()).filter((line) => line !== '')
  const bad = lines.findIndex((line) => /[^A-Z0-9<]/.test(line))
  if (bad >= 0) {
    const place = (lines[bad] as string).search(/[^A-Z0-9<]/) + 1
    return { problem: `Line ${bad + 1} has a character at place ${place} that no zone has. A zone has capitals, digits and <.`, line: bad }
  }
  const format = formats[`${lines.length}x${lines[0]?.length ?? 0}`]
  if (!format) return { problem: 'A zone has three lines of 30 characters, two of 36 or two of 44.', line: null }
  const short = lines.findIndex((line) => line.length !== lengths[format])
  if (short >= 0)
    return { problem: `Line ${short + 1} has ${lines[short]?.length} characters; ${lengths[format]} belong there.`, line: short }
  return format === 'TD1' ? readTd1(lines) : readTwoLines(format, lines)
}

function readTd1(lines: string[]): Mrz {
  const cut = cutter(lines)
  const number = numberOf(cut, 0, 5, 15, 30)
  const digits = [
    number.digit,
    digit(cut, 'birth', [{ line: 1, from: 0, to: 6 }], 1, 6),
    digit(cut, 'expiry', [{ line: 1, from: 8, to: 14 }], 1, 14),
    digit(
      cut,
      'composite',
      [
        { line: 0, from: 5, to: 30 },
        { line: 1, from: 0, to: 7 },
        { line: 1, from: 8, to: 15 },
        { line: 1, from: 18, to: 29 },
      ],
      1,
      29,
    ),
  ]
  return {
    format: 'TD1',
    lines,
    documentCode: bare(cut(0, 0, 2)),
    issuer: bare(cut(0, 2, 5)),
    number: number.value,
    optional: [number.rest, bare(cut(1, 18, 29))].filter(Boolean).join(' '),
    birth: cut(1, 0, 6),
    sex: bare(cut(1, 7, 8)),
    expiry: cut(1, 8, 14),
    nationality: bare(cut(1, 15, 18)),
    ...names(cut(2, 0, 30)),
    digits,
  }
}

/** TD2 and TD3 differ in their length and in the digit of the personal number. */
function readTwoLines(format: 'TD2' | 'TD3', lines: string[]): Mrz {
  const cut = cutter(lines)
  const isTd3 = format === 'TD3'
  const end = lengths[format] - 1
  const number = isTd3 ? plainNumber(cut) : numberOf(cut, 1, 0, 28, end)
  const digits = [
    number.digit,
    digit(cut, 'birth', [{ line: 1, from: 13, to: 19 }], 1, 19),
    digit(cut, 'expiry', [{ line: 1, from: 21, to: 27 }], 1, 27),
    ...(isTd3 ? [personalDigit(cut)] : []),
    digit(
      cut,
      'composite',
      [
        { line: 1, from: 0, to: 10 },
        { line: 1, from: 13, to: 20 },
        { line: 1, from: 21, to: end },
      ],
      1,
      end,
    ),
  ]
  return {
    format,
    lines,
    documentCode: bare(cut(0, 0, 2)),
    issuer: bare(cut(0, 2, 5)),
    number: number.value,
    optional: isTd3 ? bare(cut(1, 28, 42)) : number.rest,
    birth: cut(1, 13, 19),
    sex: bare(cut(1, 20, 21)),
    expiry: cut(1, 21, 27),
    nationality: bare(cut(1, 10, 13)),
    ...names(cut(0, 5, lengths[format])),
    digits,
  }
}

type Cut = (line: number, from: number, to: number) => string
const cutter =
  (lines: string[]): Cut =>
  (line, from, to) =>
    (lines[line] as string).slice(from, to)

const bare = (field: string) => field.replace(/<+$/, '').replaceAll('<', ' ').trim()

function digit(cut: Cut, name: DigitName, spans: Span[], line: number, place: number): CheckDigit {
  const over = spans.map((span) => cut(span.line, span.from, span.to)).join('')
  const printed = cut(line, place, place + 1)
  const expected = checkDigit(over)
  return { name, over, printed, expected, passes: printed === expected, spans, at: { line, from: place, to: place + 1 } }
}

/** A personal number that is not there may have a filler for its digit. */
function personalDigit(cut: Cut): CheckDigit {
  const found = digit(cut, 'personal', [{ line: 1, from: 28, to: 42 }], 1, 42)
  return /^<+$/.test(found.over) && found.printed === '<' ? { ...found, passes: true } : found
}

interface DocumentNumber {
  value: string
  /** Optional data after it. */
  rest: string
  digit: CheckDigit
}

function plainNumber(cut: Cut): DocumentNumber {
  return { value: bare(cut(1, 0, 9)), rest: '', digit: digit(cut, 'number', [{ line: 1, from: 0, to: 9 }], 1, 9) }
}

/**
 * A number of more than nine characters goes on in the optional data, which the filler in place of its digit tells; its last
 * character there is the digit (part 5, 4.2.2 note j; part 6).
 */
function numberOf(cut: Cut, line: number, from: number, optionalFrom: number, optionalTo: number): DocumentNumber {
  const main = { line, from, to: from + 9 }
  const optional = cut(line, optionalFrom, optionalTo)
  const more = /^[A-Z0-9]+/.exec(optional)?.[0] ?? ''
  if (cut(line, from + 9, from + 10) !== '<' || more.length < 2) {
    return { value: bare(cut(line, from, from + 9)), rest: bare(optional), digit: digit(cut, 'number', [main], line, from + 9) }
  }
  const spans = [main, { line, from: optionalFrom, to: optionalFrom + more.length - 1 }]
  const found = digit(cut, 'number', spans, line, optionalFrom + more.length - 1)
  return { value: found.over, rest: bare(optional.slice(more.length)), digit: found }
}

function names(field: string): Pick<Mrz, 'family' | 'given' | 'isNameCut'> {
  const [family = '', ...given] = field.split('<<')
  return { family: bare(family), given: bare(given.join('<')), isNameCut: !field.endsWith('<') }
}

/** A date of a zone as YYYY-MM-DD; null when it is none or a part of it is unknown. Births are past; ends lie at most 50 years ahead. */
export function mrzDate(printed: string, kind: 'birth' | 'expiry', today: string): string | null {
  if (!/^\d{6}$/.test(printed)) return null
  const year = Number(printed.slice(0, 2))
  const rest = `-${printed.slice(2, 4)}-${printed.slice(4)}`
  const late = `${2000 + year}${rest}`
  const limit = kind === 'birth' ? today : `${Number(today.slice(0, 4)) + 50}${today.slice(4)}`
  const date = late <= limit ? late : `${1900 + year}${rest}`
  return isDate(date) ? date : null
}

function isDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`)
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date)
}
