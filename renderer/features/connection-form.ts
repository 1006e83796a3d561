/** What is typed to reach a database, and how it becomes a connection profile. */
import type { Input } from '../../shared/contract.ts'
import type { AppState, ConnectionProfile, TlsMode } from '../../shared/session.ts'

export interface ConnectionForm {
  /** The profile that is chosen; null while a new one is typed. */
  profileId: string | null
  /** The profile's own fields are open. */
  editing: boolean
  name: string
  host: string
  port: string
  database: string
  tls: TlsMode
  ca: string
  hasReplica: boolean
  replicaHost: string
  replicaPort: string
  hasPooler: boolean
  directHost: string
  directPort: string
  /** Folder of the object store; empty for none. */
  objects: string
  login: string
  password: string
}

const empty: ConnectionForm = {
  profileId: null,
  editing: true,
  name: '',
  host: '',
  port: '5432',
  database: '',
  tls: 'verify-full',
  ca: '',
  hasReplica: false,
  replicaHost: '',
  replicaPort: '5432',
  hasPooler: false,
  directHost: '',
  directPort: '5432',
  objects: '',
  login: '',
  password: '',
}

/** One form per saved profile and one for a new one, so that looking at another loses nothing that was typed. */
export interface ConnectionForms {
  /** A profile's id, or 'new'. */
  chosen: string
  byProfile: Record<string, ConnectionForm>
}

/** The last used profile of one's own if there is one, else a new one. */
export function startForms({ profiles, lastProfileId }: AppState): ConnectionForms {
  const own = profiles.filter((profile) => !profile.isDemo)
  const first = own.find((profile) => profile.id === lastProfileId) ?? own[0]
  return { chosen: first?.id ?? 'new', byProfile: { new: empty, ...(first && { [first.id]: formOf(first) }) } }
}

export function chosenForm({ chosen, byProfile }: ConnectionForms): ConnectionForm {
  return byProfile[chosen] ?? empty
}

/** Turns to a profile, or with null to a new one. */
export function choose(forms: ConnectionForms, profile: ConnectionProfile | null): ConnectionForms {
  const key = profile?.id ?? 'new'
  const form = forms.byProfile[key] ?? (profile ? formOf(profile) : empty)
  return { chosen: key, byProfile: { ...forms.byProfile, [key]: form } }
}

export function change(forms: ConnectionForms, part: Partial<ConnectionForm>): ConnectionForms {
  return { ...forms, byProfile: { ...forms.byProfile, [forms.chosen]: { ...chosenForm(forms), ...part } } }
}

/** The new one was saved and has an id from now on; a second try then changes it and makes no other. */
export function settle(forms: ConnectionForms, id: string): ConnectionForms {
  if (forms.chosen === id) return forms
  return { chosen: id, byProfile: { ...forms.byProfile, [id]: { ...chosenForm(forms), profileId: id }, new: empty } }
}

/** Its profile is gone. */
export function forget({ byProfile }: ConnectionForms, id: string): ConnectionForms {
  const { [id]: _, ...rest } = byProfile
  return { chosen: 'new', byProfile: rest }
}

export function formOf(profile: ConnectionProfile): ConnectionForm {
  return {
    ...empty,
    profileId: profile.id,
    editing: false,
    name: profile.name,
    host: profile.host,
    port: String(profile.port),
    database: profile.database,
    tls: profile.tls,
    ca: profile.ca ?? '',
    hasReplica: profile.replica !== null,
    replicaHost: profile.replica?.host ?? '',
    replicaPort: String(profile.replica?.port ?? 5432),
    hasPooler: profile.pgbouncer !== null,
    directHost: profile.pgbouncer?.directHost ?? '',
    directPort: String(profile.pgbouncer?.directPort ?? 5432),
    objects: profile.objects ?? '',
  }
}

/** Names of the fields that need something else, with what they need. Empty when all is well. */
export function wrongFields(form: ConnectionForm): Partial<Record<keyof ConnectionForm, string>> {
  const wrong: Partial<Record<keyof ConnectionForm, string>> = {}
  const need = (field: keyof ConnectionForm, sentence: string, isNeeded = true) => {
    if (isNeeded && String(form[field]).trim() === '') wrong[field] = sentence
  }
  const port = (field: 'port' | 'replicaPort' | 'directPort', isNeeded = true) => {
    const n = Number(form[field])
    if (isNeeded && !(Number.isInteger(n) && n >= 1 && n <= 65_535)) wrong[field] = '1 to 65535'
  }
  need('host', 'Name the host or its address.')
  need('database', 'Name the database.')
  port('port')
  need('replicaHost', 'Name the replica’s host.', form.hasReplica)
  port('replicaPort', form.hasReplica)
  need('directHost', 'Name the host behind the pooler.', form.hasPooler)
  port('directPort', form.hasPooler)
  return wrong
}

export function profileOf(form: ConnectionForm): Input<'profiles.save'> {
  const host = form.host.trim()
  return {
    id: form.profileId,
    name: form.name.trim() || `${form.database.trim()} on ${host}`,
    host,
    port: Number(form.port),
    database: form.database.trim(),
    tls: form.tls,
    ca: form.ca.trim() || null,
    replica: form.hasReplica ? { host: form.replicaHost.trim(), port: Number(form.replicaPort) } : null,
    pgbouncer: form.hasPooler ? { directHost: form.directHost.trim(), directPort: Number(form.directPort) } : null,
    objects: form.objects.trim() || null,
  }
}
