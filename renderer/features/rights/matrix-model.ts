/** The matrix of a conflict: parties by groups of countries by slices of time, from the claims by the shared rule. */
import type { ConflictClaim, ConflictPart } from '../../../shared/conflicts.ts'
import { type ClaimSpan, slices } from '../../../shared/rights.ts'

export interface Party {
  name: string
  /** A, B, C ... in the order in which they claim. */
  letter: string
  account: string | null
  claims: ConflictClaim[]
}

export interface Cell {
  claims: ConflictClaim[]
  share: number
}

export interface Column {
  from: string
  until: string
}

export interface CountryGroup {
  countries: string[]
  rows: { party: Party; cells: Cell[] }[]
  sums: { share: number; parts: { party: Party; share: number }[]; part: ConflictPart | null }[]
}

export interface Matrix {
  columns: Column[]
  groups: CountryGroup[]
}

export function partiesOf(claims: ConflictClaim[]): Party[] {
  const byName = new Map<string, ConflictClaim[]>()
  for (const claim of claims) byName.set(claim.party, [...(byName.get(claim.party) ?? []), claim])
  return [...byName].map(([name, own], index) => ({
    name,
    letter: String.fromCharCode(65 + (index % 26)),
    account: own.find(({ account }) => account)?.account ?? null,
    claims: own,
  }))
}

export const spansOf = (claims: ConflictClaim[]): ClaimSpan[] =>
  claims
    .filter(({ counts }) => counts)
    .flatMap(({ id, share, isExclusive, party, grantors, spans }) =>
      spans.map((span) => ({ ...span, claim: id, share, isExclusive, holder: party.toLowerCase(), grantors })),
    )

export function matrixOf(claims: ConflictClaim[], parts: ConflictPart[], parties: Party[]): Matrix {
  const spans = spansOf(claims)
  const columns = slices(spans)
  const byId = new Map(claims.map((claim) => [claim.id, claim]))
  /** Of each country the claims that hold in each slice. */
  const timelines = new Map<string, string[][]>()
  for (const [index, { from }] of columns.entries()) {
    for (const span of spans) {
      if (span.from > from || (span.until !== 'infinity' && span.until <= from)) continue
      for (const country of span.countries) {
        const timeline = timelines.get(country) ?? columns.map(() => [])
        timeline[index]?.push(span.claim)
        timelines.set(country, timeline)
      }
    }
  }
  const grouped = new Map<string, { countries: string[]; timeline: string[][] }>()
  for (const [country, timeline] of timelines) {
    const key = JSON.stringify(timeline.map((ids) => ids.toSorted()))
    const group = grouped.get(key) ?? { countries: [], timeline }
    group.countries.push(country)
    grouped.set(key, group)
  }
  const open = parts.filter(({ state }) => state === 'open')
  const groups = [...grouped.values()].map(({ countries, timeline }): CountryGroup => {
    const cells = (party: Party) =>
      timeline.map((ids): Cell => {
        const own = ids.flatMap((id) => byId.get(id) ?? []).filter((claim) => claim.party === party.name)
        return { claims: own, share: own.reduce((sum, { share }) => sum + share, 0) }
      })
    const rows = parties
      .map((party) => ({ party, cells: cells(party) }))
      .filter(({ cells }) => cells.some(({ claims }) => claims.length > 0))
    const sums = columns.map(({ from }, index) => {
      const parts = rows.map(({ party, cells }) => ({ party, share: cells[index]?.share ?? 0 })).filter(({ share }) => share > 0)
      const part = open.find((each) => each.from === from && each.countries.includes(countries[0] ?? '')) ?? null
      return { share: parts.reduce((sum, each) => sum + each.share, 0), parts, part }
    })
    return { countries: countries.toSorted(), rows, sums }
  })
  const isHot = ({ sums }: CountryGroup) => sums.some(({ part }) => part)
  groups.sort((a, b) => Number(isHot(b)) - Number(isHot(a)) || a.countries.length - b.countries.length)
  return { columns, groups }
}
