/** The one place that knows how well the console is connected; session and live write it, the screen is told. */
import type { ConnectionState } from '../../shared/session.ts'
import type { Events } from './events.ts'

export interface Connection {
  get(): ConnectionState
  /** Changes what differs and tells the screen; `since` moves with `state`. */
  set(patch: Partial<Omit<ConnectionState, 'since'>>): void
}

export function createConnection(events: Events): Connection {
  let current: ConnectionState = {
    state: 'signed_out',
    since: new Date().toISOString(),
    latencyMs: null,
    clockAhead: 0,
    live: 'stopped',
    liveAt: null,
    nextTryAt: null,
    reason: null,
  }
  return {
    get: () => current,
    set(patch) {
      const since = patch.state && patch.state !== current.state ? new Date().toISOString() : current.since
      current = { ...current, ...patch, since }
      events.emit('connection', current)
    },
  }
}
