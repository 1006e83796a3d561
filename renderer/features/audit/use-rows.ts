/** Rows of the audit, a page after the other. What was read of another filter is forgotten. */
import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditFilter, AuditRow } from '../../../shared/audit.ts'
import { call } from '../../api.ts'

const pageRows = 100

interface AuditRows {
  rows: AuditRow[]
  error: Error | null
  busy: boolean
  /** Nothing older matches. */
  isWhole: boolean
  more: () => void
  reread: () => void
}

type Cursor = { at: string; kind: string; item: string; seq: number } | null

export function useAuditRows(filter: AuditFilter): AuditRows {
  const query = useInfiniteQuery({
    queryKey: ['audit.rows', filter],
    queryFn: ({ pageParam, signal }) => call('audit.rows', { filter, cursor: pageParam, limit: pageRows }, { signal }),
    initialPageParam: null as Cursor,
    getNextPageParam: (page): Cursor => {
      const last = page.length === pageRows ? page.at(-1) : undefined
      return last ? { at: last.at, kind: last.kind, item: last.itemId, seq: last.seq } : null
    },
    staleTime: 0,
  })
  return {
    rows: query.data?.pages.flat() ?? [],
    error: query.error,
    busy: query.isFetching,
    isWhole: !query.hasNextPage,
    more: () => void query.fetchNextPage(),
    reread: () => void query.refetch(),
  }
}
