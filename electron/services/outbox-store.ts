/** The rows of the outbox: sealed, in order, each bound to its command. */
import type Database from 'better-sqlite3'
import type { AttachmentRef } from '../../shared/attachments.ts'
import type { AppError } from '../../shared/errors.ts'
import type { OutboxItem, OutboxTotals, Submission } from '../../shared/outbox.ts'
import type { WorkKind } from '../../shared/work.ts'
import { filesOf } from './drafts.ts'
import { Problem } from './errors.ts'
import { type Place, preparedOnce } from './places.ts'
import type { Db } from './sqlite.ts'

/** What is sealed. */
export interface Parcel extends Submission {
  problem: AppError | null
}

export interface OutboxRow {
  seq: number
  id: string
  kind: WorkKind
  item_id: string
  state: 'waiting' | 'conflict' | 'rejected'
  in_doubt: number
  created_at: string
  sealed: Buffer
}

export interface OutboxStore {
  add(place: Place, id: string, kind: WorkKind, itemId: string, parcel: Parcel): void
  find(place: Place, id: string): OutboxRow | undefined
  /** In the order of sending. */
  all(place: Place): OutboxRow[]
  /** The first that `isFree`, of the waiting commands that no earlier one of their item holds back. */
  next(place: Place, isFree: (id: string) => boolean): OutboxRow | null
  /** Waits for a person. */
  hold(place: Place, row: OutboxRow, state: 'conflict' | 'rejected', parcel: Parcel): void
  /** Waits again as from now, sealed under `id`, in its old place of the order. */
  renew(place: Place, row: OutboxRow, id: string, parcel: Parcel): void
  doubt(place: Place, row: OutboxRow, inDoubt: boolean): void
  remove(place: Place, row: OutboxRow): void
  /** Sets aside what does not open any more, so that it holds nothing up. */
  shelve(place: Place, row: OutboxRow): void
  totals(place: Place): OutboxTotals
  /** Throws `storage` when the row was changed or damaged. */
  open(place: Place, row: OutboxRow): Parcel
}

export function createOutboxStore(): OutboxStore {
  const on = preparedOnce(prepare)
  const seal = ({ seal }: Place, id: string, parcel: Parcel) => seal.seal(JSON.stringify(parcel), rowName(id))
  return {
    add(place, id, kind, itemId, parcel) {
      const files = filesOf(attachmentsOf(parcel))
      on(place.db).add.run(id, place.owner, place.seal.keyId, kind, itemId, new Date().toISOString(), seal(place, id, parcel), files)
    },
    find: (place, id) => on(place.db).find.get(place.owner, place.seal.keyId, id),
    all: (place) => on(place.db).all.all(place.owner, place.seal.keyId),
    next(place, isFree) {
      for (const row of on(place.db).due.iterate(place.owner, place.seal.keyId)) if (isFree(row.id)) return row
      return null
    },
    hold(place, row, state, parcel) {
      on(place.db).write.run(row.id, state, row.created_at, seal(place, row.id, parcel), row.seq)
    },
    renew(place, row, id, parcel) {
      on(place.db).write.run(id, 'waiting', new Date().toISOString(), seal(place, id, parcel), row.seq)
    },
    doubt(place, row, inDoubt) {
      on(place.db).doubt.run(inDoubt ? 1 : 0, row.seq)
    },
    remove(place, row) {
      on(place.db).remove.run(row.seq)
    },
    shelve(place, row) {
      on(place.db).shelve.run(row.seq)
    },
    totals: (place) => on(place.db).totals.get(place.owner, place.seal.keyId) ?? { waiting: 0, held: 0 },
    open({ seal }, row) {
      try {
        return JSON.parse(seal.open(row.sealed, rowName(row.id))) as Parcel
      } catch (cause) {
        const message =
          'Something in the outbox was changed or damaged outside Backline and does not open. It stays in the local file as it is.'
        throw new Problem('storage', message, { cause })
      }
    },
  }
}

/** As the screen sees it. */
export function toItem(row: OutboxRow, parcel: Parcel, behind: string | null, isSending: boolean): OutboxItem {
  const { method, input, label, base, effect, draft, problem } = parcel
  return {
    id: row.id,
    kind: row.kind,
    itemId: row.item_id,
    method,
    input,
    label,
    base,
    effect,
    draft,
    state: isSending ? 'sending' : row.state,
    inDoubt: row.in_doubt === 1,
    behind,
    problem,
    createdAt: row.created_at,
  }
}

/** Of the methods that carry files; their input was checked when it was submitted. */
export function attachmentsOf({ input }: Parcel): AttachmentRef[] {
  return (input.attachments as AttachmentRef[] | undefined) ?? []
}

function rowName(id: string): string {
  return `outbox ${id}`
}

function prepare(db: Db) {
  type Statement<P extends unknown[], R = unknown> = Database.Statement<P, R>
  const mine = 'from outbox o where o.owner = ? and o.key_id = ?'
  return {
    add: db.prepare(
      `insert into outbox (id, owner, key_id, kind, item_id, state, created_at, sealed, files) values (?, ?, ?, ?, ?, 'waiting', ?, ?, ?)`,
    ) as Statement<[string, string, string, string, string, string, Buffer, string]>,
    find: db.prepare(`select o.* ${mine} and o.id = ?`) as Statement<[string, string, string], OutboxRow>,
    all: db.prepare(`select o.* ${mine} order by o.seq`) as Statement<[string, string], OutboxRow>,
    due: db.prepare(
      `select o.* ${mine} and o.state = 'waiting' and not exists
        (select 1 from outbox e where e.owner = o.owner and e.kind = o.kind and e.item_id = o.item_id and e.key_id = o.key_id and e.seq < o.seq)
       order by o.seq`,
    ) as Statement<[string, string], OutboxRow>,
    write: db.prepare('update outbox set id = ?, state = ?, created_at = ?, sealed = ? where seq = ?') as Statement<
      [string, string, string, Buffer, number]
    >,
    doubt: db.prepare('update outbox set in_doubt = ? where seq = ?') as Statement<[number, number]>,
    remove: db.prepare('delete from outbox where seq = ?') as Statement<[number]>,
    shelve: db.prepare(`update outbox set key_id = key_id || ' ' || seq where seq = ?`) as Statement<[number]>,
    totals: db.prepare(
      `select count(*) filter (where o.state = 'waiting') as waiting, count(*) filter (where o.state <> 'waiting') as held ${mine}`,
    ) as Statement<[string, string], OutboxTotals>,
  }
}
