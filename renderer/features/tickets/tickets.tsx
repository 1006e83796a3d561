/** The tickets workspace: the list, the open ticket, and its customer. */
import type { TicketRow } from '../../../shared/tickets.ts'
import { OpenItem } from '../../work/open-item.tsx'
import { type OpenProps, Workspace } from '../../work/workspace.tsx'
import { CustomerPane } from './customer.tsx'
import { ticketDesk } from './desk.tsx'
import { Item } from './item.tsx'
import './tickets.css'

export default function Tickets() {
  return <Workspace desk={ticketDesk} Open={OpenTicket} />
}

function OpenTicket({ id, queue, own, locked, pane, onNext, onClosePane }: OpenProps<TicketRow>) {
  return (
    <OpenItem desk={ticketDesk} id={id} pane={pane}>
      {(detail) => (
        <>
          <Item detail={detail} queue={queue} own={own} locked={locked} onNext={onNext} />
          {pane !== 'closed' && <CustomerPane detail={detail} isSheet={pane === 'sheet'} onClose={onClosePane} />}
        </>
      )}
    </OpenItem>
  )
}
