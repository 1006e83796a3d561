/** Rows of the audit, a page after the other. What was read of another filter is forgotten. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AuditFilter, AuditRow } from '../../../shared/audit.ts'
import { call } from '../../api.ts'

const pageRows = 100

/** An entry as a list names it: by its item and its place in the chain. */
export type ListedRow = AuditRow & { id: string }

interface AuditRows {
  rows: ListedRow[]
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
  const pages = query.data?.pages
  const rows = useMemo(() => pages?.flat().map((row) => ({ ...row, id: `${row.kind} ${row.itemId} ${row.seq}` })) ?? [], [pages])
  return {
    rows,
    error: query.error,
    busy: query.isFetching,
    isWhole: !query.hasNextPage,
    more: () => {
      if (!query.isFetching) void query.fetchNextPage()
    },
    reread: () => void query.refetch(),
  }
}
