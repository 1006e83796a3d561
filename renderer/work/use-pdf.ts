/** A PDF and its open page. What draws it is loaded with the first one. */
import { useCallback, useEffect, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { asAppError } from '../api.ts'
import type { Pdf, PdfPage } from './pdf.ts'

interface OpenPdf {
  pdf: Pdf | null
  /** 0 until it is read. */
  pages: number
  error: AppError | null
}
const reading: OpenPdf = { pdf: null, pages: 0, error: null }

/** `tries` reads it anew when it changes. */
export function usePdf(file: Blob, tries: number): OpenPdf {
  const [open, setOpen] = useState(reading)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try reads the same file
  useEffect(() => {
    let pdf: Pdf | null = null
    let isLeft = false
    const read = async () => {
      const { openPdf } = await import('./pdf.ts')
      if (isLeft) return
      pdf = await openPdf(file)
      if (isLeft) pdf.close()
      else setOpen({ pdf, pages: pdf.pages, error: null })
    }
    read().catch((thrown) => isLeft || setOpen({ ...reading, error: asAppError(thrown) }))
    return () => {
      isLeft = true
      pdf?.close()
      setOpen(reading)
    }
  }, [file, tries])
  return open
}

/** The page with its size; `draw` fills a canvas with it, `scale` pixels for one, and returns how to stop. */
export function useDrawing(pdf: Pdf | null, number: number) {
  const [page, setPage] = useState<PdfPage | null>(null)
  const [error, setError] = useState<AppError | null>(null)
  useEffect(() => {
    let isLeft = false
    setError(null)
    pdf?.page(number).then(
      (found) => isLeft || setPage(found),
      (thrown) => isLeft || setError(asAppError(thrown)),
    )
    return () => {
      isLeft = true
    }
  }, [pdf, number])
  const draw = useCallback(
    (canvas: HTMLCanvasElement, scale: number) => {
      const leaving = new AbortController()
      const { signal } = leaving
      page?.draw(scale, signal).then(
        (drawn) => {
          if (signal.aborted) return
          canvas.width = drawn.width
          canvas.height = drawn.height
          canvas.getContext('2d')?.drawImage(drawn, 0, 0)
        },
        (thrown) => signal.aborted || setError(asAppError(thrown)),
      )
      return () => leaving.abort()
    },
    [page],
  )
  return { page, draw, error }
}
