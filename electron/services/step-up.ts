/** The fresh sign-in that money asks for: the password goes to a connection of its own and is kept nowhere, what comes back proves it. */
import { randomUUID } from 'node:crypto'
import type { StepUpPurpose } from '../../shared/session.ts'
import { Problem, toProblem } from './errors.ts'
import type { Log } from './log.ts'
import { createPostgres, type Login, type Postgres } from './postgres.ts'
import type { Session } from './session.ts'

export interface FreshSignIn {
  token: string
  /** This console, as the token knows it. */
  client: string
}

export interface StepUp {
  /** Signs in once more; resolves to when that ends by the clock of this computer. Throws Problem; whoever is signed in stays so. */
  sign(purpose: StepUpPurpose, password: string): Promise<{ until: string }>
  /** Throws `needs_step_up` when there is none, or its five minutes are over; `offline` and `signed_out` as everything else. */
  proof(purpose: StepUpPurpose): FreshSignIn
}

interface Token {
  token: string
  /** How long it still holds, in ms; the clock of this computer need not agree with the server's. */
  left: number
}

export function createStepUp(session: Session, log: Log): StepUp {
  const client = randomUUID()
  /** Of the session with these connections; another session has others. */
  let fresh: { token: string; endsAt: number; purpose: StepUpPurpose; of: Postgres } | null = null

  async function askServer(login: Login, purpose: StepUpPurpose): Promise<Token> {
    const postgres = createPostgres(login, log, () => {})
    try {
      // Past any pooler: the age of one of its connections says nothing of a sign-in.
      const connected = await postgres.listener()
      const text = `select s ->> 'token' as token, (extract(epoch from (s ->> 'until')::timestamptz - clock_timestamp()) * 1000)::int as left
        from console.step_up($1, $2) s`
      const { rows } = await connected.query<Token>(text, [purpose, client]).finally(() => connected.end())
      return rows[0] as Token
    } catch (thrown) {
      const problem = toProblem(thrown)
      if (problem.code !== 'auth_failed') throw problem
      throw new Problem('auth_failed', 'This is not the password of this login. Nothing was signed; try again.', { source: problem.source })
    } finally {
      await postgres.close()
    }
  }

  return {
    async sign(purpose, password) {
      const of = session.database()
      const profile = session.profile()
      if (!profile) throw new Problem('signed_out', 'You are signed out. Nothing was signed.')
      const { token, left } = await askServer({ profile, login: session.signedIn().login, password }, purpose)
      fresh = { token, endsAt: performance.now() + left, purpose, of }
      return { until: new Date(Date.now() + left).toISOString() }
    },
    proof(purpose) {
      if (fresh?.of === session.database() && fresh.purpose === purpose && fresh.endsAt > performance.now()) {
        return { token: fresh.token, client }
      }
      const message = 'A fresh sign-in is needed for this. Enter your password; what you chose is kept.'
      throw new Problem('needs_step_up', message, { detail: { purpose } })
    },
  }
}
