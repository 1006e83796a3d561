/** The documents of the open case. Each is read once, which is recorded; the bytes are in memory until the case is left. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { asAppError, call } from '../../api.ts'

export type Look =
  | { is: 'reading' }
  | { is: 'ready'; url: string; file: Blob; mediaType: string; at: string }
  | { is: 'failed'; error: AppError }

export interface Looks {
  of: (document: string) => Look | undefined
  /** Reads it unless it is there or on its way. */
  open: (document: string) => void
  again: (document: string) => void
}

export function useLooks(itemId: string): Looks {
  const [looks, setLooks] = useState<ReadonlyMap<string, Look>>(new Map())
  const begun = useRef(new Set<string>())
  const urls = useRef<string[]>([])
  const left = useRef<AbortController | null>(null)
  useEffect(() => {
    const leaving = new AbortController()
    left.current = leaving
    const [asked, made] = [begun.current, urls.current]
    return () => {
      leaving.abort()
      for (const url of made.splice(0)) URL.revokeObjectURL(url)
      asked.clear()
      setLooks(new Map())
    }
  }, [])
  const open = useCallback(
    (document: string) => {
      const signal = left.current?.signal
      if (!signal || begun.current.has(document)) return
      begun.current.add(document)
      const show = (look: Look) => setLooks((known) => new Map(known).set(document, look))
      show({ is: 'reading' })
      call('documents.read', { kind: 'kyc', itemId, documentId: document }, { signal }).then(
        ({ base64, mediaType }) => {
          if (signal.aborted) return
          const file = new Blob([bytesOf(base64)], { type: mediaType })
          const url = URL.createObjectURL(file)
          urls.current.push(url)
          show({ is: 'ready', url, file, mediaType, at: new Date().toISOString() })
        },
        (thrown) => signal.aborted || show({ is: 'failed', error: asAppError(thrown) }),
      )
    },
    [itemId],
  )
  const again = (document: string) => {
    begun.current.delete(document)
    open(document)
  }
  return { of: (document) => looks.get(document), open, again }
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64)
  const bytes = new Uint8Array(text.length)
  for (let n = 0; n < text.length; n++) bytes[n] = text.charCodeAt(n)
  return bytes
}
