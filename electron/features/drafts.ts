/** Drafts never leave this computer, so any text is taken as it is. */
import { z } from 'zod'
import type { DraftMethods } from '../../shared/drafts.ts'
import type { Services } from '../services/index.ts'
import { attachments, id, json, draftKey as key, nothing } from './fields.ts'
import type { Handlers } from './handler.ts'

const content = z.strictObject({
  body: z.string().max(1_500_000, 'The draft has more than 1,500,000 characters. It is on the screen, but not stored. Shorten it.'),
  caret: z.int().min(0).nullable(),
  templateId: id.nullable(),
  attachments: attachments.optional(),
  baseVersion: z.int().min(0).nullable(),
  commandId: id.nullable(),
  attempt: json(20_000).nullable(),
})

export function draftHandlers({ drafts }: Services) {
  return {
    'drafts.get': { input: z.strictObject({ key }), handle: ({ key }) => drafts.get(key) },
    'drafts.list': { input: nothing, handle: () => drafts.list() },
    'drafts.save': {
      input: z.strictObject({ owner: id, key, label: z.string().max(1000), content, after: z.string().max(40).nullable().exactOptional() }),
      handle: ({ owner, key, label, content, after }) => drafts.save(key, label, content, owner, after),
    },
    'drafts.discard': {
      input: z.strictObject({ owner: id, key, sent: z.boolean() }),
      handle({ owner, key, sent }) {
        drafts.discard(key, sent, owner)
        return null
      },
    },
    'drafts.versions': { input: z.strictObject({ key }), handle: ({ key }) => drafts.versions(key) },
    'drafts.restore': {
      input: z.strictObject({ key, versionId: z.int().min(1) }),
      handle: ({ key, versionId }) => drafts.restore(key, versionId),
    },
  } satisfies Handlers<keyof DraftMethods>
}
