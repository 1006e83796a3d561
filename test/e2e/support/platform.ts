/** One demo platform for a whole run of the specs. A test gets a copy of its database, so that what it changes is its own. */
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { closeEmbedded, type DemoFile, openEmbedded } from '../../../electron/services/embedded.ts'
import { stopPostgres } from '../../../electron/services/postmaster.ts'
import { buildIfStale } from '../../../electron/startup/build.ts'

const root = join(import.meta.dirname, '..', '..', '..')
/** Copying a database takes 50 ms there and a second on a disk. */
const memory = '/dev/shm'
const prefix = 'backline-e2e-'
const folderVariable = 'BACKLINE_E2E_PLATFORM'

/** Playwright's global setup; what it returns is the teardown. */
export default async function setup() {
  const parent = existsSync(memory) ? memory : tmpdir()
  await sweep(parent)
  const folder = mkdtempSync(join(parent, `${prefix}${process.pid}-`))
  // The server of root runs under another account.
  chmodSync(folder, 0o711)
  const quiet = () => {}
  const opening = openEmbedded({ dataDir: folder, root, say: quiet })
  await Promise.all([opening, buildIfStale(root, quiet, new AbortController().signal)])
  process.env[folderVariable] = folder
  return async () => {
    await closeEmbedded(folder, opening)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Ends and removes what a killed run left: its server outlives it. */
async function sweep(parent: string): Promise<void> {
  for (const name of readdirSync(parent).filter((each) => each.startsWith(prefix))) {
    const owner = Number(name.slice(prefix.length).split('-')[0])
    if (!Number.isInteger(owner) || isAlive(owner)) continue
    await stopPostgres(join(parent, name, 'postgres'))
    rmSync(join(parent, name), { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

export interface Copy {
  demo: DemoFile
  /** As the superuser, for a test that arranges or looks behind the screen. */
  url: string
  drop(): Promise<void>
}

/** The demo as it was filled, in a database of its own. */
export async function copyPlatform(name: string): Promise<Copy> {
  const folder = process.env[folderVariable] ?? ''
  const demo: DemoFile = JSON.parse(readFileSync(join(folder, 'demo.json'), 'utf8'))
  const { password } = JSON.parse(readFileSync(join(folder, 'postgres.json'), 'utf8'))
  const { host, port, database } = demo.connection
  const url = (to: string) => `postgres://postgres:${encodeURIComponent(password)}@${host}:${port}/${to}`
  await run(url('postgres'), `create database ${name} template ${database}`)
  return {
    demo: { ...demo, connection: { host, port, database: name } },
    url: url(name),
    drop: () => run(url('postgres'), `drop database ${name} with (force)`),
  }
}

/** Two workers may copy at once; the template then counts as in use for a moment. */
async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtext('backline e2e'))`)
    await client.query(statement)
  } finally {
    await client.end()
  }
}
