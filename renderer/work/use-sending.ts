/** Sending what was typed: one command, made before the first attempt and kept with the draft, so that it takes effect once. */
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { DraftContent } from '../../shared/drafts.ts'
import { type AppError, type ErrorCode, settlesEarlier } from '../../shared/errors.ts'
import { uuidv7 } from '../../shared/ids.ts'
import type { StaffRef } from '../../shared/work.ts'
import { asAppError, invalid } from '../api.ts'
import { toast } from '../components/toast.tsx'
import { useHere } from '../components/use-here.ts'
import type { DraftKeeper } from './draft.ts'
import { isNews, staleFacts } from './words.ts'

/** After these it is not known whether the command took effect; the same one is sent again. */
const unknownEnd = new Set<ErrorCode>(['offline', 'timeout', 'cancelled', 'busy', 'internal', 'signed_out', 'storage'])

/** Whether the command certainly took no effect, so that the next try is another one. */
const isOver = (error: AppError, wasTried: boolean) => (wasTried ? settlesEarlier(error) : !unknownEnd.has(error.code))

export interface SendProblem<How> {
  error: AppError
  how: How
}

export interface SendingOptions<How, Done> {
  keeper: DraftKeeper
  /** The item's version on the screen; that of the draft's beginning is sent, where it is known. */
  version: number
  own: StaffRef
  /** What is kept of an attempt besides the text; `first` is that of the attempt whose end is not known. */
  attemptOf: (how: How, first: DraftContent['attempt']) => Record<string, unknown>
  /** Calls the command with the draft as it is kept; throws what the call throws. */
  send: (command: { commandId: string; expectedVersion: number }, content: DraftContent, how: How) => Promise<Done>
  /** What is wrong with the text before anything is tried. */
  check?: (content: DraftContent) => string | null
  /** `isHere`: the draft that left was still on the screen. */
  onSent: (how: How, isHere: boolean, done: Done) => void
}

export interface Sending<How> {
  /** Resolves to whether it was done. */
  send: (how: How) => Promise<boolean>
  sending: boolean
  problem: SendProblem<How> | null
  dismiss: () => void
}

export function useSending<How, Done>(options: SendingOptions<How, Done>): Sending<How> {
  const { keeper, version, own, attemptOf, check, onSent } = options
  const [problem, setProblem] = useState<SendProblem<How> | null>(null)
  const [sending, setSending] = useState(false)
  const here = useHere()
  // What passes by itself is tried again as any command is.
  const { mutateAsync } = useMutation({ mutationFn: (call: () => Promise<Done>) => call() })

  /** One attempt of the draft's one command. Throws. */
  const attempt = (how: How, expectedVersion: number): Promise<Done> => {
    const { content } = keeper
    const commandId = content.commandId ?? uuidv7()
    return mutateAsync(() => options.send({ commandId, expectedVersion }, content, how))
  }

  /** After changes that were made here a draft goes on with the version that they made. */
  const attemptAnew = async (how: How): Promise<Done> => {
    try {
      return await attempt(how, keeper.content.baseVersion ?? version)
    } catch (thrown) {
      const error = asAppError(thrown)
      const facts = staleFacts(error)
      const isOwn = facts.changes.length > 0 && !facts.changes.some((change) => isNews(change, own))
      if (error.code !== 'stale' || !isOwn) throw thrown
      return attempt(how, facts.version)
    }
  }

  const send = async (how: How) => {
    const wrong = check?.(keeper.content)
    if (wrong) {
      setProblem({ error: invalid(wrong), how })
      return false
    }
    setSending(true)
    setProblem(null)
    const { commandId, attempt: first } = keeper.content
    keeper.change({ commandId: commandId ?? uuidv7(), attempt: attemptOf(how, first) })
    await keeper.flush()
    try {
      const done = await attemptAnew(how)
      await keeper.discard(true).catch(() => null)
      onSent(how, here.current, done)
      return true
    } catch (thrown) {
      refuse(asAppError(thrown), how, first !== null)
      return false
    } finally {
      setSending(false)
    }
  }

  const refuse = (error: AppError, how: How, wasTried: boolean) => {
    if (isOver(error, wasTried)) keeper.change({ commandId: null, attempt: null })
    if (here.current) return setProblem({ error, how })
    const detail = `${error.message} What you wrote is kept.`
    toast({ icon: 'alert', tone: 'danger', text: `${keeper.label}: not sent.`, detail, seconds: 12 })
  }

  return { send, sending, problem, dismiss: () => setProblem(null) }
}
