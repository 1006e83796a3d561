// Applies the SQL files of migrations/platform, then migrations/console. Each file is one transaction that also records the file's
// name and checksum, so a history is either right or refused; nothing is ever half applied.

import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
    const pending = await filesToApply(db, options)
    await prepare(db)

    for (const file of pending) {
      const started = performance.now()
      await apply(db, file)
      log(`${file.name}  ${Math.round(performance.now() - started)} ms`)
    }
    return { applied: pending.map(({ name }) => name) }
  })
}

/** What `migrate` would apply; reads only. */
export function pendingMigrations(options: MigrateOptions): Promise<string[]> {
  return withDatabase(options, async (db) => (await filesToApply(db, options)).map(({ name }) => name))
}

/** Every set is checked before the first file is applied: a refusal changes nothing. */
async function filesToApply(db: pg.Client, { sets = SETS, directory }: MigrateOptions): Promise<File[]> {
  const plan: File[] = []
  for (const set of sets) plan.push(...checkHistory(set, await readFiles(set, directory), await readHistory(db, set)))
  return plan
}

async function apply(db: pg.Client, file: File) {
  try {
    await db.query('begin')
    await db.query(file.text)
    await db.query('insert into migrations.files (name, sha256) values ($1, $2)', [file.name, file.sha256])
    await db.query('commit')
  } catch (error) {
    // A connection that is lost rolls back by itself.
    await db.query('rollback').catch(() => {})
    throw new MigrationFailed(file, error)
  }
}

async function withDatabase<T>({ connectionString }: MigrateOptions, run: (db: pg.Client) => Promise<T>): Promise<T> {
  // One connection: the lock on other runs belongs to the session that applies the files.
  const db = new pg.Client({ connectionString, connectionTimeoutMillis: 10_000 })
  // A connection lost between two queries is reported by the next query.
  db.on('error', () => {})
  try {
    await db.connect()
    const { rows } = await db.query<{ server_version: string }>('show server_version')
    const version = rows[0]?.server_version ?? ''
    if (Number.parseInt(version, 10) < OLDEST_SERVER) {
      throw new MigrationRefused(`Backline needs PostgreSQL ${OLDEST_SERVER} or newer; this server is ${version}. Nothing was changed.`)
    }
    return await run(db)
  } finally {
    await db.end().catch(() => {})
  }
}

async function waitForOtherRuns(db: pg.Client, log: (line: string) => void) {
  const key = `hashtext('backline.migrate')`
  const { rows } = await db.query<{ mine: boolean }>(`select pg_try_advisory_lock(${key}) as mine`)
  if (rows[0]?.mine) return
  log('Another migration is running on this database; waiting for it to end.')
  await db.query(`select pg_advisory_lock(${key})`)
}

async function prepare(db: pg.Client) {
  // The files mean the same under every login. A table in use is not waited for long: everybody else would queue behind the wait.
  await db.query(`select set_config('search_path', 'public', false), set_config('statement_timeout', '0', false),
    set_config('lock_timeout', '30s', false)`)
  const { rowCount } = await db.query(`select from pg_namespace where nspname = 'migrations'`)
  if (rowCount === 1) return
  // As every table outside the console: without a policy only the owner reads and writes.
  await db.query(`create schema migrations
    create table files (
      name text primary key,
      sha256 text not null,
      applied_by text not null default session_user,
      applied_at timestamptz not null default now()
    );
    alter table migrations.files enable row level security`)
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

async function readHistory(db: pg.Client, set: MigrationSet): Promise<Applied[]> {
  const known = await db.query(`select where to_regclass('migrations.files') is not null`)
  if (known.rowCount === 0) return []
  const history = await db.query<Applied>('select name, sha256 from migrations.files where name like $1 order by name collate "C"', [
    `${set}/%`,
  ])
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
