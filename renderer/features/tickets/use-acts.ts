/** What an agent may do to the open ticket. */
import type { TicketItem } from '../../../shared/tickets.ts'
import { type ListedItems, useAct, useBench, useLeaseActs } from '../../work/use-acts.ts'
import { ticketDesk } from './desk.tsx'

export function useTicketActs(ticket: TicketItem, queue: ListedItems) {
  const bench = useBench(ticketDesk, ticket, queue)
  return {
    ...useLeaseActs(bench),
    setStatus: useAct('tickets.setStatus', bench),
    setPriority: useAct('tickets.setPriority', bench),
    setCategory: useAct('tickets.setCategory', bench),
    escalate: useAct('tickets.escalate', bench),
    resolve: useAct('tickets.resolve', bench),
    reopen: useAct('tickets.reopen', bench),
    snooze: useAct('tickets.snooze', bench),
    tag: useAct('tickets.tag', bench),
  }
}

export type Acts = ReturnType<typeof useTicketActs>
