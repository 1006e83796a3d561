/** What the trusted side tells the screen unasked: one listener list a topic. */
import type { Topic, Topics } from '../../shared/contract.ts'
import { toProblem } from './errors.ts'
import type { Log } from './log.ts'

export type Listener<T extends Topic> = (message: Topics[T]) => void

export interface Events {
  /** Reaches every listener; one that throws harms neither the others nor whoever tells. */
  emit<T extends Topic>(topic: T, message: Topics[T]): void
  /** Returns what unsubscribes. */
  on<T extends Topic>(topic: T, listener: Listener<T>): () => void
}

export function createEvents(log: Log): Events {
  const listeners: { [T in Topic]: Set<Listener<T>> } = {
    connection: new Set(),
    changes: new Set(),
    presence: new Set(),
    drafts: new Set(),
    outbox: new Set(),
    signedOut: new Set(),
    command: new Set(),
    gap: new Set(),
  }
  return {
    emit(topic, message) {
      for (const listener of listeners[topic]) {
        try {
          listener(message)
        } catch (thrown) {
          const { code, source } = toProblem(thrown)
          log.warn('listener failed', { topic, code, source })
        }
      }
    },
    on(topic, listener) {
      listeners[topic].add(listener)
      return () => listeners[topic].delete(listener)
    },
  }
}
