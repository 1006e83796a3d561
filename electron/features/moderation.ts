/** Moderation cases: the queue, one case, and everything that can be decided about it. */
import { z } from 'zod'
import {
  type CaseDecided,
  type CaseDetail,
  type CaseMethods,
  type CasePlan,
  type CaseRules,
  caseActions,
  caseSeverities,
} from '../../shared/moderation.ts'
import type { Services } from '../services/index.ts'
import { caseQueue } from './case-queue.ts'
import { command, id, instant, longText, nothing, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

const second = z.number().min(0).max(86_400)
const verdict = {
  action: z.enum(caseActions),
  policy: text(20).nullable(),
  severity: z.enum(caseSeverities).nullable(),
  facts: longText,
  spans: z.array(z.strictObject({ from: second, to: second, match: z.number().min(0).max(1).exactOptional() })).max(50),
}
type Verdict = { [K in keyof typeof verdict]: z.output<(typeof verdict)[K]> }

export function moderationHandlers({ session }: Services) {
  const parts = ({ action, policy, severity, facts, spans }: Verdict) => [action, policy, severity, facts, JSON.stringify(spans)]

  const { read, readOne, act } = consoleFunctions(session)
  const { queue, counts } = caseQueue.handlers(session)

  return {
    'moderation.queue': queue,
    'moderation.counts': counts,
    'moderation.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) => readOne<CaseDetail>('case_item', [id], signal, 'This case does not exist or was removed.'),
    },
    'moderation.rules': {
      input: nothing,
      handle: (_, { signal }) => read<CaseRules>('case_rules', [], signal),
    },
    'moderation.preview': {
      input: z.strictObject({ id, ...verdict }),
      handle: (input, { signal }) => read<CasePlan>('case_preview', [input.id, ...parts(input)], signal),
    },
    'moderation.decide': {
      input: command.extend({ ...verdict, notice: longText.nullable(), falseReports: z.array(id).max(1000) }),
      handle: (input) => act<CaseDecided>('case_decide', input, ...parts(input), input.notice, input.falseReports),
    },
    'moderation.correct': {
      input: command.extend({ ...verdict, notice: longText.nullable() }),
      handle: (input) => act<CaseDecided>('case_correct', input, ...parts(input), input.notice),
    },
    'moderation.undo': {
      input: command,
      handle: (input) => act('case_undo', input),
    },
    'moderation.hold': {
      input: command.extend({ until: instant.nullable(), reason: shortText.nullable() }),
      handle: (input) => act('case_hold', input, input.until, input.reason),
    },
    'moderation.answerAppeal': {
      input: command.extend({ outcome: z.enum(['uphold', 'overturn']), answer: longText }),
      handle: (input) => act<CaseDecided>('case_answer_appeal', input, input.outcome, input.answer),
    },
  } satisfies Handlers<keyof CaseMethods>
}
