/** One person: who it is and what may be done in the head, lists in the middle, facts at the side. */
import { useState } from 'react'
import type { Person, PersonSection } from '../../../shared/people.ts'
import { asAppError, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { ErrorState } from '../../components/empty.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { Late, Skeleton } from '../../components/skeleton.tsx'
import { useActions } from '../../keyboard.ts'
import { useSession } from '../../stores/session.ts'
import { ActDialog, type ActName, actsOf } from './acts.tsx'
import { State } from './entries.tsx'
import Section from './sections.tsx'
import { plain, sideSections } from './words.ts'

export function PersonPage({ id }: { id: string }) {
  const { data, error, refetch } = useApi('people.get', { id }, { staleTime: 30_000 })
  if (!data && error) {
    return (
      <section className="pane item" aria-label="Person">
        <header className="pane-head" />
        <ErrorState title="The person could not be read." error={asAppError(error)} onRetry={() => void refetch()} />
      </section>
    )
  }
  if (!data) return <PageSkeleton label="Person" />
  const lists = data.sections.filter((section) => !sideSections.includes(section))
  const facts = data.sections.filter((section) => sideSections.includes(section))
  return (
    <>
      <section className="pane item" aria-label={`Person ${data.name}`}>
        <Head person={data} />
        <Sections person={data} sections={lists} label={`What belongs to ${data.name}`} />
      </section>
      <aside className="pane side" aria-label={`Facts about ${data.name}`}>
        <header className="pane-head">
          <h2 className="pane-title">Account</h2>
          <span className="grow" />
          <span className="t3 mono">{data.id.slice(0, 8)}</span>
        </header>
        <Sections person={data} sections={facts} label="Facts" />
      </aside>
    </>
  )
}

function Sections({ person, sections, label }: { person: Person; sections: PersonSection[]; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
    <section className="pane-body" tabIndex={0} aria-label={label}>
      {sections.map((section) => (
        <Section key={section} personId={person.id} section={section} />
      ))}
    </section>
  )
}

function Head({ person }: { person: Person }) {
  const [asked, setAsked] = useState<ActName | null>(null)
  const manages = useSession((session) => session.person?.capabilities.includes('person.manage') ?? false)
  const locked = person.isStaff ? 'This account belongs to staff; whoever runs the platform changes it' : null
  const acts = manages ? actsOf(person) : []
  const [main, ...more] = acts
  useActions(
    'person',
    acts.map(({ name, label, icon }) => ({
      id: `people.${name}`,
      label,
      group: 'Decide',
      icon,
      disabled: locked,
      run: () => setAsked(name),
    })),
  )
  return (
    <header className="pane-head">
      <h2 className="item-title cut">
        <bdi>{person.name}</bdi>
      </h2>
      {person.latinName && <bdi className="t3 cut">{person.latinName}</bdi>}
      <State status={person.status} />
      <span className="t3">{plain(person.role)}</span>
      <span className="grow" />
      {manages && locked && <span className="t3 small cut">Staff</span>}
      {main && (
        <Button
          small
          variant={main.name === 'suspend' ? 'adverse' : 'plain'}
          icon={main.icon}
          reason={locked}
          onClick={() => setAsked(main.name)}
        >
          {main.label}
        </Button>
      )}
      {more.length > 0 && (
        <Menu>
          <MenuTrigger>
            <Button small variant="quiet" icon="dots" only="More acts" />
          </MenuTrigger>
          <MenuList label="More acts" align="end">
            {more.map(({ name, label, icon }) => (
              <MenuItem key={name} icon={icon} reason={locked} onSelect={() => setAsked(name)}>
                {label}
              </MenuItem>
            ))}
          </MenuList>
        </Menu>
      )}
      {asked && <ActDialog act={asked} person={person} onClose={() => setAsked(null)} />}
    </header>
  )
}

export function PageSkeleton({ label }: { label: string }) {
  return (
    <>
      <section className="pane item" aria-label={label} aria-busy="true">
        <header className="pane-head">
          <Late>
            <Skeleton width="240px" />
          </Late>
        </header>
      </section>
      <aside className="pane side" aria-label="Facts" aria-busy="true">
        <header className="pane-head" />
      </aside>
    </>
  )
}
