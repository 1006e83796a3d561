/** Connection profiles: those a person saved, and those that came with the start of the app (demo, --url). */
import { createHash, randomUUID, X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type Database from 'better-sqlite3'
import { type ConnectionProfile, type DemoPerson, type TlsMode, tlsModes } from '../../shared/session.ts'
import { invalid, Problem } from './errors.ts'
import type { LocalStore } from './sqlite.ts'

/** `demo.json` of the data folder: what the sign-in needs to offer the demo's people. */
export interface DemoFile {
  connection: { host: string; port: number; database: string }
  people: (DemoPerson & { password: string })[]
  /** "PostgreSQL 18.4" */
  server: string
}

export interface Profiles {
  list(): ConnectionProfile[]
  /** Throws `not_found`. */
  get(id: string): ConnectionProfile
  save(profile: Omit<ConnectionProfile, 'isDemo' | 'id'> & { id: string | null }): ConnectionProfile
  remove(id: string): void
}

/** `fixed` profiles are listed first and cannot be changed; they are asked for each time, because the demo may come later. */
export function createProfiles(store: LocalStore, fixed: () => ConnectionProfile[]): Profiles {
  const all = store.db.prepare('select value from profile order by id') as Database.Statement<[], { value: string }>
  const write = store.db.prepare('insert into profile (id, value) values (?, ?) on conflict (id) do update set value = excluded.value')
  const remove = store.db.prepare('delete from profile where id = ?')

  function list(): ConnectionProfile[] {
    const saved = store.run(() => all.all()).map((row): ConnectionProfile => ({ ...bare, ...JSON.parse(row.value) }))
    return [...fixed(), ...saved.sort((a, b) => a.name.localeCompare(b.name))]
  }
  function get(id: string): ConnectionProfile {
    const profile = list().find((candidate) => candidate.id === id)
    if (!profile) throw new Problem('not_found', 'This connection does not exist any more. Choose another one.')
    return profile
  }
  function refuseFixed(id: string): void {
    if (fixed().some((profile) => profile.id === id)) {
      throw new Problem('not_allowed', 'This connection came with the start of Backline and cannot be changed. Make a new one instead.')
    }
  }
  return {
    list,
    get,
    save(input) {
      if (input.id !== null) refuseFixed(input.id)
      const profile: ConnectionProfile = { ...input, id: input.id ?? randomUUID(), isDemo: false }
      checkProfile(profile)
      store.run(() => write.run(profile.id, JSON.stringify(profile)))
      return profile
    },
    remove(id) {
      refuseFixed(id)
      get(id)
      store.run(() => remove.run(id))
    },
  }
}

/** Refuses what could never connect, or could only connect in the clear over a network. */
export function checkProfile(profile: ConnectionProfile): void {
  if (profile.tls === 'disable') {
    const hosts = [profile.host, profile.replica?.host, profile.pgbouncer?.directHost]
    if (hosts.some((host) => host !== undefined && !isLocal(host))) {
      throw new Problem('tls', 'Only a server on this computer may be reached without TLS. Choose require, verify-ca or verify-full.', {
        detail: { field: 'tls' },
      })
    }
  }
  if (profile.ca !== null) {
    try {
      new X509Certificate(profile.ca)
    } catch {
      throw invalid('ca', 'The CA certificate is not a certificate in PEM form. Paste the file whole, with its BEGIN and END lines.')
    }
  }
}

/** A Unix socket or the loopback interface. */
export function isLocal(host: string): boolean {
  if (host.startsWith('/') || host === 'localhost') return true
  return isIP(host) === 4 ? host.startsWith('127.') : host === '::1'
}

/** The people and connection of the embedded demo; null when this checkout has none. Throws when the file is malformed. */
export function readDemo(file: string): DemoFile | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as DemoFile
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw thrown
  }
}

export function demoProfile(demo: DemoFile): ConnectionProfile {
  const { host, port, database } = demo.connection
  return { ...bare, id: 'demo', name: 'Demo on this computer', host, port, database, tls: 'disable', isDemo: true }
}

/** A profile from `postgres://host:port/database?sslmode=...`; names and passwords in it are not taken. Throws `invalid`. */
export function profileFromUrl(text: string): ConnectionProfile {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || url.hostname === '') {
    throw invalid('url', 'The address of the platform has the form postgres://host:5432/database?sslmode=verify-full.')
  }
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const mode = url.searchParams.get('sslmode') ?? (isLocal(host) ? 'disable' : 'verify-full')
  if (!tlsModes.includes(mode as TlsMode)) {
    throw invalid('tls', `The sslmode ${mode} is not known. Use one of ${tlsModes.join(', ')}.`)
  }
  const port = url.port === '' ? 5432 : Number(url.port)
  const database = decodeURIComponent(url.pathname.slice(1)) || 'postgres'
  // The same address finds its drafts again, another one does not see them.
  const id = `url-${createHash('sha256').update(`${host}:${port}/${database}`).digest('hex').slice(0, 16)}`
  const profile: ConnectionProfile = { ...bare, id, name: host, host, port, database, tls: mode as TlsMode }
  checkProfile(profile)
  return profile
}

const bare = { ca: null, replica: null, pgbouncer: null, objects: null, isDemo: false }
