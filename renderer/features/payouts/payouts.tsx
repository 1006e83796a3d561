/** The payouts workspace: the table with its sums, and the open payout with its reasons, what is signed, and its wallet. */
import type { PayoutRow } from '../../../shared/payouts.ts'
import { useActions } from '../../keyboard.ts'
import { OpenItem } from '../../work/open-item.tsx'
import { PersonSide } from '../../work/person-side.tsx'
import { type OpenProps, Workspace } from '../../work/workspace.tsx'
import { payoutDesk } from './desk.tsx'
import { Item } from './item.tsx'
import { ShownPolicy, showPolicy } from './policy.tsx'
import './payouts.css'

export default function Payouts() {
  useActions('payouts.policy', [{ id: 'payouts.policy', label: 'The policy of payouts', group: 'Decide', icon: 'sign', run: showPolicy }])
  return (
    <>
      <Workspace desk={payoutDesk} Open={OpenPayout} />
      <ShownPolicy />
    </>
  )
}

function OpenPayout({ id, queue, own, locked, pane, onNext, onClosePane }: OpenProps<PayoutRow>) {
  return (
    <OpenItem desk={payoutDesk} id={id} pane={pane}>
      {(detail) => (
        <>
          <Item detail={detail} queue={queue} own={own} locked={locked} onNext={onNext} />
          {pane === 'sheet' && (
            <PersonSide
              personId={detail.item.customer.id}
              sections={['identity', 'wallet', 'payouts', 'destinations', 'kyc', 'tickets']}
              label="Payee"
              isSheet
              onClose={onClosePane}
            />
          )}
        </>
      )}
    </OpenItem>
  )
}
