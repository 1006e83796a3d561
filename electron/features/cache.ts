/** What is kept on this computer, as the screen lists it. */
import { z } from 'zod'
import type { CacheMethods } from '../../shared/cache.ts'
import type { WorkKind } from '../../shared/work.ts'
import { Problem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { id, kind, searchText } from './fields.ts'
import type { Handlers } from './handler.ts'

export function cacheHandlers({ cache, session }: Services) {
  return {
    'cache.list': {
      input: z.strictObject({ text: searchText }),
      handle({ text }) {
        const own = session.signedIn().staff.id
        return cache.list(null, text).map(({ kind, itemId, label, row, pinned, readAt }) => ({
          kind: kind as WorkKind,
          itemId,
          label,
          customer: row?.customer?.name ?? null,
          pinned,
          assigned: row?.assignee?.id === own,
          readAt,
        }))
      },
    },
    'cache.pin': {
      input: z.strictObject({ kind, itemId: id, pinned: z.boolean() }),
      handle({ kind, itemId, pinned }) {
        session.signedIn()
        if (!cache.pin(kind, itemId, pinned) && pinned) {
          throw new Problem('not_found', 'Nothing of it is kept on this computer, so it cannot be pinned. Open it with a connection first.')
        }
        return null
      },
    },
  } satisfies Handlers<keyof CacheMethods>
}
