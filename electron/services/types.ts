/** How values of PostgreSQL arrive: timestamps as ISO 8601 UTC with microseconds, int8 as number where it is exact, numeric as text. */
import pg from 'pg'

const oid = { int8: 20, date: 1082, timestamp: 1114, timestamptz: 1184, timestamptzArray: 1185 }

export const timestamptzOid = oid.timestamptz

const parsers: Record<number, (text: string) => unknown> = {
  [oid.int8]: int8,
  [oid.date]: asIs,
  [oid.timestamp]: asIs,
  [oid.timestamptz]: instant,
  [oid.timestamptzArray]: asIs,
}

export const typeParsers: pg.CustomTypesConfig = {
  getTypeParser: ((type: number, format?: 'text' | 'binary') =>
    parsers[type] ?? pg.types.getTypeParser(type, format as 'text')) as typeof pg.types.getTypeParser,
}

/** '2026-05-01 09:30:00.5+00' -> '2026-05-01T09:30:00.500000Z'; 'infinity' stays, for the handler to decide. */
export function instant(text: string): string {
  if (!text.endsWith('+00')) return text
  const [whole, fraction = ''] = text.slice(0, -3).replace(' ', 'T').split('.')
  return `${whole}.${fraction.padEnd(6, '0')}Z`
}

function int8(text: string): number | string {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

function asIs(text: string): string {
  return text
}
