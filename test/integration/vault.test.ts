import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLog, type Log } from '../../electron/services/log.ts'
import { createVault, fileKeeper, type KeyKeeper, noKeeper, systemKeeper } from '../../electron/services/vault.ts'
import { removeFolder, temporaryFolder } from '../support/services.ts'

let folder: string
let log: Log
let keyFile: string

beforeEach(() => {
  folder = temporaryFolder()
  log = createLog(folder)
  keyFile = join(folder, 'drafts.key')
})
afterEach(async () => {
  await log.close()
  removeFolder(folder)
})

function vault(keeper: KeyKeeper) {
  return createVault(keeper, fileKeeper(join(folder, 'demo.key')), log)
}

/** Stands for the operating system's store: turns every bit. */
const flip = (bytes: Buffer) => Buffer.from(bytes.map((byte) => byte ^ 0xff))

describe('a seal', () => {
  it.each(['', 'Hello', '👩‍👩‍👧', 'مرحبا', '\ud800 half', 'x'.repeat(1_000_000)].map((text) => [text.slice(0, 10), text]))(
    'opens to what was sealed: %s',
    (_, text) => {
      const seal = vault(fileKeeper(keyFile)).seal(false)
      const plain = JSON.stringify(text)
      expect(JSON.parse(seal.open(seal.seal(plain, 'row 1'), 'row 1'))).toBe(text)
    },
  )

  it('does not open in another row, under another key, or when a bit changed', () => {
    const seal = vault(fileKeeper(keyFile)).seal(false)
    const sealed = seal.seal('Hello', 'row 1')
    expect(() => seal.open(sealed, 'row 2')).toThrow()
    const other = vault(fileKeeper(join(folder, 'other.key'))).seal(false)
    expect(other.keyId).not.toBe(seal.keyId)
    expect(() => other.open(sealed, 'row 1')).toThrow()
    for (let byte = 0; byte < sealed.length; byte++) {
      const broken = Buffer.from(sealed)
      broken[byte] = (broken[byte] ?? 0) ^ 1
      expect(() => seal.open(broken, 'row 1')).toThrow()
    }
  })

  it('never repeats itself', () => {
    const seal = vault(fileKeeper(keyFile)).seal(false)
    expect(seal.seal('Hello', 'row').equals(seal.seal('Hello', 'row'))).toBe(false)
  })
})

describe('keys', () => {
  it('in a file last, for this account alone', () => {
    const first = vault(fileKeeper(keyFile))
    expect(first.state(false).mode).toBe('file')
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(vault(fileKeeper(keyFile)).seal(false).keyId).toBe(first.seal(false).keyId)
  })

  it('of the system are never on the disk unwrapped', () => {
    const keeper = systemKeeper(keyFile, flip, flip)
    const seal = vault(keeper).seal(false)
    expect(vault(keeper).seal(false).keyId).toBe(seal.keyId)
    expect(keeper.load()?.equals(readFileSync(keyFile))).toBe(false)
    expect(vault(keeper).state(false)).toEqual({ mode: 'system', note: null })
  })

  it('that do not open are left alone, and nothing is kept meanwhile', () => {
    writeFileSync(keyFile, randomBytes(7))
    const before = readFileSync(keyFile)
    const broken = vault(fileKeeper(keyFile))
    expect(broken.state(false).mode).toBe('none')
    expect(broken.state(false).note).toContain('could not be opened')
    expect(broken.seal(false).isKept).toBe(false)
    expect(readFileSync(keyFile).equals(before)).toBe(true)
  })

  it('do not exist without a keeper, but for the demo', () => {
    const none = vault(noKeeper())
    expect(none.state(false).mode).toBe('none')
    expect(none.seal(false).isKept).toBe(false)
    expect(existsSync(join(folder, 'demo.key'))).toBe(false)
    expect(none.state(true).mode).toBe('file')
    expect(none.seal(true).isKept).toBe(true)
    expect(existsSync(join(folder, 'demo.key'))).toBe(true)
  })
})
