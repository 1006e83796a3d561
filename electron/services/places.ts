/** Where what a person writes is kept: the file, or memory where the system keeps no secrets; and the key that seals it. */
import type { DraftOwner } from './drafts.ts'
import { Problem } from './errors.ts'
import type { Db, LocalStore } from './sqlite.ts'
import type { Seal, Vault } from './vault.ts'

export interface Place {
  db: Db
  seal: Seal
  /** The person on a platform, as rows name it. */
  owner: string
}

export interface Places {
  /** Whose place it is now; null when nobody is signed in. */
  current(): DraftOwner | null
  /** The place of whoever is signed in, or of `by`, who was. Throws `signed_out`. */
  of(by?: string): Place
  placeOf(who: DraftOwner): Place
  /** Runs `work` as one durable transaction. */
  change<T>(place: Place, work: () => T): T
  run<T>(work: () => T): T
}

export function createPlaces(store: LocalStore, vault: Vault, owner: () => DraftOwner | null): Places {
  /** Everybody who was signed in since this start. */
  const writers = new Map<string, DraftOwner>()

  function current(): DraftOwner | null {
    const who = owner()
    if (who) writers.set(who.staffId, who)
    return who
  }
  function placeOf(who: DraftOwner): Place {
    const seal = vault.seal(who.isDemo)
    return { seal, db: seal.isKept ? store.db : store.memory(), owner: nameOf(who) }
  }
  return {
    current,
    placeOf,
    of(by) {
      const now = current()
      const who = by === undefined || by === now?.staffId ? now : writers.get(by)
      if (!who) throw new Problem('signed_out', 'You are signed out. Your drafts are kept on this computer; sign in to see them.')
      return placeOf(who)
    },
    change: (place, work) => store.run(() => place.db.transaction(work).immediate()),
    run: (work) => store.run(work),
  }
}

export function nameOf(who: DraftOwner | null): string {
  return who ? `${who.profileId}:${who.staffId}` : ''
}

/** Statements of one database, prepared when it is first used. */
export function preparedOnce<S>(prepare: (db: Db) => S): (db: Db) => S {
  const known = new Map<Db, S>()
  return (db) => {
    const statements = known.get(db) ?? prepare(db)
    known.set(db, statements)
    return statements
  }
}
