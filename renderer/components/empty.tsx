import { type ReactNode, useEffect, useState } from 'react'
import type { AppError, ErrorCode } from '../../shared/errors.ts'
import { seconds } from '../../shared/time.ts'
import { useActions } from '../keyboard.ts'
import { showSheet } from '../stores/overlay.ts'
import { Button } from './button.tsx'
import { Icon } from './icon.tsx'
import { useNow } from './now.ts'

/** Empty or nothing found: what is so, the nearest useful thing with its number, and a way there. `foot` stands at the bottom of the pane. */
export function EmptyState({
  title,
  children,
  actions,
  foot,
}: {
  title: string
  children?: ReactNode
  actions?: ReactNode
  foot?: ReactNode
}) {
  return (
    <>
      <div className="empty">
        <h2>{title}</h2>
        {children && <p>{children}</p>}
        {actions && <div className="empty-actions">{actions}</div>}
      </div>
      {foot && <p className="empty-foot">{foot}</p>}
    </>
  )
}

interface ErrorStateProps {
  /** What failed: "The list could not be read." */
  title: string
  error: AppError
  /** What is safe: "Nothing of yours is lost: 3 drafts are kept." */
  safe?: string
  onRetry?: () => void
  /** When it will be tried again by itself, milliseconds since the epoch. */
  retryAt?: number | null
}

/** "53300, 14:02:16, 0195873f-11c2", to be read to somebody else. */
export function errorReference(error: AppError): string {
  return [error.source ?? error.code, seconds(error.at), error.ref].filter(Boolean).join(', ')
}

/** What a second try would answer the same: no fault, and nothing to repeat. */
const final: readonly ErrorCode[] = ['not_found', 'not_allowed', 'invalid']

export function ErrorState({ title, error, safe, onRetry, retryAt }: ErrorStateProps) {
  const isFinal = final.includes(error.code)
  const canRetry = onRetry && !isFinal
  useActions('error', canRetry ? [{ id: 'error.retry', label: 'Try again', group: 'Move', keys: 'Enter', run: onRetry }] : [])
  if (isFinal) return <EmptyState title={title}>{[error.message, safe].filter(Boolean).join(' ')}</EmptyState>
  if (error.code === 'offline') return <NotReached title={title} {...(onRetry && { onRetry })} />
  return (
    <>
      <div className="empty" role="alert">
        <Icon name="alert" className="danger" />
        <h2>{title}</h2>
        <p>{[error.message, safe].filter(Boolean).join(' ')}</p>
        <div className="row">
          {onRetry && (
            <Button variant="primary" keys="Enter" onClick={onRetry}>
              Try again
            </Button>
          )}
          <CopyButton text={`${title} ${error.message}\n${error.code}, ${error.at}, ${error.source ?? ''} ${error.ref}`} />
        </div>
        <p className="small t3 mono">{errorReference(error)}</p>
      </div>
      {retryAt && <RetryFoot at={retryAt} />}
    </>
  )
}

/** No fault of this place: it is read with the connection, and what is kept here can be read meanwhile. */
function NotReached({ title, onRetry }: Pick<ErrorStateProps, 'title' | 'onRetry'>) {
  return (
    <div className="empty" role="alert">
      <Icon name="cloudoff" className="warning" />
      <h2>{title}</h2>
      <p>The database cannot be reached. This is read by itself when it can; what you typed is kept.</p>
      <div className="row">
        <Button keys="Mod+O" onClick={() => showSheet('outbox')}>
          See what is kept here
        </Button>
        {onRetry && (
          <Button variant="quiet" keys="Enter" onClick={onRetry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  )
}

function RetryFoot({ at }: { at: number }) {
  const left = Math.max(0, Math.ceil((at - useNow(1000)) / 1000))
  return <p className="empty-foot">{left > 0 ? `Trying again by itself in ${left} s.` : 'Trying again.'}</p>
}

function CopyButton({ text }: { text: string }) {
  const [copied, setCopied] = useState(false)
  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = () => navigator.clipboard.writeText(text).then(() => setCopied(true))
  return (
    <Button variant="quiet" onClick={copy}>
      {copied ? 'Copied' : 'Copy the details'}
    </Button>
  )
}
