/** The tables at the left, by area. */
import { type KeyboardEvent, type RefObject, useEffect, useState } from 'react'
import type { RecordTable } from '../../../shared/records.ts'
import { matchRanges } from '../../../shared/text.ts'
import { Icon } from '../../components/icon.tsx'
import { Key } from '../../components/key.tsx'
import { navigate } from '../../route.ts'
import { hrefOfRecords } from './place.ts'
import { aboutText } from './words.ts'

interface TablesPaneProps {
  tables: RecordTable[]
  open: string | null
  field: RefObject<HTMLInputElement | null>
}

/** One word of several is enough to be found; all of them have to be somewhere in the name or the comment. */
function isFound({ table, comment }: RecordTable, query: string): boolean {
  const text = `${table.replaceAll(/[._]/g, ' ')} ${table} ${comment ?? ''}`
  return query.split(/\s+/).every((word) => matchRanges(text, word).length > 0)
}

export function TablesPane({ tables, open, field }: TablesPaneProps) {
  const [query, setQuery] = useState('')
  const words = query.trim()
  const found = words ? tables.filter((table) => isFound(table, words)) : tables
  const areas = [...new Set(found.map(({ area }) => area))]
  // biome-ignore lint/correctness/useExhaustiveDependencies: another table is another place in the list
  useEffect(() => {
    document.querySelector('.record-table[aria-current]')?.scrollIntoView({ block: 'nearest' })
  }, [open])
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...document.querySelectorAll<HTMLElement>('.record-tables a')]
    const at = links.indexOf(document.activeElement as HTMLElement)
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (event.key === 'Enter' && at < 0 && found[0]) {
      navigate(hrefOfRecords({ table: found[0].table }))
      // The rows take the focus when they come.
      field.current?.blur()
    } else if (event.key === 'Escape' && query) setQuery('')
    else if (step) (links[at + step] ?? field.current)?.focus()
    else if (event.key !== '/' || query) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <section className="pane" aria-label="Tables">
      <header className="pane-head">
        <h1 className="pane-title">Records</h1>
        <span className="t3">{found.length === tables.length ? tables.length : `${found.length} of ${tables.length}`}</span>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows lead from the field into the list and back */}
      <div className="record-tables-body" onKeyDown={onKeyDown}>
        <label className="pane-sub search">
          <Icon name="search" small />
          <input
            ref={field}
            className="grow"
            placeholder="Find a table"
            aria-label="Find a table"
            spellCheck={false}
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          <span aria-hidden="true">
            <Key>/</Key>
          </span>
        </label>
        <nav className="pane-body record-tables" aria-label="Tables by area">
          {areas.map((area) => (
            <section key={area} aria-label={area}>
              <h2 className="qgroup strong">{area}</h2>
              {found
                .filter((table) => table.area === area)
                .map((table) => (
                  <TableLink
                    key={table.table}
                    table={table}
                    isOpen={table.table === open}
                    isEntrance={table.table === (open ?? found[0]?.table)}
                  />
                ))}
            </section>
          ))}
          {found.length === 0 && <p className="nothing t2">No table of yours is called that.</p>}
        </nav>
      </div>
    </section>
  )
}

function TableLink({ table, isOpen, isEntrance }: { table: RecordTable; isOpen: boolean; isEntrance: boolean }) {
  return (
    <a
      className="record-table"
      href={hrefOfRecords({ table: table.table })}
      title={table.comment ?? undefined}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={isEntrance ? 0 : -1}
      onClick={(event) => event.currentTarget.blur()}
    >
      <span className="cut">{table.table.slice(table.area.length + 1)}</span>
      {table.estimate !== null && (
        <span className="n t3">
          <span className="sr">about </span>
          {aboutText(table.estimate)}
        </span>
      )}
    </a>
  )
}
