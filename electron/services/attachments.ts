/**
 * Files that go with a message, kept sealed on this computer until it has left: one file each, beside the local file. Texts hold only
 * their references; what no draft, version or command refers to is removed.
 */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { AttachmentRef } from '../../shared/attachments.ts'
import { mediaTypeOf, type ObjectStore, writeWhole } from './documents.ts'
import { Problem, toProblem } from './errors.ts'
import type { Log } from './log.ts'
import { nameOf, type Place, type Places } from './places.ts'
import type { Postgres } from './postgres.ts'
import type { LocalStore } from './sqlite.ts'

/** As a message of the platform names a file of its store. */
export interface SentAttachment {
  key: string
  name: string
  bytes: number
  mediaType: string
}

export interface Part {
  upload: string
  name: string
  /** Of the whole file. */
  bytes: number
  /** Where this part begins. */
  at: number
  data: Buffer
}

export interface Attachments {
  /** Why nothing can be attached now; null when it can. */
  barred(): string | null
  /** Takes one part; with the last one the file is durable and answered. Throws `invalid`, `storage`. */
  put(part: Part, by: string): Promise<AttachmentRef | null>
  /**
   * Puts the bytes into the platform's store, under names that a second attempt gives again. Throws `invalid` for a file that is gone or
   * not this person's, `busy` while the store cannot be written, `signed_out` when another person came meanwhile; nothing has taken effect
   * then.
   */
  send(itemId: string, files: readonly AttachmentRef[]): Promise<SentAttachment[]>
  /** Removes what nothing refers to from this computer. */
  sweep(): Promise<void>
  /** Removes from the platform's store what consoles put there and no message names for a day, where this person and connection can. */
  sweepStore(): Promise<void>
}

interface Dependencies {
  /** Where the sealed files lie; made with the first one. */
  folder: string
  store: LocalStore
  places: Places
  objects: () => ObjectStore | null
  /** Throws `signed_out`, `offline`. */
  database: () => Postgres
  log: Log
}

/** Files that may be under way at a time; of more, the oldest is given up. */
const mostUploads = 4
/** For so long after the database named them files may be removed, in ms; it takes a console for gone after an hour. */
const removeWithin = 600_000

export function createAttachments({ folder, store, places, objects, database, log }: Dependencies): Attachments {
  const uploads = new Map<string, { bytes: number; have: number; parts: Buffer[] }>()
  /** Attached in this run and not seen in any text yet: their draft is about to be saved. */
  const fresh = new Set<string>()

  function barred(): string | null {
    if (!objects()) return 'This connection has no store of files, so none can be attached.'
    return places.of().seal.isKept && store.isKept
      ? null
      : 'Drafts are not kept on this computer, so files cannot be attached. Text can be sent.'
  }

  /** The whole file once its last part is here. */
  function gather({ upload, bytes, at, data }: Part): Buffer | null {
    if (at === 0) {
      uploads.delete(upload)
      uploads.set(upload, { bytes, have: 0, parts: [] })
      for (const [oldest] of uploads) if (uploads.size > mostUploads) uploads.delete(oldest)
    }
    const begun = uploads.get(upload)
    if (!begun || begun.have !== at || begun.bytes !== bytes || at + data.length > bytes || data.length === 0) {
      uploads.delete(upload)
      throw new Problem('invalid', 'The file did not arrive whole, so it was not attached. Attach it again.')
    }
    begun.parts.push(data)
    begun.have += data.length
    if (begun.have < bytes) return null
    uploads.delete(upload)
    return Buffer.concat(begun.parts)
  }

  async function keep(place: Place, name: string, bytes: Buffer): Promise<AttachmentRef> {
    const id = randomUUID()
    fresh.add(id)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      await writeWhole(join(folder, id), place.seal.seal(bytes, sealName(place, id)))
    } catch (thrown) {
      fresh.delete(id)
      throw unkept(name, thrown)
    }
    return { id, name, bytes: bytes.length, mediaType: typeOf(bytes), sha256: hashOf(bytes) }
  }

  async function read(place: Place, { id, name }: AttachmentRef): Promise<Buffer> {
    try {
      return place.seal.openBytes(await readFile(join(folder, id)), sealName(place, id))
    } catch (cause) {
      const message = `${name} is not on this computer any more, or was changed outside Backline. Nothing was sent. Take it off the message, then send it again.`
      throw new Problem('invalid', message, { detail: { attachment: id, unsent: true }, cause })
    }
  }

  /** Ids in the texts of everybody, whatever sealed them. */
  function referred(): Set<string> {
    const rows = store.run(() =>
      store.db
        .prepare<[], { files: string }>(
          `select files from draft where files <> '' union all select files from draft_version where files <> ''
           union all select files from outbox where files <> ''`,
        )
        .all(),
    )
    return new Set(rows.flatMap(({ files }) => files.split(' ')))
  }

  async function sweep(): Promise<void> {
    // Texts in a file that did not open may refer to anything.
    if (!store.isKept || store.state()) return
    try {
      const used = referred()
      for (const name of await readdir(folder)) {
        const id = name.slice(0, 36)
        if (used.has(id)) fresh.delete(id)
        else if (!fresh.has(id)) await rm(join(folder, name), { force: true })
      }
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') log.warn('attachments not swept', { source: toProblem(thrown).source })
    }
  }

  /** Before the store is looked at: from now on the file is removed for nobody. Throws `busy` while it is being removed. */
  async function announce(key: string): Promise<void> {
    try {
      await database().read({ name: 'file_announce', text: 'select console.file_announce($1)', values: [key] })
    } catch (thrown) {
      const problem = toProblem(thrown)
      problem.detail.unsent = true
      throw problem
    }
  }

  async function sweepStore(): Promise<void> {
    const target = objects()
    if (!target) return
    try {
      const asked = database()
      const begun = Date.now()
      const rows = await asked.read<{ key: string }>({ name: 'files_unneeded', text: 'select console.files_unneeded() as key' })
      const removed: string[] = []
      for (const { key } of rows) {
        if (Date.now() - begun > removeWithin) break
        await target.remove(key).then(
          () => removed.push(key),
          (thrown) => log.warn('file of the store not removed', { source: toProblem(thrown).source }),
        )
      }
      const kept = rows.map(({ key }) => key).filter((key) => !removed.includes(key))
      if (rows.length > 0)
        await asked.read({ name: 'files_removed', text: 'select console.files_removed($1, $2)', values: [removed, kept] })
    } catch (thrown) {
      log.warn('store of files not swept', { code: toProblem(thrown).code })
    }
  }

  return {
    barred,
    async put(part, by) {
      const place = places.of(by)
      const reason = barred()
      if (reason) throw new Problem('invalid', reason)
      const bytes = gather(part)
      return bytes && (await keep(place, part.name, bytes))
    },
    async send(itemId, files) {
      if (files.length === 0) return []
      const place = places.of()
      const target = objects()
      if (!target) throw new Problem('invalid', 'This connection has no store of files. Nothing was sent. Take the files off the message.')
      const sent: SentAttachment[] = []
      for (const file of files) {
        const bytes = await read(place, file)
        const key = `support/${itemId}/${hashOf(bytes)}`
        await announce(key)
        await target.write(key, bytes)
        sent.push({ key, name: file.name, bytes: bytes.length, mediaType: typeOf(bytes) })
      }
      // What follows is done in the name of whoever is signed in by now.
      if (nameOf(places.current()) !== place.owner) {
        throw new Problem('signed_out', 'Somebody else signed in meanwhile, so nothing was sent. What you wrote is kept.', {
          detail: { unsent: true },
        })
      }
      return sent
    },
    sweep,
    sweepStore,
  }
}

/** Bound to whoever attached it, so that nobody sends another's file. */
function sealName({ owner }: Place, id: string): string {
  return `attachment ${owner} ${id}`
}

function unkept(name: string, thrown: unknown): Problem {
  const { source } = toProblem(thrown)
  const why = source === 'ENOSPC' || source === 'EDQUOT' ? 'the disk of this computer is full' : 'it cannot be kept on this computer'
  return new Problem('storage', `${name} was not attached: ${why}. Your text stays as it is. Free some space, then attach it again.`, {
    source,
    cause: thrown,
  })
}

function typeOf(bytes: Buffer): string {
  return mediaTypeOf(bytes) ?? 'application/octet-stream'
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex')
}
