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
import type { Services } from '../services/index.ts'
import { command, id, searchText, shortText } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

const personCommand = command.extend({ reason: shortText })

export function personHandlers({ session }: Services) {
  const { read, readOne, act } = consoleFunctions(session)

  return {
    'people.search': {
      input: z.strictObject({ text: searchText }),
      handle: ({ text }, { signal }) => read<PersonFound[]>('person_search', [text], signal),
    },
    'people.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) =>
        readOne<Person>(
          'person_item',
          [id],
          signal,
          'There is no account of this id. Look for the person by a name, an address or a number.',
        ),
    },
    'people.section': {
      input: z.strictObject({ id, section: z.enum(personSections) }),
      handle: ({ id, section }, { signal }) => read<SectionContent>('person_section', [id, section], signal),
    },
    'people.thing': {
      input: z.strictObject({ kind: z.enum(thingKinds), id }),
      handle: ({ kind, id }, { signal }) => readOne<Thing>('thing_item', [kind, id], signal, `There is no ${kind} of this id.`),
    },
    'people.suspend': { input: personCommand, handle: (input) => act('person_suspend', input, input.reason) },
    'people.reinstate': { input: personCommand, handle: (input) => act('person_reinstate', input, input.reason) },
    'people.setRole': {
      input: personCommand.extend({ role: z.enum(personRoles) }),
      handle: (input) => act('person_set_role', input, input.role, input.reason),
    },
    'people.forgiveReports': { input: personCommand, handle: (input) => act('reporter_forgive', input, input.reason) },
    'people.resetSessions': {
      input: personCommand,
      handle: (input) => act<CommandDone & { ended: number }>('person_reset_sessions', input, input.reason),
    },
  } satisfies Handlers<keyof PersonMethods>
}
