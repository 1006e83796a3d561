/** The people workspace: finding somebody, and the page of a person, an organization, a release or a track. */
import { useRef } from 'react'
import type { ThingKind } from '../../../shared/people.ts'
import { thingKinds } from '../../../shared/people.ts'
import { EmptyState } from '../../components/empty.tsx'
import { useActions } from '../../keyboard.ts'
import { useRoute } from '../../route.ts'
import { PersonPage } from './person-page.tsx'
import { focusList, SearchPane } from './search-pane.tsx'
import { ThingPage } from './thing-page.tsx'
import './people.css'

/** #/people/<person> or #/people/<kind>/<thing>, with the words of the search in ?q=. */
export default function People() {
  const { path, query } = useRoute()
  const [, first, second] = path
  const field = useRef<HTMLInputElement>(null)
  const kind = thingKinds.find((each) => each === first)
  const find = () => {
    field.current?.focus()
    field.current?.select()
  }
  useActions('people', [
    { id: 'people.find', label: 'Find a person', group: 'Move', keys: '/', icon: 'search', run: find },
    { id: 'people.list', label: 'Back to the list', group: 'Move', keys: 'Escape', unlisted: true, run: focusList },
    { id: 'people.back', label: 'Back to where you were', group: 'Move', keys: 'Alt+ArrowLeft', run: () => history.back() },
  ])
  return (
    <main className="main people">
      <SearchPane query={query.get('q') ?? ''} openId={(kind ? second : first) ?? null} field={field} />
      <Open kind={kind} id={(kind ? second : first) ?? null} />
    </main>
  )
}

function Open({ kind, id }: { kind: ThingKind | undefined; id: string | null }) {
  if (!id) {
    return (
      <section className="pane" aria-label="Nobody is open">
        <EmptyState title="Nobody is open.">
          Type a name, an e-mail address, a user name or an id at the left. The number of a ticket, payout or case, an ISRC, a UPC, a
          document number or an id of Stripe leads to the person too.
        </EmptyState>
      </section>
    )
  }
  return kind ? <ThingPage key={`${kind} ${id}`} kind={kind} id={id} /> : <PersonPage key={id} id={id} />
}
