/** Whether modifier keys carry Apple's signs on this computer. */
export const isMac = /Mac|iPhone|iPad/.test(navigator.platform)

const caps: Record<string, string> = {
  Mod: isMac ? '⌘' : 'Ctrl',
  Ctrl: isMac ? '⌃' : 'Ctrl',
  Shift: '⇧',
  Alt: isMac ? '⌥' : 'Alt',
  Escape: 'Esc',
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
}

/** "Mod+Enter" -> ["Ctrl", "↵"]; "G T" -> ["G", "T"]; "+" stays "+". */
export function capsOf(keys: string, spelled = false): string[] {
  const parts = keys.split(' ').flatMap((press) => (press.length > 1 ? press.split('+') : [press]))
  return parts.map((part) => {
    if (part === 'Enter') return parts.length > 1 && !spelled ? '↵' : 'Enter'
    return caps[part] ?? part
  })
}

/** "Mod+Enter" -> "Control+Enter", as aria-keyshortcuts wants it. */
export function spokenKeys(keys: string): string {
  return keys.replace('Mod', isMac ? 'Meta' : 'Control').replace('Ctrl', 'Control')
}

/** One key cap with any text in it. */
export function Key({ children }: { children: string }) {
  return <kbd className="key">{children}</kbd>
}

/** The caps of one binding, written as the registry writes it: "C", "Shift+X", "Mod+Enter", "G T". */
export function Keys({ keys, spelled = false }: { keys: string; spelled?: boolean }) {
  const all = capsOf(keys, spelled)
  if (all.length === 1) return <Key>{all[0] ?? ''}</Key>
  return (
    <span className="keys">
      {all.map((cap) => (
        <Key key={cap}>{cap}</Key>
      ))}
    </span>
  )
}
