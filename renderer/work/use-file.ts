/** A file behind an item as a blob: address, in memory only; it goes when it is left. Each reading is a look in the audit. */
import { useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { WorkKind } from '../../shared/work.ts'
import { asAppError, call } from '../api.ts'

export interface FileLook {
  url: string
  file: Blob
  /** By the file's own first bytes. */
  mediaType: string
}

export interface LoadedFile extends FileLook {
  bytes: ArrayBuffer
}

export function useFile(kind: WorkKind, itemId: string, documentId: string): { file: LoadedFile | null; error: AppError | null } {
  const [file, setFile] = useState<LoadedFile | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    const reading = new AbortController()
    let url = ''
    setFile(null)
    setError(null)
    call('documents.read', { kind, itemId, documentId }, { signal: reading.signal }).then(
      ({ base64, mediaType }) => {
        if (reading.signal.aborted) return
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer
        const blob = new Blob([bytes], { type: mediaType })
        url = URL.createObjectURL(blob)
        setFile({ url, file: blob, mediaType, bytes })
      },
      (thrown) => {
        if (!reading.signal.aborted) setError(asAppError(thrown))
      },
    )
    return () => {
      reading.abort()
      if (url) URL.revokeObjectURL(url)
    }
  }, [kind, itemId, documentId])
  return { file, error }
}
