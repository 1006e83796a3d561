/** Payouts of the last two days, so that there is a morning's work: most are small, some are large or in other currencies. */
import { seeded } from '../random.ts'
import { type Books, post } from './books.ts'
import { scales } from './currency.ts'
import type { Payout } from './rows.ts'

const count = 64

/** For people who were paid before, to where they were paid then; their references follow the last one. Earned before they are asked for. */
export function waitingPayouts(books: Books): Payout[] {
  const random = seeded('waiting payouts')
  const known = books.payouts.filter(({ status, person }) => status === 'completed' && !person.featured)
  const open = new Set(
    books.payouts.filter(({ status }) => ['pending', 'on_hold', 'approved', 'processing'].includes(status)).map(({ person }) => person),
  )
  const last = Math.max(...books.payouts.map(({ reference }) => Number(reference.slice(2))))
  const found: Payout[] = []
  for (let at = 0; found.length < count && at < known.length; at += 7) {
    const before = known[at]
    if (!before || open.has(before.person) || books.now.getTime() - before.at.getTime() < 30 * 86_400_000) continue
    open.add(before.person)
    const units = found.length % 9 === 4 ? random.int(10_200, 14_000) : random.int(60, 940)
    const asked = new Date(books.now.getTime() - (count - found.length) * 2_400_000 - random.int(0, 2_000_000))
    const { person, walletId, methodId, method, currency } = before
    const amount = units * 100 * scales[currency]
    const earned = new Date(asked.getTime() - random.int(2, 12) * 86_400_000)
    const description = `Royalties ${earned.toISOString().slice(0, 7)}`
    post(books, { id: random.uuid(earned), type: 'royalty', at: earned, person, currency, total: amount, share: amount, description })
    found.push({
      id: random.uuid(asked),
      person,
      walletId,
      reference: `P-${last + found.length + 1}`,
      amount,
      currency,
      status: 'pending',
      at: asked,
      methodId,
      method,
      batchId: null,
      transactionId: null,
    })
  }
  return found
}
