/** The bridge of the browser shell: calls by HTTP, topics as a stream of lines, both only from and to this origin. */
import type { Bridge, Topic } from '../shared/contract.ts'
import type { AppError, ErrorCode } from '../shared/errors.ts'
import type { ConnectionState } from '../shared/session.ts'

const keyName = 'backline.key'
const retryMs = 3000
const gone =
  'Backline itself no longer answers on this computer. What you typed is kept in this window; start it again and open the address it prints.'

function failure(code: ErrorCode, message: string, source: string | null): AppError {
  return { code, message, detail: {}, source, at: new Date().toISOString(), ref: '' }
}

/**
 * The key came with the one-time address, after the #. This tab keeps it, as other servers of this computer, which share our cookies,
 * do not see what this origin stores. Empty in a tab that was opened otherwise; the console then says where a fresh address is.
 */
function takeKey(): string {
  const [, given] = location.hash.match(/^#key=([\w-]+)$/) ?? []
  if (given) {
    sessionStorage.setItem(keyName, given)
    history.replaceState(null, '', '/')
  }
  return sessionStorage.getItem(keyName) ?? ''
}

export function createLoopback(): Bridge {
  const headers = { 'X-Backline-Key': takeKey() }
  const listeners = new Map<Topic, Set<(message: never) => void>>()
  const tell = (topic: Topic, message: unknown) => {
    for (const listener of listeners.get(topic) ?? []) listener(message as never)
  }
  const bridge: Bridge = {
    async invoke(method, input, requestId) {
      try {
        const response = await fetch('/rpc', {
          method: 'POST',
          headers: { ...headers, 'Content-Type': 'application/json' },
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
  void follow(bridge, headers, tell)
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
  return {
    state: 'offline',
    since,
    latencyMs: null,
    clockAhead: 0,
    live: 'stopped',
    liveAt: null,
    nextTryAt,
    reason: failure('offline', gone, null),
  }
}

type Tell = (topic: Topic, message: unknown) => void

/** Keeps the stream of topics open. What was told while it was closed is unknown, so that everything is then read anew. */
async function follow(bridge: Bridge, headers: Record<string, string>, tell: Tell) {
  let isFirst = true
  let since: string | null = null
  for (;;) {
    const response = await fetch('/events', { headers }).catch(() => null)
    if (!response?.ok || !response.body) {
      since ??= new Date().toISOString()
      tell('connection', lost(since))
      await new Promise((resolve) => setTimeout(resolve, retryMs))
      continue
    }
    const state = since === null ? null : await bridge.invoke('app.state', {})
    if (state?.ok) tell('connection', state.value.connection)
    if (!isFirst) tell('gap', null)
    isFirst = false
    since = null
    await readLines(response.body, (line) => {
      const { topic, message } = JSON.parse(line)
      tell(topic, message)
    })
  }
}

/** Resolves when the stream has ended, however it did. */
async function readLines(body: ReadableStream<Uint8Array>, onLine: (line: string) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream() as TransformStream<Uint8Array, string>).getReader()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read().catch(() => ({ done: true, value: '' }))
    if (done) return
    const lines = (rest + value).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (line !== '') onLine(line)
  }
}
