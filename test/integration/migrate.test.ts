import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { MigrationFailed, MigrationRefused, migrate, pendingMigrations } from '../../electron/services/migrate.ts'
import { emptyDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let directory: string

beforeEach(async () => {
  database = await emptyDatabase()
  directory = await mkdtemp(join(tmpdir(), 'backline-migrations-'))
  for (const set of ['platform', 'console']) await mkdir(join(directory, set))
  await write('platform/0001_things', 'create schema shop; create table shop.things (id int primary key);')
  await write('platform/0002_more', 'alter table shop.things add column name text; insert into shop.things values (1, $$one$$);')
  await write('console/0010_frame', 'create view shop.names as select name from shop.things;')
})

afterEach(async () => {
  await database.drop()
  await rm(directory, { recursive: true })
})

const write = (name: string, sql: string) => writeFile(join(directory, `${name}.sql`), sql)
const run = (log: (line: string) => void = () => {}) => migrate({ connectionString: database.url, directory, log })

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: database.url })
  await client.connect()
  try {
    return (await client.query(sql)).rows
  } finally {
    await client.end()
  }
}

test('applies the platform, then the console, and says what it did', async () => {
  const lines: string[] = []
  const { applied } = await run((line) => lines.push(line))

  expect(applied).toEqual(['platform/0001_things', 'platform/0002_more', 'console/0010_frame'])
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatch(/^platform\/0001_things {2}\d+ ms$/)
  expect(await query('select name from shop.names')).toEqual([{ name: 'one' }])
  expect(await query('select name, length(sha256) as length, applied_by from migrations.files order by applied_at')).toEqual(
    applied.map((name) => ({ name, length: 64, applied_by: 'postgres' })),
  )
})

test('a second run finds nothing to do', async () => {
  await run()
  expect(await run()).toEqual({ applied: [] })
})

test('applies only what is new', async () => {
  await run()
  await write('platform/0003_last', 'create table shop.last (id int);')
  expect(await pendingMigrations({ connectionString: database.url, directory })).toEqual(['platform/0003_last'])
  expect(await run()).toEqual({ applied: ['platform/0003_last'] })
})

test('applies one set alone', async () => {
  const { applied } = await migrate({ connectionString: database.url, directory, sets: ['platform'] })
  expect(applied).toEqual(['platform/0001_things', 'platform/0002_more'])
})

test('asking what is pending changes nothing', async () => {
  const pending = await pendingMigrations({ connectionString: database.url, directory })
  expect(pending).toHaveLength(3)
  expect(await query("select nspname from pg_namespace where nspname in ('migrations', 'shop')")).toEqual([])
})

test('two runs at once apply each file once', async () => {
  await write('platform/0002_more', 'select pg_sleep(0.3); alter table shop.things add column name text;')
  const lines: string[] = []
  const runs = await Promise.all([run((line) => lines.push(line)), run((line) => lines.push(line))])

  expect(runs.flatMap(({ applied }) => applied).sort()).toEqual(['console/0010_frame', 'platform/0001_things', 'platform/0002_more'])
  expect(lines).toContain('Another migration is running on this database; waiting for it to end.')
})

test('a file that fails leaves nothing, and those before it stay', async () => {
  await write(
    'platform/0002_more',
    'create table shop.half (id int);\ninsert into shop.half values (1);\nselect no_such_column from shop.half;',
  )
  const failure = await run().catch((error) => error)

  expect(failure).toBeInstanceOf(MigrationFailed)
  expect(failure.message).toBe('platform/0002_more failed at line 3 and was rolled back: column "no_such_column" does not exist.')
  expect(await query('select name from migrations.files')).toEqual([{ name: 'platform/0001_things' }])
  expect(await query("select to_regclass('shop.half') as half")).toEqual([{ half: null }])

  await write('platform/0002_more', 'alter table shop.things add column name text;')
  expect((await run()).applied).toEqual(['platform/0002_more', 'console/0010_frame'])
})

test('refuses a file that changed after it was applied', async () => {
  await run()
  await write('platform/0002_more', 'drop table shop.things;')
  await write('platform/0003_last', 'create table shop.last (id int);')

  await expect(run()).rejects.toThrow(MigrationRefused)
  await expect(run()).rejects.toThrow(/^platform\/0002_more is not the file that was applied.*new file with a higher number/)
  expect(await query("select to_regclass('shop.last') as last")).toEqual([{ last: null }])
})

test('a change of one set keeps the other from being applied', async () => {
  await run()
  await write('console/0010_frame', '-- changed')
  await write('platform/0003_last', 'create table shop.last (id int);')
  await expect(run()).rejects.toThrow(MigrationRefused)
  expect(await query("select to_regclass('shop.last') as last")).toEqual([{ last: null }])
})

test('does not mind other line ends', async () => {
  await write('platform/0001_things', 'create schema shop;\ncreate table shop.things (id int primary key);\n')
  await run()
  await write('platform/0001_things', 'create schema shop;\r\ncreate table shop.things (id int primary key);\r\n')
  expect(await run()).toEqual({ applied: [] })
})

test('refuses a history whose file is missing', async () => {
  await run()
  await rm(join(directory, 'platform/0001_things.sql'))
  await expect(run()).rejects.toThrow(/^platform\/0001_things was applied to this database, but the file is missing\. Restore it/)
})

test('refuses a database of a newer version', async () => {
  await run()
  await rm(join(directory, 'platform/0002_more.sql'))
  await expect(run()).rejects.toThrow(/^This database was migrated by a newer version of Backline: it has platform\/0002_more/)
})

test('refuses a file that comes too late', async () => {
  await run()
  await write('platform/0001_zebra', 'select 1;')
  await expect(run()).rejects.toThrow(/^platform\/0001_zebra would come before platform\/0002_more, which is already applied/)
})

test('refuses a copy without its migrations', async () => {
  await rename(join(directory, 'console'), join(directory, 'elsewhere'))
  await expect(run()).rejects.toThrow(/with the migrations is missing; this copy of Backline is not complete/)
})

test('the search path of the login does not matter', async () => {
  await query(`alter database ${new URL(database.url).pathname.slice(1)} set search_path = nowhere`)
  await write('platform/0002_more', 'create extension citext; alter table shop.things add column name citext;')
  await expect(run()).resolves.toMatchObject({ applied: { length: 3 } })
})

function cli(...args: string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, ['electron/migrate.ts', ...args], (error, stdout, stderr) =>
      resolve({ code: error ? Number(child.exitCode) : 0, output: stdout + stderr }),
    )
  })
}

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url)
  change(url)
  return url.href
}

test('the command line migrates, and says so when there is nothing to do', async () => {
  const files = (await Promise.all(['platform', 'console'].map((set) => readdir(`migrations/${set}`))))
    .flat()
    .filter((f) => f.endsWith('.sql'))

  const dry = await cli('--url', database.url, '--dry-run')
  expect(dry).toMatchObject({ code: 0, output: expect.stringMatching(/^Would apply:\nplatform\/0001_base\n/) })
  expect(await query("select from pg_namespace where nspname = 'identity'")).toEqual([])

  const first = await cli('--url', database.url)
  expect(first.output).toContain(`Applied ${files.length} files.`)
  expect(first.code).toBe(0)
  const second = await cli('--url', database.url)
  expect(second).toEqual({ code: 0, output: 'Nothing to apply: this database is up to date.\n' })
})

test('the command line explains itself without an address', async () => {
  for (const args of [[], ['--url', 'nonsense'], ['--url', 'https://example.org'], ['--sideways']]) {
    expect(await cli(...args)).toMatchObject({ code: 2, output: expect.stringContaining('npm run migrate -- --url postgres://') })
  }
})

test('the command line has a sentence for what goes wrong', async () => {
  const refused = await cli('--url', 'postgres://a:b@127.0.0.1:1/x')
  expect(refused).toEqual({ code: 5, output: 'Nothing answers at 127.0.0.1:1. Is the server running, and is the port right?\n' })

  const password = await cli(
    '--url',
    changed((url) => {
      url.password = 'wrong'
    }),
  )
  expect(password).toEqual({ code: 5, output: 'The password for postgres is wrong.\n' })

  const missing = await cli(
    '--url',
    changed((url) => {
      url.pathname = '/nowhere'
    }),
  )
  expect(missing.output).toMatch(/^There is no database nowhere on 127\.0\.0\.1:\d+\. Create it first\.\n$/)
})

test('the command line says when a login may not create schemas', async () => {
  const login = `reader_${new URL(database.url).pathname.slice(1)}`
  await query(`create role ${login} login password 'secret'`)
  try {
    const { code, output } = await cli(
      '--url',
      changed((url) => {
        url.username = login
        url.password = 'secret'
      }),
    )
    expect(output).toMatch(/may not create schemas in test_\w+\. Use the owner of the database or a superuser\.\n$/)
    expect(code).toBe(5)
  } finally {
    await query(`drop role ${login}`)
  }
})

test('the command line refuses a changed history with its own exit code', async () => {
  await migrate({ connectionString: database.url, sets: ['platform'] })
  await query("update migrations.files set sha256 = 'other' where name = 'platform/0001_base'")
  const { code, output } = await cli('--url', database.url)
  expect(output).toMatch(/^platform\/0001_base is not the file that was applied/)
  expect(code).toBe(3)
})
