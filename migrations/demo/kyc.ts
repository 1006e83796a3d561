/** Identity checks in every state; whoever was paid out has an approved one. */
import type pg from 'pg'
import { day } from './clock.ts'
import { insertRows } from './insert.ts'
import type { Payout } from './money/rows.ts'
import type { Person } from './people/person.ts'
import { type Random, seeded } from './random.ts'
import { staffByLogin } from './staff.ts'

type Status = 'pending' | 'in_review' | 'needs_info' | 'approved' | 'rejected' | 'expired'
type Document = 'passport' | 'drivers_license' | 'national_id' | 'utility_bill' | 'bank_statement' | 'selfie' | 'video_verification'

const reasons = [
  'Picture not readable',
  'Document expired',
  'Name differs from the account',
  'Back side missing',
  'Selfie shows somebody else',
]
const papers: Record<'basic' | 'enhanced' | 'advanced', Document[]> = {
  basic: ['passport', 'selfie'],
  enhanced: ['national_id', 'selfie', 'utility_bill'],
  advanced: ['drivers_license', 'video_verification', 'bank_statement'],
}

export async function insertKyc(client: pg.Client, people: Person[], payouts: Payout[], today: Date): Promise<void> {
  const random = seeded('kyc')
  const paid = new Set(payouts.map((payout) => payout.person.id))
  const verifications = people
    .filter((person) => paid.has(person.id) || random.chance(0.18))
    .map((person) => verification(person, paid.has(person.id), random, today))
  await insertRows(client, 'kyc.verifications', verifications)
  await insertRows(
    client,
    'kyc.documents',
    verifications.flatMap((row) => papers[row.level].map((type) => documentRow(row, type, random))),
  )
}

function verification(person: Person, isPaid: boolean, random: Random, today: Date) {
  const fixed = person.featured?.payouts !== undefined
  const status: Status = fixed
    ? 'approved'
    : random.weighted(
        isPaid
          ? { approved: 90, expired: 7, needs_info: 3 }
          : { pending: 30, in_review: 20, needs_info: 16, rejected: 14, approved: 12, expired: 8 },
      )
  const age = fixed ? 150 : status === 'expired' ? random.int(366, 500) : status === 'approved' ? random.int(3, 340) : random.int(0, 12)
  const submitted = new Date(Math.max(today.getTime() - age * day, person.since.getTime()))
  const isDecided = ['approved', 'rejected', 'expired'].includes(status)
  const decided = new Date(submitted.getTime() + random.int(1, 30) * 3_600_000)
  const level = fixed ? 'enhanced' : random.weighted({ basic: 60, enhanced: 30, advanced: 10 })
  return {
    id: random.uuid(submitted),
    user_id: person.id,
    level,
    status,
    verification_method: 'document',
    risk_score: fixed ? 22 : random.weighted({ low: 80, high: 20 }) === 'low' ? random.int(2, 39) : random.int(40, 96),
    submitted_at: submitted,
    verified_at: isDecided ? decided : null,
    expires_at: status === 'approved' || status === 'expired' ? new Date(submitted.getTime() + 365 * day) : null,
    assigned_to: status === 'in_review' || isDecided ? staffByLogin('ingrid').id : null,
    reviewed_by: isDecided ? staffByLogin('ingrid').id : null,
    rejection_reason: status === 'rejected' || status === 'needs_info' ? random.pick(reasons) : null,
    created_at: submitted,
    updated_at: isDecided ? decided : submitted,
  } as const
}

function documentRow(row: ReturnType<typeof verification>, type: Document, random: Random) {
  return {
    id: random.uuid(row.created_at),
    verification_id: row.id,
    document_type: type,
    file_path: `kyc/${row.id}/${type}.jpg`,
    status: row.status,
    verified_at: row.verified_at,
    verified_by: row.reviewed_by,
    rejection_reason: row.rejection_reason,
    expiry_date: type === 'selfie' ? null : new Date(row.created_at.getTime() + random.int(300, 3000) * day),
    created_at: row.created_at,
    updated_at: row.updated_at,
  }
}
