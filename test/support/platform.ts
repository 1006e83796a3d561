// A platform with people who stand in every relation to a row, and a row of every table for two of them. All in one transaction that
// is never committed; each attempt happens in a savepoint.

import pg from 'pg'
import { freshDatabase, type TestDatabase } from './postgres.ts'
import { fillWorld, type Row, readTables, type Statement, type Table, type World } from './rows.ts'

/**
 * `owner` has the world `own`. `colleague` has the world `shared` together with an organization, of which he is the owner, `manager` an
 * administrator and `member` a member. `stranger` was once a member and is no more; `public` has not signed in.
 * `service` owns the tables without being a superuser.
 */
export type Actor = 'owner' | 'colleague' | 'manager' | 'member' | 'stranger' | 'public' | 'service'

export interface Platform {
  url: string
  db: pg.Client
  tables: Map<string, Table>
  people: Record<Actor, string>
  own: World
  shared: World
  /** 'done', 'nothing' where no row was in reach, or the SQLSTATE of the refusal. Changes nothing. `before` is done by the platform. */
  attempt(actor: Actor, sql: string, values?: unknown[], before?: string): Promise<string>
  /** The same for a statement without any condition: 'done' if it changed or removed this very row. */
  touch(actor: Actor, sql: string, values: unknown[], row: Statement): Promise<string>
  /** The rows that the actor gets. */
  read(actor: Actor, sql: string, values?: unknown[], before?: string): Promise<Row[]>
  close(): Promise<void>
}

export async function openPlatform(): Promise<Platform> {
  const database: TestDatabase = await freshDatabase()
  const db = new pg.Client({ connectionString: database.url })
  await db.connect()
  await db.query('begin')
  const tables = await readTables(db)
  const service = await makeService(db)
  const people = await makePeople(db)
  const { own, shared } = await makeWorlds(db, tables, people)

  async function inSavepoint<T>(actor: Actor, before: string, work: () => Promise<T>): Promise<T> {
    const role = actor === 'service' ? service : 'platform_user'
    await db.query(`savepoint attempt; ${before}; set local role ${role}; set local platform.user_id = '${people[actor]}'`)
    try {
      return await work()
    } finally {
      await db.query('rollback to savepoint attempt')
    }
  }

  return {
    url: database.url,
    db,
    tables,
    people,
    own,
    shared,
    attempt: (actor, sql, values = [], before = '') =>
      inSavepoint(actor, before, () =>
        db.query(sql, values).then(
          ({ rowCount }) => (rowCount ? 'done' : 'nothing'),
          (error: pg.DatabaseError) => error.code ?? 'unknown',
        ),
      ),
    async touch(actor, sql, values, row) {
      // Every version of a row has a place of its own.
      const place = async () => (await db.query(row.sql.replace('select', 'select ctid'), row.values)).rows[0]?.ctid
      const before = await place()
      return inSavepoint(actor, '', () =>
        db.query(sql, values).then(
          async () => {
            await db.query('reset role')
            return (await place()) === before ? 'nothing' : 'done'
          },
          (error: pg.DatabaseError) => error.code ?? 'unknown',
        ),
      )
    },
    read: (actor, sql, values = [], before = '') => inSavepoint(actor, before, async () => (await db.query(sql, values)).rows),
    async close() {
      await db.end()
      await database.drop()
    },
  }
}

/** Gives the tables to a plain role, which owns them as a platform's own login would. */
async function makeService(db: pg.Client): Promise<string> {
  const name = `service_${process.pid}_${Date.now()}`
  await db.query(`create role ${name}`)
  await db.query(`
    do $$
    declare
      name text;
    begin
      for name in select distinct table_schema from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema', 'public') loop
        execute format('grant usage on schema %I to ${name}; grant execute on all functions in schema %1$I to ${name}', name);
      end loop;
      for name in
        select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast', 'console', 'migrations')
      loop
        execute format('alter table %s owner to ${name}', name);
      end loop;
    end $$`)
  return name
}

async function makePeople(db: pg.Client): Promise<Record<Actor, string>> {
  const people = { owner: '', colleague: '', manager: '', member: '', stranger: '', public: '', service: '' }
  // A plan that allows everything; what plans forbid is tested elsewhere.
  const plan = await one(
    db,
    "insert into finance.subscription_plans (code, display_name, tier) values ('business', 'Business', 'business') returning id",
  )
  for (const name of ['owner', 'colleague', 'manager', 'member', 'stranger'] as const) {
    const { id } = await one(db, "insert into identity.users (email, status) values ($1, 'active') returning id", [`${name}@people.test`])
    people[name] = id as string
    await db.query("insert into finance.subscriptions (user_id, plan_id, status) values ($1, $2, 'active')", [id, plan.id])
  }
  await db.query('update finance.wallets set payouts_enabled = true, balance_available = 1000')
  return people
}

async function makeWorlds(db: pg.Client, tables: Map<string, Table>, people: Record<Actor, string>) {
  const organization = await one(
    db,
    "insert into identity.organizations (name, slug, type, owner_id) values ('Label', 'label', 'label', $1) returning *",
    [people.colleague],
  )
  await db.query(
    `insert into identity.organization_members (organization_id, user_id, role, status)
     values ($1, $2, 'admin', 'active'), ($1, $3, 'member', 'active'), ($1, $4, 'member', 'removed')`,
    [organization.id, people.manager, people.member, people.stranger],
  )
  const account = (id: string) => one(db, 'select * from identity.users where id = $1', [id])
  const shared: World = {
    user: people.colleague,
    organization: organization.id as string,
    counterpart: people.owner,
    rows: new Map([
      ['identity.users', await account(people.colleague)],
      ['identity.organizations', organization],
    ]),
  }
  const own: World = {
    user: people.owner,
    counterpart: people.colleague,
    rows: new Map([['identity.users', await account(people.owner)]]),
    others: shared,
  }
  await fillWorld(db, tables, shared)
  await fillWorld(db, tables, own)
  return { own, shared }
}

async function one(db: pg.Client, sql: string, values: unknown[] = []): Promise<Row> {
  return (await db.query(sql, values)).rows[0]
}
