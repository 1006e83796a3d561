/**
 * PDFs that strangers sent, drawn from memory into a canvas. They are read in a worker of their own that ends with them; scripts, forms,
 * links and attachments in them are left alone, and what takes longer than a person waits is given up.
 */
import { getDocument, type PageViewport, PasswordException, type PDFPageProxy, PDFWorker, version } from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { AppError } from '../../shared/errors.ts'
import { uuidv7 } from '../../shared/ids.ts'
import { BacklineError } from '../api.ts'

export interface Pdf {
  pages: number
  /** One page, counted from 1. Throws BacklineError. */
  page(number: number): Promise<PdfPage>
  /** Ends its worker, also in the middle of something. */
  close(): void
}

export interface PdfPage {
  /** In pixels at 100 %. */
  width: number
  height: number
  /** Draws it into a canvas of its own, `scale` pixels for one, fewer where that would be too many. Throws BacklineError, also when aborted. */
  draw(scale: number, signal: AbortSignal): Promise<HTMLCanvasElement>
}

/** What it draws with: character maps, fonts that need not be in a file, decoders. The build puts them here (electron.vite.config.ts). */
const home = new URL(`/assets/pdf-${version}/`, location.href).href
const patience = 20_000 // ms
const pointsToPixels = 96 / 72
const largestCanvas = 16_000_000 // pixels
const largestPicture = 64_000_000 // pixels

/** Throws BacklineError when it is locked, broken or takes too long. */
export async function openPdf(file: Blob): Promise<Pdf> {
  const thread = new Worker(`${home}pdf.worker.min.mjs`, { type: 'module' })
  const worker = PDFWorker.create({ port: thread })
  const close = () => {
    worker.destroy()
    thread.terminate()
  }
  try {
    const task = getDocument({
      data: new Uint8Array(await file.arrayBuffer()),
      worker,
      cMapUrl: home,
      standardFontDataUrl: home,
      wasmUrl: home,
      useWorkerFetch: true,
      // The policy of the screen compiles nothing at run time, so the decoders are plain scripts.
      useWasm: false,
      maxImageSize: largestPicture,
      verbosity: 0,
    })
    const paper = await soon(Promise.race([task.promise, failed(thread)]))
    return {
      pages: paper.numPages,
      page: async (number) => pageOf(await soon(paper.getPage(number))),
      close,
    }
  } catch (thrown) {
    close()
    throw thrown instanceof BacklineError ? thrown : refusal(thrown)
  }
}

function pageOf(page: PDFPageProxy): PdfPage {
  const { width, height } = page.getViewport({ scale: pointsToPixels })
  return {
    width,
    height,
    async draw(scale, signal) {
      const viewport = withinReason(page, scale * pointsToPixels)
      const canvas = document.createElement('canvas')
      canvas.width = Math.max(1, Math.floor(viewport.width))
      canvas.height = Math.max(1, Math.floor(viewport.height))
      const task = page.render({ canvas, viewport })
      const stop = () => task.cancel()
      signal.addEventListener('abort', stop)
      try {
        await soon(task.promise)
        return canvas
      } catch (thrown) {
        stop()
        throw thrown instanceof BacklineError ? thrown : refusal(thrown)
      } finally {
        signal.removeEventListener('abort', stop)
      }
    },
  }
}

/** A page may say that it is as large as a house. */
function withinReason(page: PDFPageProxy, scale: number): PageViewport {
  const wanted = page.getViewport({ scale })
  const excess = (wanted.width * wanted.height) / largestCanvas
  return excess > 1 ? page.getViewport({ scale: scale / Math.sqrt(excess) }) : wanted
}

const failed = (thread: Worker) =>
  new Promise<never>((_resolve, reject) => {
    thread.addEventListener('error', ({ message }) => reject(new Error(message)), { once: true })
  })

async function soon<T>(promise: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(problem('timeout', 'It took longer than 20 s and was given up. Ask for a photo or a scan of it.')),
      patience,
    )
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

function refusal(thrown: unknown): BacklineError {
  if (thrown instanceof PasswordException) return problem('invalid', 'It is locked with a password. Ask for it without one.')
  const reason = thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)
  return problem('invalid', 'It is broken or no real PDF. Ask for it again, or for a photo of it.', { reason })
}

function problem(code: AppError['code'], message: string, detail: AppError['detail'] = {}): BacklineError {
  return new BacklineError({ code, message, detail, source: null, at: new Date().toISOString(), ref: uuidv7().slice(0, 13) })
}
