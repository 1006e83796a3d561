// The audit at 1,000,000 entries: every search an auditor can make, then the verification of all chains and seals.
//   node test/perf/audit.ts [entries]

import type { AuditFilter, AuditPlace } from '../../shared/audit.ts'
import { addCustomer, addStaff, asOwner } from '../support/people.ts'
import { freshDatabase, startPostgres } from '../support/postgres.ts'
import { directProfile, openBench, quantile, timed } from './bench.ts'

const entries = Number(process.argv[2] ?? 1_000_000)
const chainLength = 5
/** Rows of one transaction; each is followed by a seal, as a minute of work is. */
const together = 500
const rounds = 20
/** Of a search along an index, in ms; words are looked for entry by entry, and can be cancelled. */
const limit = 100

/** Chains as console.audit_append makes them, many items at once: seq, after item, how many items, actor, login. */
const append = `insert into console.audit
  select (r).kind, (r).item_id, (r).seq, (r).at, (r).xid, (r).actor, (r).login, (r).roles, (r).action, (r).before, (r).after, (r).reason,
    (r).command_id, (r).prev_hash, console.audit_hash(r)
  from (
    select row('ticket', i.id, $1::int, now() - interval '1 day' * (5 - $1) + interval '1 millisecond' * i.n, pg_current_xact_id(), $4::uuid, $5::text,
      '{support}'::text[], case when i.n % 20000 = 0 then 'ticket_escalate' else 'ticket_note' end, null::jsonb,
      jsonb_build_object('message', i.id, 'characters', i.n, 'body', 'note ' || i.n), case when i.n % 50000 = 7 then 'ünique' end, gen_random_uuid(),
      p.hash, null::bytea)::console.audit as r
    from public.item i left join console.audit p on p.kind = 'ticket' and p.item_id = i.id and p.seq = $1 - 1
    where i.n > $2 and i.n <= $2 + $3 offset 0) made`

const server = await startPostgres()
process.env.TEST_POSTGRES_URL = server.url()
const database = await freshDatabase()
const nadia = await addStaff(database.url, 'Nadia', ['support'])
const auditor = await addStaff(database.url, 'Audra', ['auditor'])
await addCustomer(database.url, 'Darya')
const filled = await timed(fill)
console.log(`${entries.toLocaleString('en')} entries in chains of ${chainLength} in ${Math.round(filled / 1000)} s\n`)

const { ask, close } = await openBench(directProfile(database.url), auditor)
try {
  await search()
  await verify()
} finally {
  await close()
  await database.drop()
  await server.stop()
}

async function search(): Promise<void> {
  const [middle] = (await asOwner(database.url, (db) => db.query('select at, item_id from console.audit offset $1 limit 1', [entries / 2])))
    .rows
  const at = middle.at.toISOString()
  const searches: [string, AuditFilter][] = [
    ['everything', {}],
    ['of one person', { actor: nadia.id }],
    ['of somebody who did nothing', { actor: auditor.id }],
    ['of an item', { item: middle.item_id }],
    ['of an action', { action: 'ticket_note' }],
    ['of a rare action', { action: 'ticket_escalate' }],
    ['of an action that is not there', { action: 'nothing' }],
    ['of a kind', { kind: 'ticket' }],
    ['of a kind that is not there', { kind: 'payout' }],
    ['from a time', { from: at }],
    ['to a time', { to: at }],
    ['of a person and an action to a time', { actor: nadia.id, action: 'ticket_note', to: at }],
    ['of a person and a rare action', { actor: nadia.id, action: 'ticket_escalate' }],
    ['frequent words', { words: 'note 1' }],
    ['rare words', { words: 'ünique' }],
    ['words that are not there', { words: 'nowhere' }],
  ]
  console.log('search                                    p50 ms   p95 ms')
  const slow: string[] = []
  for (const [name, filter] of searches) {
    const taken: number[] = []
    for (let round = 0; round < (filter.words ? 3 : rounds); round++)
      taken.push(await timed(() => ask('audit.rows', { filter, cursor: null, limit: 100 })))
    const [p50, p95] = [0.5, 0.95].map((q) => quantile(taken, q).toFixed(1).padStart(8))
    console.log(`${name.padEnd(40)}${p50} ${p95}`)
    if (Number(p95) > limit && !filter.words) slow.push(name)
  }
  if (slow.length > 0) process.exitCode = 1
  console.log(slow.length > 0 ? `\nAbove ${limit} ms: ${slow.join(', ')}.` : `\nEvery search along an index is under ${limit} ms.`)
}

async function verify(): Promise<void> {
  const parts: number[] = []
  let rows = 0
  let problems = 0
  let after: AuditPlace | null = null
  do {
    const began = performance.now()
    const part: { rows: number; next: AuditPlace | null; problems: unknown[] } = await ask('audit.verify', { after })
    parts.push(performance.now() - began)
    rows += part.rows
    problems += part.problems.length
    after = part.next
  } while (after)
  const total = parts.reduce((sum, ms) => sum + ms, 0)
  const last = parts.at(-1) ?? 0
  console.log(`\n${rows.toLocaleString('en')} entries verified in ${(total / 1000).toFixed(1)} s, ${problems} problems`)
  console.log(
    `${parts.length} parts, of which progress is shown and between which one can stop: p50 ${quantile(parts, 0.5).toFixed(0)} ms,`,
  )
  console.log(`p95 ${quantile(parts, 0.95).toFixed(0)} ms; the last, with every seal, ${(last / 1000).toFixed(1)} s`)
  if (problems > 0 || rows < entries) process.exitCode = 1
}

async function fill(): Promise<void> {
  await asOwner(database.url, async (db) => {
    await db.query('create table public.item as select gen_random_uuid() as id, n from generate_series(1, $1::int) n', [
      entries / chainLength,
    ])
    await db.query('create index on public.item (n)')
    for (let seq = 1; seq <= chainLength; seq++) {
      await db.query('analyze public.item, console.audit, console.audit_seal')
      for (let from = 0; from < entries / chainLength; from += together) {
        await db.query(append, [seq, from, together, nadia.id, nadia.login])
        await db.query(`set session authorization ${nadia.login}; select console.audit_seal(); reset session authorization`)
      }
    }
    await db.query('drop table public.item')
    await db.query('vacuum analyze')
  })
}
