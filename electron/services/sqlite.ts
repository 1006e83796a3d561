/** The local file. Whatever is wrong with it, nothing is deleted and the app keeps working, if need be in memory. */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import type { AppError } from '../../shared/errors.ts'
import { Problem, toAppError, toProblem } from './errors.ts'
import type { Log } from './log.ts'

export type Db = Database.Database

export interface LocalStore {
  readonly db: Db
  /** False while what is stored lasts only until the app closes. */
  readonly isKept: boolean
  /** A store of its own that is never written to disk; the same tables. */
  memory(): Db
  /** What stood in the way of opening the file, if anything. */
  state(): AppError | null
  /** Runs `work`; failures become Problems, which are said where the work was asked for. */
  run<T>(work: () => T): T
  close(): void
}

/** 'BKLN': tells our file from another program's. */
const applicationId = 0x424b4c4e
/** How long to wait for another process that has the file, in ms; the whole app waits with it. */
const patience = 1000

export function openLocalStore(dataDir: string, migrationsDir: string, log: Log): LocalStore {
  const migrations = readMigrations(migrationsDir)
  const opened = open(join(dataDir, 'backline.db'), migrations)
  const standing = opened.problem
  if (standing) log.warn('local file', { source: standing.source, kept: opened.isKept })
  const state = standing ? toAppError(standing) : null
  let memory: Db | null = null

  return {
    db: opened.db,
    isKept: opened.isKept,
    memory() {
      memory ??= migrate(configure(new Database(':memory:')), migrations)
      return memory
    },
    state: () => state,
    run(work) {
      try {
        return work()
      } catch (thrown) {
        throw toProblem(thrown)
      }
    },
    close() {
      memory?.close()
      opened.db.close()
    },
  }
}

interface Opened {
  db: Db
  isKept: boolean
  problem: Problem | null
}

function open(file: string, migrations: string[]): Opened {
  try {
    return { db: openFile(file, migrations), isKept: true, problem: null }
  } catch (thrown) {
    const problem = explain(thrown)
    if (problem.detail.setAside === true) return openBeside(file, migrations, problem)
    return { db: openCopy(file, migrations, problem), isKept: false, problem: withoutKeeping(problem) }
  }
}

/** Moves an unreadable file out of the way and starts a new one. */
function openBeside(file: string, migrations: string[], problem: Problem): Opened {
  try {
    const kept = setAside(file)
    const message = `${problem.message} It was kept as ${kept}; whoever looks after this computer may be able to read it. New drafts go to a new file.`
    const db = openFile(file, migrations)
    return { db, isKept: true, problem: new Problem('storage', message, { source: problem.source, detail: { kept } }) }
  } catch (thrown) {
    return { db: openMemory(migrations), isKept: false, problem: withoutKeeping(explain(thrown)) }
  }
}

/** A file that may be read but not written is worked on as a copy in memory; otherwise memory starts empty. */
function openCopy(file: string, migrations: string[], problem: Problem): Db {
  if (problem.detail.isNewer === true || problem.source === 'SQLITE_BUSY') return openMemory(migrations)
  try {
    const bytes = readAll(file)
    // The header says WAL, which memory does not have; 1 is the rollback journal.
    bytes.fill(1, 18, 20)
    return migrate(configure(new Database(bytes)), migrations)
  } catch {
    return openMemory(migrations)
  }
}

/** SQLite adds what is still in the WAL, unless the folder keeps it from reading at all. */
function readAll(file: string): Buffer {
  try {
    const original = new Database(file, { readonly: true, fileMustExist: true, timeout: patience })
    const bytes = original.serialize()
    original.close()
    return bytes
  } catch {
    return readFileSync(file)
  }
}

function openMemory(migrations: string[]): Db {
  return migrate(configure(new Database(':memory:')), migrations)
}

function openFile(file: string, migrations: string[]): Db {
  // SQLite would delete it without a word.
  if (sizeOf(file) === 0 && sizeOf(`${file}-wal`) > 0) {
    throw new Problem('storage', 'The local file of drafts is gone; only its log is left.', { detail: { setAside: true } })
  }
  createPrivately(file)
  const db = new Database(file, { timeout: patience })
  try {
    check(db, migrations.length)
    return migrate(configure(db), migrations)
  } catch (thrown) {
    db.close()
    throw thrown
  }
}

/** In bytes; 0 when there is none. */
function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}

/** Folder and file for this account alone; SQLite gives -wal and -shm the file's own mode. */
function createPrivately(file: string): void {
  mkdirSync(join(file, '..'), { recursive: true, mode: 0o700 })
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

function configure(db: Db): Db {
  db.pragma('journal_mode = WAL')
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  return db
}

/** Refuses another program's file, a newer Backline's and a damaged one, before anything is written. */
function check(db: Db, known: number): void {
  const version = db.pragma('user_version', { simple: true }) as number
  const owner = db.pragma('application_id', { simple: true }) as number
  const isEmpty = db.prepare('select 1 from sqlite_schema limit 1').get() === undefined
  if (!isEmpty && owner !== applicationId) {
    throw new Problem('storage', 'The local file belongs to another program.', { detail: { setAside: true } })
  }
  if (version > known) {
    const message = 'The local file was written by a newer Backline. It stays as it is; install the newer version to use it.'
    throw new Problem('storage', message, { detail: { isNewer: true, version } })
  }
  if (db.pragma('quick_check(1)', { simple: true }) !== 'ok') throw damaged('SQLITE_CORRUPT')
}

/** Brings the file to the newest version, all of it or nothing. */
function migrate(db: Db, migrations: string[]): Db {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version === migrations.length) return db
  db.transaction(() => {
    for (const migration of migrations.slice(version)) db.exec(migration)
    db.pragma(`application_id = ${applicationId}`)
    db.pragma(`user_version = ${migrations.length}`)
  }).immediate()
  return db
}

/** Runs `sql`, which deletes what is older than so many ms. It may wait for a start when the file can be written. */
export function tidy(db: Db, sql: string, age: number): void {
  try {
    db.prepare(sql).run(new Date(Date.now() - age).toISOString())
  } catch {
    // On a full disk what is kept must still be readable.
  }
}

/** The files in order; a gap or a second file of one number is a mistake of ours and stops the start. */
function readMigrations(dir: string): string[] {
  const names = readdirSync(dir)
    .filter((name) => name.endsWith('.sql'))
    .sort()
  return names.map((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) throw new Error(`Local migration ${name} is out of order`)
    return readFileSync(join(dir, name), 'utf8')
  })
}

function explain(thrown: unknown): Problem {
  const problem = toProblem(thrown)
  if (problem.source === 'SQLITE_NOTADB' || problem.source?.startsWith('SQLITE_CORRUPT')) return damaged(problem.source)
  return problem
}

function damaged(source: string): Problem {
  return new Problem('storage', 'The local file of drafts is damaged and could not be read.', { source, detail: { setAside: true } })
}

function withoutKeeping(problem: Problem): Problem {
  const reasons: Record<string, string> = {
    SQLITE_FULL: 'The disk of this computer is full.',
    ENOSPC: 'The disk of this computer is full.',
    SQLITE_READONLY: 'The local file of drafts may only be read.',
    EROFS: 'The folder of the local file may only be read.',
    EACCES: 'The local file of drafts, or its folder, may not be written by this account.',
    EPERM: 'The local file of drafts, or its folder, may not be written by this account.',
    SQLITE_BUSY: 'Another Backline has the local file open.',
  }
  const reason =
    problem.detail.isNewer === true ? problem.message : (reasons[problem.source ?? ''] ?? 'The local file of drafts could not be opened.')
  const message = `${reason} Drafts are not kept when Backline closes: send them, or copy them, before that.`
  return new Problem('storage', message, { source: problem.source, detail: problem.detail, cause: problem.cause })
}

/** Renames the file and what belongs to it; returns the new name. */
function setAside(file: string): string {
  const kept = `${file}.kept-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`
  const there = ['', '-wal', '-shm'].filter((suffix) => existsSync(file + suffix))
  // The file itself goes last: broken off before that, the next start finds it as it was.
  for (const suffix of there.toReversed()) renameSync(file + suffix, kept + suffix)
  return kept + (there[0] ?? '')
}
