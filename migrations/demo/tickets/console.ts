/** What the console itself keeps: the projections, and of tickets the clocks, tags, snoozes and the history of acts. */
import type pg from 'pg'
import { minute } from '../clock.ts'
import type { DemoStaff } from '../staff.ts'
import type { Ticket } from './ticket.ts'

interface Act {
  item_id: string
  seq: number
  at: Date
  actor: string
  login: string
  roles: string[]
  action: string
  before: unknown
  after: unknown
  reason: string | null
}

export async function fillConsole(client: pg.Client, tickets: Ticket[]): Promise<void> {
  await client.query(
    `update console.work_item w set tags = x.tags
     from jsonb_to_recordset($1) x(id uuid, tags text[]) where w.kind = 'ticket' and w.id = x.id`,
    [JSON.stringify(tickets.map(({ id, tags }) => ({ id, tags: [...new Set(tags)].sort() })))],
  )
  await snooze(client, tickets)
  await insertActs(client, tickets.flatMap(actsOf))
}

/** As console.ticket_snooze does it, at the time of the last message. */
async function snooze(client: pg.Client, tickets: Ticket[]): Promise<void> {
  const snoozed = tickets.filter((ticket) => ticket.snoozedUntil)
  const rows = JSON.stringify(snoozed.map((ticket) => ({ id: ticket.id, at: ticket.messages.at(-1)?.at, until: ticket.snoozedUntil })))
  const given = 'jsonb_to_recordset($1) x(id uuid, at timestamptz, until timestamptz)'
  await client.query(`select console.sla_note('ticket', x.id, 'snoozed', x.at) from ${given}`, [rows])
  await client.query(`update console.work_item w set snoozed_until = x.until from ${given} where w.kind = 'ticket' and w.id = x.id`, [rows])
  await client.query(`select console.sla_store('ticket', x.id) from ${given}`, [rows])
}

/** Claimed before the first answer; then escalated or resolved, if it was. */
function actsOf(ticket: Ticket): Act[] {
  const { owner } = ticket
  const answer = ticket.messages.find((message) => message.from === 'staff')
  if (!owner || !answer) return []
  const person = { id: owner.id, name: owner.name, initials: owner.initials }
  const claimedAt = new Date(Math.max(answer.at.getTime() - 4 * minute, ticket.createdAt.getTime() + 1000))
  const acts = [act(ticket, owner, claimedAt, 'claim', { assignee: null }, { assignee: person })]
  if (ticket.escalatedAt && ticket.escalatedTo) {
    const { id, name, initials } = ticket.escalatedTo
    const after = { status: 'escalated', to: { id, name, initials } }
    acts.push(
      act(ticket, owner, ticket.escalatedAt, 'ticket_escalate', { status: 'in_progress' }, after, 'Needs a decision above support.'),
    )
  }
  if (ticket.resolvedAt) {
    acts.push(act(ticket, owner, ticket.resolvedAt, 'ticket_resolve', { status: 'in_progress' }, { status: 'resolved' }, ticket.resolution))
  }
  return acts.map((entry, n) => ({ ...entry, seq: n + 1 }))
}

function act(
  ticket: Ticket,
  owner: DemoStaff,
  at: Date,
  action: string,
  before: unknown,
  after: unknown,
  reason: string | null = null,
): Act {
  return {
    item_id: ticket.id,
    seq: 0,
    at,
    actor: owner.id,
    login: owner.login,
    roles: [...owner.roles].sort(),
    action,
    before,
    after,
    reason,
  }
}

/** Each chain link by link: a row's hash needs that of the row before. */
async function insertActs(client: pg.Client, acts: Act[]): Promise<void> {
  for (let seq = 1; seq <= Math.max(0, ...acts.map((entry) => entry.seq)); seq++) {
    const links = acts.filter((entry) => entry.seq === seq).map((entry) => ({ kind: 'ticket', ...entry }))
    await client.query(
      `insert into console.audit
       select (jsonb_populate_record(r, jsonb_build_object('hash', console.audit_hash(r)))).*
       from jsonb_array_elements($1) x(link)
       left join console.audit p on p.kind = 'ticket' and p.item_id = (x.link ->> 'item_id')::uuid and p.seq = $2 - 1
       cross join lateral jsonb_populate_record(null::console.audit,
         x.link || jsonb_build_object('prev_hash', p.hash, 'xid', pg_current_xact_id())) r`,
      [JSON.stringify(links), seq],
    )
  }
}
