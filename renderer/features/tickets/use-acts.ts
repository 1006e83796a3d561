/**
 * What an agent may do to the open ticket. The effect shows at once in ticket and list, and is taken back when the database refuses;
 * acts on one ticket follow one another, each with the version that the one before made.
 */
import { useRef, useState } from 'react'
import type { Input } from '../../../shared/contract.ts'
import type { AppError } from '../../../shared/errors.ts'
import { ticketNumber } from '../../../shared/ids.ts'
import type { TicketDetail, TicketRow } from '../../../shared/tickets.ts'
import { type Intent, useCommand } from '../../api.ts'
import { toast } from '../../components/toast.tsx'
import { useHere } from './use-here.ts'
import type { Queue } from './use-queue.ts'
import { editTicket, knownTicket, rereadTicket } from './use-ticket.ts'

type TicketAct = 'setStatus' | 'setPriority' | 'setCategory' | 'escalate' | 'resolve' | 'reopen' | 'snooze' | 'tag'
type ActMethod = `tickets.${TicketAct}` | 'work.assign' | 'work.claim' | 'work.release' | 'work.handOver'

/** What the person states; id, version and command id are added. */
type Wish<M extends ActMethod> = Omit<Input<M>, 'id' | 'kind' | 'expectedVersion' | 'commandId'>
type Effect = Partial<Omit<TicketDetail['ticket'], 'id'>>

export interface Refusal {
  error: AppError
  /** What was tried, as a button says it: "Set urgent". */
  verb: string
  again: () => void
}

/** Resolves to whether it was done. */
type Act<M extends ActMethod> = (wish: Wish<M>, verb: string, effect?: Effect) => Promise<boolean>

/** Shows `effect` in the ticket and its row. What it returns takes it back, but for fields that somebody changed since. */
function showEffect(id: string, effect: Effect, patch: Queue['patch']): () => void {
  const before = knownTicket(id)?.ticket
  const keys = Object.keys(effect) as (keyof Effect)[]
  editTicket(id, (detail) => ({ ...detail, ticket: { ...detail.ticket, ...effect } }))
  const takeBackRow = patch(id, effect as Partial<TicketRow>)
  return () => {
    takeBackRow()
    if (!before) return
    editTicket(id, (detail) => {
      const back = keys.filter((key) => detail.ticket[key] === effect[key]).map((key) => [key, before[key]])
      return { ...detail, ticket: { ...detail.ticket, ...Object.fromEntries(back) } }
    })
  }
}

interface Desk {
  id: string
  queue: Pick<Queue, 'patch' | 'touch'>
  /** The acts that are under way on this ticket. */
  turn: React.RefObject<Promise<unknown>>
  refuse: (refusal: Refusal | null) => void
}

function useAct<M extends ActMethod>(method: M, { id, queue, turn, refuse }: Desk): Act<M> {
  const refused = useRef<AppError | null>(null)
  const { run } = useCommand(method, {
    onRefused: (error) => {
      refused.current = error
      return true
    },
  })
  const act: Act<M> = async (wish, verb, effect = {}) => {
    refuse(null)
    const takeBack = showEffect(id, effect, queue.patch)
    const target = method.startsWith('work.') ? { id, kind: 'ticket' } : { id }
    const send = () => run({ ...wish, ...target, expectedVersion: knownTicket(id)?.ticket.version ?? 0 } as unknown as Intent<M>)
    const answer = turn.current.then(send)
    turn.current = answer
    const done = await answer
    if (done)
      editTicket(id, (detail) => ({ ...detail, ticket: { ...detail.ticket, version: Math.max(detail.ticket.version, done.version) } }))
    else takeBack()
    // While further acts are under way, a read would show their fields as they were.
    if (turn.current === answer) {
      queue.touch([id])
      void rereadTicket(id)
    }
    if (!done && refused.current) refuse({ error: refused.current, verb, again: () => void act(wish, verb, effect) })
    return done !== null
  }
  return act
}

export function useActs({ id, number }: { id: string; number: number }, queue: Pick<Queue, 'patch' | 'touch'>) {
  const turn = useRef<Promise<unknown>>(Promise.resolve())
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const here = useHere()
  const refuse = (next: Refusal | null) => {
    if (here.current) setRefusal(next)
    else if (next) toast({ icon: 'alert', tone: 'danger', text: `${ticketNumber(number)}: ${next.error.message}`, seconds: 12 })
  }
  const desk: Desk = { id, queue, turn, refuse }
  return {
    refusal,
    dismiss: () => setRefusal(null),
    assign: useAct('work.assign', desk),
    setStatus: useAct('tickets.setStatus', desk),
    setPriority: useAct('tickets.setPriority', desk),
    setCategory: useAct('tickets.setCategory', desk),
    escalate: useAct('tickets.escalate', desk),
    resolve: useAct('tickets.resolve', desk),
    reopen: useAct('tickets.reopen', desk),
    snooze: useAct('tickets.snooze', desk),
    tag: useAct('tickets.tag', desk),
    claim: useAct('work.claim', desk),
    release: useAct('work.release', desk),
    handOver: useAct('work.handOver', desk),
  }
}

export type Acts = ReturnType<typeof useActs>
