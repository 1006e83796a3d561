import type { SignedIn } from '../../shared/session.ts'
import { hrefOfWorkspace } from '../frame-actions.ts'
import { navigate } from '../route.ts'
import { homeOf, mayOpen, roleNames, rolesOf, type Workspace, workspaces } from '../workspaces.ts'
import { Button } from './button.tsx'
import { EmptyState } from './empty.tsx'

const listed = new Intl.ListFormat('en', { type: 'conjunction' })
const anyOf = new Intl.ListFormat('en', { type: 'disjunction' })

/** A workspace outside one's roles, or one that this version does not have yet. Says which, and what helps. */
export function Unavailable({ workspace, person }: { workspace: Workspace; person: SignedIn }) {
  const home = homeOf(person)
  const present = workspaces.filter(({ page }) => page).map(({ name }) => name)
  const outside = !mayOpen(workspace, person)
  const needed = anyOf.format(workspace.roles.map((role) => roleNames[role]))
  const own = listed.format(rolesOf(person))
  return (
    <main className="main">
      <section className="pane" aria-label={workspace.name}>
        <header className="pane-head">
          <h1 className="pane-title">{workspace.name}</h1>
        </header>
        <EmptyState
          title={outside ? `${workspace.name} is outside your roles.` : `${workspace.name} is not part of this version yet.`}
          actions={home.page && <Button onClick={() => navigate(hrefOfWorkspace(home))}>Open {home.name}</Button>}
        >
          {outside
            ? `It needs the role ${needed}; you have ${own}. An administrator can give it.`
            : `Its place in the rail stays as it is. This version has ${listed.format(present)}.`}
        </EmptyState>
      </section>
    </main>
  )
}
