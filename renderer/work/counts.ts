/** How many: in a view as it is narrowed, and in the views of the rail. */
import type { UseQueryResult } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { QueueCounts, WorkCounts } from '../../shared/work.ts'
import { queryClient, useApi } from '../api.ts'
import { type Desk, methodOf } from './desk.ts'
import { filterOf, type Narrowing } from './narrowing.ts'

type CountsDesk = Pick<Desk, 'id' | 'kind'>

export function useCounts(desk: CountsDesk, view: string, narrowing: Narrowing, enabled = true): UseQueryResult<QueueCounts> {
  const input = { view, filter: filterOf(narrowing) }
  return useApi(methodOf(desk, 'counts'), input as never, { staleTime: 0, enabled }) as UseQueryResult<QueueCounts>
}

const gather = 1_000 // ms in which changes are gathered into one count

/** Counts change in place: after the list was read anew and a moment after anything changed. */
export function useFreshCounts(desk: CountsDesk, view: string, narrowing: Narrowing, list: unknown): QueueCounts | undefined {
  const { data } = useCounts(desk, view, narrowing)
  const first = useRef(list)
  useEffect(() => {
    if (first.current === list) return
    first.current = list
    const timer = setTimeout(() => void queryClient.invalidateQueries({ queryKey: [methodOf(desk, 'counts')] }), gather)
    return () => clearTimeout(timer)
  }, [desk, list])
  return data
}

export function useWorkCounts({ kind }: Pick<Desk, 'kind'>): WorkCounts | undefined {
  const { data } = useApi('work.counts', {})
  return data?.find((counts) => counts.kind === kind)
}
