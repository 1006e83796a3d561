// A full disk: as SQLite itself meets it, not a page more than the file has, or really one, of a few MB.

import { execFileSync } from 'node:child_process'
import { closeSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'

const files = new Set<Database.Database>()
const { prepare } = Database.prototype
Database.prototype.prepare = function (this: Database.Database, ...args: [string]) {
  files.add(this)
  return prepare.apply(this, args)
} as typeof prepare

/** For every local file that is open in this process, from its first statement after this module was loaded. */
export function fillDisk(isFull: boolean): void {
  for (const file of files) {
    if (file.open && !file.memory) file.pragma(`max_page_count = ${isFull ? file.pragma('page_count', { simple: true }) : 1_000_000}`)
  }
}

/** A disk that refuses every byte, as a full one does to a file whose log has to grow, or one that may only be read. */
export function denyWrites(isDenied: boolean): void {
  for (const file of files) if (file.open && !file.memory) file.pragma(`query_only = ${isDenied ? 1 : 0}`)
}

export interface SmallDisk {
  folder: string
  /** Leaves not a byte. */
  fill(): void
  /** Gives back what `fill` took. */
  free(): void
  remove(): void
}

/** A disk of its own, mounted at `folder`; null where this account may not mount. */
export function mountDisk(folder: string, megabytes: number): SmallDisk | null {
  mkdirSync(folder, { recursive: true })
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'backline-test', folder], { stdio: 'ignore' })
  } catch {
    return null
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    fill() {
      const file = openSync(filler, 'a')
      for (const size of [65_536, 4096, 1]) takeAll(file, Buffer.alloc(size))
      closeSync(file)
    },
    free: () => rmSync(filler, { force: true }),
    remove: () => execFileSync('umount', ['--lazy', folder]),
  }
}

function takeAll(file: number, bytes: Buffer): void {
  try {
    for (;;) writeSync(file, bytes)
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== 'ENOSPC') throw thrown
  }
}
