/** Identity checks: the queue, one case, and what a reviewer decides. */
import { z } from 'zod'
import { dispositions, documentTypes, type KycDetail, type KycMethods, kycDecisions, verdicts } from '../../shared/kyc.ts'
import type { CommandDone } from '../../shared/work.ts'
import { Problem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { command, id, longText, shortText, text } from './fields.ts'
import type { Handlers } from './handler.ts'
import { kycQueue } from './kyc-queue.ts'

const code = text(100)

export function kycHandlers({ session }: Services) {
  /** Acts of a check: `function(command, check, version, ...rest)`. */
  async function act<T = CommandDone>(name: string, { commandId, id, expectedVersion }: z.output<typeof command>, ...rest: unknown[]) {
    const values = [commandId, id, expectedVersion, ...rest]
    const places = values.map((_, index) => `$${index + 1}`).join(', ')
    const rows = await session.database().act<{ result: T }>({ name, text: `select console.${name}(${places}) as result`, values })
    return (rows[0] as { result: T }).result
  }

  async function read(id: string, signal: AbortSignal): Promise<KycDetail> {
    const query = { name: 'kyc_item', text: 'select console.kyc_item($1) as item', values: [id] }
    const [found] = await session.database().read<{ item: KycDetail | null }>(query, { signal })
    if (!found?.item) throw new Problem('not_found', 'This identity check does not exist or was removed.')
    return found.item
  }

  return {
    'kyc.queue': {
      input: kycQueue.input,
      handle: (input, { signal }) => kycQueue.read(session.database(), session.signedIn(), input, signal),
    },
    'kyc.counts': {
      input: kycQueue.countsInput,
      handle: ({ view, filter }, { signal }) => kycQueue.readCounts(session.database(), view, filter, signal),
    },
    'kyc.get': { input: z.strictObject({ id }), handle: ({ id }, { signal }) => read(id, signal) },
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
