import type { KeyboardEvent, ReactNode } from 'react'
import { Button } from './button.tsx'
import { Modal, ModalTitle } from './modal.tsx'

interface DialogProps {
  /** The question: "Resolve T-48190 without a reply?" */
  title: ReactNode
  /** Escape, the ground beside it, or the answer that changes nothing. Left out where the person has to answer. */
  onClose?: () => void
  /** Ctrl/Cmd+Enter: the same as pressing the last answer. */
  onAnswer?: () => void
  /** The answers as buttons, the one that acts last. */
  answers?: ReactNode
  /** At the right of the title. */
  head?: ReactNode
  /** Interrupts: asks before something that outlives its undo. */
  alert?: boolean
  width?: number
  children?: ReactNode
}

/** A choice that blocks. Shown as long as it is rendered; the focus goes back where it came from. */
export function Dialog({ title, onClose, onAnswer, answers, head, alert = false, width = 440, children }: DialogProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || event.nativeEvent.isComposing || !onAnswer) return
    event.preventDefault()
    onAnswer()
  }
  return (
    <Modal className="dialog dialog-window" onClose={onClose} onKeyDown={onKeyDown} alert={alert} width={width}>
      <div className="dialog-head">
        <ModalTitle className="grow">{title}</ModalTitle>
        {head}
      </div>
      {children && <div className="dialog-body">{children}</div>}
      {answers && (
        <div className="dialog-foot">
          <span className="grow" />
          {answers}
        </div>
      )}
    </Modal>
  )
}

interface AnswersProps {
  leave: string
  act: string
  reason?: string | null
  onClose: () => void
  onAct: () => void
}

/** The usual two: what changes nothing, and what acts. */
export function Answers({ leave, act, reason = null, onClose, onAct }: AnswersProps) {
  return (
    <>
      <Button keys="Escape" onClick={onClose}>
        {leave}
      </Button>
      <Button variant="primary" keys="Mod+Enter" reason={reason} onClick={onAct}>
        {act}
      </Button>
    </>
  )
}
