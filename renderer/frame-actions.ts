/** What can be done anywhere, by key and by name. */
import type { SignedIn } from '../shared/session.ts'
import { focusPane } from './components/pane-keys.ts'
import { type Action, useActions } from './keyboard.ts'
import { hrefOf, navigate } from './route.ts'
import { setLayout, useLayout } from './stores/layout.ts'
import { showSheet } from './stores/overlay.ts'
import { signOut } from './stores/session.ts'
import { toast, undoLatest } from './stores/toasts.ts'
import { mayOpen, type Workspace, workspaces } from './workspaces.ts'

function undo() {
  if (!undoLatest()) toast({ id: 'undo', text: 'There is nothing to undo.', seconds: 3 })
}

const everywhere: Action[] = [
  {
    id: 'frame.find',
    label: 'Find or go to',
    group: 'Everywhere',
    keys: 'Mod+K',
    inText: true,
    unlisted: true,
    run: () => showSheet('palette'),
  },
  { id: 'frame.undo', label: 'Undo', group: 'Everywhere', keys: 'U', icon: 'undo', run: undo },
  { id: 'frame.keys', label: 'All keys', group: 'Everywhere', keys: '?', icon: 'key', run: () => showSheet('keys') },
  { id: 'frame.nextPane', label: 'Next pane', group: 'Move', keys: 'F6', inText: true, unlisted: true, run: () => focusPane(1) },
  { id: 'frame.lastPane', label: 'Pane before', group: 'Move', keys: 'Shift+F6', inText: true, unlisted: true, run: () => focusPane(-1) },
  {
    id: 'frame.outbox',
    label: 'Outbox',
    hint: 'what waits, drafts, what is kept here',
    group: 'Everywhere',
    keys: 'Mod+O',
    icon: 'mail',
    inText: true,
    run: () => showSheet('outbox'),
  },
  { id: 'frame.signOut', label: 'Sign out', group: 'Everywhere', icon: 'user', run: () => void signOut() },
  {
    id: 'frame.wipe',
    label: 'Sign out, forget what is kept here for reading',
    hint: 'drafts and unsent work stay',
    group: 'Everywhere',
    icon: 'user',
    run: () => void signOut({ wipe: true }),
  },
]

const themes = { system: 'Theme of the system', light: 'Light theme', dark: 'Dark theme' } as const

function lookActions(): Action[] {
  const { theme, density } = useLayout.getState()
  const choices = (Object.keys(themes) as (keyof typeof themes)[]).filter((name) => name !== theme)
  return [
    ...choices.map((name) => ({
      id: `frame.theme.${name}`,
      label: themes[name],
      group: 'Everywhere' as const,
      icon: name === 'light' ? ('sun' as const) : ('moon' as const),
      run: () => setLayout({ theme: name }),
    })),
    density === 'compact'
      ? {
          id: 'frame.density',
          label: 'Comfortable rows',
          group: 'Everywhere',
          icon: 'filter',
          run: () => setLayout({ density: 'comfortable' }),
        }
      : { id: 'frame.density', label: 'Compact rows', group: 'Everywhere', icon: 'filter', run: () => setLayout({ density: 'compact' }) },
  ]
}

/** Where a workspace opens: at the view that was last used there. */
export function hrefOfWorkspace({ id }: Workspace): string {
  return hrefOf([id], { view: useLayout.getState().lastView[id] ?? null })
}

function placesOf(workspace: Workspace, person: SignedIn): Action[] {
  const { id, name, letter, views } = workspace
  const open = mayOpen(workspace, person)
  const place: Action = {
    id: `go.${id}`,
    label: name,
    group: 'Go to',
    keys: `G ${letter}`,
    icon: workspace.id,
    ...(!open && { hint: 'outside your roles' }),
    run: () => navigate(hrefOfWorkspace(workspace)),
  }
  if (!open) return [place]
  const toView = (view: { id: string; name: string }): Action => ({
    id: `go.${id}.${view.id}`,
    label: `${name}: ${view.name}`,
    group: 'Go to',
    icon: workspace.id,
    run: () => navigate(hrefOf([id], { view: view.id })),
  })
  return [place, ...views.map(toView)]
}

export function useFrameActions(person: SignedIn) {
  useLayout()
  const places = workspaces.flatMap((workspace) => placesOf(workspace, person))
  useActions('frame', [...everywhere, ...places, ...lookActions()])
}
