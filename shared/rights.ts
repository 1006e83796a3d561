/**
 * Rights: the exact rule of overlapping claims, the same as console.overlaps of the database, and what both sides call things.
 * Dates are 'YYYY-MM-DD'; periods are half-open; shares are integers, 10,000 is the whole.
 */

/** What each name of a country or group means from when until when; names are in capitals. */
export type TerritoryBook = Map<string, { from: string; until: string; countries: string[] }[]>

export interface Span {
  from: string
  until: string
  countries: string[]
}

/** A claim while its territory means the same countries. */
export interface ClaimSpan extends Span {
  claim: string
  share: number
  isExclusive: boolean
  holder: string
  /** Those its title comes from. */
  grantors: string[]
}

export interface Overlap {
  countries: string[]
  from: string
  until: string
  /** By id. */
  claims: string[]
  shares: number[]
  total: number
  reason: 'sum' | 'exclusive'
  disputedClaims: string[]
  /** The share of the income that nobody can be given before it is settled. */
  disputed: number
}

export const whole = 10_000
export const tolerated = 10_006
export const beginning = '-infinity'
export const end = 'infinity'

/** 'YYYY-MM-DD' sorts as text; the two ends do not. */
export function isBefore(a: string, b: string): boolean {
  if (a === b || a === end || b === beginning) return false
  return a === beginning || b === end || a < b
}

const later = (a: string, b: string) => (isBefore(a, b) ? b : a)
const earlier = (a: string, b: string) => (isBefore(a, b) ? a : b)
const byDate = (a: string, b: string) => (a === b ? 0 : isBefore(a, b) ? -1 : 1)
const sorted = (dates: Iterable<string>) => [...new Set(dates)].sort(byDate)
const byText = (a: string, b: string) => (a < b ? -1 : Number(a > b))

/** 'de' and '+DE' include, '-276' and '−DE' leave out. */
function readEntry(entry: string): { isOut: boolean; name: string } {
  const text = entry.trim()
  const name = text
    .replace(/^[+\-−]+/, '')
    .trim()
    .toUpperCase()
  return { isOut: /^[-−]/.test(text), name: /^\d{1,2}$/.test(name) ? name.padStart(3, '0') : name }
}

/** The countries that an ordered list means, and the entries that nothing is called by. Each entry is applied to what the ones before it left. */
export function expandTerritories(entries: string[], book: TerritoryBook): { spans: Span[]; unknown: string[] } {
  const read = entries.map(readEntry)
  const known = read.flatMap((entry) => (book.get(entry.name) ?? []).map((meaning) => ({ ...entry, ...meaning })))
  const cuts = sorted(known.map(({ from }) => from))
  const spans: Span[] = []
  for (const [index, from] of cuts.entries()) {
    const countries = new Set<string>()
    for (const part of known) {
      if (isBefore(from, part.from) || !isBefore(from, part.until)) continue
      for (const country of part.countries) part.isOut ? countries.delete(country) : countries.add(country)
    }
    const span = { from, until: cuts[index + 1] ?? end, countries: [...countries].sort(byText) }
    const last = spans.at(-1)
    if (last && last.countries.join() === span.countries.join()) last.until = span.until
    else spans.push(span)
  }
  return { spans, unknown: read.map(({ name }) => name).filter((name) => !book.has(name)) }
}

/** A claim cut to the spans of its territory; none is left where its period has no day. */
export function claimSpans(claim: Omit<ClaimSpan, 'countries'>, spans: Span[]): ClaimSpan[] {
  return spans
    .map((span) => ({ ...claim, countries: span.countries, from: later(claim.from, span.from), until: earlier(claim.until, span.until) }))
    .filter(({ from, until }) => isBefore(from, until))
}

/** Time cut at every start and end of the claims. */
export function slices(spans: ClaimSpan[]): { from: string; until: string }[] {
  const cuts = sorted(spans.flatMap(({ from, until }) => [from, until]))
  return cuts.slice(0, -1).map((from, index) => ({ from, until: cuts[index + 1] as string }))
}

const holds = (span: ClaimSpan, from: string) => !isBefore(from, span.from) && isBefore(from, span.until)

/** Why claims cannot stand together, and which; null where they can. */
function clashOf(claims: ClaimSpan[]): Pick<Overlap, 'reason' | 'disputedClaims' | 'disputed'> | null {
  const total = claims.reduce((sum, { share }) => sum + share, 0)
  if (total > tolerated) return { reason: 'sum', disputedClaims: claims.map(({ claim }) => claim).sort(byText), disputed: whole }
  const isGranted = (x: ClaimSpan, y: ClaimSpan) => y.grantors.includes(x.holder) || x.grantors.includes(y.holder)
  const disputed = claims.filter((x) =>
    claims.some((y) => y.claim !== x.claim && ((x.isExclusive && y.isExclusive) || ((x.isExclusive || y.isExclusive) && !isGranted(x, y)))),
  )
  if (disputed.length === 0) return null
  const share = disputed.reduce((sum, each) => sum + each.share, 0)
  return { reason: 'exclusive', disputedClaims: disputed.map(({ claim }) => claim).sort(byText), disputed: Math.min(share, whole) }
}

/** One row per set of claims that cannot stand and slice of time, in the order of time, then of countries. */
export function overlaps(spans: ClaimSpan[]): Overlap[] {
  return slices(spans).flatMap(({ from, until }) => {
    const sets = groupCountries(spans.filter((span) => holds(span, from)))
    return sets
      .flatMap(({ claims, countries }) => {
        const clash = claims.length < 2 ? null : clashOf(claims)
        if (!clash) return []
        const shares = claims.map(({ share }) => share)
        const total = shares.reduce((sum, share) => sum + share, 0)
        return [{ countries, from, until, claims: claims.map(({ claim }) => claim), shares, total, ...clash }]
      })
      .sort((a, b) => byText(a.countries.join(), b.countries.join()))
  })
}

/** Countries by the set of claims that hold there; claims by id, countries by code. */
function groupCountries(active: ClaimSpan[]): { claims: ClaimSpan[]; countries: string[] }[] {
  const ordered = active.toSorted((a, b) => byText(a.claim, b.claim))
  const perCountry = new Map<string, ClaimSpan[]>()
  for (const span of ordered) {
    for (const country of span.countries) perCountry.set(country, [...(perCountry.get(country) ?? []), span])
  }
  const groups = new Map<string, { claims: ClaimSpan[]; countries: string[] }>()
  for (const country of [...perCountry.keys()].sort(byText)) {
    const claims = perCountry.get(country) as ClaimSpan[]
    const key = claims.map(({ claim }) => claim).join()
    const group = groups.get(key)
    if (group) group.countries.push(country)
    else groups.set(key, { claims, countries: [country] })
  }
  return [...groups.values()]
}
