/** Who sits here, which platform they are connected to, and how well. */
import type { AppError } from './errors.ts'
import type { OutboxTotals } from './outbox.ts'
import type { StaffRef } from './work.ts'

export const tlsModes = ['disable', 'require', 'verify-ca', 'verify-full'] as const
export type TlsMode = (typeof tlsModes)[number]

export interface ConnectionProfile {
  id: string
  name: string
  host: string
  port: number
  database: string
  tls: TlsMode
  /** PEM of the authority that signed the server's certificate; null trusts the system's. */
  ca: string | null
  /** Reads of queues go there when set. */
  replica: { host: string; port: number } | null
  /** A pooler in transaction mode stands in front; the listening connection then goes to `directPort`. */
  pgbouncer: { directHost: string; directPort: number } | null
  /** Folder of the platform's object store as this computer has it, such as a mounted share; null without one. */
  objects: string | null
  /** The demo of this checkout, not editable. */
  isDemo: boolean
}

export interface DemoPerson {
  login: string
  name: string
  initials: string
  /** What the sign-in list says: "Support", "Finance, prepares". */
  role: string
}

export const staffRoles = ['support', 'moderator', 'compliance', 'finance', 'rights', 'admin', 'auditor'] as const
export type StaffRole = (typeof staffRoles)[number]

export interface SignedIn {
  staff: StaffRef
  login: string
  roles: StaffRole[]
  capabilities: string[]
  profile: { id: string; name: string }
  /** "PostgreSQL 18.4" */
  server: string
  timezone: string
}

export interface VaultState {
  /** system: the key is kept by the operating system; file: beside the data, demo and development only; none: nothing personal is stored. */
  mode: 'system' | 'file' | 'none'
  /** Shown in the status bar when not 'system'. */
  note: string | null
}

export interface ConnectionState {
  state: 'signed_out' | 'connecting' | 'online' | 'offline'
  since: string
  latencyMs: number | null
  /** How far the server's clock is ahead of this computer's, in ms; 0 within two seconds. */
  clockAhead: number
  live: 'listening' | 'polling' | 'stopped'
  /** When the last change or heartbeat was seen. */
  liveAt: string | null
  nextTryAt: string | null
  reason: AppError | null
}

export interface AppState {
  shell: 'electron' | 'browser'
  version: string
  platform: string
  profiles: ConnectionProfile[]
  lastProfileId: string | null
  demo: { people: DemoPerson[]; server: string } | null
  person: SignedIn | null
  connection: ConnectionState
  vault: VaultState
  drafts: DraftTotals
  outbox: OutboxTotals
  /** What stood in the way of the local file, if anything. */
  storage: AppError | null
}

export interface DraftTotals {
  kept: number
  unsent: number
}

/** What a fresh sign-in is for. */
export const stepUpPurposes = ['payouts'] as const
export type StepUpPurpose = (typeof stepUpPurposes)[number]

export interface SessionMethods {
  'app.state': { input: Record<string, never>; output: AppState }
  'session.signIn': { input: { profileId: string; login: string; password: string | null }; output: SignedIn }
  /** `wipe` removes what is kept here for reading offline; drafts and unsent work always stay. */
  'session.signOut': { input: { wipe?: boolean }; output: null }
  /** Signs in once more for five minutes of what asks for it. null is only for the demo's people, whose password is known. */
  'session.stepUp': { input: { purpose: StepUpPurpose; password: string | null }; output: { until: string } }
  'session.retry': { input: Record<string, never>; output: null }
  'profiles.save': { input: Omit<ConnectionProfile, 'isDemo' | 'id'> & { id: string | null }; output: ConnectionProfile }
  /** Asks for a folder in a window of the system; `path` is null when none was chosen. Only where the console has a window of its own. */
  'profiles.pickFolder': { input: Record<string, never>; output: { path: string | null } }
  'profiles.remove': { input: { id: string }; output: null }
  'settings.get': { input: { key: string }; output: unknown }
  'settings.set': { input: { key: string; value: unknown }; output: null }
  /** Cancels what the named requests of this window still have running on the server. */
  'request.cancel': { input: { requestId: string }; output: null }
}
