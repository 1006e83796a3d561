/** The nine workspaces in the rail's order, the same for every role. */
import { type SignedIn, type StaffRole, staffRoles } from '../shared/session.ts'
import type { WorkKind } from '../shared/work.ts'
import type { IconName } from './components/icon.tsx'
import { type Page, pageOf } from './components/page.tsx'
import type { Route } from './route.ts'

export interface Workspace {
  id: IconName & string
  name: string
  /** After G. */
  letter: string
  /** Whose counts stand beside the name. */
  kind: WorkKind | null
  /** Roles that open it; empty opens it to everybody. */
  roles: StaffRole[]
  /** The views under the rail, with the keys of WorkCounts.views. */
  views: { id: string; name: string }[]
  page: Page
}

export const roleNames: Record<StaffRole, string> = {
  support: 'Support',
  moderator: 'Moderation',
  compliance: 'Compliance',
  finance: 'Finance',
  rights: 'Rights',
  admin: 'Administration',
  auditor: 'Audit',
}

/** What somebody's roles are called, in the order of the roles. */
export function rolesOf({ roles }: SignedIn): string[] {
  return staffRoles.filter((role) => roles.includes(role)).map((role) => roleNames[role])
}

export const workspaces: Workspace[] = [
  {
    id: 'overview',
    name: 'Overview',
    letter: 'O',
    kind: null,
    roles: [],
    views: [],
    page: pageOf(() => import('./features/overview/overview.tsx')),
  },
  {
    id: 'tickets',
    name: 'Tickets',
    letter: 'T',
    kind: 'ticket',
    roles: ['support', 'admin', 'auditor'],
    views: [
      { id: 'mine', name: 'Mine' },
      { id: 'unassigned', name: 'Unassigned' },
      { id: 'escalated', name: 'Escalated' },
      { id: 'waiting', name: 'Waiting on customer' },
      { id: 'snoozed', name: 'Snoozed' },
      { id: 'closed_today', name: 'Closed today' },
    ],
    page: pageOf(() => import('./features/tickets/tickets.tsx')),
  },
  {
    id: 'moderation',
    name: 'Moderation',
    letter: 'M',
    kind: 'case',
    roles: ['moderator', 'auditor'],
    views: [
      { id: 'open', name: 'Open' },
      { id: 'mine', name: 'Mine' },
      { id: 'audio', name: 'Audio' },
      { id: 'images', name: 'Images' },
      { id: 'words', name: 'Words' },
      { id: 'accounts', name: 'Accounts' },
      { id: 'before_release', name: 'Before release' },
      { id: 'fields', name: 'Custom fields' },
      { id: 'appealed', name: 'Appeals' },
      { id: 'snoozed', name: 'On hold' },
      { id: 'closed_today', name: 'Closed today' },
    ],
    page: pageOf(() => import('./features/moderation/moderation.tsx')),
  },
  {
    id: 'kyc',
    name: 'KYC',
    letter: 'K',
    kind: 'kyc',
    roles: ['compliance', 'auditor'],
    views: [
      { id: 'open', name: 'Due first' },
      { id: 'mine', name: 'Mine' },
      { id: 'in_review', name: 'In review' },
      { id: 'needs_info', name: 'Waiting on the person' },
      { id: 'hits', name: 'Hits to judge' },
      { id: 'closed_today', name: 'Decided today' },
    ],
    page: pageOf(() => import('./features/kyc/kyc.tsx')),
  },
  {
    id: 'payouts',
    name: 'Payouts',
    letter: 'P',
    kind: 'payout',
    roles: ['compliance', 'finance', 'admin', 'auditor'],
    views: [
      { id: 'prepared', name: 'To sign' },
      { id: 'pending', name: 'To prepare' },
      { id: 'blocked', name: 'Blocked' },
      { id: 'approved', name: 'To send' },
      { id: 'processing', name: 'Sent, not confirmed' },
      { id: 'unknown', name: 'Unknown outcome' },
      { id: 'returned', name: 'Returned' },
    ],
    page: pageOf(() => import('./features/payouts/payouts.tsx')),
  },
  {
    id: 'rights',
    name: 'Rights',
    letter: 'R',
    kind: 'conflict',
    roles: ['rights', 'auditor'],
    views: [
      { id: 'open', name: 'All open' },
      { id: 'mine', name: 'Mine' },
      { id: 'ownership', name: 'Ownership' },
      { id: 'split_percentage', name: 'Splits' },
      { id: 'duplicate_registration', name: 'Duplicates' },
      { id: 'metadata', name: 'Metadata' },
      { id: 'escalated', name: 'Escalated' },
      { id: 'snoozed', name: 'Put aside' },
    ],
    page: pageOf(() => import('./features/rights/rights.tsx')),
  },
  {
    id: 'people',
    name: 'People',
    letter: 'U',
    kind: null,
    roles: [],
    views: [],
    page: pageOf(() => import('./features/people/people.tsx')),
  },
  {
    id: 'records',
    name: 'Records',
    letter: 'D',
    kind: null,
    roles: [],
    views: [],
    page: pageOf(() => import('./features/records/records.tsx')),
  },
  {
    id: 'audit',
    name: 'Audit',
    letter: 'A',
    kind: null,
    roles: ['admin', 'auditor'],
    views: [],
    page: pageOf(() => import('./features/audit/audit.tsx')),
  },
]

export function mayOpen({ roles }: Workspace, person: SignedIn): boolean {
  return roles.length === 0 || roles.some((role) => person.roles.includes(role))
}

/** Where the items of a kind are worked on. */
export const workspaceOf = (kind: WorkKind): Workspace | undefined => workspaces.find((workspace) => workspace.kind === kind)

/** Where somebody starts: the overview, which needs the database; without it, the first queue of theirs. */
export function homeOf(person: SignedIn, isOffline = false): Workspace {
  const queue = isOffline ? workspaces.find((workspace) => workspace.kind && mayOpen(workspace, person)) : undefined
  const home = queue ?? workspaces.find((workspace) => mayOpen(workspace, person))
  if (!home) throw new Error('There is no workspace')
  return home
}

/** Fetches the page that is opened first, so that it shows at once: the one in the address, else the overview. */
export async function fetchFirstPage({ path }: Route): Promise<void> {
  const first = workspaces.find(({ id }) => id === path[0]) ?? workspaces[0]
  await first?.page.fetch()
}
