/**
 * What people wrote is sealed with AES-256-GCM under a key that the shell keeps: in the operating system, or in a file
 * beside the data. Without a keeper nothing personal reaches the disk.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { VaultState } from '../../shared/session.ts'
import type { Log } from './log.ts'

/** Where the key lives. `load` gives null when there is none yet and throws when it is there but does not open. */
export interface KeyKeeper {
  mode: VaultState['mode']
  note: string | null
  load(): Buffer | null
  store(key: Buffer): void
}

export interface Seal {
  /** Names the key, so that what another key sealed is left alone. */
  keyId: string
  /** False when the key, and so what it seals, ends with the app. */
  isKept: boolean
  seal(plain: string | Uint8Array, rowId: string): Buffer
  /** Throws when the bytes, the key or the row are not the ones that were sealed. */
  open(sealed: Uint8Array, rowId: string): string
  openBytes(sealed: Uint8Array, rowId: string): Buffer
}

export interface Vault {
  /** The demo's people are invented: their drafts may be kept beside their key. */
  seal(isDemo: boolean): Seal
  state(isDemo: boolean): VaultState
}

export function createVault(keeper: KeyKeeper, demoKeeper: KeyKeeper, log: Log): Vault {
  const own = openKeeper(keeper, log)
  // Opened only when it is used, so that no key file appears on computers that never open the demo.
  let demo: OpenKeeper | null = null
  function pick(isDemo: boolean): OpenKeeper {
    if (!isDemo || own.state.mode !== 'none') return own
    demo ??= openKeeper(demoKeeper, log)
    return demo
  }
  return {
    seal: (isDemo) => pick(isDemo).seal,
    state: (isDemo) => pick(isDemo).state,
  }
}

interface OpenKeeper {
  seal: Seal
  state: VaultState
}

function openKeeper(keeper: KeyKeeper, log: Log): OpenKeeper {
  if (keeper.mode === 'none') return withoutKey(keeper.note)
  try {
    const key = keeper.load() ?? makeKey(keeper)
    return { seal: sealWith(key, true), state: { mode: keeper.mode, note: keeper.note } }
  } catch (thrown) {
    // A new key would shut the old drafts out for good; so none is made while the old one does not open.
    log.warn('vault key', { mode: keeper.mode, source: (thrown as NodeJS.ErrnoException).code ?? null })
    return withoutKey('The key of the drafts could not be opened or stored. Drafts of before stay as they are; new ones are not kept.')
  }
}

function withoutKey(note: string | null): OpenKeeper {
  const fallback = 'This system keeps no secrets, so drafts are not stored on this computer.'
  return { seal: sealWith(randomBytes(32), false), state: { mode: 'none', note: note ?? fallback } }
}

function makeKey(keeper: KeyKeeper): Buffer {
  const key = randomBytes(32)
  keeper.store(key)
  return key
}

/** Sealed bytes: 12 of nonce, 16 of tag, then the text; bound to the row they stand in. */
function sealWith(key: Buffer, isKept: boolean): Seal {
  function openBytes(sealed: Uint8Array, rowId: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(rowId))
    decipher.setAuthTag(sealed.subarray(12, 28))
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()])
  }
  return {
    keyId: createHash('sha256').update('backline key id').update(key).digest('hex').slice(0, 16),
    isKept,
    seal(plain, rowId) {
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(Buffer.from(rowId))
      const body = Buffer.concat([cipher.update(Buffer.from(plain as string)), cipher.final()])
      return Buffer.concat([nonce, cipher.getAuthTag(), body])
    },
    open: (sealed, rowId) => openBytes(sealed, rowId).toString('utf8'),
    openBytes,
  }
}

/** The key wrapped by the operating system (safeStorage or an equal), in a file beside the data. */
export function systemKeeper(file: string, wrap: (key: Buffer) => Buffer, unwrap: (wrapped: Buffer) => Buffer): KeyKeeper {
  return {
    mode: 'system',
    note: null,
    load: () => (existsSync(file) ? asKey(unwrap(readFileSync(file))) : null),
    store: (key) => writeDurably(file, wrap(key)),
  }
}

/** The bare key in a file of this account: for the demo, and for the shell without an operating system's key store. */
export function fileKeeper(file: string): KeyKeeper {
  return {
    mode: 'file',
    note: 'The key of the drafts lies beside them in a file, not in the system.',
    load: () => (existsSync(file) ? asKey(readFileSync(file)) : null),
    store: (key) => writeDurably(file, key),
  }
}

/** No key at all: nothing personal is stored. */
export function noKeeper(note: string | null = null): KeyKeeper {
  return { mode: 'none', note, load: () => null, store: () => {} }
}

function asKey(bytes: Buffer): Buffer {
  if (bytes.length !== 32) throw new Error('The key file has not the length of a key')
  return bytes
}

/** Whole or not at all, and on the disk before anything is sealed with it. */
function writeDurably(file: string, bytes: Buffer): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  const fresh = `${file}.new`
  const handle = openSync(fresh, 'w', 0o600)
  try {
    writeSync(handle, bytes)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(fresh, file)
}
