/**
 * What is typed and not yet sent. A keeper holds one draft outside React: the text area writes into it, it writes to the trusted side,
 * one save at a time. It says "saved" only when the trusted side has answered for the text as it stands.
 */
import { useSyncExternalStore } from 'react'
import type { AttachmentRef } from '../../shared/attachments.ts'
import { type Draft, type DraftContent, type DraftKey, isMessage } from '../../shared/drafts.ts'
import type { SignedIn } from '../../shared/session.ts'
import { placeholders } from '../../shared/text.ts'
import { asAppError, BacklineError, call, invalid, on } from '../api.ts'
import { many } from '../components/count.ts'
import { useSession } from '../stores/session.ts'

export type SaveState = { is: 'loading' } | { is: 'empty' } | { is: 'saving' } | { is: 'saved'; at: string } | { is: 'failed'; why: string }

/** What the screen shows of a draft. A new object only when something of it changes, so that typing does not render. */
export interface DraftFace {
  save: SaveState
  /** Neither text nor files. */
  isEmpty: boolean
  hasText: boolean
  files: AttachmentRef[]
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

const none: AttachmentRef[] = []
const blank: DraftContent = { body: '', caret: null, templateId: null, baseVersion: null, commandId: null, attempt: null }

export class DraftKeeper {
  /** Who types: a late save stays theirs, whoever is signed in by then. */
  readonly owner: string
  readonly key: DraftKey
  label: string
  content: DraftContent = blank
  /** Set when the text came from an earlier run of the console; the screen says so once and clears it. */
  cameBack = false
  /** Since when this text is being written: when a message is newer, the person is told before sending. */
  begunAt: string | null = null
  face: DraftFace = {
    save: { is: 'loading' },
    isEmpty: true,
    hasText: false,
    files: none,
    open: [],
    templateId: null,
    wasTried: false,
    replaced: 0,
  }
  #loading: Promise<void> | null = null
  #saving: Promise<void> | null = null
  /** The save that the text grew from; null where nothing is kept. */
  #savedAt: string | null = null
  #dirty = false
  #dirtySince = 0
  #timer = 0
  #listeners = new Set<() => void>()

  constructor(owner: string, key: DraftKey, label: string) {
    this.owner = owner
    this.key = key
    this.label = label
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Reads the kept draft once. Nothing is written before, so that no key has to wait for it and nothing kept is lost. */
  load(): Promise<void> {
    this.#loading ??= this.#read()
    return this.#loading
  }

  async #read() {
    try {
      const kept = await call('drafts.get', { key: this.key })
      this.cameBack = kept !== null && !isBlank(kept)
      const typed = this.content
      if (kept) this.#adopt(kept)
      if (kept && typed.body !== '') this.#insert(typed)
      if (this.#dirty) return
      this.#show({ save: kept ? { is: 'saved', at: kept.savedAt } : { is: 'empty' } })
    } catch (error) {
      this.#loading = null
      this.#show({ save: { is: 'failed', why: asAppError(error).message } })
    }
  }

  /** The trusted side put a text there: it is read anew. */
  async reload(): Promise<void> {
    await this.flush()
    this.#loading = this.#read()
    await this.#loading
  }

  /** Another window may have written, sent or discarded it meanwhile; what is not written yet or on its way here stays. */
  async refresh(): Promise<void> {
    await this.#loading
    await this.flush()
    const kept = await call('drafts.get', { key: this.key }).catch(() => undefined)
    const isBusy = this.#dirty || this.#saving || this.content.attempt !== null
    if (kept === undefined || isBusy || sameParts(kept ?? blank, this.content)) return
    if (!kept) return this.#empty()
    this.#adopt(kept)
    this.#show({ save: { is: 'saved', at: kept.savedAt } })
  }

  #empty() {
    this.content = blank
    this.begunAt = null
    this.#savedAt = null
    this.#show({ save: { is: 'empty' }, replaced: this.face.replaced + 1 })
  }

  #adopt(draft: Draft) {
    const { body, caret, templateId, attachments, baseVersion, commandId, attempt } = draft
    this.content = { body, caret, templateId, attachments, baseVersion, commandId, attempt }
    this.begunAt = draft.savedAt
    this.#savedAt = draft.savedAt
    this.#show({ replaced: this.face.replaced + 1 })
  }

  /** What was typed while the kept text was on its way comes where its caret stood. */
  #insert({ body: typed, caret }: DraftContent) {
    const { body } = this.content
    if (!isMessage(this.key.slot)) return this.#lay(body, typed)
    const at = this.content.caret ?? body.length
    this.content = { ...this.content, body: body.slice(0, at) + typed + body.slice(at), caret: at + (caret ?? typed.length) }
    this.#show({ replaced: this.face.replaced + 1 })
  }

  /** Of a form, the fields that were filled in while the kept ones were on their way win. */
  #lay(kept: string, typed: string) {
    this.content = { ...this.content, body: JSON.stringify({ ...JSON.parse(kept || '{}'), ...JSON.parse(typed) }) }
    this.#show({ replaced: this.face.replaced + 1 })
  }

  /** The person changed the text. `version` and `readAt` are those of the item on the screen. */
  type(body: string, caret: number, version: number, readAt: string) {
    if (body === '') return this.change({ ...blank, attachments: this.content.attachments })
    const isFirst = this.content.body === ''
    if (isFirst) this.begunAt = readAt
    this.change(isFirst ? { body, caret, baseVersion: version } : { body, caret })
  }

  get isLoaded(): boolean {
    return this.#loading !== null
  }

  /** The trusted side has everything that was typed. */
  get isKept(): boolean {
    return !this.#dirty
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

  /** Puts a text there that nobody typed just now: a discarded one that comes back. What was begun meanwhile becomes a version. */
  async put(content: DraftContent): Promise<void> {
    await this.flush()
    if (this.#dirty) return
    this.#savedAt = null
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
    await this.#loading
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
    const { content, key, label, owner } = this
    // A form may be sent without a field touched; that it was sent is kept all the same.
    if (isBlank(content) && content.attempt === null) {
      await call('drafts.discard', { owner, key, sent: false })
      this.#savedAt = null
      return { is: 'empty' }
    }
    const { savedAt } = await call('drafts.save', { owner, key, label, content, after: this.#savedAt })
    this.#savedAt = savedAt
    return { is: 'saved', at: savedAt }
  }

  /** The text left, by being sent or thrown away. Versions stay on this computer either way. */
  async discard(sent: boolean): Promise<void> {
    clearTimeout(this.#timer)
    this.#dirty = false
    await this.#saving
    this.#dirty = false
    this.content = blank
    await call('drafts.discard', { owner: this.owner, key: this.key, sent })
    this.#empty()
  }

  /** Brings an earlier version back; what stood there becomes a version itself, so it has to be kept. Throws BacklineError. */
  async restore(versionId: number): Promise<void> {
    await this.flush()
    if (this.#dirty) throw new BacklineError(invalid('The text on the screen is not saved yet, so nothing took its place. Try again.'))
    const draft = await call('drafts.restore', { key: this.key, versionId })
    // Keys that came meanwhile win; the version stays one.
    if (this.#dirty) return
    this.#adopt(draft)
    this.#show({ save: { is: 'saved', at: draft.savedAt } })
  }

  #show(face: Partial<DraftFace>) {
    const { body, templateId, attachments: files = none, attempt } = this.content
    const hasText = body.trim() !== ''
    const isEmpty = !hasText && files.length === 0
    const text = { isEmpty, hasText, files, open: placeholders(body), templateId, wasTried: attempt !== null }
    const next = { ...this.face, ...text, ...face }
    if (JSON.stringify(next) === JSON.stringify(this.face)) return
    this.face = next
    for (const listener of this.#listeners) listener()
  }
}

type Parts = Pick<DraftContent, 'body' | 'attachments'>

const sameParts = (a: Parts, b: Parts): boolean =>
  JSON.stringify([a.body, a.attachments ?? none]) === JSON.stringify([b.body, b.attachments ?? none])

export const isBlank = ({ body, attachments = none }: Parts): boolean => body === '' && attachments.length === 0

/** "412 characters, 2 files" */
export function partWords({ body, attachments = none }: Parts): string {
  const parts = [body !== '' && many(body.length, 'character'), attachments.length > 0 && many(attachments.length, 'file')]
  return parts.filter(Boolean).join(', ')
}

const keepers = new Map<string, DraftKeeper>()

/**
 * The one keeper of a draft, which lists of drafts call `label`. It lives as long as the person is signed in, so that a failed save
 * loses nothing by switching away.
 */
export function draftOf(owner: string, key: DraftKey, label: string): DraftKeeper {
  const name = [owner, key.kind, key.itemId, key.slot].join(' ')
  const keeper = keepers.get(name) ?? new DraftKeeper(owner, key, label)
  follow()
  keeper.label = label.slice(0, 200)
  keepers.set(name, keeper)
  return keeper
}

export const useDraftFace = (keeper: DraftKeeper): DraftFace => useSyncExternalStore(keeper.subscribe, () => keeper.face)

function flushAll() {
  for (const keeper of keepers.values()) void keeper.flush()
}

function refreshAll() {
  for (const keeper of keepers.values()) if (keeper.isLoaded) void keeper.refresh()
}

/** What was typed by somebody who is signed out leaves the memory of this window as soon as it is kept: the next connection is another. */
function forgetOthers(person: SignedIn | null) {
  for (const [name, keeper] of keepers) {
    if (keeper.owner !== person?.staff.id) void keeper.flush().then(() => keeper.isKept && keepers.delete(name))
  }
}

let following = false

/** Begins with the first draft: nothing typed waits when the window is left, hidden or closed. */
function follow() {
  if (following) return
  following = true
  addEventListener('pagehide', flushAll)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && flushAll())
  addEventListener('focus', refreshAll)
  on('command', ({ name }) => name === 'flush' && flushAll())
  useSession.subscribe(({ person }) => forgetOthers(person))
}
