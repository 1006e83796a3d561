import { whenTime } from '../../shared/time.ts'
import { retryConnection, useSession } from '../stores/session.ts'
import { Banner } from './banner.tsx'
import { Button } from './button.tsx'
import { useNow, zone } from './now.ts'

/** Stands above the workspace as long as the database cannot be reached. */
export function OfflineBanner() {
  const { state, since, nextTryAt, reason } = useSession((session) => session.connection)
  const now = useNow(1000)
  if (state !== 'offline') return null
  const seconds = nextTryAt ? Math.max(0, Math.ceil((Date.parse(nextTryAt) - now) / 1000)) : null
  return (
    <Banner
      tone="warning"
      icon="cloudoff"
      actions={
        <Button small onClick={retryConnection}>
          Try now
        </Button>
      }
    >
      <b>No connection since {whenTime(since, now, zone)}.</b> {reason?.message}{' '}
      <span aria-hidden="true">{seconds === null ? '' : seconds > 0 ? `Next try in ${seconds} s.` : 'Trying now.'}</span>
    </Banner>
  )
}
