// Everything a console does through a real PgBouncer in transaction mode; only what listens goes past it.

import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff, type TestTicket } from '../support/people.ts'
import { type Pgbouncer, pgbouncerProgram, pooledProfile, startPgbouncer } from '../support/pgbouncer.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

const poolSize = 2
const title = pgbouncerProgram ? 'through PgBouncer' : 'through PgBouncer, which is not on this computer (apt-get install pgbouncer)'

describe.skipIf(!pgbouncerProgram)(title, () => {
  let database: TestDatabase
  let pooler: Pgbouncer
  let nadia: TestStaff
  let auditor: TestStaff
  let ruth: TestStaff
  let ticket: TestTicket
  const open: TestConsole[] = []

  beforeAll(async () => {
    database = await freshDatabase()
    nadia = await addStaff(database.url, 'Nadia', ['support'])
    auditor = await addStaff(database.url, 'Auditor', ['auditor'])
    ruth = await addStaff(database.url, 'Ruth', ['finance'])
    pooler = await startPgbouncer({ databaseUrl: database.url, staff: [nadia, auditor, ruth], poolSize })
  })
  beforeEach(async () => {
    ticket = await addTicket(database.url, await addCustomer(database.url, 'Lina Okonkwo'))
  })
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()))
  })
  afterAll(async () => {
    await pooler?.stop()
    await database?.drop()
  })

  async function consoleOf(staff: TestStaff): Promise<TestConsole> {
    const profile = pooledProfile(database.url, pooler)
    const backline = openConsole(null, { profile })
    open.push(backline)
    await backline.call('session.signIn', { profileId: profile.id, login: staff.login, password: staff.password })
    return backline
  }

  /** Connections of this person as the server sees them. */
  async function connections({ login }: TestStaff): Promise<{ pooled: number; listening: number; other: number }> {
    const ports = await serverPorts()
    const { rows } = await asOwner(database.url, (db) =>
      db.query(
        `select count(*) filter (where application_name = 'Backline listening')::int as listening,
           count(*) filter (where client_port = any($2))::int as pooled, count(*)::int as every
         from pg_stat_activity where usename = $1`,
        [login, ports],
      ),
    )
    const { pooled, listening, every } = rows[0]
    return { pooled, listening, other: every - pooled - listening }
  }

  /** Where the pooler's own connections to the server come from. */
  const serverPorts = async () => (await pooler.show('servers')).map(({ local_port: port }) => Number(port))

  it('reads, acts, follows the live changes and leaves at most the pool on the server', async () => {
    const [hers, other] = [await consoleOf(nadia), await consoleOf(auditor)]
    await until(() => other.services.state().connection.live === 'listening')
    const command = { commandId: randomUUID(), id: ticket.id, kind: 'ticket' as const }
    await hers.call('work.claim', command)
    const { item } = await hers.call('tickets.get', { id: ticket.id })
    const told = other.next('changes', (changes) => changes.some(({ itemId, version }) => itemId === ticket.id && version > item.version))
    await hers.call('tickets.setPriority', { commandId: randomUUID(), id: ticket.id, expectedVersion: item.version, priority: 'urgent' })
    await told
    const queues = await Promise.all(
      Array.from({ length: 40 }, () => hers.call('tickets.queue', { view: 'mine', filter: {}, sort: 'due' })),
    )
    for (const { rows } of queues) expect(rows.map(({ id }) => id)).toContain(ticket.id)
    const seen = await connections(nadia)
    expect(seen).toMatchObject({ listening: 1, other: 0 })
    expect(seen.pooled).toBeGreaterThan(0)
    expect(seen.pooled).toBeLessThanOrEqual(poolSize)
  })

  it('leaves no setting and no statement behind in the sessions it shares', async () => {
    const hers = await consoleOf(nadia)
    const postgres = hers.services.session.database()
    const text = `select current_setting('statement_timeout') as statement, current_setting('jit') as jit, current_setting('TimeZone') as zone`
    expect(await postgres.read({ name: 'inside', text })).toEqual([{ statement: '15s', jit: 'off', zone: 'UTC' }])
    await asOwner(pooledUrl(nadia), async (db) => {
      expect((await db.query(`select current_setting('statement_timeout') as statement`)).rows).toEqual([{ statement: '0' }])
      expect((await db.query('select name from pg_prepared_statements')).rows).toEqual([])
    })
  })

  it('signs in afresh past the pool, whose connections are older than that', { timeout: 60_000 }, async () => {
    const hers = await consoleOf(ruth)
    await until(async () => {
      await hers.call('work.counts', {})
      const { rows } = await asOwner(database.url, (db) =>
        db.query(
          `select min(clock_timestamp() - backend_start) > interval '10 seconds' as "isOld" from pg_stat_activity where usename = $1`,
          [ruth.login],
        ),
      )
      return rows[0].isOld === true
    }, 40_000)
    const { until: end } = await hers.call('session.stepUp', { purpose: 'payouts', password: ruth.password })
    expect(Date.parse(end)).toBeGreaterThan(Date.now() + 4 * 60_000)
    expect(await hers.refusal('session.stepUp', { purpose: 'payouts', password: 'guess' })).toMatchObject({ code: 'auth_failed' })
  })

  it('cancels a statement on the server while the rest of the pool is at work', async () => {
    const hers = await consoleOf(nadia)
    const postgres = hers.services.session.database()
    const controller = new AbortController()
    const sleeping = postgres.read({ name: 'slow', text: 'select pg_sleep(20)' }, { signal: controller.signal })
    const isAsleep = () =>
      asOwner(database.url, (db) =>
        db.query(`select from pg_stat_activity where usename = $1 and state = 'active' and query like '%pg_sleep%'`, [nadia.login]),
      ).then(({ rowCount }) => rowCount === 1)
    await until(isAsleep)
    controller.abort()
    await expect(sleeping).rejects.toMatchObject({ code: 'cancelled' })
    expect(await isAsleep()).toBe(false)
  })

  it('exports in one transaction of a pooled session, and a cancelled export gives it back', async () => {
    // Emptied first: a second try finds what the first one wrote.
    await asOwner(database.url, (db) =>
      db.query(`truncate system.system_logs;
                insert into system.system_logs (log_type, source, message, occurred_at)
                select 'info', 'sync', 'Line ' || n, now() - n * interval '1 millisecond' from generate_series(1, 200000) n`),
    )
    const theirs = await consoleOf(auditor)
    const query = { table: 'system.system_logs', filters: [], sort: null, format: 'csv' as const }
    const jobOf = async (id: string) => (await theirs.call('exports.list', {})).find((each) => each.id === id)
    const whole = await theirs.call('records.export', query)
    expect(await connections(auditor)).toMatchObject({ other: 0 })
    await until(async () => (await jobOf(whole.id))?.state === 'done', 60_000)
    const lines = readFileSync((await jobOf(whole.id))?.path ?? '', 'utf8').match(/\r\n/g)
    expect(lines).toHaveLength(200_001)

    const second = await theirs.call('records.export', query)
    await until(async () => ((await jobOf(second.id))?.rows ?? 0) > 0)
    await theirs.call('exports.cancel', { id: second.id })
    await until(async () => (await jobOf(second.id))?.state === 'cancelled')
    await until(async () => (await pooler.show('pools')).every(({ sv_active: active }) => Number(active) === 0))
  })

  it('a wrong password is refused as one, and a pooler that was away is found again', async () => {
    const profile = pooledProfile(database.url, pooler)
    const stranger = openConsole(null, { profile })
    open.push(stranger)
    expect(await stranger.refusal('session.signIn', { profileId: profile.id, login: nadia.login, password: 'guess' })).toMatchObject({
      code: 'auth_failed',
    })
    const hers = await consoleOf(nadia)
    const state = () => hers.services.state().connection.state
    await pooler.stop()
    await hers.refusal('work.counts', {})
    await until(() => state() === 'offline')
    pooler = await startPgbouncer({ databaseUrl: database.url, staff: [nadia, auditor, ruth], poolSize, port: pooler.port })
    await until(() => state() === 'online', 20_000)
    expect((await hers.call('tickets.get', { id: ticket.id })).item.id).toBe(ticket.id)
  })

  function pooledUrl({ login, password }: TestStaff): string {
    const url = new URL(database.url)
    return Object.assign(url, { port: String(pooler.port), username: login, password }).href
  }
})
