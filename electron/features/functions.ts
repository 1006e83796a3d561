/** The functions of schema console, called in the one way: prepared by their name, every argument in its place, one value back. */
import type { z } from 'zod'
import type { CommandDone } from '../../shared/work.ts'
import { Problem } from '../services/errors.ts'
import type { Session } from '../services/session.ts'
import type { command } from './fields.ts'

type AnyCommand = z.output<typeof command>

function callOf(name: string, values: unknown[]) {
  const places = values.map((_, index) => `$${index + 1}`).join(', ')
  return { name, text: `select console.${name}(${places}) as result`, values }
}

/** All of them throw Problem. */
export function consoleFunctions(session: Session) {
  async function read<T>(name: string, values: unknown[], signal: AbortSignal, where: { fromReplica?: boolean } = {}): Promise<T> {
    const rows = await session.database().read<{ result: T }>(callOf(name, values), { signal, ...where })
    return (rows[0] as { result: T }).result
  }

  /** `missing`: the sentence for what is not there, or not for the reader. */
  async function readOne<T>(name: string, values: unknown[], signal: AbortSignal, missing: string): Promise<T> {
    const found = await read<T | null>(name, values, signal)
    if (found === null) throw new Problem('not_found', missing)
    return found
  }

  async function call<T>(name: string, ...values: unknown[]): Promise<T> {
    const rows = await session.database().act<{ result: T }>(callOf(name, values))
    return (rows[0] as { result: T }).result
  }

  /** Acts on an item differ only in what comes after the command: `function(command, item, version, ...rest)`. */
  function act<T = CommandDone>(name: string, { commandId, id, expectedVersion }: AnyCommand, ...rest: unknown[]): Promise<T> {
    return call<T>(name, commandId, id, expectedVersion, ...rest)
  }

  return { read, readOne, call, act }
}
