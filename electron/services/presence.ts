/** Who else is where right now, told to the screen as one list. */
import type { Presence, WorkKind } from '../../shared/work.ts'
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
  /** Takes what was read: of everything, or of these items only. */
  replace(rows: PresenceRow[], items?: Set<string>): void
}

/** How often it is looked whether something ended, in ms. */
const tick = 500

/** Ends are counted from when they were told: the clock of this computer need not agree with the server's. */
export function createPresenceList(events: Events): PresenceList {
  const here = new Map<string, { presence: Presence; endsAt: number }>()
  let self = ''
  let timer: NodeJS.Timeout | undefined
  let told = ''
  /** When the first of them ends. */
  let nextEnd = Number.POSITIVE_INFINITY

  /** Tells the whole list when somebody came, left or began to type. */
  function tell(): void {
    for (const [key, { endsAt }] of here) if (endsAt <= performance.now()) here.delete(key)
    nextEnd = Math.min(...[...here.values()].map(({ endsAt }) => endsAt))
    const now = [...here.entries()].map(([key, { presence }]) => key + presence.mode).join()
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
      timer = setInterval(() => nextEnd <= performance.now() && tell(), tick)
    },
    stop() {
      clearInterval(timer)
      here.clear()
      tell()
    },
    replace(rows, items) {
      for (const [key, { presence }] of here) if (!items || items.has(presence.itemId)) here.delete(key)
      for (const row of rows) {
        if (row.staff_id === self) continue
        const staff = { id: row.staff_id, name: row.staff_name, initials: row.staff_initials }
        const presence = { staff, kind: row.kind, itemId: row.item_id, mode: row.mode, until: row.until }
        here.set(keyOf(row.staff_id, row.kind, row.item_id), { presence, endsAt: performance.now() + row.left_ms })
      }
      tell()
    },
  }
}

function keyOf(staffId: string, kind: WorkKind, itemId: string): string {
  return `${staffId}/${kind}/${itemId}`
}
