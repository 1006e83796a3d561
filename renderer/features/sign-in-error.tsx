import type { AppError } from '../../shared/errors.ts'
import { errorReference } from '../components/empty.tsx'
import { Icon } from '../components/icon.tsx'

export interface SignInState {
  /** Who is being signed in now. */
  busy: string | null
  error: AppError | null
}

/** What is so, and what would help; the code at the end. */
export function SignInError({ error }: { error: AppError }) {
  return (
    <div className="hint bad signin-error" role="alert">
      <Icon name="alert" small />
      <span>
        {error.message} {error.code !== 'invalid' && <span className="mono">{errorReference(error)}</span>}
      </span>
    </div>
  )
}
