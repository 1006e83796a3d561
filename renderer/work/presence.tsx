/** Who else looks at items and types in them, and telling others the same of oneself. */
import { useEffect, useMemo } from 'react'
import { create } from 'zustand'
import type { Input } from '../../shared/contract.ts'
import type { Presence, WorkKind } from '../../shared/work.ts'
import { call, on } from '../api.ts'
import { Avatar } from '../components/avatar.tsx'
import { useSession } from '../stores/session.ts'

/** Everyone present anywhere, as last told; null until the first word. */
const usePresent = create<{ present: Presence[] | null }>()(() => ({ present: null }))

const nobody: Presence[] = []

function useOthers(kind: WorkKind, first: Presence[]): Presence[] {
  const own = useSession((session) => session.person?.staff.id)
  const told = usePresent((state) => state.present)
  return useMemo(() => (told ?? first).filter((each) => each.kind === kind && each.staff.id !== own), [kind, told, first, own])
}

/** Others by the item that they look at. */
export function usePresenceByItem(kind: WorkKind): Map<string, Presence[]> {
  const others = useOthers(kind, nobody)
  return useMemo(() => {
    const byItem = new Map<string, Presence[]>()
    for (const each of others) byItem.set(each.itemId, [...(byItem.get(each.itemId) ?? []), each])
    return byItem
  }, [others])
}

export const presenceWords = ({ staff, mode }: Presence): string => `${staff.name} is ${mode}`

/** "Sofia Brandt is viewing"; of several, one who types is named. `first` is what was read with the item. */
export function Presences({ kind, itemId, first }: { kind: WorkKind; itemId: string; first: Presence[] }) {
  const others = useOthers(kind, first).filter((presence) => presence.itemId === itemId)
  const leading = others.find(({ mode }) => mode === 'typing') ?? others[0]
  if (!leading) return null
  return (
    <span className="presence" role="status" title={others.map(presenceWords).join(', ')}>
      {others.slice(0, 3).map(({ staff, mode }) => (
        <Avatar key={staff.id} initials={staff.initials} size="small" here typing={mode === 'typing'} />
      ))}
      <span className="words">
        <bdi className="cut">{leading.staff.name}</bdi>
        <span>{others.length > 1 ? ` and ${others.length - 1} more` : ` is ${leading.mode}`}</span>
      </span>
    </span>
  )
}

const typingLasts = 5_000 // ms after the last key
const useTyping = create<{ typing: boolean }>()(() => ({ typing: false }))
let pause = 0

/** Every key of a draft comes here; colleagues hear only of the beginning and the end. */
export function noteTyping() {
  if (!useTyping.getState().typing) useTyping.setState({ typing: true })
  clearTimeout(pause)
  pause = window.setTimeout(() => useTyping.setState({ typing: false }), typingLasts)
}

export const isTyping = (): boolean => useTyping.getState().typing

let telling: Promise<unknown> = Promise.resolve()

/** One after the other, so that an older word never comes last. */
function tell(place: Input<'work.presence'>) {
  telling = telling.then(() => call('work.presence', place)).catch(() => null)
}

/**
 * Tells colleagues which item is open here and whether somebody types in it; null takes it back. The trusted side repeats it.
 * As long as it does, what others tell is followed too.
 */
export function usePresence(kind: WorkKind, itemId: string | null) {
  const typing = useTyping((state) => state.typing)
  // biome-ignore lint/correctness/useExhaustiveDependencies: in another item nobody has typed yet
  useEffect(() => useTyping.setState({ typing: false }), [itemId])
  useEffect(() => tell(itemId ? { kind, itemId, mode: typing ? 'typing' : 'viewing' } : { kind: null }), [kind, itemId, typing])
  useEffect(() => {
    const leave = () => tell({ kind: null })
    const stop = on('presence', (present) => usePresent.setState({ present }))
    addEventListener('pagehide', leave)
    return () => {
      stop()
      removeEventListener('pagehide', leave)
      leave()
    }
  }, [])
}
