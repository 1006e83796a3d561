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
import type { CommandDone } from '../../shared/work.ts'
import { Problem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { caseQueue } from './case-queue.ts'
import { command, id, instant, longText, nothing, shortText, text } from './fields.ts'
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

  async function read<T>(name: string, text: string, values: unknown[], signal: AbortSignal): Promise<T> {
    const rows = await session.database().read<{ result: T }>({ name, text: `select ${text} as result`, values }, { signal })
    return (rows[0] as { result: T }).result
  }
  /** Acts of a case differ only in what comes after the command: `function(command, case, version, ...rest)`. */
  async function act<T = CommandDone>(
    name: string,
    { commandId, id, expectedVersion }: z.output<typeof command>,
    ...rest: unknown[]
  ): Promise<T> {
    const places = rest.map((_, index) => `, $${index + 4}`).join('')
    const query = {
      name,
      text: `select console.${name}($1, $2, $3${places}) as result`,
      values: [commandId, id, expectedVersion, ...rest],
    }
    const rows = await session.database().act<{ result: T }>(query)
    return (rows[0] as { result: T }).result
  }

  return {
    'moderation.queue': {
      input: caseQueue.input,
      handle: (input, { signal }) => caseQueue.read(session.database(), session.signedIn(), input, signal),
    },
    'moderation.counts': {
      input: caseQueue.countsInput,
      handle: ({ view, filter }, { signal }) => caseQueue.readCounts(session.database(), view, filter, signal),
    },
    'moderation.get': {
      input: z.strictObject({ id }),
      async handle({ id }, { signal }) {
        const detail = await read<CaseDetail | null>('case_item', 'console.case_item($1)', [id], signal)
        if (!detail) throw new Problem('not_found', 'This case does not exist or was removed.')
        return detail
      },
    },
    'moderation.rules': {
      input: nothing,
      handle: (_, { signal }) => read<CaseRules>('case_rules', 'console.case_rules()', [], signal),
    },
    'moderation.preview': {
      input: z.strictObject({ id, ...verdict }),
      handle: (input, { signal }) =>
        read<CasePlan>('case_preview', 'console.case_preview($1, $2, $3, $4, $5, $6)', [input.id, ...parts(input)], signal),
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
