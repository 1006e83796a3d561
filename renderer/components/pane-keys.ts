/** F6 and Shift+F6 go from pane to pane, back to where the focus last was in each. */
const panes = '.rail, .main .pane, .status'
const tabbable = 'a[href], button, input, textarea, select, [tabindex="0"]'
const remembered = new WeakMap<Element, HTMLElement>()

document.addEventListener('focusin', ({ target }) => {
  const pane = target instanceof HTMLElement ? target.closest(panes) : null
  if (pane) remembered.set(pane, target as HTMLElement)
})

function entrance(pane: Element): HTMLElement | null {
  const last = remembered.get(pane)
  if (last && pane.contains(last)) return last
  return (
    pane.querySelector<HTMLElement>('[role="listbox"], [role="grid"], [aria-current="page"]') ?? pane.querySelector<HTMLElement>(tabbable)
  )
}

export function focusPane(step: 1 | -1) {
  const all = [...document.querySelectorAll(panes)].filter((pane) => pane.checkVisibility())
  const here = all.findIndex((pane) => pane.contains(document.activeElement))
  const start = here < 0 && step < 0 ? 0 : here
  for (let hop = 1; hop <= all.length; hop += 1) {
    const pane = all[(start + step * hop + all.length * hop) % all.length]
    const target = pane && entrance(pane)
    if (target) return target.focus()
  }
}
