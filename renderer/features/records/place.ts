/** Where one is in Records, as an address: #/records/<table>/<key ...>?where=…&by=…. Other workspaces link here with it. */
import type { RecordFilter, RecordSort } from '../../../shared/records.ts'
import { hrefOf, type Route } from '../../route.ts'

export interface RecordPlace {
  table: string
  filters: RecordFilter[]
  sort: RecordSort | null
  /** The row that is open beside the list. */
  key: string[] | null
}

export function placeOf({ path, query }: Route): RecordPlace | null {
  const [, table, ...key] = path
  if (!table) return null
  return { table, filters: filtersIn(query.get('where')), sort: sortIn(query.get('by')), key: key.length > 0 ? key : null }
}

export function hrefOfRecords({ table, filters = [], sort = null, key = null }: Partial<RecordPlace> & { table: string }): string {
  const by = sort && `${sort.descending ? '-' : ''}${sort.column}`
  return hrefOf(['records', table, ...(key ?? [])], { where: filters.length > 0 ? JSON.stringify(filters) : null, by })
}

/** What somebody typed into the address is judged by the trusted side; here it only has to be a list. */
function filtersIn(text: string | null): RecordFilter[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? (value as RecordFilter[]) : []
  } catch {
    return []
  }
}

function sortIn(text: string | null): RecordSort | null {
  if (!text) return null
  return { column: text.replace(/^-/, ''), descending: text.startsWith('-') }
}
