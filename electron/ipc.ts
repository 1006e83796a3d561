/** From a message of the screen to the router and back. Nothing is answered but the one page of ours, in its top frame. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Topic, Topics } from '../shared/contract.ts'
import type { AppError, Result } from '../shared/errors.ts'
import { appOrigin, channels } from './channels.ts'
import type { Router } from './router.ts'
import { Problem, toAppError } from './services/errors.ts'
import type { Events } from './services/events.ts'

// What is used of Electron's own types; this file imports nothing of Electron, so that it runs in plain Node too.
interface Frame {
  origin: string
  parent: unknown
}
interface Sender {
  isDestroyed(): boolean
  send(channel: string, ...args: unknown[]): void
}
interface Event {
  senderFrame: Frame | null
}
interface IpcMain {
  handle(channel: string, listener: (event: Event, ...args: unknown[]) => Promise<unknown>): void
  on(channel: string, listener: (event: Event, ...args: unknown[]) => void): unknown
}

const topics: Record<Topic, true> = {
  connection: true,
  changes: true,
  presence: true,
  drafts: true,
  outbox: true,
  signedOut: true,
  command: true,
  gap: true,
}

/** Calls back with every message of every topic. Returns what unsubscribes. */
export function onEveryTopic(events: Events, listener: <T extends Topic>(topic: T, message: Topics[T]) => void): () => void {
  const stops = (Object.keys(topics) as Topic[]).map((topic) => events.on(topic, (message) => listener(topic, message)))
  return () => {
    for (const stop of stops) stop()
  }
}

export function isTrusted(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === appOrigin
}

export interface Ipc {
  /** Sends every topic to this window until the returned function is called. */
  connect(sender: Sender, events: Events): () => void
  /** Has the screen store what is typed; resolves when it is stored, or after `limitMs`. */
  flush(sender: Sender, limitMs: number): Promise<void>
}

export function serveIpc(ipcMain: IpcMain, router: Router): Ipc {
  const running = new Set<Promise<unknown>>()
  const receipts = new Map<number, () => void>()
  let lastReceipt = 0

  ipcMain.handle(channels.invoke, (event, method, input, requestId) => {
    if (!isTrusted(event.senderFrame)) return Promise.resolve(stranger())
    const call = router.handle(String(method), input, typeof requestId === 'string' ? requestId : undefined)
    running.add(call)
    return call.finally(() => running.delete(call))
  })
  ipcMain.on(channels.receipt, (event, receipt) => {
    if (isTrusted(event.senderFrame)) receipts.get(Number(receipt))?.()
  })

  return {
    connect: (sender, events) =>
      onEveryTopic(events, (topic, message) => {
        if (!sender.isDestroyed()) sender.send(channels.topic, topic, message, null)
      }),
    async flush(sender, limitMs) {
      const receipt = ++lastReceipt
      // Messages keep their order: with the receipt every call that the listeners made has arrived, and is waited for.
      const told = new Promise<void>((resolve) => receipts.set(receipt, resolve))
      sender.send(channels.topic, 'command', { name: 'flush' } satisfies Topics['command'], receipt)
      await Promise.race([told.then(() => quiet(running)), sleep(limitMs)])
      receipts.delete(receipt)
    },
  }
}

/** Nothing runs, and nothing followed from what ran last: a save under way may be followed by one of what was typed meanwhile. */
async function quiet(running: Set<Promise<unknown>>): Promise<void> {
  do {
    await Promise.allSettled(running)
    await sleep(30)
  } while (running.size > 0)
}

function stranger(): Result<never> {
  const error: AppError = toAppError(new Problem('not_allowed', 'This page is not Backline’s own, so nothing was done.'))
  return { ok: false, error }
}
