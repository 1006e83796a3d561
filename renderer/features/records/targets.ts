/** Where a cell leads: along its foreign key, or by entity_type and entity_id. */
import type { RecordColumn, RecordRow, RecordTable } from '../../../shared/records.ts'
import { hrefOf } from '../../route.ts'
import { hrefOfRecords } from './place.ts'

/** null for what links to nothing that the reader reaches. */
export function hrefOfTarget(
  table: RecordTable,
  tables: ReadonlyMap<string, RecordTable>,
  row: RecordRow | undefined,
  column: RecordColumn | undefined,
): string | null {
  const value = row && column && row.cells[table.columns.indexOf(column)]
  if (!value) return null
  if (column.references) return hrefOfRow(tables.get(column.references.table), column.references.column, value)
  if (column.name !== 'entity_id') return null
  const type = row.cells[table.columns.findIndex(({ name }) => name === 'entity_type')]
  const target = [...tables.values()].find(({ entity }) => entity !== null && entity === type)
  return hrefOfRow(target, 'id', value)
}

/** The row itself where the column is the key, else the rows that have the value. */
function hrefOfRow(target: RecordTable | undefined, column: string, value: string): string | null {
  if (!target) return null
  const isKey = target.key.length === 1 && target.key[0] === column
  const filters = [{ column, op: 'is' as const, values: [value] }]
  return hrefOfRecords({ table: target.table, filters, key: isKey ? [value] : null })
}

/** Kinds of rows that have a page of their own, and where. */
const pages: Record<string, [name: string, ...path: string[]]> = {
  user: ['the person', 'people'],
  organization: ['the organization', 'people', 'organization'],
  release: ['the release', 'people', 'release'],
  track: ['the track', 'people', 'track'],
  ticket: ['the ticket', 'tickets'],
}

/** The page that shows the row in words: its name and address. */
export function pageOfRow({ entity }: RecordTable, key: string[]): { name: string; href: string } | null {
  const [name, ...path] = pages[entity ?? ''] ?? []
  const [id] = key
  return name && id ? { name, href: hrefOf([...path, id]) } : null
}
