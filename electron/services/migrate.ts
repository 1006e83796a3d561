// Applies the SQL files of migrations/platform, then migrations/console. Each file is one transaction that also records the file's
// name and checksum, so a history is either right or refused; nothing is ever half applied.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'

export type MigrationSet = 'platform' | 'console'

export type MigrateOptions = {
  connectionString: string
  log?: (line: string) => void
  sets?: MigrationSet[]
  /** Where the folders of the sets are; a packaged app passes its resources. */
  directory?: string
}

/** The history in the database and the files do not go together; nothing was changed. */
export class MigrationRefused extends Error {
  override name = 'MigrationRefused'
}

type File = { name: string; text: string; sha256: string }

/** A file failed and was rolled back; the files before it stay applied. */
export class MigrationFailed extends Error {
  override name = 'MigrationFailed'
  readonly file: string

  constructor({ name, text }: File, cause: unknown) {
    const { message, position } = cause as { message: string; position?: string }
    const line = position ? ` at line ${text.slice(0, Number(position)).split('\n').length}` : ''
    super(`${name} failed${line} and was rolled back: ${message}.`, { cause })
    this.file = name
  }
}

type Applied = { name: string; sha256: string }

const OLDEST_SERVER = 15
const SETS: MigrationSet[] = ['platform', 'console']

export function migrate(options: MigrateOptions): Promise<{ applied: string[] }> {
  return withDatabase(options, async (db) => {
    const log = options.log ?? (() => {})
    await waitForOtherRuns(db, log)
    const plan = await makePlan(db, options)
    await prepare(db)

    const applied: string[] = []
    for (const { migrator, pending } of plan) {
      for (const file of pending) {
        const started = performance.now()
        const { error } = await migrator.migrateUp()
        if (error) throw new MigrationFailed(file, error)
        applied.push(file.name)
        log(`${file.name}  ${Math.round(performance.now() - started)} ms`)
      }
    }
    await guardHistory(db)
    return { applied }
  })
}

/** What `migrate` would apply; reads only. */
export function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  return withDatabase(options, async (db) => {
    const plan = await makePlan(db, options)
    return plan.flatMap(({ pending }) => pending.map((file) => file.name))
  })
}

/** Every set is checked before the first file is applied: a refusal changes nothing. */
function makePlan(db: Kysely<unknown>, { sets = SETS, directory }: MigrateOptions) {
  return Promise.all(
    sets.map(async (set) => {
      const files = await readFiles(set, directory)
      return { migrator: kyselyMigrator(db, set, files), pending: checkHistory(set, files, await readHistory(db, set)) }
    }),
  )
}

async function withDatabase<T>(options: MigrateOptions, run: (db: Kysely<unknown>) => Promise<T>): Promise<T> {
  // One connection: the lock on other runs belongs to the session that applies the files.
  const pool = new pg.Pool({ connectionString: options.connectionString, max: 1, idleTimeoutMillis: 0, connectionTimeoutMillis: 10_000 })
  // A connection lost between two queries is reported by the next query.
  pool.on('error', () => {})
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    const server = await sql<{ server_version: string }>`show server_version`.execute(db)
    const version = server.rows[0]?.server_version ?? ''
    if (Number.parseInt(version, 10) < OLDEST_SERVER) {
      throw new MigrationRefused(`Backline needs PostgreSQL ${OLDEST_SERVER} or newer; this server is ${version}. Nothing was changed.`)
    }
    return await run(db)
  } finally {
    await db.destroy()
  }
}

async function waitForOtherRuns(db: Kysely<unknown>, log: (line: string) => void) {
  const key = sql`hashtext('backline.migrate')`
  const lock = await sql<{ mine: boolean }>`select pg_try_advisory_lock(${key}) as mine`.execute(db)
  if (lock.rows[0]?.mine) return
  log('Another migration is running on this database; waiting for it to end.')
  await sql`select pg_advisory_lock(${key})`.execute(db)
}

async function prepare(db: Kysely<unknown>) {
  // The files mean the same under every login. A table in use is not waited for long: everybody else would queue behind the wait.
  await sql`select set_config('search_path', 'public', false), set_config('statement_timeout', '0', false),
    set_config('lock_timeout', '30s', false)`.execute(db)
  const schema = await sql`select from pg_namespace where nspname = 'migrations'`.execute(db)
  if (schema.rows.length === 0) await sql`create schema migrations`.execute(db)
  await sql`create table if not exists migrations.files (
    name text primary key,
    sha256 text not null,
    applied_by text not null default session_user,
    applied_at timestamptz not null default now()
  )`.execute(db)
}

/** As every table outside the console: without a policy only the owner reads and writes. Kysely makes its tables with the first file. */
async function guardHistory(db: Kysely<unknown>) {
  const { rows } = await sql<{ name: string }>`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'migrations' and c.relkind = 'r' and not c.relrowsecurity`.execute(db)
  for (const { name } of rows) await sql`alter table ${sql.table(`migrations.${name}`)} enable row level security`.execute(db)
}

async function readFiles(set: MigrationSet, directory = join(import.meta.dirname, '..', '..', 'migrations')): Promise<File[]> {
  const folder = join(directory, set)
  const entries = await readdir(folder).catch(() => {
    throw new MigrationRefused(`The folder ${folder} with the migrations is missing; this copy of Backline is not complete.`)
  })
  const names = entries.filter((entry) => entry.endsWith('.sql')).sort()
  return Promise.all(
    names.map(async (entry) => {
      // A checkout on Windows may have turned the line ends.
      const text = (await readFile(join(folder, entry), 'utf8')).replaceAll('\r\n', '\n')
      return { name: `${set}/${entry.slice(0, -'.sql'.length)}`, text, sha256: createHash('sha256').update(text).digest('hex') }
    }),
  )
}

async function readHistory(db: Kysely<unknown>, set: MigrationSet): Promise<Applied[]> {
  const table = await sql`select where to_regclass('migrations.files') is not null`.execute(db)
  if (table.rows.length === 0) return []
  const history =
    await sql<Applied>`select name, sha256 from migrations.files where name like ${`${set}/%`} order by name collate "C"`.execute(db)
  return history.rows
}

/** Returns the files to apply, or refuses. */
function checkHistory(set: MigrationSet, files: File[], history: Applied[]): File[] {
  const last = files.at(-1)?.name ?? ''
  for (const { name, sha256 } of history) {
    const file = files.find((candidate) => candidate.name === name)
    if (file?.sha256 === sha256) continue
    if (file) {
      throw new MigrationRefused(
        `${name} is not the file that was applied to this database: it has changed since. ` +
          'Restore it as it was and put the change into a new file with a higher number. Nothing was changed.',
      )
    }
    if (name > last) {
      throw new MigrationRefused(
        `This database was migrated by a newer version of Backline: it has ${name}, which this version does not know. ` +
          'Use that version or a newer one. Nothing was changed.',
      )
    }
    throw new MigrationRefused(`${name} was applied to this database, but the file is missing. Restore it. Nothing was changed.`)
  }

  const newest = history.at(-1)?.name ?? ''
  const pending = files.filter((file) => !history.some((applied) => applied.name === file.name))
  const late = pending.find((file) => file.name < newest)
  if (late) {
    throw new MigrationRefused(
      `${late.name} would come before ${newest}, which is already applied. Give it a higher number within ${set}. Nothing was changed.`,
    )
  }
  return pending
}

/** A set has its own table of Kysely's, because within one table names are one order and console would come before platform. */
function kyselyMigrator(db: Kysely<unknown>, set: MigrationSet, files: File[]) {
  const migrations = files.map(({ name, text, sha256 }) => [
    name,
    {
      async up(transaction: Kysely<unknown>) {
        await sql.raw(text).execute(transaction)
        await sql`insert into migrations.files (name, sha256) values (${name}, ${sha256})`.execute(transaction)
      },
    },
  ])
  return new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(migrations) },
    migrationTableSchema: 'migrations',
    migrationTableName: set,
    migrationLockTableName: 'lock',
  })
}
