/**
 * Documents behind their items: pictures, sound and papers from the platform's object store. The database decides who may look and
 * records the look before a byte is read; the bytes stay in memory. Only an attachment of a ticket that a person saves is written here.
 */
import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, type FileHandle, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, isAbsolute, join, resolve, sep } from 'node:path'
import type { DocumentContent } from '../../shared/documents.ts'
import type { ConnectionProfile } from '../../shared/session.ts'
import { invalid, Problem } from './errors.ts'

/** Where a platform keeps its objects. A bucket of S3 would be another one. */
export interface ObjectStore {
  /** The bytes under a key as the platform wrote it. Throws Problem: `not_found`, `invalid` above `largestDocument`. */
  read(key: string, signal: AbortSignal): Promise<Buffer>
  /** Durable when it resolves. A key always names the same bytes, so writing it again changes nothing. Throws `busy` when it cannot be done now. */
  write(key: string, bytes: Buffer): Promise<void>
  /** What is not there is removed already. Throws when it cannot be done now. */
  remove(key: string): Promise<void>
}

/** In bytes. */
export const largestDocument = 25 * 1024 * 1024

/** A folder as an object store: a key is a path below `root`, without links. */
export function folderStore(root: string): ObjectStore {
  return {
    async read(key, signal) {
      const home = await realpath(root).catch(() => null)
      if (home === null || !isPlainKey(key)) throw missing()
      const path = join(home, ...key.split('/'))
      if (!(await isWithin(home, path))) throw missing()
      const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(() => null)
      if (!file) throw missing()
      try {
        const { size } = await file.stat().then((stat) => (stat.isFile() ? stat : Promise.reject(missing())))
        if (size > largestDocument) throw tooLarge(size)
        signal.throwIfAborted()
        return await readAtMost(file, largestDocument)
      } finally {
        await file.close()
      }
    },
    async write(key, bytes) {
      try {
        const home = await realpath(root)
        if (!isPlainKey(key)) throw new Error('This is no key of the store')
        const path = join(home, ...key.split('/'))
        await mkdir(dirname(path), { recursive: true })
        if (!(await isWithin(home, dirname(path)))) throw new Error('A link leads out of the store')
        const there = await stat(path).catch(() => null)
        // The platform's own account reads it.
        if (there?.size !== bytes.length) await writeWhole(path, bytes, 0o666)
      } catch (thrown) {
        throw unwritable(thrown)
      }
    },
    async remove(key) {
      const home = await realpath(root)
      const path = join(home, ...key.split('/'))
      if (isPlainKey(key) && (await isWithin(home, path))) await rm(path, { force: true })
    },
  }
}

/** A link anywhere on the way would make these differ. */
async function isWithin(home: string, path: string): Promise<boolean> {
  return (await realpath(path).catch(() => null)) === resolve(path) && path.startsWith(home + sep)
}

/** Has its name only when it is whole and on the disk. */
export async function writeWhole(path: string, bytes: Uint8Array, mode = 0o600): Promise<void> {
  const part = `${path}.${randomUUID()}.part`
  try {
    const file = await open(part, 'wx', mode)
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(part, path)
  } catch (thrown) {
    await rm(part, { force: true }).catch(() => null)
    throw thrown
  }
}

/** The whole file, however it grows meanwhile. */
async function readAtMost(file: FileHandle, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of file.createReadStream({ autoClose: false, end: most })) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
  }
  if (size > most) throw tooLarge(size)
  return Buffer.concat(chunks)
}

export interface ObjectPlaces {
  /** The checkout, whose `resources` hold what the demo came with. */
  root: string
  /** What is sent with the demo's messages lies in `objects` beside it. */
  demoFile: string | null
}

/** Where each platform's objects are; a platform for which no folder was named has no store. */
export function objectsOf({ root, demoFile }: ObjectPlaces): (profile: ConnectionProfile) => ObjectStore | null {
  const demo = demoStore(root, demoFile)
  return ({ isDemo, objects }) => (isDemo ? demo : objects === null ? null : folderStore(objects))
}

/** Throws `invalid` for what cannot be the folder of a store: it is read, and files of messages are written to it. */
export async function checkStore(folder: string): Promise<void> {
  const refuse = (why: string) => invalid('objects', `The folder of files ${why}. Nothing was saved.`)
  if (!isAbsolute(folder)) throw refuse('needs its whole path, from the root on')
  const found = await stat(folder).catch(() => null)
  if (!found) throw refuse('is not there. Mount the share, or choose another folder')
  if (!found.isDirectory()) throw refuse('is a file. Choose the folder that it lies in')
  await access(folder, constants.R_OK | constants.X_OK).catch(() => Promise.reject(refuse('cannot be read by this account')))
  await access(folder, constants.W_OK).catch(() => Promise.reject(refuse('cannot be written by this account')))
}

function demoStore(root: string, demoFile: string | null): ObjectStore {
  const shipped = folderStore(join(root, 'resources'))
  const folder = join(demoFile ? dirname(demoFile) : root, 'objects')
  const sent = folderStore(folder)
  return {
    read: (key, signal) =>
      sent.read(key, signal).catch((thrown) => (isMissing(thrown) ? shipped.read(key, signal) : Promise.reject(thrown))),
    async write(key, bytes) {
      await mkdir(folder, { recursive: true, mode: 0o700 }).catch(() => null)
      await sent.write(key, bytes)
    },
    remove: (key) => sent.remove(key),
  }
}

/** Reads a document for the screen. `key` comes from the database, after it recorded the look. Throws Problem. */
export async function readDocument(store: ObjectStore, key: string, signal: AbortSignal): Promise<DocumentContent> {
  const bytes = await store.read(key, signal)
  const mediaType = mediaTypeOf(bytes)
  if (!mediaType) {
    throw new Problem('invalid', 'This file is of no kind that can be shown here. Nothing else is affected; ask for the document again.')
  }
  return { mediaType, base64: bytes.toString('base64'), bytes: bytes.length }
}

/** At this offset these bytes. */
type Magic = readonly [offset: number, bytes: string]

/** What a file is by its own first bytes, whatever it is called. Nothing that could run is among them: no SVG, no HTML. */
const magics: readonly (readonly [mediaType: string, ...Magic[]])[] = [
  ['image/png', [0, '\x89PNG\r\n\x1a\n']],
  ['image/jpeg', [0, '\xff\xd8\xff']],
  ['image/gif', [0, 'GIF8']],
  ['image/webp', [0, 'RIFF'], [8, 'WEBP']],
  ['image/avif', [4, 'ftypavif']],
  ['application/pdf', [0, '%PDF-']],
  ['audio/wav', [0, 'RIFF'], [8, 'WAVE']],
  ['audio/ogg', [0, 'OggS']],
  ['audio/flac', [0, 'fLaC']],
  ['audio/mpeg', [0, 'ID3']],
  ['audio/mpeg', [0, '\xff\xfb']],
  ['video/webm', [0, '\x1a\x45\xdf\xa3']],
  ['video/mp4', [4, 'ftyp']],
]

export function mediaTypeOf(bytes: Buffer): string | null {
  const found = magics.find(([, ...parts]) =>
    (parts as Magic[]).every(([at, text]) => bytes.toString('latin1', at, at + text.length) === text),
  )
  return found?.[0] ?? null
}

function isPlainKey(key: string): boolean {
  return key.length <= 1024 && !/[\0\\:]/.test(key) && key.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}

function missing(): Problem {
  return new Problem(
    'not_found',
    'The file of this document is not in the store any more. The look was recorded; ask for the document again.',
  )
}

function isMissing(thrown: unknown): boolean {
  return thrown instanceof Problem && thrown.code === 'not_found'
}

/** The command that needed it did not begin. */
function unwritable(cause: unknown): Problem {
  const source = (cause as NodeJS.ErrnoException).code ?? null
  const message = 'The store of files cannot be written at the moment. Nothing was sent, and nothing is lost; it is tried again.'
  return new Problem('busy', message, { source, detail: { unsent: true }, cause })
}

function tooLarge(size: number): Problem {
  const megabytes = Math.ceil(size / 1024 / 1024)
  return new Problem('invalid', `The file has ${megabytes} MB; 25 MB can be shown here. Ask for a smaller one.`)
}
