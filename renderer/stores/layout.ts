/** How the person likes the screen. Kept in the settings of this computer. */
import { create } from 'zustand'
import { call } from '../api.ts'

export interface Layout {
  theme: 'system' | 'light' | 'dark'
  density: 'comfortable' | 'compact'
  /** The view last used of each workspace: { tickets: "unassigned" }. */
  lastView: Record<string, string>
  /** How the queue of each workspace is shown, and which columns of its table are left out, by id. */
  queues: Record<string, QueueLayout>
}

export interface QueueLayout {
  /** As the workspace has it unless chosen. */
  form?: 'list' | 'table'
  hidden?: string[]
}

const key = 'layout'
const usual: Layout = { theme: 'system', density: 'comfortable', lastView: {}, queues: {} }

export const useLayout = create<Layout>()(() => usual)

function apply({ theme, density }: Layout) {
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset.theme
  else dataset.theme = theme
  if (density === 'compact') dataset.density = 'compact'
  else delete dataset.density
}

/** Reads the settings before the first paint; without them the usual layout stands. */
export async function loadLayout(): Promise<void> {
  const known = await call('settings.get', { key }).catch(() => null)
  if (known && typeof known === 'object') useLayout.setState({ ...usual, ...known })
  apply(useLayout.getState())
}

export function setLayout(change: Partial<Layout>) {
  useLayout.setState(change)
  const layout = useLayout.getState()
  apply(layout)
  void call('settings.set', { key, value: layout }).catch(() => null)
}
