/** The typed way to the trusted side: calls, topics, and what TanStack Query needs to know about both. */
import {
  QueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useCallback } from 'react'
import type { Bridge, Input, Method, Output, Topic, Topics } from '../shared/contract.ts'
import type { AppError, ErrorCode } from '../shared/errors.ts'
import { uuidv7 } from '../shared/ids.ts'
import { refuse } from './stores/toasts.ts'

declare global {
  interface Window {
    backline?: Bridge
  }
}

/** A refusal or failure with all its facts; `message` is a sentence for people. */
export class BacklineError extends Error {
  readonly error: AppError
  readonly code: ErrorCode
  constructor(error: AppError) {
    super(error.message)
    this.error = error
    this.code = error.code
  }
}

/** Makes sure that there is a bridge; a browser gets the loopback client. */
export async function connect(): Promise<void> {
  if (window.backline) return
  const { createLoopback } = await import('./loopback.ts')
  window.backline = createLoopback()
}

function bridge(): Bridge {
  if (!window.backline) throw new Error('connect() comes before the first call')
  return window.backline
}

/** Listens to what the trusted side says unasked; returns how to stop. */
export function on<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): () => void {
  return bridge().on(topic, listener)
}

/** Asks the trusted side. Throws BacklineError; an abort also cancels what the request still runs on the server. */
export async function call<M extends Method>(method: M, input: Input<M>, { signal }: { signal?: AbortSignal } = {}): Promise<Output<M>> {
  signal?.throwIfAborted()
  const requestId = uuidv7()
  const cancel = () => void bridge().invoke('request.cancel', { requestId })
  signal?.addEventListener('abort', cancel, { once: true })
  try {
    const result = await bridge().invoke(method, input, requestId)
    signal?.throwIfAborted()
    if (!result.ok) throw new BacklineError(result.error)
    return result.value
  } finally {
    signal?.removeEventListener('abort', cancel)
  }
}

/** What the screen itself refuses. */
export const invalid = (message: string): AppError => ({
  code: 'invalid',
  message,
  detail: {},
  source: null,
  at: new Date().toISOString(),
  ref: '',
})

/** Any thrown thing as an AppError, for banners and error states. */
export function asAppError(thrown: unknown): AppError {
  if (thrown instanceof BacklineError) return thrown.error
  const detail = thrown instanceof Error ? { name: thrown.name, reason: thrown.message } : {}
  const message = 'Something in the console itself failed. What you typed is kept; try again.'
  return { code: 'internal', message, detail, source: null, at: new Date().toISOString(), ref: uuidv7().slice(0, 13) }
}

export const messageOf = (thrown: unknown): string => asAppError(thrown).message

const passing = new Set<ErrorCode>(['busy', 'timeout'])

/** Whether what kept a question back passes by itself. */
export const passes = (thrown: unknown): boolean => thrown instanceof BacklineError && passing.has(thrown.code)

/** Only that is tried again unasked, and not for long. */
const worthRetrying = (failures: number, thrown: unknown): boolean => passes(thrown) && failures < 2

export const queryClient = new QueryClient({
  defaultOptions: {
    // The trusted side knows whether the database can be reached; the browser's own "online" says nothing about it.
    queries: {
      networkMode: 'always',
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 600_000,
      retry: worthRetrying,
      refetchOnWindowFocus: false,
    },
    mutations: { networkMode: 'always', retry: worthRetrying },
  },
})

type ApiOptions<M extends Method, Data> = Omit<UseQueryOptions<Output<M>, Error, Data>, 'queryKey' | 'queryFn'>

/** What the server knows, under the key [method, input]. Errors are BacklineError. */
export function useApi<M extends Method, Data = Output<M>>(
  method: M,
  input: Input<M>,
  options: ApiOptions<M, Data> = {},
): UseQueryResult<Data> {
  return useQuery({ ...options, queryKey: [method, input], queryFn: ({ signal }) => call(method, input, { signal }) })
}

type CommandMethod = { [M in Method]: Input<M> extends { commandId: string } ? M : never }[Method]
/** A command as the screen states it. A command id is given only when the intent is older than this call (a draft's). */
export type Intent<M extends CommandMethod> = Omit<Input<M>, 'commandId'> & { commandId?: string | undefined }

interface CommandOptions<M extends CommandMethod> {
  /** Shows the effect at once; what it returns takes the effect back when the command is refused. */
  optimistic?: (input: Input<M>, client: QueryClient) => undefined | (() => void)
  onDone?: (output: Output<M>, input: Input<M>) => void
  /** Returns true when the screen has answered the refusal itself; otherwise a toast says it. */
  onRefused?: (error: AppError, input: Input<M>) => boolean
}

export interface CommandHandle<M extends CommandMethod> {
  run: (intent: Intent<M>) => Promise<Output<M> | null>
  busy: boolean
  error: AppError | null
  reset: UseMutationResult['reset']
}

/**
 * One command of the contract. `run` makes the command id, so a retry of the same intent (by itself, or from the toast)
 * takes effect once; it resolves to null when the command was refused.
 */
export function useCommand<M extends CommandMethod>(method: M, options: CommandOptions<M> = {}): CommandHandle<M> {
  const client = useQueryClient()
  const mutation = useMutation<Output<M>, Error, Input<M>, (() => void) | undefined>({
    mutationFn: (input) => call(method, input),
    onMutate: (input) => options.optimistic?.(input, client),
    onSuccess: (output, input) => options.onDone?.(output, input),
    onError: (thrown, input, undo) => {
      undo?.()
      const error = asAppError(thrown)
      if (options.onRefused?.(error, input)) return
      refuse(error, () => void send(input))
    },
  })
  const { mutateAsync } = mutation
  const send = useCallback((input: Input<M>) => mutateAsync(input).catch(() => null), [mutateAsync])
  const run = useCallback((intent: Intent<M>) => send({ ...intent, commandId: intent.commandId ?? uuidv7() } as Input<M>), [send])
  return { run, busy: mutation.isPending, error: mutation.error ? asAppError(mutation.error) : null, reset: mutation.reset }
}
