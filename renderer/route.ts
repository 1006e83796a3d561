/** Where the person is, in the address's hash: #/tickets/<id>?view=mine. */
import { useMemo, useSyncExternalStore } from 'react'

export interface Route {
  /** ["tickets", "<id>"]; empty at the start. */
  path: string[]
  query: URLSearchParams
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split('?', 2)
  return { path: path.split('/').filter(Boolean).map(decoded), query: new URLSearchParams(query) }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** "#/tickets/48?view=mine"; values that are null or empty are left out. */
export function hrefOf(path: string[], query: Record<string, string | null | undefined> = {}): string {
  const words = Object.entries(query).filter((entry): entry is [string, string] => Boolean(entry[1]))
  const search = words.length > 0 ? `?${new URLSearchParams(words)}` : ''
  return `#/${path.map(encodeURIComponent).join('/')}${search}`
}

function listen(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(listen, () => location.hash)
  return useMemo(() => parseRoute(hash), [hash])
}

/** Goes there; `replace` leaves no step for the way back. */
export function navigate(href: string, { replace = false } = {}) {
  if (!replace) {
    location.hash = href
    return
  }
  history.replaceState(null, '', href)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}
