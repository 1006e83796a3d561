/** The log: JSON lines in `<data>/logs`, five files of 5 MB. Facts are chosen by the caller; texts people wrote never get here. */
import { join } from 'node:path'
import pino from 'pino'
import { createStream, type RotatingFileStream } from 'rotating-file-stream'
import type { AppError } from '../../shared/errors.ts'
import type { Problem } from './errors.ts'

/** Only short technical facts: names of methods and statements, codes, numbers. */
export type Facts = Record<string, string | number | boolean | null>

export interface Log {
  info(event: string, facts?: Facts): void
  warn(event: string, facts?: Facts): void
  /** One line an error that the screen was shown, findable by its reference. */
  problem(event: string, error: AppError, problem: Problem, facts?: Facts): void
  close(): Promise<void>
}

/** A second net under the rule above: should such a key ever be logged, its value is not. */
const neverLogged = ['password', 'body', 'text', 'name', 'email', 'label', 'content', 'values', 'message', 'detail']

export function createLog(dataDir: string): Log {
  let stream: RotatingFileStream | null = null
  let isClosed = false
  function open(): RotatingFileStream {
    const opened = createStream('backline.log', { path: join(dataDir, 'logs'), size: '5M', maxFiles: 5, mode: 0o600 })
    // A full disk must not take the app down with its log; the next line tries a new stream.
    opened.on('error', () => {
      if (stream === opened) stream = null
    })
    return opened
  }
  function write(line: string): void {
    // What others still say while they end would make a file that nobody closes.
    if (isClosed) return
    stream ??= open()
    stream.write(line)
  }
  const logger = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: { paths: neverLogged, remove: true }, messageKey: 'event' },
    { write },
  )
  return {
    info: (event, facts) => logger.info(facts ?? {}, event),
    warn: (event, facts) => logger.warn(facts ?? {}, event),
    problem(event, error, problem, facts) {
      const line = { ...facts, code: error.code, source: error.source, ref: error.ref, ...trace(problem) }
      if (error.code === 'internal') logger.error(line, event)
      else logger.warn(line, event)
    },
    close: () => {
      isClosed = true
      return new Promise((resolve) => (stream === null ? resolve() : stream.end(() => resolve())))
    },
  }
}

/** Where something unforeseen came from: kind and frames only, because messages quote values. */
function trace(problem: Problem): Facts {
  if (problem.code !== 'internal') return {}
  const cause = problem.cause
  if (!(cause instanceof Error)) return { kind: typeof cause }
  const frames = (cause.stack ?? '').split('\n').filter((line) => line.startsWith('    at '))
  return { kind: cause.constructor.name, stack: frames.slice(0, 12).join('\n') }
}
