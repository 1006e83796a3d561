import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { csvLine } from '../../shared/exports.ts'
import {
  cleanForDatabase,
  graphemes,
  hasLoneSurrogate,
  initials,
  matchRanges,
  parseQuery,
  placeholders,
  utf8Bytes,
} from '../../shared/text.ts'

const family = '👨‍👩‍👧‍👦'
const scripts = [
  ['Russian', 'Дарья Й', ['Д', 'а', 'р', 'ь', 'я', ' ', 'Й']],
  ['Arabic with vowel points', 'مَرْحَبًا', ['مَ', 'رْ', 'حَ', 'بً', 'ا']],
  ['Japanese with a combined mark', 'か\u3099ぎ', ['か\u3099', 'ぎ']],
  ['Devanagari', 'नमस्ते', graphemes('नमस्ते')],
  ['an emoji family', `a${family}b`, ['a', family, 'b']],
  ['flags', '🇱🇻🇩🇪', ['🇱🇻', '🇩🇪']],
  ['a skin tone', '👍🏽!', ['👍🏽', '!']],
  ['accents apart from their letter', 'Zoe\u0308', ['Z', 'o', 'e\u0308']],
  ['a line end of two signs', 'a\r\nb', ['a', '\r\n', 'b']],
] as const

/** Texts of whole characters in many scripts. */
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 })

describe('graphemes', () => {
  test.each(scripts)('%s', (_, text, expected) => {
    expect(graphemes(text)).toEqual(expected)
  })

  test('lose nothing', () => {
    fc.assert(fc.property(anyText, (text) => graphemes(text).join('') === text))
  })
})

describe('placeholders', () => {
  test('are found once each, in order', () => {
    expect(placeholders('Hi {{customer.first_name}}, {{ payout }} of {{дата}} and {{payout}}')).toEqual([
      'customer.first_name',
      'payout',
      'дата',
    ])
  })

  test('what is none', () => {
    expect(placeholders('{name} {{}} {{a{b}} { {c} } {{\n')).toEqual([])
  })
})

describe('what the database can store', () => {
  test('half of a pair is found wherever it stands', () => {
    expect(['\ud83d', 'a\udc00b', '\udc00\ud83d', '😀\ud83d'].every(hasLoneSurrogate)).toBe(true)
    expect(['', 'a', '😀', family, 'ü'].some(hasLoneSurrogate)).toBe(false)
  })

  test('any text without these is kept to the letter', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = cleanForDatabase(text)
        if (text.includes('\0')) expect(result).toMatchObject({ problem: expect.stringContaining('null character') })
        else expect(result).toEqual({ ok: text })
      }),
    )
  })

  test('bytes are counted as UTF-8', () => {
    const encoder = new TextEncoder()
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => utf8Bytes(text) === encoder.encode(text).length))
  })

  test('too long in characters or in bytes says by how much', () => {
    expect(cleanForDatabase('a'.repeat(1001), { characters: 1000, bytes: 9000 })).toEqual({
      problem: 'The text is 1 character too long: at most 1,000 fit. Shorten or split it.',
    })
    expect(cleanForDatabase('😀'.repeat(1000), { characters: 1000, bytes: 4000 })).toEqual({ ok: '😀'.repeat(1000) })
    expect(cleanForDatabase('😀'.repeat(1000), { characters: 1000, bytes: 2000 })).toEqual({
      problem: 'The text is 2,000 bytes too long: at most 2,000 fit. Shorten or split it.',
    })
  })

  test('tickets-02: a text of 50,000 characters is accepted unchanged', () => {
    const text = `${'Дарья 👍🏽 '.repeat(5000)}${'x'.repeat(5000)}`
    expect(text.length).toBeGreaterThan(50_000)
    expect(cleanForDatabase(text)).toEqual({ ok: text })
  })

  test('a null byte and half of a character are named', () => {
    expect(cleanForDatabase('a\0b')).toMatchObject({ problem: expect.stringContaining('null character') })
    expect(cleanForDatabase('a\ud83d')).toMatchObject({ problem: expect.stringContaining('half of a character') })
  })
})

test.each([
  ['Nadia Rahmani', 'NR'],
  ['Caoimhe Ní Bhriain', 'CB'],
  ['  zoë   vandenberghe ', 'ZV'],
  ['Þórdís Jónsdóttir', 'ÞJ'],
  ['Nguyễn Thị Mai', 'NM'],
  ['Олег Савченко', 'ОС'],
  ['田村 遥', '田遥'],
  ['佐々木', '佐'],
  ['ليلى المنصوري', 'ل\u200cا'],
  ['ß ŉ', 'Sʼ'],
  ['Madonna', 'M'],
  ['"DJ" 👍 (Kim)', 'DK'],
  ['e\u0301lan', 'E\u0301'],
  ['𝒜da', '𝒜'],
  ['', '?'],
  ['👍', '?'],
])('initials of %s', (name, expected) => {
  expect(initials(name)).toBe(expected)
})

describe('highlights', () => {
  const found = (text: string, query: string) => matchRanges(text, query).map(([start, end]) => text.slice(start, end))

  test.each([
    ['Payout held after a bank change', 'PAY bank', ['Pay', 'bank']],
    ['Zoë and Zoe\u0308', 'zoe', ['Zoë', 'Zoe\u0308']],
    ['Straße', 'SS', ['ß']],
    ['ΟΔΟΣ οδος', 'οδός', ['ΟΔΟΣ', 'οδος']],
    ['Дарья Ремизова', 'реми', ['Реми']],
    ['Ёлка', 'елка', ['Ёлка']],
    ['مَرْحَبًا', 'مرحبا', ['مَرْحَبًا']],
    ['がか', 'か', ['か']],
    ['İstanbul', 'istan', ['İstan']],
    ['ﬁle', 'f', ['ﬁ']],
    ['aaa', 'aa a', ['aaa']],
    ['a.b*c (d)', '.b* (d', ['.b*', '(d']],
    ['🇱🇻🇩🇪', '🇱🇻', ['🇱🇻']],
    ['anything', '   ', []],
    ['', 'a', []],
    ['a', '', []],
  ])('%j for %j', (text, query, expected) => {
    expect(found(text, query)).toEqual(expected)
  })

  test('lie on whole characters, apart and in order', () => {
    fc.assert(
      fc.property(anyText, fc.string({ unit: 'grapheme', maxLength: 3 }), (text, query) => {
        const signs = graphemes(text)
        const edges = new Set([0, ...signs.map((_, i) => signs.slice(0, i + 1).join('').length)])
        let last = -1
        for (const [start, end] of matchRanges(text, query)) {
          expect(start).toBeGreaterThan(last)
          expect(end).toBeGreaterThan(start)
          expect(edges.has(start) && edges.has(end)).toBe(true)
          last = end
        }
      }),
    )
  })

  test('a 50,000-character text is marked quickly', () => {
    const text = 'Дарья wrote about IBAN and SEPA. '.repeat(1600)
    const started = performance.now()
    expect(matchRanges(text, 'iban').length).toBe(1600)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

describe('the filter box', () => {
  const keys = ['status', 'priority', 'category', 'plan', 'owner', 'tag'] as const
  const none = { status: [], priority: [], category: [], plan: [], owner: [], tag: [] }

  test.each([
    ['iban tag:sepa status:open owner:me "exact phrase"', ['iban', 'exact phrase'], { tag: ['sepa'], status: ['open'], owner: ['me'] }],
    ['status:open STATUS:Escalated status:open', [], { status: ['open', 'escalated'] }],
    ['tag:"Bank Change" tag:SEPA', [], { tag: ['Bank Change', 'SEPA'] }],
    ['owner:"Nadia Rahmani"', [], { owner: ['nadia rahmani'] }],
    ['https://x.y 12:30 nostatus:open T-48213', ['https://x.y', '12:30', 'nostatus:open', 'T-48213'], {}],
    ['status: priority:"" plan:', [], {}],
    ['status: open', ['open'], {}],
    ['"an open quote', ['an open quote'], {}],
    ['tag:"an open', [], { tag: ['an open'] }],
    ['"status:open"', ['status:open'], {}],
    ['__proto__:x constructor', ['__proto__:x', 'constructor'], {}],
    ["'; drop table x; -- %_\\", ["';", 'drop', 'table', 'x;', '--', '%_\\'], {}],
    ['платёж\u3000登録', ['платёж', '登録'], {}],
    ['   ', [], {}],
  ])('%j', (text, words, tokens) => {
    expect(parseQuery(text, keys)).toEqual({ words, tokens: { ...none, ...tokens } })
  })

  test('no text makes it fail, and nothing is listed twice', () => {
    const piece = fc.constantFrom('status:', 'tag:', '"', ' ', 'a', 'open', ':', 'owner:me', '\t', '😀')
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'binary' }),
          fc.array(piece, { maxLength: 30 }).map((list) => list.join('')),
        ),
        (text) => {
          const { words, tokens } = parseQuery(text, keys)
          for (const list of [words, ...Object.values(tokens)]) {
            expect(new Set(list).size).toBe(list.length)
            expect(list.every((value) => value.trim() === value && value !== '')).toBe(true)
          }
        },
      ),
    )
  })

  test('a very long text is read in no time', () => {
    const started = performance.now()
    parseQuery('status:'.repeat(50_000), keys)
    parseQuery('"'.repeat(50_001), keys)
    expect(performance.now() - started).toBeLessThan(500)
  })
})

test('a cell of CSV that a spreadsheet would run begins with an apostrophe, a number does not', () => {
  const cells = ['=1+1', '+cmd', '-2+3', '@SUM(A1)', '＝1+1', '\t=1', '\n=1', 'a=b', '-12.50', '+49', '', null]
  expect(csvLine(cells)).toBe(`'=1+1,'+cmd,'-2+3,'@SUM(A1),'＝1+1,'\t=1,"'\n=1",a=b,-12.50,+49,"",\r\n`)
})
