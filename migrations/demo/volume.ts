/**
 * The documented volumes, for benchmarks: everything is made in the database from hashes of a running number, so that it takes minutes
 * and is the same each time. Comes on top of the small demo, whose staff own these tickets too.
 */
import type pg from 'pg'
import { makePeople } from './people/person.ts'
import { project } from './projections.ts'
import { refreshViews, settle } from './settle.ts'
import { catalogLoads } from './volume/catalog.ts'
import type { Volume } from './volume/counts.ts'
import { deskLoads } from './volume/desks.ts'
import { financeLoads } from './volume/finance.ts'
import { connect, type Load, runLoads } from './volume/load.ts'
import { peopleLoads } from './volume/people.ts'
import { promotionLoads } from './volume/promotion.ts'
import { recordLoads } from './volume/records.ts'
import { ticketLoads, ticketTexts } from './volume/tickets.ts'

/** Adds rows to a platform with the demo's staff; what `volume` does not name stays away. `now` only moves the times. */
export async function fillVolume(
  connectionString: string,
  volume: Partial<Volume>,
  log: (line: string) => void = () => {},
  now = new Date(),
): Promise<void> {
  const client = await connect(connectionString)
  try {
    if (await isThere(client)) return log('The volume is there already.')
    await prepare(client, now)
    await runLoads(connectionString, loadsOf(volume), log)
    await finish(client, connectionString, log)
    await client.query('drop schema demo_volume cascade')
    for (const line of await sizes(client)) log(line)
  } finally {
    await client.end()
  }
}

function loadsOf(some: Partial<Volume>): Load[] {
  const none = new Proxy({} as Volume, { get: () => 0 })
  const volume = Object.assign(Object.create(none) as Volume, some)
  const all = [peopleLoads, recordLoads, financeLoads, promotionLoads, catalogLoads, deskLoads, ticketLoads].flatMap((make) => make(volume))
  return all.filter((load) => load.rows > 0)
}

/** Whole, that is: a fill that was broken off has left its schema and goes on. */
async function isThere(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ is_there: boolean }>(
    `select exists (select from identity.users where email = 'u1@volume.example') and to_regclass('demo_volume.done') is null as is_there`,
  )
  return rows[0]?.is_there ?? false
}

async function prepare(client: pg.Client, now: Date): Promise<void> {
  const { rowCount } = await client.query(`select where to_regclass('demo_volume.done') is not null`)
  if (rowCount === 1) return
  await client.query('begin')
  // Partitions for a year back: without them everything would lie in the default ones.
  await client.query('select system.ensure_partitions(13, 3)')
  await client.query(helpers(now))
  const names = makePeople(now, 1200).map(({ name, latinName, latinFirst, latinFamily, city, country, timezone }) => [
    name,
    latinName,
    latinFirst,
    latinFamily,
    city,
    country,
    timezone,
  ])
  await client.query(
    `insert into demo_volume.name select n - 1, x ->> 0, x ->> 1, x ->> 2, x ->> 3, x ->> 4, x ->> 5, x ->> 6
     from jsonb_array_elements($1) with ordinality e(x, n)`,
    [JSON.stringify(names)],
  )
  await client.query(`insert into demo_volume.story select n - 1, x from jsonb_array_elements($1) with ordinality e(x, n)`, [
    JSON.stringify(ticketTexts(now)),
  ])
  await client.query('commit')
}

/**
 * What the loads are written with. h: a number from 0 to below n. ms: the moment of row i of n in the last `days`, each row in its own
 * step, so that ids follow time. id: a version 7 UUID of that moment, of the row and of a number of the table. of: the same for what belongs
 * to somebody, of the moment in which they came.
 */
const helpers = (now: Date) => `
  create schema demo_volume;
  create table demo_volume.done (name text primary key);
  create table demo_volume.name (n int primary key, name text, latin_name text, latin_first text, latin_family text, city text, country text, timezone text);
  create table demo_volume.story (n int primary key, story jsonb);
  create function demo_volume.h(i bigint, seed int, n int) returns int language sql immutable parallel safe
    return ((hashint8extended(i, seed) & 2147483647) % n)::int;
  create function demo_volume.now() returns timestamptz language sql immutable parallel safe return timestamptz '${now.toISOString()}';
  create function demo_volume.ms(i bigint, n bigint, days int) returns bigint language sql immutable parallel safe
    return ${now.getTime()} - days * 86400000::bigint * (n - i + 1) / n + (hashint8extended(i, 5) & 2147483647) % (days * 86400000::bigint / n + 1);
  create function demo_volume.at(ms bigint) returns timestamptz language sql immutable parallel safe return to_timestamp(ms / 1000.0::float8);
  create function demo_volume.id(ms bigint, i bigint, seed int) returns uuid language sql immutable parallel safe
    return ('0' || to_hex((ms << 16) | 28672 | seed) || to_hex((hashint8extended(i, seed) & 4611686018427387903) | (-9223372036854775808)))::uuid;
  create function demo_volume.of(at timestamptz, i bigint, seed int) returns uuid language sql immutable parallel safe
    return demo_volume.id((extract(epoch from at) * 1000)::bigint, i, seed);
  create function demo_volume.check_digit(digits text) returns text language sql immutable parallel safe
    return ((10 - (select sum(substr(digits, k, 1)::int * case k % 2 when 1 then 1 else 3 end) from generate_series(1, 12) k) % 10) % 10)::text`

async function finish(client: pg.Client, connectionString: string, log: (line: string) => void): Promise<void> {
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const started = performance.now()
    await work()
    log(`${what}: ${Math.round(performance.now() - started)} ms`)
  }
  const other = await connect(connectionString)
  try {
    await timed('counters', () => settle(client))
    const both = [client, other]
    for (const each of both) await each.query('set session_replication_role = origin')
    await project(both, log)
    await timed('lists that are kept apart', () => refreshViews(client))
    await timed('vacuum and analyze', () => vacuumChanged(client, other))
  } finally {
    await other.end()
  }
}

/** The loads have vacuumed theirs; reading samples of ten gigabytes once more would take a minute. */
async function vacuumChanged(client: pg.Client, other: pg.Client): Promise<void> {
  for (const each of [client, other]) await each.query('select pg_stat_force_next_flush()')
  const { rows } = await client.query<{ name: string }>(
    `select relid::regclass::text as name from pg_stat_user_tables where n_mod_since_analyze > 0 or last_analyze is null order by n_live_tup desc`,
  )
  if (rows.length > 0) await client.query(`vacuum (analyze) ${rows.map(({ name }) => name).join(', ')}`)
}

async function sizes(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string; rows: string; size: string }>(
    `select coalesce(p.inhparent, c.oid)::regclass::text as name, sum(greatest(c.reltuples, 0))::bigint as rows,
       pg_size_pretty(sum(pg_total_relation_size(c.oid))) as size
     from pg_class c left join pg_inherits p on p.inhrelid = c.oid
     where c.relkind = 'r' and c.relnamespace::regnamespace::text !~ '^pg_|information_schema'
     group by 1 order by sum(pg_total_relation_size(c.oid)) desc limit 12`,
  )
  const { rows: whole } = await client.query<{ size: string }>('select pg_size_pretty(pg_database_size(current_database())) as size')
  return [
    ...rows.map((row) => `${row.name}: about ${Number(row.rows).toLocaleString('en')} rows, ${row.size}`),
    `The database has ${whole[0]?.size}.`,
  ]
}
