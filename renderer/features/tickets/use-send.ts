/** Sending what was typed: one command, made before the first attempt and kept with the draft, so that it arrives once. */
import { useRef, useState } from 'react'
import type { AppError, ErrorCode } from '../../../shared/errors.ts'
import { uuidv7 } from '../../../shared/ids.ts'
import { cleanForDatabase } from '../../../shared/text.ts'
import type { TicketDetail, TicketStatus } from '../../../shared/tickets.ts'
import type { StaffRef } from '../../../shared/work.ts'
import { useCommand } from '../../api.ts'
import { toast } from '../../components/toast.tsx'
import type { DraftKeeper } from './draft.ts'
import { useHere } from './use-here.ts'

export interface SendMode {
  id: 'wait' | 'progress' | 'resolve' | 'stay'
  /** What the button says, and what is said when it is done. */
  label: string
  done: string
  to: TicketStatus | null
}

const wait: SendMode = { id: 'wait', label: 'Send, wait on customer', done: 'waits on the customer', to: 'waiting_response' }
const progress: SendMode = { id: 'progress', label: 'Send, keep in progress', done: 'stays in progress', to: 'in_progress' }
const reopen: SendMode = { id: 'progress', label: 'Send and reopen', done: 'is in progress again', to: 'in_progress' }
const resolve: SendMode = { id: 'resolve', label: 'Send and resolve', done: 'is resolved', to: 'resolved' }
const stay: SendMode = { id: 'stay', label: 'Send', done: 'stays resolved', to: null }

/** How a reply can leave, the usual way first: as the legal moves of the ticket allow. Never empty. */
export function sendModes({ ticket, moves }: Pick<TicketDetail, 'ticket' | 'moves'>): SendMode[] {
  const all = ticket.status === 'resolved' ? [stay, reopen] : [wait, progress, resolve]
  const legal = all.filter(({ to }) => to === null || to === ticket.status || moves.includes(to))
  return legal.length > 0 ? legal : [stay]
}

/** After these it is not known whether the command took effect; the same one is sent again. */
const unknownEnd = new Set<ErrorCode>(['offline', 'timeout', 'cancelled', 'busy', 'internal', 'signed_out', 'storage'])

export interface SendProblem {
  error: AppError
  mode: SendMode | null
}

interface SendOptions {
  keeper: DraftKeeper
  detail: TicketDetail
  own: StaffRef
  /** `isHere`: the text that left was still on the screen. */
  onSent: (mode: SendMode | null, isHere: boolean) => void
}

interface StaleFacts {
  version: number
  changes: { fields: string[]; actor: StaffRef | null; at: string }[]
}

/** Facts of a refusal because of a change: which, by whom, when. */
export const staleFacts = (error: AppError): StaleFacts => ({ version: 0, changes: [], ...error.detail }) as StaleFacts

export function useSend({ keeper, detail, own, onSent }: SendOptions) {
  const [problem, setProblem] = useState<SendProblem | null>(null)
  const [sending, setSending] = useState(false)
  const refused = useRef<AppError | null>(null)
  const here = useHere()
  const options = {
    onRefused: (error: AppError) => {
      refused.current = error
      return true
    },
  }
  const reply = useCommand('tickets.reply', options)
  const note = useCommand('tickets.note', options)
  const { id } = detail.ticket

  /** One attempt; null when it was done, else what stood in the way. */
  const attempt = async (mode: SendMode | null, expectedVersion: number): Promise<AppError | null> => {
    const { body, templateId, commandId, attempt: first } = keeper.content
    const command = { id, commandId: commandId ?? uuidv7(), expectedVersion, body }
    const thenStatus = (first?.thenStatus ?? null) as TicketStatus | null
    refused.current = null
    const done = mode ? await reply.run({ ...command, thenStatus, templateId }) : await note.run(command)
    return done ? null : refused.current
  }

  /** `mode` is null for a note. */
  const send = async (mode: SendMode | null) => {
    const clean = cleanForDatabase(keeper.content.body)
    if ('problem' in clean) return setProblem({ error: unclean(clean.problem), mode })
    setSending(true)
    setProblem(null)
    if (!keeper.content.attempt)
      keeper.change({ commandId: keeper.content.commandId ?? uuidv7(), attempt: { thenStatus: mode?.to ?? null } })
    await keeper.flush()
    let error = await attempt(mode, keeper.content.baseVersion ?? detail.ticket.version)
    // Only what others did holds a reply back.
    const facts = error?.code === 'stale' ? staleFacts(error) : null
    if (facts && facts.changes.length > 0 && facts.changes.every(({ actor }) => actor?.id === own.id))
      error = await attempt(mode, facts.version)
    if (error) refuse(error, mode)
    else await sent(mode)
    setSending(false)
  }

  const sent = async (mode: SendMode | null) => {
    await keeper.discard(true).catch(() => null)
    onSent(mode, here.current)
  }

  const refuse = (error: AppError, mode: SendMode | null) => {
    if (!unknownEnd.has(error.code)) keeper.change({ commandId: null, attempt: null })
    if (here.current) setProblem({ error, mode })
    else
      toast({
        icon: 'alert',
        tone: 'danger',
        text: `${keeper.label}: not sent.`,
        detail: `${error.message} The text is kept.`,
        seconds: 12,
      })
  }

  return { send, sending, problem, dismiss: () => setProblem(null) }
}

const unclean = (message: string): AppError => ({
  code: 'invalid',
  message,
  detail: {},
  source: null,
  at: new Date().toISOString(),
  ref: '',
})
