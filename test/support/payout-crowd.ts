// Many people at once who do anything they may think of to the same payouts, and the rules that have to hold afterwards.

import pg from 'pg'
import { act, addMethod, insertPayee, insertPayout, type Payee, stepUp } from './payouts.ts'
import { addStaff, asOwner, type TestStaff } from './people.ts'

export interface Crowd {
  done: Record<string, number>
  refused: Record<string, number>
}

interface CrowdOptions {
  url: string
  clients: number
  payouts: number
  /** How many things each client tries. */
  tries: number
  seed: number
  /** How many people stand behind the clients; each may have several consoles. */
  people?: number
}

type Try = (db: pg.Client, payout: string, chance: () => number) => Promise<unknown>

interface Fresh {
  token: string
  client: string
  at: number
}

interface Client {
  staff: TestStaff
  db: pg.Client | null
  /** Shared by all consoles of one person. */
  fresh: Fresh
}

/** Small and even, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

export async function runCrowd({ url, clients, payouts, tries, seed, people = 6 }: CrowdOptions): Promise<Crowd> {
  const staff = await Promise.all(Array.from({ length: people }, (_, n) => addStaff(url, `Crowd${n}`, ['finance'])))
  const { methods, ids } = await asOwner(url, (db) => arrange(db, payouts))
  const fresh = await Promise.all(staff.map(signIn))
  const crowd: Crowd = { done: {}, refused: {} }
  const count = (to: Record<string, number>, what: string) => {
    to[what] = (to[what] ?? 0) + 1
  }
  const clientOf = async (n: number): Promise<Client> => {
    const member = staff[n % staff.length] as TestStaff
    return { staff: member, db: await connect(member.url), fresh: fresh[n % staff.length] as Fresh }
  }
  const all = await Promise.all(Array.from({ length: clients }, (_, n) => clientOf(n)))
  const owner = new pg.Pool({ connectionString: url, max: 4 })
  owner.on('error', () => {})

  async function work(client: Client, n: number) {
    const chance = random(seed + n)
    const things = triesOf(client, methods, owner)
    for (let t = 0; t < tries; t++) {
      const payout = ids[Math.floor(chance() * ids.length)] as string
      const [name, run] = things[Math.floor(chance() * things.length)] as [string, Try]
      try {
        client.db ??= await connect(client.staff.url)
        await run(client.db, payout, chance)
        count(crowd.done, name)
      } catch (error) {
        const code = (error as pg.DatabaseError).code ?? 'lost'
        count(crowd.refused, code)
        if (isLost(code)) {
          await client.db?.end().catch(() => {})
          client.db = null
          await new Promise((resolve) => setTimeout(resolve, 200))
        }
      }
    }
  }
  await Promise.all(all.map(work))
  await Promise.all(all.map(({ db }) => db?.end().catch(() => {})))
  await owner.end()
  return crowd
}

const signIn = async (staff: TestStaff): Promise<Fresh> => ({ ...(await stepUp(staff)), at: Date.now() })

/** A sign-in that is good for some minutes yet. */
async function freshOf({ staff, fresh }: Client): Promise<Fresh> {
  if (Date.now() - fresh.at > 240_000) Object.assign(fresh, { at: Date.now() }, await stepUp(staff))
  return fresh
}

/** Payees with little or much money, each with two destinations, and what they ask for. */
async function arrange(db: pg.Client, payouts: number) {
  const payees: Payee[] = []
  const methods = new Map<string, string>()
  const ids: string[] = []
  for (let n = 0; n < Math.ceil(payouts / 4); n++) {
    const payee = await insertPayee(db, { earned: n % 5 === 0 ? '40000.00' : '400.00' })
    payees.push(payee)
    methods.set(payee.id, await addMethod(db, payee.id))
  }
  for (let n = 0; n < payouts; n++) {
    const isLarge = (n % payees.length) % 5 === 0 && n % 3 === 0
    const payee = payees[n % payees.length] as Payee
    ids.push(await insertPayout(db, payee, isLarge ? '10500.00' : `${60 + (n % 40)}.${String(n % 100).padStart(2, '0')}`))
  }
  return { methods, ids }
}

async function connect(url: string): Promise<pg.Client> {
  const db = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 })
  db.on('error', () => {})
  await db.connect()
  return db
}

/** The connection or the server is gone; everything else is an answer. */
const isLost = (code: string) => !/^(BL\d{3}|40P01|40001|55P03)$/.test(code)

function triesOf(client: Client, methods: Map<string, string>, owner: pg.Pool): [string, Try][] {
  const read = async (db: pg.Client, payout: string) => (await db.query('select console.payout_item($1) as item', [payout])).rows[0].item
  const simple =
    (fn: string, ...rest: unknown[]): Try =>
    async (db, payout) => {
      const { rows } = await db.query('select version from console.payout_queue where id = $1', [payout])
      return act(db, fn, payout, rows[0].version, ...rest)
    }
  const sign: Try = async (db, payout) => {
    const { versions } = await read(db, payout)
    const { token, client: self } = await freshOf(client)
    return act(db, 'payout_sign', payout, versions[0].version, versions[0].hash, token, self, null)
  }
  const giveBack =
    (fn: string, ...rest: unknown[]): Try =>
    async (db, payout, chance) => {
      const { token, client: self } = await freshOf(client)
      return simple(fn, ...rest, token, self)(db, payout, chance)
    }
  const edit: Try = async (db, payout, chance) => {
    const { item, destination } = await read(db, payout)
    const method = chance() < 0.3 ? (methods.get(item.customer.id) ?? destination.id) : destination.id
    return act(db, 'payout_edit', payout, item.version, (55 + Math.floor(chance() * 4000) / 100).toFixed(2), method, 'Tried')
  }
  /** The payee, by the platform's own app. */
  const takeBack: Try = (_, payout) =>
    owner.query(`update finance.payouts set status = 'cancelled' where id = $1 and status in ('pending', 'on_hold')`, [payout])
  const penalty: Try = (_, payout) =>
    owner.query(
      `insert into finance.transactions (user_id, type, status, amount_total) select user_id, 'penalty', 'completed', 7 from finance.payouts where id = $1`,
      [payout],
    )
  const look: Try = (db) => db.query('select console.payouts_check()')
  return [
    ...Array.from({ length: 4 }, (): [string, Try] => ['prepare', simple('payout_prepare')]),
    ...Array.from({ length: 8 }, (): [string, Try] => ['sign', sign]),
    ...Array.from({ length: 4 }, (): [string, Try] => ['send', simple('payout_send', null)]),
    ...Array.from({ length: 3 }, (): [string, Try] => ['paid', simple('payout_paid', 'LINE')]),
    ...Array.from({ length: 2 }, (): [string, Try] => ['edit', edit]),
    ['failed', giveBack('payout_failed', 'Tried', null)],
    ['unknown', simple('payout_unknown', 'Tried')],
    ['returned', giveBack('payout_returned', 'Tried')],
    ['reject', simple('payout_reject', 'Tried')],
    ['cancel', simple('payout_cancel', 'Tried')],
    ['send back', simple('payout_send_back', 'Tried')],
    ['hold', simple('payout_hold', 'Tried')],
    ['release', simple('payout_release', 'Tried')],
    ['take back', takeBack],
    ['penalty', penalty],
    ['look', look],
  ]
}

/** Each finds what must not be: a name and the rows. Empty when every rule holds. */
export async function brokenRules(url: string): Promise<[rule: string, rows: number][]> {
  const auditor = await addStaff(url, 'Proof', ['auditor'])
  const found = await asOwner(url, async (db) => {
    const counted: [string, number][] = []
    for (const [name, sql] of rules) counted.push([name, (await db.query(sql)).rowCount ?? 0])
    return counted
  })
  const proofs = await asOwner(auditor.url, async (db) => {
    const counted: [string, number][] = []
    for (const [name, sql] of auditedRules) counted.push([name, (await db.query(sql)).rowCount ?? 0])
    return counted
  })
  return [...found, ...proofs].filter(([, rows]) => rows > 0)
}

const rules: [name: string, sql: string][] = [
  ['a payout was sent twice', 'select payout from console.payout_send group by 1 having count(*) > 1'],
  [
    // What it took when it was signed may have been more: another payout of the payee was taken back since then.
    'a payout was sent without the signatures that it took in that moment',
    `select s.payout from console.payout_send s
     where (select count(distinct g.signer) from console.payout_signature g where g.payout = s.payout and g.version = s.version and g.at <= s.at and g.lapses_at > s.at)
       < greatest(s.needed, case when s.amount > 10000 then 2 else 1 end)`,
  ],
  [
    'a payout went further without a send mark',
    `select from console.payout p where p.state in ('processing', 'unknown', 'completed', 'returned') and not exists (select from console.payout_send s where s.payout = p.id)`,
  ],
  [
    'a payout that ended before it was sent has a send mark',
    `select from console.payout p join console.payout_send s on s.payout = p.id where p.state in ('pending', 'prepared', 'approved', 'on_hold', 'rejected', 'cancelled')`,
  ],
  [
    'a signature stands under other data',
    `select from console.payout_signature g join console.payout_version v on v.payout = g.payout and v.version = g.version
     where g.hash <> v.hash or v.hash <> sha256(convert_to(v.data, 'UTF8')) or g.evidence ->> 'data' <> v.data`,
  ],
  [
    'somebody signed what they prepared or edited last',
    `select from console.payout_signature g join console.payout p on p.id = g.payout and p.version = g.version where g.signer in (p.prepared_by, p.amount_by, p.destination_by, p.payee)`,
  ],
  [
    'what was sent is not what was held',
    `select from console.payout_send s join console.wallet_hold h on h.no = s.hold join console.payout p on p.id = s.payout
     where (s.amount, s.currency) is distinct from (h.amount, h.currency) or p.amount <> s.amount or h.payout <> s.payout`,
  ],
  [
    'a hold does not fit its payout',
    `select from console.payout p left join lateral (select count(*) filter (where h.state in ('active', 'short')) as live, count(*) filter (where h.state = 'settled') as settled
       from console.wallet_hold h where h.payout = p.id) x on true
     where x.live <> case when p.state in ('pending', 'prepared', 'approved', 'on_hold', 'processing', 'unknown') then 1 else 0 end
       or x.settled <> case when p.state in ('completed', 'returned') then 1 else 0 end`,
  ],
  [
    'the platform says otherwise',
    `select from console.payout p join finance.payouts t on t.id = p.id where t.status <> console.payout_status(p.state) or t.amount <> p.amount or t.payment_method_id <> p.method_id`,
  ],
  [
    'a paid payout did not leave the wallet, or left it twice',
    `select from console.payout p left join finance.transactions t on t.entity_id = p.id and t.type = 'payout' and t.status = 'completed'
     group by p.id, p.state having count(t.id) <> case when p.state in ('completed', 'returned') then 1 else 0 end`,
  ],
  [
    'a return was booked twice',
    `select entity_id from finance.transactions where type = 'deposit' and entity_type = 'payout' group by 1 having count(*) > 1`,
  ],
  [
    'who sent it gave its money back',
    `select from console.payout_send s left join console.payout_return r on r.payout = s.payout where s.sent_by in (r.returned_by, case s.outcome when 'failed' then s.outcome_by end)`,
  ],
  [
    'the queue shows another state',
    `select from console.payout p join console.work_payout w on w.id = p.id where w.status not in (p.state, 'blocked') or w.amount <> p.amount`,
  ],
]

const auditedRules: [name: string, sql: string][] = [
  ['a wallet is not the sum of its entries', `select * from console.wallets_prove()`],
  ['the audit is broken', `select * from console.audit_verify('payout')`],
]
