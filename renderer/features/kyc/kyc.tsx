/** The identity checks: the list, the open case with its documents, and the decision. */
import type { KycRow } from '../../../shared/kyc.ts'
import type { PersonSection } from '../../../shared/people.ts'
import { OpenItem } from '../../work/open-item.tsx'
import { PersonSide } from '../../work/person-side.tsx'
import { type OpenProps, Workspace } from '../../work/workspace.tsx'
import { Check } from './check.tsx'
import { kycDesk } from './desk.tsx'
import './kyc.css'

const sections: readonly PersonSection[] = [
  'identity',
  'kyc',
  'wallet',
  'destinations',
  'payouts',
  'tickets',
  'cases',
  'strikes',
  'releases',
]

export default function Kyc() {
  return <Workspace desk={kycDesk} Open={OpenCheck} />
}

function OpenCheck({ id, queue, own, locked, pane, onNext, onClosePane }: OpenProps<KycRow>) {
  return (
    <OpenItem desk={kycDesk} id={id} pane={pane}>
      {(detail) => (
        <>
          <Check detail={detail} queue={queue} own={own} locked={locked} onNext={onNext} />
          {pane === 'sheet' && (
            <PersonSide personId={detail.item.customer.id} sections={sections} label="Person" isSheet onClose={onClosePane} />
          )}
        </>
      )}
    </OpenItem>
  )
}
