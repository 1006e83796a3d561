/**
 * Loading of tables: each in a transaction of its own, in two sessions side by side, so that a fill that was broken off goes on where
 * it stopped. Triggers and foreign keys are off in these sessions; what they keep is written with the rows or by settle.ts.
 */
import pg from 'pg'
import { DemoRefused } from '../refused.ts'

export interface Load {
  /** The table whose indexes are built anew; also the name of the load unless it has one. */
  table: string
  name?: string
  rows: number
  /** Names of loads that come before. */
  needs?: string[]
  sql: string | string[]
}

const sessions = 2
/** From this many rows on it is faster to build the indexes than to keep them. */
const manyRows = 50_000

export async function connect(connectionString: string): Promise<pg.Client> {
  const settings = {
    timezone: 'UTC',
    statement_timeout: '0',
    synchronous_commit: 'off',
    work_mem: '256MB',
    maintenance_work_mem: '768MB',
    jit: 'off',
    // Only a superuser may leave out triggers and foreign keys.
    session_replication_role: 'replica',
  }
  const options = Object.entries(settings).map(([name, value]) => `-c ${name}=${value}`)
  const client = new pg.Client({ connectionString, options: options.join(' ') })
  try {
    await client.connect()
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error
    throw new DemoRefused('The documented volumes can only be loaded by a superuser of the server. The small demo is there.')
  }
  return client
}

/** Runs what is not done yet; each load starts when those that it needs are done. Ends with a line about the time of each domain. */
export async function runLoads(connectionString: string, loads: Load[], log: (line: string) => void): Promise<void> {
  const times = new Map<string, number>()
  const clients = await Promise.all(Array.from({ length: sessions }, () => connect(connectionString)))
  try {
    const { rows } = await (clients[0] as pg.Client).query<{ name: string }>('select name from demo_volume.done')
    const done = new Set(rows.map(({ name }) => name))
    const waiting = loads.filter((load) => !done.has(nameOf(load)))
    const wanted = new Set(waiting.map(nameOf))
    const isReady = (load: Load) => (load.needs ?? []).every((name) => done.has(name) || !wanted.has(name))
    const weights = new Map<Load, number>()
    for (const load of waiting) weigh(load, waiting, weights)
    waiting.sort((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0))
    const wakers: (() => void)[] = []
    let failed = false

    const work = async (client: pg.Client): Promise<void> => {
      while (waiting.length > 0 && !failed) {
        const next = waiting.findIndex(isReady)
        const [load] = next < 0 ? [] : waiting.splice(next, 1)
        if (!load) {
          await new Promise<void>((resolve) => wakers.push(resolve))
          continue
        }
        try {
          const started = performance.now()
          log(await run(client, load))
          const domain = load.table.split('.')[0] ?? ''
          times.set(domain, (times.get(domain) ?? 0) + performance.now() - started)
          done.add(nameOf(load))
        } catch (error) {
          failed = true
          throw error
        } finally {
          for (const wake of wakers.splice(0)) wake()
        }
      }
    }
    await Promise.all(clients.map(work))
    const spent = [...times].sort(([, a], [, b]) => b - a).map(([domain, ms]) => `${domain} ${Math.round(ms / 1000)} s`)
    if (spent.length > 0) log(`Each domain in one of ${sessions} sessions: ${spent.join(', ')}`)
  } finally {
    await Promise.all(clients.map((client) => client.end()))
  }
}

/** Rows of the longest chain that begins here: what much waits for comes first, so that the sessions end together. */
function weigh(load: Load, loads: Load[], weights: Map<Load, number>): number {
  const known = weights.get(load)
  if (known !== undefined) return known
  const next = loads.filter(({ needs }) => needs?.includes(nameOf(load))).map((each) => weigh(each, loads, weights))
  const weight = load.rows + Math.max(0, ...next)
  weights.set(load, weight)
  return weight
}

const nameOf = (load: Load): string => load.name ?? load.table

/** In a transaction of its own; vacuumed at once, while the pages are still at hand. Returns a line about it. */
async function run(client: pg.Client, load: Load): Promise<string> {
  const started = performance.now()
  const { counts, indexes, indexed } = await fill(client, load)
  const filled = performance.now()
  for (const table of counts.keys()) await client.query(`vacuum (analyze) ${table}`)
  const ms = (from: number, to: number) => `${Math.round(to - from)} ms`
  const parts = [`vacuum ${ms(filled, performance.now())}`]
  if (indexes > 0) parts.unshift(`${indexes} indexes ${Math.round(indexed)} ms`)
  const lines = [...counts].map(([table, rows]) => `${table} ${rows.toLocaleString('en')}`)
  return `${lines.join(', ') || nameOf(load)}: ${ms(started, performance.now())}, of that ${parts.join(', ')}`
}

/** How many rows came into which table, and what making its indexes anew took (ms). */
async function fill(client: pg.Client, load: Load): Promise<{ counts: Map<string, number>; indexes: number; indexed: number }> {
  await client.query('begin')
  try {
    const indexes = load.rows >= manyRows ? await dropIndexes(client, load.table) : []
    const counts = new Map<string, number>()
    for (const sql of [load.sql].flat()) {
      const { rowCount } = await client.query(sql)
      const table = /(?:insert into|update) (\S+)/.exec(sql)?.[1]
      if (table) counts.set(table, (counts.get(table) ?? 0) + (rowCount ?? 0))
    }
    const loaded = performance.now()
    for (const index of indexes) await client.query(index)
    await client.query('insert into demo_volume.done (name) values ($1)', [nameOf(load)])
    await client.query('commit')
    return { counts, indexes: indexes.length, indexed: performance.now() - loaded }
  } catch (error) {
    await client.query('rollback')
    throw new Error(`${nameOf(load)}: ${(error as Error).message}`, { cause: error })
  }
}

/** Takes away all indexes but the primary key and returns the statements that make them again, under their names. */
async function dropIndexes(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ drop: string; create: string }>(
    `select case when c.conname is null then format('drop index %s', i.indexrelid::regclass)
         else format('alter table %s drop constraint %I', i.indrelid::regclass, c.conname) end as drop,
       case when c.conname is null then replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ')
         else format('alter table %s add constraint %I %s', i.indrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) end as create
     from pg_index i left join pg_constraint c on c.conindid = i.indexrelid and c.conrelid = i.indrelid and c.contype = 'u'
     where i.indrelid = to_regclass($1) and not i.indisprimary
       and not exists (select from pg_constraint f where f.contype = 'f' and f.conindid = i.indexrelid)
     order by i.indexrelid`,
    [table],
  )
  for (const { drop } of rows) await client.query(drop)
  return rows.map(({ create }) => create)
}
