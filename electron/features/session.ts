/** Signing in and out, connections, settings, and taking a request back. */
import { z } from 'zod'
import { type SessionMethods, stepUpPurposes, tlsModes } from '../../shared/session.ts'
import { checkStore } from '../services/documents.ts'
import { invalid, Problem, toProblem } from '../services/errors.ts'
import { resumeWithin, type Services } from '../services/index.ts'
import { jsonBytes, nothing, text } from './fields.ts'
import type { Handlers } from './handler.ts'

const profileId = z.string().min(1).max(64)
const host = z
  .string()
  .max(255)
  .regex(
    /^(\/\S*|[\p{L}\p{N}._:%-]+)$/u,
    'The host is a name such as db.example.com, or an address. Spaces and slashes do not belong in it.',
  )
const port = z.int().min(1).max(65_535)
const profile = z.strictObject({
  id: profileId.nullable(),
  name: text(100).min(1, 'The connection needs a name.'),
  host,
  port,
  database: text(63).min(1, 'The connection needs a database.'),
  tls: z.enum(tlsModes),
  ca: z.string().max(100_000).nullable(),
  replica: z.strictObject({ host, port }).nullable(),
  pgbouncer: z.strictObject({ directHost: host, directPort: port }).nullable(),
  objects: text(4000).min(1).nullable(),
})
const settingKey = z.string().regex(/^[a-z][a-zA-Z0-9.:-]{0,119}$/)
const largestSetting = 64 * 1024

export function sessionHandlers(services: Services) {
  const { drafts, profiles, requests, session, settings, stepUp } = services
  let signIns = 0
  /** Folders that a person chose in this run. */
  const picked = new Set<string>()

  /** What is kept for the next start keeps nobody from working now. */
  async function remembering(work: () => Promise<void> | void): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      services.log.warn('not remembered', { source: toProblem(thrown).source })
    }
  }

  return {
    'app.state': { input: nothing, handle: () => services.state() },
    'session.signIn': {
      input: z.strictObject({
        profileId,
        login: text(63).min(1, 'Enter the name you sign in with.'),
        password: text(1000).nullable(),
      }),
      async handle({ profileId, login, password }) {
        const chosen = profiles.get(profileId)
        const known = password ?? (chosen.isDemo ? services.demoPassword(login) : null)
        if (!known) throw invalid('password', 'Enter the password of this login.')
        const mine = ++signIns
        if (await services.resume(resumeWithin, { profile: chosen, login, password: known })) return session.signedIn()
        if (mine !== signIns) throw new Problem('cancelled', 'Another sign-in came in between. Nothing was changed.')
        const person = await session.signIn(chosen, login, known)
        settings.remember('lastProfileId', profileId)
        await remembering(() => services.knownPeople.remember(chosen, person, known))
        return person
      },
    },
    'session.signOut': {
      input: z.strictObject({ wipe: z.boolean().exactOptional() }),
      async handle({ wipe = false }) {
        const [person, profile] = [session.person(), session.profile()]
        if (profile) await remembering(() => services.knownPeople.forget(profile.id))
        await session.signOut()
        // Only now nothing is kept any more that was asked for before.
        if (wipe && person && profile) services.cache.wipe({ profileId: profile.id, staffId: person.staff.id, isDemo: profile.isDemo })
        return null
      },
    },
    'session.stepUp': {
      input: z.strictObject({ purpose: z.enum(stepUpPurposes), password: text(1000).nullable() }),
      handle({ purpose, password }) {
        const known = password ?? (session.profile()?.isDemo ? services.demoPassword(session.signedIn().login) : null)
        if (!known) throw invalid('password', 'Enter your password again.')
        return stepUp.sign(purpose, known)
      },
    },
    'session.retry': {
      input: nothing,
      async handle() {
        await session.retry()
        return null
      },
    },
    'profiles.save': {
      input: profile,
      async handle(input) {
        const kept = profiles.list().find(({ id }) => id === input.id)?.objects ?? null
        if (input.objects !== null && input.objects !== kept) {
          // A screen that was taken over could name any folder; where the system has a window for it, only a person chooses.
          if (services.pickFolder && !picked.has(input.objects))
            throw invalid('objects', 'Choose the folder of files in the window for it.')
          await checkStore(input.objects)
        }
        return profiles.save(input)
      },
    },
    'profiles.pickFolder': {
      input: nothing,
      async handle() {
        if (!services.pickFolder) throw invalid('objects', 'There is no window to choose from here. Type the path of the folder.')
        const path = await services.pickFolder()
        if (path !== null) picked.add(path)
        return { path }
      },
    },
    'profiles.remove': {
      input: z.strictObject({ id: profileId }),
      handle({ id }) {
        if (session.profile()?.id === id) throw invalid('id', 'You are signed in with this connection. Sign out before you remove it.')
        if (drafts.countOf(id) > 0)
          throw invalid('id', 'Drafts or unsent work of this connection are on this computer. Send or discard them first.')
        profiles.remove(id)
        // Nobody could come back to it.
        services.cache.wipe({ profileId: id, isDemo: false })
        return null
      },
    },
    'settings.get': { input: z.strictObject({ key: settingKey }), handle: ({ key }) => settings.get(key) },
    'settings.set': {
      input: z.strictObject({ key: settingKey, value: z.unknown() }),
      handle({ key, value }) {
        if (jsonBytes(value) > largestSetting) throw invalid('value', 'This is more than a setting can hold.')
        settings.set(key, value)
        return null
      },
    },
    'request.cancel': {
      input: z.strictObject({ requestId: z.string().min(1).max(100) }),
      handle({ requestId }) {
        requests.cancel(requestId)
        return null
      },
    },
  } satisfies Handlers<keyof SessionMethods>
}
