import { useEffect } from 'react'
import type { SignedIn } from '../shared/session.ts'
import { on } from './api.ts'
import { Boundary } from './components/boundary.tsx'
import { ErrorState } from './components/empty.tsx'
import { GoStrip } from './components/go-strip.tsx'
import { KeysSheet } from './components/keys-sheet.tsx'
import { OfflineBanner } from './components/offline-banner.tsx'
import { PageView } from './components/page.tsx'
import { Palette } from './components/palette.tsx'
import { Rail } from './components/rail.tsx'
import { SignedOutDialog } from './components/signed-out-dialog.tsx'
import { Late, Skeleton } from './components/skeleton.tsx'
import { StatusBar } from './components/status-bar.tsx'
import { Toasts } from './components/toast.tsx'
import { Unavailable } from './components/unavailable.tsx'
import { SignIn } from './features/sign-in.tsx'
import { useFrameActions } from './frame-actions.ts'
import { hrefOf, navigate, useRoute } from './route.ts'
import { setLayout, useLayout } from './stores/layout.ts'
import { showSheet, useOverlay } from './stores/overlay.ts'
import { loadSession, signOut, useSession } from './stores/session.ts'
import { OutboxSheet } from './work/outbox-sheet.tsx'
import { homeOf, mayOpen, type Workspace, workspaces } from './workspaces.ts'

export function App() {
  const { app, failure, person } = useSession()
  if (!app)
    return <main>{failure && <ErrorState title="Backline could not start its screen." error={failure} onRetry={loadSession} />}</main>
  if (!person) return <SignIn app={app} />
  return <Console key={person.staff.id} person={person} />
}

/** Rail, workspace and status bar, with everything that floats above them. */
function Console({ person }: { person: SignedIn }) {
  const { path, query } = useRoute()
  const workspace = workspaces.find(({ id }) => id === path[0])
  const { sheet } = useOverlay()
  const view = query.get('view')
  useFrameActions(person)
  useStart(person, workspace)
  useLastView(workspace, view)
  useEffect(() => {
    return on('command', ({ name }) => {
      if (name === 'palette' || name === 'keys') showSheet(name)
      if (name === 'signOut') void signOut()
    })
  }, [])
  return (
    <>
      <div className="app">
        <Rail person={person} workspace={workspace} view={view} />
        <div className="workspace">
          <OfflineBanner />
          {workspace && <WorkspacePage key={workspace.id} workspace={workspace} person={person} />}
        </div>
        <StatusBar />
      </div>
      <GoStrip />
      <Toasts />
      {sheet === 'palette' && <Palette />}
      {sheet === 'keys' && <KeysSheet />}
      {sheet === 'outbox' && <OutboxSheet own={person.staff} />}
      <SignedOutDialog person={person} />
    </>
  )
}

function WorkspacePage({ workspace, person }: { workspace: Workspace; person: SignedIn }) {
  if (!mayOpen(workspace, person)) return <Unavailable workspace={workspace} person={person} />
  return (
    <Boundary title={`${workspace.name} stopped working.`}>
      <PageView page={workspace.page} waiting={<WorkspaceSkeleton name={workspace.name} />} />
    </Boundary>
  )
}

function WorkspaceSkeleton({ name }: { name: string }) {
  return (
    <main className="main" aria-busy="true" aria-label={name}>
      <section className="pane">
        <header className="pane-head">
          <Late>
            <Skeleton width="90px" />
          </Late>
        </header>
      </section>
    </main>
  )
}

/** An address without a known workspace leads home; the title names where one is. */
function useStart(person: SignedIn, workspace: Workspace | undefined) {
  useEffect(() => {
    if (workspace) document.title = `${workspace.name} · Backline`
    else navigate(hrefOf([homeOf(person, useSession.getState().connection.state === 'offline').id]), { replace: true })
  }, [person, workspace])
}

/** Coming back to a workspace leads to the view that was open there. */
function useLastView(workspace: Workspace | undefined, view: string | null) {
  useEffect(() => {
    if (!workspace?.views.some(({ id }) => id === view) || !view) return
    const { lastView } = useLayout.getState()
    if (lastView[workspace.id] !== view) setLayout({ lastView: { ...lastView, [workspace.id]: view } })
  }, [workspace, view])
}
