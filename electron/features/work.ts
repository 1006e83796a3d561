/** What the workspaces share: counts, colleagues, leases, presence, saved views. */
import { z } from 'zod'
import type { Colleague, CommandDone, Lease, SavedView, WorkCounts, WorkMethods } from '../../shared/work.ts'
import type { Services } from '../services/index.ts'
import { command, id, json, kind, longText, nothing, text } from './fields.ts'
import type { Handlers } from './handler.ts'

const leaseCommand = z.strictObject({ commandId: id, kind, id })

export function workHandlers({ session, live }: Services) {
  const database = () => session.database()

  /** The one value of a console function. */
  async function act<T>(name: string, text: string, values: unknown[]): Promise<T> {
    const rows = await database().act<{ result: T }>({ name, text: `select ${text} as result`, values })
    return (rows[0] as { result: T }).result
  }

  return {
    'work.counts': {
      input: nothing,
      async handle(_, { signal }) {
        const query = { name: 'work_counts', text: 'select console.work_counts() as counts' }
        const rows = await database().read<{ counts: WorkCounts[] }>(query, { signal, fromReplica: true })
        return rows[0]?.counts ?? []
      },
    },
    'work.colleagues': {
      input: nothing,
      handle(_, { signal }) {
        const text = 'select id, name, initials, roles, is_active as "isActive" from console.colleague order by name, id'
        return database().read<Colleague>({ name: 'colleagues', text }, { signal })
      },
    },
    'work.claim': {
      input: leaseCommand,
      handle: ({ commandId, kind, id }) => act<CommandDone & { lease: Lease }>('claim', 'console.claim($1, $2, $3)', [commandId, kind, id]),
    },
    'work.renew': {
      input: z.strictObject({ kind, id }),
      handle: ({ kind, id }) => act<{ lease: Lease }>('renew', 'console.renew($1, $2)', [kind, id]),
    },
    'work.release': {
      input: leaseCommand,
      handle: ({ commandId, kind, id }) => act<CommandDone>('release', 'console.release($1, $2, $3)', [commandId, kind, id]),
    },
    'work.handOver': {
      input: leaseCommand.extend({ to: id, note: longText }),
      handle: ({ commandId, kind, id, to, note }) =>
        act<CommandDone>('hand_over', 'console.hand_over($1, $2, $3, $4, $5)', [commandId, kind, id, to, note]),
    },
    'work.assign': {
      input: command.extend({ kind, assignee: id.nullable() }),
      handle: ({ commandId, kind, id, expectedVersion, assignee }) =>
        act<CommandDone>('assign', 'console.assign($1, $2, $3, $4, $5)', [commandId, kind, id, expectedVersion, assignee]),
    },
    'work.skip': {
      input: leaseCommand,
      handle: ({ commandId, kind, id }) => act<CommandDone>('skip', 'console.skip($1, $2, $3)', [commandId, kind, id]),
    },
    'work.next': {
      input: z.strictObject({ commandId: id, kind }),
      handle: ({ commandId, kind }) =>
        act<{ id: string; version: number } | null>('next_item', 'console.next_item($1, $2)', [commandId, kind]),
    },
    'work.presence': {
      input: z.union([z.strictObject({ kind, itemId: id, mode: z.enum(['viewing', 'typing']) }), z.strictObject({ kind: z.null() })]),
      handle(place) {
        live.show(place.kind === null ? null : place)
        return null
      },
    },
    'work.savedViews': {
      input: z.strictObject({ kind }),
      handle({ kind }, { signal }) {
        const text = 'select id, kind, name, definition from console.saved_view where kind = $1 order by name, id'
        return database().read<SavedView>({ name: 'saved_views', text, values: [kind] }, { signal })
      },
    },
    'work.saveView': {
      input: z.strictObject({
        id: id.nullable(),
        kind,
        name: text(60).min(1, 'The view needs a name.'),
        definition: json(16_000),
      }),
      handle: ({ id, kind, name, definition }) =>
        act<SavedView>('saved_view_save', 'console.saved_view_save($1, $2, $3, $4::jsonb)', [id, kind, name, JSON.stringify(definition)]),
    },
    'work.removeView': {
      input: z.strictObject({ id }),
      async handle({ id }) {
        await act('saved_view_remove', 'console.saved_view_remove($1)', [id])
        return null
      },
    },
  } satisfies Handlers<keyof WorkMethods>
}
