/** The list takes the focus; false when it had it already. */
export function focusQueue(): boolean {
  const list = document.querySelector<HTMLElement>('.work :is([role="listbox"], [role="grid"])')
  if (!list || list === document.activeElement) return false
  list.focus()
  return true
}
