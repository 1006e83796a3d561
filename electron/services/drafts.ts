/** Drafts and their last versions on this computer. Every text goes through the vault; every save is one durable transaction. */
import { randomUUID } from 'node:crypto'
import type Database from 'better-sqlite3'
import type { AttachmentRef } from '../../shared/attachments.ts'
import type { Draft, DraftContent, DraftKey, DraftVersion } from '../../shared/drafts.ts'
import type { DraftTotals } from '../../shared/session.ts'
import type { WorkKind } from '../../shared/work.ts'
import { Problem } from './errors.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import { nameOf, type Place as PlaceOf, type Places, preparedOnce } from './places.ts'
import { type Db, type LocalStore, tidy } from './sqlite.ts'
import type { Seal } from './vault.ts'

/** Whose drafts: a person on a platform. */
export interface DraftOwner {
  profileId: string
  staffId: string
  isDemo: boolean
}

export interface Drafts {
  get(key: DraftKey, by?: string): Draft | null
  /** The newest first. */
  list(): Draft[]
  /**
   * Durable when it returns. `by` is who typed it, when that may be somebody who was signed in before; every write takes it. `after` is the
   * save that the text grew from, null for none: a text of another window that stands there instead becomes a version.
   */
  save(key: DraftKey, label: string, content: DraftContent, by?: string, after?: string | null): { savedAt: string }
  discard(key: DraftKey, sent: boolean, by?: string): void
  /** Keeps a text that is given up as the newest version of its draft, which stays as it is. */
  lay(key: DraftKey, label: string, content: DraftContent, by?: string): void
  /** The newest first, at most 20. */
  versions(key: DraftKey): DraftVersion[]
  restore(key: DraftKey, versionId: number): Draft
  totals(): DraftTotals
  /** How many drafts of whoever is signed in, and commands on their way, are sealed with another key than the present one. */
  shutOut(): number
  /** How many of anybody's drafts, and commands on their way, hang on this connection. */
  countOf(profileId: string): number
  /** Tells the screen the totals when somebody else is signed in now. */
  announce(): void
}

interface Dependencies {
  store: LocalStore
  places: Places
  events: Events
  log: Log
}

const keptVersions = 20
/** A version is cut at most this often while somebody types, in ms. */
const cutEvery = 5000
/** What a change takes away from here on is cut at once, in UTF-16 units. */
const cutRemoved = 20
/** Empty rows and their versions stay this long, in ms. */
const keptEmpty = 90 * 86_400_000

export function createDrafts({ store, places, events, log }: Dependencies): Drafts {
  const countOf = store.db.prepare(
    `select (select count(*) from draft where sealed is not null and instr(owner, :prefix) = 1)
      + (select count(*) from outbox where instr(owner, :prefix) = 1) as n`,
  ) as Database.Statement<[{ prefix: string }], { n: number }>
  const countShutOut = store.db.prepare(
    `select (select count(*) from draft where sealed is not null and owner = :owner and instr(key_id, :key) <> 1)
      + (select count(*) from outbox where owner = :owner and instr(key_id, :key) <> 1) as n`,
  ) as Database.Statement<[{ owner: string; key: string }], { n: number }>
  const statementsOf = preparedOnce(prepare)
  let told: DraftTotals = { kept: 0, unsent: 0 }
  let toldTo = ''

  const withStatements = (place: PlaceOf): Place => ({ ...place, ...statementsOf(place.db) })
  const place = (by?: string): Place => withStatements(places.of(by))

  /** Runs `work` as one transaction in the person's place, then tells the totals if they changed. */
  function change<T>(work: (place: Place) => T, by?: string): T {
    const here = place(by)
    const result = places.change(here, () => work(here))
    announceChange()
    return result
  }

  function totals(): DraftTotals {
    const who = places.current()
    if (!who) return { kept: 0, unsent: 0 }
    const here = withStatements(places.placeOf(who))
    return store.run(() => here.totals.get(here.owner, here.seal.keyId)) ?? { kept: 0, unsent: 0 }
  }

  function announceChange(): void {
    const now = totals()
    if (now.kept === told.kept && now.unsent === told.unsent) return
    told = now
    events.emit('drafts', now)
  }

  return {
    get(key, by) {
      const here = place(by)
      const row = store.run(() => find(here, key))
      return row ? read(here, row) : null
    },
    list() {
      const here = place()
      const rows = store.run(() => here.list.all(here.owner, here.seal.keyId))
      return rows.flatMap((row) => {
        try {
          return read(here, row) ?? []
        } catch {
          log.warn('draft does not open', { row: row.id })
          return []
        }
      })
    },
    save: (key, label, content, by, after) => change((here) => save(here, key, { label, ...content }, after), by),
    discard(key, sent, by) {
      change((here) => {
        const row = find(here, key)
        const text = row && openRow(here, row)
        if (!row || !text) return
        cut(here, row, text, !sent)
        here.write.run({ id: row.id, sealed: null, files: '', unsent: 0, savedAt: now(), cutAt: now() })
      }, by)
    },
    lay: (key, label, content, by) =>
      change((here) => {
        const row = find(here, key) ?? add(here, key, now())
        cut(here, row, { label, ...content }, true, now())
        if (row.sealed === null) here.write.run({ id: row.id, sealed: null, files: '', unsent: 0, savedAt: now(), cutAt: now() })
      }, by),
    versions(key) {
      const here = place()
      const row = store.run(() => find(here, key))
      if (!row) return []
      return store
        .run(() => here.versions.all(row.id))
        .map((version) => ({
          id: version.id,
          ...partsOf(openVersion(here, version)),
          savedAt: version.saved_at,
          discarded: version.discarded === 1,
        }))
    },
    restore: (key, versionId) =>
      change((here) => {
        const row = find(here, key)
        const version = row && here.version.get(row.id, versionId)
        if (!row || !version) throw new Problem('not_found', 'This version of the draft is no longer kept. The draft was not changed.')
        const text = openVersion(here, version)
        const current = openRow(here, row)
        if (current && !sameText(current, text)) cut(here, row, current, false)
        // Another text is another intent: it must not go out under the command of the one before.
        const restored = { ...text, caret: null, commandId: null, attempt: null }
        const savedAt = now()
        write(here, row.id, restored, savedAt, savedAt)
        return { ...restored, key, savedAt }
      }),
    totals,
    shutOut() {
      const who = places.current()
      if (!who) return 0
      const { owner, seal } = places.placeOf(who)
      return seal.isKept ? (store.run(() => countShutOut.get({ owner, key: seal.keyId }))?.n ?? 0) : 0
    },
    countOf: (profileId) => store.run(() => countOf.get({ prefix: `${profileId}:` }))?.n ?? 0,
    announce() {
      const name = nameOf(places.current())
      if (name === toldTo) return
      toldTo = name
      announceChange()
    },
  }
}

/** What is sealed. */
interface Text extends DraftContent {
  label: string
}
interface Row {
  id: string
  kind: string
  item_id: string
  slot: string
  sealed: Buffer | null
  saved_at: string
  cut_at: string
}
interface VersionRow {
  id: number
  draft_id: string
  sealed: Buffer
  saved_at: string
  discarded: number
}
interface Place extends Statements {
  seal: Seal
  db: Db
  owner: string
}
type Statements = ReturnType<typeof prepare>

function prepare(db: Db) {
  tidy(db, 'delete from draft where sealed is null and saved_at < ?', keptEmpty)
  type Statement<P extends unknown[], R = unknown> = Database.Statement<P, R>
  const columns = 'id, kind, item_id, slot, sealed, saved_at, cut_at'
  return {
    find: db.prepare(`select ${columns} from draft where owner = ? and key_id = ? and kind = ? and item_id = ? and slot = ?`) as Statement<
      [string, string, string, string, string],
      Row
    >,
    list: db.prepare(
      `select ${columns} from draft where owner = ? and key_id = ? and sealed is not null order by saved_at desc, id`,
    ) as Statement<[string, string], Row>,
    totals: db.prepare(
      'select count(*) as kept, coalesce(sum(unsent), 0) as unsent from draft where owner = ? and key_id = ? and sealed is not null',
    ) as Statement<[string, string], DraftTotals>,
    add: db.prepare(
      `insert into draft (id, owner, key_id, kind, item_id, slot, saved_at, cut_at) values (?, ?, ?, ?, ?, ?, ?, ?) returning ${columns}`,
    ) as Statement<[string, string, string, string, string, string, string, string], Row>,
    write: db.prepare(
      'update draft set sealed = :sealed, files = :files, unsent = :unsent, saved_at = :savedAt, cut_at = :cutAt where id = :id',
    ) as Statement<[{ id: string; sealed: Buffer | null; files: string; unsent: number; savedAt: string; cutAt: string }]>,
    shelve: db.prepare(`update draft set key_id = key_id || ' ' || id where id = ?`) as Statement<[string]>,
    nextVersion: db.prepare('select coalesce(max(id), 0) + 1 as id from draft_version') as Statement<[], { id: number }>,
    addVersion: db.prepare(
      'insert into draft_version (id, draft_id, sealed, files, discarded, saved_at) values (?, ?, ?, ?, ?, ?)',
    ) as Statement<[number, string, Buffer, string, number, string]>,
    prune: db.prepare(
      `delete from draft_version where draft_id = :id and id not in
        (select id from draft_version where draft_id = :id order by id desc limit ${keptVersions})`,
    ) as Statement<[{ id: string }]>,
    versions: db.prepare('select * from draft_version where draft_id = ? order by id desc') as Statement<[string], VersionRow>,
    version: db.prepare('select * from draft_version where draft_id = ? and id = ?') as Statement<[string, number], VersionRow>,
  }
}

function find(here: Place, key: DraftKey): Row | undefined {
  return here.find.get(here.owner, here.seal.keyId, key.kind, key.itemId, key.slot)
}

function save(here: Place, key: DraftKey, text: Text, after?: string | null): { savedAt: string } {
  const savedAt = now()
  const { row, before } = current(here, key, savedAt)
  const isOfOthers = after !== undefined && after !== row.saved_at
  const isCut = before !== null && !sameText(before, text) && (isOfOthers || cutIsDue(before, text, row.cut_at, savedAt))
  if (isCut) cut(here, row, before, false)
  write(here, row.id, text, savedAt, isCut || !before ? savedAt : row.cut_at)
  return { savedAt }
}

/** The row to write to and what stands in it. What does not open any more steps aside, so that typing is never refused for it. */
function current(here: Place, key: DraftKey, savedAt: string): { row: Row; before: Text | null } {
  const row = find(here, key)
  if (!row) return { row: add(here, key, savedAt), before: null }
  try {
    return { row, before: openRow(here, row) }
  } catch {
    here.shelve.run(row.id)
    return { row: add(here, key, savedAt), before: null }
  }
}

function add(here: Place, key: DraftKey, savedAt: string): Row {
  return here.add.get(randomUUID(), here.owner, here.seal.keyId, key.kind, key.itemId, key.slot, savedAt, savedAt) as Row
}

/** An emptied draft is no draft, unless it is on its way out. */
function write(here: Place, id: string, text: Text, savedAt: string, cutAt: string): void {
  const files = filesOf(text.attachments)
  const isEmpty = text.body === '' && files === '' && text.commandId === null
  const sealed = isEmpty ? null : here.seal.seal(JSON.stringify(text), id)
  here.write.run({ id, sealed, files, unsent: text.commandId === null ? 0 : 1, savedAt, cutAt })
}

/** Keeps what stood there as a version. */
function cut(here: Place, row: Row, text: Text, discarded: boolean, savedAt = row.saved_at): void {
  const files = filesOf(text.attachments)
  if (text.body === '' && files === '') return
  const id = (here.nextVersion.get() as { id: number }).id
  here.addVersion.run(id, row.id, here.seal.seal(JSON.stringify(text), versionRow(row.id, id)), files, discarded ? 1 : 0, savedAt)
  here.prune.run({ id: row.id })
}

/** Every few seconds, and at once when a change takes a file or a piece of the text away. */
function cutIsDue(before: Text, after: Text, cutAt: string, savedAt: string): boolean {
  if (after.body === '' && before.body !== '') return true
  const kept = filesOf(after.attachments)
  if ((before.attachments ?? []).some(({ id }) => !kept.includes(id))) return true
  return Math.abs(Date.parse(savedAt) - Date.parse(cutAt)) >= cutEvery || removed(before.body, after.body) >= cutRemoved
}

function sameText(a: Text, b: Text): boolean {
  return a.body === b.body && filesOf(a.attachments) === filesOf(b.attachments)
}

function partsOf({ body, attachments = [] }: Text) {
  return { body, attachments }
}

/** As rows name the files that their text refers to. */
export function filesOf(attachments: readonly AttachmentRef[] = []): string {
  return attachments.map(({ id }) => id).join(' ')
}

/** How much of `before` is gone between the parts that both texts share at their ends. */
function removed(before: string, after: string): number {
  const shorter = Math.min(before.length, after.length)
  let start = 0
  while (start < shorter && before.charCodeAt(start) === after.charCodeAt(start)) start++
  let end = 0
  while (end < shorter - start && before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)) end++
  return before.length - start - end
}

function read(here: Place, row: Row): Draft | null {
  const text = openRow(here, row)
  if (!text) return null
  const key = { kind: row.kind as WorkKind, itemId: row.item_id, slot: row.slot as DraftKey['slot'] }
  return { ...text, key, savedAt: row.saved_at }
}

function openRow(here: Place, row: Row): Text | null {
  return row.sealed === null ? null : open(here.seal, row.sealed, row.id)
}

function openVersion(here: Place, version: VersionRow): Text {
  return open(here.seal, version.sealed, versionRow(version.draft_id, version.id))
}

function versionRow(draftId: string, id: number): string {
  return `${draftId}/${id}`
}

/** JSON escapes lone surrogates, so that every string comes back as it was. */
function open(seal: Seal, sealed: Buffer, rowId: string): Text {
  try {
    return JSON.parse(seal.open(sealed, rowId)) as Text
  } catch (cause) {
    const message = 'This draft was changed or damaged outside Backline and does not open. It stays in the local file as it is.'
    throw new Problem('storage', message, { cause })
  }
}

function now(): string {
  return new Date().toISOString()
}
