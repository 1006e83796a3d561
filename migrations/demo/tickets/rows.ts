/** Tickets, threads, canned replies and the help centre as rows. */
import { extname } from 'node:path'
import { day } from '../clock.ts'
import { articles } from '../corpus/articles.ts'
import { templates } from '../corpus/templates.ts'
import { type Random, seeded } from '../random.ts'
import { staff, staffByLogin } from '../staff.ts'
import type { World } from '../world.ts'
import type { Message, Ticket } from './ticket.ts'

/** Of what customers attach: its bytes, and the file of the demo's object store that it stands for, where there is one. */
const files: Record<string, { mediaType: string; bytes: number; key?: string }> = {
  '.pdf': { mediaType: 'application/pdf', bytes: 29_629, key: 'support/shared/letter.pdf' },
  '.png': { mediaType: 'image/png', bytes: 22_148, key: 'support/shared/screenshot.png' },
  '.jpg': { mediaType: 'image/jpeg', bytes: 13_581, key: 'support/shared/photo.jpg' },
  '.csv': { mediaType: 'text/csv', bytes: 206, key: 'support/shared/report.csv' },
  '.txt': { mediaType: 'text/plain', bytes: 137, key: 'support/shared/log.txt' },
  '.zip': { mediaType: 'application/zip', bytes: 180_000_000 },
  '.wav': { mediaType: 'audio/wav', bytes: 45_000_000 },
  '.xlsx': { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', bytes: 90_000 },
}

export function addTickets({ rows, today }: World, tickets: Ticket[]): void {
  const random = seeded('ticket rows')
  const templateRows = makeTemplates(today, random)
  const messages = tickets.flatMap((ticket) => ticket.messages.map((message) => messageRow(ticket, message, templateRows, random)))
  for (const row of templateRows) row.usage_count += messages.filter((message) => message.template_id === row.id).length

  rows.add('support.templates', ...templateRows)
  rows.add('support.knowledge_base_articles', ...makeArticles(today, random))
  rows.add('support.tickets', ...tickets.map(ticketRow))
  rows.add('support.ticket_messages', ...messages)
}

function ticketRow(ticket: Ticket) {
  const spoken = ticket.messages.filter((message) => !message.internal)
  return {
    id: ticket.id,
    ticket_number: ticket.number,
    user_id: ticket.customer.id,
    organization_id: ticket.customer.organization?.id ?? null,
    subject: ticket.subject,
    description: ticket.description,
    category: ticket.category,
    priority: ticket.priority,
    status: ticket.status,
    assigned_to: ticket.owner?.id ?? null,
    entity_type: ticket.payout ? 'payout' : null,
    entity_id: ticket.payout?.id ?? null,
    first_response_at: spoken.find((message) => message.from === 'staff')?.at ?? null,
    last_response_at: spoken.at(-1)?.at ?? null,
    escalated_at: ticket.escalatedAt,
    escalated_to: ticket.escalatedTo?.id ?? null,
    resolution: ticket.resolution,
    resolved_at: ticket.resolvedAt,
    closed_at: ticket.closedAt,
    created_at: ticket.createdAt,
    updated_at: ticket.closedAt ?? ticket.resolvedAt ?? ticket.messages.at(-1)?.at ?? ticket.createdAt,
  }
}

type TemplateRow = ReturnType<typeof makeTemplates>[number]

function messageRow(ticket: Ticket, message: Message, all: TemplateRow[], random: Random) {
  const fitting = all.filter((row) => row.category === ticket.category || row.category === null)
  const isCanned = message.from === 'staff' && !message.internal && random.chance(0.15)
  return {
    id: random.uuid(message.at),
    ticket_id: ticket.id,
    sender_type: message.from,
    sender_id: message.from === 'system' ? null : message.from === 'user' ? ticket.customer.id : (message.sender?.id ?? null),
    body: message.text,
    attachments: message.files.map((name) => attachment(name, ticket, random)),
    is_internal: message.internal,
    template_id: isCanned ? random.pick(fitting).id : null,
    created_at: message.at,
  }
}

function attachment(name: string, ticket: Ticket, random: Random) {
  const { mediaType, bytes, ...place } = files[extname(name)] ?? { mediaType: 'application/octet-stream', bytes: 60_000 }
  const scan = name.endsWith('.exe') ? 'infected' : ticket.status === 'open' && random.chance(0.2) ? 'pending' : 'clean'
  const share = 0.4 + 1.2 * random.next()
  return { name, mediaType, scan, ...('key' in place ? { bytes, ...place } : { bytes: Math.round(bytes * share) }) }
}

function makeTemplates(today: Date, random: Random) {
  return templates.map(({ name, category, body }, n) => {
    const at = new Date(today.getTime() - (400 - 5 * n) * day)
    return {
      id: random.uuid(at),
      name,
      category,
      subject: null,
      body,
      is_active: true,
      usage_count: random.int(0, 60),
      created_by: random.pick(staff.filter((person) => person.roles.includes('support'))).id,
      created_at: at,
      updated_at: at,
    }
  })
}

function makeArticles(today: Date, random: Random) {
  return articles.map(({ title, category, tags, body }, n) => {
    const at = new Date(today.getTime() - (700 - 9 * n) * day)
    const status = n % 20 === 19 ? 'draft' : n % 20 === 13 ? 'archived' : 'published'
    const views = random.int(40, 9000)
    return {
      id: random.uuid(at),
      title,
      slug: title
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
      body,
      category,
      tags,
      status,
      author_id: staffByLogin('daniel').id,
      views_count: views,
      helpful_count: Math.floor(views * (0.2 + 0.6 * random.next())),
      published_at: status === 'draft' ? null : at,
      created_at: at,
      updated_at: at,
    }
  })
}
