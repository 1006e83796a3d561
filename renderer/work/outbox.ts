/** What was submitted and has not arrived yet, as the screen shows it. */
import { useMemo } from 'react'
import { itemNumber } from '../../shared/ids.ts'
import { type OutboxItem, type QueuedMethod, queuedMethods, type Submission, type Submitted } from '../../shared/outbox.ts'
import type { WorkKind, WorkRow } from '../../shared/work.ts'
import { call, on, queryClient, useApi } from '../api.ts'
import { many } from '../components/count.ts'
import { toast } from '../components/toast.tsx'
import { showSheet } from '../stores/overlay.ts'
import { useSession } from '../stores/session.ts'
import type { AnyDetail } from './desk.ts'
import { isHeld } from './outbox-words.ts'

export const isQueued = (method: string): method is QueuedMethod => queuedMethods.includes(method as QueuedMethod)

/** "T-48213 Payout held" */
export function labelOf(kind: WorkKind, item: Pick<WorkRow, 'number'>): string {
  const { subject, title, name } = item as { subject?: string; title?: string; name?: string }
  return `${itemNumber(kind, item.number)} ${subject ?? title ?? name ?? ''}`.trim().slice(0, 200)
}

/** Commands that somebody at this window waits for; they say their end themselves. */
const awaited = new Set<string>()

/** Messages that left from this console since the window was opened. */
const sentHere = new Set<unknown>()

export const wasSentHere = (messageId: string): boolean => sentHere.has(messageId)

/** Throws BacklineError when the database refused it while the person waited. */
export async function submit(owner: string, submission: Submission): Promise<Submitted> {
  const id = String(submission.input.commandId)
  awaited.add(id)
  try {
    const submitted = await call('outbox.submit', { owner, ...submission })
    if (submitted.state === 'done') sentHere.add(submitted.result.messageId)
    return submitted
  } finally {
    // What was told beside the answer may come a little after it.
    setTimeout(() => awaited.delete(id), 1000)
  }
}

const gather = 700 // ms in which late arrivals are told together
const listPause = 60 // ms in which what happens to the outbox is read at once
let isListDue = false
let arrived = 0
let timer = 0

/** Follows the outbox; called once. */
export function followOutbox() {
  on('outbox', ({ totals, sent }) => {
    useSession.setState({ outbox: totals })
    rereadList()
    if (!sent) return
    sentHere.add(sent.result.messageId)
    if (awaited.has(sent.item.id)) return
    arrived += 1
    clearTimeout(timer)
    timer = window.setTimeout(sayArrived, gather)
  })
}

function rereadList() {
  if (isListDue) return
  isListDue = true
  setTimeout(() => {
    isListDue = false
    void queryClient.invalidateQueries({ queryKey: ['outbox.list'] })
  }, listPause)
}

function sayArrived() {
  const { held } = useSession.getState().outbox
  const look = { label: 'Look', run: () => showSheet('outbox') }
  toast({
    id: 'arrived',
    icon: 'check',
    tone: 'success',
    text: `${many(arrived, 'waiting entry', 'waiting entries')} sent.`,
    ...(held > 0 ? { detail: `${held} held back for you.`, action: look } : {}),
  })
  arrived = 0
}

const nothing: OutboxItem[] = []

export function useOutbox(): OutboxItem[] {
  const totals = useSession((session) => session.outbox)
  const { data } = useApi('outbox.list', {}, { staleTime: 0, enabled: totals.waiting + totals.held > 0 })
  return totals.waiting + totals.held > 0 ? (data ?? nothing) : nothing
}

export function useItemOutbox(kind: WorkKind, itemId: string): OutboxItem[] {
  const items = useOutbox()
  return useMemo(() => items.filter((each) => each.kind === kind && each.itemId === itemId), [items, kind, itemId])
}

/** By item, the fields as they will be when what waits has arrived. */
export function useWaiting(kind: WorkKind): Map<string, object> {
  const items = useOutbox()
  return useMemo(() => {
    const effects = new Map<string, object>()
    for (const { kind: of, itemId, state, effect } of items) {
      if (of === kind && !isHeld(state)) effects.set(itemId, { ...effects.get(itemId), ...effect })
    }
    return effects
  }, [items, kind])
}

/** The item as it will be when what waits has arrived. */
export function useWithWaiting<Detail extends AnyDetail>(kind: WorkKind, detail: Detail): Detail {
  const effect = useWaiting(kind).get(detail.item.id)
  return useMemo(() => (effect ? { ...detail, item: { ...detail.item, ...effect } } : detail), [detail, effect])
}

/** Why a decision cannot be made now; null while it can, or where it may wait. `what` begins the sentence: "Signing", "Deciding". */
export function useNeedsDatabase(what: string | undefined): string | null {
  const state = useSession((session) => session.connection.state)
  return what === undefined || state === 'online' ? null : `${what} needs the database itself. What you filled in is kept.`
}
