/** Which calls are under way, so that the screen can take one back. */
export interface OpenRequest {
  signal: AbortSignal
}

export interface Requests {
  open(requestId: unknown): OpenRequest
  close(requestId: unknown, request: OpenRequest): void
  /** Aborts every call under this id; one that is over is none. */
  cancel(requestId: string): void
}

export function createRequests(): Requests {
  const running = new Map<unknown, Map<OpenRequest, AbortController>>()
  return {
    open(requestId) {
      const controller = new AbortController()
      const request = { signal: controller.signal }
      if (typeof requestId !== 'string') return request
      const same = running.get(requestId) ?? new Map()
      running.set(requestId, same.set(request, controller))
      return request
    },
    close(requestId, request) {
      const same = running.get(requestId)
      same?.delete(request)
      if (same?.size === 0) running.delete(requestId)
    },
    cancel(requestId) {
      for (const controller of running.get(requestId)?.values() ?? []) controller.abort()
    },
  }
}
