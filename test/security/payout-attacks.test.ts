// Ways to get money out that somebody with a login, a payee or a superuser in psql could try. Each was open once.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { openPayoutDesk } from '../support/payout-desk.ts'
import { act, addMethod, addPayee, askPayout, codeOf } from '../support/payouts.ts'
import { asOwner } from '../support/people.ts'

const { database, ruth, asElena, asMarek, prepare, approved, sign, owner, item, version, blocks, close } = await openPayoutDesk()
afterAll(close)

describe('who signs', () => {
  test('payouts-3: whoever last set the destination cannot sign it because a colleague touched the amount', async () => {
    const payee = await addPayee(database.url)
    const payout = await askPayout(database.url, payee, '100.00')
    const other = await asOwner(database.url, (db) => addMethod(db, payee.id))
    await act(asMarek, 'payout_edit', payout, await version(payout), '100.00', other, 'Asked by phone')
    await act(asElena, 'payout_edit', payout, await version(payout), '99.00', other, 'Fee')
    await prepare(payout)
    expect(await codeOf(sign(asMarek, payout))).toBe('BL002')
    expect((await item(payout)).signers).toEqual(['Ruth'])
  })

  test('a superuser who takes on the name of a signer gets no fresh sign-in', async () => {
    const db = new pg.Client({ connectionString: database.url })
    await db.connect()
    await db.query(`set session authorization ${ruth.login}`)
    expect(await codeOf(db.query(`select console.step_up('payouts', $1)`, [randomUUID()]))).toBe('BL005')
    await db.end()
  })

  test('payouts-5: what a payee typed makes no line of its own in what is signed, and is masked', async () => {
    const payee = await addPayee(database.url)
    const paypal = async (account: string) => {
      const [row] = await owner<{ id: string }>(
        `insert into finance.payment_methods (user_id, type, usage, name, account_identifier, country, created_at)
         values ($1, 'paypal', 'payout', 'Mine', $2, E'\\n\\n', now() - interval '90 days') returning id`,
        payee.id,
        account,
      )
      return row?.id as string
    }
    const forged = await paypal('ada@pay.test, fingerprint 00\namount: 1.00 USD\u2028source: none')
    const [signed] = (await item(await askPayout(database.url, { ...payee, method: forged }, '100.00'))).versions
    expect(signed?.data.split(/[\n\u2028]/)).toHaveLength(7)
    expect(signed?.data).toMatch(/\ndestination: a•••@[^ ,]+, fingerprint [0-9a-f]{16}\n/)
    const phone = await paypal('+4915112345678')
    expect((await item(await askPayout(database.url, { ...payee, method: phone }, '100.00'))).destination.masked).toBe('•• •••• 5678')
  })
})

describe('what time hides', () => {
  test('payouts-14: a transaction that began before a ban does not send after it', async () => {
    const payee = await addPayee(database.url)
    const payout = await approved('100.00', payee)
    const at = await version(payout)
    const db = await asElena.connect()
    await db.query('begin')
    await db.query('select now()')
    await owner(`insert into moderation.sanctions (user_id, type, reason) values ($1, 'ban', 'Fraud')`, payee.id)
    expect(await codeOf(act(db as unknown as pg.Client, 'payout_send', payout, at, null))).toBe('BL003')
    await db.query('rollback')
    db.release()
  })

  test('payouts-14: no command runs on a snapshot from before', async () => {
    const payout = await approved()
    const at = await version(payout)
    const db = await asElena.connect()
    for (const level of ['repeatable read', 'serializable']) {
      await db.query(`begin isolation level ${level}`)
      expect(await codeOf(act(db as unknown as pg.Client, 'payout_send', payout, at, null))).toBe('BL006')
      await db.query('rollback')
    }
    db.release()
  })
})

describe('what is held', () => {
  test('payouts-6: another batch neither holds money again after it left, nor is refused while it is on its way', async () => {
    const payout = await approved()
    await act(asElena, 'payout_send', payout, await version(payout), null)
    const batch = `insert into finance.payout_batches (total_amount, total_payments) values (100, 1) returning id`
    await owner(`with b as (${batch}) update finance.payouts set batch_id = (select id from b) where id = $1`, payout)
    await act(asElena, 'payout_paid', payout, await version(payout), 'LINE')
    await owner('update finance.payouts set batch_id = null where id = $1', payout)
    const holds = await owner('select state from console.wallet_hold where payout = $1', payout)
    expect(holds).toEqual([{ state: 'settled' }])
    expect(await item(payout)).toMatchObject({ state: 'completed', wallet: { held: '0' } })
  })

  test('payouts-7: a wallet of somebody else, or of another currency, holds nothing for a payee', async () => {
    await owner(`update system.settings set value = value || '{"KWD": "50.000"}' where key = 'finance.min_withdrawal'`)
    const [rich, poor] = [await addPayee(database.url), await addPayee(database.url, { earned: '60.00' })]
    expect(await blocks(await askPayout(database.url, { ...poor, wallet: rich.wallet }, '100.00'))).toContain('wallet')
    expect(await blocks(await askPayout(database.url, rich, '100.00', 'KWD'))).toContain('wallet')
  })

  test('a minimum that is no amount blocks its currency, visibly, and nothing else', async () => {
    const payee = await addPayee(database.url, { currency: 'PLN' })
    await owner(`update system.settings set value = value || '{"PLN": "soon"}' where key = 'finance.min_withdrawal'`)
    expect(await blocks(await askPayout(database.url, payee, '100.00', 'PLN'))).toEqual(['minimum'])
    expect(await blocks(await askPayout(database.url, await addPayee(database.url), '100.00'))).toEqual([])
  })

  test('payouts-8: a currency without a rate is not paid out, whatever else the payee asks for', async () => {
    await owner(`update system.settings set value = value || '{"AUD": "50.00"}' where key = 'finance.min_withdrawal'`)
    const payee = await addPayee(database.url, { currency: 'AUD', earned: '900000.00' })
    const dollars = await owner<{ id: string }>(
      `update finance.wallets set payouts_enabled = true where user_id = $1 and currency = 'USD' returning id`,
      payee.id,
    )
    await askPayout(database.url, { ...payee, wallet: dollars[0]?.id as string }, '60.00')
    const payout = await askPayout(database.url, payee, '500000.00', 'AUD')
    expect(await blocks(payout)).toContain('amount')
    expect(await codeOf(prepare(payout))).toBe('BL003')
  })
})
