/** The search at the left and whom it finds. */
import { keepPreviousData } from '@tanstack/react-query'
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { PersonFound, ThingKind } from '../../../shared/people.ts'
import { isWorkKind } from '../../../shared/work.ts'
import { asAppError, useApi } from '../../api.ts'
import { CodeOf, TypedCode } from '../../components/code.tsx'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { QueueSkeleton } from '../../components/skeleton.tsx'
import { useSettled } from '../../components/use-settled.ts'
import { VirtualQueue } from '../../components/virtual-queue.tsx'
import { hrefOf, navigate, parseRoute } from '../../route.ts'
import { hrefOfPerson, hrefOfThing, plain, toneOf } from './words.ts'

/** To the list; without one the field only lets go of the keys. */
export function focusList() {
  const list = document.querySelector<HTMLElement>('.people [role="listbox"]')
  if (list) list.focus()
  else if (document.activeElement instanceof HTMLInputElement) document.activeElement.blur()
}

interface SearchPaneProps {
  query: string
  openId: string | null
  field: RefObject<HTMLInputElement | null>
}

/** One person may be found by several things. */
type Row = PersonFound & { person: string }

export function SearchPane({ query, openId, field }: SearchPaneProps) {
  const [text, setText] = useState(query)
  const words = useSettled(text.trim())
  const { data, error, refetch, isFetching, isPlaceholderData } = useApi(
    'people.search',
    { text: words },
    { enabled: words !== '', staleTime: 30_000, placeholderData: keepPreviousData },
  )
  // The words belong to the address, so that the way back from elsewhere leads to the same list; one without words leaves the list alone.
  const asked = useRef(query)
  useEffect(() => {
    if (query === '' || query === asked.current) return
    asked.current = query
    setText(query)
  }, [query])
  useEffect(() => {
    if (words === asked.current) return
    asked.current = words
    navigate(hrefOf(parseRoute(location.hash).path, { q: words }), { replace: true })
  }, [words])
  const rows = useMemo<Row[]>(
    () => (words ? (data ?? []) : []).map((found) => ({ ...found, person: found.id, id: `${found.id}${found.via?.id ?? ''}` })),
    [data, words],
  )
  // Enter means the first of what was typed, also when that is still being looked for.
  const [isWanted, setWanted] = useState(false)
  const isCurrent = words === text.trim() && data !== undefined && !isPlaceholderData
  useEffect(() => {
    if (!isWanted || !isCurrent) return
    setWanted(false)
    if (!rows[0]) return
    open(rows[0], words)
    focusList()
  }, [isWanted, isCurrent, rows, words])
  // The key that leads to the field is not the first letter of a name.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape' || event.key === 'ArrowDown') focusList()
    else if (event.key === 'Enter') setWanted(text.trim() !== '')
    else if (event.key !== '/' || text !== '') return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className="pane" aria-label="Find a person" aria-busy={isFetching}>
      <header className="pane-head">
        <h1 className="pane-title">People</h1>
        {words && data && <span className="t3">{data.length === 20 ? 'the 20 best' : `${data.length} found`}</span>}
      </header>
      <label className="pane-sub search">
        <Icon name="search" small />
        <input
          ref={field}
          className="grow"
          placeholder="Name, e-mail, ISRC, T-number, payout"
          aria-label="Find a person"
          spellCheck={false}
          maxLength={200}
          value={text}
          onChange={(event) => {
            setText(event.target.value)
            setWanted(false)
          }}
          onKeyDown={onKeyDown}
        />
        <span aria-hidden="true">
          <Key>/</Key>
        </span>
      </label>
      <TypedCode text={text} among={['isrc', 'gtin']} />
      {error && <ErrorState title="Nobody could be looked for." error={asAppError(error)} onRetry={() => void refetch()} />}
      {!error && words && !data && <QueueSkeleton rows={6} label="Looking" />}
      {!error && words && data && rows.length === 0 && (
        <EmptyState title="Nobody is called that.">
          {`Nothing of “${words}” is a name, an e-mail address, a user name, an id, a code or a number that leads to somebody whom you may see.`}
        </EmptyState>
      )}
      {!error && rows.length > 0 && (
        <VirtualQueue
          key={words}
          label="People found"
          rows={rows}
          openId={rows.find(({ person, via }) => openId === (thingOf(via)?.id ?? person))?.id ?? null}
          onOpen={(row) => open(row, words)}
          renderRow={renderRow}
        />
      )}
    </section>
  )
}

/** The thing that was looked for, where there is one; else the person. */
function open({ person, via }: Row, q: string) {
  const thing = thingOf(via)
  navigate(thing ? hrefOfThing(thing.kind, thing.id, q) : hrefOfPerson(person, q))
}

/** Things have a page here; work has its own workspace, and is on its person's page. */
function thingOf(via: PersonFound['via']): { kind: ThingKind; id: string; label: string | null } | null {
  return via && !isWorkKind(via.kind) ? { ...via, kind: via.kind } : null
}

function renderRow({ name, latinName, email, status, matched, via }: Row) {
  const tone = toneOf(status)
  const thing = thingOf(via)
  return (
    <>
      <Icon name={thing ? 'records' : 'user'} />
      <span className="subject cut">
        <bdi>{thing ? thing.label : name}</bdi>
      </span>
      <span className="end">{status !== 'active' && <span className={tone}>{plain(status)}</span>}</span>
      <span className="who">
        <span className="cut">
          <bdi>{thing ? name : (latinName ?? email)}</bdi>
        </span>
        <span className="cut">
          <Matched by={matched} />
        </span>
      </span>
    </>
  )
}

/** "name", or a code with what it is called: "ISRC LVABC2600001". */
function Matched({ by }: { by: string }) {
  const [name = '', value] = by.split(' ')
  if (!value) return by
  return (
    <>
      {name} <CodeOf name={name} value={value} />
    </>
  )
}
