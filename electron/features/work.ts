/** What the workspaces share: counts, colleagues, leases, presence, saved views. */
import { z } from 'zod'
import type { Colleague, CommandDone, Lease, SavedView, WorkCounts, WorkMethods } from '../../shared/work.ts'
import type { Services } from '../services/index.ts'
import { command, id, json, kind, longText, nothing, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

const leaseCommand = z.strictObject({ commandId: id, kind, id })

export function workHandlers({ session, live }: Services) {
  const database = () => session.database()
  const { read, call } = consoleFunctions(session)

  return {
    'work.counts': {
      input: nothing,
      handle: (_, { signal }) => read<WorkCounts[]>('work_counts', [], signal, { fromReplica: true }),
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
      handle: ({ commandId, kind, id }) => call<CommandDone & { lease: Lease }>('claim', commandId, kind, id),
    },
    'work.renew': {
      input: z.strictObject({ kind, id }),
      handle: ({ kind, id }) => call<{ lease: Lease }>('renew', kind, id),
    },
    'work.release': {
      input: leaseCommand,
      handle: ({ commandId, kind, id }) => call<CommandDone>('release', commandId, kind, id),
    },
    'work.handOver': {
      input: leaseCommand.extend({ to: id, note: longText }),
      handle: ({ commandId, kind, id, to, note }) => call<CommandDone>('hand_over', commandId, kind, id, to, note),
    },
    'work.assign': {
      input: command.extend({ kind, assignee: id.nullable(), reason: text(1000).exactOptional() }),
      handle: ({ commandId, kind, id, expectedVersion, assignee, reason }) =>
        call<CommandDone>('assign', commandId, kind, id, expectedVersion, assignee, reason ?? null),
    },
    'work.skip': {
      input: leaseCommand,
      handle: ({ commandId, kind, id }) => call<CommandDone>('skip', commandId, kind, id),
    },
    'work.next': {
      input: z.strictObject({ commandId: id, kind }),
      handle: ({ commandId, kind }) => call<{ id: string; version: number } | null>('next_item', commandId, kind),
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
      handle: ({ id, kind, name, definition }) => call<SavedView>('saved_view_save', id, kind, name, JSON.stringify(definition)),
    },
    'work.removeView': {
      input: z.strictObject({ id }),
      async handle({ id }) {
        await call('saved_view_remove', id)
        return null
      },
    },
  } satisfies Handlers<keyof WorkMethods>
}
