/** Files that the console writes from the database, in the background, each to its end or not at all. */
import type { AppError } from './errors.ts'

export const exportFormats = ['csv', 'json'] as const
export type ExportFormat = (typeof exportFormats)[number]

export interface ExportJob {
  id: string
  /** What is exported: "finance.payouts". */
  label: string
  format: ExportFormat
  state: 'running' | 'done' | 'failed' | 'cancelled'
  rows: number
  bytes: number
  /** About how many rows there will be; null when nobody knows. */
  expected: number | null
  startedAt: string
  endedAt: string | null
  /** The whole path, once the file is complete. */
  path: string | null
  error: AppError | null
}

export interface ExportMethods {
  'exports.list': { input: Record<string, never>; output: ExportJob[] }
  /** Nothing of it stays. One that has ended is only taken off the list. */
  'exports.cancel': { input: { id: string }; output: null }
}

/**
 * A value in a line of CSV (RFC 4180); null is empty, an empty text is "". A text that a spreadsheet would run as a formula
 * begins with an apostrophe; a plain number does not need one.
 */
function csvCell(value: string | null): string {
  if (value === null) return ''
  const text = /^[=+\-@＝＋－＠\t\r\n]/.test(value) && !/^[+-]?\d+(\.\d+)?$/.test(value) ? `'${value}` : value
  return text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** With its end of line. */
export function csvLine(values: readonly (string | null)[]): string {
  return `${values.map(csvCell).join(',')}\r\n`
}
