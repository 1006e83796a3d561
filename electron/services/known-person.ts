/** Who worked here last on a connection, so that the console starts without its database. Sealed like a draft; forgotten at sign-out. */
import type Database from 'better-sqlite3'
import type { ConnectionProfile, SignedIn } from '../../shared/session.ts'
import type { LocalStore } from './sqlite.ts'
import type { Vault } from './vault.ts'

export interface KnownPeople {
  remember(profile: ConnectionProfile, person: SignedIn): void
  /** null when nobody is known, their key does not open, or they were not here for 30 days. */
  recall(profile: ConnectionProfile): SignedIn | null
  forget(profileId: string): void
}

const trustedFor = 30 * 86_400_000

export function createKnownPeople(store: LocalStore, vault: Vault): KnownPeople {
  const find = store.db.prepare('select * from known_person where profile_id = ?') as Database.Statement<
    [string],
    { key_id: string; sealed: Buffer; at: string }
  >
  const write = store.db.prepare('insert or replace into known_person (profile_id, key_id, sealed, at) values (?, ?, ?, ?)')
  const remove = store.db.prepare('delete from known_person where profile_id = ?')
  const nameOf = (profileId: string) => `person ${profileId}`
  return {
    remember(profile, person) {
      const seal = vault.seal(profile.isDemo)
      if (!seal.isKept) return
      const sealed = seal.seal(JSON.stringify(person), nameOf(profile.id))
      store.run(() => write.run(profile.id, seal.keyId, sealed, new Date().toISOString()))
    },
    recall(profile) {
      const found = store.run(() => find.get(profile.id))
      const seal = vault.seal(profile.isDemo)
      if (!found || found.key_id !== seal.keyId || Date.now() - Date.parse(found.at) > trustedFor) return null
      try {
        return JSON.parse(seal.open(found.sealed, nameOf(profile.id))) as SignedIn
      } catch {
        return null
      }
    },
    forget(profileId) {
      store.run(() => remove.run(profileId))
    },
  }
}
