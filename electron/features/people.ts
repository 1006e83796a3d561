/** People: one round trip a search and a section; the database decides what of them is shown. */
import { z } from 'zod'
import {
  type Person,
  type PersonFound,
  type PersonMethods,
  personRoles,
  personSections,
  type SectionContent,
  type Thing,
  thingKinds,
} from '../../shared/people.ts'
import type { CommandDone } from '../../shared/work.ts'
import { Problem } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { command, id, searchText, shortText } from './fields.ts'
import type { Handlers } from './handler.ts'

const personCommand = command.extend({ reason: shortText })

export function personHandlers({ session }: Services) {
  async function read<T>(name: string, text: string, values: unknown[], signal: AbortSignal): Promise<T> {
    const rows = await session.database().read<{ result: T }>({ name, text: `select ${text} as result`, values }, { signal })
    return (rows[0] as { result: T }).result
  }
  /** Acts of an account differ only in what stands before the reason: `function(command, person, version, ...rest)`. */
  async function act<T = CommandDone>(name: string, input: z.output<typeof personCommand>, ...rest: unknown[]): Promise<T> {
    const values = [input.commandId, input.id, input.expectedVersion, ...rest]
    const places = values.map((_, index) => `$${index + 1}`).join(', ')
    const rows = await session.database().act<{ result: T }>({ name, text: `select console.${name}(${places}) as result`, values })
    return (rows[0] as { result: T }).result
  }

  return {
    'people.search': {
      input: z.strictObject({ text: searchText }),
      handle: ({ text }, { signal }) => read<PersonFound[]>('person_search', 'console.person_search($1)', [text], signal),
    },
    'people.get': {
      input: z.strictObject({ id }),
      async handle({ id }, { signal }) {
        const person = await read<Person | null>('person_item', 'console.person_item($1)', [id], signal)
        if (!person) throw new Problem('not_found', 'There is no account of this id.')
        return person
      },
    },
    'people.section': {
      input: z.strictObject({ id, section: z.enum(personSections) }),
      handle: ({ id, section }, { signal }) =>
        read<SectionContent>('person_section', 'console.person_section($1, $2)', [id, section], signal),
    },
    'people.thing': {
      input: z.strictObject({ kind: z.enum(thingKinds), id }),
      async handle({ kind, id }, { signal }) {
        const thing = await read<Thing | null>('thing_item', 'console.thing_item($1, $2)', [kind, id], signal)
        if (!thing) throw new Problem('not_found', `There is no ${kind} of this id.`)
        return thing
      },
    },
    'people.suspend': { input: personCommand, handle: (input) => act('person_suspend', input, input.reason) },
    'people.reinstate': { input: personCommand, handle: (input) => act('person_reinstate', input, input.reason) },
    'people.setRole': {
      input: personCommand.extend({ role: z.enum(personRoles) }),
      handle: (input) => act('person_set_role', input, input.role, input.reason),
    },
    'people.resetSessions': {
      input: personCommand,
      handle: (input) => act<CommandDone & { ended: number }>('person_reset_sessions', input, input.reason),
    },
  } satisfies Handlers<keyof PersonMethods>
}
