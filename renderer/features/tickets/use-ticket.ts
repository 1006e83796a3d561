/** One ticket as the database tells it, kept fresh; what the person types never mixes with it. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { ThreadEntry, TicketDetail } from '../../../shared/tickets.ts'
import { asAppError, call, on, queryClient, useApi } from '../../api.ts'

const gather = 80 // ms in which changes of one ticket are gathered
const clockCheck = 60_000 // ms after which business clocks are read anew

const keyOf = (id: string) => ['tickets.get', { id }]

export const knownTicket = (id: string): TicketDetail | undefined => queryClient.getQueryData(keyOf(id))

/** Changes what the screen shows of a ticket; the next read settles it. */
export function editTicket(id: string, change: (detail: TicketDetail) => TicketDetail) {
  queryClient.setQueryData<TicketDetail>(keyOf(id), (detail) => detail && change(detail))
}

export const rereadTicket = (id: string) => queryClient.invalidateQueries({ queryKey: keyOf(id) })

/** The ticket with this id. What was read before shows at once and is read anew; every change of it is followed. */
export function useTicket(id: string) {
  const query = useApi('tickets.get', { id }, { staleTime: 0, refetchInterval: clockCheck })
  useEffect(() => {
    let timer = 0
    const stop = on('changes', (changes) => {
      if (!changes.some((change) => change.kind === 'ticket' && change.itemId === id)) return
      timer ||= window.setTimeout(() => {
        timer = 0
        void rereadTicket(id)
      }, gather)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [id])
  return query
}

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
  const { id } = detail.ticket
  const cursor = before === undefined ? detail.threadBefore : before

  useEffect(() => setKnown((old) => mergeThread(old, detail.thread)), [detail.thread])

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
