/**
 * Commands on their way. Each is one durable row before it leaves and until its end is known; one loop sends them, first in first out
 * an item. What only the network or the moment refused is tried again for ever; what the database refused waits for a person.
 */
import type { DraftContent } from '../../shared/drafts.ts'
import type { AppError } from '../../shared/errors.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { OutboxItem, OutboxTotals, QueuedMethod, Submission, Submitted } from '../../shared/outbox.ts'
import { isWorkKind, type WorkKind } from '../../shared/work.ts'
import type { Connection } from './connection.ts'
import type { Drafts } from './drafts.ts'
import { Problem, toAppError, toProblem } from './errors.ts'
import type { Events } from './events.ts'
import type { Log } from './log.ts'
import { doubtAfter, fateOf, isOwnDoing } from './outbox-fate.ts'
import { attachmentsOf, createOutboxStore, type OutboxRow, type Parcel, toItem } from './outbox-store.ts'
import { nameOf, type Place, type Places } from './places.ts'

export type Result = { version: number } & Record<string, unknown>
/** Carries out a method of the contract for whoever is signed in. Throws Problem. */
export type Carry = (method: QueuedMethod, input: Record<string, unknown>) => Promise<Result>

export interface Outbox {
  /** Durable when the first attempt begins. Throws what the database refused while somebody waited for it. */
  submit(submission: Submission, by?: string): Promise<Submitted>
  list(): OutboxItem[]
  cancel(id: string): void
  edit(id: string): NonNullable<Submission['draft']>
  retry(id: string, expectedVersion: number | null): void
  discard(id: string): void
  totals(): OutboxTotals
  /** From now on what waits is sent whenever there is a connection. */
  start(carry: Carry): void
  /** Begins nothing more; resolves when nothing is under way. */
  stop(): Promise<void>
}

interface Dependencies {
  places: Places
  drafts: Drafts
  connection: Connection
  events: Events
  log: Log
}

/** In ms. */
const answerWithin = 4000
const restFirst = 400
const restMost = 60_000
/** The database forgets command ids after 90 days; what is in doubt for nearly as long is no longer sent by itself. */
const safeFor = 80 * 86_400_000

type Outcome = { is: 'done'; result: Result } | { is: 'waiting' } | { is: 'conflict' } | { is: 'refused'; problem: Problem }

export function createOutbox({ places, drafts, connection, events, log }: Dependencies): Outbox {
  const store = createOutboxStore()
  /** By command: two windows may submit the same. */
  const waiters = new Map<string, Set<(outcome: Outcome) => void>>()
  /** `until` as performance.now() says: the clock of this computer may be set anew. */
  const rests = new Map<string, { until: number; times: number; problem: AppError }>()
  let carry: Carry | null = null
  let sending: string | null = null
  let running: Promise<void> | null = null
  let isWoken = false
  let timer: NodeJS.Timeout | undefined
  let told = ''
  let wasOnline = false

  function tell(sent: { item: OutboxItem; result: Result } | null = null): void {
    events.emit('outbox', { totals: totals(), sent })
  }

  function totals(): OutboxTotals {
    const who = places.current()
    return who ? places.run(() => store.totals(places.placeOf(who))) : { waiting: 0, held: 0 }
  }

  ////////////////////////////////////////////////////////////////////////////////////////////////////////////////// sending

  function wake(): void {
    if (!carry) return
    isWoken = true
    running ??= run().finally(() => {
      running = null
      if (isWoken) wake()
    })
  }

  async function run(): Promise<void> {
    clearTimeout(timer)
    isWoken = false
    try {
      for (let turn = next(); turn; turn = next()) await attempt(turn.place, turn.row)
      const soonest = Math.min(...[...rests.values()].map(({ until }) => until))
      if (carry && Number.isFinite(soonest)) timer = setTimeout(wake, Math.max(20, soonest - performance.now()))
    } catch (thrown) {
      const { code, source } = toProblem(thrown)
      log.warn('outbox stands still', { code, source })
      timer = setTimeout(wake, restMost / 10)
    }
  }

  /** Whose turn it is; null when nothing can be sent now. */
  function next(): { place: Place; row: OutboxRow } | null {
    const who = places.current()
    if (!carry || !who || connection.get().state !== 'online') return null
    const place = places.placeOf(who)
    const row = places.run(() => store.next(place, (id) => (rests.get(id)?.until ?? 0) <= performance.now()))
    return row ? { place, row } : null
  }

  async function attempt(place: Place, row: OutboxRow): Promise<void> {
    const parcel = openOrShelve(place, row)
    if (!parcel) return
    if (row.in_doubt && Date.now() - Date.parse(row.created_at) > safeFor) {
      hold(place, row, parcel, tooOld())
      return
    }
    sending = row.id
    try {
      places.change(place, () => store.doubt(place, row, true))
      const result = await deliver(place, row.id, parcel.input, parcel)
      places.change(place, () => store.remove(place, row))
      rests.delete(row.id)
      sending = null
      settle(row.id, { is: 'done', result })
      // Whoever signed in meanwhile is told nothing of it.
      if (nameOf(places.current()) === place.owner) tell({ item: toItem(row, parcel, null, false), result })
    } catch (thrown) {
      sending = null
      failed(place, row, parcel, toProblem(thrown))
    }
  }

  /** One's own earlier acts on the same item, at this computer, do not hold a command back. */
  async function deliver(place: Place, id: string, input: Record<string, unknown>, { method }: Parcel, tries = 5): Promise<Result> {
    const who = places.current()
    if (!carry || !who || nameOf(who) !== place.owner)
      throw new Problem('signed_out', 'Somebody else is signed in.', { detail: { unsent: true } })
    try {
      return await carry(method, { ...input, commandId: id })
    } catch (thrown) {
      const problem = toProblem(thrown)
      if (tries === 0 || !isOwnDoing(problem, who.staffId)) throw problem
      return deliver(place, id, { ...input, expectedVersion: problem.detail.version }, { method } as Parcel, tries - 1)
    }
  }

  function failed(place: Place, row: OutboxRow, parcel: Parcel, problem: Problem): void {
    const fate = fateOf(problem)
    const inDoubt = doubtAfter(problem, row.in_doubt === 1)
    places.change(place, () => store.doubt(place, row, inDoubt))
    row.in_doubt = inDoubt ? 1 : 0
    if (fate === 'again') {
      rest(row, problem)
      return
    }
    log.warn('command held back', { method: parcel.method, code: problem.code, source: problem.source })
    rests.delete(row.id)
    if (takesBack(place, row, parcel, problem)) settle(row.id, { is: 'refused', problem })
    else hold(place, row, parcel, problem)
  }

  /** While the person is still there, a text is theirs again at once, and of changes only a collision is worth comparing. */
  function takesBack(place: Place, row: OutboxRow, parcel: Parcel, problem: Problem): boolean {
    if (!waiters.has(row.id) || row.in_doubt) return false
    if (parcel.draft) return giveBack(place, row, parcel)
    if (problem.code === 'stale') return false
    places.change(place, () => store.remove(place, row))
    tell()
    return true
  }

  function hold(place: Place, row: OutboxRow, parcel: Parcel, problem: Problem): void {
    const state = fateOf(problem) === 'conflict' ? 'conflict' : 'rejected'
    places.change(place, () => store.hold(place, row, state, { ...parcel, problem: toAppError(problem) }))
    settle(row.id, { is: 'conflict' })
    tell()
  }

  function rest(row: OutboxRow, problem: Problem): void {
    const times = (rests.get(row.id)?.times ?? 0) + 1
    const longest = Math.min(restMost, restFirst * 2 ** (times - 1))
    // Half of it is chance, so that hundreds of consoles do not come back in the same moment.
    rests.set(row.id, { until: performance.now() + longest / 2 + Math.random() * (longest / 2), times, problem: toAppError(problem) })
    if (problem.code !== 'busy') settle(row.id, { is: 'waiting' })
    tell()
  }

  function settle(id: string, outcome: Outcome): void {
    for (const end of waiters.get(id) ?? []) end(outcome)
    waiters.delete(id)
  }

  function openOrShelve(place: Place, row: OutboxRow): Parcel | null {
    try {
      return store.open(place, row)
    } catch {
      log.warn('command does not open', { row: row.seq })
      places.change(place, () => store.shelve(place, row))
      return null
    }
  }

  ///////////////////////////////////////////////////////////////////////////////////////////////////////// what a person does

  async function submit(submission: Submission, by?: string): Promise<Submitted> {
    const { method, input, draft, label } = submission
    const id = String(input.commandId)
    const place = places.of()
    // Sent later by itself in their name: only they themselves say so. A text of theirs is kept as their draft.
    if (by !== undefined && by !== places.current()?.staffId) {
      throw new Problem('signed_out', 'Somebody else is signed in. What you wrote is kept as your draft; sign in again to send it.')
    }
    try {
      places.change(place, () => {
        if (!store.find(place, id)) store.add(place, id, kindOf(method, input), String(input.id), { ...submission, problem: null })
        if (draft) drafts.discard(draft, true, by)
      })
    } catch (thrown) {
      return straight(place, id, submission, toProblem(thrown))
    }
    tell()
    const outcome = await outcomeOf(id)
    if (outcome.is === 'done') return { state: 'done', result: outcome.result }
    if (outcome.is === 'refused') throw outcome.problem
    const item = list(place).find((known) => known.id === id)
    if (item) return { state: item.state === 'conflict' || item.state === 'rejected' ? 'conflict' : 'waiting', item }
    throw new Problem('cancelled', `${label}: this was cancelled. Nothing was changed.`)
  }

  /** Without room for the row it can still go out, as long as somebody waits for its end. */
  async function straight(place: Place, id: string, submission: Submission, problem: Problem): Promise<Submitted> {
    if (problem.code !== 'storage' || connection.get().state !== 'online') throw problem
    // Nothing overtakes what waits for the same item.
    if (places.run(() => store.all(place)).some(({ item_id }) => item_id === String(submission.input.id))) throw problem
    return { state: 'done', result: await deliver(place, id, submission.input, { ...submission, problem: null }) }
  }

  function outcomeOf(id: string): Promise<Outcome> {
    if (connection.get().state !== 'online') return Promise.resolve({ is: 'waiting' })
    return new Promise((resolve) => {
      const limit = setTimeout(() => settle(id, { is: 'waiting' }), answerWithin)
      const same = waiters.get(id) ?? new Set()
      waiters.set(
        id,
        same.add((outcome) => {
          clearTimeout(limit)
          resolve(outcome)
        }),
      )
      wake()
    })
  }

  function list(place = places.of()): OutboxItem[] {
    const first = new Map<string, string>()
    return places
      .run(() => store.all(place))
      .flatMap((row) => {
        const parcel = openOrShelve(place, row)
        if (!parcel) return []
        const item = `${row.kind} ${row.item_id}`
        const behind = first.get(item) ?? null
        first.set(item, row.id)
        const problem = parcel.problem ?? rests.get(row.id)?.problem ?? null
        return toItem(row, { ...parcel, problem }, behind, sending === row.id)
      })
  }

  /** The row that a person wants to do something with. Throws when it is gone, under way, or its end not known. */
  function chosen(
    id: string,
    { isHeld, mayDoubt = false }: { isHeld: boolean; mayDoubt?: boolean },
  ): { place: Place; row: OutboxRow; parcel: Parcel } {
    const place = places.of()
    const row = places.run(() => store.find(place, id))
    if (!row) throw new Problem('not_found', 'This has left the outbox meanwhile: it was sent or cancelled.')
    if (isHeld && row.state === 'waiting') throw new Problem('invalid', 'This is not held back; it waits for its turn.')
    if (sending === id || (row.in_doubt && !mayDoubt)) throw new Problem('busy', doubtful)
    return { place, row, parcel: store.open(place, row) }
  }

  /** The text becomes the draft again, unless another one stands there. */
  function giveBack(place: Place, row: OutboxRow, parcel: Parcel): boolean {
    const { draft, label } = parcel
    const by = place.owner.slice(place.owner.lastIndexOf(':') + 1)
    if (!draft || drafts.get(draft, by)) return false
    places.change(place, () => {
      drafts.save(draft, label, contentOf(parcel), by)
      store.remove(place, row)
    })
    tell()
    return true
  }

  /** Nothing typed goes with it: a text stays among the versions of its draft. */
  function giveUp({ place, row, parcel }: ReturnType<typeof chosen>): void {
    places.change(place, () => {
      if (parcel.draft) drafts.lay(parcel.draft, parcel.label, contentOf(parcel))
      store.remove(place, row)
    })
    rests.delete(row.id)
    tell()
    wake()
  }

  events.on('connection', ({ state }) => {
    const now = nameOf(places.current())
    if (now !== told) tell()
    told = now
    const isBack = state === 'online' && !wasOnline
    wasOnline = state === 'online'
    if (!isBack) return
    rests.clear()
    wake()
  })

  return {
    submit,
    list: () => list(),
    cancel: (id) => giveUp(chosen(id, { isHeld: false })),
    discard: (id) => giveUp(chosen(id, { isHeld: true, mayDoubt: true })),
    edit(id) {
      const { place, row, parcel } = chosen(id, { isHeld: false })
      if (!parcel.draft) throw new Problem('invalid', 'There is no text in this to edit. Cancel it, then change the item anew.')
      if (!giveBack(place, row, parcel)) {
        throw new Problem('invalid', 'Another draft of yours stands there. Send or discard it first; this one waits here.')
      }
      wake()
      return parcel.draft
    },
    retry(id, expectedVersion) {
      const { place, row, parcel } = chosen(id, { isHeld: true, mayDoubt: true })
      const input = expectedVersion === null ? parcel.input : { ...parcel.input, expectedVersion }
      // A refusal has proven that the old command did nothing; where it has not, only the same one may follow.
      const command = row.in_doubt ? row.id : uuidv7()
      places.change(place, () => store.renew(place, row, command, { ...parcel, input: { ...input, commandId: command }, problem: null }))
      tell()
      wake()
    },
    totals,
    start(how) {
      carry = how
      wake()
    },
    async stop() {
      carry = null
      clearTimeout(timer)
      await running
    },
  }
}

const doubtful =
  'It is not known yet whether this arrived, so it is neither changed nor cancelled. That is settled as soon as the database answers.'

function tooOld(): Problem {
  return new Problem(
    'invalid',
    'This was sent long ago and its end was never known. Look at the item whether it arrived, then send it again or give it up.',
  )
}

function kindOf(method: QueuedMethod, input: Record<string, unknown>): WorkKind {
  if (method.startsWith('tickets.')) return 'ticket'
  if (isWorkKind(input.kind)) return input.kind
  throw new Problem('invalid', 'This names no kind of item.')
}

function contentOf(parcel: Parcel): DraftContent {
  const { input } = parcel
  return {
    body: String(input.body ?? ''),
    caret: null,
    templateId: typeof input.templateId === 'string' ? input.templateId : null,
    attachments: attachmentsOf(parcel),
    baseVersion: typeof input.expectedVersion === 'number' ? input.expectedVersion : null,
    commandId: null,
    attempt: null,
  }
}
