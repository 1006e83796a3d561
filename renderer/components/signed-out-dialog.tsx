import { type FormEvent, useState } from 'react'
import type { SignedIn } from '../../shared/session.ts'
import { messageOf } from '../api.ts'
import { signIn, signOut, useSession } from '../stores/session.ts'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'

/** The session ended on the other side. Everything behind stays as it is, and what was typed with it. */
export function SignedOutDialog({ person }: { person: SignedIn }) {
  const { ended, app } = useSession()
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  if (!ended) return null

  const needsPassword = !app?.demo?.people.some(({ login }) => login === person.login)
  const enter = async (event?: FormEvent) => {
    event?.preventDefault()
    if (busy) return
    setBusy(true)
    setFailure(null)
    await signIn(person.profile.id, person.login, needsPassword ? password : null).catch((thrown) => setFailure(messageOf(thrown)))
    setBusy(false)
    setPassword('')
  }
  const answers = (
    <>
      <Button onClick={() => void signOut()}>Sign out</Button>
      <Button
        variant="primary"
        autoFocus={!needsPassword}
        keys="Mod+Enter"
        reason={busy ? 'Signing in' : null}
        onClick={() => void enter()}
      >
        Sign in
      </Button>
    </>
  )
  return (
    <Dialog title={`Sign in again as ${person.staff.name}?`} alert onAnswer={() => void enter()} answers={answers}>
      <form className="stack" onSubmit={enter}>
        <p className="t2">{ended}</p>
        {needsPassword && (
          <label className="field">
            <span className="label">Password of {person.login}</span>
            <input
              className="input"
              type="password"
              autoFocus
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
        )}
        {failure && (
          <p className="hint bad" role="alert">
            {failure}
          </p>
        )}
      </form>
    </Dialog>
  )
}
