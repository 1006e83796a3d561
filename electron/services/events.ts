/** What the trusted side tells the screen unasked: one listener list a topic. */
import type { Topic, Topics } from '../../shared/contract.ts'

export type Listener<T extends Topic> = (message: Topics[T]) => void

export interface Events {
  emit<T extends Topic>(topic: T, message: Topics[T]): void
  /** Returns what unsubscribes. */
  on<T extends Topic>(topic: T, listener: Listener<T>): () => void
}

export function createEvents(): Events {
  const listeners: { [T in Topic]: Set<Listener<T>> } = {
    connection: new Set(),
    changes: new Set(),
    presence: new Set(),
    drafts: new Set(),
    signedOut: new Set(),
    command: new Set(),
  }
  return {
    emit(topic, message) {
      for (const listener of listeners[topic]) listener(message)
    },
    on(topic, listener) {
      listeners[topic].add(listener)
      return () => listeners[topic].delete(listener)
    },
  }
}
