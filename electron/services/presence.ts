/** Who else is where right now, told to the screen as one list. */
import { isWorkKind, type Presence, type WorkKind } from '../../shared/work.ts'
import type { Events } from './events.ts'

/** As console.presence_list answers, with how long it still holds, in ms. */
export interface PresenceRow {
  staff_id: string
  staff_name: string
  staff_initials: string
  kind: WorkKind
  item_id: string
  mode: Presence['mode']
  until: string
  left_ms: number
}

export interface PresenceList {
  /** Begins to tell the screen about everybody but this person. */
  start(staffId: string): void
  stop(): void
  /** One notification of console_presence. */
  hear(payload: Record<string, unknown>): void
  /** How many notifications were heard, to be read before console.presence_list is asked. */
  heard(): number
  /** Takes what was read, unless something was heard since: that is newer. */
  replace(rows: PresenceRow[], heardBefore: number): void
}

/** Life of a presence that nobody repeats, and how often the list is looked through, in ms. */
const life = 30_000
const tick = 500

/** Ends are counted on this computer's clock, which need not agree with the server's. */
export function createPresenceList(events: Events): PresenceList {
  const here = new Map<string, { presence: Presence; endsAt: number }>()
  let self = ''
  let timer: NodeJS.Timeout | undefined
  let told = ''
  let count = 0

  function put(presence: Presence, lifeMs: number): void {
    if (presence.staff.id === self) return
    here.set(keyOf(presence.staff.id, presence.kind, presence.itemId), { presence, endsAt: Date.now() + lifeMs })
  }
  /** Tells the whole list when somebody came, left or began to type. */
  function tell(): void {
    for (const [key, { endsAt }] of here) if (endsAt <= Date.now()) here.delete(key)
    const now = [...here.entries()].map(([key, { presence }]) => key + presence.mode + presence.until).join()
    if (now === told) return
    told = now
    events.emit(
      'presence',
      [...here.values()].map(({ presence }) => presence),
    )
  }
  return {
    start(staffId) {
      self = staffId
      timer = setInterval(tell, tick)
    },
    stop() {
      clearInterval(timer)
      here.clear()
      tell()
    },
    heard: () => count,
    hear({ s, n, t, k, i, m, u }) {
      count++
      if (typeof s !== 'string' || !isWorkKind(k) || typeof i !== 'string') return
      if (m !== 'viewing' && m !== 'typing') return void here.delete(keyOf(s, k, i))
      put({ staff: { id: s, name: String(n), initials: String(t) }, kind: k, itemId: i, mode: m, until: String(u) }, life)
    },
    replace(rows, heardBefore) {
      if (heardBefore !== count) return
      here.clear()
      for (const row of rows) {
        const staff = { id: row.staff_id, name: row.staff_name, initials: row.staff_initials }
        put({ staff, kind: row.kind, itemId: row.item_id, mode: row.mode, until: row.until }, row.left_ms)
      }
    },
  }
}

function keyOf(staffId: string, kind: WorkKind, itemId: string): string {
  return `${staffId}/${kind}/${itemId}`
}
