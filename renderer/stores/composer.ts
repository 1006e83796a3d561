/** Where the person writes: keys and menus ask for an editor, the editor answers by taking the focus. */
import { create } from 'zustand'
import type { MessageSlot } from '../../shared/drafts.ts'

interface ComposerFocus {
  /** Asked for and not yet taken. */
  wanted: MessageSlot | null
  /** Has the focus now. */
  held: MessageSlot | null
}

export const useComposer = create<ComposerFocus>()(() => ({ wanted: null, held: null }))

export function wantComposer(slot: MessageSlot) {
  useComposer.setState({ wanted: slot })
}
