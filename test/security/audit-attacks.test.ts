// A superuser who puts the audit right afterwards, with its triggers off: what the verification says, and about which entry.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addCustomer, addStaff, addTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'

let database: TestDatabase
let db: pg.Client
let auditor: string
let items: string[]

/** Three tickets with four entries each, under two seals. */
beforeAll(async () => {
  database = await freshDatabase()
  const nadia = await addStaff(database.url, 'Nadia', ['support'])
  auditor = (await addStaff(database.url, 'Audra', ['auditor'])).login
  const customer = await addCustomer(database.url, 'Darya')
  items = []
  for (let n = 0; n < 3; n++) items.push((await addTicket(database.url, customer)).id)
  db = new pg.Client({ connectionString: database.url })
  await db.connect()
  const desk = new pg.Client({ connectionString: nadia.url })
  await desk.connect()
  for (let round = 1; round <= 4; round++) {
    for (const id of items) await desk.query('select console.ticket_note($1, $2, 1, $3)', [randomUUID(), id, `Round ${round}`])
    if (round % 2 === 0)
      await db.query(`set session authorization ${nadia.login}; select console.audit_seal(); reset session authorization`)
  }
  await desk.end()
  await db.query('alter table console.audit disable trigger append_only; alter table console.audit_seal disable trigger append_only')
})
afterAll(async () => {
  await db.end()
  await database.drop()
})

/** What is found after `sql` did its work, which is then taken back: [item, seq, problem], the seals as item 'seal'. */
async function foundAfter(...statements: string[]): Promise<[number | 'seal', number, string][]> {
  await db.query('begin')
  try {
    for (const sql of statements) await db.query(sql.replaceAll(/:(\d)/g, (_, n) => `'${items[Number(n)]}'`))
    await db.query(`set local session authorization ${auditor}`)
    const { rows } = await db.query('select kind, item_id, seq, problem from console.audit_verify() order by kind desc, item_id, seq')
    return rows.map(({ kind, item_id, seq, problem }) => [kind === 'seal' ? 'seal' : items.indexOf(item_id), seq, problem])
  } finally {
    await db.query('rollback')
  }
}

const changed = 'the row was changed'
const missing = 'a row is missing before this one'
const unlinked = 'the link to the row before is broken'
const unsealed = 'the sealed rows are not the ones that were sealed'
const unchained = 'the chain of seals is broken'
const rehash = (where: string) => `update console.audit a set hash = console.audit_hash(a) where ${where}`
/** Everything of a chain as if it had always been so. */
const relink = `do $$ declare r console.audit; last bytea; begin
  for r in select * from console.audit where item_id = :0 order by seq loop
    r.prev_hash := last; last := console.audit_hash(r);
    update console.audit a set prev_hash = r.prev_hash, hash = last where a.item_id = r.item_id and a.seq = r.seq;
  end loop; end $$`
const swap = `update console.audit a set seq = -seq where item_id = :0 and seq in (2, 3); update console.audit a set seq = 5 + seq where item_id = :0 and seq < 0`
const insert = `update console.audit set seq = -seq - 1 where item_id = :0 and seq > 2; update console.audit set seq = -seq where item_id = :0 and seq < 0;
  insert into console.audit select a.kind, a.item_id, 3, a.at, a.xid, a.actor, a.login, a.roles, a.action, a.before, a.after, 'Inserted', a.command_id, a.hash, a.hash
  from console.audit a where a.item_id = :0 and a.seq = 2`

test('nothing is found where nothing was done', async () => {
  expect(await foundAfter('select 1')).toEqual([])
})

test.each<[string, string[], [number | 'seal', number, string][]]>([
  ['changes an entry', [`update console.audit set reason = 'Never' where item_id = :0 and seq = 2`], [[0, 2, changed]]],
  ['changes who did it', [`update console.audit set login = 'sofia' where item_id = :1 and seq = 4`], [[1, 4, changed]]],
  [
    'changes when it was',
    [`update console.audit set at = at + interval '1 microsecond' where item_id = :2 and seq = 1`],
    [[2, 1, changed]],
  ],
  [
    'changes an entry and its hash',
    [`update console.audit set reason = 'Never' where item_id = :0 and seq = 2`, rehash('item_id = :0 and seq = 2')],
    [
      [0, 3, unlinked],
      ['seal', 1, unsealed],
    ],
  ],
  [
    'changes the last entry and its hash',
    [`update console.audit set reason = 'Never' where item_id = :0 and seq = 4`, rehash('item_id = :0 and seq = 4')],
    [['seal', 2, unsealed]],
  ],
  [
    'changes the first entry and links the whole chain anew',
    [`update console.audit set reason = 'Never' where item_id = :0 and seq = 1`, relink],
    [
      ['seal', 1, unsealed],
      ['seal', 2, unsealed],
    ],
  ],
  [
    'deletes an entry',
    ['delete from console.audit where item_id = :0 and seq = 2'],
    [
      [0, 3, missing],
      [0, 4, missing],
      ['seal', 1, unsealed],
    ],
  ],
  ['deletes the last entry', ['delete from console.audit where item_id = :0 and seq = 4'], [['seal', 2, unsealed]]],
  [
    'deletes all of an item',
    ['delete from console.audit where item_id = :0'],
    [
      ['seal', 1, unsealed],
      ['seal', 2, unsealed],
    ],
  ],
  [
    'inserts an entry',
    [insert],
    [
      [0, 3, changed],
      [0, 4, changed],
      [0, 5, changed],
      ['seal', 1, unsealed],
    ],
  ],
  [
    'inserts an entry and links the whole chain anew',
    [insert, relink],
    [
      ['seal', 1, unsealed],
      ['seal', 2, unsealed],
    ],
  ],
  [
    'swaps two entries',
    [swap],
    [
      [0, 2, unlinked],
      [0, 3, unlinked],
      [0, 4, unlinked],
    ],
  ],
  ['changes what a seal says', [`update console.audit_seal set root = sha256('') where no = 1`], [['seal', 1, unsealed]]],
  [
    'changes what a seal says and its own hash',
    [`update console.audit_seal set at = at, hash = sha256('') where no = 1`],
    [
      ['seal', 1, unchained],
      ['seal', 2, unchained],
    ],
  ],
  ['removes a seal', ['delete from console.audit_seal where no = 1'], [['seal', 2, unchained]]],
  [
    'moves an entry out of its seal',
    ['update console.audit set xid = pg_current_xact_id() where item_id = :0 and seq = 4'],
    [['seal', 2, unsealed]],
  ],
])('whoever %s is found out', async (_, statements, found) => {
  expect(await foundAfter(...statements)).toEqual(found)
})
