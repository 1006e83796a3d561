/** The moderation workspace: the list, the open case with its evidence, and the decision. */
import type { CaseRow } from '../../../shared/moderation.ts'
import { OpenItem } from '../../work/open-item.tsx'
import { PersonSide } from '../../work/person-side.tsx'
import { type OpenProps, Workspace } from '../../work/workspace.tsx'
import { caseDesk } from './desk.tsx'
import { Item } from './item.tsx'
import './moderation.css'

export default function Moderation() {
  return <Workspace desk={caseDesk} Open={OpenCase} />
}

function OpenCase({ id, queue, own, locked, pane, onNext, onClosePane }: OpenProps<CaseRow>) {
  return (
    <OpenItem desk={caseDesk} id={id} pane={pane}>
      {(detail) => (
        <>
          <Item detail={detail} queue={queue} own={own} locked={locked} onNext={onNext} />
          {pane === 'sheet' && detail.owner && (
            <PersonSide
              personId={detail.owner.id}
              sections={['identity', 'cases', 'strikes', 'tracks', 'releases', 'plan']}
              label="Author"
              isSheet
              onClose={onClosePane}
            />
          )}
        </>
      )}
    </OpenItem>
  )
}
