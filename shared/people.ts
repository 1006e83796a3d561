/** People: finding one by anything that names them, the sections of their page, and what administration may do to an account. */
import type { Command, CommandDone, Count, WorkKind } from './work.ts'

export const personSections = [
  'identity',
  'organizations',
  'plan',
  'kyc',
  'wallet',
  'destinations',
  'payouts',
  'tickets',
  'cases',
  'strikes',
  'releases',
  'tracks',
  'claims',
  'conflicts',
  'pitches',
  'campaigns',
  'marketplace',
  'studio',
  'sessions',
  'audit',
] as const
export type PersonSection = (typeof personSections)[number]

export const thingKinds = ['organization', 'release', 'track'] as const
export type ThingKind = (typeof thingKinds)[number]

/** Kinds of accounts that administration may give; those with powers over others are given elsewhere. */
export const personRoles = [
  'member',
  'artist',
  'label',
  'sub_label',
  'agency',
  'manager',
  'distributor',
  'publisher',
  'curator',
  'partner',
  'author',
  'accountant',
  'marketing',
  'viewer',
] as const
export type PersonRole = (typeof personRoles)[number]

export interface PersonFound {
  id: string
  name: string
  latinName: string | null
  username: string | null
  email: string
  status: string
  role: string
  country: string | null
  /** By what: "name", "e-mail", "ISRC LVABC2600001". */
  matched: string
  /** The thing that led there. */
  via: { kind: ThingKind | WorkKind; id: string; label: string | null } | null
}

export interface Person {
  id: string
  name: string
  latinName: string | null
  username: string | null
  email: string
  status: string
  role: string
  /** Accounts of staff cannot be changed here. */
  isStaff: boolean
  version: number
  since: string
  /** How many of their reports were false; 0 for who may not forgive them. */
  falseReports: number
  /** Those that the reader may open, in their order. */
  sections: PersonSection[]
}

/** A row of a table in words. `page` is where it is shown; without one, Records does. */
export interface PersonEntry {
  table: string | null
  id: string | null
  title: string
  /** Raw values, most telling first. */
  detail: string[]
  status: string | null
  amount: string | null
  currency: string | null
  at: string | null
  page: ThingKind | 'person' | WorkKind | null
  pageId: string | null
}

export interface PersonList {
  total: Count
  /** The newest. */
  entries: PersonEntry[]
}

/** What the reader sees only in part, by name. */
interface Masked {
  masked: string[]
}

export interface IdentityFacts extends Masked {
  fullName: string | null
  firstName: string | null
  lastName: string | null
  entityName: string | null
  businessType: string | null
  displayName: string | null
  bio: string | null
  website: string | null
  email: string
  emailVerifiedAt: string | null
  phone: string | null
  address: string
  country: string | null
  timezone: string
  languages: string[]
  role: string
  roles: string[]
  status: string
  approvalStatus: string
  isVerified: boolean
  isVerifiedArtist: boolean
  clientId: string | null
  referralCode: string | null
  marketingConsent: boolean
  onboardingStep: string | null
  createdAt: string
  lastLoginAt: string | null
  deletedAt: string | null
  dateOfBirth: string | null
  taxId: string | null
}

export interface PlanFacts {
  subscription: {
    tier: string
    name: string
    status: string
    billingPeriod: string | null
    autoRenew: boolean
    trialEndsAt: string | null
    periodStart: string | null
    periodEnd: string | null
    cancelAt: string | null
    price: string | null
    currency: string
    stripeCustomerId: string | null
  } | null
  credits: { kind: string; remaining: number; usedToday: number }[]
}

export interface KycFacts extends Masked {
  verifications: {
    id: string
    level: string
    status: string
    submittedAt: string | null
    verifiedAt: string | null
    expiresAt: string | null
    documents: number
    riskScore: string | null
    rejectionReason: string | null
  }[]
}

export interface WalletFacts {
  wallets: {
    currency: string
    available: string
    pending: string
    onHold: string
    balance: string
    earned: string
    withdrawn: string
    spent: string
    payoutsEnabled: boolean
  }[]
  holds: {
    table: string
    id: string
    what: string
    amount: string
    currency: string
    until: string | null
    reason: string | null
    page: WorkKind | null
  }[]
}

export interface DestinationFacts extends Masked {
  methods: {
    id: string
    type: string
    name: string
    holder: string | null
    bank: string | null
    account: string | null
    country: string | null
    currency: string
    status: string
    verification: string
    isDefault: boolean
    createdAt: string
  }[]
}

export interface StandingFacts {
  falseReports: number
  isReportBanned: boolean
  reportBanUntil: string | null
  isPermanent: boolean
  /** Of strikes that count now, and when the next of them end. */
  points: number
  pointsEndAt: string | null
}

/** What a section knows beside its entries. */
export interface SectionFacts {
  identity: IdentityFacts
  plan: PlanFacts
  kyc: KycFacts
  wallet: WalletFacts
  destinations: DestinationFacts
  strikes: StandingFacts
}

export interface SectionContent extends PersonList {
  facts: SectionFacts[keyof SectionFacts] | null
}

/** Name, value, and where it leads. */
export type ThingFact = [name: string, value: string | number | null, page?: ThingKind | null, pageId?: string | null]

export interface Thing {
  kind: ThingKind
  id: string
  table: string
  title: string
  subtitle: string | null
  status: string
  /** Whose it is. */
  person: { id: string; name: string }
  facts: ThingFact[]
  sections: (PersonList & { section: string })[]
}

type PersonCommand = Command & { reason: string }

export interface PersonMethods {
  'people.search': { input: { text: string }; output: PersonFound[] }
  'people.get': { input: { id: string }; output: Person }
  'people.section': { input: { id: string; section: PersonSection }; output: SectionContent }
  'people.thing': { input: { kind: ThingKind; id: string }; output: Thing }
  'people.suspend': { input: PersonCommand; output: CommandDone }
  'people.reinstate': { input: PersonCommand; output: CommandDone }
  'people.setRole': { input: PersonCommand & { role: PersonRole }; output: CommandDone }
  /** Sets the count of false reports to 0, which ends what bars them from reporting. */
  'people.forgiveReports': { input: PersonCommand; output: CommandDone }
  'people.resetSessions': { input: PersonCommand; output: CommandDone & { ended: number } }
}
