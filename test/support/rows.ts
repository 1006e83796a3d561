// A row of every table of the platform, made from the catalog: what is required gets a value of its type, foreign keys point to rows
// made before, columns that name the owner name the world's person.

import { randomUUID } from 'node:crypto'
import type pg from 'pg'

export const PLATFORM =
  'identity catalog distribution rights finance kyc support moderation promotion community marketplace studio analytics system'.split(' ')

export type Row = Record<string, unknown>

export interface Column {
  name: string
  type: string
  isRequired: boolean
  /** Always or at first made by the database. */
  isGenerated: boolean
  isUnique: boolean
  /** First value of an enum. */
  first: string | null
  /** The table that the column points to, also where no foreign key says so. */
  target: string | null
}

export interface Table {
  name: string
  columns: Column[]
  key: string[]
  /** The column that names the person whose row it is. */
  owner?: string
}

/** The rows of one person, or of an organization and a person in it. */
export interface World {
  user: string
  /** Fills optional columns organization_id; required ones name an organization of the person else. */
  organization?: string
  /** Whom required columns for a second person name. */
  counterpart: string
  rows: Map<string, Row>
  /** Where a row needs something of somebody else: the playlist of a pitch, the product of a review. */
  others?: World
}

const OWNERS =
  'user_id owner_id author_id reviewer_id seller_id host_id curator_id reporter_id follower_id sender_id referrer_id created_by requested_by'.split(
    ' ',
  )

/** Plain uuid columns that point somewhere; tables with partitions and pairs of type and id have no foreign keys. */
const POINTERS: Record<string, string> = {
  user_id: 'identity.users',
  organization_id: 'identity.organizations',
  track_id: 'catalog.tracks',
  campaign_id: 'promotion.campaigns',
  entity_id: 'catalog.tracks',
}

type Value = unknown | ((world: World, make: (table: string) => Promise<Row>) => unknown)

/** What a type does not tell: ranges, exclusive columns, and the state in which a row can be tried. */
const SPECIAL: Record<string, Record<string, Value>> = {
  'catalog.assets': { entity_type: 'track' },
  'community.posts': { group_id: null },
  'finance.invoices': { user_id: (world: World) => (world.organization ? null : world.user) },
  'finance.payment_methods': { user_id: (world: World) => (world.organization ? null : world.user), type: 'paypal' },
  'finance.payouts': { amount: 60, payout_method: 'paypal' },
  'finance.royalty_allocations': { recipient_type: 'user', recipient_id: (world: World) => world.user },
  'finance.subscription_plans': { tier: 'professional' },
  'finance.subscriptions': { user_id: (world: World) => (world.organization ? null : world.user), status: 'active' },
  'identity.user_roles': { role: 'author' },
  'marketplace.reviews': {
    entity_type: 'product',
    rating: 5,
    entity_id: (world: World) => (world.others ?? world).rows.get('marketplace.products')?.id,
  },
  'moderation.appeals': { sanction_id: null },
  'moderation.approvals': { entity_type: 'release', entity_id: (world: World) => world.rows.get('catalog.releases')?.id },
  'promotion.pitches': {
    playlist_id: (world: World) => (world.others ?? world).rows.get('promotion.playlists')?.id,
    curator_id: (world: World) => world.others?.user ?? world.user,
  },
  'rights.agreement_links': {
    related_agreement_id: async (_: World, make: (table: string) => Promise<Row>) => (await make('rights.agreements')).id,
  },
  'rights.claims': { created_by: (world: World) => world.user },
  'rights.royalty_split_recipients': { recipient_type: 'user', recipient_id: (world: World) => world.user },
  'studio.generation_attempts': { attempt_number: 1 },
  'studio.section_replacements': { replaced_start_s: 1, replaced_end_s: 2 },
  'support.ticket_messages': { sender_type: 'user' },
}

/** Tables that have to be there before these, although no column says so. */
const AFTER: Record<string, string[]> = {
  'marketplace.reviews': ['marketplace.products'],
  'moderation.approvals': ['catalog.releases'],
}

export async function readTables(db: pg.Client): Promise<Map<string, Table>> {
  const { rows } = await db.query<Table>(
    `select n.nspname || '.' || c.relname as name,
       (
         select array_agg(a.attname::text order by p.place) from pg_index i, unnest(i.indkey::int2[]) with ordinality p(number, place)
         join pg_attribute a on a.attnum = p.number where i.indrelid = c.oid and i.indisprimary and a.attrelid = c.oid
       ) as key,
       (
         select json_agg(json_build_object(
           'name', a.attname, 'type', format_type(a.atttypid, null),
           'isRequired', a.attnotnull and not a.atthasdef and a.attidentity = '',
           'isGenerated', a.attidentity <> '' or a.attgenerated <> '',
           'isUnique', exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and a.attnum = any (i.indkey)),
           'first', (select e.enumlabel from pg_enum e where e.enumtypid = a.atttypid order by e.enumsortorder limit 1),
           'target', (
             select f.confrelid::regclass::text from pg_constraint f where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]
           )
         ) order by a.attnum)
         from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       ) as columns
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = any ($1) and c.relkind in ('r', 'p') and not c.relispartition
     order by 1`,
    [PLATFORM],
  )
  for (const table of rows) {
    // The second column of a key is that of the partitions.
    if (table.key.includes('id')) table.key = ['id']
    // A credit names whom it credits.
    const owner = OWNERS.find((name) => table.columns.some((column) => column.name === name))
    if (owner && table.name !== 'catalog.credits') table.owner = owner
    for (const column of table.columns) column.target ??= column.type === 'uuid' ? (POINTERS[column.name] ?? null) : null
  }
  return new Map(rows.map((table) => [table.name, table]))
}

let count = 0

/** The values of a new row; `person` is named as its owner. Columns that may stay empty and point nowhere are left out. */
export async function newRow(table: Table, world: World, make: (table: string) => Promise<Row>, person = world.user): Promise<Row> {
  const row: Row = {}
  for (const column of table.columns) {
    const value = await columnValue(table, column, { ...world, user: person }, make)
    if (value !== undefined) row[column.name] = value
  }
  return row
}

async function columnValue(table: Table, column: Column, world: World, make: (table: string) => Promise<Row>): Promise<unknown> {
  const special = SPECIAL[table.name]
  if (special && column.name in special) {
    const value = special[column.name]
    return typeof value === 'function' ? value(world, make) : value
  }
  if (column.name === table.owner) return world.user
  if (column.target === 'identity.users') return column.isRequired ? world.counterpart : undefined
  if (column.target === 'identity.organizations' && table.name !== 'identity.organizations') {
    return world.organization ?? (column.isRequired ? world.rows.get('identity.organizations')?.id : undefined)
  }
  if (column.target && column.target !== table.name) return world.rows.get(column.target)?.id
  if (column.name === 'entity_type') return 'track'
  return column.isRequired ? plainValue(column) : undefined
}

function plainValue({ type, first }: Column): unknown {
  if (first) return first
  if (type.endsWith('[]')) return []
  if (type === 'uuid') return randomUUID()
  if (type === 'boolean') return false
  if (type === 'jsonb') return {}
  if (type === 'date' || type.startsWith('timestamp')) return new Date()
  if (type === 'integer' || type === 'bigint') return ++count
  if (type === 'numeric' || type === 'double precision') return 1
  return `x${++count}`
}

/** Makes the row of every table that the world does not have yet. Connect as the owner of the tables. */
export async function fillWorld(db: pg.Client, tables: Map<string, Table>, world: World): Promise<void> {
  const make = async (name: string) => insertRow(db, tables.get(name) as Table, world, make)
  const visited = new Set<string>()
  const visit = async (name: string): Promise<void> => {
    if (visited.has(name)) return
    visited.add(name)
    const table = tables.get(name) as Table
    for (const target of [...(AFTER[name] ?? []), ...table.columns.map((column) => column.target)]) if (target) await visit(target)
    if (!world.rows.has(name)) world.rows.set(name, await make(name))
  }
  for (const name of tables.keys()) await visit(name)
}

async function insertRow(db: pg.Client, table: Table, world: World, make: (table: string) => Promise<Row>): Promise<Row> {
  const row = await newRow(table, world, make)
  const { sql, values } = insertion(table.name, row)
  const { rows } = await db.query<Row>(`${sql} on conflict do nothing returning *`, values)
  // A trigger made it, or there is one for everybody.
  return rows[0] ?? (await existing(db, table, row))
}

async function existing(db: pg.Client, table: Table, row: Row): Promise<Row> {
  const mine = table.owner ? `where ${table.owner} = $1` : ''
  const { rows } = await db.query<Row>(`select * from ${table.name} ${mine} limit 1`, table.owner ? [row[table.owner]] : [])
  if (!rows[0]) throw new Error(`No row in ${table.name}`)
  return rows[0]
}

export interface Statement {
  sql: string
  values: unknown[]
}

export function insertion(table: string, row: Row): Statement {
  const names = Object.keys(row)
  const places = names.map((_, index) => `$${index + 1}`)
  const sql = names.length
    ? `insert into ${table} (${names.join(', ')}) values (${places.join(', ')})`
    : `insert into ${table} default values`
  return { sql, values: Object.values(row) }
}

export const selection = (table: Table, row: Row): Statement => onRow(`select from ${table.name}`, table, row)
export const updating = (table: Table, row: Row, change: string): Statement => onRow(`update ${table.name} set ${change}`, table, row)
export const deletion = (table: Table, row: Row): Statement => onRow(`delete from ${table.name}`, table, row)

function onRow(act: string, { key }: Table, row: Row): Statement {
  const condition = key.map((column, index) => `${column} = $${index + 1}`).join(' and ')
  return { sql: `${act} where ${condition}`, values: key.map((column) => row[column]) }
}
