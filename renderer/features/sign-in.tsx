/** Choosing who one is, and on which database. */
import { type KeyboardEvent, useState } from 'react'
import type { AppState, DemoPerson } from '../../shared/session.ts'
import { asAppError } from '../api.ts'
import { Avatar } from '../components/avatar.tsx'
import { Button } from '../components/button.tsx'
import { Icon } from '../components/icon.tsx'
import { Key } from '../components/key.tsx'
import { useActions } from '../keyboard.ts'
import { signIn } from '../stores/session.ts'
import { startForms } from './connection-form.ts'
import { DatabaseSignIn } from './sign-in-database.tsx'
import { SignInError, type SignInState } from './sign-in-error.tsx'
import './sign-in.css'

/** How many people of the demo are offered at once, each with a key. */
const offered = 7

export function SignIn({ app }: { app: AppState }) {
  const [place, setPlace] = useState<'people' | 'database'>(() => (app.demo && !usedOwn(app) ? 'people' : 'database'))
  // Kept here, so that looking at the other list loses nothing that was typed.
  const [forms, setForms] = useState(() => startForms(app))
  return (
    <div className="signin-window">
      <main className="signin">
        <h1 className="brand">
          <Icon name="mark" /> Backline
        </h1>
        {place === 'people' && app.demo ? (
          <DemoPeople app={app} people={app.demo.people} server={app.demo.server} onDatabase={() => setPlace('database')} />
        ) : (
          <DatabaseSignIn app={app} forms={forms} onForms={setForms} onPeople={app.demo && (() => setPlace('people'))} />
        )}
        {app.storage && <p className="hint bad signin-foot">{app.storage.message}</p>}
        {app.vault.note && <p className="hint signin-foot">{app.vault.note}</p>}
      </main>
    </div>
  )
}

/** Whether the last sign-in here was to a database of one's own. */
function usedOwn({ profiles, lastProfileId }: AppState): boolean {
  return profiles.some((profile) => profile.id === lastProfileId && !profile.isDemo)
}

interface DemoPeopleProps {
  app: AppState
  people: DemoPerson[]
  server: string
  onDatabase: () => void
}

function DemoPeople({ app, people, server, onDatabase }: DemoPeopleProps) {
  const [{ busy, error }, setState] = useState<SignInState>({ busy: null, error: null })
  const [all, setAll] = useState(false)
  const shown = all ? people : people.slice(0, offered)
  const hidden = people.length - shown.length
  const profileId = app.profiles.find((profile) => profile.isDemo)?.id ?? ''

  const choose = async (login: string) => {
    if (busy) return
    setState({ busy: login, error: null })
    await signIn(profileId, login, null).catch((thrown) => setState({ busy: null, error: asAppError(thrown) }))
  }
  useActions(
    'sign-in',
    people.slice(0, offered).map(({ login, name }, index) => ({
      id: `sign-in.${login}`,
      label: `Sign in as ${name}`,
      group: 'Everywhere',
      keys: String(index + 1),
      run: () => void choose(login),
    })),
  )
  return (
    <>
      <p className="t2">Demo platform on this computer. Choose who you are.</p>
      <ul className="who-list" onKeyDown={moveFocus}>
        {shown.map((person, index) => (
          <li key={person.login}>
            <button
              type="button"
              className="who-row"
              // biome-ignore lint/a11y/noAutofocus: the list is all there is on this screen
              autoFocus={index === 0}
              aria-disabled={busy !== null || undefined}
              aria-keyshortcuts={index < offered ? String(index + 1) : undefined}
              onClick={() => void choose(person.login)}
            >
              <Avatar initials={person.initials} size="large" />
              <span className="grow">{person.name}</span>
              <span className="t2">{busy === person.login ? 'Signing in' : person.role}</span>
              {index < offered && (
                <span aria-hidden="true">
                  <Key>{String(index + 1)}</Key>
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
      {error && <SignInError error={error} />}
      <div className="row signin-more">
        <Button variant="quiet" icon="db" onClick={onDatabase}>
          Another database
        </Button>
        {hidden > 0 && (
          <Button variant="quiet" onClick={() => setAll(true)}>
            {hidden} others
          </Button>
        )}
        <span className="grow" />
        <span className="small t3">{server}</span>
      </div>
    </>
  )
}

/** Arrows go up and down the people, as in any list. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (!step) return
  event.preventDefault()
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('.who-row')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus()
}
