/** The overview, in one reading. */
import type { Overview, OverviewMethods } from '../../shared/overview.ts'
import type { Services } from '../services/index.ts'
import { nothing } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

const refresh = { name: 'overview_refresh', text: 'select console.overview_refresh()' }

export function overviewHandlers({ session }: Services) {
  const { read } = consoleFunctions(session)
  return {
    'overview.get': {
      input: nothing,
      async handle(_, { signal }) {
        const overview = await read<Overview>('overview', [], signal)
        if (overview.money?.mrr !== null) return overview
        // Nobody has taken the dear figures on this platform yet; from now on housekeeping does.
        await session.database().read(refresh, { signal })
        return read<Overview>('overview', [], signal)
      },
    },
  } satisfies Handlers<keyof OverviewMethods>
}
