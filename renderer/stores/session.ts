/** Who sits here and how the connection stands, as the trusted side tells it. */
import { create } from 'zustand'
import type { AppError } from '../../shared/errors.ts'
import type { OutboxTotals } from '../../shared/outbox.ts'
import type { AppState, ConnectionState, DraftTotals, SignedIn } from '../../shared/session.ts'
import { asAppError, call, on, queryClient } from '../api.ts'
import { navigate } from '../route.ts'
import { toast } from './toasts.ts'

interface Session {
  app: AppState | null
  /** Why the console could not say anything about itself yet. */
  failure: AppError | null
  person: SignedIn | null
  connection: ConnectionState
  drafts: DraftTotals
  outbox: OutboxTotals
  /** Set when the session ended on the other side: what to say until the person is back. */
  ended: string | null
}

const unknown: ConnectionState = {
  state: 'signed_out',
  since: new Date().toISOString(),
  latencyMs: null,
  clockAhead: 0,
  live: 'stopped',
  liveAt: null,
  nextTryAt: null,
  reason: null,
}

export const useSession = create<Session>()(() => ({
  app: null,
  failure: null,
  person: null,
  connection: unknown,
  drafts: { kept: 0, unsent: 0 },
  outbox: { waiting: 0, held: 0 },
  ended: null,
}))

/** Reads the state afresh: at start, and after profiles changed. */
export async function loadSession(): Promise<void> {
  try {
    const app = await call('app.state', {})
    useSession.setState({ app, failure: null, person: app.person, connection: app.connection, drafts: app.drafts, outbox: app.outbox })
  } catch (thrown) {
    useSession.setState({ failure: asAppError(thrown) })
  }
}

/** Follows what the trusted side says; called once. */
export function followSession() {
  on('connection', (connection) => {
    const before = useSession.getState().connection.state
    useSession.setState({ connection })
    if (before !== 'offline' || connection.state !== 'online') return
    void queryClient.invalidateQueries()
    toast({ id: 'connected', text: 'Connected again.', icon: 'db', tone: 'success' })
  })
  // What is on the screen may be behind by more than was told.
  on('gap', () => void queryClient.invalidateQueries())
  on('drafts', (drafts) => useSession.setState({ drafts }))
  on('signedOut', ({ message }) => {
    if (useSession.getState().person) useSession.setState({ ended: message })
  })
}

/** Signs in; throws BacklineError. Somebody else than before starts with nothing of the former person on screen. */
export async function signIn(profileId: string, login: string, password: string | null): Promise<void> {
  const before = useSession.getState().person
  const person = await call('session.signIn', { profileId, login, password })
  if (before && before.staff.id !== person.staff.id) queryClient.clear()
  useSession.setState({ person, ended: null })
  await loadSession()
  if (before?.staff.id === person.staff.id) void queryClient.invalidateQueries()
}

/** `wipe` removes what is kept here for reading offline; drafts and unsent work always stay. */
export async function signOut({ wipe = false } = {}): Promise<void> {
  await call('session.signOut', { wipe }).catch(
    (thrown) =>
      wipe && toast({ icon: 'alert', tone: 'danger', text: 'What is kept here was not removed.', detail: asAppError(thrown).message }),
  )
  queryClient.clear()
  useSession.setState({ person: null, ended: null })
  // Whoever comes next starts at their own beginning.
  navigate('#/', { replace: true })
  await loadSession()
}

export function retryConnection() {
  void call('session.retry', {}).catch(() => null)
}
