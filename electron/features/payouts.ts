/** Payouts: the queue, one payout, and everything that can be done to it. Money is never sent later by itself: all of it is direct. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import {
  type PayoutDetail,
  type PayoutDone,
  type PayoutMethods,
  type PayoutPolicy,
  type PayoutSum,
  payoutStatuses,
} from '../../shared/payouts.ts'
import type { Services } from '../services/index.ts'
import { command, id, nothing, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'
import { payoutQueue } from './payout-queue.ts'
import { filterJson } from './work-queue.ts'

const reasoned = command.extend({ reason: shortText })
const reference = text(140).nullable()
const amount = z.string().regex(/^\d{1,14}(\.\d{1,4})?$/, 'The amount is a number above zero, such as 1240.00.')
const mostExported = 10_000

const decimal = z.string().regex(/^\d{1,14}(\.\d{1,4})?$/, 'This is a number such as 1000 or 0.25.')
const hours = z.int().min(0).max(720)
const terms = z.strictObject({
  enhancedAbove: decimal,
  advancedAbove: decimal,
  destinationHours: hours,
  signatureHours: hours,
  dueHours: hours,
  unusualFactor: z.string().regex(/^\d{1,3}(\.\d{1,2})?$/),
  tiers: z
    .array(z.strictObject({ above: decimal, signatures: z.int().min(1).max(3) }))
    .min(1)
    .max(3),
  rates: z
    .array(
      z.strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is three capital letters.'),
        rate: z.string().regex(/^\d{1,10}(\.\d{1,8})?$/, 'A rate is a number such as 1.08.'),
        minimum: decimal,
      }),
    )
    .min(1)
    .max(200),
})
const policyCommand = z.strictObject({ commandId: id, version: z.int().min(1).max(2_147_483_647) })

const exported = `select number, customer_name as payee, country, amount::text as amount, currency, status, needed, signed,
  array_to_string(reasons, ' ') as reasons, requested_at::text as requested_at, due_at::text as due_at from console.payout_queue where id = any($1::uuid[]) order by number`
const exportedColumns = 'number,payee,country,amount,currency,status,needed,signed,reasons,requested_at,due_at'.split(',')

export function payoutHandlers({ session, stepUp, exports }: Services) {
  const { read, readOne, call, act } = consoleFunctions(session)
  const { queue, counts } = payoutQueue.handlers(session)
  const withReason = (name: string) => ({
    input: reasoned,
    handle: (input: z.output<typeof reasoned>) => act<PayoutDone>(name, input, input.reason),
  })
  const withReference = (name: string) => ({
    input: command.extend({ reference }),
    handle: (input: z.output<typeof command> & { reference: string | null }) =>
      act<PayoutDone & { key: string }>(name, input, input.reference),
  })

  return {
    'payouts.queue': queue,
    'payouts.counts': counts,
    'payouts.sums': {
      input: z.strictObject({ status: z.enum(payoutStatuses), filter: payoutQueue.filter }),
      handle({ status, filter }, { signal }) {
        const query = {
          name: 'payout_sums',
          text: 'select * from console.payout_sums($1, $2::jsonb)',
          values: [status, filterJson(filter)],
        }
        return session.database().read<PayoutSum>(query, { signal, fromReplica: true })
      },
    },
    'payouts.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) => readOne<PayoutDetail>('payout_item', [id], signal, 'This payout does not exist or was removed.'),
    },
    'payouts.prepare': { input: command, handle: (input) => act<PayoutDone>('payout_prepare', input) },
    'payouts.sign': {
      input: z.strictObject({
        commandId: id,
        id,
        dataVersion: z.int().min(1).max(2_147_483_647),
        hash: z.string().regex(/^[0-9a-f]{64}$/),
        reason: shortText.nullable(),
      }),
      handle({ commandId, id, dataVersion, hash, reason }) {
        const { token, client } = stepUp.proof('payouts')
        return call<PayoutDone & { signatureId: string }>('payout_sign', commandId, id, dataVersion, hash, token, client, reason)
      },
    },
    'payouts.sendBack': withReason('payout_send_back'),
    'payouts.reject': withReason('payout_reject'),
    'payouts.hold': withReason('payout_hold'),
    'payouts.release': withReason('payout_release'),
    'payouts.cancel': withReason('payout_cancel'),
    'payouts.unknown': withReason('payout_unknown'),
    'payouts.returned': {
      input: reasoned,
      handle(input) {
        const { token, client } = stepUp.proof('payouts')
        return act<PayoutDone>('payout_returned', input, input.reason, token, client)
      },
    },
    'payouts.edit': {
      input: reasoned.extend({ amount, method: id }),
      handle: (input) => act<PayoutDone>('payout_edit', input, input.amount, input.method, input.reason),
    },
    'payouts.send': withReference('payout_send'),
    'payouts.paid': withReference('payout_paid'),
    'payouts.failed': {
      input: reasoned.extend({ reference }),
      handle(input) {
        const { token, client } = stepUp.proof('payouts')
        return act<PayoutDone>('payout_failed', input, input.reason, input.reference, token, client)
      },
    },
    'payouts.policies': { input: nothing, handle: (_, { signal }) => read<PayoutPolicy[]>('payout_policies', [], signal) },
    'payouts.proposePolicy': {
      input: z.strictObject({ commandId: id, terms, reason: shortText }),
      handle: ({ commandId, terms, reason }) =>
        call<{ version: number }>('payout_policy_propose', commandId, JSON.stringify(terms), reason),
    },
    'payouts.adoptPolicy': {
      input: policyCommand,
      handle({ commandId, version }) {
        const { token, client } = stepUp.proof('payouts')
        return call<{ version: number }>('payout_policy_adopt', commandId, version, token, client)
      },
    },
    'payouts.withdrawPolicy': {
      input: policyCommand.extend({ reason: shortText }),
      handle: ({ commandId, version, reason }) => call<{ version: number }>('payout_policy_withdraw', commandId, version, reason),
    },
    'payouts.export': {
      input: z.strictObject({ ids: z.array(id).min(1).max(mostExported) }),
      async handle({ ids }) {
        await call('export_begin', randomUUID(), 'finance.payouts', JSON.stringify({ ids, format: 'csv' }))
        const request = { label: 'Chosen payouts', fileName: 'payouts', format: 'csv' as const, expected: ids.length }
        return exports.start(session.database(), { ...request, columns: exportedColumns, text: exported, values: [ids] })
      },
    },
  } satisfies Handlers<keyof PayoutMethods>
}
