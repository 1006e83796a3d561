/** The only way in: every method of the contract, its input checked, its outcome a typed result. Nothing here throws. */
import type { z } from 'zod'
import type { Input, Method } from '../shared/contract.ts'
import type { Result } from '../shared/errors.ts'
import { attachmentHandlers } from './features/attachments.ts'
import { auditHandlers } from './features/audit.ts'
import { cacheHandlers } from './features/cache.ts'
import { documentHandlers } from './features/documents.ts'
import { draftHandlers } from './features/drafts.ts'
import type { Call, Handlers } from './features/handler.ts'
import { createKeeping } from './features/keeping.ts'
import { kycHandlers } from './features/kyc.ts'
import { moderationHandlers } from './features/moderation.ts'
import { outboxHandlers } from './features/outbox.ts'
import { overviewHandlers } from './features/overview.ts'
import { payoutHandlers } from './features/payouts.ts'
import { personHandlers } from './features/people.ts'
import { recordHandlers } from './features/records.ts'
import { rightsHandlers } from './features/rights.ts'
import { sessionHandlers } from './features/session.ts'
import { ticketHandlers } from './features/tickets.ts'
import { workHandlers } from './features/work.ts'
import { Problem, toAppError, toProblem } from './services/errors.ts'
import type { Services } from './services/index.ts'

export interface Router {
  /** Answers any call whatever it carries. `requestId` is how the screen can take the call back. */
  handle(method: unknown, input: unknown, requestId?: unknown): Promise<Result<unknown>>
}

/** In bytes of text. */
const largestInput = 4 * 1024 * 1024
const mostParts = 20_000
const deepest = 40

export function createRouter(services: Services): Router {
  const listed = {
    ...sessionHandlers(services),
    ...documentHandlers(services),
    ...draftHandlers(services),
    ...attachmentHandlers(services),
    ...outboxHandlers(services, (method, input) => void parse(listed[method].input, input)),
    ...cacheHandlers(services),
    ...auditHandlers(services),
    ...workHandlers(services),
    ...ticketHandlers(services),
    ...moderationHandlers(services),
    ...kycHandlers(services),
    ...payoutHandlers(services),
    ...recordHandlers(services),
    ...personHandlers(services),
    ...rightsHandlers(services),
    ...overviewHandlers(services),
  }
  // A method without a handler, or a schema that takes anything but exactly the contract's input, does not compile.
  const handlers: Same<Accepted<typeof listed>, Asked> extends true ? Handlers<Method> : never = listed
  const byName = new Map<unknown, AnyHandler>(Object.entries(handlers) as [string, AnyHandler][])

  async function answer(method: unknown, input: unknown, call: Call): Promise<unknown> {
    const handler = byName.get(method)
    if (!handler) throw new Problem('invalid', 'Backline was asked for something that it does not know. Nothing was done.')
    const parsed = parse(handler.input, input)
    try {
      return services.ownActs.saw(parsed, await handler.handle(parsed, call))
    } catch (thrown) {
      throw services.ownActs.marked(parsed, toProblem(thrown))
    }
  }

  const ask = (method: Method, input: unknown) => answer(method, input, { signal: new AbortController().signal })
  services.outbox.start(async (method, input) => (await ask(method, input)) as { version: number })
  const keeping = createKeeping(services, ask)

  async function handle(method: unknown, input: unknown, requestId?: unknown): Promise<Result<unknown>> {
    const call = services.requests.open(requestId)
    const asker = services.session.person()
    try {
      const value = await answer(method, input, call)
      keeping.saw(method, input, value, asker)
      return { ok: true, value }
    } catch (thrown) {
      const problem = toProblem(thrown)
      const kept = problem.code === 'offline' ? keeping.answer(method, input) : undefined
      if (kept !== undefined) return { ok: true, value: kept }
      const error = toAppError(problem)
      services.log.problem('request failed', error, problem, { method: byName.has(method) ? String(method) : 'unknown' })
      return { ok: false, error }
    } finally {
      services.requests.close(requestId, call)
    }
  }
  return { handle }
}

interface AnyHandler {
  input: z.ZodType
  handle(input: unknown, call: Call): unknown
}
type Asked = { [M in Method]: Flat<Input<M>> }
type Accepted<H> = { [M in keyof H]: H[M] extends { input: z.ZodType<infer I> } ? Flat<I> : never }
/** Intersections and interfaces as plain objects, so that equal shapes are equal types. */
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** Throws `invalid`, whatever came. */
function parse(schema: z.ZodType, input: unknown): unknown {
  const parsed = attempt(() => (fits(input) ? schema.safeParse(input) : null))
  if (parsed === null)
    throw new Problem('invalid', 'This is larger than 4 MB, or not data at all. Nothing was done. What you typed is kept.')
  if (parsed.success) return parsed.data
  const issue = innermost(parsed.error.issues[0])
  const field = (issue?.path ?? []).map(String).join('.')
  const isSentence = issue?.message.endsWith('.') === true
  const message = isSentence ? issue.message : `Backline did not understand ${field || 'the request'}, so nothing was done.`
  throw new Problem('invalid', message, { detail: { field } })
}

/** Getters and proxies may throw; that is malformed input like any other. */
function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

type Issue = z.core.$ZodIssue

/** Of a union that nothing fitted, what its first choice missed. */
function innermost(issue: Issue | undefined): Issue | undefined {
  if (issue?.code !== 'invalid_union') return issue
  const inner = innermost(issue.errors[0]?.[0])
  return inner ? { ...inner, path: [...issue.path, ...inner.path] } : issue
}

/** An object or an array of JSON, and none whose parts alone would be too many to list. */
function isPlain(value: object): boolean {
  if (Array.isArray(value)) return value.length <= mostParts
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Whether this is plain data of a size that anybody could have meant. */
function fits(input: unknown): boolean {
  let bytes = 0
  let parts = 0
  const waiting: { value: unknown; depth: number }[] = [{ value: input, depth: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next
    if (typeof value === 'string') bytes += Buffer.byteLength(value)
    if (bytes > largestInput || ++parts > mostParts || depth > deepest) return false
    if (typeof value !== 'object' || value === null) continue
    if (!isPlain(value)) return false
    for (const [key, child] of Object.entries(value)) {
      bytes += key.length
      waiting.push({ value: child, depth: depth + 1 })
    }
  }
  return true
}
