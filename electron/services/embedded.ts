/**
 * The demo platform of a checkout: a PostgreSQL of its own in the data folder, migrated and filled once a version.
 * A packaged build has none of this.
 */
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { glob, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { DemoPerson } from '../../shared/session.ts'
import { diskFull, isDiskFull } from '../startup/start-error.ts'
import { type Cluster, damaged, freePort, initCluster, startPostgres, stopPostgres, superuser } from './postmaster.ts'

const database = 'backline'

/** `demo.json` of the data folder: what the sign-in needs to offer the demo's people. */
export interface DemoFile {
  connection: { host: string; port: number; database: string }
  people: (DemoPerson & { password: string })[]
  /** "PostgreSQL 18.4" */
  server: string
}

/** `postgres.json` of the data folder, readable by its owner only. */
interface ServerFile {
  port: number
  password: string
  /** Digest of the migrations and of the demo that the database holds; null until it is filled. */
  filled: string | null
}

export interface EmbeddedOptions {
  /** The data folder; everything lies below it. */
  dataDir: string
  /** The checkout, for its migrations. */
  root: string
  /** Told what takes long, one short line each. */
  say(line: string): void
}

/** Starts the demo's server; makes its database when there is none, and anew when the checkout's migrations or demo changed. Throws StartError. */
export async function openEmbedded(options: EmbeddedOptions): Promise<DemoFile> {
  const { dataDir, say } = options
  const folder = join(dataDir, 'postgres')
  try {
    const server = await serverFile(dataDir, folder, say)
    const cluster: Cluster = { folder, logFile: join(dataDir, 'postgres.log'), password: server.password }
    const port = await startPostgres(cluster, server.port)
    if (port !== server.port) await write(dataDir, { ...server, port })
    return await filled(options, cluster, { ...server, port })
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(dataDir)
    throw error
  }
}

/**
 * Stops the demo's server. `opening` is the call that starts it: while that goes on, the server may come up at any moment, so it is
 * stopped until the call has given up.
 */
export async function closeEmbedded(dataDir: string, opening: Promise<unknown>): Promise<void> {
  const settled = opening.then(
    () => true,
    () => true,
  )
  do await stopPostgres(join(dataDir, 'postgres'))
  while (!(await Promise.race([settled, sleep(200, false)])))
  await stopPostgres(join(dataDir, 'postgres'))
}

/** Moves the demo's database aside, so that the next start makes a new one. Returns where it went; null when there was none. */
export async function moveAside(dataDir: string): Promise<string | null> {
  const names = ['postgres', 'postgres.json', 'demo.json', 'postgres.log'].filter((name) => existsSync(join(dataDir, name)))
  if (names.length === 0) return null
  await stopPostgres(join(dataDir, 'postgres'))
  const aside = join(dataDir, `aside-${new Date().toISOString().replace(/[:.]/g, '-')}`)
  await mkdir(aside)
  for (const name of names) await rename(join(dataDir, name), join(aside, name))
  return aside
}

async function serverFile(dataDir: string, folder: string, say: (line: string) => void): Promise<ServerFile> {
  const known = await read<ServerFile>(dataDir, 'postgres.json')
  if (existsSync(folder)) {
    if (!known) throw damaged(folder, 'postgres.json, which holds its password, is missing or unreadable.')
    return known
  }
  say('Making a demo platform on this computer. This is done once.')
  const server: ServerFile = { port: await freePort(0), password: randomBytes(24).toString('base64url'), filled: null }
  const unfinished = `${folder}.new`
  await rm(unfinished, { recursive: true, force: true })
  await initCluster(unfinished, server.password)
  await write(dataDir, server)
  await rename(unfinished, folder)
  return server
}

/** The demo's file, after filling the database if its content is not what this checkout would make. */
async function filled({ dataDir, root, say }: EmbeddedOptions, cluster: Cluster, server: ServerFile): Promise<DemoFile> {
  const digest = await contentDigest(root)
  const known = await read<DemoFile>(dataDir, 'demo.json')
  if (known && server.filled === digest) {
    if (known.connection.port === server.port) return known
    return await write(dataDir, { ...known, connection: { ...known.connection, port: server.port } }, 'demo.json')
  }
  if (server.filled !== null) say('The demo has changed with this version, so its database is made anew. Drafts and settings stay.')
  // From here on the old database counts as gone, also for a start after this one was broken off.
  await write(dataDir, { ...server, filled: null })
  const admin = superuser(cluster, server.port)
  const version = await makeDatabase(admin)
  const people = await fill(cluster, server.port, say)
  const connection = { host: admin.host, port: server.port, database }
  const demo = await write(dataDir, { connection, people, server: `PostgreSQL ${version}` }, 'demo.json')
  await write(dataDir, { ...server, filled: digest })
  return demo
}

/** Migrates and fills the empty database. */
async function fill(cluster: Cluster, port: number, say: (line: string) => void): Promise<DemoFile['people']> {
  const url = `postgres://postgres:${encodeURIComponent(cluster.password)}@127.0.0.1:${port}/${database}`
  // Loaded only here: a start that finds everything filled does not need them.
  const { migrate, MigrationRefused } = await import('./migrate.ts')
  const { DemoRefused, fillDemo } = await import('../../migrations/demo/fill.ts')
  try {
    say('Migrating the database.')
    await migrate({ connectionString: url })
    say('Filling in the demo.')
    return (await fillDemo(url)).people
  } catch (error) {
    if (error instanceof MigrationRefused || error instanceof DemoRefused) throw damaged(cluster.folder, error.message)
    throw error
  }
}

/** An empty database in the place of any old one. Returns the server's version. */
async function makeDatabase(admin: ReturnType<typeof superuser>): Promise<string> {
  const client = new pg.Client({ ...admin, database: 'postgres' })
  await client.connect()
  try {
    await client.query(`drop database if exists ${database} with (force)`)
    await client.query(`create database ${database}`)
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return rows[0]?.server_version.split(' ')[0] ?? ''
  } finally {
    await client.end()
  }
}

/** Changes when a migration or the demo changes. */
async function contentDigest(root: string): Promise<string> {
  const files: string[] = []
  for await (const file of glob('migrations/{platform,console,demo}/**/*.{sql,ts,json}', { cwd: root })) files.push(file)
  const hash = createHash('sha256')
  for (const file of files.sort())
    hash
      .update(file)
      .update('\0')
      .update(await readFile(join(root, file)))
  return hash.digest('hex')
}

async function read<T>(dataDir: string, name: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(join(dataDir, name), 'utf8'))
  } catch {
    return null
  }
}

/** Replaces the file as a whole, so that a crash leaves the old or the new one. */
async function write<T extends object>(dataDir: string, value: T, name = 'postgres.json'): Promise<T> {
  const file = join(dataDir, name)
  await writeFile(`${file}.new`, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 })
  await rename(`${file}.new`, file)
  return value
}
