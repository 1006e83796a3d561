/** A file of a case as a blob: address, in memory only; it goes when the case is closed. Each reading is a look in the audit. */
import { useEffect, useState } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import { asAppError, call } from '../../api.ts'

export interface LoadedFile {
  url: string
  bytes: ArrayBuffer
}

export function useFile(itemId: string, documentId: string): { file: LoadedFile | null; error: AppError | null } {
  const [file, setFile] = useState<LoadedFile | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    const reading = new AbortController()
    let url = ''
    setFile(null)
    setError(null)
    call('documents.read', { kind: 'case', itemId, documentId }, { signal: reading.signal }).then(
      ({ base64, mediaType }) => {
        if (reading.signal.aborted) return
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)).buffer
        url = URL.createObjectURL(new Blob([bytes], { type: mediaType }))
        setFile({ url, bytes })
      },
      (thrown) => {
        if (!reading.signal.aborted) setError(asAppError(thrown))
      },
    )
    return () => {
      reading.abort()
      if (url) URL.revokeObjectURL(url)
    }
  }, [itemId, documentId])
  return { file, error }
}
