/** Support tickets: the queue, one ticket, and everything that can be done to it. */
import { z } from 'zod'
import {
  type Article,
  type FilledTemplate,
  type Template,
  type TicketDetail,
  type TicketMethods,
  ticketCategories,
  ticketStatuses,
} from '../../shared/tickets.ts'
import { type CommandDone, priorities } from '../../shared/work.ts'
import type { Services } from '../services/index.ts'
import { openDocument } from './documents.ts'
import { command, fileName, attachments as files, id, instant, longText, searchText, shortText, text } from './fields.ts'
import { consoleFunctions } from './functions.ts'
import type { Handlers } from './handler.ts'
import { ticketQueue } from './ticket-queue.ts'

type Found = TicketMethods['tickets.find']['output']
type Thread = TicketMethods['tickets.thread']['output']
type Sent = CommandDone & { messageId: string }

const status = z.enum(ticketStatuses)
const tags = z.array(text(100)).max(50)

export function ticketHandlers({ session, attachments, objects, exports }: Services) {
  const { read, readOne, act } = consoleFunctions(session)
  const { queue, counts } = ticketQueue.handlers(session)

  return {
    'tickets.queue': queue,
    'tickets.counts': counts,
    'tickets.get': {
      input: z.strictObject({ id }),
      handle: ({ id }, { signal }) => readOne<TicketDetail>('ticket_item', [id], signal, 'This ticket does not exist or was removed.'),
    },
    'tickets.thread': {
      input: z.strictObject({ id, before: instant }),
      handle: ({ id, before }, { signal }) => read<Thread>('ticket_thread', [id, before], signal),
    },
    'tickets.find': {
      input: z.strictObject({ text: searchText }),
      handle({ text }, { signal }) {
        const query = {
          name: 'ticket_find',
          text: 'select id, number, subject, status, customer from console.ticket_find($1)',
          values: [text],
        }
        return session.database().read<Found[number]>(query, { signal, fromReplica: true })
      },
    },
    'tickets.templates': {
      input: z.strictObject({ text: searchText, category: z.enum(ticketCategories).nullable() }),
      handle({ text, category }, { signal }) {
        const query = {
          name: 'templates',
          text: `select id, name, category, subject, body, usage_count as "usageCount" from console.template
            where ($1 = '' or position(lower($1) in lower(name || ' ' || body)) > 0)
              and ($2::text is null or category is null or category = $2)
            order by position(lower($1) in lower(name)) = 0, usage_count desc, name limit 50`,
          values: [text.trim(), category],
        }
        return session.database().read<Template>(query, { signal })
      },
    },
    'tickets.fillTemplate': {
      input: z.strictObject({ id, templateId: id }),
      handle: ({ id, templateId }, { signal }) => read<FilledTemplate>('ticket_fill_template', [id, templateId], signal),
    },
    'tickets.articles': {
      input: z.strictObject({ text: searchText }),
      handle({ text }, { signal }) {
        const query = {
          name: 'articles',
          text: `select id, title, slug from console.article
            where $1 = '' or position(lower($1) in lower(title || ' ' || slug)) > 0 order by title limit 50`,
          values: [text.trim()],
        }
        return session.database().read<Article>(query, { signal })
      },
    },
    'tickets.reply': {
      input: command.extend({ body: longText, thenStatus: status.nullable(), templateId: id.nullable(), attachments: files.optional() }),
      async handle(input) {
        const sent = JSON.stringify(await attachments.send(input.id, input.attachments ?? []))
        return act<Sent & { leavesAt: string }>('ticket_reply', input, input.body, input.thenStatus, input.templateId, sent)
      },
    },
    'tickets.undoReply': {
      input: command.extend({ ofCommand: id }),
      handle: (input) => act('ticket_undo_reply', input, input.ofCommand),
    },
    'tickets.note': {
      input: command.extend({ body: longText, attachments: files.optional() }),
      async handle(input) {
        return act<Sent>('ticket_note', input, input.body, JSON.stringify(await attachments.send(input.id, input.attachments ?? [])))
      },
    },
    'tickets.saveAttachment': {
      input: z.strictObject({ id, attachmentId: id, name: fileName }),
      async handle({ id, attachmentId, name }, { signal }) {
        const { store, key } = await openDocument({ session, objects }, 'ticket', id, attachmentId)
        return { path: await exports.keep(name, await store.read(key, signal)) }
      },
    },
    'tickets.setStatus': {
      input: command.extend({ status, reason: shortText.nullable() }),
      handle: (input) => act('ticket_set_status', input, input.status, input.reason),
    },
    'tickets.setPriority': {
      input: command.extend({ priority: z.enum(priorities) }),
      handle: (input) => act('ticket_set_priority', input, input.priority),
    },
    'tickets.setCategory': {
      input: command.extend({ category: z.enum(ticketCategories) }),
      handle: (input) => act('ticket_set_category', input, input.category),
    },
    'tickets.escalate': {
      input: command.extend({ to: id.nullable(), reason: shortText }),
      handle: (input) => act('ticket_escalate', input, input.to, input.reason),
    },
    'tickets.resolve': {
      input: command.extend({ resolution: longText.nullable() }),
      handle: (input) => act('ticket_resolve', input, input.resolution),
    },
    'tickets.reopen': {
      input: command.extend({ reason: shortText.nullable() }),
      handle: (input) => act('ticket_reopen', input, input.reason),
    },
    'tickets.snooze': {
      input: command.extend({ until: instant.nullable() }),
      handle: (input) => act('ticket_snooze', input, input.until),
    },
    'tickets.tag': {
      input: command.extend({ add: tags, remove: tags }),
      handle: (input) => act('ticket_tag', input, input.add, input.remove),
    },
  } satisfies Handlers<keyof TicketMethods>
}
