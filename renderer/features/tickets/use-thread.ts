/** What was said and done on a ticket, newest page first. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { ThreadEntry, TicketDetail } from '../../../shared/tickets.ts'
import { asAppError, call } from '../../api.ts'

export interface Thread {
  entries: ThreadEntry[]
  /** null when the thread is whole. */
  before: string | null
  busy: boolean
  error: AppError | null
  older: () => void
}

const inOrder = (a: ThreadEntry, b: ThreadEntry) => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** Everything that was said and read so far; entries that slide out of the newest hundred stay. */
export function mergeThread(known: ThreadEntry[], read: ThreadEntry[]): ThreadEntry[] {
  const byId = new Map([...known, ...read].map((entry) => [entry.id, entry]))
  return [...byId.values()].sort(inOrder)
}

export function useThread(detail: TicketDetail): Thread {
  const [known, setKnown] = useState<ThreadEntry[]>([])
  const [before, setBefore] = useState<string | null | undefined>()
  const [error, setError] = useState<AppError | null>(null)
  const [busy, setBusy] = useState(false)
  const reading = useRef(false)
  const { id } = detail.item
  const cursor = before === undefined ? detail.threadBefore : before

  // Of the newest page only what was read just now stands: a reply that was taken back is gone.
  useEffect(() => {
    const first = detail.thread[0]
    setKnown((old) => mergeThread(first ? old.filter((entry) => inOrder(entry, first) < 0) : [], detail.thread))
  }, [detail.thread])

  const older = useCallback(async () => {
    if (!cursor || reading.current) return
    reading.current = true
    setBusy(true)
    setError(null)
    try {
      const page = await call('tickets.thread', { id, before: cursor })
      setKnown((old) => mergeThread(page.thread, old))
      setBefore(page.threadBefore)
    } catch (thrown) {
      setError(asAppError(thrown))
    } finally {
      reading.current = false
      setBusy(false)
    }
  }, [cursor, id])

  return { entries: known.length > 0 ? known : detail.thread, before: cursor, busy, error, older: () => void older() }
}
