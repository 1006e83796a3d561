// What goes wrong: every kind as often as every other, in an order that the seed decides.

import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Network } from '../support/network.ts'
import { asOwner } from '../support/people.ts'
import { endsByForce, type OwnServer } from '../support/postgres.ts'
import type { Machine } from './machine.ts'

export interface World {
  server: OwnServer
  /** The database, past the network. */
  url: string
  /** The items that are worked on. */
  tickets: string[]
  network: Network
  random: (below: number) => number
  /** Called with a console that was killed and is back. */
  restarted(machine: Machine): Promise<void>
}

type Fault = (world: World, machine: Machine) => Promise<unknown>

const kinds: Record<string, Fault> = {
  async 'kill app'({ restarted }, machine) {
    await machine.kill()
    await machine.start()
    await restarted(machine)
  },
  'kill server process': ({ url }) => killServerProcess(url),
  'kill postmaster': ({ server, url, random }) => killPostmaster(server, url, random(2) === 0),
  async cut({ network, random }) {
    await network.cut()
    await sleep(random(200))
    await network.restore()
  },
  'drop answers': ({ network, random }) => network.dropAnswers(20 + random(80)),
  'half-close': async ({ network, random }) => network.halfClose(random(2) ? 'console' : 'server'),
  async delay({ network, random }) {
    network.delay(1 + random(30))
    setTimeout(() => network.delay(0), 400)
  },
  'clock jump': ({ random }, machine) => machine.ask('clock', (random(2) ? 1 : -1) * random(86_400_000)),
  async 'full disk'(_, machine) {
    await machine.ask('disk', true)
    setTimeout(() => void machine.ask('disk', false), 300)
  },
  async 'locked item'(world) {
    void lockItem(world).catch(() => {})
  },
}

/** Those that end a process or a line in the middle of what it does. */
export const killsAndCuts = ['kill app', 'kill server process', 'kill postmaster', 'cut', 'drop answers', 'half-close']

/** Calls for one fault after the other; `counts` grows by what happened. `without` leaves out a kind. */
export function createFaults(world: World, counts: Record<string, number>, without?: string): (machine: Machine) => Promise<void> {
  let deck: string[] = []
  return async (machine) => {
    if (deck.length === 0) deck = Object.keys(kinds).filter((kind) => kind !== without)
    const [name] = deck.splice(world.random(deck.length), 1) as [string]
    // Not between two commands, but somewhere in the middle of them.
    await sleep(world.random(15))
    await kinds[name]?.(world, machine)
    counts[name] = (counts[name] ?? 0) + 1
  }
}

/** The same seed makes the same choices; what the machine does between them is its own. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
}

/** kill -9 of the process that serves one of the consoles; PostgreSQL then ends all others and recovers. */
async function killServerProcess(url: string): Promise<void> {
  const served = `select pid from pg_stat_activity where datname = current_database() and application_name like 'Backline%' order by random() limit 1`
  // One that was idle for a while may end by itself in between.
  await eventually(async () => {
    const pid = await asOwner(url, async (db) => (await db.query(served)).rows[0]?.pid as number | undefined)
    return pid !== undefined && endsByForce(pid)
  })
  await sleep(20)
  await eventually(() => asOwner(url, async (db) => (await db.query('select true as up')).rows[0]?.up as boolean))
}

/** kill -9 of the server itself, at times while one of its processes is deep in a computation and outlives it. */
async function killPostmaster(server: OwnServer, url: string, isComputing: boolean): Promise<void> {
  if (!isComputing) {
    await server.crash()
    return
  }
  const busy = await eventually(async () => {
    const client = new pg.Client({ connectionString: url })
    client.on('error', () => {})
    await client.connect()
    return client
  })
  const [{ pid }] = (await busy.query('select pg_backend_pid() as pid')).rows
  void busy.query('select count(*) from (select generate_series(1, 2000000000)) s').catch(() => {})
  const isBusy = `select true as busy from pg_stat_activity where pid = $1 and state = 'active'`
  await eventually(() => asOwner(url, async (db) => (await db.query(isBusy, [pid])).rows[0]?.busy as boolean | undefined))
  const { left } = await server.crash()
  if (left === 0) throw new Error('Nothing outlived the server, so nothing shows what then happens')
}

/** Somebody else has an item for longer than a command waits for it, so commands on it are tried again while all others go on. */
async function lockItem({ url, tickets, random }: World): Promise<void> {
  const [ticket, ms] = [tickets[random(tickets.length)], 4100 + random(1500)]
  await asOwner(url, async (db) => {
    await db.query('begin')
    await db.query('select from support.tickets where id = $1 for update', [ticket])
    await sleep(ms)
    await db.query('rollback')
  })
}

async function eventually<T>(attempt: () => Promise<T | undefined>): Promise<T> {
  for (let tries = 0; tries < 400; tries++) {
    const value = await attempt().catch(() => undefined)
    if (value) return value
    await sleep(50)
  }
  throw new Error('PostgreSQL did not recover')
}
