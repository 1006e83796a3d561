/**
 * Writes what a query gives to a file, row by row: a cursor of its own connection, a batch at a time, the next one only when the
 * last is on the disk, so that neither the server nor this process ever holds much of it. The file has its name only when it is whole.
 */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { type FileHandle, mkdir, open, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import pg from 'pg'
import { csvLine, type ExportFormat, type ExportJob } from '../../shared/exports.ts'
import { writeWhole } from './documents.ts'
import { Problem, toAppError, toProblem } from './errors.ts'
import type { Log } from './log.ts'
import { beginWith, type Postgres, processOf } from './postgres.ts'
import { instant, timestamptzOid } from './types.ts'

export interface ExportRequest {
  label: string
  /** How the file's name begins; only letters, digits and hyphens. */
  fileName: string
  format: ExportFormat
  expected: number | null
  /** Names of the columns: the first line of CSV. */
  columns: string[]
  /** For csv it selects these columns as text; for json one column, the row as JSON. */
  text: string
  values: unknown[]
}

export interface Exports {
  /** Answers at once; the file is written behind it. Throws Problem when too many are running. */
  start(postgres: Postgres, request: ExportRequest): ExportJob
  list(): ExportJob[]
  cancel(id: string): void
  /** Writes a file of the platform under its own name, beside the exports, for its owner alone; nothing is written over. Returns the path. Throws `storage`. */
  keep(name: string, bytes: Uint8Array): Promise<string>
  /** Ends what runs, and forgets everything: somebody else may sign in. Resolves when no half file is left. */
  end(): Promise<void>
}

const mostRunning = 2
const mostListed = 20
const partSuffix = '.part'
/** What Windows takes in no name. */
const unsaved = /[<>:"/\\|?*]/g
/** Bytes of a batch to aim at, and rows that it never exceeds. */
const batchBytes = 256 * 1024
const batchRows = 2000

/** A filter without an index may read for long before the first row; a slow disk may take its time with a batch. */
const begin = beginWith({ statement: 600_000, lock: 10_000, idleInTransaction: 300_000 }, 'isolation level repeatable read read only')
const asText = { getTypeParser: (oid: number) => (oid === timestamptzOid ? instant : (text: string) => text) }

interface Running {
  job: ExportJob
  controller: AbortController
  ended: Promise<void>
}

export function createExports(folder: string, log: Log): Exports {
  const all = new Map<string, Running>()
  removeParts(folder)

  function start(postgres: Postgres, request: ExportRequest): ExportJob {
    const running = [...all.values()].filter(({ job }) => job.state === 'running')
    if (running.length >= mostRunning)
      throw new Problem('busy', `${mostRunning} exports are being written. Wait until one has ended, or cancel one.`)
    const job: ExportJob = {
      id: randomUUID(),
      label: request.label,
      format: request.format,
      state: 'running',
      rows: 0,
      bytes: 0,
      expected: request.expected,
      startedAt: new Date().toISOString(),
      endedAt: null,
      path: null,
      error: null,
    }
    const controller = new AbortController()
    all.set(job.id, { job, controller, ended: run(postgres, request, job, controller.signal) })
    for (const [id, each] of all) if (all.size > mostListed && each.job.state !== 'running') all.delete(id)
    return { ...job }
  }

  async function run(postgres: Postgres, request: ExportRequest, job: ExportJob, signal: AbortSignal): Promise<void> {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const part = join(folder, `${job.id}${partSuffix}`)
      try {
        await writePart(part, postgres, request, job, signal)
        // After a sign-out not even a whole file gets its name: somebody else may be there already.
        signal.throwIfAborted()
        job.path = freeName(join(folder, `${request.fileName}-${stamp(job.startedAt)}`), `.${request.format}`)
        renameSync(part, job.path)
      } finally {
        await rm(part, { force: true })
      }
      job.state = 'done'
      log.info('export written', { rows: job.rows, bytes: job.bytes })
    } catch (thrown) {
      fail(job, thrown, signal)
    } finally {
      job.endedAt = new Date().toISOString()
    }
  }

  function fail(job: ExportJob, thrown: unknown, signal: AbortSignal): void {
    if (signal.aborted) {
      job.state = 'cancelled'
      return
    }
    const problem = asExportProblem(toProblem(thrown))
    job.state = 'failed'
    job.error = toAppError(problem)
    log.problem('export failed', job.error, problem)
  }

  return {
    start,
    list: () => [...all.values()].map(({ job }) => ({ ...job })).reverse(),
    cancel(id) {
      const known = all.get(id)
      if (known?.job.state === 'running') known.controller.abort()
      else all.delete(id)
    },
    async keep(name, bytes) {
      const { name: stem, ext } = parse(name.replaceAll(unsaved, '_'))
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        const path = freeName(join(folder, stem), ext)
        await writeWhole(path, bytes)
        return path
      } catch (thrown) {
        throw asExportProblem(toProblem(thrown))
      }
    },
    async end() {
      const ending = [...all.values()]
      all.clear()
      for (const { controller } of ending) controller.abort()
      await Promise.all(ending.map(({ ended }) => ended))
    },
  }
}

async function writePart(path: string, postgres: Postgres, request: ExportRequest, job: ExportJob, signal: AbortSignal): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    const client = await postgres.connect()
    let pid: number | null = null
    const stop = () => stopQuery(postgres, client, pid)
    signal.addEventListener('abort', stop, { once: true })
    try {
      signal.throwIfAborted()
      pid = processOf(await client.query(begin))
      await client.query(`declare export no scroll cursor for ${request.text}`, request.values)
      await writeRows(file, client, request, job, signal)
    } finally {
      signal.removeEventListener('abort', stop)
      client.connection.stream.destroy()
    }
    await file.sync()
  } finally {
    await file.close()
  }
}

async function writeRows(file: FileHandle, client: pg.Client, { format, columns }: ExportRequest, job: ExportJob, signal: AbortSignal) {
  const batch = createBatch()
  const add = (row: (string | null)[]) => {
    if (format === 'csv') batch.add(csvLine(row))
    else batch.add(`${job.rows === 0 ? '\n' : ',\n'}${row[0]}`)
    job.rows += 1
  }
  const flush = async () => {
    const { bytesWritten } = await file.write(batch.take())
    job.bytes += bytesWritten
    return bytesWritten
  }
  batch.add(format === 'csv' ? csvLine(columns) : '[')
  let size = 100
  for (;;) {
    signal.throwIfAborted()
    const before = job.rows
    await fetch(client, size, add)
    const rows = job.rows - before
    if (rows === 0) break
    const bytes = await flush()
    size = Math.max(1, Math.min(batchRows, Math.round((rows * batchBytes) / bytes)))
  }
  if (format === 'json') batch.add('\n]\n')
  await flush()
}

/** Passes each row on as it arrives: rows kept together for a moment would make the memory for short-lived things grow. */
function fetch(client: pg.Client, size: number, onRow: (row: (string | null)[]) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    // The driver's types know arrays of values only for queries that keep their rows.
    const config = { text: `fetch ${size} from export`, rowMode: 'array', types: asText } as pg.QueryConfig
    const query = new pg.Query<(string | null)[]>(config)
    query.on('row', (row: unknown) => onRow(row as (string | null)[]))
    query.on('end', () => resolve())
    query.on('error', reject)
    client.query(query)
  })
}

/** Text on its way to the file, in one piece of memory that is used again and again. */
function createBatch() {
  let bytes = Buffer.allocUnsafeSlow(2 * batchBytes)
  let length = 0
  return {
    add(text: string) {
      const most = length + 3 * text.length
      if (most > bytes.length) bytes = Buffer.concat([bytes.subarray(0, length)], 2 * most)
      length += bytes.write(text, length)
    },
    take() {
      const taken = bytes.subarray(0, length)
      length = 0
      return taken
    },
  }
}

/** The connection goes at once, whatever the server is doing; then the server is told to stop as well. */
function stopQuery(postgres: Postgres, client: pg.Client, pid: number | null): void {
  client.connection.stream.destroy()
  if (pid === null) return
  postgres.read({ name: 'export_cancel', text: 'select pg_cancel_backend($1)', values: [pid] }).catch(() => null)
}

/** A name that is taken is never written over. */
function freeName(wanted: string, ending: string): string {
  for (let n = 1; ; n++) {
    const path = `${wanted}${n === 1 ? '' : `-${n}`}${ending}`
    if (!existsSync(path)) return path
  }
}

/** "20260501-093000", in UTC. */
function stamp(iso: string): string {
  return iso.slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
}

/** What a crash left behind. */
function removeParts(folder: string): void {
  try {
    for (const name of readdirSync(folder)) if (name.endsWith(partSuffix)) rmSync(join(folder, name), { force: true })
  } catch {
    // There is no folder yet.
  }
}

function asExportProblem(problem: Problem): Problem {
  const reason = reasons[problem.code]
  return reason ? new Problem(problem.code, reason, { source: problem.source, cause: problem }) : problem
}

const reasons: Partial<Record<Problem['code'], string>> = {
  storage:
    'The file could not be written to this computer: its disk is full or closed. Nothing of it was left. Free some space, then export again.',
  offline: 'The connection to the database was lost during the export. Nothing of the file was left. Export again when it is back.',
  timeout:
    'The database took longer than 10 minutes for a part of the export. Nothing of the file was left. Narrow the filters, then export again.',
}
