// What somebody declared beside their document and its zone.

import { describe, expect, test } from 'vitest'
import { compareIdentity, differences, sameName } from '../../shared/identity.ts'
import { isMrz, readMrz } from '../../shared/mrz.ts'

describe('names', () => {
  test.each([
    ['Anna Maria Eriksson', 'ERIKSSON ANNA MARIA', true],
    ['Jördis Möller', 'JOERDIS MOELLER', true],
    ['Jördis Möller', 'JORDIS MOLLER', true],
    ['Þórdís Jónsdóttir', 'THORDIS JONSDOTTIR', true],
    ['Żaneta Błaszczyk', 'ZANETA BLASZCZYK', true],
    ['Nilüfer Işık', 'NILUFER ISIK', true],
    ['Phạm Vy', 'VY PHAM', true],
    ['Åsa Weiß', 'AASA WEISS', true],
    ['Layla Al-Mansouri', 'LAYLA AL MANSOURI', true],
    ['Seán O’Casey', 'SEAN O CASEY', true],
    ['Anna Eriksson', 'ANNA ERIKSEN', false],
    ['Anna Eriksson', 'ANNA', false],
    ['Anna', 'ANNA ERIKSSON', false],
    ['Anna Anna', 'ANNA', false],
    ['Дарья Ремизова', 'DARIA REMIZOVA', null],
    ['山田太郎', 'YAMADA TARO', null],
    ['', 'ANNA', null],
  ])('%s and %s: %s', (declared, other, expected) => expect(sameName(declared, other)).toBe(expected))

  test('a zone that cut the names may lack their end', () => {
    expect(sameName('Chayapa Dejthamrong Krasuang Nilavadhanananda', 'CHAYAPA DEJTHAMRONG KRAS NILAVADHANANANDA', true)).toBe(false)
    expect(sameName('Nilavadhanananda Chayapa Dejthamrong Krasuang', 'NILAVADHANANANDA CHAYAPA DEJTHAMRONG K', true)).toBe(true)
    expect(sameName('Nilavadhanananda Chayapa Dejthamrong Krasuang', 'NILAVADHANANANDA CHAYAPA DEJTHAMRONG X', true)).toBe(false)
  })
})

test('every mismatch with the declared fields is found, and what is not there is no mismatch', () => {
  const zone = readMrz(['P<UTOPHAM<<VY<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<', 'H065599269UTO7501114F3311075<<<<<<<<<<<<<<<8'])
  if (!isMrz(zone)) throw new Error(zone.problem)
  const declared = { name: 'Phạm Vy', born: '1975-01-27', number: 'H0655-9926', expires: '2033-11-08', address: '1 Mill Lane' }
  const lines = compareIdentity(declared, { born: '1975-01-27', expires: '2033-11-07' }, zone, '2026-11-21')
  expect(lines.map(({ field, document, mrz }) => [field, document.isSame, mrz.isSame])).toEqual([
    ['name', null, true],
    ['born', true, false],
    ['number', null, true],
    ['expires', false, false],
    ['nationality', null, null],
    ['address', null, null],
  ])
  expect(differences(lines).map(({ field }) => field)).toEqual(['born', 'expires'])
  expect(compareIdentity(declared, {}, null, '2026-11-21').map(({ mrz }) => mrz.text)).toEqual([null, null, null, null, null])
})

test('a date of a zone that is none is shown as printed', () => {
  const zone = readMrz(['P<UTOPHAM<<VY<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<', 'H065599269UTO75<<<<4F3311075<<<<<<<<<<<<<<<8'])
  if (!isMrz(zone)) throw new Error(zone.problem)
  expect(compareIdentity({ born: '1975-01-27' }, {}, zone, '2026-11-21')[1]?.mrz).toEqual({ text: '75<<<<', isSame: false })
})
