// Tracks with claims and income, as the platform writes them.

import { randomUUID } from 'node:crypto'
import type pg from 'pg'

export interface TestClaim {
  holder: string
  share: number
  territories?: string[]
  from?: string
  until?: string | null
  isExclusive?: boolean
  /** The holder's account; null for a party outside the platform. */
  account?: string | null
  agreement?: string | null
}

export async function addTrack(db: pg.ClientBase, owner: string, title = 'Glass Harbour'): Promise<string> {
  return (await db.query('insert into catalog.tracks (user_id, title) values ($1, $2) returning id', [owner, title])).rows[0].id
}

/** Returns the ids of the claims in their order. One statement, as an importer would. */
export async function addClaims(
  db: pg.ClientBase,
  track: string,
  owner: string,
  claims: TestClaim[],
  right = 'digital',
): Promise<string[]> {
  const rows = claims.map((claim) => ({
    id: randomUUID(),
    holder_name: claim.holder,
    percentage: claim.share,
    territories: claim.territories ?? ['worldwide'],
    start_date: claim.from ?? '2024-01-01',
    end_date: claim.until ?? null,
    is_exclusive: claim.isExclusive ?? false,
    user_id: claim.account ?? null,
    agreement_id: claim.agreement ?? null,
  }))
  await db.query(
    `insert into rights.claims (id, entity_type, entity_id, right_type, holder_type, created_by, holder_name, percentage, territories, start_date, end_date, is_exclusive, user_id, agreement_id)
     select c.id, 'track', $1, $2, 'external', $3, c.holder_name, c.percentage, array(select jsonb_array_elements_text(c.territories)), c.start_date, c.end_date, c.is_exclusive, c.user_id, c.agreement_id
     from jsonb_to_recordset($4) c(id uuid, holder_name text, percentage numeric, territories jsonb, start_date date, end_date date, is_exclusive bool, user_id uuid, agreement_id uuid)`,
    [track, right, owner, JSON.stringify(rows)],
  )
  return rows.map(({ id }) => id)
}

/** An agreement whose evidence is complete unless it is told otherwise. */
export async function addAgreement(db: pg.ClientBase, owner: string, isDated = true): Promise<string> {
  const parties = JSON.stringify([
    { name: 'A', signed: true, dated: true },
    { name: 'B', signed: true, dated: isDated },
  ])
  const { rows } = await db.query(
    `insert into rights.agreements (user_id, title, type, status, parties, start_date, signed_at, territory_scope, rights_granted)
     values ($1, 'Agreement', 'recording', 'active', $2, '2024-01-01', now(), '{worldwide}', '{"recording": ["distribute"]}') returning id`,
    [owner, parties],
  )
  return rows[0].id
}

/** A month of income of one country. */
export async function addIncome(
  db: pg.ClientBase,
  track: string,
  owner: string,
  income: { country: string; month: string; amount: string; status?: string; currency?: string; right?: string },
): Promise<string> {
  const { rows } = await db.query(
    `insert into finance.royalty_calculations (user_id, entity_type, entity_id, royalty_type, territory_code, period_start, period_end, amount, net_amount, currency, status)
     values ($1, 'track', $2, $3, $4, $5::date, $5::date + interval '1 month' - interval '1 day', $6, $6, $7, $8) returning id`,
    [
      owner,
      track,
      income.right ?? 'digital',
      income.country,
      `${income.month}-01`,
      income.amount,
      income.currency ?? 'EUR',
      income.status ?? 'calculated',
    ],
  )
  return rows[0].id
}
