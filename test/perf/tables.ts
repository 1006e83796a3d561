/** A page of each table in Records beside the same bare prepared query, in turn, so that the ratio holds whatever the machine is doing. */
import pg from 'pg'
import { pageQuery } from '../../electron/features/record-query.ts'
import { kindOf, type RecordQuery, type RecordTable } from '../../shared/records.ts'
import { asLogin, type TestStaff } from '../support/people.ts'
import { type BenchConsole, quantile, timed } from './bench.ts'

const most = 1.5
const limit = 100
const furtherPages = 10
type Wish = Omit<RecordQuery, 'table'>

export async function measureTables({ ask }: BenchConsole, url: string, staff: TestStaff, rounds: number): Promise<string[]> {
  const bare = new pg.Client({ connectionString: asLogin(url, staff.login, staff.password) })
  await bare.connect()
  try {
    const tables = await ask('records.tables', {})
    const slow: string[] = []
    const ratios: number[] = []
    console.log('page of Records                                                       handler p50   bare p50   ratio')
    for (const table of tables) {
      for (const [name, wish, cursor] of await wishesOf(table)) {
        let { handler, direct } = await beside(table, wish, cursor, rounds)
        // Few rounds tell little of pages of a fifth of a millisecond.
        if (handler / direct > most) ({ handler, direct } = await beside(table, wish, cursor, rounds * 10))
        const ratio = handler / direct
        ratios.push(ratio)
        const line = `${`${table.table}, ${name}`.padEnd(70)} ${handler.toFixed(2).padStart(9)}  ${direct.toFixed(2).padStart(9)}   ${ratio.toFixed(2)}`
        console.log(line)
        if (ratio > most) slow.push(line)
      }
    }
    console.log(
      `\n${ratios.length} pages of ${tables.length} tables: ratio p50 ${quantile(ratios, 0.5).toFixed(2)}, p95 ${quantile(ratios, 0.95).toFixed(2)}, most ${quantile(ratios, 1).toFixed(2)}`,
    )
    return slow
  } finally {
    await bare.end()
  }

  /** The first page, one further on, one in another order and one of a filter, as far as the table has them. */
  async function wishesOf(table: RecordTable): Promise<[name: string, wish: Wish, cursor?: string][]> {
    const all: Wish = { filters: [], sort: null }
    const wishes: [string, Wish, string?][] = [['first', all]]
    let { rows, next } = await ask('records.page', { table: table.table, ...all, limit })
    const [first] = rows
    for (let n = 1; n < furtherPages && next; n++)
      next = (await ask('records.page', { table: table.table, ...all, limit, cursor: next })).next
    if (next) wishes.push(['further', all, next])
    const sorted = table.columns.find((column) => column.order && column.name !== table.key[0])
    if (sorted) wishes.push([`by ${sorted.name}`, { filters: [], sort: { column: sorted.name, descending: true } }])
    const place = table.columns.findIndex(({ name, indexed }, n) => indexed && name !== table.key[0] && first?.cells[n] != null)
    const column = table.columns[place]
    const value = first?.cells[place]
    if (column && value && kindOf(column) !== 'json')
      wishes.push([`of ${column.name}`, { filters: [{ column: column.name, op: 'is', values: [value] }], sort: null }])
    return wishes
  }

  async function beside(
    table: RecordTable,
    wish: Wish,
    cursor: string | undefined,
    times: number,
  ): Promise<{ handler: number; direct: number }> {
    const input = { ...wish, ...(cursor === undefined ? {} : { cursor, direction: 'after' as const }), limit }
    const { query } = pageQuery(table, input)
    const handler: number[] = []
    const direct: number[] = []
    // Plans are made anew for the first five times, in the pool for each connection.
    for (let round = -15; round < times; round++) {
      const a = await timed(() => ask('records.page', { table: table.table, ...input }))
      const b = await timed(() => bare.query(query))
      if (round < 0) continue
      handler.push(a)
      direct.push(b)
    }
    return { handler: quantile(handler, 0.5), direct: quantile(direct, 0.5) }
  }
}
