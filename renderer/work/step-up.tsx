/** The fresh sign-in that money asks for: once the password was entered again, signing is open for five minutes. */
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { create } from 'zustand'
import type { StepUpPurpose } from '../../shared/session.ts'
import { asAppError, call } from '../api.ts'
import { Answers, Dialog } from '../components/dialog.tsx'
import { Field } from '../components/field.tsx'
import { useNow } from '../components/now.ts'
import { useSession } from '../stores/session.ts'

const useUntil = create<{ until: string | null; of: string | null }>()(() => ({ until: null, of: null }))

/** Until when signing is open for whoever is signed in, ISO; null while it is not. */
export function useFresh(): string | null {
  const { until, of } = useUntil()
  const person = useSession((session) => session.person?.staff.id)
  const now = useNow(until ? 1000 : 60_000)
  return until !== null && of === person && Date.parse(until) > now ? until : null
}

/** The database said that there is no fresh sign-in. */
export const forgetFresh = () => useUntil.setState({ until: null })

/** A password on its way to the server, which is the only one to see it. */
export function usePassword(purpose: StepUpPurpose) {
  const [password, setPassword] = useState('')
  const [wrong, setWrong] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { app, person } = useSession()
  const isDemo = app?.profiles.find(({ id }) => id === person?.profile.id)?.isDemo ?? false

  /** Resolves to whether signing is open now. */
  async function open(): Promise<boolean> {
    setBusy(true)
    setWrong(null)
    try {
      const { until } = await call('session.stepUp', { purpose, password: password || null })
      useUntil.setState({ until, of: person?.staff.id ?? null })
      return true
    } catch (thrown) {
      setWrong(asAppError(thrown).message)
      return false
    } finally {
      setPassword('')
      setBusy(false)
    }
  }
  const set = (text: string) => {
    setPassword(text)
    setWrong(null)
  }
  return { password, set, wrong, refuse: setWrong, busy, isDemo, open, isEmpty: password === '' && !isDemo }
}

export type Password = ReturnType<typeof usePassword>

interface PasswordFieldProps {
  password: Password
  /** Takes the focus as it comes, or when this becomes true. */
  autoFocus?: boolean
  field?: RefObject<HTMLInputElement | null>
}

export function PasswordField({ password, autoFocus = false, field }: PasswordFieldProps) {
  const own = useRef<HTMLInputElement>(null)
  const input = field ?? own
  useEffect(() => {
    if (autoFocus) input.current?.focus()
  }, [autoFocus, input])
  const label = (
    <>
      Your password, again <span className="t3">opens five minutes for signing</span>
    </>
  )
  return (
    <Field
      label={label}
      type="password"
      autoComplete="current-password"
      className="grow"
      placeholder={password.isDemo ? 'Not needed in the demo' : ''}
      autoFocus={autoFocus}
      ref={input}
      value={password.password}
      wrong={password.wrong}
      onChange={(event) => password.set(event.target.value)}
    />
  )
}

interface StepUpDialogProps {
  purpose: StepUpPurpose
  title: string
  /** What is done once signing is open: "Sign 12 payouts". */
  act: string
  /** Why it cannot be done now. */
  reason: string | null
  onOpen: () => void
  onClose: () => void
  children?: ReactNode
}

/** Shows what is to be signed; asks for the password unless signing is open already. */
export function StepUpDialog({ purpose, title, act, reason, onOpen, onClose, children }: StepUpDialogProps) {
  const fresh = useFresh()
  const password = usePassword(purpose)
  const blocked = reason ?? (fresh || !password.isEmpty ? null : 'Enter your password first')
  const run = async () => {
    if (!blocked && !password.busy && (fresh || (await password.open()))) onOpen()
  }
  return (
    <Dialog
      title={title}
      width={640}
      onClose={onClose}
      onAnswer={() => void run()}
      answers={<Answers leave="Sign nothing" act={act} reason={blocked} onClose={onClose} onAct={() => void run()} />}
    >
      <div className="stack">
        {children}
        {!fresh && <PasswordField password={password} autoFocus />}
      </div>
    </Dialog>
  )
}
