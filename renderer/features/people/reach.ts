import { useMemo } from 'react'
import { useApi } from '../../api.ts'
import { useSession } from '../../stores/session.ts'
import type { Reach } from './words.ts'

/** Which links lead somewhere for this reader. */
export function useReach(): Reach {
  const capabilities = useSession((session) => session.person?.capabilities)
  const { data } = useApi('records.tables', {})
  return useMemo(
    () => ({
      tickets: capabilities?.includes('tickets.read') ?? false,
      content: capabilities?.includes('person.content') ?? false,
      tables: new Map(data?.map(({ table, key }) => [table, key.length])),
    }),
    [capabilities, data],
  )
}
