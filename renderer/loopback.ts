/** The bridge of the browser shell: calls by HTTP, topics as server-sent events, both only from and to this origin. */
import type { Bridge, Topic } from '../shared/contract.ts'
import type { AppError, ErrorCode } from '../shared/errors.ts'
import type { ConnectionState } from '../shared/session.ts'

const topics: Topic[] = ['connection', 'changes', 'presence', 'drafts', 'signedOut', 'command', 'gap']
const retryMs = 3000
const gone =
  'Backline itself no longer answers on this computer. What you typed is kept in this window; start it again and open the address it prints.'

function failure(code: ErrorCode, message: string, source: string | null): AppError {
  return { code, message, detail: {}, source, at: new Date().toISOString(), ref: '' }
}

export function createLoopback(): Bridge {
  const listeners = new Map<Topic, Set<(message: never) => void>>()
  const tell = (topic: Topic, message: unknown) => {
    for (const listener of listeners.get(topic) ?? []) listener(message as never)
  }
  const bridge: Bridge = {
    async invoke(method, input, requestId) {
      try {
        const response = await fetch('/rpc', {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ method, input, requestId }),
        })
        if (response.ok) return await response.json()
        return { ok: false, error: refused(response.status) }
      } catch {
        return { ok: false, error: failure('offline', gone, null) }
      }
    },
    on(topic, listener) {
      const known = listeners.get(topic) ?? new Set()
      listeners.set(topic, known.add(listener))
      return () => known.delete(listener)
    },
  }
  follow(bridge, tell)
  return bridge
}

function refused(status: number): AppError {
  const source = `HTTP ${status}`
  if (status === 401) {
    return failure('signed_out', 'This window no longer belongs to the running Backline. Open the address that its terminal shows.', source)
  }
  if (status === 413) return failure('invalid', 'That is more than 8 MB and was not sent. It is kept here.', source)
  return failure('internal', 'Backline could not take this request. What you typed is kept; try again.', source)
}

/** The console's own server is away: to the person that is no different from being offline. */
function lost(since: string): ConnectionState {
  const nextTryAt = new Date(Date.now() + retryMs).toISOString()
  return { state: 'offline', since, latencyMs: null, live: 'stopped', liveAt: null, nextTryAt, reason: failure('offline', gone, null) }
}

/** Keeps the stream of topics open; a browser gives up on a refused stream, so that one is begun anew here. */
function follow(bridge: Bridge, tell: (topic: Topic, message: unknown) => void, lostSince: string | null = null) {
  const source = new EventSource('/events')
  let since = lostSince
  for (const topic of topics) source.addEventListener(topic, (event) => tell(topic, JSON.parse(event.data)))
  source.addEventListener('open', async () => {
    if (!since) return
    since = null
    const state = await bridge.invoke('app.state', {})
    if (state.ok) tell('connection', state.value.connection)
  })
  source.addEventListener('error', () => {
    since ??= new Date().toISOString()
    tell('connection', lost(since))
    if (source.readyState === EventSource.CLOSED) setTimeout(() => follow(bridge, tell, since), retryMs)
  })
}
