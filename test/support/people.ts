// Staff and customers of a test database. Logins are unique in the whole test server, because roles belong to the server.

import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { StaffRole } from '../../shared/session.ts'

export interface TestStaff {
  id: string
  login: string
  password: string
  name: string
  /** Connects as this person. */
  url: string
}

/** Enrols a person with a login in the given console roles; none at all makes a login without any right. */
export async function addStaff(databaseUrl: string, name: string, roles: StaffRole[]): Promise<TestStaff> {
  const login = `${name.toLowerCase().replace(/\W/g, '_')}_${randomBytes(4).toString('hex')}`
  const password = 'staff'
  const id = await asOwner(databaseUrl, async (db) => {
    const groups = roles.map((role) => `console_${role}`).join(', ')
    await db.query(`create role ${login} login password '${password}' ${groups && `in role ${groups}`}`)
    const { rows } = await db.query('insert into identity.users (email, username, full_name) values ($1, $2, $3) returning id', [
      `${login}@staff.test`,
      login,
      name,
    ])
    const initials = name.slice(0, 2).toUpperCase()
    await db.query('insert into console.staff (user_id, login, name, initials) values ($1, $2, $3, $4)', [
      rows[0].id,
      login,
      name,
      initials,
    ])
    return rows[0].id as string
  })
  return { id, login, password, name, url: asLogin(databaseUrl, login, password) }
}

export async function addCustomer(databaseUrl: string, name: string): Promise<string> {
  const username = `c_${randomBytes(6).toString('hex')}`
  return asOwner(databaseUrl, async (db) => {
    const { rows } = await db.query(
      'insert into identity.users (email, username, full_name, status) values ($1, $2, $3, $4) returning id',
      [`${username}@customer.test`, username, name, 'active'],
    )
    return rows[0].id as string
  })
}

export interface TestTicket {
  id: string
  number: number
}

export async function addTicket(
  databaseUrl: string,
  customer: string,
  ticket: { subject?: string; description?: string; priority?: string; category?: string } = {},
): Promise<TestTicket> {
  return asOwner(databaseUrl, async (db) => {
    const { rows } = await db.query(
      `insert into support.tickets (user_id, subject, description, priority, category)
       values ($1, $2, $3, $4, $5) returning id, ticket_number::int as number`,
      [
        customer,
        ticket.subject ?? 'A question',
        ticket.description ?? 'Hello',
        ticket.priority ?? 'medium',
        ticket.category ?? 'technical',
      ],
    )
    return rows[0] as TestTicket
  })
}

/** A message of the customer, as the platform's own apps write it. */
export async function customerWrites(databaseUrl: string, ticket: string, body: string): Promise<void> {
  await asOwner(databaseUrl, (db) =>
    db.query(
      `insert into support.ticket_messages (ticket_id, sender_type, sender_id, body)
       select id, 'user', user_id, $2 from support.tickets where id = $1`,
      [ticket, body],
    ),
  )
}

/** Runs as the database's superuser: the platform itself, not a console. */
export async function asOwner<T>(databaseUrl: string, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: databaseUrl })
  // A query that was under way tells of it; between two of them a server that was killed has nobody to tell.
  db.on('error', () => {})
  await db.connect()
  try {
    return await work(db)
  } finally {
    await db.end()
  }
}

/** Kills the connection of a command where it stores its effect, which comes last; answers what the command was refused with. */
export async function killedAtTheEnd(databaseUrl: string, command: () => Promise<unknown>): Promise<pg.DatabaseError> {
  return asOwner(databaseUrl, async (db) => {
    await db.query('begin; lock table console.effect in share mode')
    const refused = command().then(
      () => Promise.reject(new Error('It was not killed.')),
      (error: pg.DatabaseError) => error,
    )
    const waiting = `select count(pg_terminate_backend(l.pid))::int as n from pg_locks l where l.relation = 'console.effect'::regclass and not l.granted`
    for (let tries = 0; tries < 200 && (await db.query(waiting)).rows[0].n === 0; tries++) await sleep(25)
    await db.query('rollback')
    return refused
  })
}

export function asLogin(databaseUrl: string, login: string, password: string): string {
  const url = new URL(databaseUrl)
  url.username = login
  url.password = password
  return url.href
}
