/** The page of an organization, a release or a track. */
import type { Thing, ThingFact, ThingKind } from '../../../shared/people.ts'
import { asAppError, useApi } from '../../api.ts'
import { CodeOf } from '../../components/code.tsx'
import { countText } from '../../components/count.ts'
import { ErrorState } from '../../components/empty.tsx'
import { Panel } from '../../components/panel.tsx'
import { hrefOfRecords } from '../records/place.ts'
import { Entries, State } from './entries.tsx'
import { Fact, Time } from './facts.tsx'
import { PageSkeleton } from './person-page.tsx'
import { useReach } from './reach.ts'
import { capital, hrefOfPerson, hrefOfThing, plain, thingNames } from './words.ts'

const sectionNames: Record<string, string> = {
  labels: 'Sub-labels',
  members: 'Members',
  releases: 'Releases',
  tracks: 'Tracks',
  campaigns: 'Campaigns',
  deliveries: 'Distribution',
  splits: 'Splits',
  claims: 'Claims',
  conflicts: 'Conflicts',
  cases: 'Cases',
  assets: 'Files',
  versions: 'Versions',
  stems: 'Stems',
  generations: 'Generations',
}

export function ThingPage({ kind, id }: { kind: ThingKind; id: string }) {
  const { data, error, refetch } = useApi('people.thing', { kind, id }, { staleTime: 30_000 })
  if (!data && error) {
    return (
      <section className="pane item" aria-label={thingNames[kind]}>
        <header className="pane-head" />
        <ErrorState title={`The ${kind} could not be read.`} error={asAppError(error)} onRetry={() => void refetch()} />
      </section>
    )
  }
  if (!data) return <PageSkeleton label={thingNames[kind]} />
  return (
    <>
      <section className="pane item" aria-label={`${thingNames[kind]} ${data.title}`}>
        <header className="pane-head">
          <h2 className="item-title cut">
            <bdi>{data.title}</bdi>
          </h2>
          {data.subtitle && <bdi className="t3 cut">{data.subtitle}</bdi>}
          <State status={data.status} />
        </header>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard */}
        <section className="pane-body" tabIndex={0} aria-label={`What belongs to ${data.title}`}>
          {data.sections.map(({ section, total, entries }) => (
            <Panel
              key={section}
              title={sectionNames[section] ?? section}
              more={total.n > entries.length ? `newest ${entries.length} of ${countText(total)}` : total.n > 0 ? countText(total) : 'none'}
            >
              {entries.length > 0 && <Entries entries={entries} />}
            </Panel>
          ))}
        </section>
      </section>
      <Facts thing={data} />
    </>
  )
}

function Facts({ thing }: { thing: Thing }) {
  const reach = useReach()
  return (
    <aside className="pane side" aria-label={`Facts about ${thing.title}`}>
      <header className="pane-head">
        <h2 className="pane-title">{thingNames[thing.kind]}</h2>
        <span className="grow" />
        {reach.tables.has(thing.table) && (
          <a
            className="link small"
            href={hrefOfRecords({ table: thing.table, filters: [{ column: 'id', op: 'is', values: [thing.id] }], key: [thing.id] })}
          >
            Open in Records
          </a>
        )}
      </header>
      <div className="pane-body">
        <Panel>
          <dl className="facts">
            <Fact name="Owner">
              <a className="link" href={hrefOfPerson(thing.person.id)}>
                <bdi>{thing.person.name}</bdi>
              </a>
            </Fact>
            {thing.facts.map((fact) => (
              <ThingFactView key={fact[0]} fact={fact} />
            ))}
          </dl>
        </Panel>
      </div>
    </aside>
  )
}

const instant = /^\d{4}-\d\d-\d\dT/

function ThingFactView({ fact: [name, value, page, pageId] }: { fact: ThingFact }) {
  if (value === null || value === '') return null
  const text = String(value)
  if (page && pageId) {
    return (
      <Fact name={capital(name)}>
        <a className="link" href={hrefOfThing(page, pageId)}>
          <bdi>{text}</bdi>
        </a>
      </Fact>
    )
  }
  return (
    <Fact name={capital(name)}>{instant.test(text) ? <Time at={text} /> : <bdi>{<CodeOf name={name} value={plain(text)} />}</bdi>}</Fact>
  )
}
