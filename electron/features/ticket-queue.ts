/** The ticket queue: what it has beside every other queue. */
import {
  type TicketCategory,
  type TicketRow,
  type TicketStatus,
  ticketCategories,
  ticketSorts,
  ticketStatuses,
  ticketViews,
} from '../../shared/tickets.ts'
import { workQueue } from './work-queue.ts'

export const ticketQueue = workQueue({
  kind: 'ticket',
  viewNames: ticketViews,
  sortNames: ticketSorts,
  statuses: ticketStatuses,
  categories: ticketCategories,
  views: {
    // Who claims a ticket owns it, so no lease has to be looked for.
    mine: (value, { staff }) => `is_open and snoozed_until is null and assignee_id = ${value(staff.id)}`,
    escalated: () => `status = 'escalated'`,
    waiting: () => `status = 'waiting_response'`,
  },
  sorts: {},
  columns: 'subject',
  toRow: (common, { subject }: { subject: string }) => ({
    ...common,
    subject,
    status: common.status as TicketStatus,
    category: common.category as TicketCategory,
    customer: common.customer as TicketRow['customer'],
    dueClock: common.dueClock as TicketRow['dueClock'],
  }),
})
