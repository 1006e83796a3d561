/**
 * What is typed and not yet sent. A keeper holds one draft outside React: the text area writes into it, it writes to the trusted side,
 * one save at a time. It says "saved" only when the trusted side has answered for the text as it stands.
 */
import type { Draft, DraftContent, DraftKey } from '../../../shared/drafts.ts'
import { placeholders } from '../../../shared/text.ts'
import { asAppError, call, on } from '../../api.ts'

export type SaveState = { is: 'loading' } | { is: 'empty' } | { is: 'saving' } | { is: 'saved'; at: string } | { is: 'failed'; why: string }

/** What the screen shows of a draft. A new object only when something of it changes, so that typing does not render. */
export interface DraftFace {
  save: SaveState
  isEmpty: boolean
  /** {{names}} still in the text. */
  open: string[]
  templateId: string | null
  /** A send whose end is not known was tried with this text. */
  wasTried: boolean
  /** Counts how often the text was replaced by anything but typing; the text area then takes it over. */
  replaced: number
}

const pause = 300 // ms after the last key
const patience = 700 // ms that text may wait while keys keep coming
const retryAfter = 5_000 // ms after a save that failed

const blank: DraftContent = { body: '', caret: null, templateId: null, baseVersion: null, commandId: null, attempt: null }

export class DraftKeeper {
  readonly key: DraftKey
  label: string
  content: DraftContent = blank
  /** Set when the text came from an earlier run of the console; the screen says so once and clears it. */
  cameBack = false
  /** Since when this text is being written: when a message is newer, the person is told before sending. */
  begunAt: string | null = null
  face: DraftFace = { save: { is: 'loading' }, isEmpty: true, open: [], templateId: null, wasTried: false, replaced: 0 }
  #loading: Promise<void> | null = null
  #saving: Promise<void> | null = null
  #dirty = false
  #dirtySince = 0
  #timer = 0
  #listeners = new Set<() => void>()

  constructor(key: DraftKey, label: string) {
    this.key = key
    this.label = label
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads the kept draft once; text that is already here is newer than any kept one. */
  load(): Promise<void> {
    this.#loading ??= this.#read()
    return this.#loading
  }

  async #read() {
    try {
      const kept = await call('drafts.get', { key: this.key })
      if (this.#dirty) return
      if (kept) this.#adopt(kept)
      this.cameBack = Boolean(kept?.body)
      this.#show({ save: kept ? { is: 'saved', at: kept.savedAt } : { is: 'empty' } })
    } catch (error) {
      this.#loading = null
      this.#show({ save: { is: 'failed', why: asAppError(error).message } })
    }
  }

  #adopt(draft: Draft) {
    const { body, caret, templateId, baseVersion, commandId, attempt } = draft
    this.content = { body, caret, templateId, baseVersion, commandId, attempt }
    this.begunAt = draft.savedAt
    this.#show({ replaced: this.face.replaced + 1 })
  }

  /** The person changed the text. `version` and `readAt` are those of the item on the screen. */
  type(body: string, caret: number, version: number, readAt: string) {
    if (body === '') return this.change(blank)
    const isFirst = this.content.body === ''
    if (isFirst) this.begunAt = readAt
    this.change(isFirst ? { body, caret, baseVersion: version } : { body, caret })
  }

  /** Anything of the draft changed; it is written after a short pause. */
  change(content: Partial<DraftContent>) {
    this.content = { ...this.content, ...content }
    this.#dirtySince = this.#dirty ? this.#dirtySince : Date.now()
    this.#dirty = true
    clearTimeout(this.#timer)
    this.#timer = window.setTimeout(() => this.flush(), Math.max(0, Math.min(pause, this.#dirtySince + patience - Date.now())))
    this.#show({ save: { is: 'saving' } })
  }

  /** The person has seen the item as it stands: what came until now holds nothing back any more. */
  acknowledge(version: number, readAt: string) {
    this.begunAt = readAt
    this.change({ baseVersion: version })
  }

  /** Puts a text there that nobody typed just now: a discarded one that comes back. */
  put(content: DraftContent) {
    this.change(content)
    this.#show({ replaced: this.face.replaced + 1 })
  }

  /** The caret moved; worth keeping, not worth a save of its own while the person stays. */
  leave(caret: number | null) {
    if (caret !== null && this.content.body !== '' && caret !== this.content.caret) this.change({ caret })
    void this.flush()
  }

  /** Writes what is unsaved and resolves when the trusted side has answered for it. */
  flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#saving ??= this.#write().finally(() => {
      this.#saving = null
    })
    return this.#saving
  }

  async #write() {
    while (this.#dirty) {
      this.#dirty = false
      try {
        const save = await this.#put()
        if (!this.#dirty) this.#show({ save })
      } catch (error) {
        this.#dirty = true
        this.#timer = window.setTimeout(() => this.flush(), retryAfter)
        this.#show({ save: { is: 'failed', why: asAppError(error).message } })
        return
      }
    }
  }

  async #put(): Promise<SaveState> {
    const { content, key, label } = this
    if (content.body === '') {
      await call('drafts.discard', { key, sent: false })
      return { is: 'empty' }
    }
    const { savedAt } = await call('drafts.save', { key, label, content })
    return { is: 'saved', at: savedAt }
  }

  /** The text left, by being sent or thrown away. Versions stay on this computer either way. */
  async discard(sent: boolean): Promise<void> {
    clearTimeout(this.#timer)
    this.#dirty = false
    await this.#saving
    this.#dirty = false
    this.content = blank
    this.begunAt = null
    await call('drafts.discard', { key: this.key, sent })
    this.#show({ save: { is: 'empty' }, replaced: this.face.replaced + 1 })
  }

  /** Brings an earlier version back; what stood there becomes a version itself. */
  async restore(versionId: number): Promise<void> {
    await this.flush()
    const draft = await call('drafts.restore', { key: this.key, versionId })
    this.#adopt(draft)
    this.#show({ save: { is: 'saved', at: draft.savedAt } })
  }

  #show(face: Partial<DraftFace>) {
    const { body, templateId, attempt } = this.content
    const text = { isEmpty: body.trim() === '', open: placeholders(body), templateId, wasTried: attempt !== null }
    const next = { ...this.face, ...text, ...face }
    if (JSON.stringify(next) === JSON.stringify(this.face)) return
    this.face = next
    for (const listener of this.#listeners) listener()
  }
}

const keepers = new Map<string, DraftKeeper>()

/** The one keeper of a draft; it lives as long as the person is signed in, so that a failed save loses nothing by switching away. */
export function keeperOf(staffId: string, key: DraftKey, label: string): DraftKeeper {
  const name = [staffId, key.kind, key.itemId, key.slot].join(' ')
  const keeper = keepers.get(name) ?? new DraftKeeper(key, label)
  keeper.label = label
  keepers.set(name, keeper)
  return keeper
}

function flushAll() {
  for (const keeper of keepers.values()) void keeper.flush()
}

addEventListener('pagehide', flushAll)
on('command', ({ name }) => name === 'flush' && flushAll())
document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flushAll())
