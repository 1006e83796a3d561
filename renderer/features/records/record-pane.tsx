/** One row, whole: every field with its type and comment, where it leads, and what leads to it. */
import { useState } from 'react'
import { kindOf, type RecordColumn, type RecordLink, type RecordRow, type RecordTable } from '../../../shared/records.ts'
import { asAppError, useApi } from '../../api.ts'
import { Button } from '../../components/button.tsx'
import { CodeOf } from '../../components/code.tsx'
import { countText } from '../../components/count.ts'
import { EmptyState, ErrorState } from '../../components/empty.tsx'
import { Menu, MenuItem, MenuList, MenuTrigger } from '../../components/menu.tsx'
import { Panel } from '../../components/panel.tsx'
import { QueueSkeleton } from '../../components/skeleton.tsx'
import { copyCells } from './copy.ts'
import { EditPanel } from './edit.tsx'
import { titleOf, typeOf } from './grid-head.tsx'
import { JsonView } from './json-view.tsx'
import { hrefOfRecords } from './place.ts'
import { hrefOfTarget, pageOfRow } from './targets.ts'
import { hoverOf, instantText } from './words.ts'

interface RecordPaneProps {
  table: RecordTable
  tables: ReadonlyMap<string, RecordTable>
  rowKey: string[]
  onClose: () => void
}

export function RecordPane({ table, tables, rowKey, onClose }: RecordPaneProps) {
  const { data, error, refetch } = useApi('records.rows', { table: table.table, keys: [rowKey] }, { staleTime: 0 })
  const row = data?.[0]
  const page = row && pageOfRow(table, rowKey)
  return (
    <aside className="pane side record" aria-label={`Row of ${table.table}`} aria-busy={!data}>
      <header className="pane-head">
        <h2 className="pane-title cut" title={rowKey.join(', ')}>
          {nameOf(table, row) ?? rowKey[0]}
        </h2>
        <span className="grow" />
        {page && (
          <a className="link small" href={page.href}>
            Open {page.name}
          </a>
        )}
        {row && <CopyMenu table={table} row={row} />}
        <Button small variant="quiet" keys="Escape" onClick={onClose}>
          Close
        </Button>
      </header>
      {!data && error && <ErrorState title="The row could not be read." error={asAppError(error)} onRetry={() => void refetch()} />}
      {!data && !error && <QueueSkeleton rows={8} label="Reading the row" />}
      {data && !row && (
        <EmptyState title="This row does not exist any more." actions={<Button onClick={onClose}>Back to the rows</Button>}>
          It was deleted, or its partition was dropped after its time.
        </EmptyState>
      )}
      {row && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by the keyboard
        <section className="pane-body" tabIndex={0} aria-label="Fields">
          <EditPanel table={table} row={row} />
          <Panel>
            <dl className="record-fields">
              {table.columns.map((column, at) => (
                <FieldView
                  key={column.name}
                  column={column}
                  value={row.cells[at] ?? null}
                  href={hrefOfTarget(table, tables, row, column)}
                />
              ))}
            </dl>
          </Panel>
          <Links table={table} rowKey={rowKey} />
        </section>
      )}
    </aside>
  )
}

const naming = ['name', 'title', 'subject', 'display_name', 'full_name', 'key', 'code', 'reference', 'username', 'email']

/** What people would call the row. */
function nameOf({ columns }: RecordTable, row: RecordRow | undefined): string | null {
  if (!row) return null
  const values = naming.map((name) => row.cells[columns.findIndex((column) => column.name === name)])
  return values.find(Boolean) ?? null
}

function CopyMenu({ table, row }: { table: RecordTable; row: RecordRow }) {
  const copy = (format: 'csv' | 'json') => void copyCells(table, [row], table.columns, format)
  return (
    <Menu>
      <MenuTrigger>
        <Button small variant="quiet" icon="doc">
          Copy
        </Button>
      </MenuTrigger>
      <MenuList label="Copy the row" align="end">
        <MenuItem onSelect={() => copy('json')}>As JSON</MenuItem>
        <MenuItem onSelect={() => copy('csv')}>As CSV</MenuItem>
      </MenuList>
    </Menu>
  )
}

function FieldView({ column, value, href }: { column: RecordColumn; value: string | null; href: string | null }) {
  return (
    <>
      <dt title={titleOf(column)}>
        <span className="cut">{column.name}</span>
        <span className="cut t3 record-type">{typeOf(column)}</span>
      </dt>
      <dd title={value && hoverOf(column, value) !== value ? hoverOf(column, value) : undefined}>
        <FieldValue column={column} value={value} href={href} />
        {column.comment && <p className="small t3">{column.comment}</p>}
      </dd>
    </>
  )
}

const folded = 600 // characters of a text that show before "Show all"

function FieldValue({ column, value, href }: { column: RecordColumn; value: string | null; href: string | null }) {
  const [isOpen, setOpen] = useState(false)
  const kind = kindOf(column)
  if (value === null) return <span className="record-null">null</span>
  if (value === '') return <span className="record-null">empty</span>
  if (href) {
    return (
      <a className="link mono" href={href}>
        {value}
      </a>
    )
  }
  if (kind === 'json') return <JsonView text={value} />
  if (kind === 'time') return <time dateTime={value}>{instantText(value)} UTC</time>
  if (kind === 'uuid') return <span className="mono">{value}</span>
  const isLong = value.length > folded
  return (
    <>
      <bdi className="record-text">
        <CodeOf name={column.name} value={isLong && !isOpen ? `${value.slice(0, folded)}…` : value} isRaw />
      </bdi>
      {isLong && (
        <Button small variant="quiet" onClick={() => setOpen(!isOpen)}>
          {isOpen ? 'Show less' : `Show all ${value.length.toLocaleString('en')} characters`}
        </Button>
      )}
    </>
  )
}

function Links({ table, rowKey }: { table: RecordTable; rowKey: string[] }) {
  const { data, error } = useApi('records.links', { table: table.table, key: rowKey }, { staleTime: 0, retry: false })
  const [isWhole, setWhole] = useState(false)
  if (error) return <Panel title="Referenced by">{asAppError(error).message}</Panel>
  if (!data) return <Panel title="Referenced by">Counting</Panel>
  if (data.length === 0) return null
  const some = data.filter(({ count }) => count === null || count.n > 0)
  const none = data.length - some.length
  return (
    <Panel title="Referenced by" more={`${some.length} of ${data.length}`}>
      {(isWhole ? data : some).map((link) => (
        <LinkRow key={`${link.table}.${link.column}`} link={link} />
      ))}
      {none > 0 && (
        <Button small variant="quiet" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Leave out those without rows' : `${none} without rows`}
        </Button>
      )}
    </Panel>
  )
}

function LinkRow({ link: { table, column, filters, count } }: { link: RecordLink }) {
  return (
    <a className="record-link" href={hrefOfRecords({ table, filters })}>
      <span className="cut">
        {table} <span className="t3">{column}</span>
      </span>
      <span className="n t3">{count ? countText(count) : 'not counted'}</span>
    </a>
  )
}
