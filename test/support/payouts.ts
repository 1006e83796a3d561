// Payees with money, and payouts that they ask for as the platform's own apps write them.

import { randomBytes, randomUUID } from 'node:crypto'
import pg from 'pg'
import { asOwner, type TestStaff } from './people.ts'

export interface Payee {
  id: string
  wallet: string
  method: string
}

interface PayeeOptions {
  earned?: string
  currency?: string
  kyc?: 'basic' | 'enhanced' | 'advanced' | null
  /** Days since the destination was added. */
  destinationDays?: number
}

/** Someone who earned `earned` long ago, with an approved identity check and an old destination; every entry by the platform's own means. */
export async function addPayee(databaseUrl: string, options: PayeeOptions = {}): Promise<Payee> {
  return asOwner(databaseUrl, (db) => insertPayee(db, options))
}

export async function insertPayee(db: pg.Client, options: PayeeOptions = {}): Promise<Payee> {
  const { earned = '10000.00', currency = 'USD', kyc = 'advanced', destinationDays = 100 } = options
  const username = `payee_${randomBytes(6).toString('hex')}`
  const one = async (sql: string, ...values: unknown[]) => (await db.query(sql, values)).rows[0]
  const { id } = await one(
    `insert into identity.users (email, username, full_name, status) values ($1, $2, 'Дарья Ремизова', 'active') returning id`,
    `${username}@customer.test`,
    username,
  )
  if (Number(earned) > 0) {
    await db.query(
      `insert into finance.transactions (user_id, type, status, amount_total, currency) values ($1, 'royalty', 'completed', $2, $3)`,
      [id, earned, currency],
    )
  }
  const wallet = await one(
    `insert into finance.wallets (user_id, currency, payouts_enabled) values ($1, $2, true)
     on conflict (user_id, currency) do update set payouts_enabled = true returning id`,
    id,
    currency,
  )
  const method = await addMethod(db, id, destinationDays)
  if (kyc) await db.query(`insert into kyc.verifications (user_id, level, status) values ($1, $2, 'approved')`, [id, kyc])
  return { id, wallet: wallet.id, method }
}

export async function addMethod(db: pg.Client, user: string, days = 100): Promise<string> {
  const { rows } = await db.query(
    `insert into finance.payment_methods (user_id, type, usage, name, account_holder, account_identifier, last_four_digits, country, created_at)
     values ($1, 'bank_transfer', 'payout', 'Account', 'D. Remizova', $2, right($2, 4), 'LV', now() - make_interval(days => $3)) returning id`,
    [user, `LV80BANK${String(Math.floor(Math.random() * 1e13)).padStart(13, '0')}`, days],
  )
  return rows[0].id
}

export async function askPayout(databaseUrl: string, payee: Payee, amount: string, currency = 'USD'): Promise<string> {
  return asOwner(databaseUrl, (db) => insertPayout(db, payee, amount, currency))
}

export async function insertPayout(db: pg.Client | pg.PoolClient, payee: Payee, amount: string, currency = 'USD'): Promise<string> {
  const { rows } = await db.query(
    `insert into finance.payouts (user_id, wallet_id, payment_method_id, amount, currency, payout_method)
     values ($1, $2, $3, $4, $5, 'bank_transfer') returning id`,
    [payee.id, payee.wallet, payee.method, amount, currency],
  )
  return rows[0].id
}

/** A fresh sign-in of this person at a console of their own. */
export async function stepUp(staff: TestStaff): Promise<{ token: string; client: string }> {
  const client = randomUUID()
  const db = new pg.Client({ connectionString: staff.url })
  await db.connect()
  try {
    const { rows } = await db.query(`select console.step_up('payouts', $1) as fresh`, [client])
    return { token: rows[0].fresh.token, client }
  } finally {
    await db.end()
  }
}

export interface PayoutDone {
  version: number
  status: string
  signed: number
  needed: number
}

/** Calls console.fn(command id, ...args). */
export async function act(db: pg.Pool | pg.Client, fn: string, ...args: unknown[]): Promise<PayoutDone & Record<string, unknown>> {
  return actAs(randomUUID(), db, fn, ...args)
}

export async function actAs(commandId: string, db: pg.Pool | pg.Client, fn: string, ...args: unknown[]) {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await db.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}

/** The facts of a refusal. */
export const detail = (error: unknown) => JSON.parse((error as pg.DatabaseError).detail ?? '{}')

export const codeOf = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error) => (error as pg.DatabaseError).code ?? String(error),
  )
