/** What a method of the contract is on this side: a schema that accepts exactly its input, and what to do with it. */
import type { z } from 'zod'
import type { Input, Method, Output } from '../../shared/contract.ts'

export interface Call {
  /** Aborted when the screen no longer wants the answer. */
  signal: AbortSignal
}

export interface Handler<M extends Method> {
  input: z.ZodType<Input<M>>
  /** May throw; what it throws becomes a typed error. */
  handle(input: Input<M>, call: Call): Output<M> | Promise<Output<M>>
}

export type Handlers<M extends Method> = { [K in M]: Handler<K> }
