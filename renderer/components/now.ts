/** The present, shared by everything that counts on the screen. */
import { useCallback, useSyncExternalStore } from 'react'
import { useSession } from '../stores/session.ts'

/** This computer's zone, in which everything on the screen is said. */
export const zone = Intl.DateTimeFormat().resolvedOptions().timeZone

interface Ticker {
  listeners: Set<() => void>
  timer: number
  now: number
}
const tickers = new Map<number, Ticker>()

/** One timer per interval for the whole screen, on the interval's boundary, so that all clocks change together. */
function subscribe(interval: number, listener: () => void): () => void {
  let ticker = tickers.get(interval)
  if (!ticker) {
    ticker = { listeners: new Set(), timer: 0, now: Date.now() }
    tickers.set(interval, ticker)
    schedule(ticker, interval)
  }
  const own = ticker
  own.listeners.add(listener)
  return () => {
    own.listeners.delete(listener)
    if (own.listeners.size > 0) return
    clearTimeout(own.timer)
    tickers.delete(interval)
  }
}

function schedule(ticker: Ticker, interval: number) {
  ticker.timer = window.setTimeout(
    () => {
      ticker.now = Date.now()
      for (const listener of ticker.listeners) listener()
      schedule(ticker, interval)
    },
    interval - (Date.now() % interval),
  )
}

/** The present in milliseconds, anew every `interval` milliseconds. */
export function useNow(interval = 1000): number {
  const listen = useCallback((listener: () => void) => subscribe(interval, listener), [interval])
  return useSyncExternalStore(listen, () => tickers.get(interval)?.now ?? Math.floor(Date.now() / interval) * interval)
}

/** The server's present, as far as its clock is known: leases and undo windows end by that. */
export function serverNow(): number {
  return Date.now() + useSession.getState().connection.clockAhead
}

export function useServerNow(interval = 1000): number {
  const ahead = useSession((session) => session.connection.clockAhead)
  return useNow(interval) + ahead
}
