/** The overview, in one reading. */
import type { Overview, OverviewMethods } from '../../shared/overview.ts'
import type { Services } from '../services/index.ts'
import { nothing } from './fields.ts'
import type { Handlers } from './handler.ts'

export function overviewHandlers({ session }: Services) {
  return {
    'overview.get': {
      input: nothing,
      async handle(_, { signal }) {
        const query = { name: 'overview', text: 'select console.overview() as overview' }
        const rows = await session.database().read<{ overview: Overview }>(query, { signal, fromReplica: true })
        return (rows[0] as { overview: Overview }).overview
      },
    },
  } satisfies Handlers<keyof OverviewMethods>
}
