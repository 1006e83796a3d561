/** Attaching: the bytes of a file cross in parts and stay sealed on this computer until the message leaves. */
import { z } from 'zod'
import { type AttachmentMethods, partBytes } from '../../shared/attachments.ts'
import type { Services } from '../services/index.ts'
import { fileName, fileSize, id, nothing } from './fields.ts'
import type { Handlers } from './handler.ts'

export function attachmentHandlers({ attachments }: Services) {
  return {
    'attachments.barred': { input: nothing, handle: () => ({ reason: attachments.barred() }) },
    'attachments.put': {
      input: z.strictObject({
        owner: id,
        upload: id,
        name: fileName,
        bytes: fileSize,
        at: z.int().min(0),
        base64: z.base64().max(Math.ceil(partBytes / 3) * 4),
      }),
      async handle({ owner, base64, ...part }) {
        const ref = await attachments.put({ ...part, data: Buffer.from(base64, 'base64') }, owner)
        if (ref) void attachments.sweep()
        return ref
      },
    },
  } satisfies Handlers<keyof AttachmentMethods>
}
