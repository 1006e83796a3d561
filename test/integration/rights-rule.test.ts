// The overlap rule: in SQL, in shared/rights.ts, and country by country and day by day.

import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { beginning, claimSpans, end, expandTerritories, type Overlap, overlaps, type TerritoryBook } from '../../shared/rights.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

interface Given {
  id: string
  share: number
  isExclusive: boolean
  holder: string
  grantors: string[]
  territories: string[]
  from: string
  until: string | null
}

let database: TestDatabase
let db: pg.Client
let book: TerritoryBook
let members: { group: string; country: string; from: string; until: string }[]

beforeAll(async () => {
  database = await freshDatabase()
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  const rows = await db.query(
    `select name, from_date::text as "from", until_date::text as until, console.countries_of(mask) as countries from console.territory_mask order by name, from_date`,
  )
  book = new Map()
  for (const { name, ...span } of rows.rows) book.set(name, [...(book.get(name) ?? []), span])
  members = (
    await db.query(
      `select group_id as "group", country, from_date::text as "from", until_date::text as until from console.territory_member`,
    )
  ).rows
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

async function inSql(claims: Given[]): Promise<Overlap[]> {
  const { rows } = await db.query(
    `select o.countries, o.from_date::text as "from", o.until_date::text as until, o.claims, o.shares, o.total, o.reason,
       o.disputed_claims as "disputedClaims", o.disputed
     from console.overlaps((
       select array_agg(console.claim_span(row(c.id, c.share, c."isExclusive", c.holder, array(select jsonb_array_elements_text(c.grantors)), c."from",
         coalesce(c.until, 'infinity'), console.no_countries())::console.claim_share, s.from_date, s.until_date, s.mask))
       from jsonb_to_recordset($1) c(id uuid, share int, "isExclusive" bool, holder text, grantors jsonb, territories jsonb, "from" date, until date),
         console.territory_spans(array(select jsonb_array_elements_text(c.territories))) s)) o
     order by o.from_date, o.countries`,
    [JSON.stringify(claims)],
  )
  return rows
}

function inShared(claims: Given[]): Overlap[] {
  return overlaps(
    claims.flatMap(({ territories, id, until, ...claim }) =>
      claimSpans({ ...claim, claim: id, until: until ?? end }, expandTerritories(territories, book).spans),
    ),
  )
}

const uuid = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`
const claim = (n: number, share: number, territories: string[], from: string, until: string | null, more: Partial<Given> = {}): Given => ({
  id: uuid(n),
  share,
  isExclusive: false,
  holder: `h${n}`,
  grantors: [],
  territories,
  from,
  until,
  ...more,
})

test('rights-1: the example gives exactly one segment', async () => {
  const claims = [claim(1, 6000, ['+World'], '2024-01-01', '2027-01-01'), claim(2, 5000, ['+DE', '+AT', '+CH'], '2025-07-01', '2030-01-01')]
  const expected = [
    {
      countries: ['AT', 'CH', 'DE'],
      from: '2025-07-01',
      until: '2027-01-01',
      claims: [uuid(1), uuid(2)],
      shares: [6000, 5000],
      total: 11_000,
      reason: 'sum',
      disputedClaims: [uuid(1), uuid(2)],
      disputed: 10_000,
    },
  ]
  expect(await inSql(claims)).toEqual(expected)
  expect(inShared(claims)).toEqual(expected)
})

test('rights-1: 100.06 % passes, 100.07 % conflicts', async () => {
  const pair = (second: number) => [claim(1, 6003, ['WW'], '2024-01-01', null), claim(2, second, ['DE'], '2024-01-01', null)]
  for (const rule of [inSql, inShared]) {
    expect(await rule(pair(4003))).toEqual([])
    expect(await rule(pair(4004))).toMatchObject([{ total: 10_007, countries: ['DE'], until: 'infinity' }])
  }
})

test('a claim that ends the day another starts does not overlap it', async () => {
  const claims = [claim(1, 10_000, ['WW'], '2024-01-01', '2025-01-01'), claim(2, 10_000, ['WW'], '2025-01-01', null)]
  expect(await inSql(claims)).toEqual([])
  expect(inShared(claims)).toEqual([])
})

test('two exclusive claims clash; one beside another only without a chain of title', async () => {
  const exclusive = claim(1, 5000, ['DE'], '2024-01-01', null, { isExclusive: true })
  for (const rule of [inSql, inShared]) {
    expect(await rule([exclusive, claim(2, 2000, ['WW'], '2024-01-01', null)])).toMatchObject([{ reason: 'exclusive', disputed: 7000 }])
    expect(await rule([exclusive, claim(2, 2000, ['WW'], '2024-01-01', null, { grantors: ['h1'] })])).toEqual([])
    expect(await rule([exclusive, claim(2, 2000, ['WW'], '2024-01-01', null, { isExclusive: true, grantors: ['h1'] })])).toMatchObject([
      { reason: 'exclusive' },
    ])
  }
})

test('territories are read in their order, with groups, TIS codes and dated membership; unknown codes are listed', async () => {
  const meant = async (...entries: string[]) => {
    const { rows } = await db.query(
      `select from_date::text as "from", until_date::text as until, console.countries_of(mask) as countries from console.territory_spans($1)`,
      [entries],
    )
    const { spans, unknown } = expandTerritories(entries, book)
    expect(rows).toEqual(spans)
    expect((await db.query('select console.territory_unknown($1) as u', [entries])).rows[0].u).toEqual(unknown)
    return { spans, unknown }
  }
  const today = async (...entries: string[]) => (await meant(...entries)).spans.at(-1)?.countries ?? []
  expect(await today('+World', '-Commonwealth', '+Canada', '+CA')).toContain('CA')
  expect(await today('+World', '+CA', '-Commonwealth')).not.toContain('CA')
  expect(await today('2124')).toEqual(['AT', 'CH', 'DE'])
  expect(await today('2136')).toHaveLength(249)
  expect(await today('276', '040', '40')).toEqual(['AT', 'DE'])
  const union = (await meant('2123')).spans
  expect(union.find(({ from }) => from === '2013-07-01')?.countries).toContain('GB')
  expect(union.at(-1)).toMatchObject({ from: '2020-02-01', until: end })
  expect(union.at(-1)?.countries).not.toContain('GB')
  expect((await meant('DE', 'XX', '-Atlantis', '9999')).unknown).toEqual(['XX', 'ATLANTIS', '9999'])
  expect((await meant('XX')).spans).toEqual([])
})

/* Days around the end of a membership, so that groups change their meaning inside the periods. */
const days = Array.from({ length: 16 }, (_, n) => new Date(Date.UTC(2020, 0, 25 + n)).toISOString().slice(0, 10))
const anyDay = fc.integer({ min: 0, max: days.length - 1 })
const names = ['World', '2123', 'EU', '2124', 'Benelux', 'DE', 'GB', '826', 'US', 'nl', 'ZZ']
const anyClaims = fc
  .array(
    fc.record({
      share: fc.oneof(fc.integer({ min: 1, max: 10_000 }), fc.constantFrom(5000, 5003, 5004, 10_000, 6, 7)),
      isExclusive: fc.boolean(),
      holder: fc.constantFrom('a', 'b', 'c'),
      grantors: fc.subarray(['a', 'b', 'c']),
      territories: fc.array(
        fc.tuple(fc.constantFrom('+', '-', '−', ''), fc.constantFrom(...names)).map((parts) => parts.join('')),
        {
          minLength: 1,
          maxLength: 4,
        },
      ),
      start: anyDay,
      length: fc.integer({ min: 0, max: 9 }),
      isOpen: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((claims) =>
    claims.map(({ start, length, isOpen, ...rest }, n): Given => {
      const until = days[Math.min(start + length, days.length - 1)] as string
      return { ...rest, id: uuid(n + 1), from: days[start] as string, until: isOpen ? null : until }
    }),
  )

const groups: Record<string, string> = { '2123': '2123', EU: '2123', '2124': '2124', BENELUX: '2110' }
const countries: Record<string, string> = { DE: 'DE', GB: 'GB', '826': 'GB', US: 'US', NL: 'NL' }

/** Whether the claim holds in the country on the day, from the membership rows alone. */
function holdsOn({ territories, from, until }: Given, country: string, day: string): boolean {
  if (day < from || (until !== null && day >= until)) return false
  let isIn = false
  for (const entry of territories) {
    const name = entry.replace(/^[+−-]/, '').toUpperCase()
    const isNamed =
      name === 'WORLD' ||
      countries[name] === country ||
      members.some(
        (each) =>
          each.group === groups[name] &&
          each.country === country &&
          (each.from === beginning || each.from <= day) &&
          (each.until === end || day < each.until),
      )
    if (isNamed) isIn = !/^[−-]/.test(entry)
  }
  return isIn
}

function standsTogether(held: Given[]): boolean {
  if (held.reduce((sum, { share }) => sum + share, 0) > 10_006) return false
  for (const x of held) {
    for (const y of held) {
      if (x === y || !(x.isExclusive || y.isExclusive)) continue
      if (x.isExclusive && y.isExclusive) return false
      if (!x.grantors.includes(y.holder) && !y.grantors.includes(x.holder)) return false
    }
  }
  return true
}

test('rights-1: on random claims SQL, the screen and country by day agree', async () => {
  const looked = ['DE', 'AT', 'CH', 'GB', 'NL', 'FR', 'US', 'JP']
  let conflicts = 0
  await fc.assert(
    fc.asyncProperty(anyClaims, async (claims) => {
      const found = await inSql(claims)
      expect(inShared(claims)).toEqual(found)
      conflicts += found.length
      for (const country of looked) {
        for (const day of days) {
          const held = claims.filter((each) => holdsOn(each, country, day))
          const here = found.filter(
            (each) => each.countries.includes(country) && each.from <= day && (each.until === end || day < each.until),
          )
          expect(here.map((each) => each.claims)).toEqual(standsTogether(held) ? [] : [held.map(({ id }) => id)])
        }
      }
    }),
    { numRuns: 400 },
  )
  expect(conflicts).toBeGreaterThan(100)
})
