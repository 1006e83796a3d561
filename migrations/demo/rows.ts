/** The rows of a demo, table by table, and their way into the database. */
import type pg from 'pg'

export type Row = Record<string, unknown>

/** PostgreSQL itself turns the JSON into the table's types. */
const atOnce = 5000

/** Collects rows in any order; they are written in the order that the foreign keys ask for. */
export class Rows {
  readonly #tables = new Map<string, Row[]>()

  /** All rows of a table have the same keys. `table` and the keys are the demo's own words, never input. */
  add(table: string, ...rows: Row[]): void {
    const known = this.#tables.get(table)
    if (known) for (const row of rows) known.push(row)
    else this.#tables.set(table, rows)
  }

  of<T = Row>(table: string): T[] {
    return (this.#tables.get(table) ?? []) as T[]
  }

  get tables(): number {
    return this.#tables.size
  }

  get count(): number {
    return [...this.#tables.values()].reduce((sum, rows) => sum + rows.length, 0)
  }

  largerThan(count: number): string[] {
    return [...this.#tables].filter(([, rows]) => rows.length > count).map(([table]) => table)
  }

  async insert(client: pg.Client): Promise<void> {
    const order = await dependencies(client)
    const rank = (table: string) => order.get(table) ?? -1
    for (const table of [...this.#tables.keys()].sort((a, b) => rank(a) - rank(b))) await insertRows(client, table, this.of(table))
  }
}

async function insertRows(client: pg.Client, table: string, rows: Row[]): Promise<void> {
  const keys = Object.keys(rows[0] ?? {})
  const odd = rows.find((row) => Object.keys(row).length !== keys.length)
  if (odd) throw new Error(`The rows of ${table} have different columns, the odd one is ${JSON.stringify(odd)}.`)
  const columns = keys.join(', ')
  for (let start = 0; start < rows.length; start += atOnce) {
    await client.query(
      `insert into ${table} (${columns}) overriding system value select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows.slice(start, start + atOnce))],
    )
  }
}

/** How many tables deep each table stands on others. Users and organizations point at each other; the users come first. */
async function dependencies(client: pg.Client): Promise<Map<string, number>> {
  const { rows } = await client.query<{ name: string; depth: number }>(
    `with recursive link as (
       select distinct conrelid as child, confrelid as parent from pg_constraint
       where contype = 'f' and conparentid = 0 and conrelid <> confrelid
         and (conrelid, confrelid) <> ('identity.users'::regclass, 'identity.organizations'::regclass)),
     deep as (
       select parent as oid, 0 as depth from link
       union select l.child, d.depth + 1 from deep d join link l on l.parent = d.oid)
     select oid::regclass::text as name, max(depth) as depth from deep group by 1`,
  )
  return new Map(rows.map(({ name, depth }) => [name, depth]))
}

/**
 * What the triggers would do the demo writes itself, with its own times; they are off until the work is done. For a superuser also
 * the checks of foreign keys, which take longer than the rows; the tests look at all of them.
 */
export async function withoutTriggers(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rowCount } = await client.query(`select where current_setting('is_superuser') = 'on'`)
  if (rowCount === 1) {
    await client.query('set local session_replication_role = replica')
    await work()
    await client.query('set local session_replication_role = origin')
    return
  }
  const { rows } = await client.query<{ name: string }>(
    `select distinct tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     where not tgisinternal and not c.relispartition and c.relnamespace::regnamespace::text <> all ('{console,migrations}') order by 1`,
  )
  for (const { name } of rows) await client.query(`alter table ${name} disable trigger user`)
  await work()
  for (const { name } of rows) await client.query(`alter table ${name} enable trigger user`)
}
