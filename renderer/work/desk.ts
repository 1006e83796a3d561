/**
 * What the five workspaces share. Each describes itself once as a Desk; everything here takes that description.
 *
 *   desk.ts              Desk and QueueDesk: what a workspace says about itself; types of a workspace by its id
 *   workspace.tsx        Workspace: the page, with list, open item and the person; its keys
 *   queue-pane.tsx       the list at the left: head, search, states; queue-body.tsx its rows, queue-empty.tsx its empty states
 *   use-queue.ts list.ts the rows: pages, patches, what left and what joined; list-state.ts how each view is narrowed and sorted
 *   narrowing.ts filters.tsx views.tsx list-form.tsx   search tokens, filter pane, saved views, list or table
 *   bulk.tsx             the same act on every selected row
 *   use-item.ts          one item, kept fresh; open-item.tsx its states while it is read
 *   use-acts.ts          acts that show at once and are taken back when refused, one after the other
 *   item-banners.tsx     taken, held, own claim ending, handed to you, refused; item-actions.ts claim, next, release, hand over, copy
 *   hand-over.tsx colleagues.tsx presence.tsx
 *   attaching.ts         files on their way into a draft; use-file.ts media.tsx pdf.ts a file behind an item, looked at
 *   draft.ts use-sending.ts use-decision.tsx saved-words.tsx   what is typed and not yet sent
 *   person-side.tsx      the person beside the item, section by section
 *   history.tsx          audit events as lines
 */
import type { ReactNode } from 'react'
import type { CodeKind } from '../../shared/codes.ts'
import type { Input, Method, Output } from '../../shared/contract.ts'
import type { StaffRole } from '../../shared/session.ts'
import type { Page, Presence, WorkDetail, WorkKind, WorkRow } from '../../shared/work.ts'
import type { IconName } from '../components/icon.tsx'
import type { QueueColumn } from '../components/queue-table.tsx'
import type { FilterField } from './narrowing.ts'

type Before<Suffix extends string, M> = M extends `${infer Id}${Suffix}` ? Id : never
/** The workspaces that the contract has a queue for: 'tickets', 'payouts' ... Each has queue, counts and get. */
export type DeskId = Before<'.queue', Method>

export type RowOf<Id extends DeskId> = Output<Extract<Method, `${Id}.queue`>> extends Page<infer Row> ? Row : never
export type DetailOf<Id extends DeskId> = Output<Extract<Method, `${Id}.get`>>
type QueryOf<Id extends DeskId> = Input<Extract<Method, `${Id}.queue`>>
export type ViewOf<Id extends DeskId> = QueryOf<Id> extends { view: infer View extends string } ? View : never
export type SortOf<Id extends DeskId> = QueryOf<Id> extends { sort: infer Sort extends string } ? Sort : never

/** What everything about one item needs to know of its workspace. */
export interface Desk {
  /** First part of its address and of its methods. */
  id: DeskId
  kind: WorkKind
  /** "ticket", "tickets". */
  one: string
  many: string
  /** The capability to act, and what those are told who only read. */
  act: string
  readOnly: string
  /** Whoever has one of these can own items. */
  roles: readonly StaffRole[]
  /** How the person beside the item is called: "customer". */
  person: string
  /** Whether there is a person beside the item by itself where there is room, or only when asked for. */
  isPersonBeside: boolean
  /** Claiming makes one the owner; otherwise it only holds the item until the lease ends. */
  claimOwns: boolean
  /** How a sentence about deciding begins, where it needs the database itself: "Signing". Without it everything waits in the outbox. */
  decides?: string
  /** What one can do with an item that somebody else holds: "You can read it and write notes." */
  whileHeld: string
}

export interface Group<Row> {
  /** Under which heading a row stands; taken when the row is read, so that headings do not wander while somebody looks. */
  of: (row: Row, reader: Reader) => string
  /** Groups of the counts that stand under one heading in this view. */
  shownAs?: (view: string, key: string) => string
  name: (view: string, key: string) => string
  /** At the end of the heading: a sum, a cut-off. */
  end?: (view: string, key: string) => ReactNode
}

/** When rows were read, and in which zone the reader's day ends. */
export interface Reader {
  now: number
  zone: string
}

export interface RowProps<Row> {
  row: Row
  others: Presence[] | undefined
  hasDraft: boolean
  /** Set when it is no longer in this view: what became of it. It goes with the next reading. */
  left: string | null
}

/**
 * The list of a workspace. Views called `mine` and `unassigned` mean the same everywhere: what is the reader's, and what nobody owns.
 */
export interface QueueDesk<Row extends WorkRow = WorkRow, View extends string = string, Sort extends string = string> extends Desk {
  /** "Tickets": spoken for the list. */
  name: string
  /** In the order of the menu; `nothing` is said when the view is empty. */
  views: Record<View, { name: string; nothing?: string }>
  firstView: View
  /** Where a search that found nothing is tried again, and the view of everything. */
  openView: View
  allView: View | null
  /** The view that an empty list counts at its foot: "Closed today 12." */
  doneView: View | null
  sorts: Record<Sort, string>
  firstSort: Sort
  fields: readonly FilterField[]
  /** In the search box: "Filter by status, customer, tag or word". */
  searchHint: string
  /** Codes of music by which items are found; a typed one says whether it holds. */
  codes?: readonly CodeKind[]
  /** Under the filter pane: "A ticket has to match one of each line, and every tag." */
  filterHint: string
  statuses: Record<string, { name: string; icon?: IconName }>
  /** Sorts that group their rows. */
  groups: Partial<Record<Sort, Group<Row>>>
  Row: (props: RowProps<Row>) => ReactNode
  /** Over the rows of the list: what its columns are. */
  listHead?: ReactNode
  /** The first always stands. */
  columns: readonly QueueColumn<Row>[]
  /** The form it has until the person chooses, and whether the table stays beside an open item. */
  form: 'list' | 'table'
  isTableBeside: boolean
  /** Selected rows: what can be done with them. */
  Bulk?: (props: BulkProps<Row>) => ReactNode
  /** At the foot of the list besides the usual keys: more keys, or what is done to all items rather than one. */
  foot?: ReactNode
}

export interface BulkProps<Row> {
  rows: Row[]
  /** Selects these instead: what is left after an act. */
  onSelect: (ids: string[]) => void
  onDone: (ids: string[]) => void
}

/** The list of the workspace with this id, as the contract has it. */
export type DeskOf<Id extends DeskId> = QueueDesk<RowOf<Id> & WorkRow, ViewOf<Id>, SortOf<Id>> & { id: Id }

export type AnyDetail = WorkDetail<WorkRow>

/** The name of one of the workspace's methods; that its shapes fit is what DeskOf states. */
export const methodOf = <Name extends 'queue' | 'counts' | 'get'>({ id }: Pick<Desk, 'id'>, name: Name) =>
  `${id}.${name}` as Extract<Method, `${DeskId}.${Name}`>

/** Something as long as it is one of the record's keys. */
export const keyIn = <Key extends string>(record: Record<Key, unknown>, name: unknown): Key | undefined =>
  typeof name === 'string' && Object.hasOwn(record, name) ? (name as Key) : undefined
