// A platform with two moderators, content that can be reported, and what is done to its cases: raw connections, no console in between.

import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, expect } from 'vitest'
import { addCustomer, addStaff, type TestStaff } from './people.ts'
import { freshDatabase, type TestDatabase } from './postgres.ts'

export let database: TestDatabase
export let owner: pg.Client
export let amara: TestStaff
export let tomasz: TestStaff
export let asAmara: pg.Pool
export let asTomasz: pg.Pool

/** For the tests of a file: they come with it and go after. */
export function withCases() {
  beforeAll(async () => {
    database = await freshDatabase()
    amara = await addStaff(database.url, 'Amara', ['moderator'])
    tomasz = await addStaff(database.url, 'Tomasz', ['moderator'])
    asAmara = new pg.Pool({ connectionString: amara.url, max: 4 })
    asTomasz = new pg.Pool({ connectionString: tomasz.url, max: 4 })
    owner = new pg.Client({ connectionString: database.url })
    await owner.connect()
  })
  afterAll(async () => {
    await asAmara.end()
    await asTomasz.end()
    await owner.end()
    await database.drop()
  })
}

export type Facts = Record<string, unknown>
export interface Done extends Facts {
  version: number
}

export const actAs = async (commandId: string, pool: pg.Pool, fn: string, ...args: unknown[]): Promise<Done> => {
  const places = [commandId, ...args].map((_, i) => `$${i + 1}`).join(', ')
  const { rows } = await pool.query(`select console.${fn}(${places}) as done`, [commandId, ...args])
  return rows[0].done
}
export const act = (pool: pg.Pool, fn: string, ...args: unknown[]) => actAs(randomUUID(), pool, fn, ...args)
export const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => ({ code: 'done', message: '', detail: {} as Facts }),
    (error: pg.DatabaseError) => ({
      code: error.code,
      message: error.message,
      detail: (error.code?.startsWith('BL') ? JSON.parse(error.detail ?? '{}') : {}) as Facts,
    }),
  )
export const one = async (sql: string, ...values: unknown[]) => (await owner.query(sql, values)).rows[0]
export const insert = async (table: string, row: Facts): Promise<string> => {
  const names = Object.keys(row)
  const places = names.map((_, i) => `$${i + 1}`)
  return (await one(`insert into ${table} (${names.join(', ')}) values (${places.join(', ')}) returning id`, ...Object.values(row))).id
}
export const person = (name = 'Oskar Nyström') => addCustomer(database.url, name)

export interface Target {
  content: string
  entity: string
  id: string
  author: string
}

export async function track(row: Facts = {}, author?: string): Promise<Target> {
  const by = author ?? (await person())
  const id = await insert('catalog.tracks', {
    user_id: by,
    title: 'Midnight Cargo',
    is_public: true,
    status: 'published',
    play_count: 41208,
    ...row,
  })
  return { content: 'track', entity: 'track', id, author: by }
}

export async function report(target: Target, row: Facts = {}): Promise<string> {
  const { id } = await one(
    `insert into moderation.reports (reporter_id, entity_type, entity_id, reason, description) values ($1, $2, $3, $4, $5) returning id`,
    row.reporter ?? (await person('Harbor Lane')),
    target.entity,
    target.id,
    row.reason ?? 'copyright',
    'Our vocal.',
  )
  return id
}

export const caseOf = async (target: Target): Promise<{ id: string; version: number; status: string }> =>
  one(
    `select c.id, w.version, w.status from moderation.cases c join console.work_item w on w.kind = 'case' and w.id = c.id
     where c.entity_type = $1 and c.entity_id = $2 and c.content_type::text = $3`,
    target.entity,
    target.id,
    target.content,
  )
export const itemOf = async (pool: pg.Pool, id: string) => (await pool.query('select console.case_item($1) as item', [id])).rows[0].item
export const versionOf = async (id: string): Promise<number> =>
  (await one(`select version from console.work_item where kind = 'case' and id = $1`, id)).version
/** Claims and decides with what an adverse decision needs, unless told. */
export async function decide(pool: pg.Pool, id: string, action: string, given: Facts = {}, commandId = randomUUID()): Promise<Done> {
  await act(pool, 'claim', 'case', id)
  const all = {
    policy: 'C2',
    severity: 'high',
    facts: 'The lead vocal is somebody else’s.',
    spans: '[]',
    notice: null,
    falseReports: null,
    ...given,
  }
  return actAs(
    commandId,
    pool,
    'case_decide',
    id,
    await versionOf(id),
    action,
    all.policy,
    all.severity,
    all.facts,
    all.spans,
    all.notice,
    all.falseReports,
  )
}
export const correct = async (pool: pg.Pool, id: string, action: string, given: Facts = {}) => {
  const all = { policy: 'C2', severity: 'low', facts: 'Seen anew.', spans: '[]', notice: null, ...given }
  return act(pool, 'case_correct', id, await versionOf(id), action, all.policy, all.severity, all.facts, all.spans, all.notice)
}
/** Lets the undo window of what waits pass, then carries it out. */
export async function windowPasses(pool = asAmara) {
  await owner.query(
    `update console.effect set due_at = now() - interval '1 second' where state = 'waiting' and due_at < now() + interval '1 hour'`,
  )
  await pool.query('select console.effects_run()')
  expect((await owner.query(`select problem from console.effect where problem is not null`)).rows).toEqual([])
}
