/** Conflicts of rights: the queue, one conflict, and what an analyst does to it and to claims. */
import { z } from 'zod'
import {
  answers,
  type ConflictDetail,
  type ConflictSum,
  type Preview,
  type RightsCheck,
  type RightsMethods,
  resolutions,
  rightTypes,
  type Split,
} from '../../shared/conflicts.ts'
import type { Services } from '../services/index.ts'
import { conflictQueue } from './conflict-queue.ts'
import { command, id, instant, longText, nothing, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

type Output<M extends keyof RightsMethods> = RightsMethods[M]['output']

const day = z.iso.date('Write the day as 2026-03-31.')
const territories = z.array(text(100)).max(500)
const claim = z.strictObject({
  id: id.exactOptional(),
  entityType: z.enum(['track', 'release']).exactOptional(),
  entityId: id.exactOptional(),
  rightType: z.enum(rightTypes).exactOptional(),
  holderName: text(300).exactOptional(),
  ipi: text(20).nullable().exactOptional(),
  share: text(20).exactOptional(),
  territories: territories.exactOptional(),
  from: day.exactOptional(),
  until: day.nullable().exactOptional(),
  isExclusive: z.boolean().exactOptional(),
  agreementReference: text(200).nullable().exactOptional(),
  notes: shortText.nullable().exactOptional(),
})
/** Under the name of a correction only the period or the territory changes. */
const corrected = claim.pick({ from: true, until: true, territories: true }).extend({ id })
const choice = z.strictObject({
  keep: id.exactOptional(),
  withdraw: z.array(id).max(100).exactOptional(),
  shares: z.record(id, z.int().min(0).max(10_000)).exactOptional(),
  claim: corrected.exactOptional(),
  scope: z.strictObject({ countries: territories.exactOptional(), from: day.exactOptional(), until: day.exactOptional() }).exactOptional(),
})
const entityType = z.enum(['track', 'release'])
const split = z.strictObject({
  entityType,
  entityId: id,
  rightType: z.enum(rightTypes),
  recipients: z
    .array(
      z.strictObject({
        type: text(40),
        id: id.nullable(),
        name: text(300),
        email: text(300).nullable(),
        role: text(100).nullable(),
        share: text(20),
      }),
    )
    .max(50),
  notes: shortText.nullable(),
})
const settled = { resolution: z.enum(resolutions), parts: z.array(z.int().min(1)).max(1000).nullable(), choice }

export function rightsHandlers({ session }: Services) {
  const { read, readOne, call, act } = consoleFunctions(session)
  const { queue, counts } = conflictQueue.handlers(session)

  return {
    'rights.queue': queue,
    'rights.counts': counts,
    'rights.sums': { input: nothing, handle: (_, { signal }) => read<ConflictSum[]>('conflict_sums', [], signal, { fromReplica: true }) },
    'rights.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) =>
        readOne<ConflictDetail>('conflict_item', [id], signal, 'This conflict does not exist or was removed.'),
    },
    'rights.answer': {
      input: command.extend({ claimId: id, answer: z.enum(answers), at: instant, note: shortText.nullable() }),
      handle: (input) => act('conflict_answer', input, input.claimId, input.answer, input.at, input.note),
    },
    'rights.escalate': {
      input: command.extend({ to: id.nullable(), isDisputed: z.boolean(), reason: shortText }),
      handle: (input) => act('conflict_escalate', input, input.to, input.isDisputed, input.reason),
    },
    'rights.hold': {
      input: command.extend({ until: instant.nullable(), reason: shortText.nullable() }),
      handle: (input) => act('conflict_hold', input, input.until, input.reason),
    },
    'rights.extend': {
      input: command.extend({ reason: shortText }),
      handle: (input) => act('conflict_extend', input, input.reason),
    },
    // What is tried takes locks for a moment, which a replica does not give.
    'rights.preview': {
      input: z.strictObject({ id, ...settled }),
      handle: ({ id, resolution, parts, choice }) => call<Preview>('conflict_preview', id, resolution, parts, JSON.stringify(choice)),
    },
    'rights.resolve': {
      input: command.extend({ ...settled, reason: longText }),
      handle: ({ resolution, parts, choice, reason, ...command }) =>
        act<Output<'rights.resolve'>>('conflict_resolve', command, resolution, parts, JSON.stringify(choice), reason),
    },
    'rights.undo': {
      input: command.extend({ ofCommand: id }),
      handle: ({ ofCommand, ...command }) => act('conflict_undo', command, ofCommand),
    },
    'rights.previewClaim': {
      input: z.strictObject({ claim }),
      handle: ({ claim }) => call<Output<'rights.previewClaim'>>('claim_preview', JSON.stringify(claim)),
    },
    'rights.saveClaim': {
      input: z.strictObject({ commandId: id, claim, seen: z.int().min(0) }),
      handle: ({ commandId, claim, seen }) => call<Output<'rights.saveClaim'>>('claim_save', commandId, JSON.stringify(claim), seen),
    },
    'rights.split': {
      input: z.strictObject({ entityType, entityId: id, rightType: z.enum(rightTypes) }),
      handle: ({ entityType, entityId, rightType }, { signal }) =>
        read<Split | null>('split_now', [entityType, entityId, rightType], signal),
    },
    'rights.previewSplit': {
      input: z.strictObject({ split }),
      handle: ({ split }) => call<Output<'rights.previewSplit'>>('split_preview', JSON.stringify(split)),
    },
    'rights.saveSplit': {
      input: z.strictObject({ commandId: id, split, seen: z.int().min(0) }),
      handle: ({ commandId, split, seen }) => call<Output<'rights.saveSplit'>>('split_save', commandId, JSON.stringify(split), seen),
    },
    'rights.territories': {
      input: nothing,
      handle: (_, { signal }) => read<Output<'rights.territories'>>('territory_names', [], signal),
    },
    'rights.lastCheck': {
      input: nothing,
      handle: (_, { signal }) => read<RightsCheck | null>('rights_last_check', [], signal),
    },
    'rights.search': {
      input: z.strictObject({ id: z.int().min(1).nullable() }),
      handle: ({ id }) => call<RightsCheck>('rights_search', id),
    },
    'rights.apply': { input: z.strictObject({ id: z.int().min(1) }), handle: ({ id }) => call<RightsCheck>('rights_apply', id) },
  } satisfies Handlers<keyof RightsMethods>
}
