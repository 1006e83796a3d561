/** One item as the database tells it, kept fresh; what the person types never mixes with it. */
import { replaceEqualDeep, type UseQueryResult } from '@tanstack/react-query'
import { useEffect } from 'react'
import { on, queryClient, useApi } from '../api.ts'
import { type AnyDetail, type Desk, type DeskId, type DetailOf, methodOf } from './desk.ts'

const gather = 80 // ms in which changes of one item are gathered
const clockCheck = 60_000 // ms after which business clocks are read anew

/** An answer that was asked for before an act, and comes after it, does not take its place. */
const structuralSharing = (known: unknown, told: unknown) =>
  ((known as AnyDetail | undefined)?.item.version ?? 0) > (told as AnyDetail).item.version ? known : replaceEqualDeep(known, told)

export const itemOptions = { staleTime: 0, refetchInterval: clockCheck, structuralSharing }

type ItemDesk = Pick<Desk, 'id'>
const keyOf = (desk: ItemDesk, id: string) => [methodOf(desk, 'get'), { id }]

export const knownItem = <Detail extends AnyDetail>(desk: ItemDesk, id: string): Detail | undefined =>
  queryClient.getQueryData<Detail>(keyOf(desk, id))

/** Changes what the screen shows of an item; the next read settles it. */
export function editItem<Detail extends AnyDetail>(desk: ItemDesk, id: string, change: (detail: Detail) => Detail) {
  queryClient.setQueryData<Detail>(keyOf(desk, id), (detail) => detail && change(detail))
}

export const rereadItem = (desk: ItemDesk, id: string) => queryClient.invalidateQueries({ queryKey: keyOf(desk, id) })

/** The item with this id. What was read before shows at once and is read anew; every change of it is followed. */
export function useItem<Id extends DeskId>(desk: Pick<Desk, 'kind'> & { id: Id }, id: string): UseQueryResult<DetailOf<Id>> {
  const query = useApi(methodOf(desk, 'get'), { id }, itemOptions)
  useEffect(() => {
    let timer = 0
    const stop = on('changes', (changes) => {
      if (!changes.some((change) => change.kind === desk.kind && change.itemId === id)) return
      timer ||= window.setTimeout(() => {
        timer = 0
        void rereadItem(desk, id)
      }, gather)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [desk, id])
  return query as UseQueryResult<DetailOf<Id>>
}
