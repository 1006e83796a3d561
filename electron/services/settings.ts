/** Small things the app remembers: what stood where, what was chosen last. Never anything personal. */
import type Database from 'better-sqlite3'
import type { LocalStore } from './sqlite.ts'

export interface Settings {
  /** null when nothing was set. */
  get(key: string): unknown
  set(key: string, value: unknown): void
}

export function createSettings(store: LocalStore): Settings {
  const find = store.db.prepare('select value from setting where key = ?') as Database.Statement<[string], { value: string }>
  const write = store.db.prepare('insert into setting (key, value) values (?, ?) on conflict (key) do update set value = excluded.value')
  return {
    get(key) {
      const row = store.run(() => find.get(key))
      return row ? JSON.parse(row.value) : null
    },
    set(key, value) {
      store.run(() => write.run(key, JSON.stringify(value ?? null)))
    },
  }
}
