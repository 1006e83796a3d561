// Drafts: every character comes back, versions are kept, and what is on the disk tells nothing.

import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { draftKey } from '../../electron/features/fields.ts'
import { createDrafts, type DraftOwner, type Drafts } from '../../electron/services/drafts.ts'
import { createEvents } from '../../electron/services/events.ts'
import { createLog, type Log } from '../../electron/services/log.ts'
import { createPlaces } from '../../electron/services/places.ts'
import { type LocalStore, openLocalStore } from '../../electron/services/sqlite.ts'
import { createVault, fileKeeper, type KeyKeeper, noKeeper } from '../../electron/services/vault.ts'
import { type DraftContent, type DraftKey, draftSlots, noItem } from '../../shared/drafts.ts'
import type { DraftTotals } from '../../shared/session.ts'
import { removeFolder, temporaryFolder } from '../support/services.ts'

const migrations = join(import.meta.dirname, '../../migrations/local')
const nadia: DraftOwner = { profileId: 'p1', staffId: randomUUID(), isDemo: false }
const reply: DraftKey = { kind: 'ticket', itemId: randomUUID(), slot: 'reply' }
const note: DraftKey = { ...reply, slot: 'note' }
const label = 'T-48213 Payout held'

let folder: string
let log: Log
let store: LocalStore
let drafts: Drafts
let owner: DraftOwner | null
let told: DraftTotals[]

function open(keeper: KeyKeeper = fileKeeper(join(folder, 'drafts.key'))): void {
  store = openLocalStore(folder, migrations, log)
  const vault = createVault(keeper, fileKeeper(join(folder, 'demo.key')), log)
  const events = createEvents(log)
  told = []
  events.on('drafts', (totals) => told.push(totals))
  drafts = createDrafts({ store, places: createPlaces(store, vault, () => owner), events, log })
}

beforeEach(() => {
  folder = temporaryFolder()
  log = createLog(folder)
  owner = nadia
  open()
})
afterEach(async () => {
  vi.useRealTimers()
  store.close()
  await log.close()
  removeFolder(folder)
})

function reopen(keeper?: KeyKeeper): void {
  store.close()
  open(keeper)
}

function content(body: string, more: Partial<DraftContent> = {}): DraftContent {
  return { body, caret: null, templateId: null, baseVersion: null, commandId: null, attempt: null, ...more }
}
const save = (body: string, key = reply, more: Partial<DraftContent> = {}) => drafts.save(key, label, content(body, more))
const bodies = (key = reply) => drafts.versions(key).map((version) => version.body)

describe('a draft', () => {
  it('stays with the person who typed it when somebody else is signed in by then', () => {
    save('of Nadia')
    const sofia = { profileId: nadia.profileId, staffId: randomUUID(), isDemo: nadia.isDemo }
    owner = sofia
    drafts.announce()
    drafts.save(reply, label, content('still of Nadia'), nadia.staffId)
    expect(drafts.get(reply)).toBeNull()
    owner = nadia
    expect(drafts.get(reply)?.body).toBe('still of Nadia')
    expect(() => drafts.save(reply, label, content('of a stranger'), randomUUID())).toThrow(/signed out/)
  })

  it('comes back whole after a restart', () => {
    const whole = content('Dear Lina,', {
      caret: 7,
      templateId: randomUUID(),
      baseVersion: 3,
      commandId: randomUUID(),
      attempt: { expectedVersion: 3, thenStatus: 'waiting_response' },
    })
    const { savedAt } = drafts.save(reply, label, whole)
    reopen()
    expect(drafts.get(reply)).toEqual({ ...whole, key: reply, label, savedAt })
  })

  it.each([
    ['50,000 characters', 'Grüße, 你好, 🎸 '.repeat(3572).slice(0, 50_000)],
    ['1 MB', 'é'.repeat(524_288)],
    ['right-to-left', 'שלום \u202eabc\u202c مرحبا بالعالم'],
    ['joined emoji', '👩🏽‍🚀👨‍👩‍👧‍👦🏳️‍🌈'],
    ['lone surrogates', 'a\ud83db\udc00c\ud800'],
    ['null and control characters', 'a\0b\u0001\r\n\t\u2028\ufeff'],
    ['no normalization', 'e\u0301 é \u212b'],
  ])('keeps %s exactly', (_, text) => {
    save(text)
    reopen()
    expect(drafts.get(reply)?.body).toBe(text)
  })

  it('keeps any string exactly', () => {
    const units = fc.array(fc.nat(0xffff), { maxLength: 200 }).map((codes) => String.fromCharCode(...codes))
    fc.assert(
      fc.property(units, (text) => {
        save(text, note)
        expect(drafts.get(note)?.body ?? '').toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  it('is one per slot, item and person', () => {
    save('a reply')
    save('a note', note)
    save('elsewhere', { ...reply, itemId: randomUUID() })
    owner = { ...nadia, staffId: randomUUID() }
    expect(drafts.get(reply)).toBeNull()
    expect(drafts.list()).toEqual([])
    save('by somebody else')
    owner = nadia
    expect(drafts.get(reply)?.body).toBe('a reply')
    expect(drafts.get(note)?.body).toBe('a note')
    expect(drafts.list()).toHaveLength(3)
  })

  it('is kept and listed for every form and message that there is, and for no other', () => {
    const itemId = randomUUID()
    const slots = [...draftSlots, `claim:${randomUUID()}`, `claim:${randomUUID()}`] as const
    const keys = slots.map((slot): DraftKey => ({ kind: 'conflict', itemId: slot === 'policy' ? noItem : itemId, slot }))
    for (const key of keys) save(`of ${key.slot}`, draftKey.parse(key))
    reopen()
    const listed = drafts.list().map(({ key, body }) => [key, body])
    expect(listed).toHaveLength(keys.length)
    expect(listed).toEqual(expect.arrayContaining(keys.map((key) => [key, `of ${key.slot}`])))
    for (const slot of ['', 'claims', 'claim:', 'claim:1', `split:${randomUUID()}`, `claim:${randomUUID()} `])
      expect(draftKey.safeParse({ ...reply, slot }).success).toBe(false)
  })

  it('keeps the command of a decision that was sent with no field filled in, through a restart', () => {
    const decision: DraftKey = { kind: 'payout', itemId: randomUUID(), slot: 'decision' }
    const sent = { commandId: randomUUID(), attempt: { how: 'approve' } }
    save('', decision, sent)
    reopen()
    expect(drafts.get(decision)).toMatchObject({ body: '', ...sent })
    drafts.discard(decision, true)
    expect(drafts.get(decision)).toBeNull()
  })

  it('survives 100 switches of ticket unchanged', () => {
    const text = 'Ünïcode 🎸 '.repeat(5000).slice(0, 50_000)
    save(text)
    for (let n = 0; n < 100; n++) {
      save(`other ${n}`, { ...reply, itemId: randomUUID() })
      save(drafts.get(reply)?.body as string)
    }
    expect(drafts.get(reply)?.body).toBe(text)
    expect(bodies()).toEqual([])
  })

  it('of another window is kept among the versions, however short and fresh', () => {
    const { savedAt } = save('Hi Lina')
    drafts.save(reply, label, content('Hi Lina!'), nadia.staffId, savedAt)
    drafts.save(reply, label, content('x'), nadia.staffId, null)
    expect(drafts.get(reply)?.body).toBe('x')
    expect(bodies()).toEqual(['Hi Lina!'])
  })

  it('needs somebody who is signed in', () => {
    owner = null
    expect(() => save('x')).toThrow('signed out')
    expect(drafts.totals()).toEqual({ kept: 0, unsent: 0 })
  })

  it('of a sign-in on one connection is not shown on another', () => {
    save('on the first')
    owner = { ...nadia, profileId: 'p2' }
    expect(drafts.get(reply)).toBeNull()
    expect(drafts.countOf('p1')).toBe(1)
    expect(drafts.countOf('p2')).toBe(0)
  })
})

describe('versions', () => {
  it('are not cut at every key', () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const text = 'The quick brown fox jumps over the lazy dog'
    for (let n = 1; n <= text.length; n++) {
      vi.advanceTimersByTime(300)
      save(text.slice(0, n))
    }
    // 43 keys in 13 seconds: one version each five seconds.
    expect(drafts.versions(reply)).toHaveLength(2)
  })

  it('keep what a change takes away, at once', () => {
    save('A long paragraph that took ten minutes to write.')
    save('A long paragraph pasted over.')
    save('')
    expect(drafts.get(reply)).toBeNull()
    expect(bodies()).toEqual(['A long paragraph pasted over.', 'A long paragraph that took ten minutes to write.'])
  })

  it('are the last twenty', () => {
    for (let n = 0; n < 30; n++) save(`${n}`.repeat(50))
    const kept = bodies()
    expect(kept).toHaveLength(20)
    expect(kept[0]).toBe('28'.repeat(50))
    expect(kept[19]).toBe('9'.repeat(50))
  })

  it('hold what was discarded or sent, and can be restored', () => {
    save('Thrown away')
    drafts.discard(reply, false)
    expect(drafts.get(reply)).toBeNull()
    save('Sent off', reply, { commandId: randomUUID(), attempt: { expectedVersion: 1 } })
    drafts.discard(reply, true)
    const versions = drafts.versions(reply)
    expect(versions.map(({ body, discarded }) => [body, discarded])).toEqual([
      ['Sent off', false],
      ['Thrown away', true],
    ])
    save('In between')
    const restored = drafts.restore(reply, versions[0]?.id as number)
    expect(restored).toMatchObject({ body: 'Sent off', commandId: null, attempt: null, label, key: reply })
    expect(drafts.get(reply)).toEqual(restored)
    expect(bodies()[0]).toBe('In between')
  })

  it('of a text that is given up bear its time, and stay their 90 days from then', () => {
    const day = 86_400_000
    const began = Date.now()
    vi.setSystemTime(began)
    save('sent')
    drafts.discard(reply, true)
    vi.setSystemTime(began + 80 * day)
    drafts.lay(reply, label, content('given up'))
    expect(drafts.versions(reply)[0]).toMatchObject({ body: 'given up', savedAt: new Date(began + 80 * day).toISOString() })
    vi.setSystemTime(began + 100 * day)
    reopen()
    expect(bodies()).toEqual(['given up', 'sent'])
    vi.setSystemTime(began + 171 * day)
    reopen()
    expect(bodies()).toEqual([])
  })

  it('of another draft cannot be restored here', () => {
    save('Mine to throw away', note)
    drafts.discard(note, false)
    save('Reply')
    const id = drafts.versions(note)[0]?.id as number
    expect(() => drafts.restore(reply, id)).toThrow('no longer kept')
    expect(drafts.get(reply)?.body).toBe('Reply')
  })

  it('of an empty draft are none', () => {
    drafts.discard(reply, false)
    save('')
    drafts.discard(reply, false)
    expect(drafts.versions(reply)).toEqual([])
  })
})

describe('totals', () => {
  it('count what is kept and what was tried, and are told when they change', () => {
    save('one')
    save('one more')
    save('two', note, { commandId: randomUUID(), attempt: {} })
    drafts.discard(reply, true)
    expect(told).toEqual([
      { kept: 1, unsent: 0 },
      { kept: 2, unsent: 1 },
      { kept: 1, unsent: 1 },
    ])
  })
})

describe('on the disk', () => {
  it('nothing of what was typed or of the label can be read', () => {
    save('Geheimnis der Kundin')
    save('Another text entirely, so that a version is cut.')
    for (const name of readdirSync(folder).filter((each) => each.startsWith('backline.db'))) {
      const bytes = readFileSync(join(folder, name))
      for (const words of ['Geheimnis', 'Another text', 'Payout held']) expect(bytes.includes(words)).toBe(false)
    }
  })

  it('nothing is, where no key is kept', () => {
    reopen(noKeeper())
    save('Geheimnis der Kundin')
    expect(drafts.get(reply)?.body).toBe('Geheimnis der Kundin')
    expect(store.db.prepare('select count(*) from draft').pluck().get()).toBe(0)
    reopen(noKeeper())
    expect(drafts.get(reply)).toBeNull()
  })

  it('what another key sealed stays, and comes back with its key', () => {
    save('Sealed by the first key')
    reopen(fileKeeper(join(folder, 'second.key')))
    expect(drafts.get(reply)).toBeNull()
    save('Sealed by the second key')
    reopen()
    expect(drafts.get(reply)?.body).toBe('Sealed by the first key')
  })

  it('a row that was tampered with is refused and the others are listed', () => {
    save('Whole', note)
    save('Tampered')
    store.db.prepare(`update draft set sealed = zeroblob(60) where slot = 'reply'`).run()
    expect(() => drafts.get(reply)).toThrow('does not open')
    expect(drafts.list().map((draft) => draft.body)).toEqual(['Whole'])
    save('Typed on')
    expect(drafts.get(reply)?.body).toBe('Typed on')
    expect(store.db.prepare('select count(*) from draft').pluck().get()).toBe(3)
  })
})
