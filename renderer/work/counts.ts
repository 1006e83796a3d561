/** How many: in a view as it is narrowed, and in the views of the rail. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useMemo, useRef } from 'react'
import type { QueueCounts, WorkCounts } from '../../shared/work.ts'
import { queryClient, useApi } from '../api.ts'
import { paced } from '../components/paced.ts'
import { type Desk, methodOf } from './desk.ts'
import { filterOf, type Narrowing } from './narrowing.ts'

type CountsDesk = Pick<Desk, 'id' | 'kind'>

export function useCounts(desk: CountsDesk, view: string, narrowing: Narrowing, enabled = true): UseQueryResult<QueueCounts> {
  const input = { view, filter: filterOf(narrowing) }
  return useApi(methodOf(desk, 'counts'), input as never, { staleTime: 0, enabled }) as UseQueryResult<QueueCounts>
}

const gather = 1500 // ms in which changes are gathered into one count
const pause = 8000 // ms between two counts where much changes

/** Counts change in place: after the list was read anew and a moment after anything changed. */
export function useFreshCounts(desk: CountsDesk, view: string, narrowing: Narrowing, list: unknown): QueueCounts | undefined {
  const { data } = useCounts(desk, view, narrowing)
  const first = useRef(list)
  const reading = useMemo(
    () => paced(gather, pause, () => void queryClient.invalidateQueries({ queryKey: [methodOf(desk, 'counts')] })),
    [desk],
  )
  useEffect(() => reading.stop, [reading])
  useEffect(() => {
    if (first.current !== list) reading.ask()
    first.current = list
  }, [reading, list])
  return data
}

export function useWorkCounts({ kind }: Pick<Desk, 'kind'>): WorkCounts | undefined {
  const { data } = useApi('work.counts', {})
  return data?.find((counts) => counts.kind === kind)
}
