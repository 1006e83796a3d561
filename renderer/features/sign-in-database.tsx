/** Signing in to a database of one's own: its profile, then login and password. */
import { type ChangeEvent, type Dispatch, type FormEvent, type SetStateAction, useState } from 'react'
import { type AppState, type ConnectionProfile, type TlsMode, tlsModes } from '../../shared/session.ts'
import { asAppError, call } from '../api.ts'
import { Button } from '../components/button.tsx'
import { Checkbox, Field, Segmented, TextArea } from '../components/field.tsx'
import { Icon } from '../components/icon.tsx'
import { loadSession, signIn } from '../stores/session.ts'
import { refuse } from '../stores/toasts.ts'
import {
  type ConnectionForm,
  type ConnectionForms,
  change,
  choose,
  chosenForm,
  forget,
  profileOf,
  settle,
  wrongFields,
} from './connection-form.ts'
import { SignInError, type SignInState } from './sign-in-error.tsx'

const tlsHints: Record<TlsMode, string> = {
  disable: 'Not encrypted. Only for a database on this computer.',
  require: 'Encrypted; who answers is not checked.',
  'verify-ca': 'Encrypted; the certificate is checked.',
  'verify-full': 'Encrypted; the certificate and the host’s name are checked.',
}

interface DatabaseProps {
  app: AppState
  forms: ConnectionForms
  onForms: Dispatch<SetStateAction<ConnectionForms>>
  /** Back to the demo's people; null without a demo. */
  onPeople: (() => void) | null
}

const idle: SignInState = { busy: null, error: null }

export function DatabaseSignIn({ app, forms, onForms, onPeople }: DatabaseProps) {
  const [{ busy, error }, setState] = useState<SignInState>(idle)
  const [tried, setTried] = useState(false)
  const own = app.profiles.filter((profile) => !profile.isDemo)
  const form = chosenForm(forms)
  const wrong = tried && form.editing ? wrongFields(form) : {}
  const onPart = (part: Partial<ConnectionForm>) => onForms((all) => change(all, part))

  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (busy) return
    setTried(true)
    setState(idle)
    if (form.editing && Object.keys(wrongFields(form)).length > 0) return
    setState({ busy: form.login, error: null })
    try {
      const profileId = form.editing ? (await call('profiles.save', profileOf(form))).id : form.profileId
      if (!profileId) return
      onForms((all) => settle(all, profileId))
      await signIn(profileId, form.login.trim(), form.password)
    } catch (thrown) {
      setState({ busy: null, error: asAppError(thrown) })
    }
  }
  const turnTo = (profile: ConnectionProfile | null) => {
    setState(idle)
    setTried(false)
    onForms((all) => choose(all, profile))
  }
  const remove = async (id: string) => {
    try {
      await call('profiles.remove', { id })
      onForms((all) => forget(all, id))
      await loadSession()
    } catch (thrown) {
      setState({ busy: null, error: asAppError(thrown) })
    }
  }
  return (
    <form className="stack" onSubmit={enter} noValidate>
      <p className="t2">
        {own.length > 0
          ? 'Choose a database, then sign in with your PostgreSQL login.'
          : 'Name the database, then sign in with your PostgreSQL login.'}
      </p>
      {own.length > 0 && <Profiles profiles={own} chosen={form.profileId} onChoose={turnTo} />}
      {form.editing && <ConnectionFields form={form} wrong={wrong} hasWindow={app.shell === 'electron'} onPart={onPart} />}
      <Credentials form={form} onPart={onPart} />
      {error && <SignInError error={error} />}
      <div className="row">
        {onPeople && (
          <Button variant="quiet" className="signin-back" onClick={onPeople}>
            The demo’s people
          </Button>
        )}
        <span className="grow" />
        {form.profileId && !form.editing && (
          <Button variant="quiet" onClick={() => onPart({ editing: true })}>
            Change
          </Button>
        )}
        {form.profileId && form.editing && (
          <Button variant="quiet" onClick={() => void remove(form.profileId ?? '')}>
            Forget it
          </Button>
        )}
        <Button variant="primary" type="submit" keys="Enter" reason={busy ? 'Signing in' : null}>
          {busy ? 'Signing in' : 'Sign in'}
        </Button>
      </div>
    </form>
  )
}

interface ProfilesProps {
  profiles: ConnectionProfile[]
  chosen: string | null
  onChoose: (profile: ConnectionProfile | null) => void
}

function Profiles({ profiles, chosen, onChoose }: ProfilesProps) {
  return (
    <fieldset className="who-list" aria-label="Database">
      {profiles.map((profile) => (
        <button key={profile.id} type="button" className="who-row" aria-pressed={profile.id === chosen} onClick={() => onChoose(profile)}>
          <Icon name="db" />
          <span className="grow cut">{profile.name}</span>
          <span className="t3 small cut">{`${profile.host}:${profile.port}/${profile.database}`}</span>
        </button>
      ))}
      <button type="button" className="who-row" aria-pressed={chosen === null} onClick={() => onChoose(null)}>
        <Icon name="plus" />
        <span className="grow">Another one</span>
      </button>
    </fieldset>
  )
}

interface FormPartProps {
  form: ConnectionForm
  onPart: (part: Partial<ConnectionForm>) => void
}

interface ConnectionFieldsProps extends FormPartProps {
  wrong: Partial<Record<keyof ConnectionForm, string>>
  /** The shell can ask for a folder in a window of the system. */
  hasWindow: boolean
}

function ConnectionFields({ form, wrong, hasWindow, onPart }: ConnectionFieldsProps) {
  const bound = (field: 'name' | 'host' | 'port' | 'database' | 'replicaHost' | 'replicaPort' | 'directHost' | 'directPort') => ({
    value: form[field],
    wrong: wrong[field],
    onChange: (event: ChangeEvent<HTMLInputElement>) => onPart({ [field]: event.target.value }),
  })
  const verifies = form.tls === 'verify-ca' || form.tls === 'verify-full'
  return (
    <>
      <Field label="Name here" placeholder="eu-central" {...bound('name')} />
      <div className="host-row">
        <Field label="Host" className="grow" {...bound('host')} />
        <Field label="Port" inputMode="numeric" {...bound('port')} />
      </div>
      <Field label="Database" {...bound('database')} />
      <Segmented
        label="TLS"
        value={form.tls}
        options={tlsModes.map((value) => ({ value, label: value }))}
        hint={tlsHints[form.tls]}
        onChange={(tls) => onPart({ tls })}
      />
      {verifies && (
        <TextArea
          label="Certificate of the authority (PEM)"
          hint="Left empty, the authorities of this system count."
          rows={3}
          className="mono"
          spellCheck={false}
          value={form.ca}
          onChange={(event) => onPart({ ca: event.target.value })}
        />
      )}
      <Checkbox label="Queues are read from a replica" checked={form.hasReplica} onChange={(hasReplica) => onPart({ hasReplica })} />
      {form.hasReplica && (
        <div className="host-row">
          <Field label="Replica" className="grow" {...bound('replicaHost')} />
          <Field label="Port" inputMode="numeric" {...bound('replicaPort')} />
        </div>
      )}
      <Checkbox label="PgBouncer stands in front" checked={form.hasPooler} onChange={(hasPooler) => onPart({ hasPooler })} />
      {form.hasPooler && (
        <div className="host-row">
          <Field label="PostgreSQL behind it, for live changes" className="grow" {...bound('directHost')} />
          <Field label="Port" inputMode="numeric" {...bound('directPort')} />
        </div>
      )}
      <StoreField folder={form.objects} hasWindow={hasWindow} onFolder={(objects) => onPart({ objects })} />
    </>
  )
}

interface StoreFieldProps {
  folder: string
  hasWindow: boolean
  onFolder: (folder: string) => void
}

function StoreField({ folder, hasWindow, onFolder }: StoreFieldProps) {
  const pick = () => {
    call('profiles.pickFolder', {})
      .then(({ path }) => path !== null && onFolder(path))
      .catch((thrown) => refuse(asAppError(thrown)))
  }
  const hint = 'A folder of this computer, such as a mounted share. Without it no document is shown and no file attached.'
  return (
    <>
      <Field
        label="Folder of files (optional)"
        hint={hint}
        readOnly={hasWindow}
        value={folder}
        onChange={(event) => onFolder(event.target.value)}
      />
      {hasWindow && (
        <div className="row">
          <Button small onClick={pick}>
            Choose the folder
          </Button>
          {folder !== '' && (
            <Button small variant="quiet" onClick={() => onFolder('')}>
              Leave it out
            </Button>
          )}
        </div>
      )}
    </>
  )
}

function Credentials({ form, onPart }: FormPartProps) {
  return (
    <div className="credentials">
      <Field
        label="Login"
        autoComplete="username"
        autoCapitalize="none"
        value={form.login}
        onChange={(event) => onPart({ login: event.target.value })}
      />
      <Field
        label="Password"
        type="password"
        autoComplete="current-password"
        value={form.password}
        onChange={(event) => onPart({ password: event.target.value })}
      />
    </div>
  )
}
