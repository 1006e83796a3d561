/** Where the person writes: keys and menus ask for an editor, the editor answers by taking the focus. */
import { create } from 'zustand'
import type { DraftKey } from '../../shared/drafts.ts'

interface ComposerFocus {
  /** Asked for and not yet taken. */
  wanted: DraftKey['slot'] | null
  /** Has the focus now. */
  held: DraftKey['slot'] | null
}

export const useComposer = create<ComposerFocus>()(() => ({ wanted: null, held: null }))

export function wantComposer(slot: DraftKey['slot']) {
  useComposer.setState({ wanted: slot })
}
