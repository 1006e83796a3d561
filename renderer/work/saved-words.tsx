/** "Saved 14:02:11", only when the trusted side has it. */
import { seconds } from '../../shared/time.ts'
import { Icon } from '../components/icon.tsx'
import type { SaveState } from './draft.ts'

interface SavedWordsProps {
  save: SaveState
  isEmpty: boolean
  /** What stands there while nothing is typed: "There is no text yet". */
  empty: string
}

export function SavedWords({ save, isEmpty, empty }: SavedWordsProps) {
  if (save.is === 'failed') {
    return (
      <span className="saved danger" role="alert">
        <Icon name="alert" small />
        <span className="cut" title={save.why}>
          Not saved: {save.why}
        </span>
      </span>
    )
  }
  if (isEmpty) return <span className="saved t3">{empty}</span>
  return (
    <span className="saved t3">
      {save.is === 'saving' && 'Saving…'}
      {save.is === 'saved' && (
        <span className="row">
          <Icon name="check" small className="success" />
          Saved {seconds(save.at)}
        </span>
      )}
    </span>
  )
}
