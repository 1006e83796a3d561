/** The queue of the screen: its first page, further pages at both ends, and live changes in place. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { AppError } from '../../shared/errors.ts'
import type { Page, WorkRow } from '../../shared/work.ts'
import { asAppError, call, on, passes } from '../api.ts'
import { type Paced, paced } from '../components/paced.ts'
import { useSession } from '../stores/session.ts'
import { methodOf, type QueueDesk } from './desk.ts'
import { cursorOf, type Direction, firstPage, type GroupOf, newer, patchRows, type QueueList, reconcile, withPage } from './list.ts'
import type { QueueFilter } from './narrowing.ts'
import { useWaiting } from './outbox.ts'

export interface QueueQuery {
  view: string
  filter: QueueFilter
  sort: string
}

export interface Queue<Row extends WorkRow> {
  /** Names the list: another key is another list. */
  key: string
  /** null until the first answer; while the same view is narrowed differently, what it showed before stays until then. */
  list: QueueList<Row> | null
  error: AppError | null
  busy: boolean
  /** Reads the list anew from its start: what left goes, what joined comes. */
  refresh: () => Promise<void>
  more: (direction: Direction) => void
  /** Shows a change before the database has answered; what it returns takes it back. */
  patch: (id: string, change: Partial<Row>) => () => void
  /** Asks again for these items, as after a change of one's own. */
  touch: (ids: string[]) => void
}

const pageSize = 60
const gather = 500 // ms in which changes are gathered into one question
const pause = 700 // ms between two questions where much changes; a colleague's act still shows within a second
const chunk = 200

interface Paging {
  cursor?: string
  direction?: Direction
  limit?: number
  ids?: string[]
}

/** Asks the workspace's own queue method, whose views, sorts and filters are those that its desk lists. */
async function read<Row extends WorkRow>(
  desk: QueueDesk<Row>,
  query: QueueQuery,
  paging: Paging,
  signal?: AbortSignal,
): Promise<Page<Row>> {
  const page = await call(methodOf(desk, 'queue'), { ...query, ...paging } as never, signal ? { signal } : {})
  return page as unknown as Page<Row>
}

/** Headings as of now. */
function groupsNow<Row extends WorkRow>({ groups }: QueueDesk<Row>, { sort }: QueueQuery): GroupOf<Row> {
  const group = groups[sort]
  const reader = { now: Date.now(), zone: useSession.getState().person?.timezone ?? 'UTC' }
  return group ? (row) => group.of(row, reader) : null
}

interface State<Row extends WorkRow> {
  key: string
  view: string
  list: QueueList<Row> | null
  error: AppError | null
  busy: boolean
}

export function useQueue<Row extends WorkRow>(desk: QueueDesk<Row>, query: QueueQuery): Queue<Row> {
  const key = JSON.stringify([desk.id, query])
  const [state, setState] = useState<State<Row>>({ key, view: query.view, list: null, error: null, busy: true })
  const current = useRef({ key, query, list: null as QueueList<Row> | null })
  current.current = { key, query, list: state.key === key ? state.list : null }
  const fetching = useRef<AbortController | null>(null)
  /** Ends when the page that is being read stands in the list. */
  const page = useRef<Promise<unknown>>(Promise.resolve())

  const edit = useCallback((change: (list: QueueList<Row>) => QueueList<Row>) => {
    setState((old) => (old.list && old.key === current.current.key ? { ...old, list: change(old.list) } : old))
  }, [])

  const refresh = useCallback(async () => {
    fetching.current?.abort()
    const abort = new AbortController()
    fetching.current = abort
    const { key, query } = current.current
    setState((old) => (old.view === query.view ? { ...old, busy: true } : { key, view: query.view, list: null, error: null, busy: true }))
    try {
      const asked = read(desk, query, { limit: pageSize }, abort.signal)
      page.current = asked.catch(() => null)
      const list = firstPage(await asked, groupsNow(desk, query))
      if (!abort.signal.aborted) setState({ key, view: query.view, list, error: null, busy: false })
    } catch (thrown) {
      if (!abort.signal.aborted)
        setState((old) => ({ ...old, ...(old.key !== key && { key, list: null }), error: asAppError(thrown), busy: false }))
    } finally {
      if (fetching.current === abort) fetching.current = null
    }
  }, [desk])

  // biome-ignore lint/correctness/useExhaustiveDependencies: another query starts another list
  useEffect(() => {
    void refresh()
    return () => fetching.current?.abort()
  }, [key, refresh])

  const more = useCallback(
    (direction: Direction) => {
      const { key, query, list } = current.current
      const cursor = list && cursorOf(list, direction)
      if (!cursor || fetching.current) return
      const abort = new AbortController()
      fetching.current = abort
      page.current = read(desk, query, { cursor, direction, limit: pageSize }, abort.signal)
        .then((found) => key === current.current.key && edit((old) => withPage(old, found, direction, cursor, groupsNow(desk, query))))
        .catch((thrown) => !abort.signal.aborted && setState((old) => ({ ...old, error: asAppError(thrown) })))
        .finally(() => {
          if (fetching.current === abort) fetching.current = null
        })
    },
    [desk, edit],
  )

  const touch = useChanges(desk, current, page, edit)

  // A list that could not be read, or only as far as it is kept here, is read when the connection is back.
  const online = useSession((session) => session.connection.state === 'online')
  useEffect(() => {
    const { list } = current.current
    if (online && (!list || list.pages[0]?.keptAt) && !fetching.current) void refresh()
  }, [online, refresh])

  const patch = useCallback(
    (id: string, change: Partial<Row>) => {
      const before = current.current.list?.rows.find((row) => row.id === id)
      edit((list) => patchRows(list, (row) => (row.id === id ? { ...row, ...change } : row)))
      return () => before && edit((list) => patchRows(list, (row) => (row.id === id && row.version <= before.version ? before : row)))
    },
    [edit],
  )

  const waiting = useWaiting(desk.kind)
  const { list: known } = state
  const list = useMemo(
    () => (known && waiting.size > 0 ? patchRows(known, (row) => ({ ...row, ...waiting.get(row.id) })) : known),
    [known, waiting],
  )
  const isCurrent = state.view === query.view
  return {
    key: state.key,
    list: isCurrent ? list : null,
    error: isCurrent ? state.error : null,
    busy: state.key !== key || state.busy,
    refresh,
    more,
    patch,
    touch,
  }
}

type Current<Row extends WorkRow> = React.RefObject<{ key: string; query: QueueQuery; list: QueueList<Row> | null }>

/** Gathers what changed, asks for exactly these rows, and lays the answer over the list. */
function useChanges<Row extends WorkRow>(
  desk: QueueDesk<Row>,
  current: Current<Row>,
  page: React.RefObject<Promise<unknown>>,
  edit: (change: (list: QueueList<Row>) => QueueList<Row>) => void,
) {
  const pending = useRef(new Set<string>())

  /** Resolves to whether some have to be asked for again. */
  const ask = useCallback(async () => {
    // A page that was asked for before the change is laid first: what it says of these rows may be older.
    await page.current
    const ids = [...pending.current]
    pending.current.clear()
    const { key, query } = current.current
    for (let start = 0; start < ids.length; start += chunk) {
      const asked = ids.slice(start, start + chunk)
      const told = await read(desk, query, { ids: asked }).catch((thrown) => {
        if (passes(thrown)) for (const id of asked) pending.current.add(id)
        return null
      })
      if (!told || key !== current.current.key) continue
      edit((list) => reconcile(list, asked, told.rows))
      // What left the view still stands there, and says what became of it.
      const found = new Set(told.rows.map((row) => row.id))
      const gone = current.current.list?.rows.filter(({ id }) => asked.includes(id) && !found.has(id)).map(({ id }) => id) ?? []
      if (gone.length === 0 || desk.allView === null) continue
      const elsewhere = { view: desk.allView, filter: {}, sort: query.sort }
      const now = new Map((await read(desk, elsewhere, { ids: gone }).catch(() => null))?.rows.map((row) => [row.id, row]))
      if (key === current.current.key) edit((list) => patchRows(list, (row) => newer(row, now.get(row.id))))
    }
    return pending.current.size > 0
  }, [desk, current, page, edit])
  const reading: Paced = useMemo(() => paced(gather, pause, async () => (await ask()) && reading.ask()), [ask])

  const touch = useCallback(
    (ids: string[]) => {
      for (const id of ids) pending.current.add(id)
      if (ids.length > 0) reading.ask()
    },
    [reading],
  )

  useEffect(() => {
    const stop = on('changes', (changes) => touch(changes.filter((change) => change.kind === desk.kind).map((change) => change.itemId)))
    return () => {
      stop()
      reading.stop()
    }
  }, [desk, touch, reading])

  // What changed while nothing was told is unknown: every row on the screen is asked for again, and what stands first now.
  const recheck = useCallback(async () => {
    const { key, query, list } = current.current
    if (!list) return
    const first = await read(desk, query, { limit: pageSize }).catch(() => null)
    if (first && key === current.current.key) touch([...list.rows, ...first.rows].map((row) => row.id))
  }, [desk, current, touch])
  useEffect(() => on('gap', () => void recheck()), [recheck])
  const online = useSession((session) => session.connection.state === 'online')
  useEffect(() => {
    if (online) void recheck()
  }, [online, recheck])

  return touch
}
