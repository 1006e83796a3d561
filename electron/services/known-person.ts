/**
 * Who worked here last on a connection, so that the console starts without its database. Sealed like a draft; forgotten at sign-out. What
 * is kept of the password only proves it: whoever starts offline is that person, not whoever sits here.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type Database from 'better-sqlite3'
import type { ConnectionProfile, SignedIn } from '../../shared/session.ts'
import type { LocalStore } from './sqlite.ts'
import type { Vault } from './vault.ts'

export interface KnownPeople {
  remember(profile: ConnectionProfile, person: SignedIn, password: string): Promise<void>
  /**
   * Asks `passwordOf` whoever was here; null when nobody is known, no password is given for their login, their key does not open, or they
   * were not here for 30 days; 'wrong' when it is not the password they came in with.
   */
  recall(
    profile: ConnectionProfile,
    passwordOf: (login: string) => string | null,
  ): Promise<{ person: SignedIn; password: string } | 'wrong' | null>
  forget(profileId: string): void
}

const trustedFor = 30 * 86_400_000

interface Known {
  person: SignedIn
  salt: string
  proof: string
}

const stretch = promisify(scrypt) as (password: string, salt: Buffer, bytes: number) => Promise<Buffer>
const derive = (password: string, salt: Buffer) => stretch(password.normalize(), salt, 32)

export function createKnownPeople(store: LocalStore, vault: Vault): KnownPeople {
  const find = store.db.prepare('select * from known_person where profile_id = ?') as Database.Statement<
    [string],
    { key_id: string; sealed: Buffer; at: string }
  >
  const write = store.db.prepare('insert or replace into known_person (profile_id, key_id, sealed, at) values (?, ?, ?, ?)')
  const remove = store.db.prepare('delete from known_person where profile_id = ?')
  /** How often somebody was forgotten. */
  let forgotten = 0
  const nameOf = (profileId: string) => `person ${profileId}`
  return {
    async remember(profile, person, password) {
      const seal = vault.seal(profile.isDemo)
      if (!seal.isKept) return
      const before = forgotten
      const salt = randomBytes(16)
      const proof = await derive(password, salt)
      // Whoever signed out meanwhile stays forgotten.
      if (before !== forgotten) return
      const known: Known = { person, salt: salt.toString('base64'), proof: proof.toString('base64') }
      const sealed = seal.seal(JSON.stringify(known), nameOf(profile.id))
      store.run(() => write.run(profile.id, seal.keyId, sealed, new Date().toISOString()))
    },
    async recall(profile, passwordOf) {
      const found = store.run(() => find.get(profile.id))
      const seal = vault.seal(profile.isDemo)
      if (!found || found.key_id !== seal.keyId || Date.now() - Date.parse(found.at) > trustedFor) return null
      try {
        const { person, salt, proof } = JSON.parse(seal.open(found.sealed, nameOf(profile.id))) as Known
        const password = passwordOf(person.login)
        if (password === null) return null
        const derived = await derive(password, Buffer.from(salt, 'base64'))
        return timingSafeEqual(derived, Buffer.from(proof, 'base64')) ? { person, password } : 'wrong'
      } catch {
        return null
      }
    },
    forget(profileId) {
      forgotten++
      store.run(() => remove.run(profileId))
    },
  }
}
