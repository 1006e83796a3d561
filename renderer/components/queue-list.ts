/** What the queue's two forms (rows of two lines, table) share: virtual rows, keys, paging both ways, and rows that stay where they are. */
import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import {
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react'
import { type Action, useActions } from '../keyboard.ts'
import { useLayout } from '../stores/layout.ts'

export interface QueueOptions<Row extends { id: string }> {
  rows: readonly Row[]
  /** Rows in a run with one key stand under one group row. */
  groupOf?: ((row: Row) => string) | undefined
  /** The item that is open beside the list. */
  openId: string | null
  onOpen: (row: Row) => void
  /** The row under the keyboard moved. */
  onActive?: (row: Row) => void
  checked?: ReadonlySet<string>
  onCheck?: (checked: ReadonlySet<string>) => void
  /** More rows exist after, or before, those given; called when the person comes near. Must bear being called again. */
  onEnd?: (() => void) | undefined
  onStart?: (() => void) | undefined
}

export type QueueItem<Row> =
  | { type: 'row'; key: string; row: Row }
  | { type: 'group'; key: string; group: string }
  | { type: 'more'; key: string }

/** Heights in px; `head` is what stands above the rows and scrolls with them. */
interface Sizes {
  row: number
  group: number
  head?: number
}

export interface QueueList<Row> {
  scroller: RefObject<HTMLDivElement | null>
  virtualizer: Virtualizer<HTMLDivElement, Element>
  items: readonly QueueItem<Row>[]
  active: Row | null
  onKeyDown: (event: KeyboardEvent) => void
  /** For the element around the rows, each of which says its `data-index`. */
  onClick: (event: MouseEvent) => void
  /** The next change of the rows may move everything: the person asked for it. */
  showTop: () => void
}

const near = 20 // rows before an end at which more are asked for
const overscan = 10
const none: ReadonlySet<string> = new Set()

function itemsOf<Row extends { id: string }>({ rows, groupOf, onEnd, onStart }: QueueOptions<Row>): QueueItem<Row>[] {
  const items: QueueItem<Row>[] = []
  let group: string | null = null
  if (onStart && rows.length > 0) items.push({ type: 'more', key: 'before' })
  for (const row of rows) {
    const next = groupOf?.(row) ?? null
    if (next !== null && next !== group) items.push({ type: 'group', key: `before ${row.id}`, group: next })
    group = next
    items.push({ type: 'row', key: row.id, row })
  }
  if (onEnd && rows.length > 0) items.push({ type: 'more', key: 'after' })
  return items
}

export function useQueueList<Row extends { id: string }>(options: QueueOptions<Row>, comfortable: Sizes, compact: Sizes): QueueList<Row> {
  const { rows, groupOf, openId, onOpen, onActive, onCheck, onEnd, onStart } = options
  const checked = options.checked ?? none
  const sizes = useLayout((layout) => layout.density) === 'compact' ? compact : comfortable
  const { head = 0 } = sizes
  const hasEnd = Boolean(onEnd)
  const hasStart = Boolean(onStart)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only whether more exists matters, not who fetches it
  const items = useMemo(() => itemsOf(options), [rows, groupOf, hasEnd, hasStart])

  const scroller = useRef<HTMLDivElement>(null)
  const [cursor, setCursor] = useState<{ id: string; index: number } | null>(null)
  const activeIndex = useMemo(() => {
    const id = cursor?.id ?? openId
    const index = rows.findIndex((row) => row.id === id)
    // When the row is gone, the keyboard stays at its place in the list.
    return index >= 0 ? index : Math.min(cursor?.index ?? 0, rows.length - 1)
  }, [rows, cursor, openId])
  const active = rows[activeIndex] ?? null
  const activeItem = useMemo(() => items.findIndex((item) => item.key === active?.id), [items, active])

  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (items[index]?.type === 'group' ? sizes.group : sizes.row),
    getItemKey: useCallback((index: number) => items[index]?.key ?? index, [items]),
    rangeExtractor: useCallback((range: Range) => withActive(defaultRangeExtractor(range), activeItem), [activeItem]),
    overscan,
    scrollMargin: head,
    scrollPaddingStart: head + sizes.group,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer keeps sizes until it is told
  useLayoutEffect(() => virtualizer.measure(), [sizes])
  const showTop = useStillRows(scroller, virtualizer, items, active?.id ?? null, openId)
  usePaging(virtualizer, items.length, onEnd, onStart)

  const moveTo = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))]
    if (!row) return
    setCursor({ id: row.id, index: rows.indexOf(row) })
    virtualizer.scrollToIndex(items.findIndex((item) => item.key === row.id))
    holderOf(scroller.current)?.focus({ preventScroll: true })
    onActive?.(row)
  }
  const lastChecked = useRef<number | null>(null)
  const toggleAt = (index: number) => {
    const row = rows[index]
    if (!row || !onCheck) return
    const next = new Set(checked)
    if (!next.delete(row.id)) next.add(row.id)
    lastChecked.current = index
    onCheck(next)
  }
  const checkRange = (to: number) => {
    const from = lastChecked.current ?? activeIndex
    const [low, high] = from < to ? [from, to] : [to, from]
    lastChecked.current = to
    onCheck?.(new Set([...checked, ...rows.slice(low, high + 1).map((row) => row.id)]))
  }
  const open = (row: Row | null) => {
    if (!row) return
    setCursor({ id: row.id, index: rows.indexOf(row) })
    onOpen(row)
  }
  // What was opened from elsewhere (a palette, "next") is where the keyboard goes on from.
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows that come later do not call the keyboard back
  useEffect(() => {
    const index = rows.findIndex((row) => row.id === openId)
    if (!openId || index < 0) return
    setCursor({ id: openId, index })
    virtualizer.scrollToIndex(items.findIndex((item) => item.key === openId))
  }, [openId])
  useActions('queue', queueActions({ moveTo, toggleAt, checkRange, open: () => open(active), at: activeIndex, checks: Boolean(onCheck) }))

  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / sizes.row) - 1)
    const go: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    }
    const target = go[event.key]
    if (event.target !== event.currentTarget) return // a head of the table has keys of its own
    if (event.altKey || event.ctrlKey || event.metaKey || (target === undefined && event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    if (target !== undefined) moveTo(target)
    else if (event.key === ' ') toggleAt(activeIndex)
    else if (!event.repeat) open(active)
  }
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target : null
    const item = items[Number(target?.closest<HTMLElement>('[data-index]')?.dataset.index)]
    if (item?.type !== 'row') return
    const index = rows.indexOf(item.row)
    if (event.shiftKey && onCheck) return checkRange(index)
    if (event.ctrlKey || event.metaKey || target?.closest('[data-check]')) return toggleAt(index)
    open(item.row)
  }
  return { scroller, virtualizer, items, active, onKeyDown, onClick, showTop }
}

/** What takes the focus for all rows: the list itself, or the table in it. */
function holderOf(scroller: HTMLElement | null): HTMLElement | null {
  return scroller?.querySelector<HTMLElement>('[role="grid"]') ?? scroller
}

/** The row under the keyboard stays in the document, so that assistive technology keeps hold of it. */
function withActive(range: number[], index: number): number[] {
  if (index < 0 || range.includes(index)) return range
  return [...range, index].sort((a, b) => a - b)
}

/** When rows come or go above, the row that the eye or the pointer rests on keeps its place on the screen. */
function useStillRows<Row>(
  scroller: RefObject<HTMLDivElement | null>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  items: readonly QueueItem<Row>[],
  activeId: string | null,
  openId: string | null,
) {
  const seen = useRef<{ items: typeof items; places: Map<string, number> }>({ items, places: new Map() })
  const toTop = useRef(false)
  const [, redraw] = useReducer((times: number) => times + 1, 0)
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || seen.current.items === items) return
    const moved = toTop.current ? -element.scrollTop : shiftOf(seen.current.places, virtualizer, items, element.scrollTop)
    toTop.current = false
    if (!moved) return
    element.scrollTop += moved
    // The scroll event comes a frame later; until then the rows of the old place would be drawn, and none would be in view.
    virtualizer.scrollOffset = element.scrollTop
    redraw()
  }, [scroller, virtualizer, items])
  // After every paint: which rows are in view, and where; the open row first, then the active one.
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const { scrollTop, clientHeight } = element
    const inView = virtualizer.getVirtualItems().filter(({ start, end }) => end > scrollTop && start < scrollTop + clientHeight)
    const rank = (key: unknown) => (key === openId ? 0 : key === activeId ? 1 : 2)
    const rows = inView.filter(({ index }) => items[index]?.type === 'row').sort((a, b) => rank(a.key) - rank(b.key))
    seen.current = { items, places: new Map(rows.map(({ key, start }) => [String(key), start - scrollTop])) }
  })
  return useCallback(() => {
    toTop.current = true
  }, [])
}

function shiftOf<Row>(
  places: Map<string, number>,
  virtualizer: Virtualizer<HTMLDivElement, Element>,
  items: readonly QueueItem<Row>[],
  scrollTop: number,
): number {
  const indexes = new Map<string, number>()
  items.forEach(({ key }, index) => {
    if (places.has(key)) indexes.set(key, index)
  })
  for (const [key, place] of places) {
    const start = virtualizer.measurementsCache[indexes.get(key) ?? -1]?.start
    if (start !== undefined) return start - scrollTop - place
  }
  return 0
}

function usePaging(virtualizer: Virtualizer<HTMLDivElement, Element>, count: number, onEnd?: () => void, onStart?: () => void) {
  const range = virtualizer.range
  useEffect(() => {
    if (!range) return
    if (range.endIndex >= count - near) onEnd?.()
    if (range.startIndex <= near) onStart?.()
  }, [range, count, onEnd, onStart])
}

interface QueueKeys {
  moveTo: (index: number) => void
  toggleAt: (index: number) => void
  checkRange: (index: number) => void
  open: () => void
  at: number
  checks: boolean
}

function queueActions({ moveTo, toggleAt, checkRange, open, at, checks }: QueueKeys): Action[] {
  const moves: Action[] = [
    { id: 'queue.down', label: 'Down', group: 'Move', keys: 'J', repeats: true, unlisted: true, run: () => moveTo(at + 1) },
    { id: 'queue.up', label: 'Up', group: 'Move', keys: 'K', repeats: true, unlisted: true, run: () => moveTo(at - 1) },
    { id: 'queue.open', label: 'Open', group: 'Move', keys: 'Enter', unlisted: true, run: open },
  ]
  if (!checks) return moves
  return [
    ...moves,
    { id: 'queue.select', label: 'Select', group: 'Move', keys: 'X', unlisted: true, run: () => toggleAt(at) },
    { id: 'queue.range', label: 'Select a range', group: 'Move', keys: 'Shift+X', unlisted: true, run: () => checkRange(at) },
  ]
}
