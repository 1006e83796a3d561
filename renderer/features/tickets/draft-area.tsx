/** The field somebody writes in. It keeps its own text, so that no key ever waits for the screen; the keeper listens. */
import { type ClipboardEvent, type KeyboardEvent, type RefObject, useEffect, useLayoutEffect } from 'react'
import type { MessageSlot } from '../../../shared/drafts.ts'
import { useComposer } from '../../stores/composer.ts'
import type { DraftFace, DraftKeeper } from '../../work/draft.ts'
import { noteTyping } from '../../work/presence.tsx'

export type Sign = ';' | '#'

interface DraftAreaProps {
  keeper: DraftKeeper
  slot: MessageSlot
  face: DraftFace
  area: RefObject<HTMLTextAreaElement | null>
  label: string
  placeholder: string
  /** Nothing can be typed while it is being sent or read. */
  locked: boolean
  version: number
  readAt: string
  /** The sign was typed on an empty line. */
  onSign: (sign: Sign) => void
  onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => void
  onSend: () => void
  onLeave: () => void
}

/** The line up to the caret is this sign alone, and nothing follows it. */
function isAlone(text: string, caret: number, sign: Sign): boolean {
  const before = caret < 2 ? '\n' : text[caret - 2]
  const after = text[caret] ?? '\n'
  return text[caret - 1] === sign && before === '\n' && after === '\n'
}

/** Puts text where the caret or the selection is, as if it had been typed: the field's own undo takes it back. */
export function insertText(area: HTMLTextAreaElement, text: string, from = area.selectionStart) {
  area.focus()
  area.setSelectionRange(from, area.selectionEnd)
  if (document.execCommand('insertText', false, text)) return
  area.setRangeText(text, from, area.selectionEnd, 'end')
  area.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

export function DraftArea({
  keeper,
  slot,
  face,
  area,
  label,
  placeholder,
  locked,
  version,
  readAt,
  onSign,
  onPaste,
  onSend,
  onLeave,
}: DraftAreaProps) {
  useEffect(() => void keeper.load(), [keeper])

  // The keeper's text was replaced by something else than this field.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `replaced` counts these moments
  useLayoutEffect(() => {
    const field = area.current
    if (!field) return
    const { body, caret } = keeper.content
    if (field.value !== body) field.value = body
    if (caret !== null) field.setSelectionRange(caret, caret)
  }, [keeper, face.replaced, area])

  useLayoutEffect(() => {
    const field = area.current
    return () => keeper.leave(field?.selectionEnd ?? null)
  }, [keeper, area])

  const onInput = (event: React.FormEvent<HTMLTextAreaElement>) => {
    const { value, selectionEnd } = event.currentTarget
    keeper.type(value, selectionEnd, version, readAt)
    noteTyping()
    const { data, inputType } = event.nativeEvent as InputEvent
    if (inputType !== 'insertText' || (data !== ';' && data !== '#')) return
    if (isAlone(value, selectionEnd, data)) onSign(data)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.repeat) return
    const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey
    if (!sends && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (sends) onSend()
    else onLeave()
  }
  return (
    <textarea
      ref={area}
      className="composer-text"
      aria-label={label}
      placeholder={placeholder}
      readOnly={locked}
      dir="auto"
      rows={5}
      onInput={onInput}
      onPaste={onPaste}
      onKeyDown={onKeyDown}
      onFocus={() => useComposer.setState({ held: slot })}
      onBlur={(event) => {
        useComposer.setState({ held: null })
        keeper.leave(event.currentTarget.selectionEnd)
      }}
    />
  )
}
