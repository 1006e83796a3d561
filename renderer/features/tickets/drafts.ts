/** The person's reply to a ticket, and their note on it. */

import type { MessageSlot } from '../../../shared/drafts.ts'
import { ticketNumber } from '../../../shared/ids.ts'
import type { TicketRow } from '../../../shared/tickets.ts'
import { type DraftKeeper, draftOf } from '../../work/draft.ts'

export function ticketDraft(
  owner: string,
  { id, number, subject }: Pick<TicketRow, 'id' | 'number' | 'subject'>,
  slot: MessageSlot,
): DraftKeeper {
  return draftOf(owner, { kind: 'ticket', itemId: id, slot }, `${ticketNumber(number)} ${subject}`)
}
