/** The audit: searched, verified chain by chain, taken out as a file. The database asks for audit.read itself. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { AuditFacets, AuditFilter, AuditMethods, AuditRow } from '../../shared/audit.ts'
import { type ExportFormat, exportFormats } from '../../shared/exports.ts'
import { itemNumber } from '../../shared/ids.ts'
import { isWorkKind, workKinds } from '../../shared/work.ts'
import { invalid } from '../services/errors.ts'
import type { Services } from '../services/index.ts'
import { id, instant, nothing, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'

const name = z.string().min(1).max(100)
const filter = z.strictObject({
  actor: id.exactOptional(),
  kind: name.exactOptional(),
  item: text(60).exactOptional(),
  action: name.exactOptional(),
  from: instant.exactOptional(),
  to: instant.exactOptional(),
  words: text(200).exactOptional(),
})
const chainsAtOnce = 200
const columns = [
  'at',
  'kind',
  'item_id',
  'number',
  'seq',
  'actor_name',
  'login',
  'roles',
  'action',
  'before',
  'after',
  'reason',
  'command_id',
]

interface Found {
  kind: string
  item_id: string
  seq: number
  at: string
  number: number | null
  title: string | null
  actor_id: string | null
  actor_name: string
  actor_initials: string
  login: string
  roles: string[]
  action: string
  before: AuditRow['before']
  after: AuditRow['after']
  reason: string | null
  command_id: string | null
}

export function auditHandlers({ session, exports }: Services) {
  const { read, call } = consoleFunctions(session)

  return {
    'audit.rows': {
      input: z.strictObject({
        filter,
        cursor: z.strictObject({ at: instant, kind: name, item: id, seq: z.int() }).nullable(),
        limit: z.int().min(1).max(500),
      }),
      async handle({ filter, cursor, limit }, { signal }) {
        const asked = { ...conditionsOf(filter), ...(cursor && { before: cursor }) }
        const query = {
          name: 'audit_rows',
          text: 'select * from console.audit_rows($1::jsonb, $2)',
          values: [JSON.stringify(asked), limit],
        }
        return (await session.database().read<Found>(query, { signal, fromReplica: true })).map(toRow)
      },
    },
    'audit.facets': {
      input: nothing,
      handle: (_, { signal }) => read<AuditFacets>('audit_facets', [], signal),
    },
    'audit.verify': {
      input: z.strictObject({ after: z.strictObject({ kind: name, item: id }).nullable() }),
      handle: ({ after }, { signal }) =>
        read<AuditMethods['audit.verify']['output']>('audit_verify_part', [after?.kind ?? null, after?.item ?? null, chainsAtOnce], signal),
    },
    'audit.export': {
      input: z.strictObject({ filter, format: z.enum(exportFormats) }),
      async handle({ filter, format }) {
        const conditions = JSON.stringify(conditionsOf(filter))
        await call('audit_export_begin', randomUUID(), JSON.stringify({ filter, format }))
        const text = exportText(format)
        return exports.start(session.database(), {
          label: 'audit',
          fileName: 'audit',
          format,
          expected: null,
          columns,
          text,
          values: [conditions],
        })
      },
    },
  } satisfies Handlers<keyof AuditMethods>
}

function exportText(format: ExportFormat): string {
  const from = 'from console.audit_rows($1::jsonb, null) r'
  if (format === 'json') return `select to_jsonb(r)::text as row ${from}`
  return `select ${columns.map((column) => (column === 'at' ? 'r.at' : `r.${column}::text`)).join(', ')} ${from}`
}

/** What the database is asked; an item is told by its number or by its id. */
function conditionsOf({ item, ...rest }: AuditFilter): Record<string, unknown> {
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined && value !== ''))
  const wanted = item?.trim() ?? ''
  if (wanted === '') return given
  if (z.guid().safeParse(wanted).success) return { ...given, item: wanted }
  const kind = workKinds.find((each) => itemNumber(each, 0)[0] === wanted[0]?.toUpperCase())
  const number = Number(/^[a-z]-?([1-9]\d{0,14})$/i.exec(wanted)?.[1])
  if (!kind || !Number.isSafeInteger(number)) throw invalid('item', 'An item is named like T-48213, or by its whole id.')
  return { ...given, kind, number }
}

function toRow(found: Found): AuditRow {
  const { kind, item_id, seq, at, number, title, actor_id, actor_name, actor_initials, command_id, ...rest } = found
  const label = isWorkKind(kind) && number !== null ? `${itemNumber(kind, number)} ${title ?? ''}`.trim() : null
  const actor = actor_id === null ? null : { id: actor_id, name: actor_name, initials: actor_initials }
  return { ...rest, kind, itemId: item_id, seq, at, label, actor, commandId: command_id }
}
