import type { Router } from '../router.ts'
import type { Services } from '../services/index.ts'
import type { Platform } from './arguments.ts'

/** How long a start waits for the database before it shows what is kept, in ms. */
export const resumeWithin = 700

/**
 * Signs in with what --url named, once; without a password the screen asks. Where the server cannot be reached, whoever worked here
 * before goes on without it. Returns why it was refused, as a sentence; null when not.
 */
export async function signInOnce(router: Router, services: Services, { profile, login, password }: Platform): Promise<string | null> {
  if (login === null || password === null) return null
  const result = await router.handle('session.signIn', { profileId: profile.id, login, password }, undefined)
  if (result.ok) return null
  const isResumed = result.error.code === 'offline' && (await services.resume(resumeWithin, { profile, login, password }))
  return isResumed ? null : result.error.message
}
