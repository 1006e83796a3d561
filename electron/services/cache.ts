/**
 * What was opened, assigned or pinned, for reading and finding without the database. On the disk it is only sealed; the index for
 * searching is made of the opened texts in memory, when it is first asked for, and never written.
 */
import { createHash, randomUUID } from 'node:crypto'
import Database from 'better-sqlite3'
import { fold } from '../../shared/text.ts'
import type { WorkKind, WorkRow } from '../../shared/work.ts'
import type { DraftOwner } from './drafts.ts'
import { toProblem } from './errors.ts'
import type { Log } from './log.ts'
import { type Place, type Places, preparedOnce } from './places.ts'
import { type Db, tidy } from './sqlite.ts'

/** 'answer' keeps small lists that belong to no item: colleagues, saved views, counts. */
type CacheKind = WorkKind | 'answer'

export interface Kept {
  kind: CacheKind
  itemId: string
  value: unknown
  /** What its queue showed of it; null for an answer. */
  row: WorkRow | null
  label: string
  /** Everything in it that can be searched. */
  text: string
  pinned: boolean
  readAt: string
}

export interface Cache {
  /** Written within a second, in one go with others. `isUsed`: the person looked at it, nobody only fetched it. */
  put(kept: Omit<Kept, 'pinned' | 'readAt'>, isUsed: boolean): void
  get(kind: CacheKind, itemId: string): Kept | null
  /** What is kept of a kind, the last read first; with `text` what has it in it. */
  list(kind: WorkKind | null, text?: string): Kept[]
  /** Which version of every item of a kind is kept. */
  versions(kind: WorkKind): Map<string, { version: number; pinned: boolean }>
  /** False when nothing is kept of the item. */
  pin(kind: WorkKind, itemId: string, pinned: boolean): boolean
  /** Removes what is kept of this person, or of everybody of the connection, from the file and from what SQLite still had of it beside. */
  wipe(who: Omit<DraftOwner, 'staffId'> & { staffId?: string }): void
  /** Writes what waits to be written. */
  flush(): void
}

/** Bounds a person: items, bytes as sealed, and days since it was last looked at or fetched. Pinned ones go last. */
const bounds = { items: 1500, bytes: 96 * 1024 * 1024, days: 30 }
const writeAfter = 1000

export function createCache(places: Places, log: Log): Cache {
  const statementsOf = preparedOnce(prepare)
  const index = createIndex()
  let waiting = new Map<string, { place: Place; kept: Kept; isUsed: boolean }>()
  let timer: NodeJS.Timeout | undefined

  function here(): (Place & Statements) | null {
    const who = places.current()
    if (!who) return null
    const place = places.placeOf(who)
    return { ...place, ...statementsOf(place.db) }
  }

  function flush(): void {
    clearTimeout(timer)
    const batch = [...waiting.values()]
    waiting = new Map()
    for (const place of new Map(batch.map((each) => [each.place.owner, each.place])).values()) {
      try {
        const here = { ...place, ...statementsOf(place.db) }
        places.change(place, () => {
          for (const each of batch) if (each.place.owner === place.owner) write(here, each.kept, each.isUsed)
          prune(here)
        })
      } catch (thrown) {
        // A cache that cannot be written is a smaller cache; what is typed has its own place.
        log.warn('not kept for offline', { source: toProblem(thrown).source })
      }
    }
  }

  function write(place: Place & Statements, kept: Kept, isUsed: boolean): void {
    const known = place.find.get(place.owner, place.seal.keyId, kept.kind, kept.itemId)
    const id = known?.id ?? randomUUID()
    const { value, row, label, text } = kept
    const sealed = place.seal.seal(JSON.stringify({ value, row, label, text }), cacheName(id))
    const usedAt = isUsed || !known ? kept.readAt : known.used_at
    place.put.run(id, place.owner, place.seal.keyId, kept.kind, kept.itemId, kept.readAt, usedAt, row?.version ?? 0, sealed.length, sealed)
  }

  function prune(place: Place & Statements): void {
    const oldest = new Date(Date.now() - bounds.days * 86_400_000).toISOString()
    place.prune.run({ owner: place.owner, keyId: place.seal.keyId, oldest, items: bounds.items, bytes: bounds.bytes })
  }

  function open(place: Place, found: Row): Kept | null {
    try {
      const { value, row, label, text } = JSON.parse(place.seal.open(found.sealed, cacheName(found.id)))
      return { kind: found.kind, itemId: found.item_id, value, row, label, text, pinned: found.pinned === 1, readAt: found.read_at }
    } catch {
      log.warn('kept item does not open', { row: found.id })
      return null
    }
  }

  return {
    put(kept, isUsed) {
      const who = places.current()
      if (!who) return
      const place = places.placeOf(who)
      const now = { ...kept, pinned: false, readAt: new Date().toISOString() }
      waiting.set(`${place.owner} ${kept.kind} ${kept.itemId}`, { place, kept: now, isUsed })
      index.forget()
      clearTimeout(timer)
      timer = setTimeout(flush, writeAfter)
    },
    get(kind, itemId) {
      flush()
      const place = here()
      const found = place && places.run(() => place.find.get(place.owner, place.seal.keyId, kind, itemId))
      return place && found ? open(place, found) : null
    },
    list(kind, text = '') {
      flush()
      const place = here()
      if (!place) return []
      const all = index.of(place.owner, () =>
        places.run(() => place.all.all(place.owner, place.seal.keyId)).flatMap((found) => open(place, found) ?? []),
      )
      const fits = text.trim() === '' ? null : index.search(text)
      return all.filter((kept) => (kind === null || kept.kind === kind) && (fits === null || fits.has(kept.itemId)))
    },
    versions(kind) {
      flush()
      const place = here()
      const rows = place ? places.run(() => place.versions.all(place.owner, place.seal.keyId, kind)) : []
      return new Map(rows.map(({ item_id, version, pinned }) => [item_id, { version, pinned: pinned === 1 }]))
    },
    pin(kind, itemId, pinned) {
      flush()
      const place = here()
      if (!place) return false
      const { changes } = places.change(place, () => place.pin.run(pinned ? 1 : 0, place.owner, place.seal.keyId, kind, itemId))
      index.forget()
      return changes > 0
    },
    wipe(who) {
      waiting.clear()
      index.forget()
      const place = places.placeOf({ staffId: '', ...who })
      places.change(place, () => statementsOf(place.db).wipe.run(place.owner))
      places.run(() => {
        place.db.exec('vacuum')
        place.db.pragma('wal_checkpoint(truncate)')
      })
    },
    flush,
  }
}

interface Index {
  /** The items of this owner, opened once until something changes. */
  of(owner: string, open: () => Kept[]): Kept[]
  /** Ids of the items that have every word of the text, case and accents aside. */
  search(text: string): Set<string>
  forget(): void
}

/** FTS5 over trigrams of folded texts: finds parts of words in any script. Lives in memory only. */
function createIndex(): Index {
  let db: Db | null = null
  let owner = ''
  let items: Kept[] = []

  function forget(): void {
    db?.close()
    db = null
    items = []
    owner = ''
  }
  return {
    of(name, open) {
      if (owner === name && db) return items
      forget()
      owner = name
      items = open().filter((kept) => kept.kind !== 'answer')
      db = new Database(':memory:')
      db.exec(`create virtual table text using fts5(item unindexed, body, tokenize = 'trigram case_sensitive 1')`)
      const add = db.prepare('insert into text (item, body) values (?, ?)')
      db.transaction(() => {
        for (const { itemId, label, text } of items) add.run(itemId, fold(`${label}\n${text}`))
      })()
      return items
    },
    search(text) {
      const words = fold(text).split(/\s+/).filter(Boolean).slice(0, 20)
      if (words.length === 0) return new Set(items.map(({ itemId }) => itemId))
      // Trigrams begin at three characters; shorter words are looked for one by one.
      const [long, short] = [words.filter((word) => [...word].length >= 3), words.filter((word) => [...word].length < 3)]
      const conditions = [...(long.length > 0 ? ['text match ?'] : []), ...short.map(() => `body like ? escape '\\'`)]
      const match = long.map((word) => `"${word.replaceAll('"', '""')}"`).join(' ')
      const values = [...(long.length > 0 ? [match] : []), ...short.map((word) => `%${word.replaceAll(/[\\%_]/g, '\\$&')}%`)]
      const found = db?.prepare(`select item from text where ${conditions.join(' and ')}`).all(...values) as { item: string }[] | undefined
      return new Set(found?.map(({ item }) => item))
    },
    forget,
  }
}

/** A name for an answer: the same question finds it again. */
export function answerId(method: string, input: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify([method, input]))
    .digest('hex')
    .slice(0, 32)
}

interface Row {
  id: string
  kind: CacheKind
  item_id: string
  pinned: number
  version: number
  read_at: string
  used_at: string
  sealed: Buffer
}
type Statements = ReturnType<typeof prepare>

function cacheName(id: string): string {
  return `cache ${id}`
}

function prepare(db: Db) {
  // Of everybody: who never comes back here would never be looked through.
  tidy(db, 'delete from cache where pinned = 0 and used_at < ?', bounds.days * 86_400_000)
  type Statement<P extends unknown[], R = unknown> = Database.Statement<P, R>
  return {
    find: db.prepare('select * from cache where owner = ? and key_id = ? and kind = ? and item_id = ?') as Statement<
      [string, string, string, string],
      Row
    >,
    all: db.prepare('select * from cache where owner = ? and key_id = ? order by used_at desc') as Statement<[string, string], Row>,
    versions: db.prepare('select item_id, version, pinned from cache where owner = ? and key_id = ? and kind = ?') as Statement<
      [string, string, string],
      Pick<Row, 'item_id' | 'version' | 'pinned'>
    >,
    put: db.prepare(
      `insert into cache (id, owner, key_id, kind, item_id, read_at, used_at, version, bytes, sealed) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       on conflict (id) do update set read_at = excluded.read_at, used_at = excluded.used_at, version = excluded.version, bytes = excluded.bytes, sealed = excluded.sealed`,
    ) as Statement<[string, string, string, string, string, string, string, number, number, Buffer]>,
    pin: db.prepare('update cache set pinned = ? where owner = ? and key_id = ? and kind = ? and item_id = ?') as Statement<
      [number, string, string, string, string]
    >,
    wipe: db.prepare('delete from cache where instr(owner, ?) = 1') as Statement<[string]>,
    prune: db.prepare(
      `delete from cache where id in (
         select id from (
           select id, pinned, used_at, row_number() over w as place, sum(bytes) over w as total
           from cache where owner = :owner and key_id = :keyId window w as (order by pinned desc, used_at desc, id))
         where place > :items or total > :bytes or (pinned = 0 and used_at < :oldest))`,
    ) as Statement<[{ owner: string; keyId: string; oldest: string; items: number; bytes: number }]>,
  }
}
