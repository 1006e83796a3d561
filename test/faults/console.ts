// One console as a process of its own: the trusted side as the shells start it, steered by messages of the run.
//   node test/faults/console.ts <data folder> <url of the database with login and password>

import Database from 'better-sqlite3'
import type { Input, Method } from '../../shared/contract.ts'
import { openConsole, ownerOf } from '../support/services.ts'

const files = databasesOf(Database.prototype)
const [, , dataDir = '', address = ''] = process.argv
const { username, password } = new URL(address)
const backline = openConsole(address, { dataDir })
const { services } = backline

/** The clock of this computer jumps; timers go on as they are. */
let offset = 0
const RealDate = Date
globalThis.Date = class extends RealDate {
  constructor(...args: ConstructorParameters<DateConstructor> | []) {
    super(...((args.length === 0 ? [RealDate.now() + offset] : args) as [number]))
  }
  static override now(): number {
    return RealDate.now() + offset
  }
} as DateConstructor

await begin()
process.send?.({ ready: true, owner: ownerOf(backline) })

/** Signs in; without a server it goes on as whoever was here before. */
async function begin(): Promise<void> {
  const input = { profileId: backline.profileId, login: username, password }
  while (!(await backline.router.handle('session.signIn', input)).ok) await new Promise((resolve) => setTimeout(resolve, 100))
}

/** Every database that statements are prepared in from now on. */
function databasesOf(prototype: Database.Database): Set<Database.Database> {
  const found = new Set<Database.Database>()
  const prepare = prototype.prepare
  prototype.prepare = function (this: Database.Database, ...args: [string]) {
    found.add(this)
    return prepare.apply(this, args)
  } as typeof prototype.prepare
  return found
}

/** SQLite's own disk is full: no page more than it has, until it has room again. */
function fillDisk(isFull: boolean): void {
  for (const file of files) {
    if (file.open && !file.memory) file.pragma(`max_page_count = ${isFull ? file.pragma('page_count', { simple: true }) : 1_000_000}`)
  }
}

interface Order {
  id: number
  method: Method | 'clock' | 'disk' | 'waiting'
  input: unknown
}

process.on('message', async ({ id, method, input }: Order) => {
  if (method === 'clock') offset = Number(input)
  if (method === 'disk') fillDisk(input === true)
  const value =
    method === 'clock' || method === 'disk'
      ? null
      : method === 'waiting'
        ? services.outbox.totals()
        : await backline.call(method, input as Input<Method>).catch((error) => ({ refused: error.code }))
  process.send?.({ id, value })
})
process.on('disconnect', () => process.exit(0))
