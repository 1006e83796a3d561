/** Records: any table that the reader reaches, a page at a time, and what may be edited there. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { type ExportMethods, exportFormats } from '../../shared/exports.ts'
import {
  cheapRows,
  type HistoryEntry,
  isIndexed,
  type RecordCount,
  type RecordFilter,
  type RecordLink,
  type RecordMethods,
  type RecordRow,
  type RecordTable,
} from '../../shared/records.ts'
import { Problem, toProblem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { toPage } from '../services/keyset.ts'
import type { Postgres, Query, ReadOptions } from '../services/postgres.ts'
import { id, instant, jsonBytes, nothing, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'
import { columnOf, countQuery, estimateQuery, exportQuery, linkCountsQuery, pageQuery, rowsQuery, unindexed } from './record-query.ts'

const name = z.string().min(1).max(130)
const filter = z.discriminatedUnion('op', [
  z.strictObject({ column: name, op: z.literal('is'), values: z.array(shortText).max(500) }),
  z.strictObject({ column: name, op: z.literal('range'), from: shortText.nullable(), to: shortText.nullable() }),
  z.strictObject({ column: name, op: z.literal('contains'), text: text(200).min(1) }),
  z.strictObject({ column: name, op: z.literal('null'), isNull: z.boolean() }),
])
const filters = z.array(filter).max(50)
const recordQuery = z.strictObject({ table: name, filters, sort: z.strictObject({ column: name, descending: z.boolean() }).nullable() })
const edit = z.strictObject({ commandId: id, id, expectedUpdatedAt: instant, reason: shortText })
const anyJson = z.unknown().refine((value) => jsonBytes(value) <= 100_000, 'This is more than can be kept here.')

const usualRows = 100
const mostRows = 500
const mostKeys = 200
const mostCounted = 100
/** Costs of a plan below which counting takes well under a second. */
const cheapPlan = 100_000

type Row = Record<string, string | null>
type Tables = Map<string, RecordTable>
type Edited = { version: string }

export function recordHandlers({ session, exports }: Services) {
  const functions = consoleFunctions(session)
  /** What the reader reaches, read once a sign-in and whenever the screen reads it anew. */
  const catalogs = new WeakMap<Postgres, Promise<Tables>>()

  async function tableOf(name: string): Promise<RecordTable> {
    const database = session.database()
    const known = catalogs.get(database) ?? readCatalog(database)
    const table = (await known).get(name)
    if (!table)
      throw new Problem('not_allowed', `There is no table ${name} that your roles reach. An administrator can grant a role that does.`)
    return table
  }

  function readCatalog(database: Postgres): Promise<Tables> {
    const reading = database
      .read<{ tables: RecordTable[] }>({ name: 'record_catalog', text: 'select console.record_catalog() as tables' })
      .then((rows) => new Map((rows[0]?.tables ?? []).map((table) => [table.table, table])))
    catalogs.set(database, reading)
    reading.catch(() => catalogs.delete(database))
    return reading
  }

  async function read<R extends object>(table: RecordTable, filters: RecordFilter[], query: Query, options: ReadOptions): Promise<R[]> {
    try {
      return await session.database().read<R>(query, { ...options, fromReplica: true })
    } catch (thrown) {
      throw explained(toProblem(thrown), table, filters)
    }
  }

  return {
    'records.tables': {
      input: nothing,
      handle: async () => [...(await readCatalog(session.database())).values()],
    },
    'records.page': {
      input: recordQuery.extend({
        cursor: z.string().min(1).max(60_000).exactOptional(),
        direction: z.enum(['after', 'before']).exactOptional(),
        limit: z.int().min(1).max(mostRows).exactOptional(),
      }),
      async handle({ table: name, limit = usualRows, ...input }, { signal }) {
        const table = await tableOf(name)
        const { query, keyset, sortName } = pageQuery(table, { ...input, limit })
        const page = toPage(await read<Row>(table, input.filters, query, { signal }), keyset, sortName)
        return { ...page, rows: toRows(table, page.rows) }
      },
    },
    'records.count': {
      input: z.strictObject({ table: name, filters }),
      async handle({ table: name, filters }, { signal }): Promise<RecordCount> {
        const table = await tableOf(name)
        if (filters.length === 0 && table.estimate !== null && table.estimate >= cheapRows) return { n: table.estimate, isExact: false }
        const [explain] = await read<Explain>(table, filters, estimateQuery(table, filters), { signal })
        const plan = explain?.['QUERY PLAN'][0].Plan
        const about = { n: plan?.['Plan Rows'] ?? 0, isExact: false }
        if (!plan || about.n >= cheapRows || plan['Total Cost'] > cheapPlan) return about
        try {
          const rows = await read<{ n: number }>(table, filters, countQuery(table, filters), { signal })
          return { n: rows[0]?.n ?? 0, isExact: true }
        } catch (thrown) {
          if (toProblem(thrown).code === 'timeout') return about
          throw thrown
        }
      },
    },
    'records.rows': {
      input: z.strictObject({ table: name, keys: z.array(z.array(shortText).min(1).max(8)).min(1).max(mostKeys) }),
      async handle({ table: name, keys }, { signal }) {
        const table = await tableOf(name)
        const rows = await read<Row>(table, [], rowsQuery(table, keys), { signal })
        return toRows(table, rows)
      },
    },
    'records.links': {
      input: z.strictObject({ table: name, key: z.array(shortText).min(1).max(8) }),
      async handle({ table: name, key }, { signal }): Promise<RecordLink[]> {
        const table = await tableOf(name)
        const links = linksOf(table, key, await (catalogs.get(session.database()) as Promise<Tables>))
        const counted = links.flatMap((link, n) => (isCounted(link) ? [{ ...link, n }] : []))
        if (counted.length === 0) return links.map(toLink(new Map()))
        const query = linkCountsQuery(counted, mostCounted)
        const rows = await session.database().read<{ n: number; count: number }>(query, { signal, fromReplica: true })
        return links.map(toLink(new Map(rows.map(({ n, count }) => [n, count]))))
      },
    },
    'records.export': {
      input: recordQuery.extend({ format: z.enum(exportFormats) }),
      async handle({ table: name, filters, sort, format }) {
        const table = await tableOf(name)
        const query = exportQuery(table, filters, sort, format)
        await functions.call('export_begin', randomUUID(), name, JSON.stringify({ filters, format }))
        return exports.start(session.database(), {
          label: name,
          fileName: name.replaceAll(/[^a-z0-9]+/g, '-'),
          format,
          expected: filters.length === 0 ? table.estimate : null,
          columns: table.columns.map((column) => column.name),
          ...query,
        })
      },
    },
    'exports.list': { input: nothing, handle: () => exports.list() },
    'exports.cancel': {
      input: z.strictObject({ id }),
      handle({ id }) {
        exports.cancel(id)
        return null
      },
    },
    'records.history': {
      input: z.strictObject({ kind: z.enum(['setting', 'feature_flag']), id }),
      handle: ({ kind, id }, { signal }) => functions.read<HistoryEntry[]>('record_history', [kind, id], signal),
    },
    'records.setSetting': {
      input: edit.extend({ value: anyJson }),
      handle: ({ commandId, id, expectedUpdatedAt, reason, value }) =>
        functions.call<Edited>('setting_set', commandId, id, expectedUpdatedAt, JSON.stringify(value), reason),
    },
    'records.setFlag': {
      input: edit.extend({ isEnabled: z.boolean(), rolloutPercentage: z.int(), rules: anyJson }),
      handle: ({ commandId, id, expectedUpdatedAt, reason, isEnabled, rolloutPercentage, rules }) =>
        functions.call<Edited>(
          'feature_flag_set',
          commandId,
          id,
          expectedUpdatedAt,
          isEnabled,
          rolloutPercentage,
          JSON.stringify(rules ?? null),
          reason,
        ),
    },
  } satisfies Handlers<keyof RecordMethods | keyof ExportMethods>
}

interface Explain {
  'QUERY PLAN': [{ Plan: { 'Plan Rows': number; 'Total Cost': number } }]
}

/** Rows as they travel; `read` has the cells as c0, c1 ... */
function toRows({ columns, key }: RecordTable, read: Row[]): RecordRow[] {
  const names = columns.map((_, index) => `c${index}`)
  const keyNames = key.map((name) => `c${columns.findIndex((column) => column.name === name)}`)
  return read.map((row) => ({ key: keyNames.map((name) => row[name] ?? ''), cells: names.map((name) => row[name] ?? null) }))
}

/** A statement that ran into its limit says which filter made it read everything. */
function explained(problem: Problem, table: RecordTable, filters: RecordFilter[]): Problem {
  if (problem.code !== 'timeout') return problem
  const slow = unindexed(table, filters).map(({ name }) => name)
  const indexed = table.columns.filter(({ indexed }) => indexed).map(({ name }) => name)
  const message =
    slow.length === 0
      ? `Reading ${table.table} took too long and was ended. Narrow the filters, then read again.`
      : `Reading ${table.table} took too long and was ended: no index answers the filter on ${slow.join(' and ')}. Add one on ${indexed.slice(0, 6).join(', ')}.`
  return new Problem('timeout', message, { source: problem.source, detail: { columns: slow, indexed }, cause: problem })
}

interface Link {
  table: RecordTable
  column: string
  filters: RecordFilter[]
}

/** Foreign keys that point at the row, then pairs of entity_type and entity_id that name it. */
function linksOf(table: RecordTable, key: string[], tables: Tables): Link[] {
  const keyValue = (column: string) => key[table.key.indexOf(column)]
  const byForeignKey = table.referencedBy.flatMap(({ table: from, column, to }) => {
    const source = tables.get(from)
    const value = keyValue(to)
    if (!source || value === undefined) return []
    const filters: RecordFilter[] = [{ column, op: 'is', values: [value] }]
    return [{ table: source, column, filters }]
  })
  const { entity } = table
  const entityId = keyValue('id')
  if (entity === null || entityId === undefined) return byForeignKey
  const byEntity = [...tables.values()].flatMap((source) => {
    const type = source.columns.find((column) => column.name === 'entity_type')
    if (!type?.enum?.includes(entity) || !source.columns.some((column) => column.name === 'entity_id')) return []
    const filters: RecordFilter[] = [
      { column: 'entity_type', op: 'is', values: [entity] },
      { column: 'entity_id', op: 'is', values: [entityId] },
    ]
    return [{ table: source, column: 'entity_id', filters }]
  })
  return [...byForeignKey, ...byEntity]
}

/** Small tables are read whole; of large ones an index has to begin with the link's first column. */
function isCounted({ table, filters }: Link): boolean {
  const [first] = filters
  if (!first) return false
  return (table.estimate ?? 0) < cheapRows || isIndexed(columnOf(table, first.column), 'is')
}

function toLink(counts: Map<number, number>) {
  return ({ table, column, filters }: Link, n: number): RecordLink => {
    const found = counts.get(n)
    const count = found === undefined ? null : { n: Math.min(found, mostCounted), capped: found > mostCounted }
    return { table: table.table, column, filters, count }
  }
}
