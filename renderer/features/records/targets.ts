/** Where a cell leads: along its foreign key, or by entity_type and entity_id. */
import type { RecordColumn, RecordRow, RecordTable } from '../../../shared/records.ts'
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
