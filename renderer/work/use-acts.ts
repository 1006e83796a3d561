/**
 * What may be done to the open item. The effect shows at once in item and list, and is taken back when the database refuses; acts on
 * one item follow one another, each with the version that the one before made.
 */
import { useRef, useState } from 'react'
import type { Input, Method } from '../../shared/contract.ts'
import type { AppError } from '../../shared/errors.ts'
import { itemNumber, uuidv7 } from '../../shared/ids.ts'
import type { Submitted } from '../../shared/outbox.ts'
import type { ItemCommand, StaffRef, WorkDetail, WorkRow } from '../../shared/work.ts'
import { asAppError, type Intent, useCommand } from '../api.ts'
import { toast } from '../components/toast.tsx'
import { useHere } from '../components/use-here.ts'
import { useSession } from '../stores/session.ts'
import type { Desk } from './desk.ts'
import { isQueued, labelOf, submit } from './outbox.ts'
import { editItem, knownItem, rereadItem } from './use-item.ts'

/** Commands on one item. */
export type ActMethod = { [M in Method]: Input<M> extends ItemCommand ? M : never }[Method]

/** Who holds an item is decided by who comes first, whatever changed in it meanwhile. */
const ofLeases: readonly Method[] = ['work.claim', 'work.release', 'work.skip', 'work.handOver'] satisfies ActMethod[]

/** What the person states; id, version and command id are added. */
type Wish<M extends ActMethod> = Omit<Input<M>, 'id' | 'kind' | 'expectedVersion' | 'commandId'>

export interface Refusal {
  error: AppError
  /** What was tried, as a button says it: "Set urgent". */
  verb: string
  again: () => void
}

/** `verb` is what a button says; `effect` shows until the database has answered. Resolves to whether it was done. */
export type Act<M extends ActMethod, Item extends WorkRow> = (
  wish: Wish<M>,
  verb: string,
  effect?: Partial<Omit<Item, 'id'>>,
) => Promise<boolean>

/** The list beside the item, as far as acts touch it. */
export interface ListedItems {
  patch: (id: string, change: never) => () => void
  touch: (ids: string[]) => void
}

/** Where the acts on one item are done: they share their turn and their refusal. */
export interface Bench<Item extends WorkRow> {
  desk: Pick<Desk, 'id' | 'kind'>
  id: string
  queue: ListedItems
  /** The acts that are under way on this item. */
  turn: React.RefObject<Promise<unknown>>
  refusal: Refusal | null
  refuse: (refusal: Refusal | null) => void
  /** Only for its type. */
  item: Item
}

/** Shows `effect` in the item and its row. What it returns takes it back, but for fields that somebody changed since. */
function showEffect<Item extends WorkRow>({ desk, id, queue }: Bench<Item>, effect: Partial<Item>): () => void {
  const before = knownItem<WorkDetail<Item>>(desk, id)?.item
  const keys = Object.keys(effect) as (keyof Item)[]
  const edit = (change: (item: Item) => Item) =>
    editItem<WorkDetail<Item>>(desk, id, (detail) => ({ ...detail, item: change(detail.item) }))
  edit((item) => ({ ...item, ...effect }))
  const takeBackRow = queue.patch(id, effect as never)
  return () => {
    takeBackRow()
    if (!before) return
    edit((item) => ({ ...item, ...Object.fromEntries(keys.filter((key) => item[key] === effect[key]).map((key) => [key, before[key]])) }))
  }
}

export function useAct<M extends ActMethod, Item extends WorkRow>(method: M, bench: Bench<Item>): Act<M, Item> {
  const { desk, id, queue, turn, refuse } = bench
  const own = useSession((session) => session.person?.staff.id ?? '')
  const refused = useRef<AppError | null>(null)
  const { run } = useCommand(method, {
    onRefused: (error) => {
      refused.current = error
      return true
    },
  })
  /** Trying again is the same command: what became of the first attempt need not be known. */
  const attempt = async (commandId: string, ...[wish, verb, effect = {}]: Parameters<Act<M, Item>>): Promise<boolean> => {
    refuse(null)
    const takeBack = showEffect(bench, effect as Partial<Item>)
    const target = method.startsWith('work.') ? { id, kind: desk.kind } : { id }
    const seen = () => (ofLeases.includes(method) ? {} : { expectedVersion: knownItem(desk, id)?.item.version ?? 0 })
    const base = pick(bench.item, Object.keys(effect))
    const send = async () => {
      const input = { ...wish, ...target, ...seen(), commandId }
      if (!isQueued(method)) return run(input as unknown as Intent<M>)
      refused.current = null
      const submission = {
        method,
        input,
        label: labelOf(desk.kind, bench.item),
        base,
        effect,
        draft: null,
      }
      return submit(own, submission).catch((thrown) => {
        refused.current = asAppError(thrown)
        return null
      })
    }
    const answer = turn.current.then(send)
    turn.current = answer
    const outcome = await answer
    const done = doneOf(outcome)
    if (isSubmitted(outcome) && outcome.state === 'waiting') {
      toast({ id: 'outbox', icon: 'cloudoff', text: `${verb}: waits for the connection.`, detail: 'It is sent by itself, in its turn.' })
      return false
    }
    if (done)
      editItem(desk, id, (detail) => ({ ...detail, item: { ...detail.item, version: Math.max(detail.item.version, done.version) } }))
    else takeBack()
    // While further acts are under way, a read would show their fields as they were.
    if (turn.current === answer) {
      queue.touch([id])
      void rereadItem(desk, id)
    }
    if (!done && refused.current) refuse({ error: refused.current, verb, again: () => void attempt(commandId, wish, verb, effect) })
    return done !== null
  }
  return (...wanted) => attempt(uuidv7(), ...wanted)
}

function isSubmitted(outcome: unknown): outcome is Submitted {
  return typeof outcome === 'object' && outcome !== null && 'state' in outcome
}

/** null where it was refused, collided or waits. */
function doneOf(outcome: unknown): { version: number } | null {
  if (!isSubmitted(outcome)) return outcome as { version: number } | null
  return outcome.state === 'done' ? outcome.result : null
}

function pick<Item extends WorkRow>(item: Item, keys: string[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, item[key as keyof Item]]))
}

export function useBench<Item extends WorkRow>(desk: Bench<Item>['desk'], item: Item, queue: ListedItems): Bench<Item> {
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const here = useHere()
  const refuse = (next: Refusal | null) => {
    if (here.current) setRefusal(next)
    else if (next)
      toast({ icon: 'alert', tone: 'danger', text: `${itemNumber(desk.kind, item.number)}: ${next.error.message}`, seconds: 12 })
  }
  return { desk, id: item.id, queue, turn, refusal, refuse, item }
}

/** What can be done to an item of any kind. A workspace adds its own: `{ ...useLeaseActs(bench), reject: useAct('kyc.reject', bench) }`. */
export function useLeaseActs<Item extends WorkRow>(bench: Bench<Item>) {
  return {
    refusal: bench.refusal,
    dismiss: () => bench.refuse(null),
    claim: useAct('work.claim', bench),
    assign: useAct('work.assign', bench),
    release: useAct('work.release', bench),
    skip: useAct('work.skip', bench),
    handOver: useAct('work.handOver', bench),
  }
}

/** How an item looks once this person has it, or nobody. */
export const heldBy = <Item extends WorkRow>({ claimOwns }: Pick<Desk, 'claimOwns'>, staff: StaffRef | null) =>
  (claimOwns ? { assignee: staff } : { leaseHolder: staff }) as unknown as Partial<Omit<Item, 'id'>>

export type LeaseActs<Item extends WorkRow = WorkRow> = ReturnType<typeof useLeaseActs<Item>>
