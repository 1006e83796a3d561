/** The overview, in one reading. */
import type { Overview, OverviewMethods } from '../../shared/overview.ts'
import type { Services } from '../services/index.ts'
import { nothing } from './fields.ts'
import type { Handlers } from './handler.ts'

const refresh = { name: 'overview_refresh', text: 'select console.overview_refresh()' }

export function overviewHandlers({ session }: Services) {
  async function read(signal: AbortSignal): Promise<Overview> {
    const query = { name: 'overview', text: 'select console.overview() as overview' }
    const rows = await session.database().read<{ overview: Overview }>(query, { signal })
    return (rows[0] as { overview: Overview }).overview
  }
  return {
    'overview.get': {
      input: nothing,
      async handle(_, { signal }) {
        const overview = await read(signal)
        if (overview.money?.mrr !== null) return overview
        // Nobody has taken the dear figures on this platform yet; from now on housekeeping does.
        await session.database().read(refresh, { signal })
        return read(signal)
      },
    },
  } satisfies Handlers<keyof OverviewMethods>
}
