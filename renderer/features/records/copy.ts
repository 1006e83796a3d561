/** Cells and rows on their way to the clipboard, as CSV or JSON. */
import { csvLine, type ExportFormat } from '../../../shared/exports.ts'
import { isCut, kindOf, type RecordColumn, type RecordRow, type RecordTable } from '../../../shared/records.ts'
import { asAppError, call } from '../../api.ts'
import { toast } from '../../components/toast.tsx'

/** So many rows can be read whole at once. */
const mostWhole = 200

/** One cell is copied as its value alone. */
export async function copyCells(table: RecordTable, rows: RecordRow[], columns: RecordColumn[], format: ExportFormat): Promise<void> {
  try {
    const places = columns.map((column) => table.columns.indexOf(column))
    const isLong = rows.some(({ cells }) => places.some((place) => isCut(cells[place] ?? null)))
    if (isLong && rows.length > mostWhole) {
      toast({
        icon: 'alert',
        text: `At most ${mostWhole} rows with long values can be copied at once.`,
        detail: 'An export takes them all.',
      })
      return
    }
    const whole = isLong ? await readWhole(table, rows) : rows
    const values = whole.map(({ cells }) => places.map((place) => cells[place] ?? null))
    const [[only] = []] = values
    const isOne = values.length === 1 && columns.length === 1 && format === 'csv'
    await navigator.clipboard.writeText(isOne ? (only ?? '') : textOf(columns, values, format))
    const what = rows.length === 1 ? (columns.length === 1 ? 'The cell' : 'The row') : `${rows.length} rows`
    toast({ id: 'copied', icon: 'check', text: `${what} copied${isOne ? '' : ` as ${format.toUpperCase()}`}.`, seconds: 3 })
  } catch (thrown) {
    toast({ id: 'copied', icon: 'alert', tone: 'danger', text: 'Nothing was copied.', detail: asAppError(thrown).message })
  }
}

async function readWhole({ table }: RecordTable, rows: RecordRow[]): Promise<RecordRow[]> {
  const read = await call('records.rows', { table, keys: rows.map(({ key }) => key) })
  const byKey = new Map(read.map((row) => [JSON.stringify(row.key), row]))
  return rows.flatMap(({ key }) => byKey.get(JSON.stringify(key)) ?? [])
}

function textOf(columns: RecordColumn[], values: (string | null)[][], format: ExportFormat): string {
  if (format === 'csv') return [columns.map(({ name }) => name), ...values].map(csvLine).join('')
  const rows = values.map(
    (cells) => `{${columns.map((column, at) => `${JSON.stringify(column.name)}:${json(column, cells[at] ?? null)}`).join(',')}}`,
  )
  return rows.length === 1 ? (rows[0] as string) : `[\n${rows.join(',\n')}\n]`
}

/** Numbers, truth values and JSON stand as they are, so that no digit is lost. */
function json(column: RecordColumn, value: string | null): string {
  if (value === null) return 'null'
  const kind = kindOf(column)
  const isBare = kind === 'boolean' || kind === 'json' || (kind === 'number' && /^-?\d/.test(value))
  return isBare ? value : JSON.stringify(value)
}
