import { useEffect } from 'react'
import type { SignedIn } from '../../shared/session.ts'
import type { WorkCounts } from '../../shared/work.ts'
import { on, queryClient, useApi } from '../api.ts'
import { hrefOfWorkspace } from '../frame-actions.ts'
import { hrefOf } from '../route.ts'
import { setLayout, useLayout } from '../stores/layout.ts'
import { showSheet } from '../stores/overlay.ts'
import { signOut } from '../stores/session.ts'
import { mayOpen, rolesOf, type Workspace, workspaces } from '../workspaces.ts'
import { Avatar } from './avatar.tsx'
import { countText } from './count.ts'
import { Icon } from './icon.tsx'
import { Keys, spokenKeys } from './key.tsx'
import { Menu, MenuItem, MenuLabel, MenuLine, MenuList, MenuTrigger } from './menu.tsx'
import { paced } from './paced.ts'

const gather = 1500 // ms in which changes are gathered into one question
const pause = 8000 // ms between two questions where much changes
const afresh = 60_000 // ms after which time alone has made items late

function useCounts(): WorkCounts[] {
  const { data = [] } = useApi('work.counts', {}, { refetchInterval: afresh })
  useEffect(() => {
    const reading = paced(gather, pause, () => void queryClient.invalidateQueries({ queryKey: ['work.counts'] }))
    const stop = on('changes', reading.ask)
    return () => {
      reading.stop()
      stop()
    }
  }, [])
  return data
}

interface RailProps {
  person: SignedIn
  workspace: Workspace | undefined
  view: string | null
}

export function Rail({ person, workspace, view }: RailProps) {
  const counts = useCounts()
  const countsOf = ({ kind }: Workspace) => counts.find((each) => each.kind === kind)
  const item = (each: Workspace) => (
    <RailItem key={each.id} workspace={each} counts={countsOf(each)} isOpen={each === workspace} isOutside={!mayOpen(each, person)} />
  )
  return (
    <nav className="rail" aria-label="Workspaces">
      <div className="rail-brand">
        <Icon name="mark" /> Backline
      </div>
      <button
        type="button"
        className="rail-find"
        title="Find or go to"
        aria-keyshortcuts={spokenKeys('Mod+K')}
        onClick={() => showSheet('palette')}
      >
        <Icon name="search" small />
        <span className="grow">Find or go to</span>
        <span aria-hidden="true">
          <Keys keys="Mod+K" />
        </span>
      </button>
      {workspaces.slice(0, 6).map(item)}
      <div className="rail-gap" />
      {workspaces.slice(6).map(item)}
      {workspace && <RailViews workspace={workspace} counts={countsOf(workspace)} view={view} />}
      <PersonMenu person={person} />
    </nav>
  )
}

interface RailItemProps {
  workspace: Workspace
  counts: WorkCounts | undefined
  isOpen: boolean
  isOutside: boolean
}

function RailItem({ workspace, counts, isOpen, isOutside }: RailItemProps) {
  const { name, id } = workspace
  const late = counts && counts.late.n > 0 ? countText(counts.late) : null
  return (
    <a
      className={isOutside ? 'rail-item outside' : 'rail-item'}
      href={hrefOfWorkspace(workspace)}
      title={name}
      aria-current={isOpen ? 'page' : undefined}
    >
      <Icon name={id} />
      <span className="name">{name}</span>
      {late && (
        <span className="rail-late">
          {late}
          <span className="unit"> late</span>
        </span>
      )}
      {counts && (
        <span className="n">
          {countText(counts.open)}
          <span className="sr"> open</span>
        </span>
      )}
      {isOutside && <span className="sr">, outside your roles</span>}
    </a>
  )
}

function RailViews({ workspace, counts, view }: { workspace: Workspace; counts: WorkCounts | undefined; view: string | null }) {
  if (!counts || workspace.views.length === 0) return null
  const current = view ?? workspace.views[0]?.id
  return (
    <>
      <div className="rail-label">{workspace.name}</div>
      {workspace.views.map(({ id, name }) => {
        const count = counts.views[id]
        return (
          <a
            key={id}
            className="rail-item view"
            href={hrefOf([workspace.id], { view: id })}
            aria-current={id === current ? 'true' : undefined}
          >
            <span className="name">{name}</span>
            {count && <span className="n">{countText(count)}</span>}
          </a>
        )
      })}
    </>
  )
}

function PersonMenu({ person }: { person: SignedIn }) {
  const { theme, density } = useLayout()
  const roles = rolesOf(person).join(', ')
  return (
    <Menu>
      <MenuTrigger>
        <button type="button" className="rail-me btn quiet">
          <Avatar initials={person.staff.initials} size="large" />
          <span className="cut">
            <span className="name">{person.staff.name}</span>
            <br />
            <span className="small t3">{roles}</span>
          </span>
        </button>
      </MenuTrigger>
      <MenuList label={person.staff.name} side="top">
        <MenuLabel>Theme</MenuLabel>
        <MenuItem checked={theme === 'system'} stay onSelect={() => setLayout({ theme: 'system' })}>
          As the system
        </MenuItem>
        <MenuItem checked={theme === 'light'} stay onSelect={() => setLayout({ theme: 'light' })}>
          Light
        </MenuItem>
        <MenuItem checked={theme === 'dark'} stay onSelect={() => setLayout({ theme: 'dark' })}>
          Dark
        </MenuItem>
        <MenuLabel>Rows</MenuLabel>
        <MenuItem checked={density === 'comfortable'} stay onSelect={() => setLayout({ density: 'comfortable' })}>
          Comfortable
        </MenuItem>
        <MenuItem checked={density === 'compact'} stay onSelect={() => setLayout({ density: 'compact' })}>
          Compact
        </MenuItem>
        <MenuLine />
        <MenuItem icon="user" hint={person.profile.name} onSelect={() => void signOut()}>
          Sign out
        </MenuItem>
        <MenuItem icon="x" hint="drafts stay" onSelect={() => void signOut({ wipe: true })}>
          Sign out, forget what is kept here
        </MenuItem>
      </MenuList>
    </Menu>
  )
}
