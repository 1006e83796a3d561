/** The overview: what waits, comes and goes in every workspace that the reader may read, money, and the platform's health. */
import type { StaffRef, WorkCounts, WorkKind } from './work.ts'

/** `at` is the start of an hour. */
export interface FlowHour {
  at: string
  arrived: number
  done: number
}

/** `day` is a date in the reader's time zone: 2026-03-12. */
export interface FlowDay {
  day: string
  arrived: number
  done: number
  /** From arriving to being done, on average; null when none was done. */
  meanSeconds: number | null
}

export interface WorkLine extends WorkCounts {
  oldestAt: string | null
  /** Of the last 25 hours, those in which anything happened. */
  hours: FlowHour[]
  /** Of the last 14 days, those in which anything happened. */
  days: FlowDay[]
  /** Who looks at items of the kind or holds one now. */
  onShift: StaffRef[]
}

/** Open items with an amount: payouts by tier, conflicts by kind. `amount` is a decimal string. */
export interface OpenSum {
  kind: WorkKind
  category: string
  currency: string
  n: number
  amount: string
}

export interface MoneyDay {
  day: string
  revenue: string | null
  mrr: string | null
  currency: string
}

export interface HealthCheck {
  name: string
  ok: boolean
  detail: string
}

export interface Overview {
  work: WorkLine[]
  sums: OpenSum[]
  /** null where the reader may not see it. */
  money: { days: MoneyDay[]; mrr: { at: string; byCurrency: { currency: string; amount: string }[] } | null } | null
  /** null where the reader may not see it, and until it was first taken. */
  health: { at: string; checks: HealthCheck[] } | null
}

export interface OverviewMethods {
  'overview.get': { input: Record<string, never>; output: Overview }
}
