/** Why a draft did not leave, and the way on. What was written is never touched. */
import type { ReactNode } from 'react'
import type { AppError } from '../../shared/errors.ts'
import { Banner } from '../components/banner.tsx'
import { Button } from '../components/button.tsx'

interface SendBannerProps {
  error: AppError
  /** That nothing came of it: "Not sent." */
  not: string
  /** What is kept, as a sentence: "Your text is kept." */
  kept: string
  /** What changed meanwhile, as sentences. */
  stale: ReactNode
  /** On the button that sends in spite of it: "Send anyway". */
  anyway: string
  /** After an earlier text arrived: "Send as another message". */
  another: string
  onLook?: (() => void) | undefined
  onSendAnyway: () => void
  onSendAgain: () => void
  onDismiss: () => void
}

export function SendProblemBanner(props: SendBannerProps) {
  const { error, not, kept, stale, anyway, another, onLook, onSendAnyway, onSendAgain, onDismiss } = props
  switch (error.code) {
    case 'stale':
      return (
        <Banner
          card
          tone="warning"
          icon="split"
          actions={
            <>
              {onLook && <Way words="Read it" onTake={onLook} />}
              <Way words={anyway} onTake={onSendAnyway} />
            </>
          }
        >
          <b>{not}</b> {stale} {kept}
        </Banner>
      )
    case 'command_reused':
      return (
        <Banner card tone="warning" icon="mail" actions={<Way words={another} onTake={onSendAgain} />}>
          An earlier text of this draft did arrive. What you changed since then is still here and was not sent.
        </Banner>
      )
    case 'offline':
    case 'timeout':
    case 'busy':
      return (
        <Banner card tone="warning" icon="cloudoff" actions={<Way words="Send again" onTake={onSendAgain} />}>
          {error.message} {kept.replace(/\.$/, '')}; sending again cannot send it twice.
        </Banner>
      )
    default:
      return (
        <Banner
          card
          tone="danger"
          icon={error.code === 'already_claimed' ? 'lock' : 'alert'}
          actions={<Button small variant="quiet" icon="x" only="Dismiss" onClick={onDismiss} />}
        >
          <b>{not}</b> {error.message} {error.code === 'needs_step_up' ? '' : kept}
        </Banner>
      )
  }
}

/** An earlier run ended while it was on its way. */
export function CutOffBanner({ onSendAgain }: { onSendAgain: () => void }) {
  return (
    <Banner card tone="warning" icon="clock" actions={<Way words="Send again" onTake={onSendAgain} />}>
      Sending was cut off, and it is not known whether this arrived. Sending again cannot send it twice.
    </Banner>
  )
}

function Way({ words, onTake }: { words: string; onTake: () => void }) {
  return (
    <Button small onClick={onTake}>
      {words}
    </Button>
  )
}
