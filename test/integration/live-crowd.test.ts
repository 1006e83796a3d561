// Twenty consoles on one computer: what one does the others have on their screens within a second, and one that is killed is gone from
// them within half a minute.

import { fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { paced } from '../../renderer/components/paced.ts'
import type { AppError } from '../../shared/errors.ts'
import type { Presence } from '../../shared/work.ts'
import { addCustomer, addStaff, addTicket, asLogin, type TestStaff, type TestTicket } from '../support/people.ts'
import { freshDatabase, type TestDatabase } from '../support/postgres.ts'
import { openConsole, removeFolder, type TestConsole, temporaryFolder, until } from '../support/services.ts'

const crowd = 20
const acts = 30
/** In ms. */
const limit = 1000
let database: TestDatabase
let staff: TestStaff[]
let customer: string
const consoles: TestConsole[] = []

beforeAll(async () => {
  database = await freshDatabase()
  customer = await addCustomer(database.url, 'Lina Okonkwo')
  staff = []
  for (let n = 0; n < crowd; n++) staff.push(await addStaff(database.url, `Staff ${n}`, ['support']))
  for (const person of staff) {
    const backline = openConsole(database.url)
    consoles.push(backline)
    await backline.signIn(person)
  }
  await until(() => consoles.every(({ services }) => services.state().connection.live === 'listening'), 20_000)
}, 120_000)
afterAll(async () => {
  await Promise.all(consoles.map((each) => each.close()))
  await database.drop()
})

/** Reads its rows as the list on the screen does, and calls `seen` with what it would show, until what it returns is called. */
function screenOf(backline: TestConsole, seen: (itemId: string, version: number) => void): () => void {
  const changed = new Set<string>()
  const reading = paced(500, 700, async () => {
    const ids = [...changed]
    changed.clear()
    try {
      const { rows } = await backline.call('tickets.queue', { view: 'all', filter: {}, sort: 'due', ids })
      for (const { id, version } of rows) seen(id, version)
    } catch (thrown) {
      // The file is at its end, and what a last change has the screen ask comes after it.
      if ((thrown as AppError).code !== 'signed_out') throw thrown
    }
  })
  const stop = backline.services.events.on('changes', (changes) => {
    for (const { itemId } of changes) changed.add(itemId)
    reading.ask()
  })
  return () => {
    stop()
    reading.stop()
  }
}

async function killedWhileTyping(): Promise<number> {
  const [watcher] = consoles as [TestConsole]
  const ticket = await addTicket(database.url, customer)
  let present: Presence[] = []
  const stop = watcher.services.events.on('presence', (list) => {
    present = list
  })
  const typist = await addStaff(database.url, 'Typist', ['support'])
  const dataDir = temporaryFolder()
  const url = asLogin(database.url, typist.login, typist.password)
  const child = fork(join(import.meta.dirname, '../faults/console.ts'), [dataDir, url], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  await once(child, 'message')
  child.send({ id: 1, method: 'work.presence', input: { kind: 'ticket', itemId: ticket.id, mode: 'typing' } })
  const isThere = () => present.some((each) => each.staff.id === typist.id && each.mode === 'typing')
  await until(isThere)
  const killed = performance.now()
  child.kill('SIGKILL')
  await until(() => !isThere(), 35_000)
  const gone = performance.now() - killed
  stop()
  removeFolder(dataDir)
  return gone
}

async function timesToScreens(): Promise<number[]> {
  // Of its own, so that a second try finds them as the first one did.
  const tickets: TestTicket[] = []
  for (let n = 0; n < 10; n++) tickets.push(await addTicket(database.url, customer))
  /** When each screen first showed it: one may read the same row again, when the change rows confirm what it was told. */
  const shown = new Map<string, Map<TestConsole, number>>()
  const screens = consoles.map((backline) =>
    screenOf(backline, (id, version) => {
      const times = shown.get(`${id} ${version}`)
      if (times && !times.has(backline)) times.set(backline, performance.now())
    }),
  )
  const times: number[] = []
  for (let n = 0; n < acts; n++) {
    const ticket = tickets[n % tickets.length] as TestTicket
    const round = Math.floor(n / tickets.length)
    const key = `${ticket.id} ${round + 2}`
    const seen = new Map<TestConsole, number>()
    shown.set(key, seen)
    const priority = (['high', 'urgent', 'low'] as const)[round] ?? 'high'
    const input = { commandId: randomUUID(), id: ticket.id, expectedVersion: round + 1, priority }
    const began = performance.now()
    await (consoles[n % crowd] as TestConsole).call('tickets.setPriority', input)
    await until(() => seen.size === crowd)
    times.push(...[...seen.values()].map((at) => at - began))
    // Nobody acts in the moment in which the last screen shows what was done before.
    await sleep(Math.random() * 500)
  }
  for (const stop of screens) stop()
  return times
}

/** At the 95th of a hundred, in ms. A computer that does other things as well is given three tries. */
async function slowest(): Promise<number> {
  let p95 = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < 3 && p95 >= limit; tries++) {
    const times = (await timesToScreens()).toSorted((a, b) => a - b)
    p95 = times[Math.floor(times.length * 0.95)] ?? p95
  }
  return p95
}

it('an act is on the screens of all within a second (p95), and who is killed while typing is gone within 30 s', {
  timeout: 180_000,
}, async () => {
  const [gone, p95] = await Promise.all([killedWhileTyping(), slowest()])
  console.log(`to the screens of ${crowd} consoles: p95 ${p95.toFixed(0)} ms; killed and gone after ${(gone / 1000).toFixed(1)} s`)
  expect(p95).toBeLessThan(limit)
  expect(gone).toBeLessThan(30_000)
})
