/** The rights workspace: the conflicts, the open one, and its parties. */
import { useState } from 'react'
import type { ConflictDetail, ConflictRow } from '../../../shared/conflicts.ts'
import { OpenItem } from '../../work/open-item.tsx'
import { PersonSide } from '../../work/person-side.tsx'
import { type OpenProps, Workspace } from '../../work/workspace.tsx'
import { rightsDesk } from './desk.tsx'
import { Conflict } from './item.tsx'
import { Parties } from './parties.tsx'
import { useResolution } from './use-resolution.ts'
import './rights.css'

export default function Rights() {
  return <Workspace desk={rightsDesk} Open={OpenConflict} />
}

function OpenConflict(props: OpenProps<ConflictRow>) {
  return (
    <OpenItem desk={rightsDesk} id={props.id} pane={props.pane}>
      {(detail) => <ConflictWithParties {...props} detail={detail} />}
    </OpenItem>
  )
}

function ConflictWithParties({
  detail,
  queue,
  own,
  locked,
  pane,
  onNext,
  onClosePane,
}: OpenProps<ConflictRow> & { detail: ConflictDetail }) {
  const [account, setAccount] = useState<string | null>(null)
  const resolution = useResolution({ detail, own, queue })
  const isSheet = pane === 'sheet'
  return (
    <>
      <Conflict detail={detail} queue={queue} own={own} locked={locked} resolution={resolution} onNext={onNext} />
      {pane !== 'closed' && account && (
        <PersonSide
          personId={account}
          sections={['identity', 'kyc', 'wallet', 'payouts', 'tickets']}
          label="Party"
          isSheet={isSheet}
          onClose={() => setAccount(null)}
        />
      )}
      {pane !== 'closed' && !account && (
        <Parties
          detail={detail}
          queue={queue}
          own={own}
          locked={locked}
          resolution={resolution}
          isSheet={isSheet}
          onClose={onClosePane}
          onPerson={setAccount}
        />
      )}
    </>
  )
}
