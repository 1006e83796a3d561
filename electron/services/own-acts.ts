/** What this console itself did to items. What the same person did at another computer is not among it, and is news here. */
import type { Problem } from './errors.ts'

export interface OwnActs {
  /** Looks at every answered call: a command brought its item to the version that it answers. Returns the answer. */
  saw<T>(input: unknown, answer: T): T
  /** Says of each change that a refusal names whether it was made here, as `isHere`. Returns the refusal. */
  marked(input: unknown, problem: Problem): Problem
}

/** As many as a person does in days; of older ones it is asked rather than passed over. */
const most = 20_000

export function createOwnActs(): OwnActs {
  const done = new Set<string>()
  return {
    saw(input, answer) {
      const id = idOf(answer) ?? idOf(input)
      const version = (answer as { version?: unknown } | null | undefined)?.version
      if (id === null || typeof version !== 'number') return answer
      done.add(nameOf(id, version))
      const [oldest] = done
      if (oldest && done.size > most) done.delete(oldest)
      return answer
    },
    marked(input, problem) {
      const id = idOf(input)
      const { changes } = problem.detail as { changes?: { version?: number }[] }
      if (id === null || !Array.isArray(changes)) return problem
      problem.detail.changes = changes.map((change) => ({ ...change, isHere: done.has(nameOf(id, change.version ?? 0)) }))
      return problem
    },
  }
}

/** The item that a command, or what answers it, names; null without one. */
function idOf(said: unknown): string | null {
  const id = (said as { id?: unknown } | null | undefined)?.id
  return typeof id === 'string' ? id : null
}

function nameOf(itemId: string, version: number): string {
  return `${itemId} ${version}`
}
