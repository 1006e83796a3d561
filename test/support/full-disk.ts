// A full disk, as SQLite itself meets it: not a page more than the file has.

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
