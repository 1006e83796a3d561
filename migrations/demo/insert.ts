/** Rows of any table in few statements: PostgreSQL itself turns the JSON into the table's types. */
import type pg from 'pg'

/** Inserts rows that all have the same keys. `table` and the keys are the demo's own words, never input. */
export async function insertRows(client: pg.Client, table: string, rows: Record<string, unknown>[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {}).join(', ')
  for (let start = 0; start < rows.length; start += 5000) {
    await client.query(
      `insert into ${table} (${columns}) overriding system value select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows.slice(start, start + 5000))],
    )
  }
}

/** What the triggers would do the demo writes itself, with its own times; they are off until the transaction ends. */
export async function withoutTriggers<T>(client: pg.Client, tables: string[], work: () => Promise<T>): Promise<T> {
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`)
  const result = await work()
  for (const table of tables) await client.query(`alter table ${table} enable trigger user`)
  return result
}
