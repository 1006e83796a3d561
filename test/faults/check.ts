// What a history must hold: every confirmed command took effect once, none twice, in order; no draft is lost; the audit is whole; leases are exclusive.

import { asOwner } from '../support/people.ts'
import type { History, Note, Race } from './history.ts'

/** What has to be 0. */
export interface Broken {
  /** Confirmed, and neither carried out nor kept for the person. */
  lost: number
  doubled: number
  /** Refused because nothing could be stored, and carried out all the same. */
  refusedButDone: number
  /** Still in an outbox: held back for a person, though nobody else changed what it changes, or never sent. */
  leftOver: number
  /** Carried out before an earlier one of the same console and item. */
  outOfOrder: number
  draftsLost: number
  auditBroken: number
  /** Commands without exactly one entry in the audit, and notes without a command. */
  auditMissing: number
  /** Items that two people have, or that somebody has not who was told so. */
  leasesShared: number
}

export interface Findings extends Broken {
  confirmed: number
  /** Submitted when the console died: they may or may not have taken effect, but not twice. */
  unknown: number
  /** By console: the first two are machines of one person. */
  byMachine: number[]
  fromTwoWindows: number
  /** By the code of the refusal. */
  refused: Record<string, number>
  /** Commands that were sent again after they had taken effect: where once could have become twice. */
  sentAfterEffect: number
  draftsLooked: number
  races: number
}

type Rows = Record<string, unknown>[]
type Ask = (sql: string, ...values: unknown[]) => Promise<Rows>

export function isWhole(findings: Broken): boolean {
  const { lost, doubled, refusedButDone, leftOver, outOfOrder, draftsLost, auditBroken, auditMissing, leasesShared } = findings
  return lost + doubled + refusedButDone + leftOver + outOfOrder + draftsLost + auditBroken + auditMissing + leasesShared === 0
}

/** `held` are the commands that the consoles still have. */
export async function judge(url: string, auditor: string, history: History, held: Set<string>): Promise<Findings> {
  const ask: Ask = (sql, ...values) => asOwner(url, async (db) => (await db.query(sql, values)).rows)
  const { notes, races, drafts } = history
  const effects =
    await ask(`select m.body, (extract(epoch from a.at) * 1000)::float8 as at, row_number() over (order by m.ticket_id, a.seq)::int as place
    from support.ticket_messages m left join console.audit a on a.after ->> 'message' = m.id::text where m.is_internal`)
  const times = new Map<string, Rows>()
  for (const effect of effects) times.set(effect.body as string, [...(times.get(effect.body as string) ?? []), effect])
  const isDone = ({ body }: Note) => times.has(body)
  const confirmed = notes.filter(({ answer }) => answer === 'kept')
  return {
    confirmed: confirmed.length,
    unknown: notes.filter(({ answer }) => answer === 'unknown').length,
    byMachine: [0, 1, 2].map((of) => notes.filter(({ machine }) => machine === of).length),
    fromTwoWindows: notes.filter(({ windows }) => windows === 2).length,
    refused: refusals(notes),
    sentAfterEffect: notes.filter((note) => wasSentAfter(history, note, times.get(note.body)?.[0]?.at as number | undefined)).length,
    draftsLooked: drafts.looked,
    races: races.length,
    lost: confirmed.filter((note) => !isDone(note) && !held.has(note.commandId)).length,
    doubled: [...times.values()].filter((of) => of.length > 1).length,
    refusedButDone: notes.filter((note) => note.answer === 'storage' && isDone(note)).length,
    leftOver: held.size,
    outOfOrder: outOfOrder(notes, new Map(effects.map(({ body, place }) => [body as string, place as number]))),
    draftsLost: drafts.lost,
    auditBroken: await asOwner(auditor, async (db) => (await db.query('select from console.audit_verify()')).rowCount ?? -1),
    auditMissing: await missingAudit(ask),
    leasesShared: await sharedLeases(ask, races),
  }
}

function refusals(notes: Note[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { answer } of notes) if (answer !== 'kept' && answer !== 'unknown') counts[answer] = (counts[answer] ?? 0) + 1
  return counts
}

function wasSentAfter({ sent }: History, { commandId }: Note, effect: number | undefined): boolean {
  return effect !== undefined && (sent.get(commandId) ?? []).some((at) => at > effect)
}

/** Of each console and ticket, in the order of submitting. What was refused or unknown is not waited for by what follows. */
function outOfOrder(notes: Note[], places: Map<string, number>): number {
  const last = new Map<string, number>()
  return notes.filter(({ machine, ticket, body, answer }) => {
    const place = places.get(body)
    if (answer !== 'kept' || place === undefined) return false
    const line = `${machine} ${ticket}`
    const isLate = place < (last.get(line) ?? 0)
    last.set(line, Math.max(place, last.get(line) ?? 0))
    return isLate
  }).length
}

async function missingAudit(ask: Ask): Promise<number> {
  const [counted] = await ask(`select
    (select count(*) from console.command c where (select count(*) from console.audit a where a.command_id = c.id) <> 1)
    + (select abs(count(*) - (select count(*) from console.command c where c.name = 'ticket_note')) from support.ticket_messages m where m.is_internal) as n`)
  return Number(counted?.n)
}

async function sharedLeases(ask: Ask, races: Race[]): Promise<number> {
  const ids = races.map(({ id }) => id)
  const claims = await ask(
    `select item_id, array_agg(distinct actor::text) as actors from console.audit where action = 'claim' and item_id = any($1) group by item_id`,
    ids,
  )
  const holders = new Map(claims.map(({ item_id, actors }) => [item_id as string, actors as string[]]))
  return races.filter(({ id, told }) => {
    const actors = holders.get(id) ?? []
    return actors.length > 1 || told.some((who) => !actors.includes(who))
  }).length
}
