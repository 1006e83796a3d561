/** Identity checks: the queue, one case, and what a reviewer decides. */
import { z } from 'zod'
import { dispositions, documentTypes, type KycDetail, type KycMethods, kycDecisions, verdicts } from '../../shared/kyc.ts'
import type { CommandDone } from '../../shared/work.ts'
import type { Services } from '../services/index.ts'
import { command, id, longText, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'
import { kycQueue } from './kyc-queue.ts'

const code = text(100)

export function kycHandlers({ session }: Services) {
  const { readOne, act } = consoleFunctions(session)
  const { queue, counts } = kycQueue.handlers(session)

  return {
    'kyc.queue': queue,
    'kyc.counts': counts,
    'kyc.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) => readOne<KycDetail>('kyc_item', [id], signal, 'This identity check does not exist or was removed.'),
    },
    'kyc.decide': {
      input: command.extend({
        decision: z.enum(kycDecisions),
        reasonCode: code.nullable(),
        publicText: longText.nullable(),
        privateNote: longText.nullable(),
        verdicts: z.array(z.strictObject({ id, verdict: z.enum(verdicts), reason: code.nullable() })).max(50),
        askFor: z.array(z.enum(documentTypes)).max(10),
      }),
      handle: (input) =>
        act<CommandDone & { isFinal: boolean }>(
          'kyc_decide',
          input,
          input.decision,
          input.reasonCode,
          input.publicText,
          input.privateNote,
          JSON.stringify(input.verdicts),
          input.askFor,
        ),
    },
    'kyc.dispose': {
      input: command.extend({ hitId: id, disposition: z.enum(dispositions), reason: shortText }),
      handle: (input) => act('kyc_dispose', input, input.hitId, input.disposition, input.reason),
    },
    'kyc.undo': {
      input: command.extend({ ofCommand: id }),
      handle: (input) => act('kyc_undo', input, input.ofCommand),
    },
  } satisfies Handlers<keyof KycMethods>
}
