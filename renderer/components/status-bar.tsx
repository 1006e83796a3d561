import type { OutboxTotals } from '../../shared/outbox.ts'
import type { ConnectionState } from '../../shared/session.ts'
import { ago, seconds } from '../../shared/time.ts'
import { showSheet } from '../stores/overlay.ts'
import { useSession } from '../stores/session.ts'
import { many } from './count.ts'
import { Key } from './key.tsx'
import { useNow } from './now.ts'
import { timeOf } from './when.ts'

/** What the console knows about its own footing. */
export function StatusBar() {
  const { app, person, connection, drafts, outbox, ended } = useSession()
  return (
    <footer className="status" role="contentinfo" aria-label="Connection and work in progress">
      <ConnectionName connection={connection} profile={person?.profile.name ?? ''} />
      {connection.state === 'online' && connection.latencyMs !== null && <span>{Math.round(connection.latencyMs)} ms</span>}
      {connection.state === 'online' && <LiveAge connection={connection} />}
      <Outbox totals={outbox} />
      {app?.vault.note && (
        <span className="warning note" title={app.vault.note}>
          <span className="cut">{app.vault.note}</span>
        </span>
      )}
      {app?.storage && (
        <span className="danger note" title={app.storage.message}>
          <span className="cut">{app.storage.message}</span>
        </span>
      )}
      <span className="push">{!ended && <KeptDrafts count={drafts.kept} />}</span>
      <WallClock />
      <span className="end">
        <button type="button" aria-keyshortcuts="?" onClick={() => showSheet('keys')}>
          All keys
          <span aria-hidden="true">
            <Key>?</Key>
          </span>
        </button>
      </span>
    </footer>
  )
}

function ConnectionName({ connection, profile }: { connection: ConnectionState; profile: string }) {
  if (connection.state === 'online') {
    return (
      <span>
        <span className="success lamp" />
        <span>
          Connected to <b>{profile}</b>
        </span>
      </span>
    )
  }
  const words = connection.state === 'connecting' ? `Connecting to ${profile}` : `Offline since ${timeOf(connection.since)}`
  return (
    <span>
      <span className="warning lamp off" />
      {words}
    </span>
  )
}

/** What has not arrived yet, with the list behind it. */
function Outbox({ totals: { waiting, held } }: { totals: OutboxTotals }) {
  if (waiting + held === 0) return null
  return (
    <button type="button" className={held > 0 ? 'warning' : ''} onClick={() => showSheet('outbox')}>
      Outbox {waiting + held}
      {held > 0 && `, ${held} held back`}
    </button>
  )
}

function LiveAge({ connection: { live, liveAt } }: { connection: ConnectionState }) {
  const now = useNow(1000)
  // Only in the first moments; where listening fails, changes are asked for.
  if (live === 'stopped') return null
  return <span>{[live === 'listening' ? 'Live' : 'Asking for changes', liveAt && ago(liveAt, now)].filter(Boolean).join(', ')}</span>
}

function WallClock() {
  const now = useNow(1000)
  return <time>{seconds(new Date(now).toISOString())}</time>
}

/** A number has the list behind it. */
function KeptDrafts({ count }: { count: number }) {
  if (count === 0) return <span>No drafts</span>
  return (
    <button type="button" onClick={() => showSheet('outbox')}>
      {many(count, 'draft')} kept
    </button>
  )
}
