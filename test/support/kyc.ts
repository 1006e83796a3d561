// Identity checks as the platform's own apps make them.

import type pg from 'pg'
import { asOwner } from './people.ts'

export interface TestCheck {
  id: string
  /** By type. */
  documents: Record<string, string>
}

export interface CheckOptions {
  level?: 'basic' | 'enhanced' | 'advanced'
  risk?: number
  hits?: { list: string; name: string; score: number; disposition?: string }[]
  declared?: Record<string, string>
  documents?: string[]
  expiry?: string
  metadata?: Record<string, unknown>
}

const papers = {
  basic: ['passport', 'selfie'],
  enhanced: ['passport', 'selfie', 'utility_bill'],
  advanced: ['passport', 'selfie', 'bank_statement', 'video_verification'],
}

export async function addCheck(databaseUrl: string, customer: string, options: CheckOptions = {}): Promise<TestCheck> {
  const { level = 'basic', risk = 20, hits, declared, documents = papers[level], expiry = '2099-01-01', metadata = {} } = options
  return asOwner(databaseUrl, async (db) => {
    const data = { declared: declared ?? { name: 'Anna Eriksson', number: 'L898902C3' }, ...(hits ? { screening: hits } : {}) }
    const { rows } = await db.query(
      `insert into kyc.verifications (user_id, level, status, risk_score, submitted_at, verification_data)
       values ($1, $2, 'pending', $3, now(), $4) returning id`,
      [customer, level, risk, data],
    )
    const check: TestCheck = { id: rows[0].id, documents: {} }
    for (const type of documents) check.documents[type] = await insertDocument(db, check.id, type, expiry, metadata)
    return check
  })
}

/** A document that the person sends later. Returns its id. */
export async function sendDocument(databaseUrl: string, check: TestCheck, type: string, expiry = '2099-01-01'): Promise<string> {
  return asOwner(databaseUrl, (db) => insertDocument(db, check.id, type, expiry, {}))
}

async function insertDocument(db: pg.Client, check: string, type: string, expiry: string, metadata: Record<string, unknown>) {
  const { rows } = await db.query(
    `insert into kyc.documents (verification_id, document_type, file_path, expiry_date, metadata) values ($1, $2, $3, $4, $5) returning id`,
    [check, type, `specimens/${type}.png`, type === 'passport' ? expiry : null, metadata],
  )
  return rows[0].id as string
}

/** A verdict of approval on each of its documents. */
export const allGood = (check: TestCheck) =>
  JSON.stringify(Object.values(check.documents).map((id) => ({ id, verdict: 'approved', reason: null })))
