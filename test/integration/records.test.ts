// Records through the router: every table a page at a time, filters, counts, links, exports and edits, on a real database.

import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rowsQuery } from '../../electron/features/record-query.ts'
import type { ExportJob } from '../../shared/exports.ts'
import type { RecordFilter, RecordRow, RecordSort, RecordTable } from '../../shared/records.ts'
import { addCustomer, addStaff, addTicket, asOwner, type TestStaff } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, type TestConsole, until } from '../support/services.ts'

const tracks = 420
let database: TestDatabase
let auditor: TestStaff
let admin: TestStaff
let support: TestStaff
let customer: string
let backline: TestConsole
let tables: Map<string, RecordTable>

beforeAll(async () => {
  database = await freshDatabase()
  auditor = await addStaff(database.url, 'Auditor', ['auditor'])
  admin = await addStaff(database.url, 'Admin', ['admin'])
  support = await addStaff(database.url, 'Support', ['support'])
  customer = await addCustomer(database.url, 'Lina Okonkwo')
  await addTicket(database.url, customer, { subject: '=HYPERLINK("x"), "quoted"' })
  await asOwner(database.url, async (db) => {
    // Every third track has no ISRC and no recording date; equal times on purpose.
    await db.query(
      `insert into catalog.tracks (user_id, title, isrc, release_date, recording_date, display_artist, status, tags, metadata, bpm, lyrics, created_at)
       select $2, 'Track ' || n || case when n % 50 = 0 then ' 100% live_set' else '' end,
         case when n % 3 > 0 then 'QZABC' || lpad(n::text, 7, '0') end, '2026-05-01', case when n % 3 > 0 then date '2026-01-01' + n % 90 end, 'Lina',
         (enum_range(null::catalog.content_status))[1 + n % 8], array['tag' || n % 5], jsonb_build_object('n', n),
         nullif(80 + n % 60, 90), case when n = 1 then repeat('la ', 200) end, timestamptz '2026-05-01 09:30:00.123456Z' + (n / 5) * interval '1 hour'
       from generate_series(1, $1) n`,
      [tracks, customer],
    )
    await db.query('analyze')
  })
  backline = openConsole(database.url)
  await backline.signIn(auditor)
  tables = new Map((await backline.call('records.tables', {})).map((table) => [table.table, table]))
})

afterAll(async () => {
  await backline?.close()
  await database?.drop()
})

const tableNamed = (name: string) => tables.get(name) as RecordTable
const cell = (table: string, row: RecordRow | undefined, column: string) =>
  row?.cells[tableNamed(table).columns.findIndex((each) => each.name === column)] ?? null

function page(table: string, filters: RecordFilter[] = [], sort: RecordSort | null = null, more: object = {}) {
  return backline.call('records.page', { table, filters, sort, ...more })
}

/** Every row of a list, page by page to its end, and back again. */
async function readBothWays(table: string, filters: RecordFilter[], sort: RecordSort | null, limit: number) {
  const read = async (direction: 'after' | 'before', from?: string) => {
    const rows: RecordRow[] = []
    let cursor = from
    let last = ''
    do {
      const found: Awaited<ReturnType<typeof page>> = await page(table, filters, sort, { limit, direction, ...(cursor && { cursor }) })
      if (direction === 'after') rows.push(...found.rows)
      else rows.unshift(...found.rows)
      last = cursor ?? last
      cursor = (direction === 'after' ? found.next : found.previous) ?? undefined
    } while (cursor)
    return { rows, last }
  }
  const forward = await read('after')
  const back = forward.last ? await read('before', forward.last) : { rows: [] }
  return { forward: forward.rows, back: back.rows }
}

describe('tables', () => {
  test('say what they hold: types, enums, comments, keys, orders and links', () => {
    const users = tableNamed('identity.users')
    expect(users).toMatchObject({ area: 'identity', key: ['id'], entity: 'user' })
    const column = (name: string) => users.columns.find((each) => each.name === name)
    expect(column('status')?.enum).toContain('suspended')
    expect(column('organization_id')?.references).toEqual({ table: 'identity.organizations', column: 'id' })
    expect(column('email')).toMatchObject({ type: 'citext', nullable: false, indexed: true, order: ['email'], searchable: true })
    expect(column('tax_id')).toMatchObject({ masked: true, indexed: false, order: null })
    expect(column('tax_id')?.comment).toBe('compliance and finance only')
    expect(users.referencedBy).toContainEqual({ table: 'support.tickets', column: 'user_id', to: 'id' })
    const transactions = tableNamed('finance.transactions').columns
    expect(transactions.find(({ name }) => name === 'user_id')?.order).toEqual(['user_id', 'created_at', 'id'])
    expect(transactions.find(({ name }) => name === 'status')).toMatchObject({ indexed: true, order: null })
    expect(tableNamed('catalog.tracks').estimate).toBe(tracks)
  })

  test('secrets are no columns', () => {
    const names = [...tables.values()].flatMap(({ table, columns }) => columns.map(({ name }) => `${table}.${name}`))
    expect(names.filter((name) => /password_hash|_secret$|\.secret$|_token$|_hash$|file_path|credentials$/.test(name))).toEqual([])
  })

  test('of each one a page, its rows, a count and the links of a row can be read', async () => {
    for (const { table, columns } of tables.values()) {
      const { rows } = await page(table, [], null, { limit: 2 })
      for (const row of rows) expect(row.cells.length, table).toBe(columns.length)
      expect((await backline.call('records.count', { table, filters: [] })).n, table).toBeGreaterThanOrEqual(rows.length)
      const [row] = rows
      if (!row) continue
      expect((await backline.call('records.rows', { table, keys: [row.key] }))[0]?.key, table).toEqual(row.key)
      await backline.call('records.links', { table, key: row.key })
    }
  })

  test('a role reaches its areas only', async () => {
    const console = openConsole(database.url)
    await console.signIn(support)
    const reached = new Set((await console.call('records.tables', {})).map(({ area }) => area))
    expect([...reached].sort()).toEqual(['catalog', 'distribution', 'identity', 'support'])
    const query = { table: 'finance.payouts', filters: [], sort: null }
    expect(await console.refusal('records.page', query)).toMatchObject({ code: 'not_allowed' })
    expect(await console.refusal('records.export', { ...query, format: 'csv' })).toMatchObject({ code: 'not_allowed' })
    await console.close()
  })
})

describe('pages', () => {
  const sorts: (RecordSort | null)[] = [
    null,
    { column: 'id', descending: false },
    { column: 'isrc', descending: false },
    { column: 'isrc', descending: true },
    { column: 'user_id', descending: false },
    { column: 'recording_date', descending: true },
    { column: 'bpm', descending: false },
    { column: 'created_at', descending: false },
    { column: 'status', descending: true },
  ]
  test.each(sorts)('of %j hold every row once, in one order, both ways', async (sort) => {
    const { forward, back } = await readBothWays('catalog.tracks', [], sort, 37)
    expect(forward.length).toBe(tracks)
    expect(new Set(forward.map(({ key }) => key[0])).size).toBe(tracks)
    // Back from the last place in the list comes all that is before it.
    expect(back).toEqual(forward.slice(0, back.length))
    expect(back.length).toBe(tracks - (tracks % 37) - 1)
  })

  test('nulls come where an index has them: last when it rises, first when it falls', async () => {
    const column = 'isrc'
    const rising = await page('catalog.tracks', [], { column, descending: false }, { limit: 500 })
    expect(cell('catalog.tracks', rising.rows[0], column)).toBe('QZABC0000001')
    expect(cell('catalog.tracks', rising.rows.at(-1), column)).toBe(null)
    const falling = await page('catalog.tracks', [], { column, descending: true }, { limit: 500 })
    expect(cell('catalog.tracks', falling.rows[0], column)).toBe(null)
    expect(cell('catalog.tracks', falling.rows.at(-1), column)).toBe('QZABC0000001')
  })

  test('partitioned tables have a key of two columns', async () => {
    await asOwner(database.url, (db) =>
      db.query(
        `insert into system.notifications (user_id, type, level, title, message, created_at)
                select $1, 'support', 'info', 'N' || n, 'Hello', now() - n * interval '1 minute' from generate_series(1, 30) n`,
        [customer],
      ),
    )
    const { forward } = await readBothWays('system.notifications', [], null, 7)
    expect(forward.length).toBe(30)
    const [row] = forward as [RecordRow]
    expect(row.key).toHaveLength(2)
    expect((await backline.call('records.rows', { table: 'system.notifications', keys: [row.key] }))[0]).toEqual(row)
  })

  test('values come as text, null as null, instants with microseconds, long texts cut until the row is opened', async () => {
    const filters: RecordFilter[] = [{ column: 'title', op: 'is', values: ['Track 1'] }]
    const { rows } = await page('catalog.tracks', filters)
    const [row] = rows as [RecordRow]
    expect(cell('catalog.tracks', row, 'created_at')).toBe('2026-05-01T09:30:00.123456Z')
    expect(cell('catalog.tracks', row, 'metadata')).toBe('{"n": 1}')
    expect(cell('catalog.tracks', row, 'deleted_at')).toBe(null)
    expect(cell('catalog.tracks', row, 'is_explicit')).toBe('false')
    expect(cell('catalog.tracks', row, 'lyrics')?.length).toBe(301)
    const [whole] = await backline.call('records.rows', { table: 'catalog.tracks', keys: [row.key, [randomUUID()]] })
    expect(cell('catalog.tracks', whole, 'lyrics')?.length).toBe(600)
  })

  test('any number of keys gives each row once, by a few statements', async () => {
    const { rows } = await page('catalog.tracks', [], null, { limit: 100 })
    const texts = new Set<string>()
    for (const count of [1, 2, 3, 5, 33, 40, 63, 64, 99]) {
      const keys = rows.slice(0, count).map(({ key }) => key)
      expect(await backline.call('records.rows', { table: 'catalog.tracks', keys })).toHaveLength(count)
      texts.add(rowsQuery(tableNamed('catalog.tracks'), keys).text)
    }
    expect(texts.size).toBe(6)
  })

  test('a cursor of another order, an unknown column and a column without an index are refused', async () => {
    const { next } = await page('catalog.tracks', [], null, { limit: 5 })
    const moved = { table: 'catalog.tracks', filters: [], sort: { column: 'isrc', descending: false }, cursor: next }
    expect(await backline.refusal('records.page', moved)).toMatchObject({ code: 'invalid', detail: { field: 'cursor' } })
    const unknown = { table: 'catalog.tracks', filters: [{ column: 'id" or true --', op: 'null', isNull: false }], sort: null }
    expect(await backline.refusal('records.page', unknown)).toMatchObject({ code: 'invalid', detail: { field: 'column' } })
    const masked = { table: 'identity.users', filters: [], sort: { column: 'tax_id', descending: false } }
    expect(await backline.refusal('records.page', masked)).toMatchObject({ code: 'invalid', detail: { field: 'sort' } })
  })
})

describe('filters', () => {
  const count = async (table: string, ...filters: RecordFilter[]) => {
    const { forward } = await readBothWays(table, filters, null, 100)
    const counted = await backline.call('records.count', { table, filters })
    expect(counted).toEqual({ n: forward.length, isExact: true })
    return forward.length
  }

  test('equals, one of, range, contains and is null, alone and together', async () => {
    const table = 'catalog.tracks'
    expect(await count(table, { column: 'isrc', op: 'is', values: ['QZABC0000001'] })).toBe(1)
    expect(await count(table, { column: 'isrc', op: 'is', values: ['QZABC0000001', 'QZABC0000002'] })).toBe(2)
    expect(await count(table, { column: 'status', op: 'is', values: ['draft'] })).toBe(tracks / 8 - 0.5)
    expect(await count(table, { column: 'isrc', op: 'null', isNull: true })).toBe(tracks / 3)
    expect(await count(table, { column: 'bpm', op: 'range', from: '100', to: '101' })).toBe(14)
    expect(await count(table, { column: 'recording_date', op: 'range', from: null, to: '2026-01-01' })).toBe(0)
    expect(await count(table, { column: 'created_at', op: 'range', from: '2026-05-01', to: '2026-05-01' })).toBe(74)
    expect(await count(table, { column: 'title', op: 'contains', text: 'LIVE_SET' })).toBe(8)
    expect(await count(table, { column: 'title', op: 'contains', text: '100%' })).toBe(8)
    expect(await count(table, { column: 'title', op: 'contains', text: '_' })).toBe(8)
    expect(await count(table, { column: 'tags', op: 'contains', text: 'tag1' })).toBe(84)
    expect(await count(table, { column: 'metadata', op: 'contains', text: '"n": 42}' })).toBe(1)
    expect(await count(table, { column: 'user_id', op: 'is', values: [customer] }, { column: 'isrc', op: 'null', isNull: false })).toBe(280)
    expect(await count('identity.users', { column: 'email', op: 'contains', text: '@CUSTOMER.' })).toBe(1)
  })

  test.each([
    [{ column: 'id', op: 'is', values: ['7'] }, 'id'],
    [{ column: 'bpm', op: 'range', from: 'fast', to: null }, 'bpm'],
    [{ column: 'created_at', op: 'range', from: 'yesterday', to: null }, 'created_at'],
    [{ column: 'status', op: 'is', values: ['nearly'] }, 'status'],
  ])('a value that cannot be there is named: %j', async (filter, column) => {
    const refusal = await backline.refusal('records.page', { table: 'catalog.tracks', filters: [filter], sort: null })
    expect(refusal).toMatchObject({ code: 'invalid', detail: { field: `filters.${column}` } })
    expect(refusal.message).toContain(column)
  })

  test('a query over the limit says which filter has no index', async () => {
    // The limit of the login takes the place of a table that is too large for a test.
    const slow = await addStaff(database.url, 'Slow', ['auditor'])
    const console = openConsole(database.url)
    await console.signIn(slow)
    await asOwner(database.url, async (db) => {
      await db.query('begin')
      await db.query('lock table catalog.tracks in access exclusive mode')
      const filters = [{ column: 'lyrics', op: 'contains', text: 'x' }]
      const refusal = console.refusal('records.page', { table: 'catalog.tracks', filters, sort: null })
      const cancelled = until(async () => {
        const { rowCount } = await db.query(
          `select pg_cancel_backend(pid) from pg_stat_activity where usename = $1 and wait_event_type = 'Lock'`,
          [slow.login],
        )
        return rowCount === 1
      })
      await cancelled
      const { code, message, detail } = await refusal
      expect(code).toBe('timeout')
      expect(detail.columns).toEqual(['lyrics'])
      expect(message).toContain('no index answers the filter on lyrics')
      await db.query('rollback')
    })
    await console.close()
  })
})

test('counts of large tables are estimates that say so', async () => {
  await asOwner(database.url, async (db) => {
    await db.query(`insert into catalog.tags (name, slug) select 'Tag ' || n, 'tag-' || n from generate_series(1, 12000) n`)
    await db.query('analyze catalog.tags')
  })
  await backline.call('records.tables', {})
  expect(await backline.call('records.count', { table: 'catalog.tags', filters: [] })).toEqual({ n: 12000, isExact: false })
  const few: RecordFilter[] = [{ column: 'slug', op: 'is', values: ['tag-7'] }]
  expect(await backline.call('records.count', { table: 'catalog.tags', filters: few })).toEqual({ n: 1, isExact: true })
  const many: RecordFilter[] = [{ column: 'usage_count', op: 'is', values: ['0'] }]
  expect(await backline.call('records.count', { table: 'catalog.tags', filters: many })).toEqual({ n: 12000, isExact: false })
  const refused = { table: 'catalog.tags', filters: [], sort: { column: 'usage_count', descending: false } }
  expect(await backline.refusal('records.page', refused)).toMatchObject({ detail: { field: 'sort' } })
})

test('links lead along foreign keys and entities, counted', async () => {
  const [track] = (await page('catalog.tracks', [], null, { limit: 1 })).rows as [RecordRow]
  const trackId = track.key[0] as string
  await asOwner(database.url, (db) =>
    db.query(
      `insert into rights.claims (entity_type, entity_id, user_id, right_type, holder_name, holder_type, percentage, start_date, created_by)
       values ('track', $1, $2, 'performance', 'Lina', 'user', 50, '2026-01-01', $2)`,
      [trackId, customer],
    ),
  )
  const ofTrack = await backline.call('records.links', { table: 'catalog.tracks', key: [trackId] })
  const claims = ofTrack.find(({ table }) => table === 'rights.claims')
  expect(claims).toMatchObject({ column: 'entity_id', count: { n: 1, capped: false } })
  expect((await page('rights.claims', claims?.filters)).rows).toHaveLength(1)

  const ofUser = await backline.call('records.links', { table: 'identity.users', key: [customer] })
  expect(ofUser.find(({ table, column }) => table === 'catalog.tracks' && column === 'user_id')?.count).toEqual({ n: 100, capped: true })
  expect(ofUser.find(({ table, column }) => table === 'support.tickets' && column === 'user_id')?.count).toEqual({ n: 1, capped: false })
})

describe('exports', () => {
  async function finished(id: string): Promise<ExportJob> {
    let job: ExportJob | undefined
    await until(async () => {
      job = (await backline.call('exports.list', {})).find((each) => each.id === id)
      return job !== undefined && job.state !== 'running'
    }, 120_000)
    return job as ExportJob
  }

  test('CSV holds what the filters show, safe for spreadsheets', async () => {
    const query = { table: 'support.tickets', filters: [], sort: null }
    const started = await backline.call('records.export', { ...query, format: 'csv' })
    const job = await finished(started.id)
    expect(job).toMatchObject({ state: 'done', rows: 1, label: 'support.tickets' })
    const text = readFileSync(job.path as string, 'utf8')
    expect(text.split('\r\n')[0]).toBe(
      tableNamed('support.tickets')
        .columns.map(({ name }) => name)
        .join(','),
    )
    expect(text).toContain(`"'=HYPERLINK(""x""), ""quoted"""`)
    expect(text).toMatch(/,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/)
    expect(statSync(job.path as string).mode & 0o777).toBe(0o600)
  })

  test('JSON is JSON, numbers exact, in the order of the list', async () => {
    const filters: RecordFilter[] = [{ column: 'isrc', op: 'null', isNull: false }]
    const sort = { column: 'isrc', descending: false }
    const job = await finished((await backline.call('records.export', { table: 'catalog.tracks', filters, sort, format: 'json' })).id)
    const rows = JSON.parse(readFileSync(job.path as string, 'utf8'))
    expect(rows).toHaveLength(280)
    expect(rows[0]).toMatchObject({ isrc: 'QZABC0000001', tags: ['tag1'], metadata: { n: 1 }, deleted_at: null })
    const empty = await backline.call('records.export', {
      table: 'catalog.tracks',
      filters: [{ column: 'isrc', op: 'is', values: ['none'] }],
      sort,
      format: 'json',
    })
    expect(JSON.parse(readFileSync((await finished(empty.id)).path as string, 'utf8'))).toEqual([])
  })

  test('leave a trace of who took what', async () => {
    const { rows } = await asOwner(database.url, (db) =>
      db.query(`select login, after from console.audit where kind = 'export' order by at limit 1`),
    )
    expect(rows[0]).toMatchObject({ login: auditor.login, after: { table: 'support.tickets', format: 'csv', filters: [] } })
  })

  test('whoever signs in next finds nothing of the one before: no file gets its name any more, and each export is recorded for its own', async () => {
    const console = openConsole(database.url)
    await console.signIn(admin)
    const written = () => readdirSync(join(console.dataDir, 'exports')).filter((name) => !name.endsWith('.part'))
    const recorded = () =>
      asOwner(database.url, async (db) => (await db.query(`select login from console.audit where kind = 'export'`)).rows)
    const earlier = await recorded()
    let last: string[] = []
    console.services.events.on('connection', ({ state }) => {
      if (state === 'connecting') last = written()
    })
    // From before its first row to after its last, wherever the next one comes in.
    const people = Array.from({ length: 24 }, (_, n) => (n % 2 ? admin : auditor))
    const asked = [admin, ...people.slice(0, -1)].map(({ login }) => login)
    for (const [n, person] of people.entries()) {
      await console.call('records.export', { table: 'support.tickets', filters: [], sort: null, format: 'json' })
      await new Promise((resolve) => setTimeout(resolve, n))
      await console.signIn(person)
      expect(await console.call('exports.list', {})).toEqual([])
      await console.services.exports.end()
      expect(written()).toEqual(last)
    }
    const logins = (await recorded()).slice(earlier.length).map(({ login }) => login)
    expect(logins.sort()).toEqual(asked.sort())
    await console.close()
  })
})

describe('settings and flags', () => {
  let console: TestConsole
  beforeAll(async () => {
    console = openConsole(database.url)
    await console.signIn(admin)
    await asOwner(database.url, (db) =>
      db.query(`insert into system.feature_flags (key, description) values ('new-player', 'The new player')`),
    )
  })
  afterAll(() => console?.close())

  async function row(table: string, key: string): Promise<{ id: string; updatedAt: string; cells: Record<string, string | null> }> {
    const { rows } = await console.call('records.page', { table, filters: [{ column: 'key', op: 'is', values: [key] }], sort: null })
    const names = tableNamed(table).columns.map(({ name }) => name)
    const cells = Object.fromEntries(names.map((name, index) => [name, rows[0]?.cells[index] ?? null]))
    return { id: cells.id as string, updatedAt: cells.updated_at as string, cells }
  }

  test('a setting changes with a reason, once, and its history tells it', async () => {
    const before = await row('system.settings', 'finance.hold_days')
    const edit = { commandId: randomUUID(), id: before.id, expectedUpdatedAt: before.updatedAt, reason: 'Processor asks for it', value: 9 }
    const done = await console.call('records.setSetting', edit)
    expect(await console.call('records.setSetting', edit)).toEqual(done)
    expect((await row('system.settings', 'finance.hold_days')).cells).toMatchObject({ value: '9', updated_by: admin.id })
    const history = await console.call('records.history', { kind: 'setting', id: before.id })
    expect(history).toHaveLength(1)
    expect(history[0]).toMatchObject({
      actor: { name: 'Admin' },
      before: { value: 7 },
      after: { value: 9 },
      reason: 'Processor asks for it',
    })

    const stale = await console.refusal('records.setSetting', { ...edit, commandId: randomUUID(), value: 10 })
    expect(stale).toMatchObject({ code: 'stale', detail: { changes: [{ fields: ['value'], actor: { name: 'Admin' } }] } })
    const now = await row('system.settings', 'finance.hold_days')
    const wrong = { ...edit, commandId: randomUUID(), expectedUpdatedAt: now.updatedAt, value: 'nine' }
    expect(await console.refusal('records.setSetting', wrong)).toMatchObject({
      code: 'invalid',
      detail: { field: 'value', type: 'number' },
    })
    expect(await console.refusal('records.setSetting', { ...wrong, value: 8, reason: '  ' })).toMatchObject({ detail: { field: 'reason' } })
  })

  test('a flag is switched for a share of the accounts', async () => {
    const before = await row('system.feature_flags', 'new-player')
    const edit = { commandId: randomUUID(), id: before.id, expectedUpdatedAt: before.updatedAt, reason: 'First tenth' }
    await console.call('records.setFlag', { ...edit, isEnabled: true, rolloutPercentage: 10, rules: { plans: ['business'] } })
    const { cells, updatedAt } = await row('system.feature_flags', 'new-player')
    expect(cells).toMatchObject({ is_enabled: 'true', rollout_percentage: '10', rules: '{"plans": ["business"]}' })
    const tooMuch = { ...edit, commandId: randomUUID(), expectedUpdatedAt: updatedAt, isEnabled: true, rolloutPercentage: 101, rules: null }
    expect(await console.refusal('records.setFlag', tooMuch)).toMatchObject({ code: 'invalid', detail: { field: 'rolloutPercentage' } })
  })

  test('others read the history and change nothing', async () => {
    const { id, updatedAt } = await row('system.settings', 'finance.hold_days')
    expect(await backline.call('records.history', { kind: 'setting', id })).toHaveLength(1)
    const edit = { commandId: randomUUID(), id, expectedUpdatedAt: updatedAt, reason: 'No', value: 1 }
    expect(await backline.refusal('records.setSetting', edit)).toMatchObject({ code: 'not_allowed' })
  })
})
