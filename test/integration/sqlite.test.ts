// The local file: whatever is wrong with it, it is kept, explained, and the console works.

import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog, type Log } from '../../electron/services/log.ts'
import { createSettings } from '../../electron/services/settings.ts'
import { type LocalStore, openLocalStore } from '../../electron/services/sqlite.ts'
import { removeFolder, temporaryFolder } from '../support/services.ts'

const migrations = join(import.meta.dirname, '../../migrations/local')
let folder: string
let file: string
let log: Log
let stores: LocalStore[]

beforeEach(() => {
  folder = temporaryFolder()
  file = join(folder, 'backline.db')
  log = createLog(folder)
  stores = []
})
afterEach(async () => {
  for (const store of stores) store.close()
  await log.close()
  removeFolder(folder)
})

function open(dir = migrations): LocalStore {
  const store = openLocalStore(folder, dir, log)
  stores.push(store)
  return store
}

function reopen(): LocalStore {
  stores.pop()?.close()
  return open()
}

/** What the system forbids, it does not forbid the superuser. */
function asOrdinaryAccount<T>(work: () => T): T {
  if (process.getuid?.() !== 0) return work()
  process.seteuid?.(65534)
  try {
    return work()
  } finally {
    process.seteuid?.(0)
  }
}

const write = (store: LocalStore) => store.run(() => store.db.prepare(`insert into setting values ('theme', '"dark"')`).run())
const read = (store: LocalStore) => store.db.prepare('select value from setting').pluck().get()
const kept = () => readdirSync(folder).filter((name) => name.includes('.kept-'))

describe('a fresh file', () => {
  it('is durable, private and of this version', () => {
    const store = open()
    expect(store.isKept).toBe(true)
    expect(store.state()).toBeNull()
    expect(store.db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(store.db.pragma('synchronous', { simple: true })).toBe(2)
    expect(store.db.pragma('foreign_keys', { simple: true })).toBe(1)
    expect(store.db.pragma('user_version', { simple: true })).toBe(readdirSync(migrations).length)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    write(store)
    expect(read(reopen())).toBe('"dark"')
  })

  it('is not left half made by a migration that fails', () => {
    const broken = join(folder, 'migrations')
    mkdirSync(broken)
    writeFileSync(join(broken, '0001_one.sql'), 'create table one (id integer); create table one (id integer);')
    expect(() => open(broken)).toThrow()
    expect(new Database(file).prepare('select count(*) from sqlite_schema').pluck().get()).toBe(0)
  })

  it('takes migrations in order and refuses a gap', () => {
    const gap = join(folder, 'migrations')
    mkdirSync(gap)
    writeFileSync(join(gap, '0002_two.sql'), 'create table two (id integer);')
    expect(() => open(gap)).toThrow('out of order')
  })
})

describe('a file that cannot be used', () => {
  it.each([
    ['no database at all', () => writeFileSync(file, 'These are not the drafts you are looking for. '.repeat(100))],
    ['random bytes after the header', () => writeFileSync(file, Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8000, 7)]))],
    [
      'pages overwritten in the middle',
      () => {
        const store = open()
        for (let n = 0; n < 500; n++) store.db.prepare('insert into setting values (?, ?)').run(`key${n}`, 'x'.repeat(500))
        stores.pop()?.close()
        const bytes = readFileSync(file)
        bytes.fill(0xee, 8192, bytes.length - 8192)
        writeFileSync(file, bytes)
      },
    ],
    [
      "another program's",
      () => {
        const other = new Database(file)
        other.exec('create table bookmarks (url text)')
        other.close()
      },
    ],
  ])('%s is kept beside, and a new one is begun', (_, spoil) => {
    spoil()
    const before = readFileSync(file)
    const store = open()
    expect(store.isKept).toBe(true)
    expect(store.state()).toMatchObject({ code: 'storage', detail: { kept: expect.stringContaining('.kept-') } })
    const [name] = kept()
    expect(readFileSync(join(folder, name as string)).equals(before)).toBe(true)
    write(store)
    expect(read(reopen())).toBe('"dark"')
    expect(stores[0]?.state()).toBeNull()
  })

  it('that a newer Backline wrote stays untouched, and memory serves', () => {
    write(open())
    stores.pop()?.close()
    const newer = new Database(file)
    newer.pragma('user_version = 99')
    newer.close()
    const before = readFileSync(file)
    const store = open()
    expect(store.isKept).toBe(false)
    expect(store.state()?.message).toMatch(/newer Backline.*not kept/)
    write(store)
    expect(read(store)).toBe('"dark"')
    stores.pop()?.close()
    expect(readFileSync(file).equals(before)).toBe(true)
    expect(kept()).toEqual([])
  })

  it('that is locked by another program is left alone, and memory serves', () => {
    write(open())
    stores.pop()?.close()
    const other = new Database(file)
    other.pragma('locking_mode = exclusive')
    other.prepare(`update setting set value = '1'`).run()
    const store = open()
    expect(store.isKept).toBe(false)
    expect(store.state()).toMatchObject({ code: 'storage', source: 'SQLITE_BUSY' })
    other.close()
    expect(kept()).toEqual([])
  })

  it('that may only be read is worked on as a copy', () => {
    write(open())
    stores.pop()?.close()
    chmodSync(file, 0o444)
    chmodSync(folder, 0o555)
    const store = asOrdinaryAccount(() => open())
    chmodSync(folder, 0o755)
    expect(store.isKept).toBe(false)
    expect(store.state()?.message).toMatch(/may only be read|may not be written.*not kept/)
    expect(read(store)).toBe('"dark"')
    store.run(() => store.db.prepare('update setting set value = 1').run())
    expect(kept()).toEqual([])
  })

  it('in a folder that may not be written is explained, and memory serves', () => {
    chmodSync(folder, 0o555)
    const store = asOrdinaryAccount(() => open())
    chmodSync(folder, 0o755)
    expect(store.isKept).toBe(false)
    expect(store.state()).toMatchObject({ code: 'storage', source: 'EACCES' })
    expect(store.state()?.message).toMatch(/folder.*may not be written by this account.*not kept/)
    write(store)
    expect(read(store)).toBe('"dark"')
  })

  it('of no bytes is begun anew', () => {
    writeFileSync(file, '')
    const store = open()
    expect(store).toMatchObject({ isKept: true })
    expect(store.state()).toBeNull()
    write(store)
    expect(read(reopen())).toBe('"dark"')
    expect(kept()).toEqual([])
  })

  it('whose log is there without it is begun anew, and the log is kept', () => {
    const writer = open()
    write(writer)
    const wal = readFileSync(`${file}-wal`)
    stores.pop()?.close()
    for (const lose of [() => rmSync(file), () => writeFileSync(file, '')]) {
      lose()
      writeFileSync(`${file}-wal`, wal)
      const store = open()
      expect(store.isKept).toBe(true)
      expect(store.state()?.message).toMatch(/only its log is left.*New drafts go to a new file/)
      expect(read(store)).toBeUndefined()
      write(store)
      expect(read(reopen())).toBe('"dark"')
      stores.pop()?.close()
    }
    const logs = kept().filter((name) => name.endsWith('-wal'))
    expect(logs.map((name) => readFileSync(join(folder, name)).equals(wal))).toEqual([true, true])
  })

  it('because a folder stands in its place is explained, and memory serves', () => {
    mkdirSync(file)
    const store = open()
    expect(store.isKept).toBe(false)
    expect(store.state()?.message).toMatch(/not kept/)
    write(store)
    expect(read(store)).toBe('"dark"')
  })
})

describe('a disk that fills up', () => {
  it('is told in a sentence, and the same works when it has room again', () => {
    const store = open()
    const pages = store.db.pragma('page_count', { simple: true }) as number
    store.db.pragma(`max_page_count = ${pages}`)
    const fill = () => store.run(() => store.db.prepare('insert into setting values (?, ?)').run('big', 'x'.repeat(100_000)))
    expect(fill).toThrow('The disk of this computer is full')
    store.db.pragma('max_page_count = 100000')
    fill()
    expect(store.db.prepare('select length(value) from setting').pluck().get()).toBe(100_000)
  })

  it('ends nothing over what was only for the next start, as the place of the window', () => {
    const store = open()
    const settings = createSettings(store)
    settings.remember('window', { x: 1 })
    store.db.pragma('query_only = 1')
    expect(() => settings.set('window', { x: 2 })).toThrow('could not be written')
    settings.remember('window', { x: 2 })
    expect(settings.get('window')).toEqual({ x: 1 })
  })
})
