import type { Router } from '../router.ts'
import type { Platform } from './arguments.ts'

/**
 * Signs in with what --url named, once; without a password the screen asks. Where the server cannot be reached, whoever worked here
 * before goes on without it. Returns why it was refused, as a sentence; null when not.
 */
export async function signInOnce(router: Router, { profile, login, password }: Platform): Promise<string | null> {
  if (login === null || password === null) return null
  const result = await router.handle('session.signIn', { profileId: profile.id, login, password }, undefined)
  return result.ok ? null : result.error.message
}
