import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import { dismissToast, type Toast, toast, undoLatest, useToasts } from '../stores/toasts.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { useNow } from './now.ts'

export { dismissToast, toast, undoLatest }

/** Where toasts stand: bottom right, above the status bar, the newest lowest. Beside the page, so that an undo can be reached from a dialog. */
export function Toasts() {
  const toasts = useToasts((state) => state.toasts)
  return createPortal(
    <section className="toasts" aria-live="polite" aria-relevant="additions text" aria-label="What just happened">
      {toasts.map((each) => (
        <ToastView key={each.id} toast={each} />
      ))}
    </section>,
    document.body,
  )
}

function ToastView({ toast: { id, text, detail, icon, tone, action, undo, until } }: { toast: Toast }) {
  const [held, setHeld] = useState(false)
  useEffect(() => {
    if (held) return
    const timer = setTimeout(() => dismissToast(id), Math.max(1000, until - Date.now()))
    return () => clearTimeout(timer)
  }, [held, id, until])
  const act = (run: () => void) => () => {
    dismissToast(id)
    run()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only holds it; everything else has its button
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {icon && <Icon name={icon} className={tone ?? ''} />}
      <span className="words">
        <b>{text}</b> {detail && <span className="t2">{detail}</span>}
      </span>
      {undo && (
        <Button small keys="U" onClick={act(undo)}>
          Undo
          <SecondsLeft until={until} held={held} />
        </Button>
      )}
      {action && (
        <Button small onClick={act(action.run)}>
          {action.label}
        </Button>
      )}
      {!undo && !action && <Button small variant="quiet" icon="x" only="Dismiss" onClick={() => dismissToast(id)} />}
    </div>
  )
}

/** Not spoken: a countdown in a live region would talk all the time. While it is held its place stays, so that the button does not move away. */
function SecondsLeft({ until, held }: { until: number; held: boolean }) {
  const left = Math.max(0, Math.ceil((until - useNow(1000)) / 1000))
  return (
    <span className="t3" aria-hidden="true" style={held ? { visibility: 'hidden' } : undefined}>
      {left} s
    </span>
  )
}
