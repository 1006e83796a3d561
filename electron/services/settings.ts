/** Small things the app remembers: what stood where, what was chosen last. Never anything personal. */
import type Database from 'better-sqlite3'
import type { LocalStore } from './sqlite.ts'

export interface Settings {
  /** null when nothing was set. */
  get(key: string): unknown
  set(key: string, value: unknown): void
  /** Sets what is only for the next start, unless the file takes nothing: then that start does without it. */
  remember(key: string, value: unknown): void
}

export function createSettings(store: LocalStore): Settings {
  const find = store.db.prepare('select value from setting where key = ?') as Database.Statement<[string], { value: string }>
  const write = store.db.prepare('insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value')
  const set = (key: string, value: unknown) => {
    store.run(() => write.run(key, JSON.stringify(value ?? null)))
  }
  return {
    get(key) {
      const row = store.run(() => find.get(key))
      return row ? JSON.parse(row.value) : null
    },
    set,
    remember(key, value) {
      try {
        set(key, value)
      } catch {
        // The store says by itself that it cannot be written.
      }
    },
  }
}
