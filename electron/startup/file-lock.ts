/** A lock between processes: the operating system's on a small SQLite file, so it ends with the process, also after kill -9. */
import { setTimeout as sleep } from 'node:timers/promises'
import Database from 'better-sqlite3'

export interface FileLock {
  release(): void
}

/** Null when another process still holds it after `patienceMs`. */
export async function lockFile(file: string, patienceMs: number): Promise<FileLock | null> {
  for (const deadline = Date.now() + patienceMs; ; await sleep(100)) {
    const lock = new Database(file, { timeout: 0 })
    try {
      lock.exec('begin exclusive')
      return { release: () => lock.close() }
    } catch (error) {
      lock.close()
      const isHeld = error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')
      if (!isHeld) throw error
      if (Date.now() >= deadline) return null
    }
  }
}
