/** One registry of what can be done here. Keys, the palette and the sheet of keys all read it. */
import { useEffect, useLayoutEffect, useRef } from 'react'
import { matchKeybindingPress, parseKeybinding } from 'tinykeys'
import { create } from 'zustand'
import type { IconName } from './components/icon.tsx'
import { toast } from './stores/toasts.ts'

export type ActionGroup = 'Move' | 'Go to' | 'Item' | 'Decide' | 'Write' | 'Everywhere'

export interface Action {
  id: string
  label: string
  group: ActionGroup
  /** "C", "Shift+X", "Mod+Enter", "G T", "?", "F6". Mod is Ctrl, or Command on a Mac. */
  keys?: string
  icon?: IconName
  /** What it means, quiet beside the label in the palette. */
  hint?: string
  /** Why it cannot be done now; said when it is tried. */
  disabled?: string | null | undefined
  /** Acts while typing too. Only for combinations with Mod and for Escape. */
  inText?: boolean
  /** Goes on while the key is held. Only for moving. */
  repeats?: boolean
  /** Not offered by name in the palette (moving, closing). */
  unlisted?: boolean
  run: () => void
}

interface Scope {
  name: string
  actions: readonly Action[]
}
const scopes: Scope[] = []

/** Offers actions as long as the component is there. A later scope wins over an earlier one that uses the same key. */
export function useActions(scope: string, actions: readonly Action[]) {
  const own = useRef<Scope>({ name: scope, actions })
  useLayoutEffect(() => {
    own.current.actions = actions
  })
  useEffect(() => {
    const entry = own.current
    scopes.push(entry)
    return () => void scopes.splice(scopes.indexOf(entry), 1)
  }, [])
}

/** All actions on offer, innermost scope first; of two with one id the inner one. */
export function offeredActions(): Action[] {
  const byId = new Map<string, Action>()
  for (const action of scopes.toReversed().flatMap((scope) => scope.actions)) {
    if (!byId.has(action.id)) byId.set(action.id, action)
  }
  return [...byId.values()]
}

/** True while the person has pressed G and the strip of places waits for the second letter. */
export const useChord = create<{ waiting: boolean }>()(() => ({ waiting: false }))
const chordPatience = 2000 // ms
let chordTimer = 0

export function setChord(waiting: boolean) {
  clearTimeout(chordTimer)
  useChord.setState({ waiting })
  if (waiting) chordTimer = window.setTimeout(() => setChord(false), chordPatience)
}

const notText = new Set(['button', 'checkbox', 'radio', 'submit', 'reset', 'range', 'color', 'file'])

/** Whether what is typed at `target` becomes text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !notText.has(target.type)
  return target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
}

const overlays = '[role="dialog"], [role="alertdialog"], [role="menu"]'
const pressable = 'button, a[href], summary, [role="tab"], [role="option"], [role="listbox"], [role="grid"]'

/** A Cyrillic or Greek layout still has the key that carries the Latin letter; signs may need Shift or AltGr. */
function matches(event: KeyboardEvent, press: string): boolean {
  const [parsed] = parseKeybinding(press.replace('Mod', '$mod'))
  if (!parsed) return false
  const [required, optional, key] = parsed
  if (typeof key !== 'string') return false
  const isLetter = /^[a-z]$/i.test(key)
  if (key.length === 1 && !isLetter) return matchKeybindingPress(event, [required, [...optional, 'Shift', 'Alt', 'AltGraph'], key])
  if (isLetter && event.key.length === 1 && event.key.charCodeAt(0) > 127) {
    return matchKeybindingPress(event, [required, optional, `Key${key.toUpperCase()}`])
  }
  return matchKeybindingPress(event, parsed)
}

function candidate(event: KeyboardEvent): Action | undefined {
  const prefix = useChord.getState().waiting ? 'G ' : ''
  const fits = ({ keys }: Action) => {
    if (!keys?.startsWith(prefix)) return false
    const rest = keys.slice(prefix.length)
    return !rest.includes(' ') && matches(event, rest)
  }
  for (const scope of scopes.toReversed()) {
    const found = scope.actions.find(fits)
    if (found) return found
  }
}

function perform(action: Action) {
  if (action.disabled) toast({ id: 'refused-key', text: action.disabled, icon: 'lock', seconds: 4 })
  else action.run()
}

function onKeyDown(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.key === 'Dead') return
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest(overlays)) return
  const typing = isTextField(target)
  if (['Shift', 'Control', 'Alt', 'Meta', 'AltGraph'].includes(event.key)) return
  if (!typing && !event.repeat && !useChord.getState().waiting && matches(event, 'G')) {
    event.preventDefault()
    return setChord(true)
  }
  const action = candidate(event)
  if (useChord.getState().waiting) setChord(false)
  if (!action || (typing && !action.inText) || (event.repeat && !action.repeats)) return
  if ((event.key === 'Enter' || event.key === ' ') && !event.ctrlKey && !event.metaKey && target?.closest(pressable)) return
  event.preventDefault()
  perform(action)
}

/** Starts listening; returns how to stop. */
export function listenToKeys(): () => void {
  window.addEventListener('keydown', onKeyDown)
  return () => window.removeEventListener('keydown', onKeyDown)
}
