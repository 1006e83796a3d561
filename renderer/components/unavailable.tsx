import type { SignedIn } from '../../shared/session.ts'
import { hrefOfWorkspace } from '../frame-actions.ts'
import { navigate } from '../route.ts'
import { homeOf, roleNames, rolesOf, type Workspace } from '../workspaces.ts'
import { Button } from './button.tsx'
import { EmptyState } from './empty.tsx'

const listed = new Intl.ListFormat('en', { type: 'conjunction' })
const anyOf = new Intl.ListFormat('en', { type: 'disjunction' })

/** A workspace outside one's roles: says which role it needs, and what is open instead. */
export function Unavailable({ workspace, person }: { workspace: Workspace; person: SignedIn }) {
  const home = homeOf(person)
  const needed = anyOf.format(workspace.roles.map((role) => roleNames[role]))
  const own = listed.format(rolesOf(person))
  return (
    <main className="main">
      <section className="pane" aria-label={workspace.name}>
        <header className="pane-head">
          <h1 className="pane-title">{workspace.name}</h1>
        </header>
        <EmptyState
          title={`${workspace.name} is outside your roles.`}
          actions={<Button onClick={() => navigate(hrefOfWorkspace(home))}>Open {home.name}</Button>}
        >
          {`It needs the role ${needed}; you have ${own}. An administrator can give it.`}
        </EmptyState>
      </section>
    </main>
  )
}
