// A desk of finance on a database of its own, for tests that need no console in between: three people with a fresh sign-in each, and what
// they do to payouts over raw connections. Elena prepares and sends, Ruth signs, unless a test says otherwise.

import pg from 'pg'
import type { PayoutDetail, PayoutRow } from '../../shared/payouts.ts'
import { act, addPayee, askPayout, type Payee, stepUp } from './payouts.ts'
import { addStaff, asOwner, type TestStaff } from './people.ts'
import { freshDatabase } from './postgres.ts'

/** A payout as its screen shows it, with what its row has beside the rest. */
export type ShownPayout = PayoutRow & Omit<PayoutDetail, 'item'>

export async function openPayoutDesk() {
  const database = await freshDatabase()
  const fresh = new Map<pg.Pool, { token: string; client: string }>()
  async function seat(name: string): Promise<[TestStaff, pg.Pool]> {
    const staff = await addStaff(database.url, name, ['finance'])
    const pool = new pg.Pool({ connectionString: staff.url, max: 4 })
    fresh.set(pool, await stepUp(staff))
    return [staff, pool]
  }
  const [[elena, asElena], [ruth, asRuth], [marek, asMarek]] = await Promise.all([seat('Elena'), seat('Ruth'), seat('Marek')])

  const owner = <T>(sql: string, ...values: unknown[]) => asOwner(database.url, async (db) => (await db.query(sql, values)).rows as T[])
  async function item(payout: string, pool = asRuth): Promise<ShownPayout> {
    const { item: row, ...rest } = (await pool.query('select console.payout_item($1) as item', [payout])).rows[0].item
    return { ...row, ...rest }
  }
  const wallet = async (payee: Payee) =>
    (await owner<{ balance: string }>('select balance_available as balance from finance.wallets where id = $1', payee.wallet))[0]?.balance
  const version = async (payout: string) => (await item(payout)).version
  /** Token and client of a fresh sign-in, as the acts take them. */
  function proof(pool: pg.Pool): [string, string] {
    const { token, client } = fresh.get(pool) as { token: string; client: string }
    return [token, client]
  }
  async function sign(pool: pg.Pool, payout: string, shown?: { version: number; hash: string }) {
    const { version: v, hash } = shown ?? (await shownOf(payout))
    return act(pool, 'payout_sign', payout, v, hash, ...proof(pool), null)
  }
  /** What is signed of it now. */
  const shownOf = async (payout: string) => {
    const [shown] = (await item(payout)).versions
    if (!shown) throw new Error('Nothing of this payout is signed')
    return { version: shown.version, hash: shown.hash }
  }
  const prepare = async (payout: string, pool = asElena) => act(pool, 'payout_prepare', payout, await version(payout))
  async function prepared(amount = '100.00', payee?: Payee) {
    const payout = await askPayout(database.url, payee ?? (await addPayee(database.url)), amount)
    await prepare(payout)
    return payout
  }
  async function approved(amount = '100.00', payee?: Payee) {
    const payout = await prepared(amount, payee)
    await sign(asRuth, payout)
    return payout
  }
  async function sent(amount = '100.00', payee?: Payee, pool = asElena) {
    const payout = await approved(amount, payee)
    await act(pool, 'payout_send', payout, await version(payout), 'REF')
    return payout
  }
  /** Says that the money came back, with a fresh sign-in unless another proof is given. */
  async function giveBack(pool: pg.Pool, fn: 'payout_failed' | 'payout_returned', payout: string, at?: number, given = proof(pool)) {
    const reference = fn === 'payout_failed' ? [null] : []
    return act(pool, fn, payout, at ?? (await version(payout)), 'AC04 account closed', ...reference, ...given)
  }
  /** Until nothing is left to look at: what somebody still had locked is looked at once more. */
  async function lookAgain() {
    for (let left = 1; left > 0; ) {
      await asMarek.query('select console.payouts_check()')
      left = (await owner('select from console.payout_recheck')).length
    }
  }
  /** Keys of the checks that stand against it. */
  const blocks = async (payout: string) => (await item(payout)).checks.filter(({ state }) => state === 'block').map(({ key }) => key)
  /** Wallets that are not what they should be. */
  const unproven = async () => (await asRuth.query('select what, has, should from console.wallets_prove()')).rows
  async function close() {
    await Promise.all([...fresh.keys()].map((pool) => pool.end()))
    await database.drop()
  }
  const people = { elena, ruth, marek, asElena, asRuth, asMarek }
  const acts = { prepare, prepared, approved, sent, sign, giveBack, lookAgain }
  return { database, fresh, ...people, ...acts, owner, item, version, shownOf, proof, blocks, unproven, wallet, close }
}
