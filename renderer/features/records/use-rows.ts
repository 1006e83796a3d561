/** The rows of a list as far as they were read: pages both ways, the farthest let go of when there are too many. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { AppError } from '../../../shared/errors.ts'
import type { RecordQuery, RecordRow } from '../../../shared/records.ts'
import { asAppError, call, queryClient } from '../../api.ts'

const pageRows = 100
const mostPages = 30

interface Place {
  cursor: string | null
  direction: 'after' | 'before'
  /** How many pages stand before this one. */
  index: number
}
const start: Place = { cursor: null, direction: 'after', index: 0 }

export interface Rows {
  rows: RecordRow[]
  /** How many rows stand before the first of `rows`. */
  offset: number
  hasMore: boolean
  isReading: boolean
  isFirstReading: boolean
  error: AppError | null
  more: () => void
  before: () => void
  /** Asks again for what could not be read. */
  again: () => void
  /** Reads the list from its start. */
  refresh: () => void
}

export function useRows(query: RecordQuery): Rows {
  const { table, filters, sort } = query
  const queryKey = ['records.page', table, filters, sort]
  const result = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam: { cursor, direction }, signal }) =>
      call('records.page', { table, filters, sort, limit: pageRows, ...(cursor && { cursor, direction }) }, { signal }),
    initialPageParam: start,
    getNextPageParam: ({ next }, _, { index }): Place | undefined =>
      next ? { cursor: next, direction: 'after', index: index + 1 } : undefined,
    getPreviousPageParam: ({ previous }, _, { index }): Place | undefined =>
      previous && index > 0 ? { cursor: previous, direction: 'before', index: index - 1 } : undefined,
    maxPages: mostPages,
    gcTime: 60_000,
  })
  const { data, error, isFetching, hasNextPage, hasPreviousPage, fetchNextPage, fetchPreviousPage, refetch } = result
  const rows = useMemo(() => data?.pages.flatMap((page) => page.rows) ?? [], [data])
  return {
    rows,
    offset: ((data?.pageParams[0] as Place | undefined)?.index ?? 0) * pageRows,
    hasMore: hasNextPage,
    isReading: isFetching,
    isFirstReading: !data && isFetching,
    error: error ? asAppError(error) : null,
    more: () => void (hasNextPage && !isFetching && !error && fetchNextPage()),
    before: () => void (hasPreviousPage && !isFetching && !error && fetchPreviousPage()),
    again: () => void (hasNextPage ? fetchNextPage() : refetch()),
    refresh: () => void queryClient.resetQueries({ queryKey }),
  }
}
