// Exports of a million rows: what they cost, and what is left of one that ends half-way.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ExportJob } from '../../shared/exports.ts'
import { addStaff, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

const volume = 1_000_000
let database: TestDatabase
let auditor: TestStaff
let backline: TestConsole

beforeAll(async () => {
  database = await freshDatabase()
  auditor = await addStaff(database.url, 'Auditor', ['auditor'])
  await asOwner(database.url, async (db) => {
    await db.query(
      `insert into system.system_logs (log_type, source, message, occurred_at)
       select 'info', 'sync', 'Synchronised ' || n || ' of the catalogue with everything that belongs to it', now() - n * interval '1 millisecond'
       from generate_series(1, $1) n`,
      [volume],
    )
    await db.query('analyze system.system_logs')
  })
  backline = openConsole(database.url)
  await backline.signIn(auditor)
  await backline.call('records.tables', {})
})

afterAll(async () => {
  await backline?.close()
  await database?.drop()
})

const query = { table: 'system.system_logs', filters: [], sort: null, format: 'csv' as const }
const folder = () => join(backline.dataDir, 'exports')
const jobOf = async (id: string) => (await backline.call('exports.list', {})).find((each) => each.id === id)
const start = async (more: object = {}) => (await backline.call('records.export', { ...query, ...more })).id

async function finished(id: string): Promise<ExportJob> {
  let job: ExportJob | undefined
  await until(async () => {
    job = await jobOf(id)
    return job !== undefined && job.state !== 'running'
  }, 120_000)
  return job as ExportJob
}

test('1,000,000 rows stream: memory grows by less than 50 MB', { timeout: 240_000 }, async () => {
  // What any export takes is there before: growth is what comes of more rows.
  const from = new Date(Date.now() - 120_000).toISOString()
  expect((await finished(await start({ filters: [{ column: 'occurred_at', op: 'range', from, to: null }] }))).state).toBe('done')
  const idle = process.memoryUsage.rss()
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss() - idle)
  }, 20)
  const job = await finished(await start())
  clearInterval(watch)
  expect(job).toMatchObject({ state: 'done', rows: volume })
  expect(readFileSync(job.path as string, 'utf8').match(/\r\n/g)).toHaveLength(volume + 1)
  expect(most / 1024 / 1024).toBeLessThan(50)
})

test('cancelling takes less than 1 s and leaves nothing', async () => {
  const before = readdirSync(folder())
  const id = await start()
  await until(async () => ((await jobOf(id))?.rows ?? 0) > 0)
  const cancelledAt = performance.now()
  await backline.call('exports.cancel', { id })
  expect((await finished(id)).state).toBe('cancelled')
  await until(() => readdirSync(folder()).length === before.length)
  expect(performance.now() - cancelledAt).toBeLessThan(1000)
  await until(async () => {
    const { rowCount } = await asOwner(database.url, (db) =>
      db.query(`select from pg_stat_activity where usename = $1 and application_name = 'Backline alone' and query like 'fetch%'`, [
        auditor.login,
      ]),
    )
    return rowCount === 0
  })
})

test('a connection that ends half-way is said, and leaves nothing', async () => {
  const before = readdirSync(folder())
  const id = await start()
  await until(async () => {
    const { rowCount } = await asOwner(database.url, (db) =>
      db.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = $1 and query like 'fetch%'`, [auditor.login]),
    )
    return rowCount === 1
  })
  const job = await finished(id)
  expect(job).toMatchObject({ state: 'failed', path: null, error: { code: 'offline' } })
  expect(job.error?.message).toContain('Nothing of the file was left')
  expect(readdirSync(folder())).toEqual(before)
})

test('signing out ends an export and leaves nothing of it', async () => {
  const other = openConsole(database.url)
  await other.signIn(auditor)
  await other.call('records.export', { ...query, format: 'json' })
  await other.call('session.signOut', {})
  await until(() => readdirSync(join(other.dataDir, 'exports')).length === 0)
  expect(await other.call('exports.list', {})).toEqual([])
  await other.close()
})
