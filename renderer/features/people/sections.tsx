/** One section of a person's page; it loads by itself, so that a slow one holds up nothing else. */
import type {
  DestinationFacts,
  IdentityFacts,
  KycFacts,
  PersonSection,
  PlanFacts,
  SectionContent,
  StandingFacts,
  WalletFacts,
} from '../../../shared/people.ts'
import { asAppError, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { countText } from '../../components/count.ts'
import { Panel } from '../../components/panel.tsx'
import { Late, Skeleton } from '../../components/skeleton.tsx'
import { hrefOfRecords } from '../records/place.ts'
import { Entries } from './entries.tsx'
import { Destinations, Identity, isSpotless, Kyc, Plan, Standing, Wallet } from './facts.tsx'
import { useReach } from './reach.ts'
import { sectionNames, sectionTables } from './words.ts'

export default function Section({ personId, section }: { personId: string; section: PersonSection }) {
  const { data, error, refetch } = useApi('people.section', { id: personId, section }, { staleTime: 60_000 })
  const isEmpty = data?.entries.length === 0 && (!data.facts || (section === 'strikes' && isSpotless(data.facts as StandingFacts)))
  return (
    <Panel
      title={sectionNames[section]}
      more={data ? isEmpty ? 'none' : <More personId={personId} section={section} content={data} /> : !error && <Waiting />}
    >
      {error && !data && (
        <p role="alert">
          {asAppError(error).message}{' '}
          <Button small onClick={() => void refetch()}>
            Try again
          </Button>
        </p>
      )}
      {data && <Facts section={section} content={data} />}
      {data && data.entries.length > 0 && <Entries entries={data.entries} />}
    </Panel>
  )
}

function More({ personId, section, content: { total, entries } }: { personId: string; section: PersonSection; content: SectionContent }) {
  const reach = useReach()
  const place = sectionTables[section]
  if (total.n === 0) return null
  const words = total.n > entries.length || total.capped ? `newest ${entries.length} of ${countText(total)}` : countText(total)
  if (!place || !reach.tables.has(place.table)) return words
  return (
    <a className="link" href={hrefOfRecords({ table: place.table, filters: [{ column: place.column, op: 'is', values: [personId] }] })}>
      {words}
    </a>
  )
}

function Waiting() {
  return (
    <Late>
      <span role="status" aria-label="Reading">
        <Skeleton width="48px" />
      </span>
    </Late>
  )
}

function Facts({ section, content: { facts } }: { section: PersonSection; content: SectionContent }) {
  if (!facts) return null
  switch (section) {
    case 'identity':
      return <Identity facts={facts as IdentityFacts} />
    case 'plan':
      return <Plan facts={facts as PlanFacts} />
    case 'kyc':
      return <Kyc facts={facts as KycFacts} />
    case 'wallet':
      return <Wallet facts={facts as WalletFacts} />
    case 'destinations':
      return <Destinations facts={facts as DestinationFacts} />
    case 'strikes':
      return <Standing facts={facts as StandingFacts} />
    default:
      return null
  }
}
