/** The person beside an item: the sections of People that matter here, each loading by itself, as far as the reader may see them. */
import { lazy, Suspense } from 'react'
import type { PersonSection } from '../../shared/people.ts'
import { asAppError, useApi } from '../api.ts'
import { Button } from '../components/button.tsx'
import { ErrorState } from '../components/empty.tsx'
import { Late, Skeleton } from '../components/skeleton.tsx'
import { hrefOfPerson } from '../features/people/words.ts'
import '../features/people/people.css'

// A list that nothing is open beside does without.
const Section = lazy(() => import('../features/people/sections.tsx'))

interface PersonSideProps {
  personId: string
  /** In this order; those that the reader may not open are left out. */
  sections: readonly PersonSection[]
  /** Who it is here: "Customer". */
  label: string
  /** It lies over the item, where there is no room beside it. */
  isSheet?: boolean
  onClose?: () => void
}

export function PersonSide({ personId, sections, label, isSheet = false, onClose }: PersonSideProps) {
  const { data: person, error, refetch } = useApi('people.get', { id: personId }, { staleTime: 30_000 })
  return (
    <aside className={isSheet ? 'pane side person sheet' : 'pane side person'} aria-label={person ? `${label} ${person.name}` : label}>
      <header className="pane-head">
        <h2 className="pane-title cut">
          {person ? <PersonName id={personId} name={person.name} /> : <Late>{!error && <Skeleton width="140px" />}</Late>}
        </h2>
        <span className="grow" />
        {onClose && (
          <Button small variant="quiet" keys="P" onClick={onClose}>
            Close
          </Button>
        )}
      </header>
      {!person && error && <ErrorState title="The person could not be read." error={asAppError(error)} onRetry={() => void refetch()} />}
      {person && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
        <section className="pane-body" tabIndex={0} aria-label={`Facts about ${person.name}`}>
          <Suspense>
            {sections
              .filter((section) => person.sections.includes(section))
              .map((section) => (
                <Section key={section} personId={personId} section={section} />
              ))}
          </Suspense>
        </section>
      )}
    </aside>
  )
}

/** A name that leads to the person's page. */
export function PersonName({ id, name }: { id: string; name: string }) {
  return (
    <a className="person-name" href={hrefOfPerson(id)} title={`${name} in People`}>
      <bdi>{name}</bdi>
    </a>
  )
}
