// The folder as an object store: what may be read, what not, and what a file is.

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { folderStore, largestDocument, mediaTypeOf, objectsOf, readDocument } from '../../electron/services/documents.ts'
import type { ConnectionProfile as Profile } from '../../shared/session.ts'

const never = new AbortController().signal
const png = Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1')
let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'backline-store-'))
  mkdirSync(join(folder, 'store', 'kyc'), { recursive: true })
  mkdirSync(join(folder, 'store-beside'))
  writeFileSync(join(folder, 'secret.png'), png)
  writeFileSync(join(folder, 'store-beside', 'a.png'), png)
  writeFileSync(join(folder, 'store', 'kyc', 'passport.png'), png)
  writeFileSync(join(folder, 'store', 'kyc', 'page.png'), '<html><script>alert(1)</script>')
  writeFileSync(join(folder, 'store', 'kyc', 'huge.png'), png)
  truncateSync(join(folder, 'store', 'kyc', 'huge.png'), largestDocument + 1)
  symlinkSync(join(folder, 'secret.png'), join(folder, 'store', 'kyc', 'link.png'))
  symlinkSync(folder, join(folder, 'store', 'out'))
  if (process.platform !== 'win32') execFileSync('mkfifo', [join(folder, 'store', 'kyc', 'pipe.png')])
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (key: string) => readDocument(folderStore(join(folder, 'store')), key, never)

test('a document comes with what it is by its bytes, and its length', async () => {
  expect(await read('kyc/passport.png')).toEqual({ mediaType: 'image/png', base64: png.toString('base64'), bytes: png.length })
})

describe('nothing outside of the store is read', () => {
  test.each([
    '../secret.png',
    'kyc/../../secret.png',
    '/etc/hostname',
    '../store-beside/a.png',
    'kyc/link.png',
    'out/secret.png',
    'kyc//passport.png',
    './kyc/passport.png',
    'kyc\\passport.png',
    'kyc/passport.png\0.jpg',
    'kyc',
    'kyc/pipe.png',
    '',
    'kyc/none.png',
  ])('%j', async (key) => {
    await expect(read(key)).rejects.toMatchObject({ code: 'not_found' })
  })
})

test('what is too large, or nothing that can be shown, is refused in a sentence', async () => {
  await expect(read('kyc/huge.png')).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('26 MB') })
  await expect(read('kyc/page.png')).rejects.toMatchObject({ code: 'invalid', message: expect.stringContaining('no kind') })
})

test('a store whose folder is gone has no documents', async () => {
  await expect(readDocument(folderStore(join(folder, 'gone')), 'a.png', never)).rejects.toMatchObject({ code: 'not_found' })
})

test('a reader who left is not waited for', async () => {
  const left = AbortSignal.abort()
  await expect(folderStore(join(folder, 'store')).read('kyc/passport.png', left)).rejects.toThrow()
})

test.each([
  ['\xff\xd8\xff\xe0', 'image/jpeg'],
  ['%PDF-1.4', 'application/pdf'],
  ['RIFF\0\0\0\0WAVEfmt ', 'audio/wav'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
  ['OggS\0', 'audio/ogg'],
  ['\x1a\x45\xdf\xa3', 'video/webm'],
  ['<svg xmlns="http://www.w3.org/2000/svg">', null],
  ['', null],
])('%j is %s', (bytes, mediaType) => expect(mediaTypeOf(Buffer.from(bytes, 'latin1'))).toBe(mediaType))

test('the demo has a store, and the platform for which a folder was named; no other', async () => {
  const bare = {
    name: 'p',
    host: 'h',
    port: 1,
    database: 'd',
    tls: 'disable' as const,
    ca: null,
    replica: null,
    pgbouncer: null,
    objects: null,
  }
  const [demo, named, other] = ['demo', 'named', 'other'].map((id) => ({ ...bare, id, isDemo: id === 'demo' })) as [
    Profile,
    Profile,
    Profile,
  ]
  const objects = objectsOf({ root: folder, demoFile: join(folder, 'demo', 'demo.json') })
  expect(objects(other)).toBeNull()
  expect(await objects({ ...named, objects: join(folder, 'store') })?.read('kyc/passport.png', never)).toEqual(png)
  mkdirSync(join(folder, 'resources'))
  mkdirSync(join(folder, 'demo'))
  writeFileSync(join(folder, 'resources', 'shipped.png'), png)
  await objects(demo)?.write('support/a/sent.png', png)
  expect(readFileSync(join(folder, 'demo', 'objects', 'support', 'a', 'sent.png'))).toEqual(png)
  for (const key of ['shipped.png', 'support/a/sent.png']) expect(await objects(demo)?.read(key, never)).toEqual(png)
})

describe('what is written', () => {
  const store = () => folderStore(join(folder, 'store'))

  test('is there whole, once, and written again where it was torn', async () => {
    await store().write('support/t/one', png)
    await store().write('support/t/one', png)
    truncateSync(join(folder, 'store', 'support', 't', 'one'), 3)
    await store().write('support/t/one', png)
    expect(await store().read('support/t/one', never)).toEqual(png)
    expect(readdirSync(join(folder, 'store', 'support', 't'))).toEqual(['one'])
  })

  test.each(['../out.png', 'out/out.png', '/etc/backline', 'a/../../out.png', 'kyc/passport.png/below', ''])(
    '%j leads nowhere',
    async (key) => {
      await expect(store().write(key, png)).rejects.toMatchObject({ code: 'busy', detail: { unsent: true } })
      expect(existsSync(join(folder, 'out.png'))).toBe(false)
    },
  )

  test('waits while a share is not mounted, and makes no folder in its place', async () => {
    await expect(folderStore(join(folder, 'away')).write('a', png)).rejects.toMatchObject({ code: 'busy' })
    expect(existsSync(join(folder, 'away'))).toBe(false)
  })
})
