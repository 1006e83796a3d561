/** Submitting what may wait, and what a person does with what waits. */
import { z } from 'zod'
import { type OutboxMethods, type QueuedMethod, queuedMethods } from '../../shared/outbox.ts'
import type { Services } from '../services/index.ts'
import { draftKey, id, json, nothing, text } from './fields.ts'
import type { Handlers } from './handler.ts'

/** `check` refuses an input that the named method would not take. */
export function outboxHandlers({ outbox }: Services, check: (method: QueuedMethod, input: unknown) => void) {
  return {
    'outbox.submit': {
      input: z.strictObject({
        owner: id,
        method: z.enum(queuedMethods),
        input: json(4 * 1024 * 1024),
        label: text(1000),
        base: json(64 * 1024),
        effect: json(64 * 1024),
        draft: draftKey.nullable(),
      }),
      handle({ owner, ...submission }) {
        check(submission.method, submission.input)
        return outbox.submit(submission, owner)
      },
    },
    'outbox.list': { input: nothing, handle: () => outbox.list() },
    'outbox.cancel': {
      input: z.strictObject({ id }),
      handle({ id }) {
        outbox.cancel(id)
        return null
      },
    },
    'outbox.edit': { input: z.strictObject({ id }), handle: ({ id }) => ({ draft: outbox.edit(id) }) },
    'outbox.retry': {
      input: z.strictObject({ id, expectedVersion: z.int().min(0).nullable() }),
      handle({ id, expectedVersion }) {
        outbox.retry(id, expectedVersion)
        return null
      },
    },
    'outbox.discard': {
      input: z.strictObject({ id }),
      handle({ id }) {
        outbox.discard(id)
        return null
      },
    },
  } satisfies Handlers<keyof OutboxMethods>
}
