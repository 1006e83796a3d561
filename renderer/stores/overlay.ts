/** Which of the sheets over everything is open. */
import { create } from 'zustand'

type Sheet = 'palette' | 'keys' | 'outbox' | null

export const useOverlay = create<{ sheet: Sheet }>()(() => ({ sheet: null }))

export function showSheet(sheet: Sheet) {
  useOverlay.setState({ sheet })
}
