/** A draft of a dialog that somebody goes on with from the list of drafts: the screen that has the dialog opens it. */
import { useEffect } from 'react'
import { create } from 'zustand'
import type { DraftKey, DraftSlot } from '../../shared/drafts.ts'

const useWanted = create<{ key: DraftKey | null }>()(() => ({ key: null }))

export const wantDraft = (key: DraftKey) => useWanted.setState({ key })

export function useWantedDraft(itemId: string, open: (slot: DraftSlot) => void) {
  const { key } = useWanted()
  // biome-ignore lint/correctness/useExhaustiveDependencies: `open` is another function at each drawing
  useEffect(() => {
    if (key?.itemId !== itemId) return
    useWanted.setState({ key: null })
    open(key.slot)
  }, [key, itemId])
}
