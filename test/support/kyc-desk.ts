// A desk of compliance on a database of its own, for tests that need no console in between: three reviewers and an auditor over raw
// connections, and what they do to identity checks.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { addCheck, allGood, type CheckOptions, type TestCheck } from './kyc.ts'
import { addCustomer, addStaff, asOwner, type TestStaff } from './people.ts'
import { freshDatabase } from './postgres.ts'
import { until } from './services.ts'

export interface Decision {
  decision: 'approve' | 'needs_info' | 'reject'
  reason?: string | null
  text?: string | null
  note?: string | null
  verdicts?: string
  ask?: string[] | null
  version?: number
  commandId?: string
}

export const act = (db: pg.Pool, fn: string, ...args: unknown[]) => actAs(randomUUID(), db, fn, ...args)
export async function actAs(commandId: string, db: pg.Pool, fn: string, ...args: unknown[]) {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await db.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}
export const errorOf = async (attempt: Promise<unknown>): Promise<pg.DatabaseError> =>
  attempt.then(
    () => Promise.reject(new Error('nothing was refused')),
    (error) => error as pg.DatabaseError,
  )
export const detailOf = (error: pg.DatabaseError) => JSON.parse(error.detail ?? '{}')

export async function openKycDesk() {
  const database = await freshDatabase()
  const seats: pg.Pool[] = []
  async function seat(name: string, role: 'compliance' | 'auditor' = 'compliance'): Promise<[TestStaff, pg.Pool]> {
    const staff = await addStaff(database.url, name, [role])
    const pool = new pg.Pool({ connectionString: staff.url, max: 4 })
    seats.push(pool)
    return [staff, pool]
  }
  const [ingrid, asIngrid] = await seat('Ingrid')
  const [[, asHana], [, asOlof], [, asAuditor]] = await Promise.all([seat('Hana'), seat('Olof'), seat('Auditor', 'auditor')])
  const customer = await addCustomer(database.url, 'Анна Эрикссон')

  const owner = async (sql: string, ...values: unknown[]) => (await asOwner(database.url, (db) => db.query(sql, values))).rows
  const newCheck = (options?: CheckOptions) => addCheck(database.url, customer, options)
  const item = async (check: TestCheck, db = asIngrid) => (await db.query('select console.kyc_item($1) as item', [check.id])).rows[0].item
  const row = async (check: TestCheck, db = asIngrid) =>
    (await db.query('select * from console.kyc_queue where id = $1', [check.id])).rows[0]
  const version = async (check: TestCheck) => (await row(check)).version as number
  const claim = (db: pg.Pool, check: TestCheck) => act(db, 'claim', 'kyc', check.id)
  async function decide(db: pg.Pool, check: TestCheck, { decision, ...rest }: Decision) {
    const asked = decision === 'approve' ? null : 'other'
    const text = decision === 'approve' ? null : 'Please send it again'
    return actAs(
      rest.commandId ?? randomUUID(),
      db,
      'kyc_decide',
      check.id,
      rest.version ?? (await version(check)),
      decision,
      rest.reason === undefined ? asked : rest.reason,
      rest.text === undefined ? text : rest.text,
      rest.note ?? null,
      rest.verdicts ?? (decision === 'approve' ? allGood(check) : '[]'),
      rest.ask === undefined && decision === 'needs_info' ? ['passport'] : (rest.ask ?? null),
    )
  }
  async function claimAndDecide(db: pg.Pool, check: TestCheck, decision: Decision) {
    await claim(db, check)
    return decide(db, check, decision)
  }
  async function close() {
    await Promise.all(seats.map((each) => each.end()))
    // A pool has ended before its last connection has.
    await until(
      async () => (await owner('select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()')).length === 0,
    )
    await database.drop()
  }
  const people = { ingrid, asIngrid, asHana, asOlof, asAuditor, customer }
  return { database, ...people, owner, newCheck, item, row, version, claim, decide, claimAndDecide, close }
}
