/** Documents of items: the database records the look and hands out the key, then the bytes are read. */
import { z } from 'zod'
import type { DocumentMethods } from '../../shared/documents.ts'
import type { WorkKind } from '../../shared/work.ts'
import { readDocument } from '../services/documents.ts'
import { Problem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { id, kind } from './fields.ts'
import type { Handlers } from './handler.ts'

/** The database records the look and says where the file lies. Throws Problem. */
export async function openDocument(
  { session, objects }: Pick<Services, 'session' | 'objects'>,
  kind: WorkKind,
  itemId: string,
  documentId: string,
) {
  const store = objects()
  if (!store) throw new Problem('invalid', 'This connection has no store of documents, so none can be shown. Nothing was recorded.')
  const text = 'select console.document_open($1, $2, $3) as key'
  const rows = await session.database().act<{ key: string }>({ name: 'document_open', text, values: [kind, itemId, documentId] })
  return { store, key: (rows[0] as { key: string }).key }
}

export function documentHandlers(services: Services) {
  return {
    'documents.read': {
      input: z.strictObject({ kind, itemId: id, documentId: id }),
      async handle({ kind, itemId, documentId }, { signal }) {
        const { store, key } = await openDocument(services, kind, itemId, documentId)
        return await readDocument(store, key, signal)
      },
    },
  } satisfies Handlers<keyof DocumentMethods>
}
