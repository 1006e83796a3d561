/** The audit as auditors read it. */
import type { ExportFormat, ExportJob } from './exports.ts'
import type { StaffRef } from './work.ts'

export interface AuditFilter {
  /** Staff id. */
  actor?: string
  kind?: string
  /** "T-48213", or the id of an item. */
  item?: string
  action?: string
  /** ISO instants; `to` is not part of it. */
  from?: string
  to?: string
  words?: string
}

export interface AuditRow {
  kind: string
  itemId: string
  seq: number
  at: string
  /** "T-48213 Payout held"; null for what is no item of a queue. */
  label: string | null
  /** null: the platform. */
  actor: StaffRef | null
  login: string
  roles: string[]
  action: string
  before: Record<string, unknown> | null
  after: Record<string, unknown> | null
  reason: string | null
  commandId: string | null
}

export interface AuditFacets {
  /** About how many rows there are. */
  rows: number
  kinds: string[]
  actions: string[]
  actors: StaffRef[]
}

export interface AuditProblem {
  kind: string
  item_id: string | null
  seq: number
  problem: string
}

/** Where the verification goes on. */
export interface AuditPlace {
  kind: string
  item: string
}

export interface AuditMethods {
  /** The newest first. `cursor` is the last row of the page before. */
  'audit.rows': {
    input: { filter: AuditFilter; cursor: { at: string; kind: string; item: string; seq: number } | null; limit: number }
    output: AuditRow[]
  }
  'audit.facets': { input: Record<string, never>; output: AuditFacets }
  /** Chains of the next 200 items; `next` is null after the last, when the seals were verified too. */
  'audit.verify': {
    input: { after: AuditPlace | null }
    output: { items: number; rows: number; next: AuditPlace | null; problems: AuditProblem[] }
  }
  'audit.export': { input: { filter: AuditFilter; format: ExportFormat }; output: ExportJob }
}
