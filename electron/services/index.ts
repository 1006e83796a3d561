/** Everything the trusted side is made of, put together once a start. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppState, ConnectionProfile, VaultState } from '../../shared/session.ts'
import { type Attachments, createAttachments } from './attachments.ts'
import { type Cache, createCache } from './cache.ts'
import { createConnection } from './connection.ts'
import type { ObjectStore } from './documents.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import { Problem } from './errors.ts'
import { createEvents, type Events } from './events.ts'
import { createExports, type Exports } from './export.ts'
import { createKnownPeople, type KnownPeople } from './known-person.ts'
import { createLive, type Live } from './live.ts'
import { createLog, type Log } from './log.ts'
import { createOutbox, type Outbox } from './outbox.ts'
import { createOwnActs, type OwnActs } from './own-acts.ts'
import { createPlaces } from './places.ts'
import { createProfiles, type DemoFile, demoProfile, type Profiles, readDemo } from './profiles.ts'
import { createRequests, type Requests } from './requests.ts'
import { createSession, probe, type Session } from './session.ts'
import { createSettings, type Settings } from './settings.ts'
import { openLocalStore } from './sqlite.ts'
import { createStepUp, type StepUp } from './step-up.ts'
import { createVault, fileKeeper, type KeyKeeper } from './vault.ts'

/** How long a start or a sign-in waits for the database before it goes on with what is kept, in ms. */
export const resumeWithin = 700

export interface ServiceOptions {
  /** Drafts, settings and logs; made when missing, for this account alone. */
  dataDir: string
  /** Where the key of the drafts lives. */
  keyKeeper: KeyKeeper
  /** `demo.json`; it may appear later. */
  demoFile?: string
  /** The platform this start was told to use (--url), offered first. */
  profile?: ConnectionProfile | null
  /** `migrations/local` of the checkout or package. */
  migrationsDir?: string
  /** Where the documents of a platform are; without one none can be shown. */
  objects?: (profile: ConnectionProfile) => ObjectStore | null
  /** Asks the person for a folder; null when none was chosen. */
  pickFolder?: () => Promise<string | null>
  shell: AppState['shell']
  version: string
}

export interface Services {
  events: Events
  log: Log
  requests: Requests
  settings: Settings
  profiles: Profiles
  drafts: Drafts
  attachments: Attachments
  outbox: Outbox
  ownActs: OwnActs
  cache: Cache
  knownPeople: KnownPeople
  exports: Exports
  session: Session
  stepUp: StepUp
  live: Live
  /** Of the platform that somebody is signed in to. */
  objects(): ObjectStore | null
  /** Only where the shell has a window of its own. */
  pickFolder: ServiceOptions['pickFolder']
  state(): AppState
  /**
   * Begins as whoever worked here last when the database cannot be reached within `limitMs`, if `given` is their login and password; without
   * it only as one of the demo's people, whose passwords are known. Returns whether it did. Throws `auth_failed` for another password.
   */
  resume(limitMs: number, given?: { profile: ConnectionProfile; login: string; password: string } | null): Promise<boolean>
  /** null when the demo has no such login. */
  demoPassword(login: string): string | null
  /** Ends connections, writes what is open, closes the files. */
  close(): Promise<void>
}

export function createServices(options: ServiceOptions): Services {
  const { dataDir, demoFile, profile, shell, version } = options
  const log = createLog(dataDir)
  const store = openLocalStore(dataDir, options.migrationsDir ?? defaultMigrations, log)
  const vault = createVault(options.keyKeeper, fileKeeper(join(dataDir, 'demo.key')), log)
  const events = createEvents(log)
  const connection = createConnection(events)
  const live = createLive({ connection, events, log })
  const session = createSession({ connection, events, live, log })
  const stepUp = createStepUp(session, log)
  const settings = createSettings(store)
  function demo(): DemoFile | null {
    try {
      return demoFile ? readDemo(demoFile) : null
    } catch {
      log.warn('demo file cannot be read')
      return null
    }
  }
  const profiles = createProfiles(store, () => {
    const found = demo()
    return [...(profile ? [profile] : []), ...(found ? [demoProfile(found)] : [])]
  })
  const places = createPlaces(store, vault, owner)
  const drafts = createDrafts({ store, places, events, log })
  const attachments = createAttachments({ folder: join(dataDir, 'attachments'), store, places, objects, database: session.database, log })
  void attachments.sweep()
  const outbox = createOutbox({ places, drafts, connection, events, log })
  const cache = createCache(places, log)
  const knownPeople = createKnownPeople(store, vault)
  const exports = createExports(join(dataDir, 'exports'), log)

  function owner() {
    const [person, used] = [session.person(), session.profile()]
    return person && used ? { profileId: used.id, staffId: person.staff.id, isDemo: used.isDemo } : null
  }

  function objects(): ObjectStore | null {
    const used = session.profile()
    return (used && options.objects?.(used)) ?? null
  }

  const demoPassword = (login: string) => demo()?.people.find((person) => person.login === login)?.password ?? null

  function state(): AppState {
    const found = demo()
    return {
      shell,
      version,
      platform: process.platform,
      profiles: profiles.list(),
      lastProfileId: settings.get('lastProfileId') as string | null,
      demo: found && { people: found.people.map(({ password: _, ...person }) => person), server: found.server },
      person: session.person(),
      connection: connection.get(),
      vault: vaultState(),
      drafts: drafts.totals(),
      outbox: outbox.totals(),
      storage: store.state(),
    }
  }

  function vaultState(): VaultState {
    const present = vault.state(session.profile()?.isDemo ?? false)
    const n = drafts.shutOut()
    if (n === 0) return present
    const what = n === 1 ? '1 text of yours was' : `${n} texts of yours were`
    const note = `${what} sealed with a key that is gone. They stay in the local file as they are; with the key back they open again.`
    return { ...present, note }
  }

  async function resume(limitMs: number, given: { profile: ConnectionProfile; login: string; password: string } | null = null) {
    const last = settings.get('lastProfileId')
    const profile = given?.profile ?? profiles.list().find(({ id, isDemo }) => id === last && isDemo)
    if (!profile || session.person()) return false
    const passwordOf = (login: string) => (given ? (given.login === login ? given.password : null) : demoPassword(login))
    const known = await knownPeople.recall(profile, passwordOf)
    if (!known) return false
    const isThere = await probe(profile, limitMs).then(
      () => true,
      () => false,
    )
    if (isThere || session.person()) return false
    if (known !== 'wrong') {
      session.resume(profile, known.person, known.password)
      return true
    }
    if (!given) return false
    const message =
      'The database cannot be reached, and only the password that you came in with last opens what is kept on this computer. Try it again.'
    throw new Problem('auth_failed', message)
  }

  let wasOnline = false
  events.on('connection', ({ state, reason }) => {
    drafts.announce()
    // Whoever may no longer use the console does not come back through what is kept of them.
    if (state === 'signed_out' && reason?.code === 'not_allowed') knownPeople.forget(String(settings.get('lastProfileId')))
    if (state === 'signed_out' || state === 'connecting') void exports.end()
    if (state === 'online' && !wasOnline && session.signedIn().capabilities.includes('tickets.act')) void attachments.sweepStore()
    wasOnline = state === 'online'
  })
  log.info('started', { version, shell, node: process.version })
  return {
    events,
    log,
    requests: createRequests(),
    settings,
    profiles,
    drafts,
    attachments,
    outbox,
    ownActs: createOwnActs(),
    cache,
    knownPeople,
    exports,
    session,
    stepUp,
    live,
    objects,
    pickFolder: options.pickFolder,
    state,
    resume,
    demoPassword,
    async close() {
      await exports.end()
      const sent = outbox.stop()
      cache.flush()
      await session.signOut()
      await sent
      store.close()
      log.info('stopped')
      await log.close()
    },
  }
}

/** Two folders up, from electron/services of the checkout and from out/main of a build alike. */
const defaultMigrations = fileURLToPath(new URL('../../migrations/local', import.meta.url))
