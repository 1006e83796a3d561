/**
 * Documents behind their items: pictures, sound and papers from the platform's object store. The database decides who may look and
 * records the look before a byte is read; the bytes stay in memory and are never written to this computer.
 */
import { constants } from 'node:fs'
import { type FileHandle, open, realpath } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import type { DocumentContent } from '../../shared/documents.ts'
import type { ConnectionProfile } from '../../shared/session.ts'
import { Problem } from './errors.ts'

/** Where a platform keeps its objects. A bucket of S3 would be another one. */
export interface ObjectStore {
  /** The bytes under a key as the platform wrote it. Throws Problem: `not_found`, `invalid` above `largestDocument`. */
  read(key: string, signal: AbortSignal): Promise<Buffer>
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
      // A link anywhere on the way would make these differ.
      if ((await realpath(path).catch(() => null)) !== resolve(path) || !path.startsWith(home + sep)) throw missing()
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

/** The demo's objects lie in `resources` of the checkout; other platforms have no store yet. */
export function demoObjects(root: string): (profile: ConnectionProfile) => ObjectStore | null {
  return ({ isDemo }) => (isDemo ? folderStore(join(root, 'resources')) : null)
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

function tooLarge(size: number): Problem {
  const megabytes = Math.ceil(size / 1024 / 1024)
  return new Problem('invalid', `The file has ${megabytes} MB; 25 MB can be shown here. Ask for a smaller one.`)
}
