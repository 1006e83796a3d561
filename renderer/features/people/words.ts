/** How People says what it shows: names of sections, states and roles, and where an entry leads. */
import { formatMoney } from '../../../shared/money.ts'
import type { PersonEntry, PersonSection, ThingKind } from '../../../shared/people.ts'
import type { RecordFilter } from '../../../shared/records.ts'
import { isWorkKind, type WorkKind } from '../../../shared/work.ts'
import { hrefOf } from '../../route.ts'
import { hrefOfRecords } from '../records/place.ts'

export const sectionNames: Record<PersonSection, string> = {
  identity: 'Identity',
  organizations: 'Organizations',
  plan: 'Plan',
  kyc: 'KYC',
  wallet: 'Wallet',
  destinations: 'Payout destinations',
  payouts: 'Payouts',
  tickets: 'Tickets',
  cases: 'Cases and reports',
  strikes: 'Strikes and sanctions',
  releases: 'Releases',
  tracks: 'Tracks',
  claims: 'Claims',
  conflicts: 'Conflicts',
  pitches: 'Pitches',
  campaigns: 'Campaigns',
  marketplace: 'Marketplace',
  studio: 'Studio jobs',
  sessions: 'Sessions',
  audit: 'Audit',
}

/** Facts stand at the side, lists in the middle. */
export const sideSections: readonly PersonSection[] = ['identity', 'organizations', 'plan', 'kyc', 'wallet', 'destinations']

/** Where Records has all rows of a section. */
export const sectionTables: Partial<Record<PersonSection, { table: string; column: string }>> = {
  organizations: { table: 'identity.organization_members', column: 'user_id' },
  plan: { table: 'finance.invoices', column: 'user_id' },
  wallet: { table: 'finance.transactions', column: 'user_id' },
  payouts: { table: 'finance.payouts', column: 'user_id' },
  tickets: { table: 'support.tickets', column: 'user_id' },
  cases: { table: 'moderation.cases', column: 'owner_id' },
  strikes: { table: 'moderation.sanctions', column: 'user_id' },
  releases: { table: 'catalog.releases', column: 'user_id' },
  tracks: { table: 'catalog.tracks', column: 'user_id' },
  claims: { table: 'rights.claims', column: 'user_id' },
  pitches: { table: 'promotion.pitches', column: 'user_id' },
  campaigns: { table: 'promotion.campaigns', column: 'created_by' },
  sessions: { table: 'identity.user_sessions', column: 'user_id' },
  audit: { table: 'system.audit_logs', column: 'actor_id' },
}

export const thingNames: Record<ThingKind, string> = { organization: 'Organization', release: 'Release', track: 'Track' }

/** "in_review" -> "in review"; names that people wrote stay as they are. */
export const plain = (value: string): string => (/^[a-z]+(_[a-z]+)*$/.test(value) ? value.replaceAll('_', ' ') : value)

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export function moneyText(amount: string, currency: string): string {
  try {
    return formatMoney({ amount, currency })
  } catch {
    return `${amount} ${currency}`
  }
}

const waiting = /pending|review|hold|held|open|progress|processing|submitted|info|required/
const bad = /reject|fail|suspen|ban|lock|dispute|overdue|expired|past_due|cancel|takedown|flag/

/** A state has a colour only where it asks for something. */
export function toneOf(status: string): 'danger' | 'warning' | undefined {
  if (bad.test(status)) return 'danger'
  return waiting.test(status) ? 'warning' : undefined
}

export const hrefOfPerson = (id: string, q: string | null = null): string => hrefOf(['people', id], { q })
export const hrefOfThing = (kind: ThingKind, id: string, q: string | null = null): string => hrefOf(['people', kind, id], { q })

/** Where an entry is shown: its own page, else its row in Records; null where the reader reaches neither. */
export function hrefOfEntry({ page, pageId, table, id }: PersonEntry, reaches: Reach): string | null {
  const workspace = isWorkKind(page) ? reaches.workspaces.get(page) : undefined
  if (workspace && pageId) return hrefOf([workspace, pageId])
  if (page === 'person' && pageId) return hrefOfPerson(pageId)
  if (page === 'organization' && pageId) return hrefOfThing(page, pageId)
  if ((page === 'track' || page === 'release') && pageId && reaches.content) return hrefOfThing(page, pageId)
  if (!table || !id || !reaches.tables.has(table)) return null
  const filters: RecordFilter[] = [{ column: 'id', op: 'is', values: [id] }]
  const key = reaches.tables.get(table) === 1 ? [id] : null
  return hrefOfRecords({ table, filters, key })
}

/** What the reader may open from here. */
export interface Reach {
  /** Workspaces by the kind of their items. */
  workspaces: ReadonlyMap<WorkKind, string>
  content: boolean
  /** Tables of Records, with how many columns their key has. */
  tables: ReadonlyMap<string, number>
}
